"""From a report to what the form offers: said first, then followed, at the next start too, and forgotten again."""

import asyncio
import json
from pathlib import Path

import pytest

from studio import assemble, doctor
from studio.core.notes import note
from studio.core.prices import Cost
from studio.core.request import Request
from studio.declared import read
from studio.doctor import Check, Doctor, Report
from studio.doctor.changes import changes, lay
from studio.doctor.report import keep, kept, path
from studio.errors import UsageError

from .conftest import IMAGES, NATIVE, Fake, studio_of

ASKED = {
    "aspect": note("doctor.asked.aspect", aspect="16:9"),
    "aspect_extreme": note("doctor.asked.aspect", aspect="4:1"),
    "size": note("doctor.asked.size", size="1K"),
}
THINKS = NATIVE + 'thinks = true\nsigns = true\nthinking = ["low", "high"]\n'


def report(name: str, verdict: str, got=None) -> Report:
    asked = ASKED.get(name, note(f"doctor.asked.{name}"))
    return Report(gateway="x", model="m", checks=(Check(name=name, asked=asked, got=got or note("doctor.got.failed", words="x"), verdict=verdict),))


def after(toml: str, *reports: Report):
    (gateway,) = read(toml)
    for each in reports:
        gateway = lay(gateway, each.model, changes(each, gateway))
    return gateway.routes[0], next(model for model in gateway.models if model.id == "m")


def test_what_is_honoured_or_not_known_changes_nothing() -> None:
    (gateway,) = read(THINKS)
    for name in (*ASKED, "references", "streaming", "thoughts", "signatures", "seed", "reply", "usage"):
        for verdict in ("honoured", "unknown"):
            assert changes(report(name, verdict), gateway) == (), name
    assert lay(gateway, "m", ()) == gateway


@pytest.mark.parametrize(
    ("name", "verdict", "got", "field", "left"),
    [
        ("aspect", "ignored", None, "aspects", ()),
        ("aspect", "refused", None, "aspects", ("1:1", "9:16", "4:1", "1:4")),
        ("aspect_extreme", "refused", None, "aspects", ("1:1", "16:9", "9:16")),
        ("aspect_extreme", "ignored", None, "aspects", ("1:1", "16:9", "9:16")),
        ("size", "ignored", note("doctor.got.smaller", width=512, height=512, size="512"), "sizes", ("512",)),
        ("size", "refused", None, "sizes", ("512",)),
        ("references", "refused", note("doctor.got.one_reference", words="x"), "max_references", 1),
        ("references", "refused", None, "max_references", 0),
        ("references", "ignored", None, "max_references", 0),
        ("thoughts", "ignored", None, "thinks", False),
        ("thoughts", "refused", None, "thinking", ()),
        ("signatures", "refused", None, "chat", "emulate"),
        ("signatures", "ignored", None, "signs", False),
        ("seed", "refused", None, "sampling", ("temperature", "top_p", "top_k", "max_tokens")),
    ],
)
def test_a_native_model(name: str, verdict: str, got, field: str, left: object) -> None:
    told = report(name, verdict, got)
    _, model = after(THINKS, told)
    assert getattr(model, field) == left
    (change,) = changes(told, read(THINKS)[0])
    assert str(change.note).endswith(".")
    assert change.note.say("zh-CN").endswith("。")


def test_a_stream_is_the_routes() -> None:
    for verdict in ("ignored", "refused"):
        assert after(NATIVE, report("streaming", verdict))[0].stream == "off"


@pytest.mark.parametrize(("name", "field", "left"), [("count", "per_call", 1), ("mask", "mask", False)])
@pytest.mark.parametrize("verdict", ["ignored", "refused"])
def test_an_images_model(name: str, verdict: str, field: str, left: object) -> None:
    assert getattr(after(IMAGES, report(name, verdict))[1], field) == left


def test_sizes_in_pixels_go_with_their_ratio_and_their_tier() -> None:
    asked, got = note("doctor.asked.aspect", aspect="3:2"), note("doctor.got.failed", words="")
    wide = Report(gateway="x", model="m", checks=(Check(name="aspect", asked=asked, got=got, verdict="refused"),))
    assert after(IMAGES, wide)[1].canvas == ("512x512",)
    large = report("size", "refused")
    assert after(IMAGES, large)[1].canvas == ("512x512", "768x512")
    assert after(IMAGES, large)[1].sizes == ("512",)


def test_references_that_are_gone_take_the_task_with_them() -> None:
    assert after(NATIVE, report("references", "refused"))[1].tasks == ("generate", "chat")


def test_several_changes_of_one_field_add_up() -> None:
    one, other = report("aspect", "refused"), report("aspect_extreme", "refused")
    both = Report(gateway="x", model="m", checks=(*one.checks, *other.checks))
    assert after(NATIVE, both)[1].aspects == ("1:1", "9:16")


