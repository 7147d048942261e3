"""The OpenAI Images faces on the socket: keys, bodies, framing, a client that goes away."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from studio.demo import frames
from studio.demo.attending import Gateway, attended
from studio.demo.openai_images import reading, scenarios, uploads
from studio.demo.openai_images.answers import Answer, framed
from studio.demo.openai_images.asking import Ask
from studio.demo.openai_images.errors import bad, no_model, refuse, unauthenticated
from studio.demo.openai_images.faces import Face, Model
from studio.demo.scenarios import silence

_JSON = "application/json"


def routes(gateway: Gateway, face: Face) -> list[Route]:
    """What is under the face's prefix."""
    return [
        Route("/models", partial(_models, gateway, face), methods=["GET"]),
        Route("/models/{name:path}", partial(_model, gateway, face), methods=["GET"]),
        Route("/images/generations", partial(_generate, gateway, face), methods=["POST"]),
        Route("/images/edits", partial(_edit, gateway, face), methods=["POST"]),
    ]


async def _models(gateway: Gateway, face: Face, request: Request) -> Response:
    _check(gateway, request)
    return _json({"object": "list", "data": [_entry(model) for model in face.models]})


async def _model(gateway: Gateway, face: Face, request: Request) -> Response:
    _check(gateway, request)
    name = request.path_params["name"]
    model = face.model(name)
    if model is None:
        raise no_model(name, dict(face.retired).get(name, ""))
    return _json(_entry(model))


def _entry(model: Model) -> dict[str, Any]:
    return {"id": model.id, "object": "model", "created": model.created, "owned_by": model.owner}


async def _generate(gateway: Gateway, face: Face, request: Request) -> Response:
    raw = await _body(request, face)  # before anything is refused: a client that still writes would not hear why
    _check(gateway, request)
    if _content_type(request) != _JSON:
        raise bad(f"Unsupported content type: '{_content_type(request)[:80]}'. This endpoint takes '{_JSON}'.", "unsupported_content_type")

    def read() -> Ask:
        values = reading.loaded(raw)
        model = reading.served(values, face, editing=False)
        return _asked(face, model, reading.settings(values, model, editing=False), request)

    return await _answered(gateway, request, read, hashlib.sha256(raw).digest())


async def _edit(gateway: Gateway, face: Face, request: Request) -> Response:
    if _content_type(request) != "multipart/form-data":
        await _body(request, face)
        _check(gateway, request)
        raise bad(f"Unsupported content type: '{_content_type(request)[:80]}'. This endpoint takes 'multipart/form-data'.", "unsupported_content_type")
    sent = await uploads.form(request, face)
    _check(gateway, request)

    def read() -> Ask:
        model = reading.served(sent.values, face, editing=True)
        settings = reading.settings(sent.values, model, editing=True)
        sources, mask = uploads.read(sent, face, model)
        return _asked(face, model, {**settings, "sources": sources, "mask": mask}, request)

    return await _answered(gateway, request, read, sent.mark)


def _asked(face: Face, model: Model, settings: dict[str, Any], request: Request) -> Ask:
    prompt, asked = scenarios.read(settings.pop("prompt"), request.headers.get("x-demo-scenario", ""))
    return Ask(face=face, model=model, prompt=prompt, scenarios=asked, **settings)


async def _answered(gateway: Gateway, request: Request, read: Callable[[], Ask], mark: bytes) -> Response:
    """The answer to a request that is read on a thread; `mark` is the same for the same request sent again."""
    ask = await asyncio.to_thread(read)
    if instead := scenarios.replaced(ask, (ask.face.name, ask.model.id, mark), gateway.memory, time.monotonic()):
        await attended(request, asyncio.sleep(silence(ask.scenarios)))
        raise instead
    answer = Answer(ask, gateway, origin=f"{request.url.scheme}://{request.url.netloc}")
    if ask.stream and ask.model.streams and not ask.wants("ignores_stream"):
        return StreamingResponse(framed(ask, answer.events(gateway.pace)), media_type="text/event-stream; charset=utf-8", headers={"Cache-Control": "no-cache"})
    if ask.wants("keepalive"):
        return StreamingResponse(_waiting(answer), media_type=_JSON)
    body = frames.pack(await attended(request, answer.whole()))
    return Response(body[: len(body) // 2] if ask.wants("truncated_stream") else body, media_type=_JSON)


async def _waiting(answer: Answer) -> AsyncIterator[bytes]:
    """Blank lines in every silence, then the whole answer."""
    yield b"\n"
    work = asyncio.ensure_future(answer.whole())
    try:
        while not (await asyncio.wait({work}, timeout=frames.PING_SECONDS))[0]:
            yield b"\n"
        yield frames.pack(work.result())
    finally:
        work.cancel()


def _check(gateway: Gateway, request: Request) -> None:
    """Raise Refusal unless the one key that came is the right one, as Bearer."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if "x-goog-api-key" in request.headers or "key" in request.query_params:
        raise unauthenticated("This gateway takes the key as Authorization: Bearer, not as x-goog-api-key or ?key=.")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthenticated("You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.")
    if not hmac.compare_digest(token.strip().encode(), gateway.key.encode()):
        raise unauthenticated("Incorrect API key provided. You can find your API key in the settings of your account.")


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request, face: Face) -> bytes:
    """The whole body. One that is too large is read to its end and thrown away, so that the client hears why."""
    kept, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= face.limit:
            kept += piece
        else:
            kept.clear()
    if size > face.limit:
        raise refuse(413, f"Request body is too large: at most {face.limit} bytes are taken.")
    return bytes(kept)


def _json(value: object) -> Response:
    return Response(json.dumps(value, indent=2), media_type=_JSON)
