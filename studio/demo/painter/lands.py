"""Painted land and water: ridges, dunes, sea, beach, forest, meadow, snow, city, road, river, space, under water.

Knows nothing of marched objects. Each painter takes a sky already painted and lays its layers over it from far to near, every
layer taking more of the hour's land tint and less of its haze, which is all the perspective it needs. `ground` 0..1 asks
for a quiet open stage in front for objects.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .air import Air
from .pixels import Pixels, clouds_field, noise_field, noise_line, rgb, smooth


@dataclass(frozen=True, slots=True)
class View:
    """What a land painter needs to know: the hour, where the horizon lies (share of height), the randomness, how much detail
    (1 final, less in drafts), how many layers were asked for, and whether objects will stand in front."""

    air: Air
    horizon: float
    rng: np.random.Generator
    detail: float = 1.0
    layers: int = 0
    staged: bool = False
    tint: str = ""


def tone(view: View, colour: str, near: float) -> Pixels:
    """A land colour in this hour's light at a nearness 0 (lost in haze) to 1."""
    lit = rgb(colour) * rgb(view.air.land) * np.float32(view.air.dim)
    return np.asarray(rgb(view.air.haze) * np.float32(1 - near) + lit * np.float32(near), np.float32)


def layer(a: Pixels, line: Pixels, top: Pixels, low: Pixels, deep: float, *, until: int | None = None) -> None:
    """Fills below a line (pixels from the top, per column), from colour `top` at the line to `low` `deep` pixels under it."""
    height = a.shape[0]
    start = int(np.clip(np.floor(line.min()) - 1, 0, height))
    stop = height if until is None else int(np.clip(until, start, height))
    if start >= stop:
        return
    y = np.arange(start, stop, dtype=np.float32)[:, None] - line[None]
    cover = np.clip(y + np.float32(0.5), 0, 1)[..., None]
    share = np.clip(y / np.float32(max(deep, 1)), 0, 1)[..., None]
    a[start:stop] += (top + (low - top) * share - a[start:stop]) * cover


def _columns(a: Pixels) -> Pixels:
    return np.linspace(0, 0.999, a.shape[1], dtype=np.float32)


def _spread(a: Pixels) -> float:
    """How many times wider than high, so that features keep their shape in banners and pillars."""
    return max(0.25, float(a.shape[1]) / float(a.shape[0]))


def _line(a: Pixels, rng: np.random.Generator, octaves: int, start: float = 4) -> Pixels:
    return noise_line(_columns(a), rng, octaves, max(1, round(start * min(4.0, _spread(a)) / 1.3)))


def ridges(a: Pixels, view: View) -> None:
    """Mountain ridges in haze."""
    height = a.shape[0]
    n = view.layers or 6
    base = view.horizon - (0.16 if view.staged else 0.1)
    top = base if view.staged else min(base, 0.44)
    lines = []
    fall, rough = float(view.rng.uniform(-0.13, 0.13)), float(view.rng.uniform(0.8, 1.5))
    slope = (_columns(a) - np.float32(0.5)) * np.float32(fall * (0.4 if view.staged else 1))
    for i in range(n):
        t = i / max(1, n - 1)
        span = (view.horizon + 0.02 - top) if view.staged else (1 - top) * 0.88
        profile = _line(a, view.rng, 6 if view.detail > 0.7 else 3) * (0.085 * rough - 0.04 * t) * (0.6 if view.staged else 1)
        lines.append((top + span * t + profile + slope * (1 - 2 * t)) * height)
    for i, line in enumerate(lines):
        t = i / max(1, n - 1)
        near = 0.22 + 0.78 * t**1.2
        until = None if i == n - 1 else int(max(v.max() for v in lines[i + 1 :])) + 2
        layer(a, line, tone(view, view.tint or "#2c4257", near), tone(view, view.tint or "#3a5266", near * (0.45 + 0.5 * t)), height * 0.3, until=until)
    if view.staged:
        floor(a, view, "#7c8a62", "#4d5f45")


def floor(a: Pixels, view: View, far: str, near: str, rough: float = 0.05) -> None:
    """A plain ground from the horizon down, with texture that coarsens towards the eye."""
    height, width = a.shape[:2]
    line = np.full(width, view.horizon * height, np.float32) + _line(a, view.rng, 3, 3) * height * 0.006
    start = int(np.clip(line.min() - 1, 0, height - 1))
    layer(a, line, tone(view, far, 0.55), tone(view, near, 1.0), height * (1 - view.horizon) * 0.8)
    rows = height - start
    if rows > 8 and view.detail > 0.5:
        t = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        fine = noise_field(width, rows, (width / 7, rows / 2.2), view.rng) * (1 - t)
        coarse = noise_field(width, rows, (width / 26, rows / 9), view.rng) * t
        a[start:] *= (1 + (fine + coarse) * np.float32(rough * 3))[..., None]


