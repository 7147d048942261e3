"""Translation and scale between two pictures, coarse to fine, or the reason why there is none that can be trusted.

A ladder of scales at 128 pixels (`coarse`), Gauss-Newton at 128, 256, 512 and 1024 (`fine`), and where the pictures are larger, once more on windows spread
over them at full size, which costs what 1024 pixels cost. The picture with the coarser pixels is the grid: nothing is ever judged by pixels made up.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image as Pillow
from PIL import ImageChops, ImageFilter

from studio.core.comparison import Registration, Step
from studio.core.notes import Note, note
from studio.imaging.compare.coarse import SIDE, candidates
from studio.imaging.compare.fine import Settled, Window, refine
from studio.imaging.compare.pose import Pose
from studio.imaging.compare.seen import reduced
from studio.imaging.compare.trust import SIDE as TILED
from studio.imaging.compare.trust import Held, drawn, held

_SMALLEST = 32
_SLIMMEST = 3.0
"""How many times longer than the other's the one's aspect ratio may be."""
_LEVELS = (256, 512, 1024)
_TRUST, _AGREEING = 0.3, 0.25
"""Measured on fifteen pairs that do not fit (other scenes, mirrored, turned): at most 0.18 and 0.1. Edits that redraw 40 percent in one piece: 0.58 and 0.54;
half of a picture redrawn is not found any more."""
_CERTAIN = 0.8
"""Share of agreeing tiles from which no other candidate is asked."""
_DEGREES = 0.05
"""A turn that moves the corner of a 4K picture by two pixels, which neither shift nor scale can follow."""
_STRETCH = 0.003
"""What gateways round sizes by lies below: three pixels of 1024."""
_SPREAD = 0.0015
"""Of the longest edge: halves that stray farther are bent against each other."""
_ALIKE = 0.01
"""Pictures whose shapes differ by less are first laid over each other whole: most edits did not move, and where the ground was redrawn the search at 128 pixels
sees little else."""
_KEPT = 0.998
"""Of the agreement that a refinement began with: with less it went astray."""
_SNAP = 0.15
"""Pixels of the coarser picture, at the corners: what an estimate may stray by itself, so that what did not move is not resampled."""
_WINDOWS, _WINDOW = 25, 224
"""At full size: how many squares at most are looked at, and their edge in pixels."""
_MIRRORS: tuple[tuple[Pillow.Transpose, str], ...] = (
    (Pillow.Transpose.FLIP_LEFT_RIGHT, "comparison.mirrored"),
    (Pillow.Transpose.FLIP_TOP_BOTTOM, "comparison.mirrored"),
    (Pillow.Transpose.ROTATE_90, "comparison.turned"),
    (Pillow.Transpose.ROTATE_180, "comparison.turned"),
    (Pillow.Transpose.ROTATE_270, "comparison.turned"),
)
_TILTS = (-12, -8, -4, 4, 8, 12)
_NEAR = (0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15)


@dataclass(frozen=True, slots=True)
class _Found:
    settled: Settled
    held: Held


def register(one: Pillow.Image, other: Pillow.Image, between: Callable[[Step], None] = lambda _: None) -> Registration | Note:
    """Where picture `one` lies in `other`, or why that can not be said. RGB or L. Takes 60 MB beside them at 4K."""
    between("coarse")
    if min(*one.size, *other.size) < _SMALLEST:
        return note("comparison.small", pixels=_SMALLEST)
    aspect = (one.width / one.height) / (other.width / other.height)
    if max(aspect, 1 / aspect) > _SLIMMEST:
        return note("comparison.aspect")
    first, second = (image.convert("L") for image in (one, other))
    if not all(drawn(_within(luma, TILED)) for luma in (first, second)):
        return note("comparison.flat")
    rough = _rough(first, second)
    if rough is None or not _trusted(rough.held):
        return _reason(first, second)
    between("fine")
    swapped = rough.settled.pose.scale < 1
    found = _fine(second, first, rough.settled.pose.inverse()) if swapped else _fine(first, second, rough.settled.pose)
    if found is None or not _trusted(found.held):
        return _reason(first, second)
    if abs(found.settled.degrees) > _DEGREES:
        return note("comparison.tilted")
    most = max(1.0, _SPREAD * max(second.size if swapped else first.size)) * max(1.0, found.settled.pose.scale)
    if abs(found.settled.stretch) > _STRETCH or found.settled.spread > most:
        return note("comparison.bent")
    pose = found.settled.pose.inverse() if swapped else found.settled.pose
    pose = _snapped(pose, one.size, other.size)
    spread = found.settled.spread * (pose.scale if swapped else 1)
    return Registration(scale=pose.scale, dx=pose.dx, dy=pose.dy, trust=found.held.trust, agreeing=found.held.agreeing, spread=spread)


def _within(luma: Pillow.Image, side: int) -> Pillow.Image:
    return reduced(luma, side / max(luma.size))


def _trusted(found: Held) -> bool:
    return found.enough and found.trust >= _TRUST and found.agreeing >= _AGREEING


def _rough(one: Pillow.Image, other: Pillow.Image, scales: tuple[float, ...] = ()) -> _Found | None:
    """The best pose of the ladder, refined at 256 pixels, between pictures at full size."""
    here, there = (SIDE / max(luma.size) for luma in (one, other))
    best = None if scales else _whole(one, other)
    if best and best.held.enough and best.held.agreeing > _CERTAIN:
        return best
    small, little = _thumb(one), _thumb(other)
    for pose in candidates(small, little, scales=scales) if scales else candidates(small, little):
        settled = _level(one, other, pose.resized(1 / here, 1 / there), SIDE)
        settled = settled and _level(one, other, settled.pose, 2 * SIDE)
        if settled:
            found = _Found(settled, _held(one, other, settled.pose, 2 * SIDE))
            best = max(best or found, found, key=lambda entry: (entry.held.enough, _agreement(entry.held)))
            if best.held.enough and best.held.agreeing > _CERTAIN:
                break
    return best


def _whole(one: Pillow.Image, other: Pillow.Image) -> _Found | None:
    """Corner on corner, as it is: where the ground was redrawn a refinement over all of it would be drawn away. None for other shapes."""
    wide, high = other.width / one.width, other.height / one.height
    if abs(wide / high - 1) > _ALIKE:
        return None
    pose = Pose((wide + high) / 2, 0.0, 0.0)
    return _Found(Settled(pose, 0.0, 0.0, 0.0), _held(one, other, pose, 2 * SIDE))


def _thumb(luma: Pillow.Image) -> Pillow.Image:
    """At SIDE pixels, enlarged where it is smaller."""
    factor = SIDE / max(luma.size)
    return reduced(luma, factor) if factor <= 1 else luma.resize((round(luma.width * factor), round(luma.height * factor)), Pillow.Resampling.BICUBIC)


def _factors(one: Pillow.Image, other: Pillow.Image, pose: Pose, side: int) -> tuple[float, float]:
    """Reductions of both to about `side` pixels, with pixels of one size."""
    here = min(1.0, side / max(one.size), side * pose.scale / max(other.size))
    return here, min(1.0, here / pose.scale)


def _level(
    one: Pillow.Image,
    other: Pillow.Image,
    pose: Pose,
    side: int,
    places: Sequence[Window] = (),
    *,
    steps: int = 8,
    see: Callable[[Pillow.Image], Pillow.Image] | None = None,
) -> Settled | None:
    """Refined on reductions, looking at `places` of the first picture or at all of it, and at what `see` makes of both; everything in the pixels of the full
    size."""
    here, there = _factors(one, other, pose, side)
    windows = [(int(left * here), int(top * here), int(right * here), int(bottom * here)) for left, top, right, bottom in places]
    first, second = (see(image) if see else image for image in (reduced(one, here), reduced(other, there)))
    settled = refine(first, second, pose.resized(here, there), windows=windows, steps=steps)
    return settled and Settled(settled.pose.resized(1 / here, 1 / there), settled.spread / there, settled.degrees, settled.stretch)


def _held(one: Pillow.Image, other: Pillow.Image, pose: Pose, side: int) -> Held:
    """Tiles on reductions; the places in the pixels of the full size."""
    here, there = _factors(one, other, pose, side)
    found = held(reduced(one, here), reduced(other, there), pose.resized(here, there))
    places = tuple((int(left / here), int(top / here), int(right / here), int(bottom / here)) for left, top, right, bottom in found.places)
    return replace(found, places=places)


def _fine(grid: Pillow.Image, moving: Pillow.Image, rough: Pose) -> _Found | None:
    """Down the levels to full size, looking where the pictures agree: what was redrawn would pull. `rough.scale` is 1 or more, or a hair less."""
    settled = _step(grid, moving, Settled(rough, 0.0, 0.0, 0.0), _LEVELS[0], steps=8)
    for side in (side for side in _LEVELS[1:] if side < 2 * max(grid.size)):
        settled = settled and _step(grid, moving, settled, side, steps=5)
    if settled is None:
        return None
    found = _held(grid, moving, settled.pose, TILED)
    if max(grid.size) > _LEVELS[-1] and (closer := refine(grid, moving, settled.pose, windows=_windows(found.places), steps=3)):
        settled = replace(settled, pose=closer.pose)
    return _Found(settled, found)


def _step(grid: Pillow.Image, moving: Pillow.Image, last: Settled, side: int, *, steps: int) -> Settled | None:
    """One level further, looking where the pictures agree. Light that changed from place to place (a ground in another colour) leads a refinement by luma
    astray: where it agrees less than what it began with, it is done again by the drawing alone, and what agrees most is kept."""
    before = _held(grid, moving, last.pose, min(side, TILED))
    settled = _level(grid, moving, last.pose, side, before.places, steps=steps)
    if settled and _agreement(_held(grid, moving, settled.pose, min(side, TILED))) >= _KEPT * _agreement(before):
        return settled
    by_drawing = _level(grid, moving, last.pose, side, before.places, steps=steps, see=_drawing)
    tried = [one for one in (last, settled, by_drawing) if one]
    return max(tried, key=lambda one: _agreement(_held(grid, moving, one.pose, min(side, TILED)))) if _trusted(before) else settled


def _agreement(found: Held) -> float:
    return found.trust * found.agreeing


def _drawing(luma: Pillow.Image) -> Pillow.Image:
    """A picture's fine drawing on middle grey: what its light is does not count."""
    return ImageChops.subtract(luma, luma.filter(ImageFilter.GaussianBlur(6)), 1, 128)


