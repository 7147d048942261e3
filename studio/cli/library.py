"""`library`: search, show and export what was made; check that everything is there; make the index again.

Every work answers `{"total", "items"}`, `check` its own object. Progress goes to standard error.
"""

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.cli.printing import put
from studio.errors import StorageFault, UsageError
from studio.layers import read_layers
from studio.store import archive
from studio.store.base import Entry, Page, Query
from studio.store.check import Checked, check
from studio.store.local import Library
from studio.store.rebuild import catch_up, rebuild
from studio.words import say

PAGE = 500
"""Entries that are read at once."""


def library(arguments: argparse.Namespace) -> int:
    """Do it. Returns the exit code: 7 where a check found problems, or where an export lacks a picture."""
    kept = Library(read_layers(os.environ, arguments.home).home)
    try:
        return {"search": _search, "show": _show, "export": _export, "check": _check, "rebuild": _rebuild}[arguments.work](kept, arguments)
    finally:
        kept.close()


def _search(kept: Library, arguments: argparse.Namespace) -> int:
    names = ("task", "gateway", "model", "session", "since", "until", "starred", "bin")
    query = Query(words=" ".join(arguments.words), **{name: getattr(arguments, name) for name in names})
    total, entries = 0, list[Entry]()
    if _ready(kept):
        total = kept.index.count(query)
        after, limit = None, arguments.limit if arguments.limit > 0 else total
        while len(entries) < limit:
            page: Page = kept.index.page(query, after=after, limit=min(PAGE, limit - len(entries)))
            entries += page.entries
            if (after := page.next) is None:
                break
    return _answer(arguments, entries, total=total)


def _show(kept: Library, arguments: argparse.Namespace) -> int:
    entries = _found(kept, [arguments.id])
    if arguments.json:
        return _answer(arguments, entries)
    lines = []
    for entry in entries:
        facts = {
            "prompt": entry.prompt, "made": entry.created, "with": f"{entry.gateway} {entry.model}", "task": entry.task,
            "picture": f"{entry.width} × {entry.height} {entry.mime}, {entry.bytes} bytes", "sha256": entry.sha256, "from": " ".join(entry.parents),
            "cost": "" if entry.cost is None else f"${entry.cost:.3f} ({entry.basis})", "note": entry.note, "tags": ", ".join(entry.tags),
            "star": "yes" if entry.starred else "", "in the bin since": entry.deleted,
        }  # fmt: skip
        lines += [str(entry.path), *(f"  {name:<17}{value}" for name, value in facts.items() if value), ""]
    put({}, *lines[:-1], as_json=False)
    return 0


def _export(kept: Library, arguments: argparse.Namespace) -> int:
    entries, to = _found(kept, arguments.id), Path(arguments.to).expanduser()
    packed = archive.write(to, entries, lambda done, whole: _progress(done, whole, "bytes"))
    for missing in packed.missing:
        print(say("store.check.missing", name=missing), file=sys.stderr)
    if arguments.json:
        items = [_item(entry) for entry in entries if entry.id not in packed.missing]
        put({"total": len(items), "items": items, "path": str(to), "bytes": to.stat().st_size, "missing": list(packed.missing)}, as_json=True)
    else:
        put({}, str(to), as_json=False)
    return 7 if packed.missing else 0


def _check(kept: Library, arguments: argparse.Namespace) -> int:
    counted, problems = Checked(), []
    for problem in check(kept, counted, lambda done, runs: _progress(done, runs, "runs")):
        problems.append({"kind": problem.kind, "path": str(problem.path), "message": str(problem.note)})
        if not arguments.json:
            print(f"{problem.kind:<14} {problem.path}: {problem.note}", flush=True)
    said = {"ok": not problems, "counted": {"pictures": counted.pictures, "records": counted.records}, "problems": problems}
    put(said, say("store.checked", pictures=counted.pictures, records=counted.records, problems=len(problems)), as_json=arguments.json)
    return 7 if problems else 0


def _rebuild(kept: Library, arguments: argparse.Namespace) -> int:
    done = rebuild(kept, lambda done, runs: _progress(done, runs, "runs"))
    counted = {"pictures": done.pictures, "records": done.runs}
    said = {"total": done.pictures, "items": [], "counted": counted, "forgotten": done.forgotten, "recovered": done.recovered}
    put(said, say("store.rebuilt", pictures=done.pictures, records=done.runs), as_json=arguments.json)
    return 0


def _ready(kept: Library) -> bool:
    """Whether there is anything to ask, the index brought up to it."""
    if not (kept.home / "runs").is_dir():
        return False
    try:
        catch_up(kept, lambda done, runs: _progress(done, runs, "runs"))
    except StorageFault as error:
        if not kept.index.path.is_file():
            raise
        print(error.title(), file=sys.stderr)  # a home that is read-only: what the index has is told
    if kept.index.set_aside is not None:
        print(say("store.index_broken", path=kept.index.path, aside=kept.index.set_aside), file=sys.stderr)
    return True


def _found(kept: Library, ids: list[str]) -> list[Entry]:
    """The entries of these ids. Raises UsageError for one that is none of the library's."""
    there = _ready(kept)
    return list(dict.fromkeys(entry for wanted in ids for entry in _of(kept, wanted, there=there)))


def _of(kept: Library, wanted: str, *, there: bool) -> tuple[Entry, ...]:
    found = kept.index.find([wanted]) if there else ()
    if not found:
        raise UsageError("store.no_picture", field="id", id=wanted[:80])
    return found


def _answer(arguments: argparse.Namespace, entries: list[Entry], *, total: int | None = None) -> int:
    lines = [f"{entry.created[:16].replace('T', ' ')}  {entry.id:<40}  {entry.model:<32}  {' '.join(entry.prompt.split())[:60]}" for entry in entries]
    put({"total": len(entries) if total is None else total, "items": [_item(entry) for entry in entries]}, *lines, as_json=arguments.json)
    if total is not None and total > len(entries) and not arguments.json:
        print(say("store.more", shown=len(entries), total=total), file=sys.stderr)
    return 0


def _item(entry: Entry) -> dict[str, Any]:
    """As COMMANDS.md has it, and more after that."""
    return {
        "id": entry.id, "created": entry.created, "prompt": entry.prompt, "gateway": entry.gateway, "model": entry.model, "task": entry.task,
        "path": str(entry.path), "sha256": entry.sha256, "mime": entry.mime, "width": entry.width, "height": entry.height, "bytes": entry.bytes,
        "parent": entry.parents[0] if entry.parents else None, "starred": entry.starred, "deleted": bool(entry.deleted),
        "parents": list(entry.parents), "session": entry.session, "note": entry.note, "tags": list(entry.tags), "deleted_at": entry.deleted or None,
        "cost_usd": entry.cost, "basis": entry.basis, "seconds": round(entry.seconds, 2), "recovered": entry.recovered,
    }  # fmt: skip


def _progress(done: int, whole: int, what: str) -> None:
    """A bar on a terminal, a line for each tenth otherwise."""
    live, step = sys.stderr.isatty(), max(1, whole // 10)
    if not live and done % step and done != whole:
        return
    line = f"[{'#' * round(20 * done / max(1, whole)):<20}] {done}/{whole} {what}"
    with suppress(OSError):  # who read standard error has left
        print(f"\r{line}" if live else line, end="\n" if done == whole or not live else "", file=sys.stderr, flush=True)
