"""Compares decoded sound with what it was made of: spectrum.py RATE REFERENCE DECODED, both raw samples of 16 bits.

Prints the mean difference of the bands' levels in dB, the mean ratio of signal to error in dB, and the frequency up to which the
bands keep their level within 6 dB."""

import sys

import numpy

WINDOW, BEGINNING, LENGTH = 512, 1, 6
FLOOR = 1e-6
"""Power of what nobody hears: 60 dB below full scale."""


def read(path):
    return numpy.fromfile(path, dtype="<i2").astype(float) / 32768


def found(part, whole):
    """Where a part is in a whole, by the peak of their correlation."""
    size = 1 << int(numpy.ceil(numpy.log2(len(whole) + len(part))))
    correlation = numpy.fft.irfft(numpy.fft.rfft(whole, size) * numpy.conj(numpy.fft.rfft(part, size)), size)
    return int(numpy.argmax(correlation[:len(whole) - len(part)]))


def powers(samples, edges, rate):
    """Power of each band in each window of the samples."""
    starts = range(0, len(samples) - WINDOW, WINDOW // 2)
    frames = numpy.stack([samples[start:start + WINDOW] for start in starts]) * numpy.hanning(WINDOW)
    power = numpy.abs(numpy.fft.rfft(frames, axis=1)) ** 2 / (WINDOW ** 2 / 16)
    bins = numpy.fft.rfftfreq(WINDOW, 1 / rate)
    return numpy.stack([power[:, (bins >= low) & (bins < high)].sum(axis=1) for low, high in zip(edges, edges[1:])], axis=1)


def main():
    rate = int(sys.argv[1])
    reference, decoded = read(sys.argv[2]), read(sys.argv[3])
    part = reference[BEGINNING * rate:(BEGINNING + LENGTH) * rate]
    at = found(part, decoded)
    same = decoded[at:at + len(part)]
    edges = numpy.concatenate([numpy.arange(100, 1000, 100), numpy.geomspace(1000, rate / 2, 13)])
    before, after, error = (powers(samples, edges, rate) for samples in (part, same, part - same))
    heard = before > FLOOR
    difference = numpy.abs(10 * numpy.log10(numpy.maximum(after, FLOOR) / numpy.maximum(before, FLOOR)))
    ratio = 10 * numpy.log10(before[heard] / numpy.maximum(error[heard], 1e-12))
    level = 10 * numpy.log10(after.mean(axis=0) / before.mean(axis=0))
    kept = next((edges[band] for band, change in enumerate(level) if change < -6), edges[-1])
    print(f"{difference[heard].mean():.2f} {ratio.mean():.2f} {kept:.0f}")


main()
