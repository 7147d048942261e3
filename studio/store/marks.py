"""Stars, notes, tags, and the bin with its way back. Each is said in the run's own folder first (mine.py), then in the index.

An id that the library does not know is passed over: another page, or another process, may have been quicker.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from studio.errors import UsageError
from studio.store import mine
from studio.store.base import Entry
from studio.store.local import Library

TAGS = 40
"""Tags of one picture at most, each of 80 characters."""


def star(library: Library, ids: Sequence[str], *, on: bool = True) -> tuple[Entry, ...]:
    """Give or take a star. Returns the entries as they are now. Raises StorageFault."""
    return _mark(library, ids, starred=on)


def annotate(library: Library, wanted: str, *, note: str | None = None, tags: Sequence[str] | None = None) -> tuple[Entry, ...]:
    """Set a picture's note, its tags, or both; what is None stays. Raises UsageError beyond mine.NOTE characters or TAGS tags, StorageFault."""
    said: dict[str, Any] = {}
    if note is not None:
        said["note"] = note.strip()
        if len(said["note"]) > mine.NOTE:
            raise UsageError("store.long_note", field="note", limit=mine.NOTE)
    if tags is not None:
        said["tags"] = tuple(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in tags))))
        if len(said["tags"]) > TAGS or any(len(tag) > 80 for tag in said["tags"]):
            raise UsageError("store.many_tags", field="tags", limit=TAGS)
    return _mark(library, [wanted], **said)


def delete(library: Library, ids: Sequence[str], now: datetime) -> tuple[Entry, ...]:
    """Put pictures into the bin. Their files stay where they are. Raises StorageFault."""
    return _mark(library, ids, deleted=now.isoformat(timespec="seconds"))


def restore(library: Library, ids: Sequence[str]) -> tuple[Entry, ...]:
    """Take pictures out of the bin, as they were. Raises StorageFault."""
    return _mark(library, ids, deleted="")


def by_run(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Entries by the run that made them."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.run].append(entry)
    return {run: tuple(those) for run, those in found.items()}


def _mark(library: Library, ids: Sequence[str], **said: Any) -> tuple[Entry, ...]:
    runs = by_run(library.index.find(ids))
    for run, entries in runs.items():
        mine.change(library.folder(run), tuple(entry.file for entry in entries), **said)
    library.indexed(*runs)
    return library.index.find(ids)
