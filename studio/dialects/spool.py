"""Takes picture data out of a reply while it arrives: base64 goes, decoded, into a sink, and a short marker stands in its place.

It runs on raw bytes, before anything is framed, so one pass serves a JSON document, a JSON array and an event stream alike, and the message that is parsed
later weighs a few hundred bytes whatever the picture weighs. Nothing here knows what a sink is: a file, a buffer, a test's list.

A run begins where `"` or `base64,` is followed by the base64 form of a picture's first bytes, and is made of the base64 alphabet (URL-safe too), JSON escapes
and line breaks. It ends with its padding or at the first other byte; a raw blank line ends it as well, because there the next event of a cut stream begins.
Up to `threshold` bytes it is held and given back untouched if it ends; beyond that a sink is opened. Whatever is not part of the run flows on at once.

Broken data is not repaired. A foreign byte ends the run and the rest of the string follows the marker as text; a run that is cut off, or that no padding
can complete, gets its marker with a `!`. Neither is a marker any more when it is looked up, so the picture is reported as broken, and no byte vanished.

Hot path: one memchr for the closing quote and one strict SIMD decode of the whole chunk; only a chunk that this refuses is looked at byte by byte.
"""

import binascii
import re
import secrets
from collections.abc import Callable
from typing import Protocol

try:
    import pybase64 as _simd
except ImportError:  # pybase64 is declared, but nothing breaks without it
    _simd = None  # type: ignore[assignment]

THRESHOLD = 65_536
MARKER = re.compile(r"spool-[0-9a-f]{16}-\d+!?")

_BLOCK = 262_144  # bytes decoded at once, so that one giant chunk does not double in memory
_SPACE = rb"(?:[ \t\r\n]|\\[nrt]){0,16}"
_MAGIC: tuple[tuple[bytes, ...], ...] = (
    *(tuple(re.escape(bytes([byte])) for byte in text) for text in (
        b"iVBORw0KGg", b"/9j/", rb"\/9j\/", b"_9j_", rb"\u002f9j\u002f", rb"\u002F9j\u002F", b"UklGR", b"R0lGOD",
    )),
    (*(b"A",) * 4, b"[A-Za-z0-9+/_-]", b"[GWm2]", *(b"Z", b"0", b"e", b"X")),  # 00 00 00 size "ftyp": AVIF and HEIC
)  # fmt: skip
_START = re.compile(rb'("|base64,)' + _SPACE + rb"(?:" + b"|".join(b"".join(magic) for magic in _MAGIC) + rb")")


def _cut(atoms: tuple[bytes, ...], rest: bytes = rb"\Z") -> bytes:
    """A pattern for what is left of `atoms` when the bytes end anywhere within them, or in `rest` after them."""
    for atom in reversed(atoms):
        rest = atom + rb"(?:\Z|" + rest + rb")"
    return rest


_CUT_MAGIC = _SPACE + rb"(?:\Z|\\\Z|" + b"|".join(_cut(magic) for magic in _MAGIC) + rb")"
_CUT_START = re.compile(_cut((b'"',), _CUT_MAGIC) + b"|" + _cut(tuple(bytes([byte]) for byte in b"base64,"), _CUT_MAGIC))

_PADDING = rb"(?:=|\\u003[dD])*+"
_CHARS = rb"[A-Za-z0-9+/_-]++|\\(?:/|u002[bBfF])"
_BREAKS = rb"|\\[nr]|(?:\r\n|\r|\n)(?=[^\r\n])"
_SOLID = re.compile(rb"(?:" + _CHARS + rb")*+" + _PADDING)  # in running text, where a space or a line break ends the data
_WRAPPED = re.compile(rb"(?:" + _CHARS + _BREAKS + rb")*+" + _PADDING)  # in running text, in lines from its first 64 KiB on
_QUOTED = re.compile(rb"(?:" + _CHARS + _BREAKS + rb"|[ \t]++|\\t)*+" + _PADDING)  # a JSON string of its own
_ENDED = re.compile(_PADDING)
_CUT_UNIT = re.compile(rb"\r\n|\r|\n|\\(?:u(?:0(?:0(?:[23])?)?)?)?")  # the last bytes of a chunk, which the next chunk decides about

_STANDARD = bytes.maketrans(b"-_", b"+/")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def decode(text: bytes | memoryview) -> bytes:
    """Strict base64 in the standard alphabet, whole quads. Raises binascii.Error."""
    return _simd.b64decode(text, validate=True) if _simd is not None else binascii.a2b_base64(text, strict_mode=True)


def clean(text: bytes) -> bytes:
    """Base64 in any of its JSON and URL-safe spellings, in the standard alphabet without line breaks."""
    if b"\\" in text:
        for escape in (rb"\n", rb"\r", rb"\t"):
            text = text.replace(escape, b"")
        text = text.replace(rb"\/", b"/")
        if b"\\" in text:
            text = re.sub(rb"\\u00([0-9a-fA-F]{2})", lambda found: bytes.fromhex(found[1].decode()), text)
    return text.translate(_STANDARD, b" \t\r\n")


