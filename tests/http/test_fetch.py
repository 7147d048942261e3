"""Pictures that a reply names by address: what is refused, where the key goes, what is tried again."""

import asyncio
import socket
import ssl
import time
from pathlib import Path

import pytest

from studio.errors import BadReply, NetworkFault, ServerFault, TimedOut
from studio.http import guard

PEM = Path(__file__).with_name("loopback.pem")

PRIVATE = [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:0a00:0001::1", "", "nonsense",
    "64:ff9b:1::808:808", "64:ff9b:1:7f00:0:100::",  # RFC 8215: a translator of this very network
    "2001:0:53aa:64c:0:fbff:80ff:fffe", "2001:0:808:808::f7f7:f7f7",  # Teredo
    "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:169.254.169.254", "fe80::5efe:8.8.8.8",  # ISATAP
    "100::1", "3fff::1", "2001:db8::", "5f00::1", "4000::1", "::ffff:0:0", "::ffff:0:127.0.0.1",
]  # fmt: skip


def test_which_addresses_are_public():
    assert [address for address in PRIVATE if guard.is_public(address)] == []
    for address in ("8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"):
        assert guard.is_public(address), address


def fetch(net, url, sink, base="https://api.example", auth="bearer", **limits):
    async def go():
        async with net.transport(**limits) as out:
            return await out.fetch(url, endpoint=net.endpoint(base, auth), sink=sink, max_bytes=1_000_000)

    return go()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.png", "http://localhost/x.png", "http://[::1]/x.png", "http://[::ffff:127.0.0.1]/x.png", "http://169.254.169.254/latest/meta-data",
        "http://0x7f000001/x.png", "http://2130706433/x.png", "http://127.1/x.png", "http://10.0.0.1/x.png", "file:///etc/passwd", "ftp://example.com/x.png", "gopher://x/",
        "http://0177.0.0.1/x.png", "http://017700000001/x.png", "http://0x7f.1/x.png", "http://0x7f.0.0.0x1/x.png", "http://0/x.png", "http://127.0.0.1./x.png",
        "http://LOCALHOST/x.png", "http://localhost./x.png", "http://a.localhost/x.png", "http://%31%32%37.0.0.1/x.png", "http://127。0。0。1/x.png",
        "http://１２７.０.０.１/x.png", "http://①②⑦.⓪.⓪.①/x.png", "http://[::127.0.0.1]/x.png", "http://[::ffff:7f00:1]/x.png", "http://[64:ff9b::7f00:1]/x.png",
        "http://[64:ff9b:1::7f00:1]/x.png", "http://[2002:7f00:1::]/x.png", "http://[fe80::1%25lo]/x.png", "http://[fd00::1]/x.png", "http://[::]/x.png",
        "http://user:pw@example.com/x.png", "http://example.com:pw@127.0.0.1/x.png", "http://example.com\\@127.0.0.1/x.png", "javascript:alert(1)", "data:x",
        "http://user@example.com/x.png", "http:///x.png", "http://h:99999/x.png", "//127.0.0.1/x", "http://a\nb/",
    ],
)  # fmt: skip
def test_private_addresses_and_other_schemes_are_refused(net, sink, url):
    with pytest.raises(BadReply) as caught:
        asyncio.run(fetch(net, url, sink))
    assert caught.value.key == "http.picture_refused"
    assert (sink.data, net.waits) == (b"", [])


def test_the_gateways_own_host_is_allowed_and_gets_no_key(net, sink):
    async def go():
        async with net.upstream(net.reply(net.PNG, kind="text/plain")) as up:
            assert await fetch(net, up.url + "/p?q=1", sink, up.url) == "image/png"
            return up.got

    (got,) = asyncio.run(go())
    assert sink.data == net.PNG
    assert got.target == "/p?q=1"
    assert "s3cret" not in str(got)


@pytest.mark.parametrize("auth", ["bearer", "x-goog-api-key", "query-key"])
def test_the_key_follows_a_refusal_by_the_gateway_itself_and_only_then(net, sink, auth):
    async def go():
        async with net.upstream(net.reply("no", "403 Forbidden"), net.reply(net.PNG)) as up:
            await fetch(net, up.url + "/files/x?alt=media", sink, up.url, auth)
            return up.got

    first, second = asyncio.run(go())
    assert "s3cret" not in str(first)
    assert "s3cret" in str(second)
    assert sink.data == net.PNG


def test_the_key_does_not_follow_elsewhere(net, sink):
    async def go():
        async with net.upstream(net.reply("no", "401 No")) as other, net.upstream(net.reply("", "302 Found", location=other.url + "/p")) as up:
            with pytest.raises(BadReply) as caught:
                await fetch(net, up.url + "/p", sink, up.url)
            assert caught.value.key == "http.picture_refused"  # a redirect is checked like the first address
            assert other.got == []
            with pytest.raises(BadReply) as caught:
                await fetch(net, other.url + "/p", sink, other.url.replace("127.0.0.1", "localhost"))
            assert caught.value.key == "http.picture_refused"

    asyncio.run(go())


def test_redirects_end(net, sink):
    async def go():
        async with net.upstream(net.reply("", "302 Found", location="/again")) as up:
            with pytest.raises(BadReply, match="without end"):
                await fetch(net, up.url + "/p", sink, up.url)
            assert len(up.got) == 4

    asyncio.run(go())


