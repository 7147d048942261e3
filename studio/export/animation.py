"""An animated WebP: a divider that goes across and back, or one picture after the other, for ever.

Frames are made, encoded and written one after another, and each holds only what changed since the one before: of a divider, the stripe that it crossed. So
neither memory nor the file grows with the number of frames. Pillow collects all frames before it writes the first; here it encodes single stripes, and their
chunks are put into the file as developers.google.com/speed/webp/docs/riff_container has it (VP8X, ANIM, then an ANMF for each frame).
"""

import math
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image as Pillow
from PIL import ImageDraw

from studio.core.notes import Note, note
from studio.export.base import Options, Shown, Told, Written, quiet
from studio.export.canvas import Common, common, drawn, sizes_of
from studio.export.lettering import Lettering
from studio.export.pictures import LARGEST, encoded, marks
from studio.export.sampling import Sample, of_both
from studio.export.texts import line
from studio.export.whole import whole
from studio.imaging.recipes import webp, xmp

NAME, SUFFIX, MEDIA = "animation", ".webp", "image/webp"
GROUND = (119, 119, 119)
"""L* 50, the grey of a viewing booth: where a picture does not reach and nothing is see-through."""
_RATE = 20
"""Frames a second."""
_HOLD = 0.14
"""Of a round, how long each picture is shown whole, on its own."""
_BESIDE = 6
"""Pixels that are drawn anew beside where the divider was: so far its light tints what is beside it, with colours at half the size."""
_LINE, _SHADE = (255, 255, 255, 255), (60, 60, 60, 255)
_NEW, _MOVES, _SEES, _MARKED = 0x02, 0x02, 0x10, 0x04
_HEADING, _FRAME = 600, 110
"""Bytes around all frames with the mark, and around each of them."""
Step = tuple[int, int, int]
"""Where the divider is (left of it is A), where it was, and for how many milliseconds it stays."""


def estimate(shown: Shown, options: Options) -> int:
    """Bytes of the file: both pictures whole for blinking; for a wipe both whole, and both in stripes."""
    plan = common(sizes_of(shown), options.edge, LARGEST["webp"])
    steps = _steps(plan.size[0], options.seconds)[1:]
    wide = sum(abs(now - was) + 2 * _BESIDE for now, was, _ in steps) / max(1, len(steps))

    def ask(seen: Sample, at: int) -> float:
        longest = plan.longest[at]
        if options.motion == "blink":
            return seen.bytes_as("webp", options.quality, longest)
        stripes = seen.bytes_at(longest, lambda tiles: _stripes(tiles, max(8, round(wide)), options.quality))
        return seen.bytes_as("webp", options.quality, longest) + stripes * wide / max(1.0, wide - 2 * _BESIDE)

    frames = 2 if options.motion == "blink" else len(steps) + 1
    return round(sum(of_both(shown, ask))) + frames * _FRAME + _HEADING


def _stripes(tiles: Pillow.Image, wide: int, quality: int) -> int:
    """Bytes of tiles that are cut into stripes of a width, with the divider in each, beside what every stripe costs (_FRAME)."""
    total = 0
    for left in range(0, tiles.width, wide):
        part = tiles.crop((left, 0, min(left + wide, tiles.width), tiles.height))
        _divide(part, part.width - 3)
        total += max(0, len(encoded(part, "webp", quality)) - 60)
    return total


def write(shown: Shown, options: Options, path: Path, told: Told = quiet) -> Written:
    """Make the file, whole or not at all."""
    told(0.0)
    plan, pictures, said = drawn(shown, options.edge, LARGEST["webp"])
    notes = list(said)
    canvases = [_canvas(picture, plan, at, _words(shown, at, options), notes) for at, picture in enumerate(pictures)]
    told(0.2)
    alpha, mark = any(canvas.mode == "RGBA" for canvas in canvases), marks(shown.sides)
    one, other = (canvas.convert("RGBA") if alpha else canvas for canvas in canvases)
    frames = _blink(one, other, options.seconds) if options.motion == "blink" else _wipe(one, other, options.seconds)
    with whole(path) as partial, partial.open("w+b") as file:
        file.write(_heading(plan.size, alpha=alpha, marked=bool(mark)))
        for frame, done in frames:
            told(0.2 + 0.75 * done)
            file.write(_framed(frame, options.quality))
        _end(file, mark)
        told(1.0)
    return Written(path.stat().st_size, tuple(dict.fromkeys(notes)))


def _canvas(picture: Pillow.Image, plan: Common, at: int, words: str, notes: list[Note]) -> Pillow.Image:
    """A picture on the canvas, with its label where there is one."""
    if picture.size != plan.size:
        ground = Pillow.new(picture.mode, plan.size, (*GROUND, 0) if picture.mode == "RGBA" else GROUND)
        ground.paste(picture, plan.place(at))
        picture = ground
    if words:
        _label(picture, words.strip(), right=words.startswith(" "), notes=notes)
    return picture


def _words(shown: Shown, at: int, options: Options) -> str:
    """The label of a side, behind a blank where it belongs to the right; empty where none is wished."""
    if not options.captions:
        return ""
    return f"{' ' if at and options.motion == 'wipe' else ''}{line(shown.sides[at].label, 40) or 'AB'[at]}"


