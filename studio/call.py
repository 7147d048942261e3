"""One call from a plan to its pictures on disk: encode, send, decode, keep.

The only loop between a gateway and the library, for streamed and whole replies alike. Pictures are decoded into files of the run's folder while they arrive
(dialects/spool), flushed and given their name byte for byte, and only then announced. Three second tries are scripted (PROTOCOLS.md 4.6, 4.7, 4.8), each once
and only before anything came: without streaming, with a condensed history, with the system instruction folded into the prompt. It knows no page and no other
call.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from studio.core.events import Event, PictureLink, PictureReady, Revised
from studio.core.notes import Note, note
from studio.core.parts import Image
from studio.core.plan import Plan
from studio.core.siblings import sibling
from studio.dialects import gemini, images, openai_images
from studio.dialects.wire import Dialect
from studio.errors import BadReply, StorageFault, StudioError
from studio.http import Endpoint, Transport
from studio.imaging import extension, finish, measure, sniff
from studio.reply import Reply
from studio.store.files import Arriving, disk
from studio.store.local import Library

log = logging.getLogger("studio")
T = TypeVar("T")

DIALECTS: dict[str, Dialect] = {module.name: module for module in (gemini, openai_images)}
_NO_STREAM = re.compile(r"\bstream(ing|GenerateContent)?\b|\bpartial_images\b", re.IGNORECASE)
_NO_SIGNATURE = re.compile(r"thought[_ ]?signature", re.IGNORECASE)
_NO_SYSTEM = re.compile(r"developer instruction is not enabled|system ?instruction", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to note about this call."""

    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What one call needs: the way out, the place to keep, and how to fit again. `refit(replayable, system)` plans the same request anew; `tried` is told
    before each try over the wire, `heard` of each message that comes; `streams(None)` asks whether the route streams, `streams(False)` remembers that it does
    not. `known` are ids that the gateway is known to have, for a model that it does not."""

    transport: Transport
    library: Library
    endpoint: Endpoint
    run: str
    tile: int
    refit: Callable[[bool, bool], Plan]
    streams: Callable[[bool | None], bool]
    tried: Callable[[], None]
    heard: Callable[[], None] = lambda: None
    known: tuple[str, ...] = ()

    async def events(self, plan: Plan) -> AsyncGenerator[Event | Told, None]:
        """Everything that comes, pictures already on disk. Raises StudioError; what came before is kept."""
        replayable = system = True
        fell = False
        plan = replace(plan, stream=plan.stream and self.streams(None))
        while True:
            came = False
            try:
                async with aclosing(self._once(plan)) as events:
                    async for event in events:
                        if fell and not came:
                            self.streams(False)  # the other way works: remembered for this route while the studio runs
                        came = True
                        yield event
                return
            except StudioError as error:
                if came:
                    raise
                if plan.stream and _refuses_stream(error):
                    fell = True
                    plan = replace(plan, stream=False)
                    yield Told(note=note("plan.stream_fallback"))
                elif replayable and plan.history and _NO_SIGNATURE.search(error.detail):
                    replayable = False
                    plan = self._again(plan, replayable, system)
                elif system and plan.system and error.kind == "bad_request" and _NO_SYSTEM.search(error.detail):
                    system = False
                    plan = self._again(plan, replayable, system)
                else:
                    _propose(error, plan.model.id, self.known)
                    raise
                for told in plan.notes:
                    yield Told(note=told)

    def _again(self, plan: Plan, replayable: bool, system: bool) -> Plan:
        return replace(self.refit(replayable, system), count=plan.count, seed=plan.seed, stream=plan.stream)

    async def _once(self, plan: Plan) -> AsyncGenerator[Event | Told, None]:
        """One try. A picture that is broken or can not be had takes no other down: the rest of the reply is still read."""
        dialect = DIALECTS[plan.route.dialect]
        sinks: dict[str, Arriving] = {}
        spooled: list[Arriving] = []
        pictures = 0
        whole, broken = False, None

        def open_sink(marker: str) -> Arriving:
            sinks[marker] = self.library.arriving(self.run, self.tile)
            spooled.append(sinks[marker])
            return sinks[marker]

        path = self.library.reply(self.run, self.tile)
        with disk(path):
            reply = path.open("ab", buffering=0)

        def raw(data: bytes) -> None:
            try:
                reply.write(data)
            except OSError as error:  # the pictures matter more than what is kept for inspection
                log.warning("%s: %s", path, error)

        with reply:
            sent = self.transport.send(self.endpoint, dialect.encode(plan), open_sink=open_sink, raw=raw, attempt=lambda _: self.tried())
            try:
                arriving = Reply(
                    sent,
                    dialect,
                    key=self.endpoint.key,
                    count=plan.count if plan.stream else None,
                    heard=self.heard,
                    busy=lambda: any(sink.open for sink in spooled),
                )
                async with aclosing(arriving.events()) as events:
                    async for event in events:
                        if isinstance(event, PictureLink):
                            pictures += 1
                            ready = await self._ready(event, sinks, pictures)
                            if isinstance(ready, PictureReady):
                                whole = whole or not ready.draft
                                yield ready
                            else:
                                broken = broken or ready
                        elif isinstance(event, Revised):
                            if event.prompt != plan.prompt.strip():  # some servers only repeat it
                                yield Told(note=note("plan.revised", prompt=event.prompt))
                        else:
                            yield event
            finally:
                for sink in sinks.values():
                    await surely(asyncio.to_thread(self._leave, sink))
        if broken is not None:
            if not whole:
                raise broken
            yield Told(note=note("plan.beside", what=broken.title()))

    async def _ready(self, link: PictureLink, sinks: dict[str, Arriving], number: int) -> PictureReady | StudioError:
        """The picture of a link, on disk in the run's folder, verified and measured; or why there is none."""
        try:
            arrived = await self._arrived(link, sinks, number)
            image = await surely(asyncio.to_thread(self._kept, arrived, number, link.draft))  # a Stop waits until it is kept and announced
        except StudioError as error:
            if error.billed == "no":
                error.billed = "maybe"  # the call was answered
            return error
        opaque = gemini.with_digest(link.opaque, image.digest) if link.opaque else ""
        fetched = isinstance(images.read(link.source, sinks), images.Url)
        return PictureReady(image=image, draft=link.draft, signed=link.signed, fetched=fetched, opaque=opaque)

    async def _arrived(self, link: PictureLink, sinks: dict[str, Arriving], number: int) -> Arriving:
        """The file that a link's bytes are in. Every file is one of `sinks`, so that none is left behind."""
        source = images.read(link.source, sinks)
        match source:
            case images.Spooled(marker):
                return sinks[marker]
            case images.Data(data):
                arrived = sinks[f"data {number}"] = self.library.arriving(self.run, self.tile)
                await asyncio.to_thread(arrived.write, data)
                return arrived
            case images.Url(url):
                arrived = sinks[f"url {number}"] = self.library.arriving(self.run, self.tile)
                await self.transport.fetch(url, endpoint=self.endpoint, sink=arrived)
                return arrived
            case None:
                raise BadReply("picture.not_one", billed="maybe")

    def _kept(self, arrived: Arriving, number: int, draft: bool) -> Image:
        """In the run's folder, measured. Previews that the disk does not take are made again when they are asked for."""
        kept = self._keep(arrived, number, draft)
        try:
            self.library.make_sure_it_is_there()
            return finish(kept, self.library.previews).image
        except StorageFault as error:
            log.warning("%s", error.title())
            return measure(kept)

    def _keep(self, arrived: Arriving, number: int, draft: bool) -> Path:
        """Into the run's folder under a name that says what it is. A picture that does not decode is kept all the same: it may have been paid for."""
        arrived.settle()
        with arrived.path.open("rb") as file:
            suffix = extension(sniff(file.read(64)))
        return self.library.keep(arrived.path, self.run, f"{self.tile}-{number}{'.draft' if draft else ''}{suffix}")

    def _leave(self, sink: Arriving) -> None:
        """What arrived in part stays in the run's folder under `.part`; an empty file goes."""
        try:
            sink.close()
            if sink.path.exists():
                if sink.bytes:
                    sink.settle()
                    self.library.keep(sink.path, self.run, f"{self.tile}-{sink.path.stem[-6:]}.part")
                else:
                    sink.path.unlink()
        except (StorageFault, OSError) as error:  # what went wrong before is what the person hears of
            log.warning("%s: %s", sink.path, type(error).__name__)


async def surely(step: Awaitable[T]) -> T:
    """`step` to its very end, whatever is cancelled meanwhile; a Stop that came is felt at the next wait."""
    task = asyncio.ensure_future(step)
    stopped = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            stopped = True
    if stopped and (here := asyncio.current_task()) is not None:
        here.uncancel()
        here.cancel()
    return task.result()


def _propose(error: StudioError, model: str, known: tuple[str, ...]) -> None:
    """A model that is not there has a sibling, perhaps: the sentence then names it (PROTOCOLS.md 4.9)."""
    if error.key in ("gateway.no_model", "gateway.no_channel") and (other := sibling(model, known)):
        error.key += "_try"
        error.values |= {"model": model, "sibling": other}


def _refuses_stream(error: StudioError) -> bool:
    """404, 405, 501, or a 400 or 422 that names the method or its fields: this gateway does not stream (PROTOCOLS.md 4.7)."""
    status = error.values.get("status")
    return status in (404, 405, 501) or (status in (400, 422) and bool(_NO_STREAM.search(error.detail)))
