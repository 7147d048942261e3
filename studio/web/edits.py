"""What is done with an edit on this machine, asked for by the page: its drift, where that is, and pasting it back. One at a time: each decodes two pictures."""

import asyncio
from io import BytesIO
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio import edits
from studio.core.parts import Image
from studio.core.result import Result
from studio.errors import UsageError
from studio.imaging.drift import marked
from studio.jobs import Jobs
from studio.store import references
from studio.ui.shelf import Shelf
from studio.ui.view import drift as view
from studio.ui.view.references import ref
from studio.ui.view.stage import pairs
from studio.web.asked import FRESH, body_of, language_of, told

FOREVER = {"cache-control": "private, max-age=31536000, immutable"}


class Edits:
    """The routes."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = Shelf(jobs)
        self._turn = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/edits/{run}/{n:int}/drift", told(self.drift)),
            Route("/edits/{run}/{n:int}/drift.webp", told(self.marked)),
            Route("/edits/extend", told(self.extend), methods=["POST"]),
            Route("/edits/{run}/{n:int}/paste", told(self.paste), methods=["POST"]),
        ]

    async def drift(self, request: Request) -> Response:
        """How far tile n of a run drifted; with `?known` only what was measured before, `{}` where nothing was."""
        result, image = await asyncio.to_thread(self._of, request)
        if "known" in request.query_params:
            known = await asyncio.to_thread(edits.known, self.library, result, image)
            return JSONResponse({"number": view.brief(known)} if known else {}, headers=FRESH)
        async with self._turn:
            found = await asyncio.to_thread(edits.drifted, self.library, result, image)
        address = f"/edits/{result.id}/{request.path_params['n']}/drift.webp"
        return JSONResponse(view.told(found, language_of(request), overlay=address, masked=bool(result.request.mask)), headers=FRESH)

    async def marked(self, request: Request) -> Response:
        """The edit with what changed unasked marked on it."""
        result, image = await asyncio.to_thread(self._of, request)

        def draw() -> bytes:
            found = edits.drifted(self.library, result, image)
            if found.overlay is None:
                raise UsageError("compare.no_source", field="references")
            out = BytesIO()
            marked(edits.source_of(result), found.overlay).save(out, "WEBP", quality=85)
            return out.getvalue()

        async with self._turn:
            return Response(await asyncio.to_thread(draw), media_type="image/webp", headers=FOREVER)

    async def paste(self, request: Request) -> Response:
        """Paste tile n of a run back into its source: `{run}` of the new result."""
        await body_of(request)
        result, image = await asyncio.to_thread(self._of, request)
        async with self._turn:
            made = await asyncio.to_thread(edits.pasted, self.library, result, image, self.studio.now())
        return JSONResponse({"run": made.id}, headers=FRESH)

    async def extend(self, request: Request) -> Response:
        """A picture of the tray, `{id, left, right, top, bottom, ratio, masked}`, on a larger canvas: it as the tray takes it, its mask with it."""
        said, language = await body_of(request), language_of(request)
        sides = {name: said[name] if isinstance(said.get(name), int) else 0 for name in ("left", "right", "top", "bottom")}
        masked = said.get("masked") is True

        def work() -> dict[str, Any]:
            kept = references.find(self.library, str(said.get("id", "")))
            canvas, mask = edits.extended(self.library, kept, sides, str(said.get("ratio", ""))[:20], masked=masked)
            return {**ref(canvas, language), "mask": {"id": mask.image.digest, "href": f"/masks/{mask.image.digest}", "share": mask.share}}

        async with self._turn:
            return JSONResponse(await asyncio.to_thread(work), headers=FRESH)

    def _of(self, request: Request) -> tuple[Result, Image]:
        """The run, as it stands or from its record, and the picture of a tile. Raises UsageError."""
        run, n = request.path_params["run"], request.path_params["n"]
        working = self.jobs.get(run)
        if working is None and not self.library.folder(run).is_dir():
            raise UsageError("tray.gone", field="references")
        result = working.result if working is not None else self.shelf.kept_now(run)[0]
        image = next((image for number, (_, _, image) in enumerate(pairs(result), 1) if number == n), None)
        if image is None:
            raise UsageError("tray.gone", field="references")
        return result, image
