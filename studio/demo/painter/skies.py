"""Skies: gradient, sun and moon with their glow, stars, clouds, aurora, rainbow, rain and snow.

Knows nothing of land. Every function draws into the array it is given.
"""

import numpy as np
from PIL import Image, ImageDraw

from .air import Air
from .pixels import Pixels, blurred, clouds_field, gradient, noise_line, rgb, smooth


def sky(width: int, height: int, horizon: float, air: Air) -> Pixels:
    """The gradient of an hour, its lowest colour reached at the horizon (a share of the height)."""
    h = float(np.clip(horizon, 0.05, 1.0))
    return gradient(width, height, ((0, air.sky[0]), (h * 0.55, air.sky[1]), (h, air.sky[2]), (1.001, air.sky[2])))


def disc(a: Pixels, horizon: float, air: Air, *, moon: bool = False, crescent: bool = False, high: float = 0.0, x: float = 0.0) -> None:
    """A sun or a moon with its glow."""
    height, width = a.shape[:2]
    sx, sy, radius, colour = air.sun
    if moon and not air.moonlit:
        sy, radius = 0.7, 0.06
    if high:
        sy = high
    cx, cy = (x or sx) * width, horizon * height * (1 - sy)
    r = radius * min(height, width * 0.9)
    yy, xx = np.ogrid[0:height, 0:width]
    d = np.sqrt((xx - cx) ** 2 + (yy - cy) ** 2).astype(np.float32)
    value = rgb("#f4f0e2" if moon else colour)
    glow = np.exp(-d / np.float32(r * 3.4)) * np.float32(0.32 if moon else 0.5)
    a += (value - a) * glow[..., None]
    body = np.clip((r - d) / 1.5 + 0.5, 0, 1).astype(np.float32)
    if crescent:
        bite = np.sqrt((xx - cx - r * 0.5) ** 2 + (yy - cy + r * 0.22) ** 2)
        body *= np.clip((bite - r * 0.92) / 1.5 + 0.5, 0, 1).astype(np.float32)
    if moon:
        rng = np.random.default_rng(7)
        spots = blurred(rng.uniform(0, 1, (height, width)).astype(np.float32), max(2.0, r * 0.25)) if r > 6 else np.full((height, width), 0.5, np.float32)
        value = value * (1 - np.clip((spots[..., None] - np.float32(0.5)) * 2.0, 0, 0.12))
    a += (value - a) * body[..., None]


def stars(a: Pixels, horizon: float, rng: np.random.Generator, thick: float = 1.0) -> None:
    """Stars of three sizes, thinning out towards the horizon."""
    height, width = a.shape[:2]
    scale = max(1.0, min(height, width) / 700)
    picture = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(picture)
    for _ in range(int(420 * thick)):
        x, y = rng.uniform(0, width), (rng.uniform(0, 1) ** 1.25) * horizon * height
        r = scale * float(rng.choice([0.45, 0.7, 1.25], p=[0.7, 0.25, 0.05]))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.uniform(110, 255)))
    cover = np.asarray(picture, np.float32) / np.float32(255)
    fade = smooth(horizon, horizon * 0.5, np.linspace(0, 1, height, dtype=np.float32))[:, None]
    a += (rgb("#fdf8ea") - a) * (cover * fade)[..., None]


