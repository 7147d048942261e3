"""What is made for one download: a ZIP of originals, a copy with its recipe, a comparison in one file. It is made first, its size and whatever does not hold in
it are told, and then it is given, once.

They lie in a folder of their own among the machine's temporary files, which goes with the process; of those that nobody took, the oldest go first. One that is
dropped while it is made ends at its next step.
"""

import asyncio
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio.errors import StudioError, UsageError
from studio.store.files import disk
from studio.web.asked import FRESH, told
from studio.words import Language

KEPT = 20
"""Parcels that wait to be taken."""


class Dropped(Exception):
    """Nobody wants the parcel any more."""


@dataclass(slots=True)
class Parcel:
    """`path` is set once it is made, `error` where it can not be; `done` is the part that is, 0 to 1."""

    job: str
    done: float = 0.0
    path: Path | None = None
    name: str = ""
    said: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""
    dropped: bool = False

    def tell(self, done: float) -> None:
        """How far it is. Raises Dropped."""
        if self.dropped:
            raise Dropped
        self.done = done

    def shown(self) -> dict[str, Any]:
        """What the page hears of it."""
        if self.error:
            return {"job": self.job, "error": self.error}
        if self.path is None:
            return {"job": self.job, "done": self.done}
        return {"job": self.job, "done": 1.0, "name": self.name, "said": self.said, "notes": list(self.notes), "href": f"/parcels/{self.job}?take"}


Make = Callable[[Parcel], None]
"""Makes a parcel's file at a `Parcels.place` of its own, and sets `name`, `said`, `notes` and, last, `path`. Runs in a thread."""


class Parcels:
    """All that wait, and their routes."""

    def __init__(self) -> None:
        self._waiting: dict[str, Parcel] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room: Path | None = None

    def routes(self) -> list[BaseRoute]:
        """How far one is, the file of it, and dropping it."""
        return [Route("/parcels/{job}", told(self.parcel)), Route("/parcels/{job}", told(self.drop), methods=["DELETE"])]

    def begin(self, make: Make, language: Language) -> Parcel:
        """Have one made; the page asks how far it is."""
        parcel = self._new()

        async def work() -> None:
            try:
                await asyncio.to_thread(make, parcel)
            except StudioError as error:
                parcel.error = error.say(language)
            except Dropped:
                pass

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return parcel

    async def made(self, make: Make) -> Parcel:
        """One that is made in a moment. Raises what `make` raises."""
        parcel = self._new()
        try:
            await asyncio.to_thread(make, parcel)
        except StudioError:
            del self._waiting[parcel.job]
            raise
        return parcel

    def place(self, parcel: Parcel, suffix: str) -> Path:
        """Where it is made. Raises StorageFault where the machine has no room for temporary files."""
        if self._room is None or not self._room.is_dir():  # what cleans a machine up may have taken it
            with disk(Path(tempfile.gettempdir())):
                self._room = Path(tempfile.mkdtemp(prefix="image-studio-"))
            weakref.finalize(self, shutil.rmtree, self._room, ignore_errors=True)
        return self._room / f"{parcel.job}{suffix}"

    async def parcel(self, request: Request) -> Response:
        """How far it is; with `?take` the file, once."""
        parcel = self._named(request)
        if "take" in request.query_params and parcel.path is not None:
            del self._waiting[parcel.job]
            gone = BackgroundTask(parcel.path.unlink, missing_ok=True)
            return FileResponse(parcel.path, filename=parcel.name, headers=FRESH, background=gone)
        return JSONResponse(parcel.shown(), headers=FRESH)

    async def drop(self, request: Request) -> Response:
        """Not wanted any more."""
        self._gone(self._named(request).job)
        return JSONResponse({}, headers=FRESH)

    def _named(self, request: Request) -> Parcel:
        parcel = self._waiting.get(request.path_params["job"])
        if parcel is None:
            raise UsageError("kept.parcel_gone", field="job")
        return parcel

    def _new(self) -> Parcel:
        parcel = Parcel(secrets.token_hex(12))
        self._waiting[parcel.job] = parcel
        for old in list(self._waiting)[:-KEPT]:
            self._gone(old)
        return parcel

    def _gone(self, job: str) -> None:
        parcel = self._waiting.pop(job)
        parcel.dropped = True
        if parcel.path is not None:
            parcel.path.unlink(missing_ok=True)


def shown(parcel: Parcel) -> Response:
    """A parcel as the page hears of it."""
    return JSONResponse(parcel.shown(), headers=FRESH)
