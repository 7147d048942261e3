"""Our recipe of a run: what it takes of the run, and what it leaves behind."""

from dataclasses import replace
from pathlib import Path

from studio.core.events import PictureReady, Served
from studio.core.fit import fit
from studio.core.parts import Image, Turn
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.gateways import google
from studio.imaging import recipes
from studio.imaging.recipes import ours

FLASH = next(model for model in google.GATEWAY.models if model.id == "gemini-3.1-flash-image")
REQUEST = Request(
    prompt="make it night",
    task="edit",
    gateway="google",
    model=FLASH.id,
    references=(Reference("/home/anna/private/boat.png", "style"), Reference("/srv/references/ab12.png", "", "sky.jpg")),
    session="s-1",
    history=(Turn(role="user", parts=()),),
    route="gemini",
    seed=2_147_483_646,
    count=2,
)


def image(name: str) -> Image:
    return Image(path=Path(name), mime="image/png", width=1024, height=1024, bytes=9, digest=name * 32)


def run(**changed) -> Result:
    answers = tuple(
        replace(Answer(began=0.0).add(PictureReady(image=image(name)), 1.0).add(Served(model="gemini-3.1-flash-image-001"), 1.0), ended=2.0)
        for name in ("aa", "bb")
    )
    request = replace(REQUEST, history=())
    plan = fit(request, google.GATEWAY, (image("cc"), image("dd")))
    return replace(Result(request=REQUEST, gateway=google.GATEWAY, model=FLASH, plan=plan, answers=answers), **changed)


def test_of_a_run():
    recipe = recipes.of(run(), created="2026-11-21T21:00:00+01:00", version="0.1.0")
    made = recipe.made
    assert (made.gateway, made.family, made.served, made.asked, made.delivered) == ("Google", "gemini-3.1-flash-image", "gemini-3.1-flash-image-001", 2, 2)
    assert made.basis == "estimate"
    assert made.usd > 0
    assert [(source.name, source.role, source.digest[:4]) for source in made.sources] == [("boat.png", "style", "cccc"), ("sky.jpg", "", "dddd")]
    assert recipe.request == Request(prompt="make it night", task="edit", model=FLASH.id, seed=2_147_483_646, count=2)


def test_every_tile_has_its_own_seed():
    """As `fit.single` counts them on, up to the largest."""
    assert [recipes.of(run(), created="", version="", tile=tile).request.seed for tile in (0, 1, 2)] == [2_147_483_646, 2_147_483_647, 2_147_483_647]
    assert recipes.of(run(request=replace(REQUEST, seed=None)), created="", version="", tile=1).request.seed is None


def test_nothing_private_is_written():
    text = ours.write(recipes.of(run(), created="2026-11-21T21:00:00+01:00", version="0.1.0"))
    for secret in ("anna", "/home", "/srv", "s-1", "history", "generativelanguage", "session", "route"):
        assert secret not in text


def test_a_gateway_called_by_its_address_is_not_named():
    gateway = replace(google.GATEWAY, title="https://user:secret@example.org/v1")
    assert recipes.of(run(gateway=gateway), created="", version="").made.gateway == ""


def test_a_run_that_was_never_fitted():
    recipe = recipes.of(run(plan=None, answers=()), created="", version="")
    assert [source.digest for source in recipe.made.sources] == ["", ""]
    assert recipe.made.delivered == 0


def test_a_run_read_from_its_record():
    """It has no plan; its references are named by their digests."""
    request = replace(REQUEST, references=(Reference(f"/home/x/references/{'ab' * 32}.png", name="sky.jpg"),))
    assert [source.digest for source in recipes.of(run(plan=None, request=request), created="", version="").made.sources] == ["ab" * 32]
