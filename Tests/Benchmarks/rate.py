"""How the bit rate of a film holds, through the running gateway: CLIP=path Tests/Benchmarks/run rate.

Windows are counted in pictures, so that a machine too slow for a codec still tells how its rate control works."""

import os
import subprocess
import tempfile

from gateway import Gateway
from rtsp import RTSPClient

SECONDS, GOV = 30, 2
LARGE = {"H264": ("1080P", 25, (2000, 6000)), "H265": ("720P", 25, (2000, 3000))}
SMALL = {"H264": ("VGA", 25, (300, 1000)), "H265": ("VGA", 25, (300, 1000))}


def shares(sizes, rate, frame_rate, seconds):
    """The least and the most of the bit rate that any window takes."""
    length = seconds * frame_rate
    sums = [sum(sizes[at:at + length]) for at in range(len(sizes) - length + 1)]
    whole = rate * seconds * 1000 / 8
    return min(sums) / whole, max(sums) / whole


def measure(report):
    film = os.environ.get("CLIP")
    if not film:
        return print("left out: the bit rate of a film; CLIP names none", flush=True)
    with tempfile.TemporaryDirectory(prefix="camgate-rate-") as folder:
        clip = os.path.join(folder, "clip.y4m")
        subprocess.run(
            ["ffmpeg", "-v", "error", "-i", film, "-an", "-vf", "scale=1920:1080", "-r", "25", "-frames:v", "250", "-pix_fmt",
             "yuv420p", clip], check=True)
        with Gateway(options=["--clip", clip]) as gateway:
            gateway.ask("/cgi-bin/osd?enable=0")
            gateway.ask("/cgi-bin/motion?enable=0")
            for codec in ("H264", "H265"):
                for stream, table in (("stream1", LARGE), ("stream2", SMALL)):
                    name, frame_rate, rates = table[codec]
                    for rate in rates:
                        for control in ("CBR", "VBR"):
                            check(report, gateway, codec, stream, name, frame_rate, rate, control)


def check(report, gateway, codec, stream, name, frame_rate, rate, control):
    # On a slow machine a check outlasts a session.
    gateway.uid = gateway.login()
    gateway.ask(
        f"/cgi-bin/videoencoder/{stream}?encode_mode={codec}&resolution={name}&framerate={frame_rate}&bitrate={rate}"
        f"&govlength={GOV * frame_rate}&bitrate_control={control}")
    viewer = RTSPClient(gateway.rtsp_port, f"/{stream}", timeout=30)
    viewer.play()
    frames = viewer.frames()
    sizes = []
    for _ in range(SECONDS):
        sizes += [next(frames)[2] for _ in range(frame_rate)]
        viewer.keep_alive()
    viewer.close()
    what = f"{codec} {name} {control} {rate} kbit/s"
    if control == "CBR":
        least, most = shares(sizes, rate, frame_rate, 10)
        report.add(
            f"{what}: share of it over any 10 s", f"{least:.2f} to {most:.2f}", "0.90 to 1.10", least >= 0.9 and most <= 1.1)
    else:
        least, most = shares(sizes, rate, frame_rate, 2)
        report.add(f"{what}: most of it over any 2 s", f"{most:.2f}", "<= 1.25", most <= 1.25)
