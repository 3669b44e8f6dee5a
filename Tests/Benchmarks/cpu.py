"""CPU for a number of frames of 1080p with one viewer, against the programs of the encoders' projects on the same frames with the
same settings: H.264 without and with OSD, and H.265."""

import os
import resource
import subprocess
import tempfile

from gateway import Gateway
from pictures import make_clip
from rtsp import RTSPClient
from settings import gateway_settings, x264_options, x265_options

FRAMES, BITRATE, RUNS = 500, 2500, 4
H265_FRAMES, H265_RATE, H265_BITRATE = 150, 15, 2000


def seconds_of(*command):
    """User and system time of a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def x264_seconds(clip):
    return seconds_of("x264", "--quiet", *x264_options(BITRATE), "--frames", str(FRAMES), "-o", "/dev/null", clip)


def x265_seconds(clip):
    return seconds_of("x265", *x265_options(H265_BITRATE), "--frames", str(H265_FRAMES), "-o", "/dev/null", clip)


def gateway_seconds(clip, frames, **settings):
    with Gateway(options=["--clip", clip]) as gateway:
        gateway_settings(gateway, **settings)
        viewer = RTSPClient(gateway.rtsp_port)
        viewer.play()
        received = viewer.frames()
        next(received)
        before = gateway.cpu_seconds()
        for _ in range(frames):
            next(received)
        seconds = gateway.cpu_seconds() - before
        viewer.close()
        return seconds


def lists_h265():
    with Gateway() as gateway:
        return b'encode_mode name="H265"' in gateway.ask("/cgi-bin/videoencoder/getcapabilities")


def tell(report, what, ours, peer, peer_name, goal):
    report.add(
        what, f"{ours / peer:.2f}", f"<= {goal:.2f}", ours / peer <= goal,
        f"[{ours:.2f} s, {peer_name} {peer:.2f} s; least of {RUNS} alternating runs]")


def measure(report):
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder:
        clip = os.path.join(folder, "clip.y4m")
        make_clip(clip, FRAMES)
        runs = [
            (x264_seconds(clip), gateway_seconds(clip, FRAMES, bitrate=BITRATE),
             gateway_seconds(clip, FRAMES, bitrate=BITRATE, osd=True))
            for _ in range(RUNS)
        ]
        # The least of each: what else the machine does only adds.
        peer, bare, titled = (min(values) for values in zip(*runs))
        what = f"CPU of {FRAMES} frames 1080p, one viewer, against the x264 program"
        tell(report, f"{what}, OSD off", bare, peer, "x264", 1.10)
        tell(report, f"{what}, OSD on", titled, peer, "x264", 1.20)
        if not lists_h265():
            return print("left out: CPU of H.265; no encoder of this build lists it", flush=True)
        make_clip(clip, H265_FRAMES, H265_RATE)
        settings = {"bitrate": H265_BITRATE, "mode": "H265", "rate": H265_RATE}
        pairs = [(x265_seconds(clip), gateway_seconds(clip, H265_FRAMES, **settings)) for _ in range(RUNS)]
        peer, bare = (min(values) for values in zip(*pairs))
        tell(
            report, f"CPU of {H265_FRAMES} frames 1080p, one viewer, against the x265 program, OSD off", bare, peer, "x265",
            1.10)
