"""Runs GStreamer's RTSP server as a peer."""

import os
import subprocess

from gateway import cpu_seconds, free_port, resident_kib
from settings import HEIGHT, RATE, WIDTH, gstreamer_encoder

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gstreamer_server.py")


class GStreamerServer:
    """Plays a Y4M FIFO through x264enc with the gateway's settings; use it in a `with` statement.

    As a file, the FIFO is read by the pipeline itself, which then holds each picture as long as it once waited for its first
    viewer. As a live source, a thread puts the pictures in as they come, and nothing is held.
    """

    def __init__(self, fifo, bitrate, is_live=False):
        self.rtsp_port = free_port()
        source = (
            "appsrc name=camera is-live=true do-timestamp=true format=time block=true max-buffers=2 "
            f'caps="video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate={RATE}/1"'
            if is_live else f"filesrc location={fifo} blocksize=1048576 ! y4mdec")
        pipeline = f"{source} ! {gstreamer_encoder(bitrate)} ! rtph264pay name=pay0 pt=96 mtu=1412"
        self.arguments = ["/usr/bin/python3", SCRIPT, str(self.rtsp_port), pipeline]
        if is_live:
            self.arguments += [fifo, str(WIDTH * HEIGHT * 3 // 2)]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"listening\n":
            self.process.wait()
            raise SystemExit("GStreamer's RTSP server does not start")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)

    def resident_kib(self):
        return resident_kib(self.process.pid)