def test_a_report_stays_what_it_was(tmp_path: Path) -> None:
    checks, cost = report("aspect", "ignored").checks, Cost(usd=0.1, basis="usage")
    told = Report(gateway="x", model="vendor/Model One", checks=checks, cost=cost, when="2026-11-21T20:00:00", runs=("r",))
    keep(tmp_path, told)
    assert kept(tmp_path, "x", "vendor/Model One") == told
    assert kept(tmp_path, "x", "vendor/model one") is None
    assert path(tmp_path, "x", "a/b") != path(tmp_path, "x", "a-b")
    assert path(tmp_path, "x", "../../up").parent == tmp_path / "doctor" / "x"


def offered(studio) -> tuple[str, ...]:
    return next(access.gateway for access in studio.settings.access if access.gateway.name == "x").models[0].aspects


def test_applied_is_followed_now_and_at_the_next_start_until_it_is_forgotten(tmp_path: Path) -> None:
    async def work():
        async with studio_of(tmp_path, Fake(aspect=False, streams="no")) as studio:
            asker = Doctor(studio)
            with pytest.raises(UsageError):
                asker.apply("x", "m")
            *_, last = [each async for each in asker.examine("x", "m")]
            assert offered(studio) == ("1:1", "16:9", "9:16", "4:1", "1:4"), "nothing is followed that was not applied"
            said = [str(change.note) for change in asker.changes(last)]
            assert asker.apply("x", "m").applied
            assert offered(studio) == ()
            result = await studio.run(Request(gateway="x", model="m", prompt="x", aspect="16:9"))
            assert result.plan.aspect == ""
            assert not result.plan.stream
            again = assemble.settings({"X_KEY": "k"}, home=str(tmp_path))
            assert again.of("x").gateway.models[0].aspects == ()
            assert again.of("x").own.models[0].aspects != ()
            assert [str(change.note) for change in asker.changes(asker.kept("x", "m"))] == said, "what it changes is said against the studio's own data"
            asker.forget("x", "m")
            assert offered(studio) == ("1:1", "16:9", "9:16", "4:1", "1:4")
            assert asker.kept("x", "m").applied == ""

    asyncio.run(work())


def test_asking_again_asks_for_what_is_not_offered_and_changes_nothing_unasked(tmp_path: Path) -> None:
    async def work():
        wire = Fake(aspect=False)
        async with studio_of(tmp_path, wire) as studio:
            asker = Doctor(studio)
            [_ async for _ in asker.examine("x", "m")]
            asker.apply("x", "m")
            wire.aspect = True
            *_, last = [each async for each in asker.examine("x", "m")]
            assert last.get("aspect").verdict == "honoured"
            assert offered(studio) == (), "the older report is still the one that is followed"
            assert asker.followed("x", "m").get("aspect").verdict == "ignored"
            asker.apply("x", "m")
            assert offered(studio) == ("1:1", "16:9", "9:16", "4:1", "1:4")

    asyncio.run(work())


def test_what_a_report_changes_is_said_without_a_key_too(tmp_path: Path) -> None:
    studio = studio_of(tmp_path, Fake(), NATIVE.replace("X_KEY", "OTHER_KEY"))
    assert not next(access for access in studio.settings.access if access.gateway.name == "x").configured
    assert Doctor(studio).changes(report("seed", "refused"))


def test_a_model_that_was_only_typed_is_listed_once_its_report_is_followed(tmp_path: Path) -> None:
    async def work():
        async with studio_of(tmp_path, Fake(aspect=False)) as studio:
            asker = Doctor(studio)
            [_ async for _ in asker.examine("x", "other")]
            asker.apply("x", "other")
            return studio.settings.of("x").gateway

    gateway = asyncio.run(work())
    assert {model.id: model.aspects != () for model in gateway.models} == {"m": True, "other": False}


BROKEN = ("{", "[]", "{}", '{"gateway": "x", "model": "m", "checks": [{"name": "aspect"}]}', '{"gateway": 1, "model": null, "checks": 3}')


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_report_keeps_no_studio_from_starting(tmp_path: Path, text: str) -> None:
    studio_of(tmp_path, Fake())
    for applied in (False, True):
        file = path(tmp_path, "x", "m", applied=applied)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert assemble.settings({"X_KEY": "k"}, home=str(tmp_path)).of("x").gateway.models[0].aspects
    assert kept(tmp_path, "x", "m") is None


def test_a_report_that_fits_no_more_is_left_out(tmp_path: Path) -> None:
    access = assemble.settings({"X_KEY": "k"}, home=str(tmp_path)).access
    asked, got = {"key": "doctor.asked.aspect", "values": {"aspect": "wide"}}, {"key": "doctor.got.failed", "values": {}}
    rows = [{"name": name, "asked": asked, "got": got, "verdict": "refused"} for name in ("aspect", "aspect_extreme")]
    about = {"gateway": "demo", "model": "demo-painter", "when": "", "applied": "x", "cost": {"usd": 0, "basis": "usage"}, "runs": []}
    file = path(tmp_path, "demo", "demo-painter", applied=True)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(about | {"checks": rows}), encoding="utf-8")
    assert doctor.laid(access, tmp_path) == access
