"""Light on what the rays met, and a picture of it: coarse everywhere, fine only along edges.

Knows nothing of prompts. A layer keeps the colour of what was hit, how much of each pixel it covers, and how much the
ground behind is darkened, so that a marched fox can stand on a painted meadow and throw its shadow there.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .march import FLOOR, JAMB, SKY, WALL, Hits, Indices, local, normals, occlusion, shadow, trace
from .pixels import Pixels, linear, resized, smooth, tonemap
from .scene import Scene
from .solids import blend

COARSE = 190_000
TAPS = (((-0.25, -0.1), (0.1, -0.25), (0.25, 0.1), (-0.1, 0.25)), ((-0.28, 0.1), (0.05, -0.28), (0.23, 0.2)), ((-0.22, -0.12), (0.22, 0.12)))


@dataclass(frozen=True, slots=True)
class Layer:
    """Display colour (h, w, 3), cover (h, w), and the light left on the ground where cover is 0 (h, w)."""

    colour: Pixels
    cover: Pixels
    shade: Pixels


def _rays(scene: Scene, u: Pixels, v: Pixels) -> Pixels:
    right, up, forward = scene.camera.axes()
    d = right[:, None] * u + up[:, None] * (v + np.float32(scene.camera.shift)) + forward[:, None] * np.float32(scene.camera.focal)
    return np.asarray(d / np.sqrt((d * d).sum(0)), np.float32)


def _surroundings(scene: Scene, d: Pixels, towards: Pixels, floor: Pixels) -> Pixels:
    """What a mirror would see along `d`: floor below, sky above, a soft box near the key light."""
    top, low = (linear(c)[:, None] for c in scene.sky)
    up = smooth(-0.15, 0.9, d[1])
    out = low + (top - low) * up
    under = smooth(0.02, -0.25, d[1])
    out = out + (floor[:, None] * np.float32(0.7) - out) * under
    toward = towards[0] * d[0] + towards[1] * d[1] + towards[2] * d[2]
    window = smooth(0.80, 0.88, toward) * np.float32(scene.key.power * 0.9)
    return np.asarray(out + linear(scene.key.colour)[:, None] * window, np.float32)


def _surface(scene: Scene, hits: Hits, p: Pixels) -> Pixels:
    """Material vectors (8, n) at hit points."""
    m = np.zeros((8, p.shape[1]), np.float32)
    floor, wall = scene.floor.vector(), scene.wall.vector()
    m[:, hits.which == FLOOR] = floor[:, None]
    m[:, (hits.which == WALL) | (hits.which == JAMB)] = wall[:, None]
    if scene.ground == "sweep":
        bend = np.flatnonzero(hits.which == WALL)
        share = smooth(0.0, 1.1, p[1, bend])
        m[:, bend] = floor[:, None] + (wall - floor)[:, None] * share
    for number, actor in enumerate(scene.actors):
        index = np.flatnonzero(hits.which == number)
        if index.size:
            q = local(actor, p[:, index])
            m[:, index] = blend(actor.parts, q, tuple(x.vector() for x in actor.materials))
    grain = np.sin(p[0] * 41 + np.sin(p[1] * 57) * 2) * np.sin(p[2] * 37 + p[1] * 23)
    fine = np.sin(p[0] * 97 + 3 * np.sin(p[2] * 31)) * np.sin(p[1] * 89 + 2 * np.sin(p[0] * 43))
    m[:3] *= 1 + m[6] * (grain * np.float32(0.03) + fine * np.float32(0.03))
    if scene.pattern == "wood":
        plank = np.flatnonzero(hits.which == FLOOR)
        x, z = p[0, plank], p[2, plank]
        rings = np.sin(z * 21 + 2.2 * np.sin(x * 1.3 + z * 3) + 0.8 * np.sin(x * 5.1)) * np.float32(0.5) + np.float32(0.5)
        seam = smooth(0.02, 0.0, np.abs((z * 1.6) % 1 - np.float32(0.5)))
        m[:3, plank] *= 0.86 + 0.16 * rings - 0.35 * seam
    return m


def _shade(scene: Scene, d: Pixels, depth: int = 0) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Display colour (3, n), cover, ground light and surface number of rays."""
    eye = np.array(scene.camera.eye, np.float32)[:, None]
    return _lit(scene, eye, d, trace(scene, eye, d), depth)


