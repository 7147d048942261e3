"""Carries out the changes of a brief on the pictures it came with, one after the other.

Knows nothing of how a single change works. A change of colour or light is worked out at no more than WORK pixels and its
*difference* is added to the full picture, so that whatever was not asked for keeps its own pixels at any size.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .additions import cut_out, set_into, with_figure, with_weather
from .asking import COMBINE, STYLE_FROM
from .brief import Brief, Change, Subject
from .cast import FIGURES, figure_of
from .colours import COLOURS, hexcode
from .lettering import lettered, settable
from .masks import Region, foreground, grown, look, matte, sky, subject
from .oklab import oklab
from .picture import scenery
from .pixels import Pixels, generator, gradient, mix, rgb, to_image, to_pixels
from .retouch import blurred_out, emptied, graded, rebacked, recoloured, relit, sharpened, transferred
from .styles import styled
from .words import WEATHER

WORK: Final = 2_300_000
ROUND: Final = frozenset({"sphere", "orange", "sun", "moon", "balloon"})
SKYLIGHT: Final = ("sunset", "night", "golden", "morning", "foggy")


def fitted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at this size: resized when the shape is the same, else cropped to cover it."""
    plain = picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info else "RGB")
    if plain.size == size:
        return plain
    return (
        ImageOps.fit(plain, size, Image.Resampling.LANCZOS)
        if abs(plain.width * size[1] / (plain.height * size[0]) - 1) > 0.006
        else plain.resize(size, Image.Resampling.LANCZOS)
    )


def _hues(change: Change) -> tuple[Pixels, ...]:
    """OKLab colours the target may have: the colour it is said to have, or what such a thing usually has."""
    if change.was:
        return (oklab(rgb(hexcode(change.was))[None, None])[0, 0],)
    usual = {"apple": ("#c4231c", "#3f8f3a", "#e23a2a"), "tree": ("#4f7f3c", "#6c9c4a"), "plant": ("#3f7f4a",), "sea": ("#1f5a78",), "meadow": ("#6f9a4b",)}
    codes = usual.get(change.target) or (
        (dict(figure_of(change.target).slots)["main"].colour,)
        if change.target in FIGURES and change.target not in ("vase", "cup", "car", "book", "house", "sphere")
        else ()
    )
    return tuple(oklab(rgb(code)[None, None])[0, 0] for code in codes)


def region_of(a: Pixels, change: Change) -> Region:
    """The thumbnail region a change applies to."""
    parts = look(a)
    if change.target in ("background", "sky", "floor", "table"):
        back = ~foreground(parts)
        if change.target == "sky":
            back = sky(parts)
        elif change.target in ("floor", "table"):
            back &= np.isin(parts.labels, np.unique(parts.labels[-4:]))
        return back
    form = "round" if change.target in ROUND else "tall" if change.target in ("vase", "bottle", "carafe", "lighthouse") else ""
    return subject(parts, _hues(change), strict=bool(change.was), form=form)


def _backdrop(brief: Brief, change: Change, width: int, height: int) -> Pixels:
    key = change.value
    if key in COLOURS:
        code = hexcode(key)
        return (
            gradient(width, height, ((0.0, mix(code, "#ffffff", 0.06)), (0.6, code), (1.0, mix(code, "#000000", 0.1))))
            if key != "white"
            else np.ones((height, width, 3), np.float32)
        )
    if key == "studio":
        return gradient(width, height, ((0.0, "#cfd6da"), (0.62, "#ece9e3"), (1.0, "#d9d3c8")))
    light = key if key in SKYLIGHT else brief.light
    lands = ("sea",) if key in SKYLIGHT else (key,)
    return scenery(replace(brief, light=light, tints=()), lands, (width, height), 0.58, staged=True)


