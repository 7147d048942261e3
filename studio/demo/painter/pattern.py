"""Flat pictures: posters, grids of quarter circles, abstract forms, marble, terrazzo, leaves, logos.

Knows nothing of light. Drawn with Pillow at twice the size and reduced, after the painters of make.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from .brief import Brief
from .colours import hexcode
from .pixels import Pixels, clouds_field, generator, mix, noise_field, rgb, to_pixels

Curve = NDArray[np.float64]
INKS: Final = (
    ("#efe6d6", "#d9542b", "#1f3d5c", "#e7b04c", "#8fb0a3"),
    ("#1c1c1c", "#e8553a", "#f0ede4", "#2f5fd0", "#f2b632"),
    ("#f3ece0", "#2c5745", "#e08a5b", "#f0c56a", "#7d3b2e"),
    ("#f1ede4", "#25408f", "#ef5b5b", "#f7b538", "#2a9d8f"),
    ("#f6e9e1", "#6d2c3d", "#d98f83", "#31594f", "#e9b872"),
    ("#12263a", "#f4d6a0", "#e4572e", "#76b0a8", "#f3f0e6"),
)


def inks(brief: Brief, rng: np.random.Generator) -> tuple[str, ...]:
    """Paper and four inks: those named, or a set chosen by the seed."""
    base = INKS[int(rng.integers(len(INKS)))]
    named = tuple(hexcode(c) for c in brief.colours)
    ground = hexcode(brief.tint("background")) if brief.tint("background") else base[0]
    if not named:
        return (ground, *base[1:])
    extra = tuple(mix(named[0], c, t) for c, t in (("#ffffff", 0.5), ("#101018", 0.45), ("#f3e6cf", 0.75)))
    return (ground, *(named + extra)[: max(4, len(named))])


def _board(width: int, height: int, colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (width * 2, height * 2), colour)
    return picture, ImageDraw.Draw(picture)


def _done(picture: Image.Image, rng: np.random.Generator, grain: float = 0.006) -> Pixels:
    a = to_pixels(picture.reduce(2))
    return np.asarray(np.clip(a + rng.normal(0, grain, (*a.shape[:2], 1)).astype(np.float32), 0, 1), np.float32)


def grid(brief: Brief, width: int, height: int, rng: np.random.Generator, cells: int) -> Pixels:
    """Quarter circles, circles, leaves and halves in a square grid, no two neighbours in one colour."""
    colours = inks(brief, rng)
    cell = 2 * min(width, height) / cells
    columns, rows = max(1, round(2 * width / cell)), max(1, round(2 * height / cell))
    cw, ch = 2 * width / columns, 2 * height / rows
    picture, draw = _board(width, height, colours[0])
    before: list[int] = [-1] * columns
    for j in range(rows):
        left = -1
        for i in range(columns):
            options = [k for k in range(len(colours)) if k not in (left, before[i])]
            back = int(rng.choice(options))
            fore = int(rng.choice([k for k in range(len(colours)) if k != back]))
            left = before[i] = back
            x, y = i * cw, j * ch
            draw.rectangle((x, y, x + cw + 1, y + ch + 1), fill=colours[back])
            kind = int(rng.choice([0, 0, 0, 0, 1, 2, 3, 4]))
            corner = int(rng.integers(4))
            cx, cy = x + (corner in (1, 2)) * cw, y + (corner in (2, 3)) * ch
            quarter = corner * 90
            if kind == 0:
                draw.pieslice((cx - cw, cy - ch, cx + cw, cy + ch), quarter, quarter + 90, fill=colours[fore])
                if rng.random() < 0.45:
                    third = int(rng.choice([k for k in range(len(colours)) if k not in (back, fore)]))
                    draw.pieslice((cx - cw / 2, cy - ch / 2, cx + cw / 2, cy + ch / 2), quarter, quarter + 90, fill=colours[third])
            elif kind == 1:
                draw.ellipse((x + cw * 0.1, y + ch * 0.1, x + cw * 0.9, y + ch * 0.9), fill=colours[fore])
            elif kind == 2:
                draw.pieslice((x, y, x + cw, y + ch), quarter, quarter + 180, fill=colours[fore])
            elif kind == 3:
                draw.pieslice((cx - cw, cy - ch, cx + cw, cy + ch), quarter, quarter + 90, fill=colours[fore])
                ox, oy = x + (corner in (0, 3)) * cw, y + (corner in (0, 1)) * ch
                draw.pieslice((ox - cw / 2, oy - ch / 2, ox + cw / 2, oy + ch / 2), quarter + 180, quarter + 270, fill=colours[(fore + 1) % len(colours)])
    return _done(picture, rng)


def poster(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """A poster of a few large forms: a sun, a horizon, arcs below."""
    c = inks(brief, rng)
    picture, draw = _board(width, height, c[0])
    w, h = 2 * width, 2 * height
    unit = min(w, h)
    level = h * float(rng.uniform(0.5, 0.62))
    r = unit * float(rng.uniform(0.26, 0.31))
    cx = w * float(rng.choice([0.36, 0.5, 0.64]))
    draw.ellipse((cx - r, level * 0.62 - r, cx + r, level * 0.62 + r), fill=c[1])
    draw.rectangle((0, level, w, h), fill=c[2])
    q = r * 0.95
    draw.pieslice((cx - q, level - q, cx + q, level + q), 0, 180, fill=c[0])
    n = max(2, round(w / unit * 2))
    step = w / n
    for k in range(n):
        x, s = step * (k + 0.5), step * 0.5
        draw.pieslice((x - s, h - s, x + s, h + s), 180, 360, fill=c[3 + k % 2])
        if rng.random() < 0.7:
            draw.pieslice((x - s / 2, h - s / 2, x + s / 2, h + s / 2), 180, 360, fill=c[(k + 1) % 3])
    return _done(picture, rng)


def abstract(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """Large soft forms over one another, each throwing a shadow, like cut paper."""
    c = inks(brief, rng)
    base = Image.new("RGB", (width, height), c[0])
    unit = min(width, height)
    for k in range(7):
        mask = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(mask)
        cx, cy, r = float(rng.uniform(0.05, 0.95)) * width, float(rng.uniform(0.05, 0.95)) * height, unit * float(rng.uniform(0.14, 0.42))
        bumps = rng.uniform(0, math.tau, 3)
        points = [
            (
                cx + math.cos(t) * r * (1 + 0.22 * math.sin(2 * t + bumps[0]) + 0.12 * math.sin(3 * t + bumps[1])),
                cy + math.sin(t) * r * (1 + 0.2 * math.sin(2 * t + bumps[2])),
            )
            for t in np.linspace(0, math.tau, 90)
        ]
        draw.polygon(points, fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(0.8))
        small = mask.resize((max(8, width // 8), max(8, height // 8))).filter(ImageFilter.GaussianBlur(unit / 8 * 0.03))
        shade = small.resize((width, height), Image.Resampling.BICUBIC).point(lambda v: int(v * 0.42))
        base.paste(Image.new("RGB", (width, height), mix(c[2], "#14100e", 0.7)), (round(unit * 0.012), round(unit * 0.02)), shade)
        base.paste(Image.new("RGB", (width, height), c[1 + k % (len(c) - 1)]), (0, 0), mask)
    a = to_pixels(base)
    paper = clouds_field(width, height, 9, rng, 4) * np.float32(0.04) + rng.normal(0, 0.008, (height, width)).astype(np.float32)
    return np.asarray(np.clip(a * (1 + paper[..., None]), 0, 1), np.float32)


def marble(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """Marbled paper: a sine bent by noise, through a list of colours."""
    c = inks(brief, rng)
    cols = [mix(c[2], "#0c1020", 0.45), c[2], mix(c[0], "#ffffff", 0.4), c[1], mix(c[0], "#fffdf6", 0.6), c[3], mix(c[2], "#101018", 0.2)]
    long = max(width, height)
    x = (
        noise_field(width, height, (6.2 * width / long, 6.2 * height / long), rng) * 2.2
        + noise_field(width, height, (16 * width / long, 16 * height / long), rng) * 0.8
    )
    y = (
        noise_field(width, height, (5.1 * width / long, 5.1 * height / long), rng) * 2.2
        + noise_field(width, height, (20 * width / long, 20 * height / long), rng) * 0.6
    )
    xx, yy = (np.arange(width, dtype=np.float32) / long)[None], (np.arange(height, dtype=np.float32) / long)[:, None]
    v = (np.sin((xx * 3 + x * 1.6) * 4 + np.sin((yy * 3 + y * 1.8) * 3.4) * 2.2) + 1) / 2
    table = np.stack([np.interp(np.linspace(0, 1, 512), np.linspace(0, 1, len(cols)), [rgb(k)[ch] for k in cols]) for ch in range(3)], -1).astype(np.float32)
    return np.asarray(table[np.clip((v * 511).astype(np.int32), 0, 511)], np.float32)


def terrazzo(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """Chips of stone in cement."""
    c = (
        ("#ece6da", "#c8694a", "#27494b", "#dfae62", "#8c9c8b", "#4a3b38", "#d9b7a6")
        if not brief.colours
        else (mix("#ece6da", hexcode(brief.colours[0]), 0.1), *inks(brief, rng)[1:])
    )
    picture, draw = _board(width, height, c[0])
    unit = 2 * min(width, height) / 840
    placed: list[tuple[float, float, float]] = []
    for _ in range(int(620 * max(width, height) / min(width, height))):
        cx, cy, r = float(rng.uniform(0, 2 * width)), float(rng.uniform(0, 2 * height)), float(rng.gamma(2.2, 7.5)) * unit
        if any((cx - x) ** 2 + (cy - y) ** 2 < (r + q) ** 2 * 0.8 for x, y, q in placed):
            continue
        placed.append((cx, cy, r))
        angles = np.sort(rng.uniform(0, math.tau, int(rng.integers(5, 8))))
        draw.polygon(
            [(cx + math.cos(t) * r * float(rng.uniform(0.7, 1.2)), cy + math.sin(t) * r * float(rng.uniform(0.6, 1.1))) for t in angles],
            fill=c[1 + int(rng.integers(len(c) - 1))],
        )
    return _done(picture, rng, 0.012)


def leaves(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """Long leaves over one another on a dark ground, as in make.py."""
    ground = "#16281f"
    greens: tuple[str, ...] = ("#2f5a41", "#487a55", "#20452f", "#6c9a6b", "#35664a", "#88a878")
    if brief.colours:
        tone = hexcode(brief.colours[0])
        ground = mix(tone, "#0a0f0c", 0.78)
        greens = tuple(
            mix(tone, k, t) for k, t in (("#0a140f", 0.4), ("#ffffff", 0.12), ("#0a140f", 0.55), ("#ffffff", 0.3), ("#0a140f", 0.25), ("#ffffff", 0.42))
        )
    if brief.tint("background"):
        ground = hexcode(brief.tint("background"))
    base = Image.new("RGB", (width, height), ground)
    t = np.linspace(0, 1, 60)
    for i in range(round(20 * max(1.0, min(4.0, width / height)))):
        long, broad = float(rng.uniform(0.5, 0.95)) * height, float(rng.uniform(0.06, 0.11)) * min(height, width * 1.4)
        half, angle, bend = np.sin(np.pi * t**0.8) * broad, float(rng.uniform(-0.75, 0.75)) - math.pi / 2, float(rng.uniform(-0.25, 0.25))
        ox, oy = float(rng.uniform(0.0, 1.0)) * width, height * float(rng.uniform(0.95, 1.2))
        x, spine = t * long, bend * long * t * t

        def turn(px: Curve, py: Curve, angle: float = angle, ox: float = ox, oy: float = oy) -> list[tuple[float, float]]:
            return [
                (float(ox + a * math.cos(angle) - b * math.sin(angle)), float(oy + a * math.sin(angle) + b * math.cos(angle)))
                for a, b in zip(px, py, strict=True)
            ]

        outline = turn(x, spine + half) + turn(x, spine - half)[::-1]
        mask = Image.new("L", (width * 2, height * 2), 0)
        ImageDraw.Draw(mask).polygon([(a * 2, b * 2) for a, b in outline], fill=255)
        mask = mask.reduce(2)
        small = mask.resize((max(8, width // 8), max(8, height // 8))).filter(ImageFilter.GaussianBlur(max(1.0, min(width, height) / 320)))
        shade = small.resize((width, height), Image.Resampling.BICUBIC).point(lambda v: int(v * 0.4))
        base.paste(Image.new("RGB", (width, height), "#0d1a14"), (round(width * 0.01), round(height * 0.012)), shade)
        base.paste(Image.new("RGB", (width, height), greens[i % 6]), (0, 0), mask)
        vein = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(vein)
        draw.line(turn(x * 0.96, spine), fill=80, width=max(1, height // 420))
        base.paste(Image.new("RGB", (width, height), "#f3efe0"), (0, 0), vein)
    return to_pixels(base)


def logo(brief: Brief, width: int, height: int, rng: np.random.Generator) -> Pixels:
    """A mark of a few exact forms in a rounded square, centred."""
    c = inks(brief, rng)
    picture, draw = _board(width, height, mix(c[0], "#ffffff", 0.3))
    w, h = 2 * width, 2 * height
    s = min(w, h) * 0.31
    cx, cy = w / 2, h / 2
    draw.rounded_rectangle((cx - s, cy - s, cx + s, cy + s), s * 0.42, fill=c[2])
    kind, q = int(rng.integers(4)), s * 0.6
    if kind == 0:
        for k in range(4):
            draw.pieslice((cx - q, cy - q, cx + q, cy + q), k * 90, k * 90 + 90, fill=(c[1], c[3], c[4], c[0])[k])
        draw.ellipse((cx - q * 0.4, cy - q * 0.4, cx + q * 0.4, cy + q * 0.4), fill=c[2])
    elif kind == 1:
        for k, r in enumerate((1.0, 0.72, 0.44)):
            draw.pieslice((cx - q * r, cy - q * r + q * 0.4, cx + q * r, cy + q * r + q * 0.4), 180, 360, fill=(c[1], c[3], c[0])[k])
    elif kind == 2:
        for k in range(6):
            t = math.tau * k / 6
            x, y = cx + math.cos(t) * q * 0.5, cy + math.sin(t) * q * 0.5
            draw.ellipse((x - q * 0.34, y - q * 0.34, x + q * 0.34, y + q * 0.34), fill=c[1 + 2 * (k % 2)])
        draw.ellipse((cx - q * 0.3, cy - q * 0.3, cx + q * 0.3, cy + q * 0.3), fill=c[0])
    else:
        draw.polygon([(cx - q, cy + q * 0.75), (cx - q * 0.2, cy - q * 0.75), (cx + q * 0.6, cy + q * 0.75)], fill=c[1])
        draw.polygon([(cx - q * 0.1, cy + q * 0.75), (cx + q * 0.45, cy - q * 0.2), (cx + q, cy + q * 0.75)], fill=c[3])
        draw.ellipse((cx + q * 0.3, cy - q * 0.85, cx + q * 0.75, cy - q * 0.4), fill=c[4])
    return _done(picture, rng, 0.003)


def flat_picture(brief: Brief, kind: str, width: int, height: int, draft: int) -> Pixels:
    """The pattern of this kind. Drafts share the composition and are washed out towards the paper."""
    rng = generator(brief.seed, "pattern")
    match kind:
        case "geometric":
            a = grid(brief, width, height, rng, int(rng.choice([4, 5, 6])))
        case "poster":
            circles = "circle" in brief.prompt.lower() or "圆" in brief.prompt
            a = grid(brief, width, height, rng, 4) if circles else poster(brief, width, height, rng)
        case "marble":
            a = marble(brief, width, height, rng)
        case "terrazzo":
            a = terrazzo(brief, width, height, rng)
        case "leaves":
            a = leaves(brief, width, height, rng)
        case "logo":
            a = logo(brief, width, height, rng)
        case _:
            a = abstract(brief, width, height, rng)
    if draft:
        a = a + (rgb("#e9e4da") - a) * np.float32(0.4 if draft == 1 else 0.18)
    return np.asarray(a, np.float32)
