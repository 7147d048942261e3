"""What is made for one download: a ZIP of originals, a copy with its recipe, a public copy. It is made first, its size and whatever does not hold in it are
told, and then it is given, once.

They lie in a folder of their own among the machine's temporary files, which goes with the process; of those that nobody took, the oldest go first.
"""

import asyncio
import secrets
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio import __version__
from studio.errors import StudioError, UsageError
from studio.imaging import recipes
from studio.jobs import Jobs
from studio.store import archive
from studio.store.base import Entry
from studio.store.files import disk
from studio.ui.shelf import Shelf
from studio.ui.view import library as view
from studio.ui.view.stage import pairs
from studio.web.asked import FRESH, body_of, ids_of, language_of, told
from studio.words import Language, say

KEPT = 20
"""Parcels that wait to be taken."""


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

    def shown(self) -> dict[str, Any]:
        """What the page hears of it."""
        if self.error:
            return {"job": self.job, "error": self.error}
        if self.path is None:
            return {"job": self.job, "done": self.done}
        return {"job": self.job, "done": 1.0, "name": self.name, "said": self.said, "notes": list(self.notes), "href": f"/library/parcel/{self.job}?take"}


class Parcels:
    """The routes. `shelf` reads the records that copies carry."""

    def __init__(self, jobs: Jobs, shelf: Shelf) -> None:
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = shelf
        self._waiting: dict[str, Parcel] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room: Path | None = None

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/library/export", told(self.export), methods=["POST"]),
            Route("/library/copy", told(self.copy), methods=["POST"]),
            Route("/library/parcel/{job}", told(self.parcel)),
        ]

    async def export(self, request: Request) -> Response:
        """Begin to pack `{ids}`; the parcel says how far it is."""
        said, language = await body_of(request), language_of(request)
        entries = await asyncio.to_thread(self.library.index.find, ids_of(said))
        if not entries:
            raise UsageError("store.no_picture", field="ids", id="")
        parcel = self._new()

        async def pack() -> None:
            try:
                await asyncio.to_thread(self._pack, parcel, entries, language)
            except StudioError as error:
                parcel.error = error.say(language)

        task = asyncio.create_task(pack())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return JSONResponse(parcel.shown(), headers=FRESH)

    async def copy(self, request: Request) -> Response:
        """Make a copy of `{id}` that carries its recipe; a `public` one says only that it was made by a model."""
        said, language = await body_of(request), language_of(request)
        wanted, public = str(said.get("id", "")), said.get("public") is True
        found = await asyncio.to_thread(self.library.index.find, [wanted])
        if "/" not in wanted or not found:
            raise UsageError("store.no_picture", field="id", id=wanted[:80])
        parcel = self._new()
        try:
            await asyncio.to_thread(self._copy, parcel, found[0], language, public=public)
        except StudioError:
            del self._waiting[parcel.job]
            raise
        return JSONResponse(parcel.shown(), headers=FRESH)

    async def parcel(self, request: Request) -> Response:
        """How far it is; with `?take` the file, once."""
        job = request.path_params["job"]
        parcel = self._waiting.get(job)
        if parcel is None:
            raise UsageError("kept.parcel_gone", field="job")
        if "take" in request.query_params and parcel.path is not None:
            del self._waiting[job]
            gone = BackgroundTask(parcel.path.unlink, missing_ok=True)
            return FileResponse(parcel.path, filename=parcel.name, headers=FRESH, background=gone)
        return JSONResponse(parcel.shown(), headers=FRESH)

    def _new(self) -> Parcel:
        parcel = Parcel(secrets.token_hex(12))
        self._waiting[parcel.job] = parcel
        for old in list(self._waiting)[:-KEPT]:
            if (path := self._waiting.pop(old).path) is not None:
                path.unlink(missing_ok=True)
        return parcel

    def _place(self, parcel: Parcel, suffix: str) -> Path:
        """Where it is made. Raises StorageFault where the machine has no room for temporary files."""
        if self._room is None or not self._room.is_dir():  # what cleans a machine up may have taken it
            with disk(Path(tempfile.gettempdir())):
                self._room = Path(tempfile.mkdtemp(prefix="image-studio-"))
            weakref.finalize(self, shutil.rmtree, self._room, ignore_errors=True)
        return self._room / f"{parcel.job}{suffix}"

    def _pack(self, parcel: Parcel, entries: tuple[Entry, ...], language: Language) -> None:
        path = self._place(parcel, ".zip")

        def heard(done: int, whole: int) -> None:
            parcel.done = done / whole if whole else 1.0

        packed = archive.write(path, entries, heard)
        parcel.name = f"image-studio-{self.studio.now():%Y%m%d-%H%M%S}.zip"
        parcel.said = say("kept.packed" if packed.pictures != 1 else "kept.packed_one", language, n=packed.pictures, size=view.size(path.stat().st_size))
        parcel.notes = (say("kept.packed_missing", language, n=len(packed.missing)),) if packed.missing else ()
        parcel.path = path

    def _copy(self, parcel: Parcel, entry: Entry, language: Language, *, public: bool) -> None:
        path = self._place(parcel, entry.path.suffix)
        result, created = self.shelf.kept_now(entry.run)
        tile = next((index for index, _, image in pairs(result) if image is not None and image.path.name == entry.file), 0)
        recipe = recipes.of(result, created=created.isoformat(timespec="seconds"), version=__version__, tile=tile)
        notes = recipes.copy(entry.path, path, recipe, public=public)
        size = view.comma(language, view.fact(entry), view.size(path.stat().st_size))
        parcel.name = f"{entry.run}-{'public-' if public else ''}{entry.file}"
        parcel.said = say("kept.copied_public" if public else "kept.copied", language, size=size)
        parcel.notes = tuple(note.say(language) for note in notes)
        parcel.path = path
