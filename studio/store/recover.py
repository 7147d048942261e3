"""What a crash left: whole pictures are kept and shown as recovered, the rest is explained.

A run that was in progress in a process that is gone (working.py) is read again from its files. What was still arriving there gets its name: a picture that
decodes to its last line becomes one of the run's, half of one is kept under `.part`. A picture that lay in the folder but not yet in the record is put on it.
Every tile that had not ended is ended, with a note where it has its picture and an error where it has none; one that was never sent says that nothing was
billed. A home is opened again and again, by several processes: what one of them mends, no other touches meanwhile.
"""

import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.notes import note
from studio.core.parts import Image, Picture
from studio.errors import StorageFault, StudioError
from studio.imaging import extension, measure
from studio.store import record as records
from studio.store.files import disk, flush, move, parts, write_atomic

if TYPE_CHECKING:
    from studio.store.local import Library

log = logging.getLogger("studio")
PICTURE = re.compile(r"(\d+)-(\d+)(?:-\d+)?(\.draft)?\.(?:png|jpg|webp|gif|avif|heic)")
"""A picture's file in a run's folder: tile, number, and whether it is a draft."""
ABANDONED = 3600.0
"""Seconds after which what no process answers for is left over; no call waits so long for a byte."""

PART = re.compile(r"(\d{8}T\d{6}-[0-9a-f]{12})?(\.(\d+)\.([0-9a-f]{16})\.part)")
"""A file that is arriving for a run: its tile, and what tells it from others. Older studios wrote it in `incoming`, and the run before."""
_UPLOAD = re.compile(r"([0-9a-f]{12})\.[0-9a-f]{16}\.part")
_WHOLE, _HALF = note("store.recovered"), note("store.recovered_cut")


@dataclass(frozen=True, slots=True)
class Mended:
    """A run that was cut: how many pictures it has, how many of them were found on the way, and how many tiles have none."""

    run: str
    pictures: int
    found: int
    missing: int


def recover(library: "Library") -> None:
    """Mend every run that a process which is gone had in progress, and clear what it left in `incoming`. One that can not be mended is tried another time, and
    keeps no other from it. Raises StorageFault then."""
    older = _incoming(library)
    fault: StorageFault | None = None
    with library.working.dead() as runs:
        for run in runs:
            try:
                library.mended += mend(library, run, older.pop(run, ()))
            except StorageFault as error:
                log.warning("%s: %s", run, error)
                fault = error
        if fault is not None:
            raise fault  # so the marks stay
    if older:  # of no run that is marked: from before there were marks
        alive = library.working.alive()
        for run, left in older.items():
            old = [path for path in left if run not in alive and quiet(path)]
            if old == left:
                library.mended += mend(library, run, left)
            for path in old:
                _settle(library, run, path)


def mend(library: "Library", run: str, older: Iterable[Path] = ()) -> list[Mended]:
    """Bring the record of a run that no one works on up to what its folder holds, and `older` parts of it. Raises StorageFault; a record of a newer studio is
    left as it is."""
    with disk(library.folder(run)):
        return _mended(library, run, older)


def _mended(library: "Library", run: str, older: Iterable[Path]) -> list[Mended]:
    folder = library.folder(run)
    for part in (*older, *parts(folder)):
        _settle(library, run, part)
    if not folder.is_dir():
        return []  # killed before anything was written, so before anything was sent
    record = _read(library, run)
    if record is not None and record.get("schema") != records.SCHEMA:
        return []
    found = _unrecorded(folder, record)
    if record is None:
        if not found:
            return []
        if (broken := folder / "run.json").exists():
            move(broken, folder / f"run.json.broken-{int(time.time())}")
        record = _empty(run, folder, max(tile for tile, _, _ in found))
    before = str(record)
    answers = record["answers"]
    while len(answers) < max((tile for tile, _, _ in found), default=0):
        answers.append(_nothing())
    for number, answer in enumerate(answers, 1):
        _end(answer, [(draft, image) for tile, draft, image in found if tile == number], folder, number, record["created"])
    pictures = [sum(1 for part in answer["parts"] if part.get("kind") == "picture" and not part.get("draft")) for answer in answers]
    failed = any(answer.get("error") for answer in answers)
    record["status"] = "ok" if not failed else "partial" if any(pictures) else "failed"
    if str(record) == before:
        library.indexed(run)
        return []
    cost = record.get("cost") or {}
    if not cost.get("usd"):
        record["cost"] = {"usd": None, "basis": "unknown", "prices": ""}
    write_atomic(folder / "run.json", records.to_json(record))
    library.indexed(run)
    return [Mended(run, sum(pictures), sum(1 for _, draft, _ in found if not draft), pictures.count(0))]


def unrecorded(library: "Library", run: str) -> tuple[Path, ...]:
    """Whole pictures in the folder of a run that its record does not have. Decodes them."""
    return tuple(image.path for _, _, image in _unrecorded(library.folder(run), _read(library, run)))


def leftovers(library: "Library") -> tuple[Path, ...]:
    """What lies in `incoming` for no one: its process is gone, or an hour went by."""
    alive = library.working.alive()
    left = []
    for path in sorted((library.home / "incoming").glob("*")):
        part, upload = PART.fullmatch(path.name), _UPLOAD.fullmatch(path.name)
        if (part and part[1] in alive) or (upload and library.working.living(upload[1])):
            continue
        if upload or part or quiet(path):
            left.append(path)
    return tuple(left)


