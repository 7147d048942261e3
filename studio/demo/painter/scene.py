"""What the ray marcher is given: actors on a ground, a camera, two lights.

Knows nothing of prompts or pixels. Everything is a small frozen value, so a draft is the same scene with
flatter light, and an edit that adds a balloon is a scene with one actor and no ground.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .pixels import Pixels, linear
from .solids import Part, Vec

Ground = Literal["sweep", "arch", "table", "open", "water", "none"]


@dataclass(frozen=True, slots=True)
class Material:
    """How a slot of a figure looks: hex colour, shine 0..1, own light, clearness (glass) 0..1, mottling."""

    colour: str
    gloss: float = 0.0
    glow: float = 0.0
    clear: float = 0.0
    speck: float = 0.0
    metal: float = 0.0

    def vector(self) -> Pixels:
        """Linear colour and the scalars, as `solids.blend` wants them."""
        scalars = np.array([self.gloss, self.glow, self.clear, self.speck, self.metal], np.float32)
        return np.concatenate([linear(self.colour), scalars])


@dataclass(frozen=True, slots=True)
class Actor:
    """A figure placed in the world: its parts, a material per part, position, turn about y in degrees, scale, and
    a bounding sphere (centre and radius in the figure's own units)."""

    parts: tuple[Part, ...]
    materials: tuple[Material, ...]
    at: Vec
    yaw: float
    scale: float
    centre: Vec
    radius: float
    lean: float = 0.0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A far light: direction towards it, hex colour, power, shadow hardness."""

    towards: Vec
    colour: str
    power: float
    hard: float = 14.0


@dataclass(frozen=True, slots=True)
class Camera:
    """An eye, what it looks at, and the focal length (half the picture's height is 1)."""

    eye: Vec
    target: Vec
    focal: float
    shift: float = 0.0

    def axes(self) -> tuple[Pixels, Pixels, Pixels]:
        """Right, up and forward, as unit vectors."""
        forward = np.array(self.target, np.float32) - np.array(self.eye, np.float32)
        forward /= np.linalg.norm(forward)
        right = np.cross(np.array([0, 1, 0], np.float32), forward)
        right /= np.linalg.norm(right)
        return right.astype(np.float32), np.cross(forward, right).astype(np.float32), forward

    def project(self, points: Pixels) -> tuple[Pixels, Pixels]:
        """Picture coordinates (u right, v up) of points (3, n)."""
        right, up, forward = self.axes()
        q = points - np.array(self.eye, np.float32)[:, None]
        deep = np.maximum(forward @ q, np.float32(0.05))
        u, v = (right @ q) / deep * np.float32(self.focal), (up @ q) / deep * np.float32(self.focal) - np.float32(self.shift)
        return u.astype(np.float32), v.astype(np.float32)

    def horizon(self) -> float:
        """Where the far edge of the ground lies, from 0 at the picture's top to 1 at its bottom."""
        forward = self.axes()[2]
        flat = float(np.hypot(forward[0], forward[2]))
        v = float(-forward[1] * self.focal / flat) - self.shift
        return 0.5 - v / 2


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture's worth of world. `depth` is how far the wall stands behind the origin."""

    actors: tuple[Actor, ...]
    camera: Camera
    key: Lamp
    rim: Lamp | None
    sky: tuple[str, str]
    fill: float
    ground: Ground
    floor: Material
    wall: Material
    depth: float = 2.2
    arch: tuple[float, float, float] = (0.8, 0.74, 1.3)
    fog: str = ""
    flat: float = 0.0
    pattern: str = ""
