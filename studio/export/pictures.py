"""A side's picture as it goes out: upright, in sRGB, eight bits, its alpha kept, at most as large as asked; and encoded, with the mark of a model's work and
nothing else.

What the mark says is what `recipes.copy(public=True)` writes into a public copy: IPTC's digital source type, in XMP. A side that no model made carries none.
Of a picture that moves, the first frame is taken, as everywhere in the studio.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image as Pillow
from PIL import PngImagePlugin

from studio.errors import UsageError
from studio.export.base import Side
from studio.imaging import recipes
from studio.imaging.colour import fitted, flat, profile_of, see_through, to_srgb
from studio.imaging.faults import Origin, shown
from studio.imaging.opening import FAULTS, load, opened, recognise, upright
from studio.imaging.recipes import xmp
from studio.imaging.sniff import HEAD
from studio.imaging.strip import exif_facts

MEDIA = {"webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}
LARGEST = {"webp": 16_383, "jpeg": 65_000, "png": 65_000}
"""Longest edge that a format takes, in pixels."""
MIXED = "compositeSynthetic"
"""IPTC's term for what was put together of several pictures, a model's among them."""


def origin_of(side: Side) -> Origin:
    """Whose fault a bad picture is, under the name that the person knows it by."""
    return Origin(where="reference", name=shown(side.name or side.path.name), field="compare")


@contextmanager
def readable(side: Side) -> Iterator[str]:
    """The MIME type of the side's file while it is read. Raises UsageError where it is gone, or goes meanwhile."""
    origin = origin_of(side)
    try:
        with side.path.open("rb") as file:
            head = file.read(HEAD)
        yield recognise(head, origin)
    except OSError as error:
        raise gone(side) from error


def gone(side: Side) -> UsageError:
    """The file can not be read."""
    return UsageError("export.gone", field="compare", name=shown(side.name or side.path.name))


def seen(side: Side, edge: int) -> Pillow.Image:
    """The picture as RGB or RGBA with its longest edge at most `edge` pixels; its own size where it is smaller. Raises UsageError."""
    origin = origin_of(side)
    with readable(side) as mime, opened(side.path, mime, origin) as image:
        image.draft(None, (edge * 2, edge * 2))  # a JPEG can be decoded smaller; others do not listen
        load(image, origin)
        icc, alpha, turn = profile_of(image), see_through(image), exif_facts(image.info.get("exif") or b"")[0]
        small = fitted(flat(image, opaque=not alpha), edge)
    return upright(to_srgb(small, icc), turn)


def moves(side: Side) -> bool:
    """Whether the file holds more pictures than the one that is shown. Raises UsageError."""
    with readable(side) as mime, opened(side.path, mime, origin_of(side)) as image:
        try:
            return bool(getattr(image, "is_animated", False))
        except FAULTS:  # a second frame that is broken is no concern of the first
            return False


def encoded(image: Pillow.Image, kind: str, quality: int, mark: str = "") -> bytes:
    """The picture as webp, jpeg or png, with the mark where there is one. JPEG takes no alpha."""
    out = BytesIO()
    image.info = {}
    packet = xmp.packet(mark) if mark else b""
    match kind:
        case "webp":
            image.save(out, "WEBP", quality=quality, method=4, exact=False, xmp=packet)
        case "jpeg":
            image.save(out, "JPEG", quality=quality, subsampling=0 if quality >= 92 else 2, optimize=True, xmp=packet or None)
        case _:
            noted = PngImagePlugin.PngInfo()
            if packet:
                noted.add_itxt("XML:com.adobe.xmp", packet.decode())
            image.save(out, "PNG", compress_level=4, pnginfo=noted)  # a third of the time of 6, for some percent more
    return out.getvalue()


def mark_of(side: Side) -> str:
    """What a model did, as IPTC's term: as the side says, else its recipe, else its file. Empty where no model is known to have made it."""
    if side.mark:
        return side.mark
    if side.recipe:
        try:
            said = json.loads(side.recipe)
        except (ValueError, RecursionError):
            said = {}
        request = said.get("request") if isinstance(said, dict) else None
        task = request.get("task", "generate") if isinstance(request, dict) else "generate"
        return xmp.term("generate" if task == "generate" else "edit")
    declared = recipes.mark(side.path)
    return declared if "lgorithmicMedia" in declared or declared == MIXED else ""


def marks(sides: tuple[Side, Side]) -> str:
    """The mark of what is put together of both; empty where no model had a part."""
    return MIXED if any(mark_of(side) for side in sides) else ""


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where it is gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
