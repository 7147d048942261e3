"""The tab Library: search, filters and pictures, one picture's facts beside them. What is shown comes from our own routes (web/library.py), page by page; here
are only the ways from a picture to the tabs that go on with it.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import gradio as gr

from studio.errors import StudioError
from studio.store.health import STOPS, health
from studio.ui import form as forms
from studio.ui.frame import Frame
from studio.ui.page import Page, language_of
from studio.ui.shapes.frame import Notice
from studio.ui.tabs.asking import QUIET, Asks, as_dict
from studio.ui.tabs.parts import Update
from studio.ui.view import facts
from studio.ui.widgets.library import library_detail, library_view
from studio.words import Language


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """The tab's components."""

    view: Any
    detail: Any


def build() -> Shelved:
    """Pictures at the left, one of them at the right."""
    with gr.Row(elem_id="library", elem_classes="frame", equal_height=True):
        with gr.Column(elem_id="library-stage", elem_classes="col-stage", min_width=0):
            view = library_view("library-view")
        with gr.Column(elem_id="library-side", elem_classes="col-detail", min_width=0):
            detail = library_detail("library-detail")
    return Shelved(view=view, detail=detail)


class Goes:
    """From a picture, or a recipe that was read, to the form of the tab that makes such pictures. `tabs` are the handlers by tab."""

    def __init__(self, page: Page, widgets: Shelved, frame: Frame, tabs: dict[str, Asks]) -> None:
        self.page = page
        self.frame = frame
        self.w = widgets
        self.tabs = tabs

    def wire(self, demo: gr.Blocks) -> None:
        """Connect everything."""
        filled = [widget for tab in self.tabs.values() for widget in tab.asks.filled]
        self.w.detail.reuse(self.reuse, None, filled, **QUIET)
        self.w.detail.fill(self.fill, None, filled, **QUIET)
        demo.load(self.arrive, None, [self.w.view, self.frame.notices], **QUIET)

    async def arrive(self, request: gr.Request) -> Update:
        """What is wrong with the home is said at once, in whichever tab the page opens, and stays where one looks for what is in it."""
        language = language_of(request)
        notes = await asyncio.to_thread(health, self.page.studio.library)
        told = [Notice(key=f"home:{note.key}", mark="failed" if note.key in STOPS else "warn", title=note.say(language), text="") for note in notes]
        return {self.w.view: gr.HTML(value={"warnings": [note.say(language) for note in notes]}), self.frame.notices: gr.HTML(value=told)}

    async def reuse(self, event: gr.EventData, request: gr.Request) -> Update:
        """A run's settings, in its own tab."""
        language, run = language_of(request), str(as_dict(event._data).get("run", ""))  # noqa: SLF001  gradio names it so
        try:
            result, _ = await self.page.shelf.kept(run)
        except StudioError as error:
            return self._told(error, language)
        return self.tabs[facts.tab(result.request.task)].filled(result.request, language)

    def fill(self, event: gr.EventData, request: gr.Request) -> Update:
        """What of a recipe fits: it went through the browser, so it is read as anything a browser sends."""
        language, said = language_of(request), as_dict(event._data)  # noqa: SLF001
        gateway, model = self.page.chosen(str(said.get("gateway", "")), str(said.get("model", ""))[:200])
        try:
            order = forms.request(as_dict(said.get("values")), prompt=str(said.get("prompt", ""))[:100_000], gateway=gateway, model=model, language=language)
        except StudioError as error:
            return self._told(error, language)
        return self.tabs["t2i"].filled(order, language)

    def _told(self, error: StudioError, language: Language) -> Update:
        return self.tabs["t2i"].told(error, language)
