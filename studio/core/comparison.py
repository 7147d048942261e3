"""What was found when two pictures were laid over each other: where they fit, and how they differ there.

Plain values for pages and records; nothing here knows a pixel. Coordinates are those of the upright pictures in pixels, from the top left corner, pixel `k`
covering `k` to `k + 1`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from studio.core.notes import Note

Step = Literal["decode", "coarse", "fine", "difference", "structure"]
"""The steps of a comparison, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels; right and bottom are not part of it."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Where the first picture's points lie in the second: `x' = scale * x + dx`, `y' = scale * y + dy`.

    `trust`, from 0 to 1, is how well the tiles of both correlate there, on average over the tiles that have any drawing. `agreeing` is the share of them
    that do so clearly: about 1 for a faithful edit, less the larger the part that was redrawn. `spread` says by how many of the second picture's pixels
    estimates from one half of the picture alone stray, at its corners: an honest measure of the error.
    """

    scale: float
    dx: float
    dy: float
    trust: float
    agreeing: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs in the overlap after registration.

    `changed` is the share of its pixels, 0 to 1, that changed visibly; `threshold` the distance, of 255, from which they count. `boxes` are the changed
    regions in the first picture's pixels, largest first, at most eight; `region` holds all of them. `mean` is the mean of the plain difference, of 255.
    """

    changed: float
    threshold: int
    mean: float
    region: Box | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two pictures compared; or, where `registration` is None, not comparable, with the reason as the note.

    `overlap` is the part of the first picture that the second shows, and that the map of differences covers. `structure` is the mean structural similarity
    (SSIM), 1 for equal. `map` and `structure_map` are 8-bit PNG files, black where nothing differs, where they were asked for.
    """

    registration: Registration | None
    overlap: Box | None = None
    difference: Difference | None = None
    structure: float | None = None
    map: Path | None = None
    structure_map: Path | None = None
    reason: Note | None = None
