"""Bytes of a reply, in any split, to JSON messages.

What a reply is shows in its first bytes, never in its Content-Type: an event stream, a JSON array that is sent item by item, or one JSON document, after a
byte order mark, a `)]}'` guard or whitespace that kept the connection alive. An event stream may turn into bare JSON, as errors do halfway. Lines end at
CR, LF and CRLF only: the other separators of Unicode are legal inside JSON strings. Every byte is looked at once, so time is linear in any split.

What no one would send is refused: more messages, lines, or scraps in one message than an answer can have. Its length is the sender's to limit.

One broken message does not hide the next, which often says why: it is left out, and `cut` is set. It knows nothing of dialects; `{"error": …}` is a message
like any other. A stream's `event: error` is given that shape where it lacks it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

from studio.errors import BadReply

Message = dict[str, Any]

_HEAD = 80  # bytes of a reply that is none, quoted to the person
_SCRAPS = 1_000_000  # objects, lists and halves of strings in one message: each takes a hundred bytes of memory for the two that it is sent in
_MESSAGES = 40_000  # of one reply: the longest answer of a model that draws has 32,768 tokens
_LINES = 250_000  # of one event stream
_JSON = json.JSONDecoder(strict=False)  # raw line breaks inside strings do come
_BLANK = " \t\r\n"
_IGNORED = b"\xef\xbb\xbf \t\r\n"  # before a reply
_GUARD = b")]}'"
_FIELDS = (b":", b"data:", b"event:", b"id:", b"retry:")
_LINE_END = re.compile(rb"[\r\n]")
_NEXT = re.compile(rb"[ \t\r\n,\[\]]*")  # what may stand between the items of an array
_STRUCTURE = re.compile(rb'["{}\[\]]')
_STRING = re.compile(rb'["\\]')
_HALF = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")  # the last kind is a half


class _Object:
    """Finds where a JSON object ends, without parsing it."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.whole = False
        self._depth = 0
        self._string = False
        self._escape = False
        self._scraps = 0

    def take(self, data: bytes, pos: int) -> int:
        """Eat from `pos` and say how far."""
        start, end = pos, len(data)
        while pos < end and not self.whole:
            if self._escape:
                self._escape = False
                pos += 1
                continue
            found = (_STRING if self._string else _STRUCTURE).search(data, pos)
            if found is None:
                pos = end
                break
            pos = found.end()
            self._scraps += 1
            match found[0]:
                case b'"':
                    self._string = not self._string
                case b"\\":
                    self._escape = True
                case b"{" | b"[":
                    self._depth += 1
                case _:
                    self._depth -= 1
                    self.whole = self._depth == 0
            if self._scraps > _SCRAPS:
                raise _endless()
        self.text += data[start:pos]
        return pos


def _endless() -> BadReply:
    return BadReply("reply.endless", billed="maybe")


