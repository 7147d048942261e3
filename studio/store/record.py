"""A run as JSON and back: the recipe that lies beside the pictures.

Versioned, UTF-8, with relative file names, so that a folder can be moved and the index rebuilt from the files alone. It holds no key, no address and no
picture data. Model turns stay replayable: each part keeps its `opaque` text as it was received.
"""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from studio import errors
from studio.core.events import Finished, Usage
from studio.core.notes import Note
from studio.core.parts import Image, Other, Part, Picture, Text, Thought, Turn
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result

SCHEMA = 1
_KINDS = {cls.kind: cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.StudioError)}


def write(result: Result, *, created: str) -> bytes:
    """The record of a run. `created` is an ISO 8601 time with its offset."""
    plan, cost = result.plan, result.billed
    record = {
        "schema": SCHEMA,
        "id": result.id,
        "created": created,
        "status": result.status if result.done else "running",
        "request": request_to(result.request),
        "sent": {"prompt": plan.prompt, "aspect": plan.aspect, "size": plan.size, "expected": plan.expected, "count": plan.count} if plan else None,
        "notes": [_note_to(note) for note in result.notes + (plan.notes if plan else ())],
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


def request_to(request: Request) -> dict[str, Any]:
    """Only what was set: a recipe shows what differs from asking plainly."""
    plain = Request(prompt="")
    said = {f.name: getattr(request, f.name) for f in fields(Request) if getattr(request, f.name) != getattr(plain, f.name)}
    said.pop("history", None)  # the conversation has its own record
    if "references" in said:
        said["references"] = [{"file": Path(r.path).name, "role": r.role} for r in request.references]
    return {"task": request.task, "prompt": request.prompt, **said}


def request_from(said: dict[str, Any]) -> Request:
    """A request to ask again; references by name only where they are not kept."""
    known = {f.name for f in fields(Request)}
    values = {name: value for name, value in said.items() if name in known and name != "references"}
    if "safety" in values:
        values["safety"] = tuple(map(tuple, values["safety"]))
    return Request(**values, references=tuple(Reference(r["file"], r.get("role", "")) for r in said.get("references", ())))


def turn_to(turn: Turn, home: Path) -> dict[str, Any]:
    """A turn of a conversation; pictures by their path from `home`, so that a home can be moved."""
    return {"role": turn.role, "gateway": turn.gateway, "model": turn.model, "parts": [_part_to(part, home) for part in turn.parts]}


def turn_from(said: dict[str, Any], folder: Path) -> Turn:
    """The turn as it was."""
    parts = tuple(_part_from(part, folder) for part in said["parts"])
    return Turn(role=said["role"], parts=parts, gateway=said.get("gateway", ""), model=said.get("model", ""))


def _note_to(note: Note) -> dict[str, Any]:
    return {"key": note.key, "values": dict(note.values)}


def _image_to(image: Image, home: Path | None) -> dict[str, Any]:
    inside = home is not None and image.path.is_relative_to(home)
    path = image.path.name if home is None else image.path.relative_to(home).as_posix() if inside else str(image.path)
    return {**asdict(image), "path": path}


def _part_to(part: Part, home: Path | None = None) -> dict[str, Any]:
    match part:
        case Text(text=text, opaque=opaque):
            return {"kind": "text", "text": text, "opaque": opaque}
        case Thought(text=text, opaque=opaque, at=at, until=until):
            return {"kind": "thought", "text": text, "opaque": opaque, "at": round(at, 2), "until": round(until, 2)}
        case Picture(image=image, draft=draft, signed=signed, opaque=opaque, at=at):
            return {
                "kind": "picture",
                "image": _image_to(image, home),
                "draft": draft,
                "signed": signed,
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
            return Picture(image=Image(**{**image, "path": folder / image["path"]}), **values)
        case _:
            return Other(values["opaque"])


def _answer_to(answer: Answer) -> dict[str, Any]:
    error = answer.error
    return {
        "parts": [_part_to(part) for part in answer.parts],
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
        "notes": [_note_to(note) for note in answer.notes],
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