def _lit(scene: Scene, o: Pixels, d: Pixels, hits: Hits, depth: int) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    n = d.shape[1]
    painted = scene.ground in ("open", "water")
    colour, cover, ground = np.zeros((3, n), np.float32), np.zeros(n, np.float32), np.ones(n, np.float32)
    near = hits.which != SKY
    if painted:
        near &= hits.t < 26
    index = np.flatnonzero(near)
    if not index.size:
        return colour, cover, ground, hits.which.astype(np.float32)
    h = Hits(hits.t[index], hits.which[index])
    di = d.take(index, 1)
    p = (o if o.shape[1] == 1 else o.take(index, 1)) + di * h.t
    nor = normals(scene, h, p)
    key = np.array(scene.key.towards, np.float32)
    key /= np.linalg.norm(key)
    ndl = np.clip(key @ nor, 0, 1)
    lit = np.ones(index.size, np.float32)
    faces = np.flatnonzero((ndl > 0) & (h.which != JAMB))
    lit[faces] = shadow(scene, p.take(faces, 1) + nor.take(faces, 1) * np.float32(0.006), key, scene.key.hard)
    ao = occlusion(scene, p, nor)
    if painted:
        on = h.which == FLOOR
        fade = smooth(26, 9, h.t[on])
        dim = (np.float32(0.42) + np.float32(0.58) * lit[on]) * (np.float32(0.35) + np.float32(0.65) * ao[on])
        ground[index[on]] = 1 - (1 - dim) * fade
        if scene.ground == "water" and depth == 0:
            _reflect(scene, index[on], p[:, on], di[:, on], colour=colour, cover=cover)
        solid = np.flatnonzero(~on)
        index, h, p, nor, di = index[solid], Hits(h.t[solid], h.which[solid]), p.take(solid, 1), nor.take(solid, 1), di.take(solid, 1)
        ndl, lit, ao = ndl[solid], lit[solid], ao[solid]
    if not index.size:
        return colour, cover, ground, hits.which.astype(np.float32)
    m = _surface(scene, h, p)
    albedo, gloss, glow, clear, metal = m[:3], m[3], m[4], m[5], m[7]
    floor = linear(scene.floor.colour)
    top, low = (linear(c) for c in scene.sky)
    ambient = (top * np.float32(0.6) + low * np.float32(0.4)) * np.float32(scene.fill)
    keyed = linear(scene.key.colour) * np.float32(scene.key.power)
    wrap = ndl * lit * (1 - clear) + clear * (np.float32(0.35) + np.float32(0.45) * ndl)
    light = wrap * keyed[:, None] + (np.float32(0.55) + np.float32(0.45) * nor[1]) * ao * ambient[:, None]
    light += np.clip(np.float32(0.5) - np.float32(0.5) * nor[1], 0, 1) * ao * (floor * np.float32(0.35))[:, None] * np.float32(min(1.0, scene.fill + 0.2))
    view = -di
    if scene.rim is not None:
        rim = np.array(scene.rim.towards, np.float32)
        rim /= np.linalg.norm(rim)
        edge = np.clip(rim @ nor, 0, 1) * (np.float32(0.3) + np.float32(0.7) * (1 - np.clip((nor * view).sum(0), 0, 1)))
        light += edge * (linear(scene.rim.colour) * np.float32(scene.rim.power))[:, None] * ao
    half = key[:, None] + view
    half /= np.sqrt((half * half).sum(0)) + np.float32(1e-6)
    sp = np.clip((nor * half).sum(0), 0, 1)
    facing = np.clip((nor * view).sum(0), 0, 1)
    grazing = (1 - facing) ** 4
    bounce = di - 2 * (di * nor).sum(0) * nor
    mirror = _surroundings(scene, bounce, key, floor)
    share = gloss * (np.float32(0.05) + np.float32(0.42) * grazing)
    tint = np.ones_like(albedo) + (albedo - 1) * metal
    diffuse = albedo * light * (1 - np.float32(0.75) * metal)
    inner = clear * facing**2
    diffuse += albedo * (inner * np.float32(1.1)) * (ambient + keyed * np.float32(0.25))[:, None]
    shade = diffuse + mirror * tint * (share + metal * np.float32(0.6)) * (np.float32(0.35) + np.float32(0.65) * ao)
    shade += (sp**90 * gloss + sp**14 * np.float32(0.04)) * lit * linear(scene.key.colour)[:, None] * np.float32(min(1.3, scene.key.power / 2))
    shade += grazing * np.float32(0.10) * ambient[:, None] * ao
    shade += albedo * glow * np.float32(2.4)
    if scene.fog:
        far = np.clip((h.t - 5) / 9, 0, 0.55)
        shade += (linear(scene.fog)[:, None] - shade) * far
    colour[:, index] = tonemap(shade)
    cover[index] = 1
    polished = np.flatnonzero((h.which == FLOOR) & (gloss > 0.3)) if depth == 0 else np.zeros(0, np.intp)
    if polished.size:
        seen, there = np.zeros((3, n), np.float32), np.zeros(n, np.float32)
        _reflect(scene, index[polished], p[:, polished], di[:, polished], colour=seen, cover=there)
        share = there * np.float32(scene.floor.gloss)
        colour += (seen - colour) * share
    return colour, cover, ground, hits.which.astype(np.float32)


