"""JSON as official clients really spell it: camelCase and snake_case mixed at every level, base64 in both alphabets, padded or not.

Lenient in spelling, strict in everything else: an unknown name, a null, a field given twice, white space in base64 and a `data:` prefix are refused.
"""

import binascii
import re
from collections.abc import Container
from typing import Any

from studio.demo.refusals import bad, invalid_value, unknown_name

_SNAKE = re.compile(r"_([a-z0-9])")
_CAMEL = re.compile(r"([A-Z])")
_STANDARD = bytes.maketrans(b"-_", b"+/")


def camel(name: str) -> str:
    """mime_type -> mimeType; camelCase stays."""
    return _SNAKE.sub(lambda found: found[1].upper(), name)


def snake(name: str) -> str:
    """mimeType -> mime_type, as Google names fields in its messages."""
    return _CAMEL.sub(lambda found: "_" + found[1].lower(), name)


def fields(value: object, known: Container[str], at: str) -> dict[str, Any]:
    """The members of a JSON object under their camelCase names; `known` are those it may have, `at` its place. Raises Refusal for anything else."""
    if not isinstance(value, dict):
        raise invalid_value(value, at or "request", "object")
    out: dict[str, Any] = {}
    for name, item in value.items():
        plain = camel(name)
        if plain not in known:
            raise unknown_name(name, at)
        place = f"{at}.{snake(plain)}" if at else snake(plain)
        if plain in out:
            raise bad(f"Invalid JSON payload received. Field {place!r} is given twice, in both spellings.", place)
        if item is None:
            raise invalid_value(None, place, "a value; leave a field out that has none")
        out[plain] = item
    return out


def items(value: object, at: str) -> list[Any]:
    """A JSON array. Raises Refusal for anything else."""
    if not isinstance(value, list):
        raise bad(f"Invalid JSON payload received. '{at}' is a repeated field and must be an array.", at)
    return value


def text(value: object, at: str) -> str:
    """A JSON string. Raises Refusal for anything else."""
    if not isinstance(value, str):
        raise invalid_value(value, at, "TYPE_STRING")
    return value


def octets(value: object, at: str) -> bytes:
    """The bytes of a base64 string: standard or URL-safe alphabet, padding optional. Raises Refusal for anything else."""
    try:
        packed = text(value, at).encode("ascii").rstrip(b"=").translate(_STANDARD)
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4), strict_mode=True)
    except ValueError as problem:  # binascii.Error and UnicodeEncodeError are both
        raise bad(f"Invalid value at '{at}' (TYPE_BYTES), Base64 decoding failed for {str(value)[:40]!r}", at) from problem


def number(value: object, at: str, low: float, high: float, *, whole: bool = False) -> float:
    """A JSON number within `low` and `high`, both allowed. Raises Refusal for anything else, with the wording that Google uses."""
    if isinstance(value, bool) or not isinstance(value, int | float) or (whole and value != int(value)):
        raise invalid_value(value, at, "TYPE_INT32" if whole else "TYPE_FLOAT")
    if not low <= value <= high:
        name = camel(at.rsplit(".", 1)[-1])
        raise bad(
            f"Unable to submit request because it has a {name} value of {value} but the supported range is from {low:g} (inclusive) to {high:g} (inclusive). "
            "Update the value and try again.",
            at,
        )
    return value
