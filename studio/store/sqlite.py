"""The index in `<home>/library.db`.

Every transaction is durable when it returns (synchronous=FULL) and short: a writer waits for another process at most BUSY seconds, readers never wait for a
writer (WAL). Where the home lies on a synchronised or network folder, which WAL's shared memory does not survive, it is kept with a rollback journal. A file
that does not read as a database is set aside, never deleted; a new one is filled from the files. One writer and as many readers as are asked at once.
"""

import contextlib
import json
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.errors import StorageFault
from studio.store.asking import asked
from studio.store.base import Counts, Entry, Facets, Page, Query, Taken
from studio.store.files import disk, locked
from studio.store.migrations import STEPS

log = logging.getLogger("studio")
NAME = "library.db"
BUSY = 15.0
"""Seconds that a writer waits for another."""
BATCH = 100
"""Runs of one transaction where many are taken in: a few hundredths of a second for whoever waits."""

_COLUMNS = (
    "key", "created", "prompt", "task", "gateway", "model", "session", "status", "sha256", "mime", "width", "height", "bytes", "seconds", "cost", "basis",
    "parents", "starred", "note", "tags", "deleted", "recovered",
)  # fmt: skip
_READ = "p.run, p.file, " + ", ".join(f"p.{name}" for name in _COLUMNS)
_SHUT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT)  # two rows of one key: its tables are no longer of one mind


class _Still(sqlite3.Connection):
    """A connection that sees the file as it was when it was opened, and is for one question."""


