"""What happens in the tab Chat: a turn is sent and followed, stopped, asked again; conversations are opened and begun.

A page shows a conversation whose name the server remembers for it; what the browser sends is a prompt, ids of pictures and settings. The turns are read from
the library each time. While a turn works only that turn is sent to the page, and only what changed of it.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from studio.core.request import Request
from studio.errors import StudioError, UsageError
from studio.run import Run
from studio.ui import form as forms
from studio.ui.conversations import Conversations
from studio.ui.frame import Frame
from studio.ui.page import Page, language_of
from studio.ui.tabs.asking import QUIET, Asks, as_dict
from studio.ui.tabs.parts import Chat, Update, running
from studio.words import Language


class Speaks(Asks):
    """The handlers of the tab Chat."""

    def __init__(self, page: Page, widgets: Chat, frame: Frame, words: Any) -> None:
        super().__init__(page, widgets, frame, words)
        self.w = widgets
        self.talks = Conversations(page)

    def wire(self, demo: gr.Blocks) -> None:
        """Connect everything."""
        w, frame = self.w, self.frame
        around = [frame.history, frame.bar]
        demo.load(self.arrive, None, [*w.filled, *w.shown], **QUIET).then(self.attach, {w.picker}, [*w.shown, *around], **QUIET)
        w.generate.click(self.press, w.asked, [w.form, w.prompt, w.tray, *w.shown, *around], **QUIET)
        w.stop.click(self.stop, None, None, **QUIET)
        w.log.act(self.act, w.asked, [*w.filled, *w.shown, *around], **QUIET)
        w.log.whole(self.whole, w.asked, [*w.filled, w.log], **QUIET)
        for listen in (w.talks.open, frame.history.chat, frame.bar.chat):
            listen(self.open, {w.picker}, [*w.shown, *around], **QUIET)
        w.talks.fresh(self.begin, {w.picker}, [w.prompt, w.tray, *w.shown, *around], **QUIET)
        w.picker.pick(self.follow_model, {w.picker}, [w.context], **QUIET)
        self.wire_form()

    # arriving and showing

    async def arrive(self, request: gr.Request) -> Update:
        """A page opens or is reloaded: the conversation where something works, else the one last spoken in, with the settings of its last turn."""
        language = language_of(request)
        name = self.talks.show(request, await self.talks.newest() or self.talks.shown(request))
        said = await self.talks.last(name)
        gateway, model = self.page.chosen(said.gateway, said.model) if said else self.page.chosen()
        return await self._settled(name, [], language) | await self._opened(name, gateway, model, language)

    async def attach(self, values: Update, request: gr.Request) -> AsyncIterator[Update]:
        """What works in the conversation that the page opened is followed; what works in others is awaited."""
        said = False
        async for update in self._working(self.talks.shown(request), self.page.chosen(*self.picked(values)), request, language_of(request)):
            said = True
            yield update
        if not said:
            yield {self.w.problem: gr.skip()}  # a handler that says nothing at all empties what it could have changed

    async def _opened(self, name: str, gateway: str, model: str, language: Language) -> Update:
        """The whole conversation; what is wrong with its file is said and nothing else is lost."""
        w = self.w
        try:
            log = await self.talks.log(name, language)
            context = await self.talks.context(name, gateway, model, language)
        except StudioError as error:
            return {w.problem: gr.HTML(value={"text": error.say(language)})}
        return {
            w.log: gr.HTML(value=log),
            w.talks: gr.HTML(value=await self.talks.talks(name, language)),
            w.context: gr.HTML(value=context),
            **running(w, self.words, yes=log["running"]),
        }

    async def _working(
        self, name: str, chosen: tuple[str, str], request: gr.Request, language: Language, *, also: Update | None = None
    ) -> AsyncIterator[Update]:
        """Follow what works in a conversation while this browser shows it; `also` goes out first."""
        run = self.talks.chats.working(name)
        if run is None and also:
            yield also
        following = self._elsewhere(request, language) if run is None else self._show(run, name, chosen, request, language, also=also)
        async for update in following:
            yield update

    async def _show(
        self, run: Run, name: str, chosen: tuple[str, str], request: gr.Request, language: Language, *, also: Update | None = None
    ) -> AsyncIterator[Update]:
        """Follow a turn: only it goes to the page, `also` with the first update. What stands around it follows at its begin and its end."""
        w, first = self.w, True
        conversation = await self.talks.chats.open(name)
        async for result in self.page.follow(request, "chat", run):
            if result is None:
                yield running(w, self.words, yes=not run.over)
                continue
            update: Update = running(w, self.words, yes=not run.over) | {w.log: gr.HTML(value=await self.talks.turns(conversation, language, last=True))}
            if first or run.over:
                update |= await self._around(name, run, chosen, language) | (also if first and also else {})
                first = False
            if self.page.watched(request, "chat") != run.id:
                break
            yield update
        if self.page.watched(request, "chat") == run.id:
            async for more in self._elsewhere(request, language):
                yield more
        else:  # gradio says the last update again when a handler ends: where another conversation is shown by now, that must be nothing
            yield {w.problem: gr.skip()}  # and only there: a skip that follows closely takes the update before it away

    async def _elsewhere(self, request: gr.Request, language: Language) -> AsyncIterator[Update]:
        """Turns that work in other conversations, until they end or something else is looked at here: the list and the bar say when."""
        shown = self.page.watched(request, "chat")
        while others := [run for run in self.page.jobs.working if run.result.request.task == "chat"]:
            ends = [asyncio.ensure_future(run.wait()) for run in others]
            await asyncio.wait(ends, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()
            if self.page.watched(request, "chat") != shown:
                yield {self.w.problem: gr.skip()}
                return
            if all(not run.over for run in others):
                yield {self.w.problem: gr.skip()}  # a heartbeat, by which a closed page is noticed
                continue
            history, bar = await self.page.shelf.history("", language)
            talks = await self.talks.talks(self.talks.shown(request), language)
            yield {self.frame.history: gr.HTML(value=history), self.frame.bar: gr.HTML(value=bar), self.w.talks: gr.HTML(value=talks)}

    async def _around(self, name: str, run: Run, chosen: tuple[str, str], language: Language) -> Update:
        history, bar = await self.page.shelf.history(run.id, language)
        strip = {self.frame.history: gr.HTML(value=history)} if run.over else {}  # it is not shown beside a conversation: its end is soon enough
        return {
            **strip,
            self.frame.bar: gr.HTML(value=bar),
            self.w.talks: gr.HTML(value=await self.talks.talks(name, language)),
            self.w.context: gr.HTML(value=await self.talks.context(name, *chosen, language)),
        }

    # actions

    async def press(self, values: Update, request: gr.Request) -> AsyncIterator[Update]:
        """Send the next turn. The composer is emptied once the turn has begun, and not before."""
        language, name = language_of(request), self.talks.shown(request)
        try:
            run = await self.talks.chats.send(name, self.request(values, language))
        except UsageError as error:
            yield self.refused(error, values, request)
            return
        except StudioError as error:
            yield self.told(error, language)
            return
        emptied = self.begun(values, request) | {self.w.prompt: "", self.w.tray: gr.HTML(value=[])}
        async for update in self._show(run, name, self.picked(values), request, language, also=emptied):
            yield update

    async def stop(self, request: gr.Request) -> None:
        """Stop the turn that works in the shown conversation."""
        run = self.talks.chats.working(self.talks.shown(request))
        if run is not None:
            run.stop()

    async def act(self, values: Update, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A button of a turn: ask again, another answer of the same turn, stop, edit prompt, reuse settings."""
        language, name, w = language_of(request), self.talks.shown(request), self.w
        detail = as_dict(event._data)  # noqa: SLF001  gradio names it so
        what, run_id = str(detail.get("name", "")), str(detail.get("run", ""))
        try:
            match what:
                case "regenerate":
                    again = await self.talks.chats.regenerate(name, run_id, self.request(values, language, prompt=""))
                    async for update in self._again(again, name, self.picked(values), request, language):
                        yield update
                case "variant":
                    await self.talks.step(name, run_id, 1 if detail.get("by") == 1 else -1)
                    yield await self._opened(name, *self.picked(values), language)
                case "stop":
                    await self.stop(request)
                    yield {w.problem: gr.skip()}  # a handler must say something
                case "edit_prompt" | "reuse":
                    yield await self._refilled(what, name, run_id, language)
                case _:
                    yield {w.problem: gr.skip()}
        except UsageError as error:
            yield self.refused(error, values, request)
        except StudioError as error:
            yield self.told(error, language)

    async def _again(self, run: Run, name: str, chosen: tuple[str, str], request: gr.Request, language: Language) -> AsyncIterator[Update]:
        whole = {self.w.log: gr.HTML(value=await self.talks.log(name, language)), self.w.problem: gr.HTML(value={"text": ""})}
        async for update in self._show(run, name, chosen, request, language, also=whole):
            yield update

    async def _refilled(self, what: str, name: str, run_id: str, language: Language) -> Update:
        """A turn's words and pictures in the composer again; with its settings where those are wanted."""
        said = await self.talks.asked(name, run_id)
        if what == "reuse":
            return self.filled(said, language)
        return {
            self.w.prompt: said.prompt,
            self.w.tray: gr.HTML(value=self.page.trays.tray(said.references, language)),
            self.w.problem: gr.HTML(value={"text": ""}),
        }

    async def whole(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """The page has not all turns, or no form: gradio loses what comes for a form before its tab was ever shown."""
        name, language = self.talks.shown(request), language_of(request)
        log = {self.w.log: gr.HTML(value=await self.talks.log(name, language))}
        if not as_dict(event._data).get("form"):  # noqa: SLF001
            return log
        return await self._settled(name, self.tray_of(values), language) | log

    async def _settled(self, name: str, tray: list[Any], language: Language) -> Update:
        """The settings of a conversation's last turn, else those that a page begins with."""
        said = await self.talks.last(name)
        gateway, model = self.page.chosen(said.gateway, said.model) if said else self.page.chosen()
        values = self.page.defaults(gateway, model, self.w.task)
        if said is not None:
            values |= forms.values_of(Request(prompt="", aspect=said.aspect, size=said.size))
        return self.settings(gateway, model, values, language, tray=tray)

    async def open(self, values: Update, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        """A conversation of the list, or the one that a run of the history belongs to."""
        language = language_of(request)
        detail = as_dict(event._data)  # noqa: SLF001
        try:
            chat = detail.get("chat", "")
            name = chat if chat and isinstance(chat, str) else await self.talks.of_run(str(detail.get("run", "")))
            self.talks.show(request, name)
        except StudioError as error:
            yield self.told(error, language)
            return
        chosen = self.page.chosen(*self.picked(values))
        self.page.watch(request, "chat", name)  # ends what followed another one
        async for update in self._working(name, chosen, request, language, also=await self._opened(name, *chosen, language)):
            yield update

    async def fresh(self, values: Update, request: gr.Request) -> Update:
        """A new conversation. It is on the disk with its first turn."""
        language, w = language_of(request), self.w
        name = self.talks.begin(request)
        self.page.watch(request, "chat", name)
        opened = await self._opened(name, *self.page.chosen(*self.picked(values)), language)
        return {**opened, w.problem: gr.HTML(value={"text": ""})}

    async def begin(self, values: Update, request: gr.Request) -> AsyncIterator[Update]:
        """As `fresh`, and what still works in others goes on in the list."""
        yield await self.fresh(values, request)
        async for update in self._elsewhere(request, language_of(request)):
            yield update

    async def follow_model(self, values: Update, request: gr.Request) -> Update:
        """Another model: what the next turn would send to it."""
        name, chosen = self.talks.shown(request), self.page.chosen(*self.picked(values))
        return {self.w.context: gr.HTML(value=await self.talks.context(name, *chosen, language_of(request)))}
