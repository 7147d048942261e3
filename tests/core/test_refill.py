"""A recipe against what the gateways here offer: what fits fills the form with values that it has, and every other thing is a note."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.catalog import Gateway, Model, Route
from studio.core.recipe import STUDIO, Made, Recipe, Source
from studio.core.refill import LARGEST_SEED, refill, tags
from studio.core.request import Request
from studio.gateways import google, ofox, openai
from studio.words import LANGUAGES

GATEWAYS = (google.GATEWAY, ofox.GATEWAY, openai.GATEWAY)
FLASH = "gemini-3.1-flash-image"
SMALL = Gateway(
    name="small",
    title="Small",
    routes=(Route(dialect="gemini", models=(Model(id="tiny", title="Tiny", max_count=2, sampling=("temperature",), safety=False, words=False),)),),
)


def foreign(**said) -> Recipe:
    return Recipe(tool="AUTOMATIC1111", request=Request(**({"prompt": "a fox"} | said)))


def ours(made: Made | None = None, **said) -> Recipe:
    return Recipe(tool=STUDIO, request=Request(**({"prompt": "a fox", "model": FLASH} | said)), made=made or Made())


def keys(result) -> list[str]:
    return [note.key for note in result.notes]


def filled(recipe: Recipe, gateway: str = "google", model: str = FLASH, gateways=GATEWAYS):
    result = refill(recipe, gateways, gateway=gateway, model=model)
    for note in result.notes:
        for language in LANGUAGES:
            assert "{" not in note.say(language)
    return result


def test_our_own_comes_back_whole():
    recipe = ours(aspect="16:9", size="2K", seed=7, count=3, thinking="high", system="Be calm.", temperature=0.5, safety=(("A", "B"),), image_only=True)
    result = filled(recipe)
    assert result.fits == replace(recipe.request, gateway="google")
    assert result.notes == ()


def test_the_recipes_own_gateway_comes_first():
    made = Made(gateway="Ofox", family="gemini-3.1-flash-image")
    result = filled(ours(made, model="google/gemini-3.1-flash-image-preview"))
    assert (result.fits.gateway, result.fits.model) == ("ofox", "google/gemini-3.1-flash-image-preview")
    assert result.notes == ()


def test_the_recipes_own_gateway_comes_before_the_chosen_one():
    other = replace(SMALL, name="other", title="Other")
    for title, name in (("Other", "other"), ("Small", "small"), ("", "small"), ("Gone", "small")):
        result = filled(ours(Made(gateway=title), model="tiny"), "small", "tiny", (other, SMALL))
        assert result.fits.gateway == name


def test_a_shape_that_is_not_there_in_that_size():
    """Ofox's list has 512 for squares only."""
    result = filled(ours(model="openai/gpt-image-2", aspect="4:7", size="512"))
    assert (result.fits.aspect, result.fits.size) == ("4:7", "1K")
    assert keys(result) == ["recipes.near"]


def test_another_gateway_has_the_family():
    made = Made(gateway="Ofox", family="gemini-3.1-flash-image")
    result = filled(ours(made, model="google/gemini-3.1-flash-image-preview"), gateways=(google.GATEWAY,))
    assert (result.fits.gateway, result.fits.model) == ("google", FLASH)
    assert keys(result) == ["recipes.gateway_other"]


def test_a_model_that_no_one_has():
    result = filled(foreign(model="dreamshaper_8"))
    assert (result.fits.gateway, result.fits.model) == ("google", FLASH)
    assert keys(result) == ["recipes.model_unknown"]
    assert "dreamshaper_8" in str(result.notes[0])
    assert keys(filled(foreign())) == []


@pytest.mark.parametrize(
    ("pixels", "aspect", "size", "noted"),
    [
        ("832x1216", "2:3", "1K", True),
        ("1024x1024", "1:1", "1K", False),
        ("2752x1536", "16:9", "2K", False),
        ("512x512", "1:1", "512", False),
        ("64x16", "4:1", "512", True),
    ],
)
def test_pixels_become_what_is_offered(pixels, aspect, size, noted):
    result = filled(foreign(size=pixels))
    assert (result.fits.aspect, result.fits.size) == (aspect, size)
    assert keys(result) == (["recipes.near"] if noted else [])


def test_pixels_for_a_model_that_takes_pixels():
    result = filled(foreign(size="1000x1500"), "openai", "gpt-image-2")
    known = next(model for model in openai.GATEWAY.models if model.id == "gpt-image-2")
    assert result.fits.aspect in known.aspects
    assert result.fits.size in known.sizes


