"""GPIO lines of the kernel's gpio-sim: the infrared filter, the lamp, the light sensor."""

import os
import subprocess

from board import REPOSITORY, BoardGateway, chip_folder, eventually, level, set_pull, test

def state(gateway):
    return gateway.attribute("/cgi-bin/day_night", "state")


def levels():
    return tuple(level(name) for name in ("IRCUT_IN", "IRCUT_OUT", "IR_LAMP"))


@test("the light on the sensor's line switches filter and lamp, and the coils rest after their pulse")
def _():
    set_pull("DAYLIGHT", "pull-up")
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/day_night?delay=1")
        eventually(lambda: gateway.attribute("/cgi-bin/day_night", "light") == "100", "no reading")
        eventually(lambda: levels() == (0, 0, 0), lambda: f"by day the lines are {levels()}")
        set_pull("DAYLIGHT", "pull-down")
        eventually(lambda: levels() == (0, 0, 1), lambda: f"at night the lines are {levels()}")
        assert state(gateway) == "night"
        set_pull("DAYLIGHT", "pull-up")
        eventually(lambda: levels() == (0, 0, 0) and state(gateway) == "day", lambda: f"by day the lines are {levels()}")
        assert gateway.attribute("/cgi-bin/day_night", "flips_per_hour") == "2"
    assert levels() == (0, 0, 0)


@test("each change pulses the coil that it needs, once, and never both at a time")
def _():
    with BoardGateway(changes={"board.devices.filter.pulse": "300"}) as gateway:
        eventually(lambda: levels() == (0, 0, 0), "the coils do not rest")
        for mode, pulsed, other in (("night", "IRCUT_OUT", "IRCUT_IN"), ("day", "IRCUT_IN", "IRCUT_OUT")):
            gateway.ask(f"/cgi-bin/day_night?mode={mode}")
            assert level(pulsed) == 1, f"{pulsed} is not pulsed for {mode}"
            assert level(other) == 0, f"{other} is pulsed for {mode}"
            eventually(lambda: levels()[:2] == (0, 0), f"the coils do not rest after {mode}")


@test("polarity is the board file's business")
def _():
    with BoardGateway(changes={"board.devices.lamp.active": "low"}) as gateway:
        gateway.ask("/cgi-bin/day_night?mode=day")
        assert level("IR_LAMP") == 1
        gateway.ask("/cgi-bin/day_night?mode=night")
        assert level("IR_LAMP") == 0


@test("a line that another program holds is named with its holder, and everything else works")
def _():
    name = os.path.basename(chip_folder())
    holder = subprocess.Popen(["gpioset", "--mode=signal", name, "0=0"])
    try:
        eventually(lambda: "gpioset" in subprocess.run(
            ["gpioinfo", name], capture_output=True, text=True).stdout, "the line is not held")
        with BoardGateway() as gateway:
            assert gateway.refusal("/cgi-bin/day_night") == "not supported"
            assert gateway.capabilities()["video"] == "1"
            log = gateway.log_text()
            assert "in use by gpioset" in log, log[-2000:]
        done = subprocess.run(
            [os.path.join(REPOSITORY, ".build/release/camgate"), "doctor", "--board",
             os.path.join(REPOSITORY, "BoardSupport/Boards/virtual/board.yaml")],
            capture_output=True, text=True, timeout=240)
        assert done.returncode == 1 and "in use by gpioset" in done.stdout, done.stdout[-2000:]
    finally:
        holder.terminate()
        holder.wait()


@test("a chip that is not there costs day and night only")
def _():
    with BoardGateway(changes={"board.devices.filter.chip": "nowhere"}) as gateway:
        assert gateway.refusal("/cgi-bin/day_night") == "not supported"
        assert gateway.capabilities()["video"] == "1"
        assert "nowhere" in gateway.log_text()
