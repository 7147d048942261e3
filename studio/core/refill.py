"""A recipe made to fit the form: what of it the gateways here can do, and a note for each thing that they can not.

Pure, as `fit` is, and by the same data; but `fit` decides what is sent and may leave a choice to the model, while this fills fields that a person then sees,
so a value is one that the field offers. Nothing is dropped without a note.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import log
from typing import Any

from studio.core import geometry
from studio.core.catalog import Gateway, Model
from studio.core.models import find
from studio.core.notes import Note, note
from studio.core.recipe import STUDIO, Recipe, Refill
from studio.core.request import THINKING, Request

LARGEST_SEED = 2_147_483_647
"""What the wire takes: 32 bits with a sign (`fit` holds the same line). Other tools use 64 bits without."""
_SAMPLING = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_CHOICES = (("quality", "qualities"), ("background", "backgrounds"), ("format", "formats"), ("moderation", "moderations"))
_LORA = re.compile(r"<(?:lora|lyco|hypernet):[^<>]{1,200}>")
_WEIGHT = re.compile(r"[(\[][^()\[\]]{1,200}:\d(?:\.\d+)?[)\]]|\bBREAK\b")
_LONGEST = 160
"""Characters of a value in a sentence."""


def refill(recipe: Recipe, gateways: Sequence[Gateway], *, gateway: str = "", model: str = "") -> Refill:
    """What the form can be filled with. `gateways` are those that can be used, `gateway` and `model` what is chosen now: it stays where the recipe's model is
    not known here; without a model the gateway's first is taken. Raises nothing; without a gateway everything but the model is taken as it stands."""
    notes = [*recipe.notes]
    asked = recipe.request
    if asked.task == "chat":
        notes.append(note("recipes.chat"))
        asked = replace(asked, task="generate")
    chosen, found, said = _model(recipe, gateways, gateway, model)
    notes += said
    if chosen is None or found is None:
        return Refill(replace(asked, gateway="", model="", references=(), mask="", session="", history=()), tuple(notes + _foreign(recipe)))
    aspect, size, said = _shape(asked, found)
    notes += said
    values, said = _values(asked, found)
    notes += said
    fits = Request(
        prompt=asked.prompt,
        task=asked.task,
        gateway=chosen.name,
        model=found.id,
        aspect=aspect,
        size=size,
        system=asked.system,
        image_only=asked.image_only and found.words,
        safety=asked.safety if found.safety else (),
        **values,
    )
    if asked.safety and not found.safety:
        notes.append(note("recipes.unsent", name="form.safety", value=", ".join(level for _, level in asked.safety), model=found.title))
    return Refill(fits, tuple(notes + _foreign(recipe)))


def tags(prompt: str) -> tuple[str, ...]:
    """What in a prompt is no words but commands to diffusion tools: LoRAs, weights, `BREAK`. At most ten."""
    found = [match[0] for match in (*_LORA.finditer(prompt), *_WEIGHT.finditer(prompt))]
    return tuple(dict.fromkeys(found))[:10]


def _model(recipe: Recipe, gateways: Sequence[Gateway], gateway: str, model: str) -> tuple[Gateway | None, Model | None, list[Note]]:
    """The gateway and model to choose: the recipe's own gateway first, then the one that is chosen, then any other; the same id first, then the same family."""
    wished, task = recipe.request.model, recipe.request.task
    title, family = (recipe.made.gateway, recipe.made.family) if recipe.made else ("", "")
    ranked = sorted(gateways, key=lambda each: (each.title != title, each.name != gateway))
    listed = [(each, known) for each in ranked for known in each.models if task in known.tasks or task == "chat"]
    same = next(((each, known) for each, known in listed if wished and known.id.lower() == wished.lower()), None)
    kin = same or next(((each, known) for each, known in listed if family and known.family == family), None)
    if kin:
        moved = title and kin[0].title != title
        notes = [note("recipes.gateway_other", gateway=title, now=kin[0].title)] if moved else []
        return kin[0], find(kin[0], kin[1].id, task)[1], notes
    now = next((each for each in gateways if each.name == gateway), None)
    notes = [note("recipes.model_unknown", model=_short(wished))] if wished else []
    chosen = model or next((known.id for each, known in listed if each is now), "")
    return now, find(now, chosen, task)[1] if now and chosen else None, notes


