"""A head with stepper motors on the lines of gpio-sim: every step is a call that reaches the kernel, and is counted there."""

import os
import random
import re

from board import LONG, BoardGateway, eventually, level, test

TIME_LIMIT = 3_600 if LONG else 900
MOVES = 1_000 if LONG else 100
RECALLS = 50 if LONG else 5
TRACE = "/tmp/ioctl"
# As the board file has it: half steps for pan, full steps for tilt.
ORDERS = {"pan": [0b0001, 0b0011, 0b0010, 0b0110, 0b0100, 0b1100, 0b1000, 0b1001], "tilt": [0b0011, 0b0110, 0b1100, 0b1001]}
STEPS_PER_DEGREE = {"pan": 400 / 360, "tilt": 200 / 360}
ENDS = {"pan": (-100, 100), "tilt": (-25, 16)}
AXES = ("pan", "tilt")


def coils(axis):
    """What the four coils of a motor are driven to, as the kernel sees it."""
    return sum(level(f"{axis.upper()}_{name}") << bit for bit, name in enumerate("ABCD"))


def trace():
    """All calls of ioctl, after the gateway's end."""
    def finished():
        with open(TRACE, errors="replace") as file:
            text = file.read()
        return "+++ exited" in text and text
    return eventually(finished, "the trace does not end")


def driven(text):
    """What each motor's coils were driven to, call by call. A motor's lines are one request of four lines."""
    owners, calls = {}, {axis: [] for axis in AXES}
    for line in text.splitlines():
        if "GPIO_GET_LINEHANDLE_IOCTL" in line and "lines=4" in line and "GPIOHANDLE_REQUEST_OUTPUT" in line:
            first = int(re.search(r"lineoffsets=\[(\d+)", line)[1])
            owners[re.search(r"fd=(\d+)", line)[1]] = "pan" if first == 0 else "tilt"
        elif found := re.search(r"ioctl\((\d+), GPIOHANDLE_SET_LINE_VALUES_IOCTL, \{values=\[([\d, ]+)", line):
            if found[1] in owners:
                values = [int(value) for value in re.findall(r"\d+", found[2])]
                calls[owners[found[1]]].append(sum(value << bit for bit, value in enumerate(values[:4])))
    return calls


def ways(axis, calls):
    """The steps that the calls are, 1 or -1 each; fails unless each drives the coils that come next."""
    order, last, found = ORDERS[axis], None, []
    for levels in calls:
        if levels == 0:
            continue
        angle = order.index(levels)
        way = 0 if last is None else (angle - last) % len(order)
        last = angle
        # Coils that get their current back are where they were.
        if way == 0:
            continue
        assert way in (1, len(order) - 1), f"{axis} jumps by {way} of {len(order)} steps"
        found.append(1 if way == 1 else -1)
    return found


class Head:
    """The head of a gateway, and how many steps its motors should have made since it was homed."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.settle()
        assert gateway.attribute("/cgi-bin/ptz_position", "confidence") == "homed", gateway.log_text()[-3000:]
        self.places = self.place()
        assert self.places == {axis: ENDS[axis][0] for axis in AXES}, f"after homing the head is at {self.places}"
        self.steps = {axis: 0 for axis in AXES}

    def settle(self):
        eventually(
            lambda: self.gateway.attribute("/cgi-bin/ptz_position", "moving") == "0", "the head does not come to rest", 300)

    def place(self):
        reply = self.gateway.ask("/cgi-bin/ptz_position").decode()
        return {
            axis: round(float(re.search(rf'\b{axis}="([^"]*)"', reply)[1]) * STEPS_PER_DEGREE[axis]) for axis in AXES}

    def go(self, pan, tilt, speed=10):
        """To places in steps."""
        pan, tilt = pan / STEPS_PER_DEGREE["pan"], tilt / STEPS_PER_DEGREE["tilt"]
        self.gateway.ask(f"/cgi-bin/ptz_absolute?pan={pan:.2f}&tilt={tilt:.2f}&speed={speed}")
        self.arrive()

    def drive(self, x, y, speed, is_enough):
        self.gateway.ask(f"/cgi-bin/ptz_ctrl?move_x={x}&move_y={y}&speed={speed}")
        eventually(is_enough, "the head does not move")
        self.gateway.ask("/cgi-bin/ptz_ctrl?stop=1")
        self.arrive()

    def arrive(self):
        """Counts what the head says that it did."""
        self.settle()
        places = self.place()
        for axis in AXES:
            low, high = ENDS[axis]
            assert low <= places[axis] <= high, f"{axis} is at {places[axis]}"
            self.steps[axis] += abs(places[axis] - self.places[axis])
        self.places = places
        return places

    def check_coils(self):
        """The coils that have current are those of the place."""
        for axis in AXES:
            wanted = ORDERS[axis][self.places[axis] % len(ORDERS[axis])]
            assert coils(axis) == wanted, f"{axis} at {self.places[axis]} drives {coils(axis):04b}, not {wanted:04b}"

    def check_calls(self):
        """After the gateway's end: the calls that reached the kernel are the steps that were to be made, each in its order."""
        for axis, calls in driven(trace()).items():
            made = ways(axis, calls)
            assert len(made) > self.steps[axis], f"{axis}: {len(made)} steps, {self.steps[axis]} wanted and homing"
            place = self.places[axis]
            assert calls[-1] == 0, f"{axis} is left with {calls[-1]:04b}"
            for way in reversed(made[len(made) - self.steps[axis]:]):
                place -= way
                assert ENDS[axis][0] <= place <= ENDS[axis][1], f"{axis} was at {place}"
            assert place == ENDS[axis][0], f"{axis}: {self.steps[axis]} steps before it was at {place}, not where it was homed"


