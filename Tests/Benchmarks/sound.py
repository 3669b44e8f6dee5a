"""Sound: what capture and AAC cost beside a C loop over the same libraries, how late it is, and whether it stays with the picture."""

import glob
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import wave

import own_sound
from gateway import REPOSITORY, Gateway
from rtsp import RTSPClient

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Clients"))
from tones import tone

RATE, BITRATE, FRAME = 16000, 32000, 1024
CODEC_DELAY = 1600
"""Samples that what a decoder makes of a frame lies behind those that completed the frame."""


class Listener(RTSPClient):
    """Receives the sound of a stream alone."""

    def listen(self):
        status, _, sdp = self.request("DESCRIBE", headers=["Accept: application/sdp"])
        assert status == 200 and "m=audio" in sdp, sdp
        status, fields, _ = self.request("SETUP", f"{self.url}/trackID=1", ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1"])
        assert status == 200, status
        self.session = fields["session"].split(";")[0]
        assert self.request("PLAY")[0] == 200

    def datagrams(self):
        """Channel, bytes and time of arrival."""
        while True:
            first = self.reader.read(4)
            if len(first) < 4:
                return
            _, channel, length = struct.unpack("!BBH", first)
            yield channel, self.reader.read(length), time.time()


def cards(folder):
    """An environment in which libasound has a card that is a file of tones, and a board file that captures from it."""
    samples = os.path.join(folder, "tone.raw")
    with open(samples, "wb") as file:
        file.write((tone(440, RATE, 10) + tone(1700, RATE, 10, 0.1)).tobytes() * 30)
    configuration = os.path.join(folder, "asound.conf")
    with open(configuration, "w") as file:
        file.write(
            "pcm.null { type null }\nctl.null { type null }\n"
            f'pcm.tones {{ type file slave.pcm null file /dev/null infile "{samples}" format raw }}\n')
    with open(os.path.join(REPOSITORY, "BoardSupport/Boards/bench/board.yaml")) as file:
        board = file.read()
    board = board.replace("role: [camera, microphone]", "role: camera").replace(
        "  speaker:\n", "  ear: { driver: alsa-capture, role: microphone, device: tones, mixer: none }\n  speaker:\n", 1)
    with open(os.path.join(folder, "board.yaml"), "w") as file:
        file.write(board)
    product = os.path.join(folder, "product.yaml")
    with open(product, "w") as file:
        file.write(
            "product: sound\ntrait: ProductBench\nmodel: CG-SOUND\nboard: board.yaml\n"
            "listen: { http: 127.0.0.1:8080, rtsp: 127.0.0.1:8554 }\nadministrator: { name: admin, password: admin }\n")
    return {**os.environ, "ALSA_CONFIG_PATH": configuration}, product


def thread_seconds(pid, name):
    """Processor time of the threads of a name so far."""
    total = 0
    for folder in glob.glob(f"/proc/{pid}/task/*"):
        with open(f"{folder}/comm") as comm:
            if comm.read().strip() != name:
                continue
        with open(f"{folder}/schedstat") as stat:
            total += int(stat.read().split()[0]) / 1e9
    return total


def measure_cost(report, folder, seconds=10, rounds=9):
    environment, product = cards(folder)
    program = own_sound.build(folder)
    ours, alone, late = [], [], []
    for _ in range(rounds):
        alone.append(own_sound.cpu_share(program, "tones", RATE, BITRATE, seconds, environment))
        with Gateway(manifest=product, environment=environment) as gateway:
            # The camera rests then: its pictures would empty the caches, which the C loop has for itself.
            gateway.ask("/cgi-bin/motion?enable=0")
            gateway.ask(f"/cgi-bin/audioencoder?encode_type=AAC&samplerate={RATE}&bitrate={BITRATE}&input_volume=100")
            listener = Listener(gateway.rtsp_port, "/stream2")
            listener.listen()
            begun = mapping = None
            for channel, data, now in listener.datagrams():
                if channel == 1 and data[1] == 200:
                    seconds_, fraction, stamp = struct.unpack("!III", data[8:20])
                    mapping = (seconds_ - 2208988800 + fraction / 2**32, stamp)
                elif channel == 0 and mapping:
                    begun = begun or (now, thread_seconds(gateway.process.pid, "ear"))
                    stamp, = struct.unpack("!I", data[4:8])
                    behind = ((stamp - mapping[1] + 2**31) % 2**32 - 2**31) / RATE
                    # A period is a frame, and ends with its last sample.
                    late.append(now - (mapping[0] + behind + (CODEC_DELAY + FRAME) / RATE))
                    if now - begun[0] >= seconds:
                        ours.append((thread_seconds(gateway.process.pid, "ear") - begun[1]) / (now - begun[0]))
                        break
            listener.close()
    share, own = statistics.median(ours), statistics.median(alone)
    report.add(
        f"capture and AAC at {RATE} Hz, share of a core", f"{share * 100:.2f} %", "<= 2 %", share <= 0.02, f"[{rounds} x {seconds} s]")
    report.add(
        "the same against a C loop over the same libraries", f"{share / own:.2f}", "<= 1.20", share / own <= 1.2,
        f"[{share * 100:.2f} and {own * 100:.2f} %]")
    worst = sorted(late)[int(len(late) * 0.99)] * 1000
    frame = FRAME / RATE * 1000
    report.add(
        "end of a period to the last RTP packet that carries it, p99", f"{worst:.1f} ms", f"<= {frame + 5:.0f} ms",
        worst <= frame + 5, f"[a frame lasts {frame:.0f} ms; median {statistics.median(late) * 1000:.1f} ms, {len(late)} periods]")


def flashes(folder):
    """A clip of ten seconds that flashes for 80 ms every two seconds, with a click at the same moments."""
    clip = os.path.join(folder, "flash.y4m")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=black:s=320x240:r=25:d=10", "-vf",
         "drawbox=color=white:t=fill:enable='lt(mod(t\\,2)-1\\,0.079)*gte(mod(t\\,2)\\,0.999)'", "-pix_fmt", "yuv420p", "-y", clip], check=True)
    samples = bytearray(2 * 10 * RATE)
    for second in range(1, 10, 2):
        click = tone(2000, RATE, 0.08, 0.8)
        samples[2 * second * RATE:2 * second * RATE + 2 * len(click)] = click.tobytes()
    with wave.open(os.path.join(folder, "flash.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return clip


def onsets(recording):
    """Times of the flashes and of the clicks in a recording, in seconds."""
    text = subprocess.run(
        ["ffmpeg", "-hide_banner", "-copyts", "-i", recording, "-map", "0:v", "-vf", "scale=16:16,format=gray,showinfo", "-f", "null", "-"],
        capture_output=True, text=True).stderr
    pictures = [(float(moment), int(mean)) for moment, mean in re.findall(r"pts_time:(\S+).*?mean:\[(\d+)", text)]
    flash = [moment for (_, before), (moment, now) in zip(pictures, pictures[1:]) if before < 128 <= now]
    text = subprocess.run(
        ["ffmpeg", "-hide_banner", "-copyts", "-i", recording, "-map", "0:a", "-af", "asetnsamples=80,astats=metadata=1:reset=1,"
         "ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-", "-f", "null", "-"], capture_output=True, text=True).stdout
    levels = [
        (float(moment), -99.0 if level in ("-inf", "nan") else float(level))
        for moment, level in re.findall(r"pts_time:(\S+)\s+lavfi.astats.Overall.Peak_level=(\S+)", text)]
    click = [moment for (_, before), (moment, now) in zip(levels, levels[1:]) if before < -20 <= now]
    return flash, click


def measure_sync(report, folder, seconds=120):
    clip = flashes(folder)
    for name, settings in (("AAC", f"encode_type=AAC&samplerate={RATE}&bitrate={BITRATE}"),
                           ("G.711", "encode_type=G.711&samplerate=8000&bitrate=64000")):
        recording = os.path.join(folder, f"{name}.mkv")
        with Gateway(options=["--clip", clip]) as gateway:
            gateway.ask("/cgi-bin/osd?enable=0")
            gateway.ask("/cgi-bin/videoencoder/stream2?resolution=QVGA&framerate=25&govlength=25&bitrate=500")
            gateway.ask(f"/cgi-bin/audioencoder?{settings}&input_volume=100")
            subprocess.run(
                ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", gateway.rtsp("stream2"), "-t", str(seconds), "-c", "copy", "-y",
                 recording], check=True, timeout=seconds + 60)
        flash, click = onsets(recording)
        offsets = [min((sound - picture for sound in click), key=abs) for picture in flash]
        # The first seconds are a player's own business: it knows no report yet.
        steady = offsets[2:]
        assert len(steady) > seconds / 4, f"{len(flash)} flashes, {len(click)} clicks"
        third = max(1, len(steady) // 3)
        drift = statistics.median(steady[-third:]) - statistics.median(steady[:third])
        worst = max(steady, key=abs)
        report.add(
            f"click against flash at the player, {name}, worst of {seconds} s", f"{worst * 1000:+.0f} ms", "<= 40 ms", abs(worst) <= 0.04,
            f"[median {statistics.median(steady) * 1000:+.0f} ms, {len(steady)} flashes]")
        report.add(
            f"drift of the same between the first third and the last, {name}", f"{drift * 1000:+.1f} ms", "<= 5 ms", abs(drift) <= 0.005)


def measure(report, seconds=120):
    with tempfile.TemporaryDirectory(prefix="camgate-sound-") as folder:
        measure_cost(report, folder)
        measure_sync(report, folder, seconds)
