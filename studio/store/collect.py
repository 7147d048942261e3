"""References that nothing names any more, taken away.

A picture that goes along is made ready to be sent, and that copy lies among the references: a converted one, a smaller one that fits the budget, a mask. Its
run names the picture that the person chose, so most such copies are named by nothing once they were sent. What is named stays: by a record (the index knows
them; what it could not take in is read as it lies there), by a conversation or any other file of the home, by what was rescued elsewhere, and what the bin
was emptied of while a run needs it. So does what was touched within a week: it stands in a tray that is open, or goes along with a run that is at work.
Looking for it in a file that does not read, everything that could be a digest counts as one; what can not be read at all stops the collecting.
"""

import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.store import mine
from studio.store.bin import drop_small
from studio.store.files import disk
from studio.store.local import Library

log = logging.getLogger("studio")
UNTOUCHED = 7 * 86_400.0
"""Seconds after which what nothing names goes."""

_NAME = re.compile(r"([0-9a-f]{64})\.(?!json)\w+")
_HALF = re.compile(r"\..+\.part|.+\.new")  # what a crash cut while it was written
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{12}")
_ASIDE = frozenset({"runs", "references", "previews", "incoming", "working"})  # folders that are looked through in their own way, or name nothing


def collect(library: Library) -> int:
    """Take away what nothing names and no one touched for a week; returns how many pictures. Raises StorageFault; what is left then goes another time. May read
    much, least where the index was brought up to the files before: call it in a thread."""
    library.make_sure_it_is_there()
    with disk(library.references):
        names = os.listdir(library.references)  # noqa: PTH208  names are enough
        old = [path for name in names if (_NAME.fullmatch(name) or _HALF.fullmatch(name)) and _untouched(path := library.references / name)]
        if not old:
            return 0
        named = _named(library)
        gone = [path for path in old if path.stem not in named]
        for path in gone:
            if _untouched(path):  # still
                for sidecar in (".json", ".mask.json"):
                    path.with_suffix(sidecar).unlink(missing_ok=True)
                path.unlink(missing_ok=True)
    pictures = [path for path in gone if _NAME.fullmatch(path.name)]
    for path in pictures:
        drop_small(library, path.stem)
    if pictures:
        log.info("%d references that nothing names were removed", len(pictures))
    return len(pictures)


def _untouched(path: Path) -> bool:
    """By a clock that may have been set back: what is of the future then is not old."""
    try:
        return time.time() - path.stat().st_mtime > UNTOUCHED
    except FileNotFoundError:
        return False


def _named(library: Library) -> frozenset[str]:
    """Every digest that something names. Raises OSError, StorageFault."""
    digests, makers, known = set[str](), set[str](), set[str]()
    for run, need in library.index.needs():
        known.add(run)
        maker, _, name = need.partition("/")
        if maker == "references":
            digests.add(Path(name).stem)
        else:
            makers |= set(_RUN.findall(maker))
    for path in (*_unknown(library, known), *_others(library)):
        said = path.read_bytes().decode("ascii", "replace")
        digests |= set(_DIGEST.findall(said))
        makers |= set(_RUN.findall(said))
    for maker in makers:
        digests |= set(_DIGEST.findall(_marks(library.folder(maker))))
    return frozenset(digests)


def _unknown(library: Library, known: set[str]) -> Iterator[Path]:
    """What was said of runs that the index does not have."""
    folders: Iterable[Path] = (library.folder(run) for run in library.ids() if run not in known)
    for folder in (*folders, *library.rescue.folders()):
        yield from (path for path in folder.iterdir() if ".json" in path.name and path.is_file())


def _others(library: Library) -> Iterator[Path]:
    """Every other file of the home: conversations above all."""
    for item in library.home.iterdir():
        if item.is_dir():
            yield from (path for path in item.rglob("*") if path.is_file()) if item.name not in _ASIDE else ()
        elif item.is_file() and not item.name.startswith(library.index.path.name):
            yield item


def _marks(folder: Path) -> str:
    """What was said of a run's pictures: with the digests of those that the bin was emptied of."""
    try:
        return (folder / mine.NAME).read_bytes().decode("ascii", "replace")
    except FileNotFoundError:
        return ""
