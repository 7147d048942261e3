"""A gateway that is only a wire: it keeps every request byte for byte as it came and answers what a test wrote down.

It shares nothing with the demo gateway, so a fault that studio and demo have in common shows here. Whatever was asked, what holds for every call is checked
when a desk closes (`holds`): one form of the key in a header and nowhere else, whole bodies, no nulls, the prompt first. So each test proves these as well.
"""

import asyncio
import base64
import functools
import io
import json
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

from PIL import Image as Pillow

from studio.engine import Studio
from studio.gateways import discover
from studio.http import Limits, Transport
from studio.layers import Layer, Seen
from studio.settings import Settings
from studio.store.local import Library

KEY = "sk-Conf0rmance/key+42=="
NAMES = ("ofox", "generic", "ezmodel", "octopusx", "google")
WIRE = Path(__file__).parents[1] / "dialects" / "wire"
SAFE = frozenset("!#$&'()*+,/:;=?@[]-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%")


@dataclass(frozen=True)
class Got:
    """One request as it came: the target as it stood on the wire, header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    line: int = 0  # which connection it came on

    @property
    def json(self):
        return json.loads(self.body.decode("utf-8", "strict"))

    @property
    def parts(self):
        return self.json["contents"][-1]["parts"]

    @property
    def config(self):
        return self.json.get("generationConfig", {})

    @property
    def image_config(self):
        return self.config.get("imageConfig", {})


Reply = bytes | Callable[[asyncio.StreamWriter, Got], Awaitable[None]]


@dataclass
class Recorder:
    """Answers the n-th request with the n-th reply, the last one for ever; `choose` decides instead where it is given."""

    replies: list[Reply]
    choose: Callable[[Got], Reply] | None = None
    got: list[Got] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    lines: int = 0
    gone: int = 0  # connections that the studio closed while a reply was on its way
    port: int = 0
    tasks: set = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        self.lines += 1
        number = self.lines
        try:
            while line := await reader.readline():
                method, target, version = line.decode("ascii").split(" ")
                assert version == "HTTP/1.1\r\n"
                headers: dict[str, str] = {}
                while row := (await reader.readline()).decode("ascii").rstrip("\r\n"):
                    name, _, value = row.partition(": ")
                    assert name.lower() not in headers, f"{name} came twice"
                    headers[name.lower()] = value
                assert "transfer-encoding" not in headers
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                got = Got(method, target, headers, body, number)
                self.got.append(got)
                self.asked.set()
                reply = self.choose(got) if self.choose else self.replies[min(len(self.got), len(self.replies)) - 1]
                if not isinstance(reply, bytes):
                    watch, work = asyncio.ensure_future(reader.read(1)), asyncio.ensure_future(reply(writer, got))
                    await asyncio.wait({watch, work}, return_when=asyncio.FIRST_COMPLETED)
                    self.gone += not work.done()
                    for task in (watch, work):
                        task.cancel()
                    await asyncio.gather(watch, work, return_exceptions=True)
                    break
                writer.write(reply)
                await writer.drain()
                if b"content-length" not in reply.lower().partition(b"\r\n\r\n")[0] and b"\r\n0\r\n" not in reply[-64:]:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone += 1
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


class Desk:
    """A studio whose gateways all live at one recorder. `waits` are the seconds it slept between tries, which take no time here."""

    def __init__(self, home: Path, recorder: Recorder, env: dict[str, str]) -> None:
        self.home = home
        self.recorder = recorder
        self.waits: list[float] = []
        self.studio: Studio = self._studio(env)

    @property
    def got(self) -> list[Got]:
        return self.recorder.got

    def _studio(self, env: dict[str, str]) -> Studio:
        names = {"ofox": "OFOX", "generic": "GENERIC", "ezmodel": "EZMODEL", "octopusx": "OCTOPUSX", "google": "GOOGLE"}
        given = {f"{name}_API_KEY": KEY for name in names.values()} | {f"{name}_BASE_URL": self.recorder.url for name in names.values()}
        given |= {name: value.replace("{url}", self.recorder.url) for name, value in env.items()}
        settings = Settings.read(Seen([Layer("test", given | {"STUDIO_HOME": str(self.home)})]), discover())
        limits = Limits(timeout=settings.timeout, deadline=settings.deadline, retries=settings.retries, retry_timeouts=settings.retry_timeouts)

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        async def no_demo(_: object) -> tuple[str, str]:
            raise AssertionError("the demo gateway has no place here")

        return Studio(settings, Library(self.home), Transport(limits, sleep=sleep), demo=no_demo)


@asynccontextmanager
async def desk(home: Path, *replies: Reply, choose=None, env: dict[str, str] | None = None):
    """A recorder and a studio in one loop. What must hold for every call is checked at the end."""
    recorder = Recorder(list(replies), choose)
    server = await asyncio.start_server(recorder.serve, "127.0.0.1", 0, limit=1 << 20)
    recorder.port = server.sockets[0].getsockname()[1]
    made = Desk(home, recorder, env or {})
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    try:
        async with made.studio:
            yield made
    finally:
        logging.getLogger().removeHandler(heard)
        server.close()
        if recorder.tasks:
            await asyncio.wait(recorder.tasks, timeout=0.2)
            for task in recorder.tasks:
                task.cancel()
    for got in recorder.got:
        holds(got)
    assert KEY not in heard.text
    for path in (p for p in home.rglob("*") if p.is_file() and p.suffix in {".json", ".reply", ".toml"}):
        assert KEY.encode() not in path.read_bytes(), path


class _Heard(logging.Handler):
    """Everything that any logger said."""

    def __init__(self) -> None:
        super().__init__(0)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record) + "\n"


def holds(got: Got) -> None:
    """What is true of every request to a gateway's API, whatever it asks."""
    assert set(got.target) <= SAFE, got.target
    assert "key" not in got.target.lower().replace("monkey", "")
    if "/v1beta/models" not in got.target:
        return  # a picture: its test says what it wants
    forms = [name for name in ("authorization", "x-goog-api-key", "api-key", "x-api-key", "cookie") if name in got.headers]
    wanted = "x-goog-api-key" if got.target.startswith("/gemini/") or "x-goog-api-key" in got.headers else "authorization"
    assert forms == [wanted]
    assert got.headers[wanted] == (KEY if wanted == "x-goog-api-key" else f"Bearer {KEY}")
    rest = [value for name, value in got.headers.items() if name != wanted]
    assert not any(KEY in value for value in rest)
    assert KEY.encode() not in got.body
    if got.method == "GET":
        assert got.body == b""
        return
    assert got.method == "POST"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["content-length"] == str(len(got.body))
    body = got.json
    assert set(body) <= {"contents", "systemInstruction", "generationConfig", "safetySettings"}
    assert not list(_hollow(body))
    assert "candidateCount" not in got.config
    assert set(got.config) <= {
        "responseModalities", "imageConfig", "thinkingConfig", "temperature", "topP", "topK", "maxOutputTokens", "seed",
    }  # fmt: skip
    thinking = got.config.get("thinkingConfig", {})
    assert set(thinking) <= {"includeThoughts", "thinkingLevel"}
    roles = [content["role"] for content in body["contents"]]
    assert roles[0] == roles[-1] == "user"
    assert set(roles) <= {"user", "model"}
    last = body["contents"][-1]["parts"]
    assert list(last[0]) == ["text"]
    assert all(set(part) <= {"inlineData", "inline_data"} for part in last[1:])


