"""What differs from one take of a prompt to the next: side, light side, eye, build of the plinths, and how unnamed colours lean.

Knows nothing of subjects or pixels. A take depends on the seed only (and on a side the words name for the light), so edits
and drafts of one seed share it. Sides and builds go by the seed's low bits, so that neighbouring seeds never agree in all.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from .air import Air
from .figure import pair
from .pixels import code_of, generator, rgb
from .scene import Actor, Camera, Lamp
from .solids import Part

LEANS: Final = ((1.0, 1.0, 1.0), (0.93, 1.0, 0.93), (1.0, 0.925, 0.9), (0.92, 0.98, 1.05), (0.88, 0.87, 0.86), (1.02, 0.98, 0.86))
NAMED: Final = re.compile(
    r"\b(?:light|sunlight|sun|lit|lamp|key)\b[^.,;]{0,30}?\b(left|right)\b|\b(left|right)[- ](?:side )?(?:light|lit|lighting|key)\b"
    r"|光[^。；，,]{0,6}?([左右])|([左右])[^。；，,]{0,4}光"
)


@dataclass(frozen=True, slots=True)
class Take:
    """One way to stage a prompt. Numbers are -1..1 unless said; `build` counts arrangements; `wall` and `floor` are factors
    of their colours."""

    flip: bool
    lamp: bool
    build: int
    orbit: float
    rise: float
    near: float
    aside: float
    swing: float
    sun: float
    wall: tuple[float, float, float]
    floor: tuple[float, float, float]

    def lit(self, air: Air) -> Air:
        """The air with its lamps and its sun on this take's side."""
        x, high, radius, colour = air.sun
        across = 0.5 + (abs(x - 0.5) + 0.06) * (1 if self.lamp else -1) + 0.1 * self.sun
        sun = (float(np.clip(across, 0.14, 0.86)), high * (1 + 0.16 * self.swing) + (0.07 if high < 0.2 else 0.0), radius, colour)
        key, rim = self._lamp(air.key), air.rim and self._lamp(air.rim)
        if (key.towards[0] > 0) != self.lamp:
            key, rim = _crossed(key), rim and _crossed(rim)
        return replace(air, key=key, rim=rim, sun=sun)

    def _lamp(self, lamp: Lamp) -> Lamp:
        x, y, z = lamp.towards
        turn = float(np.radians(14.0 * self.swing))
        x, z = x * np.cos(turn) - z * np.sin(turn), x * np.sin(turn) + z * np.cos(turn)
        return replace(lamp, towards=(float(x), y * (1 + 0.1 * self.sun), float(z)))

    def tinted(self, code: str, factor: tuple[float, float, float]) -> str:
        """A colour nobody named, leaning this take's way."""
        return code_of(np.clip(rgb(code) * np.array(factor, np.float32), 0, 1))


def take_of(seed: int, prompt: str = "") -> Take:
    """The take of a seed."""
    rng = generator(seed, "take")
    one = [float(v) for v in rng.uniform(-1, 1, 6)]
    lean, other = int(rng.integers(len(LEANS))), int(rng.integers(len(LEANS)))
    lean = (seed + lean // 3 * 4) % len(LEANS)
    said = NAMED.search(prompt.lower())
    side = next((g for g in said.groups() if g), "") if said else ""
    flip, lamp = bool((seed >> 1) & 1), bool((seed ^ (seed >> 1)) & 1)
    aside = (1 if lamp == flip else -1) * (0.3 + 0.6 * abs(one[3]))  # towards the light, so that the shadow has the empty side
    orbit = (1 if (seed >> 1) & 1 else -1) * (0.35 + 0.65 * abs(one[0]))
    return Take(
        flip,
        side in ("right", "右") if side else lamp,
        seed % 4,
        orbit,
        rise=one[1],
        near=one[2],
        aside=aside,
        swing=one[4],
        sun=one[5],
        wall=LEANS[lean],
        floor=LEANS[other] if other < 4 else LEANS[0],
    )


def _crossed(lamp: Lamp) -> Lamp:
    return replace(lamp, towards=(-lamp.towards[0], *lamp.towards[1:]))


@lru_cache(maxsize=96)
def _turned(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(pair(part)[1] for part in parts)


def mirrored(actor: Actor) -> Actor:
    """The actor as in a mirror, left for right."""
    return replace(actor, parts=_turned(actor.parts), at=(-actor.at[0], *actor.at[1:]), yaw=-actor.yaw, lean=-actor.lean)


def mirrored_view(camera: Camera) -> Camera:
    """The camera that sees a mirrored scene mirrored."""
    return replace(camera, eye=(-camera.eye[0], *camera.eye[1:]), target=(-camera.target[0], *camera.target[1:]))
