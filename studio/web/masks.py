"""The way of a mask into the studio, painted on the page or brought as a file, and back to the page as a PNG.

The body is the picture itself and its name a header, as with references. What it is a mask of is named by an id that is looked up here; the answer is an id
again, what was understood, and how much will change. What is refused leaves nothing.
"""

import asyncio
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from studio.core.mask import Convention, Mask
from studio.errors import StorageFault, StudioError, UsageError
from studio.store import masks, references
from studio.store.local import Library
from studio.web.asked import FRESH, language_of, spool
from studio.words import Language, say

MAX_BYTES = 50_000_000
AT_ONCE = 2
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)


def routes(library: Library) -> list[BaseRoute]:
    """`POST /masks?for=<reference>&convention=auto` takes a picture, `GET /masks/{id}` gives its inner form."""
    decoding = asyncio.Semaphore(AT_ONCE)

    async def take(request: Request) -> Response:
        language = language_of(request)
        name = unquote(request.headers.get("x-name", ""), errors="replace")[:1000].strip() or say("masks.unnamed", language)
        convention = request.query_params.get("convention", "auto")
        try:
            if convention not in CONVENTIONS:
                raise UsageError("masks.convention", field="mask", ways=", ".join(CONVENTIONS))
            first = (await asyncio.to_thread(references.find, library, request.query_params.get("for", ""))).image
            path = await spool(request, library, name, limit=MAX_BYTES, field="mask")
            try:
                async with decoding:
                    size = (first.width, first.height)
                    mask = await asyncio.to_thread(masks.add, library, path, size, convention=convention, name=name)
            finally:
                path.unlink(missing_ok=True)
        except ClientDisconnect:
            return Response(status_code=499)  # no one reads it
        except StudioError as error:
            return JSONResponse({"error": error.say(language)}, _status(error), headers=FRESH)
        return JSONResponse(answer(mask, language, guessed=convention == "auto"), headers=FRESH)

    async def give(request: Request) -> Response:
        try:
            path = await asyncio.to_thread(masks.find, library, request.path_params["id"])
        except StudioError:
            return PlainTextResponse("There is no such mask.", 404)
        return FileResponse(path, media_type="image/png", headers=FOREVER)

    return [Route("/masks", take, methods=["POST"]), Route("/masks/{id}", give)]


def answer(mask: Mask, language: Language, *, guessed: bool = False) -> dict[str, object]:
    """What a page is told of a mask, here and wherever else one is shown: `{id, href, share, said, notes}`. How it was read is news where it was `guessed`."""
    digest = mask.image.digest
    told = [note for note in mask.notes if guessed or note.key.rpartition(".")[2] not in CONVENTIONS]
    return {
        "id": digest,
        "href": f"/masks/{digest}",
        "share": mask.share,
        "said": say("masks.said", language, percent=percent(mask.share)),
        "notes": [note.say(language) for note in told],
    }


def percent(share: float) -> str:
    """A share for a sentence, never `0` for something nor `100` for less than all: `14`, `3.2`, `0.04`. The page's own hint rounds in the same way."""
    value, places = share * 100, "1"
    if value in {0, 100}:
        return f"{value:.0f}"
    if value >= 99:
        value, places = min(value, 99.9), "0.1"
    elif value < 10:
        value, places = max(value, 0.01), "0.1" if value >= 0.1 else "0.01"
    return str(Decimal(value).quantize(Decimal(places), ROUND_HALF_UP))


def _status(error: StudioError) -> int:
    if isinstance(error, StorageFault):
        return 507
    if error.key == "picture.bytes":
        return 413
    return 415 if error.key.startswith("picture.") else 422
