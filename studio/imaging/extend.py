"""A larger canvas, prepared here: the picture in its place, its pixels untouched, and the mask of what is to be drawn around it.

What fills the new part depends on who is asked. Models that take a mask with alpha get nothing there (`clear`): OpenAI's own way. A model that takes no alpha
sees black or white in place of nothing, and takes it for a frame; it gets plain middle grey (`grey`), which no picture continues by itself and which a
prompt can name. `edges`, the picture's border drawn out and blurred, gives light and colour as a hint; models tend to keep it as a blur, so it is there to
be chosen and not the default.

The mask reaches a few pixels into the picture, as far as the feather of `paste_back` does, so that the seam is blended between two drawn sides. The old
place goes along: with it everything outside the mask can be restored exactly.
"""

import math
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFilter

from studio.core import geometry
from studio.core.comparison import Box
from studio.core.drift import percent
from studio.core.mask import Extended
from studio.core.notes import Note, note
from studio.errors import UsageError
from studio.imaging.colour import fitted
from studio.imaging.files import keep
from studio.imaging.masks.native import Native, native
from studio.imaging.masks.reading import made
from studio.imaging.paste import feather_of

Fill = Literal["clear", "grey", "edges"]
_MOST = 50_000_000
"""Pixels of a canvas: 200 MB of RGBA."""
_SIDE = 16_384
_STEP, _NARROWEST = 16, 3
"""What OpenAI's models of any size draw: multiples of 16, at most 3:1 (PROTOCOLS.md 5.6)."""
_GREY = 128
_MUCH = 0.5
_HINT = 256


