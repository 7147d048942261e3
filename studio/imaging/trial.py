"""Pictures that ask a question, and what the answers show of it: plain colours to be found again, a mask, and how much changed where.

The doctor's eyes. Colours are told by hue, generously: a model paints its own light. Everything is looked at small; no picture is changed.
"""

from pathlib import Path

import numpy as np
from PIL import Image as Pillow

COLOURS: tuple[tuple[str, tuple[int, int, int]], ...] = (("red", (214, 40, 40)), ("green", (40, 160, 60)), ("blue", (38, 84, 214)))
SIDE = 1024
_SMALL = 96
_HUE, _SHARE = 25.0, 0.02
"""Degrees of hue that still are the colour, and the share of a picture that must have it."""
_BOX = (0.25, 0.25, 0.75, 0.75)
"""The part of a picture that the mask frees: left, top, right, bottom."""


def swatches(folder: Path, count: int) -> tuple[Path, ...]:
    """So many pictures of one colour each, at most as many as there are COLOURS."""
    paths = []
    for name, colour in COLOURS[:count]:
        paths.append(folder / f"{name}.png")
        Pillow.new("RGB", (SIDE, SIDE), colour).save(paths[-1])
    return tuple(paths)


def mask(folder: Path) -> Path:
    """A mask for a swatch: clear in the middle, where the picture may change."""
    path = folder / "mask.png"
    picture = Pillow.new("RGBA", (SIDE, SIDE), (0, 0, 0, 255))
    picture.paste((0, 0, 0, 0), tuple(round(side * SIDE) for side in _BOX))  # type: ignore[arg-type]  # four of them
    picture.save(path)
    return path


def found(path: Path, count: int) -> int:
    """How many of the first COLOURS a picture shows."""
    hue, saturation, value = np.moveaxis(np.asarray(_small(path).convert("HSV"), dtype=np.float64), 2, 0)
    vivid = (saturation > 80) & (value > 50)
    seen = 0
    for _, colour in COLOURS[:count]:
        wanted = np.asarray(Pillow.new("RGB", (1, 1), colour).convert("HSV"))[0, 0, 0] / 255 * 360
        away = np.abs(hue / 255 * 360 - wanted)
        seen += bool((vivid & (np.minimum(away, 360 - away) < _HUE)).mean() >= _SHARE)
    return seen


def changed(before: Path, after: Path) -> tuple[float, float]:
    """The mean change where the mask is clear and where it is not, each from 0 to 1."""
    away = np.abs(np.asarray(_small(before), dtype=np.float64) - np.asarray(_small(after), dtype=np.float64)).mean(axis=2) / 255
    left, top, right, bottom = (round(side * _SMALL) for side in _BOX)
    inside = np.zeros(away.shape, dtype=bool)
    inside[top:bottom, left:right] = True
    edge = np.zeros(away.shape, dtype=bool)
    edge[top - 4 : bottom + 4, left - 4 : right + 4] = True  # a soft edge is no disobedience
    return float(away[inside].mean()), float(away[~edge].mean())


def difference(one: Path, other: Path) -> float:
    """The mean difference of two pictures, from 0 to 1."""
    return float(np.abs(np.asarray(_small(one), dtype=np.float64) - np.asarray(_small(other), dtype=np.float64)).mean() / 255)


def _small(path: Path) -> Pillow.Image:
    with Pillow.open(path) as opened:
        return opened.convert("RGB").resize((_SMALL, _SMALL), Pillow.Resampling.BOX)
