"""About where one picture lies in another: phase correlation over a ladder of scales, on pictures of 128 pixels.

Phase correlation (Kuglin and Hines 1975) finds a shift whatever the brightness, and through large local edits. It bears about two percent of difference in
scale at this size, so scales are tried three percent apart, from half to double; log-polar spectra (Reddy and Chatterji 1996) would be cheaper, but lose
their hold when a picture is cropped. The best few of the ladder go on to `fine`, which decides between them.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from studio.imaging.compare.pose import Pose
from studio.imaging.compare.seen import Floats, floats

SIDE = 128
"""Longest edge in pixels of the pictures that are given."""
_CANVAS = 2 * SIDE
_STEP = 0.03
_SCALES = tuple(math.exp(step * _STEP) for step in range(-23, 24))
_LEAST = 0.2
"""Share of the smaller picture that must lie in the overlap."""
_TAPER = 0.2


def candidates(one: Pillow.Image, other: Pillow.Image, *, count: int = 4, scales: tuple[float, ...] = _SCALES) -> tuple[Pose, ...]:
    """The likeliest poses of grey picture `one` in `other`, best first, at most `count`. Both have a longest edge of SIDE pixels."""
    base = np.conj(_spectrum(floats(one)))
    found: list[tuple[float, Pose]] = []
    for scale in scales:
        width, height = (max(8, round(edge / scale)) for edge in other.size)
        fit = other.resize((width, height), Pillow.Resampling.BICUBIC)
        cross = _spectrum(floats(fit)) * base
        surface = np.asarray(np.fft.irfft2(cross / (np.abs(cross) + np.float32(1e-3)) * _WEIGHT, s=(_CANVAS, _CANVAS)), dtype=np.float32)
        peak = _peak(surface, one.size, (width, height))
        if peak:
            height_over_rest = peak[0] / float(surface.std())
            found.append((height_over_rest, Pose(other.width / width, peak[1] * other.width / width, peak[2] * other.height / height)))
    found.sort(key=lambda entry: -entry[0])
    return tuple(pose for _, pose in found[:count])


def _peak(surface: Floats, one: tuple[int, int], other: tuple[int, int]) -> tuple[float, int, int] | None:
    """The highest point with enough overlap, and its shift; None where there is none among the ten highest."""
    most = np.argpartition(surface.ravel(), -10)[-10:]
    for at in most[np.argsort(-surface.ravel()[most])]:
        y, x = divmod(int(at), _CANVAS)
        shifts = [(x - across, y - down) for across in (0, _CANVAS) for down in (0, _CANVAS)]
        share, dx, dy = max((_share(one, other, shift), *shift) for shift in shifts)
        if share >= _LEAST:
            return float(surface[y, x]), dx, dy
    return None


def _share(one: tuple[int, int], other: tuple[int, int], shift: tuple[int, int]) -> float:
    """The overlap as a share of the smaller picture."""
    wide, high = (max(0, min(mine, theirs - move) - max(0, -move)) for mine, theirs, move in zip(one, other, shift, strict=True))
    return wide * high / min(one[0] * one[1], other[0] * other[1])


def _spectrum(values: Floats) -> NDArray[np.complex64]:
    """The spectrum of a picture whose edges fade to nothing, on the canvas."""
    down, across = (_taper(edge) for edge in values.shape)
    return np.asarray(np.fft.rfft2((values - values.mean()) * down[:, None] * across[None, :], s=(_CANVAS, _CANVAS)), dtype=np.complex64)


def _taper(count: int) -> Floats:
    """Tukey's window: flat, with cosine flanks, which keeps more of a picture that was cropped than Hann's."""
    place = (np.arange(count) + 0.5) / count
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, np.minimum(place, 1 - place) / _TAPER)), dtype=np.float32)


def _low_pass() -> Floats:
    """What is finer than some four pixels says nothing yet: at a scale that is nearly right it only blurs the peak."""
    down, across = np.fft.fftfreq(_CANVAS)[:, None], np.fft.rfftfreq(_CANVAS)[None, :]
    return np.asarray(np.exp(-(down**2 + across**2) / (2 * 0.12**2)), dtype=np.float32)


_WEIGHT = _low_pass()
