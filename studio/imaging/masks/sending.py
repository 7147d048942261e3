"""A mask as OpenAI's models take it: a PNG with alpha, exactly of the size of image 1, see-through where it is to be changed, below 4 MB (PROTOCOLS.md C24).

A painted mask is some ten kilobytes of RGBA, the mode that every server takes. Dust is not: RGBA of random pixels at 4096² has 6 MB. Such a mask is written
with a palette of two entries, one bit a pixel, whose first is see-through: 2.1 MB whatever it shows. Beyond 31 million pixels even that does not hold; then
the mask is simplified to blocks, just coarse enough, and that is said.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from studio.core.mask import Mask, Sent
from studio.core.notes import note
from studio.core.parts import Image
from studio.errors import UsageError
from studio.imaging.files import keep
from studio.imaging.masks.reading import pixels, scaled

LIMIT = 4_000_000
"""Bytes; a mask has fewer."""
_CUT = [255 * (level >= 128) for level in range(256)]


def openai(mask: Mask, image1: Image, into: Path) -> Sent:
    """The mask for `image1` as it is sent (it may have been reduced), in `into` under its digest. Read back by `read`, it is the same bit for bit.

    Raises UsageError for a mask that marks nothing or has another shape than image 1, StorageFault where `into` takes nothing.
    """
    if mask.empty:
        raise UsageError("masks.empty", field="mask")
    grey = scaled(pixels(mask), (image1.width, image1.height))
    data, notes, block = _indexed(grey), [], 1
    if 2 * len(data) < LIMIT and len(large := _rgba(grey)) < LIMIT:  # it is never less than twice as large
        data = large
    while len(data) >= LIMIT:
        block *= 2
        data = _indexed(_blocks(grey, block))
        notes = [note("masks.note.simplified", pixels=block, limit=LIMIT // 1_000_000)]
    return Sent(image=keep(data, into, mime="image/png", width=grey.width, height=grey.height), notes=tuple(notes))


def _rgba(grey: Pillow.Image) -> bytes:
    """Black, see-through where it is to be changed."""
    image = Pillow.new("RGBA", grey.size)
    image.putalpha(grey.point([255 - level for level in range(256)]))
    return _png(image)


def _indexed(grey: Pillow.Image) -> bytes:
    """One bit a pixel: entry 0 opaque, entry 1 see-through."""
    image = Pillow.fromarray((np.asarray(grey) > 0).astype(np.uint8)).convert("P")
    image.putpalette([0, 0, 0] * 2)
    return _png(image, bits=1, transparency=b"\xff\x00")


def _blocks(grey: Pillow.Image, edge: int) -> Pillow.Image:
    """Squares that are wholly what more than half of each is."""
    width, height = grey.size
    small = grey.reduce(edge).point(_CUT)
    return small.resize((small.width * edge, small.height * edge), Pillow.Resampling.NEAREST).crop((0, 0, width, height))


def _png(image: Pillow.Image, **options: object) -> bytes:
    out = BytesIO()
    image.info = {}
    image.save(out, "PNG", compress_level=3, **options)
    return out.getvalue()
