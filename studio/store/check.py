"""`library check`: everything that is not as it should be, found and named. It writes nothing.

Files are compared with their records byte for byte (SHA-256), records with the index field for field. What a living process works on right now is passed over:
it is allowed to be half done.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from studio.core.notes import Note, note
from studio.core.parts import Image, Picture
from studio.errors import StorageFault, StudioError
from studio.store import chats, mine
from studio.store.files import parts
from studio.store.local import Library
from studio.store.record import SCHEMA, read_answers
from studio.store.recover import leftovers, quiet, unrecorded

Kind = Literal["missing", "changed", "unrecorded", "broken_record", "newer", "unlisted", "stale", "orphan", "leftover", "broken_chat", "index"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One inconsistency. `path` is the file that it is about."""

    kind: Kind
    path: Path
    note: Note


@dataclass(slots=True)
class Checked:
    """What was looked at: pictures (drafts among them) that records name, and records."""

    pictures: int = 0
    records: int = 0


def check(library: Library, counted: Checked, told: Callable[[int, int], None] = lambda _done, _all: None) -> Iterator[Problem]:
    """Every problem of the home; `counted` is counted up meanwhile, `told` hears how many runs are done of how many. Raises StorageFault for a home that can
    not be read. Reads every byte: call it in a thread."""
    if not (library.home / "runs").is_dir():
        return
    runs = list(library.ids())
    working = library.working.alive()
    wrong, known = _index(library) if runs or library.index.path.exists() else ("", {})
    if wrong:
        yield _problem("index", library.index.path, what=wrong)
    hashed: dict[str, bool] = {}
    for done, run in enumerate(runs, 1):
        if run not in working:
            yield from _run(library, run, counted, hashed)
            if not wrong:
                yield from _listed(library, run, known)
        told(done, len(runs))
    for run in sorted(known.keys() - set(runs)):
        yield _problem("orphan", library.folder(run))
    for path in leftovers(library):
        yield _problem("leftover", path)
    for path in sorted((library.home / "chats").glob("*.json")):
        try:
            chats.read(library.home, path.stem)
        except StudioError as error:
            yield _problem("broken_chat", path, what=str(error.values.get("what", "")))


def _problem(kind: Kind, path: Path, **values: str | int) -> Problem:
    return Problem(kind, path, note(f"store.check.{kind}", name=path.name, **values))


def _index(library: Library) -> tuple[str, dict[str, str]]:
    """What is wrong with the index as a whole, empty for nothing, and the runs that it knows."""
    if not library.index.path.exists():
        return "not there", {}
    try:
        wrong = library.index.examine()
        return wrong, {} if wrong else library.index.runs()
    except StorageFault as error:
        return str(error.values.get("what") or error.title()), {}


def _run(library: Library, run: str, counted: Checked, hashed: dict[str, bool]) -> Iterator[Problem]:
    """The files of one run against its record."""
    folder = library.folder(run)
    record_path = folder / "run.json"
    removed: dict[str, mine.Mark] = {}
    if (marks := folder / mine.NAME).exists():
        try:
            removed = mine.marks(json.loads(marks.read_bytes()))
        except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError) as error:
            yield _problem("broken_record", marks, what=type(error).__name__)
    yield from (_problem("leftover", path) for path in sorted(folder.glob("*.new")) if quiet(path))
    if (arrived := parts(folder)) and run not in library.working.alive():  # asked again meanwhile, perhaps
        yield from (_problem("leftover", path) for path in arrived)
    try:
        record = library.read(run)
        if isinstance(record.get("schema"), int) and record["schema"] > SCHEMA:
            yield _problem("newer", record_path, schema=record["schema"])
            return
        answers = (*read_answers(record, folder), *read_answers(record, folder, "earlier"))
        asked = record["request"]
        given = [Path(str(file)) for file in (*(reference["file"] for reference in asked.get("references", ())), asked.get("mask", "")) if file]
    except (AttributeError, KeyError, StorageFault, TypeError, ValueError) as error:
        if record_path.exists() or any(path.suffix != ".new" and path.name != mine.NAME for path in folder.iterdir()):
            what = str(error.values.get("what", "")) if isinstance(error, StudioError) else type(error).__name__
            yield _problem("broken_record", record_path, what=what)
        yield from (_problem("unrecorded", path) for path in unrecorded(library, run))
        return
    counted.records += 1
    for image in {part.image.path: part.image for answer in answers for part in answer.parts if isinstance(part, Picture)}.values():
        counted.pictures += 1
        if not removed.get(image.path.name, mine.Mark()).removed:
            yield from _picture(image)
        elif image.path.exists():
            yield _problem("leftover", image.path)
    yield from (_problem("unrecorded", path) for path in unrecorded(library, run))
    for file in given:
        yield from _reference(library, file, hashed)


def _picture(image: Image) -> Iterator[Problem]:
    if not image.path.is_file():
        yield _problem("missing", image.path)
    elif _digest(image.path) != image.digest:
        yield _problem("changed", image.path)


def _reference(library: Library, file: Path, hashed: dict[str, bool]) -> Iterator[Problem]:
    """A file that a run was made from. One of another run is judged there."""
    if len(file.parts) > 2 or file.name in hashed:
        return
    path = library.references / file.name
    hashed[file.name] = True
    if not path.is_file():
        if len(file.stem) == 64:  # older records name the person's own file, which was never here
            yield _problem("missing", path)
    elif len(path.stem) == 64 and _digest(path) != path.stem:
        yield _problem("changed", path)


def _listed(library: Library, run: str, known: dict[str, str]) -> Iterator[Problem]:
    """The record of one run against the index."""
    taken = library.take(run)
    path = library.folder(run) / "run.json"
    if taken is None:
        if run in known:
            yield _problem("orphan", path)
        return
    if run not in known:
        yield _problem("unlisted", path)
        return
    listed = {entry.id: replace(entry, key=0) for entry in library.index.find([run])}
    there = {entry.id: replace(entry, key=0) for entry in taken.entries}
    for wanted in sorted(listed.keys() - there.keys()):
        yield _problem("orphan", library.folder(run) / wanted.partition("/")[2])
    if known[run] != taken.status or any(listed.get(wanted) != entry for wanted, entry in there.items()):
        yield _problem("stale", path)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
