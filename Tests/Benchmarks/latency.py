"""From a picture's due time to its last RTP packet, over RTSP/TCP, against the encoder alone and against GStreamer's RTSP server.

All three get the same numbered pictures in real time; what each picture's number is, is read from the decoded stream afterwards.
"""

import os
import statistics
import tempfile
import time

import own_encoder
from gateway import Gateway
from gstreamer import GStreamerServer
from pictures import PictureSource, make_clip, numbers_in
from rtsp import RTSPClient
from settings import RATE, gateway_settings

BITRATE, ROUNDS, SECONDS, WARM_UP = 2000, 3, 20, 4
SPARE = 0.005
"""Seconds that the gateway may take beside its encoder."""


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class AccessUnits:
    """Puts H.264 units together again from their RTP payloads (RFC 6184), with start codes."""

    def __init__(self):
        self.stream = bytearray()

    def take(self, payload):
        kind = payload[0] & 31
        if kind == 28:
            if payload[1] & 0x80:
                self.stream += b"\0\0\0\1" + bytes([payload[0] & 0xE0 | payload[1] & 31])
            self.stream += payload[2:]
        elif kind == 24:
            at = 1
            while at + 2 <= len(payload):
                length = int.from_bytes(payload[at:at + 2], "big")
                self.stream += b"\0\0\0\1" + payload[at + 2:at + 2 + length]
                at += 2 + length
        else:
            self.stream += b"\0\0\0\1" + payload


def latencies(port, source, seconds):
    """Seconds from due time to last packet of each picture after the warm-up."""
    viewer = RTSPClient(port)
    viewer.play()
    units, arrivals = AccessUnits(), []
    end = time.monotonic() + WARM_UP + seconds
    for _, _, marker, payload in viewer.packets():
        units.take(payload)
        if marker:
            arrivals.append(time.monotonic())
            if arrivals[-1] > end:
                break
    viewer.close()
    due = source.due_times()
    numbers = numbers_in(bytes(units.stream))
    if len(numbers) != len(arrivals) or None in numbers[WARM_UP * RATE:]:
        raise SystemExit(f"{len(arrivals)} pictures came, {len(numbers)} were decoded, {numbers.count(None)} without a number")
    return [arrival - due[number] for arrival, number in list(zip(arrivals, numbers))[WARM_UP * RATE:]]


def of_gateway(folder, clip, seconds):
    with PictureSource(folder, clip) as source, Gateway(options=["--clip", source.fifo]) as gateway:
        gateway_settings(gateway, BITRATE)
        return latencies(gateway.rtsp_port, source, seconds)


def of_gstreamer(folder, clip, seconds, is_live):
    with PictureSource(folder, clip) as source, GStreamerServer(source.fifo, BITRATE, is_live) as server:
        return latencies(server.rtsp_port, source, seconds)


def of_encoder(program, folder, clip, seconds):
    with PictureSource(folder, clip) as source:
        return own_encoder.times(program, source.fifo, BITRATE, (WARM_UP + seconds) * RATE)[WARM_UP * RATE:]


def measure(report, rounds=ROUNDS, seconds=SECONDS):
    ours, encoder, peer, live = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder:
        clip = os.path.join(folder, "clip.y4m")
        make_clip(clip, 4 * RATE)
        program = own_encoder.build(folder)
        for _ in range(rounds):
            encoder += of_encoder(program, folder, clip, seconds)
            ours += of_gateway(folder, clip, seconds)
            peer += of_gstreamer(folder, clip, seconds, is_live=False)
            live += of_gstreamer(folder, clip, seconds, is_live=True)
    own, whole = percentile(encoder, 0.99), percentile(ours, 0.99)
    report.add(
        "capture to last RTP packet of a 1080p frame, p99, beside the encoder's own p99", f"{(whole - own) * 1000:.1f} ms",
        f"<= {SPARE * 1000:.0f} ms", whole - own <= SPARE,
        f"[p99 {whole * 1000:.1f} ms, encoder alone {own * 1000:.1f} ms; medians {statistics.median(ours) * 1000:.1f} and "
        f"{statistics.median(encoder) * 1000:.1f} ms; {len(ours)} frames]")
    for name, others, goal in (("GStreamer's RTSP server", peer, 0.5), ("GStreamer's RTSP server with a live source", live, None)):
        share = statistics.median(ours) / statistics.median(others)
        report.add(
            f"the same against {name}, medians", f"{share:.2f}", f"<= {goal:.2f}" if goal else "none", not goal or share <= goal,
            f"[{statistics.median(ours) * 1000:.1f} and {statistics.median(others) * 1000:.1f} ms; p99 {whole * 1000:.1f} and "
            f"{percentile(others, 0.99) * 1000:.1f} ms]")
