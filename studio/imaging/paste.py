"""Paste-back: an edit laid into its source, so that what was not asked for is exactly what it was.

The edit is registered onto the source's own pixels (shift and scale) and looked at only where the mask is. The feather lies wholly *inside* the mask: the edit
fades in from the mask's edge inwards, so outside of what was painted every value is the source's, not nearly but equal, and a feather of 0 cuts hard. At the
picture's own border nothing fades.

The result is a PNG of the source's size, mode and profile, upright: turning moves values and changes none, and no viewer disagrees about a picture that needs
no turning. A palette is written out as the colours that it stands for. Grey of 16 bits stays so; colour of 16 bits is decoded as 8 by Pillow, CMYK, Lab and
floats have no place in a PNG: that is said. The edit's colours are brought into the source's space, never the other way round.

Five seconds, half of it the PNG, and 260 MB at 4096²: call it in a worker thread.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import reduce
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageChops, ImageCms

from studio.core.comparison import Registration, Step
from studio.core.drift import percent
from studio.core.mask import Mask, Pasted
from studio.core.notes import Note, note
from studio.core.parts import Image
from studio.errors import UsageError
from studio.imaging.colour import profile_name, see_through, to_srgb
from studio.imaging.compare import Pose, seen
from studio.imaging.compare.difference import Area
from studio.imaging.compare.pose import inside
from studio.imaging.compare.seen import cut
from studio.imaging.drift.placing import placed, pose_of
from studio.imaging.files import put
from studio.imaging.masks.native import Native, native
from studio.imaging.masks.reading import pixels, scaled
from studio.imaging.masks.shapes import feathered

FEATHER = 0.008
"""Of the longest edge: eight pixels at 1K."""
_KEPT = ("L", "LA", "RGB", "RGBA", "I;16", "I;16B", "I;16L", "I;16N")
_SEAM = 12.0
"""Levels of 255 from which a blend over eight pixels of 1K is seen on a plain ground."""
_COARSE, _ENOUGH = 0.95, 0.99
_STRIP = 256


def feather_of(size: tuple[int, int]) -> int:
    """The feather that fits a picture of this size, in pixels."""
    return max(2, round(FEATHER * max(size)))


def paste_back(source: Path, edit: Path, mask: Mask, target: Path, *, feather: int | None = None, between: Callable[[Step], None] = lambda _: None) -> Pasted:
    """`edit` inside `mask`, `source` everywhere else, written to `target`. `feather` in pixels of the source; None fits it to the size.

    `between` is called before each step; what it raises ends it there, and nothing is written. Raises UsageError at `mask` where the two can not be laid over
    each other (with the reason), where the mask marks nothing or has another shape, and for what can not be read; StorageFault where `target` takes nothing.
    """
    between("decode")
    first, second = seen(source), seen(edit)
    size, there = first.size, second.size
    asked = scaled(pixels(mask), size)
    if asked.getbbox() is None:
        raise UsageError("masks.empty", field="mask")
    found = placed(first, second, ImageChops.invert(asked), between)
    del first, second
    if isinstance(found, Note):
        raise UsageError(found.key, field="mask", **dict(found.values))
    between("difference")
    pose = pose_of(found)
    width = feather_of(size) if feather is None else max(0, feather)
    box, weights, shown = _weights(asked, pose.overlap(size, there), width)
    del asked
    piece, icc = _piece(edit, pose, box)
    base = native(source, field="mask", deep=True)
    piece, converted = _in_space(piece, icc, base)
    seam = _seam(base.image, piece, weights, box)
    notes = [*_moved(found, pose), *_of_source(base), *converted]
    if shown < _ENOUGH:
        notes.append(note("paste.note.uncovered", percent=percent(1 - shown)))
    if seam is not None and seam >= _SEAM:
        notes.append(note("paste.note.seam", levels=round(seam)))
    notes += _blended(base.image, piece, weights, box)
    out = BytesIO()
    base.image.info = {}
    base.image.save(out, "PNG", compress_level=3, icc_profile=base.icc or None)
    return Pasted(image=_image(out.getvalue(), target, size), registration=found, seam=seam, feather=width, notes=tuple(notes))


def _weights(asked: Pillow.Image, area: Area, feather: int) -> tuple[Area, Pillow.Image, float]:
    """The box of the mask that the edit shows, the weights in it, and the share of the mask that lies there."""
    whole = asked.histogram()[255]
    area = _snapped(area, asked.size)
    if area != (0, 0, *asked.size):
        part = asked.crop(area)
        asked = Pillow.new("L", asked.size, 0)
        asked.paste(part, area[:2])
    box = asked.getbbox()
    if box is None:
        raise UsageError("paste.missed", field="mask")
    left, top, right, bottom = box
    around = max(0, left - 1), max(0, top - 1), min(asked.width, right + 1), min(asked.height, bottom + 1)  # where the mask ends, the feather begins
    values = feathered(np.asarray(asked.crop(around)), feather)
    weights = Pillow.fromarray(values).crop((left - around[0], top - around[1], right - around[0], bottom - around[1]))
    return box, weights, asked.histogram()[255] / whole


def _snapped(area: Area, size: tuple[int, int]) -> Area:
    """Up to the picture's border where only a pixel lacks: what an estimate strays by must leave no line there."""
    left, top, right, bottom = area
    return left * (left > 1), top * (top > 1), size[0] if right >= size[0] - 1 else right, size[1] if bottom >= size[1] - 1 else bottom


