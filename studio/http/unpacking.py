"""A reply's bytes as they were before a server packed them, in pieces of at most PIECE bytes.

Nothing packed is asked for, and some servers pack all the same. httpx unpacks at once whatever a chunk makes, which for a few kilobytes can be gigabytes;
here each piece is handed out before the next is made, so that whoever reads may stop at any time. A server that calls its bytes packed in a way that no one
knows (`Content-Encoding: utf-8`) has not packed them.
"""

import zlib
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Protocol, cast

import brotli
import httpx

PIECE = 262_144
UNREADABLE = frozenset({"zstd", "compress", "x-compress", "dcb", "dcz"})


async def unpacked(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The body. Raises httpx.DecodingError for what can not be unpacked, and what reading raises."""
    if response.is_stream_consumed:  # a transport that had it whole
        yield response.content
        return
    unpacker = _unpacker(response.headers.get("content-encoding", ""))
    async with aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw())) as chunks:
        async for chunk in chunks:
            if unpacker is None:
                yield chunk
                continue
            try:
                for piece in unpacker.pieces(chunk):
                    yield piece
            except (zlib.error, brotli.error) as error:
                raise httpx.DecodingError(str(error)) from error


class _Unpacker(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` makes, bit by bit."""
        ...


def _unpacker(said: str) -> _Unpacker | None:
    """The one for a Content-Encoding; None where nothing is packed."""
    names = [name for name in said.lower().replace(" ", "").split(",") if name in UNREADABLE or name in {"gzip", "x-gzip", "deflate", "br"}]
    if not names:
        return None
    if len(names) > 1 or names[0] in UNREADABLE:
        raise httpx.DecodingError(f"Content-Encoding: {said[:80]}")
    return _Brotli() if names[0] == "br" else _Zip(raw=names[0] == "deflate")


class _Zip:
    """gzip, and deflate in both its forms: with zlib's head, as it should be, and without."""

    def __init__(self, *, raw: bool) -> None:
        self._zip = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip or zlib, by the head
        self._raw = raw

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            try:
                piece = self._zip.decompress(data, PIECE)
            except zlib.error:
                if not self._raw:
                    raise
                self._zip, self._raw = zlib.decompressobj(-zlib.MAX_WBITS), False
                continue
            self._raw = False
            yield piece
            data = self._zip.unconsumed_tail
            if not data and len(piece) < PIECE:
                return


class _Brotli:
    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._brotli.is_finished():
            return
        piece = self._brotli.process(data, output_buffer_limit=PIECE // 2)  # it stops once it has reached its limit, at up to twice as much
        while piece or not self._brotli.can_accept_more_data():
            yield piece
            piece = self._brotli.process(b"", output_buffer_limit=PIECE // 2)
