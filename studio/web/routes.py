"""Our own routes: pictures, raw replies, thoughts of ended turns, assets, health.

A picture reaches a page only through here, by run and name, both checked. Originals go out byte for byte with a name to save them under; previews are made
again where someone threw them away. Nothing here lists what there is.
"""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from studio.errors import StorageFault, StudioError
from studio.imaging import finish
from studio.store.local import Library
from studio.store.record import read_answers
from studio.ui.view.thoughts import sections
from studio.web import assets, references
from studio.words import of_browser

FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif", ".avif": "image/avif", ".heic": "image/heic"}
SMALL = (".preview.webp", ".thumb.webp")


def routes(library: Library, words: Mapping[str, Mapping[str, str]]) -> list[BaseRoute]:
    """Everything that is not gradio's. `words` is what the page's elements read."""
    script = f"window.STUDIO_WORDS={json.dumps(words, ensure_ascii=False)};"

    async def media(request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["name"]
        try:
            if name.endswith(SMALL):
                path = await asyncio.to_thread(_small, library, run, name)
                return FileResponse(path, media_type="image/webp", headers=FOREVER)
            path = library.file(run, name)
        except (StudioError, OSError):
            return PlainTextResponse("There is no such picture.", 404)
        kind = KINDS.get(path.suffix)
        if kind is None:
            return PlainTextResponse("There is no such picture.", 404)
        save = f"{run}-{name}" if "download" in request.query_params else None
        return FileResponse(path, media_type=kind, filename=save, headers=FOREVER)

    async def raw(request: Request) -> Response:
        try:
            path = library.file(request.path_params["run"], f"{request.path_params['tile']}.reply")
        except StudioError:
            return PlainTextResponse("There is no raw reply.", 404)
        return FileResponse(path, media_type="text/plain; charset=utf-8", headers={"cache-control": "no-store"})

    async def thoughts(request: Request) -> Response:
        run = request.path_params["run"]
        language = of_browser(request.cookies, request.headers)
        try:
            record = await asyncio.to_thread(library.read, run)
            answers = read_answers(record, library.folder(run))
        except StudioError:
            return JSONResponse({"sections": []}, 404)
        told = sections(answers[0], run, 1, language) if answers else []
        return JSONResponse({"sections": told}, headers={"cache-control": "no-store"})

    async def words_js(_: Request) -> Response:
        return Response(script, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"})

    async def health(_: Request) -> Response:
        return JSONResponse({"ready": True})

    return [
        Route("/media/{run}/{name}", media),
        Route("/raw/{run}/{tile:int}", raw),
        Route("/thoughts/{run}", thoughts),
        Route("/assets/words.js", words_js),
        *references.routes(library),
        *_assets(),
        Route("/healthz", health),
    ]


def _assets() -> list[BaseRoute]:
    """One route for each of our files: gradio has an /assets of its own behind ours."""
    root = assets.folder()

    def send(path: Path) -> BaseRoute:
        async def one(_: Request) -> Response:
            return FileResponse(path, headers={"cache-control": "no-cache"})

        return Route(f"/assets/{path.relative_to(root).as_posix()}", one)

    return [send(path) for path in sorted(root.rglob("*")) if path.is_file()]


def _small(library: Library, run: str, name: str) -> Path:
    """The preview or thumbnail of a picture of this run, made again if it is gone. Raises StudioError for a digest that is not of this run, and where it
    can not be made."""
    library.folder(run)
    path = library.previews / Path(name).name
    if not path.is_file():
        digest = name.split(".", 1)[0]
        images = [image for answer in read_answers(library.read(run), library.folder(run)) for image in (*answer.images, *answer.drafts)]
        for image in images:
            if image.digest == digest:
                finish(image.path, library.previews)
        if not path.is_file():
            raise StorageFault("store.no_file", name=name, what="not there")
    return path
