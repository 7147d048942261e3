"""Where the painter works: two threads off the event loop, pictures in and out as files.

Without a seed every request gets another one, so that four tiles of one prompt are four pictures; with a seed the same picture comes again.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal, ParamSpec, TypeVar

from studio.demo import painter, pictures, within
from studio.demo.conversation import Ask
from studio.demo.painter import Brief

P = ParamSpec("P")
T = TypeVar("T")


class Easel:
    """The threads and the count of requests. Open one for each running gateway, `close` it after."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="demo-easel")
        self._count = itertools.count()

    def close(self) -> None:
        """Drop what waits; what is being painted ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Start work on a thread. Cancelling the future drops it as long as it waits for one."""
        return asyncio.wrap_future(self._pool.submit(work, *args, **kwargs))

    def seed(self, model: str, prompt: str) -> int:
        """Another number for every picture of a prompt."""
        mixed = hashlib.sha256(f"{model}|{prompt}".encode(errors="replace")).digest()
        return int.from_bytes(mixed[:3]) + next(self._count)  # neighbouring seeds are sure to be different takes

    def brief(self, ask: Ask) -> Brief:
        """What the prompt asks for. The system instruction fills in what the prompt leaves open: style, light and palette, never the subject."""
        seed = ask.config.seed
        if seed is None:
            seed = self.seed(ask.model.id, ask.prompt)
        words, region = within.told(ask.prompt)
        brief = painter.read(words, seed, references=len(ask.pictures) - bool(region and region.copy))
        if not ask.system:
            return brief
        house = painter.read(ask.system, seed)
        return replace(brief, style=brief.style or house.style, light=brief.light or house.light, colours=brief.colours or house.colours)


def render(ask: Ask, brief: Brief, *, mime: Literal["image/png", "image/jpeg"] = "image/png", draft: int = 0) -> bytes:
    """The file of a finished picture, or of a draft: smaller, at most 1K, packed harder."""
    canvas = ask.canvas("512" if ask.config.size == "512" else "1K") if draft else ask.canvas()
    if sources := [pictures.upright(sent) for sent in ask.pictures]:
        region = within.told(ask.prompt)[1]
        picture = within.edited(brief, sources, canvas, region, draft) if region else painter.edit(brief, sources, canvas, draft=draft)
    else:
        picture = painter.paint(brief, canvas, draft=draft)
    return pictures.encode(picture, mime, quality=80 if draft else 90)


def other(brief: Brief) -> Brief:
    """The same wish, painted another way."""
    return replace(brief, seed=brief.seed + 1)
