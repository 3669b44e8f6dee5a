"""What tests of sound need on the board: the kernel's loopback card, and what a stream sounds like."""

import array
import os
import subprocess
import wave

from board import PATIENCE, eventually
from tones import tone

IN = "hw:Loopback,0,0"
"""What is played here is heard by the microphone of the board `virtual`."""
OUT = "hw:Loopback,1,1"
"""Here comes out what its loudspeaker plays."""


class Playing:
    """Plays a tone into a card until it ends."""

    def __init__(self, frequency, rate, amplitude=0.25, device=IN):
        self.path = f"/tmp/tone-{frequency}-{rate}.wav"
        with wave.open(self.path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(tone(frequency, rate, 1, amplitude).tobytes() * 60)
        self.arguments = ["aplay", "-q", "-D", device, self.path]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


class Listening:
    """Somebody who hears and sees a stream until it ends; gives the process."""

    def __init__(self, gateway, stream="stream2"):
        self.arguments = ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", gateway.rtsp(stream), "-f", "null", "-"]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def heard(gateway, rate, seconds=2, stream="stream2"):
    """Sound of a stream as ffmpeg decodes it, without its beginning."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", gateway.rtsp(stream), "-map", "0:a:0", "-t", str(seconds + 1),
         "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"], capture_output=True, timeout=3 * PATIENCE)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-800:]
    samples = array.array("h", done.stdout[:len(done.stdout) // 2 * 2])
    assert len(samples) > rate * seconds, f"{len(samples)} samples"
    return samples[-rate * seconds:]


class Recording:
    """Records from a card into a file."""

    def __init__(self, rate, device=OUT):
        self.rate = rate
        self.path = f"/tmp/recording-{rate}.raw"
        self.arguments = ["arecord", "-q", "-D", device, "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(rate), self.path]

    def __enter__(self):
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        eventually(lambda: os.path.exists(self.path) and os.path.getsize(self.path) > 0, "nothing is recorded")
        return self

    def samples(self):
        with open(self.path, "rb") as file:
            data = file.read()
        return array.array("h", data[:len(data) // 2 * 2])

    def loud(self, threshold=1500):
        """From the first loud sample to the last."""
        samples = self.samples()
        loud = [index for index, sample in enumerate(samples) if abs(sample) > threshold]
        return samples[loud[0]:loud[-1]] if loud else array.array("h")

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
