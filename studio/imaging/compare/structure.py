"""Structural similarity (SSIM; Wang, Bovik, Sheikh and Simoncelli 2004) of two registered pictures, in strips.

On luma, with a flat window of 7 by 7 and the paper's constants (K1 = 0.01, K2 = 0.03, L = 255): what scikit-image computes by default, but for the sample
covariance. All sums are of whole numbers and exact. The mean is over windows that lie wholly inside, as there.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from studio.imaging.compare.difference import Area, Bytes, planes, strips
from studio.imaging.compare.pose import Pose

_EDGE = 3
_COUNT = (2 * _EDGE + 1) ** 2
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def structure(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, area: Area) -> tuple[float, Bytes]:
    """The mean SSIM of grey pictures in `area` of the grid, -1 to 1, and its map: 0 where equal, 255 where SSIM is 0 or less. 50 MB at 4K."""
    height, width = area[3] - area[1], area[2] - area[0]
    out = np.empty((height, width), dtype=np.uint8)
    total, count = 0.0, 0
    for row, one, other, lack in strips(grid, moving, pose, area, margin=_EDGE):
        values = _similarity(*(planes(side, _EDGE, lack)[0].astype(np.int32) for side in (one, other)))
        out[row : row + len(values)] = np.clip((1 - values) * 255 + 0.5, 0, 255).astype(np.uint8)
        whole = values[max(0, _EDGE - row) : max(0, height - _EDGE - row), _EDGE : width - _EDGE]
        total += float(whole.sum(dtype=np.float64))
        count += whole.size
    return total / count if count else 1.0, out


def _similarity(one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float32]:
    first, second = _summed(one), _summed(other)
    squares, product = _summed(one * one + other * other), _summed(one * other)
    both = first.astype(np.float32) * second / np.float32(_COUNT)
    each = (first.astype(np.float32) ** 2 + second.astype(np.float32) ** 2) / np.float32(_COUNT)
    c1, c2 = np.float32(_C1 * _COUNT), np.float32(_C2 * _COUNT)
    over = (2 * both + c1) * (2 * (product - both) + c2)
    return np.asarray(over / ((each + c1) * (squares - each + c2)), dtype=np.float32)


def _summed(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Sums over 7 by 7, in four additions an axis."""
    for _ in range(2):
        two = values[:-1] + values[1:]
        four = two[:-2] + two[2:]
        values = np.ascontiguousarray((four[:-3] + two[4:-1] + values[6:]).T)
    return values
