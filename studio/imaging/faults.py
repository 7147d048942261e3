"""Whose fault a bad picture is, and how its file is named in a sentence.

A reference that can not be used is the person's to mend, before anything was sent (UsageError at the field); a reply that can not is the gateway's, and may
have been billed (BadReply). The same findings lead to both, so an Origin goes along with the bytes and makes the error.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from studio.errors import BadReply, StudioError, UsageError

Where = Literal["reply", "reference"]
Kind = Literal["gone", "empty", "bytes", "pixels", "text", "page", "svg", "foreign", "unknown", "cut", "heic"]

_LONGEST = 48
_TOKEN = re.compile(r"[\w+/=-]{20,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a picture came from: a reply, or a person's file with its name (already fit to be shown) and the form field it stands in."""

    where: Where
    name: str = ""
    field: str = "references"

    def fault(self, kind: Kind, /, *, head: bytes = b"", **values: object) -> StudioError:
        """The error of a finding. `head` are the first bytes of a reply, shown where they are words."""
        if self.where == "reply":
            return BadReply(f"picture.reply.{kind}", billed="maybe", detail=excerpt(head), **values)  # type: ignore[arg-type]  # as in UsageError
        return UsageError(f"picture.{kind}", field=self.field, name=self.name, **values)


def shown(name: str) -> str:
    """A file name fit for a sentence: no path, no control or direction characters, at most 48 characters with the extension kept."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    kept = "".join(" " if char.isspace() else char for char in last if char.isspace() or unicodedata.category(char)[0] != "C")
    kept = " ".join(kept.split())
    if len(kept) > _LONGEST:
        kept = f"{kept[: _LONGEST - 13]}…{kept[-12:]}"
    return kept or "?"


def excerpt(head: bytes) -> str:
    """The first 80 bytes as words, long tokens (which may be keys) masked; empty where they are not words."""
    text = head[:80].decode("utf-8", "replace")
    if sum((not char.isprintable() and not char.isspace()) or char == "\ufffd" for char in text) > len(text) // 8:
        return ""
    return " ".join(_TOKEN.sub("•••", text).split())


def megabytes(count: int) -> str:
    """A number of bytes for a sentence: `63.2 MB`, `840 KB`."""
    return f"{count / 1e6:.1f} MB".replace(".0 MB", " MB") if count >= 999_500 else f"{max(1, round(count / 1e3))} KB"
