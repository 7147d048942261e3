"""One reply's messages made into events: decoded, Markdown pictures put together, the key taken out of what is said.

Some gateways say that an answer is finished and then keep its connection open, with or without heartbeats. What a stream has brought by then is the answer,
if it brought every picture that was asked for; a finish that comes before the pictures ends nothing. It knows no disk, and no other reply.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from studio.core.events import Event, Finished, PictureLink
from studio.dialects.seam import Seam
from studio.dialects.wire import Dialect
from studio.http import Hush

AFTERMATH = 15.0  # seconds without a message after which a finished stream is over


class Reply:
    """`count` are the pictures that a stream is to bring, None where the end of the bytes is waited for; `heard` is told of each message, and `busy` tells
    that half a picture is there."""

    def __init__(
        self,
        messages: AsyncGenerator[dict[str, Any], None],
        dialect: Dialect,
        *,
        key: str,
        count: int | None,
        heard: Callable[[], None],
        busy: Callable[[], bool],
    ) -> None:
        self._messages = messages
        self._dialect = dialect
        self._hush = Hush(key)
        self._missing = count
        self._heard = heard
        self._busy = busy
        self._ended = False

    async def events(self) -> AsyncGenerator[Event, None]:
        """All of them. Raises what reading the messages raises."""
        seam = Seam()
        async with aclosing(self._messages):  # a Stop between two messages closes the connection at once
            while (message := await self._next()) is not None:
                self._heard()
                for event in self._hush.join(seam.join(self._dialect.decode(message))):
                    self._count(event)
                    yield event
        for event in (*self._hush.join(seam.end()), *self._hush.end()):
            yield event

    def _count(self, event: Event) -> None:
        if isinstance(event, PictureLink) and not event.draft and self._missing is not None:
            self._missing -= 1
        self._ended = self._ended or (isinstance(event, Finished) and event.ending == "ok")

    async def _next(self) -> dict[str, Any] | None:
        """The next message, None at the end."""
        if self._missing is None or self._missing > 0 or not self._ended:
            return await anext(self._messages, None)
        step = asyncio.ensure_future(anext(self._messages, None))
        try:
            while not (await asyncio.wait({step}, timeout=AFTERMATH))[0]:
                if not self._busy():
                    return None
            return step.result()
        finally:
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)
