"""How two registered pictures differ, in strips: a map of plain differences, the share that changed visibly, and where.

The map is the largest difference of the three sRGB channels, in levels of 255: cheap, and what the eye sees when two layers are subtracted. Whether a pixel
*changed* is asked more gently, since codecs and resampling move every pixel a little: on pictures of at most 2048 pixels, it is how far the value in one lies
outside the range of its 3 by 3 neighbourhood in the other, whichever way is more, so that an edge half a pixel away or ringing beside it is no change. It
must reach THRESHOLD, and so must eleven of the 25 pixels around, so that a line of one pixel is none; and a region must not be tiny. What that lets through
was measured on hard shapes in saturated colours, the worst there is for chroma subsampling: JPEG 75 at most 0.05 %, JPEG 60 and WebP 80 0.1 % of the picture.
"""

from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageChops

from studio.core.comparison import Box, Difference
from studio.imaging.compare.pose import Pose, inside
from studio.imaging.compare.seen import cut

Bytes = NDArray[np.uint8]
Area = tuple[int, int, int, int]
THRESHOLD = 20
"""Levels of 255."""
_JUDGED = 2048
_STRIP = 128
_CELLS = 64
"""Along the longest edge; changes in neighbouring cells are one region."""
_MOST = 8
_VOTES = 11
"""Of the 25 pixels around."""
_LEAST = 0.00002
"""Share of the pixels that a region has at least; what is smaller is what chroma subsampling leaves beside a saturated edge."""


def strips(
    grid: Pillow.Image, moving: Pillow.Image, pose: Pose, area: Area, *, margin: int = 0, factor: int = 1
) -> Iterator[tuple[int, Pillow.Image, Pillow.Image, tuple[int, int]]]:
    """Both pictures in `area` of the grid, reduced by a whole factor, strip by strip: the first row, each picture, and how many rows lack above and below.

    Each strip has `margin` rows more above and below, where there are any.
    """
    width, height = (area[2] - area[0]) // factor, (area[3] - area[1]) // factor
    for row in range(0, height, _STRIP):
        last = min(height, row + _STRIP)
        begin, end = max(0, row - margin), min(height, last + margin)
        box = (area[0], area[1] + begin * factor, area[0] + width * factor, area[1] + end * factor)
        fixed, moved = grid.crop(box), cut(moving, (box[2] - box[0], box[3] - box[1]), inside(pose.box(box), moving.size))
        lack = margin - (row - begin), margin - (end - last)
        yield (row, fixed.reduce(factor), moved.reduce(factor), lack) if factor > 1 else (row, fixed, moved, lack)


def planes(image: Pillow.Image, margin: int, lack: tuple[int, int]) -> list[Bytes]:
    """The channels of a strip, each with `margin` all around: at the picture's edges, the edge repeated."""
    return [np.pad(np.asarray(channel), (lack, (margin, margin)), mode="edge") for channel in image.split()]


def plain(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, area: Area, *, amplify: float = 1.0) -> Bytes:
    """The map: the largest difference of the channels, times `amplify`, 0 to 255; rows by columns of `area`. 20 MB at 4K."""
    table = [min(255, int(level * amplify + 0.5)) for level in range(256)]
    out = np.empty((area[3] - area[1], area[2] - area[0]), dtype=np.uint8)
    for row, one, other, _ in strips(grid, moving, pose, area):
        out[row : row + one.height] = np.asarray(_largest(one, other).point(table))
    return out


