"""Replies that are legal, or nearly, and that no one expects, through the whole path. Each stands for one that a gateway did send or could."""

import asyncio
import gzip
import json

import pytest

from studio import Request
from studio.core.report import report
from studio.core.result import Answer
from tests.conformance.recorder import b64, chunked, desk, inline, noise, picture, reply, said, sse, wired

RED, BLUE, GREY = picture("red"), picture("blue"), picture("grey")
OK = said(inline(RED))
BODY = json.dumps(OK).encode()


def events(*messages):
    return reply(sse(*messages), kind="text/event-stream")


async def ask(d, **asked):
    return await d.studio.run(Request(**({"prompt": "a fox", "gateway": "generic"} | asked)))


def pictures(result):
    return [image.path.read_bytes() for image in result.images]


WHOLE = {
    "thoughts after the picture": reply(said(inline(RED), {"text": "later", "thought": True})),
    "parts empty, then the picture": events(said(finish=""), {"candidates": [{"content": {"parts": []}}]}, OK),
    "the picture before the text": reply(said(inline(RED), {"text": "after"})),
    "nulls for parts": reply({"candidates": [{"content": {"parts": [None, {"text": None}, {"inlineData": None}, inline(RED)]}}], "usageMetadata": None}),
    "two ends": events(OK, said(finish="OTHER")),
    "an end that says nothing on every chunk": events(said({"text": "a"}, finish="FINISH_REASON_UNSPECIFIED"), OK),
    "an empty error beside": reply(OK | {"error": {}}),
    "no error beside": reply(OK | {"error": None}),
    "no type": reply(said({"inlineData": {"data": b64(RED)}})),
    "a type of its own": reply(said(inline(RED, "application/octet-stream"))),
    "a list in a list": reply([[OK]]),
    "json in another dress": reply(BODY, kind="text/html"),
    "byte order mark": reply(b"\xef\xbb\xbf" + BODY),
    "guard": reply(b")]}'\n" + BODY),
    "gzip that was not asked for": reply(gzip.compress(BODY), Content_Encoding="gzip"),
    "trailers": chunked(BODY[:50], BODY[50:], trailer='X-Sum: 1\r\nETag: "a"\r\n'),
    "a byte a chunk": chunked(*(BODY[i : i + 1] for i in range(len(BODY)))),
    "an array, a byte a chunk": chunked(*(bytes([byte]) for byte in b"[" + BODY + b"\r\n]")),
    "hints first": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + reply(OK),
    "continue first": b"HTTP/1.1 100 Continue\r\n\r\n" + reply(OK),
    "created": reply(OK, "201 Created"),
    "no length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY,
    "an old server": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
}


@pytest.mark.parametrize("kind", WHOLE)
@wired
async def test_the_picture_arrives(tmp_path, kind):
    async with desk(tmp_path, WHOLE[kind]) as d:
        for streamed in (False, True):
            result = await ask(d, stream=streamed)
            assert (result.status, pictures(result)) == ("ok", [RED]), report(result)
            assert [note.key for note in result.every_note] == []
        assert len(d.got) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@wired
async def test_every_kind_of_picture_is_kept_as_it_came(tmp_path, kind):
    data = picture("red", kind, (300, 200))
    async with desk(tmp_path, reply(said(inline(data)))) as d:
        result = await ask(d)
    assert pictures(result) == [data]
    assert (result.images[0].width, result.images[0].height) == (300, 200)


@wired
async def test_several_candidates_are_several_pictures(tmp_path):
    one, two = said(inline(RED))["candidates"][0], said(inline(BLUE), finish="SAFETY")["candidates"][0]
    async with desk(tmp_path, reply({"candidates": [one, two]})) as d:
        result = await ask(d)
    assert (result.status, pictures(result)) == ("ok", [RED, BLUE])


@wired
async def test_a_picture_beside_an_error_is_kept_and_not_asked_for_again(tmp_path):
    async with desk(tmp_path, reply(OK | {"error": {"code": 500, "message": "beside"}})) as d:
        result = await ask(d)
    assert (pictures(result), len(d.got)) == ([RED], 1)
    assert result.every_note or result.error
    async with desk(tmp_path, reply({"candidates": [], "error": {"code": 400, "message": "beside"}})) as d:
        assert (await ask(d)).error.detail == "beside"


