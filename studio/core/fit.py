"""`fit`: what was asked, made into what one gateway and model can really do.

It refuses what can not be meant (UsageError, named by its field), adjusts the rest, and every adjustment becomes a note. It reads only data on the gateway,
route and model; it knows no gateway by name, no wire, no file.
"""

import re
from dataclasses import replace
from math import log

from studio.core import geometry
from studio.core.catalog import Gateway, Model, Route
from studio.core.fit_images import canvas, check_mask, choices
from studio.core.history import condense, latest_picture, obstacle
from studio.core.models import find, takes
from studio.core.notes import Note, note
from studio.core.parts import Image, Turn
from studio.core.plan import Plan
from studio.core.request import THINKING, Request
from studio.errors import NotSupported, UsageError
from studio.words import TABLE, Language, say

PROMPT_LIMIT = 32_000
"""Characters. OpenAI's documented cap; Gemini's 65 536 tokens are further away. One limit keeps a prompt sendable everywhere."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
"""One such character makes a prompt Chinese. The same range stands in `assets/prompt-roles.js`."""

_RANGES: dict[str, tuple[float, float]] = {"temperature": (0, 2), "top_p": (0, 1), "top_k": (1, 1000), "seed": (0, 2_147_483_647)}


def fit(
    request: Request,
    gateway: Gateway,
    references: tuple[Image, ...] = (),
    *,
    mask: Image | None = None,
    region: str = "",
    replayable: bool = True,
    system: bool = True,
) -> Plan:
    """The plan for a request. `references` and `mask` are the request's own, already measured; a model that takes no mask is told the `region` in words, and
    the last of the references shows it. `replayable=False` condenses the history and
    `system=False` folds the system instruction whatever the model's facts say: the engine's two scripted second tries."""
    if not request.model:
        raise UsageError("plan.no_model", field="model")
    route, model = find(gateway, request.model, request.task, request.route)
    notes: list[Note] = []
    _check(request, model, references, mask, region)
    if request.task == "edit" and any(known.id == model.id for other in gateway.routes if not takes(other, model.id, "edit") for known in other.models):
        notes.append(note("plan.route", model=model.title, gateway=gateway.title, route=route.title))
    prompt, history, references, told = _conversation(request, gateway, model, references, replayable=replayable)
    notes += told
    prompt = "\n\n".join(filter(None, (_with_roles(prompt, request), region)))
    instruction = request.system.strip()
    if instruction and not (model.system and system):
        prompt, instruction = f"{instruction}\n\n{prompt}", ""
        notes.append(note("plan.system_folded", model=model.title))
    size, aspect, more = canvas(request, model, references) if model.in_pixels else _shape(request, route, model, references, history)
    notes += more
    drawn, more = choices(request, model)
    notes += more
    thinking, more = _thinking(request, model)
    notes += more
    count = min(request.count, model.max_count)
    if count != request.count:
        notes.append(note("plan.count_near", asked=request.count, sent=count))
    sampled = {name: getattr(request, name) for name in ("temperature", "top_p", "top_k", "max_tokens", "seed")}
    if unsent := [name for name, value in sampled.items() if value is not None and name not in model.sampling]:
        notes += [note("plan.unsent", name=f"plan.name.{name}", model=model.title) for name in unsent]
    sampled = {name: value if name in model.sampling else None for name, value in sampled.items()}
    stream = route.stream != "off" and request.stream is not False
    own_ratio = (history or model.in_pixels) and not aspect  # a turn goes on in its picture's ratio, a model left to itself chooses
    return Plan(
        gateway=gateway,
        route=route,
        model=model,
        prompt=prompt,
        references=references,
        history=history,
        system=instruction,
        aspect=aspect,
        size=size,
        modalities=("IMAGE",) if request.image_only and route.modalities else route.modalities,
        thinking=thinking,
        thoughts=model.thinks,
        **sampled,
        **drawn,
        mask=mask,
        partials=model.partials if stream and drawn["quality"] != "low" else 0,  # a draft-quality picture is there before its previews are worth their price
        safety=request.safety if model.safety else (),
        count=count,
        stream=stream,
        expected=(0, 0) if own_ratio else geometry.pixels(model.family, aspect, model.delivers or size),
        notes=tuple(notes),
    )


def _check(request: Request, model: Model, references: tuple[Image, ...], mask: Image | None, region: str) -> None:
    """Refuse what can not be sent, field by field."""
    length = len(request.prompt)
    if not request.prompt.strip():
        raise UsageError("plan.empty_prompt", field="prompt")
    if length > PROMPT_LIMIT:
        over = length - PROMPT_LIMIT
        raise UsageError("plan.long_prompt", field="prompt", count=f"{length:,}", limit=f"{PROMPT_LIMIT:,}", over=f"{over:,}")
    if request.count < 1:
        raise UsageError("plan.bad_count", field="count", limit=model.max_count)
    if request.task not in model.tasks or (references and not model.max_references):
        raise NotSupported("plan.no_chat" if request.task == "chat" else "plan.no_edit", field="model", model=model.title)
    if request.task == "edit" and not references:
        raise UsageError("plan.no_references", field="references")
    if len(references) > model.max_references:
        raise UsageError(
            "plan.too_many_references",
            field="references",
            count=len(references),
            limit=model.max_references,
            model=model.title,
            over=len(references) - model.max_references,
        )
    if (request.mask or mask) and not region:
        check_mask(model, references, mask)
    for name, (low, high) in (*_RANGES.items(), ("max_tokens", (1, model.max_output_tokens))):
        value = getattr(request, name)
        if value is not None and not low <= value <= high:
            whole = name not in ("temperature", "top_p")
            key = "plan.bad_integer" if whole else "plan.bad_number"
            raise UsageError(key, field=name, name=say(f"plan.name.{name}"), low=f"{low:g}", high=f"{high:.0f}")


def _conversation(
    request: Request, gateway: Gateway, model: Model, references: tuple[Image, ...], *, replayable: bool
) -> tuple[str, tuple[Turn, ...], tuple[Image, ...], list[Note]]:
    why = obstacle(request.history, gateway, model) or ("" if replayable or not request.history else "plan.condensed.refused")
    if not why:
        return request.prompt, request.history, references, []
    given = len(references)
    room, language = model.max_references - given, _language(request.prompt)
    short = condense(request.history, request.prompt, given=given, room=room, limit=PROMPT_LIMIT, language=language)
    notes = [note("plan.condensed", why=why)]
    if short.picture is None and latest_picture(request.history):
        notes.append(note("chat.no_room", model=model.title, limit=model.max_references))
    if short.left_out:
        notes.append(note("chat.shortened", count=short.left_out))
    return short.prompt, (), (*references, *((short.picture,) if short.picture else ())), notes


def _with_roles(prompt: str, request: Request) -> str:
    """What the references are for, after the prompt and in its language. A role of the page has its sentence in the word table, where the page reads it, too;
    other words (of the command line) are sent as they are."""
    language = _language(request.prompt)
    roles = [_role(number, reference.role, language) for number, reference in enumerate(request.references, 1) if reference.role]
    return f"{prompt}\n\n{(' ' if language == 'en' else '').join(roles)}" if roles else prompt


def _language(prompt: str) -> Language:
    """The language of what the studio itself writes into a prompt."""
    return "zh-CN" if _HAN.search(prompt) else "en"


def _role(number: int, role: str, language: Language) -> str:
    key = f"page.role_sent.{role}"
    return say(key, language, n=number) if key in TABLE else f"Image {number}: {role}."


def _shape(request: Request, route: Route, model: Model, references: tuple[Image, ...], history: tuple[Turn, ...]) -> tuple[str, str, list[Note]]:
    """Size and aspect to send, in that order."""
    size, aspect, notes = request.size.strip(), request.aspect.strip().lower(), list[Note]()
    if pixels := re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", size.lower()):
        width, height = int(pixels[1]), int(pixels[2])
        size = min(geometry.SIZES[1:], key=lambda tier: abs(log(geometry.pixels("", "1:1", tier)[0] ** 2 / (width * height))))
        aspect = geometry.nearest(width / height, model.aspects) if aspect == "auto" and model.aspects else aspect
        notes.append(note("plan.size_near", asked=f"{width}×{height}", sent=f"{size} {aspect}"))
    elif size.lower() != "auto" and size.upper() not in geometry.SIZES:
        raise UsageError("plan.bad_size", field="size", size=size)
    aspect, more = _aspect(aspect, route, model, references, history)
    notes += more
    size = "" if size.lower() == "auto" else size.upper()
    if not size:
        return model.default_size if "size" in route.requires and model.sizes else "", aspect, notes
    if not model.sizes:
        if size != model.delivers:
            notes.append(note("plan.size_unsent", asked=size, model=model.title))
        return "", aspect, notes
    if size in model.sizes:
        return size, aspect, notes
    smaller = [tier for tier in model.sizes if geometry.SIZES.index(tier) < geometry.SIZES.index(size)]
    sent = smaller[-1] if smaller else model.sizes[0]
    return sent, aspect, [*notes, note("plan.size_near", asked=size, sent=sent)]


def _aspect(aspect: str, route: Route, model: Model, references: tuple[Image, ...], history: tuple[Turn, ...]) -> tuple[str, list[Note]]:
    if aspect == "auto":
        if references and model.aspects:
            sent = geometry.nearest(references[0].width / references[0].height, model.aspects)
            return sent, [note("plan.aspect_input", sent=sent)]
        if "aspect" not in route.requires:
            return "", []
        so_far = latest_picture(history)  # a turn that is replayed goes on from it: a square would crop what was wide
        if so_far is None or not model.aspects:
            return "1:1", []
        sent = geometry.nearest(so_far.width / so_far.height, model.aspects)
        return sent, [note("chat.aspect_so_far", sent=sent)]
    try:
        wanted = geometry.ratio(aspect)
    except ValueError:
        raise UsageError("plan.bad_aspect", field="aspect", aspect=aspect) from None
    if not model.aspects:
        return "", [note("plan.aspect_unsent", asked=aspect, model=model.title)]
    if aspect in model.aspects:
        return aspect, []
    sent = geometry.nearest(wanted, model.aspects)
    return sent, [note("plan.aspect_near", asked=aspect, sent=sent)]


def _thinking(request: Request, model: Model) -> tuple[str, list[Note]]:
    level = request.thinking
    if not level:
        return "", []
    if level not in THINKING:
        raise UsageError("plan.bad_thinking", field="thinking", level=level)
    if not model.thinking:
        return "", [note("plan.thinking_unsent", asked=level, model=model.title)]
    if level in model.thinking:
        return level, []
    near = min(model.thinking, key=lambda offered: (abs(THINKING.index(offered) - THINKING.index(level)), -THINKING.index(offered)))
    return near, [note("plan.thinking_near", asked=level, sent=near)]


def single(plan: Plan, number: int) -> Plan:
    """The plan of one of several parallel calls, with its share of the pictures: the same seed would draw the same one, so each call counts on from it."""
    return replace(plan, count=plan.share(number), seed=None if plan.seed is None else min(plan.seed + number, 2_147_483_647))
