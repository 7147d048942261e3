"""The studio as one ASGI app: our routes, then gradio mounted on the rest. Importing this imports gradio, so only the dispatcher does, in a thread."""

from typing import Any

import gradio as gr
from fastapi import FastAPI

from studio import __version__
from studio.jobs import Jobs
from studio.ui import app as ui
from studio.ui import frame
from studio.ui.theme import theme
from studio.web import keys, masks
from studio.web.compare import Pairs
from studio.web.edits import Edits
from studio.web.library import Shelves
from studio.web.opening import Opening
from studio.web.parcels import Parcels
from studio.web.routes import routes
from studio.web.stream import Stream


def build(jobs: Jobs) -> Any:
    """A FastAPI app whose lifespan must be entered (or gradio's queue never starts)."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    parcels = Parcels()
    ours = [*routes(jobs.studio.library, frame.page_words()), *keys.routes(jobs.studio)]
    ours += [*Shelves(jobs, parcels).routes(), *Pairs(jobs, parcels).routes(), *Edits(jobs).routes(), *parcels.routes(), *masks.routes(jobs.studio.library)]
    app.router.routes.extend(ours)  # before the mount: "/" takes everything
    demo, words = ui.build(jobs)
    app.add_middleware(Opening)
    app.add_middleware(Stream, waiting=lambda: demo._queue.pending_event_ids_session)  # noqa: SLF001  gradio has no other word for it
    return gr.mount_gradio_app(
        app,
        demo,
        path="/",
        theme=theme(),
        head=frame.head(__version__),
        i18n=words,
        show_error=False,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        mcp_server=False,
    )
