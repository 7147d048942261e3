"""What happens in a tab with a stage: Generate, Stop, tiles that are tried again, older runs that come back, the page that arrives.

A handler that shows a run follows it and may end at any time; the run goes on. gradio's own `cancels=` is not used: Stop is ours, so that it reaches the
upstream call wherever the page is.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import gradio as gr

from studio.core.result import Result
from studio.errors import StudioError, UsageError
from studio.run import Run
from studio.ui.frame import Frame
from studio.ui.page import Page, language_of
from studio.ui.tabs.asking import QUIET, Asks, as_dict
from studio.ui.tabs.parts import Drawing, Update, running
from studio.ui.view import facts
from studio.ui.view import stage as stages
from studio.words import Language, say


class Draws(Asks):
    """The handlers of Text to image or Image to image."""

    def __init__(self, page: Page, widgets: Drawing, frame: Frame, words: Any) -> None:
        super().__init__(page, widgets, frame, words)
        self.w = widgets

    def wire(self, demo: gr.Blocks) -> None:
        """Connect everything."""
        w, frame = self.w, self.frame
        around = [frame.history, frame.bar, frame.notices]
        demo.load(self.arrive, None, [*w.filled, *w.shown, *around], **QUIET)
        demo.load(self.attach, None, [*w.shown, *around], **QUIET)
        w.generate.click(self.press, w.asked, [w.form, *w.shown, *around], **QUIET)
        w.stop.click(self.stop, None, None, **QUIET)
        w.stage.act(self.act, None, [*w.filled, *w.shown, *around], **QUIET)
        for listen in [getattr(frame.history, w.tab), getattr(frame.bar, w.tab)] + ([w.chain.open] if w.chain else []):
            listen(self.open, None, [*w.shown, *around], **QUIET)
        self.wire_form()

    # arriving and showing

    async def arrive(self, request: gr.Request) -> Update:
        """A page opens or is reloaded: the form as it starts, and the tab's latest run, working, ended, or of an earlier day."""
        language, w = language_of(request), self.w
        gateway, model = self.page.chosen()
        run = self.page.jobs.newest(w.task)
        update = self.settings(gateway, model, self.page.defaults(gateway, model, w.task), language)
        if run is not None:
            update = self.filled(run.result.request, language)
        elif kept := await self.page.shelf.newest(w.task):
            update |= await self._kept(kept, request, language)
        else:
            update[w.stage] = gr.HTML(value=stages.empty(language, w.task))
        return await self._around("", language) | update

    async def attach(self, request: gr.Request) -> AsyncIterator[Update]:
        """The tab's latest run of this process is followed. Not by `arrive`, whose form and tray would then be taken away (see `asking.py`)."""
        run = self.page.jobs.newest(self.w.task)
        if run is not None and not self.page.watched(request, self.w.tab):  # else someone pressed before the page had arrived
            async for more in self._show(run, request, language_of(request)):
                yield more
        else:
            yield {self.w.problem: gr.skip()}  # a handler that says nothing at all empties what it could have changed

    async def _show(self, run: Run, request: gr.Request, language: Language, also: Update | None = None) -> AsyncIterator[Update]:
        """Follow a run while this browser watches it; `also` goes out with the first update. See `asking.py` for what may follow what."""
        w, page = self.w, self.page
        first, ended, worked, update = True, -1, not run.over, Update()
        async for result in page.follow(request, w.tab, run):
            update = running(w, self.words, yes=not run.over)
            if result is None:
                yield update
                continue
            update |= {w.stage: gr.HTML(value=page.stage(run, language)), w.thoughts: gr.HTML(value=page.thoughts(result, language))}
            over = len(result.images) + sum(answer.phase == "ended" for answer in result.answers)
            if first or run.over or over != ended:
                if w.chain and (first or run.over):
                    update[w.chain] = gr.HTML(value=await page.shelf.chain(result, language))
                update |= await self._around(run.id, language) | (also if first and also else {})
                first, ended = False, over
                if page.watched(request, w.tab) != run.id:
                    break  # a newer wish came while the history was read: what is shown belongs to it now
            yield update
        if page.watched(request, w.tab) != run.id:
            yield {w.problem: gr.skip()}
        elif run.over:
            yield update | await self._around(run.id, language) | running(w, self.words, yes=False) | (self._saved(run, language) if worked else {})

    async def _around(self, selected: str, language: Language) -> Update:
        history, bar = await self.page.shelf.history(selected, language)
        return {self.frame.history: gr.HTML(value=history), self.frame.bar: gr.HTML(value=bar)}

    def _saved(self, run: Run, language: Language) -> Update:
        """Said once, when a run ends with pictures."""
        count = len(run.result.images)
        if not count:
            return {}
        free = run.result.gateway.free
        cost = say("money.free", language) if free else facts.usd(run.result.billed.usd or 0)
        notice = {"key": f"saved {run.id} {count}", "mark": "done", "title": say("view.saved", language), "text": ""}
        notice["text"] = say("view.saved.one" if count == 1 else "view.saved.text", language, count=count, cost=cost)
        return {self.frame.notices: gr.HTML(value=[notice])}

    async def _kept(self, run_id: str, request: gr.Request, language: Language) -> Update:
        """A run that only its record knows."""
        result, created = await self.page.shelf.kept(run_id)
        self.page.watch(request, self.w.tab, run_id)
        source = self.page.trays.source(result, language)
        return {
            self.w.stage: gr.HTML(value=stages.stage(result, created=created, epoch=created.timestamp(), language=language, source=source)),
            self.w.thoughts: gr.HTML(value=self.page.thoughts(result, language)),
            **({self.w.chain: gr.HTML(value=await self.page.shelf.chain(result, language))} if self.w.chain else {}),
            **await self._around(run_id, language),
            **running(self.w, self.words, yes=False),
        }

    # actions

    async def press(self, values: Update, request: gr.Request) -> AsyncIterator[Update]:
        """Begin a run and show it. What can not be sent is said where it was typed, and nothing typed is lost."""
        language = language_of(request)
        try:
            run = await self.page.jobs.start(await asyncio.to_thread(self.request, values, language))
        except UsageError as error:
            yield self.refused(error, values, request)
            return
        except StudioError as error:
            yield self.told(error, language)
            return
        async for update in self._show(run, request, language, self.begun(values, request)):
            yield update

    async def stop(self, request: gr.Request) -> None:
        """Stop the run that this tab watches, else the tab's newest that works."""
        run = self.page.jobs.get(self.page.watched(request, self.w.tab))
        if run is None or run.over:
            run = next((one for one in reversed(self.page.jobs.working) if one.result.request.task == self.w.task), None)
        if run is not None:
            run.stop()

    async def act(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A button of a tile: retry, stop, reuse settings, edit prompt."""
        detail = as_dict(event._data)  # noqa: SLF001  gradio names it so
        name, run_id, number = str(detail.get("name", "")), str(detail.get("run", "")), detail.get("n", 0)
        run = self.page.jobs.get(run_id)
        tile = stages.answer_of(run.result, number) if run is not None and isinstance(number, int) else -1
        if name == "stop" and run is not None:
            run.stop(tile)
        if name in ("retry", "reuse"):
            async for update in self._again(name, run, run_id, tile, request):
                yield update
        else:  # a handler must say something; after another update it would take that one away
            yield {self.w.problem: gr.HTML(value={"text": ""})} if name == "edit_prompt" else {self.w.problem: gr.skip()}

    async def _again(self, name: str, run: Run | None, run_id: str, tile: int, request: gr.Request) -> AsyncIterator[Update]:
        language = language_of(request)
        if name == "retry" and run is not None and tile >= 0:
            run.retry(tile)
            self.page.shelf.forget(run.id)
            async for update in self._show(run, request, language):
                yield update
            return
        try:
            said = (await self._result(run, run_id)).request
            if name == "retry":  # a run of an earlier process: one new picture of the same request
                run = await self.page.jobs.start(replace(said, count=1))
        except StudioError as error:
            yield self.told(error, language)
            return
        if name == "reuse":
            yield self.filled(said, language)
        elif run is not None:
            async for update in self._show(run, request, language):
                yield update

    async def _result(self, run: Run | None, run_id: str) -> Result:
        return run.result if run is not None else (await self.page.shelf.kept(run_id))[0]

    async def open(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A picture of the history, of the chain, of the running list: its run comes to the stage."""
        language = language_of(request)
        run_id = str(as_dict(event._data).get("run", ""))  # noqa: SLF001
        run = self.page.jobs.get(run_id)
        if run is not None:
            async for update in self._show(run, request, language):
                yield update
            return
        try:
            yield await self._kept(run_id, request, language)
        except StudioError as error:
            yield self.told(error, language)
