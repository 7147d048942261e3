"""Two pictures of different sizes on canvases of one: each is fitted, never stretched, and lies in the middle.

Both get the longest edge that was asked for, or that the larger of them has where it has less. So the smaller one may be enlarged, which is said in a note:
on a common canvas there is no other way to see both alike.
"""

from dataclasses import dataclass

from PIL import Image as Pillow

from studio.core.notes import Note, note
from studio.export.base import Shown
from studio.export.pictures import moves, seen
from studio.export.texts import line

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Common:
    """The canvas, and the size of each picture on it."""

    size: Size
    a: Size
    b: Size

    @property
    def longest(self) -> tuple[int, int]:
        """The longest edge of each picture."""
        return max(self.a), max(self.b)

    def place(self, at: int) -> Size:
        """Left and top of a picture, on even pixels."""
        mine = (self.a, self.b)[at]
        return (self.size[0] - mine[0]) // 4 * 2, (self.size[1] - mine[1]) // 4 * 2


def common(sizes: tuple[Size, Size], edge: int, largest: int) -> Common:
    """The canvas for pictures of these sizes, with pictures of at most `edge` pixels and never more than `largest` for the canvas."""
    longest = max(1, min(edge, largest, max(max(size) for size in sizes)))
    fitted = [_scaled(size, longest) for size in sizes]
    if all(abs(one - other) <= 2 for one, other in zip(*fitted, strict=True)):
        fitted[0] = fitted[1] = max(fitted)  # the same shape, but for rounding
    return Common((max(size[0] for size in fitted), max(size[1] for size in fitted)), fitted[0], fitted[1])


def drawn(shown: Shown, edge: int, largest: int) -> tuple[Common, tuple[Pillow.Image, Pillow.Image], tuple[Note, ...]]:
    """The canvas, both pictures at their sizes on it, and what is to be said of them. What the files measure counts, not what was said that they do. Raises
    UsageError."""
    one, other = (seen(side, max(1, min(edge, largest))) for side in shown.sides)
    plan, notes = common((one.size, other.size), edge, largest), list[Note]()
    for side, image, size in zip(shown.sides, (one, other), (plan.a, plan.b), strict=True):
        label = line(side.label, 60) or line(side.name, 60)
        if moves(side):
            notes.append(note("export.note.first", label=label))
        if max(image.size) < max(size) - 2:
            notes.append(note("export.note.enlarged", label=label, n=round(100 * max(size) / max(image.size))))
    return plan, (_resized(one, plan.a), _resized(other, plan.b)), tuple(notes)


def sizes_of(shown: Shown) -> tuple[Size, Size]:
    """What the sides say that they measure; enough for an estimate."""
    return (max(1, shown.a.width), max(1, shown.a.height)), (max(1, shown.b.width), max(1, shown.b.height))


def _scaled(size: Size, longest: int) -> Size:
    return max(1, round(size[0] * longest / max(size))), max(1, round(size[1] * longest / max(size)))


def _resized(image: Pillow.Image, size: Size) -> Pillow.Image:
    if image.size == size:
        return image
    if image.mode != "RGBA":
        return image.resize(size, Pillow.Resampling.BICUBIC)
    return image.convert("RGBa").resize(size, Pillow.Resampling.BICUBIC).convert("RGBA")
