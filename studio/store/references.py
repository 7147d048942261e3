"""What a person puts into a tray, and the one way back from the id that a browser holds to the file.

    <home>/references/<sha256>.<ext>     as it will be sent (imaging.prepare); the same picture given twice is one file
    <home>/references/<sha256>.json      what it was called, what was changed, how large it is

An id is opaque to the page: `<sha256>.<ext>` for what was given, `<run>/<file>` for a picture of a run. Nothing else becomes a path, no link is followed, and
what is not there is an error at the field `references`. Bytes are named by what they hold, so several processes may add at once. Whoever looks one up touches
its file: what no one touches for a week and nothing names goes (collect.py).
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.notes import Note
from studio.core.parts import Image
from studio.errors import StudioError, UsageError
from studio.imaging import extension, finish, measure, prepare
from studio.store.files import disk, write_atomic
from studio.store.local import Library
from studio.store.record import read_answers, to_json

MIMES = ("image/png", "image/jpeg", "image/webp")
"""What every gateway reads; everything else is converted on the way in."""
SMALL = (".preview.webp", ".thumb.webp")

_KINDS = {extension(mime): mime for mime in MIMES}
_GIVEN = re.compile(r"([0-9a-f]{64})(\.png|\.jpg|\.webp)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture that can stand in a tray. `name` is the person's own for it (a run's file name for a picture of a run), fit to be shown."""

    id: str
    image: Image
    name: str
    notes: tuple[Note, ...] = ()


def add(library: Library, arrived: Path, name: str) -> Kept:
    """The file made fit to be sent, with its small copies. `arrived` is gone afterwards, whatever came of it.

    Raises UsageError at `references` for what is no picture, StorageFault where the disk takes nothing. Decodes: call it in a thread.
    """
    try:
        prepared = prepare(arrived, library.references, mimes=MIMES, name=name)
    finally:
        arrived.unlink(missing_ok=True)
    return keep(library, prepared.image, prepared.name, prepared.notes)


def keep(library: Library, image: Image, name: str, told: tuple[Note, ...] = ()) -> Kept:
    """A picture that lies among the references already, with its small copies and what it is called. Raises StorageFault where the disk takes nothing."""
    if not all(_small(library, image.digest, tail).is_file() for tail in SMALL):
        finish(image.path, library.previews, where="reference")
    notes = [{"key": note.key, "values": dict(note.values)} for note in told]
    said = {"schema": 1, "name": name, "notes": notes, "width": image.width, "height": image.height, "bytes": image.bytes, "mime": image.mime}
    write_atomic(image.path.with_suffix(".json"), to_json(said))
    touch(image.path)  # it may have been there before
    return Kept(id=image.path.name, image=image, name=name, notes=told)


def touch(path: Path) -> None:
    """A reference is in use still. One that is not there, or can not be touched, is found out by whoever reads it."""
    with suppress(OSError):
        os.utime(path)


def find(library: Library, wanted: str) -> Kept:
    """The picture of an id. Raises UsageError at `references` for everything that is not one of ours, or is gone."""
    if match := _GIVEN.fullmatch(wanted):
        return _given(library, match[1], match[2])
    run, slash, name = wanted.partition("/")
    if slash:
        return _made(library, run, name)
    raise UsageError("tray.unknown", field="references")


def id_of(library: Library, path: Path | str) -> str:
    """The id of a reference's path; empty for a file that is neither in `references` nor in a run."""
    path = Path(path)
    if path.parent == library.references and _GIVEN.fullmatch(path.name):
        return path.name
    try:
        return f"{path.parent.name}/{path.name}" if library.folder(path.parent.name) == path.parent else ""
    except UsageError:
        return ""


def small(library: Library, digest: str, tail: str) -> Path:
    """The preview or thumbnail (`tail` is one of SMALL) of something given, made again where it is gone. Raises UsageError where there is none."""
    kept = next((path for kind in _KINDS if _real(path := library.references / f"{digest}{kind}")), None)
    if kept is None or not _GIVEN.fullmatch(kept.name):
        raise UsageError("tray.gone", field="references")
    touch(kept)
    path = _small(library, digest, tail)
    if not path.is_file():
        finish(kept, library.previews, where="reference")
    return path


def _given(library: Library, digest: str, kind: str) -> Kept:
    path = library.references / f"{digest}{kind}"
    if not _real(path):
        raise UsageError("tray.gone", field="references")
    touch(path)
    try:
        said = json.loads(path.with_suffix(".json").read_bytes())
        with disk(path):
            size = path.stat().st_size
        if said["bytes"] != size:
            raise ValueError(size)
        image = Image(path=path, mime=_KINDS[kind], width=int(said["width"]), height=int(said["height"]), bytes=size, digest=digest)
        return Kept(id=path.name, image=image, name=str(said["name"]), notes=tuple(_notes(said)))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):  # sent from the command line, or its sidecar is broken: the picture speaks for itself
        return Kept(id=path.name, image=measure(path, where="reference"), name=f"{digest[:8]}{kind}")


def _made(library: Library, run: str, name: str) -> Kept:
    """A picture of a run, drafts too: only what its record names as one."""
    try:
        folder, path = library.folder(run), library.file(run, name)
        record = library.read(run)
        answers = (*read_answers(record, folder), *read_answers(record, folder, "earlier"))
    except StudioError as error:
        raise UsageError("tray.gone", field="references") from error
    for answer in answers:
        for image in (*answer.images, *answer.drafts):
            if image.path == path and _real(path) and not folder.is_symlink():
                return Kept(id=f"{run}/{name}", image=image, name=name)
    raise UsageError("tray.unknown", field="references")


def _real(path: Path) -> bool:
    """A file itself and not a link to another."""
    return path.is_file() and not path.is_symlink()


def _small(library: Library, digest: str, tail: str) -> Path:
    return library.previews / f"{digest}{tail}"


def _notes(said: dict[str, Any]) -> Iterator[Note]:
    for item in said["notes"]:
        yield Note(str(item["key"]), tuple((str(name), value) for name, value in item["values"].items() if isinstance(value, str | int | float)))
