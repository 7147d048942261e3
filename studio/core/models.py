"""Facts of model families, dated, each with the page it comes from. Gateways overlay what differs there.

Read Nov 2026 from ai.google.dev (image-generation, models, thought-signatures, deprecations), platform.openai.com (image generation guide, images API
reference) and the release notes cited in PROTOCOLS.md 1.6, 1.7, 2 and 11. A family's facts are what the vendor's own endpoint takes.
"""

import re
from dataclasses import replace

from studio.core.catalog import Gateway, Model, Route
from studio.core.geometry import ASPECTS_10, ASPECTS_14, shapes
from studio.core.request import Task

FAMILIES: dict[str, Model] = {
    model.family: model
    for model in (
        # ai.google.dev/gemini-api/docs/image-generation, Oct 2026; 512 answers 400; medium is its default
        Model(
            id="gemini-nano-banana-2.1",
            family="gemini-nano-banana-2.1",
            title="Nano Banana 2.1",
            aspects=ASPECTS_14,
            sizes=("1K", "2K", "4K"),
            max_references=14,
            thinking=("minimal", "medium", "high"),
            thinks=True,
            signs=True,
        ),
        # same page; thinking is always on and takes no level
        Model(
            id="gemini-3-pro-image",
            family="gemini-3-pro-image",
            title="Nano Banana Pro",
            aspects=ASPECTS_10,
            sizes=("1K", "2K", "4K"),
            max_references=14,
            thinks=True,
            signs=True,
        ),
        # same page; minimal is its default
        Model(
            id="gemini-3.1-flash-image",
            family="gemini-3.1-flash-image",
            title="Nano Banana 2",
            aspects=ASPECTS_14,
            sizes=("512", "1K", "2K", "4K"),
            max_references=14,
            thinking=("minimal", "high"),
            thinks=True,
            signs=True,
        ),
        # same page; 1K only, so the size key is not sent
        Model(
            id="gemini-3.1-flash-lite-image",
            family="gemini-3.1-flash-lite-image",
            title="Nano Banana 2 Lite",
            aspects=ASPECTS_14,
            delivers="1K",
            max_references=14,
            thinking=("minimal", "high"),
            thinks=True,
            signs=True,
            max_output_tokens=4_096,
        ),
        # same page; no thinking, three references, 1K only
        Model(
            id="gemini-2.5-flash-image",
            family="gemini-2.5-flash-image",
            title="Nano Banana",
            aspects=ASPECTS_10,
            delivers="1K",
            max_references=3,
        ),
        # EZmodel's document names it; the vendor refuses a system instruction in image mode (new-api#989)
        Model(
            id="gemini-2.0-flash-exp",
            family="gemini-2.0-flash-exp",
            title="Gemini 2.0 Flash",
            aspects=ASPECTS_10,
            sizes=("1K", "2K", "4K"),
            max_references=3,
            system=False,
        ),
    )
}


def drawer(id: str, title: str, **more: object) -> Model:  # noqa: A002  the field's own name
    """An ordinary model of the Images protocol: pictures only, no conversation, no sampling, several pictures a call, its size in pixels."""
    canvas = more.get("canvas", ())
    aspects, sizes = shapes(canvas) if isinstance(canvas, tuple) and canvas else (ASPECTS_10, ("1K", "2K", "4K"))
    facts: dict[str, object] = {
        "tasks": ("generate", "edit"), "aspects": aspects, "sizes": sizes, "max_references": 16, "max_count": 10, "per_call": 10,
        "mimes": ("image/png", "image/jpeg", "image/webp"), "chat": "none", "system": False, "sampling": (), "safety": False, "words": False, "mask": True,
    }  # fmt: skip
    return Model(id=id, title=title, **(facts | more))  # type: ignore[arg-type]  # the dataclass checks the names


_GPT = {
    "backgrounds": ("auto", "opaque", "transparent"), "formats": ("png", "jpeg", "webp"), "compresses": True, "moderations": ("auto", "low"), "partials": 2,
}  # fmt: skip
_LEVELS = ("auto", "low", "medium", "high")
GPT_CANVAS = ("1024x1024", "1536x1024", "1024x1536")

