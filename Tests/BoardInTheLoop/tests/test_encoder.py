"""The kernel's stateful encoder interface, on vicodec: it speaks it with a codec of its own, FWHT."""

import os
import subprocess

from board import PATIENCE, REPOSITORY, BoardGateway, board_text, camera, test

CAMGATE = os.path.join(REPOSITORY, ".build/release/camgate")
STREAMS = "streams: { stream1: { VGA: { framerate: 1-30, bitrate: 50-2000 } } }"


def written(encoder):
    """The path of a board file with vivid, x264 and an encoder with these keys."""
    text = board_text(f"device: {camera()}") + f"""\
  hardware:
    driver: v4l2-encoder
    role: video-encoder
    {STREAMS}
    {encoder}
"""
    path = "/tmp/board.yaml"
    with open(path, "w") as file:
        file.write(text)
    return path


def doctor(encoder):
    done = subprocess.run(
        [CAMGATE, "doctor", "--board", written(encoder)], capture_output=True, text=True, timeout=4 * PATIENCE)
    return done.returncode, done.stdout + done.stderr


def line(text):
    return next((line for line in text.splitlines() if line.startswith("hardware")), text[-800:])


def driver(action):
    with open(f"/sys/bus/platform/drivers/vicodec/{action}", "w") as file:
        file.write("vicodec.0")


@test("doctor has pictures encoded by the node, and a key frame when it asks for one")
def _():
    status, text = doctor("name: vicodec\n    codec: fwht")
    assert "ok" in line(text) and "FWHT" in line(text), line(text)
    assert status == 0, text[-800:]


@test("a node that does not encode the codec is told from one that does")
def _():
    status, text = doctor("name: vicodec")
    assert status == 1 and "encodes h264" in line(text), line(text)


@test("a camera is no encoder")
def _():
    status, text = doctor(f"device: {camera()}")
    assert status == 1 and "is no encoder" in line(text), line(text)


@test("an encoder that has gone is named")
def _():
    driver("unbind")
    try:
        status, text = doctor("name: vicodec\n    codec: fwht")
    finally:
        driver("bind")
    assert status == 1 and "encodes fwht" in line(text), line(text)


@test("no stream offers a codec that nobody can play")
def _():
    with open(written("name: vicodec\n    codec: fwht")) as file, BoardGateway(board=file.read()) as gateway:
        assert "FWHT" not in gateway.ask("/cgi-bin/videoencoder/getcapabilities").decode()
        assert gateway.refusal("/cgi-bin/videoencoder/stream1?encode_mode=FWHT") == "encode_mode error"
