"""What was made so far, as the pages need it: one run from its record, the strip of the newest, the bar.

Records of ended runs are read once and remembered. It knows nothing of browsers; the strip and the bar are the same for every one.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from studio import edits
from studio.core.catalog import HERE, Gateway
from studio.core.models import find
from studio.core.plan import Plan
from studio.core.request import Request, Task
from studio.core.result import Answer, Result
from studio.errors import StorageFault, StudioError
from studio.jobs import Jobs
from studio.store import mine, references
from studio.store.record import read_answers, read_notes, request_from
from studio.store.references import Kept
from studio.ui.shapes.frame import Bar, History, Thumb
from studio.ui.shapes.stage import Chain
from studio.ui.view import chain as chains
from studio.ui.view import drift as drifts
from studio.ui.view import facts
from studio.ui.view import history as histories
from studio.ui.view.stage import pairs
from studio.words import Language

SHELF = 60
"""Runs that the history strip shows."""
CHAIN = 40
"""Steps that a chain goes back."""


class Shelf:
    """The records of the library and the runs of this process."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.studio = jobs.studio
        self._ended: dict[str, tuple[datetime, Thumb, dict[str, Any]]] = {}

    async def kept(self, run: str) -> tuple[Result, datetime]:
        """A run from its record. Raises StudioError where there is none that reads as one."""
        return await asyncio.to_thread(self.kept_now, run)

    def kept_now(self, run: str) -> tuple[Result, datetime]:
        """As `kept`, on this thread."""
        record = self.studio.library.read(run)
        try:
            return self._from_record(run, record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise StorageFault("store.no_file", name=f"{run}/run.json", what=type(error).__name__) from error

    def _from_record(self, run: str, record: dict[str, Any]) -> tuple[Result, datetime]:
        asked = request_from(record["request"], self.studio.library.home)
        known = (*(access.gateway for access in self.studio.settings.access), HERE)
        gateway = next((one for one in known if one.name == asked.gateway), self.studio.settings.access[-1].gateway)
        result = Result(
            request=asked,
            gateway=gateway,
            model=find(gateway, asked.model, asked.task)[1],
            plan=_plan(record.get("sent"), gateway, asked),
            answers=read_answers(record, self.studio.library.folder(run)),
            earlier=read_answers(record, self.studio.library.folder(run), "earlier"),
            notes=read_notes(record),
            id=run,
        )
        return result, datetime.fromisoformat(record["created"]).astimezone()

    async def newest(self, task: Task) -> str:
        """The newest run of a task in the library that can be read; empty for none."""
        shelf = await asyncio.to_thread(self._shelf)
        return next((run for run, (_, thumb, _) in shelf.items() if thumb["tab"] == facts.tab(task)), "")

    async def history(self, selected: str, language: Language) -> tuple[History, Bar]:
        """The strip and the bar. Records of ended runs are read once."""
        working = {run.id: run for run in self.jobs.working}
        entries: list[tuple[datetime, Thumb]] = [
            (run.created, histories.thumb(run.id, run.result.request.prompt, run.result.answers, task=run.result.request.task, working=True))
            for run in working.values()
        ]
        records = []
        for run, (created, thumb, record) in (await asyncio.to_thread(self._shelf)).items():
            if run not in working:
                entries.append((created, thumb))
            records.append(record)
        entries.sort(key=lambda entry: entry[1]["run"], reverse=True)  # by id: a record knows its second only, an id also the part of it
        now = self.studio.now()
        bar = histories.bar(working.values(), records, now, language)
        prompts = [run.result.request.prompt for run in reversed(working.values())] + [record["request"].get("prompt", "") for record in records]
        return histories.history(entries[:SHELF], selected, now, language, prompts), bar

    async def chain(self, result: Result, language: Language) -> Chain | None:
        """How the picture of an edit came about, from its first source to the newest step that goes on from it."""
        return await asyncio.to_thread(self._chain, result, language)

    def _chain(self, result: Result, language: Language) -> Chain | None:
        library = self.studio.library
        steps: list[tuple[Result, int]] = [(result, 0)]  # a run, and the tile of it that the next step began with
        began: Kept | None = None
        for _ in range(CHAIN):
            first = next(iter(steps[0][0].request.references), None)
            source = references.id_of(library, first.path) if first else ""
            run, slash, name = source.partition("/")
            try:
                if not slash:
                    began = references.find(library, source) if source else None
                    break
                earlier = self._now(run)
            except StudioError:
                break
            numbers = [number for number, (_, _, image) in enumerate(pairs(earlier), 1) if image is not None and image.path.name == name]
            steps.insert(0, (earlier, numbers[0] if numbers else 1))
        at = len(steps) - 1
        while len(steps) < 2 * CHAIN and (later := self._later(steps[-1][0].id)):
            number, following = later
            steps[-1] = (steps[-1][0], number)
            steps.append((following, 0))
        return chains.chain(began, steps, at, language, [self._drift(*step) for step in steps])

    def _drift(self, result: Result, number: int) -> str:
        """How far a step drifted, where that was measured."""
        images = [image for _, _, image in pairs(result)]
        image = images[max(0, number - 1)] if len(images) >= number and images else None
        known = edits.known(self.studio.library, result, image) if image is not None else None
        return drifts.brief(known) if known else ""

    def _now(self, run: str) -> Result:
        """A run of this process as it stands, else from its record."""
        working = self.jobs.get(run)
        return working.result if working is not None else self.kept_now(run)[0]

    def _later(self, run: str) -> tuple[int, Result] | None:
        """The newest run of the strip whose image 1 is a picture of `run`, and the tile it began with."""
        for other, (_, _, record) in self._shelf().items():
            given = (record["request"].get("references") or [{}])[0]
            file = str(given.get("file", "")) if isinstance(given, dict) else ""
            if file.rpartition("/")[0].endswith(f"/{run}") and other > run:
                try:
                    following, earlier = self._now(other), self._now(run)
                except StudioError:
                    continue
                name = file.rpartition("/")[2]
                numbers = [number for number, (_, _, image) in enumerate(pairs(earlier), 1) if image is not None and image.path.name == name]
                return (numbers[0] if numbers else 1), following
        return None

    def _shelf(self) -> dict[str, tuple[datetime, Thumb, dict[str, Any]]]:
        found: dict[str, tuple[datetime, Thumb, dict[str, Any]]] = {}
        known, working = self._ended, {run.id for run in self.jobs.working}
        library = self.studio.library
        for run in library.recent_ids(SHELF):
            if run in known:
                found[run] = known[run]
            else:
                try:
                    record = library.read(run)
                    answers = read_answers(record, library.folder(run))
                    created = datetime.fromisoformat(record["created"]).astimezone()
                    found[run] = created, self._thumb(run, record, answers), record
                except (StudioError, AttributeError, KeyError, TypeError, ValueError):
                    continue  # a broken record is the library check's business, not the strip's
        # what works changes again, here or in another process
        self._ended = {run: entry for run, entry in found.items() if entry[2].get("status") != "running" and run not in working}
        return {run: entry for run, entry in found.items() if not self._binned(run, entry[2])}

    def _binned(self, run: str, record: dict[str, Any]) -> bool:
        """Whether all pictures of a run are in the bin, or gone with it."""
        folder = self.studio.library.folder(run)
        marks = mine.read(folder)
        gone = {name for name, mark in marks.items() if mark.deleted or mark.removed}
        images = {image.path.name for answer in read_answers(record, folder) for image in answer.images} if gone else set[str]()
        return bool(images) and images <= gone

    @staticmethod
    def _thumb(run: str, record: dict[str, Any], answers: tuple[Answer, ...]) -> Thumb:
        asked = record["request"]
        return histories.thumb(run, asked.get("prompt", ""), answers, task=asked.get("task", ""), working=False)

    def forget(self, run: str) -> None:
        """Its record changes again (a retried tile)."""
        self._ended.pop(run, None)


def _plan(sent: Mapping[str, Any] | None, gateway: Gateway, asked: Request) -> Plan | None:
    """What the record says was sent, as far as a page speaks of it."""
    if not sent:
        return None
    route, model = find(gateway, asked.model, asked.task)
    width, height = sent["expected"]
    return Plan(
        gateway=gateway,
        route=route,
        model=model,
        prompt=sent["prompt"],
        aspect=sent["aspect"],
        size=sent["size"],
        expected=(width, height),
        count=sent["count"],
    )