def test_only_pictures_by_content_and_only_so_large(net, sink):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>' + b" " * 100
    endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + net.PNG + bytes(1_100_000)
    packed = net.reply(net.PNG, content_encoding="br")

    async def go():
        for wire, key in (
            (net.reply("<html>expired</html>", kind="image/png"), "http.picture_none"),
            (net.reply(svg, kind="image/svg+xml"), "http.picture_none"),
            (net.reply(""), "http.picture_none"),
            (packed, "http.picture_none"),
            (net.reply(net.PNG + bytes(2_000_000)), "http.picture_large"),
            (endless, "http.picture_large"),
            (net.reply("", "410 Gone"), "http.picture_status"),
        ):
            async with net.upstream(wire) as up:
                with pytest.raises(BadReply) as caught:
                    await fetch(net, up.url + "/p", sink, up.url)
                assert caught.value.key == key
                assert caught.value.billed == "maybe"
                assert len(up.got) == 1

    asyncio.run(go())
    assert net.waits == []


def test_three_tries_each_from_the_beginning(net, sink):
    async def half(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + net.PNG + b"half of it")
        await writer.drain()

    async def go():
        async with net.upstream(half, net.reply("", "503 No", retry_after="7"), net.reply(net.PNG)) as up:
            assert await fetch(net, up.url + "/p", sink, up.url) == "image/png"
        async with net.upstream(net.reply("", "503 No")) as up:
            with pytest.raises(ServerFault):
                await fetch(net, up.url + "/p", sink, up.url)
            assert len(up.got) == 3

    asyncio.run(go())
    assert sink.restarts == 4
    assert net.waits == [1.0, 7.0, 1.0, 2.0]


def test_the_checked_address_is_the_one_that_is_connected_to(net, sink, monkeypatch):
    """The name is resolved once: had it changed since, the connection would not follow it. TLS still asks for the name."""
    asked = []

    async def resolve(self, host, port, **rest):
        asked.append(host)
        assert host == "pictures.test"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async def go():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
        names = []
        context.sni_callback = lambda _socket, name, _context: names.append(name)
        async with net.upstream(net.reply(net.PNG)) as up:
            server = await asyncio.start_server(up.serve, "127.0.0.1", 0, ssl=context)
            base = f"https://pictures.test:{server.sockets[0].getsockname()[1]}"
            monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
            assert await fetch(net, base + "/p", sink, base, ca_bundle=str(PEM)) == "image/png"
            assert asked == ["pictures.test"]
            assert names == ["pictures.test"]
            assert up.got[0].headers["host"] == base.removeprefix("https://")
            with pytest.raises(NetworkFault) as caught:
                await fetch(net, base + "/p", sink, base)
            assert caught.value.key == "http.certificate"
            with pytest.raises(BadReply):  # the same name is private to any other gateway
                await fetch(net, base + "/p", sink, "https://pictures.test")
            server.close()

    asyncio.run(go())


def test_a_name_whose_answers_change_is_looked_up_for_each_try_and_each_hop(net, sink, monkeypatch):
    """Public when it was looked at, private a moment later: each connection is made to an address that was checked for it."""
    answers = iter(["127.0.0.1", "127.0.0.1", "10.0.0.7"])
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")  # stands for a public one

    async def resolve(self, host, port, **rest):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    async def go():
        async with net.upstream(net.reply("", "503 No"), net.reply("", "302 Found", location="/again"), net.reply(net.PNG)) as up:
            monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
            with pytest.raises(BadReply) as caught:
                await fetch(net, f"http://pictures.test:{up.port}/p", sink)
            assert (caught.value.key, len(up.got)) == ("http.picture_refused", 2)

    asyncio.run(go())
    assert list(answers) == []
    assert sink.data == b""


def test_one_try_has_a_minute_from_the_name_to_the_last_byte(net, sink, monkeypatch):
    monkeypatch.setattr("studio.http.fetch.SECONDS", 0.2)

    async def slow(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + net.PNG)
        while True:
            await asyncio.sleep(0.05)
            writer.write(b"x")
            await writer.drain()

    async def forever(*args, **rest):
        await asyncio.sleep(30)

    async def go(resolve=None):
        async with net.upstream(slow) as up:
            if resolve:
                monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
            with pytest.raises(TimedOut) as caught:
                await fetch(net, up.url + "/p", sink, up.url)
            assert (caught.value.key, caught.value.billed) == ("http.picture_timeout", "maybe")

    began = time.monotonic()
    asyncio.run(go())
    asyncio.run(go(forever))
    assert time.monotonic() - began < 3
    assert net.waits == [1.0, 2.0] * 2


def test_a_path_alone_is_at_the_gateways_own_address(net, sink):
    async def go():
        async with net.upstream(net.reply(net.PNG)) as up:
            assert await fetch(net, "/images/a%2Bb.png?x=1", sink, f"{up.url}/v1") == "image/png"
            return up.got

    (got,) = asyncio.run(go())
    assert got.target == "/images/a%2Bb.png?x=1"
    assert "s3cret" not in str(got)


def test_one_private_address_condemns_a_name(net, sink, monkeypatch):
    async def resolve(self, host, port, **rest):
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
    with pytest.raises(BadReply):
        asyncio.run(fetch(net, "https://pictures.test/p", sink))


def test_behind_a_proxy_names_that_only_it_knows_pass_and_private_ones_do_not(net, sink):
    async def go():
        async with net.upstream(net.reply(net.PNG)) as proxy:
            assert await fetch(net, "http://pictures.invalid/p", sink, proxy=proxy.url) == "image/png"
            assert proxy.got[0].target == "http://pictures.invalid/p"
            with pytest.raises(BadReply):
                await fetch(net, "http://10.0.0.1/p", sink, proxy=proxy.url)
            assert len(proxy.got) == 1

    asyncio.run(go())
