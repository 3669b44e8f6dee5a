"""The bench product needs no device: it must run on any board."""

import subprocess
import time

from board import PATIENCE, BoardGateway, test
from pictures import Viewer, snapshot
from rtsp import RTSPClient


@test("the bench product runs on the board and gives its picture")
def _():
    with BoardGateway(product="bench") as gateway:
        assert gateway.capabilities() == {"video": "1", "audio": "1", "ptz": "1"}
        assert snapshot(gateway, 0, 640, 480).brightness() > 10
        with Viewer(gateway, "stream2", 640, 480) as viewer:
            assert viewer.picture().brightness() > 10


@test("picture, sound and uids go on when the wall clock is set back and forth by a day")
def _():
    with BoardGateway(product="bench") as gateway:
        viewer = RTSPClient(gateway.rtsp_port, "/stream2", timeout=PATIENCE)
        viewer.play()
        listener = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", gateway.rtsp("stream2"), "-map", "0:a:0", "-f", "s16le", "-"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            assert listener.stdout.read(8000)
            frames = viewer.frames()
            for day in (-86400, 86400):
                time.clock_settime(time.CLOCK_REALTIME, time.time() + day)
                last = next(frames)[0]
                for _ in range(10):
                    stamp = next(frames)[0]
                    # Of 32 bits at 90 kHz: two seconds at most.
                    assert 0 < (stamp - last) % 2**32 < 180000, f"{last} is followed by {stamp}"
                    last = stamp
                assert listener.stdout.read(16000)
                assert gateway.capabilities()["video"] == "1"
        finally:
            viewer.close()
            listener.kill()
            listener.wait()
