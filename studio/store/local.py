"""The library in the studio's home folder.

    <home>/runs/2026/11/<run>/run.json        the recipe: request, notes, answers, usage, cost
                              1-1.png          tile 1, first picture: the original, byte for byte
                              1-2.draft.jpg    a draft, where it came
                              1.reply          the raw reply, pictures replaced by markers, keys redacted
                              .1.<hex>.part    what is arriving for tile 1: no picture before it is whole, on the disk itself, and renamed
                              mine.json        stars, notes, the bin (mine.py), where the person said something of it
    <home>/references/<sha256>.<ext>          what was sent along, once each
    <home>/previews/<sha256>.preview.webp     disposable
    <home>/chats/<name>.json                  conversations (chats.py)
    <home>/incoming/                          uploads that are arriving, and parts that older studios left
    <home>/working/                           which runs are in progress, and in which process (working.py); what a crash left is mended from here (recover.py)
    <home>/library.db                         the index (sqlite.py): made from the files, and made again from them

A run is a folder, not a row: recipe and originals lie side by side under names a person can read, deleting and moving is a folder, and the index can be
rebuilt from the files alone: the index failing keeps no picture from being kept. ARCHITECTURE.md first thought of media by digest; with that the same picture
made twice would share one recipe. A run's id is its time and twelve random hex digits: it sorts by age, tells its month folder, and can not be guessed.
"""

import json
import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.core.result import Result
from studio.errors import StorageFault, StudioError, UsageError
from studio.store import record, rows
from studio.store.base import Taken
from studio.store.files import Arriving, disk, make_folder, move, new_part, parts, write_atomic
from studio.store.place import place_of
from studio.store.recover import Mended, recover
from studio.store.rescue import Rescue, bring, bring_home
from studio.store.sqlite import SqliteIndex
from studio.store.working import Working

log = logging.getLogger("studio")

_RUN = re.compile(r"(\d{4})(\d{2})\d{2}T\d{6}-[0-9a-f]{12}")
_FILE = re.compile(r"[\w.-]{1,80}", re.ASCII)
ROOM = 64_000_000
"""Bytes of the largest picture that is taken (PROTOCOLS.md 8.2): with less free, nothing is sent."""


