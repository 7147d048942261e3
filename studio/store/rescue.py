"""Where what was paid for goes when the home takes nothing more: a folder on another disk, until the home has room again.

    <temporary folder or the person's own>/image-studio-rescued/<home>/<run>/1-1.png, run.json

It is made when it is needed, for this user alone, and its name tells the home that it belongs to. At every start, and before every new run, what lies there is
brought home: copied, flushed, and only then removed.
"""

import filecmp
import hashlib
import logging
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StorageFault
from studio.store.files import disk, flush, make_folder, move
from studio.store.recover import PART, mend

if TYPE_CHECKING:
    from studio.store.local import Library

log = logging.getLogger("studio")
FOLDER = "image-studio-rescued"
SPARE = 256_000_000
"""Bytes that stay free where something is rescued to: another disk that is full helps no one."""


class Rescue:
    """The folder elsewhere of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._name = hashlib.sha256(os.path.realpath(home).encode("utf-8", "surrogateescape")).hexdigest()[:16]

    def folders(self) -> list[Path]:
        """Every run's folder that was rescued and is not home yet."""
        found = []
        for root in self._roots():
            with suppress(OSError):
                if _own(root):
                    found += sorted(path for path in root.iterdir() if path.is_dir())
        return found

    def find(self, run: str, name: str) -> Path | None:
        """A file of a run that was rescued."""
        for root in self._roots():
            if (path := root / run / name).is_file() and _own(root):
                return path
        return None

    def drop(self, run: str, name: str) -> None:
        """Forget a file of a run: the home has a newer one."""
        for root in self._roots():
            if (path := root / run / name).is_file() and _own(root):
                _drop(path)

    def holds(self, path: Path) -> bool:
        """Whether a file lies here."""
        return any(path.is_relative_to(root) for root in self._roots())

    def place(self, run: str, name: str) -> Path | None:
        """A path that can be written, over nothing that is there; None where no disk takes it."""
        for root in self._roots():
            try:
                root.parent.mkdir(exist_ok=True)
                root.mkdir(mode=0o700, exist_ok=True)
                if not _own(root) or shutil.disk_usage(root).free < SPARE:
                    continue
                folder = root / run
                folder.mkdir(mode=0o700, exist_ok=True)
                path = folder / name
                return path if not path.exists() else folder / f"{secrets.token_hex(3)}-{name}"
            except OSError:
                continue
        return None

    def write(self, run: str, name: str, data: bytes) -> Path | None:
        """A whole file, in place of what is there by that name; None where no disk takes it."""
        path = self.place(run, f"{name}.{secrets.token_hex(4)}.new")
        if path is None:
            return None
        try:
            path.write_bytes(data)
            flush(path)
            return path.replace(path.with_name(name))
        except (OSError, StorageFault):
            _drop(path)
            return None

    def copy(self, source: Path, run: str, name: str) -> Path | None:
        """A copy of a whole file, flushed; None where it can not be had."""
        path = self.place(run, name)
        if path is None:
            return None
        try:
            shutil.copyfile(source, path)
            flush(path)
        except (OSError, StorageFault):
            _drop(path)
            return None
        log.warning("%s is kept in %s", name, path)
        return path

    def _roots(self) -> Iterator[Path]:
        """Where it may be: never inside the home, whose disk is what failed."""
        home = Path(os.path.realpath(self._home))
        for base in (Path(tempfile.gettempdir()), Path("~").expanduser()):
            root = Path(os.path.realpath(base)) / FOLDER / self._name
            if base.is_dir() and not root.is_relative_to(home):
                yield root


def bring_home(library: "Library") -> None:
    """What was rescued on another disk, into its runs. Stops at the first file that the home does not take, with the rest where it is."""
    for folder in library.rescue.folders():
        run = folder.name
        if not re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{12}", run) or run in library.working.alive():
            continue
        for path in sorted(folder.iterdir()):
            if path.name == "run.json":
                bring(path, library.folder(run) / path.name)  # later than what the home has: that could not be written any more
            elif match := PART.fullmatch(path.name):
                bring(path, library.folder(run) / match[2])
            elif _same(path, library.folder(run) / path.name):
                path.unlink()  # it was brought before, and then there was a crash
            elif path.suffix != ".new":
                library.keep(path, run, path.name)
            else:
                path.unlink()  # cut while it was written
        mend(library, run)
        library.indexed(run)
        with suppress(OSError):
            folder.rmdir()  # last: until then the next start comes here again


def bring(source: Path, target: Path) -> Path:
    """A rescued file into the home, flushed before the other goes. Returns `target`. Raises StorageFault; then it stays where it is."""
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}.new")
    with disk(target):
        try:
            make_folder(target.parent)
            shutil.copyfile(source, partial)
            flush(partial)
            move(partial, target)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
        source.unlink()
    return target


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _drop(path: Path) -> None:
    """A file that no one needs, and the folders made for it."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        path.parent.parent.rmdir()


def _own(root: Path) -> bool:
    """A folder that this user made, and no link: a temporary folder belongs to everyone."""
    try:
        state = root.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return mine and not root.is_symlink() and root.is_dir()
