"""What goes to standard output: exactly one JSON object, or lines. Whatever the terminal or the pipe can write, it is written."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from studio.core.report import failure
from studio.errors import StudioError


def failed(error: StudioError, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The JSON object of an order that never came to be: every field of one that did, and the error. `asked` is what was typed, as far as it was read."""
    nothing = {"gateway": "", "model": "", "aspect": "", "size": "", "count": 0, "references": 0}
    return {
        "id": "", "status": "failed", "images": [], "drafts": [], "text": "", "thoughts": "", "notes": [], "asked": nothing | dict(asked or {}), "sent": {},
        "delivered": {"model": "", "finish": ""}, "billed": {"tokens": None, "cost_usd": 0 if error.billed == "no" else None, "basis": "unknown"},
        "seconds": 0, "attempts": 0, "errors": [], "error": failure(error),
    }  # fmt: skip


def put(said: Mapping[str, Any], *lines: str, as_json: bool) -> None:
    """`said` as one JSON object, or the lines. What standard output has no letters for (a Windows pipe, half a surrogate pair) goes as escapes."""
    text = json.dumps(said, ensure_ascii=False) if as_json else "\n".join(lines)
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(said) if as_json else text.encode(encoding, "backslashreplace").decode(encoding)
    if text:
        print(text)
