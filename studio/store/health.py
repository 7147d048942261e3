"""How the home is: everything that a person should know of it before the next picture, as notes, the worst first; and what the disk is used for."""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.core.notes import Note, note
from studio.errors import StorageFault
from studio.store.files import disk
from studio.store.local import ROOM, Library

LOW = 1_000_000_000
"""Bytes free below which it is said."""
STOPS = frozenset({"store.vanished", "store.read_only", "store.full"})
"""Keys of notes with which nothing can be made now: `Studio.start` refuses for the same reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Bytes on the home's disk. `runs` are the originals with their records, `binned` the originals among them that are in the bin; `previews` can be thrown
    away; `other` is the index, conversations, uploads. `free` and `whole` are the disk's."""

    runs: int
    binned: int
    references: int
    previews: int
    other: int
    free: int
    whole: int

    @property
    def home(self) -> int:
        """All that the home takes."""
        return self.runs + self.references + self.previews + self.other


def health(library: Library) -> tuple[Note, ...]:
    """What is wrong or worth knowing, the worst first; empty where all is well. Cheap enough for every page that is opened, but it touches the disk: call it
    in a thread."""
    return tuple(_notes(library))


def usage(library: Library) -> Usage:
    """What the disk is used for. Looks at every preview: call it in a thread, and seldom. Raises StorageFault."""
    library.make_sure_it_is_there()
    with disk(library.home):
        room = shutil.disk_usage(library.home)
    counts = library.index.counts()
    other = sum(_weight(library.home / name) for name in ("chats", "incoming", "working"))
    with disk(library.home), os.scandir(library.home) as found:
        other += sum(item.stat().st_size for item in found if item.is_file())
    return Usage(
        runs=counts.bytes,
        binned=counts.bytes_binned,
        references=_weight(library.references),
        previews=_weight(library.previews),
        other=other,
        free=room.free,
        whole=room.total,
    )


def _notes(library: Library) -> Iterator[Note]:
    try:
        library.make_sure_it_is_there()
        yield from _room(library)
    except StorageFault as error:
        yield _of(error)
    if rescued := library.rescue.folders():
        yield note("store.rescued", runs=len(rescued), path=str(rescued[0].parent))
    if library.taking is not None:
        done, whole = library.taking
        yield note("store.taking_in", done=done, all=whole)
    if library.index.set_aside is not None:
        yield note("store.index_broken", path=str(library.index.path), aside=str(library.index.set_aside))
    elif library.trouble is not None:
        yield _of(library.trouble)
    found, missing = sum(done.found for done in library.mended), sum(done.missing for done in library.mended)
    if found:
        yield note("store.mended", pictures=found)
    if missing:
        yield note("store.mended_none", tiles=missing)
    if library.place.kind == "synced":
        yield note("store.synced", name=library.place.name, path=str(library.home))
    elif library.place.kind == "network":
        yield note("store.network", name=library.place.name, path=str(library.home))


def _room(library: Library) -> Iterator[Note]:
    probe = library.home / "incoming" / f"{secrets.token_hex(8)}.probe"
    with disk(library.home):
        free = shutil.disk_usage(library.home).free
        if free >= ROOM:
            probe.touch()
            probe.unlink()
    if free < ROOM:
        raise StorageFault("store.full", path=str(library.home))
    if free < LOW:
        yield note("store.low", free=f"{free / 1e6:.0f} MB", path=str(library.home))


def _of(error: StorageFault) -> Note:
    return Note(error.key, tuple((name, value) for name, value in error.values.items() if isinstance(value, str | int | float)))


def _weight(folder: Path) -> int:
    """Bytes of everything in a folder that has at most one level below it."""
    try:
        with os.scandir(folder) as found:
            return sum(item.stat(follow_symlinks=False).st_size if item.is_file(follow_symlinks=False) else _weight(Path(item.path)) for item in found)
    except OSError:
        return 0
