"""A mask in words, for the prompt of a model that takes none: where it lies, how much of the picture it is, and its boxes as Gemini writes them.

Boxes are [ymin, xmin, ymax, xmax] in thousandths of height and width, the form that Gemini was trained to read and write
(ai.google.dev/gemini-api/docs/image-understanding). At most three regions are named and the whole stays below 400 characters, since the person's own words
are what matters. Where more than half of the picture is to be changed, or a frame around the rest, what is kept is described instead: the box of a frame is
the whole picture. English, whatever the page speaks.
"""

from PIL import ImageChops

from studio.core.drift import percent
from studio.core.mask import Mask, Region
from studio.core.notes import Note, note
from studio.errors import UsageError
from studio.imaging.masks.reading import pixels
from studio.imaging.masks.shapes import regions

_NAMED = 3
_FULLER = 0.25
_TRIFLE = 0.02
"""Of the largest region: what is smaller is not worth words."""


def describe(mask: Mask, *, marked: int = 0, colour: str = "magenta") -> str:
    """Sentences to add to the prompt. `marked` is the number of the painted copy among the references, 0 where there is none; `colour` its paint.

    Raises UsageError for a mask that marks nothing.
    """
    if mask.empty:
        raise UsageError("masks.empty", field="mask")
    copy = f" Image {marked} is image 1 with {{}} in {colour}, only to show the place: never draw that colour." if marked else ""
    if mask.full:
        return "All of image 1 may change."
    kept = regions(ImageChops.invert(pixels(mask)))
    if mask.share > 0.5 or _fills(kept, mask) - _fills(mask.regions, mask) > _FULLER:
        return f"In image 1 keep {_listed(kept, mask)} exactly as it is and change only the rest.{copy.format('the rest')}"
    return f"In image 1 change only {_listed(mask.regions, mask)}.{copy.format('it')} Keep everything else exactly as it is."


def _fills(found: tuple[Region, ...], mask: Mask) -> float:
    """How much of their boxes the regions are."""
    areas = sum((region.box.right - region.box.left) * (region.box.bottom - region.box.top) for region in found)
    return sum(region.share for region in found) * mask.image.width * mask.image.height / max(1, areas)


def described(text: str) -> Note:
    """What the person is told: that there is no real mask, and what was sent in its place."""
    return note("masks.note.described", text=text)


def _listed(found: tuple[Region, ...], mask: Mask) -> str:
    size = mask.image.width, mask.image.height
    worth = [region for region in found if region.share >= _TRIFLE * found[0].share]
    named = [f"{_place(region, size)} ({percent(region.share)} %, [{', '.join(map(str, _thousandths(region, size)))}])" for region in worth[:_NAMED]]
    rest = f" and {len(worth) - _NAMED} smaller parts" if len(worth) > _NAMED else ""
    return "the region " + "; ".join(named) + rest + ", boxes as [ymin, xmin, ymax, xmax] of 1000"


def _thousandths(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    (width, height), box = size, region.box
    return (
        1000 * box.top // height,
        1000 * box.left // width,
        -(-1000 * box.bottom // height),
        -(-1000 * box.right // width),
    )


def _place(region: Region, size: tuple[int, int]) -> str:
    """Where it lies, in thirds."""
    top, left, bottom, right = _thousandths(region, size)
    across, down = (left + right) // 667, (top + bottom) // 667
    column, row = ("left", "", "right")[min(2, across)], ("top", "", "bottom")[min(2, down)]
    if right - left > 667 and bottom - top > 667:
        return "over most of the picture"
    if right - left > 667:
        return f"across the {row or 'middle'}"
    if bottom - top > 667:
        return f"along the {column or 'middle'}, top to bottom"
    return f"at the {' '.join(filter(None, (row, column))) or 'centre'}"
