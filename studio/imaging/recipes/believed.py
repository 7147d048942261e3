"""Our own JSON read back. It came with a file, so it is no more ours than any other: each value is believed only in its own shape, the rest is left out."""

import re
from dataclasses import replace
from typing import Any

from studio.core.notes import note
from studio.core.recipe import STUDIO, Made, Recipe, Source
from studio.core.request import TASKS, THINKING, Request
from studio.imaging.faults import shown
from studio.imaging.recipes.ours import SCHEMA, shaped
from studio.imaging.recipes.text import NAME, clean, integer, line, loads, seeded

_TERM = re.compile(r"[a-z]{1,20}")
_ID = re.compile(r"[\w./:@+ -]{1,200}")
_WORDS: dict[str, re.Pattern[str]] = {
    "model": _ID,
    "aspect": re.compile(r"auto|[1-9]\d{0,3}:[1-9]\d{0,3}"),
    "size": re.compile(r"auto|256|512|[124]K|\d{2,5}x\d{2,5}"),
    "quality": _TERM,
    "background": _TERM,
    "format": _TERM,
    "moderation": _TERM,
}
_NUMBERS = {"temperature": 2.0, "top_p": 1.0}
_WHOLE = {"top_k": 1_000, "max_tokens": 1_000_000, "compression": 100}
_HARM, _TIME = re.compile(r"[A-Z_]{1,60}"), re.compile(r"[\dT:.+Z-]{10,40}")
_DIGEST, _BASIS = re.compile(r"[0-9a-f]{64}"), re.compile(r"usage|estimate|unknown")


def read(text: str) -> Recipe | None:
    """The recipe in our JSON; None where it is none of ours."""
    said = loads(text)
    schema, request = integer(said.get("schema")), said.get("request")
    if said.get("tool") != STUDIO or schema is None or schema < 1 or not isinstance(request, dict):
        return None
    model, pictures, cost = (_object(said.get(name)) for name in ("model", "pictures", "cost"))
    listed = said.get("references")
    made = Made(
        created=_word(said.get("created"), _TIME),
        gateway=_line(said.get("gateway")),
        family=_word(model.get("family"), _ID),
        served=_word(model.get("served"), _ID),
        asked=_count(pictures.get("asked")),
        delivered=_count(pictures.get("delivered")),
        usd=_number(cost.get("usd"), 1e6),
        basis=_word(cost.get("basis"), _BASIS),
        sources=tuple(source for each in (listed if isinstance(listed, list) else [])[:50] if (source := _source(each))),
        mask=said.get("mask") is True,
    )
    recipe = shaped(_request(request | {"model": model.get("id")}), made, _line(said.get("version")))
    return replace(recipe, notes=(note("recipes.newer", schema=schema),)) if schema > SCHEMA else recipe


def _request(said: dict[str, Any]) -> Request:
    fields: dict[str, Any] = {name: word for name, pattern in _WORDS.items() if (word := _word(said.get(name), pattern))}
    fields |= {name: value for name, top in _NUMBERS.items() if (value := _number(said.get(name), top)) is not None}
    fields |= {name: count for name, top in _WHOLE.items() if (count := integer(said.get(name))) is not None and 0 <= count <= top}
    safety = said.get("safety")
    pairs = (each for each in (safety if isinstance(safety, list) else [])[:20] if isinstance(each, list) and len(each) == 2)
    return Request(
        prompt=_text(said.get("prompt")),
        system=_text(said.get("system")),
        task=next((task for task in TASKS if task == said.get("task")), "generate"),
        thinking=next((level for level in THINKING if level == said.get("thinking")), ""),
        seed=seeded(said.get("seed")),
        count=_count(said.get("count")) or 1,
        image_only=said.get("image_only") is True,
        safety=tuple((harm, level) for each in pairs if (harm := _word(each[0], _HARM)) and (level := _word(each[1], _HARM))),
        **fields,
    )


def _source(said: Any) -> Source | None:
    match said:
        case {"name": str(name)}:
            return Source(name=shown(name[:500]), role=_line(said.get("role")), digest=_word(said.get("sha256"), _DIGEST))
        case _:
            return None


def _object(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _number(said: Any, top: float) -> float | None:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said <= top else None


def _word(said: Any, pattern: re.Pattern[str]) -> str:
    return said if isinstance(said, str) and pattern.fullmatch(said) else ""


def _line(said: Any) -> str:
    return line(said, NAME) if isinstance(said, str) else ""


def _text(said: Any) -> str:
    return clean(said) if isinstance(said, str) else ""


def _count(said: Any) -> int:
    count = integer(said)
    return count if count is not None and 0 <= count <= 1_000 else 0