def _label(picture: Pillow.Image, words: str, *, right: bool, notes: list[Note]) -> None:
    """A label in a lower corner, as the comparer has it; none where the picture has no room."""
    size = max(11, min(28, round(max(picture.size) / 64)))
    letters, pad = Lettering(size), round(size * 0.6)
    words = letters.fitted(words, picture.width * 0.45 - 4 * pad)
    if not words or picture.height < size * 4:
        return
    wide, high = math.ceil(letters.width(words)) + 2 * pad, round(size * 1.8)
    left = picture.width - pad - wide if right else pad
    top = picture.height - pad - high
    chip = Pillow.new("RGBA", (wide, high), (0, 0, 0, 0))
    pen = ImageDraw.Draw(chip)
    pen.rounded_rectangle((0, 0, wide - 1, high - 1), radius=size // 4, fill=(20, 20, 20, 214))
    letters.draw(pen, (pad, high / 2 + size * 0.35), words, (245, 245, 245, 255))
    if picture.mode == "RGBA":
        picture.alpha_composite(chip, (left, top))
    else:
        picture.paste(chip, (left, top), chip)
    if letters.missing:
        notes.append(note("export.note.undrawn", characters=" ".join(sorted(letters.missing))[:60]))


def _steps(width: int, seconds: float) -> list[Step]:
    """The divider's way from right to left and back, slow at both ends; the first step shows A whole."""
    seconds = min(60.0, max(0.5, seconds))
    hold, moving = round(seconds * 1000 * _HOLD), max(2, round(seconds * (0.5 - _HOLD) * _RATE))
    pause = round(seconds * 1000 * (0.5 - _HOLD) / (moving - 1))  # the last step of each way is a rest
    down = [round(width * (1 + math.cos(math.pi * at / moving)) / 2) for at in range(1, moving + 1)]
    up = [width - x for x in down]
    steps, was = [(width, width, hold)], width
    for x, wait in [*((x, pause) for x in down[:-1]), (0, hold), *((x, pause) for x in up[:-1])]:
        if x != was:
            steps.append((x, was, wait))
            was = x
        else:
            steps[-1] = (*steps[-1][:2], steps[-1][2] + wait)
    return steps


Frame = tuple[int, Pillow.Image, int]
"""From the left, what is new there (as high as the canvas), and for how many milliseconds it stays."""


def _wipe(one: Pillow.Image, other: Pillow.Image, seconds: float) -> Iterator[tuple[Frame, float]]:
    """The frames of a wipe, and how far through all each is. Where it rests on A or B, that is drawn whole, so that no seam of a stripe is looked at for
    long."""
    steps = _steps(one.width, seconds)
    for at, (x, was, wait) in enumerate(steps):
        left, right = (max(0, min(x, was) - _BESIDE) // 2 * 2, min(one.width, max(x, was) + _BESIDE)) if at and x else (0, one.width)
        part = other.crop((left, 0, right, one.height))
        if x > left:
            part.paste(one.crop((left, 0, min(x, right), one.height)), (0, 0))
        if 0 < x < one.width:
            _divide(part, x - left)
        yield (left, part, wait), at / len(steps)


def _divide(part: Pillow.Image, x: int) -> None:
    """Draw the divider with its middle at `x`; of one pixel, the encoder would leave nothing white."""
    pen = ImageDraw.Draw(part)
    for beside, colour in ((-2, _SHADE), (2, _SHADE), (-1, _LINE), (0, _LINE), (1, _LINE)):
        pen.line([(x + beside, 0), (x + beside, part.height)], fill=colour[: len(part.getbands())])


def _blink(one: Pillow.Image, other: Pillow.Image, seconds: float) -> Iterator[tuple[Frame, float]]:
    wait = round(min(60.0, max(0.2, seconds)) * 500)
    yield (0, one, wait), 0.0
    yield (0, other, wait), 0.5


def _heading(size: tuple[int, int], *, alpha: bool, marked: bool) -> bytes:
    """Up to the first frame; the length of the file is put in by `_end`."""
    flags = _MOVES | (_SEES if alpha else 0) | (_MARKED if marked else 0)
    canvas = bytes((flags, 0, 0, 0)) + _three(size[0] - 1) + _three(size[1] - 1)
    return b"RIFF\0\0\0\0WEBP" + _chunk(b"VP8X", canvas) + _chunk(b"ANIM", bytes(6))  # on nothing, for ever


def _framed(frame: Frame, quality: int) -> bytes:
    """The chunk of a frame, which takes the place of what was there."""
    left, part, wait = frame
    data = encoded(part, "webp", quality)
    kept = b"".join(_chunk(name, data[at : at + length]) for name, at, length in webp.chunks(BytesIO(data)) if name in (b"ALPH", b"VP8 ", b"VP8L"))
    return _chunk(b"ANMF", _three(left // 2) + _three(0) + _three(part.width - 1) + _three(part.height - 1) + _three(wait) + bytes((_NEW,)) + kept)


def _end(file: BinaryIO, mark: str) -> None:
    if mark:
        file.write(_chunk(b"XMP ", xmp.packet(mark)))
    length = file.tell()
    file.seek(4)
    file.write((length - 8).to_bytes(4, "little"))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
