"""Any mask that a person brings, read into the inner form (core/mask.py): where it says what it means, believed, and the way it was read said.

A file with a see-through pixel speaks by its alpha, as OpenAI's do: clear is to be changed. A file without speaks by its light: white is to be changed. Layers
of painters (paint on nothing) look like the first and mean the opposite: nothing in the pixels tells them apart, so `convention` does. Edges are anti-aliased
and tablets paint softly; the inner form has no greys: what is at least half to be changed is. Softness at the seam is the feather of `paste`.
"""

import math
from io import BytesIO
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageChops

from studio.core.mask import Convention, Mask
from studio.core.notes import Note, note
from studio.errors import UsageError
from studio.imaging.colour import flat
from studio.imaging.faults import Origin, megabytes, shown
from studio.imaging.files import keep
from studio.imaging.masks.shapes import regions
from studio.imaging.opening import MAX_PIXELS, load, opened, recognise, upright
from studio.imaging.sniff import HEAD
from studio.imaging.strip import exif_facts

MAX_BYTES = 50_000_000
_ROOM = 36_000_000
"""Pixels that an imported mask may always have; more only where image 1 has them."""
_HALF = 128
_SOFT, _SOFTLY = (32, 224), 0.02
"""Levels that are neither black nor white, and the share of the pixels from which they are no mere anti-aliasing."""
_SHAPE = 0.01
_CUT = [255 * (level >= _HALF) for level in range(256)]


def read(path: Path, size: tuple[int, int], into: Path, *, convention: Convention = "auto", name: str = "") -> Mask:
    """The mask of a file for an image 1 of `size` (width, height, upright), put into the folder `into` under its digest.

    `name` is what the person called it. Raises UsageError at `mask` for what is no picture, broken, too large, or of another shape than image 1; StorageFault
    where `into` takes nothing. A mask that marks nothing, or everything, is a note.
    """
    origin = Origin(where="reference", name=shown(name or path.name), field="mask")
    grey, taken = _grey(path, size, convention, origin)
    notes = [note("masks.note.clear", name=origin.name) if taken == "clear" else note(f"masks.note.{taken}", name=origin.name)]
    if sum(grey.histogram()[_SOFT[0] : _SOFT[1]]) > _SOFTLY * grey.width * grey.height:
        notes.append(note("masks.note.soft"))
    if grey.size != size:
        notes.append(note("masks.note.scaled", before=_times(grey.size), after=_times(size)))
        grey = scaled(grey, size)
    return made(grey, into, notes=notes)


def made(grey: Pillow.Image, into: Path, *, notes: list[Note] | None = None) -> Mask:
    """The inner form of a grey picture, cut at half. Raises StorageFault."""
    binary = grey.point(_CUT)
    share = binary.histogram()[255] / (binary.width * binary.height)
    out = BytesIO()
    binary.info = {}
    binary.save(out, "PNG", compress_level=3)
    image = keep(out.getvalue(), into, mime="image/png", width=binary.width, height=binary.height)
    said = [note("masks.note.empty")] if share == 0 else [note("masks.note.full")] if share == 1 else []
    return Mask(image=image, share=share, regions=regions(binary), notes=(*(notes or ()), *said))


def pixels(mask: Mask) -> Pillow.Image:
    """The mask itself, L, 0 and 255. Raises UsageError where its file is gone or broken."""
    origin = Origin(where="reference", name=shown(mask.image.path.name), field="mask")
    try:
        with opened(mask.image.path, "image/png", origin) as image:
            load(image, origin)
            return image.convert("L").point(_CUT)
    except OSError as error:
        raise origin.fault("gone") from error


def scaled(grey: Pillow.Image, size: tuple[int, int]) -> Pillow.Image:
    """A grey mask at the size of its picture, cut at half again. Raises UsageError where the shapes differ by more than a percent."""
    if grey.size == size:
        return grey
    slack = _SHAPE + 0.5 / min(*size, *grey.size)  # what rounding to whole pixels does to small ones
    if abs(math.log(grey.width * size[1] / (grey.height * size[0]))) > slack:
        raise UsageError("masks.shape", field="mask", mask=_times(grey.size), first=_times(size))
    way = Pillow.Resampling.BOX if size[0] < grey.width else Pillow.Resampling.BILINEAR
    return grey.resize(size, way).point(_CUT)


def _grey(path: Path, size: tuple[int, int], convention: Convention, origin: Origin) -> tuple[Pillow.Image, Convention]:
    """The file as grey, light where it is to be changed, and how it was read."""
    try:
        count = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise origin.fault("gone") from error
    if count > MAX_BYTES:
        raise origin.fault("bytes", size=megabytes(count), limit=megabytes(MAX_BYTES))
    with opened(path, recognise(head, origin), origin, max_pixels=min(MAX_PIXELS, max(_ROOM, 2 * size[0] * size[1]))) as image:
        load(image, origin)
        turn, alpha = exif_facts(image.info.get("exif") or b"")[0], _alpha(image)
        speaks = alpha is not None and _least(alpha) < _HALF
        taken: Convention = ("clear" if speaks else "light") if convention == "auto" else convention
        if alpha is None or taken == "light":
            return upright(flat(image, opaque=True).convert("L"), turn), "light"
    return upright(alpha if taken == "painted" else ImageChops.invert(alpha), turn), taken


def _alpha(image: Pillow.Image) -> Pillow.Image | None:
    if not image.has_transparency_data:
        return None
    return (image if image.mode in {"LA", "RGBA"} else image.convert("RGBA")).getchannel("A")


def _least(alpha: Pillow.Image) -> int:
    low = alpha.getextrema()[0]
    assert isinstance(low, int)
    return low


def _times(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"
