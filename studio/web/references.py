"""The way of a person's pictures into the tray, and back to the page as thumbnails.

The body is the file itself and its name a header: no multipart parser stands between, nothing is buffered whole, and a client that leaves half-way leaves
nothing. Decoding happens in threads, two at a time: fourteen pictures dropped at once must not take the machine's memory.
"""

import asyncio
import re
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from studio.errors import StorageFault, StudioError, UsageError
from studio.imaging.references import MAX_BYTES
from studio.store import references
from studio.store.local import Library
from studio.ui.view.references import ref
from studio.web.asked import spool
from studio.words import Language, of_browser, say

AT_ONCE = 2
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
_NAME = re.compile(r"([0-9a-f]{64})(\.preview\.webp|\.thumb\.webp|\.png|\.jpg|\.webp)")
_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


def routes(library: Library) -> list[BaseRoute]:
    """`POST /references` takes a file, `GET /references?id=…` says what a tray is told of a picture of the library, `GET /references/{name}` gives a picture or
    its small copy."""
    decoding = asyncio.Semaphore(AT_ONCE)

    async def take(request: Request) -> Response:
        language = of_browser(request.cookies, request.headers)
        name = unquote(request.headers.get("x-name", ""), errors="replace")[:1000].strip() or say("tray.unnamed", language)
        try:
            path = await spool(request, library, name, limit=MAX_BYTES, field="references")
        except ClientDisconnect:
            return Response(status_code=499)  # no one reads it
        except StudioError as error:
            return _refused(error, language)
        try:
            async with decoding:
                kept = await asyncio.to_thread(references.add, library, path, name)
        except StudioError as error:
            return _refused(error, language)
        finally:
            path.unlink(missing_ok=True)
        return JSONResponse(ref(kept, language))

    async def known(request: Request) -> Response:
        language = of_browser(request.cookies, request.headers)
        try:
            kept = await asyncio.to_thread(references.find, library, request.query_params.get("id", "")[:200])
        except StudioError as error:
            return JSONResponse({"error": error.say(language)}, 404)
        return JSONResponse(ref(kept, language))

    async def give(request: Request) -> Response:
        match = _NAME.fullmatch(request.path_params["name"])
        try:
            if match is None:
                raise UsageError("tray.unknown", field="references")
            digest, tail = match[1], match[2]
            if tail in references.SMALL:
                path = await asyncio.to_thread(references.small, library, digest, tail)
                return FileResponse(path, media_type="image/webp", headers=FOREVER)
            path = (await asyncio.to_thread(references.find, library, f"{digest}{tail}")).image.path
        except (StudioError, OSError):
            return PlainTextResponse("There is no such picture.", 404)
        return FileResponse(path, media_type=_KINDS[tail], headers=FOREVER)

    return [Route("/references", take, methods=["POST"]), Route("/references", known), Route("/references/{name}", give)]


def _refused(error: StudioError, language: Language) -> Response:
    status = 507 if isinstance(error, StorageFault) else 413 if error.key == "picture.bytes" else 415
    title, step = error.title(language), error.next(language)  # money is not spoken of: nothing went out
    gap = " " if language == "en" and step else ""
    return JSONResponse({"error": f"{title}{gap}{step}", "title": title}, status)
