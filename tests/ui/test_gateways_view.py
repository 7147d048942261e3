"""The tab Gateways as values, without gradio: what is known and what is not, the doctor's table in every state, and who may change settings."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.core.notes import note
from studio.core.prices import Cost
from studio.doctor import Check, Price, Report
from studio.errors import NetworkFault, NotConfigured, UsageError
from studio.gateways import discover
from studio.live import Listing
from studio.settings import Access, Settings
from studio.ui.owner import at_home
from studio.ui.view import doctor as tables
from studio.ui.view import form
from studio.ui.view import gateways as view
from studio.ui.view.gateways import Reach

KNOWN = {gateway.name: gateway for gateway in discover()}
GONE = NetworkFault("http.dns", gateway="Ofox", host="h")
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
OFOX = Access(gateway=KNOWN["ofox"], base_url="https://api.ofox.example", key="secret-key-1", where="environ")
DEMO = Access(gateway=KNOWN["demo"], base_url="")
BARE = Access(
    gateway=KNOWN["ezmodel"], base_url="https://a.example", problem=NotConfigured("plan.no_key", gateway="EZmodel", variable="EZMODEL_API_KEY"),
)  # fmt: skip


def door(access: Access, listing: Listing | None = None, tested: Reach | None = None, *, settable: bool = True, language="en"):
    return view.door(access, listing or Listing(), tested, settable=settable, place="~/image-studio/.env", now=NOW, language=language)


def test_the_list_says_how_each_stands() -> None:
    shown = view.ways((DEMO, BARE, OFOX), {}, {}, chosen="ofox", place="~/.env", language="en")
    assert [way["gateway"] for way in shown["ways"]] == ["ofox", "ezmodel", "demo"]
    ready, bare, demo = shown["ways"]
    assert (ready["mark"], ready["aside"], ready["note"]) == ("idle", "2 models", "native and images, not tested yet")
    assert (bare["mark"], bare["aside"], bare["note"], bare["variable"]) == ("key", "no key", "set", "EZMODEL_API_KEY")
    assert (demo["mark"], demo["aside"]) == ("done", "always on")
    tested = view.ways((OFOX,), {}, {"ofox": Reach(ms=212, models=2)}, chosen="ofox", place="", language="en")["ways"][0]
    assert (tested["mark"], tested["note"]) == ("done", "native and images, answered in 212 ms")
    failed = view.ways((OFOX,), {}, {"ofox": Reach(problem=GONE)}, chosen="", place="", language="zh-CN")["ways"][0]
    assert (failed["mark"], failed["note"]) == ("failed", "原生和 Images，连接失败")


def test_a_key_is_in_no_value() -> None:
    for shown in (door(OFOX), view.ways((OFOX,), {}, {}, chosen="", place="", language="en")):
        assert "secret-key" not in repr(shown)
    assert door(OFOX)["keyed"]
    assert door(OFOX)["key_place"] == "set in the environment"
    assert door(replace(OFOX, where="the environment"), language="zh-CN")["key_place"] == "已在 环境变量 中设置"
    assert door(BARE)["key_place"] == ""
    assert door(replace(OFOX, where=str(Path.home() / "x" / ".env")))["key_place"] == f"set in ~{os.sep}x{os.sep}.env"
    assert door(OFOX)["addresses"] == ["https://api.ofox.example/gemini", "https://api.ofox.example/v1"]


@pytest.mark.parametrize(("ago", "words"), [(0, "just now"), (59, "just now"), (120, "2 min ago"), (7300, "2 h ago"), (200_000, "2 d ago")])
def test_a_list_says_its_age(ago: int, words: str) -> None:
    assert door(OFOX, Listing(ids=("x",), when=NOW - timedelta(seconds=ago)))["models_note"] == f"live list, {words}"


def test_models_say_where_they_are_known_from() -> None:
    assert door(OFOX)["models_note"] == "known to the studio, not asked for yet"
    assert door(OFOX, Listing(problem=GONE))["models_note"] == "its list did not come"
    shown = door(OFOX, Listing(ids=("google/new-image-model", "openai/gpt-image-2"), when=NOW))["models"]
    notes = {model["id"]: (model["note"], model["price"]) for model in shown}
    assert notes["google/gemini-3.1-flash-image-preview"][0].endswith("not in the live list")
    assert notes["google/new-image-model"] == ("from the live list, treated as an ordinary model", "price unknown")
    assert "live list" not in notes["openai/gpt-image-2"][0]


def test_the_picker_offers_what_only_the_live_list_names() -> None:
    settings = Settings(home=Path("h"), access=(OFOX, BARE, DEMO))
    listings = {"ofox": Listing(ids=("google/new-image-model",), when=NOW)}
    shown = form.picker(settings, "ofox", "google/new-image-model", "en", listings=listings)
    assert [group["gateway"] for group in shown["groups"]] == ["ofox", "demo"]
    assert [model["id"] for model in shown["groups"][0]["models"]][-1] == "google/new-image-model"
    assert shown["model"] == "google/new-image-model"


def test_what_is_wrong_with_its_settings_is_said() -> None:
    wrong = replace(OFOX, problem=UsageError("plan.foreign_address", field="gateway", variable="OFOX_BASE_URL", where=".env"))
    shown = door(wrong)
    assert (shown["mark"], shown["askable"]) == ("warn", False)
    assert "OFOX_BASE_URL" in shown["problem"]
    assert door(BARE)["problem"] == ""  # a missing key is no fault
    half = door(OFOX, tested=Reach(ms=5, models=1, part=GONE))
    assert half["tested_mark"] == "warn"
    assert half["tested"].startswith("It answered in 5 ms and lists 1 model.\nOne of its routes")


REPORT = Report(
    gateway="ofox",
    model="google/gemini-3.1-flash-image-preview",
    checks=(
        Check(name="aspect", asked=note("doctor.asked.aspect", aspect="16:9"), got=note("doctor.got.pixels", width=1376, height=768), verdict="honoured"),
        Check(name="streaming", asked=note("doctor.asked.streaming"), state="asking"),
        Check(name="mask", asked=note("doctor.asked.mask"), state="waiting"),
    ),
    cost=Cost(usd=0.118, basis="usage"),
    when="2026-11-20T10:00:00+00:00",
)
PRICE = Price(cost=Cost(usd=0.1234, basis="estimate"), calls=3)


def table(report: Report | None = None, language="en", **more):
    return tables.doctor(OFOX, REPORT.model, Listing(), report=report, price=PRICE, language=language, **more)


def test_the_price_of_asking_is_on_the_button() -> None:
    assert table()["button"] == "Ask, about $0.123"
    assert table(REPORT)["button"] == "Ask again, about $0.123"
    assert table(REPORT, running=True)["button"] == "Stop"
    free = Price(cost=Cost(usd=0, basis="usage"), calls=1)
    assert tables.doctor(DEMO, "x", Listing(), report=None, price=free, language="zh-CN")["button"] == "开始诊断，免费"


def test_rows_fill_in_while_it_is_asked() -> None:
    working = table(REPORT, running=True)
    rows = [(row["verdict"], row["word"], row["got"]) for row in working["rows"]]
    assert rows == [("honoured", "yes", "1376×768"), ("asking", "asking", ""), ("waiting", "waiting", "")]
    assert working["note"] == ""
    ended = table(REPORT, language="zh-CN")
    assert [row["verdict"] for row in ended["rows"]] == ["honoured", "unknown", "unknown"]
    assert ended["note"] == "2026 年 11 月 20 日，花费 $0.118"


def test_what_the_form_would_do_is_said_before_it_is_done() -> None:
    shown = table(REPORT, changes=(note("doctor.change.count"),))
    assert (shown["changes"], shown["applied"]) == (["A count above 1 runs as parallel calls."], False)
    assert table(REPORT, problem=UsageError("gateways.doctor.stopped"))["problem"].startswith("Stopped.")


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({"host": "127.0.0.1:7860"}, True),
        ({"host": "localhost"}, True),
        ({"host": "[::1]:7860"}, True),
        ({"host": "studio.example"}, False),
        ({"host": "127.0.0.1.evil.example"}, False),
        ({"host": "127.0.0.1:7860", "x-forwarded-for": "1.2.3.4"}, False),
        ({"host": "localhost:7860", "forwarded": "for=1.2.3.4"}, False),
        ({"host": "localhost:7860", "x-real-ip": "1.2.3.4"}, False),
        ({}, False),
    ],
)
def test_settings_are_changed_at_home(headers: dict[str, str], may: bool) -> None:
    assert at_home(headers) is may
