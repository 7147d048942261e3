"""Actions that go from one tab to another, so that no tab knows another: a picture becomes a reference or begins a conversation; a run is stopped from the bar.

The browser has switched the tab already when these are asked (assets/tabs.js); here only the values follow.
"""

from typing import Any

import gradio as gr

from studio.errors import StudioError
from studio.ui.page import Page, language_of
from studio.ui.tabs.asking import QUIET, as_dict
from studio.ui.tabs.draws import Draws
from studio.ui.tabs.parts import Update
from studio.ui.tabs.talks import Speaks
from studio.ui.view import references as pictures


class Between:
    """Closed over the handlers of the tabs."""

    def __init__(self, page: Page, images: Draws, chat: Speaks, stages: list[Any]) -> None:
        self.page = page
        self.images = images
        self.chat = chat
        self.stages = stages

    def wire(self) -> None:
        """Connect every stage's and the conversation's `use`, and the running list's Stop."""
        edit, chat, frame = self.images.w, self.chat.w, self.images.frame
        held = edit.asked | {chat.tray, chat.picker}
        for source in (*self.stages, edit.result):
            source.use(self.use, held, [edit.tray, edit.form, edit.price, edit.problem, chat.prompt, chat.tray, *chat.shown], **QUIET)
        frame.bar.stop(self.stop, None, None, **QUIET)

    async def use(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """A picture of a run goes on: `to` reference adds it to the tray, input puts it in the place of image 1; chat begins a conversation with it, attach
        puts it into the next turn of the one that is shown."""
        language = language_of(request)
        detail = as_dict(event._data)  # noqa: SLF001  gradio names it so
        to, run, number = str(detail.get("to", "")), str(detail.get("run", "")), detail.get("n", 0)
        edit, chat = self.images.w, self.chat.w
        here = chat.problem if to in ("chat", "attach") else edit.problem
        try:
            working = self.page.jobs.get(run)
            result = working.result if working is not None else (await self.page.shelf.kept(run))[0]
            kept = self.page.trays.picture(result, number if isinstance(number, int) else 0)
            ref = pictures.ref(kept, language)
            if to == "chat":
                return {**await self.chat.fresh(values, request), chat.tray: gr.HTML(value=[ref])}
            if to == "attach":
                held = self.page.trays.tray(self.page.trays.references(self.chat.tray_of(values)), language)
                return {chat.tray: gr.HTML(value=[*held, ref])}
            now = self.images.tray_of(values)
            held = self.page.trays.tray(self.page.trays.references(now), language, self.page.trays.mask(now))
            if to == "input":
                ref["role"] = held[0]["role"] if held else ""
            tray = [ref, *held[1:]] if to == "input" else [*held, ref]
            follow = self.images.edit({**values, edit.tray: tray}, request)
        except StudioError as error:
            return {here: gr.HTML(value={"text": error.say(language)})}
        return {**follow, edit.tray: gr.HTML(value=tray)}

    async def stop(self, event: gr.EventData) -> None:
        """Stop a run from the running list, wherever it is shown."""
        run = self.page.jobs.get(str(as_dict(event._data).get("run", "")))  # noqa: SLF001
        if run is not None:
            run.stop()
