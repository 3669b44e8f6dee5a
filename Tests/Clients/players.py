"""Independent players of a stream, and what they call the codecs of sound."""

import os
import re
import subprocess
import tempfile
import time

SOUND = {"G.711": ("pcm_mulaw", "rtppcmudepay ! mulawdec"), "G.711A": ("pcm_alaw", "rtppcmadepay ! alawdec"),
         "AAC": ("aac", "rtpmp4gdepay ! aacparse ! avdec_aac")}
"""Of each `encode_type` the name that ffprobe gives it, and the elements of GStreamer that decode it."""


def output(*arguments, timeout=60):
    """What a program prints; fails with its complaint."""
    done = subprocess.run(arguments, capture_output=True, timeout=timeout)
    assert done.returncode == 0, f"{arguments[0]}: {done.stderr.decode(errors='replace')[-800:]}"
    return done.stdout


def gstreamer(*pipeline, timeout=60):
    """Plays until the sink has had enough; what is said while the pipeline is taken down is not about playing."""
    done = subprocess.run(["gst-launch-1.0", *pipeline], capture_output=True, timeout=timeout)
    assert b"Got EOS from element" in done.stdout, f"GStreamer: {done.stderr.decode(errors='replace')[-800:]}"


def listed_sound(gateway):
    """Codec, rate and bit rate of each combination that `audioencoder/getcapabilities` lists."""
    listed = re.sub(r"\s", "", gateway.ask("/cgi-bin/audioencoder/getcapabilities").decode())
    return [
        (kind, int(rate), int(bitrate))
        for kind, rates in re.findall(r'<encode_typename="([^"]*)">(.*?)</encode_type>', listed)
        for rate, bitrates in re.findall(r'<sampleratename="(\d+)">(.*?)</samplerate>', rates)
        for bitrate in re.findall(r"<bitrate>(\d+)</bitrate>", bitrates)]


def check_sound_format(url, transport, kind, rate, timeout=60):
    """Lets ffprobe find the codec, the rate and one channel in the description and the packets."""
    found = output(
        "ffprobe", "-v", "error", "-rtsp_transport", transport, "-select_streams", "a", "-show_entries",
        "stream=codec_name,sample_rate,channels", "-of", "csv=p=0", url, timeout=timeout).decode().strip()
    assert found == f"{SOUND[kind][0]},{rate},1", found


def play_sound_in_gstreamer(url, transport, kind, rate, timeout=60):
    """Decodes at least a quarter of a second of sound, of one channel at that rate. Pictures go somewhere too: a source whose first
    packets have no way to go gives up."""
    with tempfile.NamedTemporaryFile() as heard, tempfile.TemporaryFile("w+") as complaint:
        player = subprocess.Popen(
            ["gst-launch-1.0", "rtspsrc", f"location={url}", f"protocols={transport}", "name=source",
             "source.", "!", "application/x-rtp,media=video", "!", "fakesink", "async=false",
             "source.", "!", "application/x-rtp,media=audio", "!", *SOUND[kind][1].split(), "!",
             f"audio/x-raw,rate={rate},channels=1", "!", "filesink", f"location={heard.name}", "buffer-mode=unbuffered"],
            stdout=subprocess.DEVNULL, stderr=complaint)
        try:
            deadline = time.monotonic() + timeout
            while os.stat(heard.name).st_size < rate:
                if player.poll() is not None or time.monotonic() > deadline:
                    complaint.seek(0)
                    raise AssertionError(f"GStreamer, {os.stat(heard.name).st_size} bytes of sound: {complaint.read()[-800:]}")
                time.sleep(0.05)
        finally:
            player.kill()
            player.wait()
