"""Both originals byte for byte in a ZIP, each with its recipe beside it.

    A Before – amphora.png      as it lies in the library
    A Before – amphora.json     its recipe, where it has one and it is wished
    B After – dusk.webp

Pictures are stored as they are: they do not compress, and so the size is known to the byte before. `store.archive` packs whole runs under our own ids; this
packs two files under the names that a person gave them, which are made harmless here: no path, nothing that a system reserves.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from studio.core.notes import Note, note
from studio.errors import UsageError
from studio.export.base import Options, Shown, Side, Told, Written, quiet
from studio.export.pictures import gone, readable
from studio.export.texts import line
from studio.export.whole import whole
from studio.imaging.faults import shown as fit_to_show
from studio.imaging.sniff import extension

NAME, SUFFIX, MEDIA = "originals", ".zip", "application/zip"
_PIECE = 1 << 20
_LOCAL, _CENTRAL, _END = 30, 46, 22
"""Bytes of a ZIP's headings, without the names (APPNOTE 4.3.7, 4.3.12, 4.3.16)."""
_OLDEST = (1980, 1, 1, 0, 0, 0)


def estimate(shown: Shown, options: Options) -> int:
    """Bytes of the file, to the byte while the pictures stay as they are."""
    total = _END
    for letter, side in zip("AB", shown.sides, strict=True):
        with readable(side) as mime:
            name = _name(letter, side, mime)
            total += side.path.stat().st_size + _headings(name)
        if text := _recipe(side, options):
            packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
            total += len(packer.compress(text)) + len(packer.flush()) + _headings(_json(name))
    return total


def write(shown: Shown, options: Options, path: Path, told: Told = quiet) -> Written:
    """Make the file, whole or not at all."""
    told(0.0)
    notes, done = list[Note](), 0
    with whole(path) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        sizes = [_size(side) for side in shown.sides]
        for letter, side, size in zip("AB", shown.sides, sizes, strict=True):
            with readable(side) as mime:
                name = _name(letter, side, mime)
            before = done
            for more in _stored(archive, side, name):
                done += more
                told(min(0.98, done / max(1, sum(sizes))))
            if done - before != size:
                raise UsageError("export.damaged", field="compare", name=fit_to_show(side.name or side.path.name))
            if text := _recipe(side, options):
                archive.writestr(zipfile.ZipInfo(_json(name), _OLDEST), text, zipfile.ZIP_DEFLATED)
            elif options.recipe:
                notes.append(note("export.note.no_recipe", label=line(side.label, 60) or letter))
        told(1.0)
    return Written(path.stat().st_size, tuple(notes))


def _stored(archive: zipfile.ZipFile, side: Side, name: str) -> Iterator[int]:
    """Put a file into the archive in pieces; yields how many bytes each had. A disk that is full is not the picture's fault, so only reading is looked after
    here."""
    try:
        source, said = side.path.open("rb"), zipfile.ZipInfo.from_file(side.path, name, strict_timestamps=False)
    except OSError as error:
        raise gone(side) from error
    with source, archive.open(said, "w") as target:
        while True:
            try:
                piece = source.read(_PIECE)
            except OSError as error:
                raise gone(side) from error
            if not piece:
                return
            target.write(piece)
            yield len(piece)


def _size(side: Side) -> int:
    try:
        return side.path.stat().st_size
    except OSError as error:
        raise gone(side) from error


def _headings(name: str) -> int:
    return _LOCAL + _CENTRAL + 2 * len(name.encode())


def _recipe(side: Side, options: Options) -> bytes:
    return side.recipe.encode("utf-8", "replace") if options.recipe else b""


def _name(letter: str, side: Side, mime: str) -> str:
    """`A Before – amphora.png`: letter and label, then the file's own name, ending as its bytes say."""
    label = _harmless(line(side.label, 40))
    stem = _harmless(Path(fit_to_show(side.name or side.path.name)).stem)
    return f"{' '.join(part for part in (letter, label) if part)}{f' – {stem}' if stem else ''}{extension(mime)}"


def _harmless(text: str) -> str:
    """Without what some system does not take in a file's name."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", text).strip(" .")


def _json(name: str) -> str:
    return f"{name.rpartition('.')[0]}.json"
