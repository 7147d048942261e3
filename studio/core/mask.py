"""A region of image 1 that is to be changed, and what is made with it: pure values, the pixels lie in files.

One inner form: an 8-bit grey PNG of the upright size of image 1, 255 where the picture is to be changed and 0 where it is kept, nothing between. Every other
form (OpenAI's alpha, a painted layer, white on black) is read into this one and written out of it.
"""

from dataclasses import dataclass
from typing import Literal

from studio.core.comparison import Box, Registration
from studio.core.notes import Note
from studio.core.parts import Image

Convention = Literal["auto", "clear", "painted", "light"]
"""How a mask says what is to be changed: where it is see-through (OpenAI), where it is not (a painter's layer), or where it is light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One connected part of a mask: its box in the pixels of image 1, and its share of the picture, 0 to 1."""

    box: Box
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A mask in its inner form. `share` of the picture is to be changed, 0 to 1; `regions` are its parts, largest first, at most eight."""

    image: Image
    share: float
    regions: tuple[Region, ...]
    notes: tuple[Note, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is to be changed."""
        return self.share == 0

    @property
    def full(self) -> bool:
        """Whether everything is."""
        return self.share == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A picture made out of a mask, as it is sent. `colour` is what a painted copy marks the region with (`magenta`), empty for a mask."""

    image: Image
    notes: tuple[Note, ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """An edit pasted back into its source: the picture, where the edit lay, and how far it was off along the edge of the mask.

    `seam` is the mean difference, of 255, of source and edit where they are blended into each other; None where nothing is blended. `feather` is the width
    of the blend in pixels of the source.
    """

    image: Image
    registration: Registration
    seam: float | None
    feather: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A picture on a larger canvas, with the mask of what is new. `place` is where the whole of the old picture lies on it."""

    canvas: Image
    mask: Mask
    place: Box
    notes: tuple[Note, ...] = ()
