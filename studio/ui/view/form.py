"""The picker, the form and the price: exactly what this gateway and model can do, and nothing they can not."""

from collections.abc import Mapping
from typing import Any, Literal

from studio.core import geometry
from studio.core.catalog import Gateway, Model
from studio.core.models import find
from studio.core.prices import Cost, estimate
from studio.core.request import Task
from studio.errors import StudioError
from studio.live import Listing
from studio.live import offers as all_offers
from studio.settings import Settings
from studio.ui.shapes.asking import Field, Option, Picker, PickerGroup, PickerModel, PickerTodo, Price, Spec
from studio.ui.view import facts
from studio.words import Language, say

HARMS = ("HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT")
THRESHOLDS = ("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF")
CHOICES = ("quality", "background", "format", "moderation")
"""Fields of the Images protocol whose values are data on the model."""

_LIMITS = {"temperature": (0, 2, 0.1), "top_p": (0, 1, 0.05), "top_k": (1, 1000, 1), "max_tokens": (1, 32_768, 1), "seed": (0, 2_147_483_647, 1)}


def picker(
    settings: Settings,
    gateway: str,
    model: str,
    language: Language,
    notes: tuple[str, ...] = (),
    *,
    task: Task = "generate",
    listings: Mapping[str, Listing] | None = None,
) -> Picker:
    """For a task: configured gateways with their models, those that only their live lists name last; the others with the variable that would configure them."""
    usable = [access for access in settings.access if access.configured]
    groups = [
        PickerGroup(
            gateway=access.gateway.name,
            title=say("view.demo", language) if access.gateway.builtin else access.gateway.title,
            note=say("view.inside", language) if access.gateway.builtin else access.base_url.split("://", 1)[-1],
            models=[
                _line(access.gateway, offer.model, language)
                for offer in all_offers(access, (listings or {}).get(access.gateway.name, Listing()))
                if task in offer.model.tasks
            ],
        )
        for access in usable
    ]
    todo = [PickerTodo(title=access.gateway.title, note=_todo(access.problem, language)) for access in settings.access if not access.configured]
    chosen = next((access.gateway for access in usable if access.gateway.name == gateway), usable[-1].gateway)
    known = find(chosen, model, task)[1]
    listed = any(known.id == each.id for each in chosen.models)
    where = say("view.inside", language) if chosen.builtin else chosen.title if listed else f"{chosen.title} · {say('view.typed', language)}"
    count = say("view.group", language) if len(usable) == 1 else say("view.groups", language, count=len(usable))
    return Picker(
        groups=groups,
        todo=todo,
        gateway=chosen.name,
        model=known.id,
        title=_title(chosen, known, language),
        subtitle=where,
        note=" ".join(notes),
        aside=count,
        demo=chosen.builtin,
    )


def _todo(problem: StudioError | None, language: Language) -> str:
    """A missing key in a few words, as its gateway stands beside it; anything else in full."""
    if problem is None:
        return ""
    variable = str(problem.values.get("variable", ""))
    return say("view.todo", language, variable=variable) if variable and problem.key in ("plan.no_key", "plan.no_address") else problem.say(language)


def _title(gateway: Gateway, model: Model, language: Language) -> str:
    """A model's own name; what the studio brings itself has one in the person's language."""
    return say("view.demo", language) if gateway.builtin and model in gateway.models else model.title


def _line(gateway: Gateway, model: Model, language: Language) -> PickerModel:
    top = model.sizes[-1] if model.sizes else model.delivers
    key = "view.model_note" if top else "view.model_plain"
    cost = estimate(gateway, model.family, size=model.delivers or model.default_size, count=1, references=0, characters=0)
    price = say("money.free", language) if gateway.free else facts.usd(cost.usd) if cost.usd is not None else ""
    return PickerModel(id=model.id, title=_title(gateway, model, language), note=say(key, language, references=model.max_references, size=top), price=price)


