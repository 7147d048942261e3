"""Who may speak to the studio: every shape of Host and Origin, sign-in at its edges, headers on every answer; and what the server refuses to begin with."""

import asyncio
import base64

import pytest

from studio.errors import StudioError, UsageError
from studio.web.guard import LOCAL, SECURITY, Guard
from studio.web.server import Dispatcher, _host, bind
from studio.web.splash import reply


async def fine(scope, receive, send) -> None:
    await reply(send, 200, b"fine")


def ask(*headers: tuple[str, str], method: str = "GET", hosts=LOCAL, auth=(), kind: str = "http") -> tuple[int, list]:
    said: list = []

    async def send(message) -> None:
        said.append(message)

    scope = {"type": kind, "method": method, "path": "/", "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers]}
    asyncio.run(Guard(fine, hosts=hosts, auth=auth)(scope, None, send))
    return (said[0]["status"], said[0]["headers"]) if said else (0, [])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("127.0.0.1:7860", 200), ("LOCALHOST:7860", 200), ("localhost.:7860", 200), ("localhost.", 200), ("[::1]", 200),
        ("[::1]:7860", 200),
        ("evil.example", 421), ("localhost.evil.example", 421), ("127.0.0.1.evil.example", 421), ("", 421), ("localhost:7860@evil.example", 421),
        ("127.1", 421), ("[::ffff:127.0.0.1]", 421), ("localhost:", 421), ("evil.example:127.0.0.1", 421), (":80", 421),
    ],
)  # fmt: skip
def test_the_host(host: str, status: int) -> None:
    assert ask(("host", host))[0] == status


def test_no_host_or_two() -> None:
    assert ask()[0] == 421  # HTTP/1.0
    assert ask(("host", "evil.example"), ("host", "localhost"))[0] == 421
    assert ask(("host", "localhost"), ("x-forwarded-host", "evil.example"))[0] == 200  # nobody reads it here
    assert ask(("host", "evil.example"), ("x-forwarded-host", "localhost"))[0] == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:7860", 200), ("http://LOCALHOST:7860", 200), ("http://localhost:3000", 403), ("null", 403), ("http://evil.example", 403),
        ("http://[", 403), ("file://", 403), ("http://localhost:7860@evil.example", 403), ("http://evil.example/localhost:7860", 403),
    ],
)  # fmt: skip
def test_the_origin_of_a_change(origin: str, status: int) -> None:
    assert ask(("host", "localhost:7860"), ("origin", origin), method="POST")[0] == status


def test_every_answer_has_the_headers() -> None:
    refused = ask(("host", "evil.example")), ask(("host", "localhost"), ("origin", "null"), method="POST"), ask(("host", "localhost"), auth=(("a", "b"),))
    assert [status for status, _ in refused] == [421, 403, 401]
    for _, headers in (*refused, ask(("host", "localhost"))):
        assert set(SECURITY) <= set(headers)


def test_no_other_page_may_read() -> None:
    async def generous(scope, receive, send) -> None:
        await reply(send, 200, b"fine", headers=((b"Access-Control-Allow-Origin", b"http://localhost:3000"), (b"x-kept", b"1")))

    said: list = []

    async def send(message) -> None:
        said.append(message)

    asyncio.run(Guard(generous, hosts=LOCAL)({"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}, None, send))
    names = [name.lower() for name, _ in said[0]["headers"]]
    assert b"access-control-allow-origin" not in names
    assert b"x-kept" in names


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("Basic " + base64.b64encode("änn:pä:ss 一".encode()).decode(), 200),
        ("bAsIc " + base64.b64encode("änn:pä:ss 一".encode()).decode(), 200),
        ("Basic " + base64.b64encode("änn:".encode()).decode(), 401),
        ("Bearer " + base64.b64encode("änn:pä:ss 一".encode()).decode(), 401),
        ("Basic", 401), ("Basic ÿþ", 401), ("", 401),
    ],
)  # fmt: skip
def test_sign_in(given: str, status: int) -> None:
    assert ask(("host", "any.example"), ("authorization", given), hosts=(), auth=(("bob", "x"), ("änn", "pä:ss 一")))[0] == status


def test_a_websocket_passes_nobody() -> None:
    assert ask(("host", "localhost"), kind="websocket") == (0, [])


@pytest.mark.parametrize(("host", "port", "what"), [("127.0.0.1", -5, "--port"), ("127.0.0.1", 70_000, "--port"), ("a..b", 7860, "a..b")])
def test_where_it_can_not_listen_is_said(host: str, port: int, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        bind(host, port)
    assert what in str(caught.value)


def test_the_public_address() -> None:
    assert [_host(url) for url in ("", "https://Studio.example/x", "http://[fd00::1]:80")] == ["", "studio.example", "[fd00::1]"]
    for url in ("studio.example", "http://[", "/x"):
        with pytest.raises(UsageError, match="STUDIO_PUBLIC_URL"):
            _host(url)


def test_a_studio_that_can_not_be_built_ends_instead_of_starting_for_ever() -> None:
    def load():
        raise ImportError("no module")

    async def go() -> Dispatcher:
        dispatcher = Dispatcher(load, lambda: None)
        ended = asyncio.Event()
        dispatcher.failed = ended.set
        await dispatcher._start()
        await asyncio.wait_for(ended.wait(), 1)
        return dispatcher

    problem = asyncio.run(go()).problem
    assert isinstance(problem, StudioError)
    assert problem.kind == "unexpected"
