"""The tab Compare's own routes: two pictures with their table, what is measured between them, and what is made of both to give away.

Measuring takes seconds and 260 MB at 4K, so it runs in a thread, one at a time, tells its steps as lines of JSON, ends when the page leaves, and what was found
is remembered by what the pictures hold.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from studio.core.comparison import Comparison, Step
from studio.errors import StudioError, UsageError
from studio.export import exporters, kind
from studio.export.base import Mode, Options
from studio.imaging.compare import compare
from studio.jobs import Jobs
from studio.ui.pairing import Found, Pairing
from studio.ui.view import compare as view
from studio.ui.view.library import size
from studio.web.asked import FRESH, body_of, language_of, told
from studio.web.parcels import Parcel, Parcels, shown
from studio.words import Language, say

REMEMBERED = 200
"""Comparisons kept: a few numbers each."""
WHOLE = 16384
"""Pixels of the longest edge that stand for the size as it is."""
MODES: tuple[Mode, ...] = get_args(Mode)
WAYS = {
    "html": ("html", {}),
    "wipe": ("animation", {"motion": "wipe"}),
    "blink": ("animation", {"motion": "blink"}),
    "png": ("sheet", {"picture": "png"}),
    "jpeg": ("sheet", {"picture": "jpeg"}),
    "originals": ("originals", {}),
}
"""What the page offers: an exporter's name and its options."""


class _Left(Exception):
    """Nobody waits for the comparison any more."""


class Pairs:
    """The routes over one studio's pictures."""

    def __init__(self, jobs: Jobs, parcels: Parcels) -> None:
        self.studio = jobs.studio
        self.pairing = Pairing(jobs)
        self.parcels = parcels
        self._known: OrderedDict[tuple[str, str], Comparison] = OrderedDict()
        self._turn = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/compare/pair", told(self.pair)),
            Route("/compare/measure", told(self.measure)),
            Route("/compare/sizes", told(self.sizes), methods=["POST"]),
            Route("/compare/export", told(self.export), methods=["POST"]),
        ]

    async def pair(self, request: Request) -> Response:
        """`?a=…&b=…`: both sides, the table, what else can stand there."""
        asked = request.query_params
        found = await asyncio.to_thread(self.pairing.pair, *_two(dict(asked)), language_of(request))
        return JSONResponse(found, headers=FRESH)

    async def measure(self, request: Request) -> Response:
        """The registration and the difference of two pictures: a line of JSON for each step, the last is what was found."""
        one, other = await self._both(dict(request.query_params))
        return StreamingResponse(self._measuring(one, other, language_of(request)), media_type="application/x-ndjson", headers=FRESH)

    async def sizes(self, request: Request) -> Response:
        """How large each kind of export of `{a, b, edge, recipe}` will be, about."""
        said, language = await body_of(request), language_of(request)
        both = await self._both(said)

        def look() -> dict[str, str]:
            given, found = self.pairing.shown(*both, None, language), exporters()
            return {
                way: say("compare.about" if way == "html" else "compare.about_short", language, size=size(found[name].estimate(given, _options(said | more))))
                for way, (name, more) in WAYS.items()
            }

        return JSONResponse({"sizes": await asyncio.to_thread(look)}, headers=FRESH)

    async def export(self, request: Request) -> Response:
        """Begin to make `{a, b, way, edge, recipe, mode}`; the parcel says how far it is."""
        said, language = await body_of(request), language_of(request)
        both = await self._both(said)
        name, more = WAYS.get(str(said.get("way")), WAYS["html"])
        options = _options(said | more)

        def make(parcel: Parcel) -> None:
            exporter = exporters()[name]
            known = self._known.get((both[0].image.digest, both[1].image.digest))
            suffix, _ = kind(exporter, options)
            path = self.parcels.place(parcel, suffix)
            written = exporter.write(self.pairing.shown(*both, known.registration if known else None, language), options, path, parcel.tell)
            parcel.name = f"comparison-{self.studio.now():%Y%m%d-%H%M%S}{suffix}"
            parcel.said = say("compare.given", language, name=parcel.name, size=size(written.bytes))
            parcel.notes = tuple(note.say(language) for note in written.notes)
            parcel.path = path

        return shown(self.parcels.begin(make, language))

    async def _both(self, said: dict[str, Any]) -> tuple[Found, Found]:
        """Raises UsageError where there are not two."""
        one, other = await asyncio.to_thread(self.pairing.both, *_two(said))
        if one is None or other is None:
            raise UsageError("compare.two", field="b" if one else "a")
        return one, other

    async def _measuring(self, one: Found, other: Found, language: Language) -> AsyncIterator[bytes]:
        key = (one.image.digest, other.image.digest)
        sizes = (one.image.width, one.image.height), (other.image.width, other.image.height)
        try:
            async for step in self._steps(one.image.path, other.image.path, key):
                yield _line(view.working(step, language))
        except StudioError as error:
            yield _line(view.unread(error.say(language)))
            return
        self._known.move_to_end(key)
        yield _line(view.measured(self._known[key], sizes, language))

    async def _steps(self, one: Path, other: Path, key: tuple[str, str]) -> AsyncIterator[Step]:
        """The steps as they begin, none of what is known; the comparison is then in `_known`. Raises StudioError where a picture can not be read."""
        if key in self._known:
            return
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Step | None] = asyncio.Queue()
        left = False

        def between(step: Step) -> None:
            if left:
                raise _Left
            loop.call_soon_threadsafe(told.put_nowait, step)

        async def work() -> None:
            with suppress(_Left):
                async with self._turn:
                    self._known[key] = await asyncio.to_thread(compare, one, other, between=between)
                    while len(self._known) > REMEMBERED:
                        self._known.popitem(last=False)

        task = asyncio.create_task(work())
        task.add_done_callback(lambda _: told.put_nowait(None))
        try:
            yield "decode"
            while (step := await told.get()) is not None:
                yield step
            await task
        finally:
            left = True
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # who left does not ask for it any more


def _line(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _options(said: dict[str, Any]) -> Options:
    """What a browser chose, as far as it is one of the choices."""
    edge = said.get("edge")
    mode = said.get("mode")
    return Options(
        edge=min(WHOLE, max(64, edge)) if isinstance(edge, int) else Options().edge,
        recipe=said.get("recipe") is True,
        motion="blink" if said.get("motion") == "blink" else "wipe",
        picture="jpeg" if said.get("picture") == "jpeg" else "auto",
        mode=mode if mode in MODES else "slider",
    )


def _two(said: dict[str, Any]) -> tuple[str, str]:
    return str(said.get("a", ""))[:200], str(said.get("b", ""))[:200]
