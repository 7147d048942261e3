"""What a file is, told from its first bytes. Names and declared types are never believed.

What gateways send is told by `dialects.images.sniff`; this adds what people drop: other formats that are read, and what is dropped by mistake, so that the
sentence they read can name it. It knows nothing of Pillow and decodes nothing.
"""

import re

from studio.dialects.images import sniff as sniff_sent

HEAD = 4096
"""Bytes that are enough for every answer here."""

NAMES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
}
"""The formats that are read, as people call them."""

_EXTENSIONS = {"image/jpeg": ".jpg", "image/tiff": ".tiff"}

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_FOREIGN = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"8BPS", "PSD"),
    (b"gimp xcf", "XCF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"v/1\x01", "OpenEXR"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1aE\xdf\xa3", "WebM"),
)
_ROOT = re.compile(rb"<(?:!doctype\s+)?(?:\w+:)?(svg|html|head|body)\b", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: bytes) -> str:
    """The MIME type of a picture, or `image/svg+xml`, `text/html`, `text/plain`, or empty.

    `head` holds the first bytes of the file, `HEAD` of them if it has so many.
    """
    if mime := sniff_sent(head):
        return mime
    if head.startswith(_TIFF):
        return "image/tiff"
    if head.startswith(b"BM") and len(head) >= 18 and head[6:10] == bytes(4):
        return "image/bmp"
    return "" if foreign(head) else _words(head)


def foreign(head: bytes) -> str:
    """What it is if not a picture, as people call it (`PDF`, `MP4`); empty where even that is not known."""
    if head[4:8] == b"ftyp" and not sniff_sent(head):
        return "RAW" if head[8:11] == b"crx" else "MP4"
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), "")


def extension(mime: str) -> str:
    """The file extension for a MIME type, with its dot; `.bin` for what is not read here."""
    return _EXTENSIONS.get(mime, f".{NAMES[mime].lower()}" if mime in NAMES else ".bin")


def _words(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.strip() or _CONTROLS.search(head):
        return ""
    if head.lstrip().startswith(b"<") and (root := _ROOT.search(head)):
        return "image/svg+xml" if root[1].lower() == b"svg" else "text/html"
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return "text/plain" if error.start >= len(head) - 3 and len(head) >= HEAD - 3 else ""  # a character cut at the end of the head
    return "text/plain"
