"""The camera is pulled out while it is used, and put back."""

import os

from board import BoardGateway, control, eventually, plug, test, unplug
from pictures import BARS, Viewer, assert_bars, is_close, shows_bars, snapshot
from rtsp import RTSPClient


def marked(picture):
    """The part of the picture's middle that is not what the bars show there."""
    foreign, points = 0, 0
    for step in range(33, 67):
        column = int(step / 100 * 8)
        if abs(step / 100 * 8 - column - 0.5) > 0.4:
            continue
        for row in range(40, 60, 2):
            points += 1
            foreign += not is_close(picture.colour(step / 100, row / 100, reach=1), list(BARS.values())[column], tolerance=60)
    return foreign / points


def is_marked(picture):
    return marked(picture) > 0.05


def is_live(picture):
    return shows_bars(picture) and marked(picture) < 0.02


@test("a viewer keeps receiving: the picture is marked while the camera is away, then live again")
def _():
    with BoardGateway() as gateway, Viewer(gateway, "stream2", 640, 480) as viewer:
        viewer.until(is_live, "no bars at the start")
        unplug()
        try:
            viewer.until(is_marked, "the picture is not marked")
            eventually(lambda: gateway.capabilities()["video"] == "0", "video is still listed")
            # The marked picture goes on for as long as it takes.
            for _ in range(10):
                assert is_marked(viewer.picture()), "the mark went away by itself"
            assert gateway.refusal("/cgi-bin/snapshot.cgi?stream=0") == "device error"
            for path in ("getinfo", "time", "videoencoder", "network"):
                assert gateway.ask(f"/cgi-bin/{path}")
        finally:
            plug()
        viewer.until(is_live, "the picture is not live again")
        eventually(lambda: gateway.capabilities()["video"] == "1", "video is not listed again")
        assert_bars(snapshot(gateway, 0, 640, 480))


@test("a viewer's packets have no gap and its time goes forward through removal and return")
def _():
    with BoardGateway() as gateway:
        viewer = RTSPClient(gateway.rtsp_port, "/stream2", timeout=60)
        viewer.play()
        packets = viewer.packets()
        last = next(packets)[:2]

        def pictures(count):
            nonlocal last
            while count:
                sequence, timestamp, is_last, _ = next(packets)
                assert sequence == (last[0] + 1) & 0xFFFF, f"packet {sequence} after {last[0]}"
                assert (timestamp - last[1]) & 0xFFFFFFFF < 0x80000000, f"time {timestamp} after {last[1]}"
                last = sequence, timestamp
                count -= is_last
        pictures(10)
        unplug()
        try:
            pictures(10)
        finally:
            plug()
        eventually(lambda: gateway.capabilities()["video"] == "1", "video is not listed again")
        pictures(20)
        viewer.close()


@test("the sensor gets its settings again when it comes back")
def _():
    with BoardGateway() as gateway, Viewer(gateway, "stream2", 640, 480) as viewer:
        gateway.ask("/cgi-bin/image?brightness=168&saturation=100")
        viewer.picture()
        unplug()
        try:
            eventually(lambda: gateway.capabilities()["video"] == "0", "video is still listed")
        finally:
            plug()
        viewer.until(lambda picture: is_close(picture.bars()[7], (47, 47, 47)), "the brightness is not what was set")
        eventually(lambda: control("saturation") == 100, lambda: f"saturation is {control('saturation')}")


@test("capabilities follow the camera while nobody looks at it")
def _():
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/motion?enable=0")
        assert gateway.capabilities()["video"] == "1"
        unplug()
        try:
            eventually(lambda: gateway.capabilities()["video"] == "0", "video is still listed", seconds=20)
        finally:
            plug()
        eventually(lambda: gateway.capabilities()["video"] == "1", "video is not listed again", seconds=20)


@test("a camera that comes and goes ten times leaves nothing behind")
def _():
    def descriptors(gateway):
        return len(os.listdir(f"/proc/{gateway.process.pid}/fd"))

    with BoardGateway() as gateway, Viewer(gateway, "stream2", 640, 480) as viewer:
        viewer.until(is_live, "no bars at the start")
        before = descriptors(gateway)
        for turn in range(10):
            unplug()
            eventually(lambda: gateway.capabilities()["video"] == "0", f"video is still listed, turn {turn}")
            plug()
            eventually(lambda: gateway.capabilities()["video"] == "1", f"video is not listed again, turn {turn}")
        viewer.until(is_live, "the picture is not live again")
        assert descriptors(gateway) <= before + 2, f"{before} descriptors became {descriptors(gateway)}"