def difference(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, area: Area) -> Difference:
    """What changed in `area` of RGB picture `grid`; boxes in its pixels."""
    factor = max(1, -(-max(area[2] - area[0], area[3] - area[1]) // _JUDGED))
    changed, total = changes(grid, moving, pose, area, factor=factor)
    found = counted(changed)
    boxes = tuple(_scaled(box, factor, area) for _, box in found)
    share = sum(count for count, _ in found) / changed.size
    return Difference(changed=share, threshold=THRESHOLD, mean=total / changed.size, region=_union(boxes), boxes=boxes[:_MOST])


def changes(grid: Pillow.Image, moving: Pillow.Image, pose: Pose, area: Area, *, factor: int = 1) -> tuple[NDArray[np.bool_], float]:
    """Which pixels of `area`, reduced by a whole factor, changed visibly; and the sum of their plain differences. Specks are among them: see `counted`."""
    changed = np.zeros(((area[3] - area[1]) // factor, (area[2] - area[0]) // factor), dtype=bool)
    total = 0.0
    for row, one, other, lack in strips(grid, moving, pose, area, margin=3, factor=factor):
        pairs = zip(planes(one, 3, lack), planes(other, 3, lack), strict=True)
        ways = [way for mine, theirs in pairs for way in (_beyond(mine, theirs), _beyond(theirs, mine))]
        beyond = (reduce(np.maximum, ways) >= THRESHOLD).view(np.uint8)
        votes = _voted(_voted(beyond).T).T
        part = (beyond[2:-2, 2:-2] > 0) & (votes >= _VOTES)
        changed[row : row + len(part)] = part
        away = np.asarray(_largest(one, other))
        total += float(away[3 - lack[0] : len(away) - 3 + lack[1]].sum(dtype=np.int64))
    return changed, total


def counted(changed: NDArray[np.bool_]) -> list[tuple[int, Area]]:
    """The regions that count, without specks: how many pixels, and their box."""
    return [(count, box) for count, box in regions(changed) if count >= max(_LEAST * changed.size, _VOTES)]


def _largest(one: Pillow.Image, other: Pillow.Image) -> Pillow.Image:
    """The largest difference of the channels."""
    return reduce(ImageChops.lighter, ImageChops.difference(one, other).split())


def _apart(one: Bytes, other: Bytes) -> Bytes:
    return np.maximum(one, other) - np.minimum(one, other)


def _around(values: Bytes, what: np.ufunc) -> Bytes:
    """Minimum or maximum over 3 by 3; a row and a column less on each side."""
    rows = what(what(values[:-2], values[1:-1]), values[2:])
    return np.asarray(what(what(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]), dtype=np.uint8)


def _voted(votes: Bytes) -> Bytes:
    """Sums of five rows; two less on each side."""
    two = votes[:-1] + votes[1:]
    return np.asarray(two[:-3] + two[2:-1] + votes[4:], dtype=np.uint8)


def _beyond(one: Bytes, other: Bytes) -> Bytes:
    """How far the values of `one` lie outside the range around them in `other`; a row and a column less on each side."""
    least, most, here = _around(other, np.minimum), _around(other, np.maximum), one[1:-1, 1:-1]
    return _apart(here, np.clip(here, least, most))


def regions(changed: NDArray[np.bool_]) -> list[tuple[int, Area]]:
    """How many pixels changed and their box (left, top, right, bottom), neighbouring cells together, the largest count first."""
    edge = max(1, -(-max(changed.shape) // _CELLS))
    rows, columns = np.nonzero(changed)
    cells: dict[tuple[int, int], list[int]] = {}
    keys, which = np.unique((rows // edge) * _CELLS + columns // edge, return_inverse=True)
    count = len(keys)
    least = np.full((2, count), np.iinfo(np.int64).max)
    most, sizes = np.zeros((2, count), dtype=np.int64), np.bincount(which, minlength=count)
    for axis, places in enumerate((columns, rows)):
        np.minimum.at(least[axis], which, places)
        np.maximum.at(most[axis], which, places)
    for at, key in enumerate(keys.tolist()):
        cells[divmod(key, _CELLS)] = [at]
    found = []
    while cells:
        start, members = cells.popitem()
        waiting = [start]
        while waiting:
            row, column = waiting.pop()
            for place in [(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)]:
                if near := cells.pop(place, None):
                    members += near
                    waiting.append(place)
        left, top = least[:, members].min(axis=1).tolist()
        right, bottom = most[:, members].max(axis=1).tolist()
        found.append((int(sizes[members].sum()), (left, top, right + 1, bottom + 1)))
    return sorted(found, key=lambda entry: (-entry[0], entry[1]))


def _scaled(box: Area, factor: int, area: Area) -> Box:
    left, top, right, bottom = box
    return Box(left=area[0] + left * factor, top=area[1] + top * factor, right=area[0] + right * factor, bottom=area[1] + bottom * factor)


def _union(boxes: tuple[Box, ...]) -> Box | None:
    if not boxes:
        return None
    return Box(
        left=min(box.left for box in boxes), top=min(box.top for box in boxes), right=max(box.right for box in boxes), bottom=max(box.bottom for box in boxes)
    )
