"""References made to fit the body that a gateway takes (PROTOCOLS.md C20): the largest ones reduced, just enough, and said.

The budget is shared as water finds its level: pictures below the level stay as they are, those above it come down to it. First the format gives way (JPEG,
or WebP where there is alpha, at full size), then the pixels.
"""

import math
from collections.abc import Collection, Sequence
from pathlib import Path

from PIL import Image as Pillow

from studio.core.notes import Note, note
from studio.core.parts import Image
from studio.errors import UsageError
from studio.imaging.colour import flat, profile_of, see_through
from studio.imaging.faults import Origin, megabytes
from studio.imaging.files import keep
from studio.imaging.opening import load, opened, upright
from studio.imaging.references import encode
from studio.imaging.sniff import NAMES
from studio.imaging.strip import exif_facts

_SMALLEST = 512
"""Pixels of the longest edge below which a reference says too little to be worth sending."""

_MIMES = ("image/png", "image/jpeg", "image/webp")


def fit_budget(images: Sequence[Image], budget: int, into: Path, *, mimes: Collection[str] = _MIMES) -> tuple[tuple[Image, ...], tuple[Note, ...]]:
    """The pictures with the sum of their base64 lengths within `budget` characters, and a note for each that was reduced, named by its number.

    Raises UsageError where even small ones do not fit, and StorageFault where `into` takes nothing.
    """
    lengths = [_encoded(image.bytes) for image in images]
    if sum(lengths) <= budget:
        return tuple(images), ()
    most = _level(lengths, budget) // 4 * 3
    fitted, notes = list(images), []
    for at, image in enumerate(images):
        if image.bytes <= most:
            continue
        smaller = _reduced(image, most, into, mimes, at + 1)
        if smaller is None:
            raise UsageError("picture.budget", field="references", count=len(images), size=megabytes(sum(lengths)), limit=megabytes(max(budget, 0)))
        fitted[at] = smaller
        notes.append(note("picture.note.reduced", number=at + 1, before=_facts(image), after=_facts(smaller), limit=megabytes(budget)))
    return tuple(fitted), tuple(notes)


def _encoded(count: int) -> int:
    """Characters of base64 for so many bytes."""
    return -(-count // 3) * 4


def _level(lengths: Sequence[int], budget: int) -> int:
    """The length that none may exceed so that all together stay within the budget."""
    left = budget
    for at, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - at)
        if length > share:
            return max(share, 0)
        left -= length
    return max(lengths, default=0)


def _reduced(image: Image, most: int, into: Path, mimes: Collection[str], number: int) -> Image | None:
    """The picture in at most `most` bytes, or None where it would take fewer pixels than make sense."""
    origin = Origin(where="reference", name=f"{number}")
    with opened(image.path, image.mime, origin) as file:
        load(file, origin)
        icc, alpha, turn = profile_of(file), see_through(file), exif_facts(file.info.get("exif") or b"")[0]
        whole = upright(flat(file, opaque=not alpha), turn)
    wished = ("image/webp", "image/png") if alpha else ("image/jpeg", "image/webp")
    mime = next((wish for wish in wished if wish in mimes), "image/png")
    scale, quality, longest = 1.0, 92, max(whole.size)
    while True:
        size = tuple(max(1, round(edge * scale)) for edge in whole.size)
        small = whole if scale == 1.0 else whole.resize((size[0], size[1]), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
        data = encode(small, mime, icc=icc, quality=quality)
        if len(data) <= most:
            return keep(data, into, mime=mime, width=small.width, height=small.height)
        if quality == 92 and mime != "image/png":
            quality = 85
            continue
        scale *= min(0.9, math.sqrt(most / len(data)) * 0.97)
        if longest * scale < min(_SMALLEST, longest):
            return None


def _facts(image: Image) -> str:
    return f"{NAMES[image.mime]} {image.width}×{image.height}, {megabytes(image.bytes)}"
