"""What httpx raises, named. Pure: an exception in, an error out that says where the way to the gateway ended and whether money can have gone.

Nothing can be billed before the last byte of the request is out: half a JSON document is no order. After that, silence may still cost.
"""

import socket
import ssl
from collections.abc import Iterator
from typing import Any

import httpx

from studio.errors import BadReply, Billed, NetworkFault, StudioError, TimedOut
from studio.http.address import Endpoint, shown
from studio.http.secrecy import redact


def trouble(error: httpx.RequestError, *, endpoint: Endpoint, url: str, seconds: float, sent: bool, began: bool) -> StudioError:
    """The error for `error`. `seconds` is how long was waited for a byte, `sent` whether the whole request was out, `began` whether a reply had begun."""
    billed: Billed = "maybe" if sent or began else "no"
    said: dict[str, Any] = {"gateway": endpoint.gateway, "host": httpx.URL(url).host, "url": redact(shown(url), endpoint.key), "seconds": round(seconds)}
    match error:
        case httpx.ConnectTimeout():
            return NetworkFault("http.connect_timeout", **said)
        case httpx.WriteTimeout():
            return TimedOut("http.write_timeout", **said)
        case httpx.TimeoutException():
            return TimedOut("http.timeout", billed=billed, **said)
        case httpx.ProxyError():
            return NetworkFault("http.proxy", detail=redact(str(error)[:200], endpoint.key), **said)
        case httpx.ConnectError():
            return NetworkFault(_connecting(error), **said)
        case httpx.DecodingError():
            return BadReply("http.bad_encoding", billed=billed, **said)
        case httpx.RemoteProtocolError() if not began and not str(error).startswith("Server disconnected"):
            return BadReply("http.not_http", billed=billed, **said)
        case _:
            return NetworkFault("http.broken" if began else "http.disconnected", billed=billed, **said)


def _connecting(error: BaseException) -> str:
    """Why no connection came to be."""
    met = tuple(_causes(error))
    for kind, key in (
        (socket.gaierror, "http.dns"),
        (ssl.SSLCertVerificationError, "http.certificate"),
        (ssl.SSLError, "http.tls"),
        (ConnectionRefusedError, "http.refused"),
    ):
        if any(isinstance(cause, kind) for cause in met):
            return key
    return "http.unreachable"


def _causes(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """An exception and all that led to it, groups included."""
    if error is None or depth > 12:
        return
    yield error
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _causes(inner, depth + 1)
    yield from _causes(error.__cause__, depth + 1)
    if error.__context__ is not error.__cause__:
        yield from _causes(error.__context__, depth + 1)
