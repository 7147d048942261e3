"""Facts of model families, dated, each with the page it comes from. Gateways overlay what differs there.

Read Nov 2026 from ai.google.dev (image-generation, models, thought-signatures, deprecations) and the release notes cited in PROTOCOLS.md 1.6, 2 and 11.
A family's facts are what the vendor's own endpoint takes.
"""

from dataclasses import replace

from studio.core.catalog import Gateway, Model, Route
from studio.core.geometry import ASPECTS_10, ASPECTS_14
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


def family(name: str, **overlay: object) -> Model:
    """The facts of a family with what differs at a gateway laid over them. Raises KeyError for an unknown family, TypeError for an unknown field."""
    return replace(FAMILIES[name], **overlay)  # type: ignore[arg-type]  # dataclasses.replace checks the names


def find(gateway: Gateway, model: str, task: Task) -> tuple[Route, Model]:
    """The route and the model for a task: the first route that lists the model and takes the task, else one that lists it.

    An id that no route lists is taken for what its name says (`google/gemini-3-pro-image-preview` is the Pro family), within what the route's ordinary
    model may be sent; a name that says nothing is that ordinary model.
    """
    for strict in (True, False):
        for route in gateway.routes:
            for known in route.models:
                if known.id == model and (not strict or (task in route.tasks and task in known.tasks)):
                    return route, known
    route = next((r for r in gateway.routes if task in r.tasks), gateway.routes[0])
    plain, facts = route.ordinary, FAMILIES.get(model.rsplit("/", 1)[-1].removesuffix("-preview"))
    if facts is None:
        return route, replace(plain, id=model, title=model)
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
