"""The index in `<home>/library.db`: rows of runs and pictures, filled from the files alone."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.store.asking import asked
from studio.store.base import Counts, Day, Entry, Facets, Index, Page, Query, Taken
from studio.store.database import Database
from studio.store.rows import day_of_key

BATCH = 100
"""Runs of one transaction where many are taken in: a few hundredths of a second for whoever waits."""

_COLUMNS = (
    "key", "created", "prompt", "task", "gateway", "model", "session", "status", "sha256", "mime", "width", "height", "bytes", "seconds", "cost", "basis",
    "parents", "starred", "note", "tags", "deleted", "recovered",
)  # fmt: skip
_READ = "p.run, p.file, " + ", ".join(f"p.{name}" for name in _COLUMNS)


class SqliteIndex(Database, Index):
    """`read` reads one run's files, None where it is gone."""

    def __init__(self, home: Path, read: Callable[[str], Taken | None], *, wal: bool) -> None:
        super().__init__(home, wal=wal)
        self._read = read

    # what is kept

    def take(self, runs: Iterable[str]) -> int:
        """As Index.take. The files are read within the transaction: of two processes that write one run, the last to commit has read both."""
        pictures = 0
        with self._write() as db:
            for run in runs:
                taken = self._read(run)
                if taken is None or not self._same(db, taken):
                    _forget(db, run)
                    if taken is not None:
                        _put(db, taken)
                pictures += len(taken.entries) if taken is not None else 0
        return pictures

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

    def days(self, query: Query) -> tuple[Day, ...]:
        """As Index.days."""
        a = asked(query)
        sums = "max(p.key), count(*), total(p.cost), sum(p.cost IS NULL OR p.basis = 'unknown'), sum(p.basis = 'estimate')"
        with self._ask() as db:
            rows = db.execute(f"SELECT {sums} FROM {a.tables} WHERE {a.where} GROUP BY ({a.key} >> 31) / 86400 ORDER BY 1 DESC", a.values).fetchall()  # noqa: S608
        return tuple(Day(day_of_key(key), *rest) for key, *rest in rows)

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

    def needs(self) -> tuple[tuple[str, str], ...]:
        """As Index.needs. In one statement, so of one moment."""
        with self._ask() as db:
            return tuple(db.execute("SELECT r.run, coalesce(n.needed, '') FROM runs r LEFT JOIN needs n USING (run)").fetchall())

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

    def _same(self, db: sqlite3.Connection, taken: Taken) -> bool:
        """Whether the tables say of a run what its files say: then nothing is written, so that a rebuild of a sound index only reads."""
        if db.execute("SELECT created, status, bytes FROM runs WHERE run = ?", (taken.run,)).fetchone() != (taken.created, taken.status, taken.bytes):
            return False
        if {need for (need,) in db.execute("SELECT needed FROM needs WHERE run = ?", (taken.run,))} != set(taken.needs):
            return False
        there = db.execute(f"SELECT {_READ}, w.text FROM pictures p JOIN words w USING (key) WHERE p.run = ?", (taken.run,)).fetchall()  # noqa: S608
        said = {(replace(self._entry(row[:-1]), key=0), row[-1]) for row in there}
        return said == {(replace(entry, key=0), text) for entry, text in zip(taken.entries, taken.texts, strict=True)}

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
