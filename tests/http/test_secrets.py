"""Where the key goes, and where it never goes."""

import asyncio
import json

import pytest

from studio.dialects.wire import Call
from studio.errors import BadReply, NetworkFault, ServerFault, UsageError


def test_redirects_are_followed_on_the_same_host_only(net):
    async def go():
        async with net.upstream(net.reply(json.dumps(net.ANSWER))) as other:
            there = net.reply("", "308 Moved", location="/elsewhere")
            away = net.reply("", "307 Moved", location=other.url + "/steal")
            async with net.upstream(there, net.reply(json.dumps(net.ANSWER)), away) as up:
                assert await net.send(up.url) == [net.ANSWER]
                assert [got.target for got in up.got] == ["/v1beta/models/m:generateContent", "/elsewhere"]
                assert up.got[0].body == up.got[1].body
                with pytest.raises(BadReply, match=f"{other.url}/steal"):
                    await net.send(up.url)
            assert other.got == []
            async with net.upstream(net.reply("", "302 Found", location="/again")) as loop:
                with pytest.raises(BadReply):
                    await net.send(loop.url)
                assert len(loop.got) == 4

    asyncio.run(go())


def test_the_key_is_in_no_error_and_not_in_the_raw_reply(net):
    escaped = net.KEY.replace("/", "\\/")
    body = f'{{"error":{{"message":"Incorrect API key provided: {escaped}. (request id: 20261121xyz)","code":"invalid_api_key"}}}}'

    async def go():
        wire = net.chunked(body.encode(), iter(lambda: 3, 0)).replace(b"200 OK", b"401 Unauthorized")
        async with net.upstream(wire) as up:
            await net.send(up.url)

    with pytest.raises(Exception, match="does not take this key") as caught:
        asyncio.run(go())
    for text in (str(caught.value), caught.value.say("zh-CN"), repr(caught.value.values), net.raw.decode(), repr(net.endpoint("http://h"))):
        assert "s3cret" not in text
    assert "[key]" in caught.value.detail
    assert b"[key]" in net.raw
    assert caught.value.values["request"] == "20261121xyz"


def test_loopback_never_goes_through_the_proxy(net, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    async def go():
        bad, good = net.reply("{}", "502 Bad Gateway"), net.reply(json.dumps(net.ANSWER))
        async with net.upstream(bad) as proxy, net.upstream(good) as up, net.transport(proxy=proxy.url, retries=0) as out:
            for host in ("127.0.0.1", "localhost"):
                stream = out.send(net.endpoint(f"http://{host}:{up.port}"), Call(method="GET", path="/m"), open_sink=net.open_sink)
                assert [m async for m in stream] == [net.ANSWER]
            assert proxy.got == []
            for scheme in ("http", "https"):
                with pytest.raises((ServerFault, NetworkFault)):
                    async for _ in out.send(net.endpoint(f"{scheme}://gateway.test"), Call(method="GET", path="/m"), open_sink=net.open_sink):
                        pass
            assert [got.method for got in proxy.got] == ["GET", "CONNECT"]
            assert net.KEY not in str(proxy.got[1])
            assert out.caveats()

    asyncio.run(go())


def test_what_the_settings_name_must_be_usable(net, tmp_path):
    for limits in ({"proxy": "ftp://proxy"}, {"ca_bundle": str(tmp_path / "none.pem")}):
        with pytest.raises(UsageError):
            asyncio.run(net.send("https://gateway.test", **limits))
