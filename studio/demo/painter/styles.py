"""Styles as passes over a finished picture: watercolour, oil, pencil, flat, pixel, mono, ink, vintage, cinematic, neon.

Knows nothing of what the picture shows, so the same pass serves a picture just drawn and one that was sent to be
edited. Each keeps the drawing in place: before and after must register.
"""

import numpy as np
from PIL import Image, ImageFilter

from .pixels import Pixels, blurred, clouds_field, generator, noise_field, resized, rgb, smooth, to_image, to_pixels

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def luma(a: Pixels) -> Pixels:
    """Brightness of display values."""
    return np.asarray(a @ LUMA, np.float32)


def bloom(a: Pixels, amount: float, above: float = 0.75) -> Pixels:
    """Light that spreads from what is bright."""
    height, width = a.shape[:2]
    hot = a * smooth(above, 1.0, a.max(-1))[..., None]
    r = min(height, width) / 60
    glow = np.stack([blurred(hot[..., k], r) * np.float32(0.6) + blurred(hot[..., k], r * 3) * np.float32(0.6) for k in range(3)], -1)
    return np.asarray(1 - (1 - a) * (1 - np.clip(glow * np.float32(amount), 0, 1)), np.float32)


def _edges(a: Pixels, reach: int) -> Pixels:
    """How strong the contours are, 0..1, at a stroke of `reach` pixels."""
    g = np.asarray(to_image(a).convert("L").filter(ImageFilter.GaussianBlur(reach)), np.float32) / np.float32(255)
    dx, dy = np.zeros_like(g), np.zeros_like(g)
    dx[:, 1:-1], dy[1:-1] = g[:, 2:] - g[:, :-2], g[2:] - g[:-2]
    return np.asarray(np.sqrt(dx * dx + dy * dy) * np.float32(reach), np.float32)


def _median(a: Pixels, times: int, size: int = 5) -> Pixels:
    picture = to_image(a)
    for _ in range(times):
        picture = picture.filter(ImageFilter.MedianFilter(size))
    return to_pixels(picture)


def _reduced(a: Pixels, limit: int) -> Pixels:
    """The picture with its shorter side at most `limit`, for passes whose brush is a share of the picture."""
    height, width = a.shape[:2]
    share = min(1.0, limit / min(height, width))
    if share == 1.0:
        return a
    return to_pixels(to_image(a).resize((max(2, round(width * share)), max(2, round(height * share))), Image.Resampling.BOX))


def _back(a: Pixels, width: int, height: int) -> Pixels:
    if a.shape[:2] == (height, width):
        return a
    return np.stack([resized(np.ascontiguousarray(a[..., k]), width, height) for k in range(3)], -1)


def watercolour(a: Pixels, rng: np.random.Generator) -> Pixels:
    """Washes with soft pools, darker rims, and paper showing through."""
    height, width = a.shape[:2]
    small = _reduced(a, 520)
    h, w = small.shape[:2]
    dx, dy = (noise_field(w, h, (w / 22, h / 22), rng) * 9 for _ in range(2))
    yy, xx = np.mgrid[0:h, 0:w]
    bent = small[np.clip(yy + dy.astype(np.int64), 0, h - 1), np.clip(xx + dx.astype(np.int64), 0, w - 1)]
    wash = _median(bent, 2, 7)
    pools = clouds_field(w, h, 5, rng, 3)
    wash = wash + (1 - wash) * (np.float32(0.2) + pools * np.float32(0.15))[..., None]
    rim = np.clip(_edges(wash, 2) * 1.5, 0, 0.32)
    wash *= (1 - rim)[..., None]
    out = _back(wash, width, height)
    paper = noise_field(width, height, (width / 2.6, height / 2.6), rng) * np.float32(0.05) + noise_field(
        width, height, (width / 7, height / 7), rng
    ) * np.float32(0.05)
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    edge = np.maximum(np.abs(x), np.abs(y)) + clouds_field(width, height, 6, rng, 4) * np.float32(0.05)
    out = rgb("#fbf8f0") + (out - rgb("#fbf8f0")) * smooth(0.985, 0.90, edge)[..., None]
    return np.asarray(np.clip(out * (1 + paper[..., None]), 0, 1), np.float32)


