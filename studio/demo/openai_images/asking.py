"""A request to the Images wire, read and found good: plain values between the checks, the brush and the answer. Knows no JSON and no socket."""

from dataclasses import dataclass
from typing import Literal

from studio.demo.conversation import Sent
from studio.demo.openai_images.faces import MAX_PIXELS, Face, Model, pixels

Format = Literal["png", "jpeg", "webp"]
Background = Literal["transparent", "opaque", "auto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A whole request, defaults filled in. `prompt` has no `demo:` words; `partials` are drafts asked for; `link` asks for an address instead of base64.

    `sources` are the pictures of an edit, empty for a generation; `mask` has the size of the first, and is clear where it is to be changed.
    """

    face: Face
    model: Model
    prompt: str
    scenarios: tuple[tuple[str, float | None], ...] = ()
    count: int = 1
    size: str = "auto"
    quality: str = "auto"
    background: Background = "auto"
    format: Format = "png"
    compression: int = 100
    stream: bool = False
    partials: int = 0
    link: bool = False
    person: str = ""
    sources: tuple[Sent, ...] = ()
    mask: Sent | None = None

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the pictures to make."""
        if self.size != "auto":
            return pixels(self.size)
        if not self.sources:
            return 1024, 1024
        width, height = self.sources[0].width, self.sources[0].height
        if not self.model.keeps:
            return self.model.nearest(width, height)
        share = min(1.0, (MAX_PIXELS / (width * height)) ** 0.5)
        return max(1, int(width * share)), max(1, int(height * share))

    def wants(self, scenario: str) -> bool:
        """Whether a scenario was asked for."""
        return any(name == scenario for name, _ in self.scenarios)