class Frames:
    """Feed it bytes; it gives back the messages that they complete. `cut` says that the reply broke off, or that a message in it was broken; `over` that it
    said itself that nothing more comes, by its `[DONE]` or the bracket that closes its array."""

    def __init__(self) -> None:
        self.cut = False
        self.over = False
        self._mode: Literal["start", "lines", "json", "not_json", "over"] = "start"
        self._found = False
        self._head = b""  # of a reply that is none, or not yet known to be one
        self._object: _Object | None = None
        self._arrays = 0  # brackets open around the objects
        self._line = bytearray()
        self._data: list[bytes] = []
        self._event = ""
        self._count = self._told = 0
        self._return = False  # the last line ended in CR: an LF now belongs to it

    @property
    def rests(self) -> bool:
        """A whole document came, and nothing of another: where one was due, that was it."""
        return self._found and self._mode in {"json", "over"} and self._object is None and self._arrays <= 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes. Raises BadReply for a reply that is none."""
        if self._mode == "start":
            data = self._sniff(data)
        out: list[Message] = []
        pos = 0
        while pos < len(data) and self._mode in {"lines", "json"}:
            if self._object is not None:
                pos = self._object.take(data, pos)
                if self._object.whole:
                    out += self._read(bytes(self._object.text))
                    self._object = None
            elif self._mode == "json":
                pos = self._between(data, pos)
            else:
                pos = self._lines(data, pos, out)
        if self._mode == "not_json" and len(self._head) < _HEAD:
            self._head += data[pos : pos + _HEAD]
        if self._mode == "not_json" and len(self._head) >= _HEAD:
            self._refuse()
        return out

    def end(self) -> list[Message]:
        """The reply is over: the last message, where nothing marked its end. Raises BadReply for a reply that was none."""
        out: list[Message] = []
        if self._mode == "lines" and (self._line or self._data):
            unfinished, head = bytes(self._line), self._head
            self._field(unfinished)
            out = self._dispatch()
            self._head = head
            self.cut = self.cut or not (out or unfinished.startswith(b":") or unfinished.rstrip().endswith(b"[DONE]"))
        self.cut = self.cut or self._object is not None or self._arrays > 0
        if self._mode == "start" and any(field.startswith(self._head) for field in (*_FIELDS, _GUARD) if self._head):
            self.cut = True
        elif not self._found and self._head:
            self._refuse()
        self._mode = "over"
        if not (self._found or self.cut):
            raise BadReply("reply.empty", billed="maybe")
        return out

    def _sniff(self, data: bytes) -> bytes:
        """Hold bytes until they show what the reply is; returns those that are then due."""
        self._head = (self._head + data).lstrip(_IGNORED)
        if self._head[:1] in {b"{", b"["}:
            self._mode = "json"
        elif self._head.startswith(_GUARD):
            self._mode = "json"
            self._head = self._head[len(_GUARD) :]
        elif self._head.startswith(_FIELDS):
            self._mode = "lines"
        elif any(field.startswith(self._head) for field in (*_FIELDS, _GUARD)):
            return b""
        else:
            self._mode = "not_json"
            return b""
        data, self._head = self._head, b""
        return data

    def _refuse(self) -> None:
        """Raise for a reply that is none."""
        key = "reply.html" if self._head.startswith(b"<") else "reply.not_json"
        raise BadReply(key, billed="no" if key == "reply.html" else "maybe", detail=self._head[:_HEAD].decode("utf-8", "replace"))

    def _between(self, data: bytes, pos: int) -> int:
        """Outside any object of a JSON reply: on to the next, over what separates them."""
        found = _NEXT.match(data, pos)
        if found:
            pos = found.end()
            self._arrays += found[0].count(b"[") - found[0].count(b"]")
            self.over = self.over or (self._found and self._arrays <= 0 and b"]" in found[0])
        if data[pos : pos + 1] == b"{":
            self._object = _Object()
        elif pos < len(data):  # what follows a message is not for us; before any it means that there is none
            self._mode = "over" if self._found else "not_json"
        return pos

    def _lines(self, data: bytes, pos: int, out: list[Message]) -> int:
        """One line of an event stream, or as much of it as there is."""
        if self._return:
            self._return = False
            if data[pos] == 10:
                return pos + 1
        if not self._line:
            if data[pos] == 123 and (not self._data or self._data[-1].rstrip().endswith(b"}")):  # a bare { at the start of a line
                out += self._dispatch()
                self._object = _Object()
                return pos
            if not self._data and data[pos] in b" \t,[]":
                return pos + 1
        if b"\r" in data:
            found = _LINE_END.search(data, pos)
            end = found.start() if found else -1
        else:
            end = data.find(b"\n", pos)
        if end < 0:
            self._line += data[pos:]
            return len(data)
        self._line += data[pos:end]
        self._return = data[end] == 13
        self._count += 1
        if self._count > _LINES:
            raise _endless()
        line = bytes(self._line)
        self._line.clear()
        if line:
            self._field(line)
        else:
            out += self._dispatch()
        return end + 1

    def _field(self, line: bytes) -> None:
        """What one line says. A line of no known field, inside an event, goes on with its data."""
        name, colon, value = line.partition(b":")
        if name == b"data" and colon:
            self._data.append(value.removeprefix(b" "))
        elif name == b"event":
            self._event = value.decode("utf-8", "replace").strip()
        elif self._data and name not in {b"", b"id", b"retry"}:
            self._data.append(line)

    def _dispatch(self) -> list[Message]:
        """The messages of the event that just ended."""
        text, self._data = b"\n".join(self._data).strip(), []
        event, self._event = self._event, ""
        if not text or text.startswith(b"[DONE]"):
            self.over = self.over or bool(text)
            return []
        if not text.startswith((b"{", b"[")):
            self._found = self._found or event == "error"
            return [{"error": {"message": text.decode("utf-8", "replace")}}] if event == "error" else []
        messages = self._read(text)
        return [m if "error" in m else {"error": m} for m in messages] if event == "error" else messages

    def _read(self, text: bytes) -> list[Message]:
        """The objects in `text`, lists opened; nothing, and `cut`, if it is broken."""
        messages: list[Message] = []
        for value in self._values(text):
            messages += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
        self._found = self._found or bool(messages)
        self._told += len(messages)
        if self._told > _MESSAGES:
            raise _endless()
        return messages

    def _values(self, raw: bytes) -> Iterator[Any]:
        if sum(map(raw.count, (b"{", b"[", b'"'))) > _SCRAPS:
            raise _endless()
        text = raw.decode("utf-8", "replace")
        if "\\ud" in text or "\\uD" in text:  # half a character, as careless splits send it, would fail far from here when it is stored
            text = _HALF.sub(lambda found: "\\ufffd" if len(found[0]) == 6 else found[0], text)
        pos = 0
        while pos < len(text):
            try:
                value, pos = _JSON.raw_decode(text, pos)
            except (ValueError, RecursionError):
                if not pos:
                    self.cut = True
                    self._head = self._head or raw[:_HEAD]
                return
            yield value
            while text[pos : pos + 1] in _BLANK and pos < len(text):
                pos += 1
