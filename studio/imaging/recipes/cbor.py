"""CBOR read, with limits: enough for a C2PA claim and the envelope of its signature.

Source: RFC 8949, section 3 (major types) and appendix C. Tags are read through, as the value they stand on. Depth, items and the length of every text are
checked before anything is made of them.
"""

import struct
from typing import Any

_DEEPEST, _MOST = 32, 20_000
_BREAK = object()


def loads(data: bytes) -> Any:
    """The first value in `data`. Raises ValueError for what is no CBOR, ends early, or is deeper or longer than the limits."""
    return _Reader(data).value(0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._items = data, 0, 0

    def value(self, depth: int) -> Any:
        self._items += 1
        if depth > _DEEPEST or self._items > _MOST:
            raise ValueError("limit")
        first = self._take(1)[0]
        major, low = first >> 5, first & 31
        if low == 31:
            return self._endless(major, depth)
        if major == 7:
            return self._simple(low)
        length = low if low < 24 else int.from_bytes(self._take(1 << (low - 24))) if low < 28 else self._fail()
        match major:
            case 0:
                return length
            case 1:
                return -1 - length
            case 2:
                return self._take(length)
            case 3:
                return self._take(length).decode("utf-8", "replace")
            case 4:
                return [self.value(depth + 1) for _ in range(length)]
            case 5:
                return self._pairs(self.value(depth + 1) for _ in range(2 * length))
            case _:
                return self.value(depth + 1)

    def _endless(self, major: int, depth: int) -> Any:
        """A value that goes on until a break."""
        if major == 7:
            return _BREAK
        if major not in (2, 3, 4, 5):
            self._fail()
        parts = []
        while (part := self.value(depth + 1)) is not _BREAK:
            parts.append(part)
        match major:
            case 2:
                return b"".join(part for part in parts if isinstance(part, bytes))
            case 3:
                return "".join(part for part in parts if isinstance(part, str))
            case 4:
                return parts
            case _:
                return self._pairs(iter(parts))

    def _simple(self, low: int) -> Any:
        match low:
            case 20 | 21:
                return low == 21
            case 25 | 26 | 27:
                size = 1 << (low - 24)
                return struct.unpack({2: ">e", 4: ">f", 8: ">d"}[size], self._take(size))[0]
            case 24:
                return self._take(1)[0]
            case _:
                return None

    @staticmethod
    def _pairs(parts: Any) -> dict[Any, Any]:
        """A map; keys that can not be keys are left out."""
        return {key: value for key, value in zip(parts, parts, strict=False) if isinstance(key, str | int | bytes)}

    def _take(self, size: int) -> bytes:
        part = self._data[self._at : self._at + size]
        if len(part) < size:
            self._fail()
        self._at += size
        return part

    def _fail(self) -> int:
        raise ValueError(f"at {self._at}")
