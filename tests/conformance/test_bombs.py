"""Replies that are small on the wire and large in memory, or that never end: each is refused in a sentence, with memory that stays bounded (PROTOCOLS.md 8.2).

The peak is that of the process, looked at every few milliseconds, the gateway of the test included. Where the system does not tell it, what remains is that
each of them ends, and in which words.
"""

import asyncio
import gzip
import json
import mmap
import struct
import threading
import time
import zlib
from pathlib import Path

import brotli
import pytest

from studio import Request
from studio.dialects import frames
from studio.http import attempt, fetch
from tests.conformance.recorder import KEY, b64, desk, inline, picture, put, reply, said, sse, wired

MB = 1_000_000
MOST = 160 * MB
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
OPEN = b'{"candidates": [{"content": {"parts": [{"text": "'
OPENAI = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "{url}/v1"}


def endless(first, again, head=HEAD):
    """A reply that goes on as fast as it is read."""

    async def write(writer, got):
        writer.write(head + first)
        piece = again * max(1, 65_536 // len(again))
        while True:
            writer.write(piece)
            await writer.drain()

    return write


def trickle(first, again, head=HEAD):
    """A reply that always has one more byte."""

    async def write(writer, got):
        writer.write(head + first)
        while True:
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(again)

    return write


def resident():
    """Bytes of this process that are in memory now; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0


@pytest.fixture
def bounded():
    """Fails where more than MOST bytes were held at once."""
    before, seen, over = resident(), [0], threading.Event()

    def watch():
        while not over.wait(0.003):
            seen[0] = max(seen[0], resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()
    assert seen[0] - before < MOST, f"{(seen[0] - before) / MB:.0f} MB"


def packed(first, last, coding):
    """`first`, a hundred megabytes of blanks, `last`; never held whole."""
    packer = brotli.Compressor(quality=5) if coding == "br" else zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    pack = packer.process if coding == "br" else packer.compress
    end = packer.finish if coding == "br" else packer.flush
    body = pack(first) + b"".join(pack(b" " * MB) for _ in range(100)) + pack(last) + end()
    assert len(body) < 200_000
    return body


ENDLESS = {
    "a line without end": endless(b"data: ", b"a"),
    "an event without end": endless(b"", b"data: a\n"),
    "a string without end": endless(OPEN, b"a"),
    "an array of nothing": endless(b"[", b"{},"),
    "an array of answers": endless(b"[", json.dumps(said({"text": "a"}, finish="")).encode() + b","),
    "events of nothing": endless(b"", b"data: {}\n\n"),
    "thoughts in turn with words": endless(b"", sse(said({"text": "a"}, finish=""), said({"text": "b", "thought": True}, finish=""))),
    "comments": endless(b"", b": PING\n\n"),
    "blanks": endless(b"", b" \r\n"),
    "brackets": endless(b"", b"["),
    "scraps": reply(b'{"candidates": [' + b"[]," * 4 * MB + b"1]}"),
    "strings": reply(b'{"candidates": [{"content": {"parts": [' + b'"ab",' * 4 * MB + b'"c"]}}]}'),
    "a markdown picture": endless(b"", sse(said({"text": "![x](data:image/png;base64," + "A" * 9_000}, finish=""))),
}


@pytest.mark.parametrize(("gateway", "kind"), [*(("generic", kind) for kind in ENDLESS), ("openai", "a string without end"), ("openai", "comments")])
@wired
async def test_a_reply_without_end_is_read_to_a_limit(tmp_path, bounded, monkeypatch, kind, gateway):
    if kind == "a markdown picture":
        monkeypatch.setattr(attempt, "REST", 4 * MB)  # each piece is looked through for its end
    monkeypatch.setattr(frames, "_MESSAGES", 8_000)  # a fifth, and so of the time
    monkeypatch.setattr(frames, "_LINES", 50_000)
    async with desk(tmp_path, ENDLESS[kind], env=OPENAI) as d:
        result = await d.studio.run(Request(gateway=gateway, prompt="a fox", stream=True))
    assert (result.error.key, result.error.kind, result.error.billed, len(d.got)) == ("reply.endless", "bad_reply", "maybe", 1), str(result.error)
    assert "does not end" in str(result.error)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 120 * MB


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
@wired
async def test_a_packed_reply_is_unpacked_to_a_limit(tmp_path, bounded, coding):
    async with desk(tmp_path, reply(packed(OPEN, b'"}]}}]}', coding), Content_Encoding=coding)) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
    assert result.error.key == "reply.endless"
    page = packed(b"<html><title>Busy</title>", b"</html>", coding)
    async with desk(tmp_path, reply(page, "500 X", kind="text/html", Content_Encoding=coding)) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
    assert (result.error.kind, len(d.got)) == ("server", 3)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
@wired
async def test_a_packed_reply_that_is_none_of_these_is_an_answer(tmp_path, coding):
    body = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](json.dumps(said(inline(picture()))).encode())
    raw = zlib.compress(json.dumps(said(inline(picture()))).encode())[2:-4]
    for wire in (reply(body, Content_Encoding=coding), reply(raw, Content_Encoding="deflate"), reply(said(inline(picture())), Content_Encoding="utf-8")):
        async with desk(tmp_path, wire) as d:
            assert (await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))).status == "ok"
    for data, said_to_be in ((b"\xff\xff not packed", coding), (body, "zstd"), (body, f"{coding}, {coding}")):
        async with desk(tmp_path, reply(data, Content_Encoding=said_to_be)) as d:
            result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
            assert (result.error.kind, len(d.got)) == ("bad_reply", 1), str(result.error)
            assert "can not be unpacked" in str(result.error)


@wired
async def test_a_picture_without_end_is_written_to_a_limit(tmp_path, bounded, monkeypatch):
    monkeypatch.setattr(attempt, "WHOLE", 20 * MB)
    wire = endless(b'{"candidates": [{"content": {"parts": [{"inlineData": {"data": "iVBORw0KGgoA', b"A")
    async with desk(tmp_path, wire) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
    assert (result.error.key, result.error.billed) == ("reply.endless", "maybe")
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 21 * MB


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pixels(width, height):
    """A whole, legal PNG of one bit a pixel: 112 MB of pixels are 100 KB."""
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@wired
async def test_a_picture_of_too_many_pixels_is_kept_and_never_decoded(tmp_path, bounded):
    bomb = pixels(30_000, 30_000)
    assert len(bomb) < 200_000
    mine = put(tmp_path / "mine", "bomb.png", bomb)
    async with desk(tmp_path / "h", reply(said(inline(bomb)))) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
        with pytest.raises(Exception, match="30000") as caught:
            await d.studio.run(Request(task="edit", gateway="generic", prompt="a fox", references=(mine,)))
        assert (result.error.kind, result.error.billed, len(d.got)) == ("bad_reply", "maybe", 1)
        assert "30000" in str(result.error)
        assert caught.value.field == "references"
    assert [path.read_bytes() for path in (tmp_path / "h" / "runs").rglob("*.png")] == [bomb]


@pytest.mark.parametrize("kind", ["a comment", "a blank", "a character", "hints"])
@wired
async def test_a_byte_now_and_then_ends_at_the_deadline(tmp_path, kind):
    wire = {
        "a comment": trickle(b"", b":\n"), "a blank": trickle(b"", b" "), "a character": trickle(OPEN, b"a"),
        "hints": trickle(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", head=b""),
    }[kind]  # fmt: skip
    async with desk(tmp_path, wire) as d:
        object.__setattr__(d.studio._transport.limits, "deadline", 0.6)
        began = time.monotonic()
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
        assert 0.5 < time.monotonic() - began < 15  # and not the 900 s that are usual, nor for ever
    assert (result.error.key, result.error.billed, len(d.got)) == ("http.deadline", "maybe", 1)
    assert "did not finish within" in str(result.error)


def link(d, path="/out/1.png"):
    return reply(said(inline(f"{d.recorder.url}{path}")))


@pytest.mark.parametrize(("kind", "key"), [("endless", "http.picture_large"), ("slow", "http.picture_timeout"), ("packed", "http.picture_large")])
@wired
async def test_a_picture_at_an_address_that_never_ends(tmp_path, bounded, monkeypatch, kind, key):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n"
    monkeypatch.setattr(fetch, "SECONDS", 10 if kind != "slow" else 0.2)
    wire = {
        "endless": endless(picture(), b"\0", head),
        "slow": trickle(picture(), b"\0", head),
        "packed": reply(packed(picture(), b"", "br"), kind="image/png", Content_Encoding="br"),
    }[kind]
    async with desk(tmp_path) as d:
        d.recorder.choose = lambda got: wire if got.method == "GET" else link(d)
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
        assert (result.error.key, result.error.billed) == (key, "maybe")
        assert [got.method for got in d.got] == ["POST", *["GET"] * (3 if kind == "slow" else 1)]
    assert list(tmp_path.rglob(".*.part")) == []


@wired
async def test_addresses_that_lead_in_a_circle(tmp_path):
    async with desk(tmp_path, reply("", "307 X", Location="/again")) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
        assert (result.error.key, len(d.got)) == ("http.redirects", 4)
    async with desk(tmp_path) as d:
        d.recorder.choose = lambda got: reply("", "302 X", Location=got.target + "x") if got.method == "GET" else link(d)
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=False))
        assert (result.error.key, len(d.got)) == ("http.picture_redirects", 5)


@wired
async def test_60_a_list_of_models_without_end(tmp_path, bounded):
    for wire in (endless(b'{"models": [', json.dumps({"name": "models/x-image"}).encode() + b","), endless(b'{"models": [{"name": "models/', b"a")):
        async with desk(tmp_path, wire) as d:
            with pytest.raises(Exception, match="does not end") as caught:
                await d.studio.live_models("generic")
            assert (caught.value.key, len(d.got)) == ("reply.endless", 1)
    count = iter(range(10**6))
    page = {"models": [{"name": f"models/{n}-image"} for n in range(500)]}
    async with desk(tmp_path, choose=lambda _: reply({**page, "nextPageToken": f"t{next(count)}"})) as d:
        assert len(await d.studio.live_models("google")) == 500
        assert len(d.got) == 20


@wired
async def test_a_large_event_is_no_bomb(tmp_path):
    big = b64(picture("red", size=(9, 9)) + bytes(30 * MB))
    async with desk(tmp_path, reply(sse(said(inline(big))), kind="text/event-stream")) as d:
        result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=True))
    assert result.status == "ok"