def spec(
    model: Model,
    values: Mapping[str, str | bool],
    language: Language,
    errors: Mapping[str, str] | None = None,
    *,
    task: Task = "generate",
    first: tuple[int, int] = (0, 0),
) -> Spec:
    """The fields of a model for a task. `values` decide what is said beside them (pixels for the chosen ratio); `errors` are said under theirs.

    `first` is width and height of image 1, where there is one: Auto then means the offered ratio nearest to it.
    """
    wrong = errors or {}
    fields: list[Field] = []
    near = geometry.nearest(first[0] / first[1], model.aspects) if first[1] and model.aspects and not model.in_pixels else ""
    chosen = str(values.get("aspect", "auto"))
    if model.aspects:
        options = [Option(value="auto", label=say("form.match" if near else "form.auto", language), ratio=0)]
        options += [Option(value=aspect, label=geometry.shown(aspect), ratio=geometry.ratio(aspect)) for aspect in model.aspects]
        beside = geometry.shown(chosen) if ":" in chosen else say("form.auto.input", language, sent=near) if near else say("form.auto", language)
        fields.append(Field(name="aspect", kind="ratios", label=say("form.aspect", language), options=options, aside=beside))
    if len(model.sizes) > 1:
        fields.append(
            Field(
                name="size",
                kind="segments",
                label=say("form.size", language),
                aside=say("form.size.aside", language),
                options=[Option(value=size, label=size, note=_pixels(model, chosen if ":" in chosen else near, size)) for size in model.sizes],
            )
        )
    count = int(str(values.get("count", 1)) or 1)
    single = -(-count // model.per_call)
    calls = say("form.count.one", language) if single == 1 else say("form.count.calls", language, count=single)
    counts = [Option(value=str(n), label=str(n)) for n in range(1, model.max_count + 1)]
    if task != "chat":  # a turn has one answer
        fields.append(Field(name="count", kind="segments", label=say("form.count", language), aside=calls, options=counts))
    if model.words:
        answers = [Option(value="both", label=say("form.output.both", language)), Option(value="image", label=say("form.output.image", language))]
        fields.append(Field(name="output", kind="segments", label=say("form.output", language), options=answers))
    fields += _drawing(model, values, language, task)
    if model.thinking:
        levels = [Option(value="", label=say("form.thinking.auto", language))]
        levels += [Option(value=level, label=say(f"form.thinking.{level}", language)) for level in model.thinking]
        fields.append(Field(name="thinking", kind="select" if len(levels) > 3 else "segments", label=say("form.thinking", language), options=levels))
    fold = say("form.system", language)
    fields.append(Field(name="system", kind="text", label=fold, fold=fold, placeholder=say("form.system.hint", language)))
    fold = say("form.sampling", language)
    for name in model.sampling:
        low, high, step = _LIMITS[name]
        high = min(high, model.max_output_tokens) if name == "max_tokens" else high
        label = say(f"form.{name}", language)
        fields.append(Field(name=name, kind="number", label=label, fold=fold, min=low, max=high, step=step, placeholder=say("form.default", language)))
    if model.safety:
        fold = say("form.safety", language)
        levels = [Option(value="", label=say("form.safety.own", language))]
        levels += [Option(value=level, label=say(f"form.safety.{level}", language)) for level in THRESHOLDS]
        fields += [Field(name=harm, kind="select", label=say(f"form.safety.{harm}", language), fold=fold, options=levels) for harm in HARMS]
    for field in fields:
        if field["name"] in wrong:
            field["error"] = wrong[field["name"]]
    return Spec(fields=fields)


def _drawing(model: Model, values: Mapping[str, str | bool], language: Language, task: Task) -> list[Field]:
    """Quality, and what the file is to be: the choices that the model's data has."""
    fields: list[Field] = []
    for name in CHOICES:
        offered = offers(model, name, task)
        if not offered:
            continue
        options = [Option(value="", label=say(f"form.{name}.auto", language))]
        options += [Option(value=value, label=say(f"form.{name}.{value}", language)) for value in offered]
        kind: Literal["segments", "select"] = "segments" if len(options) <= 4 else "select"
        field = Field(name=name, kind=kind, label=say(f"form.{name}", language), options=options)
        if name != "quality":
            field["fold"] = say("form.file", language)
        fields.append(field)
        if name == "format" and model.compresses and values.get("format") in ("jpeg", "webp"):
            fields.append(
                Field(
                    name="compression", kind="number", label=say("form.compression", language), fold=say("form.file", language),
                    min=0, max=100, step=5, placeholder="100",
                )
            )  # fmt: skip
    return fields


def offers(model: Model, name: str, task: Task) -> tuple[str, ...]:
    """The values of one of CHOICES that a model offers for a task, Auto aside."""
    given = {"quality": model.qualities, "background": model.backgrounds, "format": model.formats, "moderation": model.moderations if task != "edit" else ()}
    return tuple(value for value in given[name] if value != "auto")


def _pixels(model: Model, aspect: str, size: str) -> str:
    if model.in_pixels:
        if ":" not in aspect and size == model.default_size:
            return ""  # the model chooses (C17)
        wanted = geometry.ratio(aspect) if ":" in aspect else 1.0
        return facts.pixels(*geometry.sides(geometry.drawn(model.canvas, wanted, geometry.AREAS[size])))
    width, height = geometry.pixels(model.family, aspect if ":" in aspect else "", size)
    return facts.pixels(width, height) if width else ""


def defaults(model: Model) -> dict[str, str | bool]:
    """The values a form starts with."""
    size = model.default_size if model.default_size in model.sizes else model.sizes[0] if model.sizes else ""
    choices: dict[str, str | bool] = {name: "" for name in CHOICES if offers(model, name, "generate")}
    return {"aspect": "auto", "size": size, "count": "1", "output": "both", "thinking": "", "system": ""} | choices


def refit(model: Model, old: Mapping[str, Any], language: Language) -> tuple[dict[str, str | bool], tuple[str, ...]]:
    """Values under another model, and a sentence for each that had to change."""
    kept: dict[str, str | bool] = {**defaults(model), **{name: value for name, value in old.items() if isinstance(value, str | bool)}}
    said: list[str] = []
    aspect, size, level, count = (str(kept.get(name, "")) for name in ("aspect", "size", "thinking", "count"))
    if ":" in aspect and aspect not in model.aspects:
        kept["aspect"] = geometry.nearest(geometry.ratio(aspect), model.aspects) if model.aspects else "auto"
        said.append(say("plan.aspect_near", language, asked=aspect, sent=kept["aspect"]))
    if size and size not in model.sizes:
        kept["size"] = defaults(model)["size"]
        if now := kept["size"] or model.delivers:
            said.append(say("plan.size_near", language, asked=size, sent=now))
    if level and level not in model.thinking:
        kept["thinking"] = ""
        said.append(say("plan.thinking_unsent", language, asked=say(f"form.thinking.{level}", language), model=model.title))
    for name in CHOICES:
        if (value := kept.get(name)) and value not in offers(model, name, "generate"):
            kept[name] = ""
            said.append(say("plan.choice_unsent", language, name=say(f"form.{name}", language), asked=say(f"form.{name}.{value}", language), model=model.title))
    if count.isdigit() and int(count) > model.max_count:
        kept["count"] = str(model.max_count)
        said.append(say("plan.count_near", language, asked=count, sent=model.max_count))
    return kept, tuple(said)


def price(cost: Cost, count: int, language: Language) -> Price:
    """The estimate and what it rests on."""
    if cost.usd == 0:
        return Price(amount=say("money.free", language), basis=say("money.here", language))
    if cost.usd is None or cost.each is None:
        return Price(amount=say("money.unknown", language), basis=say("money.ask_gateway", language))
    when = facts.day(cost.date, language)
    if count == 1:
        return Price(amount=say("money.about", language, cost=facts.usd(cost.usd)), basis=say("money.list", language, date=when))
    basis = say("money.each", language, count=count, each=facts.usd(cost.each), date=when)
    return Price(amount=say("money.about", language, cost=facts.usd(cost.usd)), basis=basis)
