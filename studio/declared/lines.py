"""Which lines of a TOML text say what. `tomllib` tells values and not where they stand, so a text is read again line by line, until what is sought is there.

That is exact for everything TOML allows (long strings, inline tables, dotted keys), and slow only for texts that no person writes: it runs when something is
wrong, or is to be changed.
"""

import tomllib
from collections.abc import Iterator
from typing import Any


def blocks(text: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """First line, last line (from 1) and the whole so far, after each line at which the text could end."""
    lines = text.split("\n")
    first = 1
    for last in range(1, len(lines) + 1):
        try:
            so_far = tomllib.loads("\n".join(lines[:last]).rstrip("\r"))
        except tomllib.TOMLDecodeError:
            continue
        yield first, last, so_far
        first = last + 1


def line_of(text: str, *path: str) -> int:
    """The line where what stands at `path` begins (`gateway`, a name, a key); 1 where nothing does."""
    return next((first for first, _, so_far in blocks(text) if there(so_far, *path)), 1)


def there(whole: Any, *path: str) -> bool:
    """Whether something stands at `path`."""
    for step in path:
        if not isinstance(whole, dict) or step not in whole:
            return False
        whole = whole[step]
    return True
