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
    safety: tuple[tuple[str, str], ...] = ()
    count: int = 1
    stream: bool = False
    expected: tuple[int, int] = (0, 0)
    notes: tuple[Note, ...] = ()
