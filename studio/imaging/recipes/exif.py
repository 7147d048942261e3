"""EXIF: the words that generators put there, and one more word put in without moving anything that is there.

EXIF is a TIFF: a byte order, an address of the first directory, directories of twelve-byte entries that hold a value of up to four bytes or its address. Every
address counts from the beginning, so a directory can be written anew behind the end, with one entry more, while everything it names stays where it lies.
Source: CIPA DC-008-2023 (Exif 3.0), 4.6.2 (structure) and 4.6.6 (UserComment: eight bytes that name the character code, then the text).

What tools do: A1111 and Forge write UserComment through piexif as `UNICODE` and UTF-16 of the big end without a mark, whatever the file's byte order;
ImageSharp (SwarmUI) writes `UNICODE` and UTF-16 of the little end, likewise. So the order is told from the text itself. Fooocus puts UserComment and
MakerNote as plain strings into the first directory. ComfyUI's animated WebP carries `prompt:{…}` in Model and `workflow:{…}` in Make.
"""

import struct
from collections.abc import Iterator
from typing import Literal

Order = Literal["little", "big"]

USER_COMMENT, MAKER_NOTE = 0x9286, 0x927C
_WORDS = frozenset({USER_COMMENT, MAKER_NOTE, *range(0x010A, 0x0111)})
"""The tags that are read: entries may share their bytes, so all of them could come to far more than the file. ComfyUI counts down from Model, 0x0110."""
_EXIF_IFD, _ORIENTATION = 0x8769, 0x0112
_MOST = 512
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_ASCII, _LONG, _UNDEFINED = 2, 4, 7


def texts(exif: bytes) -> dict[int, str]:
    """What generators wrote, by its tag, in the first directory and the Exif directory; empty for what is no EXIF. The first of a tag counts."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = _order(tiff)
    found: dict[int, str] = {}
    if not order:
        return found
    pending, seen = [_number(tiff, 4, 4, order)], set[int]()
    while pending:
        at = pending.pop(0)
        if at in seen or len(seen) > 2:
            continue
        seen.add(at)
        for tag, kind, data in _entries(tiff, at, order):
            if tag == _EXIF_IFD and kind in (_LONG, 13):
                pending.append(int.from_bytes(data[:4], order))
            elif tag in _WORDS and tag not in found and kind in (1, _ASCII, _UNDEFINED):
                found[tag] = comment(data, order) if tag == USER_COMMENT and kind == _UNDEFINED else _plain(data)
    return found


def comment(data: bytes, order: Order = "big") -> str:
    """The text of a UserComment. `order` is the file's byte order, which decides only where the text itself does not."""
    code, rest = data[:8], data[8:]
    match code:
        case b"UNICODE\x00":
            return _utf16(rest, order)
        case b"JIS\x00\x00\x00\x00\x00":
            return rest.decode("iso2022_jp", "replace").rstrip("\x00 ")
        case b"ASCII\x00\x00\x00" | b"\x00\x00\x00\x00\x00\x00\x00\x00":
            return _plain(rest)
        case _:  # no code at all, as some write it
            return _plain(data)


