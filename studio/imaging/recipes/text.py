"""Text that came with a file, made fit to be shown and to be put into a form; and JSON that came with a file.

It may be megabytes, hold control characters, halves of characters, marks that turn the reading direction or that nobody sees, or be nested until a parser gives
up. All of that ends here, and what was cut is known to the caller.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from studio.core.request import whole

LONGEST = 4_000_000
"""Characters of one text that are looked at. ComfyUI's graphs reach a few hundred thousand."""
PROMPT, VALUE, NAME, FACTS = 64_000, 2_000, 80, 200
"""Characters of a prompt, a value and a name; and how many facts are kept."""

_INTEGER = re.compile(r"[+-]?\d{1,20}(?:\.0{1,6})?")
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# Embeddings, overrides and isolates turn what stands around them; the plain marks of right-to-left writing (200E, 200F, 061C) turn nothing and stay. ZWJ and
# ZWNJ belong to Persian, Indic scripts and emoji. Tag characters are words that no one sees and a model may read.
_KEPT = frozenset("\n\t\u200c\u200d\u200e\u200f\u061c")


def clean(text: str, limit: int = PROMPT) -> str:
    """The same words without what can not be seen, at most `limit` characters."""
    text = _BREAKS.sub("\n", whole(text[: limit * 2]))
    if not text.isascii() or not text.isprintable():
        text = "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn"))
    return text.strip()[:limit].rstrip()


def line(text: str, limit: int = VALUE) -> str:
    """The same on one line."""
    return " ".join(clean(text, limit).split())


def shown(value: Any) -> str:
    """A value of a JSON document on one line: text as it is, numbers without a point that says nothing, the rest as JSON."""
    match value:
        case str():
            return line(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case None:
            return ""
        case _:
            try:
                return line(json.dumps(value, ensure_ascii=False)[: VALUE * 2])
            except RecursionError:
                return "…"


def facts(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and values to show, in their order; empty ones left out."""
    pairs = ((line(str(name), NAME), shown(value)) for name, value in list(said.items())[:FACTS])
    return tuple((name, value) for name, value in pairs if name and value)


def loads(text: str) -> dict[str, Any]:
    """A JSON object, empty where it is none: broken, another kind of value, too long, nested without end, numbers of a thousand digits."""
    if len(text) > LONGEST or not text.lstrip(" \t\r\n\ufeff\x00").startswith("{"):
        return {}
    try:
        said = json.loads(text.strip(" \t\r\n\ufeff\x00"))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def integer(value: Any) -> int | None:
    """A whole number, given as one or in words; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**20 else None
    found = _INTEGER.fullmatch(f"{value:.1f}" if isinstance(value, float) else value.strip()) if isinstance(value, str | float) else None
    return int(found[0].partition(".")[0]) if found else None


def sized(width: Any, height: Any) -> str:
    """`WxH` of two sides, `auto` where they are none."""
    across, down = integer(width) or 0, integer(height) or 0
    return f"{across}x{down}" if 16 <= across <= 65_535 and 16 <= down <= 65_535 else "auto"


def seeded(value: Any) -> int | None:
    """A seed; None where it was left to chance (`-1`)."""
    seed = integer(value)
    return seed if seed is not None and seed >= 0 else None
