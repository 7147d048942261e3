"""Whether a registration holds: the two pictures looked at tile by tile where it lays them over each other.

Each tile's fine drawing (luma less its blur, so that shared vignettes and skies prove nothing) is correlated. An edit spoils the tiles it touches; another
scene, or the same one mirrored, all of them.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFilter

from studio.imaging.compare.pose import Pose, inside
from studio.imaging.compare.seen import Floats, cut, floats

SIDE = 512
"""Longest edge in pixels of the pictures that are given, at most."""
_TILES = 10
_DRAWN = 1.2
"""Standard deviation, of 255, of the fine drawing of a tile that counts; what compression leaves on a plain surface lies below."""
_AGREES = 0.5
_FEWEST = 6


@dataclass(frozen=True, slots=True)
class Held:
    """Mean correlation of the tiles that have drawing, 0 to 1; how many those are; and those that agree: left, top, right, bottom in the grid."""

    trust: float
    tiles: int
    places: tuple[tuple[int, int, int, int], ...]

    @property
    def agreeing(self) -> float:
        """The share of the tiles that agree."""
        return len(self.places) / max(1, self.tiles)

    @property
    def enough(self) -> bool:
        """Whether there are tiles enough to tell anything."""
        return self.tiles >= _FEWEST


NOTHING = Held(0.0, 0, ())


def held(grid: Pillow.Image, moving: Pillow.Image, pose: Pose) -> Held:
    """How well grey pictures agree at a pose."""
    left, top, right, bottom = pose.overlap(grid.size, moving.size)
    if right - left < 3 * _TILES or bottom - top < 3 * _TILES:
        return NOTHING
    fixed = grid.crop((left, top, right, bottom))
    moved = cut(moving, fixed.size, inside(pose.box((left, top, right, bottom)), moving.size))
    one, other = _drawing(fixed), _drawing(moved)
    found, places = [], []
    rows, columns = (np.linspace(0, edge, _TILES + 1).astype(int).tolist() for edge in one.shape)
    for y, down in pairwise(rows):
        for x, across in pairwise(columns):
            a, b = one[y:down, x:across], other[y:down, x:across]
            a, b = a - a.mean(), b - b.mean()
            spread = float(a.std()), float(b.std())
            if max(spread) >= _DRAWN:
                found.append(max(0.0, float((a * b).mean()) / (spread[0] * spread[1])) if min(spread) > 0 else 0.0)
                if found[-1] >= _AGREES:
                    places.append((left + x, top + y, left + across, top + down))
    return Held(min(1.0, sum(found) / len(found)), len(found), tuple(places)) if found else NOTHING


def drawn(luma: Pillow.Image) -> bool:
    """Whether a grey picture of at most SIDE pixels has drawing enough in it to be found again."""
    return held(luma, luma, Pose(1, 0, 0)).enough


def _drawing(luma: Pillow.Image) -> Floats:
    """Fine drawing: from some two pixels, below which noise lives, up to a dozen."""
    return floats(luma.filter(ImageFilter.GaussianBlur(0.7))) - floats(luma.filter(ImageFilter.GaussianBlur(4)))
