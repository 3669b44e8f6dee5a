"""Sound through the kernel's loopback card: what is played into it is in the stream, and what clients say comes out of it."""

import os
import signal
import subprocess

from board import PATIENCE, REPOSITORY, BoardGateway, eventually, level, output, test
from players import check_sound_format, listed_sound, play_sound_in_gstreamer
from sound import Listening, Playing, Recording, heard
from tones import Talker, mulaw, pitch, strength, tone

TIME_LIMIT = 420
AAC = "encode_type=AAC&samplerate=16000&bitrate=32000"
PLAIN = "samplerate=8000&bitrate=64000"


def audio(gateway):
    return gateway.capabilities()["audio"]


def card(there):
    with open(f"/sys/bus/platform/drivers/snd_aloop/{'bind' if there else 'unbind'}", "w") as file:
        file.write("snd_aloop.0")
    eventually(lambda: os.path.exists("/proc/asound/Loopback") == there, f"the card is {'not back' if there else 'still there'}")


def capture_state():
    """What the kernel says of the microphone's side of the card."""
    try:
        with open("/proc/asound/Loopback/pcm1c/sub0/status") as file:
            return file.read()
    except OSError:
        return "closed"


def check_tone(gateway, rate, frequency, wanted=0.25):
    samples = heard(gateway, rate)
    found = pitch(samples, rate)
    assert abs(found - frequency) < 0.01 * frequency, f"{found:.1f} Hz instead of {frequency}"
    loud = strength(samples[:rate], rate, frequency)
    assert 0.85 * wanted < loud < 1.15 * wanted, f"an amplitude of {loud:.3f} instead of {wanted}"


@test("a tone that is played into the card is in the stream, at its frequency and level, in every codec")
def _():
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/audioencoder?input_volume=100")
        for settings, rate, frequency in ((f"encode_type=G.711&{PLAIN}", 8000, 700), (f"encode_type=G.711A&{PLAIN}", 8000, 1000),
                                          (AAC, 16000, 1300), ("encode_type=AAC&samplerate=48000&bitrate=48000", 48000, 1700)):
            gateway.ask(f"/cgi-bin/audioencoder?{settings}")
            with Playing(frequency, rate):
                check_tone(gateway, rate, frequency)


@test("every combination that the board lists is in the stream as it is listed, for ffprobe and for GStreamer")
def _():
    with BoardGateway() as gateway:
        combinations = listed_sound(gateway)
        assert len(combinations) == 10, combinations
        for kind, rate, bitrate in combinations:
            # All of them take longer than a uid lives.
            gateway.uid = gateway.login()
            gateway.ask(f"/cgi-bin/audioencoder?encode_type={kind}&samplerate={rate}&bitrate={bitrate}")
            check_sound_format(gateway.rtsp("stream2"), "tcp", kind, rate, timeout=2 * PATIENCE)
            play_sound_in_gstreamer(gateway.rtsp("stream2"), "tcp", kind, rate, timeout=4 * PATIENCE)


@test("a card that runs at another rate is converted")
def _():
    with BoardGateway() as gateway, Playing(600, 48000):
        gateway.ask("/cgi-bin/audioencoder?input_volume=100")
        check_tone(gateway, 8000, 600)


@test("the card is open while somebody listens, and not otherwise")
def _():
    def is_open():
        return not capture_state().startswith("closed")
    with BoardGateway() as gateway, Playing(500, 8000):
        assert not is_open()
        heard(gateway, 8000, seconds=1)
        eventually(lambda: not is_open(), "the card stays open")


@test("input volume makes the stream quieter")
def _():
    with BoardGateway() as gateway, Playing(500, 8000):
        gateway.ask("/cgi-bin/audioencoder?input_volume=25")
        check_tone(gateway, 8000, 500, wanted=0.0625)


@test("without the card audio is 0 at once, the picture goes on, and sound is back with the card")
def _():
    with BoardGateway() as gateway:
        gateway.ask("/cgi-bin/audioencoder?input_volume=100")
        assert audio(gateway) == "1"
        card(False)
        try:
            assert audio(gateway) == "0"
            assert gateway.capabilities()["video"] == "1"
            found = output(
                "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_entries", "stream=codec_type", "-of", "csv=p=0",
                gateway.rtsp("stream2"))
            assert found.split() == [b"video"], found
        finally:
            card(True)
        assert audio(gateway) == "1"
        with Playing(500, 8000):
            check_tone(gateway, 8000, 500)


@test("a card that is pulled out while somebody listens costs the sound only, which comes back by itself")
def _():
    with BoardGateway() as gateway, Listening(gateway) as listener:
        eventually(lambda: "RUNNING" in capture_state(), "nobody listens")
        card(False)
        try:
            assert audio(gateway) == "0"
            eventually(lambda: "no sound from" in gateway.log_text(), "the loss is not in the log")
            assert listener.poll() is None
        finally:
            card(True)
        eventually(lambda: "RUNNING" in capture_state(), "the card is not opened again")
        assert audio(gateway) == "1"
        assert listener.poll() is None


