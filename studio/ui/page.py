"""What a page of this studio shows and does, without a widget: the handlers of the tabs speak to this, and this to jobs and library.

One Page serves every browser of the process. In each tab a browser watches one run at a time; a newer wish (Generate, Retry, a picture of the history) ends
the older watching, never the run. Nothing here knows gradio but the shape of its Request (cookies, headers, session).
"""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from studio.core.catalog import Gateway, Model
from studio.core.models import find
from studio.core.request import Request, Task
from studio.core.result import Result
from studio.jobs import Jobs
from studio.live import Listing, remembered
from studio.run import Run
from studio.settings import Access
from studio.ui.shapes.asking import Picker, Price
from studio.ui.shapes.common import Tab
from studio.ui.shapes.stage import Stage, Thoughts
from studio.ui.shelf import Shelf
from studio.ui.trays import Trays
from studio.ui.view import form as forms
from studio.ui.view import stage as stages
from studio.ui.view import thoughts as thinking
from studio.words import Language, of_browser


class Browser(Protocol):
    """What of a gradio Request is used."""

    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    session_hash: str | None


def language_of(browser: Browser) -> Language:
    """The person's choice, else the browser's first language."""
    return of_browser(browser.cookies, browser.headers)


class Page:
    """Everything the tabs ask for."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.studio = jobs.studio
        self._watching: dict[tuple[str, Tab], tuple[str, int]] = {}
        self._turn = 0
        self._listings: dict[str, tuple[str, Listing]] = {}
        self.shelf = Shelf(jobs)
        self.trays = Trays(self.studio.library)

    # what a browser watches

    def watch(self, browser: Browser, tab: Tab, run: str) -> int:
        """In this tab the browser now watches `run`; the number tells a follower when it is no longer the newest."""
        key = browser.session_hash or "", tab
        self._turn += 1
        self._watching.pop(key, None)
        self._watching[key] = (run, self._turn)
        for old in list(self._watching)[:-3000]:
            del self._watching[old]
        return self._turn

    def watched(self, browser: Browser, tab: Tab) -> str:
        """The run that the browser watches in this tab; empty for none."""
        return self._watching.get((browser.session_hash or "", tab), ("", 0))[0]

    async def follow(self, browser: Browser, tab: Tab, run: Run) -> AsyncIterator[Result | None]:
        """The run's changes while the browser watches it; None is a heartbeat, by which a closed page is noticed."""
        turn = self.watch(browser, tab, run.id)
        async for result in run.changes(pace=0.1, beat=1.0):
            if self._watching.get((browser.session_hash or "", tab)) != (run.id, turn):
                return
            yield result

    # form

    @property
    def settings_access(self) -> tuple[Access, ...]:
        """Every gateway, configured or not."""
        return self.studio.settings.access

    def listing(self, access: Access) -> Listing:
        """What a gateway listed when it was last asked. Read from the home once."""
        name = access.gateway.name
        if name not in self._listings or self._listings[name][0] != access.base_url:
            self._listings[name] = (access.base_url, remembered(self.studio.library.home, access))
        return self._listings[name][1]

    def relisted(self, name: str) -> None:
        """A gateway was asked for its list."""
        self._listings.pop(name, None)

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

    def picker(self, gateway: str, model: str, language: Language, notes: tuple[str, ...] = (), *, task: Task = "generate") -> Picker:
        """The picker's value."""
        listings = {access.gateway.name: self.listing(access) for access in self.settings_access if access.configured}
        return forms.picker(self.studio.settings, gateway, model, language, notes, task=task, listings=listings)

    def facts(self, gateway: str, model: str, task: Task) -> Model:
        """What a model can do for a task."""
        return find(self.gateway(gateway), model, task)[1]

    def defaults(self, gateway: str, model: str, task: Task) -> dict[str, str | bool]:
        """The form's first values."""
        return forms.defaults(self.facts(gateway, model, task))

    def price(self, request: Request, language: Language) -> Price:
        """The estimate beside Generate."""
        return forms.price(self.studio.estimate(request), request.count, language)

    def gateway(self, name: str) -> Gateway:
        """A gateway by name, else what starts."""
        known = {access.gateway.name: access.gateway for access in self.settings_access}
        return known.get(name) or known[self.studio.settings.chosen]

    # what is shown of a run

    def stage(self, run: Run, language: Language) -> Stage:
        """A working or ended run."""
        return stages.stage(run.result, created=run.created, epoch=run.epoch, language=language, source=self.trays.source(run.result, language))

    def thoughts(self, result: Result, language: Language) -> Thoughts:
        """Its thinking."""
        return thinking.thoughts(result, language)
