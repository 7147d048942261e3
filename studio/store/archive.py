"""Originals with their recipes as a ZIP.

    <run>/1-1.png      byte for byte as it was delivered
    <run>/run.json     the recipe of the run

Pictures are stored as they are (they do not compress) and pass through in small pieces, so memory does not grow with what is packed, and a reader that can
only read forward (a download) is served as well as a file. Every name is an id of ours, letters, digits, dots and dashes: it leads nowhere out of a folder.
"""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from studio.errors import StorageFault
from studio.store.base import Entry
from studio.store.files import disk, flush, move

_PIECE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """How many pictures went in, and the ids of those whose file is gone."""

    pictures: int
    missing: tuple[str, ...]


def pack(file: IO[bytes], entries: Sequence[Entry], told: Callable[[int, int], None] = lambda _done, _all: None) -> Packed:
    """Write the archive to an open file; `told` hears how many bytes of originals are in, of how many. A picture whose file is gone takes no other down. Raises
    OSError for what `file` does not take."""
    whole = sum(entry.bytes for entry in entries)
    done, missing, recipes = 0, list[str](), set[Path]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for entry in entries:
            recipe = entry.path.with_name("run.json")
            if not entry.path.is_file():
                missing.append(entry.id)
                continue
            _add(archive, entry.path, entry.id, zipfile.ZIP_STORED)
            if recipe not in recipes and recipe.is_file():
                recipes.add(recipe)
                _add(archive, recipe, f"{entry.run}/run.json", zipfile.ZIP_DEFLATED)
            done += entry.bytes
            told(done, whole)
    return Packed(len(entries) - len(missing), tuple(missing))


def write(path: Path, entries: Sequence[Entry], told: Callable[[int, int], None] = lambda _done, _all: None) -> Packed:
    """The archive as a file, whole or not at all; what is there is replaced. Raises StorageFault."""
    partial = path.with_name(f"{path.name}.part")
    try:
        with disk(path), partial.open("wb") as file:
            packed = pack(file, entries, told)
        if entries and not packed.pictures:
            raise StorageFault("store.no_file", name=entries[0].id, what="not there")
        flush(partial)
        move(partial, path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    return packed


def _add(archive: zipfile.ZipFile, path: Path, name: str, method: int) -> None:
    said = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    said.compress_type = method
    with path.open("rb") as source, archive.open(said, "w") as target:
        shutil.copyfileobj(source, target, _PIECE)