def _piece(edit: Path, pose: Pose, box: Area) -> tuple[Pillow.Image, bytes]:
    """What the edit shows in a box of the source, on the source's pixels, and its profile; without an alpha channel that says nothing."""
    whole = native(edit, field="mask")
    piece = cut(whole.image, (box[2] - box[0], box[3] - box[1]), inside(pose.box(box), whole.image.size))
    if piece.mode in {"LA", "RGBA"} and not see_through(piece):
        piece = piece.convert(piece.mode.removesuffix("A"))
    return piece, whole.icc


def _in_space(piece: Pillow.Image, icc: bytes, base: Native) -> tuple[Pillow.Image, list[Note]]:
    """The piece in the source's channels and colour space, with its alpha where it has one."""
    alpha = piece.getchannel("A") if piece.mode in {"LA", "RGBA"} else None
    colour = piece.convert(piece.mode.removesuffix("A")) if alpha else piece
    mode = "RGB" if base.image.mode in {"RGB", "RGBA"} else "L"
    notes: list[Note] = []
    if not _same(icc, colour.mode, base.icc, mode):
        notes = [note("paste.note.colours", before=_name(icc, colour.mode), after=_name(base.icc, mode))] if icc or base.icc else []
        colour = _converted(colour, icc, base.icc, mode)
    if colour.mode != mode:
        colour = colour.convert(mode)
    if alpha:
        colour.putalpha(alpha)
    return colour, notes


def _same(icc: bytes, mode: str, other: bytes, to: str) -> bool:
    """Whether values mean the same in both."""
    ordinary = all(not one or profile_name(one).startswith("sRGB") for one in (icc, other))
    return ordinary or (icc == other and mode == to)


def _name(icc: bytes, mode: str) -> str:
    return profile_name(icc) or ("sRGB" if mode == "RGB" else "grey")


def _converted(colour: Pillow.Image, icc: bytes, other: bytes, mode: str) -> Pillow.Image:
    """Through sRGB only where one of the two has no profile."""
    if not icc or not other:
        colour = to_srgb(colour, icc) if icc else colour.convert("RGB")
        if not other:
            return colour.convert(mode)
    start = ImageCms.ImageCmsProfile(BytesIO(icc)) if icc else ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    end = ImageCms.ImageCmsProfile(BytesIO(other))
    flags, intent = ImageCms.Flags.BLACKPOINTCOMPENSATION, ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        return ImageCms.profileToProfile(colour, start, end, renderingIntent=intent, outputMode=mode, flags=flags) or colour
    except ImageCms.PyCMSError:  # a profile for showing only
        return to_srgb(colour, icc)


