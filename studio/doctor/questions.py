"""What is asked of a model, in as few calls as answer it. Pure: facts in, calls out.

Each picture is paid for, so a call carries several wishes. One streamed call at the smallest size tells of ratio, stream, thoughts, number and seed, of the
form of the reply and of what it counts; a second of the largest size and the most extreme ratio; a third, with references, of those, of a mask, or of the
signatures of the first, which it sends back. Only what is refused is asked again (case.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

from studio.core import geometry
from studio.core.catalog import Gateway, Model, Route
from studio.core.models import find
from studio.core.notes import Note, note
from studio.core.request import Reference, Request
from studio.doctor.report import NAMES, Check, Name

SEED, SEVERAL = 7, 2
_SCENE = "A red paper boat on calm water at dawn, seen from the side, one lighthouse far behind it."
_STRIPES = "Draw three broad upright stripes side by side: the first in the plain colour of image 1, the second of image 2, the third of image 3."
_FILL = "Fill the marked middle with two broad upright stripes, one in the plain colour of image 2, one of image 3. Leave all around it as it is."

_BLAME: Mapping[str, str] = {
    "aspect": r"aspect|\bratio",
    "aspect_extreme": r"aspect|\bratio",
    "size": r"image_?size|\bsize\b|resolution",
    "references": r"(too many|several|multiple|number of|at most)[^.]{0,40}images?|image\[\]|\bimage_count\b",
    "streaming": r"\bstream|partial_images",
    "thoughts": r"thinking|thoughts",
    "signatures": r"signature|\brole\b|multi-?turn",
    "count": r"'n'|\"n\"|`n`|\bn\b|candidate_?count|number_?of_?images",
    "mask": r"\bmask\b",
    "seed": r"\bseed\b",
}
"""Words of a refusal that tell which wish it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing that a call asks for: the fields of the request, and the facts of the model, without which it would not be asked for."""

    name: Name
    request: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)

    def blamed(self, words: str) -> bool:
        """Whether a refusal speaks of it."""
        return re.search(_BLAME[self.name], words, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: a request without any wish, the wishes, and what else its answer tells. `goes_on` takes the first answer along as a conversation."""

    request: Request
    wishes: tuple[Wish, ...]
    also: tuple[Name, ...] = ()
    references: int = 0
    goes_on: bool = False

    def asked(self, wishes: tuple[Wish, ...]) -> Request:
        """The request with these wishes."""
        return replace(self.request, **{name: value for wish in wishes for name, value in wish.request.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Everything that is asked of a model by one route."""

    route: Route
    model: Model
    calls: tuple[Call, ...]
    checks: tuple[Check, ...]


def questions(gateway: Gateway, id: str) -> Questions:  # noqa: A002  the field's own name
    """The calls that tell most for least, and the rows of their answers."""
    route, model = find(gateway, id, "generate")
    small = model.sizes[0] if model.sizes else "auto"
    quality = "low" if "low" in model.qualities else ""
    plain = Request(prompt=_SCENE, gateway=gateway.name, model=id, size=small, stream=False, quality=quality)
    calls = [_first(plain, route, model)]
    calls += [call for call in (_largest(plain, model), _with_pictures(plain, gateway, route, model)) if call]
    asked = {wish.name: _asked(wish) for call in calls for wish in call.wishes}
    asked |= {name: note(f"doctor.asked.{name}") for call in calls for name in call.also if name != "size"}
    if "size" in calls[0].also:
        asked["size"] = note("doctor.asked.size", size=only_size(model))
    checks = tuple(Check(name=name, asked=asked[name], state="waiting") for name in NAMES if name in asked)
    return Questions(route=route, model=model, calls=tuple(calls), checks=checks)


def only_size(model: Model) -> str:
    """The size of a model that has but one; empty where no one knows it."""
    return model.sizes[0] if model.sizes else model.delivers


def _first(plain: Request, route: Route, model: Model) -> Call:
    wishes = [Wish(name="aspect", request={"aspect": geometry.nearest(16 / 9, _wide(model))})] if _wide(model) else []
    wishes += [Wish(name="streaming", request={"stream": None})] if route.stream != "off" else []
    wishes += [Wish(name="thoughts", model={"thinks": True})] if model.thinks else []
    wishes += [Wish(name="count", request={"count": SEVERAL})] if model.per_call > 1 else []
    wishes += [Wish(name="seed", request={"seed": SEED})] if "seed" in model.sampling else []
    size: tuple[Name, ...] = ("size",) if len(model.sizes) <= 1 and only_size(model) else ()
    return Call(request=plain, wishes=tuple(wishes), also=(*size, "reply", "usage"))


def _wide(model: Model) -> tuple[str, ...]:
    """The ratios that a square could not be taken for."""
    return tuple(aspect for aspect in model.aspects if abs(log(geometry.ratio(aspect))) > 0.2)


def extreme(model: Model) -> str:
    """The widest or highest ratio that the model offers; empty where it is the one that is asked for in any case."""
    wide = _wide(model)
    most = max(wide, key=lambda aspect: (round(abs(log(geometry.ratio(aspect))), 3), geometry.ratio(aspect)), default="")
    return most if wide and most != geometry.nearest(16 / 9, wide) else ""


def _largest(plain: Request, model: Model) -> Call | None:
    wishes = [Wish(name="size", request={"size": model.sizes[-1]})] if len(model.sizes) > 1 else []
    wishes += [Wish(name="aspect_extreme", request={"aspect": extreme(model)})] if extreme(model) else []
    return Call(request=plain, wishes=tuple(wishes)) if wishes else None


def _with_pictures(plain: Request, gateway: Gateway, route: Route, model: Model) -> Call | None:
    """A call with references. Its plain form has one."""
    same = find(gateway, model.id, "edit")[0] == route and "edit" in model.tasks and "edit" in route.tasks
    count = min(3, model.max_references) if same else 0
    talks = model.chat == "replay" and "chat" in model.tasks and "chat" in route.tasks
    if not count and not talks:
        return None
    paths = tuple(Reference(f"{number}.png") for number in range(1, count + 1))  # their names only: the files are made when they are asked for
    wishes = [Wish(name="references", request={"references": paths})] if count else []
    wishes += [Wish(name="signatures", request={"task": "chat"})] if talks else []
    wishes += [Wish(name="mask", request={"mask": "mask.png"})] if model.mask and count else []
    prompt = _FILL if model.mask else _STRIPES if count else _SCENE
    request = replace(plain, prompt=prompt, task="edit" if count else "generate", references=paths[:1])
    return Call(request=request, wishes=tuple(wishes), references=count, goes_on=talks)


def _asked(wish: Wish) -> Note:
    match wish.name:
        case "aspect" | "aspect_extreme":
            return note("doctor.asked.aspect", aspect=wish.request["aspect"])
        case "size":
            return note("doctor.asked.size", size=wish.request["size"])
        case "references" if len(wish.request["references"]) == 1:
            return note("doctor.asked.reference")
        case "references":
            return note("doctor.asked.references", count=len(wish.request["references"]))
        case "count":
            return note("doctor.asked.count", count=SEVERAL)
        case name:
            return note(f"doctor.asked.{name}")
