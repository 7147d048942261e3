"""What a turn of a conversation is made of.

Pure values: ids, times of day and lineage belong to the store. Bytes stay in files, exactly as they were delivered; an Image only says where they are and
what was measured of them. Pillow objects never come here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in a file, byte for byte as delivered (or, for a reference, as it is sent).

    `mime` is sniffed from the bytes, never believed; `width` and `height` in pixels and `bytes` were measured; `digest` is the SHA-256 in hex.
    """

    path: Path
    mime: str
    width: int
    height: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the person. `opaque` is the whole part as received where it held more than text (a signature), else empty."""

    text: str
    opaque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What the model thought. `at` and `until` are seconds since the call began, of its first and last piece."""

    text: str
    opaque: str = ""
    at: float = 0.0
    until: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that came. A `draft` was made while thinking. `opaque` replays it verbatim, the data named by its digest; `signed` says that it can be.
    `fetched` says that the answer named its address."""

    image: Image
    draft: bool = False
    signed: bool = False
    fetched: bool = False
    opaque: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Other:
    """A part that no one here knows, kept for replay."""

    opaque: str


Part = Text | Thought | Picture | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a conversation. A model turn remembers who made it: its opaque parts travel to no other gateway or model family."""

    role: Literal["user", "model"]
    parts: tuple[Part, ...]
    gateway: str = ""
    model: str = ""

    @property
    def pictures(self) -> tuple[Image, ...]:
        """The finished pictures of this turn, drafts left out."""
        return tuple(part.image for part in self.parts if isinstance(part, Picture) and not part.draft)

    @property
    def text(self) -> str:
        """The words of this turn, thoughts left out."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))
