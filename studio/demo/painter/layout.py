"""Where figures stand: in a row, one on another, on the steps of a still life; and the camera that takes them all in.

Knows nothing of light, ground or colour. It is the one place where values are moved after they are made, because a place
depends on the places before it; what leaves `stage` is frozen.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .brief import Brief
from .cast import Role, dressed, figure_of
from .colours import hexcode
from .figure import Figure, box, matte, rod
from .pixels import mix
from .scene import Camera
from .solids import Part, Vec
from .takes import Take, take_of

Spots = tuple[tuple[float, float, float], ...]
# Parts (about the plinth's own place), height of the top, the hero's place there, and places for the rest.
STEPS: Final[tuple[tuple[tuple[Part, ...], float, tuple[float, float], Spots], ...]] = (
    (
        (box((0, 0.16, 0), (0.9, 0.16, 0.5)), box((-0.42, 0.44, 0.08), (0.46, 0.12, 0.4))),
        0.56,
        (-0.75, 0.62),
        ((0.14, 0.32, 0.42), (0.8, 0.0, -0.1), (1.4, 0.0, 0.7), (-1.5, 0.0, 0.2), (0.2, 0.0, -0.45)),
    ),
    (
        (box((0.33, 0.11, 0), (1.15, 0.11, 0.56)), box((0.33, 0.33, 0.06), (0.74, 0.11, 0.44)), box((0.33, 0.54, 0.1), (0.36, 0.1, 0.34))),
        0.64,
        (0.0, 0.67),
        ((-0.93, 0.22, 0.35), (0.55, 0.44, 0.5), (1.0, 0.22, 0.3), (-1.55, 0.0, 0.3), (0.5, 0.0, -0.4)),
    ),
    (
        (box((-0.3, 0.34, 0.1), (0.4, 0.34, 0.38)), box((0.62, 0.15, -0.12), (0.44, 0.15, 0.4))),
        0.68,
        (-0.63, 0.67),
        ((0.3, 0.3, 0.42), (-0.4, 0.0, -0.15), (1.2, 0.0, 0.5), (-1.4, 0.0, 0.4), (0.95, 0.0, -0.2)),
    ),
    (
        (box((0, 0.09, 0), (1.2, 0.09, 0.5)), box((0.3, 0.27, 0.06), (0.84, 0.09, 0.42)), box((0.62, 0.46, 0.1), (0.5, 0.1, 0.36))),
        0.56,
        (0.3, 0.67),
        ((-0.56, 0.36, 0.6), (-1.18, 0.18, 0.3), (1.3, 0.0, 0.3), (-1.75, 0.0, 0.2), (0.1, 0.0, -0.4)),
    ),
)
DISCS: Final[tuple[tuple[tuple[Part, ...], float, tuple[float, float], Spots], ...]] = (
    (
        (rod((0, 0.1, 0), 1.0, 0.1), rod((0, 0.28, 0), 0.68, 0.08, "second")),
        0.36,
        (0.0, 0.6),
        ((-0.62, 0.2, 0.08), (0.76, 0.2, 0.24), (1.15, 0.0, -0.25), (-1.2, 0.0, 0.1), (0.3, 0.2, -0.15)),
    ),
    (
        (rod((0, 0.07, 0), 1.05, 0.07), rod((-0.22, 0.21, 0.08), 0.72, 0.07, "second"), rod((-0.34, 0.36, 0.12), 0.46, 0.08)),
        0.44,
        (-0.34, 0.72),
        ((0.66, 0.14, 0.32), (0.1, 0.14, -0.2), (1.3, 0.0, 0.3), (-1.35, 0.0, 0.2), (0.26, 0.28, 0.5)),
    ),
    (
        (rod((-0.2, 0.16, 0.06), 0.7, 0.16, "second"), rod((-0.2, 0.37, 0.06), 0.48, 0.05), rod((0.86, 0.08, -0.16), 0.46, 0.08)),
        0.42,
        (-0.2, 0.66),
        ((0.86, 0.16, 0.42), (0.28, 0.0, -0.32), (1.5, 0.0, 0.5), (-1.2, 0.0, 0.2), (-0.5, 0.0, -0.4)),
    ),
    (
        (rod((0, 0.06, 0), 1.12, 0.06, "second"), rod((0.1, 0.17, 0.05), 0.84, 0.05), rod((0.2, 0.27, 0.1), 0.54, 0.05, "second")),
        0.32,
        (0.2, 0.7),
        ((-0.5, 0.22, 0.58), (-0.74, 0.12, 0.0), (1.35, 0.0, 0.2), (-1.4, 0.0, 0.4), (0.7, 0.12, -0.1)),
    ),
)


@dataclass(slots=True)
class Placed:
    """One figure on its way to its place; the layout functions move it."""

    role: Role
    at: Vec
    yaw: float
    scale: float
    lean: float = 0.0


def cast_of(brief: Brief, rng: np.random.Generator) -> list[Placed]:
    """The subjects in their order, counts spread out, with small turns."""
    out: list[Placed] = []
    for subject in brief.subjects:
        base = figure_of(subject.kind)
        for k in range(subject.count):
            role = dressed(subject, (0.0, 0.14, -0.12, 0.2, -0.2, 0.1, -0.08, 0.26)[k])
            size = base.scale * (1.0 if k == 0 else float(rng.uniform(0.8, 0.98)))
            out.append(Placed(role, (0, 0, 0), float(rng.uniform(-12, 12)) + (0 if k % 2 == 0 else 14), size))
    return out


def wide_of(one: Placed) -> float:
    """Half its width where it stands."""
    return one.role.figure.wide * one.scale


def set_in_row(cast: list[Placed], rng: np.random.Generator, gap: float = 0.9) -> None:
    """Side by side, the first in the middle, the rest to its right and left in turn, nearer and farther."""
    order: list[Placed] = []
    for i, one in enumerate(cast):
        order.insert(0 if i % 2 else len(order), one)
    x = 0.0
    for i, one in enumerate(order):
        if i:
            x += (wide_of(order[i - 1]) + wide_of(one)) * gap
        lead = one is cast[0]
        one.at = (x, one.at[1], 0.3 if lead else float(rng.uniform(0.0, 0.7)) if i % 2 else float(rng.uniform(-0.35, 0.1)))
    middle = sum(one.at[0] for one in order) / len(order) * 0.5 + cast[0].at[0] * 0.5
    for one in order:
        one.at = (one.at[0] - middle, one.at[1], one.at[2])


def seat(brief: Brief, cast: list[Placed]) -> list[Placed]:
    """Puts the first subject on or in the second when the words say so; returns what still has to be placed."""
    if len(brief.subjects) < 2:
        return cast
    first, second = brief.subjects[0], brief.subjects[1]
    seat = figure_of(second.kind).seat
    text = brief.prompt.lower()
    if not seat or first.kind == second.kind or not any(w in text for w in (" on ", " in ", "上", "里", "中", " of ", "inside", "atop")):
        return cast
    below = next(one for one in cast if one.role.kind.split(".")[0] == second.kind)
    below.scale *= 1.25
    riders = [one for one in cast if one.role.kind.split(".")[0] == first.kind]
    below.at = (0.0, 0.0, 0.3)
    spots = ((0.0, 0.0),) if len(riders) == 1 else ((-0.2, -0.08), (0.2, -0.05), (0.0, 0.18), (0.05, -0.2), (-0.12, 0.2), (0.2, 0.2), (0, 0), (0.1, 0.1))
    for one, (dx, dz) in zip(riders, spots, strict=False):
        one.scale *= 0.85 if second.kind != "bowl" else 0.72
        one.at = (dx * below.scale, seat * below.scale, 0.3 + dz * below.scale)
    return [one for one in cast if one is not below and one not in riders]


def prop(kind: str, colours: dict[str, str], at: Vec, scale: float = 1.0) -> Placed:
    """Something nobody asked for by name, in given colours."""
    figure = figure_of(kind)
    slots = dict(figure.slots)
    return Placed(Role(kind, figure, tuple((slot, replace(slots[slot], colour=code)) for slot, code in colours.items())), at, 0.0, scale)


def _built(parts: tuple[Part, ...], stone: str, second: str, at: Vec) -> list[Placed]:
    """The pieces of a plinth, each placed for itself, so that its bounds are tight."""
    slots = (("main", matte(stone, 1.0)), ("second", matte(second, 0.6)))
    out: list[Placed] = []
    for part in parts:
        x, y, z = part.at
        wide, half = (float(np.hypot(part.size[0], part.size[2])), part.size[1]) if part.kind == "box" else part.size[:2]
        figure = Figure((replace(part, at=(0.0, half, 0.0)),), slots, wide, 2 * half)
        out.append(Placed(Role("plinth", figure, ()), (at[0] + x, at[1] + y - half, at[2] + z), 0.0, 1.0))
    return out


def set_on_steps(brief: Brief, cast: list[Placed], stone: str, spare: tuple[str, str, str], rng: np.random.Generator) -> list[Placed]:
    """The still life of the mock-ups: steps or discs in one of four builds, the hero on top, the rest on the lower step and the floor."""
    build = take_of(brief.seed).build
    stone = hexcode(brief.tint("steps") or brief.tint("discs")) if brief.tint("steps") or brief.tint("discs") else stone
    hero = max(cast, key=lambda o: o.role.figure.high * o.scale)
    rest = [o for o in cast if o is not hero]
    out: list[Placed] = []
    if "discs" in brief.props:
        plinth, high, (x, z), spots = DISCS[build]
        out += _built(plinth, stone, mix(spare[0], stone, 0.6), (0.0, 0.0, 0.6))
    else:
        plinth, high, (x, z), spots = STEPS[build]
        out += _built(plinth, stone, stone, (-0.33, 0.0, 0.57))
    hero.at = (x, high, z)
    if len(rest) < 2 and not brief.plain:
        for k in range(2 - len(rest)):
            ball = prop("sphere", {"main": spare[k]}, (0, 0, 0), 0.8 - 0.16 * k)
            rest.append(ball)
        if "discs" not in brief.props and len(brief.subjects) <= 2:
            rest.append(prop("cylinder", {"main": spare[2]}, (0, 0, 0), 0.85))
    for one, (x, y, z) in zip(rest, spots, strict=False):
        small = one.role.kind == "sphere"
        one.at = (x + float(rng.uniform(-0.05, 0.05)), y, z)
        one.scale *= 0.95 * float(rng.uniform(0.8, 1.22)) if small else 0.8
        out.append(one)
    return [*out, hero]


def camera_for(cast: list[Placed], aspect: float, room: str, aloft: bool, take: Take) -> Camera:
    """An upright camera (shift, not tilt) that fits the group into its share of the picture."""
    low = np.array(
        [[o.at[0] + s * wide_of(o), o.at[1] + t * o.role.figure.high * o.scale, o.at[2] - wide_of(o) * 0.4] for o in cast for s in (-1, 1) for t in (0, 1)],
        np.float32,
    ).T
    tall = float(low[1].max())
    eye_y = {"studio": 0.55 + tall * 0.62, "land": 0.3 + tall * 0.36, "water": 0.42 + tall * 0.42, "puddle": 0.75 + tall * 0.62}[room]
    eye_y += take.rise * (0.34 if room == "studio" else 0.08) + (0.1 if room == "studio" else 0.0)
    eye = (take.orbit * (1.15 if room == "studio" else 0.6), eye_y, -5.2)
    drop = 0.10 if room == "studio" else 0.0
    camera = Camera(eye, (0.02, eye_y - drop * 5.5, 0.3), 1.0)
    u, v = camera.project(low)
    share = 0.60 if room == "studio" else 0.52
    wide = min(0.86, 0.52 + 0.5 / max(aspect, 0.6)) if aspect > 1 else 0.8
    focal = float(min(2 * aspect * wide / max(float(np.ptp(u)), 0.1), 2 * share / max(float(np.ptp(v)), 0.1), 6.0)) * (1.07 + 0.07 * take.near)
    focal = min(focal, 2 * aspect * max(wide, 0.9) / max(float(np.ptp(u)), 0.1))
    middle = float((v.max() + v.min()) / 2) * focal
    target = (0.22 if aloft else -0.06 if room == "studio" else -0.2) if aspect > 0.5 else -0.1
    side = float((u.max() + u.min()) / 2)
    slack = max(0.0, aspect - float(np.ptp(u)) / 2 * focal)
    turn = side * 5.2 + take.aside * min(0.45 * slack, 0.26 * aspect) / focal * 5.5
    return Camera((eye[0] + turn, eye[1], eye[2]), (0.02 + turn, eye_y - drop * 5.5, 0.3), focal, middle - target)
