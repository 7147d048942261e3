"""The tab Library's own routes: pages of pictures and of families as JSON, one picture's facts, stars, notes, the bin, recipes of others (and `copies.py`).

They do not go through gradio: a page of the library is a question to the index and nothing else, and is asked for while one scrolls. Everything that touches a
disk runs in a thread. What a browser names is looked up in the index; its word never becomes a path.
"""

import asyncio
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio.errors import UsageError
from studio.imaging import recipes
from studio.jobs import Jobs
from studio.store import chats, marks
from studio.store.base import Day, Entry, Query
from studio.store.bin import empty
from studio.store.families import families
from studio.store.lineage import lineage
from studio.store.rows import day_of_key
from studio.ui import form
from studio.ui.shelf import Shelf
from studio.ui.trays import Trays
from studio.ui.view import library as view
from studio.web.asked import FRESH, body_of, ids_of, language_of, told
from studio.web.copies import Copies
from studio.web.parcels import Parcels
from studio.words import say

MOST = 200
"""Pictures of a page at most."""


class Shelves:
    """The routes over the library of one studio."""

    def __init__(self, jobs: Jobs, parcels: Parcels) -> None:
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = Shelf(jobs)
        self.trays = Trays(self.library)
        self.copies = Copies(jobs, self.shelf, parcels)

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/library/pictures", told(self.pictures)),
            Route("/library/families", told(self.families)),
            Route("/library/facets", told(self.facets)),
            Route("/library/picture/{run}/{file}", told(self.picture)),
            Route("/library/star", told(self.star), methods=["POST"]),
            Route("/library/note", told(self.note), methods=["POST"]),
            Route("/library/bin", told(self.bin), methods=["POST"]),
            Route("/library/empty", told(self.empty), methods=["POST"]),
            Route("/library/recipe", told(self.recipe), methods=["POST"]),
            *self.copies.routes(),
        ]

    # asking

    async def pictures(self, request: Request) -> Response:
        """A page of the newest that fit, `after` a key, with what each day that begins in it adds up to."""
        language, now, index = language_of(request), self.studio.now(), self.library.index
        query, after, limit = _query(request), _after(request), _limit(request, 60)

        def look() -> dict[str, Any]:
            began = time.perf_counter()
            page = index.page(query, after=after, limit=limit)
            ms = (time.perf_counter() - began) * 1000
            children = index.offspring([entry.id for entry in page.entries])
            sums = self._days(query, [day_of_key(entry.key) for entry in page.entries], after)
            items = [view.picture(entry, now, language, children=children.get(entry.id, 0), sums=sums) for entry in page.entries]
            found = {"items": items, "next": "" if page.next is None else str(page.next)}
            return found | ({"said": view.said(index.count(query), index.counts(), ms, language)} if after is None else {})

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    async def families(self, request: Request) -> Response:
        """The same as trees: the newest families that a picture which fits belongs to."""
        language, now, index = language_of(request), self.studio.now(), self.library.index
        query, after, limit = _query(request), _after(request), _limit(request, 12)

        def look() -> dict[str, Any]:
            began = time.perf_counter()
            page = families(self.library, query, after=after, limit=limit)
            ms = (time.perf_counter() - began) * 1000
            found = {"items": [view.family(one, now, language) for one in page.families], "next": "" if page.next is None else str(page.next)}
            return found | ({"said": view.said(index.count(query), index.counts(), ms, language, trees=True)} if after is None else {})

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    def _days(self, query: Query, days: list[date], after: int | None) -> dict[date, Day]:
        """The sums of these days, newest first, without the one that the page before began: each is added up once while one scrolls."""
        newest = day_of_key(after) - timedelta(days=1) if after is not None else date.max
        wanted = [one for one in days if one <= newest]
        if not wanted:
            return {}
        since = max(wanted[-1], query.since) if query.since else wanted[-1]
        return {one.day: one for one in self.library.index.days(replace(query, since=since, until=wanted[0]))}

    async def facets(self, request: Request) -> Response:
        """What can be filtered by, and how much is in the bin and on the disk."""
        language, index = language_of(request), self.library.index

        def look() -> dict[str, Any]:
            talks = [(one.name, one.title) for one in chats.listed(self.library.home)][:60]
            return view.facets(index.facets(), index.counts(), self.studio.settings, talks, language)

        return JSONResponse(await asyncio.to_thread(look), headers=FRESH)

    async def picture(self, request: Request) -> Response:
        """One picture's facts and family."""
        language, words = language_of(request), request.query_params.get("q", "")[:500]

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
        said = await body_of(request)
        entries = await asyncio.to_thread(marks.star, self.library, ids_of(said), on=said.get("on") is True)
        return JSONResponse({"ids": [entry.id for entry in entries]}, headers=FRESH)

    async def note(self, request: Request) -> Response:
        """`{id, note}`."""
        said = await body_of(request)
        await asyncio.to_thread(marks.annotate, self.library, str(said.get("id", "")), note=str(said.get("note", "")))
        return JSONResponse({"said": ""}, headers=FRESH)

    async def bin(self, request: Request) -> Response:
        """`{ids, restore}`: into the bin, or out of it."""
        said, language = await body_of(request), language_of(request)
        ids, back = ids_of(said), said.get("restore") is True
        now = self.studio.now()
        entries = await asyncio.to_thread(lambda: marks.restore(self.library, ids) if back else marks.delete(self.library, ids, now))
        return JSONResponse({"said": say("kept.restored" if back else "kept.binned_now", language, n=len(entries))}, headers=FRESH)

    async def empty(self, request: Request) -> Response:
        """Remove what is in the bin for good."""
        await body_of(request)
        gone = await asyncio.to_thread(empty, self.library)
        language = language_of(request)
        words = [say("kept.emptied", language, n=len(gone.removed), size=view.size(gone.bytes))]
        words += [say("kept.emptied_kept", language, n=len(gone.referred))] if gone.referred else []
        words += [say("kept.emptied_left", language, n=len(gone.left))] if gone.left else []
        return JSONResponse({"said": ("" if language == "zh-CN" else " ").join(words)}, headers=FRESH)

    # taking in

    async def recipe(self, request: Request) -> Response:
        """What a picture from elsewhere says of how it was made. The body is the file."""
        language = language_of(request)
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


def _query(request: Request) -> Query:
    """What is looked for; what is no day or no key narrows nothing."""
    asked = request.query_params
    return Query(
        words=asked.get("q", "")[:500],
        task=asked.get("task", ""),
        gateway=asked.get("gateway", ""),
        model=asked.get("model", ""),
        session=asked.get("session", ""),
        since=view.since(asked.get("since", "")),
        starred=bool(asked.get("starred")),
        bin=bool(asked.get("bin")),
    )


def _after(request: Request) -> int | None:
    key = request.query_params.get("after", "")
    return min(int(key), 2**63 - 1) if key.isascii() and key.isdigit() and len(key) < 20 else None


def _limit(request: Request, usual: int) -> int:
    said = request.query_params.get("limit", "")
    return max(1, min(MOST, int(said))) if said.isascii() and said.isdigit() and len(said) < 6 else usual


LARGEST = 100_000_000
"""Bytes of a picture whose recipe is read."""
