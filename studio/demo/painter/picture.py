"""Paints a brief: chooses stage, land or pattern, joins what was marched with what was painted, and finishes it.

Knows nothing of edits. Work happens at WORK pixels, more for larger pictures, and is enlarged at the end with grain of its own at full
size; that keeps 2K near two seconds and 4K within memory.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from .air import air_of
from .brief import Brief
from .colours import hexcode
from .lands import View
from .lands_more import PAINTERS
from .lettering import lettered, settable
from .pattern import flat_picture
from .pixels import Pixels, generator, rgb, to_image
from .render import render
from .skies import falling, sky, weathered
from .stage import compose, default_subject, light_of
from .styles import bloom, styled
from .takes import take_of

WORK: Final = (1_500_000, 4_200_000)
FLOATING: Final = frozenset({"space", "underwater", "sky"})


def working_size(size: tuple[int, int], draft: int) -> tuple[int, int]:
    """The size painted at: the asked one, or smaller in the same shape."""
    limit = 240_000 if draft else min(WORK[1], max(WORK[0], size[0] * size[1] * 0.42))
    share = min(1.0, (limit / (size[0] * size[1])) ** 0.5)
    return max(16, round(size[0] * share)), max(16, round(size[1] * share))


def scenery(brief: Brief, lands: tuple[str, ...], size: tuple[int, int], horizon: float, *, staged: bool, draft: int = 0) -> Pixels:
    """Sky, weather, land."""
    width, height = size
    light = light_of(brief)
    take = take_of(brief.seed, brief.prompt)
    air = take.lit(air_of(light, scenic=True))
    if brief.tint("sky"):
        tone = hexcode(brief.tint("sky"))
        air = replace(air, sky=(tone, air.sky[1], air.sky[2]))
        air = replace(air, sky=(tone, tone, air.sky[2]))
    rng = generator(brief.seed, "land")
    detail = {0: 1.0, 1: 0.4, 2: 0.6}[draft]
    a = sky(width, height, horizon, air)
    main = lands[0] if lands else "meadow"
    if main not in ("space", "underwater"):
        weathered(a, brief.weather, horizon, air, rng, light=light)
    view = View(air, horizon, generator(brief.seed, "ground"), detail, brief.layers, staged, hexcode(brief.tint(main)) if brief.tint(main) else "")
    for extra in lands[1:]:
        if extra in ("mountain", "city", "forest") and main in ("sea", "lake", "beach", "meadow", "road", "snowfield", "river", "desert"):
            PAINTERS[extra](a, View(air, horizon, generator(brief.seed, extra), detail, 0, True))
    PAINTERS[main](a, view)
    return np.clip(a, 0, 1)


def _landscape(brief: Brief, width: int, height: int, draft: int) -> Pixels:
    lands = brief.scenes
    if not lands:
        lands = (
            ("mountain",)
            if {"clouds", "rainbow", "sun"} & set(brief.weather)
            else ("lake",)
            if {"moon", "stars", "aurora"} & set(brief.weather)
            else ("snowfield",)
            if "snow" in brief.weather
            else ("city",)
        )
    water = {"sea", "lake", "beach"} & set(lands)
    if water and lands[0] not in water and lands[0] in ("mountain", "city", "forest", "sky"):
        first = next(s for s in lands if s in water)
        lands = (first, *(s for s in lands if s != first))
    horizon = {"mountain": 0.62, "city": 0.7, "sea": 0.52, "lake": 0.55, "desert": 0.46, "forest": 0.66, "space": 0.8, "underwater": 0.8, "sky": 0.95}.get(
        lands[0], 0.5
    )
    horizon = min(0.95, horizon + 0.04 * take_of(brief.seed).rise)
    return scenery(brief, lands, (width, height), horizon, staged=False, draft=draft)


def _staged(brief: Brief, width: int, height: int, draft: int) -> tuple[Pixels, Pixels | None, str]:
    """A picture with figures; with its cover when a transparent ground was asked for."""
    stage = compose(brief, width / height, draft)
    layer = render(stage.scene, width, height, rough=bool(draft))
    if brief.transparent:
        return layer.colour, layer.cover, stage.light
    if stage.land:
        horizon = float(np.clip(stage.scene.camera.horizon(), 0.12, 0.88))
        lands = (stage.land, *(s for s in brief.scenes if s != stage.land))
        back = scenery(brief, lands, (width, height), horizon, staged=True, draft=draft)
        if stage.land not in FLOATING and not draft:
            back = _soft_far(back, horizon)
        shade = layer.shade[..., None]
        back = back * (shade + (1 - shade) * np.array([0.0, 0.02, 0.06], np.float32))
    else:
        back = np.zeros((height, width, 3), np.float32) + rgb(stage.air.ambient[1])
        y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        back = rgb(stage.air.ambient[0]) * (1 - y) + back * y
    return np.asarray(back + (layer.colour - back) * layer.cover[..., None], np.float32), None, stage.light


def _soft_far(a: Pixels, horizon: float) -> Pixels:
    """A little less focus on what is far, so that the figures stand out."""
    height, width = a.shape[:2]
    soft = np.asarray(to_image(a).filter(ImageFilter.GaussianBlur(min(width, height) / 420)), np.float32) / np.float32(255)
    y = np.linspace(0, 1, height, dtype=np.float32)
    share = np.clip(1.0 - (y - horizon) * 4, 0, 1)[:, None, None]
    return np.asarray(a + (soft - a) * share, np.float32)


def finished(a: Pixels, cover: Pixels | None, brief: Brief, size: tuple[int, int], draft: int) -> Image.Image:
    """Display values at working size to the picture asked for: enlarged, with grain, lettered."""
    picture = to_image(np.clip(a, 0, 1) if cover is None else np.concatenate([np.clip(a, 0, 1), np.clip(cover, 0, 1)[..., None]], -1))
    if picture.size != size:
        nearest = brief.style == "pixel"
        enlarged = size[0] > picture.size[0]
        picture = picture.resize(size, Image.Resampling.NEAREST if nearest else Image.Resampling.BICUBIC if enlarged else Image.Resampling.LANCZOS)
    if cover is None and brief.style not in ("pixel", "flat", "sketch", "ink", "watercolour") and not draft:
        picture = grained(picture, brief.seed)
    if settable(brief.lettering):
        picture = lettered(picture, brief.lettering, "center" if not brief.known else "top")
    return picture


def grained(picture: Image.Image, seed: int) -> Image.Image:
    """Fine film grain at full size, from one tile, which also keeps wide gradients from banding."""
    width, height = picture.size
    rng = generator(seed, "grain")
    tile = rng.normal(0, 1.5, (512, 512)).astype(np.int8)
    out = np.asarray(picture).copy()
    for top in range(0, height, 512):
        rows = min(512, height - top)
        roll = np.roll(tile, int(rng.integers(512)), 1)
        band = np.tile(roll[:rows], (1, -(-width // 512)))[:, :width, None]
        part = out[top : top + rows].astype(np.int16) + band
        out[top : top + rows] = np.clip(part, 0, 255).astype(np.uint8)
    return Image.fromarray(out)


def paint(brief: Brief, size: tuple[int, int], draft: int = 0) -> Image.Image:
    """The picture of a brief."""
    width, height = working_size(size, draft)
    cover: Pixels | None = None
    light = light_of(brief)
    if not brief.known and not brief.lettering:
        rng = generator(brief.seed, "unknown")
        choice = int(rng.integers(5))
        brief = default_subject(brief, rng) if choice < 2 else replace(brief, patterns=(("abstract", "poster", "marble")[choice - 2],))
    elif not brief.known:
        brief = replace(brief, patterns=("abstract",))
    if "logo" in brief.patterns and brief.subjects:
        ground = ("teal", "navy", "terracotta", "emerald", "mustard")[brief.seed % 5]
        tints = brief.tints if brief.tint("background") else (*brief.tints, ("background", ground))
        brief = replace(brief, style=brief.style or "flat", plain=True, subjects=brief.subjects[:1], tints=tints, light=brief.light or "studio")
    if brief.subjects:
        a, cover, light = _staged(brief, width, height, draft)
    elif brief.patterns and not brief.scenes:
        a = flat_picture(brief, brief.patterns[0], width, height, draft)
    elif brief.props and not brief.scenes:
        a, cover, light = _staged(
            default_subject(replace(brief, props=()), generator(brief.seed, "unknown"))
            if not {"arch", "steps", "discs"} & set(brief.props)
            else replace(default_subject(brief, generator(brief.seed, "u")), props=brief.props),
            width,
            height,
            draft,
        )
    else:
        a = _landscape(brief, width, height, draft)
    rng = generator(brief.seed, "weather")
    if cover is None and not brief.patterns:
        for what in ("rain", "snow"):
            if what in brief.weather and not draft:
                falling(a, rng, what)
    if light in ("neon", "night", "sunset", "golden", "cool") and cover is None and (brief.subjects or brief.scenes):
        a = bloom(a, 0.45 if light == "neon" else 0.25)
    if not draft or brief.style in ("mono", "pixel", "sketch", "ink"):
        style = "glowing" if brief.style == "neon" and light == "neon" else brief.style
        a = styled(np.clip(a, 0, 1).astype(np.float32), style, brief.seed)
        if cover is not None and style in ("sketch", "watercolour", "ink"):
            a = np.clip(a, 0, 1)
    if draft:
        soft = to_image(np.clip(a, 0, 1)).filter(ImageFilter.GaussianBlur(1.6 if draft == 1 else 0.9))
        a = np.asarray(soft, np.float32) / np.float32(255)
        grey = a.mean(-1, keepdims=True)
        a = grey + (a - grey) * np.float32(0.8 if draft == 1 else 0.9)
    return finished(a, cover, brief, size, draft)
