"""What was understood of a prompt: plain values between the reader, the painters and the words.

Knows nothing of pixels or of vocabulary. The reader fills it, everything else only looks at it, so that a
test can ask "was the apple red?" without opening a picture, and so that a Chinese and an English prompt
that mean the same give the same picture.
"""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A known word in a prompt: its sort (a table of `words`), its key there, and where it stands."""

    sort: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to draw: a key of `words.SUBJECTS`, how many, and what it is made of (colour keys, nearest first)."""

    kind: str
    count: int = 1
    colours: tuple[str, ...] = ()
    material: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One asked edit: a verb of `changes.py` with its object (a colour, a style, a subject) and where it applies."""

    verb: str
    value: str = ""
    target: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A prompt, understood. `known` is false when no word of it named anything that can be drawn."""

    prompt: str
    language: Language
    seed: int
    subjects: tuple[Subject, ...] = ()
    props: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    layers: int = 0
    light: str = ""
    style: str = ""
    weather: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    tints: tuple[tuple[str, str], ...] = ()
    lettering: str = ""
    transparent: bool = False
    plain: bool = False
    known: bool = True
    references: int = 0
    changes: tuple[Change, ...] = ()

    def tint(self, place: str) -> str:
        """The colour key asked for a place ("wall", "table", "sky" ...), or an empty string."""
        return dict(self.tints).get(place, "")
