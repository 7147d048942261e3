"""The library in the studio's home folder.

    <home>/runs/2026/11/<run>/run.json        the recipe: request, notes, answers, usage, cost
                              1-1.png          tile 1, first picture: the original, byte for byte
                              1-2.draft.jpg    a draft, where it came
                              1.reply          the raw reply, pictures replaced by markers, keys redacted
    <home>/references/<sha256>.<ext>          what was sent along, once each
    <home>/previews/<sha256>.preview.webp     disposable
    <home>/chats/<name>.json                  conversations (chats.py)
    <home>/incoming/                          what is still arriving, on the same file system; what a crash left there goes to its run after an hour

A run is a folder, not a row: recipe and originals lie side by side under names a person can read, deleting and moving is a folder, and an index (which comes
with the full library) can be rebuilt from the files alone. ARCHITECTURE.md first thought of media by digest; with that the same picture made twice would
share one recipe. A run's id is its time and twelve random hex digits: it sorts by age, tells its month folder, and can not be guessed.
"""

import json
import re
import secrets
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.core.result import Result
from studio.errors import StorageFault, UsageError
from studio.store import record
from studio.store.files import Arriving, disk, move, write_atomic

_RUN = re.compile(r"(\d{4})(\d{2})\d{2}T\d{6}-[0-9a-f]{12}")
_FILE = re.compile(r"[\w.-]{1,80}", re.ASCII)
_ARRIVING = re.compile(r"(\d{8}T\d{6}-[0-9a-f]{12})\.(\d+)\.([0-9a-f]{16})\.part")
_ROOM = 64_000_000  # bytes: the largest picture that is taken (PROTOCOLS.md 8.2)
_ABANDONED = 3600.0  # seconds; no call waits so long for a byte


class Library:
    """Files under one home. Synchronous: callers on an event loop use a thread for what is large."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def open(self) -> "Library":
        """Make the folders and see that they can be written. Raises StorageFault."""
        with disk(self.home):
            for name in ("runs", "references", "previews", "chats", "incoming"):
                (self.home / name).mkdir(parents=True, exist_ok=True)
        probe = self.arriving()
        probe.close()
        probe.path.unlink(missing_ok=True)
        self._recover()
        return self

    def make_sure_of_room(self) -> None:
        """Raise StorageFault where not even one large picture has room: better to refuse than to pay for what can not be kept."""
        with disk(self.home):
            if shutil.disk_usage(self.home).free < _ROOM:
                raise StorageFault("store.full", path=str(self.home))

    def _recover(self) -> None:
        """What a killed process left arriving goes to the run that it belongs to. Another process may be at work here: only what is long untouched is moved."""
        with disk(self.home):
            for path in (self.home / "incoming").iterdir():
                try:
                    state = path.stat()
                except FileNotFoundError:
                    continue
                if time.time() - state.st_mtime < _ABANDONED:
                    continue
                if not state.st_size:
                    path.unlink(missing_ok=True)
                elif match := _ARRIVING.fullmatch(path.name):
                    self.keep(path, match[1], f"{match[2]}-{match[3][-6:]}.part")

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
        if not path.is_file():
            raise StorageFault("store.no_file", name=name, what="not there")
        return path

    def arriving(self, run: str = "", tile: int = 0) -> Arriving:
        """A new file in `incoming`, named after the run and tile that it is for."""
        whose = f"{run}.{tile}." if run else ""
        return Arriving(self.home / "incoming" / f"{whose}{secrets.token_hex(8)}.part")

    def keep(self, arrived: Path, run: str, name: str) -> Path:
        """Move a whole picture into its run, bytes untouched, over nothing that is there. Returns where it is."""
        target, number = self.folder(run) / name, 1
        stem, _, kind = name.partition(".")
        while target.exists():  # of a try before this one
            number += 1
            target = target.with_name(f"{stem}-{number}.{kind}")
        return move(arrived, target)

    def reply(self, run: str, tile: int) -> Path:
        """Where the raw reply of a tile (from 1) is written."""
        folder = self.folder(run)
        with disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{tile}.reply"

    def write(self, result: Result, created: datetime) -> None:
        """The record, atomically."""
        write_atomic(self.folder(result.id) / "run.json", record.write(result, created=created.isoformat(timespec="seconds"), home=self.home))

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
        for year in sorted((self.home / "runs").glob("[0-9]" * 4), reverse=True):
            for month in sorted(year.glob("[0-9]" * 2), reverse=True):
                found += sorted((folder.name for folder in month.glob("*") if _RUN.fullmatch(folder.name)), reverse=True)
                if len(found) >= limit:
                    return found[:limit]
        return found
