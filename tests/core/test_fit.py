"""`fit`: the numbered assertions of PROTOCOLS.md section 10 that it decides, and every adjustment and refusal by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.catalog import Gateway
from studio.core.fit import PROMPT_LIMIT, fit, single
from studio.core.models import find
from studio.core.parts import Image, Picture, Text, Turn
from studio.core.request import Request
from studio.errors import NotSupported, UsageError
from studio.gateways import discover

GATEWAYS = {gateway.name: gateway for gateway in discover()}


def picture(width: int = 1000, height: int = 750) -> Image:
    return Image(path=Path("x.png"), mime="image/png", width=width, height=height, bytes=10, digest="d" * 64)


def plan(gateway: str, model: str = "", **said):
    references = said.pop("images", ())
    known = GATEWAYS[gateway]
    task = said.pop("task", "edit" if references else "generate")
    request = Request(prompt=said.pop("prompt", "a fox"), gateway=gateway, model=model or known.models[0].id, task=task, **said)
    return fit(request, known, references)


def notes(fitted) -> list[str]:
    return [note.key for note in fitted.notes]


@pytest.mark.parametrize("gateway", GATEWAYS.values(), ids=GATEWAYS)
def test_every_model_of_every_gateway_fits_plainly(gateway: Gateway) -> None:
    for model in gateway.models:
        fitted = plan(gateway.name, model.id)
        assert fitted.notes == ()
        assert fitted.aspect in ("", *model.aspects)
        assert fitted.size in ("", *model.sizes)
        if model.sizes or model.delivers:
            assert fitted.expected != (0, 0) or model.family == "demo-painter" or model.in_pixels  # whose Auto promises none (C17)


def test_12_generic_always_sends_aspect_and_size() -> None:
    fitted = plan("generic")
    assert (fitted.aspect, fitted.size) == ("1:1", "1K")


def test_13_octopusx_always_sends_a_size() -> None:
    assert plan("octopusx").size == "1K"


@pytest.mark.parametrize("model", ["gemini-3.1-flash-image-preview", "gemini-2.5-flash-image-preview"])
@pytest.mark.parametrize("asked", ["2K", "4K"])
def test_14_octopusx_flash_sends_1k_and_says_so(model: str, asked: str) -> None:
    fitted = plan("octopusx", model, size=asked)
    assert fitted.size == "1K"
    assert notes(fitted) == ["plan.size_near"]
    assert asked in str(fitted.notes[0])


@pytest.mark.parametrize(("asked", "sent"), [("1K", "1K"), ("2K", "2K"), ("4K", "2K")])
def test_15_octopusx_pro_sends_up_to_2k(asked: str, sent: str) -> None:
    assert plan("octopusx", "gemini-3-pro-image-preview", size=asked).size == sent


NEAREST = [("octopusx", "5:4", "4:3"), ("octopusx", "4:5", "3:4"), ("generic", "8:1", "21:9"), ("generic", "1:8", "9:16")]


@pytest.mark.parametrize(("gateway", "asked", "sent"), NEAREST)
def test_16_a_ratio_that_is_not_offered_becomes_the_nearest(gateway: str, asked: str, sent: str) -> None:
    fitted = plan(gateway, aspect=asked)
    assert fitted.aspect == sent
    assert notes(fitted) == ["plan.aspect_near"]


@pytest.mark.parametrize("gateway", ["ezmodel", "ofox", "google"])
def test_18_auto_is_not_sent(gateway: str) -> None:
    fitted = plan(gateway)
    assert (fitted.aspect, fitted.size) == ("", "")


def test_19_image_only() -> None:
    assert plan("google", image_only=True).modalities == ("IMAGE",)
    assert set(plan("google").modalities) == {"TEXT", "IMAGE"}


def test_21_thinking_only_where_there_is_some() -> None:
    plain = plan("google", "gemini-2.5-flash-image", thinking="high")
    assert (plain.thinking, plain.thoughts) == ("", False)
    assert notes(plain) == ["plan.thinking_unsent"]
    assert plan("google", "gemini-nano-banana-2.1", thinking="low").thinking in ("minimal", "medium")
    assert plan("google", "gemini-3-pro-image").thoughts


def test_23_a_system_instruction_is_folded_where_the_model_takes_none() -> None:
    folded = plan("ezmodel", system="Be brief.", prompt="A fox")
    assert (folded.system, folded.prompt) == ("", "Be brief.\n\nA fox")
    assert notes(folded) == ["plan.system_folded"]
    assert plan("google", system="Be brief.").system == "Be brief."


def test_auto_follows_image_1() -> None:
    fitted = plan("generic", images=(picture(1600, 900), picture(100, 900)))
    assert fitted.aspect == "16:9"
    assert notes(fitted) == ["plan.aspect_input"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"prompt": "  \n "}, "prompt"),
        ({"prompt": "x" * 100_000}, "prompt"),
        ({"aspect": "wide"}, "aspect"),
        ({"aspect": "0:4"}, "aspect"),
        ({"size": "huge"}, "size"),
        ({"count": 0}, "count"),
        ({"temperature": 2.1}, "temperature"),
        ({"seed": -1}, "seed"),
        ({"max_tokens": 40_000}, "max_tokens"),
        ({"task": "edit"}, "references"),
        ({"mask": "m.png"}, "mask"),
    ],
)
def test_what_can_not_be_meant_is_refused_at_its_field(said: dict, field: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan("google", **said)
    assert caught.value.field == field
    assert "billed" not in str(caught.value)  # nothing was sent, so money is not spoken of


def test_a_prompt_at_the_limit_is_taken() -> None:
    assert len(plan("google", prompt="x" * PROMPT_LIMIT).prompt) == PROMPT_LIMIT


def test_too_many_references() -> None:
    with pytest.raises(UsageError, match=r"4 references are attached; Nano Banana takes 3\. Remove 1\."):
        plan("google", "gemini-2.5-flash-image", images=(picture(),) * 4)


def test_count_is_clamped_and_said() -> None:
    fitted = plan("demo", count=12)
    assert fitted.count == 8
    assert "Count went from 12 to 8" in str(fitted.notes[0])


def test_pixels_become_a_tier_and_a_ratio() -> None:
    fitted = plan("google", "gemini-3-pro-image", size="2048x1152")
    assert (fitted.aspect, fitted.size) == ("16:9", "2K")


def test_a_typed_model_is_taken_for_what_its_name_says() -> None:
    _, model = find(GATEWAYS["ezmodel"], "google/gemini-2.5-flash-image-preview", "generate")
    assert model.id == "google/gemini-2.5-flash-image-preview"
    assert model.max_references == 3
    assert not model.thinks
    unknown = find(GATEWAYS["generic"], "some-painter", "generate")[1]
    assert (unknown.id, unknown.thinks) == ("some-painter", False)


def test_several_calls_of_one_seed_differ() -> None:
    fitted = plan("demo", seed=7, count=3)
    assert [single(fitted, n).seed for n in range(3)] == [7, 8, 9]
    assert single(fitted, 0).count == 1


def conversation(*, signed: bool = True, gateway: str = "google", model: str = "gemini-3-pro-image") -> tuple[Turn, ...]:
    drawn = Picture(image=picture(), signed=signed, opaque="gemini {}")
    return (
        Turn(role="user", parts=(Text("A red vase"),)),
        Turn(role="model", parts=(drawn,), gateway=gateway, model=model),
    )


def test_25_a_signed_conversation_is_replayed() -> None:
    turns = conversation()
    fitted = plan("google", "gemini-3-pro-image", task="chat", history=turns, prompt="Make it blue")
    assert fitted.history == turns
    assert fitted.references == ()


@pytest.mark.parametrize(
    ("turns", "gateway", "model", "why"),
    [
        (conversation(signed=False), "google", "gemini-3-pro-image", "no signature"),
        (conversation(gateway="ofox"), "google", "gemini-3-pro-image", "was changed"),
        (conversation(), "google", "gemini-nano-banana-2.1", "was changed"),
        (conversation(gateway="octopusx", model="gemini-3-pro-image-preview"), "octopusx", "gemini-3-pro-image-preview", "keeps no conversation"),
    ],
)
def test_17_27_else_it_is_condensed_and_said(turns: tuple[Turn, ...], gateway: str, model: str, why: str) -> None:
    fitted = plan(gateway, model, task="chat", history=turns, prompt="Make it blue")
    assert fitted.history == ()
    assert fitted.references == (picture(),)
    assert fitted.prompt.startswith("Make it blue")
    assert "A red vase" in fitted.prompt
    assert why in str(fitted.notes[0])


def test_a_gateway_that_does_not_edit_says_so() -> None:
    still = GATEWAYS["google"]
    model = replace(still.models[0], tasks=("generate",), max_references=0)
    gateway = replace(still, routes=(replace(still.routes[0], models=(model,)),))
    with pytest.raises(NotSupported, match="does not edit"):
        fit(Request(prompt="x", task="edit", gateway="google", model=model.id), gateway, (picture(),))