def clouds(a: Pixels, horizon: float, air: Air, rng: np.random.Generator, amount: float = 0.5) -> None:
    """Drifts of cloud, lit on top, flatter near the horizon."""
    height, width = a.shape[:2]
    rows = max(4, int(height * horizon))
    field = clouds_field(width, rows, 3.2 * width / max(height, width), rng, 5)
    lifted = np.roll(field, max(1, rows // 40), 0)
    cover = smooth(0.30 - amount * 0.5, 0.75 - amount * 0.4, field)
    cover *= smooth(0.0, 0.25, np.linspace(0, 1, rows, dtype=np.float32))[:, None] * np.float32(0.4) + np.float32(0.6)
    light = np.clip(np.float32(0.75) + (field - lifted) * 1.6, 0.35, 1)[..., None]
    top = rgb(air.sky[2]) * np.float32(0.45) + np.float32(0.55 * (0.35 + 0.65 * air.dim))
    tone = rgb(air.sky[1]) * (1 - light) + np.clip(top, 0, 1) * light
    a[:rows] += (tone - a[:rows]) * (cover * np.float32(0.9))[..., None]


def aurora(a: Pixels, horizon: float, rng: np.random.Generator) -> None:
    """Curtains of green and violet light."""
    height, width = a.shape[:2]
    x = np.linspace(0, 0.999, width, dtype=np.float32)
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    for colour, place, tall in (("#3df29a", 0.62, 0.42), ("#48e0c0", 0.48, 0.34), ("#a46af0", 0.36, 0.3)):
        line = horizon * (place + noise_line(x, rng, 3, 2) * 0.13)
        rays = np.clip(0.6 + noise_line(x, rng, 6, 12) * 0.4, 0.1, 1.4)
        up = (line[None] - y) / (horizon * tall)
        glow = np.where(up > 0, np.exp(-up * 2.4) * np.clip(up * 14, 0, 1), np.exp(up * 22) * 0).astype(np.float32) * rays[None]
        a += (rgb(colour) - a) * np.clip(glow * np.float32(0.75), 0, 0.85)[..., None]


def rainbow(a: Pixels, horizon: float) -> None:
    """A rainbow standing on the horizon."""
    height, width = a.shape[:2]
    yy, xx = np.ogrid[0:height, 0:width]
    d = np.sqrt((xx - width * 0.5) ** 2 + (yy - height * horizon * 1.15) ** 2) / (0.62 * min(width, height * 1.3))
    t = (d - 0.86) / 0.14
    bands = np.stack(
        [
            np.interp(t, [0, 0.2, 0.4, 0.6, 0.8, 1], v)
            for v in zip(*(rgb(c) for c in ("#7a4fc0", "#3a78d8", "#3fae5a", "#f2d23a", "#f08a2a", "#d8342a")), strict=True)
        ],
        -1,
    )
    cover = (smooth(0, 0.15, t.astype(np.float32)) * smooth(1, 0.85, t.astype(np.float32))) * np.float32(0.5)
    a += (bands.astype(np.float32) - a) * cover[..., None]


def lightning(a: Pixels, horizon: float, rng: np.random.Generator) -> None:
    """One forked bolt and the sky it lights."""
    height, width = a.shape[:2]
    picture = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(picture)
    x, y = width * float(rng.uniform(0.3, 0.7)), 0.0
    while y < horizon * height:
        nx, ny = x + float(rng.normal(0, width * 0.02)), y + height * 0.03
        draw.line((x, y, nx, ny), fill=255, width=max(1, min(width, height) // 260))
        x, y = nx, ny
    bolt = np.asarray(picture, np.float32) / np.float32(255)
    glow = np.clip(blurred(bolt, min(width, height) / 30) * 2.4 + bolt, 0, 1)
    a += (rgb("#f2ecff") - a) * glow[..., None]


def falling(a: Pixels, rng: np.random.Generator, what: str) -> None:
    """Rain streaks or snowflakes in three depths, over everything."""
    height, width = a.shape[:2]
    unit = min(height, width) / 1000
    for depth, count in ((0.45, 420), (0.8, 240), (1.4, 90)):
        picture = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(picture)
        for _ in range(int(count * max(width, height) / min(width, height))):
            x, y = float(rng.uniform(-0.05, 1.05)) * width, float(rng.uniform(-0.05, 1)) * height
            if what == "rain":
                long = 46 * unit * depth
                draw.line((x, y, x - long * 0.16, y + long), fill=int(80 + 60 * depth), width=max(1, round(1.6 * unit * depth)))
            else:
                r = max(0.7, 3.6 * unit * depth * float(rng.uniform(0.6, 1.3)))
                draw.ellipse((x - r, y - r, x + r, y + r), fill=int(min(255, 150 + 80 * depth)))
        cover = np.asarray(picture, np.float32) / np.float32(255)
        if what == "snow" and depth > 1:
            cover = blurred(cover, max(1.0, 1.6 * unit))
        a += (rgb("#ffffff" if what == "snow" else "#dfe8f2") - a) * (cover * np.float32(0.9 if what == "snow" else 0.45))[..., None]


def weathered(a: Pixels, weather: tuple[str, ...], horizon: float, air: Air, rng: np.random.Generator, *, light: str) -> None:
    """What stands in the sky, far things first. A sun or moon comes with its hour even when no word asked for it."""
    night = air.moonlit
    if "stars" in weather or (night and light != "neon"):
        stars(a, horizon, rng, 1.6 if "stars" in weather else 0.8)
    if "aurora" in weather:
        aurora(a, horizon, rng)
    if "moon" in weather or light == "night":
        disc(a, horizon, air, moon=True)
    elif "sun" in weather or light in ("sunset", "golden", "morning", "dusk", "neon", ""):
        disc(a, horizon, air)
    if "clouds" in weather or light in ("noon", "", "sunset"):
        clouds(a, horizon, air, rng, 0.62 if "clouds" in weather else 0.25)
    if "rainbow" in weather:
        rainbow(a, horizon)
    if "lightning" in weather:
        lightning(a, horizon, rng)
    np.clip(a, 0, 1, out=a)
