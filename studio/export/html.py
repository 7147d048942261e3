"""One HTML file that holds everything: both pictures, the comparer, its words and the settings. It asks nothing of any network, opens from a mail attachment,
and works for as long as there are browsers; without scripts it is a page with both pictures and their captions.

The scripts and styles are ours and are named by their hashes in the file's own policy, which forbids all else: should a text ever slip through the escaping,
it still could not run, load or send anything. Pictures are encoded anew, so that nothing of their files' metadata goes along but the mark of a model's work.
"""

import base64
from pathlib import Path

from studio.core.notes import Note, note
from studio.export.base import Options, Shown, Side, Told, Written, quiet
from studio.export.bundle import assets
from studio.export.page import Inlay, page
from studio.export.pictures import LARGEST, encoded, mark_of, moves, seen
from studio.export.pictures import MEDIA as TYPES
from studio.export.sampling import Sample, of_both
from studio.export.texts import line
from studio.export.whole import whole

NAME, SUFFIX, MEDIA = "html", ".html", "text/html"
_MARK, _ADDRESS = 560, 40
"""Bytes of the XMP packet in a picture, and of `data:image/webp;base64,` with sizes."""


def estimate(shown: Shown, options: Options) -> int:
    """Bytes of the file, from samples of both pictures."""
    one, other = (Inlay("", max(1, side.width), max(1, side.height)) for side in shown.sides)
    empty = page(shown, options, (one, other), assets())
    within = of_both(shown, lambda seen, _: _bytes(seen, options))
    return len(empty.encode()) + sum(within)


def _bytes(seen: Sample, options: Options) -> int:
    """Of a picture and its address, in base64."""
    kind = "jpeg" if options.picture == "jpeg" and not seen.alpha else "webp"
    longest = max(seen.fit(min(max(1, options.edge), LARGEST[kind])))
    return round((seen.bytes_as(kind, options.quality, longest) + _MARK) / 3) * 4 + _ADDRESS


def write(shown: Shown, options: Options, path: Path, told: Told = quiet) -> Written:
    """Make the file, whole or not at all."""
    told(0.0)
    inlays, notes = list[Inlay](), list[Note]()
    for at, side in enumerate(shown.sides):
        inlays.append(_inlay(side, options, notes, lambda done, at=at: told((at + done) * 0.47)))  # type: ignore[misc]  # mypy does not infer a default
    text = page(shown, options, (inlays[0], inlays[1]), assets())
    with whole(path) as partial:
        partial.write_bytes(text.encode())
        told(1.0)
    return Written(path.stat().st_size, tuple(notes))


def _inlay(side: Side, options: Options, notes: list[Note], told: Told) -> Inlay:
    kind = "jpeg" if options.picture == "jpeg" else "webp"
    image = seen(side, min(max(1, options.edge), LARGEST[kind]))
    told(0.4)
    label = line(side.label, 60) or line(side.name, 60)
    if kind == "jpeg" and image.mode == "RGBA":
        kind = "webp"
        notes.append(note("export.note.alpha", label=label))
    if moves(side):
        notes.append(note("export.note.first", label=label))
    if image.width < side.width:
        notes.append(note("export.note.reduced", label=label, now=f"{image.width}×{image.height}", was=f"{side.width}×{side.height}"))
    data = encoded(image, kind, options.quality, mark_of(side))
    told(1.0)
    return Inlay(f"data:{TYPES[kind]};base64,{base64.b64encode(data).decode()}", image.width, image.height)
