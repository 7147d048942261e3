"""The page's values, without gradio: the form and its way back, tiles for every state, strips that say what they rest on."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.core.events import Finished, PictureReady, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.core.fit import fit
from studio.core.models import find
from studio.core.parts import Image
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import BadReply, Blocked, Cancelled, ServerFault, TimedOut, UsageError
from studio.gateways import discover
from studio.layers import Layer, Seen
from studio.settings import Settings
from studio.ui import form as forms
from studio.ui.view import facts
from studio.ui.view import form as fields
from studio.ui.view import history as histories
from studio.ui.view import stage as stages
from studio.ui.view import thoughts as thinking

GATEWAYS = {gateway.name: gateway for gateway in discover()}
GOOGLE = GATEWAYS["google"]
FLASH = find(GOOGLE, "gemini-3.1-flash-image", "generate")[1]
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def image(name: str, width: int = 2400, height: int = 1792) -> Image:
    return Image(path=Path(name), mime="image/png", width=width, height=height, bytes=9, digest=name * 8)


def result(*answers: Answer, gateway: str = "google", **said) -> Result:
    known = GATEWAYS[gateway]
    model = FLASH.id if gateway == "google" else known.models[0].id
    request = Request(prompt="A vase", gateway=gateway, model=model, **{"aspect": "4:3", "size": "2K", "count": len(answers)} | said)
    return Result(request=request, gateway=known, model=find(known, model, "generate")[1], plan=fit(request, known), answers=answers, id="r")


def done(*events, ended: float = 18.4) -> Answer:
    answer = Answer(began=0.0)
    for event in (*events, Finished(reason="STOP")):
        answer = answer.add(event, 1.0)
    return replace(answer, ended=ended, attempts=1)


GOOD = done(PictureReady(image=image("a.png")), UsageReport(Usage(prompt=10, candidates=1680, image=1680)))


def shown(*answers: Answer, **said):
    return stages.stage(result(*answers, **said), created=NOW, epoch=1000.0, language="en")


def test_a_good_tile_says_pixels_time_and_money() -> None:
    stage = shown(GOOD)
    (tile,) = stage["tiles"]
    assert (tile["state"], tile["fact"], tile["right"], tile["warn"]) == ("done", "2400×1792 PNG · 18.4 s", "$0.101", "")
    assert tile["preview"] == f"/media/r/{'a.png' * 8}.preview.webp"
    assert stage["ratio"] == pytest.approx(2400 / 1792)
    assert stage["strip"] == {
        "asked": "1 × 4:3 at 2K, 2400×1792",
        "delivered": "1 × 2400×1792 PNG, 18.4 s",
        "billed": "$0.101, list price of the tokens reported",
        "differs": False,
    }


def test_51_a_difference_is_said() -> None:
    stage = shown(done(PictureReady(image=image("a.png", 1200, 896))))
    assert stage["tiles"][0]["warn"] == "1200×896, not 2400×1792"
    assert stage["strip"]["differs"]
    assert stage["strip"]["billed"].startswith("about $0.10")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(), "queued"),
        (Answer(began=0.5), "thinking"),
        (Answer(began=0.5).add(PictureReady(image=image("d.png"), draft=True), 1.0), "drawing"),
        (replace(done(), error=Blocked("verdict.blocked", reason="SAFETY", detail="No.", billed="maybe")), "refused"),
        (replace(done(), error=TimedOut("verdict.cut", gateway="Google", billed="maybe")), "uncertain"),
        (replace(done(), error=BadReply("verdict.empty", gateway="Google", billed="no")), "failed"),
        (replace(done(), error=Cancelled("verdict.stopped", billed="maybe")), "stopped"),
    ],
)
def test_every_state(answer: Answer, state: str) -> None:
    (tile,) = shown(answer)["tiles"]
    assert tile["state"] == state
    assert tile["label"]
    if answer.phase == "ended":
        assert tile["title"].endswith(".")
        assert tile["money"]
        assert tile["actions"][-1]["name"] == "raw"
    if state == "thinking":
        assert tile["since"] == 1_000_500


def test_two_pictures_of_one_answer_are_two_tiles_and_retry_finds_its_answer() -> None:
    two = done(PictureReady(image=image("a.png")), PictureReady(image=image("b.png")))
    run = result(GOOD, two, GOOD)
    assert [tile["n"] for tile in stages.stage(run, created=NOW, epoch=0, language="en")["tiles"]] == [1, 2, 3, 4]
    assert [stages.answer_of(run, n) for n in (0, 1, 2, 3, 4, 5)] == [-1, 0, 1, 1, 2, -1]


def test_money_words_follow_what_is_known() -> None:
    free = shown(done(PictureReady(image=image("a.png"))), gateway="demo")
    assert free["strip"]["billed"] == "free, drawn on this machine"
    maybe = shown(replace(done(), error=TimedOut("verdict.cut", gateway="Google", billed="maybe")))
    assert maybe["strip"]["billed"] == "maybe: the gateway did not say"
    nothing = shown(replace(done(), error=BadReply("verdict.empty", gateway="Google", billed="no")))
    assert nothing["strip"]["billed"] == "nothing"
    half = shown(GOOD, Answer(began=0.0))
    assert half["strip"]["billed"] == "$0.101 so far, of about $0.202"


def test_thoughts_are_cut_at_their_headings_and_drafts_stand_between() -> None:
    answer = done(
        ThoughtDelta("**Reading the brief**\n\nThree materials."),
        PictureReady(image=image("d.png"), draft=True),
        ThoughtDelta("**Light**\nlow sun"),
        PictureReady(image=image("a.png")),
        TextDelta("Here it is."),
    )
    (tile,) = thinking.thoughts(result(answer), "en")["tiles"]
    assert [section["title"] for section in tile["sections"]] == ["Reading the brief", "Draft 1", "Light"]
    assert tile["sections"][0]["text"] == "Three materials."
    assert tile["answer"] == "Here it is."


def test_a_megabyte_of_thoughts_is_shortened_for_the_page_only() -> None:
    answer = done(ThoughtDelta("x" * 1_000_000))
    (section,) = thinking.thoughts(result(answer), "en")["tiles"][0]["sections"]
    assert len(section["text"]) < 61_000
    assert len(answer.thoughts) == 1_000_000


@pytest.mark.parametrize("name", GATEWAYS)
def test_the_form_offers_exactly_what_the_model_takes(name: str) -> None:
    for model in GATEWAYS[name].models:
        spec = {field["name"]: field for field in fields.spec(model, fields.defaults(model), "en")["fields"]}
        if model.aspects:
            assert [option["value"] for option in spec["aspect"]["options"]] == ["auto", *model.aspects]
        assert ("size" in spec) == (len(model.sizes) > 1)
        assert ("thinking" in spec) == bool(model.thinking)
        assert len(spec["count"]["options"]) == model.max_count


def test_another_model_keeps_what_fits_and_says_what_changed() -> None:
    pro = find(GATEWAYS["octopusx"], "gemini-3-pro-image-preview", "generate")[1]
    kept, said = fields.refit(pro, {"aspect": "5:4", "size": "4K", "thinking": "high", "seed": "7", "count": "8"}, "en")
    assert (kept["aspect"], kept["size"], kept["thinking"], kept["seed"], kept["count"]) == ("4:3", "1K", "", "7", "8")
    assert len(said) == 3


def test_values_become_a_request_and_come_back() -> None:
    values = {"aspect": "16:9", "size": "2K", "count": "3", "output": "image", "thinking": "high", "system": " Be brief. ", "temperature": "0.5", "seed": "9",
              "HARM_CATEGORY_HARASSMENT": "BLOCK_NONE"}  # fmt: skip
    request = forms.request(values, prompt="x", gateway="google", model="m", language="en")
    assert (request.count, request.image_only, request.system, request.temperature, request.seed) == (3, True, "Be brief.", 0.5, 9)
    assert request.safety == (("HARM_CATEGORY_HARASSMENT", "BLOCK_NONE"),)
    back = forms.values_of(request)
    assert {name: str(back[name]) for name in values} == values | {"system": "Be brief."}


@pytest.mark.parametrize(("name", "value"), [("seed", "12.5"), ("seed", "-1"), ("temperature", "hot"), ("count", "0"), ("top_k", "1e9"), ("max_tokens", "nan")])
def test_a_bad_field_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        forms.request({name: value}, prompt="x", gateway="g", model="m", language="zh-CN")
    assert caught.value.field == name


@pytest.mark.parametrize("junk", [None, [], {"x": 1}, True, 3.7])
def test_a_browsers_junk_is_taken_for_nothing(junk: object) -> None:
    request = forms.request({"system": junk, "thinking": junk, "aspect": "auto"}, prompt="x", gateway="g", model="m", language="en")
    assert request.thinking == ""


def test_the_picker_names_what_is_missing() -> None:
    settings = Settings.read(Seen([Layer("x", {"OFOX_API_KEY": "k"})]), discover())
    picker = fields.picker(settings, "ofox", "google/gemini-3.1-flash-image-preview", "en")
    assert [group["gateway"] for group in picker["groups"]] == ["ofox", "demo"]
    assert any("OCTOPUSX_API_KEY" in todo["note"] for todo in picker["todo"])
    assert picker["aside"] == "2 gateways"
    assert "k" not in str(picker["todo"]).split()


def test_what_the_studio_brings_itself_is_named_in_the_persons_language() -> None:
    picker = fields.picker(Settings.read(Seen([Layer("x", {})]), discover()), "demo", "demo-painter", "zh-CN")
    assert (picker["title"], picker["groups"][0]["title"], picker["groups"][0]["models"][0]["title"]) == ("演示渲染器",) * 3


def test_shelves_and_the_day() -> None:
    thumb = histories.thumb("r", "A vase", (GOOD,), task="edit", working=False)
    history = histories.history([(NOW, thumb), (NOW.replace(hour=9), thumb), (NOW.replace(day=19), thumb)], "r", NOW, "en")
    assert [shelf["when"] for shelf in history["shelves"]] == ["Now", "09:02", "Thu"]
    records = [{"created": "2026-11-21T09:00:00", "cost": {"usd": 0.1, "basis": "usage"}}, {"created": "2026-11-20T09:00:00", "cost": {"usd": 9}}]
    assert histories.bar((), records, NOW, "en")["spent"] == "$0.10"
    assert thumb["tab"] == "i2i"


def test_times_and_days_in_both_languages() -> None:
    assert facts.day("2026-07-01", "en") == "1 Jul 2026"
    assert facts.day("2026-07-01", "zh-CN") == "2026 年 7 月 1 日"
    assert facts.seconds(2.04, "zh-CN") == "2.0 秒"


def failed(error, gateway: str = "google"):
    return shown(replace(done(), error=error), gateway=gateway)["tiles"][0]


def test_an_error_tile_says_one_sentence_then_money_then_the_rest() -> None:
    busy = failed(ServerFault("gateway.busy", gateway="Google", status=503, billed="maybe"))
    assert (busy["title"], busy["money"], busy["text"]) == ("Google is busy.", "Gateways rarely bill that.", "It answered 503. Retry in a moment.")
    page = failed(BadReply("http.html", gateway="Google", url="https://a.example/v1beta/models/gemini-3-pro-image:streamGenerateContent"))
    assert page["title"] == "This is a web page, not an API."
    assert page["text"].startswith("a.example/v1beta/model… answered with HTML.")
    free = failed(TimedOut("verdict.cut", gateway="Demo", billed="maybe"), gateway="demo")
    assert (free["money"], free["sure"]) == ("Nothing was billed.", True)
    assert not failed(TimedOut("verdict.cut", gateway="Google", billed="maybe"))["sure"]


def test_a_thinking_tile_shows_the_sentence_from_its_beginning() -> None:
    answer = Answer(began=0.0).add(ThoughtDelta("**Light**\n\nThe sun is low. It models " + "round forms " * 20), 1.0)
    (tile,) = shown(answer)["tiles"]
    assert tile["title"] == "Light"
    assert tile["text"].startswith("It models round forms")
    assert tile["text"].endswith("…")
    assert len(tile["text"]) <= stages.LINE + 1


def test_stopped_is_not_failed() -> None:
    stopped = replace(done(), error=Cancelled("verdict.stopped", billed="maybe"))
    assert shown(GOOD, stopped)["status"] == "1 of 2 done, 1 stopped"
    assert shown(stopped, replace(done(), error=BadReply("verdict.empty", gateway="Google")))["status"] == "0 of 2 done, 2 failed"


def test_fewer_pictures_than_asked_is_a_difference() -> None:
    assert shown(GOOD, replace(done(), error=BadReply("verdict.empty", gateway="Google")))["strip"]["differs"]
    assert not shown(GOOD, Answer(began=0.0))["strip"]["differs"]


def test_earlier_prompts_are_whole_distinct_and_few() -> None:
    told = histories.history([], "", NOW, "en", ["a" * 5000, " b ", "b", "", *map(str, range(30))])["prompts"]
    assert told[:3] == ["a" * 5000, "b", "0"]
    assert len(told) == histories.PROMPTS
