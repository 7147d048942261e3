"""A run as JSON and back: the recipe that lies beside the pictures.

Versioned, UTF-8, with relative file names, so that a home can be moved and the index rebuilt from the files alone. It holds no key, no address, no picture
data and no path outside the home: a person's own file is named by the copy that was sent. A path that leads out of the home is not believed either, wherever
the file came from. Model turns stay replayable: each part keeps its `opaque` text as it was received.
"""

import json
import os
from dataclasses import asdict, fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from studio import errors
from studio.core.events import Finished, Usage
from studio.core.notes import Note
from studio.core.parts import Image, Other, Part, Picture, Text, Thought, Turn
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.store import mine

SCHEMA = 1
_KINDS = {cls.kind: cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.StudioError)}


def write(result: Result, *, created: str, home: Path) -> bytes:
    """The record of a run. `created` is an ISO 8601 time with its offset."""
    plan, cost = result.plan, result.billed
    record = {
        "schema": SCHEMA,
        "id": result.id,
        "created": created,
        "status": result.status if result.done else "running",
        "request": request_to(result.request, plan.references if plan else (), home),
        "sent": {"prompt": plan.prompt, "aspect": plan.aspect, "size": plan.size, "expected": plan.expected, "count": plan.count} if plan else None,
        "notes": [note_to(note) for note in result.notes + (plan.notes if plan else ())],
        "answers": [_answer_to(answer) for answer in result.answers],
        "earlier": [_answer_to(answer) for answer in result.earlier],
        "cost": {"usd": cost.usd, "basis": cost.basis, "prices": cost.date},
    }
    return to_json(record)


