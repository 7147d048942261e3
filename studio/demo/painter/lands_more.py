"""More painted land: meadow, snow, city, road, river, space, under water, puddle, open sky; and the table of all painters.

Knows nothing of marched objects; the tools and the first painters are in `lands`.
"""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from .lands import Paint, View, _line, _mask, _spread, beach, dunes, firs, floor, forest, lake, layer, ridges, sea, tone
from .pixels import Pixels, blurred, clouds_field, noise_field, rgb, smooth
from .skies import clouds, stars


def meadow(a: Pixels, view: View) -> None:
    """Rolling green, far trees, flowers close by."""
    height, width = a.shape[:2]
    rise = view.horizon - 0.03
    layer(a, (rise - 0.04 + _line(a, view.rng, 4) * 0.03) * height, tone(view, "#5c7f86", 0.4), tone(view, "#6d8f80", 0.4), height * 0.2)
    hills = ("#8fae6a", "#7fa659", "#6f9a4b", "#5f8a3f")
    for i, colour in enumerate(hills):
        t = i / 3
        line = (
            rise + (0.1 if view.staged else 0.34) * t**1.2 * (1 - rise) + _line(a, view.rng, 2, 2) * (0.02 + 0.02 * t) * (0.35 if view.staged else 1)
        ) * height
        layer(a, line, tone(view, colour, 0.5 + 0.5 * t), tone(view, "#4c7a35", 0.6 + 0.4 * t), height * 0.45)
        if i == 1:
            firs(a, view, rise + 0.03, 0.06, 0.6, count=26, colour="#3a6040")
    if view.detail > 0.5:
        start = int(height * (rise + 0.06))
        rows = height - start
        near = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        blades = noise_field(width, rows, (width / 2.5, rows / 12), view.rng) * near
        a[start:] *= (1 + blades * np.float32(0.28))[..., None]
        picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        colours = ("#f4f1ea", "#f2c12e", "#e0567a", "#b9a5dc")
        for _ in range(int(170 * min(4.0, _spread(a)))):
            y = float(view.rng.uniform(0, 1)) ** 0.7
            r = (0.6 + 3.4 * y) * height / 900
            x, py = float(view.rng.uniform(0, width)), start + y * rows
            value = tone(view, colours[int(view.rng.integers(4))], 1.0)
            draw.ellipse((x - r, py - r * 0.8, x + r, py + r * 0.8), fill=(*(int(v * 255) for v in value), 235))
        flowers = np.asarray(picture, np.float32) / np.float32(255)
        a += (flowers[..., :3] - a) * flowers[..., 3:]


def snowfield(a: Pixels, view: View) -> None:
    """Snow hills with firs."""
    height = a.shape[0]
    layer(a, (view.horizon - 0.1 + _line(a, view.rng, 6) * 0.05) * height, tone(view, "#a9bccf", 0.45), tone(view, "#d7e2ec", 0.5), height * 0.2)
    for i in range(3):
        t = i / 2
        line = (view.horizon - 0.03 + (0.06 if view.staged else 0.26) * t + _line(a, view.rng, 2, 2) * (0.015 + 0.02 * t)) * height
        firs(a, view, view.horizon - 0.01 + (0.03 if view.staged else 0.12) * t, 0.1 + 0.07 * t, 0.5 + 0.3 * t, count=16 - 5 * t, colour="#2c4a48")
        layer(a, line, tone(view, "#f8fbff", 0.8 + 0.2 * t), tone(view, "#c6d6e8", 0.8 + 0.2 * t), height * 0.5)
    start = int(height * view.horizon)
    if view.detail > 0.5 and height - start > 10:
        drift = clouds_field(a.shape[1], height - start, 4, view.rng, 4)
        a[start:] *= (1 + drift * np.float32(0.05))[..., None]


def _towers(view: View, width: int, foot: float, tall: float, count: int) -> list[tuple[float, float, float, float]]:
    out, x = [], -0.02 * width
    while x < width:
        w = width / count * float(view.rng.uniform(0.6, 1.5))
        out.append((x, foot - tall * float(view.rng.uniform(0.3, 1.0)) ** 1.2, x + w, foot))
        x += w * float(view.rng.uniform(0.85, 1.15))
    return out


