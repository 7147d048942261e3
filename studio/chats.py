"""Conversations at work: what a turn sends again, and where it goes.

A conversation is a file (`store/chats`), its answers are runs. This joins the two: the answer of a run that lives is read from `Jobs`, of one that ended from
its record, so a restart, a crash or another process changes nothing. The history is made here from what lies on this disk; a browser only names a
conversation and an exchange, and both are checked. One turn of a conversation works at a time in this process. It knows no page.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.call import surely
from studio.core.history import answer_of, results
from studio.core.notes import Note, note
from studio.core.parts import Image, Part, Picture, Text, Turn
from studio.core.request import Reference, Request
from studio.errors import StorageFault, StudioError, UsageError
from studio.imaging import measure
from studio.jobs import Jobs
from studio.run import Run
from studio.store import chats as files
from studio.store.chats import Conversation, Exchange, Listed
from studio.store.record import read_answers, request_from

log = logging.getLogger("studio")
KEPT = 400
"""Answers of ended runs that are remembered, so that a turn does not read every record again."""


class Chats:
    """Every conversation of one home."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.studio = jobs.studio
        self._home = jobs.studio.library.home
        self._starting: set[str] = set()
        self._answers: dict[str, Turn | None] = {}
        self._faults: dict[str, StorageFault] = {}

    # reading

    async def open(self, name: str) -> Conversation:
        """The conversation, an empty one where it is new. Raises UsageError for a bad name, StorageFault for a broken file."""
        return await asyncio.to_thread(files.read, self._home, name)

    async def listed(self) -> tuple[Listed, ...]:
        """All of them, the one that was last spoken in first."""
        return await asyncio.to_thread(files.listed, self._home)

    def working(self, name: str) -> Run | None:
        """The run of this process that works for the conversation."""
        return next((run for run in self.jobs.working if run.result.request.task == "chat" and run.result.request.session == name), None)

    def fault(self, run: str) -> StorageFault | None:
        """Why the exchange of a run could not be written into its conversation."""
        return self._faults.get(run)

    async def history(self, conversation: Conversation, upto: str | None = None) -> tuple[Turn, ...]:
        """The turns that a new one sends again: of the shown branch, or of the way to the exchange `upto`, without that one. Questions without a usable answer
        are left out with it. Raises UsageError where `upto` is none of this conversation."""
        way = files.path(conversation, upto)
        turns: list[Turn] = []
        for exchange in way if upto is None else way[:-1]:
            answer = await self.answer(exchange)
            asked = replace(exchange.asked, parts=tuple(part for part in exchange.asked.parts if _there(part)))
            if answer is not None and asked.parts:
                turns += (asked, answer)
        return tuple(turns)

    async def answer(self, exchange: Exchange) -> Turn | None:
        """The model turn to replay; None where it is refused, failed, still working, or gone from the disk."""
        if exchange.answered is not None:
            turn: Turn | None = exchange.answered
        elif run := self.jobs.get(exchange.run):
            asked = run.result.request
            turn = answer_of(run.result.answers[0], gateway=asked.gateway, model=asked.model) if run.over else None
        elif exchange.run in self._answers:
            turn = self._answers[exchange.run]
        else:
            turn = await asyncio.to_thread(self._recorded, exchange.run)
        return turn if turn is not None and _whole(turn) else None

    def _recorded(self, run: str) -> Turn | None:
        """The answer of an ended run. Another process may still work on one whose record does not say that it ended: that is read again."""
        try:
            said = self.studio.library.read(run)
            answers = read_answers(said, self.studio.library.folder(run))
            gateway, model = said["request"]["gateway"], said["request"]["model"]
        except (StudioError, KeyError, TypeError):
            return None
        turn = answer_of(answers[0], gateway=gateway, model=model) if answers else None
        if said.get("status") != "running":
            self._answers[run] = turn
            for old in list(self._answers)[:-KEPT]:
                self._answers.pop(old, None)
        return turn

    # speaking

    async def send(self, name: str, request: Request) -> Run:
        """The next turn of the shown branch. Raises UsageError while the last one works, and what `Studio.start` raises; then nothing was begun or written.

        A disk that does not take the exchange stops nothing: the run goes on and says so (`fault`, and a note)."""
        with self._alone(name):
            conversation = await self.open(name)
            history = await self.history(conversation)
            return await self._begin(name, request, history)

    async def regenerate(self, name: str, run: str, request: Request | None = None) -> Run:
        """The same question once more, as a sibling of the exchange `run`: the same words and pictures, and its settings, or the gateway, model and settings of
        `request`. The earlier answer stays. Raises UsageError where `run` is none of this conversation."""
        with self._alone(name):
            conversation = await self.open(name)
            exchange = conversation.find(run)
            history = await self.history(conversation, run)
            said = await asyncio.to_thread(self._asked, exchange)
            pictures = exchange.asked.pictures
            called = said.references if len(said.references) == len(pictures) else (Reference(""),) * len(pictures)
            references = tuple(replace(reference, path=str(image.path)) for reference, image in zip(called, pictures, strict=True))
            again = replace(request or said, prompt=exchange.asked.text, references=references)
            return await self._begin(name, again, history, parent=exchange.parent, asked=exchange.asked)

    async def select(self, name: str, run: str) -> Conversation:
        """Show the branch that contains the exchange `run`, at its newest end. Raises UsageError where `run` is none of this conversation."""
        return await surely(asyncio.to_thread(files.set_head, self._home, name, run))

    async def adopt(self, name: str, run: str) -> Conversation:
        """The conversation with a run in it that says it is its own but is not there: the studio ended between the run's begin and that line. It stands as the
        newest turn. Raises StorageFault where the run has no record, UsageError where it is another conversation's."""
        conversation = await self.open(name)
        if any(exchange.run == run for exchange in conversation.exchanges):
            return conversation
        record = await asyncio.to_thread(self.studio.library.read, run)
        said = request_from(record["request"], self._home)
        if said.session != name:
            raise UsageError("chat.no_exchange", field="run")
        given = [image for one in said.references if (image := await asyncio.to_thread(_measured, Path(one.path)))]
        asked = Turn(role="user", parts=(Text(said.prompt), *(Picture(image=image) for image in given)))
        return await surely(asyncio.to_thread(files.append, self._home, name, run, asked, datetime.fromisoformat(record["created"])))

    async def _begin(self, name: str, request: Request, history: tuple[Turn, ...], *, parent: str | None = None, asked: Turn | None = None) -> Run:
        one = replace(request, task="chat", session=name, history=history, count=1)
        run = await self.jobs.start(one)
        if request.count != 1:
            _remark(run, note("chat.one", asked=request.count))
        given = run.result.plan.references[: len(one.references)] if run.result.plan else ()
        asked = asked or Turn(role="user", parts=(Text(one.prompt), *(Picture(image=image) for image in given)))
        await surely(self._keep(name, run, asked, parent))  # a browser that leaves now does not lose the turn
        return run

    async def _keep(self, name: str, run: Run, asked: Turn, parent: str | None) -> None:
        try:
            await asyncio.to_thread(files.append, self._home, name, run.id, asked, run.created, parent=parent)
        except StorageFault as fault:
            log.error("%s", fault.title())  # noqa: TRY400  the sentence is the whole story
            self._faults[run.id] = fault
            for old in list(self._faults)[:-KEPT]:
                del self._faults[old]
            _remark(run, note("chat.unkept", what=fault.title()))

    def _asked(self, exchange: Exchange) -> Request:
        """The settings of an exchange as they are recorded, as far as they are."""
        try:
            said: dict[str, Any] = self.studio.library.read(exchange.run)["request"]
            return request_from(said, self._home)
        except (StudioError, AttributeError, KeyError, TypeError, ValueError):
            made = exchange.answered
            return Request(prompt="", gateway=made.gateway if made else "", model=made.model if made else "")

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """No other turn of this conversation begins meanwhile."""
        files.file_of(self._home, name)
        if name in self._starting or self.working(name):
            raise UsageError("chat.busy", field="prompt")
        self._starting.add(name)
        try:
            yield
        finally:
            self._starting.discard(name)


def _measured(path: Path) -> Image | None:
    try:
        return measure(path, where="reference")
    except StudioError:
        return None


def _remark(run: Run, said: Note) -> None:
    """Say something on the run; the record has it from its next writing on."""
    run.result = replace(run.result, notes=(*run.result.notes, said))


def _there(part: Part) -> bool:
    """Whether a part can still be sent: a picture needs its file."""
    return not isinstance(part, Picture) or part.image.path.is_file()


def _whole(turn: Turn) -> bool:
    """Whether a model turn can still be sent word for word: every picture of it that is sent is there."""
    return all(image.path.is_file() for image in results(turn))
