"""Starting without the camera, or with one that cannot do what the board file says."""

from board import BoardGateway, board_text, busy, camera, eventually, plug, test, unplug
from pictures import assert_bars, snapshot

def assert_without_video(gateway, *words):
    """No video, a line in the log that has these words, and everything else works."""
    assert gateway.capabilities()["video"] == "0"
    for path in ("videoencoder", "videoencoder/getcapabilities", "videoencoder/stream1?framerate=5", "image?brightness=1"):
        reason = gateway.refusal(f"/cgi-bin/{path}")
        assert reason == "not supported", f"{path}: {reason}"
    for path in ("getinfo", "network", "time", "getmodel", "keep_alive"):
        assert gateway.ask(f"/cgi-bin/{path}")
    lines = [line for line in gateway.log_text().splitlines() if all(word in line for word in words)]
    assert lines, f"no line of the log has {words}"


@test("a device node that does not exist is named in the log, and the rest works")
def _():
    with BoardGateway(board=board_text("device: /dev/video77")) as gateway:
        assert_without_video(gateway, "/dev/video77", "camera")


@test("a camera that is not plugged in is named in the log with what to do, and the rest works")
def _():
    unplug()
    try:
        with BoardGateway() as gateway:
            assert_without_video(gateway, "vivid", "not there", "v4l2-ctl --list-devices")
    finally:
        plug()


@test("a node that is no camera is named in the log, and the rest works")
def _():
    with BoardGateway(board=board_text(f"device: {camera('stateful-encoder')}")) as gateway:
        assert_without_video(gateway, camera("stateful-encoder"), "does not capture")


@test("a format that the camera lacks is named in the log, and the rest works")
def _():
    with BoardGateway(board=board_text("name: vivid\nformats: [mjpeg]")) as gateway:
        assert_without_video(gateway, "mjpeg", "--list-formats-ext")


@test("a busy camera is told as busy, and the rest works")
def _():
    with busy(camera()), BoardGateway() as gateway:
        reason = gateway.refusal("/cgi-bin/snapshot.cgi?stream=0")
        assert reason in ("busy", "device error"), reason
        eventually(lambda: "another program has it" in gateway.log_text(), "the log does not say that it is busy")
        eventually(lambda: gateway.capabilities()["video"] == "0", "video is still listed")
        for path in ("getinfo", "network", "time", "videoencoder"):
            assert gateway.ask(f"/cgi-bin/{path}")


@test("a camera that becomes free while the gateway runs gives its picture")
def _():
    with BoardGateway() as gateway:
        gateway.stop()
        with busy(camera()):
            gateway.start()
            gateway.wait()
            eventually(lambda: "another program has it" in gateway.log_text(), "the log does not say that it is busy")
        eventually(lambda: gateway.capabilities()["video"] == "1", "video is not listed again")
        assert_bars(snapshot(gateway, 0, 640, 480))