@wired
async def test_a_stop_does_not_take_a_refusal_back(tmp_path):
    for first, key in (({"promptFeedback": {"blockReason": "SAFETY"}}, "verdict.prompt"), (said(finish="IMAGE_SAFETY"), "verdict.image_safety")):
        async with desk(tmp_path, events(first, said(finish="STOP"))) as d:
            result = await ask(d)
        assert (result.error.key, len(d.got)) == (key, 1)
    async with desk(tmp_path, events(said(inline(RED, thought=True)), said(finish="FINISH_REASON_UNSPECIFIED"))) as d:
        assert pictures(await ask(d)) == [RED]


@wired
async def test_usage_that_comes_first_and_in_parts(tmp_path):
    first, later = {"promptTokenCount": 5, "totalTokenCount": 6}, {"totalTokenCount": 9, "thoughtsTokenCount": None}
    async with desk(tmp_path, events(said({"text": "a"}, finish="", usageMetadata=first), said(finish="", usageMetadata=later), OK)) as d:
        usage = (await ask(d)).usage
    assert (usage.prompt, usage.total, usage.thoughts) == (5, 9, None)


@wired
async def test_a_megabyte_of_thinking_in_ten_thousand_pieces(tmp_path, monkeypatch):
    """Put together once a look and not once a piece, which would cost the square of its length."""
    added, add = [], Answer.add
    monkeypatch.setattr(Answer, "add", lambda self, event, at: added.append(event) or add(self, event, at))
    wire = events(*(said({"text": "思考" * 50, "thought": True}, finish="") for _ in range(10_000)), OK)
    async with desk(tmp_path, wire) as d:
        result = await ask(d, stream=True)
    assert (result.status, result.thoughts) == ("ok", "思考" * 500_000)
    assert len(result.answers[0].parts) == 2
    assert 0 < len(added) < 100


ENDS = {"away": lambda url: "http://127.0.0.2:1/x", "loop": lambda url: "/loop", "none": lambda url: "http://[bad", "user": lambda url: "http://a:b@127.0.0.1/x"}


@wired
async def test_a_picture_at_an_address_that_leads_on(tmp_path):
    async with desk(tmp_path) as d:
        url = d.recorder.url
        pages = {
            "/a.png": reply("", "302 Found", Location="/b/c.png?x=1"),
            "/b/c.png?x=1": reply("", "308 X", Location=f"{url}/d"),
            "/d": reply(RED, kind="text/html"),
            "/gz": reply(gzip.compress(RED), kind="image/png", Content_Encoding="gzip"),
        } | {f"/{name}": reply("", "302 X", Location=end(url)) for name, end in ENDS.items()}
        d.recorder.choose = lambda got: pages[got.target] if got.method == "GET" else reply(said(inline(url + got.parts[0]["text"])))
        for path in ("/a.png", "/gz"):
            assert pictures(await ask(d, prompt=path, stream=False)) == [RED]
        for name in ENDS:
            result = await ask(d, prompt=f"/{name}", stream=False)
            assert result.error.kind in ("bad_reply", "network"), name
            assert result.error.billed == "maybe"
        assert not any("authorization" in got.headers for got in d.got if got.method == "GET")


@wired
async def test_a_picture_behind_the_gateways_own_door_is_fetched_with_the_key_only_then(tmp_path):
    async with desk(tmp_path) as d:
        url = d.recorder.url

        def choose(got):
            if got.method == "POST":
                return reply(said(inline(f"{url}/authed")))
            return reply(BLUE, kind="image/png") if "authorization" in got.headers else reply("", "401 X")

        d.recorder.choose = choose
        assert pictures(await ask(d, stream=False)) == [BLUE]
    assert ["authorization" in got.headers for got in d.got if got.method == "GET"] == [False, True]