def _incoming(library: "Library") -> dict[str, list[Path]]:
    """What older studios left in `incoming`, by run. An upload whose process is gone was the person's own file, and never confirmed: it goes."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in (library.home / "incoming").iterdir():
        if (match := PART.fullmatch(path.name)) and match[1]:
            found[match[1]].append(path)
        elif match := _UPLOAD.fullmatch(path.name):
            if not library.working.living(match[1]):
                path.unlink(missing_ok=True)
        elif quiet(path) and not path.is_dir():
            path.unlink(missing_ok=True)
    return found


def _settle(library: "Library", run: str, part: Path) -> None:
    """A file that was arriving, into its run: under the next free number where it is a whole picture."""
    match = PART.fullmatch(part.name)
    try:
        if match is None or not part.stat().st_size:
            part.unlink(missing_ok=True)
            return
    except FileNotFoundError:
        return
    flush(part)
    image = _whole(part)
    if image is None:
        library.keep(part, run, f"{match[3]}-{match[4][-6:]}.part")
        return
    folder, number = library.folder(run), 1
    while any(folder.glob(f"{match[3]}-{number}[.-]*")):
        number += 1
    library.keep(part, run, f"{match[3]}-{number}{extension(image.mime)}")


def _whole(path: Path) -> Image | None:
    try:
        return measure(path)
    except (StudioError, OSError):
        return None


def _read(library: "Library", run: str) -> dict[str, Any] | None:
    """The record, None for one that does not read as a run's."""
    try:
        record = library.read(run)
        records.read_answers(record, library.folder(run))
        records.read_answers(record, library.folder(run), "earlier")
        datetime.fromisoformat(record["created"])
        return record if isinstance(record["answers"], list) and isinstance(record["request"], dict) else None
    except (KeyError, StorageFault, TypeError, ValueError):
        return None


def _unrecorded(folder: Path, record: dict[str, Any] | None) -> list[tuple[int, bool, Image]]:
    """Pictures of the folder that the record does not name, nor another of the same bytes of their tile, and that are whole: tile, whether a draft, picture."""
    known, told = set[str](), set[tuple[str, str]]()
    for name in ("answers", "earlier"):
        for answer in records.read_answers(record or {}, folder, name):
            images = [part.image for part in answer.parts if isinstance(part, Picture)]
            known |= {image.path.name for image in images}
            told |= {(image.path.name.partition("-")[0], image.digest) for image in images if image.path.is_file()}
    found = []
    for path in sorted(folder.iterdir()):
        match = PICTURE.fullmatch(path.name)
        if match and path.name not in known and int(match[1]) > 0 and (image := _whole(path)) and (match[1], image.digest) not in told:
            found.append((int(match[1]), bool(match[3]), image))
    return found


def _end(answer: dict[str, Any], found: list[tuple[bool, Image]], folder: Path, tile: int, created: str) -> None:
    """One tile: what was found goes on it, and where it had not ended, it ends."""
    here = {part["image"]["digest"] for part in answer["parts"] if part.get("kind") == "picture"}
    answer["parts"] += [records.part_to(Picture(image=image, draft=draft)) for draft, image in found if image.digest not in here]
    has = any(part.get("kind") == "picture" and not part.get("draft") for part in answer["parts"])
    cut = answer.get("ended") is None
    if cut:
        last = max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)
        answer["ended"] = round(max(0.0, last - datetime.fromisoformat(created).timestamp(), answer.get("began") or 0.0), 2)
        answer["began"] = answer.get("began") or 0.0
        answer["attempts"] = answer.get("attempts") or 1
    if has and (cut or found):
        answer["error"] = None
        told = [records.note_to(_WHOLE if found else _HALF)]
        answer["notes"] = [*answer.get("notes", ()), *(one for one in told if one not in answer.get("notes", ()))]
    elif cut and not answer.get("error"):
        sent = (folder / f"{tile}.reply").exists()  # it is opened just before the request goes out
        answer["attempts"] = answer["attempts"] if sent else 0
        answer["error"] = {
            "kind": "cancelled", "key": "verdict.interrupted" if sent else "store.unsent", "billed": "maybe" if sent else "no", "cost": None, "detail": "",
            "retry_after": None, "values": {},
        }  # fmt: skip


def _empty(run: str, folder: Path, tiles: int) -> dict[str, Any]:
    """A record for pictures whose own was lost."""
    created = datetime.fromtimestamp(folder.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    return {
        "schema": records.SCHEMA, "id": run, "created": created, "status": "running", "request": {"task": "generate", "prompt": ""}, "sent": None,
        "notes": [records.note_to(note("store.no_recipe"))], "answers": [_nothing() for _ in range(tiles)], "earlier": [], "cost": {},
    }  # fmt: skip


def _nothing() -> dict[str, Any]:
    return {"parts": [], "usage": None, "finished": None, "served": "", "error": None, "began": None, "ended": None, "attempts": 0, "notes": []}


def quiet(path: Path, seconds: float = ABANDONED) -> bool:
    """Whether a file was left alone so long. By a clock that may have been set back meanwhile, so either way."""
    try:
        return abs(time.time() - path.stat().st_mtime) > seconds
    except OSError:
        return False