class Library:
    """Files under one home, and the index of them. Synchronous: callers on an event loop use a thread for what is large."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.place = place_of(home)
        self.rescue = Rescue(home)
        self.working = Working(home, shared=self.place.kind != "local")
        self.index = SqliteIndex(home, self.take, wal=self.place.kind == "local")
        self.trouble: StorageFault | None = None
        """Why the index does not have everything, None where it has."""
        self.tending = threading.Lock()
        """Held by whoever brings the index up to the files: one at a time is enough."""
        self.taking: tuple[int, int] | None = None
        """How many runs were taken into the index, of how many, while that is going on."""
        self.mended: list[Mended] = []
        """What was recovered of runs that a crash cut, since this process began."""
        self._mending = threading.Lock()
        self._behind: set[str] = set()
        self._disk: int | None = None

    def open(self) -> "Library":
        """Make the folders and see that they can be written. Raises StorageFault, for a home whose disk is gone too: behind a mount that vanished lies
        another."""
        self.make_sure_it_is_there()
        with disk(self.home):
            for name in ("runs", "references", "previews", "chats", "incoming"):
                make_folder(self.home / name)
            self._disk = self._seen()
            probe = self.home / "incoming" / f"{secrets.token_hex(8)}.probe"
            probe.touch()
            probe.unlink(missing_ok=True)
        with self._mending:  # of two runs that begin at once, one brings home what was rescued
            for step in (bring_home, recover):
                try:
                    step(self)
                except (OSError, StorageFault) as error:  # a full disk, say: tried again at the next start
                    log.warning("%s: %s", self.home, error)
        return self

    def make_sure_it_is_there(self) -> None:
        """Raise StorageFault where the home's disk is not what it was when this process opened it. A home that was thrown away is made again."""
        if self._disk is not None and self._seen() != self._disk:
            raise StorageFault("store.vanished", path=str(self.home))

    def _seen(self) -> int:
        """The disk that the home is on, or would be."""
        for folder in (self.home, *self.home.absolute().parents):
            with suppress(OSError):
                return folder.stat().st_dev
        return -1

    def close(self) -> None:
        """Let go of the index and of the name of this process. What is asked next opens them again."""
        self.index.close()
        self.working.close()

    def make_sure_of_room(self) -> None:
        """Raise StorageFault where not even one large picture has room: better to refuse than to pay for what can not be kept."""
        self.make_sure_it_is_there()
        with disk(self.home):
            if shutil.disk_usage(self.home).free < ROOM:
                raise StorageFault("store.full", path=str(self.home))

    @property
    def references(self) -> Path:
        """Where prepared references lie."""
        return self.home / "references"

    @property
    def previews(self) -> Path:
        """Where previews and thumbnails lie, by digest."""
        return self.home / "previews"

    def new_id(self, now: datetime) -> str:
        """An id for a run that begins `now`."""
        # the first three digits are the part of the second, so that ids of one second sort as they were made
        return f"{now:%Y%m%dT%H%M%S}-{now.microsecond >> 8:03x}{secrets.token_hex(5)[1:]}"

    def folder(self, run: str) -> Path:
        """The folder of a run. Raises UsageError for what is no id: a browser's word never becomes a path unchecked."""
        match = _RUN.fullmatch(run)
        if not match:
            raise UsageError("store.no_file", name="run", what="id")
        return self.home / "runs" / match[1] / match[2] / run

    def file(self, run: str, name: str) -> Path:
        """A file of a run. Raises UsageError for what is no file name, StorageFault where it is gone."""
        if not _FILE.fullmatch(name) or name.startswith("."):
            raise UsageError("store.no_file", name="file", what="name")
        path = self.folder(run) / name
        if path.is_file():
            return path
        if (elsewhere := self.rescue.find(run, name)) is not None:
            return elsewhere
        raise StorageFault("store.no_file", name=name, what="not there")

    def arriving(self, run: str = "", tile: int = 0) -> Arriving:
        """A new file: hidden in the folder of the run that it is for, or an upload in `incoming`, named after this process."""
        upload = self.home / "incoming"
        path = self.folder(run) / new_part(tile) if run else upload / f"{self.working.process}.{secrets.token_hex(8)}.part"

        def elsewhere() -> Path | None:
            return self.rescue.place(run, path.name) if run else None  # an upload is the person's own file

        try:
            self.make_sure_it_is_there()
            return Arriving(path, elsewhere)
        except StorageFault:
            if (rescued := elsewhere()) is None:
                raise
            return Arriving(rescued)

    def keep(self, arrived: Path, run: str, name: str) -> Path:
        """Move a whole picture into its run, bytes untouched, over nothing that is there. Returns where it is: elsewhere, where the home takes nothing."""
        target, number = self.folder(run) / name, 1
        stem, _, kind = name.partition(".")
        while target.exists() or self.rescue.find(run, target.name) not in (None, arrived):  # of a try before this one
            number += 1
            target = target.with_name(f"{stem}-{number}.{kind}")
        try:
            self.make_sure_it_is_there()
            return move(arrived, target) if not self.rescue.holds(arrived) else bring(arrived, target)
        except StorageFault:
            if (path := self.rescue.copy(arrived, run, target.name)) is None:
                raise
            with suppress(OSError):
                arrived.unlink()
            return path

    def reply(self, run: str, tile: int) -> Path:
        """Where the raw reply of a tile (from 1) is written. Asked for just before the tile is sent, which is refused where there is no room for what comes:
        raises StorageFault."""
        self.make_sure_of_room()
        folder = self.folder(run)
        with disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{tile}.reply"

    def write(self, result: Result, created: datetime) -> Path | None:
        """The record, atomically, then the index. A run that goes on is marked as in progress first. Returns the folder elsewhere that a picture had to be kept
        in, if any. Raises StorageFault; where pictures came, the record is elsewhere then, and the error says where."""
        data = record.write(result, created=created.isoformat(timespec="seconds"), home=self.home)
        try:
            self.make_sure_it_is_there()
            if not result.done:
                self.working.begin(result.id)
            write_atomic(self.folder(result.id) / "run.json", data)
            self.rescue.drop(result.id, "run.json")  # of a while when there was no room, and older than this
        except StorageFault as error:
            if not result.images or (path := self.rescue.write(result.id, "run.json", data)) is None:
                raise
            self._over(result)
            raise StorageFault("store.elsewhere", path=str(path.parent), what=error.title()) from error
        self.indexed(result.id)
        self._over(result)
        return next((image.path.parent for image in result.images if self.rescue.holds(image.path)), None)

    def _over(self, result: Result) -> None:
        """The mark of a run that ended goes, unless something lies there that arrived and could not be put in its place: a later start mends it."""
        if result.done and not parts(self.folder(result.id)):
            self.working.end(result.id)

    def indexed(self, *runs: str) -> None:
        """Take runs into the index, and those that it did not take before. An index that fails is `trouble`, and mended later: the files are the truth."""
        waiting = frozenset((*self._behind, *runs))  # these in any case: another thread may be done with an older state of one
        self._behind.update(runs)
        try:
            self.index.take(waiting)
        except StorageFault as error:
            log.warning("%s", error.title())
            self.trouble = error
        else:
            self._behind.difference_update(waiting)
            if self.trouble is not None and self.trouble.key == "store.index":  # what was waiting is in: no more is missing
                self.trouble = None

    def take(self, run: str) -> Taken | None:
        """A run as the index keeps it, from its files; None where there is none that reads as one."""
        try:
            folder = self.folder(run)
            return rows.taken(run, folder, self.read(run), runs=self.home / "runs")
        except (OSError, StudioError, ValueError):
            return None

    def read(self, run: str) -> dict[str, Any]:
        """A record. Raises StorageFault where there is none or it is broken."""
        try:
            said = json.loads((self.folder(run) / "run.json").read_bytes())
            if not isinstance(said, dict):
                raise TypeError(type(said))
        except (OSError, TypeError, ValueError) as error:
            raise StorageFault("store.no_file", name=run, what=type(error).__name__) from error
        return said

    def recent_ids(self, limit: int) -> list[str]:
        """Ids of the newest runs, newest first."""
        found: list[str] = []
        for month in self.months():
            found += sorted((folder.name for folder in month.glob("*") if _RUN.fullmatch(folder.name)), reverse=True)
            if len(found) >= limit:
                return found[:limit]
        return found

    def months(self) -> list[Path]:
        """The folders that runs lie in, newest first."""
        return [
            month for year in sorted((self.home / "runs").glob("[0-9]" * 4), reverse=True) for month in sorted(year.glob("[0-9]" * 2), reverse=True)
        ]

    def ids(self) -> Iterator[str]:
        """The id of every run there is, oldest first."""
        for month in reversed(self.months()):
            with disk(month):
                yield from sorted(name for name in os.listdir(month) if _RUN.fullmatch(name))  # noqa: PTH208  names are enough
