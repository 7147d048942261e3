"""An edit that stays within a region: of a mask (the Images wire), or as a prompt of this studio tells it to models that take none.

The prompt names boxes and a copy of image 1 in which the region is marked (imaging/masks); a real model reads both. So does this one: what differs between
image 1 and the copy is the region, and without a copy it is the boxes. What is not worded so is a prompt like any other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.demo import painter
from studio.demo.painter import Brief
from studio.demo.painter.editing import fitted

_MARGIN = 48  # pixels around a masked area that an edit gets to see
_ROOM = 32  # pixels that a thing needs to be drawn in
_SEEN = 3.0  # of 255: a mean change that a person sees
_MARKED = 24  # of 255: a tint differs by more, a JPEG of the same picture by less
_SAID = re.compile(
    r"\s*In image 1 (?P<what>change only|keep) the region (?P<places>.+?), boxes as \[ymin, xmin, ymax, xmax\] of 1000"
    r"(?: exactly as it is and change only the rest)?\."
    r"(?: Image (?P<copy>\d+) is image 1 with (?:it|the rest) in \w+, only to show the place: never draw that colour\.)?"
    r"(?: Keep everything else exactly as it is\.)?"
)
_BOX = re.compile(r"\[(\d+), (\d+), (\d+), (\d+)\]")


@dataclass(frozen=True, slots=True)
class Region:
    """What a prompt says of a region: its boxes in thousandths (top, left, bottom, right), whether they are what is kept, and the number of the marked copy."""

    boxes: tuple[tuple[int, ...], ...]
    kept: bool
    copy: int


def told(prompt: str) -> tuple[str, Region | None]:
    """The prompt without the words of the region, and the region; None where it names none."""
    found = _SAID.search(prompt)
    if not found:
        return prompt, None
    boxes = tuple(tuple(map(int, box)) for box in _BOX.findall(found["places"]))
    return (prompt[: found.start()] + prompt[found.end() :]).strip(), Region(boxes, found["what"] == "keep", int(found["copy"] or 0))


def edited(wish: Brief, sources: Sequence[Image.Image], size: tuple[int, int], region: Region, draft: int = 0) -> Image.Image:
    """The first of the pictures changed within the region, and as it is elsewhere."""
    before = fitted(sources[0], size)
    given = list(sources)
    marked = given.pop(region.copy - 1) if 1 < region.copy <= len(given) else None
    where = _boxes(region, size) if marked is None else _tinted(before, fitted(marked, size))
    after = inside(wish, before, given, where, draft)
    mode = "RGBA" if "RGBA" in (before.mode, after.mode) else "RGB"
    return Image.composite(after.convert(mode), before.convert(mode), where)


def _boxes(region: Region, size: tuple[int, int]) -> Image.Image:
    where = Image.new("L", size, 0)
    for top, left, bottom, right in region.boxes:
        ImageDraw.Draw(where).rectangle((left * size[0] // 1000, top * size[1] // 1000, right * size[0] // 1000, bottom * size[1] // 1000), fill=255)
    return ImageChops.invert(where) if region.kept else where


def _tinted(before: Image.Image, marked: Image.Image) -> Image.Image:
    """Where the copy is painted, closed over what the tint happens to match."""
    apart = ImageChops.difference(before.convert("RGB"), marked.convert("RGB"))
    most = ImageChops.lighter(ImageChops.lighter(*apart.split()[:2]), apart.getchannel(2))
    where = most.point([255 * (value > _MARKED) for value in range(256)])
    return where.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))


def _graded(wish: Brief, before: Image.Image) -> Image.Image:
    """The picture in other tones: what an edit does that found nothing to do."""
    return painter.edit(replace(wish, changes=(), lettering=""), [before], before.size)


def inside(wish: Brief, before: Image.Image, sources: list[Image.Image], where: Image.Image, draft: int) -> Image.Image:
    """An edit that is seen in the masked area: of the whole picture if it reaches there, else of what lies around the area. Additions are always put there."""
    box = where.getbbox()
    if box is None:
        return before
    adds = any(change.verb == "add" for change in wish.changes)
    if not adds:
        after = painter.edit(wish, sources, before.size, draft=draft)
        if _differs(before, after, where):
            return after
    left, top, right, bottom = box
    margin = 0 if adds and min(right - left, bottom - top) >= _ROOM else _MARGIN
    box = max(0, left - margin), max(0, top - margin), min(before.width, right + margin), min(before.height, bottom + margin)
    part = before.crop(box)
    after = before.copy()
    after.paste(painter.edit(wish, [part, *sources[1:]], part.size, draft=draft), box[:2])
    return after if _differs(before, after, where) else _graded(wish, before)


def _differs(before: Image.Image, after: Image.Image, where: Image.Image) -> bool:
    """Whether a person sees a difference, there where `where` is 255."""
    if before.mode != after.mode:
        before, after = before.convert("RGBA"), after.convert("RGBA")
    counts = [channel.histogram(where) for channel in ImageChops.difference(before, after).split()]
    return any(sum(value * count for value, count in enumerate(channel)) > _SEEN * max(1, sum(channel)) for channel in counts)
