"""How many bytes a picture will have when it is encoded, told from a sample before it is.

Encoding a picture of 4K takes seconds and decoding it a third of one, so neither is done. Of a large PNG only as much is read as decodes in a tenth of a
second: rows from the top. Whether what was not read holds more or less than that is told by how many of the file's bytes lie in it. From the rows come tiles
at the size they will have in the end; these are encoded as the whole will be, and their bytes scaled up to its area. Tiles may by chance lie where more or
less is drawn than elsewhere: that is evened out by how much the colours change in them and everywhere. What comes out is within about a quarter
(tests/benchmarks/exports.py prints by how much).
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFile

from studio.export.base import Shown, Side
from studio.export.pictures import encoded, origin_of, readable
from studio.imaging.colour import flat, profile_of, see_through, to_srgb
from studio.imaging.opening import FAULTS, load, opened
from studio.imaging.strip import exif_facts

_PIXELS = 5_000_000
"""As many as are decoded of a large PNG."""
_TILE, _TILES = 192, 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is known of a picture after a glance: some of its rows, which share of what there is to encode they stand for, its profile, and its whole size,
    upright."""

    rows: Pillow.Image
    share: float
    icc: bytes
    width: int
    height: int

    @property
    def alpha(self) -> bool:
        """Whether some pixel of the rows is not opaque."""
        return self.rows.mode in {"LA", "RGBA"}

    def fit(self, edge: int) -> tuple[int, int]:
        """Width and height with the longest edge at most `edge`, as `colour.fitted` makes them."""
        longest = max(self.width, self.height)
        if longest <= edge:
            return self.width, self.height
        return max(1, round(self.width * edge / longest)), max(1, round(self.height * edge / longest))

    def bytes_at(self, longest: int, encode: Callable[[Pillow.Image], int]) -> float:
        """What `encode` makes of a picture, for this one at a longest edge of `longest` pixels (larger than it is, too)."""
        tiles, scale = _tiles(self.rows, max(self.width, self.height) / longest)
        return encode(to_srgb(tiles, self.icc)) * scale / self.share

    def bytes_as(self, kind: str, quality: int, longest: int) -> float:
        """Bytes as webp, jpeg or png."""
        empty = len(encoded(Pillow.new("RGB", (1, 1)), kind, quality))  # the file around the pixels is there once, however many tiles
        return empty + self.bytes_at(longest, lambda tiles: max(0, len(encoded(tiles, kind, quality)) - empty))


def of_both(shown: Shown, ask: Callable[[Sample, int], T]) -> tuple[T, T]:
    """The answers for A (0) and B (1), both looked at at once. Raises UsageError."""
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda at: ask(sample(shown.sides[at]), at), (0, 1))
    return one, other


def sample(side: Side) -> Sample:
    """A glance at a side's picture. Raises UsageError where it is none; that it is damaged further down is not seen."""
    with readable(side) as mime:
        if mime == "image/png":
            return _rows(side)
        with opened(side.path, mime, origin_of(side)) as image:
            load(image, origin_of(side))
            return _sample(image, image, 1.0)


def _rows(side: Side) -> Sample:
    """Of a PNG, as many rows from its top as are decoded quickly."""
    size = side.path.stat().st_size
    with side.path.open("rb") as file:
        head = file.read(33)
        pixels = int.from_bytes(head[16:20]) * int.from_bytes(head[20:24])
        part = min(1.0, _PIXELS / max(1, pixels)) if head[28:29] == b"\x00" else 1.0  # what is interlaced is read whole
        data = head + file.read(max(0, int(size * part) - len(head)))
    with opened(data, "image/png", origin_of(side)) as image:
        if part == 1.0:
            load(image, origin_of(side))
            return _sample(image, image, 1.0)
        try:
            image.load()
            rows = image.height
        except FAULTS:
            image.tile = []  # what was decoded until then is kept, and no more is asked for
            box = image.getbbox(alpha_only=False)
            rows = min(image.height, max(box[3] - 1 if box else 1, round(image.height * part / 4), 1))
        return _sample(image, image.crop((0, 0, image.width, rows)), math.sqrt(part * rows / image.height))


def _sample(image: ImageFile.ImageFile, rows: Pillow.Image, share: float) -> Sample:
    rows.info = dict(image.info)
    icc, turned = profile_of(rows), exif_facts(image.info.get("exif") or b"")[0] >= 5
    width, height = image.size[::-1] if turned else image.size
    return Sample(rows=flat(rows, opaque=not see_through(rows)), share=share, icc=icc, width=width, height=height)


def _tiles(rows: Pillow.Image, factor: float) -> tuple[Pillow.Image, float]:
    """Tiles of the rows, put side by side, reduced by `factor`; and how much more there is in all the rows."""
    width, height = max(1, round(rows.width / factor)), max(1, round(rows.height / factor))
    if width * height <= _TILE * _TILE * _TILES * 1.3:
        return rows.resize((width, height), Pillow.Resampling.BICUBIC, reducing_gap=2.0), 1.0
    tile = min(_TILE, width), min(_TILE, height)
    across = max(1, min(width // tile[0], round(math.sqrt(_TILES * width / height))))
    down = max(1, min(height // tile[1], round(_TILES / across)))
    sheet = Pillow.new(rows.mode, (across * tile[0], down * tile[1]))
    change, step = _change(rows)
    within = []
    for number in range(across * down):
        x = max(0, round((number % across + 0.5) * width / across - tile[0] / 2))  # whole pixels: half of one would blur the grain away
        y = max(0, round((number // across + 0.5) * height / down - tile[1] / 2))
        box = x * factor, y * factor, min(rows.width, (x + tile[0]) * factor), min(rows.height, (y + tile[1]) * factor)
        sheet.paste(rows.resize(tile, Pillow.Resampling.BICUBIC, box=box, reducing_gap=2.0), (number % across * tile[0], number // across * tile[1]))
        left, top, right, bottom = (int(edge / step) for edge in box)
        within.append(change[top : max(top + 1, bottom), left : max(left + 1, right)].mean())
    more = math.sqrt((float(change.mean()) + 0.01) / (float(np.mean(within)) + 0.01))
    return sheet, width * height / (sheet.width * sheet.height) * more


def _change(rows: Pillow.Image) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], int]:
    """How much the colours change from pixel to pixel, in a reduction of the picture; and by how much it is reduced."""
    step = max(1, max(rows.size) // 512)
    values = np.asarray(rows.reduce(step), dtype=np.float32)
    values = values[..., None] if values.ndim == 2 else values
    change = np.zeros(values.shape[:2], np.float32)
    change[:, 1:] += np.abs(np.diff(values, axis=1)).sum(2)
    change[1:] += np.abs(np.diff(values, axis=0)).sum(2)
    return change, step
