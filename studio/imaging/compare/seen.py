"""A picture as it is compared: decoded, upright, in sRGB, without alpha; and its luma, whole or reduced.

What is see-through lies on middle grey, on both sides alike. A reduction is by one factor on both axes, exactly, so that positions of one size are positions
of every other.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from studio.imaging.colour import flat, profile_of, see_through, to_srgb
from studio.imaging.faults import Origin, shown
from studio.imaging.opening import load, opened, recognise, upright
from studio.imaging.sniff import HEAD
from studio.imaging.strip import exif_facts

Floats = NDArray[np.float32]
_UNDER = (128, 128, 128)


def seen(path: Path) -> Pillow.Image:
    """The picture of a file as RGB. Raises UsageError where it can not be read."""
    origin = Origin(where="reference", name=shown(path.name), field="comparison")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise origin.fault("gone") from error
    with opened(path, recognise(head, origin), origin) as image:
        load(image, origin)
        icc, alpha, turn = profile_of(image), see_through(image), exif_facts(image.info.get("exif") or b"")[0]
        whole = to_srgb(flat(image, opaque=not alpha), icc)
    if alpha:
        under = Pillow.new("RGB", whole.size, _UNDER)
        under.paste(whole, mask=whole.getchannel("A"))
        whole = under
    return upright(whole.convert("RGB"), turn)


def reduced(luma: Pillow.Image, factor: float) -> Pillow.Image:
    """A grey picture at `factor` (at most 1) of its size, the same on both axes: what is less than a pixel at the right and the bottom is left off."""
    if factor >= 1:
        return luma
    width, height = (max(1, int(edge * factor + 1e-6)) for edge in luma.size)
    box = (0.0, 0.0, min(width / factor, luma.width), min(height / factor, luma.height))
    return luma.resize((width, height), Pillow.Resampling.BICUBIC, box=box, reducing_gap=3.0)


def cut(image: Pillow.Image, size: tuple[int, int], box: tuple[float, float, float, float]) -> Pillow.Image:
    """The part of a picture in `box` at `size`, resampled only where the box does not lie on whole pixels."""
    whole = tuple(round(edge) for edge in box)
    if whole == box and (whole[2] - whole[0], whole[3] - whole[1]) == size:
        return image.crop((whole[0], whole[1], whole[2], whole[3]))
    return image.resize(size, Pillow.Resampling.BICUBIC, box=box)


def floats(image: Pillow.Image) -> Floats:
    """The values of a grey picture, height by width, 0 to 255."""
    return np.asarray(image, dtype=np.float32)
