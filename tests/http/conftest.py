"""A real server on loopback that says byte for byte what a test wants, and remembers what it was sent."""

import asyncio
import base64
import hashlib
import json
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from studio.core.parts import Image
from studio.dialects.wire import Call
from studio.errors import StudioError
from studio.http import Endpoint, Limits, Transport

KEY = "sk-s3cret/key+0123=="
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


@dataclass
class Got:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Upstream:
    """Answers the n-th request with the n-th reply, the last one for ever. A reply is bytes, or a coroutine function of the writer."""

    replies: list[bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]]
    got: list[Got] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    tasks: set[asyncio.Task] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        try:
            while line := await reader.readline():
                method, target, _ = line.decode().split()
                headers = {}
                while row := (await reader.readline()).decode().rstrip("\r\n"):
                    name, _, value = row.partition(":")
                    assert name.lower() not in headers, f"{name} came twice"
                    headers[name.lower()] = value.strip()
                if method == "CONNECT":
                    body = b""
                else:
                    body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.got.append(Got(method, target, headers, body))
                self.asked.set()
                reply = self.replies[min(len(self.got), len(self.replies)) - 1]
                if isinstance(reply, bytes):
                    writer.write(reply)
                    await writer.drain()
                    if b"content-length" not in reply.lower().partition(b"\r\n\r\n")[0]:
                        break
                else:
                    watch = asyncio.ensure_future(reader.read(1))
                    work = asyncio.ensure_future(reply(writer))
                    await asyncio.wait({watch, work}, return_when=asyncio.FIRST_COMPLETED)
                    if watch.done() and not work.done():
                        self.closed.set()
                        work.cancel()
                    watch.cancel()
                    await asyncio.gather(watch, work, return_exceptions=True)
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed.set()
        except asyncio.CancelledError:
            self.closed.set()  # the test is over
        finally:
            writer.transport.abort() if self.closed.is_set() else writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def reply(body: bytes | str, status: str = "200 OK", kind: str = "application/json", **headers: str) -> bytes:
    """A whole reply with a length."""
    data = body.encode() if isinstance(body, str) else body
    rows = {"Content-Type": kind, "Content-Length": str(len(data)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{name}: {value}\r\n" for name, value in rows.items()).encode() + b"\r\n" + data


class Net:
    """What a test of this room uses."""

    KEY = KEY
    PNG = PNG
    ANSWER: ClassVar = {"candidates": [{"content": {"parts": [{"text": "ß\u2028你好"}]}, "finishReason": "STOP"}]}
    GENERATE = "/v1beta/models/google/gemini-x:generateContent"
    reply = staticmethod(reply)

    @staticmethod
    def sse(*messages, end="\r\n\r\n") -> bytes:
        return "".join(f"data: {json.dumps(m, ensure_ascii=False)}{end}" for m in messages).encode()

    @staticmethod
    def head() -> bytes:
        """The head of a reply that ends with its connection."""
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    @staticmethod
    def dice(seed: int) -> Iterator[int]:
        numbers = random.Random(seed)
        while True:
            yield numbers.randint(1, 9)

    @staticmethod
    def chunked(data: bytes, sizes: Iterator[int]) -> bytes:
        """A whole reply in chunks of these sizes."""
        out, pos = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", 0
        while pos < len(data):
            piece = data[pos : pos + next(sizes)]
            out += f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            pos += len(piece)
        return out + b"0\r\n\r\n"

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.raw = bytearray()
        self.tries: list[int] = []
        self.sinks: dict[str, Sink] = {}

    @asynccontextmanager
    async def upstream(self, *replies):
        server = Upstream(list(replies))
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.port = listening.sockets[0].getsockname()[1]
        try:
            yield server
        finally:
            listening.close()
            if server.tasks:
                await asyncio.wait(server.tasks, timeout=1)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def transport(self, **limits) -> Transport:
        return Transport(Limits(**{"timeout": 5.0, **limits}), sleep=self.sleep)

    def endpoint(self, url: str, auth="bearer", key=KEY) -> Endpoint:
        return Endpoint(gateway="Northlight", base_url=url, auth=auth, key=key)

    def open_sink(self, marker: str) -> "Sink":
        self.sinks[marker] = Sink()
        return self.sinks[marker]

    async def send(self, url, call=None, transport=None, endpoint=None, **limits):
        """All messages of one call."""
        call = call or Call(method="POST", path="/v1beta/models/m:generateContent", json={"x": 1})
        async with transport or self.transport(**limits) as out:
            stream = out.send(endpoint or self.endpoint(url), call, open_sink=self.open_sink, raw=self.raw.extend, attempt=self.tries.append)
            return [message async for message in stream]

    async def until_it_breaks(self, url):
        """What came, and the error that ended it."""
        got = []
        async with self.transport() as out:
            try:
                async for message in out.send(self.endpoint(url), Call(method="POST", path=self.GENERATE, json={}), open_sink=self.open_sink):
                    got.append(message)  # noqa: PERF401  # what came before the error counts
            except StudioError as error:
                return got, error
        raise AssertionError("it did not break")

    def image(self, path, data: bytes) -> Image:
        path.write_bytes(data)
        return Image(path=path, mime="image/png", width=1, height=1, bytes=len(data), digest=hashlib.sha256(data).hexdigest())


class Sink:
    """Bytes in memory."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.closed = False
        self.restarts = 0

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.data += data

    def close(self) -> None:
        self.closed = True

    def restart(self) -> None:
        self.data.clear()
        self.restarts += 1


@pytest.fixture
def net() -> Net:
    return Net()


@pytest.fixture
def sink() -> Sink:
    return Sink()
