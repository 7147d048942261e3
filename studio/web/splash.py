"""Something readable at once: the page that stands there while gradio still imports. No import beyond the standard library."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SPLASH = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="1"><title>Image Studio</title><link rel="icon" href="data:,"><style>
:root{color-scheme:light dark}body{margin:0;height:100vh;display:grid;place-items:center;background:#e4e4e4;color:#1a1a1a;font:13px/20px system-ui,sans-serif}
@media(prefers-color-scheme:dark){body{background:#141414;color:#ededed}}main{display:grid;justify-items:center;gap:12px}svg{width:28px;height:28px}
p{margin:0;opacity:.7}i{width:132px;height:3px;border-radius:2px;background:#2450c8;animation:b 1.2s ease-in-out infinite alternate}@keyframes b{to{opacity:.2}}
@media(prefers-reduced-motion:reduce){i{animation:none}}</style></head><body><main role="status">
<svg viewBox="0 0 18 18" aria-hidden="true"><rect x="1" y="1" width="16" height="16" rx="3.5" fill="none" stroke="currentColor" stroke-width="1.6"/>
<path d="M9 1v16h4.5A3.500 3.500 0 0 0 17 13.500v-9A3.500 3.500 0 0 0 13.500 1z" fill="currentColor"/></svg>
<b>Image Studio</b><i></i><p>Starting, a few seconds. · 正在启动，请稍候几秒。</p></main></body></html>""".encode()


async def reply(send: Send, status: int, body: bytes, kind: str = "text/plain; charset=utf-8", headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """A whole response."""
    head = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def splash(scope: Scope, send: Send, problem: str = "") -> None:
    """The waiting page; `/healthz` says 503 until the studio is there. `problem` is why it will not come."""
    if problem:
        await reply(send, 500, problem.encode())
    elif scope["path"] == "/healthz":
        await reply(send, 503, b'{"ready":false}', "application/json")
    elif scope["path"] == "/":
        await reply(send, 200, SPLASH, "text/html; charset=utf-8")
    else:
        await reply(send, 503, b"starting", headers=((b"retry-after", b"2"),))
