"""All benchmarks, or those named as arguments: http, cpu, osd, device, rate (of the film that CLIP names)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Clients"))

import cpu
import device
import http_front
import osd
import rate
from report import Report

chosen = sys.argv[1:] or ["device", "http", "cpu", "osd", "rate"]
report = Report()
for name in chosen:
    {"device": device, "http": http_front, "cpu": cpu, "osd": osd, "rate": rate}[name].measure(report)
report.table()
sys.exit(0 if report.is_reached else 1)
