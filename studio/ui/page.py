"""What a page of this studio shows and does, without a widget: the handlers of the tabs speak to this, and this to jobs and library.

One Page serves every browser of the process. A browser watches one run at a time; a newer wish (Generate, Retry, a picture of the history) ends the older
watching, never the run. Nothing here knows gradio but the shape of its Request (cookies, headers, session).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from studio.core.catalog import Gateway
from studio.core.models import find
from studio.core.plan import Plan
from studio.core.request import Request
from studio.core.result import Result
from studio.errors import StorageFault, StudioError
from studio.jobs import Jobs
from studio.run import Run
from studio.settings import Access
from studio.store.record import read_answers, read_notes, request_from
from studio.ui.shapes import Bar, History, Picker, Price, Spec, Stage, Thoughts, Thumb
from studio.ui.view import form as forms
from studio.ui.view import history as histories
from studio.ui.view import stage as stages
from studio.ui.view import thoughts as thinking
from studio.words import Language, of_locale

SHELF = 60
"""Runs that the history strip shows."""


class Browser(Protocol):
    """What of a gradio Request is used."""

    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    session_hash: str | None


def language_of(browser: Browser) -> Language:
    """The person's choice, else the browser's first language."""
    return of_locale(browser.cookies.get("studio_lang", "") or browser.headers.get("accept-language", ""))


class Page:
    """Everything the tabs ask for."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.studio = jobs.studio
        self._watching: dict[str, tuple[str, int]] = {}
        self._picked: dict[str, str] = {}
        self._turn = 0
        self._ended: dict[str, tuple[datetime, Thumb, dict[str, Any]]] = {}

    # what a browser watches

    def watch(self, browser: Browser, run: str) -> int:
        """This browser now watches `run`; the number tells a follower when it is no longer the newest."""
        session = browser.session_hash or ""
        self._turn += 1
        self._watching.pop(session, None)
        self._watching[session] = (run, self._turn)
        for old in list(self._watching)[:-1000]:
            del self._watching[old]
        return self._turn

    def watched(self, browser: Browser) -> str:
        """The run that this browser watches; empty for none."""
        return self._watching.get(browser.session_hash or "", ("", 0))[0]

    async def follow(self, browser: Browser, run: Run) -> AsyncIterator[Result | None]:
        """The run's changes while this browser watches it; None is a heartbeat, by which a closed tab is noticed."""
        turn = self.watch(browser, run.id)
        async for result in run.changes(pace=0.1, beat=1.0):
            if self._watching.get(browser.session_hash or "") != (run.id, turn):
                return
            yield result

    def pick(self, browser: Browser, gateway: str) -> None:
        """This browser chose a gateway: the banner of the demo renderer follows it."""
        self._picked.pop(browser.session_hash or "", None)
        self._picked[browser.session_hash or ""] = gateway
        for old in list(self._picked)[:-1000]:
            del self._picked[old]

    def picked(self, browser: Browser) -> str:
        """The gateway that this browser chose, else what starts."""
        return self._picked.get(browser.session_hash or "") or self.chosen()[0]

    # form

    @property
    def settings_access(self) -> tuple[Access, ...]:
        """Every gateway, configured or not."""
        return self.studio.settings.access

    def chosen(self, gateway: str = "", model: str = "") -> tuple[str, str]:
        """A usable gateway and model: what was wished where that is configured, else what starts."""
        usable = {access.gateway.name: access.gateway for access in self.settings_access if access.configured}
        name = gateway if gateway in usable else self.studio.settings.chosen
        if name not in usable:
            name = next(iter(usable))
        if gateway == name and model:
            return name, model
        request = self.studio.default(Request(prompt="", gateway=name))
        return name, request.model

    def picker(self, gateway: str, model: str, language: Language, notes: tuple[str, ...] = ()) -> Picker:
        """The picker's value."""
        return forms.picker(self.studio.settings, gateway, model, language, notes)

    def spec(self, gateway: str, model: str, values: dict[str, str | bool], language: Language, errors: dict[str, str] | None = None) -> Spec:
        """The form's fields."""
        return forms.spec(find(self._gateway(gateway), model, "generate")[1], values, language, errors)

    def defaults(self, gateway: str, model: str) -> dict[str, str | bool]:
        """The form's first values."""
        return forms.defaults(find(self._gateway(gateway), model, "generate")[1])

    def refit(self, gateway: str, model: str, old: Mapping[str, Any], language: Language) -> tuple[dict[str, str | bool], tuple[str, ...]]:
        """The form's values under another model: what still fits is kept; what had to change is said."""
        facts = find(self._gateway(gateway), model, "generate")[1]
        return forms.refit(facts, old, language)

    def price(self, request: Request, language: Language) -> Price:
        """The estimate beside Generate."""
        return forms.price(self.studio.estimate(request), request.count, language)

    def _gateway(self, name: str) -> Gateway:
        known = {access.gateway.name: access.gateway for access in self.settings_access}
        return known.get(name) or known[self.studio.settings.chosen]

    # what is shown of a run

    def stage(self, run: Run, language: Language) -> Stage:
        """A working or ended run."""
        return stages.stage(run.result, created=run.created, epoch=run.epoch, language=language)

    def thoughts(self, result: Result, language: Language) -> Thoughts:
        """Its thinking."""
        return thinking.thoughts(result, language)

    async def kept(self, run: str) -> tuple[Result, datetime]:
        """A run from its record. Raises StudioError where there is none that reads as one."""
        record = await asyncio.to_thread(self.studio.library.read, run)
        try:
            return self._from_record(run, record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise StorageFault("store.no_file", name=f"{run}/run.json", what=type(error).__name__) from error

    def _from_record(self, run: str, record: dict[str, Any]) -> tuple[Result, datetime]:
        asked = request_from(record["request"])
        gateway = next((a.gateway for a in self.settings_access if a.gateway.name == asked.gateway), self.settings_access[-1].gateway)
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

    async def newest(self) -> str:
        """The newest run of the library that can be read; empty for none."""
        shelf = await asyncio.to_thread(self._shelf)
        return next(iter(shelf), "")

    async def history(self, browser: Browser, selected: str, language: Language) -> tuple[History, Bar]:
        """The strip and the bar. Records of ended runs are read once."""
        working = {run.id: run for run in self.jobs.working}
        entries: list[tuple[datetime, Thumb]] = [
            (run.created, histories.thumb(run.id, run.result.request.prompt, run.result.answers, working=True)) for run in working.values()
        ]
        records = []
        for run, (created, thumb, record) in (await asyncio.to_thread(self._shelf)).items():
            if run not in working:
                entries.append((created, thumb))
            records.append(record)
        entries.sort(key=lambda entry: entry[1]["run"], reverse=True)  # by id: a record knows its second only, an id also the part of it
        now = self.studio.now()
        drawing = sum(answer.phase != "ended" for run in working.values() for answer in run.result.answers)
        bar = histories.bar(drawing, records, now, demo=self._gateway(self.picked(browser)).builtin)
        prompts = [run.result.request.prompt for run in reversed(working.values())] + [record["request"].get("prompt", "") for record in records]
        return histories.history(entries[:SHELF], selected, now, language, prompts), bar

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
                    found[run] = created, histories.thumb(run, record["request"].get("prompt", ""), answers, working=False), record
                except (StudioError, AttributeError, KeyError, TypeError, ValueError):
                    continue  # a broken record is the library check's business, not the strip's
        # what works changes again, here or in another process
        self._ended = {run: entry for run, entry in found.items() if entry[2].get("status") != "running" and run not in working}
        return found

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
