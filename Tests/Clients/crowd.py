"""Many viewers at once in one thread: what each received, what is missing in its RTP sequence, whether it was sent away."""

import select
import socket
import struct
import time

from rtsp import RTSPClient

SO_RCVBUFFORCE = 33
"""As root past the system's limit (socket(7)): a packet must not be lost in the receiver."""

RECEIVE_BUFFER = 4 << 20


class Viewer:
    """One client that plays a stream over `tcp` or `udp`."""

    def __init__(self, port, path="/stream1", transport="tcp"):
        self.path, self.transport = path, transport
        self.packets = self.pictures = self.lost = 0
        self.is_open = True
        self.longest_silence = 0.0
        self.heard = None
        self.expected = None
        self.buffer = bytearray()
        self.datagrams = port_pair() if transport == "udp" else ()
        self.client = RTSPClient(port, path)
        try:
            self.client.play([pair.getsockname()[1] for pair in self.datagrams] or None)
        except (AssertionError, OSError):
            self.close()
            raise
        self.client.socket.setblocking(False)
        # The answer to PLAY may have brought the first packets with it.
        self.interleaved(self.client.reader.peek() or b"")

    @property
    def sockets(self):
        return (self.client.socket, *self.datagrams)

    def forget(self):
        """Begins to count anew; the sequence goes on."""
        self.packets = self.pictures = self.lost = 0
        self.longest_silence = 0.0
        self.heard = time.monotonic()

    def receive(self, readable):
        """Takes what a socket of this viewer has."""
        if readable is self.client.socket:
            try:
                data = readable.recv(1 << 18)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            self.is_open = self.is_open and bool(data)
            self.interleaved(data)
            return
        # Not for ever: others have to be looked at too.
        for _ in range(64):
            try:
                packet = readable.recv(2048)
            except OSError:
                return
            if readable is self.datagrams[0]:
                self.packet(packet)

    def interleaved(self, data):
        buffer = self.buffer
        buffer += data
        at = 0
        while len(buffer) - at >= 4:
            if buffer[at] == 0x24:
                channel, length = buffer[at + 1], buffer[at + 2] << 8 | buffer[at + 3]
                if len(buffer) - at < 4 + length:
                    break
                if channel == 0:
                    self.packet(buffer[at + 4:at + 16])
                at += 4 + length
            else:
                # An answer to a sign of life has no body.
                end = buffer.find(b"\r\n\r\n", at)
                if end < 0:
                    break
                at = end + 4
        del buffer[:at]

    def packet(self, packet):
        if len(packet) < 12:
            return
        sequence = packet[2] << 8 | packet[3]
        if self.expected is not None:
            self.lost += (sequence - self.expected) & 0xFFFF
        self.expected = (sequence + 1) & 0xFFFF
        self.packets += 1
        self.pictures += packet[1] >> 7
        now = time.monotonic()
        if self.heard is not None:
            self.longest_silence = max(self.longest_silence, now - self.heard)
        self.heard = now

    def sign_of_life(self):
        self.send("GET_PARAMETER")

    def send(self, method):
        self.client.number += 1
        text = f"{method} {self.client.url} RTSP/1.0\r\nCSeq: {self.client.number}\r\nSession: {self.client.session}\r\n\r\n"
        try:
            self.client.socket.send(text.encode())
        except OSError:
            self.is_open = False

    def reset(self):
        """Ends without a word, as a client whose power goes away."""
        self.client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        self.is_open = False
        for datagrams in self.datagrams:
            datagrams.close()
        client = getattr(self, "client", None)
        if client:
            client.close()


class Crowd:
    """Viewers that are all read by whoever calls `watch`; use it in a `with` statement."""

    sign_interval = 20

    def __init__(self, port):
        self.port = port
        self.viewers = []
        self.poll = select.epoll()
        self.by_descriptor = {}
        self.next_sign = time.monotonic() + self.sign_interval

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for viewer in list(self.viewers):
            self.remove(viewer)
        self.poll.close()

    def join(self, path="/stream1", transport="tcp"):
        viewer = Viewer(self.port, path, transport)
        self.viewers.append(viewer)
        for each in viewer.sockets:
            self.by_descriptor[each.fileno()] = (viewer, each)
            self.poll.register(each, select.EPOLLIN)
        return viewer

    def remove(self, viewer, way="close"):
        """Takes a viewer out: `close` its connection, `teardown` first, or `reset` it."""
        self.viewers.remove(viewer)
        for each in viewer.sockets:
            self.mute(each)
        if way == "teardown":
            viewer.send("TEARDOWN")
        viewer.reset() if way == "reset" else viewer.close()

    def mute(self, each):
        """Reads a socket no more."""
        if self.by_descriptor.pop(each.fileno(), None):
            self.poll.unregister(each)

    def watch(self, seconds, until=lambda: False):
        """Receives for some time, or until something is the case."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end and not until():
            if now >= self.next_sign:
                self.next_sign = now + self.sign_interval
                for viewer in self.viewers:
                    viewer.sign_of_life()
            for descriptor, _ in self.poll.poll(min(end - now, 0.25), 64):
                viewer, readable = self.by_descriptor.get(descriptor, (None, None))
                if viewer:
                    viewer.receive(readable)
                    if not viewer.is_open:
                        for each in viewer.sockets:
                            self.mute(each)

    def forget(self):
        for viewer in self.viewers:
            viewer.forget()


def port_pair():
    """Two UDP sockets on an even port and the next (RFC 3550 section 11)."""
    while True:
        first = datagram_socket(0)
        port = first.getsockname()[1]
        try:
            if port % 2 == 0:
                return first, datagram_socket(port + 1)
        except OSError:
            pass
        first.close()


def datagram_socket(port):
    each = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        each.bind(("127.0.0.1", port))
    except OSError:
        each.close()
        raise
    try:
        each.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except PermissionError:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    each.setblocking(False)
    return each