def form(got) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, type and content of each part of a form."""
    assert got.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert got.headers["content-length"] == str(len(got.body))
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {got.headers['content-type']}\r\n\r\n".encode() + got.body)
    assert message.is_multipart()
    assert not message.defects
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part["content-type"] and str(part["content-type"]),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


def _hollow(value, at=""):
    """Where a null, an empty object or an empty list stands."""
    if value is None or value in ({}, []):
        yield at
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _hollow(item, f"{at}.{key}")


def wired(test):
    """A test that is a coroutine."""

    @functools.wraps(test)
    def run(*args, **said):
        asyncio.run(asyncio.wait_for(test(*args, **said), 30))

    return run


# Replies


def reply(body: bytes | str | dict | list, status: str = "200 OK", kind: str = "application/json", **headers: str) -> bytes:
    """A whole reply with its length."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
    rows = {"Content-Type": kind, "Content-Length": str(len(data))} | {name.replace("_", "-"): value for name, value in headers.items()}
    return f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{name}: {value}\r\n" for name, value in rows.items()).encode() + b"\r\n" + data


def chunked(*pieces: bytes, kind: str = "text/event-stream", trailer: str = "") -> bytes:
    """A whole reply in these chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    return head + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n" + trailer.encode() + b"\r\n"


def sse(*messages: dict | str, end: str = "\r\n\r\n") -> bytes:
    """Messages as an event stream."""
    return "".join(f"data: {m if isinstance(m, str) else json.dumps(m, ensure_ascii=False)}{end}" for m in messages).encode()


def said(*parts: dict, finish: str = "STOP", **more) -> dict:
    """A whole answer of these parts."""
    candidate = {"content": {"role": "model", "parts": list(parts)}} | ({"finishReason": finish} if finish else {})
    return {"candidates": [candidate], **more}


def inline(data: bytes | str, mime: str = "image/png", **more) -> dict:
    """A part that holds a picture."""
    return {"inlineData": {"mimeType": mime, "data": data if isinstance(data, str) else b64(data)}, **more}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@functools.cache
def picture(colour: str = "teal", kind: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    """A small real picture."""
    out = io.BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@functools.cache
def noise(side: int) -> bytes:
    """A real picture of `side` × `side` that does not compress: three bytes a pixel."""
    out = io.BytesIO()
    Pillow.frombytes("RGB", (side, side), random.Random(side).randbytes(side * side * 3)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def put(folder: Path, name: str, data: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return str(folder / name)
