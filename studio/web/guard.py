"""Who may speak to the studio at all: Host, Origin, sign-in, and the security headers of every answer.

Pure ASGI, because Starlette's own middleware class stands between a stream and its client. A foreign Host is refused (DNS rebinding), a foreign Origin may
not change anything (cross-site request forgery), and with a sign-in configured nothing is served without it: gradio's own `auth=` would leave our routes open.
"""

import base64
import hmac
from urllib.parse import urlsplit

from studio.web.splash import App, Receive, Scope, Send, reply

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""`unsafe-inline` is gradio's index page, `unsafe-eval` its gr.HTML. No picture and no request can leave for another host."""
SECURITY = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Stands in front of everything. `hosts` empty takes every Host: only for a studio that faces others, behind its sign-in."""

    def __init__(self, app: App, *, hosts: tuple[str, ...], auth: tuple[tuple[str, str], ...] = ()) -> None:
        self.app = app
        self.hosts = hosts
        self.words = tuple(base64.b64encode(f"{user}:{password}".encode()) for user, password in auth)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":  # a websocket would pass unasked, and nothing here speaks one
                await self.app(scope, receive, send)
            return

        async def out(message: Scope) -> None:
            if message["type"] == "http.response.start":
                own = [pair for pair in message["headers"] if not pair[0].lower().startswith(b"access-control-")]  # gradio lets every localhost page read
                message = {**message, "headers": [*own, *SECURITY]}
            await send(message)

        headers: dict[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if self.hosts and (_name(host) not in self.hosts or sum(name == b"host" for name, _ in scope["headers"]) != 1):
            await reply(out, 421, b"This studio is not served under that name.")
            return
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _foreign(headers, host):
            await reply(out, 403, b"This request came from another site.")
            return
        if self.words and not self._signed_in(headers):
            ask = ((b"www-authenticate", b'Basic realm="Image Studio", charset="UTF-8"'),)
            await reply(out, 401, b"Sign in to this studio.", headers=ask)
            return

        await self.app(scope, receive, out)

    def _signed_in(self, headers: dict[bytes, bytes]) -> bool:
        kind, _, given = headers.get(b"authorization", b"").partition(b" ")
        matches = [hmac.compare_digest(given.strip(), word) for word in self.words]  # every one is compared: time tells nothing
        return kind.lower() == b"basic" and any(matches)


def _name(host: str) -> str:
    """Without port and without the dot that ends a full name."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).removesuffix(".")


def _foreign(headers: dict[bytes, bytes], host: str) -> bool:
    origin, site = headers.get(b"origin", b"").decode("latin-1"), headers.get(b"sec-fetch-site", b"")
    return site in (b"cross-site", b"same-site") or bool(origin and _place(origin) != host)


def _place(origin: str) -> str:
    """Host and port of an origin; nothing's for `null` and what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
