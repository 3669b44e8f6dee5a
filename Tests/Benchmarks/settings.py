"""What gateway and peers are set to alike: superfast, zerolatency, one thread, a constant bit rate with a buffer of a second."""

WIDTH, HEIGHT, RATE = 1920, 1080, 25
GOV = 50


def gateway_settings(gateway, bitrate, osd=False, mode="H264", rate=RATE):
    gateway.ask(f"/cgi-bin/osd?enable={int(osd)}")
    gateway.ask("/cgi-bin/motion?enable=0")
    gateway.ask(
        f"/cgi-bin/videoencoder/stream1?encode_mode={mode}&resolution=1080P&framerate={rate}&bitrate={bitrate}"
        f"&govlength={GOV}&bitrate_control=CBR")


def x264_options(bitrate):
    """Of the `x264` program."""
    return [
        "--preset", "superfast", "--tune", "zerolatency", "--threads", "1", "--bitrate", str(bitrate), "--vbv-maxrate",
        str(bitrate), "--vbv-bufsize", str(bitrate), "--keyint", str(GOV), "--min-keyint", str(GOV), "--scenecut", "0",
    ]


def x265_options(bitrate):
    """Of the `x265` program. The gateway asks libx265 for a fiftieth more than is set, which is what then comes out."""
    asked = str(bitrate + bitrate // 50)
    return [
        "--preset", "ultrafast", "--tune", "zerolatency", "--pools", "none", "--frame-threads", "1", "--bitrate", asked,
        "--vbv-maxrate", asked, "--vbv-bufsize", str(bitrate), "--keyint", str(GOV), "--min-keyint", str(GOV),
        "--no-scenecut", "--no-open-gop", "--repeat-headers",
    ]


def gstreamer_encoder(bitrate):
    """A GStreamer element of the same library with the same settings, which are those of the high profile: without being told, it
    takes the baseline. `pass=cbr` is its constant bit rate."""
    return (
        f"x264enc speed-preset=superfast tune=zerolatency threads=1 pass=cbr bitrate={bitrate} vbv-buf-capacity=1000 "
        f'key-int-max={GOV} bframes=0 option-string="min-keyint={GOV}:scenecut=0:sliced-threads=0" ! video/x-h264,profile=high')