FAMILIES_IMAGES: dict[str, Model] = {
    model.family: model
    for model in (
        # platform.openai.com/docs/guides/image-generation, Nov 2026: any size; transparent is a preview since 20 Aug 2026; a snapshot is its family
        *(
            drawer(name, title, family=name, any_size=True, qualities=levels, **_GPT)
            for name, title, levels in (
                ("gpt-image-2", "GPT Image 2", _LEVELS),
                ("gpt-image-2.6-sunburst", "GPT Image 2.6 Sunburst", (*_LEVELS, "xhigh", "max")),
                ("gpt-image-2.6-flare", "GPT Image 2.6 Flare", (*_LEVELS, "xhigh", "max")),
                ("gpt-image-2.5-sunburst", "GPT Image 2.5 Sunburst", (*_LEVELS, "xhigh", "max")),
                ("gpt-image-2.5-flare", "GPT Image 2.5 Flare", (*_LEVELS, "xhigh", "max")),
            )
        ),
        # same page: three sizes
        *(
            drawer(name, title, family=name, canvas=GPT_CANVAS, qualities=_LEVELS, **_GPT)
            for name, title in (
                ("gpt-image-1.5", "GPT Image 1.5"),
                ("gpt-image-1-mini", "GPT Image 1 Mini"),
                ("chatgpt-image-latest", "ChatGPT Image"),
            )
        ),
    )
}
_DIALECTS = {"gemini": FAMILIES, "openai_images": FAMILIES_IMAGES}
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}\Z")


def family(name: str, **overlay: object) -> Model:
    """The facts of a family with what differs at a gateway laid over them. Raises KeyError for an unknown family, TypeError for an unknown field."""
    return replace((FAMILIES | FAMILIES_IMAGES)[name], **overlay)  # type: ignore[arg-type]  # dataclasses.replace checks the names


def pixel_sizes(*canvas: str) -> dict[str, object]:
    """The overlay of a gateway that takes these values of `size` and no others."""
    aspects, sizes = shapes(canvas)
    return {"canvas": canvas, "any_size": False, "aspects": aspects, "sizes": sizes}


def takes(route: Route, model: str, task: Task) -> bool:
    """Whether a route lists a model for a task."""
    return task in route.tasks and any(known.id == model and task in known.tasks for known in route.models)


def find(gateway: Gateway, model: str, task: Task, way: str = "") -> tuple[Route, Model]:
    """The route and the model for a task: the first route that lists the model and takes the task, else one that lists it. `way` is the dialect to prefer.

    An id that no route lists is taken for what its name says (`google/gemini-3-pro-image-preview` is the Pro family), within what the route's ordinary
    model may be sent; a name that says nothing is that ordinary model. It goes by the route of its vendor, where a gateway has one for each.
    """
    routes = sorted(gateway.routes, key=lambda route: route.dialect != way)  # stable: their own order but for the one that is wished
    for strict in (True, False):
        for route in routes:
            for known in route.models:
                if known.id == model and (not strict or (task in route.tasks and task in known.tasks)):
                    return route, known
    able = [route for route in routes if task in route.tasks] or routes
    own = [route for route in able if model.startswith(route.vendors or "\0")]
    route = next((route for route in (*own, *(r for r in able if not r.vendors))), able[0])
    said = _SNAPSHOT.sub("", model.rsplit("/", 1)[-1]).removesuffix("-preview")
    plain, facts = route.ordinary, _DIALECTS.get(route.dialect, FAMILIES).get(said)
    if facts is None:
        return route, replace(plain, id=model, title=model)
    if facts.in_pixels:
        return route, _within(facts, plain, model)
    one_size = plain.sizes if "size" in route.requires else ()  # a model of one size is sent it only where a size must be there (C9)
    return route, replace(
        facts,
        id=model,
        title=model,
        aspects=tuple(a for a in facts.aspects if a in plain.aspects),
        sizes=tuple(s for s in facts.sizes or one_size if s in plain.sizes),
        mimes=plain.mimes,
        chat=plain.chat,
    )


def _within(facts: Model, plain: Model, id: str) -> Model:  # noqa: A002
    """A model of the Images protocol that was typed, within what the ordinary one of its route may be sent."""
    canvas = tuple(size for size in facts.canvas if size in plain.canvas) or plain.canvas or facts.canvas
    sized = pixel_sizes(*canvas) if canvas else {}
    return replace(
        facts,
        id=id,
        title=id,
        mimes=plain.mimes,
        mask=plain.mask,
        max_references=min(facts.max_references, plain.max_references),
        per_call=min(facts.per_call, plain.per_call),
        qualities=tuple(level for level in facts.qualities if level in plain.qualities),
        tolerated=plain.tolerated,
        backgrounds=tuple(value for value in facts.backgrounds if value in plain.backgrounds),
        formats=tuple(value for value in facts.formats if value in plain.formats),
        moderations=tuple(value for value in facts.moderations if value in plain.moderations),
        compresses=facts.compresses and plain.compresses,
        partials=min(facts.partials, plain.partials),
        **sized,  # type: ignore[arg-type]  # dataclasses.replace checks the names
    )
