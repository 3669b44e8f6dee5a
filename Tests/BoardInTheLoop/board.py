"""What a board test needs: the gateway on this machine's devices, and the kernel's side of those devices.

A test is a function with the decorator `test`; its file may also say DISK_MIB (an ext4 disk at DISK), POWER_CUTS with
`before_power_cut(boot)`, and TIME_LIMIT (seconds a boot).
"""

import contextlib
import glob
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Clients"))
import players
from gateway import REPOSITORY, Gateway

RESULTS = "/run/results"
DISK = "/run/disk"
PATIENCE = 60
"""Seconds for anything that takes a moment on a fast machine."""

LONG = "LONG" in os.environ
"""Whether tests shall take as long as they may (`make board-test-long`)."""

tests = []


def test(name):
    """Registers a test under a sentence that says what holds."""
    def register(function):
        tests.append((name, function))
        return function
    return register


def eventually(condition, reason, seconds=PATIENCE):
    """Waits until `condition()` is true and returns what it gave; fails with `reason` (a text, or a function that gives one)."""
    deadline = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        assert time.monotonic() < deadline, reason() if callable(reason) else reason
        time.sleep(0.05)


def output(*arguments, seconds=2 * PATIENCE):
    """What a program prints; fails with its complaint."""
    return players.output(*arguments, timeout=seconds)


def cut_power(boot):
    """Asks the host to kill this machine now; never returns."""
    with open(f"{RESULTS}/cut-{boot}", "w"):
        pass
    while True:
        signal.pause()


def board_text(camera, streams="VGA: { framerate: 1-30, bitrate: 50-2000 }"):
    """A board file: a camera with these keys, both streams with these limits, everything else in software or simulated."""
    keys = "\n".join(f"    {line}" for line in camera.splitlines())
    limits = "\n".join(f"        {line}" for line in streams.splitlines())
    return f"""\
board: test
summary: A camera of the kernel in a simulated machine.
devices:
  camera:
    driver: v4l2
    role: [camera, image-controls]
{keys}
  scaler: {{ driver: libyuv, role: scaler }}
  stills: {{ driver: turbojpeg, role: still-encoder }}
  h264:
    driver: x264
    role: video-encoder
    streams:
      stream1:
{limits}
      stream2:
{limits}
  identity: {{ driver: bench-identity, role: identity, kernel: 6.1.0-test, filesystem: 1.0.0, serial: TEST00000001 }}
  power: {{ driver: bench-power, role: power }}
  clock: {{ driver: bench-clock, role: clock }}
  network: {{ driver: bench-network, role: network, mac: 02-00-5E-10-00-05 }}
"""


class Refusal(OSError):
    """A reply that is not 200; `reason` is that of the fault."""

    def __init__(self, path, status, body):
        self.status = status
        self.reason = "".join(re.findall("<reason>(.*)</reason>", body))
        super().__init__(f"{path} is answered with {status} {self.reason}")


class BoardGateway(Gateway):
    """The gateway on this machine, with a log in the results folder.

    `product` is a file of Config/products, or `board` the text of a board file for a product that the test writes; `changes`
    are values of the files by path, `state` keeps the settings somewhere else than in memory, `trace` is a file for
    the calls of ioctl that the gateway makes.
    """

    patience = PATIENCE
    count = 0

    def __init__(self, product="virtual", board=None, changes=None, state=None, trace=None):
        options = [option for path, value in (changes or {}).items() for option in ("--set", f"{path}={value}")]
        super().__init__(product=product, options=[*options, "--log-level", "debug"])
        BoardGateway.count += 1
        self.log_path = f"{RESULTS}/gateway-{BoardGateway.count}.log"
        if board:
            self.arguments[self.arguments.index("--product") + 1] = self.written(board)
        if trace:
            # Each step of a motor is one call that reaches the kernel.
            self.arguments[:0] = ["strace", "-D", "-f", "-e", "trace=ioctl", "-e", "signal=none", "-o", trace]
        if state:
            self.arguments[self.arguments.index("--state") + 1] = state

    def written(self, board):
        with open(f"{self.state.name}/board.yaml", "w") as file:
            file.write(board)
        product = "\n".join([
            "product: test", "trait: ProductVirtual", "model: CG-TEST", "board: board.yaml",
            "listen: { http: 127.0.0.1:8080, rtsp: 127.0.0.1:8554 }", "administrator: { name: admin, password: admin }", ""])
        with open(f"{self.state.name}/product.yaml", "w") as file:
            file.write(product)
        return file.name

    def log_text(self):
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def get(self, path):
        try:
            return super().get(path)
        except urllib.error.HTTPError as fault:
            raise Refusal(path, fault.code, fault.read().decode(errors="replace")) from None

    def refusal(self, path):
        """The reason of the fault that a request is answered with."""
        try:
            reply = self.ask(path)
        except Refusal as refusal:
            return refusal.reason
        raise AssertionError(f"{path} was accepted: {reply[:200]}")

    def attribute(self, path, name):
        """An attribute of the element that a query is answered with."""
        reply = self.ask(path).decode()
        found = re.search(rf'\b{name}="([^"]*)"', reply)
        assert found, f"{path} has no {name}: {reply}"
        return found.group(1)

    def capabilities(self):
        return {name: self.attribute("/cgi-bin/getcapabilities", name) for name in ("video", "audio", "ptz")}


