"""Writing files so that a crash leaves the old or the new, never half; and disk errors as sentences.

Everything that becomes an original is written in `incoming/` on the same file system, flushed to the disk, and renamed into place. Windows refuses a rename
while a scanner or a synchroniser looks at the file; it is tried again for a second.
"""

import errno
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from studio.errors import StorageFault


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turns an OSError into a StorageFault about `path`."""
    try:
        yield
    except OSError as error:
        key = "store.full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "store.read_only"
        raise StorageFault(key, path=str(path), what=error.strerror or type(error).__name__) from error


class Arriving:
    """A file that is still arriving: what a Spool writes into. `bytes` counts what came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = 0
        with disk(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = path.open("xb")

    def write(self, data: bytes) -> int:
        """Append. Raises StorageFault on a full disk."""
        with disk(self.path):
            self.bytes += len(data)
            return self._file.write(data)

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
        with disk(self.path), self.path.open("rb+") as file:
            os.fsync(file.fileno())

    def restart(self) -> None:
        """Forget what came and begin again (a download that is retried)."""
        with disk(self.path):
            self._file.seek(0)
            self._file.truncate()
        self.bytes = 0


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
                    if time.time() - guard.stat().st_mtime > 10:
                        guard.unlink()
                time.sleep(0.02)
    try:
        yield
    finally:
        guard.unlink(missing_ok=True)


def move(source: Path, target: Path) -> Path:
    """Rename into place, retried while another program holds the file. Returns `target`."""
    with disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        for wait in (0.05, 0.1, 0.2, 0.3, 0.4):
            try:
                return source.replace(target)
            except PermissionError:
                time.sleep(wait)
        return source.replace(target)


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """The whole file or the old one. `private`: from its first byte on, no one else may read it (where the system knows modes)."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
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
