"""The index brought up to the files: what it does not have is taken in, and with `rebuild` everything is read again.

In short transactions, oldest first, so that others work on meanwhile and a rebuild that was interrupted is only shorter. Listing a hundred thousand names takes
a moment; reading as many records takes a minute, so only `rebuild` does it.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from studio.errors import StorageFault, StudioError
from studio.store.bin import sweep
from studio.store.collect import collect
from studio.store.files import parts
from studio.store.local import Library
from studio.store.recover import PICTURE, mend, quiet
from studio.store.sqlite import BATCH

log = logging.getLogger("studio")
Told = Callable[[int, int], None]
"""Called with how many runs are done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild did: pictures and runs of the index now, runs that it forgot because they are gone, pictures that it put on their records."""

    pictures: int
    runs: int
    forgotten: int
    recovered: int


def tend(library: Library) -> threading.Thread:
    """Bring the index up to the files in a thread of its own, now and whenever it had to be set aside, and take away references that nothing names. What goes
    wrong with the index is `library.trouble`."""
    library.index.renewed = lambda: _aside(library)
    return _aside(library)


def _aside(library: Library) -> threading.Thread:
    def work() -> None:
        try:
            catch_up(library)
        except StorageFault as error:
            log.warning("%s", error.title())
            library.trouble = error
            return
        try:
            collect(library)
        except StorageFault as error:  # it only takes room: another time
            log.warning("%s", error.title())

    thread = threading.Thread(target=work, name="library", daemon=True)
    thread.start()
    return thread


def catch_up(library: Library, told: Told = lambda _done, _all: None) -> int:
    """Take in every run that the index does not have: after a crash, of a home that another studio wrote, into an index that is new. A run that is said to be
    running and is no process's is mended. Returns how many were taken. Raises StorageFault. May read many files: call it in a thread."""
    with library.tending:
        return _caught_up(library, told)


def _caught_up(library: Library, told: Told) -> int:
    library.make_sure_it_is_there()
    known = _known(library)
    for run, status in known.items():
        if status == "running" and _abandoned(library, run):
            try:
                library.mended += mend(library, run)
            except StorageFault as error:  # one that can not be mended keeps no other out of the index
                log.warning("%s: %s", run, error)
    missing = [run for run in library.ids() if run not in known]
    _take(library, missing, told)
    library.trouble = None
    return len(missing)


def rebuild(library: Library, told: Told = lambda _done, _all: None) -> Rebuilt:
    """Read every run again, forget those that are gone, and put whole pictures that no record has on theirs. An index that is broken, or of a newer studio, is
    set aside first. Raises StorageFault. Reads everything: call it in a thread."""
    with library.tending:
        return _rebuilt(library, told)


def _rebuilt(library: Library, told: Told) -> Rebuilt:
    library.open()
    try:
        wrong = library.index.examine()
    except StorageFault as error:  # of a newer studio
        wrong = error.title()
    if wrong:
        log.warning("%s: %s", library.index.path, wrong)
        library.index.put_aside()
    known = _known(library)
    there = list(library.ids())
    recovered = 0
    working = library.working.alive()
    for run in there:
        if run in working:
            continue
        sweep(library, run)
        if _unlike(library, run) and run not in library.working.alive():  # it may have been asked again since
            recovered += sum(done.found for done in mend(library, run))
    _take(library, there, told)
    gone = sorted(known.keys() - set(there))
    library.index.take(gone)
    library.trouble = None
    counts = library.index.counts()
    return Rebuilt(pictures=counts.pictures + counts.binned, runs=counts.runs, forgotten=len(gone), recovered=recovered)


def _known(library: Library) -> dict[str, str]:
    """The index's runs; of one that broke just now there are none."""
    try:
        return library.index.runs()
    except StorageFault as error:
        if error.key != "store.index_broken":
            raise
        return library.index.runs()


def _take(library: Library, runs: Sequence[str], told: Told) -> None:
    for start in range(0, len(runs), BATCH):
        library.index.take(runs[start : start + BATCH])
        library.taking = (min(start + BATCH, len(runs)), len(runs))
        told(*library.taking)
    library.taking = None


def _abandoned(library: Library, run: str) -> bool:
    """No process has it in progress, and its record is an hour old: a studio from before there were marks may be at work."""
    try:
        return run not in library.working.alive() and quiet(library.folder(run) / "run.json")
    except StudioError:
        return False


def _unlike(library: Library, run: str) -> bool:
    """Whether a run's folder holds pictures that its record does not, or parts, or the record is broken or says that it is running."""
    if parts(library.folder(run)):
        return True
    try:
        record = library.read(run)
        if record.get("status") == "running":
            return True
        named = set(_pictures(record))
    except (AttributeError, KeyError, StorageFault, TypeError):
        named = set()
    return any(path.name not in named for path in library.folder(run).iterdir() if PICTURE.fullmatch(path.name))


def _pictures(record: dict[str, Any]) -> Iterator[str]:
    for answer in (*record["answers"], *record.get("earlier", ())):
        for part in answer["parts"]:
            if part["kind"] == "picture":
                yield str(part["image"]["path"])
