"""How late motor steps come: the step thread of a head against its deadlines, with lines that only count, one busy process a core."""

import os
import subprocess
import sys

from gateway import REPOSITORY

RATE, SECONDS = 500, 20
PERIOD_US = 1e6 / RATE


def figures(text):
    words = [line.split() for line in text.splitlines()]
    return {name: float(value) for line in words for name, value in zip(line[::2], line[1::2])}


def measure(report):
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--product", "steptiming"], cwd=REPOSITORY, check=True,
        stdout=subprocess.DEVNULL)
    program = os.path.join(REPOSITORY, ".build/release/steptiming")
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count())]
    try:
        done = subprocess.run(
            [program, str(RATE), str(SECONDS)], capture_output=True, text=True, check=True, timeout=10 * SECONDS)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    found = figures(done.stdout)
    priority = "ordinary priority" if "no real-time priority" in done.stderr else "SCHED_FIFO"
    share = 100 * found["p99"] / PERIOD_US
    assert found["steps"] == RATE * SECONDS, f"{found['steps']} steps were taken, not {RATE * SECONDS}"
    report.add(
        f"lateness of a motor's step at {RATE} steps/s, p99, one busy process a core", f"{share:.1f} % of the period", "< 10 %",
        share < 10,
        f"p50 {found['p50']:.0f}, p99 {found['p99']:.0f}, p99.9 {found['p99.9']:.0f}, worst {found['worst']:.0f} us; {priority}")
