"""Changes every encoder, OSD and image setting ten times a minute under four viewers, who must not notice more than the pictures.

Alone: churn.py [SECONDS], ten minutes if not told. The codec is left alone: who was told H.264 cannot go on with H.265.
"""

import itertools
import re
import sys
import threading
import time
import urllib.parse

from crowd import Crowd
from gateway import Gateway

INTERVAL = 6
"""Seconds from one change of a setting to its next."""
MOST_SILENCE = 2

TITLES = ["IPCAMERA", "", "Gate 7 & yard", "北门 摄像头", "بوابة", "द्वार", "🚪 Tür", "x" * 64]
FORMATS = [
    "yyyy-mm-dd_hh:mm:ss", "yyyy/mm/dd_hh:mm:ss", "yy-mm-dd_hh:mm:ss", "yy/mm/dd_hh:mm:ss", "hh:mm:ss_dd/mm/yyyy",
    "hh:mm:ss_dd-mm-yyyy", "hh:mm:ss_mm/dd/yyyy", "mm/dd/yyyy_hh:mm:ss", "mm-dd-yyyy_hh:mm:ss",
]


def video_settings(gateway, stream):
    """Values that hold at every resolution of a stream's codec, whatever the others are at that moment."""
    capabilities = gateway.ask("/cgi-bin/videoencoder/getcapabilities").decode()
    mode = re.search(f'<{stream} encode_mode="(\\w+)"', gateway.ask("/cgi-bin/videoencoder").decode()).group(1)
    own = re.search(f"<{stream}>.*?</{stream}>", capabilities, re.S).group()
    own = re.search(f'<encode_mode name="{mode}">.*?</encode_mode>', own, re.S).group()

    def common(name):
        ranges = re.findall(f"<{name}_range>(\\d+)-(\\d+)<", own)
        return max(int(low) for low, _ in ranges), min(int(high) for _, high in ranges)

    (slowest, fastest), (least, most) = common("framerate"), common("bitrate")
    return {
        "resolution": re.findall('<resolution name="(\\w+)"', own),
        "framerate": [fastest, max(slowest, 10), max(slowest, 5), max(slowest, fastest * 2 // 3)],
        "bitrate": [least, most, (least + most) // 2],
        "govlength": [10, 1, 50, 400],
        "bitrate_control": ["VBR", "CBR"],
    }


def all_settings(gateway):
    """Every setting as (path, parameter, values to go through)."""
    groups = {f"/cgi-bin/videoencoder/{stream}": video_settings(gateway, stream) for stream in ("stream1", "stream2")}
    positions = {f"{what}_pos_{axis}": [0, 2, 1] for what in ("title", "time") for axis in "xy"}
    groups["/cgi-bin/osd"] = {
        "enable": [0, 1], "color": [0, 1, 2, 3], "fontsize": [0, 1, 2], "title_pos_type": [1, 0], "time_pos_type": [1, 0],
        "show_res_bit": [1, 3, 2, 0], "show_week": [1, 0], "time_format": FORMATS, "title_utf8": TITLES, **positions,
    }
    groups["/cgi-bin/image"] = {name: [0, 255, 128, 60, 200] for name in ("brightness", "contrast", "saturation", "sharpness")}
    return [(path, name, itertools.cycle(values)) for path, group in groups.items() for name, values in group.items()]


class Changes(threading.Thread):
    """Makes the changes, evenly, and notes those that were refused."""

    def __init__(self, gateway, seconds):
        super().__init__()
        self.gateway = gateway
        self.settings = all_settings(gateway)
        self.rounds = max(1, round(seconds / INTERVAL))
        self.made = 0
        self.problems = []
        self.seconds = 0.0

    def run(self):
        begun = time.monotonic()
        step = INTERVAL / len(self.settings)
        for index, (path, name, values) in enumerate(self.settings * self.rounds):
            time.sleep(max(0.0, begun + index * step - time.monotonic()))
            value = next(values)
            try:
                self.gateway.ask(f"{path}?{name}={urllib.parse.quote(str(value))}")
                self.made += 1
            except OSError as problem:
                self.problems.append(f"{path}?{name}={value}: {problem}")
        self.seconds = time.monotonic() - begun


def churn(gateway, seconds):
    """Returns what was wrong, as lines of text; and a line that tells what was done."""
    with Crowd(gateway.rtsp_port) as crowd:
        for stream in ("/stream1", "/stream2"):
            for transport in ("tcp", "udp"):
                crowd.join(stream, transport)
        crowd.forget()
        changes = Changes(gateway, seconds)
        changes.start()
        crowd.watch(10 * seconds + 60, until=lambda: not changes.is_alive())
        changes.join()
        problems = list(changes.problems)
        if changes.seconds > 1.1 * changes.rounds * INTERVAL:
            problems.append(f"the changes took {changes.seconds:.0f} s instead of {changes.rounds * INTERVAL} s")
        before = [viewer.pictures for viewer in crowd.viewers]
        crowd.watch(MOST_SILENCE)
        for viewer, pictures in zip(crowd.viewers, before):
            who = f"viewer of {viewer.path} over {viewer.transport}"
            if not viewer.is_open:
                problems.append(f"{who} was dropped")
            if viewer.lost:
                problems.append(f"{who} lost {viewer.lost} packets")
            if viewer.longest_silence > MOST_SILENCE or viewer.pictures == pictures:
                problems.append(f"{who} got nothing for {viewer.longest_silence:.1f} s")
        silence = max(viewer.longest_silence for viewer in crowd.viewers)
        done = (
            f"{changes.made} changes of {len(changes.settings)} settings in {changes.seconds:.0f} s, "
            f"{sum(viewer.pictures for viewer in crowd.viewers)} pictures, longest silence {silence:.2f} s")
    return problems, done


def main(seconds=600):
    with Gateway() as gateway:
        problems, done = churn(gateway, seconds)
    print(done)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
