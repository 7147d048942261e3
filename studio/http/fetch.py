"""Fetching a picture that a reply names by its address: guarded, bounded, without the key (PROTOCOLS.md 8.2, promises kept by `guard`).

Each hop is checked anew and connected to by the very address that was checked; the name travels only in the Host header and in TLS. What comes must be a
picture by its first bytes, whatever it is called: a page or an SVG is none. A failed fetch is tried again, the call that named the picture never.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Protocol

import httpx

from studio.dialects.images import sniff
from studio.errors import BadReply, NetworkFault, RateLimited, ServerFault, StudioError, TimedOut
from studio.http import guard
from studio.http.address import Endpoint, shown, with_query
from studio.http.faults import wait
from studio.http.pools import Pools
from studio.http.said import Said
from studio.http.secrecy import redact
from studio.http.trouble import trouble
from studio.http.unpacking import unpacked

TRIES = 3
REDIRECTS = 3
SECONDS = 60.0  # for one try, from the name to the last byte
CONNECT = 10.0
HEAD = 64  # bytes that show what a file is


class Refillable(Protocol):
    """Where a fetched picture goes."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""
        ...

    def restart(self) -> object:
        """Forget what came: it comes again from the beginning."""
        ...


class Fetch:
    """One picture."""

    def __init__(self, pools: Pools, endpoint: Endpoint, sink: Refillable, *, sleep: Callable[[float], Awaitable[object]], agent: str, max_bytes: int) -> None:
        self._pools = pools
        self._endpoint = endpoint
        self._sink = sink
        self._sleep = sleep
        self._agent = agent
        self._max_bytes = max_bytes

    async def run(self, url: str) -> str:
        """Up to three tries. Returns the sniffed type. A path alone is one at the gateway."""
        if url.startswith("/"):
            url = str(httpx.URL(self._endpoint.base_url).join(url))
        tries = 0
        while True:
            tries += 1
            try:
                async with asyncio.timeout(SECONDS):
                    return await self._hops(url)
            except TimeoutError as error:
                fault: StudioError = self._error(TimedOut, "http.picture_timeout", url, seconds=round(SECONDS))
                fault.__cause__ = error
            except (NetworkFault, ServerFault, RateLimited, TimedOut) as error:
                fault = error
            if tries == TRIES or (fault.retry_after or 0) > SECONDS:
                raise fault
            self._sink.restart()
            await self._sleep(fault.retry_after or 2.0 ** (tries - 1))

    async def _hops(self, url: str) -> str:
        """One try: at most three redirects, each as suspect as the first address."""
        for _ in range(REDIRECTS + 1):
            target = guard.parse(url, self._endpoint)
            response = await self._get(target)
            if response.status_code in {401, 403} and self._trusted(target):
                await response.aclose()
                response = await self._get(target, keyed=True)
            try:
                if response.status_code not in {301, 302, 303, 307, 308} or "location" not in response.headers:
                    return await self._take(response, url)
            finally:
                await response.aclose()
            try:
                url = str(target.join(response.headers["location"]))
            except (ValueError, httpx.InvalidURL) as error:
                raise guard.refused(url, self._endpoint) from error
        raise self._error(BadReply, "http.picture_redirects", url)

    def _trusted(self, url: httpx.URL) -> bool:
        """Whether the key may go to an address: the gateway's own host, port and scheme, and there is one."""
        same = url.scheme == httpx.URL(self._endpoint.base_url).scheme
        return bool(self._endpoint.key) and self._endpoint.auth != "none" and same and guard.own(url, self._endpoint)

    async def _get(self, url: httpx.URL, *, keyed: bool = False) -> httpx.Response:
        """The reply's head, from the first checked address that takes the connection."""
        proxied = self._pools.proxied(url.host)
        headers = {"Host": url.netloc.decode("ascii"), "User-Agent": self._agent, "Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"}
        headers |= self._endpoint.headers() if keyed else {}
        extensions = {"timeout": {"connect": CONNECT, "read": SECONDS, "write": CONNECT, "pool": None}, "sni_hostname": url.raw_host.decode("ascii")}
        pool = self._pools.once_to(url)
        try:
            known = await guard.addresses(url, self._endpoint, lenient=proxied)
        except OSError as error:
            raise self._error(NetworkFault, "http.picture_dns", str(url)) from error
        target = httpx.URL(with_query(str(url), self._endpoint.secret_query())) if keyed else url
        failed: httpx.RequestError | None = None
        for goal in (target,) if proxied else tuple(target.copy_with(host=address) for address in known):
            try:
                return await pool.handle_async_request(httpx.Request("GET", goal, headers=headers, extensions=extensions))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
            except httpx.RequestError as error:
                raise self._broken(error, str(url)) from error
        assert failed is not None  # there is at least one address
        raise self._broken(failed, str(url)) from failed

    async def _take(self, response: httpx.Response, url: str) -> str:
        """The body into a sink, once its beginning has shown a picture."""
        self._judge(response, url)
        head, mime, taken = b"", "", 0
        try:
            async with aclosing(unpacked(response)) as chunks:
                async for chunk in chunks:
                    taken += len(chunk)
                    if taken > self._max_bytes:
                        raise self._too_large(url)
                    if mime:
                        self._sink.write(chunk)
                        continue
                    head += chunk
                    if len(head) >= HEAD:
                        mime = self._begin(head, url)
            return mime or self._begin(head, url)
        except httpx.DecodingError as error:
            raise self._error(BadReply, "http.picture_none", url) from error
        except httpx.TimeoutException as error:
            raise self._error(TimedOut, "http.picture_timeout", url, seconds=round(SECONDS)) from error
        except httpx.RequestError as error:
            raise self._error(NetworkFault, "http.picture_broken", url) from error

    def _begin(self, head: bytes, url: str) -> str:
        """The type that the first bytes show, and they themselves into the sink."""
        mime = sniff(head)
        if not mime:
            raise self._error(BadReply, "http.picture_none", url)
        self._sink.write(head)
        return mime

    def _judge(self, response: httpx.Response, url: str) -> None:
        """Raise for a reply that can not be the picture."""
        status = response.status_code
        wish = wait({key.lower(): value for key, value in response.headers.items()}, Said(), time.time())
        if status == 429:
            raise self._error(RateLimited, "http.picture_status", url, status=status, retry_after=wish)
        if status == 408 or status >= 500:
            raise self._error(ServerFault, "http.picture_status", url, status=status, retry_after=wish)
        if status != 200:
            raise self._error(BadReply, "http.picture_status", url, status=status)
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_bytes:
            raise self._too_large(url)

    def _too_large(self, url: str) -> StudioError:
        return self._error(BadReply, "http.picture_large", url, limit=self._max_bytes // 1_000_000)

    def _broken(self, error: httpx.RequestError, url: str) -> StudioError:
        """What httpx raises, named; the picture's call was answered, so money may have gone."""
        fault = trouble(error, endpoint=self._endpoint, url=url, seconds=SECONDS, sent=True, began=False)
        fault.billed = "maybe"
        return fault

    def _error(self, kind: type[StudioError], key: str, url: str, **values: object) -> StudioError:
        where = redact(shown(url), self._endpoint.key)
        return kind(key, billed="maybe", **{"gateway": self._endpoint.gateway, "url": where, **values})  # type: ignore[arg-type]  # plain values
