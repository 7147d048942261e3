"""The process that serves the studio: splash first, then the studio on the same port and event loop; a clean end.

uvicorn and the standard library are all that is imported before the first answer. The first Ctrl+C lets running work finish (up to STUDIO_DRAIN seconds) and
says how many; the second stops it. A page that is open does not keep the process alive.
"""

import asyncio
import contextlib
import errno
import logging
import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

from studio.errors import StudioError, UsageError
from studio.web.guard import LOCAL, Guard
from studio.web.splash import Receive, Scope, Send, reply, splash
from studio.words import say

if TYPE_CHECKING:
    from studio.jobs import Jobs
    from studio.settings import Settings

log = logging.getLogger("studio")
TRIES = 50
TAKEN = (errno.EADDRINUSE, errno.EACCES)  # in use; not for us (Windows says so of whole ranges)


class Dispatcher:
    """The splash until the real app is there. `load` builds it in a thread; `ready` is called once it answers."""

    def __init__(self, load: Callable[[], tuple[Any, "Jobs"]], ready: Callable[[], None]) -> None:
        self.app: Any = None
        self.closing = False
        self.jobs: Jobs | None = None
        self.problem: StudioError | None = None
        self.failed: Callable[[], None] = lambda: None
        self._load = load
        self._ready = ready
        self._stack = contextlib.AsyncExitStack()
        self._task: asyncio.Task[None] | None = None

    async def _start(self) -> None:
        try:
            app, self.jobs = await asyncio.to_thread(self._load)
            await self._stack.enter_async_context(app.router.lifespan_context(app))
            self.app = app
        except StudioError as error:
            self.problem = error
            self.failed()
            return
        except Exception as error:  # or the splash would stand there for ever
            log.exception("the studio could not be built")
            self.problem = StudioError("verdict.unexpected", what=type(error).__name__)
            self.failed()
            return
        await asyncio.to_thread(self._ready)  # a browser or a tunnel takes its time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self._task = asyncio.create_task(self._start())
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.aclose()
            await send({"type": "lifespan.shutdown.complete"})
        elif self.app is not None:
            await self._serve(scope, receive, send)
        elif scope["type"] == "http":
            await splash(scope, send, str(self.problem or ""))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. What is still at work when the server ends it (a comparison takes seconds) hears that, and leaves no trace in the log."""
        begun = False

        async def out(message: Scope) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, out)
        except asyncio.CancelledError:
            if not self.closing:
                raise
            if not begun:
                await reply(send, 503, b"The studio has ended.")

    def release(self) -> None:
        """End what holds connections open: gradio's heartbeats and streams."""
        self.closing = True
        for route in getattr(self.app, "routes", ()):
            stop = getattr(getattr(route, "app", None), "stop_event", None)
            if stop is not None:
                stop.set()

    async def aclose(self) -> None:
        """Stop work, close connections, end gradio."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
        if self.jobs is not None:
            await self.jobs.shutdown()
            await self.jobs.studio.aclose()
        await self._stack.aclose()


class Server(uvicorn.Server):
    """uvicorn with a drain: `handle_exit` is called by the signal."""

    def __init__(self, config: uvicorn.Config, dispatcher: Dispatcher, drain: float) -> None:
        super().__init__(config)
        self.dispatcher = dispatcher
        self.drain = drain
        self._draining: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """First signal: drain. Second, or nothing running: end."""
        jobs = self.dispatcher.jobs
        if self._draining is None and jobs is not None and jobs.working and self.drain > 0:
            print(say("serve.draining", count=len(jobs.working), seconds=f"{self.drain:g}"), file=sys.stderr, flush=True)
            self._draining = asyncio.ensure_future(self._drain(jobs, sig))
            return
        super().handle_exit(sig, frame)

    async def _drain(self, jobs: "Jobs", sig: int) -> None:
        await jobs.drain(self.drain)
        if not self.should_exit:  # a second signal came first; one more would be a forced end, with nothing closed
            super().handle_exit(sig, None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Release open pages before uvicorn waits for them."""
        if self.dispatcher.jobs is not None:
            await self.dispatcher.jobs.shutdown()
        self.dispatcher.release()
        await asyncio.sleep(0.2)
        await super().shutdown(sockets)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on `port`, or on the next free one. Raises UsageError where none is free."""
    if not 0 < port < 65_536:
        raise UsageError("settings.number", field="port", variable="--port", value=str(port), low="1", high="65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + TRIES, 65_536)):
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves out TCP_NODELAY: 40 ms an answer
        if os.name != "nt":  # on Windows it would let two programs share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
            sock.listen(2048)
        except OSError as error:
            sock.close()
            if error.errno not in TAKEN:
                raise UsageError("serve.no_host", field="host", host=host, what=error.strerror or type(error).__name__) from error
            continue
        except UnicodeError as error:
            sock.close()
            raise UsageError("serve.no_host", field="host", host=host, what="no such name") from error
        return sock
    raise UsageError("serve.no_port", field="port", port=port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How to serve. `public_url` is the address others see; `opened` is called with the address once the studio answers."""

    host: str
    port: int
    auth: tuple[tuple[str, str], ...]
    drain: float
    level: str
    public_url: str
    share: bool
    opened: Callable[[str], None]


