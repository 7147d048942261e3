"""Edits of colour and light on pixels: recolour, grades, backgrounds, blur, sharpen.

Knows nothing of prompts. Every function takes display values and gives display values of the same size, the same outside
what it changes.
"""

import numpy as np
from PIL import Image, ImageFilter

from .oklab import display, oklab
from .pixels import Pixels, rgb, smooth, to_image, to_pixels
from .styles import bloom, luma


def recoloured(a: Pixels, mask: Pixels, code: str) -> Pixels:
    """The masked part in another colour; shading, texture and highlights stay."""
    rows, columns = np.flatnonzero((mask > 0.01).any(1)), np.flatnonzero((mask > 0.01).any(0))
    if not rows.size:
        return a
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    lab, m = oklab(a[box]), mask[box]
    sure = m > 0.6 if (m > 0.6).any() else m > 0.05
    level = float(np.median(lab[sure][:, 0]))
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    usual = float(np.median(chroma[sure]))
    goal = oklab(rgb(code)[None, None])[0, 0]
    colourless = float(np.hypot(goal[1], goal[2])) < 0.03
    strength = np.clip(chroma / max(usual, 0.02), 0, 1.25) ** 0.8 if usual > 0.035 else np.ones_like(chroma)
    shine = smooth(0.10, 0.3, lab[..., 0] - np.float32(level)) * (smooth(0.75, 0.3, strength.astype(np.float32)) if usual > 0.035 else np.float32(0))
    aim = float(goal[0]) * (0.9 if colourless else 0.78) + level * (0.1 if colourless else 0.22)
    light = aim + (lab[..., 0] - level) * (0.7 if colourless else 0.95)
    light = light + (lab[..., 0] - light) * shine
    fade = np.clip(light / max(aim, 0.05), 0.25, 1.1) * (1 - smooth(0.92, 1.05, light) * np.float32(0.6))
    new = np.stack([light, goal[1] * strength * fade * (1 - shine), goal[2] * strength * fade * (1 - shine)], -1).astype(np.float32)
    out = a.copy()
    out[box] += (display(new) - a[box]) * m[..., None]
    return out


def _vignette(a: Pixels, amount: float) -> Pixels:
    height, width = a.shape[:2]
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    return np.asarray(a * (1 - np.float32(amount) * smooth(0.45, 1.45, np.sqrt(x * x + y * y)))[..., None], np.float32)


def _sweep(a: Pixels, code: str, amount: float) -> Pixels:
    """Light of a colour falling in from the left."""
    height, width = a.shape[:2]
    y, x = np.linspace(0, 1, height, dtype=np.float32)[:, None], np.linspace(0, 1, width, dtype=np.float32)[None]
    share = np.exp(-((x + 0.05) ** 2 + (y - 0.25) ** 2) / 0.5) * np.float32(amount)
    return np.asarray(1 - (1 - a) * (1 - rgb(code) * share[..., None]), np.float32)


def relit(a: Pixels, tone: str) -> Pixels:
    """The picture in another light."""
    g = luma(a)[..., None]
    match tone:
        case "warmer":
            out = a * np.array([1.09, 1.0, 0.83], np.float32) + np.array([0.02, 0.008, -0.005], np.float32)
        case "cooler":
            out = a * np.array([0.85, 0.98, 1.1], np.float32) + np.array([-0.005, 0.005, 0.03], np.float32)
        case "darker":
            out = a ** np.float32(1.45) * np.float32(0.82)
        case "brighter":
            out = a ** np.float32(0.72) * np.float32(1.04)
        case "saturated":
            out = g + (a - g) * np.float32(1.5)
        case "faded":
            out = (g + (a - g) * np.float32(0.45)) * np.float32(0.88) + np.float32(0.08)
        case "contrast":
            out = a * np.float32(0.25) + smooth(0.06, 0.94, a) * np.float32(0.75)
        case "night":
            dark = g + (a - g) * np.float32(0.55)
            out = dark ** np.float32(1.55) * np.array([0.36, 0.50, 0.86], np.float32) + np.array([0.012, 0.02, 0.055], np.float32)
            hot = smooth(0.9, 1.0, a.max(-1))[..., None] * smooth(0.08, 0.3, (a.max(-1) - a.min(-1)))[..., None]
            out = _vignette(np.asarray(out + a * hot * np.float32(0.5), np.float32), 0.3)
        case "golden":
            out = _sweep(a * np.array([1.06, 0.93, 0.70], np.float32) + np.array([0.035, 0.015, 0], np.float32), "#ffb45e", 0.42)
        case "sunset":
            out = _sweep(a * np.array([1.03, 0.76, 0.74], np.float32) + np.array([0.04, 0.0, 0.035], np.float32), "#ff7a4a", 0.5)
        case "morning":
            out = _sweep(a * np.array([1.03, 0.98, 0.9], np.float32) + np.array([0.02, 0.015, 0.01], np.float32), "#ffe0b0", 0.36)
        case "dramatic":
            deep = a * np.float32(0.3) + smooth(0.1, 0.95, a) * np.float32(0.7)
            out = _vignette(np.asarray(deep ** np.float32(1.12), np.float32), 0.5)
        case "foggy":
            height = a.shape[0]
            y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
            share = np.float32(0.68) - np.float32(0.4) * y
            out = (g + (a - g) * np.float32(0.6)) * (1 - share) + rgb("#dfe1e0") * share
        case _:
            out = a
    return np.asarray(np.clip(out, 0, 1), np.float32)


