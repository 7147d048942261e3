"""`fit` for the Images protocol: sizes in pixels, its own choices, the mask, the two ways of Ofox, and what it will cost (conformance 29 to 35, C14 to C25)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core import geometry
from studio.core.events import Usage
from studio.core.fit import fit, single
from studio.core.models import find
from studio.core.parts import Image
from studio.core.prices import actual, estimate
from studio.core.request import Request
from studio.dialects import openai_images
from studio.errors import NotSupported, UsageError
from studio.gateways import discover

GATEWAYS = {gateway.name: gateway for gateway in discover()}
GEMINI = "google/gemini-3.1-flash-image-preview"


def picture(width: int = 1000, height: int = 750, mime: str = "image/png", size: int = 10) -> Image:
    return Image(path=Path("x.png"), mime=mime, width=width, height=height, bytes=size, digest="d" * 64)


def plan(gateway="openai", model="gpt-image-2", **said):
    references, mask = said.pop("images", ()), said.pop("mask_image", None)
    task = said.pop("task", "edit" if references else "generate")
    request = Request(prompt="a fox", gateway=gateway, model=model, task=task, **said)
    return fit(request, GATEWAYS[gateway], references, mask=mask)


def ofox(model="openai/gpt-image-2", **said):
    return plan("ofox", model, **said)


def notes(fitted) -> list[str]:
    return [note.key for note in fitted.notes]


# sizes


@pytest.mark.parametrize(
    ("aspect", "size", "sent"),
    [
        ("1:1", "1K", "1024x1024"), ("1:1", "2K", "2048x2048"), ("16:9", "4K", "3840x2160"), ("9:16", "4K", "2160x3840"), ("3:2", "auto", "1248x832"),
        ("auto", "2K", "2048x2048"), ("auto", "1536x1024", "1536x1024"), ("auto", "1920x1080", "1920x1088"), ("auto", "4096x4096", "2160x2160"),
        ("auto", "3000x500", "2112x704"), ("auto", "100x100", "816x816"),
    ],
)  # fmt: skip
def test_35_a_model_of_any_size_is_sent_a_legal_one(aspect, size, sent) -> None:
    fitted = plan(aspect=aspect, size=size)
    assert fitted.size == sent
    assert fitted.expected == geometry.sides(sent)
    asked = geometry.sides(size)
    assert ("plan.size_near" in notes(fitted)) == (asked[0] > 0 and asked != geometry.sides(sent))


@given(st.integers(10, 99_999), st.integers(10, 99_999))
def test_35_whatever_is_asked_for(width, height) -> None:
    across, down = geometry.legal(width, height)
    assert across % 16 == down % 16 == 0
    assert 1 / 3 <= across / down <= 3
    assert max(across, down) <= 3840
    assert min(across, down) <= 2160
    assert 655_360 <= across * down <= 8_294_400
    assert geometry.legal(across, down) == (across, down)


@pytest.mark.parametrize("aspect", geometry.ASPECTS_14)
@pytest.mark.parametrize("tier", ["1K", "2K", "4K"])
def test_35_every_ratio_in_every_tier(aspect, tier) -> None:
    across, down = geometry.sides(plan(aspect=aspect, size=tier).size)
    assert geometry.legal(across, down) == (across, down)


@pytest.mark.parametrize(
    ("aspect", "sent", "shown"),
    [("16:9", "1792x1024", "7:4 ≈ 16:9"), ("9:16", "1024x1792", "4:7 ≈ 9:16"), ("3:2", "1536x1024", ""), ("4:3", "1536x1024", "3:2"), ("1:1", "1024x1024", "")],
)
def test_c25_a_list_of_sizes_is_met_by_the_nearest_shape_and_named_truly(aspect, sent, shown) -> None:
    fitted = ofox(aspect=aspect)
    assert fitted.size == sent
    assert [dict(note.values)["sent"] for note in fitted.notes] == ([shown] if shown else [])
    assert fitted.aspect == geometry.shape(sent)


def test_every_documented_size_of_ofox_can_be_sent() -> None:
    for size in ("1024x1024", "1536x1024", "1024x1536", "256x256", "512x512", "1792x1024", "1024x1792"):
        fitted = ofox(size=size)
        assert (fitted.size, fitted.notes) == (size, ())
        fitted = ofox(aspect=geometry.shape(size), size=geometry.tier_of(*geometry.sides(size)))
        assert (fitted.size, fitted.notes) == (size, ())


def test_c17_auto_promises_no_size_and_an_edit_at_ofox_names_it() -> None:
    for fitted in (plan(), ofox(), plan(images=(picture(),))):
        assert (fitted.size, fitted.aspect, fitted.expected) == ("", "", (0, 0))
    edit = ofox(images=(picture(),))
    assert (edit.size, edit.expected) == ("auto", (0, 0))


def test_a_larger_auto_edit_keeps_the_shape_of_image_1() -> None:
    fitted = plan(images=(picture(2000, 1000),), size="2K")
    width, height = geometry.sides(fitted.size)
    assert abs(width / height - 2) < 0.03
    assert notes(fitted) == ["plan.aspect_input"]


@pytest.mark.parametrize("said", [{"size": "huge"}, {"aspect": "wide"}, {"quality": "hihg"}, {"background": "red"}, {"format": "tiff"}, {"compression": 101},
                                  {"compression": -1}, {"moderation": "off"}, {"count": 0}])  # fmt: skip
def test_what_can_not_be_meant_is_refused_by_its_field(said) -> None:
    with pytest.raises(UsageError) as caught:
        plan(**said)
    assert caught.value.field == next(iter(said))
    assert str(caught.value)


# choices


def test_c15_the_documented_qualities_and_what_is_offered() -> None:
    assert [plan(quality=level).quality for level in ("", "auto", "low", "medium", "high")] == ["", "", "low", "medium", "high"]
    assert [ofox(quality=level).quality for level in ("standard", "hd")] == ["standard", "hd"]
    refused = plan(quality="hd")
    assert (refused.quality, notes(refused)) == ("", ["plan.choice_unsent"])
    assert plan(model="gpt-image-2.5-flare", quality="xhigh").quality == "xhigh"
    assert not {"standard", "hd"} & set(find(GATEWAYS["ofox"], "openai/gpt-image-2", "generate")[1].qualities)


def test_34_compression_only_with_jpeg_and_webp() -> None:
    assert plan(format="jpeg", compression=80).compression == 80
    assert plan(format="webp", compression=0).compression == 0
    for said in ({"format": "png"}, {}):
        fitted = plan(compression=80, **said)
        assert (fitted.compression, notes(fitted)) == (None, ["plan.compression_unsent"])


def test_34_transparent_never_with_jpeg() -> None:
    fitted = plan(background="transparent", format="jpeg", compression=80)
    assert (fitted.background, fitted.format, fitted.compression) == ("transparent", "png", None)
    assert notes(fitted) == ["plan.format_alpha", "plan.compression_unsent"]
    assert plan(background="transparent", format="webp").format == "webp"


def test_ofox_is_sent_nothing_that_its_document_does_not_name() -> None:
    fitted = ofox(format="jpeg", compression=80, moderation="low")
    assert (fitted.compression, fitted.moderation, fitted.partials) == (None, "", 0)
    assert notes(fitted) == ["plan.unsent", "plan.unsent"]
    assert set(openai_images.encode(fitted).json) == {"prompt", "model", "output_format", "stream"}


def test_previews_are_not_bought_for_a_draft_quality() -> None:
    assert plan().partials == 2
    assert plan(quality="low").partials == 0
    assert plan(stream=False).partials == 0


def test_what_only_gemini_has_is_said_and_left_out() -> None:
    fitted = plan(seed=3, temperature=0.5, thinking="high", system="Brief.")
    assert (fitted.seed, fitted.temperature, fitted.thinking) == (None, None, "")
    assert notes(fitted) == ["plan.system_folded", "plan.thinking_unsent", "plan.unsent", "plan.unsent"]
    assert fitted.prompt.startswith("Brief.")


def test_what_only_the_images_protocol_has_is_said_and_left_out() -> None:
    fitted = plan("google", "gemini-3-pro-image", quality="high", background="opaque", format="png", compression=5, moderation="low")
    assert notes(fitted) == ["plan.unsent"] * 5
    assert "Quality has no meaning" in str(fitted.notes[0])


def test_moderation_belongs_to_generations() -> None:
    fitted = plan(images=(picture(),), moderation="low")
    assert (fitted.moderation, notes(fitted)) == ("", ["plan.edit_unsent"])


# how many calls


def test_30_three_pictures_are_one_call_of_three() -> None:
    fitted = ofox(count=3)
    assert (fitted.calls, single(fitted, 0).count) == (1, 3)
    assert openai_images.encode(single(fitted, 0)).json["n"] == 3


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_29_a_google_model_on_the_images_way_never_carries_n(count) -> None:
    fitted = ofox(GEMINI, route="openai_images", count=count)
    assert (fitted.route.dialect, fitted.calls, fitted.stream) == ("openai_images", count, False)
    for number in range(count):
        assert "n" not in openai_images.encode(single(fitted, number)).json


@pytest.mark.parametrize("model", ["google/gemini-3-pro-image-preview", "google/whatever"])
def test_29_nor_does_one_that_no_one_lists(model) -> None:
    fitted = ofox(model, route="openai_images", count=2)
    assert (fitted.route.dialect, fitted.calls) == ("openai_images", 2)


# ways


@pytest.mark.parametrize(
    ("model", "task", "way", "dialect"),
    [
        ("openai/gpt-image-2", "generate", "", "openai_images"),
        ("openai/gpt-image-2", "edit", "", "openai_images"),
        ("openai/gpt-image-2", "edit", "gemini", "openai_images"),
        ("openai/gpt-image-1.5", "generate", "", "openai_images"),
        ("bailian/qwen-image", "generate", "", "openai_images"),
        (GEMINI, "generate", "", "gemini"),
        (GEMINI, "edit", "", "gemini"),
        (GEMINI, "chat", "", "gemini"),
        (GEMINI, "generate", "openai_images", "openai_images"),
        (GEMINI, "edit", "openai_images", "gemini"),
        ("google/gemini-3-pro-image-preview", "edit", "openai_images", "gemini"),
        ("google/gemini-3-pro-image-preview", "generate", "", "gemini"),
    ],
)
def test_31_which_way_a_model_of_ofox_goes(model, task, way, dialect) -> None:
    assert find(GATEWAYS["ofox"], model, task, way)[0].dialect == dialect


def test_31_an_edit_that_went_the_other_way_says_so() -> None:
    fitted = ofox(GEMINI, images=(picture(),), route="openai_images")
    assert fitted.route.dialect == "gemini"
    assert "plan.route" in notes(fitted)
    assert "plan.route" not in notes(ofox(images=(picture(),)))
    assert "plan.route" not in notes(plan("google", "gemini-3-pro-image", images=(picture(),)))


def test_a_snapshot_is_its_family_and_a_typed_model_stays_within_its_gateway() -> None:
    assert find(GATEWAYS["openai"], "gpt-image-2-2026-04-21", "generate")[1].family == "gpt-image-2"
    model = find(GATEWAYS["ofox"], "openai/gpt-image-2.5-flare", "generate")[1]
    assert (model.any_size, model.moderations, model.compresses, model.partials) == (False, (), False, 0)
    assert "1792x1024" in model.canvas
    assert find(GATEWAYS["ofox"], "openai/gpt-image-1.5", "generate")[1].canvas == ("1024x1024", "1536x1024", "1024x1536")


def test_no_conversation_is_said_as_such() -> None:
    with pytest.raises(NotSupported) as caught:
        plan(task="chat")
    assert caught.value.key == "plan.no_chat"


# mask


def test_35_a_mask_is_a_png_of_image_1_s_size_below_4_mb() -> None:
    good = picture(size=3_999_999)
    assert plan(images=(picture(), picture(5, 5)), mask="m.png", mask_image=good).mask == good
    for mask, key in (
        (picture(mime="image/webp"), "plan.mask_png"),
        (picture(999, 750), "plan.mask_size"),
        (picture(750, 1000), "plan.mask_size"),
        (picture(size=4_000_000), "plan.mask_large"),
    ):
        with pytest.raises(UsageError) as caught:
            plan(images=(picture(),), mask="m.png", mask_image=mask)
        assert (caught.value.key, caught.value.field) == (key, "mask")
    with pytest.raises(UsageError) as caught:
        plan(mask="m.png", mask_image=good)
    assert caught.value.key == "plan.mask_alone"
    with pytest.raises(NotSupported):
        plan("google", "gemini-3-pro-image", images=(picture(),), mask="m.png")


# money


def cost(family="gpt-image-2", **said):
    given = {"size": "1024x1024", "quality": "low", "count": 1, "references": 0, "characters": 0} | said
    return estimate(GATEWAYS["openai"], family, **given)


def test_the_list_by_quality_and_size() -> None:
    for quality, square, wide in (("low", 0.006, 0.005), ("medium", 0.053, 0.041), ("high", 0.211, 0.165)):
        assert cost(quality=quality).usd == pytest.approx(square)
        assert cost(quality=quality, size="1536x1024").usd == cost(quality=quality, size="1024x1536").usd == pytest.approx(wide)
    assert cost().date == "2026-09-01"
    assert cost(count=3).usd == pytest.approx(0.018)
    assert cost(quality="").usd == cost(quality="high").usd  # auto is the best that it has
    assert cost(size="2048x2048", quality="high").usd == pytest.approx(0.844)
    assert cost(size="").usd == cost(size="1K").usd == cost(size="auto").usd == pytest.approx(0.006)


def test_what_goes_in_is_counted_once_a_call() -> None:
    two = cost(references=2, characters=400, count=4, calls=1)
    assert two.usd == pytest.approx(4 * 0.006 + 2 * 1000 * 8e-6 + 100 * 5e-6)
    assert cost(partials=2).usd == pytest.approx(0.006 + 200 * 30e-6)


def test_what_no_list_names_is_unknown() -> None:
    assert cost("gpt-image-1.5").usd is None
    assert cost("gpt-image-2", quality="max").usd is None
    assert cost("gpt-image-2.6-flare").usd is None


def test_49_the_bill_by_tokens_of_the_documents() -> None:
    usage = Usage(prompt=1041, prompt_image=1024, candidates=358, image=358, total=1399)
    told = actual(GATEWAYS["ofox"], "gpt-image-2", usage)
    assert told.basis == "usage"
    assert told.usd == pytest.approx((1024 * 8 + 17 * 5 + 358 * 30) / 1e6)
    told = actual(GATEWAYS["ofox"], "gpt-image-2", Usage(prompt=14, candidates=208, image=208, total=222))
    assert told.usd == pytest.approx((14 * 5 + 208 * 30) / 1e6)
    assert actual(GATEWAYS["ofox"], "gpt-image-2", Usage(prompt=14)).basis == "unknown"
