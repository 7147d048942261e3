"""A copy of image 1 with the region tinted and outlined: what a model that takes no mask is shown as one more reference (PEERS.md 1.3).

The tint is the one of four that stands out most from what lies there; the prompt names it (`describing`). Nobody keeps this picture: it is at most 2048
pixels long and a JPEG of some hundred kilobytes where the model takes one.
"""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from studio.core.mask import Mask, Sent
from studio.core.parts import Image
from studio.errors import UsageError
from studio.imaging.colour import fitted
from studio.imaging.compare.seen import seen
from studio.imaging.files import keep
from studio.imaging.masks.reading import pixels, scaled
from studio.imaging.masks.shapes import dilated, eroded
from studio.imaging.references import encode

_LONGEST = 2048
_TINTS = (("magenta", (255, 0, 255)), ("green", (0, 255, 0)), ("cyan", (0, 255, 255)), ("red", (255, 0, 0)))
_STRENGTH = 115
"""Of 255: what lies under the tint stays to be recognised."""
_LOOKED = 96


def painted(mask: Mask, image1: Image, into: Path, *, mimes: Collection[str] = ("image/png", "image/jpeg", "image/webp")) -> Sent:
    """The marked copy in `into`, of a type out of `mimes` (PNG where none is known), and the colour of the mark.

    Raises UsageError for a mask that marks nothing or has another shape than image 1, or where that can not be read; StorageFault where `into` takes nothing.
    """
    if mask.empty:
        raise UsageError("masks.empty", field="mask")
    copy = fitted(seen(image1.path), _LONGEST)
    region = scaled(pixels(mask), (image1.width, image1.height)).resize(copy.size, Pillow.Resampling.BOX).point([255 * (level >= 64) for level in range(256)])
    name, colour = _tint(copy, region)
    ink = Pillow.new("RGB", copy.size, colour)
    copy.paste(ink, mask=region.point([_STRENGTH * (level > 0) for level in range(256)]))
    values, width = np.asarray(region), max(1, round(max(copy.size) / 500))
    copy.paste(ink, mask=Pillow.fromarray(dilated(values, width) & ~eroded(values, width)))
    mime = next((wish for wish in ("image/jpeg", "image/webp") if wish in mimes), "image/png")
    data = encode(copy, mime, quality=90)
    return Sent(image=keep(data, into, mime=mime, width=copy.width, height=copy.height), colour=name)


def _tint(copy: Pillow.Image, region: Pillow.Image) -> tuple[str, tuple[int, int, int]]:
    """The tint farthest from the colours in and around the region."""
    scale = _LOOKED / max(copy.size)
    size = (max(1, round(copy.width * scale)), max(1, round(copy.height * scale)))
    near = dilated(np.asarray(region.resize(size, Pillow.Resampling.BOX)), 3) > 0
    colours = np.asarray(copy.resize(size, Pillow.Resampling.BOX), dtype=np.float32)[near]

    def stands_out(tint: tuple[int, int, int]) -> float:
        return float(np.percentile(np.abs(colours - np.asarray(tint, dtype=np.float32)).sum(axis=1), 10)) if len(colours) else 0.0

    return max(_TINTS, key=lambda entry: stands_out(entry[1]))
