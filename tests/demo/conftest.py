"""One running demo gateway for all tests of its wire, and short ways to ask it. Real sockets, no pauses, small pictures."""

import asyncio
import io
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from studio.demo.run import running

SMALL = {"imageConfig": {"imageSize": "512"}}
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    """The address of a gateway in a thread of its own."""
    ready, stop = threading.Event(), threading.Event()
    address = []

    async def live() -> None:
        async with running(pace=0) as base:
            address.append(base)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    assert ready.wait(10)
    yield address[0]
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def http(gateway: str) -> Iterator[httpx.Client]:
    """A plain client without a key."""
    with httpx.Client(base_url=gateway, timeout=60) as client:
        yield client


KEYS = {"google": {"x-goog-api-key": "demo"}, "gemini": {"x-goog-api-key": "demo"}}
MODELS = {
    "google": "demo-painter", "gemini": "google/gemini-3.1-flash-image-preview", "generic": "gemini-3.1-flash-image-preview",
    "ez": "gemini-2.0-flash-exp", "octopus": "gemini-3-pro-image-preview",
}  # fmt: skip


@pytest.fixture(scope="session")
def ask(http: httpx.Client) -> Ask:
    """POST to a face: a prompt or whole contents, and a generationConfig; answers the raw response."""

    def call(
        said: Any, config: dict[str, Any] | None = SMALL, *, face: str = "google", model: str = "", method: str = "generateContent", query: str = "",
        headers: dict[str, str] | None = None, **more: Any,
    ) -> httpx.Response:  # fmt: skip
        contents = [{"role": "user", "parts": [{"text": said}]}] if isinstance(said, str) else said
        body = {"contents": contents, **({"generationConfig": config} if config is not None else {}), **more}
        keys = KEYS.get(face, {"Authorization": "Bearer demo"})
        return http.post(f"/{face}/v1beta/models/{model or MODELS[face]}:{method}{query}", json=body, headers={**keys, **(headers or {})})

    return call


@pytest.fixture(scope="session")
def stream(ask: Ask) -> Callable[..., list[dict[str, Any]]]:
    """The messages of a streamed answer, read as events with CRLF."""

    def call(said: Any, config: dict[str, Any] | None = SMALL, **more: Any) -> list[dict[str, Any]]:
        reply = ask(said, config, method="streamGenerateContent", query="?alt=sse", **more)
        assert reply.status_code == 200, reply.text
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = reply.content.split(b"\r\n\r\n")
        assert events.pop() == b""
        assert all(event.startswith(b"data: ") for event in events)
        return [json.loads(event[6:]) for event in events]

    return call


@pytest.fixture(scope="session")
def file() -> Callable[..., bytes]:
    """The file of a small two-coloured picture."""

    def make(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "teal", **more: Any) -> bytes:
        out = io.BytesIO()
        picture = Image.new("RGB", size, colour)
        picture.paste("orange", (0, 0, size[0] // 2, size[1]))
        picture.save(out, kind, **more)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def inline(file: Callable[..., bytes]) -> Callable[..., dict[str, Any]]:
    """An inlineData part with a picture."""

    def make(kind: str = "PNG", mime: str = "", data: str = "", **more: Any) -> dict[str, Any]:
        return {"inlineData": {"mimeType": mime or f"image/{kind.lower()}", "data": data or b64encode(file(kind, **more)).decode()}}

    return make


@pytest.fixture(scope="session")
def parts() -> Callable[[httpx.Response], list[dict[str, Any]]]:
    """The parts of an unstreamed answer that went well."""

    def read(reply: httpx.Response) -> list[dict[str, Any]]:
        assert reply.status_code == 200, reply.text
        return reply.json()["candidates"][0]["content"]["parts"]

    return read


@pytest.fixture(scope="session")
def opened() -> Callable[[Any], Image.Image]:
    """A picture out of a part, a base64 string or bytes, every pixel decoded."""

    def read(value: Any) -> Image.Image:
        if isinstance(value, dict):
            value = value["inlineData"]["data"]
        picture = Image.open(io.BytesIO(b64decode(value, validate=True) if isinstance(value, str) else value))
        picture.load()
        return picture

    return read
