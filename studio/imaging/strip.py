"""Metadata taken out of PNG, JPEG and WebP without touching a pixel.

Pure functions on bytes: the file is cut at its own seams (chunks, segments) and only what draws the picture and gives it its colour is kept, so that camera,
place, comments, embedded previews, appended files and manifests stay behind, the unknown ones too. What is not well formed is not guessed at: the answer is
None, and the caller decodes and encodes instead. Colour stays: ICC profiles, gamma, Adobe's marker, and the density.
"""

import re
import zlib
from dataclasses import dataclass

_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"pHYs", b"bKGD"})
_PNG_FRAMES = frozenset({b"acTL", b"fcTL", b"fdAT"})
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"})
_WEBP_NOTED = 0x08 | 0x04  # the flags in VP8X that announce EXIF and XMP
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)  # in a scan FF 00 is data and D0-D7 are restarts
_ORIENTATION, _GPS = 0x0112, 0x8825


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripped:
    """`data` draws the same picture with nothing else in it. `exif` is the payload that was found, `dropped` says that metadata was, `frames` that it moved."""

    data: bytes
    exif: bytes = b""
    dropped: bool = False
    frames: bool = False


def strip(data: bytes, mime: str) -> Stripped | None:
    """The file without its metadata, or None where the format is another or the structure is broken."""
    ways = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
    try:
        return ways[mime](data) if mime in ways else None
    except IndexError:
        return None


def exif_facts(exif: bytes) -> tuple[int, bool]:
    """The orientation (1 to 8, where 1 is upright) and whether a place is recorded, from an EXIF payload; (1, False) where there is none or it is broken."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    if tiff[:2] not in {b"II", b"MM"}:
        return 1, False

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if tiff[:2] == b"II" else "big")

    first = number(4, 4)
    orientation, place = 1, False
    for at in range(first + 2, min(first + 2 + 12 * number(first, 2), len(tiff) - 11), 12):
        tag = number(at, 2)
        place = place or tag == _GPS
        if tag == _ORIENTATION and number(at + 8, 2) in range(1, 9):
            orientation = number(at + 8, 2)
    return orientation, place


def _png(data: bytes) -> Stripped | None:
    out, at = [data[:8]], 8
    exif, dropped, frames = b"", False, False
    while True:
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data) or len(name) < 4:
            return None
        if name in _PNG_KEPT:
            if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
                return None
            out.append(data[at:end])
        elif name in _PNG_FRAMES:
            frames = True
        elif not name[0] & 0x20:  # a chunk without which the rest can not be read
            return None
        else:
            exif = data[at + 8 : end - 4] if name == b"eXIf" else exif
            dropped = True
        at = end
        if name == b"IEND":
            return Stripped(data=b"".join(out), exif=exif, dropped=dropped or at < len(data), frames=frames)


def _jpeg(data: bytes) -> Stripped | None:
    out, at = [data[:2]], 2
    exif, dropped = b"", False
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0xD9:
            out.append(b"\xff\xd9")
            return Stripped(data=b"".join(out), exif=exif, dropped=dropped or at + 2 < len(data))
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data) or end < at + 4:
            return None
        body = data[at + 4 : end]
        if marker == 0xDA:
            found = _NEXT_MARKER.search(data, end)
            if found is None:
                return None
            end = found.start()
            out.append(data[at:end])
        elif marker == 0xE0 and body.startswith(b"JFIF\x00"):
            out.append(b"\xff\xe0\x00\x10" + body[:12] + b"\x00\x00")  # a thumbnail in it may show what was cut away
            dropped = dropped or len(body) > 14
        elif marker == 0xFE or 0xE0 <= marker <= 0xEF:
            colour = (marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00")) or (marker == 0xEE and body.startswith(b"Adobe"))
            if colour:
                out.append(data[at:end])
            elif marker == 0xE1 and body.startswith(b"Exif\x00\x00"):
                exif = exif or body
            dropped = dropped or not colour
        else:
            out.append(data[at:end])
        at = end
    return None


def _webp(data: bytes) -> Stripped | None:
    out, at = [], 12
    stop = 8 + int.from_bytes(data[4:8], "little")
    exif, dropped, frames = b"", False, False
    if stop > len(data):
        return None
    while at + 8 <= stop:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if at + 8 + size > stop:
            return None
        chunk = data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_NOTED]) + chunk[9:]
        if name in _WEBP_KEPT:
            out.append(chunk)
            frames = frames or name == b"ANMF"
        else:
            exif = data[at + 8 : at + 8 + size] if name == b"EXIF" else exif
            dropped = True
        at = end
    body = b"".join(out)
    return Stripped(data=b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body, exif=exif, dropped=dropped or stop < len(data), frames=frames)
