"""One try of one call: the request out, redirects on the same host, the reply's bytes to messages, whatever goes wrong named. It never tries again.

The deadline bounds each wait and not the generator, whose consumer may take as long as it likes between two messages.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from studio.dialects.frames import Frames
from studio.dialects.spool import Sink, Spool
from studio.dialects.wire import Call, File
from studio.errors import BadReply, NetworkFault, StorageFault, StudioError, TimedOut
from studio.http import said
from studio.http.address import Endpoint, shown
from studio.http.body import Body
from studio.http.faults import name
from studio.http.guard import place
from studio.http.pools import Limits, Pools
from studio.http.secrecy import Redactor, redact
from studio.http.trouble import trouble
from studio.http.unpacking import unpacked

T = TypeVar("T")

REDIRECTS = 3
PAGE = 262_144  # bytes of an error reply that are read
WHOLE = 1_000_000_000  # bytes of a reply: ten pictures of 4K with their drafts are half of it
REST = 32_000_000  # bytes of it beside its pictures: what is held in memory, and kept for inspection
LIST = 8_000_000  # the same for a page of a model list
GRACE = 2.0  # seconds for the end of a connection whose answer is whole: read to its end it can be used again
BLANK = b" \t\r\n\xef\xbb\xbf"


class Attempt:
    """Made for one try and used once. `deadline` is in the loop's time; `raw` gets the reply as it came, without pictures and key."""

    def __init__(
        self,
        pools: Pools,
        limits: Limits,
        endpoint: Endpoint,
        call: Call,
        *,
        segments: tuple[bytes | File, ...],
        deadline: float,
        agent: str,
        raw: Callable[[bytes], object] | None,
    ) -> None:
        self._pools = pools
        self._limits = limits
        self._agent = agent
        self._endpoint = endpoint
        self._call = call
        self._segments = segments
        self._deadline = deadline
        self._raw = raw or (lambda _: None)
        self._url = endpoint.url(call.path, call.query)
        self._body = Body(segments)
        self._began = False
        self._whole = False

    async def messages(self, open_sink: Callable[[str], Sink]) -> AsyncGenerator[dict[str, Any], None]:
        """The messages of the reply. Raises StudioError."""
        response = await self._open()
        try:
            if response.status_code >= 300:
                raise await self._refusal(response)
            async with aclosing(self._read(response, open_sink)) as messages:
                async for message in messages:
                    yield message
        finally:
            await response.aclose()

    async def _open(self) -> httpx.Response:
        """The reply's head, after at most three redirects on the same host."""
        for _ in range(REDIRECTS + 1):
            self._body = Body(self._segments)
            extensions = {"timeout": self._limits.timeouts()}
            request = httpx.Request(self._call.method, self._url, headers=self._headers(), stream=self._body, extensions=extensions)
            response = await self._within(self._pools.to(request.url).handle_async_request(request))
            if response.status_code not in {301, 302, 307, 308} or "location" not in response.headers:
                return response
            await response.aclose()
            goal, trusted = _redirect(self._url, response.headers["location"])
            if not trusted:
                raise self._error(BadReply, "http.redirected", target=redact(shown(goal), self._endpoint.key), status=response.status_code)
            self._url = goal
        raise self._error(BadReply, "http.redirects", status=response.status_code)

    def _headers(self) -> dict[str, str]:
        """Every header that is sent: httpx adds none, because no client of its stands between."""
        wanted = "text/event-stream" if self._call.stream else "application/json"
        headers = {"Host": httpx.URL(self._url).netloc.decode("ascii"), "User-Agent": self._agent, "Accept": wanted, "Accept-Encoding": "identity"}
        if self._call.method == "POST":
            headers |= {"Content-Type": self._call.content_type, "Content-Length": str(self._body.length)}
        return headers | self._endpoint.headers()

    async def _read(self, response: httpx.Response, open_sink: Callable[[str], Sink]) -> AsyncGenerator[dict[str, Any], None]:
        """Bytes to messages; an error among them is raised."""
        spool, frames, redactor = Spool(open_sink), Frames(), Redactor(self._endpoint.key)
        came = found = False
        whole = rest = 0
        try:
            async with aclosing(self._chunks(response)) as chunks:
                async for chunk in chunks:
                    if not found and (text := chunk.lstrip(BLANK)):
                        if text.startswith(b"<"):
                            raise await self._page(text, chunks)
                        found = True
                    small = spool.feed(chunk)
                    whole, rest = whole + len(chunk), rest + len(small)
                    if whole > WHOLE or rest > (REST if self._call.method == "POST" else LIST):
                        raise self._error(BadReply, "reply.endless", billed="maybe")
                    self._raw(redactor.feed(small))
                    for message in frames.feed(small):
                        if paid := said.beside(message):
                            came = True
                            yield paid
                        yield self._checked(message, came=came)
                        came = True
                    if not self._whole and (frames.over or (frames.rests and not self._call.stream)):
                        self._whole = True
                        self._deadline = min(self._deadline, asyncio.get_running_loop().time() + GRACE)
            if not found:
                raise self._error(BadReply, "http.empty", billed="maybe", status=response.status_code)
            small = spool.end()
            self._raw(redactor.feed(small) + redactor.end())
            for message in [*frames.feed(small), *frames.end()]:
                if paid := said.beside(message):
                    came = True
                    yield paid
                yield self._checked(message, came=came)
                came = True
        except BadReply as error:  # the frames' own know neither gateway nor key
            error.values.setdefault("gateway", self._endpoint.gateway)
            error.detail = redact(error.detail, self._endpoint.key)
            raise
        except StorageFault as error:  # a sink's: this machine could not take what the gateway sent
            error.billed = "maybe"
            raise
        finally:
            spool.end()  # closes the sink of a picture that stopped halfway
        if frames.cut:
            raise self._error(BadReply, "http.cut_stream", billed="maybe")

    async def _chunks(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """The reply's bytes as they come."""
        async with aclosing(unpacked(response)) as chunks:
            while (chunk := await self._next(chunks)) != b"":
                self._began = True
                yield chunk

    async def _next(self, chunks: AsyncGenerator[bytes, None]) -> bytes:
        """The next bytes, empty at the end. Once the answer is whole, what becomes of the connection harms it no more."""
        try:
            return await self._within(anext(chunks, b""))
        except (NetworkFault, TimedOut):
            if self._whole:
                return b""
            raise

    def _checked(self, message: dict[str, Any], *, came: bool) -> dict[str, Any]:
        """The message, unless it is an error in the clothes of a reply."""
        if not said.in_reply(message):
            return message
        words = said.read_value(message)
        raise name(words, status=200, headers={}, endpoint=self._endpoint, url=self._url, now=time.time(), billed="maybe" if came else None)

    async def _refusal(self, response: httpx.Response) -> StudioError:
        """The error of a reply that begins with one. What of it can not be read any more is left out."""
        async with aclosing(self._chunks(response)) as chunks:
            text = await self._text(b"", chunks)
        headers = {key.lower(): value for key, value in response.headers.items()}
        return name(said.read(text), status=response.status_code, headers=headers, endpoint=self._endpoint, url=self._url, now=time.time(), page=text)

    async def _text(self, head: bytes, rest: AsyncGenerator[bytes, None]) -> str:
        """What is there to read of a reply that is no answer, told to `raw` as well."""
        page = bytearray(head)
        with suppress(StudioError):
            async for chunk in rest:
                page += chunk
                if len(page) >= PAGE:
                    break
        redactor = Redactor(self._endpoint.key)
        self._raw(redactor.feed(bytes(page)) + redactor.end())
        return page.decode(errors="replace")

    async def _page(self, text: bytes, rest: AsyncGenerator[bytes, None]) -> StudioError:
        """A web page where an API should be: the address is wrong, and nothing was done there that costs."""
        title = redact(said.read(await self._text(text, rest)).message, self._endpoint.key)
        versioned = self._call.path.startswith("/v1") or urlsplit(self._endpoint.base_url).path.endswith("/v1")
        return self._error(BadReply, "http.html" if versioned else "http.html_v1", status=200, detail=title[:120])

    async def _within(self, step: Awaitable[T]) -> T:
        """One wait, within the deadline, its failures named."""
        try:
            async with asyncio.timeout_at(self._deadline):
                return await step
        except httpx.RequestError as error:
            seconds = self._limits.write if isinstance(error, httpx.WriteTimeout) else self._limits.connect if isinstance(error, httpx.ConnectTimeout) else 0
            waited = seconds or self._limits.timeout
            raise trouble(error, endpoint=self._endpoint, url=self._url, seconds=waited, sent=self._body.sent, began=self._began) from error
        except TimeoutError as error:
            billed = "maybe" if self._body.sent else "no"
            raise self._error(TimedOut, "http.deadline", billed=billed, seconds=round(self._limits.deadline)) from error

    def _error(self, kind: type[StudioError], key: str, **values: Any) -> StudioError:
        """An error of our own that names gateway and address."""
        return kind(key, **{"gateway": self._endpoint.gateway, "url": redact(shown(self._url), self._endpoint.key), **values})


def _redirect(here: str, location: str) -> tuple[str, bool]:
    """Where a redirect leads, and whether the key may go there: the same host and port, or from http up to https on the port that goes with it."""
    try:
        start = httpx.URL(here)
        goal = start.join(location)
        (host, port), (to_host, to_port) = place(start), place(goal)
    except (ValueError, httpx.InvalidURL):
        return location, False
    same = start.scheme == goal.scheme and port == to_port
    upward = (start.scheme, goal.scheme) == ("http", "https") and to_port in {port, 443}
    return str(goal), host == to_host and not goal.userinfo and (same or upward)
