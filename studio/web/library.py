"""The tab Library's own routes: pages of pictures as JSON, one picture's facts, stars, notes, the bin, ZIPs, copies with their recipe, recipes of others.

They do not go through gradio: a page of the library is a question to the index and nothing else, and is asked for while one scrolls. Everything that touches a
disk runs in a thread. What a browser names is looked up in the index; its word never becomes a path.
"""

import asyncio
import json
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio import __version__
from studio.errors import StorageFault, StudioError, UsageError
from studio.imaging import recipes
from studio.jobs import Jobs
from studio.store import archive, chats, marks
from studio.store.base import Entry, Query
from studio.store.bin import empty
from studio.store.lineage import lineage
from studio.ui import form
from studio.ui.shelf import Shelf
from studio.ui.trays import Trays
from studio.ui.view import library as view
from studio.ui.view.stage import pairs
from studio.words import Language, of_browser, say

MOST = 200
"""Pictures of a page at most."""
FRESH = {"cache-control": "no-store"}


class Shelves:
    """The routes over the library of one studio."""

    def __init__(self, jobs: Jobs) -> None:
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = Shelf(jobs)
        self.trays = Trays(self.library)
        self._packing: dict[str, dict[str, Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/library/pictures", self._told(self.pictures)),
            Route("/library/facets", self._told(self.facets)),
            Route("/library/picture/{run}/{file}", self._told(self.picture)),
            Route("/library/copy/{run}/{file}", self._told(self.copy)),
            Route("/library/star", self._told(self.star), methods=["POST"]),
            Route("/library/note", self._told(self.note), methods=["POST"]),
            Route("/library/bin", self._told(self.bin), methods=["POST"]),
            Route("/library/empty", self._told(self.empty), methods=["POST"]),
            Route("/library/export", self._told(self.export), methods=["POST"]),
            Route("/library/export/{job}", self._told(self.exported)),
            Route("/library/recipe", self._told(self.recipe), methods=["POST"]),
        ]

    def _told(self, answer: Any) -> Any:
        """What can not be done is said in a sentence."""

        async def one(request: Request) -> Response:
            try:
                return await answer(request)  # type: ignore[no-any-return]  # ours, below
            except StudioError as error:
                status = 507 if isinstance(error, StorageFault) else 422
                return JSONResponse({"error": error.say(_language(request))}, status, headers=FRESH)

        return one

    # asking

    async def pictures(self, request: Request) -> Response:
        """A page of the newest that fit, `after` a key."""
        asked, language, now = request.query_params, _language(request), self.studio.now()
        query = Query(
            words=asked.get("q", "")[:500],
            task=asked.get("task", ""),
            gateway=asked.get("gateway", ""),
            model=asked.get("model", ""),
            session=asked.get("session", ""),
            since=view.since(asked.get("since", "")),
            starred=bool(asked.get("starred")),
            bin=bool(asked.get("bin")),
        )
        after = int(key) if (key := asked.get("after", "")).lstrip("-").isdigit() and len(key) < 20 else None
        limit = min(MOST, int(asked["limit"])) if asked.get("limit", "").isdigit() and len(asked["limit"]) < 6 else 60
        index = self.library.index

        def look() -> dict[str, Any]:
            began = time.perf_counter()
            page = index.page(query, after=after, limit=max(1, limit))
            ms = (time.perf_counter() - began) * 1000
            children = index.offspring([entry.id for entry in page.entries])
            items = [view.picture(entry, now, language, children=children.get(entry.id, 0)) for entry in page.entries]
            found = {"items": items, "next": "" if page.next is None else str(page.next)}
            return found | ({"said": view.said(index.count(query), index.counts(), ms, language)} if after is None else {})

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    async def facets(self, request: Request) -> Response:
        """What can be filtered by, and how much is in the bin and on the disk."""
        language, index = _language(request), self.library.index

        def look() -> dict[str, Any]:
            talks = [(one.name, one.title) for one in chats.listed(self.library.home)][:60]
            return view.facets(index.facets(), index.counts(), self.studio.settings, talks, language)

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    async def picture(self, request: Request) -> Response:
        """One picture's facts and family."""
        language, words = _language(request), request.query_params.get("q", "")[:500]

        def look() -> dict[str, Any]:
            entry = self._entry(request)
            result, _ = self.shelf.kept_now(entry.run)
            signed = recipes.credentials(entry.path) if entry.path.is_file() else None
            extra = [note.say(language) for note in signed.notes] if signed else []
            family = lineage(self.library, entry.id)
            source = self.trays.source(result, language)
            return view.detail(entry, result, family, source=source, words=words, extra=extra, language=language, now=self.studio.now())

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    # marking

    async def star(self, request: Request) -> Response:
        """`{ids, on}`."""
        said = await _json(request)
        entries = await asyncio.to_thread(marks.star, self.library, _ids(said), on=said.get("on") is True)
        return JSONResponse({"ids": [entry.id for entry in entries]}, headers=FRESH)

    async def note(self, request: Request) -> Response:
        """`{id, note}`."""
        said = await _json(request)
        await asyncio.to_thread(marks.annotate, self.library, str(said.get("id", "")), note=str(said.get("note", "")))
        return JSONResponse({"said": ""}, headers=FRESH)

    async def bin(self, request: Request) -> Response:
        """`{ids, restore}`: into the bin, or out of it."""
        said, language = await _json(request), _language(request)
        ids, back = _ids(said), said.get("restore") is True
        now = self.studio.now()
        entries = await asyncio.to_thread(lambda: marks.restore(self.library, ids) if back else marks.delete(self.library, ids, now))
        return JSONResponse({"said": say("kept.restored" if back else "kept.binned_now", language, n=len(entries))}, headers=FRESH)

    async def empty(self, request: Request) -> Response:
        """Remove what is in the bin for good."""
        await _json(request)
        gone = await asyncio.to_thread(empty, self.library)
        language = _language(request)
        words = [say("kept.emptied", language, n=len(gone.removed), size=view.size(gone.bytes))]
        words += [say("kept.emptied_kept", language, n=len(gone.referred))] if gone.referred else []
        words += [say("kept.emptied_left", language, n=len(gone.left))] if gone.left else []
        return JSONResponse({"said": ("" if language == "zh-CN" else " ").join(words)}, headers=FRESH)

    # giving away

    async def export(self, request: Request) -> Response:
        """Begin to pack `{ids}`; `/library/export/{job}` says how far it is."""
        said, language = await _json(request), _language(request)
        entries = await asyncio.to_thread(self.library.index.find, _ids(said))
        if not entries:
            raise UsageError("store.no_picture", field="ids", id="")
        job = secrets.token_hex(12)
        state: dict[str, Any] = {"job": job, "done": 0.0}
        self._packing[job] = state
        for old in list(self._packing)[:-20]:
            if path := self._packing.pop(old).get("path"):  # nobody took it
                Path(path).unlink(missing_ok=True)

        def work() -> None:
            path = _spare(".zip")
            packed = archive.write(path, entries, lambda done, whole: state.update(done=done / whole if whole else 1.0))
            state.update(path=str(path), said=say("kept.packed", language, n=packed.pictures, size=view.size(path.stat().st_size)))

        async def pack() -> None:
            try:
                await asyncio.to_thread(work)
            except StudioError as error:
                state["error"] = error.say(language)
            except OSError as error:
                state["error"] = StorageFault("store.full", path=error.filename or "").say(language)

        task = asyncio.create_task(pack())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return JSONResponse({"job": job, "done": 0.0}, headers=FRESH)

    async def exported(self, request: Request) -> Response:
        """How far it is; with `?take` the file, once."""
        job = request.path_params["job"]
        state = self._packing.get(job)
        if state is None:
            raise UsageError("store.no_picture", field="job", id=job[:40])
        if "take" in request.query_params and "path" in state:
            del self._packing[job]
            path = Path(state["path"])
            name = f"image-studio-{self.studio.now():%Y%m%d-%H%M%S}.zip"
            return FileResponse(path, filename=name, media_type="application/zip", headers=FRESH, background=BackgroundTask(path.unlink, missing_ok=True))
        shown = {name: value for name, value in state.items() if name != "path"}
        return JSONResponse(shown | ({"href": f"/library/export/{job}?take"} if "path" in state else {}), headers=FRESH)

    async def copy(self, request: Request) -> Response:
        """A copy that carries its recipe; with `?public` one that says only that it was made by a model."""
        public = "public" in request.query_params

        def work() -> tuple[Path, str]:
            entry = self._entry(request)
            result, created = self.shelf.kept_now(entry.run)
            tile = next((index for index, _, image in pairs(result) if image is not None and image.path.name == entry.file), 0)
            recipe = recipes.of(result, created=created.isoformat(timespec="seconds"), version=__version__, tile=tile)
            path = _spare(entry.path.suffix)
            recipes.copy(entry.path, path, recipe, public=public)
            return path, f"{entry.run}-{'public-' if public else ''}{entry.file}"

        path, name = await asyncio.to_thread(work)
        return FileResponse(path, filename=name, headers=FRESH, background=BackgroundTask(path.unlink, missing_ok=True))

    # taking in

    async def recipe(self, request: Request) -> Response:
        """What a picture from elsewhere says of how it was made. The body is the file."""
        language = _language(request)
        arriving = await asyncio.to_thread(self.library.arriving)
        try:
            async for chunk in request.stream():
                if arriving.bytes + len(chunk) > LARGEST:
                    raise UsageError("kept.recipe_large", field="file")
                arriving.write(chunk)
            arriving.close()
            found = await asyncio.to_thread(recipes.read, arriving.path)
        finally:
            arriving.close()
            arriving.path.unlink(missing_ok=True)
        if found is None:
            raise UsageError("kept.no_recipe", field="file")
        gateways = [access.gateway for access in self.studio.settings.access if access.configured]
        refill = recipes.refill(found, gateways, gateway=self.studio.settings.chosen)
        fits = refill.fits
        notes = [note.say(language) for note in refill.notes]
        return JSONResponse(view.recipe(found, form.values_of(fits), notes, gateway=fits.gateway, model=fits.model), headers=FRESH)

    def _entry(self, request: Request) -> Entry:
        wanted = f"{request.path_params['run']}/{request.path_params['file']}"
        found = self.library.index.find([wanted])
        if not found:
            raise UsageError("store.no_picture", field="id", id=wanted[:80])
        return found[0]


LARGEST = 100_000_000
"""Bytes of a picture whose recipe is read."""


def _spare(suffix: str) -> Path:
    """An empty file that lives as long as a browser takes to fetch it."""
    with tempfile.NamedTemporaryFile(prefix="image-studio-", suffix=suffix, delete=False) as file:
        return Path(file.name)


def _language(request: Request) -> Language:
    return of_browser(request.cookies, request.headers)


async def _json(request: Request) -> dict[str, Any]:
    """The body as an object. Raises UsageError for what is none, or not sent as JSON: a form of another site can not send it so."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise UsageError("kept.not_json", field="body")
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise UsageError("kept.not_json", field="body") from error
    return said if isinstance(said, dict) else {}


def _ids(said: dict[str, Any]) -> list[str]:
    ids = said.get("ids")
    return [one for one in ids if isinstance(one, str)][:5000] if isinstance(ids, list) else []