def _tonal(brief: Brief, change: Change, a: Pixels) -> Pixels:
    """One change that leaves every pixel where it is."""
    height, width = a.shape[:2]
    match change.verb:
        case "recolour":
            return recoloured(a, matte(a, region_of(a, change)), hexcode(change.value))
        case "background":
            back = _backdrop(brief, change, width, height)
            return rebacked(a, cut_out(a, floor=change.value in SKYLIGHT), back, keep_shade=change.value in COLOURS or change.value == "studio")
        case "light":
            return relit(a, change.value)
        case "blur":
            return blurred_out(a, cut_out(a) if change.target else None)
        case "sharpen":
            return sharpened(a)
        case "style":
            return styled(a, change.value, brief.seed)
        case "add":
            if change.value in WEATHER:
                return with_weather(a, change.value, brief.seed)
            named = next((s for s in brief.subjects if s.kind == change.value), Subject(change.value))
            return with_figure(a, replace(named, count=min(named.count, 5)), brief.seed)
        case "remove":
            region = region_of(a, change)
            spread = matte(a, region)
            halo = np.asarray(
                Image.fromarray(grown(region, 3).astype(np.uint8) * 255)
                .resize((width, height), Image.Resampling.BICUBIC)
                .filter(ImageFilter.GaussianBlur(min(height, width) / 160)),
                np.float32,
            ) / np.float32(255)
            return emptied(a, np.maximum(spread, halo))
        case _:
            return a


