"""gradio's event stream, mended: an event that joins while the stream closes is not lost.

A page has one stream for all its events. gradio closes it when the last event it knows has ended, and the page opens another when the next one joins. Where an
event joins between the two, the page takes the closing stream for an open one and never hears of its event again (gradio 6.31, `routes.py` queue_data and the
client's `open_stream`): a Generate right after a Stop seemed to do nothing, a field pressed while another answered kept its old words. So the last message is
held back for a moment. Where something joined meanwhile, the page never learns that the stream was at its end: the next one is read into it. What joins while
that last message is on its way to a busy page is caught there (assets/stream.js); this spares most pages a new stream.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from urllib.parse import parse_qs

from studio.web.splash import App, Receive, Scope, Send

PATH = "/gradio_api/queue/data"
CLOSE = b'"msg":"close_stream"'
LINGER = 2.0  # seconds; a press and what it answers to are never further apart than this and yet so close that gradio mixes them up
STEP = 0.02


class Stream:
    """Stands around gradio. `waiting` gives, by session, the events that were joined and have not ended."""

    def __init__(self, app: App, waiting: Callable[[], Mapping[str, Collection[str]]]) -> None:
        self.app = app
        self.waiting = waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(PATH):
            await self.app(scope, receive, send)
            return
        session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        began, held = False, b""

        async def out(message: Scope) -> None:
            nonlocal began, held
            if message["type"] == "http.response.start":
                if not began:
                    await send(message)
                began = True
            elif CLOSE in (body := message.get("body", b"")):
                held = body
            elif not held:
                await send(message)

        while True:
            held = b""
            await self.app(scope, receive, out)
            if not held:
                return
            if not await self._joined(session):
                await send({"type": "http.response.body", "body": held})
                return

    async def _joined(self, session: str) -> bool:
        """Whether an event joins within the moment that is given to it."""
        for _ in range(round(LINGER / STEP)):
            if self.waiting().get(session):
                return True
            await asyncio.sleep(STEP)
        return False
