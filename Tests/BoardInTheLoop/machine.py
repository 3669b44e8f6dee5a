"""The host's side of one test file: starts the kernel, cuts its power where the file wants that, collects the results."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import board
from guest import loaded

CONSOLE_LINES = 60


class Machine:
    """A virtual board that runs one test file. `passed` holds names, `failed` pairs of name and reason, `lines` what to show."""

    reading = threading.Lock()
    """Held while a test file is read: its tests gather in one list."""

    def __init__(self, kernel, file, repository):
        self.kernel, self.file, self.repository = kernel, file, repository
        self.name = os.path.basename(file)
        self.folder = os.path.join(repository, ".build/board-test", self.name[:-3])
        self.results = os.path.join(self.folder, "results")
        self.console = os.path.join(self.folder, "console.log")
        self.passed, self.failed, self.lines = [], [], []
        self.seconds = 0
        self.is_unwanted = False

    def finished(self):
        """This machine, after it has run."""
        begun = time.monotonic()
        if not self.is_unwanted:
            self.run()
        self.seconds = time.monotonic() - begun
        return self

    def run(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.results)
        with Machine.reading:
            board.tests.clear()
            try:
                wanted = loaded(self.file)
            except Exception as problem:
                return self.fail(self.name, f"the file cannot be read: {problem}")
            expected = [name for name, _ in board.tests]
        if not expected:
            return self.fail(self.name, "no test is in it")
        disk = self.disk(getattr(wanted, "DISK_MIB", 0))
        cuts = getattr(wanted, "POWER_CUTS", 0)
        for boot in range(1, cuts + 2):
            problem = self.boot(boot, disk, getattr(wanted, "TIME_LIMIT", 300), has_power_cut=boot <= cuts)
            if problem:
                break
        self.collect(expected, problem)

    def disk(self, size):
        """An empty ext4 disk of `size` MiB, or none."""
        if not size:
            return None
        image = os.path.join(self.folder, "disk.img")
        with open(image, "wb") as file:
            file.truncate(size << 20)
        tools = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, env=tools)
        return image

    def boot(self, number, disk, limit, has_power_cut):
        """Runs the machine once. Returns why it did not come to its proper end, or None."""
        arguments = [
            self.kernel, "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "mem=1G", "quiet",
            "vivid.n_devs=1", "vivid.node_types=0x1", "con=null", "con0=fd:0,fd:1", f"uml_dir={self.folder}",
            f"init={self.repository}/Tests/BoardInTheLoop/init", f"REPOSITORY={self.repository}", f"RESULTS={self.results}",
            f"PYTHON={os.path.realpath(sys.executable)}", f"TEST={self.file}", f"BOOT={number}",
        ]
        if board.LONG:
            arguments.append("LONG=1")
        if disk:
            arguments += [f"ubd0={disk}", "DISK=1"]
        deadline = time.monotonic() + limit
        with open(self.console, "ab") as console:
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True)
        try:
            while process.poll() is None:
                if self.is_unwanted:
                    return "nobody wants its results any more"
                if has_power_cut and os.path.exists(f"{self.results}/cut-{number}"):
                    return None
                if os.path.exists(f"{self.results}/status") and has_power_cut:
                    return "the machine ended before its power was cut"
                if time.monotonic() > deadline:
                    return f"the machine did not end within {limit} s"
                time.sleep(0.005)
        finally:
            self.kill(process)
        if not os.path.exists(f"{self.results}/status"):
            return f"the machine died (status {process.returncode})"
        return "the machine ended before its power was cut" if has_power_cut else None

    @staticmethod
    def kill(process):
        """Ends the kernel and the processes that stand for its own, at once: a power cut."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def collect(self, expected, problem):
        """Takes over what the machine wrote; a test without a word from it has failed."""
        told = []
        if os.path.exists(f"{self.results}/tests"):
            with open(f"{self.results}/tests") as lines:
                told = [json.loads(line) for line in lines]
        for result in told:
            if result["reason"] is None:
                self.passed.append(result["name"])
                self.say(f"ok      {result['name']}")
            else:
                self.fail(result["name"], result["reason"])
        for name in expected:
            if name not in [result["name"] for result in told]:
                self.fail(name, problem or "it did not run")
        if problem:
            self.show_console()

    def fail(self, name, reason):
        self.failed.append((name, reason))
        self.say(f"FAILED  {name}: {reason}")

    def show_console(self):
        if not os.path.exists(self.console):
            return
        with open(self.console, errors="replace") as lines:
            for line in lines.readlines()[-CONSOLE_LINES:]:
                self.say(f"        | {line.rstrip()}")

    def say(self, line):
        self.lines.append(line)
