"""What breaks on the way, and how a task that is stopped lets go."""

import asyncio
import json
from contextlib import aclosing

import pytest

from studio.dialects.wire import Call
from studio.errors import BadReply, NetworkFault, TimedOut


def test_a_cut_stream(net):
    async def go(wire):
        async def write(writer):
            writer.write(wire)
            await writer.drain()

        async with net.upstream(write) as up:
            got, fault = await net.until_it_breaks(up.url)
            assert len(up.got) == 1
            return got, fault

    got, error = asyncio.run(go(net.head() + net.sse(net.ANSWER) + b'data: {"candidates": [{"con'))
    assert (got, error.key, error.billed) == ([net.ANSWER], "http.cut_stream", "maybe")
    got, error = asyncio.run(go(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + net.sse(net.ANSWER)))
    assert (got, error.key, error.billed) == ([net.ANSWER], "http.broken", "maybe")


def test_a_reset_before_any_byte_is_tried_again(net):
    async def reset(writer):
        writer.transport.abort()

    async def go():
        async with net.upstream(reset, net.reply(json.dumps(net.ANSWER))) as up:
            assert await net.send(up.url) == [net.ANSWER]
            assert len(up.got) == 2

    asyncio.run(go())


def test_a_web_page_is_named_with_its_address_and_without_the_key(net):
    page = f"<!doctype html><html><head><title>Welcome &amp; {net.KEY}</title></head></html>"

    async def go():
        async with net.upstream(net.reply("\n\n" + page, kind="text/html")) as up:
            with pytest.raises(BadReply) as caught:
                await net.send(up.url + "/app", Call(method="POST", path="/images/generations", json={}), endpoint=net.endpoint(up.url + "/app", "query-key"))
            return caught.value, up.url

    error, url = asyncio.run(go())
    assert f"{url}/app/images/generations answered with HTML" in str(error)
    assert "Welcome & [key]" in str(error)
    assert "ends in /v1" in str(error)
    assert (net.tries, error.billed) == ([1], "no")


def test_silence_and_the_deadline_are_two_things(net):
    async def silent(writer):
        await asyncio.sleep(30)

    async def trickle(writer):
        writer.write(net.head())
        while True:
            writer.write(b": PING\n\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def go(behaviour, **limits):
        async with net.upstream(behaviour) as up:
            await net.send(up.url, **limits)

    with pytest.raises(TimedOut) as caught:
        asyncio.run(go(silent, timeout=0.1))
    assert (caught.value.key, caught.value.billed) == ("http.timeout", "maybe")
    with pytest.raises(TimedOut) as caught:
        asyncio.run(go(trickle, deadline=0.15, timeout=0.1))
    assert (caught.value.key, caught.value.billed) == ("http.deadline", "maybe")


def test_ways_that_lead_nowhere_are_named_and_cost_nothing(net):
    async def closed_port():
        server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return port

    async def go():
        port = await closed_port()
        for url, key in ((f"http://127.0.0.1:{port}", "http.refused"), ("http://no-such-name.invalid", "http.dns")):
            net.tries.clear()
            with pytest.raises(NetworkFault) as caught:
                await net.send(url)
            assert (caught.value.key, caught.value.billed, len(net.tries)) == (key, "no", 3)
        async with net.upstream(b"SSH-2.0-OpenSSH_9\r\n\r\n") as up:
            with pytest.raises(BadReply) as wrong:
                await net.send(up.url)
            assert wrong.value.key == "http.not_http"
            with pytest.raises(NetworkFault) as tls:
                await net.send(up.url.replace("http:", "https:"), retries=0)
            assert (tls.value.key, tls.value.billed) == ("http.tls", "no")

    asyncio.run(go())


@pytest.mark.parametrize("stage", ["before the head", "in the stream", "in the backoff", "between messages"])
def test_a_cancelled_task_closes_the_connection_at_once(net, stage):
    async def hang(writer):
        if stage != "before the head":
            writer.write(net.head() + net.sse(net.ANSWER))
        await asyncio.sleep(30)

    async def go():
        reached = asyncio.Event()

        async def sleep(seconds):
            reached.set()
            await asyncio.sleep(30)

        net.sleep = sleep
        async with net.upstream(net.reply("", "503 No") if stage == "in the backoff" else hang) as up, net.transport() as out:

            async def work():
                async with aclosing(out.send(net.endpoint(up.url), Call(method="POST", path=net.GENERATE, json={}), open_sink=net.open_sink)) as messages:
                    async for _ in messages:
                        reached.set()
                        if stage == "between messages":
                            await asyncio.sleep(30)

            task = asyncio.ensure_future(work())
            if stage == "before the head":
                await asyncio.wait_for(up.asked.wait(), 2)
            else:
                await asyncio.wait_for(reached.wait(), 2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            if stage != "in the backoff":
                await asyncio.wait_for(up.closed.wait(), 0.5)

    asyncio.run(go())
