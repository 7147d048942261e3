"""Fooocus's own JSON (scheme `fooocus`); its other scheme, `a1111`, is an infotext and read as one.

PNG has the JSON under `parameters` and the scheme under `fooocus_scheme`; JPEG and WebP have them as UserComment and MakerNote, both plain strings in the first
EXIF directory. Source: lllyasviel/Fooocus, modules/meta_parser.py, read at 045d03dd. `resolution` is a Python tuple in a string, which Fooocus itself gives to
`eval` when it is read back; here a pattern reads two numbers. Logs of older versions name the same things by their titles (`Base Model`).
"""

import re
from typing import Any

from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.imaging.recipes.text import NAME, clean, facts, line, seeded, sized

_SIGNS = frozenset({"base_model", "fooocus_v2_expansion", "metadata_scheme", "performance"})
_READ = frozenset({"seed", "resolution", "base_model"})
_APART = frozenset({"prompt", "negative_prompt", "version", "metadata_scheme"})
_PAIR = re.compile(r"[(\[]?\s*(\d{2,5})\s*[,x×]\s*(\d{2,5})\s*[)\]]?")


def read(document: dict[str, Any], scheme: str = "") -> Recipe | None:
    """The recipe in a JSON document; None where it is another tool's. `scheme` is what `fooocus_scheme` said."""
    said = {str(name).strip().lower().replace(" ", "_"): value for name, value in document.items()}
    if scheme != "fooocus" and not (_SIGNS & said.keys() and "prompt" in said):
        return None
    sides = _PAIR.fullmatch(_text(said, "resolution").strip())
    shown = facts({name: value for name, value in said.items() if name not in _APART})
    return Recipe(
        tool="Fooocus",
        version=line(_text(said, "version").removeprefix("Fooocus").strip().removeprefix("v"), NAME),
        request=Request(
            prompt=clean(_text(said, "prompt")),
            seed=seeded(said.get("seed")),
            size=sized(sides[1], sides[2]) if sides else "auto",
            model=line(_text(said, "base_model")),
        ),
        negative=clean(_text(said, "negative_prompt")),
        facts=shown,
        foreign=tuple(name for name, _ in shown if name not in _READ),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""
