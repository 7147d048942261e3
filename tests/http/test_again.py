"""What is tried again, when, and what never."""

import asyncio
import json

import pytest

from studio.errors import BadReply, BadRequest, RateLimited, ServerFault, TimedOut


@pytest.mark.parametrize(
    ("headers", "body", "waited"),
    [
        ({"retry_after_ms": "2000", "retry_after": "9"}, "{}", 2.0),
        ({"retry_after": "2"}, "{}", 2.0),
        ({"retry_after": "1.5"}, "{}", 1.5),
        ({}, '{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]}}', 2.0),
        ({"retry_after": "soon"}, "{}", None),
    ],
)
def test_a_gateways_wish_is_slept(net, headers, body, waited):
    async def go():
        async with net.upstream(net.reply(body, "429 Too Many", **headers), net.reply(json.dumps(net.ANSWER))) as up:
            assert await net.send(up.url) == [net.ANSWER]

    asyncio.run(go())
    assert net.tries == [1, 2]
    assert net.waits == [waited] if waited else 0.75 <= net.waits[0] <= 1.25


def test_a_long_wish_is_shown_and_not_slept(net):
    async def go():
        async with net.upstream(net.reply("{}", "429 Too Many", retry_after="600")) as up:
            await net.send(up.url)

    with pytest.raises(RateLimited) as caught:
        asyncio.run(go())
    assert caught.value.retry_after == 600
    assert net.waits == []
    assert "600 s" in str(caught.value)


def test_backoff_doubles_within_its_jitter_and_the_last_error_says_how_often(net):
    async def go():
        async with net.upstream(net.reply('{"error":{"message":"overloaded"}}', "503 Service Unavailable")) as up:
            await net.send(up.url)

    with pytest.raises(ServerFault) as caught:
        asyncio.run(go())
    assert net.tries == [1, 2, 3]
    assert 0.75 <= net.waits[0] <= 1.25
    assert 1.5 <= net.waits[1] <= 2.5
    assert "3 times" in str(caught.value)
    assert "503" in str(caught.value)
    assert caught.value.billed == "maybe"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 422, 501])
def test_refusals_are_never_sent_again_and_cost_nothing(net, status):
    async def go():
        async with net.upstream(net.reply('{"error":{"message":"no"}}', f"{status} No")) as up:
            await net.send(up.url)

    with pytest.raises(Exception, match="Nothing was billed") as caught:
        asyncio.run(go())
    assert net.tries == [1]
    assert caught.value.values["status"] == status


def test_a_timeout_is_tried_again_once_and_only_on_wish(net):
    async def go(**limits):
        async with net.upstream(net.reply("error code: 524", "524 ", "text/plain", cf_ray="8a1-FRA")) as up:
            await net.send(up.url, **limits)

    for limits, tries in (({}, [1]), ({"retry_timeouts": True, "retries": 5}, [1, 2])):
        net.tries.clear()
        with pytest.raises(TimedOut) as caught:
            asyncio.run(go(**limits))
        assert net.tries == tries
        assert caught.value.billed == "maybe"
        assert "8a1-FRA" in str(caught.value)
        assert "streaming" in str(caught.value)


def test_an_empty_reply_is_tried_again_once(net):
    async def go(*replies):
        async with net.upstream(*replies) as up:
            return await net.send(up.url, retries=5)

    assert asyncio.run(go(net.reply("  \n"), net.reply(json.dumps(net.ANSWER)))) == [net.ANSWER]
    net.tries.clear()
    with pytest.raises(BadReply, match="empty"):
        asyncio.run(go(net.reply("")))
    assert net.tries == [1, 2]


def test_an_error_in_the_clothes_of_a_reply(net):
    busy, bad = '{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}', '[{"error":{"code":400,"message":"bad ratio"}}]'

    async def go(*replies):
        async with net.upstream(*replies) as up:
            return await net.send(up.url)

    assert asyncio.run(go(net.reply(busy), net.reply(json.dumps(net.ANSWER)))) == [net.ANSWER]
    assert net.tries == [1, 2]
    with pytest.raises(BadRequest, match="bad ratio") as caught:
        asyncio.run(go(net.reply(bad)))
    assert (caught.value.billed, caught.value.values["status"]) == ("no", 400)


def test_an_error_in_the_middle_of_a_stream_is_an_error_and_never_tried_again(net):
    for error in (net.sse({"error": {"code": 503, "message": "upstream died"}}), b'{\n "error": {\n  "code": 503,\n  "message": "upstream died"\n }\n}\n'):
        net.tries.clear()

        async def go(error=error):
            async with net.upstream(net.head() + net.sse(net.ANSWER) + error) as up:
                got, fault = await net.until_it_breaks(up.url)
                assert (got, fault.kind, fault.billed, fault.detail) == ([net.ANSWER], "server", "maybe", "upstream died")
                assert len(up.got) == 1

        asyncio.run(go())
