"""A JPEG as a row of segments up to its scan: what text they carry, and segments put in before the picture, which stays byte for byte.

Sources: ITU-T T.81 annex B (markers); CIPA DC-008 4.7 (APP1 with EXIF follows SOI); XMP part 3, 1.1.3 (its APP1 follows that of EXIF; a packet has room for
65 502 bytes); ISO 19566-5 D.2 and C2PA 2.2 A.3.1 (APP11: `JP`, the number of a box, the number of its piece, then the box, whose heading every piece repeats).
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

EXIF_HEAD, XMP_HEAD, EXTENDED_HEAD = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00", b"http://ns.adobe.com/xmp/extension/\x00"
APP0, APP1, APP11, COM, _SOS, _EOI = 0xE0, 0xE1, 0xEB, 0xFE, 0xDA, 0xD9
ROOM = 65_533
"""Bytes of one segment's body."""
_STORE = re.compile(rb".{4}jumb(?:.{8})?.{4}jumdc2pa", re.DOTALL)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOST = 4096


def segments(file: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Marker, address of the body and its length, up to and without the scan. The last one, marker 0xDA with no length, says that the scan was reached."""
    at = 2
    for _ in range(_MOST):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return
        if head[1] == 0xFF:  # fill
            at += 1
            continue
        if head[1] in (_SOS, _EOI):
            yield head[1], at, 0
            return
        size = int.from_bytes(head[2:])
        if size < 2:
            return
        yield head[1], at + 4, size - 2
        at += 2 + size


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels from the frame header; (0, 0) where there is none before the scan."""
    for marker, at, length in segments(BytesIO(data)):
        if marker in _FRAMES and length >= 6:
            return int.from_bytes(data[at + 3 : at + 5]), int.from_bytes(data[at + 1 : at + 3])
    return 0, 0


def segment(marker: int, body: bytes) -> bytes:
    """Marker, length, body. Raises ValueError for a body that no segment holds."""
    if len(body) > ROOM:
        raise ValueError(len(body))
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def manifest(pieces: list[bytes]) -> bytes:
    """The C2PA box that APP11 segments carry in pieces, their bodies in order; empty where they carry none. Other boxes (JPEG XT, 360°) may lie among them."""
    boxes: dict[bytes, list[bytes]] = {}
    for body in pieces:
        if body[:2] != b"JP" or len(body) < 16:
            continue
        if body[2:4] in boxes:
            boxes[body[2:4]].append(body[16:] if body[8:12] != b"\x00\x00\x00\x01" else body[24:])
        else:
            boxes[body[2:4]] = [body[8:]]
    return next((b"".join(parts) for parts in boxes.values() if _STORE.match(parts[0])), b"")


def spliced(data: bytes, new: list[bytes], *, exif: bool) -> bytes | None:
    """The file with `new` segments after its heading and its own XMP left out, its EXIF too where `exif` says that a new one is among them; None where it has
    no scan."""
    heading, rest, scan = [data[:2]], list[bytes](), b""
    for marker, at, size in segments(BytesIO(data)):
        if marker == _SOS:
            scan = data[at:]
            break
        body = data[at : at + size]
        if marker == APP1 and (body.startswith(XMP_HEAD) or (exif and body.startswith(EXIF_HEAD))):
            continue
        whole = data[at - 4 : at + size]
        if (marker == APP0 and not rest) or (marker == APP1 and body.startswith(EXIF_HEAD) and not rest):
            heading.append(whole)
        else:
            rest.append(whole)
    return b"".join((*heading, *new, *rest, scan)) if scan else None
