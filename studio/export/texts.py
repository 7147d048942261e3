"""What people, models and file names say, made harmless before a medium escapes it in its own way.

Letters of every script stay as they are. What draws nothing and can do harm goes: control characters, halves of surrogate pairs, the noncharacters, and the
marks that turn the direction of what stands beside them (a page isolates each text instead).
"""

import json
import re
from datetime import datetime

from studio.words import Language

_TURNS = "\u202a-\u202e\u2066-\u2069"
_HARM = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ufeff{_TURNS}]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plain(text: str) -> str:
    """The text with its lines, without what draws nothing and can do harm."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _HALVES.sub("\ufffd", _HARM.sub("", text))


def line(text: str, longest: int = 200) -> str:
    """The text as one line of at most `longest` characters."""
    one = " ".join(plain(text).split())
    return one if len(one) <= longest else f"{one[: longest - 1].rstrip()}…"


def script_json(value: object) -> str:
    """JSON in ASCII that stands between script tags as it is: nothing in it opens or ends an element, a comment or a line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def day(made: str, language: Language) -> str:
    """The day of an ISO 8601 time as people write it; empty where it is none."""
    try:
        when = datetime.fromisoformat(made)
    except ValueError:
        return ""
    return f"{when.year} 年 {when.month} 月 {when.day} 日" if language == "zh-CN" else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def size(count: int) -> str:
    """A number of bytes for a sentence: `63.2 MB`, `840 KB`."""
    return f"{count / 1e6:.1f} MB" if count >= 999_500 else f"{max(1, round(count / 1e3))} KB"
