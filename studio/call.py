"""One call from a plan to its pictures on disk: encode, send, decode, keep.

The only loop between a gateway and the library, for streamed and whole replies alike. Pictures are decoded into files while they arrive (dialects/spool),
moved into the run's folder byte for byte, and only then announced. Three second tries are scripted (PROTOCOLS.md 4.6, 4.7, 4.8), each once and only before
anything came: without streaming, with a condensed history, with the system instruction folded into the prompt. It knows no page and no other call.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from studio.core.events import Event, PictureLink, PictureReady, TextDelta
from studio.core.notes import Note, note
from studio.core.plan import Plan
from studio.dialects import gemini, images
from studio.dialects.wire import Dialect
from studio.errors import BadReply, StudioError
from studio.http import Endpoint, Transport
from studio.imaging import extension, finish, sniff
from studio.store.files import Arriving
from studio.store.local import Library

DIALECTS: dict[str, Dialect] = {module.name: module for module in (gemini,)}
_NO_STREAM = re.compile(r"stream", re.IGNORECASE)
_NO_SIGNATURE = re.compile(r"thought[_ ]?signature", re.IGNORECASE)
_NO_SYSTEM = re.compile(r"developer instruction is not enabled|system ?instruction", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to note about this call."""

    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What one call needs: the way out, the place to keep, and how to fit again. `refit(replayable, system)` plans the same request anew; `tried` is told
    before each try over the wire; `streams(None)` asks whether the route streams, `streams(False)` remembers that it does not."""

    transport: Transport
    library: Library
    endpoint: Endpoint
    run: str
    tile: int
    refit: Callable[[bool, bool], Plan]
    streams: Callable[[bool | None], bool]
    tried: Callable[[], None]

    async def events(self, plan: Plan) -> AsyncGenerator[Event | Told, None]:
        """Everything that comes, pictures already on disk. Raises StudioError; what came before is kept."""
        replayable = system = True
        plan = replace(plan, stream=plan.stream and self.streams(None))
        while True:
            came = False
            try:
                async with aclosing(self._once(plan)) as events:
                    async for event in events:
                        came = True
                        yield event
                return
            except StudioError as error:
                if came:
                    raise
                if plan.stream and _refuses_stream(error):
                    self.streams(False)  # remembered for this route while the studio runs
                    plan = replace(plan, stream=False)
                    yield Told(note=note("plan.stream_fallback"))
                elif replayable and plan.history and _NO_SIGNATURE.search(error.detail):
                    replayable = False
                    plan = self._again(plan, replayable, system)
                elif system and plan.system and error.kind == "bad_request" and _NO_SYSTEM.search(error.detail):
                    system = False
                    plan = self._again(plan, replayable, system)
                else:
                    raise
                for told in plan.notes:
                    yield Told(note=told)

    def _again(self, plan: Plan, replayable: bool, system: bool) -> Plan:
        return replace(self.refit(replayable, system), count=1, seed=plan.seed, stream=plan.stream)

    async def _once(self, plan: Plan) -> AsyncGenerator[Event, None]:
        dialect = DIALECTS[plan.route.dialect]
        sinks: dict[str, Arriving] = {}
        pictures, text = 0, ""

        def open_sink(marker: str) -> Arriving:
            sinks[marker] = self.library.arriving()
            return sinks[marker]

        with self.library.reply(self.run, self.tile).open("ab") as reply:
            sent = self.transport.send(self.endpoint, dialect.encode(plan), open_sink=open_sink, raw=reply.write, attempt=lambda _: self.tried())
            try:
                async with aclosing(sent) as messages:  # a Stop between two messages closes the connection at once
                    async for message in messages:
                        for event in dialect.decode(message):
                            if isinstance(event, PictureLink):
                                pictures += 1
                                yield await self._ready(event, sinks, pictures)
                            else:
                                text += event.text if isinstance(event, TextDelta) else ""
                                yield event
                for source in () if pictures else images.in_text(text)[1]:  # a Markdown picture that was cut over several messages
                    pictures += 1
                    yield await self._ready(PictureLink(source=source), sinks, pictures)
            finally:
                for sink in sinks.values():
                    await asyncio.shield(asyncio.to_thread(self._leave, sink))

    async def _ready(self, link: PictureLink, sinks: dict[str, Arriving], number: int) -> PictureReady:
        """The picture of a link, on disk in the run's folder, verified and measured."""
        source = images.read(link.source, sinks)
        match source:
            case images.Spooled(marker):
                arrived = sinks[marker]
            case images.Data(data):
                arrived = self.library.arriving()
                await asyncio.to_thread(arrived.write, data)
            case images.Url(url):
                arrived = self.library.arriving()
                await self.transport.fetch(url, endpoint=self.endpoint, sink=arrived)
            case None:
                raise BadReply("picture.not_one", billed="maybe")
        kept = await asyncio.to_thread(self._keep, arrived, number, link.draft)
        done = await asyncio.to_thread(finish, kept, self.library.previews)
        opaque = gemini.with_digest(link.opaque, done.image.digest) if link.opaque else ""
        return PictureReady(image=done.image, draft=link.draft, signed=link.signed, opaque=opaque)

    def _keep(self, arrived: Arriving, number: int, draft: bool) -> Path:
        """Into the run's folder under a name that says what it is. A picture that does not decode is kept all the same: it may have been paid for."""
        arrived.settle()
        with arrived.path.open("rb") as file:
            suffix = extension(sniff(file.read(64)))
        return self.library.keep(arrived.path, self.run, f"{self.tile}-{number}{'.draft' if draft else ''}{suffix}")

    def _leave(self, sink: Arriving) -> None:
        """What arrived in part stays in the run's folder under `.part`; an empty file goes."""
        if sink.path.exists():
            sink.settle()
            if sink.bytes:
                self.library.keep(sink.path, self.run, f"{self.tile}-{sink.path.stem[:6]}.part")
            else:
                sink.path.unlink()


def _refuses_stream(error: StudioError) -> bool:
    """404, 405, 501, or a 400 that names the method: this gateway does not stream (PROTOCOLS.md 4.7)."""
    status = error.values.get("status")
    return status in (404, 405, 501) or (status == 400 and bool(_NO_STREAM.search(error.detail)))
