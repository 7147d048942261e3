"""Masks as arrays: grown, shrunk, feathered, cut into regions. 0 and 255, rows by columns; beyond the picture's edge the edge goes on.

Minima over a window by doubling: the time grows with the logarithm of the radius, 0.03 s for 4096 by 4096 at sixteen.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageFilter

from studio.core.comparison import Box
from studio.core.mask import Region
from studio.imaging.compare.difference import regions as connected

Bytes = NDArray[np.uint8]
_MOST = 8
_SEEN = 1024


def eroded(mask: Bytes, radius: int) -> Bytes:
    """What lies at least `radius` pixels, by the larger of both axes, from everything that is kept."""
    return _windowed(mask, radius, np.minimum)


def dilated(mask: Bytes, radius: int) -> Bytes:
    """What lies at most `radius` pixels from the mask."""
    return _windowed(mask, radius, np.maximum)


def feathered(mask: Bytes, feather: int) -> Bytes:
    """Weights, 0 to 255, that rise over `feather` pixels *inside* the mask: 0 everywhere outside of it, 255 in its depth.

    The mask is shrunk by half the feather and then blurred by two boxes of together that radius, so that no weight can come to lie outside: a proof, not a
    tolerance. Parts too thin for the feather take half of it, and so on: a stroke of one pixel is hard.
    """
    weights = np.zeros_like(mask)
    left, radius = mask.copy(), max(0, feather // 2)
    while left.any():
        core = eroded(mask, radius)
        np.maximum(weights, np.minimum(_blurred(core, radius), left), out=weights)
        left[dilated(core, radius) > 0] = 0
        radius //= 2
    return weights


def regions(mask: Pillow.Image) -> tuple[Region, ...]:
    """The connected parts of a mask (what lies within a sixtieth of the picture counts as one), the largest first, at most eight."""
    factor = -(-max(mask.size) // _SEEN)
    small = np.asarray(mask.reduce(factor)) > 0
    found = connected(small)
    total = sum(count for count, _ in found)
    share = mask.histogram()[255] / (mask.width * mask.height)
    return tuple(
        Region(
            box=Box(left=left * factor, top=top * factor, right=min(mask.width, right * factor), bottom=min(mask.height, bottom * factor)),
            share=share * count / total,
        )
        for count, (left, top, right, bottom) in found[:_MOST]
    )


def _blurred(mask: Bytes, radius: int) -> Bytes:
    if radius == 0:
        return mask
    image = Pillow.fromarray(mask)
    for part in (radius // 2, radius - radius // 2):
        image = image.filter(ImageFilter.BoxBlur(part)) if part else image
    return np.asarray(image)


def _windowed(mask: Bytes, radius: int, what: np.ufunc) -> Bytes:
    """A minimum or maximum over squares of 2 * radius + 1."""
    if radius == 0:
        return mask
    for axis in (0, 1):
        edges = [(0, 0), (0, 0)]
        edges[axis] = (radius, radius)
        values, width = np.pad(mask, edges, mode="edge"), 1
        while width < 2 * radius + 1:
            step = min(width, 2 * radius + 1 - width)
            early, late = (values[:-step], values[step:]) if axis == 0 else (values[:, :-step], values[:, step:])
            values, width = what(early, late), width + step
        mask = values
    return mask
