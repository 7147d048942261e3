"""Chunks into bytes: server-sent events with CRLF as Google sends them, or one JSON array as it sends them without `alt=sse`."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

PING_SECONDS = 1.0
COMMENT = b": PING\r\n\r\n"


def pack(message: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


async def events(chunks: AsyncIterator[dict[str, Any]], *, keepalive: bool = False, open_end: bool = False) -> AsyncIterator[bytes]:
    """Server-sent events; with `keepalive` comments in every silence and between events, and `[DONE]` at the end, as gateways do; with `open_end` comments
    for as long as someone listens."""
    if keepalive:
        yield COMMENT
        async for coming in patient(chunks):
            yield COMMENT if coming is None else b"\r\ndata: " + pack(coming) + b"\r\n\r\n" + COMMENT
    else:
        async for chunk in chunks:
            yield b"data: " + pack(chunk) + b"\r\n\r\n"
    while open_end:
        await asyncio.sleep(PING_SECONDS)
        yield COMMENT
    if keepalive:
        yield b"data: [DONE]\r\n\r\n"


async def array(chunks: AsyncIterator[dict[str, Any]], *, keepalive: bool = False, open_end: bool = False) -> AsyncIterator[bytes]:
    """One JSON array that grows; with `keepalive` blank lines in every silence, with `open_end` blank lines after it for as long as someone listens."""
    start = b"["
    coming: AsyncIterator[dict[str, Any] | None] = patient(chunks) if keepalive else chunks
    async for chunk in coming:
        if chunk is None:
            yield b"\r\n"
            continue
        yield start + pack(chunk)
        start = b"\r\n,"
    yield b"]" if start != b"[" else b"[]"
    while open_end:
        await asyncio.sleep(PING_SECONDS)
        yield b"\r\n"


async def patient(chunks: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any] | None]:
    """The chunks, and None whenever a second went by without one."""
    while True:
        coming = asyncio.ensure_future(_next(chunks))
        try:
            while not (await asyncio.wait({coming}, timeout=PING_SECONDS))[0]:
                yield None
        except BaseException:
            coming.cancel()
            raise
        chunk = coming.result()
        if chunk is None:
            return
        yield chunk


async def _next(chunks: AsyncIterator[dict[str, Any]]) -> dict[str, Any] | None:
    return await anext(chunks, None)
