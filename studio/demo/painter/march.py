"""Where rays meet things: each actor marched inside its own bounding sphere, floor, sweep and wall solved exactly.

Knows nothing of light or colour. Marching one actor at a time over only the rays that enter its sphere is what
makes a whole still life take tenths of a second in NumPy, where make.py's global march took tens of seconds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .grids import FEW, close, even, grid_of, safe
from .pixels import Pixels
from .scene import Actor, Scene
from .solids import distance, length2, rotation

Indices = NDArray[np.intp]
FAR = np.float32(60.0)
SKY, FLOOR, WALL, JAMB = -1, -2, -3, -4


@dataclass(frozen=True, slots=True)
class Hits:
    """For every ray: distance along it, and which actor (index) or ground (negative) it met."""

    t: Pixels
    which: NDArray[np.int32]


def local(actor: Actor, p: Pixels) -> Pixels:
    """World points in an actor's own frame and units."""
    q = (p - np.array(actor.at, np.float32)[:, None]) / np.float32(actor.scale)
    return np.asarray(rotation((0, actor.yaw, actor.lean)) @ q, np.float32)


def outward(actor: Actor, n: Pixels) -> Pixels:
    """Directions in an actor's frame, back in the world's."""
    return np.asarray(rotation((0, actor.yaw, actor.lean)).T @ n, np.float32)


def bounds(actor: Actor) -> tuple[Pixels, np.float32]:
    """An actor's bounding sphere in the world."""
    turn = rotation((0, actor.yaw, actor.lean)).T
    centre = turn @ np.array(actor.centre, np.float32) * np.float32(actor.scale) + np.array(actor.at, np.float32)
    return centre.astype(np.float32), np.float32(actor.radius * actor.scale)


def inside_arch(scene: Scene, x: Pixels, y: Pixels) -> Pixels:
    """The signed distance in the wall's plane to the arch's opening, negative inside."""
    cx, w, h = (np.float32(v) for v in scene.arch)
    ax = np.abs(x - cx)
    return np.asarray(np.where(y < h, ax - w, length2(x - cx, y - h) - w), np.float32)


def _ground(scene: Scene, o: Pixels, d: Pixels) -> Hits:
    n = d.shape[1]
    t = np.full(n, FAR, np.float32)
    which = np.full(n, SKY, np.int32)
    if scene.ground == "none":
        return Hits(t, which)
    down = np.where(d[1] < -1e-5, -o[1] / np.minimum(d[1], -1e-5), FAR).astype(np.float32)
    hit = (down > 0) & (down < FAR)
    t[hit], which[hit] = down[hit], FLOOR
    if scene.ground in ("open", "water"):
        return Hits(t, which)
    z = np.float32(scene.depth)
    back = np.where(d[2] > 1e-5, (z - o[2]) / np.maximum(d[2], 1e-5), FAR).astype(np.float32)
    if scene.ground == "sweep":
        r = np.float32(1.1)
        oy, oz = o[1] - r, o[2] - (z - r)
        a = d[1] * d[1] + d[2] * d[2] + np.float32(1e-9)
        b, c = oy * d[1] + oz * d[2], oy * oy + oz * oz - r * r
        bend = (-b + np.sqrt(np.maximum(b * b - a * c, 0))) / a
        fz, wy = o[2] + d[2] * t, o[1] + d[1] * back
        curved = (d[2] > 0) & ((which == SKY) | (fz > z - r)) & ((back >= FAR) | (wy < r))
        straight = (d[2] > 0) & ~curved & (back < t)
        t = np.where(curved, bend, np.where(straight, back, t)).astype(np.float32)
        which = np.where(curved | straight, WALL, which).astype(np.int32)
        return Hits(t, which)
    front = (back > 0) & (back < t)
    if scene.ground == "arch":
        wx, wy = o[0] + d[0] * back, o[1] + d[1] * back
        gap = front & (inside_arch(scene, wx, wy) < 0)
        t[front & ~gap], which[front & ~gap] = back[front & ~gap], WALL
        i = np.flatnonzero(gap)
        if i.size:
            low, high = back[i], np.minimum(t[i], back[i] + np.float32(0.42) / np.maximum(d[2, i], np.float32(1e-3)))
            out = inside_arch(scene, o[0] + d[0, i] * high, o[1] + d[1, i] * high) > 0
            for _ in range(14):
                middle = (low + high) / 2
                m = inside_arch(scene, o[0] + d[0, i] * middle, o[1] + d[1, i] * middle) > 0
                low, high = np.where(m, low, middle), np.where(m, middle, high)
            j = i[out]
            t[j], which[j] = high[out], JAMB
    else:
        t[front], which[front] = back[front], WALL
    return Hits(t, which)


