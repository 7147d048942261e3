"""Modes, depths and colour spaces of a decoded picture: what it takes to show it in sRGB, or to send it as eight bits a channel.

Everything here is Pillow image in, Pillow image out; files and errors are elsewhere. A profile that is broken, or that belongs to another colour space than
the pixels, is treated as not there, as browsers do.
"""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_SPACES = {"L": "GRAY", "LA": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
_DEEP = ("I", "F")
# relative colorimetric with black point compensation: white stays white, shadows keep their drawing
_INTENT, _FLAGS = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION


def flat(image: Image.Image, *, opaque: bool = False) -> Image.Image:
    """The same picture in one of the modes L, LA, RGB, RGBA, CMYK, LAB: palettes resolved, transparency as a channel, eight bits, nothing attached.

    `opaque` leaves the transparency out, for a picture that is known to use none. The picture given is used up: it may be the one returned.
    """
    if image.mode.startswith(_DEEP):
        image = _eight_bits(image)
    elif image.has_transparency_data and opaque:
        image.info.pop("transparency", None)
        image = image.convert("L" if image.mode in {"1", "L", "LA", "La"} else "RGB")
    elif image.has_transparency_data and image.mode not in {"LA", "RGBA"}:
        image = image.convert("LA" if image.mode in {"1", "L", "La"} else "RGBA")
    elif image.mode not in _SPACES:
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.info = {}  # encoders write comments, profiles and densities from here unasked
    return image


def see_through(image: Image.Image) -> bool:
    """Whether any pixel is not opaque; an alpha channel that is 255 all over does not count."""
    if not image.has_transparency_data:
        return False
    if image.mode not in {"LA", "RGBA"}:
        image = image.convert("RGBA")
    lowest = image.getchannel("A").getextrema()[0]
    return isinstance(lowest, int) and lowest < 255


def profile_of(image: Image.Image) -> bytes:
    """The embedded ICC profile; empty where there is none that fits these pixels."""
    icc = image.info.get("icc_profile") or b""
    if not isinstance(icc, bytes):
        return b""
    mode = image.mode if image.mode in _SPACES else "L" if image.mode.startswith((*_DEEP, "1", "La")) else "RGB"
    return icc if (profile := _read(icc)) and profile.profile.xcolor_space.strip() == _SPACES[mode] else b""


def profile_name(icc: bytes) -> str:
    """What a profile calls itself (`Display P3`), at most 60 characters; empty where there is none."""
    if not (profile := _read(icc)):
        return ""
    name = "".join(char for char in profile.profile.profile_description or "" if char.isprintable())
    return name.strip()[:60] or "ICC"


def to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """A flat picture as sRGB, RGB or RGBA, through its profile where it has one that is not sRGB already."""
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    colour = image.convert(image.mode[:-1]) if alpha else image
    source = _read(icc) or (ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")) if image.mode == "LAB" else None)
    if source and not (colour.mode == "RGB" and profile_name(icc).startswith("sRGB")):
        target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        try:
            moved = ImageCms.profileToProfile(colour, source, target, renderingIntent=_INTENT, outputMode="RGB", flags=_FLAGS)
        except ImageCms.PyCMSError:
            moved = None
        colour = moved or colour
    colour = colour.convert("RGB")
    colour.info = {}
    if alpha:
        colour.putalpha(alpha)
    return colour


def fitted(image: Image.Image, longest: int) -> Image.Image:
    """A flat picture with its longest edge at most `longest` pixels, never enlarged. Whole-number reduction first: it costs a tenth of a resize."""
    if max(image.size) <= longest:
        return image
    mode = image.mode
    factor = max(image.size) // longest
    size = tuple(max(1, round(edge * longest / max(image.size))) for edge in image.size)
    small = image.convert({"RGBA": "RGBa", "LA": "La"}[mode]) if mode in {"RGBA", "LA"} else image  # hidden colours must not bleed into edges
    small = small.reduce(factor) if factor > 1 else small
    small = small.resize((size[0], size[1]), Image.Resampling.BICUBIC)
    return small.convert(mode) if small.mode != mode else small


def _read(icc: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(BytesIO(icc)) if icc else None
    except (OSError, ImageCms.PyCMSError):
        return None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits as L. Floats up to 1 are taken as shares of white, whole numbers over 255 as 16 bits."""
    values = np.asarray(image, dtype=np.float32)
    top = float(values.max(initial=0.0))
    scale = 255.0 if image.mode == "F" and top <= 1 else 1.0 if image.mode in _DEEP and top <= 255 else 1 / 257
    return Image.fromarray(np.nan_to_num(values * scale + 0.5).clip(0, 255).astype(np.uint8))
