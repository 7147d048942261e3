"""The form of models of the Images protocol: it shows exactly what their data has, says sizes truly, and its values come back as they were."""

import pytest

from studio.core.events import PictureReady
from studio.core.fit import fit
from studio.core.models import find
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import UsageError
from studio.gateways import discover
from studio.ui import form as forms
from studio.ui.view import form as fields
from studio.ui.view import stage as stages
from tests.ui.test_view import NOW, image

GATEWAYS = {gateway.name: gateway for gateway in discover()}
GPT = find(GATEWAYS["openai"], "gpt-image-2", "generate")[1]
OFOX = find(GATEWAYS["ofox"], "openai/gpt-image-2", "generate")[1]
GEMINI = find(GATEWAYS["google"], "gemini-3.1-flash-image", "generate")[1]


def shown(model, task="generate", **values):
    return {field["name"]: field for field in fields.spec(model, fields.defaults(model) | values, "en", task=task)["fields"]}


def values(field) -> list[str]:
    return [option["value"] for option in field["options"]]


def test_the_fields_are_those_of_the_model_s_data() -> None:
    openai, ofox, gemini = shown(GPT), shown(OFOX), shown(GEMINI)
    assert {"quality", "background", "format", "moderation"} <= openai.keys()
    assert {"quality", "background", "format"} <= ofox.keys()
    assert not {"moderation", "output", "temperature", "seed", "thinking"} & ofox.keys()
    assert not {"quality", "background", "format", "moderation", "compression"} & gemini.keys()
    assert values(openai["quality"]) == ["", "low", "medium", "high"]
    assert "xhigh" in values(shown(find(GATEWAYS["openai"], "gpt-image-2.5-flare", "generate")[1])["quality"])
    assert "moderation" not in shown(GPT, task="edit")


def test_compression_is_asked_where_the_format_has_one() -> None:
    assert "compression" not in shown(GPT)
    assert "compression" not in shown(GPT, format="png")
    assert shown(GPT, format="webp")["compression"]["max"] == 100
    assert "compression" not in shown(OFOX, format="webp")


def test_c25_shapes_are_named_truly_and_sizes_in_the_pixels_that_are_sent() -> None:
    labels = [option["label"] for option in shown(OFOX)["aspect"]["options"]]
    assert labels == ["Auto", "1:1", "3:2", "2:3", "7:4 ≈ 16:9", "4:7 ≈ 9:16"]
    notes = {option["value"]: option["note"] for option in shown(GPT, aspect="16:9")["size"]["options"]}
    assert notes == {"1K": "1360×768", "2K": "2736×1536", "4K": "3840×2160"}
    assert shown(GPT)["size"]["options"][0]["note"] == ""  # Auto promises nothing
    assert [option["value"] for option in shown(OFOX)["size"]["options"]] == ["256", "512", "1K"]


def test_the_count_says_how_many_calls_it_is() -> None:
    assert shown(GPT, count="4")["count"]["aside"] == "one call"
    assert shown(GEMINI, count="4")["count"]["aside"] == "4 single calls"
    assert len(shown(GPT)["count"]["options"]) == 10


def test_values_make_the_request_and_come_back() -> None:
    said = {"quality": "high", "background": "transparent", "format": "webp", "compression": "80", "moderation": "low"}
    said |= {"aspect": "16:9", "size": "2K", "count": "3"}
    made = forms.request(said, prompt="x", gateway="openai", model="gpt-image-2", language="en")
    assert (made.quality, made.background, made.format, made.compression, made.moderation) == ("high", "transparent", "webp", 80, "low")
    back = forms.values_of(made)
    assert {name: back[name] for name in said} == said
    with pytest.raises(UsageError) as caught:
        forms.request({"compression": "101"}, prompt="x", gateway="openai", model="gpt-image-2", language="en")
    assert caught.value.field == "compression"


def test_what_another_model_does_not_have_is_let_go_and_said() -> None:
    old = fields.defaults(GPT) | {"quality": "max", "moderation": "low", "aspect": "16:9", "size": "4K", "format": "webp"}
    kept, said = fields.refit(OFOX, old, "en")
    assert (kept["quality"], kept["moderation"], kept["aspect"], kept["size"], kept["format"]) == ("", "", "7:4", "1K", "webp")
    assert len(said) == 4
    kept, said = fields.refit(GEMINI, {"quality": "low"}, "zh-CN")
    assert kept["quality"] == ""
    assert "质量" in said[0]


def test_one_call_of_three_has_three_tiles_from_the_start() -> None:
    gateway = GATEWAYS["openai"]
    request = Request(prompt="A vase", gateway="openai", model="gpt-image-2", count=3)
    plan = fit(request, gateway)

    def tiles(answer):
        result = Result(request=request, gateway=gateway, model=GPT, plan=plan, answers=(answer,), id="r")
        return [(tile["n"], tile["state"], tile["id"]) for tile in stages.stage(result, created=NOW, epoch=0.0, language="en")["tiles"]]

    working = Answer(began=0.0)
    assert tiles(Answer()) == [(1, "queued", ""), (2, "queued", ""), (3, "queued", "")]
    assert [state for _, state, _ in tiles(working)] == ["thinking"] * 3
    one = working.add(PictureReady(image=image("a.png")), 1.0)
    assert [name for _, _, name in tiles(one)] == ["a.png", "", ""]
    from dataclasses import replace

    assert [name for _, _, name in tiles(replace(one, ended=2.0))] == ["a.png"]
    assert len(tiles(replace(working, ended=2.0))) == 1
