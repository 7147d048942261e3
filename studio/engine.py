"""The Studio: takes a request, finds gateway and key, fits it, and starts the run. No page, no command line, no gradio.

Every caller (page, commands, Python) goes through `start`; `stream` and `run` are that for one result. What can be refused is refused here, before anything
is sent: the request's own fields, references that are no pictures, a gateway without a key.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

from studio import attach, live
from studio.call import DIALECTS, Caller
from studio.core.catalog import Route
from studio.core.fit import fit
from studio.core.fit_images import size_of
from studio.core.models import find
from studio.core.plan import Plan
from studio.core.prices import Cost, estimate
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import StudioError, UsageError
from studio.http import Endpoint, Transport
from studio.live import Listing, Probe
from studio.run import Run
from studio.settings import Access, Settings
from studio.store.local import Library

log = logging.getLogger("studio")


class Studio:
    """`demo` starts the gateway inside when it is first asked, and gives its address and key; `reread` reads the settings again."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        transport: Transport,
        *,
        demo: Callable[[AsyncExitStack], Awaitable[tuple[str, str]]],
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        reread: Callable[[], Settings] | None = None,
    ) -> None:
        self.settings = settings
        self.library = library
        self.now = now
        self._transport = transport
        self._demo = demo
        self._reread = reread
        self._inside: tuple[str, str] | None = None
        self._starting = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._mute: set[tuple[str, str]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close connections, the demo gateway and the index."""
        await self._transport.aclose()
        await self._stack.aclose()
        await asyncio.to_thread(self.library.close)

    def default(self, request: Request) -> Request:
        """With the gateway and model filled in where the request leaves them out."""
        name = request.gateway or self.settings.chosen
        access = self.settings.of(name)
        listed = access.gateway.models
        wish = self.settings.model if name == self.settings.chosen else ""
        return replace(request, gateway=name, model=request.model or wish or (listed[0].id if listed else ""))

    async def start(self, request: Request, *, access: Access | None = None, heard: Callable[[], None] = lambda: None) -> Run:
        """Fit the request and begin. Raises UsageError (and its children) before anything was sent or written, StorageFault for a home that is read-only.

        `access` stands in for the gateway of that name, with other facts about its models, say; whether its route streams is then tried anew. `heard` is
        called for each message of a reply.
        """
        request = self.default(request)
        if access is not None:
            self._mute = {muted for muted in self._mute if muted[0] != request.gateway}
        access = access or self.settings.of(request.gateway)
        gateway = access.gateway
        route, model = find(gateway, request.model, request.task, request.route)
        if len(request.references) <= model.max_references:
            references, notes = await attach.references(self.library, request, model, gateway.budget)
        else:
            references, notes = attach.unread(request), ()  # fit says how many are too many
        masked = await attach.mask(self.library, request, model, references) if len(request.references) <= model.max_references else None
        real, region = (masked.real, masked.region) if masked else (None, "")
        if masked:
            request, notes = replace(request, mask=str(masked.kept.path)), (*notes, *masked.notes)
            references = (*references, *filter(None, (masked.copy,)))

        def plan(replayable: bool = True, system: bool = True) -> Plan:
            return fit(request, gateway, references, mask=real, region=region, replayable=replayable, system=system)

        fitted = plan()
        DIALECTS[route.dialect].encode(fitted)  # what can not be put on the wire is refused here
        endpoint = await self.endpoint(access, route)
        created = self.now()
        await asyncio.to_thread(self.library.open)
        self.library.make_sure_of_room()
        run = self.library.new_id(created)

        def streams(works: bool | None) -> bool:
            if works is False:
                self._mute.add((gateway.name, route.path))
            return (gateway.name, route.path) not in self._mute

        known = (*(model.id for model in gateway.models), *live.remembered(self.library.home, access).ids)

        def caller(tile: int, tried: Callable[[], None]) -> Caller:
            return Caller(
                transport=self._transport,
                library=self.library,
                endpoint=endpoint,
                run=run,
                tile=tile,
                refit=plan,
                streams=streams,
                tried=tried,
                heard=heard,
                known=known,
            )

        result = Result(request=request, gateway=gateway, model=model, plan=fitted, answers=(Answer(),) * fitted.calls, notes=notes, id=run)
        await asyncio.to_thread(self.library.write, result, created)  # before anything is sent: what a crash leaves says what was asked
        work = Run(result, library=self.library, slots=self._places(access), caller=caller, created=created)
        return work.start()

    async def stream(self, request: Request) -> AsyncIterator[Result]:
        """The result so far after each change. Leaving the loop stops the run."""
        run = await self.start(request)
        try:
            async for result in run.changes(pace=0.02):
                if result is not None:
                    yield result
        finally:
            run.stop()
            await run.wait()

    async def run(self, request: Request, *, access: Access | None = None, heard: Callable[[], None] = lambda: None) -> Result:
        """The finished result. Failures are on it (`status`, `errors`); only what was refused before sending is raised. For the rest see `start`."""
        run = await self.start(request, access=access, heard=heard)
        try:
            return await run.wait()
        except asyncio.CancelledError:
            run.stop()
            await run.wait()
            raise

    def estimate(self, request: Request, *, access: Access | None = None) -> Cost:
        """What a request will cost at list price, before it is sent; reads no file. `access` as in `start`."""
        request = self.default(request)
        gateway = (access or next(a for a in self.settings.access if a.gateway.name == request.gateway)).gateway
        route, model = find(gateway, request.model, request.task, request.route)
        count = max(1, min(request.count, model.max_count))
        streams = route.stream != "off" and request.stream is not False and request.quality != "low"
        return estimate(
            gateway,
            model.family,
            size=size_of(request, model),
            quality=request.quality if request.quality in (*model.qualities, *model.tolerated) else "",
            partials=model.partials if streams else 0,
            count=count,
            calls=-(-count // model.per_call),
            references=len(request.references) + sum(len(turn.pictures) for turn in request.history),
            characters=len(request.prompt),
        )

    async def live_models(self, name: str) -> tuple[str, ...]:
        """The image models that the gateway itself lists (PROTOCOLS.md 4.9), asked now and remembered. Raises StudioError; presets stay usable."""
        return (await self.probe(name, retries=None)).ids

    async def listing(self, name: str, *, fresh: bool = False) -> Listing:
        """What the gateway lists, as it was remembered; asked where nothing is, or `fresh` is wished. Raises UsageError only: a gateway that does not list its
        models now is the listing's `problem`, and what was remembered stays."""
        known = await asyncio.to_thread(live.remembered, self.library.home, self.settings.of(name))
        if known.when is not None and not fresh:
            return known
        try:
            probe = await self.probe(name, retries=None)
            return Listing(ids=probe.ids, when=probe.when)
        except UsageError:
            raise
        except StudioError as error:
            return replace(known, problem=error)

    async def probe(self, name: str = "", *, access: Access | None = None, retries: int | None = 0) -> Probe:
        """Test the connection by asking every route for its models: free, and the only call that every gateway has. `access` stands in for a gateway of that
        name, one that is not saved yet among them. Raises the StudioError that says what is wrong where no route lists any."""
        asked = access or self.settings.of(name)
        if asked.problem:
            raise asked.problem
        probe = replace(await live.probe(self._transport, asked, self.endpoint, retries=retries), when=self.now().replace(microsecond=0))
        if access is None:
            await asyncio.to_thread(live.remember, self.library.home, asked, Listing(ids=probe.ids, when=probe.when))
        return probe

    def reload(self) -> None:
        """Take in what was written since the start: keys, addresses, `gateways.toml`, what the doctor found. Everything else waits for the next start. Runs at
        work keep the gateway, address and key that they began with. Raises UsageError for what can not be read; then all stays as it was."""
        if self._reread is None:
            return
        old = {access.gateway.name: access for access in self.settings.access}
        self.settings = replace(self.settings, access=self._reread().access)
        for access in self.settings.access:
            name = access.gateway.name
            if access != old.get(name):
                self._slots.pop(name, None)
                self._mute = {muted for muted in self._mute if muted[0] != name}

    async def endpoint(self, access: Access, route: Route) -> Endpoint:
        """Where a route is and with which key; starts the demo gateway when it is asked for."""
        base, key = access.base_url, access.key
        if access.gateway.builtin:
            async with self._starting:
                self._inside = self._inside or await self._demo(self._stack)
            base, key = self._inside
        return Endpoint(gateway=access.gateway.title, base_url=base + route.path, auth=route.auth, key=key)

    def _places(self, access: Access) -> asyncio.Semaphore:
        return self._slots.setdefault(access.gateway.name, asyncio.Semaphore(access.gateway.limit))
