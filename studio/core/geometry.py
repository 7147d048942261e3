"""Ratios, size tiers and the pixels they mean, by model family.

Source: ai.google.dev image-generation page, editions Feb–Oct 2026 (PROTOCOLS.md 4.3). 21:9 at 512 is listed there as 792x168, a typo; 792x336 is meant (C22).
Delivered pixels are always measured; these only say what to expect.
"""

from collections.abc import Iterable
from math import log

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
    """Width and height to expect, (0, 0) where no table says. An empty aspect means 1:1, an empty size 1K."""
    aspect, size = aspect or "1:1", size or "1K"
    if family == "gemini-2.5-flash-image":
        return _FLASH_25.get(aspect, (0, 0))
    if aspect not in _TIERS or size not in SIZES:
        return (0, 0)
    small, one = _TIERS[aspect]
    if size == "512":
        return small
    factor = {"1K": 1, "2K": 2, "4K": 4}[size]
    return one[0] * factor, one[1] * factor