@pytest.mark.parametrize("source", ["files/x", "/files/abcd", "ftp://h/x.png", "http://", "http://user:pw@127.0.0.1/x.png", "PGh0bWw+", "null"])
@wired
async def test_what_can_be_no_picture_is_a_sentence(tmp_path, source):
    async with desk(tmp_path, reply(said(inline(source)))) as d:
        result = await ask(d, stream=False)
    assert (result.error.kind, len(d.got)) == ("bad_reply", 1)
    assert "pw" not in str(result.error).replace("http", "")
    assert list(tmp_path.rglob(".*.part")) == []


def cut(text, size):
    return [text[i : i + size] for i in range(0, len(text), size)]


@pytest.mark.parametrize("size", [3, 20, 60])
@wired
async def test_a_markdown_picture_over_the_seams_of_a_stream(tmp_path, size):
    text = f"Here ![a fox](data:image/png;base64,{b64(RED)}) it is!"
    async with desk(tmp_path, events(*(said({"text": piece}, finish="") for piece in cut(text, size)), said(inline(BLUE)))) as d:
        result = await ask(d, stream=True)
    assert (pictures(result), result.text) == ([RED, BLUE], "Here  it is!")


@wired
async def test_a_large_markdown_picture_in_pieces(tmp_path):
    data = noise(160)
    async with desk(tmp_path, events(*(said({"text": piece}, finish="") for piece in cut(f"![x](data:image/png;base64,{b64(data)})", 900)), said())) as d:
        result = await ask(d, stream=True)
    assert (pictures(result), result.text) == ([data], "")


@wired
async def test_a_prompt_with_half_a_character_is_sent(tmp_path):
    async with desk(tmp_path, reply(OK)) as d:
        assert (await ask(d, prompt="a \udcff b \ud83e\udd8a", system="x\ud800", stream=False)).status == "ok"
    assert d.got[0].parts == [{"text": "a � b 🦊"}]


@wired
async def test_nothing_at_all(tmp_path):
    async with desk(tmp_path, b"HTTP/1.1 204 No Content\r\n\r\n") as d:
        result = await ask(d, stream=False)
    assert (result.error.kind, result.answers[0].attempts) == ("bad_reply", 2)


@wired
async def test_lengths_that_lie(tmp_path):
    async with desk(tmp_path, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + BODY, reply(OK)) as d:
        assert (await ask(d, stream=False)).error.kind == "bad_reply"
        second = await ask(d, stream=False)  # on the same connection, where the rest of the first answer still stands: it is not taken for an answer
        assert second.error.key == "http.not_http"
        assert pictures(await ask(d, stream=False)) == [RED]
        assert [got.line for got in d.got] == [1, 1, 2]


@pytest.mark.parametrize(("streamed", "body"), [(False, BODY), (True, sse(OK) + b"data: [DONE]\n\n"), (True, b"[" + BODY + b"]")])
@wired
async def test_a_whole_answer_on_a_connection_that_never_ends(tmp_path, streamed, body, monkeypatch):
    monkeypatch.setattr("studio.http.attempt.GRACE", 0.1)

    async def hang(writer, got):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + body)
        await writer.drain()
        await asyncio.sleep(60)

    async with desk(tmp_path, hang) as d:
        result = await asyncio.wait_for(ask(d, stream=streamed), 3)
        assert (result.status, pictures(result), list(result.every_note)) == ("ok", [RED], [])


@wired
async def test_connections_are_used_again_and_never_after_a_stop(tmp_path):
    hanging = asyncio.Event()

    async def hang(writer, got):
        hanging.set()
        await asyncio.sleep(60)

    async with desk(tmp_path, reply(OK), reply(OK), hang, reply(OK), reply(OK)) as d:
        for _ in range(2):
            assert (await ask(d, stream=False)).status == "ok"
        run = await d.studio.start(Request(prompt="a fox", gateway="generic", stream=False))
        await asyncio.wait_for(hanging.wait(), 3)
        run.stop()
        await run.wait()
        for _ in range(2):
            assert (await ask(d, stream=False)).status == "ok"
    assert [got.line for got in d.got] == [1, 1, 1, 2, 2]
