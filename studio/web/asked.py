"""What our own routes share: the person's language, a body that is an object or a file, and an error as a sentence with a fitting status.

A browser's word is believed nowhere: what it names is looked up by whoever asked.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from studio.errors import StorageFault, StudioError, UsageError
from studio.imaging.faults import megabytes, shown
from studio.store.local import Library
from studio.words import Language, of_browser

FRESH = {"cache-control": "no-store"}
MOST = 5000
"""Ids of one order at most."""


def told(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """What can not be done is said in a sentence: 507 for this machine's disk, 422 for the rest."""

    async def one(request: Request) -> Response:
        try:
            return await answer(request)
        except StudioError as error:
            status = 507 if isinstance(error, StorageFault) else 422
            return JSONResponse({"error": error.say(language_of(request))}, status, headers=FRESH)

    return one


def language_of(request: Request) -> Language:
    """The person's language."""
    return of_browser(request.cookies, request.headers)


async def body_of(request: Request) -> dict[str, Any]:
    """The body as an object. Raises UsageError for what is none, or not sent as JSON: a form of another site can not send it so."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise UsageError("kept.not_json", field="body")
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise UsageError("kept.not_json", field="body") from error
    return said if isinstance(said, dict) else {}


def ids_of(said: dict[str, Any]) -> list[str]:
    """The pictures that an order names."""
    ids = said.get("ids")
    return [one for one in ids if isinstance(one, str)][:MOST] if isinstance(ids, list) else []


async def spool(request: Request, library: Library, name: str, *, limit: int, field: str) -> Path:
    """The body in a file of `incoming`, or no file. Raises UsageError beyond `limit` bytes, by the header where it says so, before a byte is read."""

    def too_large(size: int) -> UsageError:
        return UsageError("picture.bytes", field=field, name=shown(name), size=megabytes(size), limit=megabytes(limit))

    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        raise too_large(int(said))
    arriving = await asyncio.to_thread(library.arriving)
    whole = False
    try:
        async for chunk in request.stream():
            if arriving.bytes + len(chunk) > limit:
                raise too_large(arriving.bytes + len(chunk))
            arriving.write(chunk)
        arriving.close()
        whole = True
    finally:
        if not whole:
            with suppress(StorageFault):
                arriving.close()
            arriving.path.unlink(missing_ok=True)
    return arriving.path
