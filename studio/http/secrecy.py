"""Keeping keys out of what is kept and shown. A key is looked for in every spelling that a reply may give it: plain, JSON-escaped, percent-encoded."""

import json
import re
from urllib.parse import quote

MARK = "[key]"
SHORTEST = 4  # a secret shorter than this guards nothing, and taking it out would eat ordinary words


def spellings(key: str) -> tuple[str, ...]:
    """The ways a key can be written in a reply, the longest first."""
    if len(key) < SHORTEST:
        return ()
    escaped = json.dumps(key)[1:-1]
    ways = {key, escaped, escaped.replace("/", "\\/"), quote(key, safe=""), quote(key)}
    ways |= {re.sub("%..", lambda found: found[0].lower(), way) for way in ways if "%" in way and way != key}
    return tuple(sorted(ways, key=len, reverse=True))


def redact(text: str, key: str) -> str:
    """`text` without the key."""
    for way in spellings(key):
        text = text.replace(way, MARK)
    return text


class Redactor:
    """The same for bytes that come in pieces: what could be the beginning of a key is held back until the next piece tells."""

    def __init__(self, key: str) -> None:
        self._ways = tuple(way.encode() for way in spellings(key))
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What can be let out."""
        if not self._ways:
            return data
        data = self._held + data
        for way in self._ways:
            data = data.replace(way, MARK.encode())
        keep = max((_overlap(data, way) for way in self._ways), default=0)
        self._held = data[len(data) - keep :]
        return data[: len(data) - keep]

    def end(self) -> bytes:
        """What was held back."""
        held, self._held = self._held, b""
        return held


def _overlap(data: bytes, way: bytes) -> int:
    """How many bytes at the end of `data` could begin `way`."""
    return next((size for size in range(min(len(way) - 1, len(data)), 0, -1) if data.endswith(way[:size])), 0)
