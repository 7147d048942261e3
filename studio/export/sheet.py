"""Both pictures side by side in one PNG or JPEG, with their captions under them: for a slide, a mail, a print.

They lie in cells of one size, left and right, or one above the other where they are wide, each fitted and in the middle. Around them is a neutral light grey.
A PNG keeps what is see-through; under JPEG, which can not, lies a checkerboard.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageDraw

from studio.core.notes import note
from studio.export.base import Options, Shown, Side, Told, Written, quiet
from studio.export.canvas import Common, common, drawn, sizes_of
from studio.export.lettering import Lettering
from studio.export.pictures import LARGEST, encoded, marks
from studio.export.sampling import Sample, of_both
from studio.export.texts import line
from studio.export.whole import whole

NAME, SUFFIX, MEDIA = "sheet", ".png", "image/png"
KINDS = {"jpeg": (".jpg", "image/jpeg")}
_GROUND, _TEXT, _QUIET = (236, 236, 236), (26, 26, 26), (97, 97, 97)
_SQUARES = (201, 201, 201), (244, 244, 244)
_LARGEST = LARGEST["jpeg"] // 2 - 2_000
_WIDE = 1.8
"""From this shape on, width over height, pictures lie one above the other."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things lie, in pixels: the sheet, the left top corner of each cell, and what a caption is set in."""

    plan: Common
    stacked: bool
    gap: int
    text: int
    caption: int

    @property
    def size(self) -> tuple[int, int]:
        wide, high = self.plan.size
        across, down = (1, 2) if self.stacked else (2, 1)
        return wide * across + self.gap * (across + 1), (high + self.caption) * down + self.gap * (down + 1)

    def cell(self, at: int) -> tuple[int, int]:
        wide, high = self.plan.size
        return self.gap + (0 if self.stacked else at * (wide + self.gap)), self.gap + (at * (high + self.caption + self.gap) if self.stacked else 0)


def estimate(shown: Shown, options: Options) -> int:
    """Bytes of the file, from samples of both pictures."""
    kind, layout = _kind(options), _layout(common(sizes_of(shown), options.edge, _LARGEST), options)

    def ask(seen: Sample, at: int) -> float:
        longest = layout.plan.longest[at]
        if kind == "png" or not seen.alpha:
            return seen.bytes_as(kind, options.quality, longest)
        return seen.bytes_at(longest, lambda tiles: len(encoded(_on_checkers(tiles, max(8, layout.text // 2)), kind, options.quality)))

    one, other = of_both(shown, ask)
    words = sum(len(line(said, 200)) for side in shown.sides for said in (side.label, side.fact, side.title)) * layout.text if options.captions else 0
    return round(one + other) + round(words * (1.6 if kind == "png" else 0.9)) + 1_000


def write(shown: Shown, options: Options, path: Path, told: Told = quiet) -> Written:
    """Make the file, whole or not at all."""
    told(0.0)
    plan, pictures, said = drawn(shown, options.edge, _LARGEST)
    kind, layout, notes = _kind(options), _layout(plan, options), list(said)
    sheet = Pillow.new("RGB", layout.size, _GROUND)
    letters = Lettering(layout.text)
    for at, (side, picture) in enumerate(zip(shown.sides, pictures, strict=True)):
        if picture.mode == "RGBA" and kind == "jpeg":
            sheet = _placed(sheet, _on_checkers(picture, max(8, layout.text // 2)), layout, at)
            notes.append(note("export.note.checker"))
        else:
            sheet = _placed(sheet, picture, layout, at)
        if layout.caption:
            _caption(sheet, layout, at, side if options.recipe else replace(side, title=""), letters)
        told(0.25 * (at + 1))
    if letters.missing:
        notes.append(note("export.note.undrawn", characters=" ".join(sorted(letters.missing))[:60]))
    if letters.cut:
        notes.append(note("export.note.cut"))
    data = encoded(sheet, kind, options.quality, marks(shown.sides))
    told(0.95)
    with whole(path) as partial:
        partial.write_bytes(data)
        told(1.0)
    return Written(len(data), tuple(dict.fromkeys(notes)))


def _kind(options: Options) -> str:
    return "jpeg" if options.picture == "jpeg" else "png"


def _layout(plan: Common, options: Options) -> _Layout:
    stacked = all(wide / high > _WIDE for wide, high in (plan.a, plan.b))
    wide, high = plan.size
    text = max(12, min(64, round(max(min(wide, high), max(wide, high) / 4) / 36)))
    gap = max(8, round(text * 1.1))
    return _Layout(plan, stacked, gap, text, round(text * 2.9) if options.captions else 0)


def _placed(sheet: Pillow.Image, picture: Pillow.Image, layout: _Layout, at: int) -> Pillow.Image:
    """The sheet with a picture in its cell; see-through where the picture is."""
    corner, inset = layout.cell(at), layout.plan.place(at)
    place = corner[0] + inset[0], corner[1] + inset[1]
    if picture.mode == "RGBA" and sheet.mode != "RGBA":
        sheet = sheet.convert("RGBA")
    sheet.paste(picture.convert(sheet.mode), place)
    return sheet


def _caption(sheet: Pillow.Image, layout: _Layout, at: int, side: Side, letters: Lettering) -> None:
    """Label and fact on one line, where it is from on the next."""
    left, top = layout.cell(at)
    wide, high = layout.plan.size
    pen, most = ImageDraw.Draw(sheet), float(wide)
    base, step = top + high + layout.text * 1.35, layout.text * 1.35
    fill = (255,) if sheet.mode == "RGBA" else ()
    label = letters.fitted(line(side.label, 60) or "AB"[at], most)
    letters.draw(pen, (left, base), label, (*_TEXT, *fill))
    used = letters.width(label) + layout.text * 0.7
    if fact := letters.fitted(line(side.fact, 120), max(0.0, most - used)):
        letters.draw(pen, (left + used, base), fact, (*_QUIET, *fill))
    if title := letters.fitted(line(side.title, 200), most):
        letters.draw(pen, (left, base + step), title, (*_QUIET, *fill))


def _on_checkers(picture: Pillow.Image, square: int) -> Pillow.Image:
    """The picture, with a checkerboard where it is see-through."""
    pair = Pillow.new("RGB", (square * 2, square * 2), _SQUARES[0])
    pair.paste(_SQUARES[1], (square, 0, square * 2, square))
    pair.paste(_SQUARES[1], (0, square, square, square * 2))
    under = Pillow.new("RGB", picture.size)
    for x in range(0, under.width, pair.width):
        under.paste(pair, (x, 0))
    first = under.crop((0, 0, under.width, pair.height))
    for y in range(pair.height, under.height, pair.height):
        under.paste(first, (0, y))
    under.paste(picture, mask=picture.getchannel("A"))
    return under