def extend(
    source: Path,
    into: Path,
    *,
    left: int = 0,
    right: int = 0,
    top: int = 0,
    bottom: int = 0,
    ratio: str = "",
    fill: Fill = "clear",
    overlap: int | None = None,
    openai: bool = False,
) -> Extended:
    """The canvas and its mask in `into`, each under its digest. Sides in pixels; `ratio` (`16:9`) then grows what is too short, the same on both ends.

    `overlap` is how far the mask reaches into the picture, in pixels; None fits it to the size. `openai` makes both sides multiples of 16 and says what those
    models can not draw. Raises UsageError for numbers and ratios that are none, for a canvas that is no larger or too large, and for what can not be read;
    StorageFault where `into` takes nothing.
    """
    sides = (left, top, right, bottom)
    if any(not 0 <= side <= _SIDE for side in sides):
        raise UsageError("extend.number", field="extend", limit=_SIDE)
    base = native(source, field="references")
    grown = _to_ratio(base.image.size, sides, ratio) if ratio.strip() else sides
    if not any(grown):
        raise UsageError("extend.nothing", field="extend")
    notes = _of_source(base)
    if openai:
        more = _to_steps(base.image.size, grown)
        added = sum(more) - sum(grown)
        grown = more
        if added:
            width, height = _size(base.image.size, grown)
            notes.append(note("extend.note.rounded", width=width, height=height, pixels=added))
    size = _size(base.image.size, grown)
    if size[0] * size[1] > _MOST:
        raise UsageError("extend.large", field="extend", width=size[0], height=size[1], limit=_MOST // 1_000_000)
    notes += _limits(size) if openai else []
    new = 1 - base.image.width * base.image.height / (size[0] * size[1])
    if new > _MUCH:
        notes.append(note("extend.note.much", percent=percent(new)))
    place = Box(left=grown[0], top=grown[1], right=grown[0] + base.image.width, bottom=grown[1] + base.image.height)
    canvas = _canvas(base.image, size, place, fill)
    out = BytesIO()
    canvas.save(out, "PNG", compress_level=3, icc_profile=base.icc or None)
    del canvas
    kept = _kept(place, size, grown, feather_of(size) if overlap is None else max(0, overlap))
    free = Pillow.new("L", size, 255)
    free.paste(0, kept)
    return Extended(canvas=keep(out.getvalue(), into, mime="image/png", width=size[0], height=size[1]), mask=made(free, into), place=place, notes=tuple(notes))


def _size(size: tuple[int, int], sides: tuple[int, int, int, int]) -> tuple[int, int]:
    return size[0] + sides[0] + sides[2], size[1] + sides[1] + sides[3]


def _to_ratio(size: tuple[int, int], sides: tuple[int, int, int, int], ratio: str) -> tuple[int, int, int, int]:
    """The sides with what the shape wants added to both ends of the axis that is too short."""
    try:
        wanted = geometry.ratio(ratio.strip())
    except ValueError:
        wanted = math.nan
    if not 0 < wanted < math.inf:
        raise UsageError("extend.ratio", field="extend", ratio=ratio)
    width, height = _size(size, sides)
    across = max(0, round(height * wanted) - width)
    down = max(0, round(width / wanted) - height) if not across else 0
    left, top, right, bottom = sides
    return left + across // 2, top + down // 2, right + across - across // 2, bottom + down - down // 2


def _to_steps(size: tuple[int, int], sides: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Both edges of the canvas brought up to a multiple of 16, where the canvas grows already, else at the right and the bottom."""
    left, top, right, bottom = sides
    width, height = _size(size, sides)
    across, down = -width % _STEP, -height % _STEP
    left, right = (left + across, right) if left > right else (left, right + across)
    top, bottom = (top + down, bottom) if top > bottom else (top, bottom + down)
    return left, top, right, bottom


def _limits(size: tuple[int, int]) -> list[Note]:
    """What OpenAI's models can not draw of it."""
    width, height = size
    if max(size) > _NARROWEST * min(size):
        return [note("extend.note.narrow")]
    across, down = geometry.legal(width, height)
    if across * down < 0.97 * width * height:
        return [note("extend.note.beyond", width=width, height=height, most=f"{across}×{down}")]
    return []


def _canvas(image: Pillow.Image, size: tuple[int, int], place: Box, fill: Fill) -> Pillow.Image:
    corner = (place.left, place.top)
    match fill:
        case "clear":
            image = image if image.mode in {"LA", "RGBA"} else image.convert({"L": "LA", "RGB": "RGBA"}[image.mode])
            canvas = Pillow.new(image.mode, size, (0,) * len(image.getbands()))
        case "grey":
            grey = tuple(255 if band == "A" else _GREY for band in image.getbands())
            canvas = Pillow.new(image.mode, size, grey if len(grey) > 1 else _GREY)
        case "edges":
            canvas = _drawn_out(image, size, place)
    canvas.paste(image, corner)
    return canvas


def _drawn_out(image: Pillow.Image, size: tuple[int, int], place: Box) -> Pillow.Image:
    """The border repeated outwards and blurred, made small and enlarged: it has no detail."""
    small = fitted(image, _HINT)
    across, down = small.width / image.width, small.height / image.height
    ends = [(round(place.top * down), round((size[1] - place.bottom) * down)), (round(place.left * across), round((size[0] - place.right) * across))]
    values = np.asarray(small)
    wide = Pillow.fromarray(np.pad(values, [*ends, (0, 0)][: values.ndim], mode="edge"))
    return wide.filter(ImageFilter.GaussianBlur(_HINT / 20)).resize(size, Pillow.Resampling.BICUBIC)


def _kept(place: Box, size: tuple[int, int], grown: tuple[int, int, int, int], overlap: int) -> tuple[int, int, int, int]:
    """The part of the picture that stays: less the overlap on the sides that grew, at most a quarter of it."""
    across, down = min(overlap, (place.right - place.left) // 4), min(overlap, (place.bottom - place.top) // 4)
    left, top, right, bottom = (step if side else 0 for side, step in zip(grown, (across, down, across, down), strict=True))
    return max(0, place.left + left), max(0, place.top + top), min(size[0], place.right - right), min(size[1], place.bottom - bottom)


def _of_source(base: Native) -> list[Note]:
    if base.converted:
        return [note("extend.note.colours", before=base.mode, after=base.image.mode)]
    return [note("extend.note.bits")] if base.cut else []