def with_comment(exif: bytes, text: str) -> bytes:
    """The EXIF payload (without its `Exif` heading) with `text` as its UserComment, in UTF-16 as piexif writes it. Everything else stays; an empty or broken
    payload gives one that holds the comment alone."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = _order(tiff)
    value = b"UNICODE\x00" + text.encode("utf-16-be")
    if order and (grown := _grown(tiff, order, value)):
        return grown
    head = struct.pack(">2sHI", b"MM", 42, 8)
    first = struct.pack(">HHHIII", 1, _EXIF_IFD, _LONG, 1, 26, 0)
    return head + first + struct.pack(">HHHIII", 1, USER_COMMENT, _UNDEFINED, len(value), 44, 0) + value


def turned(orientation: int) -> bytes:
    """A payload that says nothing but how the picture is turned (1 to 8)."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def _grown(tiff: bytes, order: Order, value: bytes) -> bytes:
    """The same with its two directories rewritten behind the end; empty where they can not be followed."""
    first = _number(tiff, 4, 4, order)
    top = _raw(tiff, first, order)
    if not top:
        return b""
    pointer = next((entry for entry in top if int.from_bytes(entry[:2], order) == _EXIF_IFD), b"")
    inner = _raw(tiff, int.from_bytes(pointer[8:12], order), order) if pointer else []
    if inner is None:
        return b""
    chained = _number(tiff, first + 2 + 12 * len(top), 4, order)  # the thumbnail's directory
    out = bytearray(tiff + bytes(len(tiff) % 2))
    at = len(out)
    out += value + bytes(len(value) % 2)
    here = len(out)
    out += _directory(inner, _entry(USER_COMMENT, _UNDEFINED, len(value), at, order), 0, order)
    out[4:8] = len(out).to_bytes(4, order)
    return bytes(out + _directory(top, _entry(_EXIF_IFD, _LONG, 1, here, order), chained, order))


def _directory(entries: list[bytes], new: bytes, following: int, order: Order) -> bytes:
    """A directory with one entry put in or replaced, sorted by tag as the standard wants it."""
    kept = [entry for entry in entries if entry[:2] != new[:2]]
    whole = sorted([*kept, new], key=lambda entry: int.from_bytes(entry[:2], order))
    return len(whole).to_bytes(2, order) + b"".join(whole) + following.to_bytes(4, order)


def _entry(tag: int, kind: int, count: int, value: int, order: Order) -> bytes:
    return b"".join(number.to_bytes(size, order) for number, size in ((tag, 2), (kind, 2), (count, 4), (value, 4)))


def _raw(tiff: bytes, at: int, order: Order) -> list[bytes] | None:
    """The entries of a directory as they lie there; None where there is none, or it does not fit into the file."""
    count = _number(tiff, at, 2, order)
    if at < 8 or count > _MOST or at + 6 + 12 * count > len(tiff):
        return None
    return [tiff[at + 2 + 12 * i : at + 14 + 12 * i] for i in range(count)]


def _entries(tiff: bytes, at: int, order: Order) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and bytes of each entry. A directory or a value that is cut short is read as far as it goes."""
    for i in range(min(_number(tiff, at, 2, order), _MOST)):
        entry = tiff[at + 2 + 12 * i : at + 14 + 12 * i]
        if len(entry) < 12:
            return
        tag, kind, count = (int.from_bytes(entry[a:b], order) for a, b in ((0, 2), (2, 4), (4, 8)))
        size = count * _WIDTHS.get(kind, 0)
        where = int.from_bytes(entry[8:12], order)
        yield tag, kind, entry[8 : 8 + size] if size <= 4 else tiff[where : where + size]


def _order(tiff: bytes) -> Order | None:
    return "little" if tiff[:4] == b"II*\x00" else "big" if tiff[:4] == b"MM\x00*" else None


def _number(tiff: bytes, at: int, size: int, order: Order) -> int:
    return int.from_bytes(tiff[at : at + size], order)


def _plain(data: bytes) -> str:
    """UTF-8 where it is that, as nearly everyone writes today, else Latin-1. The end is the first zero."""
    data = data.split(b"\x00", 1)[0]
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _utf16(data: bytes, order: Order) -> str:
    """UTF-16 of the order that a mark says, or in which more of the text is plain letters; UTF-8 where it is none of both, though it was called so."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").rstrip("\x00 ")
    head = data[:4096]
    big, little = head[0::2].count(0), head[1::2].count(0)  # the upper halves of plain letters are zero
    if not big and not little and data.isascii():
        return _plain(data)
    if big == little:
        return data.decode("utf-16-le" if order == "little" else "utf-16-be", "replace").rstrip("\x00 ")
    return data.decode("utf-16-be" if big > little else "utf-16-le", "replace").rstrip("\x00 ")
