"""A coarse grid of a figure's distances, so that rays far from it need not ask all its parts.

Knows nothing of rays. An animal has thirty parts and most questions are asked far from all of them; one lookup answers
those, and only points within a few cells are measured exactly. Figures of few parts are measured directly.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from .pixels import Pixels
from .scene import Actor
from .solids import Part, Vec, distance, rotation

CELLS: Final = 44
FEW: Final = 4
CHUNK: Final = 6144


@dataclass(frozen=True, slots=True)
class Grid:
    """Distances at cell corners in a cube from `low`, `step` apart, flattened x-major."""

    values: Pixels
    low: Pixels
    step: float


@lru_cache(maxsize=64)
def _grid(parts: tuple[Part, ...], centre: Vec, radius: float) -> Grid:
    half = radius * 1.15
    low = np.array(centre, np.float32) - np.float32(half)
    step = 2 * half / (CELLS - 1)
    axis = np.arange(CELLS, dtype=np.float32) * np.float32(step)
    x, y, z = np.meshgrid(axis + low[0], axis + low[1], axis + low[2], indexing="ij")
    points = np.stack([x.ravel(), y.ravel(), z.ravel()]).astype(np.float32)
    return Grid(distance(parts, points), low, step)


@lru_cache(maxsize=128)
def _spheres(parts: tuple[Part, ...]) -> tuple[Pixels, Pixels]:
    """A bounding sphere for every part, its melt included: centres (n, 3) and radii (n,)."""
    centres, radii = [], []
    for part in parts:
        at, s = np.array(part.at), part.size
        middle = np.zeros(3)
        match part.kind:
            case "ball":
                r = max(s)
            case "box":
                r = float(np.hypot(np.hypot(s[0], s[1]), s[2]))
            case "rod":
                r = float(np.hypot(s[0], s[1]))
            case "cone":
                r = float(np.hypot(max(s[0], s[2]), s[1]))
            case "ring":
                r = s[0] + s[1]
            case "limb":
                middle, r = (np.array(part.to) - at) / 2, float(np.linalg.norm(np.array(part.to) - at)) / 2 + max(s[0], s[1])
            case _:
                points = np.array([(x, y) for x, y in part.profile])
                if part.kind == "lathe":
                    middle = np.array([0, points[:, 0].mean(), 0])
                    r = (
                        float(np.hypot(np.ptp(points[:, 0]) / 2 + abs(points[:, 0].mean() - (points[0, 0] + points[-1, 0]) / 2), points[:, 1].max() * 1.1))
                        + 0.05
                    )
                else:
                    r = float(np.hypot(np.abs(points).max(0)[0], np.abs(points).max(0)[1])) + s[2]
        centres.append(at + rotation(part.turn).T @ middle if part.kind != "limb" else at + middle)
        radii.append(r + part.melt)
    return np.array(centres, np.float32), np.array(radii, np.float32)


def close(actor: Actor, q: Pixels, within: float) -> Pixels:
    """Exact distances of points known to be nearer than `within`: in chunks that fit the cache, asking only the parts in reach."""
    centres, radii = _spheres(actor.parts)
    out = np.empty(q.shape[1], np.float32)
    for start in range(0, q.shape[1], CHUNK):
        p = q[:, start : start + CHUNK]
        low, high = p.min(1), p.max(1)
        apart = np.maximum(np.maximum(low - centres, centres - high), 0)
        near = np.sqrt((apart * apart).sum(1)) - radii < within + 0.02
        parts = tuple(part for part, keep in zip(actor.parts, near, strict=True) if keep)
        if parts and parts[0].carve:
            parts = actor.parts
        out[start : start + CHUNK] = distance(parts, p) if parts else np.float32(within)
    return out


def grid_of(actor: Actor) -> Grid | None:
    """The actor's grid, or None when it has so few parts that exact distances are as quick."""
    return None if len(actor.parts) <= FEW else _grid(actor.parts, actor.centre, actor.radius)


def safe(actor: Actor, grid: Grid | None, q: Pixels) -> Pixels:
    """Distances that never overshoot: a cell's own value less half its diagonal when far, exact when near."""
    if grid is None:
        return distance(actor.parts, q)
    f = (q - grid.low[:, None]) * np.float32(1 / grid.step) + np.float32(0.5)
    i = np.clip(f, 0, CELLS - 1).astype(np.int32)
    d = grid.values[(i[0] * CELLS + i[1]) * CELLS + i[2]] - np.float32(grid.step * 0.87)
    near = np.flatnonzero(d < grid.step * 1.6)
    if near.size:
        d[near] = close(actor, q.take(near, 1), grid.step * 3.4)
    return np.asarray(d, np.float32)


def even(actor: Actor, grid: Grid | None, q: Pixels) -> Pixels:
    """Smooth distances for penumbras and occlusion: interpolated between cells when far, exact when near."""
    if grid is None:
        return distance(actor.parts, q)
    f = np.clip((q - grid.low[:, None]) * np.float32(1 / grid.step), 0, CELLS - 1.001)
    i = f.astype(np.int32)
    x, y, z = f - i
    k = (i[0] * CELLS + i[1]) * CELLS + i[2]
    v, plane = grid.values, CELLS * CELLS
    a = v[k] * (1 - z) + v[k + 1] * z
    b = v[k + CELLS] * (1 - z) + v[k + CELLS + 1] * z
    c = v[k + plane] * (1 - z) + v[k + plane + 1] * z
    e = v[k + plane + CELLS] * (1 - z) + v[k + plane + CELLS + 1] * z
    d = (a * (1 - y) + b * y) * (1 - x) + (c * (1 - y) + e * y) * x
    near = np.flatnonzero(d < grid.step * 1.1)
    if near.size:
        d[near] = close(actor, q.take(near, 1), grid.step * 3.4)
    return np.asarray(d, np.float32)
