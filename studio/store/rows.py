"""A run's files as the index keeps them: `run.json`, `mine.json` and what the folder weighs. Reads, and writes nothing.

What a record says is not believed further than it reads: a field of another kind is left empty, a picture whose file is not there is left out.
"""

import calendar
import os
import re
import unicodedata
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from studio.core.result import Answer
from studio.store import mine
from studio.store.base import Entry, Taken
from studio.store.record import read_answers

_ID = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-([0-9a-f]{12})")
_PLACE = re.compile(r"(\d+)-(\d+)")


def folded(text: str) -> str:
    """Text as it is searched: case and full width make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def key_of(run: str, file: str) -> int:
    """A number of 63 bits that sorts pictures by age: 32 bits of seconds and 12 of the second's part, as the run's id tells the person's own clock; 8 that tell
    runs of one moment apart; then the place within the run, the first tile highest, so that it comes first where the newest do. Raises ValueError for no id."""
    match = _ID.fullmatch(run)
    if not match:
        raise ValueError(run)
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    moment = calendar.timegm((year, max(month, 1), max(day, 1), hour, minute, second)) % 2**32
    place = _PLACE.match(file)
    tile, number = (min(int(place[1]), 31), min(int(place[2]), 63)) if place else (31, 63)
    return (((moment << 12) + int(match[7][:3], 16) << 8) + int(match[7][3:5], 16) << 11) + ((31 - tile) << 6) + 63 - number


def key_of_day(day: date) -> int:
    """The key that everything made on that day or later is at or above."""
    return min(max(calendar.timegm(day.timetuple()), 0), 2**32 - 1) << 31


def day_of_key(key: int) -> date:
    """The day, as the person's own clock had it, that a key stands in."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + (key >> 31) // 86_400)


def taken(run: str, folder: Path, record: dict[str, Any], *, runs: Path) -> Taken:
    """The run in `folder`, whose record was read. `runs` is the folder of all runs. Raises StorageFault for answers that do not read as such."""
    answers = read_answers(record, folder)
    marks = mine.read(folder)
    asked = _dict(record.get("request"))
    given = [reference for reference in _list(asked.get("references")) if isinstance(reference, dict)]
    references = tuple(dict.fromkeys(filter(None, (_need(_text(reference.get("file"))) for reference in given))))
    parents = tuple(need for need in references if not need.startswith("references/"))
    needs = tuple(dict.fromkeys(filter(None, (*references, _need(_text(asked.get("mask")))))))
    words = (_text(asked.get("prompt")), _text(asked.get("gateway")), _text(asked.get("model")), _text(asked.get("session")), *(
        _text(reference.get("name")) for reference in given
    ))  # fmt: skip
    found = [
        (answer, image)
        for answer in answers
        for image in answer.images
        if image.path.parent == folder and not marks.get(image.path.name, mine.Mark()).removed
    ]
    cost = _dict(record.get("cost"))
    usd = cost.get("usd")
    share = float(usd) / len(found) if isinstance(usd, int | float) and found else None
    entries, texts = [], []
    weights = _weights(folder)
    for answer, image in found:
        name = image.path.name
        if name not in weights:
            continue
        mark = marks.get(name, mine.Mark())
        entries.append(
            Entry(
                key=key_of(run, name),
                id=f"{run}/{name}",
                path=runs / run[:4] / run[4:6] / run / name,
                created=_text(record.get("created")),
                prompt=words[0],
                task=_text(asked.get("task")),
                gateway=words[1],
                model=words[2],
                session=words[3],
                status=_text(record.get("status")),
                sha256=_text(image.digest),
                mime=_text(image.mime),
                width=_number(image.width),
                height=_number(image.height),
                bytes=_number(image.bytes),
                seconds=_took(answer),
                cost=share,
                basis=_text(cost.get("basis")),
                parents=parents,
                starred=mark.starred,
                note=mark.note,
                tags=mark.tags,
                deleted=mark.deleted,
                recovered=any(note.key == "store.recovered" for note in answer.notes),
            )
        )
        served = answer.served if isinstance(answer.served, str) else ""
        texts.append(folded("\n".join(filter(None, (*words, served, mark.note, *mark.tags)))))
    return Taken(
        run=run,
        created=_text(record.get("created")),
        status=_text(record.get("status")),
        bytes=sum(weights.values()),
        needs=needs,
        entries=tuple(entries),
        texts=tuple(texts),
    )


def _weights(folder: Path) -> dict[str, int]:
    """The files of a folder with their sizes in bytes."""
    with os.scandir(folder) as found:
        return {item.name: item.stat(follow_symlinks=False).st_size for item in found if item.is_file(follow_symlinks=False)}


def _need(file: str) -> str:
    """What a record calls a reference (`runs/2026/11/<run>/<file>`, `references/<name>`, older a bare name) as the index names it."""
    parts = PurePosixPath(file).parts
    if len(parts) == 5 and parts[0] == "runs":
        return "/".join(parts[3:])
    return f"references/{parts[-1]}" if parts else ""


def _took(answer: Answer) -> float:
    if not isinstance(answer.ended, int | float) or not isinstance(answer.began, int | float):
        return 0.0
    return max(0.0, float(answer.ended) - float(answer.began))


def _text(said: Any) -> str:
    return said.encode("utf-8", "replace").decode() if isinstance(said, str) else ""  # half a character has no place in a database


def _number(said: Any) -> int:
    return said if isinstance(said, int) and 0 <= said < 2**62 else 0


def _dict(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []
