"""What a person asks for, before anyone looked at what the gateway can do."""

from dataclasses import dataclass
from os import PathLike, fspath
from typing import Literal

from studio.core.parts import Turn

Task = Literal["generate", "edit", "chat"]
TASKS: tuple[Task, ...] = ("generate", "edit", "chat")
Thinking = Literal["", "minimal", "low", "medium", "high"]
THINKING: tuple[Thinking, ...] = ("minimal", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture file to send along. `role` says what it is for (subject, style …) and is written into the prompt beside its number. `name` is what the person
    called it, where the path no longer says."""

    path: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One order. `references` may be given as plain paths. Sampling fields are None unless the person set them.

    `aspect` is `auto` or `W:H`; `size` is `auto`, a tier (`512`, `1K`, `2K`, `4K`) or `WxH` in pixels; `count` is pictures asked for;
    `safety` pairs a harm category with a threshold; `stream` None leaves the choice to the route. `session` names the conversation that a chat turn belongs to.
    `quality`, `background`, `format`, `compression` (0 to 100) and `moderation` have a meaning for models of the Images protocol. `route` is the dialect to
    prefer where a gateway has several ways to one model; a task that this way does not take goes by another.
    """

    prompt: str
    task: Task = "generate"
    gateway: str = ""
    model: str = ""
    references: tuple[Reference, ...] = ()
    mask: str = ""
    session: str = ""
    history: tuple[Turn, ...] = ()
    aspect: str = "auto"
    size: str = "auto"
    count: int = 1
    image_only: bool = False
    thinking: Thinking = ""
    system: str = ""
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    safety: tuple[tuple[str, str], ...] = ()
    quality: str = ""
    background: str = ""
    format: str = ""
    compression: int | None = None
    moderation: str = ""
    route: str = ""
    stream: bool | None = None

    def __post_init__(self) -> None:
        given: tuple[Reference | str | PathLike[str], ...] = tuple(self.references)
        object.__setattr__(self, "references", tuple(r if isinstance(r, Reference) else Reference(fspath(r)) for r in given))
        object.__setattr__(self, "prompt", whole(self.prompt))
        object.__setattr__(self, "system", whole(self.system))


def whole(text: str) -> str:
    """`text` that can be written in UTF-8: halves of characters, as a broken terminal or a careless split gives them, put together or replaced."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
