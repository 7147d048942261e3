"""A request, read and found good: plain values between the checks, the painter and the answer. Knows no JSON and no socket."""

from dataclasses import dataclass

from studio.demo.faces import Face, Model


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that a client sent: its bytes, what they are, and its size in pixels as a viewer shows it (EXIF applied)."""

    data: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: words, or a picture, or neither (a function call, kept out of pictures)."""

    text: str = ""
    picture: Sent | None = None
    thought: bool = False
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """One turn as it was sent."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What generationConfig said, with the model's defaults filled in. `size` is a tier; `aspect` is empty when nobody said."""

    modalities: tuple[str, ...]
    aspect: str = ""
    size: str = "1K"
    level: str = ""
    thoughts: bool = False
    seed: int | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A whole request. `prompt` is the words of the last turn without its `demo:` words."""

    face: Face
    model: Model
    config: Config
    contents: tuple[Content, ...]
    system: str
    prompt: str
    scenarios: tuple[tuple[str, float | None], ...] = ()

    @property
    def draws(self) -> bool:
        """Whether a picture is wanted."""
        return self.model.draws and "IMAGE" in self.config.modalities

    @property
    def speaks(self) -> bool:
        """Whether words are wanted."""
        return "TEXT" in self.config.modalities

    @property
    def pictures(self) -> tuple[Sent, ...]:
        """What is to be edited, first the picture that changes: the last answer's, then those of the last turn; else those of an earlier turn."""
        last = tuple(part.picture for part in self.contents[-1].parts if part.picture)
        answered = [part.picture for content in self.contents if content.role == "model" for part in content.parts if part.picture and not part.thought]
        if answered:
            return (answered[-1], *last)
        if last:
            return last
        earlier = [tuple(part.picture for part in content.parts if part.picture) for content in self.contents[:-1]]
        return next((pictures for pictures in reversed(earlier) if pictures), ())

    def canvas(self, size: str = "") -> tuple[int, int]:
        """Width and height of the picture to make: the ratio that was asked, else the nearest to the first picture's, else a square; `size` another tier."""
        aspect = self.config.aspect
        if not aspect:
            first = next(iter(self.pictures), None)
            aspect = self.model.nearest(first.width, first.height) if first else "1:1"
        return self.model.pixels(aspect, size or self.config.size)

    def argument(self, scenario: str) -> float | None:
        """The number behind a scenario's name (`slow:2`), or None."""
        return dict(self.scenarios).get(scenario)

    def wants(self, scenario: str) -> bool:
        """Whether a scenario was asked for."""
        return any(name == scenario for name, _ in self.scenarios)
