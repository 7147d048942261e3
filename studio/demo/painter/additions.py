"""What an edit puts into a picture: a figure with its shadow, a sun, a moon, weather, or the subject of another picture.

Knows nothing of prompts. A figure is marched alone, lit for the picture's own brightness, and set down where the picture is empty.
"""

import numpy as np
from PIL import Image, ImageFilter

from .air import AIRS
from .brief import Subject
from .cast import ALOFT, dressed
from .figure import actor
from .masks import foreground, look, matte, standing
from .pixels import Pixels, generator, to_image, to_pixels
from .render import render
from .scene import Camera, Material, Scene
from .skies import aurora, clouds, disc, falling, lightning, rainbow, stars
from .styles import luma


def sprite(thing: Subject, side: int, dark: bool, turn: float) -> tuple[Pixels, Pixels]:
    """A figure alone: colour and cover, `side` pixels square."""
    air = AIRS["dusk" if dark else "morning"]
    role = dressed(thing)
    f = role.figure
    one = actor(f, (0, 0, 0.3), turn, 1.0, dict(role.dress))
    tall = max(f.high, f.wide * 2)
    scene = Scene(
        (one,),
        Camera((0, f.high * 0.62, -5.2), (0, f.high * 0.5, 0.3), 10.4 / (tall * 1.12)),
        air.key,
        air.rim,
        air.ambient,
        air.fill,
        "none",
        Material("#a89c8c"),
        Material("#a89c8c"),
    )
    layer = render(scene, side, side)
    return layer.colour, layer.cover


def _empty_place(a: Pixels, share: float, aloft: bool, rng: np.random.Generator) -> tuple[float, float]:
    """The centre (as shares of width and height) of the emptiest spot for something this large."""
    busy = (~look(a).ground).astype(np.float32)
    h, w = busy.shape
    best, place = 1e9, (0.78, 0.7)
    half = share * min(h, w) / 2
    for x in (0.82, 0.18, 0.7, 0.3, 0.5):
        for y in (0.24, 0.34, 0.18) if aloft else (0.74, 0.8, 0.68):
            cx, cy = x * w, y * h
            patch = busy[int(max(0, cy - half)) : int(cy + half) + 1, int(max(0, cx - half)) : int(cx + half) + 1]
            out = max(0.0, half - cx, cx + half - w) / half
            cost = float(patch.mean()) + out * 0.6 + float(rng.uniform(0, 0.02))
            if cost < best:
                best, place = cost, (x, y)
    return place


