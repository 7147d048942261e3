"""One SQLite file that several processes share, and what keeps it whole.

Every transaction is durable when it returns (synchronous=FULL) and short: a writer waits for another process at most BUSY seconds, readers never wait for a
writer (WAL). Where the home lies on a synchronised or network folder, which WAL's shared memory does not survive, it is kept with a rollback journal. A file
that does not read as a database is set aside, never deleted. One writer and as many readers as are asked at once. It knows nothing of what is in it.
"""

import contextlib
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StorageFault
from studio.store.files import disk, locked
from studio.store.migrations import STEPS

log = logging.getLogger("studio")
NAME = "library.db"
BUSY = 15.0
"""Seconds that a writer waits for another."""

_SHUT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT)  # two rows of one key: its tables are no longer of one mind


class _Still(sqlite3.Connection):
    """A connection that sees the file as it was when it was opened, and is for one question."""


class Database:
    """`<home>/library.db`. `wal` False keeps it without shared memory. Opened at the first question."""

    def __init__(self, home: Path, *, wal: bool) -> None:
        self.path = home / NAME
        self.set_aside: Path | None = None
        self.renewed: Callable[[], object] = lambda: None
        """Called when the file was set aside, and a new one is empty."""
        self._runs = home / "runs"
        self._wal = wal
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._idle: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None
        weakref.finalize(self, _close, self._idle)

    def examine(self) -> str:
        """What SQLite finds wrong with the file, empty for nothing. Reads all of it and leaves it where it is. Raises StorageFault for a newer studio's."""
        try:
            with self._ask(aside=False) as db:
                (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
        except StorageFault as error:
            if error.key != "store.index":
                raise
            return str(error.values["what"])
        return "" if said == "ok" else str(said)

    def put_aside(self) -> None:
        """Rename the file, once among all processes: it is never deleted, and the next question finds a new one. Raises StorageFault."""
        broken = self._file or _identity(self.path)
        self.close()
        with locked(self.path):
            if broken is None or _identity(self.path) != broken:
                return  # another process was first
            target = self.path.with_name(f"{NAME}.broken-{time.strftime('%Y%m%dT%H%M%S')}")
            with disk(self.path):
                for tail in ("-wal", "-shm", ""):
                    with contextlib.suppress(FileNotFoundError):
                        self.path.with_name(NAME + tail).replace(target.with_name(target.name + tail))
            self.set_aside, self._file = target, None
            log.warning("%s is set aside as %s", self.path, target)
        self.renewed()

    def close(self) -> None:
        """Close every connection. The next question opens them again."""
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        _close(self._idle)

    @contextmanager
    def _ask(self, *, aside: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection to read with, of one's own meanwhile."""
        with self._whole(aside=aside):
            self._fresh()
            try:
                db = self._idle.pop()
            except IndexError:
                db = self._open()
            try:
                yield db
            except BaseException:
                db.close()
                raise
            if isinstance(db, _Still):
                db.close()
            else:
                self._idle.append(db)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among all processes."""
        with self._writing, self._whole():
            self._fresh()
            if self._writer is None or isinstance(self._writer, _Still):
                self._writer = self._open()
            db = self._writer
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:  # a commit that has to wait for readers too long is still open, too
                with contextlib.suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def _whole(self, *, aside: bool = True) -> Iterator[None]:
        """Turns SQLite's errors into a StorageFault; what is no database any more is set aside (`aside`), so that the next question finds a new one."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BROKEN and aside:
                self.put_aside()
                raise StorageFault("store.index_broken", path=str(self.path), aside=str(self.set_aside or self.path)) from error
            if code in _SHUT:
                self.close()  # they share what they saw: once it can be written again, new ones will
            raise StorageFault("store.index", path=str(self.path), what=str(error)) from error

    def _fresh(self) -> None:
        """Let go of connections to a file that another process has set aside."""
        if self._file is not None and _identity(self.path) != self._file:
            self._file = None
            self.close()

    def _open(self) -> sqlite3.Connection:
        if not self._runs.is_dir():
            raise StorageFault("store.vanished", path=str(self._runs.parent))  # below a mount that is gone lies another disk
        db = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(db)
        except sqlite3.OperationalError as error:
            db.close()
            if not self.path.is_file() or getattr(error, "sqlite_errorcode", 0) & 0xFF not in _SHUT:
                raise
            still = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"  # a home that no one can write: it is read as it is
            db = sqlite3.connect(still, uri=True, factory=_Still, isolation_level=None, check_same_thread=False)
        except BaseException:
            db.close()
            raise
        self._file = _identity(self.path)
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
        db.execute(f"PRAGMA journal_mode = {'WAL' if self._wal else 'DELETE'}").fetchone()
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cache_size = -8000")
        self._migrate(db)

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Take the steps that this index has not taken. Raises StorageFault for one that a newer studio has made."""
        if _version(db) == len(STEPS):
            return
        db.execute("BEGIN IMMEDIATE")
        done = _version(db)  # another process may have been first
        try:
            if done > len(STEPS):
                raise StorageFault("store.index_newer", path=str(self.path))
            for step in STEPS[done:]:
                for statement in filter(str.strip, step.split(";")):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(STEPS)}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        state = os.stat(path)  # noqa: PTH116  the same call, without building a Path
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _close(idle: list[sqlite3.Connection]) -> None:
    while idle:
        idle.pop().close()
