"""Kills the gateway in the middle of moves, and compares what it says of its head afterwards with where the simulated mechanism
truly is: `mid_move.py TIMES [PROGRAM]`. It may not know; it must never be wrong."""

import os
import random
import re
import sys
import time

from gateway import Gateway

MOTIONS = (
    "ptz_ctrl?move_x={way}&move_y={other}&speed={speed}", "ptz_ctrl?zoom={way}", "ptz_absolute?pan={pan}&tilt={tilt}&speed={speed}",
    "ptz_relative?pan={step}&zoom={step}&speed={speed}", "ptz_ctrl?call_preset=1", "ptz_ctrl?call_preset=2", "ptz_home",
)


def attributes(gateway):
    text = gateway.ask("/cgi-bin/ptz_position").decode()
    return dict(re.findall(r'(\w+)="([^"]*)"', text.split("<ptz_position", 1)[1]))


def truth(gateway, device):
    """Where the axes of a simulated mechanism are now, from the file that stands for the iron."""
    places = {}
    with open(os.path.join(gateway.state.name, "state", f"{device}.mechanism")) as file:
        for line in file.read().split("\n"):
            if line:
                axis, start, end, speed, began = line.split()
                way = float(speed) * max(0, time.monotonic_ns() - int(began)) / 1e9
                start, end = float(start), float(end)
                places[axis] = end if way >= abs(end - start) else start + (way if end > start else -way)
    return places


def compare(gateway, seen):
    """What the gateway says, which must be right or said to be unknown."""
    before = {**truth(gateway, "head"), **truth(gateway, "lens")}
    said = attributes(gateway)
    after = {**truth(gateway, "head"), **truth(gateway, "lens")}
    for axis, place in before.items():
        head = axis in ("pan", "tilt")
        confidence = said["confidence" if head else "lens_confidence"]
        if head:
            seen[confidence] = seen.get(confidence, 0) + (axis == "pan")
        if confidence == "unknown":
            continue
        scale = 1 if head else 100
        low, high = sorted((place * scale, after[axis] * scale))
        assert low - 0.02 <= float(said[axis]) <= high + 0.02, f"{axis} said to be {confidence} at {said[axis]}, is at {low}..{high}"
    return said


def rest(gateway, patience=20):
    deadline = time.monotonic() + patience
    while attributes(gateway)["activity"] != "rest":
        assert time.monotonic() < deadline, "the head does not come to rest"
        time.sleep(0.02)


def kill_in_mid_move(times, program=".build/release/camgate", seed=6):
    """Returns how often each confidence was told after a kill.

    - Raises: `AssertionError` where the gateway believes a wrong place."""
    dice = random.Random(seed)
    options = ("--set", "board.devices.head.speed=120", "--set", "defaults.ptz.home_at_start=false")
    seen = {}
    with Gateway(program=program, options=options) as gateway:
        gateway.ask("/cgi-bin/ptz_home")
        rest(gateway)
        gateway.ask("/cgi-bin/ptz_ctrl?add_preset=1")
        gateway.ask("/cgi-bin/ptz_absolute?pan=-60.5&tilt=12.25&zoom=80&speed=10")
        rest(gateway)
        gateway.ask("/cgi-bin/ptz_ctrl?add_preset=2")
        for _ in range(times):
            for _ in range(dice.randint(1, 3)):
                motion = dice.choice(MOTIONS).format(
                    way=dice.choice((-1, 1)), other=dice.choice((-1, 0, 1)), speed=dice.randint(1, 10), pan=dice.randint(-170, 170),
                    tilt=dice.randint(-90, 90), step=dice.randint(-50, 50))
                try:
                    gateway.ask(f"/cgi-bin/{motion}")
                except OSError:
                    # A way from an unknown place.
                    assert motion.startswith("ptz_relative"), motion
                time.sleep(dice.random() * 0.3)
            if dice.random() < 0.3:
                gateway.ask("/cgi-bin/ptz_ctrl?stop=1")
                # About when the place is noted, a second after the rest.
                time.sleep(dice.choice((0, 0.9, 1.0, 1.02, 1.04, 1.3)))
            gateway.process.kill()
            gateway.process.wait()
            gateway.start()
            gateway.wait()
            if compare(gateway, seen)["confidence"] == "unknown" and dice.random() < 0.5:
                gateway.ask("/cgi-bin/ptz_home")
                rest(gateway)
                compare(gateway, {})
    return seen


if __name__ == "__main__":
    print(kill_in_mid_move(int(sys.argv[1]), *sys.argv[2:]))
