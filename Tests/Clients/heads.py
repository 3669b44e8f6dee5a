"""A second opinion on what is sent to serial heads: the gateway's bytes on a pseudo terminal against those of pyvisca and libpelco."""

import importlib.util
import os
import sys
import threading
import tty

from gateway import Gateway

passed, failed = [], []


class Line:
    """The far end of a serial line: cuts what comes into packets, answers them, and keeps those that command something."""

    def __init__(self, cut, answer):
        self.far, near = os.openpty()
        tty.setraw(near)
        self.near, self.path = near, os.ttyname(near)
        self.cut, self.answer, self.packets = cut, answer, []
        self.came = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        waiting = b""
        while True:
            try:
                waiting += os.read(self.far, 256)
            except OSError:
                return
            packets, waiting = self.cut(waiting)
            for packet in packets:
                if reply := self.answer(packet):
                    os.write(self.far, reply)
                with self.came:
                    self.packets.append(packet)
                    self.came.notify_all()

    def sees(self, packet):
        """Waits for a packet; fails with those that came instead."""
        with self.came:
            if not self.came.wait_for(lambda: packet in self.packets, 20):
                raise AssertionError(f"{packet.hex(' ')} does not come, but {[found.hex(' ') for found in self.packets[-6:]]}")
            self.packets.clear()


def visca_packets(waiting):
    *packets, rest = waiting.split(b"\xff")
    return [packet + b"\xff" for packet in packets], rest


def visca_answer(packet):
    if packet[0] == 0x88:
        return b"\x88\x30\x02\xff" if packet[1] == 0x30 else packet
    if packet[1] == 9:
        return b"\x90\x50" + bytes(8 if packet[2] == 6 else 4) + b"\xff"
    return b"\x90\x41\xff\x90\x51\xff"


def pelco_frames(waiting):
    frames = [waiting[start:start + 7] for start in range(0, len(waiting) // 7 * 7, 7)]
    return frames, waiting[len(frames) * 7:]


def pyvisca():
    """The library's camera with a port that keeps what it is given."""
    from pyvisca import visca

    class Recorder(visca.PTZ):
        def __init__(self):
            self.sent = b""

        def comm(self, text):
            self.sent = bytes.fromhex(text)

        def says(self, name, *arguments):
            getattr(self, name)(*arguments)
            return self.sent

    return Recorder()


def libpelco():
    """The library's table of commands; the rest of it needs Python 2."""
    folder = importlib.util.find_spec("libPELCO").submodule_search_locations[0]
    table = {}
    with open(os.path.join(folder, "commands_struct_PELCO.py")) as file:
        exec(file.read(), table)
    return {name: ord(code) for name, code in table["libpelco_structs"]._function_code.items()}


def check(name, body):
    try:
        body()
        passed.append(name)
        print(f"ok      {name}")
    except (AssertionError, OSError) as problem:
        failed.append(name)
        print(f"FAILED  {name}: {problem}")


def settings(driver, line, **keys):
    keys = {"driver": driver, "port": line.path, "patience": "10000", **keys}
    return [word for key, value in keys.items() for word in ("--set", f"board.devices.head.{key}={value}")]


def visca():
    line, library = Line(visca_packets, visca_answer), pyvisca()
    with Gateway(options=settings("visca", line)) as gateway:
        for x, y, name in ((-1, 1, "left_up"), (1, 1, "right_up"), (-1, -1, "left_down"), (1, -1, "right_down")):
            gateway.ask(f"/cgi-bin/ptz_ctrl?move_x={x}&move_y={y}&speed=10")
            line.sees(library.says(name, 0x18, 0x14))
        gateway.ask("/cgi-bin/ptz_ctrl?stop=1")
        # The library's speeds of a stop are its own; they mean nothing.
        stop = bytearray(library.says("stop"))
        stop[4:6] = b"\x01\x01"
        line.sees(bytes(stop))


def pelco():
    line, library = Line(pelco_frames, lambda _: None), libpelco()
    names = {(1, 0): "RIGHT", (-1, 0): "LEFT", (0, 1): "UP", (0, -1): "DOWN", (1, 1): "UP-RIGHT", (-1, 1): "UP-LEFT",
             (1, -1): "DOWN-RIGHT", (-1, -1): "DOWN-LEFT", (0, 0): "STOP"}
    with Gateway(options=settings("pelco-d", line, address="7")) as gateway:
        for (x, y), name in names.items():
            gateway.ask(f"/cgi-bin/ptz_ctrl?move_x={x}&move_y={y}&speed=10" if x or y else "/cgi-bin/ptz_ctrl?stop=1")
            body = bytes([7, 0, library[name], 0x3f if x else 0, 0x3f if y else 0])
            line.sees(b"\xff" + body + bytes([sum(body) % 256]))


check("pyvisca sends the same to a VISCA head", visca)
check("libpelco sends the same to a Pelco-D head", pelco)
print(f"{len(passed)} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