def graded(a: Pixels, choice: int) -> Pixels:
    """A gentle visible grade, one of six, for an instruction that was not understood."""
    g = luma(a)[..., None]
    cool, warm = (
        ("#2a3f66", "#ffd9a0"),
        ("#0f4a4a", "#ffc9b0"),
        ("#3a2a5a", "#ffe0b8"),
        ("#20343a", "#f4e2b8"),
        ("#4a2a38", "#d8f0e8"),
        ("#1c3c64", "#ffe9d0"),
    )[choice % 6]
    toned = rgb(cool) * (1 - g) + rgb(warm) * g
    out = a * np.float32(0.8) + toned * np.float32(0.2)
    out = out * np.float32(0.6) + smooth(-0.02, 1.02, np.asarray(out, np.float32)) * np.float32(0.4)
    return np.clip(bloom(np.clip(out, 0, 1).astype(np.float32), 0.15), 0, 1)


def rebacked(a: Pixels, mask: Pixels, back: Pixels, keep_shade: bool) -> Pixels:
    """Another background behind the mask; the shadows of the old one are kept on it when asked."""
    if keep_shade:
        g = luma(a)
        usual = np.maximum(
            np.asarray(to_image(np.repeat(g[..., None], 3, -1)).convert("L").filter(ImageFilter.GaussianBlur(max(2, min(g.shape) / 9))), np.float32)
            / np.float32(255),
            0.05,
        )
        back = back * np.clip(g / usual, 0.55, 1.08)[..., None]
    return np.asarray(np.clip(back + (a - back) * mask[..., None], 0, 1), np.float32)


def blurred_out(a: Pixels, mask: Pixels | None) -> Pixels:
    """The picture out of focus, sharp where the mask is."""
    radius = min(a.shape[:2]) / 70
    if mask is None:
        return to_pixels(to_image(a).filter(ImageFilter.GaussianBlur(radius)))
    weight = np.clip(1 - mask, 0.0, 1)
    soft = to_pixels(to_image(a * weight[..., None]).filter(ImageFilter.GaussianBlur(radius)))
    share = np.asarray(Image.fromarray((weight * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius)), np.float32)[..., None] / np.float32(255)
    out = soft / np.maximum(share, 0.02)
    return np.asarray(np.clip(out + (a - out) * mask[..., None], 0, 1), np.float32)


def sharpened(a: Pixels) -> Pixels:
    """Finer contours."""
    radius = max(1.0, min(a.shape[:2]) / 500)
    return to_pixels(to_image(a).filter(ImageFilter.UnsharpMask(radius=radius, percent=130, threshold=2)))


def transferred(a: Pixels, model: Pixels) -> Pixels:
    """The palette of another picture on this one: mean and spread in OKLab (Reinhard 2001)."""
    lab, other = oklab(a), oklab(model).reshape(-1, 3)
    flat = lab.reshape(-1, 3)
    mean, spread = flat.mean(0), flat.std(0) + np.float32(1e-4)
    goal, width = other.mean(0), other.std(0) + np.float32(1e-4)
    ratio = np.clip(width / spread, 0.5, 2.0) * np.array([0.0, 1, 1], np.float32) + np.array([1.0, 0, 0], np.float32)
    shift = np.array([0.45, 1, 1], np.float32)
    new = (lab - mean) * ratio + mean + (goal - mean) * shift
    return np.asarray(a * np.float32(0.12) + display(new.astype(np.float32)) * np.float32(0.88), np.float32)


def emptied(a: Pixels, spread: Pixels) -> Pixels:
    """The masked part closed from its surroundings: along rows, so that floors and horizons run through, softened downwards."""
    height, width = spread.shape
    hole = spread > 0.02
    out = a.copy()
    rows = np.flatnonzero(hole.any(1))
    margin = max(2, width // 160)
    for y in rows:
        columns = np.flatnonzero(hole[y])
        breaks = np.flatnonzero(np.diff(columns) > 1)
        for x0, x1 in zip(np.r_[columns[0], columns[breaks + 1]], np.r_[columns[breaks], columns[-1]], strict=True):
            left, right = a[y, max(0, x0 - margin) : x0], a[y, x1 + 1 : x1 + 1 + margin]
            left, right = left[~hole[y, max(0, x0 - margin) : x0]], right[~hole[y, x1 + 1 : x1 + 1 + margin]]
            if not left.size and not right.size:
                continue
            one = left.mean(0) if left.size else right.mean(0)
            two = right.mean(0) if right.size else one
            t = np.linspace(0, 1, x1 - x0 + 1, dtype=np.float32)[:, None]
            out[y, x0 : x1 + 1] = one * (1 - t) + two * t
    soft = to_pixels(to_image(out).filter(ImageFilter.GaussianBlur(max(1.5, min(height, width) / 200))))
    share = np.clip(spread, 0, 1)[..., None]
    filled = a + (soft - a) * share
    rng = np.random.default_rng(11)
    return np.asarray(np.clip(filled + rng.normal(0, 0.006, (height, width, 1)).astype(np.float32) * share, 0, 1), np.float32)
