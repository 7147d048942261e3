"""What an export is given and gives back: plain values, and the shape of an exporter.

Nothing here opens a file. What is shown arrives ready: who calls has chosen the pictures, said their labels in the person's language, and diffed the settings.
No text is trusted: it comes from people, models and file names, and each exporter makes it harmless in its own medium (`texts.plain` first).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from studio.core.comparison import Registration
from studio.core.notes import Note
from studio.words import Language

Kind = Literal["same", "del", "ins"]
Piece = tuple[Kind, str]
"""A stretch of a diffed prompt: in both, in A only, in B only. Joined, the pieces are the text with its blanks."""
Motion = Literal["wipe", "blink"]
Picture = Literal["auto", "png", "jpeg", "webp"]
Mode = Literal["slider", "vertical", "side", "blink", "overlay", "difference", "loupe"]
Told = Callable[[float], None]
"""Hears how much is done, 0 to 1, never less than before. What it raises (Cancelled) ends the work, and nothing is left behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two pictures: its file, and what is said of it.

    `label` names it in a word or two (“Before”), `title` says where it is from (“Run 128 · Lumen 2 Pro”), `fact` is measured (“2400×1600 PNG”), `alt` is for
    who does not see it (its prompt), `name` is its file's name for the person. `recipe` is a JSON text, or empty. `width` and `height` are pixels, upright.
    `mark` is the IPTC digital source type of what a model made (`trainedAlgorithmicMedia`); where it is empty, the file's own mark is taken.
    """

    path: Path
    label: str
    title: str
    fact: str
    alt: str
    name: str
    width: int
    height: int
    recipe: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A setting of both. `same` rows are dimmed and shown once; `pieces`, where there are any, are shown in place of `a` and `b`."""

    name: str
    a: str
    b: str
    same: bool = False
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A comparison. `rows` are its settings, in order; `registration` where A lies in B, None where that is not known or not trusted; `made` is the ISO 8601
    time, with offset, at which the export is asked for."""

    title: str
    a: Side
    b: Side
    rows: tuple[Row, ...] = ()
    language: Language = "en"
    registration: Registration | None = None
    made: str = ""

    @property
    def sides(self) -> tuple[Side, Side]:
        """A and B."""
        return self.a, self.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person chooses. An exporter reads what is of use to it.

    edge      longest edge of a picture in pixels; a smaller picture is not enlarged (a common canvas may need it, and says so)
    quality   of lossy encoding, 1 to 100
    recipe    settings and recipes go along
    motion    animation: a divider that goes across and back, or one picture after the other
    seconds   animation: of one round
    picture   how pictures are encoded: html webp (auto) or jpeg; sheet png (auto) or jpeg; elsewhere not read
    captions  labels and facts are drawn beside or on the pictures
    mode      html: how the comparer opens
    """

    edge: int = 1600
    quality: int = 82
    recipe: bool = True
    motion: Motion = "wipe"
    seconds: float = 4.0
    picture: Picture = "auto"
    captions: bool = True
    mode: Mode = "slider"


@dataclass(frozen=True, slots=True)
class Written:
    """How many bytes the file has, and what is worth knowing about it."""

    bytes: int
    notes: tuple[Note, ...] = field(default=())


class Exporter(Protocol):
    """A module is enough. NAME is its word for addresses (`html`), SUFFIX ends its files (`.html`), MEDIA is their MIME type; where these follow
    `Options.picture`, KINDS has the others (`studio.export.kind`)."""

    NAME: str
    SUFFIX: str
    MEDIA: str

    def estimate(self, shown: Shown, options: Options) -> int:
        """How many bytes `write` will make, within about a quarter, read from samples in less than 0.3 s for two pictures of 4K. Raises UsageError where a
        picture can not be read."""
        ...

    def write(self, shown: Shown, options: Options, path: Path, told: Told = ...) -> Written:
        """Make the file, whole or not at all. Raises UsageError where a picture can not be read, StorageFault where the disk takes no more, and what `told`
        raises."""
        ...


def quiet(_done: float) -> None:
    """Nobody listens."""