def _march(actor: Actor, o: Pixels, d: Pixels, near: Pixels, far: Pixels) -> tuple[Pixels, NDArray[np.bool_]]:
    """March rays (already culled) between two distances; returns distances and whether they hit."""
    turn = rotation((0, actor.yaw, actor.lean)) / np.float32(actor.scale)
    start = turn @ (o - np.array(actor.at, np.float32)[:, None])
    step = turn @ d
    stretch = np.float32(actor.scale)
    t = near.copy()
    hit = np.zeros(t.size, bool)
    live: Indices = np.arange(t.size)
    a, b, lt, lf = start if start.shape[1] > 1 else np.repeat(start, t.size, 1), step, near, far
    grid = grid_of(actor)
    for _ in range(56):
        s = safe(actor, grid, (a + b * lt).astype(np.float32, copy=False)) * stretch
        close = s < np.float32(9e-4) * (1 + lt * np.float32(0.1))
        lt = lt + s * np.float32(0.92)
        t[live] = lt
        hit[live[close]] = True
        keep = ~close & (lt < lf)
        if not keep.any():
            break
        if keep.sum() < keep.size * 0.92:
            k = np.flatnonzero(keep)
            live, a, b, lt, lf = live[k], a.take(k, 1), b.take(k, 1), lt[k], lf[k]
    return t, hit


def enters(actor: Actor, o: Pixels, d: Pixels, margin: float = 0.0) -> tuple[Indices, Pixels, Pixels]:
    """The rays that pass an actor's bounding sphere, with the distances in and out."""
    centre, radius = bounds(actor)
    r = radius + np.float32(margin)
    x, y, z = (o[i] - centre[i] for i in range(3))
    b = x * d[0] + y * d[1] + z * d[2]
    disc = b * b - (x * x + y * y + z * z - r * r)
    index = np.flatnonzero((disc > 0) & (-b + np.sqrt(np.maximum(disc, 0)) > 0))
    root = np.sqrt(disc[index])
    return index, np.maximum(-b[index] - root, np.float32(0.004)), -b[index] + root


def trace(scene: Scene, o: Pixels, d: Pixels, ground: bool = True) -> Hits:
    """First hits of rays from `o` (3, 1) or (3, n) along unit `d` (3, n)."""
    hits = _ground(scene, o, d) if ground else Hits(np.full(d.shape[1], FAR), np.full(d.shape[1], SKY, np.int32))
    t, which = hits.t, hits.which
    for number, actor in enumerate(scene.actors):
        index, near, far = enters(actor, o, d)
        open_ = near < t[index]
        index, near, far = index[open_], near[open_], far[open_]
        if not index.size:
            continue
        origin = o if o.shape[1] == 1 else o.take(index, 1)
        at, hit = _march(actor, origin, d.take(index, 1), near, far)
        first = hit & (at < t[index])
        t[index[first]], which[index[first]] = at[first], number
    return Hits(t, which)


