"""Lists of models: remembered across restarts, refreshed on request, never taking the presets away; and the test of a connection."""

import asyncio
import json
import socket
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from studio import assemble, live
from studio.core.request import Request
from studio.engine import Studio
from studio.errors import NotConfigured, StudioError
from studio.gateways import discover
from studio.http import Limits, Transport
from studio.live import Listing, offers
from studio.settings import Access
from studio.store.local import Library

GOOGLE = {"GOOGLE_API_KEY": "sk-of-a-test"}


class Lists(httpx.AsyncBaseTransport):
    """Answers a list of models, or whatever it is told to."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids
        self.answer: httpx.Response | Exception | None = None
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or httpx.Response(200, json={"models": [{"name": f"models/{id_}"} for id_ in self.ids]})


def with_studio(home: Path, wire: Lists, work, env: dict[str, str] = GOOGLE):
    async def run():
        chosen = assemble.settings(env, home=str(home))
        times = iter(datetime(2026, 11, 21, hour).astimezone() for hour in range(24))
        async with Studio(chosen, Library(home), Transport(Limits(retries=0), transport=wire), demo=None, now=lambda: next(times)) as studio:
            return await work(studio)

    return asyncio.run(run())


def test_it_is_asked_once_and_remembered_over_a_restart(tmp_path: Path) -> None:
    wire = Lists("gemini-a-image", "gemini-b-image")
    first = with_studio(tmp_path, wire, lambda s: s.listing("google"))
    assert (first.ids, first.problem) == (("gemini-a-image", "gemini-b-image"), None)
    again = with_studio(tmp_path, wire, lambda s: s.listing("google"))
    assert (again, wire.asked) == (first, 1)
    wire.ids = ("gemini-c-image",)
    fresh = with_studio(tmp_path, wire, lambda s: s.listing("google", fresh=True))
    assert (fresh.ids, wire.asked) == (("gemini-c-image",), 2)
    assert with_studio(tmp_path, wire, lambda s: s.listing("google")).ids == ("gemini-c-image",)


FAILURES = (httpx.Response(500), httpx.Response(401, json={"error": {"message": "no"}}), httpx.ConnectError("no"), httpx.Response(200, text="<html>"))


@pytest.mark.parametrize("answer", FAILURES)
def test_a_list_that_fails_takes_nothing_away(tmp_path: Path, answer) -> None:
    wire = Lists("gemini-a-image")
    with_studio(tmp_path, wire, lambda s: s.listing("google"))
    wire.answer = answer
    old = with_studio(tmp_path, wire, lambda s: s.listing("google", fresh=True))
    assert old.ids == ("gemini-a-image",)
    assert old.when is not None
    assert old.problem is not None
    access = assemble.settings(GOOGLE, home=str(tmp_path)).of("google")
    sources = {offer.model.id: offer.source for offer in offers(access, old)}
    assert sources["gemini-a-image"] == "live"
    assert sources["gemini-3-pro-image"] == "preset"


def test_a_list_that_was_never_had(tmp_path: Path) -> None:
    wire = Lists()
    wire.answer = httpx.Response(404, json={"error": {"message": "Not Found"}})
    none = with_studio(tmp_path, wire, lambda s: s.listing("google"))
    assert (none.ids, none.when, none.problem.kind) == ((), None, "not_found")


def test_another_address_has_another_list(tmp_path: Path) -> None:
    wire = Lists("gemini-a-image")
    with_studio(tmp_path, wire, lambda s: s.listing("google"))
    elsewhere = GOOGLE | {"GOOGLE_BASE_URL": "https://elsewhere.example"}
    with_studio(tmp_path, wire, lambda s: s.listing("google"), elsewhere)
    assert wire.asked == 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"address": 1}', '{"address": "https://generativelanguage.googleapis.com", "ids": [1], "when": "x"}'])
def test_a_broken_memory_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "google.json").write_text(text, encoding="utf-8")
    assert with_studio(tmp_path, Lists("gemini-a-image"), lambda s: s.listing("google")).ids == ("gemini-a-image",)
    assert json.loads((tmp_path / "models" / "google.json").read_text(encoding="utf-8"))["ids"] == ["gemini-a-image"]


def test_a_home_that_takes_nothing_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way", encoding="utf-8")
    assert with_studio(tmp_path, Lists("gemini-a-image"), lambda s: s.listing("google")).ids == ("gemini-a-image",)


def test_a_gateway_without_a_key_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    wire = Lists()
    with pytest.raises(NotConfigured, match="OFOX_API_KEY"):
        with_studio(tmp_path, wire, lambda s: s.listing("ofox"))
    assert wire.asked == 0


def test_where_a_model_is_known_from() -> None:
    google = next(gateway for gateway in discover() if gateway.name == "google")
    access = Access(gateway=google, base_url="x")
    found = offers(access, Listing(ids=("gemini-3-pro-image", "gemini-9-image")), ("my-own", "gemini-9-image", ""))
    by_id = {offer.model.id: offer.source for offer in found}
    assert (by_id["gemini-3-pro-image"], by_id["gemini-9-image"], by_id["my-own"]) == ("live", "live", "typed")
    assert by_id["gemini-nano-banana-2.1"] == "preset"
    assert len(found) == len(by_id)
    assert [offer.model.id for offer in found][: len(google.models)] == [model.id for model in google.models]


def test_what_the_gateway_lists_is_proposed_for_a_model_that_it_does_not_have(tmp_path: Path) -> None:
    class Without(Lists):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                return await super().handle_async_request(request)
            return httpx.Response(404, json={"error": {"code": 404, "message": "models/house-image-8 is not found", "status": "NOT_FOUND"}})

    async def work(studio: Studio):
        ask = Request(gateway="google", model="house-image-8", prompt="Terrazzo")
        before = await studio.run(ask)
        await studio.listing("google")
        return before, await studio.run(ask)

    before, after = with_studio(tmp_path, Without("house-image-9"), work)
    assert "house-image-9" not in str(before.error)
    assert "Try house-image-9." in str(after.error)


# the test of a connection


def test_a_connection_that_works(tmp_path: Path) -> None:
    probe = with_studio(tmp_path, Lists("gemini-a-image"), lambda s: s.probe("google"))
    assert probe.ids == ("gemini-a-image",)
    assert 0 <= probe.seconds < 5
    assert probe.problem is None
    assert with_studio(tmp_path, Lists(), lambda s: s.listing("google")).ids == ("gemini-a-image",), "a test is a list as well"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (httpx.Response(200, text="<!doctype html><title>Console</title>", headers={"content-type": "text/html"}), "bad_reply", "web page, not an API"),
        (httpx.Response(401, json={"error": {"message": "Invalid token"}}), "auth", "does not take this key"),
        (httpx.Response(400, json={"error": {"message": "x", "details": [{"@type": "y.ErrorInfo", "reason": "API_KEY_INVALID"}]}}), "auth", "key"),
        (httpx.Response(404, json={"error": {"message": "Not Found"}}), "not_found", "nothing at"),
        (httpx.Response(502), "server", "failed on its side"),
        (httpx.ConnectError("refused"), "network", "can not be reached"),
        (httpx.Response(200, text=""), "bad_reply", "empty"),
        (httpx.Response(301, headers={"location": "https://evil.example/x"}), "bad_reply", "key is not sent there"),
    ],
)
def test_what_is_wrong_with_a_connection_is_said_at_once_and_costs_nothing(tmp_path: Path, answer, kind: str, said: str) -> None:
    wire = Lists()
    wire.answer = answer
    with pytest.raises(StudioError) as caught:
        with_studio(tmp_path, wire, lambda s: s.probe("google"))
    assert caught.value.kind == kind
    assert said in str(caught.value)
    assert "sk-of-a-test" not in str(caught.value)
    assert wire.asked == 1, "a person waits: no second tries"
    assert not (tmp_path / "models").exists()


def test_a_port_where_no_one_listens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    env = GOOGLE | {"GOOGLE_BASE_URL": f"http://127.0.0.1:{port}"}

    async def work():
        async with assemble.assemble(assemble.settings(env, home=str(tmp_path))) as studio:
            await studio.probe("google")

    with pytest.raises(StudioError, match="refuses the connection"):
        asyncio.run(work())


def test_a_gateway_that_says_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Lists):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(60)
            raise AssertionError

    monkeypatch.setattr(live, "PATIENCE", 0.05)
    with pytest.raises(StudioError, match="did not list its models") as caught:
        with_studio(tmp_path, Silent(), lambda s: s.probe("google"))
    assert (caught.value.kind, caught.value.billed) == ("timeout", "no")


def test_one_of_two_ways_is_a_connection_with_a_problem(tmp_path: Path) -> None:
    class Half(Lists):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(500) if request.url.path.startswith("/gemini") else httpx.Response(200, json={"data": [{"id": "openai/gpt-image-2"}]})

    probe = with_studio(tmp_path, Half(), lambda s: s.probe("ofox"), {"OFOX_API_KEY": "sk-of-a-test"})
    assert probe.ids == ("openai/gpt-image-2",)
    assert probe.problem.kind == "server"