class Sink(Protocol):
    """Where decoded bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""
        ...

    def close(self) -> None:
        """No more will come."""
        ...


class _Run:
    """One stretch of base64. `take` eats of it; `done` says that its end was met."""

    def __init__(self, open_sink: Callable[[str], Sink], marker: str, threshold: int, *, quoted: bool) -> None:
        self._open = open_sink
        self._marker = marker
        self._threshold = threshold
        self._quoted = quoted
        self._pattern = _QUOTED if quoted else _WRAPPED
        self._held = bytearray()
        self._sink: Sink | None = None
        self._carry = b""  # up to three characters of an unfinished quad
        self._padded = False
        self.done = False

    def take(self, data: bytes, pos: int) -> int:
        """Eat from `pos` on and say how far. Not done and not at the end: the last few bytes need the next chunk to be understood."""
        while pos < len(data):
            if self._sink is not None and not self._padded:
                quote = data.find(b'"', pos, pos + _BLOCK)
                end = min(pos + _BLOCK, len(data)) if quote < 0 else quote
                if self._swift(data[pos:end]):
                    pos = end
                    self.done = quote >= 0
                    if self.done:
                        break
                    continue
            limit = min(len(data), pos + (_BLOCK if self._sink is not None else max(16, self._threshold + 1 - len(self._held))))
            match = (_ENDED if self._padded else self._pattern).match(data, pos, limit)
            assert match is not None  # every pattern matches the empty string
            self._slow(match.group())
            pos = match.end()
            if pos < limit and not _CUT_UNIT.fullmatch(data, pos, limit):
                self.done = True
                break
            if pos < limit == len(data):
                break
        return pos

    def _swift(self, piece: bytes) -> bool:
        """Decode a piece that is nothing but base64 in one plain spelling; touch nothing and say no if it is not."""
        if self._plain(piece):
            return True
        other = piece.replace(rb"\/", b"/").translate(_STANDARD)  # as PHP escapes it, or URL-safe
        return other != piece and self._plain(other)

    def _plain(self, piece: bytes) -> bool:
        body = piece.rstrip(b"=")
        text = self._carry + body
        whole = len(text) & ~3
        if text[whole:].translate(None, _ALPHABET):
            return False
        try:
            raw = decode(memoryview(text)[:whole])
        except binascii.Error:
            return False
        assert self._sink is not None
        self._sink.write(raw)
        self._carry = text[whole:]
        self._padded = len(body) < len(piece)
        return True

    def _slow(self, piece: bytes) -> None:
        """Decode, or hold, a piece in any spelling."""
        if self._sink is None:
            self._held += piece
            if len(self._held) <= self._threshold:
                self._padded = self._padded or piece.endswith(b"=") or piece[-6:-1] == rb"\u003"
                return
            self._sink = self._open(self._marker)
            piece = bytes(self._held)
            self._held.clear()
            if not self._quoted and not re.search(rb"\S(?:[\r\n]|\\[nr])", piece):
                self._pattern = _SOLID
        text = clean(piece)
        body = text.rstrip(b"=")
        self._padded = self._padded or len(body) < len(text)
        body = self._carry + body
        whole = len(body) & ~3
        self._sink.write(decode(memoryview(body)[:whole]))
        self._carry = body[whole:]

    def close(self) -> bytes:
        """What stands in the place of the run: itself if it was short, else its marker."""
        if self._sink is None:
            return bytes(self._held)
        whole = self.done and len(self._carry) != 1
        if whole and self._carry:
            self._sink.write(decode(self._carry + b"=" * (4 - len(self._carry))))
        self._sink.close()
        return self._marker.encode() + (b"" if whole else b"!")


class Spool:
    """Feed it a reply in any split; it gives back the same reply with markers where pictures were. `open_sink` is called with each marker.

    A sink is closed when its run ends, or by `end`. Who stops early closes the sinks it handed out. What a sink raises passes through.
    """

    def __init__(self, open_sink: Callable[[str], Sink], *, threshold: int = THRESHOLD) -> None:
        self._open = open_sink
        self._threshold = threshold
        self._token = secrets.token_hex(8)
        self._count = 0
        self._rest = b""
        self._run: _Run | None = None

    def feed(self, chunk: bytes) -> bytes:
        """The next bytes of the reply; returns what is left of them."""
        data = self._rest + chunk if self._rest else chunk
        self._rest = b""
        out: list[bytes] = []
        pos = 0
        while True:
            if self._run is None:
                start = _START.search(data, pos)
                if start is None:
                    break
                out.append(data[pos : start.end(1)])
                pos = start.end(1)
                self._run = _Run(self._open, f"spool-{self._token}-{self._count}", self._threshold, quoted=start[1] == b'"')
                self._count += 1
            pos = self._run.take(data, pos)
            if not self._run.done:
                self._rest = data[pos:]
                return b"".join(out)
            out.append(self._run.close())
            self._run = None
        cut = _CUT_START.search(data, max(pos, len(data) - 64))
        end = cut.start() if cut else len(data)
        self._rest = data[end:]
        out.append(data[pos:end])
        return b"".join(out)

    def end(self) -> bytes:
        """The reply is over: what was held back."""
        rest, self._rest = self._rest, b""
        if self._run is not None:
            rest = self._run.close() + rest
            self._run = None
        return rest
