"""Tones, their frequency and level, and a client that talks over the back channel."""

import array
import base64
import math
import socket
import struct
import time


def tone(frequency, rate, seconds, amplitude=0.25):
    return array.array("h", (
        int(32767 * amplitude * math.sin(2 * math.pi * frequency * index / rate)) for index in range(int(rate * seconds))))


def strength(samples, rate, frequency):
    """The amplitude of a frequency, where 1 is all that 16 bits hold."""
    real = sum(sample * math.cos(2 * math.pi * frequency * index / rate) for index, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(2 * math.pi * frequency * index / rate) for index, sample in enumerate(samples))
    return 2 * math.hypot(real, imaginary) / max(1, len(samples)) / 32767


def pitch(samples, rate):
    """The frequency of a tone by its zero crossings upwards."""
    crossings = [index for index in range(1, len(samples)) if samples[index - 1] < 0 <= samples[index]]
    return (len(crossings) - 1) * rate / (crossings[-1] - crossings[0]) if len(crossings) > 2 else 0


class Talker:
    """A client that talks over the back channel as ONVIF describes it, interleaved in its connection."""

    OPTION = "Require: www.onvif.org/ver20/backchannel"

    def __init__(self, port, path="/stream2", user="admin", password="admin"):
        self.url = f"rtsp://127.0.0.1:{port}{path}"
        self.authorization = "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.reader = self.socket.makefile("rb")
        self.count = self.sequence = self.timestamp = 0
        self.session = ""

    def ask(self, method, url, *fields):
        self.count += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self.count}", self.authorization, self.OPTION, *fields]
        if self.session:
            lines.append(f"Session: {self.session}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        status = self.reader.readline().decode()
        assert status.startswith("RTSP/1.0 "), status
        headers = {}
        while line := self.reader.readline().decode().strip():
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        body = self.reader.read(int(headers.get("content-length", 0))).decode()
        return int(status.split()[1]), headers, body

    def setup(self):
        """The status of SETUP; with 200 the session plays."""
        _, _, self.description = self.ask("DESCRIBE", self.url)
        section = next(part for part in self.description.split("m=") if "a=sendonly" in part)
        control = next(line[10:] for line in section.splitlines() if line.startswith("a=control:"))
        status, headers, _ = self.ask("SETUP", f"{self.url}/{control}", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        if status == 200:
            self.session = headers["session"].split(";")[0]
            assert self.ask("PLAY", self.url)[0] == 200
        return status

    def say(self, payload, kind=0, samples=None):
        """Sends one RTP packet."""
        packet = struct.pack("!BBHII", 0x80, kind, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, 0x7A1C) + payload
        self.socket.sendall(struct.pack("!BBH", 0x24, 0, len(packet)) + packet)
        self.sequence += 1
        self.timestamp += samples if samples is not None else len(payload)

    def speak(self, payloads, seconds, kind=0, samples=None):
        """Sends packets that last so long each at the pace of speech, and yields after each. It is a little ahead of the time, so that
        a machine that stalls leaves no gap."""
        begun = time.monotonic() - 0.2
        for number, payload in enumerate(payloads):
            time.sleep(max(0, begun + seconds * number - time.monotonic()))
            self.say(payload, kind, samples)
            yield

    def close(self):
        self.socket.close()


def mulaw(samples):
    """G.711 mu-law by the recommendation, independent of the gateway's."""
    def byte(sample):
        sign = 0x80 if sample < 0 else 0
        magnitude = min(abs(sample), 32635) + 132
        exponent = max(0, magnitude.bit_length() - 8)
        return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 15) & 0xFF
    return bytes(byte(sample) for sample in samples)


def adts_frames(path):
    """The frames of an AAC file without their headers."""
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at + 7 <= len(data) and data[at] == 0xFF:
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        yield data[at + (7 if data[at + 1] & 1 else 9):at + size]
        at += size
