"""What the doctor learned about one model of one gateway: a row a question, dated, with what it cost. Kept in the home.

    <home>/doctor/<gateway>/<model>.json             the last finished report
    <home>/doctor/<gateway>/applied/<model>.json     the report that the studio follows, which may be an older one: nothing changes unasked

A row's `asked` and `got` are notes, so that they read in any language; their values are what the changes are made from (changes.py).
"""

import hashlib
import json
import logging
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from studio.core.notes import Note
from studio.core.prices import Cost
from studio.errors import StudioError
from studio.store.files import disk, write_atomic

log = logging.getLogger("studio")

Name = Literal["aspect", "aspect_extreme", "size", "references", "streaming", "thoughts", "signatures", "count", "mask", "seed", "reply", "usage"]
NAMES: tuple[Name, ...] = get_args(Name)
Verdict = Literal["honoured", "ignored", "refused", "unknown"]
State = Literal["waiting", "asking", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question. `got` is None until there is an answer."""

    name: Name
    asked: Note
    got: Note | None = None
    verdict: Verdict = "unknown"
    state: State = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything so far. `when` is the ISO time of its end, empty while it goes on; `runs` are ids of the library, where the pictures are; `problem` is what
    stopped it; `applied` the ISO time at which the studio began to follow this very report, empty while it does not."""

    gateway: str
    model: str
    checks: tuple[Check, ...] = ()
    cost: Cost = field(default_factory=lambda: Cost(usd=0.0, basis="usage"))
    when: str = ""
    runs: tuple[str, ...] = ()
    problem: StudioError | None = None
    applied: str = ""

    def get(self, name: Name) -> Check | None:
        """The row of that name, where the question has a meaning for the model."""
        return next((check for check in self.checks if check.name == name), None)

    def at(self, *names: str, state: State) -> "Report":
        """With these rows in that state."""
        return replace(self, checks=tuple(replace(check, state=state) if check.name in names else check for check in self.checks))

    def told(self, name: str, got: Note, verdict: Verdict) -> "Report":
        """With the answer to one question."""
        checks = tuple(replace(check, got=got, verdict=verdict, state="done") if check.name == name else check for check in self.checks)
        return replace(self, checks=checks)

    def unanswered(self, got: Note) -> "Report":
        """With every question that has no answer yet marked so."""
        checks = (check if check.state == "done" else replace(check, got=got, verdict="unknown", state="done") for check in self.checks)
        return replace(self, checks=tuple(checks))

    @property
    def learned(self) -> bool:
        """Something is known now."""
        return any(check.verdict != "unknown" for check in self.checks)


def said(report: Report) -> dict[str, Any]:
    """The report as the JSON object of COMMANDS.md, in English."""
    usd = report.cost.usd
    rows = [{"name": c.name, "asked": str(c.asked), "got": str(c.got) if c.got else "", "verdict": c.verdict} for c in report.checks]
    return {"gateway": report.gateway, "model": report.model, "cost_usd": None if usd is None else round(usd, 6), "checks": rows}


def path(home: Path, gateway: str, model: str, *, applied: bool = False) -> Path:
    """Where the report of a model is kept. An id that is no file name becomes one, with a digest that keeps it apart from others."""
    slug = re.sub(r"[^a-z0-9.]+", "-", model.lower()).strip("-.")[:60]
    tail = "" if slug == model else f"-{hashlib.sha256(model.encode()).hexdigest()[:8]}"
    folder = home / "doctor" / gateway
    return (folder / "applied" if applied else folder) / f"{slug}{tail}.json"


def keep(home: Path, report: Report) -> None:
    """Write it as the last one of its model. Raises StorageFault."""
    _write(path(home, report.gateway, report.model), replace(report, applied=""))


def follow(home: Path, report: Report) -> None:
    """Write it as the one that is followed. Raises StorageFault."""
    _write(path(home, report.gateway, report.model, applied=True), report)


def forget(home: Path, gateway: str, model: str) -> None:
    """Follow none of this model. Raises StorageFault."""
    file = path(home, gateway, model, applied=True)
    with disk(file):
        file.unlink(missing_ok=True)


def _write(file: Path, report: Report) -> None:
    cost = {"usd": report.cost.usd, "basis": report.cost.basis, "date": report.cost.date}
    rows = [{"name": c.name, "asked": _note_to(c.asked), "got": _note_to(c.got) if c.got else None, "verdict": c.verdict} for c in report.checks]
    data = {
        "version": 1, "gateway": report.gateway, "model": report.model, "when": report.when, "applied": report.applied, "cost": cost,
        "runs": report.runs, "checks": rows,
    }  # fmt: skip
    write_atomic(file, json.dumps(data, ensure_ascii=False, indent=1).encode())


def kept(home: Path, gateway: str, model: str) -> Report | None:
    """The last finished report about a model; None where there is none, or one that can not be read."""
    found = _read(path(home, gateway, model))
    if found is None or (found.gateway, found.model) != (gateway, model):
        return None
    other = followed(home, gateway, model)
    return replace(found, applied=other.applied) if other and other.when == found.when else found


def followed(home: Path, gateway: str, model: str) -> Report | None:
    """The report about a model that the studio follows."""
    return _read(path(home, gateway, model, applied=True))


def every(home: Path) -> tuple[Report, ...]:
    """All reports of a home that are followed."""
    return tuple(report for file in sorted((home / "doctor").glob("*/applied/*.json")) if (report := _read(file)))


def _read(file: Path) -> Report | None:
    """A report from its file. What is broken is left alone and logged: it must not keep the studio from starting."""
    try:
        data = json.loads(file.read_bytes())
        checks = [Check(name=row["name"], asked=_note_from(row["asked"]), got=_note_from(row["got"]) if row["got"] else None, verdict=row["verdict"])
                  for row in data["checks"] if row["name"] in NAMES and row["verdict"] in get_args(Verdict)]  # fmt: skip
        return Report(
            gateway=data["gateway"], model=data["model"], checks=tuple(checks), cost=Cost(**data["cost"]), when=data["when"], runs=tuple(data["runs"]),
            applied=data["applied"],
        )  # fmt: skip
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("%s: %s", file, type(error).__name__)
        return None


def _note_to(note: Note) -> dict[str, Any]:
    return {"key": note.key, "values": dict(note.values)}


def _note_from(data: dict[str, Any]) -> Note:
    return Note(str(data["key"]), tuple(data["values"].items()))
