"""How much an edit changed beside what was asked, from files to a `core.drift.Drift`.

Both pictures are laid over each other (`placing`), brought to at most 1024 pixels, a shift of tone all over is taken out (`tone`), and what is left is judged
by the comparer's own measure of a visible change, which bears codecs, resampling and half a pixel. A few pixels beside the mask belong to neither side: an edit
always reaches a little over its edge, and the measure itself looks at what lies around. Two seconds at 4K: call it in a worker thread.
"""

import math
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageChops

from studio.core.comparison import Box, Step
from studio.core.drift import SEEN, TONED, Drift, percent, verdict
from studio.core.mask import Mask
from studio.core.notes import Note, note
from studio.imaging.compare import Pose, seen
from studio.imaging.compare.difference import Area, changes, regions
from studio.imaging.drift.placing import placed, pose_of, worked
from studio.imaging.drift.tone import untoned
from studio.imaging.files import put
from studio.imaging.masks.reading import pixels, scaled
from studio.imaging.masks.shapes import dilated

Marks = NDArray[np.bool_]
_SIDE = 1024
_MARGIN = 4
"""Pixels of the judged size around the mask that are no one's."""
_SPECK = 0.00004
"""Share of the judged pixels: what is smaller, codecs leave beside saturated edges."""
_MOST = 8
_OVERLAY = 2048
_PAINT = (255, 0, 255, 150)
_COVERED = 0.98


def drift(source: Path, edit: Path, mask: Mask | None = None, *, overlay: Path | None = None, between: Callable[[Step], None] = lambda _: None) -> Drift:
    """What `edit` changed of `source`, inside and outside of `mask` where there is one; the overlay as a PNG where a path for it is given.

    `between` is called before each step; what it raises ends it there. Raises UsageError for what can not be read and for a mask of another shape than the
    source, StorageFault where the overlay can not be written.
    """
    between("decode")
    first, second = seen(source), seen(edit)
    asked = scaled(pixels(mask), first.size) if mask else None
    found = placed(first, second, ImageChops.invert(asked) if asked else None, between)
    if isinstance(found, Note):
        return Drift(verdict="incomparable", reason=found)
    between("difference")
    pose, size = pose_of(found), first.size
    area = pose.overlap(size, second.size)
    first, second = worked(first, second, pose, area, _SIDE)
    within, without = _sides(asked, area, first.size)
    if not without.any():  # a mask of everything asks for nothing in particular
        within, without, asked = np.zeros_like(without), np.ones_like(without), None
    second, tone = untoned(first, second, without)
    changed = _swept(changes(_softened(first), _softened(second), Pose(1, 0, 0), (0, 0, *first.size))[0])
    told = changed & without
    boxes = _boxes(told, area)
    notes = [note("drift.note.in_place")] if found.trust == 0 else []
    covered = (area[2] - area[0]) * (area[3] - area[1]) / (size[0] * size[1])
    if covered < _COVERED:
        notes.append(note("drift.note.covered", percent=percent(covered)))
    outside = _share(told, without) if asked else None
    inside = _share(changed & within, within) if asked else None
    whole = float(changed.mean())
    stayed = inside is not None and int((changed & within).sum()) < SEEN * changed.size
    judged = verdict(outside=outside, stayed=stayed, changed=whole, tone=tone)
    if tone >= TONED and judged != "tone":
        notes.append(note("drift.note.toned", tone=round(tone)))
    return Drift(
        verdict=judged,
        outside=outside,
        inside=inside,
        changed=whole,
        region=_union(boxes),
        boxes=boxes[:_MOST],
        tone=tone,
        covered=covered,
        registration=found,
        overlay=put(_drawn(told, area, size), overlay) if overlay else None,
        notes=tuple(notes),
    )


def _sides(asked: Pillow.Image | None, area: Area, size: tuple[int, int]) -> tuple[Marks, Marks]:
    """What lies in the mask, and what lies clear of it, at the judged size."""
    if asked is None:
        everything = np.ones((size[1], size[0]), dtype=bool)
        return ~everything, everything
    share = np.asarray(asked.resize(size, Pillow.Resampling.BOX, box=area))
    return share >= 128, dilated((share > 0).view(np.uint8) * np.uint8(255), _MARGIN) == 0


def _softened(image: Pillow.Image) -> Pillow.Image:
    """With colour at half the detail of light, as codecs keep it: beside saturated edges they move colours far."""
    half = (max(1, image.width // 2), max(1, image.height // 2))
    luma, *chroma = image.convert("YCbCr").split()
    coarse = [channel.resize(half, Pillow.Resampling.BOX).resize(image.size, Pillow.Resampling.BILINEAR) for channel in chroma]
    return Pillow.merge("YCbCr", (luma, *coarse)).convert("RGB")


def _swept(changed: Marks) -> Marks:
    """Without specks."""
    for count, (left, top, right, bottom) in regions(changed):
        if count < max(_SPECK * changed.size, 8):
            changed[top:bottom, left:right] = False
    return changed


def _share(part: Marks, whole: Marks) -> float | None:
    count = int(whole.sum())
    return int(part.sum()) / count if count else None


def _boxes(changed: Marks, area: Area) -> tuple[Box, ...]:
    """The changed regions in the pixels of the source, largest first."""
    rows, columns = changed.shape
    down, across = (area[3] - area[1]) / rows, (area[2] - area[0]) / columns
    return tuple(
        Box(
            left=area[0] + int(left * across),
            top=area[1] + int(top * down),
            right=min(area[2], area[0] + math.ceil(right * across)),
            bottom=min(area[3], area[1] + math.ceil(bottom * down)),
        )
        for _, (left, top, right, bottom) in regions(changed)
    )


def _union(boxes: tuple[Box, ...]) -> Box | None:
    if not boxes:
        return None
    edges = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    left, top, right, bottom = zip(*edges, strict=True)
    return Box(left=min(left), top=min(top), right=max(right), bottom=max(bottom))


def _drawn(changed: Marks, area: Area, size: tuple[int, int]) -> bytes:
    """The overlay: two entries of a palette, the second seen."""
    factor = min(1.0, _OVERLAY / max(size))
    canvas = Pillow.new("L", (max(1, round(size[0] * factor)), max(1, round(size[1] * factor))), 0)
    left, top, right, bottom = (round(edge * factor) for edge in area)
    part = Pillow.fromarray(changed.view(np.uint8)).resize((max(1, right - left), max(1, bottom - top)), Pillow.Resampling.NEAREST)
    canvas.paste(part, (left, top))
    image = canvas.convert("P")
    image.putpalette([0, 0, 0, *_PAINT[:3]])
    out = BytesIO()
    image.save(out, "PNG", bits=1, transparency=bytes([0, _PAINT[3]]), compress_level=6)
    return out.getvalue()
