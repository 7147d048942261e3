"""Emptying the bin: what is in it is really removed, and what something else still needs is kept where that finds it.

A picture goes with its small copies; with the last picture of a tile goes the raw reply, with the last of a run the whole folder. Two things stay: a run that a
conversation tells keeps its words, and a picture that another run was made from goes to `references`, byte for byte, so that the other can be made again; it
goes with the last run that needs it. What a person put into a tray has a description beside it there and is theirs: it stays, until collect.py finds that
nothing names it. The mark comes before the file goes: what a crash leaves between is a file that no one lists, which `library check` names and
`library rebuild` takes away.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.core.parts import Picture
from studio.errors import StudioError
from studio.store import mine
from studio.store.base import Entry, Query
from studio.store.files import disk, move
from studio.store.local import Library
from studio.store.marks import by_run
from studio.store.record import read_answers

SMALL = (".preview.webp", ".thumb.webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """`removed` and `referred` are ids: gone for good, and gone from the library but kept among the references of newer runs. `left` are in the bin still,
    because their run is at work. `bytes` of originals are free again."""

    removed: tuple[str, ...]
    referred: tuple[str, ...]
    left: tuple[str, ...]
    bytes: int


def empty(library: Library, ids: Sequence[str] = (), told: Callable[[int, int], None] = lambda _done, _all: None) -> Emptied:
    """Remove everything in the bin, or those of `ids` that are in it; `told` hears how many runs are done, of how many. There is no way back. Raises
    StorageFault where the disk does not let go; what was done by then is done. Touches many files: call it in a thread."""
    entries = _binned(library) if not ids else tuple(entry for entry in library.index.find(ids) if entry.deleted)
    runs = by_run(entries)
    working = library.working.alive()
    removed, referred, left, freed = list[str](), list[str](), list[str](), 0
    for done, run in enumerate(sorted(runs, reverse=True), 1):  # the newest first: what is gone needs nothing any more
        if run in working:
            left += (entry.id for entry in runs[run])
        else:
            kept = {entry.id for entry in runs[run] if library.index.needed_by(entry.id)}
            _remove(library, run, runs[run], kept)
            referred += sorted(kept)
            removed += (entry.id for entry in runs[run] if entry.id not in kept)
            freed += sum(entry.bytes for entry in runs[run] if entry.id not in kept)
        told(done, len(runs))
    return Emptied(removed=tuple(removed), referred=tuple(referred), left=tuple(left), bytes=freed)


def sweep(library: Library, run: str) -> None:
    """Finish what a crash interrupted: files of pictures that are marked as removed."""
    folder = library.folder(run)
    for name, mark in mine.read(folder).items():
        if mark.removed and Path(name).name == name:
            with disk(folder):
                (folder / name).unlink(missing_ok=True)


def _binned(library: Library) -> tuple[Entry, ...]:
    found, after = list[Entry](), None
    while True:
        page = library.index.page(Query(bin=True), after=after, limit=500)
        found += page.entries
        if (after := page.next) is None:
            return tuple(found)


def _remove(library: Library, run: str, entries: tuple[Entry, ...], kept: set[str]) -> None:
    folder = library.folder(run)
    for entry in entries:
        if entry.id in kept:
            _refer(library, entry)
        mine.change(folder, (entry.file,), removed=entry.sha256, deleted="", starred=False, note="", tags=())
        with disk(entry.path):
            entry.path.unlink(missing_ok=True)
    library.indexed(run)
    needs = _needs(library, run)
    _bare(library, run, folder)
    for entry in entries:
        drop_small(library, entry.sha256)
    if not folder.exists():
        for need in needs:
            _release(library, need)


def _refer(library: Library, entry: Entry) -> None:
    """The file among the references, under its digest: `record.request_from` finds it there."""
    target = library.references / f"{entry.sha256}{entry.path.suffix}"
    if entry.path.is_file() and not (target.exists() and target.stat().st_size == entry.bytes):  # not half of one
        move(entry.path, target)


def _bare(library: Library, run: str, folder: Path) -> None:
    """What goes with the last picture: of a tile its raw reply, of a run all of it."""
    marks = mine.read(folder)
    try:
        record = library.read(run)
        answers = read_answers(record, folder)
    except StudioError:
        return
    gone = [all(marks.get(image.path.name, mine.Mark()).removed for image in answer.images) for answer in answers]
    with disk(folder):
        for tile, answer in enumerate(answers, 1):
            if gone[tile - 1] and answer.images:
                (folder / f"{tile}.reply").unlink(missing_ok=True)
        if not all(gone):
            return
        drafts = {part.image.path.name: part.image for answer in answers for part in answer.parts if isinstance(part, Picture) and part.draft}
        needed = {name for name in drafts if library.index.needed_by(f"{run}/{name}")}
        told = bool((record.get("request") or {}).get("session")) or any(library.index.needed_by(f"{run}/{name}") for name in marks)
        stays = {"run.json", mine.NAME, *needed}
        for path in folder.iterdir():
            if path.name not in stays:
                path.unlink()
        if not (told or needed):
            for name in ("run.json", mine.NAME):  # in this order: without a record there is no run
                (folder / name).unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()
    library.indexed(run)
    for name, image in drafts.items():
        if name not in needed:
            drop_small(library, image.digest)


def _needs(library: Library, run: str) -> tuple[str, ...]:
    taken = library.take(run)
    return taken.needs if taken else ()


def _release(library: Library, need: str) -> None:
    """What a run that is gone was made from, where that was kept for it alone."""
    if library.index.needed_by(need):
        return
    run, _, name = need.partition("/")
    if run == "references":
        path = library.references / name
    else:
        digest = mine.read(library.folder(run)).get(name, mine.Mark()).removed
        path = library.references / f"{digest or '-'}{Path(name).suffix}"
    if len(path.stem) == 64 and not path.with_suffix(".json").exists() and not library.index.needed_by(f"references/{path.name}"):
        with disk(path):
            path.unlink(missing_ok=True)
        drop_small(library, path.stem)


def drop_small(library: Library, digest: str) -> None:
    """The small copies of bytes that are nowhere any more. They can be made again, so a disk that does not let go of them is no fault."""
    if digest and not library.index.twins(digest) and not any(library.references.glob(f"{digest}.*")):
        for tail in SMALL:
            with suppress(OSError):
                (library.previews / f"{digest}{tail}").unlink()
