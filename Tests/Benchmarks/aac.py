"""What AAC leaves of a film's sound, by its spectrum, beside libavcodec's encoder: CLIP=path Tests/Benchmarks/run aac.

Both get the same samples at the same bit rates, and the same decoder; the gateway's go through its stream."""

import os
import subprocess
import tempfile

from gateway import Gateway

RATE, BITRATES = 16000, (16000, 24000, 32000, 48000)
COMPARE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "spectrum.py")


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True, timeout=120)


def samples(path, target, seconds=None):
    ffmpeg("-i", path, "-map", "0:a:0", *(["-t", str(seconds)] if seconds else []), "-ac", "1", "-ar", str(RATE), "-f", "s16le", target)


def compared(reference, decoded):
    """Spectral distance in dB, signal to error in dB, and up to where the spectrum is kept, in Hz."""
    # Debian's own interpreter has Debian's modules.
    done = subprocess.run(["/usr/bin/python3", COMPARE, str(RATE), reference, decoded], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def measure(report):
    film = os.environ.get("CLIP")
    if not film:
        return print("left out: AAC of a film; CLIP names none", flush=True)
    with tempfile.TemporaryDirectory(prefix="camgate-aac-") as folder:
        def path(name):
            return os.path.join(folder, name)
        # The camera plays the sound that lies beside its clip as it is.
        ffmpeg("-f", "lavfi", "-i", "color=gray:s=320x240:r=25:d=10", "-pix_fmt", "yuv420p", path("clip.y4m"))
        ffmpeg("-stream_loop", "-1", "-i", film, "-map", "0:a:0", "-t", "10", "-ac", "1", "-ar", str(RATE), path("clip.wav"))
        samples(path("clip.wav"), path("reference"))
        for bitrate in BITRATES:
            with Gateway(options=["--clip", path("clip.y4m"), "--set", f"board.devices.aac.bitrates={bitrate}"]) as gateway:
                gateway.ask(f"/cgi-bin/audioencoder?encode_type=AAC&samplerate={RATE}&bitrate={bitrate}&input_volume=100")
                ffmpeg(
                    "-rtsp_transport", "tcp", "-i", gateway.rtsp("stream2"), "-map", "0:a:0", "-t", "20", "-c", "copy", path("ours.mkv"))
            samples(path("ours.mkv"), path("ours"))
            ffmpeg("-stream_loop", "1", "-i", path("clip.wav"), "-c:a", "aac", "-b:a", str(bitrate), path("theirs.mkv"))
            samples(path("theirs.mkv"), path("theirs"))
            ours, theirs = (compared(path("reference"), path(name)) for name in ("ours", "theirs"))
            report.add(
                f"AAC of a film's sound at {bitrate} bit/s: distance of the spectrum, against libavcodec",
                f"{ours[0]:.1f} dB, {theirs[0]:.1f} dB", "at most 1.5 dB more", ours[0] <= theirs[0] + 1.5,
                f"[signal to error {ours[1]:.1f} and {theirs[1]:.1f} dB, kept up to {ours[2]:.0f} and {theirs[2]:.0f} Hz]")