def city(a: Pixels, view: View) -> None:
    """A skyline in three depths, windows lit when the hour is dark; streets or water in front mirror it."""
    height, width = a.shape[:2]
    foot = view.horizon * height + 2
    dark = view.air.dim < 0.8
    for i, (share, count) in enumerate(((0.42, 16), (0.34, 12), (0.25, 9))):
        t = i / 2
        towers = _towers(view, width, foot, share * height * 1.15, max(4, round(count * min(5.0, _spread(a)))))
        shapes = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1 in towers]
        shapes += [
            [((x0 + x1) / 2 - 1.2, y0 - (y1 - y0) * 0.16), ((x0 + x1) / 2 + 1.2, y0 - (y1 - y0) * 0.16), ((x0 + x1) / 2 + 2, y0), ((x0 + x1) / 2 - 2, y0)]
            for x0, y0, x1, y1 in towers[::3]
        ]
        a += (tone(view, "#3b4a60", 0.32 + 0.5 * t) - a) * _mask(a, shapes)[..., None]
        if view.detail < 0.6:
            continue
        picture = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(picture)
        cell = max(3.0, height / 95 * (0.6 + 0.4 * t))
        for x0, y0, x1, y1 in towers:
            for row in range(int((y1 - y0) / cell / 1.25)):
                for column in range(int((x1 - x0) / cell) - 1):
                    if view.rng.random() < (0.42 if dark else 0.75):
                        px, py = x0 + (column + 0.8) * cell, y0 + (row + 0.8) * cell * 1.25
                        draw.rectangle((px, py, px + cell * 0.45, py + cell * 0.6), fill=int(view.rng.uniform(90, 255)))
        cover = np.asarray(picture, np.float32) / np.float32(255)
        glow = rgb("#ffd890" if view.air.sky[0] != "#0b0820" else ("#ff5fc0", "#45e0ff", "#ffb347")[i])
        a += ((glow if dark else tone(view, "#dfe8ee", 0.7)) - a) * (cover * np.float32(0.9 if dark else 0.28))[..., None]
        if dark:
            a += (glow - a) * np.clip(blurred(cover, cell * 2.2) * np.float32(0.5), 0, 0.5)[..., None]
    top = int(np.clip(foot, 1, height - 2))
    rows = height - top
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    jitter = noise_field(width, rows, (width / 60, rows / 3), view.rng)
    source = np.clip(top - 1 - (np.arange(rows)[:, None] * 0.9 + jitter * rows * 0.25).astype(np.int64), 0, top - 1)
    wet = a[source, np.arange(width)[None]]
    dull = (np.float32(0.45) + np.float32(0.4) * depth)[..., None]
    a[top:] = wet * (1 - dull) + tone(view, "#2a3340" if dark else "#9aa0a4", 1.0) * dull


def road(a: Pixels, view: View) -> None:
    """A straight road to the horizon over open land."""
    meadow(a, view) if view.rng.random() < 0.5 else dunes(a, View(view.air, view.horizon, view.rng, view.detail, 0, True))
    height, width = a.shape[:2]
    top, unit = view.horizon * height, min(width, height * 1.4)
    middle = width * 0.5

    def strip(l0: float, l1: float, s0: float, s1: float) -> list[tuple[float, float]]:
        y0, y1 = top + (height - top) * s0, top + (height - top) * s1
        return [(middle + unit * l0 * s0, y0), (middle + unit * l1 * s0, y0), (middle + unit * l1 * s1, y1), (middle + unit * l0 * s1, y1)]

    a += (tone(view, "#4a4c50", 0.95) - a) * _mask(a, [strip(-0.62, 0.62, 0.0, 1.0)])[..., None]
    lines = [strip(-0.58, -0.55, 0.0, 1.0), strip(0.55, 0.58, 0.0, 1.0)] + [
        strip(-0.014, 0.014, (k / 9) ** 2, min(1.0, ((k + 0.5) / 9) ** 2)) for k in range(1, 9)
    ]
    a += (tone(view, "#f2e6c4", 1.0) - a) * (_mask(a, lines) * np.float32(0.85))[..., None]


