"""A run: one request, one task a call (a call may bring several pictures where the model takes a number), and the Result so far.

It belongs to no page and no command: whoever starts it may watch it, leave, come back, stop a tile or the whole, or try a failed tile again. Each call waits
for a place at its gateway (`limit` calls side by side). The record is written before it begins (by the engine), whenever a picture came, and when it ends.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from studio.call import Caller, Told, surely
from studio.core.events import Event, PictureReady
from studio.core.fit import single
from studio.core.notes import Note, note
from studio.core.parts import Picture
from studio.core.prices import actual
from studio.core.result import Answer, Result
from studio.core.verdict import verdict
from studio.errors import BadReply, Cancelled, StorageFault, StudioError
from studio.store.local import Library

log = logging.getLogger("studio")
NewCaller = Callable[[int, Callable[[], None]], Caller]
"""The caller of a tile (from 1); told before each try over the wire."""


class Run:
    """Work in progress. `result` is always the whole truth so far; `version` grows with every change."""

    def __init__(self, result: Result, *, library: Library, slots: asyncio.Semaphore, caller: NewCaller, created: datetime) -> None:
        self._result = result
        self._waiting: dict[int, list[tuple[Event, float]]] = {}
        self.created = created
        self.version = 0
        self._library = library
        self._slots = slots
        self._caller = caller
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._writing = asyncio.Lock()
        self._zero = time.monotonic()
        self._epoch = time.time()

    @property
    def id(self) -> str:
        """The run's id."""
        return self._result.id

    @property
    def result(self) -> Result:
        """The whole truth so far. What came since it was last asked for is taken in now: a long text in many pieces is put together once a look, not once a
        piece."""
        waiting, self._waiting = self._waiting, {}
        if waiting:
            answers = [answer.taking(waiting.get(tile, ())) for tile, answer in enumerate(self._result.answers)]
            self._result = replace(self._result, answers=tuple(answers))
        return self._result

    @result.setter
    def result(self, result: Result) -> None:
        self._result = result

    @property
    def over(self) -> bool:
        """Nothing of it is working."""
        return all(task.done() for task in self._tasks.values())

    @property
    def epoch(self) -> float:
        """Seconds since 1970 at which the run began: what `began` and `ended` count from."""
        return self._epoch

    def start(self) -> "Run":
        """Begin every tile."""
        for tile in range(len(self.result.answers)):
            self._begin(tile)
        return self

    def retry(self, tile: int) -> None:
        """Ask for one failed tile again; its place keeps its number, its cost stays counted. A tile that works or has its picture is left alone."""
        if tile in self._tasks and self._tasks[tile].done() and not self.result.answers[tile].images:
            self._again(tile, Answer())
            self._begin(tile, again=True)

    def stop(self, tile: int | None = None) -> int:
        """Stop one tile or all; upstream calls are closed at once. Returns how many were working."""
        tasks = [task for index, task in self._tasks.items() if not task.done() and tile in (None, index)]
        for task in tasks:
            asyncio.get_running_loop().call_soon(task.cancel)  # after its first step: a task that never began could not say how it ended
        return len(tasks)

    async def wait(self) -> Result:
        """The result when everything ended."""
        while not self.over:
            await asyncio.wait([task for task in self._tasks.values() if not task.done()])
        return self.result

    async def changes(self, pace: float = 0.1, beat: float | None = None) -> AsyncIterator[Result | None]:
        """The result after every change, at most one each `pace` seconds; None each `beat` seconds of silence. Ends with the last."""
        seen = -1
        while True:
            if self.version != seen:
                seen, over = self.version, self.over
                yield self.result
                if over:
                    return
                await asyncio.sleep(pace)
                continue
            try:
                await asyncio.wait_for(self._changed.wait(), beat)
            except TimeoutError:
                yield None

    def _begin(self, tile: int, *, again: bool = False) -> None:
        task = asyncio.create_task(self._work(tile, again=again), name=f"{self.id} tile {tile + 1}")
        task.add_done_callback(lambda _: self._tell())  # the last word comes after done() is true
        self._tasks[tile] = task

    def _now(self) -> float:
        return time.monotonic() - self._zero

    def _tell(self) -> None:
        self.version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _put(self, tile: int, answer: Answer) -> None:
        answers = self.result.answers
        self.result = replace(self.result, answers=(*answers[:tile], answer, *answers[tile + 1 :]))
        self._tell()

    def _again(self, tile: int, fresh: Answer) -> None:
        """A fresh answer in a tile's place. The old one may have cost something: it stays on the record."""
        self.result = replace(self.result, earlier=(*self.result.earlier, self.result.answers[tile]))
        self._put(tile, fresh)

    async def _work(self, tile: int, *, again: bool) -> None:
        """One tile from queued to ended. One failing tile never takes another down."""
        error: StudioError | None
        try:
            async with self._slots:
                self._put(tile, replace(self.result.answers[tile], began=self._now()))
                error = await self._answer(tile) if not again else await self._journalled() or await self._answer(tile)
                if isinstance(error, BadReply) and error.key == "verdict.empty":  # an empty answer is asked again, once (PROTOCOLS.md 4.5)
                    old = self.result.answers[tile]
                    self._again(tile, replace(old, parts=(), usage=None, finished=None))
                    error = await self._answer(tile)
                    if error is not None and error.billed == "no":
                        error.billed = "maybe"  # the empty one was an answer
        except asyncio.CancelledError:
            sent = self.result.answers[tile].attempts > 0
            error = Cancelled("verdict.stopped", billed="maybe" if sent else "no")
        self._put(tile, replace(self.result.answers[tile], error=error, ended=self._now()))
        await surely(self._record())

    async def _answer(self, tile: int) -> StudioError | None:
        """Take in one answer; the error it ended with, if any."""
        assert self.result.plan is not None
        plan = single(self.result.plan, tile)
        try:
            async with aclosing(self._caller(tile + 1, lambda: self._tried(tile)).events(plan)) as events:
                async for event in events:
                    if isinstance(event, Told):
                        answer = self.result.answers[tile]
                        self._put(tile, replace(answer, notes=(*answer.notes, event.note)))
                    else:
                        self._waiting.setdefault(tile, []).append((event, self._now()))
                        self._tell()
                        if isinstance(event, PictureReady):
                            await surely(self._record())
        except StudioError as error:
            answer = self.result.answers[tile]
            finished = any(isinstance(part, Picture) and not part.draft for part in answer.parts)
            if finished and error.kind in ("bad_reply", "network", "timeout", "server"):
                self._put(tile, replace(answer, notes=(*answer.notes, note("plan.cut", what=" ".join(filter(None, (error.title(), error.detail)))))))
                return None
            return error
        except Exception as error:
            log.exception("tile %d of %s broke", tile + 1, self.id)
            return StudioError("verdict.unexpected", billed="maybe", what=type(error).__name__)
        answer = self.result.answers[tile]
        if (came := len(answer.images)) and came < plan.count:
            self._put(tile, replace(answer, notes=(*answer.notes, note("plan.fewer", asked=plan.count, came=came))))
        if answer.from_thought:
            self._put(tile, replace(answer, notes=(*answer.notes, note("plan.from_thought"))))
        return verdict(answer, actual(self.result.gateway, self.result.model.family, answer.usage), self.result.gateway.title)

    def _tried(self, tile: int) -> None:
        answer = self.result.answers[tile]
        self._put(tile, replace(answer, attempts=answer.attempts + 1))

    async def _journalled(self) -> StorageFault | None:
        """The record says that a tile is asked again, before anything is sent; else why that is refused."""
        try:
            async with self._writing:
                await asyncio.to_thread(self._library.make_sure_of_room)
                await asyncio.to_thread(self._library.write, self.result, self.created)
        except StorageFault as error:
            return error
        return None

    async def _record(self) -> None:
        """Write the recipe, one writer at a time, so that an older state never lies over a newer. A disk that fails now is said on the run; the pictures
        that came stay where they are."""
        async with self._writing:
            try:
                elsewhere = await asyncio.to_thread(self._library.write, self.result, self.created)
            except StorageFault as error:
                log.error("%s", error.title())  # noqa: TRY400  the sentence is the whole story
                self._said(note("store.unrecorded", what=error.title()))
            except Exception as error:
                log.exception("the record of %s broke", self.id)
                self._said(note("store.unrecorded", what=type(error).__name__))
            else:
                if elsewhere is not None:
                    self._said(note("store.kept_elsewhere", path=str(elsewhere)))

    def _said(self, said: Note) -> None:
        if said not in self.result.notes:
            self.result = replace(self.result, notes=(*self.result.notes, said))
            self._tell()
