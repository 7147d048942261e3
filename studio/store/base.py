"""What the index of the library is asked and answers: values, and the small protocol behind which it lies.

The files are the truth. An index only answers quickly what reading them would answer slowly: it can be thrown away at any time, and `take` fills it again
from the files, run by run. It knows no page and no command.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One finished picture of the library. `id` is `<run>/<file>`; `key` sorts by age and is what pages go on from.

    `parents` are the ids of the library's pictures that were sent along, the first among them first. `created` and `deleted` are ISO 8601 times with offset,
    `deleted` empty for what is not in the bin. `cost` is this picture's share of what its run cost in USD, None where unknown; `seconds` its tile took.
    `recovered`: kept from a run that was cut by a crash. `bytes` is the size of the original.
    """

    key: int
    id: str
    path: Path
    created: str
    prompt: str
    task: str
    gateway: str
    model: str
    session: str
    status: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    seconds: float
    cost: float | None
    basis: str
    parents: tuple[str, ...] = ()
    starred: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    deleted: str = ""
    recovered: bool = False

    @property
    def run(self) -> str:
        """The run that made it."""
        return self.id.partition("/")[0]

    @property
    def file(self) -> str:
        """Its file's name in the run's folder."""
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A run as the index keeps it. `text` is what is searched, `needs` every file of the home that it was made from (`<run>/<file>` or `references/<name>`);
    `bytes` is everything in its folder."""

    run: str
    created: str
    status: str
    bytes: int
    needs: tuple[str, ...]
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for. Every word of `words` has to be there, in any case and width; a field left empty does not narrow. `since` and `until` are days of the
    person's calendar, both included. `bin` looks into the bin and nowhere else. `kin` leaves out what has no reference, conversation and child;
    `among` are keys, and nothing else is looked at."""

    words: str = ""
    task: str = ""
    gateway: str = ""
    model: str = ""
    session: str = ""
    since: date | None = None
    until: date | None = None
    starred: bool = False
    bin: bool = False
    kin: bool = False
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. `next` is the key to go on `after`, None at the end."""

    entries: tuple[Entry, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of the person's calendar made. `cost` adds up in USD what is known; `unpriced` pictures have no price or one of a part only, that of
    `estimated` ones no usage backs."""

    day: date
    pictures: int
    cost: float
    unpriced: int
    estimated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is. `bytes` is all that the runs' folders hold, `bytes_binned` the originals in the bin."""

    pictures: int
    binned: int
    starred: int
    runs: int
    bytes: int
    bytes_binned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What can be filtered by: every task, gateway and model that something was made with, the most used first, each with its number of pictures."""

    tasks: tuple[tuple[str, int], ...]
    gateways: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, int], ...]


class Index(Protocol):
    """Every method may be called from any thread and raises StorageFault where the index can not be read or written."""

    def take(self, runs: Iterable[str]) -> int:
        """Read these runs from their files and put them in place of what was known of them, in one transaction. Returns how many pictures they hold."""
        ...

    def page(self, query: Query, *, after: int | None = None, limit: int = 50) -> Page:
        """The newest of what fits, from `after` on."""
        ...

    def count(self, query: Query) -> int:
        """How many fit."""
        ...

    def days(self, query: Query) -> tuple[Day, ...]:
        """What fits, added up by day, newest first. Reads all of it: a span of days narrows it."""
        ...

    def find(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """The entries of these ids (a run's id stands for all of its pictures), in the order given. What is not there is left out."""
        ...

    def children(self, entry: str) -> tuple[Entry, ...]:
        """Pictures that were made from this one, oldest first."""
        ...

    def offspring(self, ids: Sequence[str]) -> dict[str, int]:
        """How many pictures were made from each of these."""
        ...

    def twins(self, sha256: str) -> tuple[Entry, ...]:
        """Every picture with exactly these bytes."""
        ...

    def needed_by(self, file: str) -> tuple[str, ...]:
        """Runs that were made from this file of the home (see Taken.needs)."""
        ...

    def needs(self) -> tuple[tuple[str, str], ...]:
        """Every run that is known with each file that it was made from (see Taken.needs); once with nothing where it was made from none."""
        ...

    def runs(self) -> dict[str, str]:
        """Every run that is known, with its status."""
        ...

    def counts(self) -> Counts:
        """How much there is."""
        ...

    def facets(self) -> Facets:
        """What can be filtered by."""
        ...
