"""A small RTSP client over TCP, for tests and benchmarks: it receives RTP packets and tells what is in them."""

import base64
import socket
import struct


class RTSPClient:
    def __init__(self, port, path="/stream1", user="admin", password="admin", timeout=10):
        self.url = f"rtsp://127.0.0.1:{port}{path}"
        self.authorization = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", 1 << 16)
        self.number = 0
        self.session = None
        self.is_h265 = False

    def close(self):
        self.reader.close()
        self.socket.close()

    def request(self, method, url=None, headers=()):
        """Sends a request and returns status, headers and body."""
        self.number += 1
        lines = [f"{method} {url or self.url} RTSP/1.0", f"CSeq: {self.number}", f"Authorization: Basic {self.authorization}"]
        if self.session:
            lines.append(f"Session: {self.session}")
        lines += headers
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        line = self.line()
        while not line.startswith("RTSP/1.0"):
            line = self.line()
        status, fields = int(line.split()[1]), {}
        while line := self.line():
            name, value = line.split(":", 1)
            fields[name.strip().lower()] = value.strip()
        body = self.reader.read(int(fields.get("content-length", 0)))
        return status, fields, body.decode()

    def line(self):
        """The next line that is not interleaved data."""
        while True:
            first = self.reader.read(1)
            if not first:
                raise ConnectionError("the server closed the connection")
            if first == b"$":
                _, length = struct.unpack("!BH", self.reader.read(3))
                self.reader.read(length)
                continue
            return (first + self.reader.readline()).decode().rstrip("\r\n")

    def play(self, ports=None):
        """Describes, sets up and plays the first track, over this connection or UDP to a pair of ports; returns the SDP."""
        status, fields, sdp = self.request("DESCRIBE", headers=["Accept: application/sdp"])
        assert status == 200, f"DESCRIBE: {status}"
        self.is_h265 = "H265/90000" in sdp
        controls = [line.split(":", 1)[1] for line in sdp.splitlines() if line.startswith("a=control:") and not line.endswith("*")]
        base = fields.get("content-base", self.url).rstrip("/")
        track = controls[0] if controls[0].startswith("rtsp://") else f"{base}/{controls[0]}"
        transport = f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]}" if ports else "RTP/AVP/TCP;unicast;interleaved=0-1"
        status, fields, _ = self.request("SETUP", track, [f"Transport: {transport}"])
        assert status == 200, f"SETUP: {status}"
        self.session = fields["session"].split(";")[0]
        status, _, _ = self.request("PLAY", headers=["Range: npt=0.000-"])
        assert status == 200, f"PLAY: {status}"
        return sdp

    def keep_alive(self):
        """Shows the server that the client is there; the answer is skipped where packets are read."""
        self.number += 1
        self.socket.sendall(f"GET_PARAMETER {self.url} RTSP/1.0\r\nCSeq: {self.number}\r\nSession: {self.session}\r\n\r\n".encode())

    def packets(self):
        """RTP packets of channel 0 as (sequence, timestamp, marker, payload)."""
        while True:
            first = self.reader.read(1)
            if not first:
                return
            if first != b"$":
                self.reader.readline()
                continue
            channel, length = struct.unpack("!BH", self.reader.read(3))
            packet = self.reader.read(length)
            if channel != 0 or len(packet) < 12:
                continue
            flags, kind, sequence, timestamp = struct.unpack("!BBHI", packet[:8])
            yield sequence, timestamp, bool(kind & 0x80), packet[12 + 4 * (flags & 15):]

    def frames(self):
        """Access units as (timestamp, is_key, bytes) when their last packet has come."""
        size, is_key = 0, False
        for _, timestamp, marker, payload in self.packets():
            size += len(payload)
            is_key = is_key or (kind_of_h265(payload) in (19, 20) if self.is_h265 else kind_of(payload) == 5)
            if marker:
                yield timestamp, is_key, size
                size, is_key = 0, False


def kind_of(payload):
    """The type of the H.264 unit that a payload carries or begins."""
    kind = payload[0] & 31
    return payload[1] & 31 if kind in (28, 29) and len(payload) > 1 else kind


def kind_of_h265(payload):
    """The type of the H.265 unit that a payload carries or begins."""
    kind = payload[0] >> 1 & 63
    return payload[2] & 63 if kind == 49 and len(payload) > 2 else kind
