"""Writing files so that a crash leaves the old or the new, never half; and disk errors as sentences.

A picture of a run is written in the run's own folder from its first byte, under a hidden name that no list takes for a picture, flushed to the disk, and
renamed into place there. Windows refuses a rename while a scanner or a synchroniser looks at the file; it is tried again for a second.
"""

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from studio.errors import StorageFault

_PART = re.compile(r"\.\d+\.[0-9a-f]{16}\.part")


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turns an OSError into a StorageFault about `path`."""
    try:
        yield
    except OSError as error:
        key = "store.full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "store.read_only"
        raise StorageFault(key, path=str(path), what=error.strerror or type(error).__name__) from error


class Arriving:
    """A file that is still arriving: what a Spool writes into. `bytes` counts what came. Where the disk takes no more, `elsewhere` names a file on another
    (None where there is none); what came moves there, and the rest follows it."""

    def __init__(self, path: Path, elsewhere: Callable[[], Path | None] = lambda: None) -> None:
        self.path = path
        self.bytes = 0
        self._elsewhere = elsewhere
        with disk(path):
            make_folder(path.parent)
            self._file: FileIO = path.open("xb", buffering=0)  # whatever was written is in the file, and `bytes` counts it

    def write(self, data: bytes) -> int:
        """Append. Raises StorageFault on a full disk."""
        left = memoryview(data)
        with disk(self.path):
            while left:
                try:
                    done = self._file.write(left)
                except OSError:
                    if not self._moved():
                        raise
                    continue
                self.bytes += done
                left = left[done:]
        return len(data)

    def _moved(self) -> bool:
        """Go on in a file elsewhere, where there is one; once."""
        path = self._elsewhere()
        self._elsewhere = lambda: None
        if path is None:
            return False
        try:
            with self.path.open("rb") as came, path.open("xb", buffering=0) as file:
                shutil.copyfileobj(came, file)
            file = path.open("ab", buffering=0)
        except OSError:
            with suppress(OSError):
                path.unlink()  # it has no room there either
            return False
        old, self.path = self.path, path
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            old.unlink()
        self._file = file
        return True

    def close(self) -> None:
        """No more comes. Cheap: a Spool calls it on the event loop."""
        if self.open:
            with disk(self.path):
                self._file.close()

    @property
    def open(self) -> bool:
        """More may come."""
        return not self._file.closed

    def settle(self) -> None:
        """Close, and flush to the disk itself: what was paid for survives a power cut. May take long: call it in a thread."""
        self.close()
        flush(self.path)

    def restart(self) -> None:
        """Forget what came and begin again (a download that is retried)."""
        with disk(self.path):
            self._file.seek(0)
            self._file.truncate()
        self.bytes = 0


def new_part(tile: int) -> str:
    """A name in its run's folder for what begins to arrive for a tile."""
    return f".{tile}.{secrets.token_hex(8)}.part"


def parts(folder: Path) -> list[Path]:
    """What is arriving in a run's folder, or was when its process died; nothing where there is no such folder."""
    with suppress(OSError):
        return [folder / name for name in sorted(os.listdir(folder)) if _PART.fullmatch(name)]  # noqa: PTH208  names are enough
    return []


def flush(path: Path) -> None:
    """Flush a file to the disk itself. Raises StorageFault."""
    with disk(path), path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with `path` among all processes, by a file beside it. A lock that a crash left is broken after ten seconds: nothing here holds one longer."""
    guard = path.with_name(f"{path.name}.lock")
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                os.close(os.open(guard, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                with suppress(FileNotFoundError):
                    if abs(time.time() - guard.stat().st_mtime) > 10:  # a clock that was set back makes it of the future
                        guard.unlink()
                time.sleep(0.02)
    try:
        yield
    finally:
        guard.unlink(missing_ok=True)


def move(source: Path, target: Path) -> Path:
    """Rename into place, retried while another program holds the file, and flushed: after it the name survives a power cut. Returns `target`."""
    with disk(target):
        make_folder(target.parent)
        for wait in (0.05, 0.1, 0.2, 0.3, 0.4):
            try:
                source.replace(target)
                break
            except PermissionError:
                time.sleep(wait)
        else:
            source.replace(target)
        flush_folder(target.parent)
        return target


def make_folder(folder: Path) -> None:
    """The folder and those above it; each that is new is flushed into the one that holds it. Raises OSError."""
    new = []
    while not folder.is_dir() and folder != folder.parent:
        new.append(folder)
        folder = folder.parent
    for folder in reversed(new):
        folder.mkdir(exist_ok=True)
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk itself. Windows flushes them with the file; some file systems refuse it, and nothing more can be done there."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """The whole file or the old one. `private`: from its first byte on, no one else may read it (where the system knows modes)."""
    with disk(path):
        make_folder(path.parent)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")  # two writers never share one
        try:
            handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600 if private else 0o666)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            move(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
