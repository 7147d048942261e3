"""The demo gateway as an ASGI app: every face of PROTOCOLS.md section 9 under its fixed prefix, on one address.

The OpenAI Images faces have a room of their own, `openai_images`. For the native ones this does what the sockets need - keys, paths, the size of bodies,
framing, a client that goes away - and leaves reading to `validate` and answering to `answers`. Painting and checking run on threads; a client that goes
away cancels its answer. Nothing is stored, nothing leaves the machine.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from studio.demo import answers, frames, keys, listing, scenarios, validate
from studio.demo.attending import Gateway, attended
from studio.demo.conversation import Ask
from studio.demo.faces import FACES, Face, Model
from studio.demo.openai_images import errors, routes
from studio.demo.openai_images.faces import FACES as IMAGE_FACES
from studio.demo.pictures import sniff
from studio.demo.refusals import Refusal, no_model, refuse


def create(key: str = "demo", *, pace: float = 1.0) -> Starlette:
    """The app, which takes exactly `key`. `pace` stretches the thinking of a streamed answer (0: no pauses but those asked for by `demo:slow`)."""
    gateway = Gateway(key, pace)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        gateway.easel.close()

    return Starlette(
        routes=[
            Route("/", _welcome),
            Route("/healthz", _health),
            Route("/made/{token}.{kind}", partial(_made, gateway)),
            *(Mount(f"/{face.name}/v1beta", routes=_native(gateway, face)) for face in FACES),
            *(Mount(f"/{each.name}", routes=routes.routes(gateway, each)) for each in IMAGE_FACES),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _astray, ClientDisconnect: _gone, Exception: _broken},
        lifespan=lifespan,
    )


def _native(gateway: Gateway, face: Face) -> list[Route]:
    return [
        Route("/models", partial(_models, gateway, face), methods=["GET"]),
        Route("/models/{path:path}", partial(_model, gateway, face), methods=["GET"]),
        Route("/models/{path:path}", partial(_generate, gateway, face), methods=["POST"]),
    ]


async def _welcome(_: Request) -> Response:
    return PlainTextResponse(listing.welcome())


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _made(gateway: Gateway, request: Request) -> Response:
    data = gateway.made.get(request.path_params["token"])
    if data is None:
        raise refuse(404, "This picture is not kept any more.")
    return Response(data, media_type=sniff(data), headers={"Cache-Control": "no-store"})


async def _models(gateway: Gateway, face: Face, request: Request) -> Response:
    keys.check(face, gateway.key, request.headers, request.query_params)
    query = request.query_params
    return _json(listing.page(face, query.get("pageSize", ""), query.get("pageToken", "")))


async def _model(gateway: Gateway, face: Face, request: Request) -> Response:
    keys.check(face, gateway.key, request.headers, request.query_params)
    model = _known(face, request, request.path_params["path"], "getModel")
    return _json(listing.entry(model))


async def _generate(gateway: Gateway, face: Face, request: Request) -> Response:
    raw = await _body(request, face)  # before anything is refused: a client that still writes would not hear why
    keys.check(face, gateway.key, request.headers, request.query_params)
    name, _, method = request.path_params["path"].rpartition(":")
    if method not in {"generateContent", "streamGenerateContent"} or (method == "streamGenerateContent" and not face.streams):
        raise refuse(404, f"The method {method or name!r} was not found on this path.")
    model = _known(face, request, name, method)
    streams, sse = method == "streamGenerateContent", request.query_params.get("alt") == "sse"
    try:
        ask = await asyncio.to_thread(validate.read, raw, face, model, request.headers.get("x-demo-scenario", ""))
        if instead := scenarios.replaced(ask.scenarios, model.id, _mark(face, model, raw), gateway.memory, time.monotonic()):
            await attended(request, asyncio.sleep(scenarios.silence(ask.scenarios)))
            raise instead
    except Refusal as refusal:
        if streams and not sse and refusal.reply.mime.startswith("application/json"):
            return _reply(refusal, b"[" + refusal.reply.body + b"\n]")
        raise
    del raw
    origin = f"{request.url.scheme}://{request.url.netloc}"
    chunks = answers.perform(ask, gateway.easel, gateway.made, origin=origin, pace=gateway.pace if streams else 0)
    if not streams:
        return await _whole(request, ask, chunks)
    framed = frames.events if sse and not ask.wants("json_array_stream") else frames.array
    mime = "text/event-stream" if framed is frames.events else "application/json; charset=UTF-8"
    said = framed(chunks, keepalive=ask.wants("keepalive"), open_end=ask.wants("open_end"))
    return StreamingResponse(said, media_type=mime, headers={"Cache-Control": "no-cache"})


async def _whole(request: Request, ask: Ask, chunks: AsyncIterator[dict[str, Any]]) -> Response:
    """An answer in one piece."""

    async def collect() -> bytes:
        reply = [chunk async for chunk in chunks]
        if "error" in reply[-1]:
            raise refuse(reply[-1]["error"]["code"], reply[-1]["error"]["message"])
        body = frames.pack(answers.whole(reply))
        return body[: len(body) // 2] if ask.wants("truncated_stream") else body

    if not ask.wants("keepalive"):
        return Response(await attended(request, collect()), media_type="application/json; charset=UTF-8")

    async def waiting() -> AsyncIterator[bytes]:
        yield b"\n"
        work = asyncio.ensure_future(collect())
        try:
            while not (await asyncio.wait({work}, timeout=frames.PING_SECONDS))[0]:
                yield b"\n"
            yield work.result()
        finally:
            work.cancel()

    return StreamingResponse(waiting(), media_type="application/json; charset=UTF-8")


async def _body(request: Request, face: Face) -> bytes:
    """The whole body. One that is too large is read to its end and thrown away, so that the client hears why."""
    kept = bytearray()
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size <= face.limit:
            kept += piece
        else:
            kept.clear()
    if size > face.limit:
        raise refuse(400 if face.query_key else 413, f"Request payload size exceeds the limit: {face.limit} bytes.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise refuse(400, "Invalid content type: the body must be application/json.")
    return bytes(kept)


def _mark(face: Face, model: Model, raw: bytes) -> tuple[str, str, bytes]:
    """What tells one request from another, a repeated one being the same."""
    return face.name, model.id, hashlib.sha256(raw).digest()


def _known(face: Face, request: Request, name: str, method: str) -> Model:
    """The model of the path. An escaped slash is another path (C3), and so no model at all."""
    model = face.model(name)
    if model is None or b"%2f" in request.scope.get("raw_path", b"").lower():
        raise no_model(name, method)
    return model


def _json(value: object) -> Response:
    return Response(json.dumps(value, indent=2, ensure_ascii=False), media_type="application/json; charset=UTF-8")


def _reply(refusal: Refusal, body: bytes) -> Response:
    return Response(body, refusal.reply.status, media_type=refusal.reply.mime, headers=dict(refusal.reply.headers))


async def _refused(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refusal)
    return _reply(problem, problem.reply.body)


async def _astray(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if _speaks_openai(request):
        path = f"{request.method} {request.url.path}"
        said = f"Invalid URL ({path})" if problem.status_code == 404 else f"Not allowed to {path}. ({problem.detail})"
        refusal = errors.refuse(problem.status_code, said)
    else:
        refusal = refuse(problem.status_code, "The requested URL was not found on this server." if problem.status_code == 404 else problem.detail)
    return _reply(refusal, refusal.reply.body)


async def _broken(request: Request, problem: Exception) -> Response:
    said = f"The demo gateway has a defect: {type(problem).__name__}."
    broken = errors.refuse(500, said, kind="server_error") if _speaks_openai(request) else refuse(500, said)
    return _reply(broken, broken.reply.body)


def _speaks_openai(request: Request) -> bool:
    return request.url.path.startswith(tuple(f"/{face.name}/" for face in IMAGE_FACES))


async def _gone(_: Request, _problem: Exception) -> Response:
    return Response(status_code=499)  # nobody hears it