def dunes(a: Pixels, view: View) -> None:
    """Dunes, each with a lit flank and a shaded one."""
    height = a.shape[0]
    n = 5
    for i in range(n):
        t = i / (n - 1)
        start = view.horizon - 0.05 + (1.02 - view.horizon) * t * (0.5 if view.staged else 0.85)
        line = (start + _line(a, view.rng, 2, 2.4) * (0.05 + 0.03 * t)) * height
        slope = np.gradient(line)
        lit = np.clip(0.5 - slope * 2.6, 0, 1)[None, :, None]
        top = tone(view, "#f6c987", 0.6 + 0.4 * t) * lit + tone(view, "#9c5226", 0.55 + 0.45 * t) * (1 - lit)
        layer(a, line, top, tone(view, "#d59a60" if i < n - 1 else "#c4834a", 0.6 + 0.4 * t), height * 0.22)
    rows = a.shape[0] - int(view.horizon * height)
    if view.detail > 0.7 and rows > 20:
        ripple = np.sin(clouds_field(a.shape[1], rows, 5, view.rng, 2) * 22 + np.linspace(0, 1, rows, dtype=np.float32)[:, None] ** 1.5 * 120)
        a[-rows:] *= (1 + ripple * np.float32(0.018) * np.linspace(0, 1, rows, dtype=np.float32)[:, None])[..., None]


def water(a: Pixels, view: View, calm: float = 0.5) -> None:
    """Water from the horizon down: the sky mirrored, broken by waves that grow towards the eye, and the sun's path."""
    height, width = a.shape[:2]
    top = int(np.clip(view.horizon * height, 1, height - 2))
    rows = height - top
    t = (np.arange(rows, dtype=np.float32) / rows)[:, None]
    far = noise_field(width, rows, (width / 14, rows / 1.6), view.rng) * (1 - t) ** 2
    middle = noise_field(width, rows, (width / 46, rows / 4), view.rng) * (1 - t) * t * 3
    close = noise_field(width, rows, (width / 130, rows / 12), view.rng) * t
    waves = (far + middle + close) * np.float32(1.35 - calm)
    source = np.clip(top - 1 - (np.arange(rows)[:, None] * (top / rows) + waves * rows * 0.16).astype(np.int64), 0, top - 1)
    mirror = a[source, np.arange(width)[None]]
    deep = tone(view, view.tint or "#0f4a68", 1.0)
    share = (np.float32(0.30) + np.float32(0.42) * t)[..., None]
    body = mirror * (1 - share) + deep * share
    body *= (1 + waves * np.float32(0.42))[..., None]
    sx = view.air.sun[0]
    x = np.linspace(0, 1, width, dtype=np.float32)[None]
    path = np.exp(-(((x - sx) / (0.03 + 0.13 * t)) ** 2)) * smooth(0.08, 0.34, waves + np.float32(0.08)) * np.float32(0.85)
    body += (rgb(view.air.sun[3]) - body) * (path * np.float32(0.8 if view.air.dim < 1.05 else 0.5))[..., None]
    a[top:] = np.clip(body, 0, 1)


def sea(a: Pixels, view: View) -> None:
    """Open sea."""
    water(a, view, 0.45)


def lake(a: Pixels, view: View) -> None:
    """A lake before mountains, mirrored."""
    height = a.shape[0]
    for i in range(3):
        line = (view.horizon - 0.11 + 0.045 * i + _line(a, view.rng, 6) * (0.06 - 0.017 * i)) * height
        layer(a, line, tone(view, "#35506a", 0.3 + 0.25 * i), tone(view, "#4a6478", 0.25 + 0.2 * i), height * 0.2, until=int(view.horizon * height) + 1)
    water(a, view, 0.95)


