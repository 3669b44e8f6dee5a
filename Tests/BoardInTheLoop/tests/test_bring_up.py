"""The way of somebody who brings up a board: probe, check, doctor, serve."""

import json
import os
import subprocess

from board import PATIENCE, REPOSITORY, BoardGateway, plug, test, unplug
from pictures import Viewer

CAMGATE = os.path.join(REPOSITORY, ".build/release/camgate")
FOLDER = "/tmp/first"


def camgate(*arguments):
    return subprocess.run([CAMGATE, *arguments], capture_output=True, text=True, timeout=4 * PATIENCE)


def succeeding(*arguments):
    done = camgate(*arguments)
    assert done.returncode == 0, f"camgate {' '.join(arguments)}: {done.returncode}\n{done.stdout[-600:]}{done.stderr[-600:]}"
    return done.stdout


def drafted():
    """A board file as probe writes it."""
    os.makedirs(FOLDER, exist_ok=True)
    path = f"{FOLDER}/board.yaml"
    succeeding("probe", "--write", path, "--force")
    return path


@test("probe finds the camera of the kernel")
def _():
    assert "vivid" in succeeding("probe")
    assert "vivid" in json.dumps(json.loads(succeeding("probe", "--json")))


@test("the board that probe writes passes check and doctor, and the gateway serves it")
def _():
    path = drafted()
    assert "board first" in succeeding("check", path)
    succeeding("doctor", "--board", path)
    with open(path) as file, BoardGateway(board=file.read()) as gateway:
        assert gateway.capabilities()["video"] == "1"
        reply = gateway.ask("/cgi-bin/videoencoder").decode()
        assert "<stream2" in reply, reply
        gateway.ask("/cgi-bin/videoencoder/stream2?resolution=VGA")
        with Viewer(gateway, "stream2", 640, 480) as viewer:
            assert viewer.picture().brightness() > 30


@test("probe drafts the sound card, and names the codec that encodes a format which nobody plays")
def _():
    found = json.loads(succeeding("probe", "--json"))
    card = next(finding for finding in found if finding["description"] == "Loopback")
    assert {name: entry["driver"] for name, entry in card["entries"].items()} == {
        "microphone": "alsa-capture", "speaker": "alsa-playback"}
    codec = next(finding for finding in found if finding["kind"] == "video-encoder")
    assert codec["facts"]["encodes"] == "fwht" and "entries" not in codec, codec
    with open(drafted()) as file:
        assert "hw:CARD=" in file.read()


@test("probe overwrites no file")
def _():
    path = drafted()
    before = open(path).read()
    assert camgate("probe", "--write", path).returncode != 0
    assert open(path).read() == before


@test("doctor fails and names the camera when it is not plugged in")
def _():
    path = drafted()
    unplug()
    try:
        done = camgate("doctor", "--board", path)
    finally:
        plug()
    assert done.returncode == 1, done.returncode
    assert "not there" in done.stdout or "No such" in done.stdout, done.stdout[-600:]
