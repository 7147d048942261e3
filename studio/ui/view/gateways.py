"""The tab Gateways as values: the list, and one gateway. What was never asked for is not known, and is said so."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studio.core.prices import estimate
from studio.errors import StudioError
from studio.live import Listing, Offer, offers
from studio.settings import Access
from studio.ui.shapes import gateways as shapes
from studio.ui.view import facts
from studio.words import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How a gateway was reached the last time: milliseconds and how many models, or what is wrong. `part` is what is wrong with one of its routes."""

    ms: int = 0
    models: int = 0
    problem: StudioError | None = None
    part: StudioError | None = None


def ways(
    everyone: tuple[Access, ...], known: Mapping[str, Listing], tests: Mapping[str, Reach], *, chosen: str, place: str, language: Language
) -> shapes.Ways:
    """Every gateway, the ones that can be asked first, the demo last."""
    order = sorted(everyone, key=lambda access: (access.gateway.builtin, not access.configured))
    return shapes.Ways(chosen=chosen, ways=[_way(access, known, tests.get(access.gateway.name), language) for access in order], place=place)


def _way(access: Access, known: Mapping[str, Listing], tested: Reach | None, language: Language) -> shapes.Way:
    gateway, problem = access.gateway, access.problem
    mark, tag = _standing(access, tested, language)
    variable, aside = "", tag
    if gateway.builtin:
        note = say("gateways.inside", language)
    elif problem is not None:
        variable = str(problem.values.get("variable", "")) if problem.key in ("plan.no_key", "plan.no_address") else ""
        note = say("gateways.set", language) if variable else problem.title(language)
    else:
        spoken = say(f"gateways.short.{_dialects(access)}", language)
        last = say("gateways.answered", language, ms=tested.ms) if tested and not tested.problem else say("gateways.untested", language)
        note = say("view.comma", language).join((spoken, tag if tested and tested.problem else last))
        count = len(offers(access, known.get(gateway.name, Listing())))
        aside = counted(count, language)
    return shapes.Way(gateway=gateway.name, title=_title(access, language), mark=mark, aside=aside, note=note, variable=variable)


def counted(models: int, language: Language) -> str:
    """`4 models`."""
    return say("gateways.models.one", language) if models == 1 else say("gateways.models", language, n=models)


def _title(access: Access, language: Language) -> str:
    return say("view.demo", language) if access.gateway.builtin else access.gateway.title


def _dialects(access: Access) -> str:
    spoken = {route.dialect for route in access.gateway.routes}
    return "both" if len(spoken) > 1 else next(iter(spoken))


def _standing(access: Access, tested: Reach | None, language: Language) -> tuple[shapes.Mark, str]:
    """Its mark, and the word beside it."""
    problem = access.problem
    if access.gateway.builtin:
        return "done", say("gateways.tag.demo", language)
    if problem is not None:
        known: Mapping[str, tuple[shapes.Mark, str]] = {"plan.no_key": ("key", "no_key"), "plan.no_address": ("key", "no_address")}
        mark, word = known.get(problem.key, ("warn", "wrong"))
        return mark, say(f"gateways.tag.{word}", language)
    if tested is None:
        return "idle", say("gateways.tag.ready", language)
    return ("failed", say("gateways.tag.offline", language)) if tested.problem else ("done", say("gateways.tag.connected", language))


def door(
    access: Access, listing: Listing, tested: Reach | None, *, settable: bool, place: str, now: datetime, language: Language
) -> shapes.Door:
    """One gateway. `settable`: whoever looks may enter keys; `place` is where they would go."""
    gateway, problem = access.gateway, access.problem
    mark, tag = _standing(access, tested, language)
    variable = gateway.key_env[0] if gateway.key_env else ""
    untold = problem is not None and problem.key != "plan.no_key"
    said, hue = _tested(tested, language)
    return shapes.Door(
        gateway=gateway.name,
        title=_title(access, language),
        mark=mark,
        tag=tag,
        dialect=say(f"gateways.dialect.{_dialects(access)}", language),
        note="" if gateway.builtin else gateway.note,
        addresses=[] if gateway.builtin else list(dict.fromkeys(access.base_url + route.path for route in gateway.routes)) if access.base_url else [],
        address_note=_address(access, language),
        variable=variable,
        keyed=bool(access.key),
        key_place=_place(access, language),
        key_note=say("gateways.key_note", language, place=place, variable=variable),
        settable=settable,
        why_not=say("gateways.not_here", language, variable=variable),
        own=access.declared,
        askable=access.configured and not gateway.builtin,
        problem=problem.say(language) if problem is not None and untold else "",
        tested=said,
        tested_mark=hue,
        models_note=_listed(access, listing, now, language),
        models=[_offer(access, offer, listing, language) for offer in offers(access, listing)],
    )


def _address(access: Access, language: Language) -> str:
    if access.gateway.builtin:
        return say("gateways.inside", language)
    if access.declared:
        return say("gateways.address_own", language)
    return say("gateways.address_by", language, variable=access.gateway.base_env) if access.gateway.base_env else ""


def _place(access: Access, language: Language) -> str:
    if not access.key:
        return ""
    environ = access.where in ("environ", "the environment")  # as assemble.py and layers.py name it
    where = say("gateways.place.environ", language) if environ else tilde(access.where)
    return say("gateways.key_in", language, place=where)


def tilde(path: str) -> str:
    """A path as a person would write it."""
    home = str(Path.home())
    return "~" + path.removeprefix(home) if path.startswith(home + os.sep) else path


def _tested(tested: Reach | None, language: Language) -> tuple[str, shapes.Mark]:
    if tested is None:
        return "", "idle"
    if tested.problem is not None:
        return tested.problem.say(language), "failed"
    said = say("gateways.tested", language, ms=tested.ms, models=counted(tested.models, language))
    if tested.part is not None:
        return said + "\n" + say("gateways.tested_part", language, what=tested.part.say(language)), "warn"
    return said, "done"


def _listed(access: Access, listing: Listing, now: datetime, language: Language) -> str:
    """Where the list below comes from, and how old it is."""
    if access.gateway.builtin:
        return ""
    if listing.when is None:
        return say("gateways.list.failed" if listing.problem else "gateways.list.preset", language)
    minutes = max(0, int((now - listing.when).total_seconds() // 60))
    units = (("days", 1440), ("hours", 60), ("minutes", 1))
    unit, count = next(((unit, minutes // size) for unit, size in units if minutes >= size), ("now", 0))
    return say("gateways.list.live", language, ago=say(f"gateways.ago.{unit}", language, n=count))


def _offer(access: Access, offer: Offer, listing: Listing, language: Language) -> shapes.Offer:
    gateway, model = access.gateway, offer.model
    preset = any(model.id == known.id for known in access.own.models)
    top = model.sizes[-1] if model.sizes else model.delivers
    takes = say("view.model_note" if top else "view.model_plain", language, references=model.max_references, size=top)
    if listing.when is not None and offer.source == "preset":
        takes = say("view.comma", language).join((takes, say("gateways.not_listed", language)))
    cost = estimate(gateway, model.family, size=model.delivers or model.default_size, count=1, references=0, characters=0)
    price = say("money.free", language) if gateway.free else facts.usd(cost.usd) if cost.usd is not None else say("gateways.price_unknown", language)
    title = say("view.demo", language) if gateway.builtin and preset else model.title
    return shapes.Offer(id=model.id, title=title, note=takes if preset else say("gateways.by_list", language), price=price)