def beach(a: Pixels, view: View) -> None:
    """Sea, foam, sand."""
    height = a.shape[0]
    water(a, view, 0.5)
    shore = view.horizon + (1 - view.horizon) * (0.22 if view.staged else 0.4)
    wave = _line(a, view.rng, 3, 2) * 0.025 + _columns(a) * 0.05
    for shift, colour, near in ((-0.018, "#5fb0b4", 0.9), (-0.006, "#f7f4ea", 0.95), (0.004, "#b89468", 1.0), (0.02, "#e2c592", 1.0)):
        layer(
            a,
            (shore + shift + wave + _line(a, view.rng, 4, 6) * 0.003) * height,
            tone(view, colour, near),
            tone(view, "#e9d0a2" if shift > 0.01 else colour, near),
            height * 0.3,
        )
    rows = int(height * (1 - shore))
    if rows > 20 and view.detail > 0.5:
        grain = noise_field(a.shape[1], rows, (a.shape[1] / 3, rows / 2), view.rng)
        a[-rows:] *= (1 + grain * np.float32(0.06))[..., None]


def _mask(a: Pixels, shapes: list[list[tuple[float, float]]]) -> Pixels:
    height, width = a.shape[:2]
    picture = Image.new("L", (width * 2, height * 2), 0)
    draw = ImageDraw.Draw(picture)
    for shape in shapes:
        draw.polygon([(x * 2, y * 2) for x, y in shape], fill=255)
    return np.asarray(picture.reduce(2), np.float32) / np.float32(255)


def _fir(x: float, foot: float, tall: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    points, n = [(x, foot - tall)], 7
    for side in (1, -1):
        row = []
        for k in range(n):
            t = (k + 1) / n
            reach = tall * 0.23 * t**0.9 * float(rng.uniform(0.82, 1.15))
            row += [(x + side * reach, foot - tall * (1 - t) - tall * 0.02), (x + side * reach * 0.52, foot - tall * (1 - t) - tall * 0.035)]
        points += row if side == 1 else row[::-1]
    return points


def firs(a: Pixels, view: View, foot: float, tall: float, near: float, *, count: float, colour: str) -> None:
    """A row of firs standing on a height of the picture."""
    height, width = a.shape[:2]
    n = max(3, int(count * _spread(a)))
    shapes = [
        _fir(
            (i + float(view.rng.uniform(0.1, 0.9))) * width / n,
            (foot + float(view.rng.normal(0, 0.008))) * height,
            tall * height * float(view.rng.uniform(0.6, 1.15)),
            view.rng,
        )
        for i in range(n)
    ]
    a += (tone(view, colour, near) - a) * _mask(a, shapes)[..., None]


def forest(a: Pixels, view: View) -> None:
    """A forest: rows of firs into the haze, trunks close by, light falling between them."""
    height, width = a.shape[:2]
    ground = view.horizon
    rows = 5 if view.detail > 0.7 else 3
    for i in range(rows):
        t = i / (rows - 1)
        firs(a, view, ground + 0.015 + 0.03 * t, 0.34 + 0.26 * t, 0.24 + 0.44 * t, count=26 - 15 * t, colour="#1f4a38")
        line = (ground - 0.02 + 0.04 * t + _line(a, view.rng, 3) * 0.012) * height
        layer(a, line, tone(view, "#2d5a3c", 0.3 + 0.4 * t), tone(view, "#2d5a3c", 0.4 + 0.4 * t), height * 0.1)
    floor(a, View(view.air, ground + 0.025, view.rng, view.detail), "#5f7d4a", "#2c4a30", 0.09)
    shapes = []
    for x in (0.03, 0.15, 0.86, 0.965):
        cx, w = (x + float(view.rng.normal(0, 0.012))) * width, float(view.rng.uniform(0.016, 0.03)) * min(width, height * 1.6)
        foot = (ground + float(view.rng.uniform(0.1, 0.3)) * (1 - ground)) * height
        shapes.append([(cx - w * 0.7, -5), (cx + w * 0.7, -5), (cx + w, foot - w), (cx + w * 1.7, foot), (cx - w * 1.7, foot), (cx - w, foot - w)])
    trunks = _mask(a, shapes)
    a += (tone(view, "#2a241d", 0.92) - a) * trunks[..., None]
    if view.detail > 0.7:
        across, down = np.linspace(0, 1, width, dtype=np.float32)[None], np.linspace(0, 1, height, dtype=np.float32)[:, None]
        slant = across * _spread(a) + down * np.float32(0.55)
        beams = np.clip(noise_line((slant / 6 % 0.999).ravel().astype(np.float32), view.rng, 3, 40).reshape(slant.shape), 0, 1) * smooth(0.95, 0.1, down)
        a += (rgb(view.air.sun[3]) - a) * (beams * np.float32(0.17))[..., None]
        np.clip(a, 0, 1, out=a)


Paint = Callable[[Pixels, View], None]
