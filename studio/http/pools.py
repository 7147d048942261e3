"""The connections: one pool straight out, one through the proxy where there is one, one without keep-alive for pictures from anywhere.

httpx's transports are used without its Client: a client keeps cookies from one key's calls for the next, logs whole addresses (a key may be in one) and
follows the environment. Nothing here does. Certificates are judged by the system's trust store, plus STUDIO_CA_BUNDLE. The proxy is the one the settings
name, and loopback never goes through it. No pool has a limit or a wait of its own: how many calls run side by side is a gateway's matter, elsewhere.
"""

import ssl
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import httpx
from httpcore._async.http11 import AsyncHTTP11Connection

from studio.errors import NotConfigured
from studio.http.address import is_direct

SIZE = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0)
PROXIES = ("http", "https", "socks5", "socks5h") if find_spec("socksio") else ("http", "https")
READ_BYTES = 262_144
"""httpcore reads 64 KiB at a time, and most of what a 4K reply costs here is those reads: four times as much halves it (tests/benchmarks/reply_path). The
size is a class attribute of its connection; there is no other way to set it."""
NO_REUSE = httpx.Limits(max_connections=None, max_keepalive_connections=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often. `timeout` seconds without a byte, `deadline` seconds for the whole call with its retries, `connect` and `write` seconds each.

    `retries` are tries after the first; `retry_timeouts` allows one of them after a timeout, which may be billed twice. `proxy` is an address
    (http or https; socks5 with httpx's extra), `no_proxy` hosts that are reached without it; `ca_bundle` a file or folder of certificates to trust as well.
    """

    timeout: float = 300.0
    deadline: float = 900.0
    connect: float = 10.0
    write: float = 120.0
    retries: int = 2
    retry_timeouts: bool = False
    proxy: str = ""
    no_proxy: tuple[str, ...] = ()
    ca_bundle: str = ""

    def timeouts(self, read: float | None = None) -> dict[str, float | None]:
        """As httpx's transports want them."""
        return {"connect": self.connect, "read": read or self.timeout, "write": self.write, "pool": None}


class Pools:
    """Made when first needed, inside the running loop. `given` stands in for all of them (a test's refusing transport)."""

    def __init__(self, limits: Limits, given: httpx.AsyncBaseTransport | None) -> None:
        self._limits = limits
        self._given = given
        self._open: dict[tuple[str, str], httpx.AsyncBaseTransport] = {}
        self._trust: ssl.SSLContext | None = None
        AsyncHTTP11Connection.READ_NUM_BYTES = READ_BYTES

    def proxied(self, host: str) -> bool:
        """Whether a call to `host` goes through the proxy."""
        return bool(self._limits.proxy) and not is_direct(host, self._limits.no_proxy)

    def to(self, url: httpx.URL) -> httpx.AsyncBaseTransport:
        """The pool for calls to `url`."""
        return self._pool(url.scheme, "proxy" if self.proxied(url.host) else "direct")

    def once_to(self, url: httpx.URL) -> httpx.AsyncBaseTransport:
        """The pool for one fetch from `url`: a connection of its own, because it is made to an address and not to a name."""
        return self._pool(url.scheme, "proxy" if self.proxied(url.host) else "once")

    async def aclose(self) -> None:
        """Close whatever is open. What was given is the giver's to close."""
        pools, self._open = self._open, {}
        for pool in pools.values():
            await pool.aclose()

    def _pool(self, scheme: str, way: Literal["direct", "proxy", "once"]) -> httpx.AsyncBaseTransport:
        if self._given is not None:
            return self._given
        if (scheme, way) not in self._open:
            # reading the trust store takes 24 ms, which plain http (the demo gateway) does without: an empty context trusts no one
            verify = self._certificates() if scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            proxy = self._proxy() if way == "proxy" else None
            self._open[scheme, way] = httpx.AsyncHTTPTransport(verify=verify, trust_env=False, limits=NO_REUSE if way == "once" else SIZE, proxy=proxy)
        return self._open[scheme, way]

    def _certificates(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = trust(self._limits.ca_bundle)
        return self._trust

    def _proxy(self) -> httpx.Proxy:
        """Raises NotConfigured for an address that is none, or of a kind that is not installed."""
        try:
            url = httpx.URL(self._limits.proxy)
            if not url.host or url.scheme not in PROXIES:
                raise NotConfigured("http.proxy_address")
            return httpx.Proxy(url, ssl_context=self._certificates() if url.scheme == "https" else None)
        except (ValueError, httpx.InvalidURL) as error:
            raise NotConfigured("http.proxy_address") from error


def trust(ca_bundle: str) -> ssl.SSLContext:
    """The system's trust store, and the certificates of `ca_bundle`. Raises NotConfigured where those can not be read."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"] and ssl.get_default_verify_paths().capath is None:
        context = httpx.create_ssl_context(trust_env=False)  # a Python without the system's certificates (macOS from python.org, slim images)
    if ca_bundle:
        path = Path(ca_bundle).expanduser()
        try:
            context.load_verify_locations(capath=str(path)) if path.is_dir() else context.load_verify_locations(cafile=str(path))
        except OSError as error:  # ssl.SSLError is one
            raise NotConfigured("http.ca_bundle", path=str(path)) from error
    return context
