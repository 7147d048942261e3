"""Ratios, size tiers and the pixels they mean, by model family.

Source: ai.google.dev image-generation page, editions Feb–Oct 2026 (PROTOCOLS.md 4.3). 21:9 at 512 is listed there as 792x168, a typo; 792x336 is meant (C22).
Sizes in pixels: platform.openai.com image guide, Nov 2026 (PROTOCOLS.md 5.2, 5.6). Delivered pixels are always measured; these only say what to expect.
"""

import re
from collections.abc import Iterable
from math import gcd, log, sqrt

# ratio: (512, 1K); 2K and 4K are two and four times the 1K geometry
_TIERS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "1:1": ((512, 512), (1024, 1024)),
    "4:5": ((464, 576), (928, 1152)),
    "3:4": ((448, 600), (896, 1200)),
    "2:3": ((424, 632), (848, 1264)),
    "9:16": ((384, 688), (768, 1376)),
    "5:4": ((576, 464), (1152, 928)),
    "4:3": ((600, 448), (1200, 896)),
    "3:2": ((632, 424), (1264, 848)),
    "16:9": ((688, 384), (1376, 768)),
    "21:9": ((792, 336), (1584, 672)),
    "1:4": ((256, 1024), (512, 2048)),
    "4:1": ((1024, 256), (2048, 512)),
    "1:8": ((192, 1536), (384, 3072)),
    "8:1": ((1536, 192), (3072, 384)),
}
# gemini-2.5-flash-image has one geometry of its own
_FLASH_25: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
SIZES = ("512", "1K", "2K", "4K")
AREAS = {"256": 256**2, "512": 512**2, "1K": 1024**2, "2K": 2048**2, "4K": 3840 * 2160}
"""Pixels of a tier, where a size is sent in pixels (5.6)."""
_STEP, _LONG, _SHORT, _FEWEST, _NARROWEST = 16, 3840, 2160, 655_360, 3  # gpt-image-2 and later take any size within these
ASPECTS_14 = tuple(_TIERS)
ASPECTS_10 = ASPECTS_14[:10]
ASPECTS_8 = ("1:1", "3:4", "2:3", "9:16", "4:3", "3:2", "16:9", "21:9")


def ratio(aspect: str) -> float:
    """Width over height of `W:H`. Raises ValueError for anything else."""
    width, height = (float(side) for side in aspect.split(":"))
    if width <= 0 or height <= 0:
        raise ValueError(aspect)
    return width / height


def nearest(wanted: float, offered: Iterable[str]) -> str:
    """The offered ratio whose shape is closest to `wanted` (by log-ratio, so that 1:2 and 2:1 are equally far from 1:1)."""
    return min(offered, key=lambda aspect: abs(log(ratio(aspect) / wanted)))


def pixels(family: str, aspect: str, size: str) -> tuple[int, int]:
    """Width and height to expect, (0, 0) where no table says. An empty aspect means 1:1, an empty size 1K; `WxH` means itself."""
    aspect, size = aspect or "1:1", size or "1K"
    if (exact := sides(size))[0]:
        return exact
    if family == "gemini-2.5-flash-image":
        return _FLASH_25.get(aspect, (0, 0))
    if aspect not in _TIERS or size not in SIZES:
        return (0, 0)
    small, one = _TIERS[aspect]
    if size == "512":
        return small
    factor = {"1K": 1, "2K": 2, "4K": 4}[size]
    return one[0] * factor, one[1] * factor


def sides(size: str) -> tuple[int, int]:
    """Width and height of `WxH`, (0, 0) for anything else."""
    found = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", size.strip().lower())
    return (int(found[1]), int(found[2])) if found else (0, 0)


def shape(size: str) -> str:
    """The true ratio of `WxH` in lowest terms: 1792x1024 is 7:4 and not 16:9 (C25)."""
    width, height = sides(size)
    common = gcd(width, height) or 1
    return f"{width // common}:{height // common}"


def shown(aspect: str) -> str:
    """A ratio as it is written beside others: one of the usual ones, or itself with the usual one that it nearly is."""
    if aspect in _TIERS:
        return aspect
    near = nearest(ratio(aspect), ASPECTS_14)
    return f"{aspect} ≈ {near}" if abs(log(ratio(near) / ratio(aspect))) < 0.05 else aspect


def shapes(canvas: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ratios and the tiers that a list of sizes comes to, square first, small first."""
    exact = [size for size in canvas if sides(size)[0]]
    aspects = sorted({shape(size) for size in exact}, key=lambda aspect: (ratio(aspect) != 1, abs(log(ratio(aspect))), -ratio(aspect)))
    tiers = {tier_of(*sides(size)) for size in exact}
    return tuple(aspects), tuple(tier for tier in AREAS if tier in tiers)


def tier_of(width: int, height: int) -> str:
    """The tier that this many pixels are nearest to."""
    return min(AREAS, key=lambda tier: abs(log(AREAS[tier] / (width * height))))


def drawn(canvas: Iterable[str], wanted: float, area: float) -> str:
    """The `WxH` to send for a ratio and a number of pixels: of a list the nearest in shape, then in size (5.6); without one, computed."""
    exact = [size for size in canvas if sides(size)[0]]
    if not exact:
        return "{}x{}".format(*legal(sqrt(area * wanted), sqrt(area / wanted)))

    def distance(size: str) -> tuple[float, float]:
        width, height = sides(size)
        return round(abs(log(width / height / wanted)), 6), abs(log(width * height / area))

    return min(exact, key=distance)


def legal(width: float, height: float) -> tuple[int, int]:
    """The nearest size that a model of any size takes: both sides multiples of 16, ratio between 1:3 and 3:1, at most 3840 by 2160 either way round, and no
    fewer pixels than it draws. A size that is legal stays as it is."""
    shape = min(float(_NARROWEST), max(1 / _NARROWEST, width / height))
    area = max(float(_FEWEST), width * height)
    wide, high = sqrt(area * shape), sqrt(area / shape)
    scale = min(1.0, _LONG / max(wide, high), _SHORT / min(wide, high))
    across, down = (max(_STEP, round(side * scale / _STEP) * _STEP) for side in (wide, high))
    across, down = min(across, _NARROWEST * down), min(down, _NARROWEST * across)
    while across * down < _FEWEST:  # what rounding took
        across, down = (across + _STEP, down) if across <= down else (across, down + _STEP)
    return across, down
