"""Fifty viewers of one 2 Mb/s stream, over TCP and over UDP, against GStreamer's RTSP server with as many; then one that stops
reading beside them."""

import os
import tempfile

from crowd import Crowd
from gateway import Gateway
from gstreamer import GStreamerServer
from pictures import PictureSource, make_clip
from settings import RATE, gateway_settings

BITRATE, VIEWERS, ROUNDS, SECONDS, SETTLE = 2000, 50, 2, 20, 5


def watched(crowd, server, seconds):
    """CPU seconds of the server a second while the crowd watches, and what its viewers did not get."""
    crowd.forget()
    before = server.cpu_seconds()
    crowd.watch(seconds)
    used = (server.cpu_seconds() - before) / seconds
    readers = [viewer for viewer in crowd.viewers if viewer.client.socket.fileno() in crowd.by_descriptor]
    gone = VIEWERS - sum(viewer.is_open and viewer.pictures > 0 for viewer in readers)
    return used, sum(viewer.lost for viewer in readers) + gone, sum(viewer.packets for viewer in readers)


def play(server, transport, seconds, with_stalled):
    """CPU, losses and memory of a server with 50 viewers; the same beside one that stops reading."""
    with Crowd(server.rtsp_port) as crowd:
        crowd.join(transport=transport)
        crowd.watch(SETTLE)
        with_one = server.resident_kib()
        for _ in range(VIEWERS - 1):
            crowd.join(transport=transport)
            crowd.watch(0.02)
        crowd.watch(SETTLE)
        found = {"calm": watched(crowd, server, seconds)}
        found["memory"] = (server.resident_kib() - with_one) / (VIEWERS - 1)
        if with_stalled:
            stalled = crowd.join()
            crowd.mute(stalled.client.socket)
            crowd.watch(SETTLE)
            found["beside"] = watched(crowd, server, seconds)
        return found


def of_gateway(folder, clip, transport, seconds):
    with PictureSource(folder, clip) as source, Gateway(options=["--clip", source.fifo]) as gateway:
        gateway_settings(gateway, BITRATE)
        return play(gateway, transport, seconds, with_stalled=True)


def of_gstreamer(folder, clip, transport, seconds):
    with PictureSource(folder, clip) as source, GStreamerServer(source.fifo, BITRATE) as server:
        return play(server, transport, seconds, with_stalled=False)


def measure(report, rounds=ROUNDS, seconds=SECONDS):
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder:
        clip = os.path.join(folder, "clip.y4m")
        make_clip(clip, 4 * RATE)
        for transport in ("tcp", "udp"):
            pairs = [
                (of_gateway(folder, clip, transport, seconds), of_gstreamer(folder, clip, transport, seconds))
                for _ in range(rounds)
            ]
            tell(report, f"{VIEWERS} viewers over {transport.upper()}", pairs)


def tell(report, who, pairs):
    lost = sum(ours[phase][1] for ours, _ in pairs for phase in ("calm", "beside"))
    packets = sum(ours[phase][2] for ours, _ in pairs for phase in ("calm", "beside"))
    report.add(
        f"{who}: packets lost, also beside one that stops reading", str(lost), "0", lost == 0,
        f"[of {packets}; GStreamer lost {sum(peer['calm'][1] for _, peer in pairs)}]")
    # The least of each: what else the machine does only adds.
    calm, beside = (min(ours[phase][0] for ours, _ in pairs) for phase in ("calm", "beside"))
    peer = min(peer["calm"][0] for _, peer in pairs)
    report.add(
        f"{who}: CPU against GStreamer's RTSP server", f"{calm / peer:.2f}", "<= 1.00", calm <= peer,
        f"[{calm:.3f} and {peer:.3f} of a core]")
    report.add(
        f"{who}: CPU beside one that stops reading", f"{beside / calm:.2f}", "<= 1.05", beside / calm <= 1.05,
        "[of that without it]")
    # The most of all rounds.
    memory, others = (max(kind["memory"] for kind in kinds) * 1.024 for kinds in zip(*pairs))
    report.add(f"{who}: memory a viewer", f"{memory:.0f} kB", "<= 150 kB", memory <= 150, f"[GStreamer {others:.0f} kB]")
