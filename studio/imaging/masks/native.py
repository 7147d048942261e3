"""A picture with the values that it has: decoded and upright, but in its own colours and its own mode, as far as a PNG can hold them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from studio.imaging.colour import flat, profile_name, profile_of, to_srgb
from studio.imaging.faults import Origin, shown
from studio.imaging.opening import MAX_PIXELS, load, opened, recognise, upright
from studio.imaging.sniff import HEAD
from studio.imaging.strip import exif_facts

_WORDLY = ("I;16", "I;16B", "I;16L", "I;16N")


@dataclass(frozen=True, slots=True)
class Native:
    """`image` is L, LA, RGB, RGBA, or where it was asked for I;16; `icc` its profile, empty where it has none. `mode` is the file's own.

    `cut` says that the file has 16 bits a channel and the image 8, `converted` that its colours had to be moved to sRGB.
    """

    image: Pillow.Image
    icc: bytes
    mode: str
    cut: bool
    converted: bool

    @property
    def colours(self) -> str:
        """The colour space as people call it."""
        return profile_name(self.icc) or "sRGB"


def native(path: Path, *, field: str, max_pixels: int = MAX_PIXELS, deep: bool = False) -> Native:
    """The picture of a file. `deep` keeps grey of 16 bits. Raises UsageError at `field` for what can not be read."""
    origin = Origin(where="reference", name=shown(path.name), field=field)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise origin.fault("gone") from error
    mime = recognise(head, origin)
    with opened(path, mime, origin, max_pixels=max_pixels) as image:
        load(image, origin)
        mode, icc, turn = image.mode, profile_of(image), exif_facts(image.info.get("exif") or b"")[0]
        sixteen = mode.startswith("I;16") or (mime == "image/png" and head[24:25] == b"\x10")
        if deep and mode in _WORDLY:
            values = np.asarray(image).astype(np.uint16)
            return Native(upright(Pillow.fromarray(values), turn), icc, mode, cut=False, converted=False)
        converted = mode.startswith(("CMYK", "LAB", "F")) or mode == "I"
        whole = flat(image)
    if whole.mode in {"CMYK", "LAB"}:
        whole, icc = to_srgb(whole, icc), b""
    return Native(upright(whole, turn), icc, mode, cut=sixteen, converted=converted)
