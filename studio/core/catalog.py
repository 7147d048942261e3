"""Who can be asked, what each can do, and by which way in.

A gateway is a tuple of routes because one provider can have several ways in: other addresses, key headers and model ids, and tasks that only one of them
takes. What a model can do is data on the pair of route and model (a *quirk* is a field here, read in one place), never a test on a name.
"""

from dataclasses import dataclass, field
from typing import Literal

from studio.core.request import Task

Auth = Literal["x-goog-api-key", "bearer", "query-key", "none"]
Case = Literal["camel", "snake"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one model can do through one route. `id` is spelled as the route wants it; `family` finds its facts and price.

    `sizes` are the tiers that may be sent (empty: the key is never sent), `aspects` the ratios (empty likewise). `thinking` lists the levels offered;
    `thinks` allows thoughts to be asked for at all. `chat` says whether model turns are replayed, emulated by a condensed user turn, or not possible.
    `delivers` names the one size that really comes, where that is less than what may be asked.

    Models that take their size in pixels have a `canvas`: the `WxH` values that may be sent (and `auto`, where an edit names it), or `any_size` within the
    limits of `geometry.legal`; `aspects` and `sizes` then are what these come to. `per_call` is how many pictures one call may be asked for. `qualities`,
    `backgrounds`, `formats` and `moderations` are the values offered (empty: the key is never sent), `tolerated` qualities that are sent but not offered;
    `compresses` says that a quality of JPEG and WebP can be set, `partials` how many previews are asked for in a stream, `mask` that edits take one, `words`
    that an answer may hold text. `response_format` is sent where it is set: a server of this kind that would answer in another way.
    """

    id: str
    title: str
    family: str = ""
    tasks: tuple[Task, ...] = ("generate", "edit", "chat")
    aspects: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    default_size: str = "1K"
    delivers: str = ""
    max_references: int = 0
    max_count: int = 8
    mimes: tuple[str, ...] = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
    thinking: tuple[str, ...] = ()
    thinks: bool = False
    chat: Literal["replay", "emulate", "none"] = "replay"
    signs: bool = False
    system: bool = True
    sampling: tuple[str, ...] = ("temperature", "top_p", "top_k", "max_tokens", "seed")
    safety: bool = True
    max_output_tokens: int = 32_768
    canvas: tuple[str, ...] = ()
    any_size: bool = False
    per_call: int = 1
    qualities: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    compresses: bool = False
    moderations: tuple[str, ...] = ()
    partials: int = 0
    mask: bool = False
    words: bool = True
    response_format: str = ""
    note: str = ""

    @property
    def in_pixels(self) -> bool:
        """Its size is sent in pixels."""
        return self.any_size or bool(self.canvas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way into a gateway. `path` follows the gateway's address; `requires` names what must always be sent (`aspect`, `size`); `ordinary` is what a model
    that no one lists here is taken for. `title` names it in sentences where a gateway has several; `vendors` are the beginnings of the ids that belong here
    and nowhere else (empty: any). `modalities` are asked for in this order (empty: the key is never sent). `multi_image_field` is the form field of several
    pictures: some servers read only one of the two."""

    dialect: str
    title: str = ""
    vendors: tuple[str, ...] = ()
    multi_image_field: Literal["image[]", "image"] = "image[]"
    path: str = ""
    auth: Auth = "bearer"
    part_case: Case = "camel"
    models: tuple[Model, ...] = ()
    tasks: tuple[Task, ...] = ("generate", "edit", "chat")
    stream: Literal["on", "off", "auto"] = "auto"
    requires: frozenset[str] = frozenset()
    modalities: tuple[str, ...] = ("TEXT", "IMAGE")
    ordinary: Model = field(default_factory=lambda: Model(id="", title=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Who is asked. `key_env` are the variables that may hold the key (first wins), `base_env` the one that overrides `base_url`.

    `limit` is how many calls run side by side; `budget` the largest JSON body in bytes; `free` means that nothing is ever billed.
    """

    name: str
    title: str
    base_url: str = ""
    base_env: str = ""
    key_env: tuple[str, ...] = ()
    routes: tuple[Route, ...]
    limit: int = 4
    budget: int = 20_000_000
    free: bool = False
    builtin: bool = False
    note: str = ""
    docs: str = ""

    @property
    def models(self) -> tuple[Model, ...]:
        """Every model of every route, each id once, in the order of the data."""
        seen: dict[str, Model] = {}
        for route in self.routes:
            for model in route.models:
                seen.setdefault(model.id, model)
        return tuple(seen.values())


HERE = Gateway(
    name="studio",
    title="This studio",
    routes=(Route(dialect="", models=(Model(id="paste-back", title="Paste-back", tasks=("edit",)),), ordinary=Model(id="", title="")),),
    free=True,
)
"""What was made here without asking anyone: no gateway that can be chosen, only what such a run says of itself."""
