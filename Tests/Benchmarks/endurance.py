"""Viewers coming and going for a long time: memory must not grow and no descriptor may stay behind. And settings that change under
viewers, who must stay."""

import random
import tempfile
import time

from churn import INTERVAL, churn
from crowd import Crowd
from gateway import Gateway
from trimming import Trimming

MOST_VIEWERS, CYCLE = 12, 20
REST = 5
"""Seconds without viewers: the camera runs 3 s longer than they."""


def slope(samples):
    """Of the least-squares line through (seconds, bytes), in bytes a second."""
    count = len(samples)
    middle, mean = (sum(column) / count for column in zip(*samples))
    spread = sum((at - middle) ** 2 for at, _ in samples)
    return sum((at - middle) * (value - mean) for at, value in samples) / spread


class Comings:
    """Clients of all kinds, by chance, but by the same chance in each run."""

    def __init__(self, gateway, crowd):
        self.gateway, self.crowd = gateway, crowd
        self.chance = random.Random(4)
        self.count = 0

    def step(self):
        """Somebody comes, goes, or looks at a picture; then a while goes by."""
        viewers = self.crowd.viewers
        what = self.chance.random()
        if what < 0.1:
            self.gateway.ask(f"/cgi-bin/snapshot.cgi?stream={self.chance.randrange(2)}")
        elif what < 0.15:
            self.gateway.uid = self.gateway.login()
        elif viewers and self.chance.random() < len(viewers) / MOST_VIEWERS:
            self.crowd.remove(self.chance.choice(viewers), self.chance.choice(["close", "teardown", "reset"]))
        else:
            path, transport = self.chance.choice(["/stream1", "/stream2"]), self.chance.choice(["tcp", "udp"])
            viewer = self.crowd.join(path, transport)
            self.count += 1
            if self.chance.random() < 0.1:
                self.crowd.mute(viewer.client.socket)
        self.crowd.watch(self.chance.uniform(0.1, 0.6))

    def play(self, seconds):
        """They come and go for a while, then all leave and the camera comes to rest."""
        self.gateway.ask("/cgi-bin/motion?enable=1")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step()
        # Motion detection would keep the camera running.
        self.gateway.ask("/cgi-bin/motion?enable=0")
        for viewer in list(self.crowd.viewers):
            self.crowd.remove(viewer)
        time.sleep(REST)


def measure(report, minutes=30, warm_up=10):
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder, Trimming(folder) as trimming, \
            Gateway(**trimming.options) as gateway, Crowd(gateway.rtsp_port) as crowd:
        comings = Comings(gateway, crowd)
        comings.play(CYCLE)
        at_first = gateway.descriptor_count()
        begun, samples, left = time.monotonic(), [], 0
        while (since := time.monotonic() - begun) < minutes * 60:
            comings.play(CYCLE)
            # At rest no picture is under way, whose few buffers of 3 MB would hide what grows.
            left = gateway.descriptor_count() - at_first
            trimming.trim()
            if since >= warm_up * 60:
                samples.append((time.monotonic() - begun, gateway.resident_kib() * 1024))
    grown = slope(samples) * 3600 / 1e6
    report.add(
        f"resident memory over {minutes:g} minutes of viewers coming and going, after {warm_up:g}", f"{grown:+.2f} MB/h",
        "< 1 MB/h", grown < 1,
        f"[{comings.count} viewers, {len(samples)} samples from {min(value for _, value in samples) / 1e6:.1f} to "
        f"{max(value for _, value in samples) / 1e6:.1f} MB]")
    report.add("descriptors left behind by them", str(left), "0", left <= 0, f"[{at_first} before]")


def measure_churn(report, minutes=10):
    with Gateway() as gateway:
        problems, done = churn(gateway, minutes * 60)
    for problem in problems:
        print(f"        {problem}")
    report.add(
        f"every encoder, OSD and image setting changed every {INTERVAL} s for {minutes:g} minutes under four viewers: troubles",
        str(len(problems)), "0", not problems, f"[{done}]")
