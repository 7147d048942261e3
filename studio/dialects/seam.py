"""Pictures in Markdown that a stream cuts over several pieces of text.

A dialect sees one message at a time and takes whole pictures out of its text. Gateways that sit on a chat model send `![fox](data:image/png;base64,iVB…)` a
few characters at a time, and then no message holds a whole one. So a text that ends in what could be the beginning of a picture is held back until it is
whole, is plainly none, or something else comes. Each piece is looked at once, so a picture in ten thousand pieces costs no more than in one.

A data URI of more than the spool's threshold in one piece that is cut as well stays broken: the spool has taken the first half by then.
"""

import re
from collections.abc import Iterable, Iterator

from studio.core.events import Event, PictureLink, TextDelta
from studio.dialects import images

_LONGEST = 4000  # characters of an address or a description that are waited for
_STARTS = ("data:image/", "https://", "http://")
_OPEN = re.compile(r"!\[[^\]]{0,2000}(?:\]?|\]\(\s*<?(?P<source>data:[^)]*|(?:[^()\s]|\([^()\s]*\))*(?:\([^()\s]*)?))\Z")
_PAYLOAD = re.compile(r"!\[[^\]]{0,2000}\]\(\s*<?data:image/[^,)\s]*,", re.IGNORECASE)


class Seam:
    """Put the events of one reply through `join`, message by message, then ask for its `end`."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._fresh = False  # what is held begins in this very message: a picture of the same message stood before it and is none of its own
        self._payload = False  # what is held is a data URI: only its bracket ends it
        self._said: list[str] = []
        self._pictures = False

    def join(self, events: Iterable[Event]) -> Iterator[Event]:
        """The same events, with the pictures that are whole by now in the place of their pieces."""
        self._fresh = False
        for event in events:
            if isinstance(event, TextDelta) and not event.opaque:
                yield from self._piece(event.text)
            elif isinstance(event, PictureLink) and not event.opaque and not self._fresh and "](" in "".join(self._held[-1:]):
                yield from self._piece(event.source)  # what fills the gap stood alone in its piece, so it was taken for a picture of its own
            else:
                if isinstance(event, PictureLink | TextDelta) and event.opaque:  # a picture without was in the very text that is held
                    yield from self._release()
                self._pictures = self._pictures or isinstance(event, PictureLink)
                yield event

    def end(self) -> Iterator[Event]:
        """What is left when nothing more comes: half a picture is a picture that will be found broken. A text that in all is nothing but the address of a
        picture is one."""
        yield from self._release()
        if not self._pictures:
            yield from (PictureLink(source=source) for source in images.in_text("".join(self._said))[1])

    def _piece(self, text: str) -> Iterator[Event]:
        if self._payload and ")" not in text:
            self._held.append(text)
            return
        before = sum(map(len, self._held))
        text = "".join((*self._held, text))
        left, sources = images.in_text(text, blanks=True) if self._held else (text, ())
        at = _opening(left)
        self._fresh = bool(sources) or at >= before
        self._held, left = [left[at:]] if at < len(left) else [], left[:at]
        self._payload = bool(self._held) and _PAYLOAD.match(self._held[0]) is not None
        yield from self._out(left, sources)

    def _release(self) -> Iterator[Event]:
        text, self._held = "".join(self._held), []
        if self._payload:
            self._payload = False
            yield from self._out("", (text[text.index("](") + 2 :].strip(" <"),))
        else:
            yield from self._out(text, ())

    def _out(self, text: str, sources: tuple[str, ...]) -> Iterator[Event]:
        if text:
            self._said.append(text)
            yield TextDelta(text)
        self._pictures = self._pictures or bool(sources)
        yield from (PictureLink(source=source) for source in sources)


def _opening(text: str) -> int:
    """Where a picture begins that `text` does not finish; its length if none does."""
    at = text.rfind("![")
    found = _OPEN.match(text, at) if at >= 0 else None
    if found is not None:
        source = (found["source"] or "").lower()
        fits = any(source.startswith(start) or start.startswith(source) for start in _STARTS)
        if fits and (len(text) - at < _LONGEST or source.startswith("data:")):
            return at
    return len(text) - text.endswith("!")
