"""Distance fields of the solids that figures are built from, and the smooth union that melts them.

Knows nothing of cameras, colours or light. A figure is a tuple of `Part`s, data that a file can list: most
animals here are a dozen balls and limbs with a melt radius. Distances are lower bounds good enough to march with
a factor of 0.9; points are float32 arrays (3, n) in the figure's own units, standing on y = 0.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, assert_never

import numpy as np

from .pixels import Pixels

Vec = tuple[float, float, float]
Profile = tuple[tuple[float, float], ...]
Kind = Literal["ball", "box", "rod", "limb", "ring", "cone", "lathe", "slab"]
TABLE = 384


@dataclass(frozen=True, slots=True)
class Part:
    """One solid. `size` by kind: ball radii; box half sizes; rod (radius, half height); limb (radius here, radius at
    `to`); ring (large, small); cone (bottom radius, half height, top radius); lathe (wall thickness or 0); slab half depth
    in z of the polygon `profile`. `turn` is degrees about x, y, z. `slot` names its material."""

    kind: Kind
    at: Vec
    size: Vec
    slot: str = "main"
    melt: float = 0.0
    to: Vec = (0.0, 0.0, 0.0)
    turn: Vec = (0.0, 0.0, 0.0)
    edge: float = 0.02
    carve: bool = False
    profile: Profile = ()


def rotation(turn: Vec) -> Pixels:
    """The matrix that brings a point into the frame of something turned by these degrees."""
    x, y, z = np.radians(turn)
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    return np.asarray((ry @ rx @ rz).T, np.float32)


def length2(a: Pixels, b: Pixels) -> Pixels:
    """The length of a two-component vector field."""
    return np.asarray(np.sqrt(a * a + b * b), np.float32)


def length3(p: Pixels) -> Pixels:
    """The length of each point."""
    return np.asarray(np.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]), np.float32)


@lru_cache(maxsize=256)
def lathe_table(profile: Profile) -> tuple[Pixels, Pixels]:
    """Radius and slope correction at TABLE heights, through the (height, radius) points by a monotone cubic."""
    ys = np.array([p[0] for p in profile])
    rs = np.array([p[1] for p in profile])
    slope = np.gradient(rs, ys)
    y = np.linspace(ys[0], ys[-1], TABLE)
    i = np.clip(np.searchsorted(ys, y, side="right") - 1, 0, len(ys) - 2)
    h = ys[i + 1] - ys[i]
    t = (y - ys[i]) / h
    radius = (1 + 2 * t) * (1 - t) ** 2 * rs[i] + t * (1 - t) ** 2 * h * slope[i] + t * t * (3 - 2 * t) * rs[i + 1] + t * t * (t - 1) * h * slope[i + 1]
    steep = np.gradient(radius, y)
    return radius.astype(np.float32), (1 / np.sqrt(1 + np.minimum(steep * steep, 6.0))).astype(np.float32)


def _lathe(part: Part, q: Pixels) -> Pixels:
    radius, slope = lathe_table(part.profile)
    low, high = part.profile[0][0], part.profile[-1][0]
    f = np.clip((q[1] - np.float32(low)) * np.float32((TABLE - 1) / (high - low)), 0, TABLE - 1.001)
    i = f.astype(np.int32)
    w = f - i
    r = radius[i] * (1 - w) + radius[i + 1] * w
    out = length2(q[0], q[2])
    side = (out - r) * slope[i]
    middle, half = np.float32((low + high) / 2), np.float32((high - low) / 2)
    cap = np.abs(q[1] - middle) - half
    solid = np.minimum(np.maximum(side, cap), 0) + length2(np.maximum(side, 0), np.maximum(cap, 0))
    wall = part.size[0]
    if wall > 0:
        inner = np.maximum((out - (r - np.float32(wall))) * slope[i], np.float32(low + wall * 1.6) - q[1])
        solid = np.maximum(solid, -inner)
        lip = length2(out - np.float32(radius[-1] - wall / 2), q[1] - np.float32(high)) - np.float32(wall * 0.62)
        solid = np.minimum(solid, lip)
    return np.asarray(solid, np.float32)


def _slab(part: Part, q: Pixels) -> Pixels:
    """An extruded polygon: exact signed distance in the plane (edges and winding), then depth."""
    x, y = q[0], q[1]
    points = part.profile
    best = np.full_like(x, 1e9)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        ex, ey = bx - ax, by - ay
        wx, wy = x - np.float32(ax), y - np.float32(ay)
        t = np.clip((wx * np.float32(ex) + wy * np.float32(ey)) * np.float32(1 / (ex * ex + ey * ey + 1e-12)), 0, 1)
        dx, dy = wx - t * np.float32(ex), wy - t * np.float32(ey)
        best = np.minimum(best, dx * dx + dy * dy)
        if by != ay:
            inside ^= ((ay > y) != (by > y)) & (x < np.float32(ex / ey) * wy + np.float32(ax))
    flat = np.sqrt(best)
    flat = np.where(inside, -flat, flat)
    deep = np.abs(q[2]) - np.float32(part.size[2] - part.edge)
    flat = flat + np.float32(part.edge)
    return np.asarray(np.minimum(np.maximum(flat, deep), 0) + length2(np.maximum(flat, 0), np.maximum(deep, 0)) - np.float32(part.edge), np.float32)


def _limb(part: Part, p: Pixels) -> Pixels:
    a = np.array(part.at, np.float32)
    v = np.array(part.to, np.float32) - a
    x, y, z = p[0] - a[0], p[1] - a[1], p[2] - a[2]
    t = np.clip((x * v[0] + y * v[1] + z * v[2]) * np.float32(1 / max(float(v @ v), 1e-9)), 0, 1)
    dx, dy, dz = x - t * v[0], y - t * v[1], z - t * v[2]
    r = np.float32(part.size[0]) + t * np.float32(part.size[1] - part.size[0])
    return np.asarray((np.sqrt(dx * dx + dy * dy + dz * dz) - r) * np.float32(0.95), np.float32)


def part_distance(part: Part, p: Pixels) -> Pixels:
    """The distance of points to one part."""
    if part.kind == "limb":
        return _limb(part, p)
    c = part.at
    q = p - np.array(c, np.float32)[:, None]
    if part.turn != (0.0, 0.0, 0.0):
        q = rotation(part.turn) @ q
    s = [np.float32(v) for v in part.size]
    edge = np.float32(part.edge)
    match part.kind:
        case "ball":
            if s[0] == s[1] == s[2]:
                return np.asarray(length3(q) - s[0], np.float32)
            inverse = np.array([1 / s[0], 1 / s[1], 1 / s[2]], np.float32)[:, None]
            n = q * inverse
            k = length3(n)
            slope = length3(n * inverse)
            return np.asarray(k * (k - 1) / (slope + np.float32(1e-6)), np.float32)
        case "box":
            d = np.abs(q) - (np.array(s, np.float32) - edge)[:, None]
            return np.asarray(length3(np.maximum(d, 0)) + np.minimum(d.max(0), 0) - edge, np.float32)
        case "rod":
            out, up = length2(q[0], q[2]) - (s[0] - edge), np.abs(q[1]) - (s[1] - edge)
            return np.asarray(np.minimum(np.maximum(out, up), 0) + length2(np.maximum(out, 0), np.maximum(up, 0)) - edge, np.float32)
        case "ring":
            return np.asarray(length2(length2(q[0], q[2]) - s[0], q[1]) - s[1], np.float32)
        case "cone":
            t = np.clip((q[1] + s[1]) / (2 * s[1]), 0, 1)
            tilt = np.float32(2 * s[1] / np.hypot(2 * s[1], s[0] - s[2]))
            out = (length2(q[0], q[2]) - (s[0] + (s[2] - s[0]) * t) + edge) * tilt
            up = np.abs(q[1]) - s[1] + edge
            return np.asarray(np.minimum(np.maximum(out, up), 0) + length2(np.maximum(out, 0), np.maximum(up, 0)) - edge, np.float32)
        case "lathe":
            return _lathe(part, q)
        case "slab":
            return _slab(part, q)
        case _:
            assert_never(part.kind)


def distance(parts: tuple[Part, ...], p: Pixels) -> Pixels:
    """The distance of points to a figure: parts in order, melted into what came before or carved from it."""
    p = np.ascontiguousarray(p)  # fancy indexing gives strided rows, which double the cost of all that follows
    d = part_distance(parts[0], p)
    for part in parts[1:]:
        s = part_distance(part, p)
        if part.carve:
            d = np.maximum(d, -s)
        elif part.melt > 0:
            k = np.float32(part.melt)
            h = np.maximum(k - np.abs(d - s), 0) / k
            d = np.minimum(d, s) - h * h * k * np.float32(0.25)
        else:
            d = np.minimum(d, s)
    return np.asarray(d, np.float32)


def blend(parts: tuple[Part, ...], p: Pixels, values: tuple[Pixels, ...]) -> Pixels:
    """Per-part value vectors (k,) spread over points (k, n): each point takes its nearest part's, soft where parts melt."""
    p = np.ascontiguousarray(p)
    d = part_distance(parts[0], p)
    out = np.repeat(values[0][:, None], p.shape[1], 1)
    for part, value in zip(parts[1:], values[1:], strict=True):
        s = part_distance(part, p)
        if part.carve:
            share = np.clip(np.float32(0.5) + (-s - d) / np.float32(0.004), 0, 1)
            d = np.maximum(d, -s)
        else:
            soft = np.float32(max(part.melt * 0.3, 0.002))
            share = np.clip(np.float32(0.5) + (d - s) / (2 * soft), 0, 1)
            d = np.minimum(d, s)
        out += (value[:, None] - out) * share
    return np.asarray(out, np.float32)
