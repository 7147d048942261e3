"""What happens in the tab Text to image: Generate, Stop, the form that follows the model, tiles that are tried again, the strip that opens older runs.

Handlers are a few lines: form → run → view. A handler that shows a run follows it and may end at any time; the run goes on. gradio's own `cancels=` is not
used: Stop is ours, so that it reaches the upstream call wherever the page is.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import gradio as gr

from studio.core.report import failure, report
from studio.core.request import Request
from studio.errors import StudioError, UsageError
from studio.run import Run
from studio.ui import form as forms
from studio.ui.frame import Frame
from studio.ui.page import Page, language_of
from studio.ui.tabs.text_to_image import Widgets, buttons
from studio.ui.view import facts
from studio.ui.view import stage as stages
from studio.words import Language, say

Update = dict[Any, Any]
QUIET = {"show_progress": "hidden", "api_visibility": "private"}


class Wiring:
    """The handlers of one tab, closed over its widgets."""

    def __init__(self, page: Page, widgets: Widgets, frame: Frame, words: Any) -> None:
        self.page = page
        self.w = widgets
        self.frame = frame
        self.words = words

    def wire(self, demo: gr.Blocks) -> None:
        """Connect everything."""
        w, frame = self.w, self.frame
        shown = [w.stage, w.thoughts, w.history, w.problem, w.generate, w.stop, frame.bar, frame.notices]
        settings = [w.picker, w.form, w.price, w.prompt]
        many: dict[str, Any] = {**QUIET, "trigger_mode": "multiple", "concurrency_limit": None}
        demo.load(self.arrive, None, [*settings, *shown], **many)
        gr.on([w.generate.click], self.press, {w.prompt, w.picker, w.form}, [*settings, *shown], **many)
        w.stop.click(self.stop, None, None, **many)
        w.picker.pick(self.pick, {w.picker, w.form, w.prompt}, [w.picker, w.form, w.price, frame.bar], **many)
        w.form.input(self.edit, {w.picker, w.form, w.prompt}, [w.form, w.price, w.problem], **many)
        w.stage.act(self.act, None, [*settings, *shown], **many)
        w.history.open(self.open, None, shown, **many)
        gr.api(self.api_generate, api_name="generate", concurrency_limit=None)

    # arriving and showing

    async def arrive(self, request: gr.Request) -> AsyncIterator[Update]:
        """A page opens or is reloaded: the form as it starts, and the latest run, working, ended, or of an earlier day."""
        language = language_of(request)
        gateway, model = self.page.chosen()
        run = self.page.jobs.latest
        update = self._settings(gateway, model, self.page.defaults(gateway, model), language)
        if run is not None:
            update = self._filled(run.result.request, request, language)
        elif kept := await self.page.newest():
            update |= await self._kept(kept, request, language)
        else:
            update[self.w.stage] = gr.HTML(value=stages.empty(language))
        yield await self._around(request, "", language) | update
        if run is not None and not self.page.watched(request):  # else someone pressed before the page had arrived
            async for more in self._show(run, request, language):
                yield more

    def _filled(self, said: Request, request: gr.Request, language: Language) -> Update:
        """The form and the prompt as they were for a request."""
        gateway, model = self.page.chosen(said.gateway, said.model)
        self.page.pick(request, gateway)
        values = {**self.page.defaults(gateway, model), **forms.values_of(said)}
        return {**self._settings(gateway, model, values, language), self.w.prompt: said.prompt}

    async def _show(self, run: Run, request: gr.Request, language: Language) -> AsyncIterator[Update]:
        """Follow a run while this browser watches it."""
        first, ended, worked = True, -1, not run.over
        async for result in self.page.follow(request, run):
            if result is None:
                yield {self.w.problem: gr.skip()}
                continue
            update: Update = {
                self.w.stage: gr.HTML(value=self.page.stage(run, language)),
                self.w.thoughts: gr.HTML(value=self.page.thoughts(result, language)),
            }
            over = len(result.images) + sum(answer.phase == "ended" for answer in result.answers)
            if first or run.over or over != ended:
                first, ended = False, over
                update |= await self._around(request, run.id, language) | buttons(self.w, self.words, running=not run.over)
                if self.page.watched(request) != run.id:
                    return  # a newer wish came while the history was read: what is shown belongs to it now
            yield update
        if self.page.watched(request) == run.id and run.over:
            yield await self._around(request, run.id, language) | buttons(self.w, self.words, running=False) | (self._saved(run, language) if worked else {})

    async def _around(self, request: gr.Request, selected: str, language: Language) -> Update:
        history, bar = await self.page.history(request, selected, language)
        return {self.w.history: gr.HTML(value=history), self.frame.bar: gr.HTML(value=bar)}

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

    def _settings(self, gateway: str, model: str, values: dict[str, str | bool], language: Language, notes: tuple[str, ...] = ()) -> Update:
        asked = Request(prompt="", gateway=gateway, model=model, size=str(values.get("size") or "auto"), count=int(str(values.get("count") or 1)))
        return {
            self.w.picker: gr.HTML(value=self.page.picker(gateway, model, language, notes)),
            self.w.form: gr.HTML(value=values, spec=self.page.spec(gateway, model, values, language)),
            self.w.price: gr.HTML(value=self.page.price(asked, language)),
        }

    # actions

    async def press(self, values: Update, request: gr.Request) -> AsyncIterator[Update]:
        """Begin a run and show it. What can not be sent is said where it was typed, and nothing typed is lost."""
        language = language_of(request)
        picked, fields = _dict(values[self.w.picker]), _dict(values[self.w.form])
        gateway, model = str(picked.get("gateway", "")), str(picked.get("model", ""))
        try:
            order = forms.request(fields, prompt=str(values[self.w.prompt] or ""), gateway=gateway, model=model, language=language)
            run = await self.page.jobs.start(order)
        except UsageError as error:
            yield self._refused(error, gateway, model, fields, language)
            return
        except StudioError as error:
            yield {self.w.problem: gr.HTML(value={"text": error.say(language)})}
            return
        yield {self.w.problem: gr.HTML(value={"text": ""}), **self._clean(gateway, model, fields, language)}
        async for update in self._show(run, request, language):
            yield update

    def _refused(self, error: UsageError, gateway: str, model: str, fields: dict[str, Any], language: Language) -> Update:
        """The sentence under its own field where the form has it, else under the prompt."""
        spec = self.page.spec(gateway, model, fields, language, {error.field: error.say(language)})
        if any("error" in field for field in spec["fields"]):
            return {self.w.form: gr.HTML(spec=spec), self.w.problem: gr.HTML(value={"text": ""})}
        return {self.w.problem: gr.HTML(value={"text": error.say(language)})}

    def _clean(self, gateway: str, model: str, fields: dict[str, Any], language: Language) -> Update:
        """What is said beside the fields. Never their values: those are the browser's, which may have gone on while this was on its way."""
        return {self.w.form: gr.HTML(spec=self.page.spec(gateway, model, fields, language))}

    async def stop(self, request: gr.Request) -> None:
        """Stop the run that is watched, else the newest that works."""
        run = self.page.jobs.get(self.page.watched(request))
        if run is None or run.over:
            run = next(iter(reversed(self.page.jobs.working)), None)
        if run is not None:
            run.stop()

    async def pick(self, values: Update, request: gr.Request) -> Update:
        """Another model: what still fits is kept, what had to change is said."""
        language = language_of(request)
        picked, old = _dict(values[self.w.picker]), _dict(values[self.w.form])
        gateway, model = self.page.chosen(str(picked.get("gateway", "")), str(picked.get("model", "")))
        kept, notes = self.page.refit(gateway, model, old, language)
        self.page.pick(request, gateway)
        _, bar = await self.page.history(request, "", language)
        return self._settings(gateway, model, kept, language, notes) | {self.frame.bar: gr.HTML(value=bar)}

    def edit(self, values: Update, request: gr.Request) -> Update:
        """A field changed: what is said beside the fields, and the price, follow."""
        language = language_of(request)
        picked, fields = _dict(values[self.w.picker]), _dict(values[self.w.form])
        gateway, model = self.page.chosen(str(picked.get("gateway", "")), str(picked.get("model", "")))
        try:
            order = forms.request(fields, prompt="", gateway=gateway, model=model, language=language)
        except UsageError as error:
            return self._refused(error, gateway, model, fields, language)
        price = {self.w.price: gr.HTML(value=self.page.price(order, language)), self.w.problem: gr.HTML(value={"text": ""})}
        return price | self._clean(gateway, model, fields, language)

    async def act(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A button of a tile: retry, stop, reuse settings, edit prompt."""
        detail = _dict(event._data)  # noqa: SLF001  gradio names it so
        name, run_id, number = str(detail.get("name", "")), str(detail.get("run", "")), detail.get("n", 0)
        run = self.page.jobs.get(run_id)
        tile = stages.answer_of(run.result, number) if run is not None and isinstance(number, int) else -1
        if name == "stop" and run is not None:
            run.stop(tile)
        elif name in ("retry", "reuse"):
            async for update in self._again(name, run, run_id, tile, request):
                yield update
        yield {self.w.problem: gr.HTML(value={"text": ""})} if name == "edit_prompt" else {self.w.problem: gr.skip()}

    async def _again(self, name: str, run: Run | None, run_id: str, tile: int, request: gr.Request) -> AsyncIterator[Update]:
        language = language_of(request)
        if name == "retry" and run is not None and tile >= 0:
            run.retry(tile)
            self.page.forget(run.id)
            async for update in self._show(run, request, language):
                yield update
            return
        try:
            said = run.result.request if run is not None else (await self.page.kept(run_id))[0].request
            if name == "retry":  # a run of an earlier process: one new picture of the same request
                run = await self.page.jobs.start(replace(said, count=1))
        except StudioError as error:
            yield {self.w.problem: gr.HTML(value={"text": error.say(language)})}
            return
        if name == "reuse":
            yield self._filled(said, request, language)
        elif run is not None:
            async for update in self._show(run, request, language):
                yield update

    async def open(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A picture of the history: its run comes to the stage."""
        language = language_of(request)
        run_id = str(_dict(event._data).get("run", ""))  # noqa: SLF001
        run = self.page.jobs.get(run_id)
        if run is not None:
            async for update in self._show(run, request, language):
                yield update
            return
        try:
            yield await self._kept(run_id, request, language)
        except StudioError as error:
            yield {self.w.problem: gr.HTML(value={"text": error.say(language)})}

    async def _kept(self, run_id: str, request: gr.Request, language: Language) -> Update:
        """A run that only its record knows."""
        result, created = await self.page.kept(run_id)
        self.page.watch(request, run_id)
        shown = stages.stage(result, created=created, epoch=created.timestamp(), language=language)
        return {
            self.w.stage: gr.HTML(value=shown),
            self.w.thoughts: gr.HTML(value=self.page.thoughts(result, language)),
            **await self._around(request, run_id, language),
            **buttons(self.w, self.words, running=False),
        }

    async def api_generate(  # noqa: PLR0917  the named endpoint has these by position, too
        self, prompt: str, gateway: str = "", model: str = "", aspect: str = "auto", size: str = "auto", count: int = 1, seed: int = -1
    ) -> dict[str, Any]:
        """Make pictures; the answer is the JSON object of the command line, each picture with the address where this studio serves it. A seed of -1 is none."""
        fields = {"aspect": aspect, "size": size, "count": count, "seed": "" if seed == -1 else seed}
        try:
            order = forms.request(fields, prompt=str(prompt or ""), gateway=str(gateway or ""), model=str(model or ""), language="en")
            run = await self.page.jobs.start(order)
        except StudioError as error:
            return {"status": "failed", "images": [], "error": failure(error)}
        result = await run.wait()
        said = report(result)
        for image, shown in zip(result.images, said["images"], strict=True):
            shown["url"] = facts.original(run.id, image)
            del shown["path"]
        return said | {"drafts": len(result.drafts)}


def _dict(value: Any) -> dict[str, Any]:
    """A browser's word for a dict, checked."""
    return value if isinstance(value, dict) else {}
