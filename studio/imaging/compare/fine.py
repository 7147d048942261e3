"""A pose refined to a small part of a pixel: robust Gauss-Newton on luma (Lucas and Kanade 1981; both gradients as in Benhimane and Malis 2004).

The unknowns of a step are shift, scale, a rotation and a stretch that should be none, brightness and contrast. Pixels that do not fit (an edit) lose their
weight by Tukey's biweight, so what stayed decides. The sums are kept by quarter of the picture: any half of it gives an estimate of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from studio.imaging.compare.pose import Pose, inside
from studio.imaging.compare.seen import Floats, cut, floats

_UNKNOWNS = 7
_TUKEY = 4.685
_SETTLED = 0.003
"""Pixels at the corners below which a further step is not worth its time."""
_HALVES = (((0, 1), (0.0, -0.5)), ((2, 3), (0.0, 0.5)), ((0, 2), (-0.5, 0.0)), ((1, 3), (0.5, 0.0)))
"""The quarters of each half, and where its middle lies, of half the picture's size."""
Window = tuple[int, int, int, int]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settled:
    """A refined pose; how far halves of the picture stray from it at their middles, in pixels; and what it could not follow: the turn, in
    degrees, and by how much of itself the picture is stretched more across than down."""

    pose: Pose
    spread: float
    degrees: float
    stretch: float


@dataclass(frozen=True, slots=True)
class _Piece:
    quarter: int
    fixed: Floats
    moved: Floats
    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True)
class _Light:
    """Contrast and brightness that bring the moving picture's luma to the grid's."""

    contrast: float
    brightness: float


def refine(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, *, windows: Sequence[Window] = (), steps: int = 8) -> Settled | None:
    """The pose of grey picture `grid` in `moving`, which lies within a pixel or two of `pose` at the corners.

    Looks at the whole overlap, or at the parts of it in `windows`. None where it runs away: it does not lie near, or there is nothing to hold on to.
    """
    half = (grid.width / 2, grid.height / 2)
    radius = math.hypot(*half)
    light: _Light | None = None
    settled: Settled | None = None
    for _ in range(steps):
        pieces = _pieces(grid, moving, pose, windows)
        if not pieces:
            return None
        light = light or _light(pieces)
        sums = _sums(pieces, light, radius)
        found = _solved(sums.sum(axis=0))
        if found is None:
            return None
        dx, dy, grown, turned, pulled = (float(value) for value in found[:5])
        moves = math.hypot(dx, dy) + abs(grown)
        if moves > radius / 3:
            return None
        growth = grown / radius
        pose = Pose(
            pose.scale * (1 + growth),
            pose.dx + pose.scale * (dx - growth * half[0]),
            pose.dy + pose.scale * (dy - growth * half[1]),
        )
        light = replace(light, contrast=light.contrast + float(found[6]), brightness=light.brightness + float(found[5]))
        settled = Settled(pose, _spread(sums, found, half, radius) * pose.scale, math.degrees(turned / radius), 2 * pulled / radius)
        if moves < _SETTLED:
            break
    return settled


def _pieces(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, windows: Sequence[Window]) -> list[_Piece]:
    """Both pictures in every window, cut where quarters of the picture meet; x and y count from the middle of the grid."""
    overlap = pose.overlap(grid.size, moving.size)
    middle = (grid.width // 2, grid.height // 2)
    pieces = []
    for window in windows or (overlap,):
        for quarter in range(4):
            across = (0, middle[0]) if quarter % 2 == 0 else (middle[0], grid.width)
            down = (0, middle[1]) if quarter < 2 else (middle[1], grid.height)
            left, right = max(window[0], overlap[0], across[0]), min(window[2], overlap[2], across[1])
            top, bottom = max(window[1], overlap[1], down[0]), min(window[3], overlap[3], down[1])
            if right - left < 8 or bottom - top < 8:
                continue
            fixed = floats(grid.crop((left, top, right, bottom)))
            moved = floats(cut(moving, (right - left, bottom - top), inside(pose.box((left, top, right, bottom)), moving.size)))
            x = np.arange(left, right, dtype=np.float32) + np.float32(0.5 - grid.width / 2)
            y = np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - grid.height / 2)
            pieces.append(_Piece(quarter, fixed, moved, x[None, :], y[:, None]))
    return pieces


def _light(pieces: list[_Piece]) -> _Light:
    """A first guess: equal spread, equal mean."""
    fixed, moved = (np.concatenate([values[::2, ::2].ravel() for values in side]) for side in ([p.fixed for p in pieces], [p.moved for p in pieces]))
    contrast = min(4.0, max(0.25, float(fixed.std()) / max(1.0, float(moved.std()))))
    return _Light(contrast, float(np.median(fixed - contrast * moved)))


def _sums(pieces: list[_Piece], light: _Light, radius: float) -> Sums:
    """The normal equations of each quarter: 4 by unknowns by unknowns + 1, the last column the right side."""
    rests = [piece.fixed - light.contrast * piece.moved - light.brightness for piece in pieces]
    far = 1.4826 * float(np.median(np.abs(np.concatenate([rest[::2, ::2].ravel() for rest in rests]))))
    limit = _TUKEY * max(far, 0.7)  # below that it is the rounding to whole levels
    sums = np.zeros((4, _UNKNOWNS, _UNKNOWNS + 1))
    for piece, rest in zip(pieces, rests, strict=True):
        down, across = np.gradient((piece.fixed + light.contrast * piece.moved) / 2)
        columns = np.empty((_UNKNOWNS + 1, rest.size), dtype=np.float32)
        columns[0], columns[1] = across.ravel(), down.ravel()
        columns[2] = ((across * piece.x + down * piece.y) / radius).ravel()
        columns[3] = ((down * piece.x - across * piece.y) / radius).ravel()
        columns[4] = ((across * piece.x - down * piece.y) / radius).ravel()
        columns[5], columns[6], columns[7] = 1, piece.moved.ravel(), rest.ravel()
        weight = np.square(1 - np.minimum(1, np.square(columns[7] / limit)))
        sums[piece.quarter] += (columns[:_UNKNOWNS] * weight) @ columns.T
    return sums


def _solved(sums: Sums) -> NDArray[np.float64] | None:
    """The unknowns; None where the picture does not determine them."""
    left, right = sums[:, :-1], sums[:, -1]
    size = np.sqrt(np.diag(left))
    if not np.all(size > 0):
        return None
    scaled = left / np.outer(size, size)
    if np.linalg.cond(scaled) > 1e7:
        return None
    return np.asarray(np.linalg.solve(scaled, right / size) / size)


def _spread(sums: Sums, whole: NDArray[np.float64], half: tuple[float, float], radius: float) -> float:
    """How far each half's own estimate lies from that of the whole, at the half's middle; the largest. A half with next to no drawing does not count."""
    strays = [0.0]
    strength = np.linalg.eigvalsh(sums.sum(axis=0)[:2, :2])[0]
    for quarters, place in _HALVES:
        part = sums[list(quarters)].sum(axis=0)
        if np.linalg.eigvalsh(part[:2, :2])[0] < 0.1 * strength or (own := _solved(part)) is None:
            continue
        dx, dy, grown, turned = own[:4] - whole[:4]
        x, y = (share * edge / radius for share, edge in zip(place, half, strict=True))
        strays.append(math.hypot(dx + grown * x - turned * y, dy + grown * y + turned * x))
    return max(strays)
