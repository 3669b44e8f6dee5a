"""Runs a gateway for tests and benchmarks: a temporary state folder, free ports, an orderly end."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Gateway:
    """A gateway process; use it in a `with` statement."""

    patience = 10
    """Seconds that a reply or an end may take; a slower machine has its own."""

    def __init__(
            self, product="bench", program=".build/release/camgate", manifest=None, options=(), environment=None,
            descriptors=()):
        self.http_port, self.rtsp_port = free_port(), free_port()
        self.state = tempfile.TemporaryDirectory(prefix="camgate-")
        self.log_path = os.path.join(self.state.name, "log")
        self.arguments = [
            os.path.join(REPOSITORY, program), "serve",
            "--product", os.path.join(REPOSITORY, manifest or f"Config/products/{product}.yaml"),
            "--state", os.path.join(self.state.name, "state"),
            "--http", f"127.0.0.1:{self.http_port}", "--rtsp", f"127.0.0.1:{self.rtsp_port}", *options,
        ]
        self.environment = {**os.environ, **(environment or {})}
        self.descriptors = descriptors
        self.process = None
        self.uid = None

    def __enter__(self):
        self.start()
        self.wait()
        return self

    def __exit__(self, problem, *_):
        if problem and self.process.poll() is not None:
            print(f"the gateway ended with {self.process.returncode}:\n{open(self.log_path).read()}")
        self.stop()
        self.state.cleanup()

    def start(self):
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            self.arguments, stdout=self.log, stderr=self.log, env=self.environment, pass_fds=self.descriptors)

    def wait(self):
        """Waits for the first reply; fails with the log if there is none."""
        deadline = time.monotonic() + 2 * self.patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                self.uid = self.login()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"the gateway does not answer:\n{open(self.log_path).read()}")

    def stop(self):
        """Ends the process and returns how long that took, in seconds."""
        begun = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise SystemExit(f"the gateway did not end within {self.patience} s of SIGTERM")
        self.log.close()
        return time.monotonic() - begun

    def url(self, path):
        return f"http://127.0.0.1:{self.http_port}{path}"

    def login(self, user="admin", password="admin"):
        text = self.get(f"/cgi-bin/getuid?username={user}&password={password}").decode()
        return text.split("<uid>")[1].split("</uid>")[0]

    def get(self, path):
        with urllib.request.urlopen(self.url(path), timeout=self.patience) as reply:
            return reply.read()

    def ask(self, path):
        """A request with the uid of the login."""
        return self.get(path + ("&" if "?" in path else "?") + "uid=" + self.uid)

    def rtsp(self, stream="stream1", scheme="rtsp"):
        return f"{scheme}://admin:admin@127.0.0.1:{self.rtsp_port}/{stream}"

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)

    def resident_kib(self):
        return resident_kib(self.process.pid)

    def descriptor_count(self):
        """Open files, sockets and pipes."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
