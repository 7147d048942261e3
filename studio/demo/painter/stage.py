"""Composition: where the figures of a brief stand, before what, seen from where.

Knows nothing of how anything is rendered. A composition depends on the seed and the subjects, not on colour or light, so
that the same seed with another glaze or another hour is the same picture, which is what comparisons are for.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .air import Air, air_of
from .brief import Brief, Subject
from .cast import AFLOAT, ALOFT, HOMES
from .colours import hexcode
from .figure import actor
from .layout import camera_for, cast_of, prop, seat, set_in_row, set_on_steps, wide_of
from .pixels import generator, mix
from .scene import Actor, Camera, Ground, Lamp, Material, Scene
from .solids import Vec
from .takes import Take, mirrored, mirrored_view, take_of

STUDIO_KINDS: Final = frozenset({"vase", "carafe", "jug", "bottle", "perfume", "sphere", "bowl", "cone", "cube", "torus", "cylinder"})
SETS: Final = (
    ("#e3cdb4", "#d9a988", "#efe2cf", ("#e2a24a", "#6f7f72", "#c98a6b")),
    ("#d6d9cb", "#a9b8a4", "#eceade", ("#d27f5b", "#31594f", "#6f8f7c")),
    ("#efd3cb", "#e8b9ae", "#f7e7df", ("#c85a54", "#e9a15b", "#d98f83")),
    ("#cfc4b6", "#b7a58f", "#e6dccb", ("#d8a03a", "#54685c", "#a86a4b")),
    ("#cdd6dc", "#9db2c2", "#e8ecec", ("#e0a35c", "#3f5f7a", "#c4553b")),
    ("#e2d9cf", "#c9bdb4", "#f0ebe4", ("#b4532f", "#7d8f74", "#e2b46a")),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene to march and, when it stands outdoors, which land to paint behind it."""

    scene: Scene
    land: str
    air: Air
    light: str


def light_of(brief: Brief) -> str:
    """The light asked for, or the one that what is in the sky implies."""
    if brief.light:
        return brief.light
    if {"moon", "stars", "aurora"} & set(brief.weather):
        return "night"
    if {"rain", "lightning"} & set(brief.weather):
        return "foggy" if "rain" in brief.weather else "dramatic"
    return ""


def land_of(brief: Brief) -> str:
    """Which painted land a brief with subjects stands in; empty for the studio."""
    indoors = (
        {"still", "steps", "discs", "arch", "table"} & set(brief.props)
        or brief.tint("background")
        or brief.tint("table")
        or brief.light == "studio"
        or brief.transparent
    )
    scenes = [s for s in brief.scenes if not (s == "sky" and brief.tint("sky"))]
    if scenes:
        return scenes[0]
    if indoors or not brief.subjects:
        return ""
    home = HOMES.get(brief.subjects[0].kind, "")
    if home and not brief.plain:
        return home
    if "snow" in brief.weather:
        return "snowfield"
    if set(brief.weather) - {"sun"} and not brief.plain:
        return "meadow"
    return ""


