"""A camera for gateways and peers alike: a Y4M stream through a FIFO, each picture begun at its due time and numbered in itself.

The number stands in the picture's first rows as black and white blocks that survive compression. Run as a program, this is the
writer: FIFO, clip, and the file that it notes numbers and due times in (nanoseconds of the monotonic clock).
"""

import fcntl
import mmap
import os
import subprocess
import sys
import time

from settings import HEIGHT, RATE, WIDTH

BLOCK, BITS, CHECK_BITS = 64, 16, 4
LATE = 0.5
"""Seconds after which a writer that was kept waiting begins anew: nobody was reading."""


def make_clip(path, frames, rate=RATE):
    """Moving shapes with grain: a camera's picture is never as clean as a drawn one."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate={rate}", "-vf",
         "noise=alls=6:allf=t", "-frames:v", str(frames), "-pix_fmt", "yuv420p", path], check=True)


def check_of(number):
    return (number ^ number >> 4 ^ number >> 8 ^ number >> 12 ^ 0b1010) & 15


def numbered_rows(rows, number):
    """The first rows of a picture's luma with the number drawn into them."""
    word = number << CHECK_BITS | check_of(number)
    count = BITS + CHECK_BITS
    line = b"".join((b"\xeb" if word >> (count - 1 - bit) & 1 else b"\x10") * BLOCK for bit in range(count))
    for row in range(BLOCK):
        rows[row * WIDTH:row * WIDTH + len(line)] = line
    return rows


def numbers_in(stream, codec="h264"):
    """The number of each picture of an elementary stream, in order; None where it cannot be read."""
    count = BITS + CHECK_BITS
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", codec, "-i", "-", "-vf", f"crop={count * BLOCK}:{BLOCK}:0:0,scale={count}:1:flags=area",
         "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        input=stream, capture_output=True, check=True).stdout
    numbers = []
    for at in range(0, len(raw), count):
        word = sum(1 << (count - 1 - bit) for bit in range(count) if raw[at + bit] > 127)
        number = word >> CHECK_BITS
        numbers.append(number if word & 15 == check_of(number) else None)
    return numbers


class PictureSource:
    """A FIFO with a writer that plays a clip for ever, in real time; use it in a `with` statement."""

    def __init__(self, folder, clip):
        self.fifo = os.path.join(folder, "camera.y4m")
        self.notes = os.path.join(folder, "camera.notes")
        self.clip = clip

    def __enter__(self):
        os.mkfifo(self.fifo)
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), self.fifo, self.clip, self.notes])
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.unlink(self.fifo)
        os.unlink(self.notes)

    def due_times(self):
        """Seconds of the monotonic clock at which pictures were due, by number."""
        with open(self.notes) as notes:
            return {int(number): int(due) / 1e9 for number, due in (line.split() for line in notes if line.endswith("\n"))}


def write_all(descriptor, parts):
    parts = [memoryview(part) for part in parts]
    while parts:
        written = os.writev(descriptor, parts)
        while parts and written >= len(parts[0]):
            written -= len(parts.pop(0))
        if parts:
            parts[0] = parts[0][written:]


def play(descriptor, clip, notes, number):
    header = clip.find(b"\n") + 1
    size = 6 + WIDTH * HEIGHT * 3 // 2
    count = (len(clip) - header) // size
    write_all(descriptor, [clip[:header]])
    start, index = time.monotonic(), 0
    while True:
        at = header + number % count * size
        rows = numbered_rows(bytearray(clip[at + 6:at + 6 + BLOCK * WIDTH]), number % (1 << BITS))
        due = start + index / RATE
        wait = due - time.monotonic()
        if wait < -LATE:
            start, index = time.monotonic(), 0
            continue
        if wait > 0:
            time.sleep(wait)
        notes.write(f"{number % (1 << BITS)} {int(due * 1e9)}\n")
        notes.flush()
        with memoryview(clip) as view, view[at + 6 + BLOCK * WIDTH:at + size] as rest:
            write_all(descriptor, [b"FRAME\n", rows, rest])
        number, index = number + 1, index + 1
        yield number


def main(fifo, path, notes_path):
    number = 0
    with open(path, "rb") as file, open(notes_path, "w") as notes:
        clip = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        while True:
            descriptor = os.open(fifo, os.O_WRONLY)
            try:
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)
                for number in play(descriptor, clip, notes, number):
                    pass
            except BrokenPipeError:
                pass
            finally:
                os.close(descriptor)


if __name__ == "__main__":
    main(*sys.argv[1:])
