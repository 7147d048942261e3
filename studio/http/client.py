"""The way out: a call sent, and sent again where that is allowed; a picture fetched.

It knows nothing of what a message means; the dialects do. Nothing is read to the end that nobody wants: a cancelled task, a closed generator and an error
all close the connection at once.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from importlib import metadata
from types import TracebackType
from typing import Any, Self

import httpx

from studio.core.notes import Note, note
from studio.dialects.spool import Sink
from studio.dialects.wire import Call
from studio.errors import Billed, StudioError
from studio.http.address import Endpoint
from studio.http.attempt import Attempt
from studio.http.body import check
from studio.http.fetch import Fetch, Refillable
from studio.http.pools import Limits, Pools
from studio.http.retry import Patience
from studio.words import TABLE


class Transport:
    """The only way out, one per Studio. Connections are made when first needed, inside the running loop; `aclose` closes them.

    `transport` stands in for the network, `sleep` for waiting between tries.
    """

    def __init__(
        self, limits: Limits, *, transport: httpx.AsyncBaseTransport | None = None, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.limits = limits
        self._pools = Pools(limits, transport)
        self._sleep = sleep
        self._agent = f"image-studio/{_version()}"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pools.aclose()

    def caveats(self) -> tuple[Note, ...]:
        """What can not be promised on this network: behind a proxy the address guard can not check names that only the proxy can resolve."""
        return (note("http.note_proxy"),) if self.limits.proxy else ()

    async def send(
        self,
        endpoint: Endpoint,
        call: Call,
        *,
        open_sink: Callable[[str], Sink],
        raw: Callable[[bytes], object] | None = None,
        attempt: Callable[[int], object] | None = None,
        retries: int | None = None,
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The messages of the reply, pictures already in the sinks that `open_sink` gave. Close it (`aclosing`) if you stop before its end.

        `attempt` is told the number of each try before it starts; `raw` gets the reply as it came, pictures and key taken out, error replies too: begin anew
        at each attempt. `retries` stands in for the limits' own. Raises StudioError whose `values` hold `tries`, and `status` where one was read; `detail` is
        the gateway's own message.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + self.limits.deadline
        patience = Patience(self.limits.retries if retries is None else retries, timeouts=self.limits.retry_timeouts)
        segments = call.segments() if call.method == "POST" else ()
        billed: Billed = "no"
        while True:
            patience.tries += 1
            if attempt is not None:
                attempt(patience.tries)
            came = False
            try:
                check(segments)
                once = Attempt(self._pools, self.limits, endpoint, call, segments=segments, deadline=deadline, agent=self._agent, raw=raw)
                async with aclosing(once.messages(open_sink)) as messages:
                    async for message in messages:
                        came = True
                        yield message
                return
            except StudioError as error:
                billed = error.billed = max(billed, error.billed, key=("no", "maybe", "yes").index)  # a try before this one may have cost
                wait = None if came else patience.wait(error, random.random())
                if wait is None or now() + wait >= deadline:
                    _say_tries(error, patience.tries)
                    raise
            await self._sleep(wait)

    async def fetch(self, url: str, *, endpoint: Endpoint, sink: Refillable, max_bytes: int = 64_000_000) -> str:
        """Fetch a picture that a reply names into `sink`; returns its type, sniffed. Raises StudioError.

        A try that broke off is followed by `sink.restart()`; the sink is the caller's to close. The call that named the picture is never repeated for it:
        it may have been billed.
        """
        return await Fetch(self._pools, endpoint, sink, sleep=self._sleep, agent=self._agent, max_bytes=max_bytes).run(url)


def _say_tries(error: StudioError, tries: int) -> None:
    """More than one try is said, in the sentence that the table has for it."""
    error.values["tries"] = tries
    if tries > 1 and f"{error.key}_again" in TABLE:
        error.key += "_again"


def _version() -> str:
    try:
        return metadata.version("image-studio")
    except metadata.PackageNotFoundError:
        return "0"
