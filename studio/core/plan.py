"""A request, fitted to what one gateway and model can really do. `core/fit.py` makes it; a dialect encodes it as it stands."""

from dataclasses import dataclass

from studio.core.catalog import Gateway, Model, Route
from studio.core.notes import Note
from studio.core.parts import Image, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be sent, decided. Empty and None mean: the key is not sent.

    `prompt` is final (roles written in, a folded system instruction before it), `system` only where it is sent as such; `aspect` and `size` are what goes on
    the wire; `expected` is the pixel size that should come (0, 0 unknown); `history` holds the turns to replay, `references` the pictures after the prompt.

    Where the size is sent in pixels, `size` is `WxH` and `aspect` its shape, which is said and not sent. `count` is the pictures of all calls together;
    `fit.single` makes the plan of each. `partials` are the previews to ask for where the reply is streamed; `mask` belongs to the first reference.
    """

    gateway: Gateway
    route: Route
    model: Model
    prompt: str
    references: tuple[Image, ...] = ()
    history: tuple[Turn, ...] = ()
    system: str = ""
    aspect: str = ""
    size: str = ""
    modalities: tuple[str, ...] = ()
    thinking: str = ""
    thoughts: bool = False
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    mask: Image | None = None
    quality: str = ""
    background: str = ""
    format: str = ""
    compression: int | None = None
    moderation: str = ""
    partials: int = 0
    safety: tuple[tuple[str, str], ...] = ()
    count: int = 1
    stream: bool = False
    expected: tuple[int, int] = (0, 0)
    notes: tuple[Note, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls bring `count` pictures."""
        return -(-self.count // self.model.per_call)

    def share(self, call: int) -> int:
        """How many of them the call of this number (from 0) is asked for."""
        return min(self.model.per_call, self.count - call * self.model.per_call)
