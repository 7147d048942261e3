"""From the words of a brief to figures in their materials: which figure, which finish, which colours.

Knows nothing of where they stand.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from . import animals, birds, fruits, plants, things, vehicles, vessels
from .brief import Subject
from .colours import hexcode
from .figure import Build, Figure
from .pixels import mix
from .scene import Material

FIGURES: Final[dict[str, Build]] = {
    **vessels.FIGURES,
    **fruits.FIGURES,
    **animals.FIGURES,
    **birds.FIGURES,
    **plants.FIGURES,
    **things.FIGURES,
    **vehicles.FIGURES,
}
GLAZES: Final = frozenset({"cobalt", "navy", "blue", "emerald", "teal", "turquoise", "black", "sage", "white", "indigo"})
HOMES: Final[dict[str, str]] = {
    "boat": "sea",
    "ship": "sea",
    "paper boat": "lake",
    "house": "meadow",
    "cabin": "forest",
    "tree": "meadow",
    "blossom": "meadow",
    "pine": "snowfield",
    "lighthouse": "beach",
    "rocket": "space",
    "astronaut": "space",
    "balloon": "mountain",
    "car": "road",
    "fish": "underwater",
}
AFLOAT: Final = frozenset({"boat", "ship", "paper boat"})
ALOFT: Final = frozenset({"balloon", "fish"})


@dataclass(frozen=True, slots=True)
class Role:
    """One figure to place, dressed."""

    kind: str
    figure: Figure
    dress: tuple[tuple[str, Material], ...]


@lru_cache(maxsize=96)
def figure_of(kind: str) -> Figure:
    """The figure for a kind."""
    return FIGURES[kind]()


def finish(base: Material, word: str, colour: str) -> Material:
    """A material in another colour and, when a word asks for it, another finish."""
    out = replace(base, colour=colour)
    match word:
        case "glass":
            return replace(out, gloss=1.0, clear=0.6, speck=0.0)
        case "metal":
            return replace(out, gloss=0.9, metal=0.85, speck=0.0)
        case "glazed":
            return replace(out, gloss=0.95, speck=0.0)
        case "matte":
            return replace(out, gloss=0.04)
        case _:
            return out


def dressed(subject: Subject, shade: float = 0.0) -> Role:
    """A subject as a figure in the colours asked for; `shade` varies repeated ones a little."""
    kind = f"{subject.kind}.run" if subject.running and f"{subject.kind}.run" in FIGURES else subject.kind
    figure = figure_of(kind)
    slots = dict(figure.slots)
    dress: dict[str, Material] = {}
    if subject.colours:
        key = subject.colours[0]
        main = finish(slots["main"], subject.material, hexcode(key))
        if not subject.material and kind in vessels.FIGURES and key in GLAZES:
            main = replace(main, gloss=max(main.gloss, 0.85), speck=0.0)
        dress["main"] = main
        if "wing" in slots:
            dress["wing"] = replace(slots["wing"], colour=mix(hexcode(key), "#101014", 0.35))
        if "fin" in slots and kind == "fish":
            dress["fin"] = replace(slots["fin"], colour=mix(hexcode(key), "#101014", 0.25))
        if "light" in slots and kind in plants.FIGURES:
            dress["light"] = replace(slots["light"], colour=mix(hexcode(key), "#ffffff", 0.25))
        if kind == "bouquet":
            dress["second"] = replace(slots["second"], colour=mix(hexcode(key), "#ffffff", 0.4))
        if kind == "cup":
            dress["plate"] = main
        if kind == "person":
            dress = {"shirt": replace(slots["shirt"], colour=hexcode(key))}
        if kind == "bouquet" and len(subject.colours) > 1:
            dress["vase"] = replace(slots["vase"], colour=hexcode(subject.colours[1]))
        elif len(subject.colours) > 1:
            second = next((s for s in ("second", "band", "fin", "light", "cap", "roof", "sail", "jewel") if s in slots), "")
            if second:
                dress[second] = replace(slots[second], colour=hexcode(subject.colours[1]))
    elif subject.material:
        tint = {"glass": "#a9d3cf", "metal": "#c9ccd0"}.get(subject.material, slots["main"].colour)
        dress["main"] = finish(slots["main"], subject.material, tint)
    elif shade:
        dress["main"] = replace(slots["main"], colour=mix(slots["main"].colour, "#ffffff" if shade > 0 else "#000000", abs(shade)))
    return Role(kind, figure, tuple(dress.items()))
