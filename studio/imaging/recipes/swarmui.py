"""SwarmUI's JSON: under `parameters` in PNG, in UserComment elsewhere; the settings in `sui_image_params`, values often as words.

Source: mcmonkeyprojects/SwarmUI, docs/Image Metadata Format.md, and src/Utils/Image.cs (`ConvertTo`), read at 3790c95b and 01ac7f28. Older versions wrote the
date and the time it took among the settings.
"""

from typing import Any

from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.imaging.recipes.text import NAME, clean, facts, integer, line, seeded, sized

_READ = frozenset({"seed", "width", "height", "model", "images"})
_APART = frozenset({"prompt", "negativeprompt", "swarm_version"})


def read(document: dict[str, Any]) -> Recipe | None:
    """The recipe in a JSON document; None where it is another tool's."""
    said = document.get("sui_image_params")
    if not isinstance(said, dict):
        return None
    extra = document.get("sui_extra_data")
    shown = facts({name: value for name, value in {**said, **(extra if isinstance(extra, dict) else {})}.items() if name not in _APART})
    count = integer(said.get("images"))
    request = Request(
        prompt=clean(_text(said, "prompt")),
        seed=seeded(said.get("seed")),
        size=sized(said.get("width"), said.get("height")),
        model=line(_text(said, "model")),
        count=count if count is not None and 1 <= count <= 1000 else 1,
    )
    return Recipe(
        tool="SwarmUI",
        version=line(_text(said, "swarm_version"), NAME),
        request=request,
        negative=clean(_text(said, "negativeprompt")),
        facts=shown,
        foreign=tuple(name for name, _ in shown if name not in _READ and not (isinstance(extra, dict) and name in extra)),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""