def _windows(places: Sequence[Window]) -> list[Window]:
    """Squares of full size in the middle of agreeing tiles, spread over them."""
    kept = places[:: math.ceil(len(places) / _WINDOWS)] if places else ()
    middles = [((left + right) // 2, (top + bottom) // 2) for left, top, right, bottom in kept]
    return [(x - _WINDOW // 2, y - _WINDOW // 2, x + _WINDOW // 2, y + _WINDOW // 2) for x, y in middles]


def _snapped(pose: Pose, one: tuple[int, int], other: tuple[int, int]) -> Pose:
    """A shift by whole pixels, or one picture at exactly the size of the other, where the pose lies as near as makes no difference."""
    near = _SNAP * max(1.0, pose.scale)
    for whole in (Pose(1.0, float(round(pose.dx)), float(round(pose.dy))), Pose(other[0] / one[0], 0.0, 0.0)):
        if max(abs(pose.dx - whole.dx), abs(pose.dy - whole.dy), abs(pose.scale - whole.scale) * max(one)) < near:
            return whole
    return pose


def _reason(one: Pillow.Image, other: Pillow.Image) -> Note:
    """Why nothing fits: mirrored, turned, or another picture altogether."""
    near, little = _within(one, TILED), _within(other, TILED)
    for turn, key in _MIRRORS:
        found = _rough(near, little.transpose(turn), scales=_NEAR)
        if found and _trusted(found.held):
            return note(key)
    for degrees in _TILTS:
        found = _rough(near, little.rotate(degrees, Pillow.Resampling.BICUBIC), scales=_NEAR)
        if found and _trusted(found.held):
            return note("comparison.tilted")
    return note("comparison.different")
