"""Calls over real sockets: what goes out and what comes in."""

import asyncio
import base64
import json
import random
from contextlib import suppress

import pytest

from studio.dialects.wire import Call, File
from studio.errors import StorageFault


def test_a_plain_reply_and_exactly_the_headers_that_are_wanted(net):
    async def go():
        async with net.upstream(net.reply(json.dumps(net.ANSWER))) as up:
            assert await net.send(up.url, Call(method="POST", path=net.GENERATE, json={"contents": "日本"})) == [net.ANSWER]
            return up.got[0], up.port

    got, port = asyncio.run(go())
    assert (got.method, got.target) == ("POST", net.GENERATE)
    assert json.loads(got.body) == {"contents": "日本"}
    assert "日本".encode() in got.body
    agent = got.headers.pop("user-agent")
    assert agent.startswith("image-studio/")
    assert got.headers == {
        "host": f"127.0.0.1:{port}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "content-length": str(len(got.body)),
        "authorization": f"Bearer {net.KEY}",
    }


@pytest.mark.parametrize(("auth", "header"), [("x-goog-api-key", "x-goog-api-key"), ("bearer", "authorization"), ("query-key", ""), ("none", "")])
def test_exactly_one_form_of_the_key(net, auth, header):
    async def go():
        async with net.upstream(net.reply("{}")) as up:
            await net.send(up.url, Call(method="GET", path="/v1beta/models", query={"pageSize": "50"}), endpoint=net.endpoint(up.url, auth))
            return up.got[0]

    got = asyncio.run(go())
    forms = [name for name in ("x-goog-api-key", "authorization") if name in got.headers]
    assert forms == ([header] if header else [])
    assert ("key=sk-s3cret%2Fkey%2B0123%3D%3D" in got.target) == (auth == "query-key")
    assert got.target.startswith("/v1beta/models?pageSize=50")
    assert "content-type" not in got.headers
    assert got.body == b""


def test_streams_in_every_framing_and_any_split(net):
    messages = [{"a": "你\u2028好"}, {"b": [1, {"c": "}{"}]}, net.ANSWER]
    bodies = [
        b": PING\r\n\r\n" + net.sse(*messages) + b"data: [DONE]\r\n\r\n",
        net.sse(*messages, end="\n\n"),
        json.dumps(messages, indent=1).encode(),
        b"\xef\xbb\xbf  \r\n " + json.dumps(messages).encode(),
    ]

    async def go():
        for seed in range(12):
            wire = [net.chunked(body, net.dice(seed)) for body in bodies]
            async with net.upstream(*wire) as up, net.transport() as out:
                for _ in bodies:
                    call = Call(method="POST", path=net.GENERATE, query={"alt": "sse"}, json={}, stream=True)
                    stream = out.send(net.endpoint(up.url), call, open_sink=net.open_sink)
                    assert [m async for m in stream] == messages
                assert up.got[0].headers["accept"] == "text/event-stream"
                assert up.got[0].target.endswith("?alt=sse")

    asyncio.run(go())


def test_a_large_picture_goes_to_a_sink_and_raw_is_small(net):
    picture = net.PNG + random.Random(1).randbytes(2_000_000)
    body = {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}}]}}]}

    async def go():
        async with net.upstream(net.reply(json.dumps(body))) as up:
            return await net.send(up.url)

    (message,) = asyncio.run(go())
    marker = message["candidates"][0]["content"]["parts"][0]["inlineData"]["data"]
    assert net.sinks[marker].data == picture
    assert net.sinks[marker].closed
    assert json.loads(net.raw) == message
    assert len(net.raw) < 300


def test_the_body_is_exact_with_several_files_and_again_on_a_retry(net, tmp_path):
    images = [net.image(tmp_path / f"{size}.png", random.Random(size).randbytes(size)) for size in (1, 2, 3, 393_215, 393_216, 393_217, 1_500_000)]
    call = Call(method="POST", path=net.GENERATE, json={"parts": [{"text": "é"}, *({"data": File(image)} for image in images)]})

    async def go():
        async with net.upstream(net.reply("{}", "503 Service Unavailable"), net.reply("{}")) as up:
            await net.send(up.url, call)
            return up.got

    first, second = asyncio.run(go())
    assert first.body == second.body
    assert int(first.headers["content-length"]) == len(first.body) == call.content_length()
    sent = json.loads(first.body)["parts"][1:]
    assert [base64.b64decode(part["data"], validate=True) for part in sent] == [image.path.read_bytes() for image in images]


def test_a_reference_that_is_gone_or_changed_is_said_before_anything_is_sent(net, tmp_path):
    gone, longer = net.image(tmp_path / "gone.png", b"123"), net.image(tmp_path / "longer.png", b"123")
    gone.path.unlink()
    longer.path.write_bytes(b"1234")

    async def go():
        async with net.upstream(net.reply("{}")) as up:
            for image, key in ((gone, "http.reference_gone"), (longer, "http.reference_changed")):
                with pytest.raises(StorageFault) as caught:
                    await net.send(up.url, Call(method="POST", path=net.GENERATE, json=File(image)))
                assert caught.value.key == key
                assert image.path.name in str(caught.value)
            assert up.got == []

    asyncio.run(go())


def test_a_reference_that_shrinks_while_it_is_sent_breaks_the_call_off(net, tmp_path):
    image = net.image(tmp_path / "big.png", bytes(30_000_000))

    async def go():
        over, seen = asyncio.Event(), [0]

        async def slowly(reader, writer):
            await reader.read(1000)
            with image.path.open("r+b") as file:
                file.truncate(1_000_000)
            with suppress(ConnectionError):
                seen.append(len(await reader.read(-1)))
            writer.transport.abort()
            over.set()

        server = await asyncio.start_server(slowly, "127.0.0.1", 0, limit=1000)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(StorageFault, match="changed") as caught:
            await net.send(f"http://127.0.0.1:{port}", Call(method="POST", path=net.GENERATE, json=File(image)))
        await over.wait()
        server.close()
        assert caught.value.billed == "no"
        assert seen[-1] < 30_000_000

    asyncio.run(go())
