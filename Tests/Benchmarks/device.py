"""The device builds: size, cold start, first key frame, memory without viewers."""

import os
import socket
import statistics
import time

from gateway import REPOSITORY, Gateway
from rtsp import RTSPClient

RUNS = 9


def prepared(product):
    return Gateway(program=f"dist/{product}/camgate", manifest=f"dist/{product}/product.json")


def first_reply(gateway):
    """Milliseconds from the start of the process to the first byte of a reply."""
    begun = time.perf_counter()
    gateway.start()
    while True:
        try:
            with socket.create_connection(("127.0.0.1", gateway.http_port), timeout=5) as connection:
                connection.sendall(b"GET /cgi-bin/keep_alive?uid=none HTTP/1.1\r\nHost: bench\r\n\r\n")
                if connection.recv(1):
                    return (time.perf_counter() - begun) * 1000
        except OSError:
            time.sleep(0.001)


def first_key_frame(gateway):
    """Milliseconds from the start of the process to the last byte of the first key frame over RTSP/TCP."""
    begun = time.perf_counter()
    gateway.start()
    while True:
        try:
            viewer = RTSPClient(gateway.rtsp_port)
            viewer.play()
            for _, is_key, _ in viewer.frames():
                if is_key:
                    viewer.close()
                    return (time.perf_counter() - begun) * 1000
        except (OSError, AssertionError):
            time.sleep(0.005)


def times(measure_once):
    found = []
    for _ in range(RUNS):
        gateway = prepared("bench")
        found.append(measure_once(gateway))
        gateway.stop()
        gateway.state.cleanup()
    return statistics.median(found)


def measure(report):
    for product, goal in (("bench", 24), ("bench-fixed", 18)):
        size = os.path.getsize(os.path.join(REPOSITORY, f"dist/{product}/camgate")) / 1e6
        report.add(f"size of the {product} binary", f"{size:.1f} MB", f"<= {goal} MB", size <= goal)
    reply = times(first_reply)
    report.add("cold start to the first reply", f"{reply:.0f} ms", "<= 150 ms", reply <= 150)
    key = times(first_key_frame)
    report.add("cold start to the first key frame over RTSP/TCP", f"{key:.0f} ms", "<= 500 ms", key <= 500)
    with prepared("bench") as gateway:
        # A picture and a login have been; what is resident now stays.
        gateway.ask("/cgi-bin/snapshot.cgi?stream=1")
        memory = gateway.resident_kib() / 1000
        report.add("resident memory without viewers", f"{memory:.1f} MB", "<= 30 MB", memory <= 30)
