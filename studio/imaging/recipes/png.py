"""A PNG as a row of chunks: what text it carries, and text put in before the pixels, which stay byte for byte.

Sources: PNG third edition (w3.org/TR/png-3), 5.3 chunk layout, 11.3.3 text, 11.3.4.6 eXIf; XMP part 3, 1.1.5 (the keyword of the packet); C2PA 2.2, A.3.2.
Nothing is decoded: a chunk that is not asked for is stepped over, a compressed text is unpacked to a limit and no further.
"""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from studio.imaging.recipes.text import LONGEST

XMP = "XML:com.adobe.xmp"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST = 65_536
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")


class TooLarge(Exception):
    """A text that unpacks to more than anyone means."""


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, address of the data and its length, chunk by chunk to IEND, the end of the file, or what makes no sense."""
    at, end = 8, file.seek(0, 2)
    for _ in range(_MOST):
        file.seek(at)
        head = file.read(8)
        size = int.from_bytes(head[:4])
        if len(head) < 8 or at + 12 + size > end:
            return
        yield head[4:], at + 8, size
        at += 12 + size
        if head[4:] == b"IEND":
            return


def texts(name: bytes, body: bytes) -> tuple[str, str] | None:
    """Keyword and text of a text chunk; None for one that can not be read. Raises TooLarge for one that would unpack to more than the limit."""
    keyword, found, rest = body.partition(b"\x00")
    if not found or not 1 <= len(keyword) <= 79:
        return None
    said = _said(name, rest)
    return None if said is None else (keyword.decode("latin-1"), said)


def text(keyword: str, said: str) -> bytes:
    """A text chunk: tEXt where the text has Latin letters only, else iTXt, uncompressed. It is what Pillow's `add_text` does, so what A1111 writes and what its
    readers expect under `parameters`."""
    said = said.replace("\x00", "")
    try:
        return chunk(b"tEXt", keyword.encode("latin-1") + b"\x00" + said.encode("latin-1"))
    except UnicodeEncodeError:
        return international(keyword, said)


def international(keyword: str, said: str) -> bytes:
    """An iTXt chunk: UTF-8, uncompressed, no language."""
    return chunk(b"iTXt", keyword.encode("latin-1") + b"\x00\x00\x00\x00\x00" + said.replace("\x00", "").encode())


def chunk(name: bytes, body: bytes) -> bytes:
    """Length, name, data, checksum."""
    return len(body).to_bytes(4) + name + body + zlib.crc32(body, zlib.crc32(name)).to_bytes(4)


def spliced(data: bytes, new: Sequence[bytes], replaced: frozenset[str]) -> bytes | None:
    """The file with `new` chunks before its pixels and its own texts of the keywords `replaced` left out; None where it is not whole."""
    out, put, ended = [SIGNATURE], False, False
    for name, at, size in chunks(BytesIO(data)):
        if name == b"IDAT" and not put:
            out += new
            put = True
        ended = name == b"IEND"
        if name in _TEXTS and data[at : at + 80].split(b"\x00", 1)[0].decode("latin-1") in replaced:
            continue
        out.append(data[at - 8 : at + size + 4])
    return b"".join(out) if put and ended else None


def latin(data: bytes) -> str:
    """Latin-1, as the standard has it; UTF-8 where it is that, as some write it all the same."""
    if data.isascii():
        return data.decode("ascii")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _said(name: bytes, rest: bytes) -> str | None:
    if name == b"tEXt":
        return latin(rest)
    if name == b"zTXt":
        unpacked = _unpacked(rest[1:]) if rest[:1] == b"\x00" else None
        return None if unpacked is None else latin(unpacked)
    packed, method, rest = rest[:1], rest[1:2], rest[2:]
    _, _, rest = rest.partition(b"\x00")  # language
    _, found, rest = rest.partition(b"\x00")  # the keyword in it
    if not found or packed not in (b"\x00", b"\x01") or (packed == b"\x01" and method != b"\x00"):
        return None
    body = _unpacked(rest) if packed == b"\x01" else rest
    return None if body is None else body.decode("utf-8", "replace")


def _unpacked(data: bytes) -> bytes | None:
    """What it unpacks to; None where it is broken. Raises TooLarge at the limit."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, LONGEST)
    except zlib.error:
        return None
    if not unpacker.eof and len(plain) >= LONGEST:
        raise TooLarge
    return plain if unpacker.eof else None