def camera(name="vivid"):
    """The device node of the first capture device with that name, or None."""
    for folder in sorted(glob.glob("/sys/class/video4linux/video*")):
        with open(f"{folder}/name") as file:
            if file.read().startswith(name):
                return "/dev/" + os.path.basename(folder)
    return None


def control(name):
    """The value of a control of the sensor, asked from the kernel."""
    return int(output("v4l2-ctl", "-d", camera(), "--get-ctrl", name).decode().split(":")[1])


def set_control(name, value):
    """Turns a control behind the gateway's back."""
    output("v4l2-ctl", "-d", camera(), "--set-ctrl", f"{name}={value}")


def unplug(driver="vivid", device="vivid.0"):
    """Takes a device away from its driver, as if its cable had been pulled."""
    with open(f"/sys/bus/platform/drivers/{driver}/unbind", "w") as file:
        file.write(device)
    eventually(lambda: camera(driver) is None, f"{device} is still there")


def plug(driver="vivid", device="vivid.0"):
    """Gives a device back to its driver."""
    with open(f"/sys/bus/platform/drivers/{driver}/bind", "w") as file:
        file.write(device)
    eventually(lambda: camera(driver) and os.path.exists(camera(driver)), f"{device} did not come back")


def chip_folder(label="lights"):
    """The kernel's folder of a simulated GPIO chip."""
    for bank in glob.glob("/sys/kernel/config/gpio-sim/*/*/label"):
        with open(bank) as file:
            if file.read().strip() == label:
                folder = os.path.dirname(bank)
                with open(f"{folder}/chip_name") as chip, open(f"{os.path.dirname(folder)}/dev_name") as device:
                    return f"/sys/devices/platform/{device.read().strip()}/{chip.read().strip()}"
    raise AssertionError(f"no chip is called {label}")


def line_folder(name):
    """The kernel's folder of a line by its name, on whichever chip it is."""
    for file in glob.glob("/sys/kernel/config/gpio-sim/*/*/line*/name"):
        with open(file) as found, open(f"{os.path.dirname(os.path.dirname(file))}/label") as label:
            if found.read().strip() == name:
                offset = re.search(r"/line(\d+)/", file).group(1)
                return f"{chip_folder(label.read().strip())}/sim_gpio{offset}"
    raise AssertionError(f"no line is called {name}")


def level(name):
    """The voltage on a line as the kernel sees it: 0 or 1."""
    with open(f"{line_folder(name)}/value") as file:
        return int(file.read())


def set_pull(name, pull):
    """Drives an input from outside: pull-up or pull-down."""
    with open(f"{line_folder(name)}/pull", "w") as file:
        file.write(pull)


@contextlib.contextmanager
def busy(node):
    """Another program streams from the camera meanwhile."""
    holder = subprocess.Popen(
        ["v4l2-ctl", "-d", node, "--stream-mmap", "--stream-to=/dev/null"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        # It prints a sign for each picture that it got.
        assert holder.stderr.read(1) == b"<", f"{node} cannot be held"
        yield
    finally:
        holder.kill()
        holder.communicate()