def _blended(base: Pillow.Image, piece: Pillow.Image, weights: Pillow.Image, box: Area) -> list[Note]:
    """The piece into the picture, in place."""
    if base.mode in {"LA", "RGBA"}:
        return _blended_alpha(base, piece, weights, box)
    notes: list[Note] = []
    if piece.mode in {"LA", "RGBA"}:
        weights = ImageChops.multiply(weights, piece.getchannel("A"))
        piece = piece.convert(piece.mode.removesuffix("A"))
        notes = [note("paste.note.see_through")]
    if not base.mode.startswith("I"):
        base.paste(piece, box, weights)
        return notes
    for rows, part in _strips(box):  # grey of 16 bits: what Pillow's own paste does not blend
        here, share, new = (np.asarray(image).astype(np.uint32) for image in (base.crop(rows), weights.crop(part), piece.crop(part)))
        values = (here * (255 - share) + new * 257 * share + 127) // 255
        base.paste(Pillow.fromarray(values.astype(np.uint16)), rows[:2])
    return notes


def _blended_alpha(base: Pillow.Image, piece: Pillow.Image, weights: Pillow.Image, box: Area) -> list[Note]:
    """Blended with colours weighed by their alpha, so that nothing hidden shines through; exact where the weight is none or whole."""
    notes = [note("paste.note.opaque")] if piece.mode not in {"LA", "RGBA"} and see_through(base.crop(box)) else []
    for rows, part in _strips(box):
        new, share = piece.crop(part).convert(base.mode), weights.crop(part)
        mixed = base.crop(rows).convert("RGBA").convert("RGBa")
        mixed.paste(new.convert("RGBA").convert("RGBa"), (0, 0), share)
        base.paste(mixed.convert("RGBA").convert(base.mode), rows, share.point([255 * (level > 0) for level in range(256)]))
        base.paste(new, rows, share.point([255 * (level == 255) for level in range(256)]))
    return notes


def _seam(base: Pillow.Image, piece: Pillow.Image, weights: Pillow.Image, box: Area) -> float | None:
    """The mean of the largest difference of the channels where both are blended."""
    total = count = 0
    mode = "RGB" if base.mode in {"RGB", "RGBA"} else "L"
    for rows, part in _strips(box):
        where = weights.crop(part).point([255 * (0 < level < 255) for level in range(256)])
        if not (found := where.histogram()[255]):
            continue
        under = base.crop(rows)
        if under.mode.startswith("I"):
            under = Pillow.fromarray((np.asarray(under) >> 8).astype(np.uint8))
        away = reduce(ImageChops.lighter, ImageChops.difference(under.convert(mode), piece.crop(part).convert(mode)).split())
        total += sum(level * times for level, times in enumerate(away.histogram(where)))
        count += found
    return total / count if count else None


def _strips(box: Area) -> Iterator[tuple[Area, Area]]:
    """A box in strips: each in the picture, and in the piece that lies there."""
    left, top, right, bottom = box
    for row in range(top, bottom, _STRIP):
        last = min(bottom, row + _STRIP)
        yield (left, row, right, last), (0, row - top, right - left, last - top)


def _moved(found: Registration, pose: Pose) -> list[Note]:
    """What was done to the edit."""
    notes = [note("paste.note.in_place")] if found.trust == 0 else []
    if pose.scale < _COARSE:
        notes.append(note("paste.note.coarse", percent=round(100 / pose.scale)))
    elif (pose.scale, pose.dx, pose.dy) != (1, 0, 0):
        notes.append(note("paste.note.moved", percent=f"{100 / pose.scale:.1f}".removesuffix(".0")))
    return notes


def _of_source(base: Native) -> list[Note]:
    """What the PNG can not hold as it is."""
    if base.converted:
        return [note("paste.note.converted", before=base.mode, after=base.image.mode)]
    if base.cut:
        return [note("paste.note.bits")]
    return [] if base.mode in _KEPT else [note("paste.note.mode", before=base.mode, after=base.image.mode)]


def _image(data: bytes, target: Path, size: tuple[int, int]) -> Image:
    put(data, target)
    return Image(path=target, mime="image/png", width=size[0], height=size[1], bytes=len(data), digest=hashlib.sha256(data).hexdigest())
