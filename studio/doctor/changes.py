"""From a report to what it changes, and those changes laid over a gateway's data. Pure.

A report only takes away: what a gateway does not honour is no longer offered or sent. What it honours beyond its data stays for a person to declare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

from studio.core import geometry
from studio.core.catalog import Gateway, Model, Route
from studio.core.models import find, pixel_sizes
from studio.core.notes import Note, note
from studio.doctor.report import Check, Name, Report

_BAD = ("ignored", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that will be otherwise: the sentence, and the fields of model and route."""

    note: Note
    model: Mapping[str, Any] = field(default_factory=dict)
    route: Mapping[str, Any] = field(default_factory=dict)


def changes(report: Report, gateway: Gateway) -> tuple[Change, ...]:
    """What a report changes on its model at this gateway, which is given as its data has it; empty where everything is honoured."""
    route, model = find(gateway, report.model, "generate")
    out: list[Change] = []
    for name, makes in _MAKES.items():
        check = report.get(name)
        if check is None or check.got is None or check.verdict not in _BAD:
            continue
        for change in out:
            model = replace(model, **change.model)
        made = makes(check, model, route)
        if made and (replace(model, **made.model), replace(route, **made.route)) != (model, route):
            out.append(made)
    return tuple(out)


def lay(gateway: Gateway, id: str, made: tuple[Change, ...]) -> Gateway:  # noqa: A002  the field's own name
    """The gateway with these changes on one model and the route it goes by. A model that was only typed is listed from then on."""
    route, model = find(gateway, id, "generate")
    model = replace(model, **{name: value for change in made for name, value in change.model.items()})
    return with_model(gateway, route, model, **{name: value for change in made for name, value in change.route.items()})


def with_model(gateway: Gateway, route: Route, model: Model, **facts: Any) -> Gateway:
    """The gateway whose route has this model in place of the one of its id, and these facts."""
    models = tuple(model if known.id == model.id else known for known in route.models)
    other = replace(route, models=models if model in models else (*models, model), **facts)
    return replace(gateway, routes=tuple(other if known == route else known for known in gateway.routes))


def _aspect(check: Check, model: Model, _: Route) -> Change | None:
    """A ratio that is ignored is no ratio that is looked at; one that is refused is one less."""
    asked = _value(check, "aspect")
    if check.name == "aspect" and check.verdict == "ignored":
        gone = tuple(aspect for aspect in model.aspects if geometry.ratio(aspect) != 1)
    elif check.name == "aspect":
        gone = (asked,)
    else:
        most = abs(log(geometry.ratio(asked)))
        gone = tuple(aspect for aspect in model.aspects if abs(log(geometry.ratio(aspect))) >= most - 0.01)
    gone = tuple(aspect for aspect in gone if aspect in model.aspects)
    if not gone:
        return None
    facts = _without_canvas(model, lambda size: geometry.shape(size) in gone) if model.canvas else {}
    facts = facts or {"aspects": tuple(aspect for aspect in model.aspects if aspect not in gone)}
    if facts.get("aspects") and all(geometry.ratio(aspect) == 1 for aspect in facts["aspects"]) and not model.in_pixels:
        facts["aspects"] = ()
    return Change(note=note("doctor.change.aspects", aspects=", ".join(gone)), model=facts)


def _size(check: Check, model: Model, _: Route) -> Change | None:
    """Down to the size that came; or without the one that was refused."""
    came = str(dict(check.got.values).get("size", "")) if check.got else ""
    asked = _value(check, "size")
    if asked not in model.sizes or len(model.sizes) == 1:
        return None
    order = list(geometry.AREAS)
    gone = tuple(size for size in model.sizes if order.index(size) > order.index(came)) if came in order else (asked,)
    if len(gone) == len(model.sizes):
        gone = model.sizes[1:]
    if not gone:
        return None
    facts = _without_canvas(model, lambda size: geometry.tier_of(*geometry.sides(size)) in gone) if model.canvas else {}
    facts = facts or {"sizes": tuple(size for size in model.sizes if size not in gone)}
    left = facts["sizes"]
    if left and model.default_size not in left:
        facts["default_size"] = left[-1]
    return Change(note=note("doctor.change.sizes", sizes=", ".join(gone)), model=facts)


def _without_canvas(model: Model, gone: Callable[[str], bool]) -> dict[str, Any]:
    """A list of sizes in pixels without some of them; nothing where none would be left."""
    left = tuple(size for size in model.canvas if not geometry.sides(size)[0] or not gone(size))
    return dict(pixel_sizes(*left)) if any(geometry.sides(size)[0] for size in left) else {}


def _references(check: Check, model: Model, _: Route) -> Change | None:
    if check.got and check.got.key == "doctor.got.one_reference":
        return Change(note=note("doctor.change.one_reference"), model={"max_references": 1})
    return Change(note=note("doctor.change.no_references"), model={"max_references": 0, "tasks": tuple(task for task in model.tasks if task != "edit")})


def _signatures(check: Check, _: Model, __: Route) -> Change | None:
    if check.verdict == "ignored":
        return Change(note=note("doctor.change.signs"), model={"signs": False})
    return Change(note=note("doctor.change.chat"), model={"chat": "emulate"})


def _seed(_: Check, model: Model, __: Route) -> Change | None:
    return Change(note=note("doctor.change.seed"), model={"sampling": tuple(name for name in model.sampling if name != "seed")})


_MAKES: Mapping[Name, Callable[[Check, Model, Route], Change | None]] = {
    "aspect": _aspect,
    "aspect_extreme": _aspect,
    "size": _size,
    "references": _references,
    "streaming": lambda *_: Change(note=note("doctor.change.stream"), route={"stream": "off"}),
    "thoughts": lambda *_: Change(note=note("doctor.change.thoughts"), model={"thinks": False, "thinking": ()}),
    "signatures": _signatures,
    "count": lambda *_: Change(note=note("doctor.change.count"), model={"per_call": 1}),
    "mask": lambda *_: Change(note=note("doctor.change.mask"), model={"mask": False}),
    "seed": _seed,
}
"""What each question may change. The form of a reply and what it counts change nothing: both are taken as they come."""


def _value(check: Check, name: str) -> str:
    return str(dict(check.asked.values).get(name, ""))