def to_json(value: object) -> bytes:
    """As UTF-8. Half a surrogate pair, which a gateway may cut a word in, has no UTF-8: it is written as the JSON escape that it came as."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def read_answers(record: dict[str, Any], folder: Path, name: str = "answers") -> tuple[Answer, ...]:
    """The answers of a record (or those of `earlier`), their pictures found in `folder`. Raises StorageFault for what does not read as such."""
    try:
        return tuple(_answer_from(item, folder) for item in record.get(name, ()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise errors.StorageFault("store.no_file", name=f"{folder.name}/run.json", what=type(error).__name__) from error


def read_notes(record: dict[str, Any]) -> tuple[Note, ...]:
    """The notes of a record."""
    return tuple(Note(item["key"], tuple(map(tuple, item["values"].items()))) for item in record.get("notes", ()))


def request_to(request: Request, sent: tuple[Image, ...], home: Path) -> dict[str, Any]:
    """Only what was set: a recipe shows what differs from asking plainly. `sent` are the plan's pictures, the request's own first."""
    plain = Request(prompt="")
    said = {f.name: getattr(request, f.name) for f in fields(Request) if getattr(request, f.name) != getattr(plain, f.name)}
    said.pop("history", None)  # the conversation has its own record
    if "references" in said:
        copies = (*sent, *(None for _ in request.references))
        said["references"] = [_reference_to(reference, copy, home) for reference, copy in zip(request.references, copies, strict=False)]
    if "mask" in said:
        said["mask"] = _reference_to(Reference(request.mask), None, home)["file"]
    return {"task": request.task, "prompt": request.prompt, **said}


def request_from(said: dict[str, Any], home: Path) -> Request:
    """A request to ask again. Its references and its mask are files that are there: what is gone, or was never kept (older records), is left out."""
    known = {f.name for f in fields(Request)}
    values = {name: value for name, value in said.items() if name in known and name not in ("references", "history")}
    if "mask" in values:
        values["mask"] = str(_found(values["mask"], home) or "")
    if "safety" in values:
        values["safety"] = tuple(map(tuple, values["safety"]))
    found = ((_found(r["file"], home), r) for r in said.get("references", ()))
    return Request(**values, references=tuple(Reference(str(path), r.get("role", ""), r.get("name", "")) for path, r in found if path))


def _reference_to(reference: Reference, copy: Image | None, home: Path) -> dict[str, str]:
    """Where a reference can be found again: in a run or among the references of the home; another file by the copy of it that was sent."""
    given = Path(os.path.abspath(Path(reference.path).expanduser()))  # noqa: PTH100  `..` goes, links stay: the home may be one
    base = Path(os.path.abspath(home))  # noqa: PTH100
    inside = given.relative_to(base) if given.is_relative_to(base) else None
    name = reference.name
    if inside is None or inside.parts[:1] not in (("runs",), ("references",)):
        inside, name = (Path("references", copy.path.name) if copy else Path(given.name)), name or given.name
    return {"file": inside.as_posix(), "role": reference.role, "name": name}


def _found(file: str, home: Path) -> Path | None:
    """The file of a reference; a bare name, as older records have it, lies among the references, and so does what the bin was emptied of."""
    try:
        path = within(home, file if "/" in file else f"references/{file}")
    except ValueError:
        return None
    if not path.is_file() and (digest := mine.read(path.parent).get(path.name, mine.Mark()).removed):
        path = home / "references" / f"{digest}{path.suffix}"  # the bin was emptied with it
    return path if path.is_file() else None


def within(folder: Path, said: str) -> Path:
    """The file that a record names, in `folder`. Raises ValueError for a path that leads out of it: a record may come from anyone."""
    named = PurePosixPath(said.replace("\\", "/"))
    if not said or named.is_absolute() or ".." in named.parts or PureWindowsPath(said).drive:
        raise ValueError(said)
    return folder / named


def turn_to(turn: Turn, home: Path) -> dict[str, Any]:
    """A turn of a conversation; pictures by their path from `home`, so that a home can be moved."""
    return {"role": turn.role, "gateway": turn.gateway, "model": turn.model, "parts": [part_to(part, home) for part in turn.parts]}


def turn_from(said: dict[str, Any], folder: Path) -> Turn:
    """The turn as it was."""
    parts = tuple(_part_from(part, folder) for part in said["parts"])
    return Turn(role=said["role"], parts=parts, gateway=said.get("gateway", ""), model=said.get("model", ""))


def note_to(note: Note) -> dict[str, Any]:
    """A note as records have it."""
    return {"key": note.key, "values": dict(note.values)}


def _image_to(image: Image, home: Path | None) -> dict[str, Any]:
    inside = home is not None and image.path.is_relative_to(home)
    path = image.path.relative_to(home).as_posix() if home is not None and inside else image.path.name
    return {**asdict(image), "path": path}


def part_to(part: Part, home: Path | None = None) -> dict[str, Any]:
    """A part; pictures by their name, or by their path from `home`."""
    match part:
        case Text(text=text, opaque=opaque):
            return {"kind": "text", "text": text, "opaque": opaque}
        case Thought(text=text, opaque=opaque, at=at, until=until):
            return {"kind": "thought", "text": text, "opaque": opaque, "at": round(at, 2), "until": round(until, 2)}
        case Picture(image=image, draft=draft, signed=signed, fetched=fetched, opaque=opaque, at=at):
            return {
                "kind": "picture",
                "image": _image_to(image, home),
                "draft": draft,
                "signed": signed,
                "fetched": fetched,
                "opaque": opaque,
                "at": round(at, 2),
            }
        case Other(opaque=opaque):
            return {"kind": "other", "opaque": opaque}


def _part_from(said: dict[str, Any], folder: Path) -> Part:
    values = {key: value for key, value in said.items() if key != "kind"}
    match said["kind"]:
        case "text":
            return Text(values["text"], values["opaque"])
        case "thought":
            return Thought(**values)
        case "picture":
            image = values.pop("image")
            return Picture(image=Image(**{**image, "path": within(folder, image["path"])}), **values)
        case _:
            return Other(values["opaque"])


def _answer_to(answer: Answer) -> dict[str, Any]:
    error = answer.error
    return {
        "parts": [part_to(part) for part in answer.parts],
        "usage": asdict(answer.usage) if answer.usage else None,
        "finished": asdict(answer.finished) if answer.finished else None,
        "served": answer.served,
        "error": {
            "kind": error.kind,
            "key": error.key,
            "billed": error.billed,
            "cost": error.cost,
            "detail": error.detail,
            "retry_after": error.retry_after,
            "values": {name: value for name, value in error.values.items() if isinstance(value, str | int | float)},
        }
        if error
        else None,
        "began": answer.began,
        "ended": answer.ended,
        "attempts": answer.attempts,
        "notes": [note_to(note) for note in answer.notes],
    }


def _answer_from(said: dict[str, Any], folder: Path) -> Answer:
    error: errors.StudioError | None = None
    if said.get("ended") is None and not said.get("error"):  # the studio was closed before it ended, or another process still works on it
        error = errors.Cancelled("verdict.interrupted", billed="maybe")
    if told := said.get("error"):
        cls = _KINDS.get(told["kind"], errors.StudioError)
        error = errors.StudioError.__new__(cls)
        errors.StudioError.__init__(
            error, told["key"], billed=told["billed"], retry_after=told["retry_after"], detail=told["detail"], cost=told["cost"], **told["values"]
        )
    return Answer(
        parts=tuple(_part_from(part, folder) for part in said["parts"]),
        usage=Usage(**said["usage"]) if said.get("usage") else None,
        finished=Finished(**said["finished"]) if said.get("finished") else None,
        served=said.get("served", ""),
        error=error,
        began=said.get("began"),
        ended=said.get("ended") if said.get("ended") is not None else 0.0,  # a run that was cut by a crash is over
        attempts=said.get("attempts", 0),
        notes=tuple(Note(item["key"], tuple(item["values"].items())) for item in said.get("notes", ())),
    )