def river(a: Pixels, view: View) -> None:
    """A river winding out of mountains through meadows."""
    ridges(a, View(view.air, view.horizon, view.rng, view.detail, 4, True))
    meadow(a, View(view.air, view.horizon + 0.02, view.rng, view.detail, 0, True))
    height, width = a.shape[:2]
    y = np.linspace(0, 1, 60)
    centre = 0.55 + 0.2 * np.sin(y * 7.0 + 0.6) * (0.25 + 0.75 * y) - 0.12 * y
    half = 0.004 + 0.16 * y**1.7
    rows = (view.horizon + 0.03) * height + y * height * (1 - view.horizon)
    left = [((c - h) * width, r) for c, h, r in zip(centre, half, rows, strict=True)]
    right = [((c + h) * width, r) for c, h, r in zip(centre, half, rows, strict=True)]
    cover = _mask(a, [left + right[::-1]])
    shine = noise_field(width, height, (width / 40, height / 4), view.rng) * np.float32(0.25)
    surface = (rgb(view.air.sky[1]) * np.float32(0.75) + tone(view, "#2f6f8a", 1.0) * np.float32(0.3)) * (1 + shine[..., None])
    a += (surface - a) * cover[..., None]
    np.clip(a, 0, 1, out=a)


def space(a: Pixels, view: View) -> None:
    """Nebula, stars, and a ringed planet."""
    height, width = a.shape[:2]
    a[:] = rgb("#070912")
    cloud = clouds_field(width, height, 2.4 * min(3.0, _spread(a)), view.rng, 5)
    other = clouds_field(width, height, 2.0 * min(3.0, _spread(a)), view.rng, 4)
    for field, colour, gain in ((cloud, "#4a2a8a", 0.9), (other, "#14648c", 0.75), (cloud * other * 3, "#e0608a", 0.6)):
        a += (rgb(colour) - a) * (smooth(0.0, 0.9, field) * np.float32(gain))[..., None]
    stars(a, 1.6, view.rng, 2.2)
    r, cx, cy = 0.17 * min(width, height), width * (0.74 if view.staged else 0.6), height * (0.27 if view.staged else 0.45)
    r = r if view.staged else r * 1.5
    yy, xx = np.ogrid[0:height, 0:width]
    dx, dy = (xx - cx) / r, (yy - cy) / r
    d = np.sqrt(dx * dx + dy * dy).astype(np.float32)
    bands = 0.5 + 0.5 * np.sin((dy + dx * 0.25) * 11 + cloud * 3)
    lit = np.clip(0.72 - dx * 0.55 - dy * 0.45, 0.05, 1.1) * np.sqrt(np.clip(1.05 - d * d * 0.75, 0.1, 1))
    globe = (rgb("#e9b27c") * bands[..., None] + rgb("#b4603f") * (1 - bands[..., None])) * lit[..., None]
    a += (globe.astype(np.float32) - a) * np.clip((1 - d) * r / 1.5 + 0.5, 0, 1)[..., None]
    e = np.sqrt((dx * 0.96 + dy * 0.28) ** 2 + ((dy * 0.96 - dx * 0.28) * 3.6) ** 2).astype(np.float32)
    ring = smooth(1.35, 1.42, e) * smooth(2.05, 1.95, e) * (0.55 + 0.35 * np.sin(e * 40)) * np.where((d < 1) & (dy * 0.96 - dx * 0.28 < 0), 0, 1)
    a += (rgb("#f2d9ae") - a) * (ring * np.float32(0.75))[..., None].astype(np.float32)
    if view.staged:
        moon = View(view.air, view.horizon, view.rng, view.detail)
        floor(a, View(moon.air, moon.horizon, moon.rng, moon.detail), "#6f6c7c", "#a7a2ae", 0.025)


