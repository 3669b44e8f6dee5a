"""What title and time cost: the gateway's CPU outside the encoder for 500 frames of 1080p with one viewer, with and without them.

The encoder's own CPU is left out, because what letters cost it depends on the picture behind them; `perf` tells the libraries apart.
"""

import os
import re
import signal
import subprocess
import tempfile

from gateway import Gateway
from rtsp import RTSPClient

FRAMES, RATE, RUNS, SAMPLES = 500, 30, 3, 4000


def seconds(gateway, enable):
    """CPU seconds of 500 frames of a running stream: outside the encoder, and in all."""
    gateway.uid = gateway.login()
    gateway.ask(f"/cgi-bin/osd?enable={enable}")
    viewer = RTSPClient(gateway.rtsp_port)
    viewer.play()
    frames = viewer.frames()
    for _ in range(10):
        next(frames)
    record = os.path.join(gateway.state.name, "perf")
    perf = subprocess.Popen(
        ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(SAMPLES), "-o", record, "-p", str(gateway.process.pid)])
    for _ in range(FRAMES):
        next(frames)
    perf.send_signal(signal.SIGINT)
    perf.wait()
    viewer.close()
    text = subprocess.run(
        ["perf", "report", "-i", record, "--stdio", "-F", "sample,dso"], capture_output=True, text=True, check=True).stdout
    counts = [(int(count), library) for count, library in re.findall(r"^\s*(\d+)\s+(\S+)", text, re.MULTILINE)]
    total = sum(count for count, _ in counts)
    return sum(count for count, library in counts if "x264" not in library) / SAMPLES, total / SAMPLES


def measure(report):
    with Gateway() as gateway:
        gateway.ask("/cgi-bin/motion?enable=0")
        gateway.ask(f"/cgi-bin/videoencoder/stream1?resolution=1080P&framerate={RATE}&bitrate=2500&govlength=60")
        gateway.ask("/cgi-bin/osd?show_week=1&show_res_bit=3&title_utf8=%E4%BD%A0%E5%A5%BD%20Gate%2012")
        pairs = [(seconds(gateway, 0), seconds(gateway, 1)) for _ in range(RUNS)]
    # The least of each: what else the machine does only adds.
    (without, all_without), (with_, all_with) = (min(values) for values in zip(*pairs))
    cost = (with_ - without) * 1000 / FRAMES
    report.add(
        "CPU of title and time a frame of 1080p", f"{cost:.2f} ms", "<= 0.15 ms", cost <= 0.15,
        f"[outside the encoder {without:.2f} s without, {with_:.2f} s with; in all {all_without:.2f} s and {all_with:.2f} s; "
        f"{FRAMES} frames, least of {RUNS} alternating runs]")
