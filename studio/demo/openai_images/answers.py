"""An answer of the Images wire in the making: one reply with all pictures, or events with drafts first and each picture as it is finished.

Nothing here knows HTTP: the routes frame what comes, and cancelling the work cancels the painting.
"""

import asyncio
import re
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from studio.demo import frames, painter
from studio.demo.attending import Gateway
from studio.demo.openai_images import bill, brush
from studio.demo.openai_images.asking import Ask
from studio.demo.openai_images.errors import blocked, blocked_message, error, refuse
from studio.demo.painter import Brief
from studio.demo.scenarios import HOSTILE, OVERLOADED, silence

Event = dict[str, Any]

DRAFT_SECONDS = 0.9  # before each draft, at pace 1, so that a person sees them come


class Answer:
    """One answer: ask for `whole` or for `events`, once."""

    def __init__(self, ask: Ask, gateway: Gateway, *, origin: str) -> None:
        self.ask, self.gateway, self.origin = ask, gateway, origin
        self.work: list[asyncio.Future[bytes]] = []
        self.linked = ask.wants("url_data") or ask.wants("path_data") or (ask.link and not ask.wants("base64_data"))

    async def whole(self) -> dict[str, Any]:
        """The reply in one piece. Raises Refusal where a scenario wants one in place of pictures."""
        ask = self.ask
        await asyncio.sleep(silence(ask.scenarios))
        if ask.wants("image_safety"):
            raise blocked("output", HOSTILE if ask.wants("hostile") else "")
        if ask.wants("mid_stream_error"):
            raise refuse(503, OVERLOADED, kind="server_error")
        if ask.wants("empty"):
            return {"created": int(time.time()), "data": None}
        if ask.wants("no_image"):
            return self.around([], clear=False)
        try:
            wishes = await self.wishes()
            files = [await work for work in [self.paint(wish) for wish in wishes]]
        finally:
            self.drop()
        data = [self.item(file, wish, index) for index, (file, wish) in enumerate(zip(files, wishes, strict=True))]
        return self.around(data, clear=ask.format != "jpeg" and not self.spoilt and brush.clear(files[0]))

    async def events(self, pace: float) -> AsyncGenerator[Event, None]:
        """The events of a stream, without `[DONE]`: each picture's drafts, then the picture."""
        ask = self.ask
        quiet = silence(ask.scenarios)
        try:
            wishes = [] if ask.wants("empty") else await self.wishes()
            for wish in wishes:
                last = None if self.breaks else self.paint(wish)  # beside its own drafts
                for index, draft in enumerate(range(1, ask.partials + 1)):
                    await asyncio.sleep(DRAFT_SECONDS * pace)
                    file = await (self.soften(await last) if draft == 3 and last else self.paint(wish, draft=min(draft, 2)))
                    yield self.event("partial_image", file) | {"partial_image_index": index}
                    if self.breaks and index + 1 == max(1, ask.partials - 1):
                        break
                await asyncio.sleep(quiet)
                quiet = 0.0
                if self.breaks:
                    for event in self.break_off():
                        yield event
                    return
                assert last
                yield self.event("completed", await last, wish) | {"usage": bill.usage(ask, 1, ask.partials)}
            await asyncio.sleep(quiet)
        finally:
            self.drop()

    @property
    def breaks(self) -> bool:
        """Whether the stream ends without its picture."""
        return any(self.ask.wants(name) for name in ("mid_stream_error", "truncated_stream", "image_safety", "no_image"))

    @property
    def spoilt(self) -> bool:
        """Whether the files are not what they should be."""
        return self.ask.wants("wrong_mime") or self.ask.wants("corrupt_image")

    def break_off(self) -> list[Event]:
        """What comes at the break."""
        if self.ask.wants("mid_stream_error"):
            return [{"type": "error", **error(OVERLOADED, kind="server_error", code="server_error")}]
        if self.ask.wants("image_safety"):
            said = blocked_message("output", HOSTILE if self.ask.wants("hostile") else "")
            return [{"type": "error", **error(said, kind="image_generation_user_error", code="moderation_blocked")}]
        return []

    async def wishes(self) -> list[Brief]:
        """What to paint: as many takes of the prompt as there will be pictures."""
        count = self.ask.count + self.ask.wants("two_images")
        seeds = [self.gateway.easel.seed(self.ask.model.id, self.ask.prompt) for _ in range(count)]
        return [await asyncio.to_thread(brush.brief, self.ask, seed) for seed in seeds]

    def paint(self, wish: Brief, draft: int = 0) -> asyncio.Future[bytes]:
        """Begin one picture."""
        self.work.append(self.gateway.easel.begin(brush.picture, self.ask, wish, draft=draft))
        return self.work[-1]

    def soften(self, file: bytes) -> asyncio.Future[bytes]:
        """Begin the last draft."""
        if self.spoilt:
            return asyncio.ensure_future(asyncio.sleep(0, file))
        self.work.append(self.gateway.easel.begin(brush.softened, self.ask, file))
        return self.work[-1]

    def drop(self) -> None:
        """Begin no more of what waits for a thread."""
        for work in self.work:
            work.cancel()

    def carried(self, file: bytes) -> dict[str, Any]:
        """The picture as base64, or as an address on this gateway."""
        if self.linked:
            origin = "" if self.ask.wants("path_data") else self.origin
            return {"url": f"{origin}/made/{self.gateway.made.keep(file)}.{self.ask.format}"}
        plain = b64encode(file).decode()
        if self.ask.wants("whitespace_b64"):
            plain = "\n".join(re.findall(r".{1,76}", plain))
        return {"b64_json": f"data:image/{self.ask.format};base64,{plain}" if self.ask.wants("data_uri_b64") else plain}

    def revised(self, wish: Brief) -> dict[str, str]:
        """The prompt as it was read, where the model says so."""
        if self.ask.wants("hostile"):
            return {"revised_prompt": f"{self.ask.prompt} {HOSTILE}"}
        if not (self.ask.wants("revised_prompt") or self.ask.model.revises):
            return {}
        return {"revised_prompt": f"{self.ask.prompt}. {painter.answer(wish, editing=bool(self.ask.sources))}"}

    def item(self, file: bytes, wish: Brief, index: int) -> dict[str, Any]:
        """One member of `data`."""
        return {**self.carried(file), **({"index": index} if self.ask.face.plain else {}), **self.revised(wish)}

    def around(self, data: list[dict[str, Any]], *, clear: bool) -> dict[str, Any]:
        """`data` and what stands beside it: as Ofox's document shows it, or as OpenAI's types say."""
        ask = self.ask
        created, usage = int(time.time()), bill.usage(ask, len(data))
        if ask.face.plain:
            return {"created": created, "data": data, "model": ask.model.id, "size": ask.size, "quality": ask.quality, "usage": usage}
        return {
            "created": created, "background": "transparent" if clear else "opaque", "data": data, "output_format": ask.format, "quality": bill.quality(ask),
            **({"safety_identifier": ask.person} if ask.person else {}), "size": "{}x{}".format(*ask.canvas), "usage": usage,
        }  # fmt: skip

    def event(self, name: str, file: bytes, wish: Brief | None = None) -> Event:
        """One event with a picture."""
        ask = self.ask
        return {
            "type": f"{'image_edit' if ask.sources else 'image_generation'}.{name}", **self.carried(file), "created_at": int(time.time()),
            "size": "{}x{}".format(*ask.canvas), "quality": bill.quality(ask), "background": ask.background, "output_format": ask.format,
            **(self.revised(wish) if wish else {}),
        }  # fmt: skip


async def framed(ask: Ask, events: AsyncGenerator[Event, None]) -> AsyncIterator[bytes]:
    """Server-sent events as OpenAI sends them, each named by its type, with LF, `[DONE]` at the end of a whole stream."""
    coming: AsyncIterator[Event | None] = frames.patient(events) if ask.wants("keepalive") else events
    try:
        async for event in coming:
            if event is None or ask.wants("keepalive"):
                yield b": PING\n\n"
            if event is not None:
                yield (b"" if ask.wants("bare_events") else b"event: " + event["type"].encode() + b"\n") + b"data: " + frames.pack(event) + b"\n\n"
    finally:
        if coming is events:  # `patient` cancels what it waits for
            await events.aclose()
    while ask.wants("open_end"):
        await asyncio.sleep(frames.PING_SECONDS)
        yield b": PING\n\n"
    if not (ask.wants("bare_events") or ask.wants("truncated_stream") or ask.wants("mid_stream_error") or ask.wants("image_safety")):
        yield b"data: [DONE]\n\n"