def test_a_model_with_little():
    asked = {"aspect": "16:9", "size": "4K", "count": 5, "thinking": "high", "seed": 3, "temperature": 0.5, "quality": "high", "compression": 80}
    result = filled(ours(model="tiny", safety=(("A", "B"),), image_only=True, **asked), gateways=(SMALL,))
    assert result.fits == Request(prompt="a fox", gateway="small", model="tiny", count=2, temperature=0.5)
    said = [dict(note.values)["name"] for note in result.notes]
    assert said == ["form.aspect", "form.size", "form.count", "form.thinking", "form.seed", "form.quality", "form.compression", "form.safety"]
    assert "Tiny" in str(result.notes[0])


def test_seeds_of_other_tools():
    assert filled(foreign(seed=LARGEST_SEED)).fits.seed == LARGEST_SEED
    result = filled(foreign(seed=965_400_086_123))
    assert result.fits.seed is None
    assert keys(result) == ["recipes.seed_large"]


def test_thinking_that_is_not_offered():
    result = filled(ours(thinking="low"))
    assert result.fits.thinking in ("minimal", "high")
    assert keys(result) == ["recipes.near"]


def test_nothing_is_dropped_in_silence():
    recipe = Recipe(
        tool="Forge",
        request=Request(prompt="a fox <lora:winter:0.8>, (soft:1.2) BREAK snow"),
        negative="blurry " * 100,
        facts=(("Steps", "20"), ("Seed", "5"), ("Sampler", "Euler a")),
        foreign=("Steps", "Sampler"),
    )
    result = filled(recipe)
    assert keys(result) == ["recipes.negative", "recipes.tags", "recipes.foreign", "recipes.foreign"]
    assert "Euler a" in str(result.notes[3])
    assert len(str(result.notes[0])) < 400
    assert result.fits.prompt == recipe.prompt


def test_what_stayed_behind():
    made = Made(sources=(Source(name="boat.png"), Source(name="sky.jpg")), mask=True)
    result = filled(ours(made, task="edit"))
    assert keys(result) == ["recipes.sources", "recipes.mask"]
    assert "boat.png, sky.jpg" in str(result.notes[0])
    assert (result.fits.task, result.fits.references, result.fits.mask) == ("edit", (), "")
    assert keys(filled(ours(task="chat"))) == ["recipes.chat"]


def test_no_model_is_chosen():
    """The gateway's first that can do it."""
    result = filled(foreign(size="1024x1024"), model="")
    assert (result.fits.gateway, result.fits.model, result.fits.aspect) == ("google", google.GATEWAY.models[0].id, "1:1")


def test_no_gateway_at_all():
    result = refill(ours(aspect="16:9", seed=5), ())
    assert (result.fits.gateway, result.fits.model, result.fits.aspect, result.fits.seed) == ("", "", "16:9", 5)
    assert keys(result) == ["recipes.model_unknown"]


@settings(max_examples=80, deadline=None)
@given(
    offer=st.sampled_from([(gateway, model) for gateway in GATEWAYS for model in gateway.models]),
    aspect=st.just("auto") | st.from_regex(r"[1-9][0-9]{0,3}:[1-9][0-9]{0,3}", fullmatch=True),
    size=st.sampled_from(("auto", "256", "512", "1K", "2K", "4K")) | st.from_regex(r"[0-9]{2,5}x[0-9]{2,5}", fullmatch=True),
    seed=st.none() | st.integers(0, 2**64),
    count=st.integers(1, 1000),
)
def test_whatever_is_asked_fits(offer, aspect, size, seed, count):
    gateway, model = offer
    fits = refill(ours(model=model.id, aspect=aspect, size=size, seed=seed, count=count), (gateway,)).fits
    assert fits.aspect in ("auto", *model.aspects)
    assert fits.size in ("auto", *model.sizes)
    assert 1 <= fits.count <= model.max_count
    assert fits.seed is None or fits.seed <= LARGEST_SEED


def test_our_own_prompt_has_no_tags():
    assert filled(ours(prompt="a fox (winter:1.2)")).notes == ()
    assert tags("a fox (winter:1.2), [a:0.5] <lora:x:1> (plain) 16:9 BREAK") == ("<lora:x:1>", "(winter:1.2)", "[a:0.5]", "BREAK")
