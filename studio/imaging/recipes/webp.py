"""A WebP as a row of chunks: what metadata it carries, and metadata put in behind the picture, which stays byte for byte.

Sources: developers.google.com/speed/webp/docs/riff_container (the extended format: VP8X first, then ICCP, ANIM, the picture, EXIF, XMP); the same site's
webp_lossless_bitstream_specification (VP8L: a byte 0x2F, 14 bits of width, 14 of height, one for alpha); RFC 6386 9.1 (VP8's frame header); C2PA 2.2 A.3.6.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

_ALPHA, _EXIF, _XMP = 0x10, 0x08, 0x04
_MOST = 65_536


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, address of the data and its length, as far as they lie in the file and in what its heading says."""
    end = file.seek(0, 2)
    file.seek(4)
    end, at = min(end, 8 + int.from_bytes(file.read(4), "little")), 12
    for _ in range(_MOST):
        file.seek(at)
        head = file.read(8)
        size = int.from_bytes(head[4:], "little")
        if len(head) < 8 or at + 8 + size > end:
            return
        yield head[:4], at + 8, size
        at += 8 + size + size % 2


def spliced(data: bytes, *, exif: bytes | None, xmp: bytes) -> bytes | None:
    """The file in the extended format with this XMP in the place of its own, and this EXIF where one is given; None where it holds no picture."""
    found = [(name, data[at : at + size]) for name, at, size in chunks(BytesIO(data))]
    head = _extended(found)
    if head is None:
        return None
    names = {name for name, _ in found}
    flags = head[0] | _XMP | (_EXIF if exif is not None or b"EXIF" in names else 0)
    parts = [(b"VP8X", bytes((flags, *head[1:])))]
    kept = [(name, body) for name, body in found if name not in (b"VP8X", b"XMP ") and not (name == b"EXIF" and exif is not None)]
    last = max(at for at, (name, _) in enumerate(kept) if name in (b"VP8 ", b"VP8L", b"ANMF", b"EXIF"))
    parts += kept[: last + 1]
    parts += [(b"EXIF", exif)] if exif is not None else []
    parts += [(b"XMP ", xmp), *kept[last + 1 :]]
    body = b"".join(name + len(said).to_bytes(4, "little") + said + bytes(len(said) % 2) for name, said in parts)
    return b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; (0, 0) where there is no picture."""
    head = _extended([(name, data[at : at + length]) for name, at, length in chunks(BytesIO(data))])
    return (int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1) if head else (0, 0)


def _extended(found: list[tuple[bytes, bytes]]) -> bytes | None:
    """The ten bytes of a VP8X chunk for these: the file's own, or made for a simple file; None where there is no picture."""
    pictures = [(name, body) for name, body in found if name in (b"VP8 ", b"VP8L", b"ANMF")]
    if not pictures:
        return None
    if found[0][0] == b"VP8X":
        return found[0][1] if len(found[0][1]) == 10 else None
    name, body = pictures[0]
    if name == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        packed = int.from_bytes(body[1:5], "little")
        width, height, alpha = (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1, packed >> 28 & 1
    elif name == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height, alpha = int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF, 0
    else:
        return None
    if not width or not height:
        return None
    return bytes((_ALPHA * alpha, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
