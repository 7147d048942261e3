"""Two picture files compared from beginning to end. Three to four seconds at 4K and 260 MB, most of it the two decoded pictures: call it in a worker thread."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image as Pillow

from studio.core.comparison import Box, Comparison, Step
from studio.core.notes import Note
from studio.imaging.compare.difference import Bytes, difference, plain
from studio.imaging.compare.pose import Pose
from studio.imaging.compare.register import register
from studio.imaging.compare.seen import seen
from studio.imaging.compare.structure import structure
from studio.imaging.files import put


def compare(
    one: Path, other: Path, *, maps: tuple[Path, Path] | None = None, amplify: float = 1.0, between: Callable[[Step], None] = lambda _: None
) -> Comparison:
    """Registered, the difference measured and, into `maps`, written: PNG of the difference times `amplify`, and of the loss of structure.

    The maps show the overlap, a pixel for each of the picture with fewer of them there. `between` is called before each step; what it raises ends the
    comparison there and passes through, and nothing is left behind. Raises UsageError for a file that can not be read, StorageFault where a map can not
    be written.
    """
    between("decode")
    first, second = seen(one), seen(other)
    found = register(first, second, between)
    if isinstance(found, Note):
        return Comparison(registration=None, reason=found)
    between("difference")
    pose = Pose(found.scale, found.dx, found.dy)
    swapped = pose.scale < 1
    grid, moving, there = (second, first, pose.inverse()) if swapped else (first, second, pose)
    area = there.overlap(grid.size, moving.size)
    changes = difference(grid, moving, there, area)
    pixels = plain(grid, moving, there, area, amplify=amplify) if maps else None
    between("structure")
    grid, moving = grid.convert("L"), moving.convert("L")
    first, second = grid, moving  # the colours are not needed any more
    similarity, loss = structure(grid, moving, there, area)
    if maps and pixels is not None:
        put(_png(pixels), maps[0])
        put(_png(loss), maps[1])
    return Comparison(
        registration=found,
        overlap=_first(Box(left=area[0], top=area[1], right=area[2], bottom=area[3]), there, swapped),
        difference=replace(
            changes,
            region=changes.region and _first(changes.region, there, swapped),
            boxes=tuple(_first(box, there, swapped) for box in changes.boxes),
        ),
        structure=similarity,
        map=maps[0] if maps else None,
        structure_map=maps[1] if maps else None,
    )


def _first(box: Box, there: Pose, swapped: bool) -> Box:
    """A box of the grid in the first picture, which is the moving one where they were swapped."""
    if not swapped:
        return box
    left, top, right, bottom = (round(edge) for edge in there.box((box.left, box.top, box.right, box.bottom)))
    return Box(left=left, top=top, right=right, bottom=bottom)


def _png(pixels: Bytes) -> bytes:
    out = BytesIO()
    Pillow.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()
