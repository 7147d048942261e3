"""What belongs to the person and not to the run: stars, notes, tags, the bin. `mine.json` beside `run.json`, so that it survives any index.

    {"schema": 1, "pictures": {"1-1.png": {"starred": true, "note": "…", "tags": ["…"], "deleted": "<ISO 8601>", "removed": "<sha256>"}}}

`deleted` is when a picture went into the bin, `removed` that the bin was emptied with it: the file is gone, its place in the record stays. What is not said
is not so. Only marks that say something are written, and a file with none is taken away. Two processes may mark at once: each changes its own picture under
a lock.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studio.errors import StorageFault
from studio.store.files import disk, locked, write_atomic

SCHEMA = 1
NAME = "mine.json"
NOTE = 4000
"""Characters of a note at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a person said of one picture. `deleted` is an ISO 8601 time, empty for what is not in the bin; `removed` the SHA-256 of what is gone for good."""

    starred: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    deleted: str = ""
    removed: str = ""


def read(folder: Path) -> dict[str, Mark]:
    """The marks of a run's pictures by file name. A file that does not read as such says nothing: `library check` names it."""
    try:
        return marks(json.loads((folder / NAME).read_bytes()))
    except (AttributeError, OSError, RecursionError, TypeError, ValueError):
        return {}


def marks(said: Any) -> dict[str, Mark]:
    """The marks of a document. Raises ValueError and its like for what is none."""
    if said["schema"] != SCHEMA:
        raise ValueError(said["schema"])
    return {str(name): _mark(mark) for name, mark in said["pictures"].items()}


def change(folder: Path, names: tuple[str, ...], **said: Any) -> None:
    """Set fields of Mark for these pictures of a run. Raises StorageFault where the disk does not take it, or what lies there is of a newer studio."""
    path = folder / NAME
    with locked(path):
        try:
            with disk(path):
                old = marks(json.loads(path.read_bytes())) if path.exists() else {}
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise StorageFault("store.no_file", name=str(path), what=type(error).__name__) from error
        new = old | {name: replace(old.get(name, Mark()), **said) for name in names}
        kept = {name: shown for name, mark in new.items() if (shown := _shown(mark))}
        if kept:
            write_atomic(path, json.dumps({"schema": SCHEMA, "pictures": kept}, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))
        else:
            with disk(path):
                path.unlink(missing_ok=True)


def _mark(said: Any) -> Mark:
    texts = {name: str(said.get(name) or "")[:NOTE] for name in ("note", "deleted", "removed")}
    return Mark(starred=said.get("starred") is True, tags=tuple(str(tag)[:80] for tag in said.get("tags") or ()), **texts)


def _shown(mark: Mark) -> dict[str, Any]:
    said = {"starred": mark.starred, "note": mark.note, "tags": list(mark.tags), "deleted": mark.deleted, "removed": mark.removed}
    return {name: value for name, value in said.items() if value}