def _reflect(scene: Scene, index: Indices, p: Pixels, d: Pixels, *, colour: Pixels, cover: Pixels) -> None:
    """What stands mirrored in water or on a polished floor, written where it is seen."""
    calm = scene.ground != "water"
    bounce = d * np.array([1, -1, 1], np.float32)[:, None]
    if not calm:
        wobble = np.float32(0.012 if scene.pattern == "puddle" else 0.05)
        bounce[0] += wobble * np.sin(p[2] * 23 + np.sin(p[0] * 7) * 2)
        bounce[1] += wobble * np.sin(p[2] * 37 + np.sin(p[0] * 11 + 1) * 1.5)
        bounce /= np.sqrt((bounce * bounce).sum(0))
    wet = np.ones(p.shape[1], bool)
    if scene.pattern == "puddle":
        x, z = p[0] - np.float32(0.05), p[2] - np.float32(0.25)
        edge = np.sqrt((x / 1.5) ** 2 + (z / 1.2) ** 2) + np.float32(0.07) * np.sin(np.arctan2(z, x) * 3 + 1) + np.float32(0.05) * np.sin(np.arctan2(z, x) * 5)
        wet = edge < 1
        key = np.array(scene.key.towards, np.float32)
        sky = bounce * np.array([1, 2.6, 1], np.float32)[:, None]  # steeper than true, so that the blue overhead is seen
        sheen = tonemap(_surroundings(scene, sky / np.sqrt((sky * sky).sum(0)), key / np.linalg.norm(key), linear(scene.floor.colour)) * np.float32(0.62))
        inside = np.flatnonzero(wet)
        rim = smooth(1.0, 0.96, edge[inside])
        colour[:, index[inside]] = sheen[:, inside] * (np.float32(0.6) + np.float32(0.4) * rim)
        cover[index[inside]] = 1
    near = np.flatnonzero(wet)
    if not near.size:
        return
    hits = trace(scene, p[:, near], bounce[:, near], ground=False)
    met = np.flatnonzero(hits.which >= 0)
    if not met.size:
        return
    where = near[met]
    seen, _, _, _ = _lit(scene, p[:, where], bounce[:, where], Hits(hits.t[met], hits.which[met]), 1)
    if scene.pattern == "puddle":
        seen = seen * np.float32(0.72) + colour[:, index[where]] * np.float32(0.22)
    colour[:, index[where]] = seen * np.float32(0.86 if not calm else 1.0)
    cover[index[where]] = np.float32(1.0 if scene.pattern == "puddle" or calm else 0.62)


def _grid(width: int, height: int) -> tuple[Pixels, Pixels]:
    u = (np.arange(width, dtype=np.float32) + np.float32(0.5) - width / 2) / np.float32(height / 2)
    v = -(np.arange(height, dtype=np.float32) + np.float32(0.5) - height / 2) / np.float32(height / 2)
    uu, vv = np.meshgrid(u, v)
    return uu.ravel().astype(np.float32), vv.ravel().astype(np.float32)


def _edges(number: Pixels, colour: Pixels, cover: Pixels, shade: Pixels) -> Pixels:
    """Where a coarse picture can not be trusted: another surface or a step of light next door (1.0), widened by one."""
    bright = colour.mean(-1) + shade
    mark = np.zeros(number.shape, bool)
    for axis in (0, 1):
        step = (np.diff(number, axis=axis) != 0) | (np.abs(np.diff(bright, axis=axis)) > 0.035) | (np.diff(cover, axis=axis) != 0)
        low = [slice(None), slice(None)]
        high = [slice(None), slice(None)]
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        mark[tuple(low)] |= step
        mark[tuple(high)] |= step
    return mark.astype(np.float32)


def render(scene: Scene, width: int, height: int, rough: bool = False) -> Layer:
    """The scene at this size. `rough` skips the fine pass, for drafts."""
    share = min(1.0, (COARSE / (width * height)) ** 0.5)
    w, h = max(8, round(width * share)), max(8, round(height * share))
    colour, cover, ground, number = _shade(scene, _rays(scene, *_grid(w, h)))
    planes = [colour[0], colour[1], colour[2], cover, ground]
    big = [np.array(resized(np.ascontiguousarray(plane.reshape(h, w)), width, height)) for plane in planes]
    marks = _edges(number.reshape(h, w), colour.T.reshape(h, w, 3), cover.reshape(h, w), ground.reshape(h, w))
    if rough:
        return Layer(np.clip(np.stack(big[:3], -1), 0, 1), np.clip(big[3], 0, 1), np.clip(big[4], 0, 1))
    grown = Image.fromarray((marks * 255).astype(np.uint8)).resize((width, height), Image.Resampling.BILINEAR)
    where = np.flatnonzero(np.asarray(grown).ravel() > 8)
    if where.size:
        y, x = np.divmod(where, width)
        sums = np.zeros((5, where.size), np.float32)
        taps = TAPS[0] if where.size < 60_000 else TAPS[1] if where.size < 130_000 else TAPS[2]
        for dx, dy in taps:
            u = ((x + 0.5 + dx - width / 2) / (height / 2)).astype(np.float32)
            v = (-(y + 0.5 + dy - height / 2) / (height / 2)).astype(np.float32)
            c, a, g, _ = _shade(scene, _rays(scene, u, v))
            sums[:3] += c * a
            sums[3] += a
            sums[4] += g
        sums /= len(taps)
        sums[:3] /= np.maximum(sums[3], np.float32(1e-3))
        for plane, value in zip(big, sums, strict=True):
            plane.ravel()[where] = value
    return Layer(np.clip(np.stack(big[:3], -1), 0, 1), np.clip(big[3], 0, 1), np.clip(big[4], 0, 1))
