"""The tab Compare's own routes: two pictures with their table, what is measured between them, and what is made of both to give away.

Measuring takes seconds and 260 MB at 4K, so it runs in a thread, one at a time, tells its steps as lines of JSON, ends when the page leaves, and what was found
is remembered by what the pictures hold.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from studio.core.comparison import Comparison, Step
from studio.errors import StorageFault, StudioError
from studio.imaging.compare import compare
from studio.jobs import Jobs
from studio.ui.pairing import Found, Pairing
from studio.ui.view import compare as view
from studio.words import Language, of_browser

REMEMBERED = 200
"""Comparisons kept: a few numbers each."""
FRESH = {"cache-control": "no-store"}


class _Left(Exception):
    """Nobody waits for the comparison any more."""


class Pairs:
    """The routes over one studio's pictures."""

    def __init__(self, jobs: Jobs) -> None:
        self.pairing = Pairing(jobs)
        self._known: OrderedDict[tuple[str, str], Comparison] = OrderedDict()
        self._turn = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [Route("/compare/pair", self.pair), Route("/compare/measure", self.measure)]

    async def pair(self, request: Request) -> Response:
        """`?a=…&b=…`: both sides, the table, what else can stand there."""
        language = _language(request)
        try:
            found = await asyncio.to_thread(self.pairing.pair, *_ids(request), language)
        except StudioError as error:
            return _refused(error, language)
        return JSONResponse(found, headers=FRESH)

    async def measure(self, request: Request) -> Response:
        """The registration and the difference of two pictures: a line of JSON for each step, the last is what was found."""
        language = _language(request)
        try:
            one, other = await asyncio.to_thread(self.pairing.both, *_ids(request))
        except StudioError as error:
            return _refused(error, language)
        if one is None or other is None:
            return JSONResponse({}, 422, headers=FRESH)
        return StreamingResponse(self._measuring(one, other, language), media_type="application/x-ndjson", headers=FRESH)

    async def _measuring(self, one: Found, other: Found, language: Language) -> AsyncIterator[bytes]:
        key = (one.image.digest, other.image.digest)
        sizes = (one.image.width, one.image.height), (other.image.width, other.image.height)
        if key not in self._known:
            async for step in self._steps(one.image.path, other.image.path, key):
                if isinstance(step, StudioError):
                    yield _line({"state": "none", "said": step.say(language), "why": ""})
                    return
                yield _line(view.working(step, language))
        self._known.move_to_end(key)
        yield _line(view.measured(self._known[key], sizes, language))

    async def _steps(self, one: Path, other: Path, key: tuple[str, str]) -> AsyncIterator[Step | StudioError]:
        """The steps as they begin; the comparison is then in `_known`, or an error is the last word."""
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Step | StudioError | None] = asyncio.Queue()
        left = False

        def between(step: Step) -> None:
            if left:
                raise _Left
            loop.call_soon_threadsafe(told.put_nowait, step)

        async def work() -> None:
            last: StudioError | None = None
            try:
                async with self._turn:
                    self._known[key] = await asyncio.to_thread(compare, one, other, between=between)
                    while len(self._known) > REMEMBERED:
                        self._known.popitem(last=False)
            except _Left:
                pass
            except StudioError as error:
                last = error
            except Exception:
                last = StorageFault("store.no_file", name=one.name, what="not comparable")
                raise
            finally:
                told.put_nowait(last)

        task = asyncio.create_task(work())
        try:
            yield "decode"
            while (step := await told.get()) is not None:
                yield step
        finally:
            left = True
            if not task.done():
                task.add_done_callback(lambda done: done.cancelled() or done.exception())


def _line(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _ids(request: Request) -> tuple[str, str]:
    return request.query_params.get("a", "")[:200], request.query_params.get("b", "")[:200]


def _language(request: Request) -> Language:
    return of_browser(request.cookies, request.headers)


def _refused(error: StudioError, language: Language) -> Response:
    return JSONResponse({"error": error.say(language)}, 507 if isinstance(error, StorageFault) else 422, headers=FRESH)
