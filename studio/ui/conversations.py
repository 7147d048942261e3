"""Conversations as the page needs them: which one a browser shows, its turns as values, the list, what the next turn sends.

The conversation is the server's (`studio/chats.py`): a browser holds a name and ids, both checked, and never the history.
"""

from dataclasses import replace
from datetime import datetime

from studio.chats import Chats
from studio.core.history import obstacle
from studio.core.parts import Picture, Turn
from studio.core.request import Reference, Request
from studio.core.result import Result
from studio.errors import StudioError, UsageError
from studio.store import chats as files
from studio.store import references
from studio.store.chats import Conversation, Listed
from studio.store.chats import Exchange as Asked
from studio.ui.page import Browser, Page
from studio.ui.shapes.chat import Context, Exchange, Given, Log, Talks
from studio.ui.shapes.common import Shot
from studio.ui.trays import seen
from studio.ui.view import chat as views
from studio.ui.view import facts
from studio.ui.view import references as pictures
from studio.ui.view import stage as stages
from studio.words import Language, say

LISTED = 200
"""Conversations that the list shows."""


class Conversations:
    """Over one page and its chats."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chats = Chats(page.jobs)
        self._shown: dict[str, str] = {}
        self._results: dict[str, tuple[Result, datetime]] = {}
        self._srcs: dict[str, str] = {}

    # which one a browser shows

    def shown(self, browser: Browser) -> str:
        """The conversation that a browser shows; a new name where it shows none yet."""
        return self._shown.get(browser.session_hash or "") or self.begin(browser)

    def show(self, browser: Browser, name: str) -> str:
        """The browser now shows this one. Raises UsageError for what can not be a name."""
        files.file_of(self.page.studio.library.home, name)
        session = browser.session_hash or ""
        self._shown.pop(session, None)
        self._shown[session] = name
        for old in list(self._shown)[:-1000]:
            del self._shown[old]
        return name

    def begin(self, browser: Browser) -> str:
        """The browser shows a new one."""
        return self.show(browser, files.new_name(self.page.studio.now()))

    async def of_run(self, run: str) -> str:
        """The conversation that a run is a turn of. Raises StudioError where it is none's."""
        found = await self._result(run)
        if found is None or not found[0].request.session:
            raise UsageError("chat.no_exchange", field="run")
        name = found[0].request.session
        if self.page.jobs.get(run) is None:
            await self.chats.adopt(name, run)
        return name

    async def asked(self, name: str, run: str) -> Request:
        """A turn as it was asked: its words, pictures and settings. Raises UsageError for a run that is none of this conversation."""
        exchange = (await self.chats.open(name)).find(run)
        found = await self._result(run)
        said = found[0].request if found else Request(prompt="")
        given = tuple(Reference(str(kept.image.path), name=kept.name) for kept in self._given(exchange.asked))
        if len(given) == len(said.references):
            given = tuple(replace(one, role=old.role) for one, old in zip(given, said.references, strict=True))
        return replace(said, prompt=exchange.asked.text, references=given)

    async def step(self, name: str, run: str, by: int) -> None:
        """Show the answer before or after `run` among those that the same turn was given. Raises UsageError for a run that is none of this conversation."""
        same = files.siblings(await self.chats.open(name), run)
        await self.chats.select(name, same[min(max(same.index(run) + by, 0), len(same) - 1)])

    async def last(self, name: str) -> Request | None:
        """The newest turn that is shown of a conversation, as it was asked; None where there is none that can be read."""
        try:
            head = (await self.chats.open(name)).head
        except StudioError:
            return None
        found = await self._result(head) if head else None
        return found[0].request if found else None

    async def newest(self) -> str:
        """The one where something works, else the one last spoken in; empty for none."""
        run = self.page.jobs.newest("chat")
        if run is not None and not run.over:
            return run.result.request.session
        listed = await self.chats.listed()
        return listed[0].name if listed else ""

    # as values

    async def log(self, name: str, language: Language) -> Log:
        """The whole conversation."""
        return await self.turns(await self.chats.open(name), language)

    async def turns(self, conversation: Conversation, language: Language, *, last: bool = False) -> Log:
        """Every turn of the shown branch, or its last only: that is what changes while it works, and the file does not."""
        name, way = conversation.name, files.path(conversation)
        first = max(0, len(way) - 1) if last else 0
        turns = [await self._exchange(conversation, way, at, language) for at in range(first, len(way))]
        examples = [] if way else stages.empty(language)["examples"]
        working = self.chats.working(name) is not None
        return Log(chat=name, title=conversation.title, first=first, count=len(way), turns=turns, running=working, examples=examples)

    async def talks(self, name: str, language: Language) -> Talks:
        """The list, newest first."""
        now = self.page.studio.now()
        listed = (await self.chats.listed())[:LISTED]
        lines = [views.talk(one, await self._src(one), now, language, working=self.chats.working(one.name) is not None) for one in listed]
        return Talks(chat=name, talks=lines)

    async def context(self, name: str, gateway: str, model: str, language: Language) -> Context:
        """What the next turn sends to this model, and what the conversation cost."""
        conversation = await self.chats.open(name)
        history = await self.chats.history(conversation)
        facts_of = self.page.facts(gateway, model, "chat")
        why = obstacle(history, self.page.gateway(gateway), facts_of)
        results = [found[0] for one in conversation.exchanges if (found := await self._result(one.run))]
        return views.context(history, why, results, language)

    async def history(self, name: str) -> tuple[Turn, ...]:
        """What the next turn sends again."""
        return await self.chats.history(await self.chats.open(name))

    # one turn

    async def _exchange(self, conversation: Conversation, way: tuple[Asked, ...], at: int, language: Language) -> Exchange:
        asked = way[at]
        refs = [pictures.ref(kept, language) for kept in self._given(asked.asked)]
        shown = [views.given(ref) for ref in refs]
        found = await self._result(asked.run)
        if asked.answered is not None or found is None:
            return self._older(asked, shown, language)
        result, created = found
        run = self.page.jobs.get(asked.run)
        same = files.siblings(conversation, asked.run)
        source = seen(refs[0], say("view.before", language)) if refs else await self._before(way[:at], language)
        return views.exchange(
            result,
            prompt=asked.asked.text,
            given=shown,
            created=created,
            epoch=run.epoch if run is not None else created.timestamp(),
            source=source,
            variant=(same.index(asked.run) + 1, len(same)),
            live=run is not None and asked.run == way[-1].run,
            language=language,
        )

    async def _before(self, way: tuple[Asked, ...], language: Language) -> Shot | None:
        """The picture so far: what a turn without pictures of its own changes."""
        for asked in reversed(way):
            answer = await self.chats.answer(asked)
            if answer is not None and answer.pictures:
                found = self.page.trays.by_path(answer.pictures[-1].path)
            else:
                found = next(iter(reversed(self._given(asked.asked))), None)
            if found is not None:
                return seen(pictures.ref(found, language), say("view.before", language))
        return None

    def _older(self, asked: Asked, shown: list[Given], language: Language) -> Exchange:
        turn = asked.answered or Turn(role="model", parts=())
        shots = [seen(pictures.ref(kept, language), say("view.after", language)) for kept in self._given(turn)]
        return views.older(turn, asked.run, prompt=asked.asked.text, given=shown, shots=shots, language=language)

    def _given(self, turn: Turn) -> list[references.Kept]:
        """The pictures of a turn that are still there."""
        paths = [part.image.path for part in turn.parts if isinstance(part, Picture) and not part.draft]
        return [kept for path in paths if (kept := self.page.trays.by_path(path))]

    async def _result(self, run: str) -> tuple[Result, datetime] | None:
        """What came of a turn: as it stands, or from its record. None where that is gone."""
        working = self.page.jobs.get(run)
        if working is not None:
            return working.result, working.created
        if run not in self._results:
            try:
                found = await self.page.shelf.kept(run)
            except StudioError:
                return None
            if any(answer.phase != "ended" for answer in found[0].answers):
                return found
            self._results[run] = found
            for old in list(self._results)[:-400]:
                del self._results[old]
        return self._results[run]

    async def _src(self, one: Listed) -> str:
        """A thumbnail for a line of the list: the newest picture of its last turn that has one."""
        if one.last in self._srcs:
            return self._srcs[one.last]
        conversation = await self.chats.open(one.name)
        src = ""
        for asked in reversed(files.path(conversation)):
            found = await self._result(asked.run)
            if found and found[0].images:
                src = facts.thumb(asked.run, found[0].images[-1])
            elif kept := self._given(asked.asked):
                src = pictures.ref(kept[0], "en")["thumb"]
            if src:
                break
        if self.page.jobs.get(one.last) is None:
            self._srcs[one.last] = src
        return src