def oil(a: Pixels, rng: np.random.Generator) -> Pixels:
    """Short thick strokes that follow the forms, with relief."""
    height, width = a.shape[:2]
    small = _reduced(a, 620)
    h, w = small.shape[:2]
    g = np.asarray(to_image(small).convert("L").filter(ImageFilter.GaussianBlur(4)), np.float32)
    gy, gx = np.gradient(g)
    swirl = noise_field(w, h, (9, 9 * h / w), rng) * 5
    angle = np.where(np.hypot(gx, gy) > 0.6, np.arctan2(gx, -gy), swirl).astype(np.float32)
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    cell = 5.0
    jitter = noise_field(w, h, (w / cell, h / cell), rng)
    out, ridge = np.zeros_like(small), np.zeros((h, w), np.float32)
    bristle = rng.uniform(-0.5, 0.5, (h, w)).astype(np.float32)
    steps = (-8, -6, -4, -2, 0, 2, 4, 6, 8)
    for s in steps:
        x = np.clip(xx + np.cos(angle) * s + jitter * 2.5, 0, w - 1).astype(np.int64)
        y = np.clip(yy + np.sin(angle) * s + jitter * 2.5, 0, h - 1).astype(np.int64)
        out += small[y, x] / len(steps)
        ridge += bristle[y, x] / len(steps)
    out = _median(out, 1, 3)
    lit = ridge - np.roll(np.roll(ridge, 1, 0), 1, 1)
    out = (out - np.float32(0.5)) * np.float32(1.12) + np.float32(0.5)
    grey = luma(out)[..., None]
    out = grey + (out - grey) * np.float32(1.22) + (lit * np.float32(0.34) + ridge * np.float32(0.26))[..., None]
    return np.asarray(np.clip(_back(np.clip(out, 0, 1), width, height), 0, 1), np.float32)


def sketch(a: Pixels, rng: np.random.Generator) -> Pixels:
    """Pencil: contours and cross-hatching on paper."""
    height, width = a.shape[:2]
    grey = luma(a)
    unit = max(1.0, min(height, width) / 900)
    line = np.clip(_edges(a, max(1, round(1.2 * unit))) * 5.5 - 0.04, 0, 1)
    soft = np.asarray(to_image(a).convert("L").filter(ImageFilter.GaussianBlur(2 * unit)), np.float32) / np.float32(255)
    lift = np.clip((soft - soft.min()) / max(float(np.ptp(soft)), 0.05), 0, 1)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wobble = noise_field(width, height, (14, 14 * height / width), rng) * np.float32(26 * unit)
    tooth = noise_field(width, height, (width / 1.7, height / 1.7), rng)
    tone = np.zeros((height, width), np.float32)
    for limit, (ax, ay), weight in ((0.72, (0.7, 0.71), 0.30), (0.5, (0.95, 0.3), 0.30), (0.3, (0.66, -0.75), 0.34)):
        wave = np.sin((x * ax + y * ay + wobble) * np.float32(1.25 / unit) + tooth * 2)
        tone += smooth(0.0, 0.55, wave) * smooth(limit + 0.08, limit - 0.14, lift) * np.float32(weight) * (np.float32(0.75) + tooth * np.float32(0.9))
    tone += (1 - lift) * np.float32(0.14) + (1 - grey) * np.float32(0.05)
    graphite = np.clip(tone + line * (np.float32(0.85) + tooth * np.float32(0.5)), 0, 0.93)[..., None]
    return np.asarray(rgb("#f7f4ec") * (1 - graphite) + rgb("#2b2b2e") * graphite + (tooth * np.float32(0.018))[..., None], np.float32)