def compose(brief: Brief, aspect: float, draft: int = 0) -> Stage:
    """The stage for a brief with subjects, at this width over height."""
    rng = generator(brief.seed, "layout")
    light, land = light_of(brief), land_of(brief)
    take = take_of(brief.seed, brief.prompt)
    air = take.lit(air_of(light, scenic=bool(land)))
    look = (
        SETS[int(rng.integers(len(SETS)))]
        if light in ("", "studio", "soft") and not brief.props
        else (
            SETS[0] if light in ("", "morning", "golden") else (air.set[0], air.set[1], mix(air.set[0], "#ffffff", 0.35 if air.dim > 0.5 else 0.12), SETS[0][3])
        )
    )
    if light in ("studio", "soft") or (light not in ("", "morning", "golden") and light):
        look = (air.set[0], air.set[1], look[2], look[3])
    cast = cast_of(brief, rng)
    vessel = brief.subjects[0].kind in STUDIO_KINDS
    still = not land and (
        {"steps", "discs", "still"} & set(brief.props)
        or (vessel and not brief.plain and not brief.transparent and "table" not in brief.props and len(cast) <= 3)
    )
    if draft == 1 and len(cast) > 2:
        cast = cast[:-1]
    if still:
        shown = brief if {"steps", "discs"} & set(brief.props) else replace(brief, props=(*brief.props, "discs" if rng.random() < 0.4 else "steps"))
        cast = set_on_steps(shown, cast, look[2], look[3], rng)
    else:
        waiting = seat(brief, cast)
        if waiting is cast:
            set_in_row(cast, rng)
        else:
            settled = [o for o in cast if o not in waiting]
            if waiting:
                set_in_row(waiting, rng)
                edge = max(wide_of(o) for o in settled) + max(wide_of(o) for o in waiting)
                for i, one in enumerate(waiting):
                    one.at = ((1 if i % 2 == 0 else -1) * edge * (1 + 0.5 * (i // 2)), 0.0, one.at[2])
    aloft = not still and cast[0].role.kind in ALOFT
    water = land in ("sea", "lake", "puddle") or (land in ("river", "beach") and cast[0].role.kind in AFLOAT)
    for i, one in enumerate(cast):
        if one.role.kind in AFLOAT and water:
            one.at = (one.at[0], -0.06 * one.scale, one.at[2])
            one.lean = -3.0
        elif one.role.kind in ALOFT and land:
            one.at = (one.at[0] * 1.25, 0.75 + 0.5 * (i % 2), one.at[2] + 1.2 * (i % 3))
        elif one.role.kind == "rocket" and land in ("space", "sky"):
            one.at, one.lean = (one.at[0], 0.45, one.at[2]), -20.0
    wide = aspect > 2.6 and not land
    room = "studio" if not land else "puddle" if land == "puddle" else "water" if water else "land"
    camera = camera_for(cast, aspect, room, aloft or land == "space", take)
    actors = [actor(o.role.figure, o.at, o.yaw, o.scale, dict(o.role.dress), lean=o.lean) for o in cast]
    if wide:
        reach = aspect / camera.focal * 5.5
        for k in range(int(reach / 0.9)):
            x = 1.9 + 0.95 * k
            for side in (-1, 1):
                kind = ("sphere", "cone", "cube", "cylinder", "torus")[int(rng.integers(5))]
                extra = prop(kind, {"main": look[3][int(rng.integers(3))]}, (side * x, 0, float(rng.uniform(0.1, 0.8))), float(rng.uniform(0.7, 1.1)))
                actors.append(actor(extra.role.figure, extra.at, float(rng.uniform(-30, 30)), extra.scale, dict(extra.role.dress)))
    if take.flip:
        actors, camera = [mirrored(one) for one in actors], mirrored_view(camera)
    return Stage(_set(brief, tuple(actors), camera, air, look, land=land, water=water, draft=draft, light=light), land, air, light)


def _set(
    brief: Brief,
    actors: tuple[Actor, ...],
    camera: Camera,
    air: Air,
    look: tuple[str, str, str, tuple[str, str, str]],
    *,
    land: str,
    water: bool,
    draft: int,
    light: str,
) -> Scene:
    """Ground, walls and lamps around the actors. Drafts get a flatter key from the front and more fill, as in make.py."""
    take = take_of(brief.seed, brief.prompt)
    floor, wall = take.tinted(look[0], take.floor), take.tinted(look[1], take.wall)
    pattern, ground = "", "sweep"
    if "arch" in brief.props:
        ground = "arch"
    if "table" in brief.props:
        ground, pattern = "sweep", "wood"
        floor = take.tinted("#b98558", take.floor)
    if brief.tint("background"):
        wall = hexcode(brief.tint("background"))
        floor = wall if not brief.tint("floor") and "table" not in brief.props else floor
    elif brief.colours:
        wall, floor = mix(hexcode(brief.colours[0]), look[1], 0.35), mix(hexcode(brief.colours[-1]), look[0], 0.6)
    if brief.tint("arch"):
        wall = hexcode(brief.tint("arch"))
    if brief.tint("floor") or brief.tint("table"):
        floor, pattern = hexcode(brief.tint("floor") or brief.tint("table")), ""
        if floor == hexcode("white") and not brief.tint("background"):
            wall = mix(wall, "#e9e4dc", 0.3)
    shine = 0.5 if light in ("neon", "cool", "dramatic", "night") and not land else 0.12
    key, fill = air.key, air.fill
    if draft:
        flat = 0.65 if draft == 1 else 0.3
        towards: Vec = (key.towards[0] * (1 - flat), key.towards[1] + 0.15, key.towards[2] - 0.2 * flat)
        key = Lamp(towards, mix(key.colour, "#fff0df", flat), key.power * (1 - 0.25 * flat), 6)
        fill *= 1 + 0.4 * flat
        floor, wall = mix(floor, "#e6dccf", 0.2 * flat), mix(wall, "#e6dccf", 0.3 * flat)
    kind: Ground = "none" if brief.transparent else ("water" if water else "open") if land else ("arch" if ground == "arch" else "sweep")
    if land in ("underwater", "sky"):
        kind = "none"
    if land and air.dim < 0.45:
        key, fill = replace(key, power=key.power * 1.25), fill * 1.2
    sky = air.ambient if not land else (air.sky[0], air.sky[2])
    speck = 0.0 if brief.plain and not pattern else 0.5
    return Scene(
        actors,
        camera,
        key,
        air.rim,
        sky,
        fill,
        kind,
        Material(floor, gloss=shine, speck=0.0 if pattern else speck),
        Material(wall, speck=speck),
        depth=2.0 if ground == "arch" else 3.4,
        arch=arch_of(take),
        pattern="puddle" if land == "puddle" else pattern,
    )


def arch_of(take: Take) -> Vec:
    """Where the arch opens, how wide and how high its sides: beside the hero or behind it, as the take has it."""
    x = (0.75, -0.55, 1.15, 0.2)[take.build] + 0.12 * take.aside
    return (-x if take.flip else x, (0.72, 0.95, 0.6, 1.12)[take.build], (1.35, 1.15, 1.6, 1.05)[take.build])


def default_subject(brief: Brief, rng: np.random.Generator) -> Brief:
    """For a prompt nothing was understood of: a still life chosen by the seed."""
    kind = ("vase", "carafe", "bowl", "bottle", "jug")[int(rng.integers(5))]
    props = (("arch", "steps"), ("discs",), ("steps",), ("arch", "discs"))[int(rng.integers(4))]
    return replace(brief, subjects=(Subject(kind), Subject("sphere", 2)), props=props)