def held(**changes):
    """The coils keep their current, so that they can be looked at."""
    return {"board.devices.head.pan.hold": "600000", "board.devices.head.tilt.hold": "600000", **changes}


@test("moves, ramps and limits are exactly their steps, coil by coil, and the coils rest at the end")
def _():
    with BoardGateway(trace=TRACE, changes=held()) as gateway:
        head = Head(gateway)
        head.check_coils()
        for pan, tilt, speed in ((0, 0, 10), (3, -1, 10), (-97, 16, 10), (100, -25, 7), (1, 1, 1)):
            head.go(pan, tilt, speed)
            assert head.places == {"pan": pan, "tilt": tilt}, f"the head is at {head.places}, not at {pan}, {tilt}"
            head.check_coils()
        for x, y, ends in ((1, 1, (100, 16)), (-1, -1, (-100, -25))):
            head.drive(x, y, 10, lambda: (head.place()["pan"], head.place()["tilt"]) == ends)
            assert tuple(head.places.values()) == ends
            head.check_coils()
        before = head.place()["pan"]
        head.drive(1, 0, 3, lambda: head.place()["pan"] > before + 5)
        head.check_coils()
    for axis in AXES:
        assert coils(axis) == 0, f"{axis} has current after the gateway's end"
    head.check_calls()


@test(f"ten presets are called {RECALLS} times each to the same step, from everywhere")
def _():
    with BoardGateway(trace=TRACE, changes=held()) as gateway:
        head = Head(gateway)
        chance = random.Random(10)
        presets = {number: (chance.randint(-100, 100), chance.randint(-25, 16)) for number in (*range(1, 10), 255)}
        for number, (pan, tilt) in presets.items():
            head.go(pan, tilt)
            gateway.ask(f"/cgi-bin/ptz_ctrl?add_preset={number}")
        calls = list(presets) * RECALLS
        chance.shuffle(calls)
        for number in calls:
            gateway.ask(f"/cgi-bin/ptz_ctrl?call_preset={number}")
            head.arrive()
            assert tuple(head.places.values()) == presets[number], f"preset {number} is at {head.places}"
            head.check_coils()
    head.check_calls()


@test(f"{MOVES} random moves, stops and recalls end on the step that was counted")
def _():
    chance = random.Random(6)
    with BoardGateway(trace=TRACE) as gateway:
        head = Head(gateway)
        places = [(chance.randint(-100, 100), chance.randint(-25, 16)) for _ in range(5)]
        for number, (pan, tilt) in enumerate(places, 1):
            head.go(pan, tilt)
            gateway.ask(f"/cgi-bin/ptz_ctrl?add_preset={number}")
        for turn in range(MOVES):
            if turn % 3 == 0:
                number = chance.randrange(5)
                gateway.ask(f"/cgi-bin/ptz_ctrl?call_preset={number + 1}")
                head.arrive()
                assert tuple(head.places.values()) == places[number], f"preset {number + 1} is at {head.places}"
            elif turn % 3 == 1:
                head.go(chance.randint(-100, 100), chance.randint(-25, 16), chance.randint(5, 10))
            else:
                # One request's time of motion; which way it can still go does not matter.
                head.drive(chance.choice((-1, 1)), chance.choice((-1, 0, 1)), chance.randint(1, 10), lambda: True)
    head.check_calls()


@test("a chip that goes away in mid-move is a fault of the head alone, which homes again when the chip is back")
def _():
    def chips(there):
        with open("/sys/kernel/config/gpio-sim/board/live", "w") as file:
            file.write("1" if there else "0")
    with BoardGateway() as gateway:
        head = Head(gateway)
        gateway.ask("/cgi-bin/ptz_ctrl?move_x=1&speed=1")
        eventually(lambda: head.place() != head.places, "the head does not move")
        chips(False)
        head.settle()
        assert "motors" in gateway.attribute("/cgi-bin/ptz_position", "fault"), gateway.ask("/cgi-bin/ptz_position")
        assert gateway.attribute("/cgi-bin/ptz_position", "confidence") == "unknown"
        assert gateway.capabilities()["video"] == "1"
        assert gateway.ask("/cgi-bin/snapshot.cgi?stream=1").startswith(b"\xff\xd8")
        chips(True)
        gateway.ask("/cgi-bin/ptz_home")
        head.settle()
        assert gateway.attribute("/cgi-bin/ptz_position", "confidence") == "homed", gateway.log_text()[-2000:]
        assert head.place() == {axis: ENDS[axis][0] for axis in AXES}


@test("a chip that is not there costs pan and tilt only")
def _():
    with BoardGateway(changes={"board.devices.head.pan.chip": "nowhere"}) as gateway:
        assert gateway.refusal("/cgi-bin/ptz_ctrl?stop=1") == "not supported"
        assert gateway.capabilities()["ptz"] == "0" and gateway.capabilities()["video"] == "1"
        assert "nowhere" in gateway.log_text()
