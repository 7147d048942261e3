"""What a string that should be a picture is: a spool marker, bytes, or an address (PROTOCOLS.md 8.2), and where pictures hide in text (8.3).

It opens nothing and believes no declared type: `sniff` looks at the bytes. Whether they decode is for imaging to find out.
"""

import binascii
import re
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from studio.dialects.spool import MARKER, clean, decode


@dataclass(frozen=True, slots=True)
class Spooled:
    """The picture is already in the sink of this marker."""

    marker: str


@dataclass(frozen=True, slots=True)
class Data:
    """The picture itself."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Url:
    """Where to fetch the picture: http or https, or a path at the gateway's own address."""

    url: str


Source = Spooled | Data | Url

_ADDRESS = re.compile(r"(?:https?://[^\s/?#]|//[^\s/?#]+[.:])[^\s\x00-\x1f\x7f]*", re.IGNORECASE)  # base64 may begin with // but has no dot
_OWN_PATH = re.compile(r"/(?!/|9j/)[^\s\x00-\x1f\x7f]{1,2000}")  # base64 of a JPEG begins with /9j/
_PICTURE_PATH = re.compile(r".\.(?:png|jpe?g|jfif|webp|gif|avif|hei[cf]|bmp|tiff?)\Z", re.IGNORECASE)
_DATA_URI = r"data:image/[\w.+-]+(?:;[\w.=+-]+)*"
_URL = r"(?:https?:)?//(?:[^\s()<>]|\([^\s()]*\))+"
_MARKDOWN = rf"!\[[^\]]{{0,2000}}\]\(\s*<?(?P<source>{_DATA_URI},[^)>]*|{_URL})>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
# where a bracket stands at either end it is half of a Markdown picture
_BARE = rf"(?<!\]\()(?<!\]\(<){_DATA_URI};base64,(?:{MARKER.pattern}|[A-Za-z0-9+/_%-]++={{0,2}}+)(?!>?\s*\))"
_SHOWN = re.compile(rf"{_MARKDOWN}|(?P<bare>{_BARE})", re.IGNORECASE)
_EMPTY_LINK = re.compile(r"\[\s*\]\([^()\s]*\)")  # what a linked picture leaves behind
_HYPERLINK = re.compile(rf"(?<!!)\[[^\]]{{1,2000}}\]\(\s*<?(?P<source>{_URL})>?[^)]*\)", re.IGNORECASE)


def read(source: str, markers: Container[str] = ()) -> Source | None:
    """What `source` is, None if it is no picture. `markers` are those of the reply's spool; a double encoding is opened once."""
    return _read(source, markers, twice=True)


def _read(source: str, markers: Container[str], *, twice: bool) -> Source | None:
    text = source.strip()
    if text in markers:
        return Spooled(text)
    if _ADDRESS.fullmatch(text):
        return Url(f"https:{text}" if text.startswith("//") else text)
    if text[:5].lower() == "data:":
        head, comma, payload = text.partition(",")
        if not comma:
            return None
        payload = payload.strip()
        if payload in markers:
            return Spooled(payload)
        if not head.lower().rstrip().endswith(";base64"):
            return Data(data) if (data := unquote_to_bytes(payload)) else None
        text = unquote_to_bytes(payload).decode("latin-1") if "%" in payload else payload
    data = _base64(text)
    if not data:
        return Url(text) if _OWN_PATH.fullmatch(text) else None
    if twice and not sniff(data[:64]) and data.isascii():
        inner = _read(data.decode(), markers, twice=False)
        if isinstance(inner, Url) or (isinstance(inner, Data) and sniff(inner.data[:64])):
            return inner
    return Data(data)


def _base64(text: str) -> bytes:
    """The bytes of base64 in any of its forms; empty if it is none."""
    if not text.isascii():
        return b""
    body = clean(text.encode()).rstrip(b"=")
    try:
        return decode(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        return b""


def sniff(head: bytes) -> str:
    """The MIME type by the first bytes (64 are enough), empty if unknown. SVG and HTML are never pictures here."""
    for magic, mime in ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif")):
        if head.startswith(magic):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(len(head), int.from_bytes(head[:4])), 4))}
        if brands & {b"avif", b"avis"}:
            return "image/avif"
        if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"}:
            return "image/heic"
        if brands & {b"mif1", b"msf1"}:
            return "image/heif"
    return ""


def in_text(text: str, *, blanks: bool = False) -> tuple[str, tuple[str, ...]]:
    """`text` without the pictures in it, and their sources: markdown pictures, data URIs, or a text that is nothing but a marker or a picture's address.
    Where only blanks are left they go too, unless `blanks` says that other text stands around."""
    whole = text.strip()
    if MARKER.fullmatch(whole) or (_ADDRESS.fullmatch(whole) and _is_picture(whole)):
        return "", (whole,)
    if "](" not in text and "data:" not in text.lower():
        return text, ()
    sources = tuple(found["source"] or found["bare"] for found in _SHOWN.finditer(text))
    if not sources:
        return text, ()
    left = _EMPTY_LINK.sub("", _SHOWN.sub("", text))
    return left if blanks or left.strip() else "", sources


def links(text: str) -> tuple[str, ...]:
    """Addresses of plain hyperlinks that end like a picture. Only where an answer holds no other picture are they one."""
    return tuple(found["source"] for found in _HYPERLINK.finditer(text) if _is_picture(found["source"]))


def _is_picture(url: str) -> bool:
    try:
        return bool(_PICTURE_PATH.search(urlsplit(url).path))
    except ValueError:
        return False