def underwater(a: Pixels, view: View) -> None:
    """Blue depth, shafts of light, bubbles, sand and weed."""
    height, width = a.shape[:2]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    a[:] = rgb("#5fc4d8") * (1 - y) ** 1.3 + rgb("#0c3f6e") * (1 - (1 - y) ** 1.3)
    x = np.linspace(0, 1, width, dtype=np.float32)[None]
    fan = ((x - 0.3) / (0.5 + y[..., 0])) * 2.0 + 0.5
    shafts = np.clip(np.sin(fan * 23) * np.sin(fan * 9 + 1), 0, 1) * smooth(0.85, 0.0, y[..., 0])
    a += (rgb("#d8fbff") - a) * (shafts * np.float32(0.28)).astype(np.float32)[..., None]
    line = (0.86 + _line(a, view.rng, 3, 2) * 0.025) * height
    layer(a, line, rgb("#6fa3a0"), rgb("#c9b98c"), height * 0.2)
    picture = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(picture)
    for _ in range(46):
        r = float(view.rng.uniform(0.002, 0.011)) * height
        px, py = float(view.rng.uniform(0, width)), float(view.rng.uniform(0.05, 0.85)) * height
        draw.ellipse((px - r, py - r, px + r, py + r), outline=190, width=max(1, int(r / 5)))
        draw.ellipse((px - r * 0.5, py - r * 0.6, px - r * 0.1, py - r * 0.2), fill=210)
    a += (rgb("#eaffff") - a) * (np.asarray(picture, np.float32) / np.float32(340))[..., None]
    shapes = []
    for x0 in (0.06, 0.1, 0.145, 0.88, 0.93, 0.97):
        tall, sway = float(view.rng.uniform(0.2, 0.42)), float(view.rng.uniform(-0.03, 0.03))
        side = [
            ((x0 + 0.012 * np.sin(t * 9 + sway * 90) * t + 0.011 * (1 - t) * s) * width, (0.93 - tall * t) * height)
            for s in (1,)
            for t in np.linspace(0, 1, 24)
        ]
        back = [((x0 + 0.012 * np.sin(t * 9 + sway * 90) * t - 0.011 * (1 - t)) * width, (0.93 - tall * t) * height) for t in np.linspace(1, 0, 24)]
        shapes.append([(float(p), float(q)) for p, q in side + back])
    a += (rgb("#1f6b58") - a) * (_mask(a, shapes) * np.float32(0.9))[..., None]


def puddle(a: Pixels, view: View) -> None:
    """A wet street: soft dark ground; the water itself is marched."""
    height, width = a.shape[:2]
    line = np.full(width, view.horizon * height, np.float32)
    blur = noise_field(width, height, (7 * _spread(a), 4), view.rng)
    a *= (1 + blur * np.float32(0.25))[..., None]
    layer(a, line, tone(view, "#8a8f94", 0.6), tone(view, "#50565c", 1.0), height * 0.4)
    start = int(view.horizon * height)
    rows = height - start
    grit = noise_field(width, rows, (width / 3, rows / 1.6), view.rng)
    a[start:] *= (1 + grit * np.float32(0.07))[..., None]


def skyscape(a: Pixels, view: View) -> None:
    """Clouds, and a floor of them far below."""
    clouds(a, 1.0, view.air, view.rng, 0.5)
    height = a.shape[0]
    for i in range(3):
        line = (0.84 + 0.06 * i + np.abs(_line(a, view.rng, 4, 3)) * -0.05) * height
        layer(a, line, tone(view, "#ffffff", 0.85), tone(view, "#d5dfea", 0.7), height * 0.12)


PAINTERS: Final[dict[str, Paint]] = {
    "mountain": ridges,
    "desert": dunes,
    "sea": sea,
    "lake": lake,
    "beach": beach,
    "puddle": puddle,
    "forest": forest,
    "meadow": meadow,
    "snowfield": snowfield,
    "city": city,
    "road": road,
    "river": river,
    "space": space,
    "underwater": underwater,
    "sky": skyscape,
}
