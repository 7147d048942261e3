"""A figure: parts with named material slots, and the short constructors its descriptions are written with.

Knows nothing of where a figure will stand or in which colour. Figures stand on y = 0, face -z (towards the eye),
and fit in a cylinder of half width `wide` and height `high`, which bounds the march.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .scene import Actor, Material
from .solids import Part, Profile, Vec


@dataclass(frozen=True, slots=True)
class Figure:
    """Parts, the material of every slot they name, and the cylinder they fill. `scale` is its size in a group;
    `seat` the height of a surface other things can stand on (0: none)."""

    parts: tuple[Part, ...]
    slots: tuple[tuple[str, Material], ...]
    wide: float
    high: float
    scale: float = 1.0
    seat: float = 0.0
    yaw: float = 0.0


Build = Callable[[], Figure]
EYE = Material("#14110f", gloss=1.0)
SHINE = Material("#ffffff", glow=0.6)


def matte(colour: str, speck: float = 0.0) -> Material:
    """A dry surface."""
    return Material(colour, gloss=0.06, speck=speck)


def shiny(colour: str, gloss: float = 0.8) -> Material:
    """A glazed or lacquered surface."""
    return Material(colour, gloss=gloss)


def ball(at: Vec, size: float | Vec, slot: str = "main", melt: float = 0.0, turn: Vec = (0, 0, 0)) -> Part:
    """A sphere or ellipsoid."""
    return Part("ball", at, (size, size, size) if isinstance(size, float) else size, slot, melt, turn=turn)


def limb(at: Vec, to: Vec, size: tuple[float, float], slot: str = "main", melt: float = 0.0) -> Part:
    """A rounded rod between two points, thick at each end by `size`."""
    return Part("limb", at, (size[0], size[1], 0), slot, melt, to=to)


def rod(at: Vec, radius: float, half: float, slot: str = "main", *, edge: float = 0.02, melt: float = 0.0, turn: Vec = (0, 0, 0)) -> Part:
    """An upright cylinder with rounded edges."""
    return Part("rod", at, (radius, half, 0), slot, melt, edge=min(edge, half * 0.9, radius * 0.9), turn=turn)


def box(at: Vec, half: Vec, slot: str = "main", *, edge: float = 0.02, turn: Vec = (0, 0, 0), melt: float = 0.0) -> Part:
    """A box with rounded edges."""
    return Part("box", at, half, slot, melt, edge=min(edge, min(half) * 0.9), turn=turn)


def cone(at: Vec, low: float, half: float, high: float, slot: str = "main", *, melt: float = 0.0, turn: Vec = (0, 0, 0), edge: float = 0.015) -> Part:
    """A cone or frustum around y."""
    return Part("cone", at, (low, half, high), slot, melt, turn=turn, edge=min(edge, half * 0.8))


def ring(at: Vec, large: float, small: float, slot: str = "main", *, turn: Vec = (0, 0, 0), melt: float = 0.0) -> Part:
    """A torus lying flat."""
    return Part("ring", at, (large, small, 0), slot, melt, turn=turn)


def lathe(at: Vec, profile: Profile, slot: str = "main", *, wall: float = 0.0, melt: float = 0.0, turn: Vec = (0, 0, 0)) -> Part:
    """A profile of (height, radius) turned around y; with a wall it is hollow and open at the top."""
    return Part("lathe", at, (wall, 0, 0), slot, melt, profile=profile, turn=turn)


def slab(at: Vec, deep: float, profile: Profile, slot: str = "main", *, turn: Vec = (0, 0, 0), melt: float = 0.0, edge: float = 0.012) -> Part:
    """A flat polygon given thickness."""
    return Part("slab", at, (0, 0, deep), slot, melt, profile=profile, turn=turn, edge=min(edge, deep * 0.9))


def pair(part: Part) -> tuple[Part, Part]:
    """A part and its mirror image in x."""
    flip = Part(
        part.kind,
        (-part.at[0], part.at[1], part.at[2]),
        part.size,
        part.slot,
        part.melt,
        (-part.to[0], part.to[1], part.to[2]),
        (part.turn[0], -part.turn[1], -part.turn[2]),
        part.edge,
        part.carve,
        tuple((-x, y) for x, y in part.profile) if part.kind == "slab" else part.profile,
    )
    return part, flip


def carved(part: Part) -> Part:
    """The same part, cut away."""
    return Part(part.kind, part.at, part.size, part.slot, part.melt, part.to, part.turn, part.edge, True, part.profile)


def actor(figure: Figure, at: Vec, yaw: float, scale: float, colours: dict[str, Material], *, lean: float = 0.0) -> Actor:
    """The figure placed, with some of its slots in other materials."""
    slots = dict(figure.slots) | colours
    materials = tuple(slots[part.slot] for part in figure.parts)
    radius = float(np.hypot(figure.high / 2, figure.wide)) * 1.02
    return Actor(figure.parts, materials, at, figure.yaw + yaw, scale, (0, figure.high / 2, 0), radius, lean)