def with_figure(a: Pixels, thing: Subject, seed: int) -> Pixels:
    """The picture with one or more of a figure in it."""
    height, width = a.shape[:2]
    out = a.copy()
    dark = float(luma(a[::8, ::8]).mean()) < 0.3
    rng = generator(seed, f"add {thing.kind}")
    aloft = thing.kind in ALOFT or (thing.kind in ("bird", "rocket") and float(luma(a[: max(1, height // 4) : 4, ::8]).mean()) > 0.35)
    large = {1: 0.36, 2: 0.27, 3: 0.22}.get(thing.count, 0.18) * (
        1.15 if thing.kind in ("house", "tree", "lighthouse", "cabin") else 0.8 if thing.kind in ("bird", "sphere", "apple", "lemon", "orange") else 1.0
    )
    for k in range(thing.count):
        x, y = _empty_place(out, large, aloft, rng)
        side = max(24, round(large * min(height, width) * (1 - 0.12 * (k % 3))))
        colour, cover = sprite(thing, side, dark, float(rng.uniform(-18, 18)))
        cx, cy = x * width, y * height + (k % 2) * side * 0.12
        x0, y0 = round(cx - side / 2), round(cy - side / 2)
        if not aloft:
            shade = Image.new("L", (width, height), 0)
            foot = float(np.flatnonzero((cover > 0.5).any(1)).max()) if (cover > 0.5).any() else side
            wide = (cover > 0.5).any(0).mean() * side
            box = (cx - wide * 0.5, y0 + foot - side * 0.05, cx + wide * 0.62, y0 + foot + side * 0.04)
            pool = Image.radial_gradient("L").point(lambda v: 255 - v if v < 255 else 0).resize((max(2, int(box[2] - box[0])), max(2, int(box[3] - box[1]))))
            shade.paste(pool, (int(box[0]), int(box[1])))
            weight = np.asarray(shade.filter(ImageFilter.GaussianBlur(side / 50)), np.float32) / np.float32(255)
            out *= (1 - weight * np.float32(0.75))[..., None]
        out = _pasted(out, colour, cover, x0, y0)
    return out


def _pasted(a: Pixels, colour: Pixels, cover: Pixels, x0: int, y0: int) -> Pixels:
    height, width = a.shape[:2]
    h, w = cover.shape
    top, left, low, right = max(0, y0), max(0, x0), min(height, y0 + h), min(width, x0 + w)
    if top >= low or left >= right:
        return a
    out = a.copy()
    c, m = colour[top - y0 : low - y0, left - x0 : right - x0], cover[top - y0 : low - y0, left - x0 : right - x0, None]
    out[top:low, left:right] += (c - out[top:low, left:right]) * m
    return out


def with_weather(a: Pixels, what: str, seed: int) -> Pixels:
    """The picture with something in its sky or air; what stands in front of the sky stays in front."""
    out = a.copy()
    rng = generator(seed, f"add {what}")
    air = AIRS["day"]
    if what in ("rain", "snow"):
        falling(out, rng, what)
        falling(out, rng, what)
        return np.clip(out, 0, 1)
    parts = look(a)
    busy = ~parts.ground
    x = 0.76 if busy[: busy.shape[0] // 2, busy.shape[1] // 2 :].mean() <= busy[: busy.shape[0] // 2, : busy.shape[1] // 2].mean() else 0.22
    match what:
        case "sun":
            disc(out, 0.5, air, high=0.66, x=x)
        case "moon":
            disc(out, 0.5, air, moon=True, high=0.66, x=x)
        case "stars":
            stars(out, 0.75, rng, 1.4)
        case "clouds":
            clouds(out, 0.5, air, rng, 0.6)
        case "aurora":
            aurora(out, 0.7, rng)
        case "rainbow":
            rainbow(out, 0.6)
        case "lightning":
            lightning(out, 0.55, rng)
        case _:
            return a
    front = matte(a, foreground(parts))
    height = a.shape[0]
    low = np.clip((np.linspace(0, 1, height, dtype=np.float32) - 0.62) / 0.12, 0, 1)[:, None]
    keep = np.maximum(front, low)
    return np.asarray(np.clip(out + (a - out) * keep[..., None], 0, 1), np.float32)


def cut_out(a: Pixels, floor: bool = False) -> Pixels:
    """A soft mask of what stands before the background, with the floor of a group when asked."""
    parts = look(a)
    return matte(a, standing(parts) if floor else foreground(parts))


def set_into(ground: Pixels, pictures: list[Image.Image]) -> Pixels:
    """The subjects of pictures set side by side into a ground, each with a soft contact shadow."""
    height, width = ground.shape[:2]
    out = ground
    n = len(pictures)
    for k, picture in enumerate(pictures):
        source = to_pixels(
            picture.convert("RGB").resize(
                (max(32, round(picture.width * min(1.0, 900 / max(picture.size)))), max(32, round(picture.height * min(1.0, 900 / max(picture.size)))))
            )
        )
        mask = (
            np.asarray(picture.getchannel("A").resize((source.shape[1], source.shape[0])), np.float32) / np.float32(255)
            if picture.mode == "RGBA"
            else cut_out(source)
        )
        rows, columns = np.flatnonzero((mask > 0.5).any(1)), np.flatnonzero((mask > 0.5).any(0))
        if not rows.size:
            continue
        crop = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        h, w = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
        scale = min(0.4 * height / h, 0.44 * width / w / max(1, n * 0.8))
        size = (max(2, round(w * scale)), max(2, round(h * scale)))
        colour = to_pixels(to_image(source[crop]).resize(size, Image.Resampling.LANCZOS))
        cover = np.asarray(Image.fromarray((mask[crop] * 255).astype(np.uint8)).resize(size, Image.Resampling.LANCZOS), np.float32) / np.float32(255)
        side = _empty_place(ground, 0.4, False, generator(0, "side"))[0]
        cx, foot = width * ((k + 1) / (n + 1) if n > 1 else side), height * 0.92
        shade = Image.new("L", (width, height), 0)
        pool = Image.radial_gradient("L").point(lambda v: 255 - v if v < 255 else 0).resize((max(2, round(size[0] * 1.1)), max(2, round(size[1] * 0.14))))
        shade.paste(pool, (round(cx - size[0] * 0.5), round(foot - size[1] * 0.07)))
        weight = np.asarray(shade.filter(ImageFilter.GaussianBlur(max(1, size[1] / 60))), np.float32) / np.float32(255)
        out = out * (1 - weight * np.float32(0.7))[..., None]
        out = _pasted(np.asarray(out, np.float32), colour, cover, round(cx - size[0] / 2), round(foot - size[1]))
    return np.asarray(np.clip(out, 0, 1), np.float32)
