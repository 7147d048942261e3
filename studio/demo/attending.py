"""What the faces of one running gateway share: its key and pace, its easel, what it remembers, and work that ends when its client goes away."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from studio.demo.carriers import Made
from studio.demo.easel import Easel
from studio.demo.scenarios import Memory

T = TypeVar("T")


@dataclass(slots=True)
class Gateway:
    """What one running gateway shares between requests."""

    key: str
    pace: float
    easel: Easel = field(default_factory=Easel)
    made: Made = field(default_factory=Made)
    memory: Memory = field(default_factory=Memory)


async def attended(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the client goes away. The body must have been read."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    task, watch = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        watch.cancel()