def shadow(scene: Scene, p: Pixels, towards: Pixels, hard: float) -> Pixels:
    """How much of a far light reaches points, 0..1, with a penumbra that widens with distance."""
    lit = np.ones(p.shape[1], np.float32)
    d = np.repeat(towards[:, None], p.shape[1], 1)
    for actor in scene.actors:
        index, near, far = enters(actor, p, d, margin=0.12)
        if not index.size:
            continue
        q, best = local(actor, p.take(index, 1)), lit[index]
        step = (rotation((0, actor.yaw, actor.lean)) @ towards / np.float32(actor.scale))[:, None].astype(np.float32)
        st = np.maximum(near, np.float32(0.02))
        live: Indices = np.arange(index.size)
        grid = grid_of(actor)
        for _ in range(30):
            s = even(actor, grid, q + step * st) * np.float32(actor.scale)
            best[live] = np.minimum(best[live], np.clip(np.float32(hard) * s / st, 0, 1))
            st = st + np.clip(s, 0.016, 0.3)
            keep = (s > 4e-4) & (st < far)
            if not keep.any():
                break
            k = np.flatnonzero(keep)
            live, q, st, far = live[k], q.take(k, 1), st[k], far[k]
        lit[index] = best
    return np.asarray(lit * lit * (3 - 2 * lit), np.float32)


def occlusion(scene: Scene, p: Pixels, n: Pixels, floor: bool = True) -> Pixels:
    """Ambient light kept, 0..1: how close other surfaces are along the normal (make.py's four taps)."""
    lost = np.zeros(p.shape[1], np.float32)
    grounded = scene.ground != "none" and floor
    for i, h in enumerate((0.03, 0.08, 0.16, 0.3)):
        q = p + n * np.float32(h)
        near = np.maximum(q[1], 0) if grounded else np.full(p.shape[1], np.float32(1.0))
        for actor in scene.actors:
            centre, radius = bounds(actor)
            reach = (radius + np.float32(h)) ** 2
            close = (q[0] - centre[0]) ** 2 + (q[1] - centre[1]) ** 2 + (q[2] - centre[2]) ** 2 < reach
            index = np.flatnonzero(close)
            if index.size:
                s = even(actor, grid_of(actor), local(actor, q.take(index, 1))) * np.float32(actor.scale)
                near[index] = np.minimum(near[index], s)
        lost += np.clip((np.float32(h) - near) * np.float32(1.15 / (i + 1)), 0, 1)
    return np.asarray(np.clip(1 - lost, 0.12, 1), np.float32)


def normals(scene: Scene, hits: Hits, p: Pixels) -> Pixels:
    """Unit normals at hit points."""
    n = np.zeros_like(p)
    n[1, hits.which == FLOOR] = 1
    wall = np.flatnonzero(hits.which == WALL)
    n[2, wall] = -1
    if scene.ground == "sweep" and wall.size:
        r = np.float32(1.1)
        bend = wall[p[1, wall] < r]
        n[1, bend], n[2, bend] = (r - p[1, bend]) / r, (np.float32(scene.depth) - r - p[2, bend]) / r
    jamb = np.flatnonzero(hits.which == JAMB)
    if jamb.size:
        x, y = p[0, jamb], p[1, jamb]
        e = np.float32(1e-3)
        n[0, jamb] = inside_arch(scene, x - e, y) - inside_arch(scene, x + e, y)
        n[1, jamb] = inside_arch(scene, x, y - e) - inside_arch(scene, x, y + e)
    corners = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
    for number, actor in enumerate(scene.actors):
        index = np.flatnonzero(hits.which == number)
        if not index.size:
            continue
        q = local(actor, p.take(index, 1))
        e = np.float32(2.2e-3)
        g = np.zeros_like(q)
        for k in corners:
            g += k[:, None] * (close(actor, q + k[:, None] * e, 0.02) if len(actor.parts) > FEW else distance(actor.parts, q + k[:, None] * e))
        n[:, index] = outward(actor, g)
    return np.asarray(n / (np.sqrt((n * n).sum(0)) + np.float32(1e-9)), np.float32)