@test("a program that stood still until the card overran goes on with what is heard then, without opening it anew")
def _():
    with BoardGateway() as gateway, Playing(500, 8000), Listening(gateway) as listener:
        gateway.ask("/cgi-bin/audioencoder?input_volume=100")
        eventually(lambda: "RUNNING" in capture_state(), "nobody listens")
        os.kill(gateway.process.pid, signal.SIGSTOP)
        try:
            eventually(lambda: "XRUN" in capture_state(), capture_state)
        finally:
            os.kill(gateway.process.pid, signal.SIGCONT)
        eventually(lambda: "RUNNING" in capture_state(), capture_state)
        check_tone(gateway, 8000, 500)
        assert audio(gateway) == "1"
        assert listener.poll() is None
        assert "no sound from" not in gateway.log_text()


@test("a card that another program has is named, and is taken when it is free")
def _():
    holder = subprocess.Popen(["arecord", "-q", "-D", "hw:Loopback,1,0", "-f", "S16_LE", "-r", "8000", "-c", "1", "/dev/null"])
    try:
        eventually(lambda: "RUNNING" in capture_state(), "the card is not held")
        with BoardGateway() as gateway, Listening(gateway):
            eventually(lambda: "busy" in gateway.log_text(), lambda: gateway.log_text()[-1500:])
            assert audio(gateway) == "1", "the loudspeaker is still there"
            holder.kill()
            holder.wait()
            eventually(lambda: "again" in gateway.log_text().split("busy")[-1], "the card is not taken")
    finally:
        holder.kill()
        holder.wait()


@test("what a client says comes out of the loudspeaker, with the amplifier on meanwhile")
def _():
    with BoardGateway() as gateway, Recording(8000) as recording:
        gateway.ask("/cgi-bin/audioencoder?output_volume=100")
        assert level("AMPLIFIER") == 0
        talker = Talker(gateway.rtsp_port)
        assert talker.setup() == 200
        second = Talker(gateway.rtsp_port)
        assert second.setup() == 453
        sound = mulaw(tone(900, 8000, 3))
        amplified = False
        for _ in talker.speak((sound[at:at + 160] for at in range(0, len(sound), 160)), 0.02):
            amplified = amplified or level("AMPLIFIER") == 1
        assert amplified, "the amplifier was never on"
        talker.close()
        eventually(lambda: level("AMPLIFIER") == 0, "the amplifier stays on")
        loud = recording.loud()
        assert len(loud) > 8000, f"{len(loud)} loud samples"
        middle = loud[len(loud) // 4:len(loud) * 3 // 4]
        assert abs(pitch(middle, 8000) - 900) < 20, pitch(middle, 8000)
        eventually(lambda: second.setup() == 200, "nobody else may talk")
        second.say(b"\0")
        second.say(b"\xff" * 1400, kind=97)
        second.close()
        # All this took longer than a uid lives.
        gateway.uid = gateway.login()
        assert audio(gateway) == "1"


@test("a file that is uploaded is played")
def _():
    with BoardGateway() as gateway, Recording(16000) as recording:
        gateway.ask("/cgi-bin/audioencoder?output_volume=100")
        with open(Playing(1100, 16000).path, "rb") as file:
            sound = file.read(44 + 64000)
        path = "/tmp/announcement.wav"
        with open(path, "wb") as file:
            file.write(sound)
        reply = output("curl", "-sf", "--data-binary", f"@{path}", gateway.url(f"/cgi-bin/audio/play?uid={gateway.uid}"))
        assert b"OK" in reply, reply
        eventually(lambda: len(recording.loud()) > 24000, lambda: f"{len(recording.loud())} loud samples")
        assert abs(pitch(recording.loud()[2000:22000], 16000) - 1100) < 20
        eventually(lambda: level("AMPLIFIER") == 0, "the amplifier stays on")


@test("volumes go to the mixer of a card that has one, over its range in dB")
def _():
    changes = {"board.devices.speaker.device": "hw:Dummy,0", "board.devices.speaker.mixer": "Master"}

    def decibels():
        text = output("amixer", "-D", "hw:Dummy", "sget", "Master").decode()
        return float(text.split("dB]")[0].rsplit("[", 1)[1])
    with BoardGateway(changes=changes) as gateway:
        found = {}
        for volume in (1, 50, 100):
            gateway.ask(f"/cgi-bin/audioencoder?output_volume={volume}")
            found[volume] = decibels()
        assert found[1] < found[50] < found[100], found
        assert abs(found[50] - (found[1] + found[100]) / 2) < 2, found


@test("doctor listens to the card and plays silence")
def _():
    done = subprocess.run(
        [os.path.join(REPOSITORY, ".build/release/camgate"), "doctor", "--board",
         os.path.join(REPOSITORY, "BoardSupport/Boards/virtual/board.yaml")], capture_output=True, text=True, timeout=240)
    assert "8000 Hz" in done.stdout and "played silence" in done.stdout, done.stdout[-2000:]