def serve(how: Serving, build: "Callable[[], tuple[Any, Jobs]]") -> None:
    """Serve until told to stop. Raises UsageError before listening (beyond loopback, and with a share link, only behind a sign-in), StudioError where the
    studio could not be built."""
    beyond = how.host not in ("127.0.0.1", "localhost", "::1")
    if (beyond or how.share) and not how.auth:
        raise UsageError("serve.open", field="host", host=how.host)
    sock = bind(how.host, how.port)
    taken = sock.getsockname()[1]
    if taken != how.port:
        print(say("serve.port", port=how.port, free=taken), file=sys.stderr, flush=True)
    url = f"http://{f'[{how.host}]' if ':' in how.host else how.host}:{taken}"
    public = _host(how.public_url)
    hosts = () if beyond or how.share else (*LOCAL, *((public,) if public else ()))

    def ready() -> None:
        print(say("serve.ready", url=url), flush=True)
        how.opened(url)
        if how.share:
            print(_tunnel(how.host, taken), flush=True)

    dispatcher = Dispatcher(build, ready)
    config = uvicorn.Config(
        Guard(dispatcher, hosts=hosts, auth=how.auth),
        log_level=how.level,
        timeout_graceful_shutdown=3,
        lifespan="on",
        access_log=how.level in ("debug", "info"),
        ws="none",
    )
    server = Server(config, dispatcher, how.drain)
    dispatcher.failed = lambda: setattr(server, "should_exit", True)
    server.run(sockets=[sock])
    if dispatcher.problem is not None:
        raise dispatcher.problem


def _tunnel(host: str, port: int) -> str:
    """Gradio's share link, asked for with --share only. It needs the network and fails softly."""
    from gradio.networking import setup_tunnel

    try:
        return str(setup_tunnel(host, port, secrets.token_urlsafe(32), None, None))
    except Exception as error:  # noqa: BLE001  whatever gradio's download and tunnel raise, the studio is served here all the same
        return say("serve.no_tunnel", what=str(error) or type(error).__name__)


def _host(public_url: str) -> str:
    """The host of STUDIO_PUBLIC_URL as a Host header has it; empty where it is not set. Raises UsageError for what is no address."""
    try:
        name = urlsplit(public_url).hostname or ""
    except ValueError:
        name = ""
    if public_url and not name:
        raise UsageError("serve.public_url", field="STUDIO_PUBLIC_URL", url=public_url[:80])
    return f"[{name}]" if ":" in name else name


def studio_and_page(chosen: "Callable[[], Settings]") -> "tuple[Any, Jobs]":
    """Build the studio and its page: everything heavy, called in a thread."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before gradio is imported: it reads it then, and calls out otherwise
    from studio.assemble import assemble
    from studio.jobs import Jobs
    from studio.store.rebuild import tend
    from studio.web.app import build

    studio = assemble(chosen())
    tend(studio.library.open())
    jobs = Jobs(studio)
    return build(jobs), jobs
