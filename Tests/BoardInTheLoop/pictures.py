"""Looks at pictures: snapshots and streams decoded by ffmpeg, and the colour bars that vivid draws."""

import subprocess

from board import PATIENCE, output

BARS = {
    "white": (191, 191, 191), "yellow": (191, 191, 0), "cyan": (0, 191, 191), "green": (0, 191, 0),
    "magenta": (191, 0, 191), "red": (191, 0, 0), "blue": (0, 0, 191), "black": (0, 0, 0),
}
"""The test pattern `75% Colorbar` of vivid, from left to right."""

TOLERANCE = 14
"""Video range, chroma at half resolution and compression, each a few steps."""


class Picture:
    """Interleaved 8-bit RGB."""

    def __init__(self, width, height, rgb):
        assert len(rgb) == width * height * 3, f"{len(rgb)} bytes are no picture of {width}x{height}"
        self.width, self.height, self.rgb = width, height, rgb

    def colour(self, x, y, reach=4):
        """The mean colour around a point; x and y are parts of the width and height."""
        left, top = int(x * self.width) - reach, int(y * self.height) - reach
        sums = [0, 0, 0]
        for row in range(top, top + 2 * reach):
            at = (row * self.width + left) * 3
            line = self.rgb[at:at + 6 * reach]
            for channel in range(3):
                sums[channel] += sum(line[channel::3])
        return tuple(value / (4 * reach * reach) for value in sums)

    def bars(self, height=0.6):
        """The colours in the middle of eight equal columns."""
        return [self.colour((column + 0.5) / 8, height) for column in range(8)]

    def brightness(self):
        """The mean of all samples."""
        return sum(self.rgb[::7]) / len(self.rgb[::7])


def is_close(found, wanted, tolerance=TOLERANCE):
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted))


def shows_bars(picture):
    return all(is_close(found, wanted) for found, wanted in zip(picture.bars(), BARS.values()))


def assert_bars(picture):
    """The picture shows the colour bars."""
    for (name, wanted), found in zip(BARS.items(), picture.bars()):
        assert is_close(found, wanted), f"the {name} bar is {tuple(round(value) for value in found)}, not {wanted}"


def snapshot(gateway, stream, width, height):
    """A snapshot of a stream (0 sub, 1 main), which must have that size."""
    jpeg = gateway.ask(f"/cgi-bin/snapshot.cgi?stream={stream}")
    path = f"{gateway.state.name}/snapshot.jpg"
    with open(path, "wb") as file:
        file.write(jpeg)
    return Picture(width, height, output("ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"))


class Viewer:
    """A player that shows a stream: pictures come as they are decoded. Use it in a `with` statement."""

    def __init__(self, gateway, stream, width, height):
        self.width, self.height = width, height
        self.arguments = [
            "ffmpeg", "-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-flags", "low_delay", "-i", gateway.rtsp(stream),
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-",
        ]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def picture(self):
        """The next picture; fails when the stream ends."""
        size = self.width * self.height * 3
        rgb = self.process.stdout.read(size)
        if len(rgb) < size:
            raise AssertionError(f"the stream ended: {self.process.stderr.read().decode(errors='replace')[-400:]}")
        return Picture(self.width, self.height, rgb)

    def until(self, condition, reason, pictures=PATIENCE * 25):
        """The first picture that meets a condition."""
        for _ in range(pictures):
            picture = self.picture()
            if condition(picture):
                return picture
        raise AssertionError(f"{reason}, in {pictures} pictures")
