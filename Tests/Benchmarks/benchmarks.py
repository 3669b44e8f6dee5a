"""Measures what is named, or all but what takes longest: the endurance of memory and the changing of settings under viewers."""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Clients"))

import aac
import cpu
import device
import endurance
import http_front
import latency
import osd
import ptz
import rate
import sound
import steps
import viewers
from report import Report

USUAL = {
    "device": device.measure, "http": http_front.measure, "cpu": cpu.measure, "osd": osd.measure, "latency": latency.measure,
    "viewers": viewers.measure, "rate": rate.measure, "ptz": ptz.measure, "steps": steps.measure, "sound": sound.measure, "aac": aac.measure,
}
LONG = {"endurance": endurance.measure, "churn": endurance.measure_churn}

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*USUAL, *LONG]) + "; rate and aac are of the film that CLIP names")
parser.add_argument("--minutes", type=float, default=30, help="how long viewers come and go (endurance)")
parser.add_argument("--warm-up", type=float, default=10, help="how many of these minutes do not count (endurance)")
parser.add_argument("--churn-minutes", type=float, default=10, help="how long settings change (churn)")
parser.add_argument("--sync-seconds", type=int, default=120, help="how long flash and click are compared (sound); the goal is for 600")
options = parser.parse_args()
for name in options.names:
    if name not in {**USUAL, **LONG}:
        parser.error(f"there is no benchmark {name}")

durations = {
    "endurance": {"minutes": options.minutes, "warm_up": options.warm_up}, "churn": {"minutes": options.churn_minutes},
    "sound": {"seconds": options.sync_seconds},
}
report = Report()
for name in options.names or USUAL:
    {**USUAL, **LONG}[name](report, **durations.get(name, {}))
report.table()
sys.exit(0 if report.is_reached else 1)
