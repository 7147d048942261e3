"""Gateways that keep what they promise, and gateways that do not: one small server of each wire, told in each test what it honours."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image as Pillow

from studio import assemble
from studio.core import geometry
from studio.doctor import Doctor, Report
from studio.engine import Studio
from studio.http import Limits, Transport
from studio.store.local import Library

NATIVE = """[gateway.x]
title = "X"
base_url = "https://x.example"
key_env = "X_KEY"
models = ["m"]
sizes = ["512", "1K"]
aspects = ["1:1", "16:9", "9:16", "4:1", "1:4"]
stream = "on"
max_references = 3
default_size = "512"
"""
IMAGES = """[gateway.x]
title = "X"
base_url = "https://x.example"
dialect = "openai-images"
key_env = "X_KEY"
models = ["m"]
canvas = ["512x512", "768x512", "1536x1024"]
stream = "on"
max_references = 3
"""
RED, GREEN, BLUE = (214, 40, 40), (40, 160, 60), (38, 84, 214)


@lru_cache(maxsize=64)
def png(size: tuple[int, int], *stripes: tuple[int, int, int]) -> bytes:
    picture = Pillow.new("RGB", size, stripes[0] if stripes else (90, 90, 90))
    for number, colour in enumerate(stripes[1:], 1):
        picture.paste(colour, (size[0] * number // len(stripes), 0, *size))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@dataclass
class Fake(httpx.AsyncBaseTransport):
    """What it honours. `refuses` are parts of a body that get 400, each with the words of it; `status` is that of the call of this number, of all at 0; `calls`
    are the bodies that came."""

    aspect: bool = True
    largest: str = "4K"
    streams: str = "yes"  # or "no": 404, "whole": one JSON for a stream
    thoughts: bool = True
    signed: bool = True
    wants_signatures: bool = False
    looks: bool = True
    counts: bool | str = True  # or "pictures", though it does not look at them; or "conversation": those of the turns before, and no others
    several: bool = True
    masks: bool = True
    linked: str = ""  # where pictures can be fetched, for one that answers with addresses
    same_seed: bool = True
    refuses: dict[str, str] = field(default_factory=dict)
    most: int = 99
    without: str = "nothing"  # the end of a path that it does not have
    status: dict[int, int] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "/made/" in request.url.path:
            return httpx.Response(200, content=png((512, 512)), headers={"content-type": "image/png"})
        raw = await request.aread()
        form = request.headers["content-type"].startswith("multipart/")
        body = self.form(request.headers["content-type"], raw) if form else json.loads(raw)
        self.paths.append(request.url.path)
        self.calls.append(body)
        text = json.dumps(body)
        if request.url.path.endswith(self.without):
            return httpx.Response(404, json={"detail": "Not Found"})
        if status := self.status.get(len(self.calls), self.status.get(0)):
            return httpx.Response(status, json={"error": {"message": f"No: {status}", "code": status}})
        for part, words in self.refuses.items():
            if part in text:
                return httpx.Response(400, json={"error": {"message": words, "code": 400, "status": "INVALID_ARGUMENT"}})
        streaming = "stream" in request.url.path or body.get("stream") in (True, "true")
        if streaming and self.streams == "no":
            return httpx.Response(404, json={"error": {"message": "Not Found", "code": 404}})
        messages = self.images(body, streaming) if "images" in request.url.path else self.native(body)
        if isinstance(messages, httpx.Response):
            return messages
        if streaming and self.streams == "yes":
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"".join(f"data: {json.dumps(m)}\n\n".encode() for m in messages))
        return httpx.Response(200, json=self.whole(messages))

    @staticmethod
    def form(kind: str, raw: bytes) -> dict[str, Any]:
        parts = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + raw).get_payload()
        names = [(str(part.get_param("name", header="content-disposition")), part) for part in parts]  # type: ignore[union-attr]
        body = {name: part.get_payload(decode=True).decode() for name, part in names if part.get_filename() is None}
        return body | {"files": [name for name, part in names if part.get_filename() is not None]}

    @staticmethod
    def whole(messages: list[dict]) -> dict:
        out = dict(messages[-1])
        if "candidates" in out:
            parts = [part for message in messages for part in message["candidates"][0]["content"]["parts"]]
            out["candidates"] = [{**out["candidates"][0], "content": {"role": "model", "parts": parts}}]
        return out

    def native(self, body: dict) -> list[dict] | httpx.Response:
        config = body["generationConfig"]
        last = body["contents"][-1]["parts"]
        given = [part for part in last if "inlineData" in part]
        if len(given) > self.most:
            return httpx.Response(400, json={"error": {"message": f"Too many images in the request, at most {self.most} images.", "code": 400}})
        model = [part for turn in body["contents"] if turn["role"] == "model" for part in turn["parts"] if "inlineData" in part]
        if self.wants_signatures and any("thoughtSignature" not in part for part in model):
            words = "Image part is missing a thought_signature in content position 2, part position 1."
            return httpx.Response(400, json={"error": {"message": words, "code": 400}})
        image = config.get("imageConfig", {})
        aspect = image.get("aspectRatio", "1:1") if self.aspect else "1:1"
        size = min(image.get("imageSize", "512"), self.largest, key=geometry.SIZES.index)
        colours = (RED, GREEN, BLUE)[: len(given)] if self.looks and given else ()
        data = png(geometry.pixels("", aspect, size), *(colours or ((90 + (0 if self.same_seed else len(self.calls)) * 20, 90, 90),)))
        carried = f"{self.linked}/made/a.png" if self.linked else base64.b64encode(data).decode()
        part: dict[str, Any] = {"inlineData": {"mimeType": "image/png", "data": carried}}
        if self.signed:
            part["thoughtSignature"] = "c2lnbmF0dXJl"
        thinking = self.thoughts and config.get("thinkingConfig", {}).get("includeThoughts")
        parts = [{"text": "**Light**\n\nIt falls from the left.", "thought": True}] if thinking else []
        seen = 258 * len(given) if self.looks or self.counts == "pictures" else 1100 * len(model) if self.counts == "conversation" else 0
        usage = {"promptTokenCount": 20 + seen, "candidatesTokenCount": 747, "totalTokenCount": 767} if self.counts else {}
        chunks = [{"candidates": [{"content": {"role": "model", "parts": [each]}}]} for each in [*parts, part]]
        return [*chunks, {"candidates": [{"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP"}], "usageMetadata": usage}]

    def images(self, body: dict, streaming: bool) -> list[dict] | httpx.Response:
        files = body.get("files", [])
        if sum(name != "mask" for name in files) > self.most:
            return httpx.Response(400, json={"error": {"message": f"Invalid value: 'image[]'. At most {self.most} images.", "code": 400}})
        width, height = geometry.sides(body.get("size", "")) if self.aspect and geometry.sides(body.get("size", ""))[0] else (512, 512)
        count = int(body.get("n", 1)) if self.several else 1
        picture = Pillow.new("RGB", (width, height), RED if files and self.masks else (90, 90, 90))
        if "mask" in files:
            picture.paste(GREEN, (width // 4, height // 4, width // 2, 3 * height // 4))
            picture.paste(BLUE, (width // 2, height // 4, 3 * width // 4, 3 * height // 4))
        pictures = []
        for number in range(count):
            out = BytesIO()
            picture.point(lambda value, by=number: value + by).save(out, "PNG")
            pictures.append(base64.b64encode(out.getvalue()).decode())
        usage = {"input_tokens": 20 + 258 * len(files), "output_tokens": 200, "total_tokens": 220 + 258 * len(files)} if self.counts else None
        if streaming and self.streams == "yes":
            return [{"type": "image_generation.completed", "b64_json": data, "usage": usage} for data in pictures]
        return [{"data": [{"b64_json": data} for data in pictures], "usage": usage}]

    async def aclose(self) -> None:
        pass


def studio_of(home: Path, wire: httpx.AsyncBaseTransport, toml: str = NATIVE) -> Studio:
    """A studio whose only way out is `wire`."""
    home.mkdir(exist_ok=True)
    (home / "gateways.toml").write_text(toml, encoding="utf-8")
    chosen = assemble.settings({"X_KEY": "sk-of-a-test"}, home=str(home))
    reread = partial(assemble._read, chosen.layers)
    return Studio(chosen, Library(home), Transport(Limits(retries=0), transport=wire), demo=None, reread=reread)  # type: ignore[arg-type]


def examined(home: Path, wire: Fake, toml: str = NATIVE) -> Report:
    """The last report about the model `m`."""

    async def work() -> Report:
        async with studio_of(home, wire, toml) as studio:
            *_, last = [report async for report in Doctor(studio).examine("x", "m")]
            return last

    return asyncio.run(work())


def verdicts(report: Report) -> dict[str, str]:
    return {check.name: check.verdict for check in report.checks}

