"""A stop of the head while another command waits for the head's answer, and many users ask where it is."""

import os
import threading
import time

from gateway import Gateway

ROUNDS = 100


def standing(gateway):
    """Whether no axis of the simulated mechanism is told to move."""
    with open(os.path.join(gateway.state.name, "state", "head.mechanism")) as file:
        return all(start == end for _, start, end, _, _ in (line.split() for line in file.read().split("\n") if line))


def look(gateway, over):
    while not over.is_set():
        try:
            gateway.ask("/cgi-bin/ptz_position")
        except OSError:
            # Too many ask: that is what they are told.
            time.sleep(0.01)


def measure(report):
    """From the request to the mechanism, in milliseconds."""
    found = []
    options = ("--set", "board.devices.head.delay=0.1", "--set", "board.devices.head.speed=1")
    with Gateway(options=options) as gateway:
        gateway.patience = 60
        gateway.ask("/cgi-bin/ptz_ctrl?stop=1")
        over = threading.Event()
        lookers = [threading.Thread(target=look, args=(gateway, over)) for _ in range(8)]
        for looker in lookers:
            looker.start()
        for _ in range(ROUNDS):
            mover = threading.Thread(target=gateway.ask, args=("/cgi-bin/ptz_ctrl?move_x=1",))
            mover.start()
            while standing(gateway):
                time.sleep(0.001)
            stopped = []
            begun = time.perf_counter()
            stopper = threading.Thread(target=lambda: stopped.append(gateway.ask("/cgi-bin/ptz_ctrl?stop=1")))
            stopper.start()
            while not standing(gateway):
                time.sleep(0.0005)
            found.append((time.perf_counter() - begun) * 1000)
            mover.join()
            stopper.join()
        over.set()
        for looker in lookers:
            looker.join()
    found.sort()
    report.add(
        "stop of a head while its driver waits for an answer, slowest of 100", f"{found[-1]:.1f} ms", "20 ms", found[-1] <= 20,
        f"median {found[len(found) // 2]:.1f} ms")