class SqliteIndex:
    """`read` reads one run's files (None where it is gone), `wal` False keeps it without shared memory. Opened at the first question."""

    def __init__(self, home: Path, read: Callable[[str], Taken | None], *, wal: bool) -> None:
        self.path = home / NAME
        self.set_aside: Path | None = None
        self.renewed: Callable[[], object] = lambda: None
        """Called when the index was set aside, and is empty."""
        self._runs = home / "runs"
        self._read = read
        self._wal = wal
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._idle: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None
        weakref.finalize(self, _close, self._idle)

    # what is kept

    def take(self, runs: Iterable[str]) -> int:
        """As Index.take. The files are read within the transaction: of two processes that write one run, the last to commit has read both."""
        pictures = 0
        with self._write() as db:
            for run in runs:
                taken = self._read(run)
                _forget(db, run)
                if taken is not None:
                    _put(db, taken)
                    pictures += len(taken.entries)
        return pictures

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

    # what is asked

    def page(self, query: Query, *, after: int | None = None, limit: int = 50) -> Page:
        """As Index.page."""
        a = asked(query, after)
        with self._ask() as db:
            rows = db.execute(f"SELECT {_READ} FROM {a.tables} WHERE {a.where} ORDER BY {a.key} DESC LIMIT ?", (*a.values, limit + 1)).fetchall()  # noqa: S608
        entries = tuple(self._entry(row) for row in rows[:limit])
        return Page(entries, entries[-1].key if len(rows) > limit and entries else None)

    def count(self, query: Query) -> int:
        """As Index.count."""
        if query == Query():
            return self.counts().pictures
        a = asked(query)
        with self._ask() as db:
            return int(db.execute(f"SELECT count(*) FROM {a.tables} WHERE {a.where}", a.values).fetchone()[0])  # noqa: S608

    def find(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """As Index.find."""
        rows: list[Any] = []
        with self._ask() as db:
            for wanted in ids:
                run, slash, file = wanted.partition("/")
                which, values = ("run = ? AND file = ?", (run, file)) if slash else ("run = ?", (run,))
                rows += db.execute(f"SELECT {_READ} FROM pictures p WHERE {which} ORDER BY key DESC", values)  # noqa: S608
        return tuple(dict.fromkeys(self._entry(row) for row in rows))

    def children(self, entry: str) -> tuple[Entry, ...]:
        """As Index.children."""
        return self._select("FROM needs n JOIN pictures p USING (run) WHERE n.needed = ? ORDER BY p.key", entry)

    def twins(self, sha256: str) -> tuple[Entry, ...]:
        """As Index.twins."""
        return self._select("FROM pictures p WHERE p.sha256 = ? ORDER BY p.key", sha256)

    def offspring(self, ids: Sequence[str]) -> dict[str, int]:
        """As Index.offspring."""
        with self._ask() as db:
            asked = "SELECT count(*) FROM needs n JOIN pictures p USING (run) WHERE n.needed = ? AND p.deleted = ''"
            return {wanted: int(db.execute(asked, (wanted,)).fetchone()[0]) for wanted in ids}

    def needed_by(self, file: str) -> tuple[str, ...]:
        """As Index.needed_by."""
        with self._ask() as db:
            return tuple(run for (run,) in db.execute("SELECT run FROM needs WHERE needed = ? ORDER BY run", (file,)))

    def runs(self) -> dict[str, str]:
        """As Index.runs."""
        with self._ask() as db:
            return dict(db.execute("SELECT run, status FROM runs").fetchall())

    def counts(self) -> Counts:
        """As Index.counts."""
        with self._ask() as db:
            (pictures,) = db.execute("SELECT count(*) FROM pictures").fetchone()
            binned, weight = db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM pictures WHERE deleted <> ''").fetchone()
            (starred,) = db.execute("SELECT count(*) FROM pictures WHERE deleted = '' AND starred = 1").fetchone()
            runs, size = db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM runs").fetchone()
        return Counts(pictures=pictures - binned, binned=binned, starred=starred, runs=runs, bytes=size, bytes_binned=weight)

    def facets(self) -> Facets:
        """As Index.facets."""
        with self._ask() as db:
            found = [
                tuple(db.execute(f"SELECT {name}, count(*) FROM pictures WHERE deleted = '' GROUP BY {name} ORDER BY 2 DESC, 1").fetchall())  # noqa: S608
                for name in ("task", "gateway", "model")
            ]
        return Facets(tasks=found[0], gateways=found[1], models=found[2])

    def _select(self, rest: str, value: str) -> tuple[Entry, ...]:
        with self._ask() as db:
            return tuple(self._entry(row) for row in db.execute(f"SELECT {_READ} {rest}", (value,)))

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        run, file, *rest = row
        said = dict(zip(_COLUMNS, rest, strict=True))
        for name in ("parents", "tags"):
            said[name] = () if said[name] == "[]" else tuple(json.loads(said[name]))
        for name in ("starred", "recovered"):
            said[name] = said[name] == 1
        return Entry(id=f"{run}/{file}", path=Path(f"{self._runs}/{run[:4]}/{run[4:6]}/{run}/{file}"), **said)

    # connections

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
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

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


def _put(db: sqlite3.Connection, taken: Taken) -> None:
    db.execute("INSERT INTO runs VALUES (?, ?, ?, ?)", (taken.run, taken.created, taken.status, taken.bytes))
    db.executemany("INSERT OR IGNORE INTO needs VALUES (?, ?)", ((need, taken.run) for need in taken.needs))
    marks = ", ".join("?" * (len(_COLUMNS) + 2))
    for entry, text in zip(taken.entries, taken.texts, strict=True):
        key = entry.key
        while db.execute("SELECT 1 FROM pictures WHERE key = ?", (key,)).fetchone():  # two of one moment, or two files of one place
            key += 1
        values = [getattr(entry, name) for name in _COLUMNS[1:]]
        values[_COLUMNS.index("parents") - 1] = json.dumps(entry.parents)
        values[_COLUMNS.index("tags") - 1] = json.dumps(entry.tags)
        db.execute(f"INSERT INTO pictures (run, file, {', '.join(_COLUMNS)}) VALUES ({marks})", (entry.run, entry.file, key, *values))  # noqa: S608
        db.execute("INSERT INTO words VALUES (?, ?)", (key, text))
        db.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (key, text))


def _forget(db: sqlite3.Connection, run: str) -> None:
    rows = db.execute("SELECT key, text FROM pictures JOIN words USING (key) WHERE run = ?", (run,)).fetchall()
    db.executemany("INSERT INTO found (found, rowid, text) VALUES ('delete', ?, ?)", rows)
    db.executemany("DELETE FROM words WHERE key = ?", ((key,) for key, _ in rows))
    db.execute("DELETE FROM pictures WHERE run = ?", (run,))
    db.execute("DELETE FROM needs WHERE run = ?", (run,))
    db.execute("DELETE FROM runs WHERE run = ?", (run,))


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