def _shape(asked: Request, model: Model) -> tuple[str, str, list[Note]]:
    """Aspect and size, each one that the form offers. A model of one size has no field for it."""
    width, height = geometry.sides(asked.size)
    if width and height:
        return _of_pixels(width, height, model)
    notes: list[Note] = []
    aspect, size = asked.aspect, asked.size
    if aspect != "auto" and aspect not in model.aspects:
        aspect = geometry.nearest(geometry.ratio(aspect), model.aspects) if model.aspects else "auto"
        notes.append(_instead("form.aspect", asked.aspect, aspect, model))
    only = _only(model)
    if size != "auto" and only:
        notes += [_instead("form.size", size, only, model)] if size != only else []
        size = "auto"
    elif size != "auto" and size not in model.sizes:
        area = geometry.AREAS.get(size.upper(), geometry.AREAS["1K"])
        size = min(model.sizes, key=lambda tier: abs(log(geometry.AREAS[tier] / area)))
        notes.append(_instead("form.size", asked.size, size, model))
    if model.canvas and "auto" not in (aspect, size):  # a list in pixels has not every shape in every size
        there = geometry.tier_of(*geometry.sides(geometry.drawn(model.canvas, geometry.ratio(aspect), geometry.AREAS[size])))
        notes += [note("recipes.near", name="form.size", asked=size, now=there)] if there != size else []
        size = there
    return aspect, size, notes


def _of_pixels(width: int, height: int, model: Model) -> tuple[str, str, list[Note]]:
    """What the form has for a picture of this size: the nearest shape, then the nearest size; of a list in pixels, the pair that is in it."""
    area, only = width * height, _only(model)
    if model.canvas:
        drawn = geometry.drawn(model.canvas, width / height, area)
        aspect, size, exact = geometry.shape(drawn), geometry.tier_of(*geometry.sides(drawn)), drawn == f"{width}x{height}"
    else:
        aspect = geometry.nearest(width / height, model.aspects) if model.aspects else "auto"
        size = only or min(model.sizes, key=lambda tier: abs(log(geometry.AREAS[tier] / area)))
        exact = geometry.pixels(model.family, aspect, size) == (width, height)
    if aspect == "auto" and only:
        return aspect, "auto", [note("recipes.unsent", name="form.size", value=f"{width}×{height}", model=model.title)]
    said = " ".join(value for value in (aspect, size) if value != "auto")
    return aspect, "auto" if only else size, [] if exact else [note("recipes.near", name="form.size", asked=f"{width}×{height}", now=said)]


def _only(model: Model) -> str:
    """The one size of a model that has no choice of it; empty where it has."""
    return "" if len(model.sizes) > 1 else model.sizes[0] if model.sizes else model.delivers or model.default_size


def _values(asked: Request, model: Model) -> tuple[dict[str, Any], list[Note]]:
    """Everything that is a number or a choice, as far as the model takes it."""
    fits: dict[str, Any] = {}
    notes: list[Note] = []

    def unsent(name: str, value: object) -> None:
        notes.append(note("recipes.unsent", name=f"form.{name}", value=_short(str(value)), model=model.title))

    fits["count"] = min(asked.count, model.max_count)
    if fits["count"] != asked.count:
        notes.append(note("recipes.near", name="form.count", asked=asked.count, now=fits["count"]))
    if asked.thinking in model.thinking:
        fits["thinking"] = asked.thinking
    elif asked.thinking and model.thinking:
        fits["thinking"] = min(model.thinking, key=lambda level: abs(THINKING.index(level) - THINKING.index(asked.thinking)))
        notes.append(note("recipes.near", name="form.thinking", asked=asked.thinking, now=fits["thinking"]))
    elif asked.thinking:
        unsent("thinking", asked.thinking)
    for name in _SAMPLING:
        value = getattr(asked, name)
        if value is None:
            continue
        if name not in model.sampling:
            unsent(name, value)
        elif name == "seed" and value > LARGEST_SEED:
            notes.append(note("recipes.seed_large", seed=str(value), limit=f"{LARGEST_SEED:,}"))
        else:
            fits[name] = min(value, model.max_output_tokens) if name == "max_tokens" else value
    for name, offered in _CHOICES:
        value = getattr(asked, name)
        if value and value in getattr(model, offered):
            fits[name] = value
        elif value:
            unsent(name, value)
    if asked.compression is not None:
        fits |= {"compression": asked.compression} if model.compresses else {}
        if not model.compresses:
            unsent("compression", asked.compression)
    return fits, notes


def _instead(name: str, asked: str, now: str, model: Model) -> Note:
    if now == "auto":
        return note("recipes.unsent", name=name, value=asked, model=model.title)
    return note("recipes.near", name=name, asked=asked, now=now)


def _foreign(recipe: Recipe) -> list[Note]:
    """What has no place in any form here, each thing by its name."""
    notes: list[Note] = []
    if recipe.negative:
        notes.append(note("recipes.negative", words=_short(recipe.negative)))
    if recipe.tool != STUDIO and (found := tags(recipe.prompt)):
        notes.append(note("recipes.tags", tags=_short(" ".join(found))))
    if recipe.made and recipe.made.sources:
        names = ", ".join(source.name for source in recipe.made.sources)
        notes.append(note("recipes.sources", count=len(recipe.made.sources), names=_short(names)))
    if recipe.made and recipe.made.mask:
        notes.append(note("recipes.mask"))
    said = dict(recipe.facts)
    return notes + [note("recipes.foreign", tool=recipe.tool, name=name, value=_short(said.get(name, ""))) for name in recipe.foreign]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