def flat(a: Pixels, _rng: np.random.Generator) -> Pixels:
    """A few even colours with clean borders."""
    height, width = a.shape[:2]
    picture = to_image(_median(_reduced(a, 900), 2, 5))
    reduced = picture.quantize(12, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    small = to_pixels(reduced.filter(ImageFilter.ModeFilter(7)))
    small = luma(small)[..., None] + (small - luma(small)[..., None]) * np.float32(1.18)
    return np.clip(_back(np.clip(small, 0, 1), width, height), 0, 1)


def pixel(a: Pixels, _rng: np.random.Generator) -> Pixels:
    """Pixel art: about 112 blocks along the shorter side, 40 colours."""
    height, width = a.shape[:2]
    share = 112 / min(height, width)
    size = (max(4, round(width * share)), max(4, round(height * share)))
    grey = luma(a)[..., None]
    vivid = to_image(np.clip(grey + (a - grey) * np.float32(1.2), 0, 1))
    low = vivid.resize(size, Image.Resampling.BOX).quantize(40, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return to_pixels(low.resize((width, height), Image.Resampling.NEAREST))


def mono(a: Pixels, _rng: np.random.Generator) -> Pixels:
    """Black and white with a full range of tones."""
    g = luma(a)
    low, high = (float(v) for v in np.percentile(g[::4, ::4], (1, 99)))
    g = np.clip((g - low) / max(high - low, 0.1), 0, 1)
    g = g * np.float32(0.45) + smooth(0, 1, g) * np.float32(0.55)
    return np.repeat(np.clip(g, 0, 1)[..., None], 3, -1)


def ink(a: Pixels, rng: np.random.Generator) -> Pixels:
    """Ink wash on rice paper: five depths of ink, bleeding edges, colour only where it was strong."""
    height, width = a.shape[:2]
    small = _reduced(a, 620)
    h, w = small.shape[:2]
    soft = _median(small, 2, 7)
    g = luma(soft)
    low, high = (float(v) for v in np.percentile(g, (1, 96)))
    g = np.clip((g - low) / max(high - low, 0.1), 0, 1)
    bleed = clouds_field(w, h, 8, rng, 5) * np.float32(0.13)
    tone = smooth(-0.06, 0.82, g + bleed)
    steps = np.floor(tone * 6) / 6 * np.float32(0.22) + tone * np.float32(0.78)
    line = np.clip(_edges(soft, 2) * 2.6, 0, 0.75)
    dark = np.clip((1 - steps) * np.float32(0.86) + line * np.float32(0.5), 0, 0.95)[..., None]
    paper, black = rgb("#f2ecdd"), rgb("#1b1d22")
    out = paper * (1 - dark) + black * dark
    chroma = (soft.max(-1) - soft.min(-1))[..., None]
    wash = soft * paper
    out += (wash - out) * smooth(0.42, 0.8, chroma) * np.float32(0.62)
    big = _back(out.astype(np.float32), width, height)
    fibre = noise_field(width, height, (width / 3, height / 9), rng) * np.float32(0.05)
    return np.asarray(np.clip(big * (1 + fibre[..., None]), 0, 1), np.float32)


def vintage(a: Pixels, rng: np.random.Generator) -> Pixels:
    """Faded film: lifted blacks, warm lights, grain, a vignette, a light leak."""
    height, width = a.shape[:2]
    grey = luma(a)[..., None]
    out = grey + (a - grey) * np.float32(0.7)
    out = out * np.array([0.88, 0.82, 0.70], np.float32) + np.array([0.11, 0.09, 0.09], np.float32)
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    out *= (1 - np.float32(0.3) * smooth(0.6, 1.5, np.sqrt(x * x + y * y)))[..., None]
    leak = np.exp(-(((x - 1.02) / 0.32) ** 2)) * (np.float32(0.5) + np.float32(0.5) * np.cos(y * 1.7))
    out += (rgb("#ff9a50") - out) * (leak * np.float32(0.28))[..., None]
    out += (noise_field(width, height, (width / 1.8, height / 1.8), rng) * np.float32(0.09))[..., None]
    return np.asarray(np.clip(out, 0, 1), np.float32)


def cinematic(a: Pixels, _rng: np.random.Generator) -> Pixels:
    """A film grade: teal shadows, warm lights, contrast, glow, a soft vignette."""
    height, width = a.shape[:2]
    g = luma(a)[..., None]
    out = a * np.float32(0.55) + smooth(-0.04, 1.04, a) * np.float32(0.45)
    out = out + (np.array([-0.045, 0.005, 0.045], np.float32) * (1 - g) ** 2 + np.array([0.045, 0.012, -0.04], np.float32) * g**1.5)
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    out *= (1 - np.float32(0.34) * smooth(0.55, 1.5, np.sqrt(x * x * 0.8 + y * y)))[..., None]
    return np.clip(bloom(np.clip(out, 0, 1).astype(np.float32), 0.3), 0, 1)


def neon(a: Pixels, _rng: np.random.Generator) -> Pixels:
    """Night in magenta and cyan, contours glowing."""
    height, width = a.shape[:2]
    g = luma(a)[..., None]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    light = rgb("#ff3fb0") * (1 - x) + rgb("#22d6ff") * x
    dark = rgb("#0a0720")
    graded = dark + (light - dark) * g**1.5 * np.float32(0.72)
    chroma = a - g
    out = graded + chroma * np.float32(0.42) + (a * g) * np.float32(0.22)
    line = np.clip(_edges(a, max(1, round(min(height, width) / 620))) * 2.4 - 0.05, 0, 1)
    out = out + light * (line * np.float32(0.95))[..., None]
    return np.clip(bloom(np.clip(out, 0, 1).astype(np.float32), 0.9, 0.5), 0, 1)


def glowing(a: Pixels, rng: np.random.Generator) -> Pixels:
    """The gentler neon for a scene that was lit by neon already."""
    return np.clip(bloom(cinematic(a, rng), 0.6, 0.6), 0, 1)


PASSES = {
    "watercolour": watercolour,
    "oil": oil,
    "sketch": sketch,
    "flat": flat,
    "pixel": pixel,
    "mono": mono,
    "ink": ink,
    "vintage": vintage,
    "cinematic": cinematic,
    "neon": neon,
    "glowing": glowing,
}


def styled(a: Pixels, style: str, seed: int) -> Pixels:
    """The picture in a style; an unknown or photographic style leaves it as it is."""
    painter = PASSES.get(style)
    return a if painter is None else np.asarray(painter(a, generator(seed, f"style {style}")), np.float32)
