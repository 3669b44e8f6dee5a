"""CPU for a number of frames of 1080p with one viewer, against the programs of the encoders' projects on the same frames with the
same settings: H.264 without and with OSD, and H.265.

A gateway encodes at the pace of its camera, with caches that were left for the greater part of a picture's time, which alone costs a
tenth and more. So the programs get the frames at that pace too, through a pipe. What x264 needs for the file without a pause is told
beside it."""

import fcntl
import os
import resource
import subprocess
import tempfile
import time

from gateway import Gateway
from pictures import make_clip
from rtsp import RTSPClient
from settings import HEIGHT, RATE, WIDTH, gateway_settings, x264_options, x265_options

FRAMES, BITRATE, RUNS = 500, 2500, 4
H265_FRAMES, H265_RATE, H265_BITRATE = 150, 15, 2000


def feed(clip, rate, frames, pipe):
    """Writes the beginning of a Y4M file into a pipe at its pace, and closes the pipe."""
    with open(clip, "rb", buffering=0) as film, pipe:
        pipe.write(film.readline())
        mark_and_picture = len(b"FRAME\n") + WIDTH * HEIGHT * 3 // 2
        begin = time.monotonic()
        for number in range(frames):
            time.sleep(max(0, begin + number / rate - time.monotonic()))
            pipe.write(film.read(mark_and_picture))


def seconds_of(command, clip=None, rate=0, frames=0):
    """User and system time of a program, which gets a clip at its pace if one is named."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = subprocess.Popen(
        command, stdin=subprocess.PIPE if clip else subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if clip:
        fcntl.fcntl(program.stdin, fcntl.F_SETPIPE_SZ, 1 << 20)
        feed(clip, rate, frames, program.stdin)
    if program.wait():
        raise RuntimeError(f"{command[0]} ended with {program.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def x264_command(source):
    return ["x264", "--quiet", *x264_options(BITRATE), "--demuxer", "y4m", "--frames", str(FRAMES), "-o", "/dev/null", source]


def x265_command(source):
    return ["x265", *x265_options(H265_BITRATE), "--frames", str(H265_FRAMES), "-o", "/dev/null", "--y4m", source]


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


def tell(report, what, ours, peer, peer_name, goal, *beside):
    remarks = "; ".join([f"{ours:.2f} s, {peer_name} {peer:.2f} s", *beside, f"least of {RUNS} alternating runs"])
    report.add(what, f"{ours / peer:.2f}", f"<= {goal:.2f}", ours / peer <= goal, f"[{remarks}]")


def measure(report):
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder:
        clip = os.path.join(folder, "clip.y4m")
        make_clip(clip, FRAMES)
        runs = [
            (seconds_of(x264_command("-"), clip, RATE, FRAMES), seconds_of(x264_command(clip)),
             gateway_seconds(clip, FRAMES, bitrate=BITRATE), gateway_seconds(clip, FRAMES, bitrate=BITRATE, osd=True))
            for _ in range(RUNS)
        ]
        # The least of each: what else the machine does only adds.
        peer, hurried, bare, titled = (min(values) for values in zip(*runs))
        what = f"CPU of {FRAMES} frames 1080p, one viewer, against the x264 program at the same pace"
        beside = f"x264 at once {hurried:.2f} s, of which this is {bare / hurried:.2f}"
        tell(report, f"{what}, OSD off", bare, peer, "x264", 1.10, beside)
        tell(report, f"{what}, OSD on", titled, peer, "x264", 1.20)
        if not lists_h265():
            return print("left out: CPU of H.265; no encoder of this build lists it", flush=True)
        make_clip(clip, H265_FRAMES, H265_RATE)
        settings = {"bitrate": H265_BITRATE, "mode": "H265", "rate": H265_RATE}
        pairs = [
            (seconds_of(x265_command("-"), clip, H265_RATE, H265_FRAMES), gateway_seconds(clip, H265_FRAMES, **settings))
            for _ in range(RUNS)
        ]
        peer, bare = (min(values) for values in zip(*pairs))
        what = f"CPU of {H265_FRAMES} frames 1080p, one viewer, against the x265 program at the same pace"
        tell(report, f"{what}, OSD off", bare, peer, "x265", 1.10)
