"""The demo gateway on a socket: alone for a person, or as a guest in someone else's event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from studio.demo.server import create

_GRACE_SECONDS = 0.3


class _Server(uvicorn.Server):
    """uvicorn that says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the sockets, then say so."""
        await super().startup(sockets)
        self.ready.set()


class _Guest(_Server):
    """A server in someone else's house: it leaves the signals alone, and its logging too."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]  # uvicorn's type is narrower than its use of it
        """Capture none."""
        return contextlib.nullcontext()


def serve(host: str = "127.0.0.1", port: int = 8787, key: str = "demo") -> None:
    """Serve every face until interrupted, and say so once it answers. Raises OSError when the port is taken; port 0 takes a free one."""

    async def until_stopped() -> None:
        server = _Server(uvicorn.Config(create(key), log_level="warning", server_header=False, timeout_graceful_shutdown=1))
        serving = asyncio.ensure_future(server.serve([listener]))
        ready = asyncio.ensure_future(server.ready.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            print(f"The demo gateway is ready at {address}", flush=True)
        ready.cancel()
        await serving

    with _bound(host, port) as listener:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(until_stopped())


@asynccontextmanager
async def running(key: str = "demo", *, pace: float = 1.0) -> AsyncIterator[str]:
    """The gateway in this event loop on a free loopback port; yields its address, `http://127.0.0.1:PORT`. It is gone within a second after."""
    with _bound("127.0.0.1", 0) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = _Guest(uvicorn.Config(create(key, pace=pace), log_config=None, log_level=None, server_header=False))
        serving = asyncio.ensure_future(server.serve([listener]))
        ready = asyncio.ensure_future(server.ready.wait())
        try:
            await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
                raise RuntimeError("The demo gateway did not start.")
            yield address
        finally:
            ready.cancel()
            await _stop(server, serving)


async def _stop(server: _Server, serving: asyncio.Future[None]) -> None:
    """Let short answers end, hang up on the rest: for the app that is a client that went away, so it cancels its work."""
    server.should_exit = True
    await asyncio.wait({serving}, timeout=_GRACE_SECONDS)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.wait({serving}, timeout=1)
    serving.cancel()


def _bound(host: str, port: int) -> socket.socket:
    # named TCP, or asyncio leaves TCP_NODELAY off on what it accepts, and every answer in two writes waits 40 ms for an acknowledgement
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