def _zoomed_out(picture: Image.Image, share: float = 0.64) -> Image.Image:
    """The picture smaller in its own frame, its surroundings continued."""
    width, height = picture.size
    inner = picture.convert("RGB").resize((max(2, round(width * share)), max(2, round(height * share))), Image.Resampling.LANCZOS)
    x, y = (width - inner.width) // 2, (height - inner.height) // 2
    small = (max(4, width // 3), max(4, height // 3))
    padded = np.pad(np.asarray(inner), ((y, height - inner.height - y), (x, width - inner.width - x), (0, 0)), mode="edge")
    soft = (
        Image.fromarray(padded)
        .resize(small, Image.Resampling.BOX)
        .filter(ImageFilter.GaussianBlur(max(1.0, min(small) / 40)))
        .resize((width, height), Image.Resampling.BICUBIC)
    )
    mask = Image.new("L", (width, height), 0)
    feather = max(2, min(width, height) // 90)
    mask.paste(255, (x + feather, y + feather, x + inner.width - feather, y + inner.height - feather))
    full = Image.fromarray(padded)
    return Image.composite(full, soft, mask.filter(ImageFilter.GaussianBlur(feather / 2)))


def _shaped(change: Change, picture: Image.Image, brief: Brief) -> Image.Image:
    """One change that moves pixels."""
    width, height = picture.size
    match change.verb:
        case "flip":
            return ImageOps.flip(picture) if change.value == "vertical" else ImageOps.mirror(picture)
        case "rotate":
            turn = float(change.value)
            if abs(turn) >= 90:
                return fitted(picture.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC), picture.size)
            grow = 1.0 + abs(np.sin(np.radians(turn))) * max(width / height, height / width)
            large = picture.resize((round(width * grow), round(height * grow)), Image.Resampling.LANCZOS).rotate(turn, resample=Image.Resampling.BICUBIC)
            x, y = (large.width - width) // 2, (large.height - height) // 2
            return large.crop((x, y, x + width, y + height))
        case "zoom out":
            return _zoomed_out(picture)
        case "zoom in":
            cx, cy, share = 0.5, 0.5, 0.6
            if brief.subjects or "subject" in brief.prompt.lower() or "主体" in brief.prompt:
                target = brief.subjects[0].kind if brief.subjects else ""
                region = region_of(to_pixels(picture), Change("zoom in", target=target))
                rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
                cx, cy = (columns[0] + columns[-1]) / 2 / region.shape[1], (rows[0] + rows[-1]) / 2 / region.shape[0]
                share = float(np.clip(1.35 * max((columns[-1] - columns[0]) / region.shape[1], (rows[-1] - rows[0]) / region.shape[0]), 0.3, 0.8))
            left, top = float(np.clip(cx - share / 2, 0, 1 - share)) * width, float(np.clip(cy - share / 2, 0, 1 - share)) * height
            return picture.resize((width, height), Image.Resampling.LANCZOS, box=(left, top, left + share * width, top + share * height))
        case _:
            return picture


def _toned(brief: Brief, change: Change, picture: Image.Image) -> Image.Image:
    """A tonal change on the full picture, by its difference when the picture is large."""
    full = picture.convert("RGB")
    width, height = full.size
    if width * height <= WORK:
        return to_image(_tonal(brief, change, to_pixels(full)))
    share = (WORK / (width * height)) ** 0.5
    small = to_pixels(full.resize((round(width * share), round(height * share)), Image.Resampling.LANCZOS))
    new = _tonal(brief, change, small)
    if change.verb == "style":
        return to_image(new).resize(full.size, Image.Resampling.NEAREST if change.value == "pixel" else Image.Resampling.BICUBIC)
    out = np.asarray(full).copy()
    for k in range(3):
        step = np.asarray(
            Image.fromarray(np.ascontiguousarray((new - small)[..., k]) * np.float32(255)).resize(full.size, Image.Resampling.BILINEAR), np.float32
        )
        out[..., k] = np.clip(out[..., k] + step + np.float32(0.5), 0, 255).astype(np.uint8)
    return Image.fromarray(out)


def _combined(brief: Brief, pictures: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """Several pictures as one: the palette of the second on the first, or the subject of one set into another."""
    text = brief.prompt.lower()
    first = fitted(pictures[0], size).convert("RGB")
    if STYLE_FROM.search(text) and not re.search(r"\b(?:put|place)\b|放", text):
        return to_image(transferred(to_pixels(first), to_pixels(fitted(pictures[1], (256, 256)))))
    order = [int(n) - 1 for n in re.findall(r"(?:image|picture|photo|reference|图片|图像|图|参考)\s*#?(\d)", text) if int(n) <= len(pictures)]
    ground = order[-1] if len(order) > 1 else 1
    others = [p for k, p in enumerate(pictures) if k != ground]
    return to_image(set_into(to_pixels(fitted(pictures[ground], size)), others[:4]))


def edit(brief: Brief, pictures: Sequence[Image.Image], size: tuple[int, int], draft: int = 0) -> Image.Image:
    """The first picture changed as asked, or the pictures combined, at exactly this size."""
    if not pictures:
        raise ValueError("An edit needs at least one picture; none was given.")
    before = fitted(pictures[0], size)
    alpha = before.getchannel("A") if before.mode == "RGBA" else None
    joined = len(pictures) > 1 and (not brief.changes or bool(COMBINE.search(brief.prompt.lower())) or bool(STYLE_FROM.search(brief.prompt.lower())))
    out: Image.Image = _combined(brief, pictures, size) if joined else before
    alpha = None if joined else alpha
    done = joined
    for change in brief.changes:
        if joined and change.verb in ("background", "add", "recolour"):
            continue
        if change.verb == "cutout":
            alpha = Image.fromarray((cut_out(to_pixels(out)) * 255).astype(np.uint8))
        elif change.verb in ("flip", "rotate", "zoom in", "zoom out"):
            out = _shaped(change, out.convert("RGB"), brief)
            alpha = _shaped(change, alpha, brief) if alpha is not None and change.verb in ("flip", "rotate") else None
        else:
            out = _toned(brief, change, out)
        done = True
    if brief.lettering and settable(brief.lettering):
        where = (
            "top"
            if re.search(r"\btop\b|上方|顶部", brief.prompt.lower())
            else "center"
            if re.search(r"\bcent(?:er|re)\b|middle|中间|中央", brief.prompt.lower())
            else "bottom"
        )
        out, done = lettered(out.convert("RGB"), brief.lettering, where, hexcode(brief.colours[0]) if brief.colours else ""), True
    if not done:
        out = to_image(graded(to_pixels(out), int(generator(brief.seed, "grade").integers(6))))
    out = out.convert("RGB")
    if draft:
        out = Image.blend(before.convert("RGB"), out, 0.5 if draft == 1 else 0.8).filter(ImageFilter.GaussianBlur(min(size) / (260 if draft == 1 else 480)))
    if alpha is not None:
        out.putalpha(alpha)
    return out
