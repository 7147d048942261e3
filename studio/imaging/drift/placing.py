"""Where an edit's source lies in it, when it is known what was to stay.

What the mask frees says nothing about the place, and new canvas least of all: the source is cut to the box of what was to stay before it is registered, and
the edit to about there. Two flat pictures, or a picture of which little was to stay, can not be registered though they were never moved: where the shapes are
the same and what was to stay agrees, the edit is taken as lying in place, and that is said by a trust of 0.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image as Pillow

from studio.core.comparison import Registration, Step
from studio.core.notes import Note
from studio.imaging.compare import Pose, register
from studio.imaging.compare.difference import Area, changes
from studio.imaging.compare.pose import inside

_WHOLE = 0.9
"""Share of the picture from which the box of what was to stay is not worth cutting."""
_MISSED = ("comparison.flat", "comparison.small", "comparison.different", "comparison.bent")
"""Reasons that do not speak against lying in place: nothing was found, rather than something else."""
_AGREES = 0.2
"""Share of what was to stay that may have changed where the edit is taken as lying in place; of two other scenes more than half does."""
_LEAST = 0.02
_ROOM = 0.06
"""Of the edit's longest edge: models move and scale what they extend by less."""
_SMALL = 512


def placed(source: Pillow.Image, edit: Pillow.Image, kept: Pillow.Image | None, between: Callable[[Step], None] = lambda _: None) -> Registration | Note:
    """The pose of RGB picture `source` in `edit`, or why it can not be said. `kept` is L of the source's size: 255 where it was to stay. Trust 0: taken."""
    box = kept.getbbox() if kept else None
    cut = box is not None and (box[2] - box[0]) * (box[3] - box[1]) < _WHOLE * source.width * source.height
    found: Registration | Note | None = None
    if cut and box:
        there = _about(box, source.size, edit.size)
        found = register(source.crop(box), edit.crop(there), between)
        if isinstance(found, Registration):
            found = replace(found, dx=there[0] + found.dx - found.scale * box[0], dy=there[1] + found.dy - found.scale * box[1])
    if not isinstance(found, Registration):
        found = register(source, edit, between)
    if isinstance(found, Note) and found.key in _MISSED and _in_place(source, edit, kept):
        return Registration(scale=edit.width / source.width, dx=0.0, dy=0.0, trust=0.0, agreeing=0.0, spread=0.0)
    return found


def pose_of(found: Registration) -> Pose:
    """The pose of a registration."""
    return Pose(found.scale, found.dx, found.dy)


def worked(source: Pillow.Image, edit: Pillow.Image, pose: Pose, area: Area, side: int) -> tuple[Pillow.Image, Pillow.Image]:
    """Both pictures in `area` of the source, at one size: at most `side` pixels for the whole source, and no finer than either of them."""
    factor = min(1.0, side / max(source.size), pose.scale)
    size = (max(1, round((area[2] - area[0]) * factor)), max(1, round((area[3] - area[1]) * factor)))
    one = source.crop(area) if size == (area[2] - area[0], area[3] - area[1]) else source.resize(size, Pillow.Resampling.BICUBIC, box=area, reducing_gap=3.0)
    return one, edit.resize(size, Pillow.Resampling.BICUBIC, box=inside(pose.box(area), edit.size), reducing_gap=3.0)


def _about(box: Area, size: tuple[int, int], there: tuple[int, int]) -> Area:
    """Where a box of the source lies in an edit that shows the whole of it, with room around."""
    across, down = there[0] / size[0], there[1] / size[1]
    room = _ROOM * max(there)
    left, top = max(0, int(box[0] * across - room)), max(0, int(box[1] * down - room))
    return left, top, min(there[0], int(box[2] * across + room)), min(there[1], int(box[3] * down + room))


def _in_place(source: Pillow.Image, edit: Pillow.Image, kept: Pillow.Image | None) -> bool:
    scale = edit.width / source.width
    if abs(source.height * scale - edit.height) > 1.5 * max(1.0, scale):
        return False
    pose = Pose(min(scale, edit.height / source.height), 0.0, 0.0)  # a hair less than the edit, so that all of it is covered
    one, other = worked(source, edit, pose, (0, 0, *source.size), _SMALL)
    changed = changes(one, other, Pose(1, 0, 0), (0, 0, *one.size))[0]
    stays = np.asarray(kept.resize(one.size, Pillow.Resampling.BOX)) == 255 if kept else np.ones(changed.shape, dtype=bool)
    count = int(stays.sum())
    return count >= _LEAST * stays.size and int((changed & stays).sum()) <= _AGREES * count
