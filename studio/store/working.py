"""Who works on what: which runs of a home are in progress, and in a process that is still alive.

    <home>/working/<process>.lock     locked by the system as long as the process lives, whatever it dies of
                  /<process>/<run>    a run that it has begun and not ended

A run is marked here before anything of it is sent, and the mark goes once its last record is written and nothing of it lies where it arrived. So a start finds
at once what a crash left, among a hundred thousand runs too, and never touches what another process works on. Where the lock can not be believed (a folder that
other machines see, a file system without locks) a process counts as dead after a day without a sign of life.
"""

import json
import os
import platform
import re
import secrets
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from studio.store.files import disk

_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{12}")
SILENCE = 86_400.0
"""Seconds; no run lives so long (STUDIO_DEADLINE ends each call)."""


class Working:
    """This process's part of it. `shared` says that other machines may see the folder."""

    def __init__(self, home: Path, *, shared: bool) -> None:
        self._folder = home / "working"
        self._shared = shared
        self._own: tuple[str, int] | None = None

    @property
    def process(self) -> str:
        """The name of this process here; locked from the first time that it is asked for. Raises StorageFault."""
        while self._own is None or not (self._folder / f"{self._own[0]}.lock").exists():  # a home that was thrown away and made again
            self._own = self._signed()
        return self._own[0]

    def begin(self, run: str) -> None:
        """A run is in progress here. Raises StorageFault."""
        mark = self._folder / self.process / run
        with disk(mark):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            os.utime(self._folder / f"{self.process}.lock")

    def end(self, run: str) -> None:
        """It is over and recorded."""
        if self._own is not None:
            with suppress(OSError):
                (self._folder / self._own[0] / run).unlink()

    def alive(self) -> set[str]:
        """Runs that a living process has in progress, this one included."""
        return {run for process in self._processes() if self._state(process) != "dead" for run in self._runs(process)}

    def living(self, process: str) -> bool:
        """Whether a process of that name is, or may be, alive."""
        return self._state(process) != "dead"

    @contextmanager
    def dead(self) -> Iterator[tuple[str, ...]]:
        """Runs that were in progress in processes that are gone. They are this process's alone meanwhile, and no one's afterwards."""
        held: list[tuple[str, int]] = []
        try:
            silent = (process for process in self._processes() if self._state(process) == "dead")
            held += ((process, handle) for process in silent if (handle := _open_locked(self._folder / f"{process}.lock")) is not None)
            yield tuple(run for process, _ in held for run in self._runs(process))
            for process, _ in held:
                for run in self._runs(process):
                    (self._folder / process / run).unlink(missing_ok=True)
                with suppress(OSError):
                    (self._folder / process).rmdir()
                if os.name != "nt":  # while it is locked: no one else may think it theirs
                    (self._folder / f"{process}.lock").unlink(missing_ok=True)
        finally:
            for process, handle in held:
                os.close(handle)
                if os.name == "nt":
                    with suppress(OSError):
                        (self._folder / f"{process}.lock").unlink()

    def close(self) -> None:
        """This process works here no more; what it left unfinished stays marked."""
        if self._own is not None:
            process, handle = self._own
            self._own = None
            os.close(handle)
            self._finalizer.detach()
            with suppress(OSError):
                (self._folder / process).rmdir()
                (self._folder / f"{process}.lock").unlink()

    def _signed(self) -> tuple[str, int]:
        """A new name, locked. Between making the file and locking it another process may take it for a dead one's and take it away: then another name."""
        while True:
            process = secrets.token_hex(6)
            path = self._folder / f"{process}.lock"
            with disk(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps({"host": platform.node(), "pid": os.getpid()}), encoding="utf-8")
                handle = _open_locked(path)
            if handle is not None:
                self._finalizer = weakref.finalize(self, os.close, handle)
                return process, handle

    def _processes(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.lock"))

    def _runs(self, process: str) -> tuple[str, ...]:
        try:
            return tuple(sorted(path.name for path in (self._folder / process).iterdir() if _RUN.fullmatch(path.name)))  # a file manager leaves its own
        except OSError:
            return ()

    def _state(self, process: str) -> Literal["own", "alive", "dead"]:
        if self._own is not None and process == self._own[0]:
            return "own"
        path = self._folder / f"{process}.lock"
        try:
            silent = abs(time.time() - path.stat().st_mtime) > SILENCE
            foreign = self._shared and json.loads(path.read_bytes() or b"{}").get("host") != platform.node()
        except FileNotFoundError:
            return "dead"
        except (AttributeError, OSError, ValueError):
            foreign, silent = self._shared, False
        if foreign:
            return "dead" if silent else "alive"
        match locked(path):
            case "no":
                return "dead"
            case "yes":
                return "alive"
            case "unknown":
                return "dead" if silent else "alive"


def locked(path: Path) -> Literal["yes", "no", "unknown"]:
    """Whether a living process holds the lock of a file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return "no"
    except OSError:
        return "unknown"
    try:
        return {None: "unknown", True: "no", False: "yes"}[_try(handle)]  # type: ignore[return-value]
    finally:
        os.close(handle)


def _open_locked(path: Path) -> int | None:
    """The file, locked until the handle is closed (where the file system knows no locks, only open); None where another holds it, or it is gone."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    if _try(handle) is not False and path.exists():
        return handle
    os.close(handle)
    return None


def _try(handle: int) -> bool | None:
    """Lock a file: True where that was done, False where another holds it, None where the file system knows no locks."""
    if sys.platform == "win32":
        import msvcrt

        try:
            os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond what is written there, so that it can be read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            return None
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
