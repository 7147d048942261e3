"""One examination: ask, look at what came, say what is known so far.

Its calls are ordinary runs: their pictures are in the library like any other. A call that is refused costs nothing; what the refusal names is taken out and the
rest asked again, and where it names nothing, each wish is asked for alone. A cancelled task stops the call at work.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

from studio.core.notes import note
from studio.core.parts import Text, Turn
from studio.core.prices import Cost
from studio.core.request import Reference, Request
from studio.core.result import Result
from studio.doctor.changes import with_model
from studio.doctor.judge import Outcome, Told, failed, judged, seeded
from studio.doctor.questions import Call, Questions, Wish
from studio.doctor.report import Name, Report
from studio.engine import Studio
from studio.errors import StudioError
from studio.imaging import trial
from studio.settings import Access

STOPS = ("auth", "permission", "billing", "budget", "not_configured", "storage", "cancelled", "unexpected")
"""Failures after which no other call would do better, or should be made."""
Refused = list[tuple[Wish, Outcome]]


class Case:
    """`report` is what is known so far; `folder` takes the pictures that are sent along."""

    def __init__(self, studio: Studio, access: Access, asked: Questions, folder: Path, report: Report) -> None:
        self.report = report
        self._studio = studio
        self._access = access
        self._asked = asked
        self._folder = folder
        self._first = Outcome()

    async def work(self) -> AsyncGenerator[Report, None]:
        """The report after each step."""
        for number, call in enumerate(self._asked.calls):
            self.report = self.report.at(*(wish.name for wish in call.wishes), *call.also, state="asking")
            yield self.report
            outcome = await self._call(call, sure=bool(self._first.images) and not call.references)  # without pictures, its plain form is the first one's
            if number == 0:
                self._first = outcome
                await self._again(call)
            yield self.report
            error = outcome.error
            if error is not None and not self.report.learned and number + 1 == len(self._asked.calls):
                self.report = replace(self.report, problem=error)
            if error is not None and (error.kind in STOPS or (number == 0 and error.kind == "not_found")):
                self.report = replace(self.report, problem=error).unanswered(note("doctor.got.stopped"))
                return

    async def _call(self, call: Call, *, sure: bool) -> Outcome:
        """One call until all is known that it was made for. `sure`: its plain form is known to be taken. Returns the outcome that tells most."""
        pending = call.wishes
        if call.goes_on and self._first.turn is None:
            self._tell("signatures", (note("doctor.got.no_turn"), "unknown"))
            pending = tuple(wish for wish in pending if wish.name != "signatures")
            if not pending:
                return Outcome()
        refused: Refused = []
        outcome = await self._ask(call, pending)
        while outcome.refused and len(pending) > 1 and len(blamed := [wish for wish in pending if wish.blamed(outcome.words)]) == 1:
            refused.append((blamed[0], outcome))
            pending = tuple(wish for wish in pending if wish is not blamed[0])
            outcome = await self._ask(call, pending)
        if outcome.refused and pending:
            outcome, more = await self._alone(call, pending, outcome)
            refused += more
            pending = ()
        if refused and not sure and not outcome.images and outcome.refused:
            outcome = await self._ask(call, ())
        self._judge(outcome, (*(wish.name for wish in pending), *call.also))
        self._blame(call, refused, taken=sure or bool(outcome.images))
        return outcome

    async def _alone(self, call: Call, wishes: tuple[Wish, ...], outcome: Outcome) -> tuple[Outcome, Refused]:
        """A refusal that names none of several wishes, or has but one to name: each by itself. Returns the outcome that tells most, and what is refused."""
        if len(wishes) == 1:
            return outcome, [(wishes[0], outcome)]
        refused: Refused = []
        for wish in wishes:
            alone = await self._ask(call, (wish,))
            if alone.refused:
                refused.append((wish, alone))
                continue
            self._judge(alone, (wish.name,))
            if alone.images or not outcome.images:
                outcome = alone
            if alone.error is not None and alone.error.kind in STOPS:
                break
        return outcome, refused

    def _blame(self, call: Call, refused: Refused, *, taken: bool) -> None:
        """The verdicts on what was refused. Where even the plain call is refused, nothing is known of its wishes; but where a call without pictures was taken,
        pictures are what one with them is refused for."""
        for wish, was in refused:
            told: Told = note("doctor.got.refused", words=was.words), "refused"
            if wish.name == "references" and taken and call.references > 1:
                told = note("doctor.got.one_reference", words=was.words), "refused"
            elif not taken and not (wish.name == "references" and self._first.images):
                told = failed(was)
            self._tell(wish.name, told)

    async def _again(self, call: Call) -> None:
        """Where it costs nothing, the same seed is asked for twice."""
        check = self.report.get("seed")
        if self._access.gateway.free and self._first.images and check is not None and check.got is not None and check.verdict == "unknown":
            wishes = tuple(wish for wish in call.wishes if (row := self.report.get(wish.name)) and row.verdict != "refused")
            self._tell("seed", seeded(self._first, await self._ask(call, wishes)))

    def _judge(self, outcome: Outcome, names: tuple[Name, ...]) -> None:
        for name in names:
            self._tell(name, judged(name, outcome, self._first, signs=self._asked.model.signs) if outcome.images else failed(outcome))

    def _tell(self, name: str, told: Told) -> None:
        self.report = self.report.told(name, *told)

    async def _ask(self, call: Call, wishes: tuple[Wish, ...]) -> Outcome:
        """One call with these wishes; whatever goes wrong is its outcome."""
        facts: dict[str, object] = {"thinks": False, "thinking": (), "signs": False}
        facts |= {name: value for wish in wishes for name, value in wish.model.items()}
        model = replace(self._asked.model, **facts)  # type: ignore[arg-type]  # names are Model's own
        access = replace(self._access, gateway=with_model(self._access.gateway, self._asked.route, model))
        outcome = Outcome()
        now = asyncio.get_running_loop().time
        began = now()

        def heard() -> None:
            outcome.pieces += 1
            outcome.first = outcome.first or now() - began

        try:
            request = await asyncio.to_thread(self._with_pictures, call.asked(wishes), outcome)
            outcome.result = await self._studio.run(request, access=access, heard=heard)
        except StudioError as error:
            outcome.error = error
            return outcome
        outcome.error = outcome.result.error
        self._count(outcome.result)
        return outcome

    def _with_pictures(self, request: Request, outcome: Outcome) -> Request:
        """The request with files in the place of names, and with the conversation that it goes on."""
        if request.references:
            outcome.pictures = trial.swatches(self._folder, len(request.references))
            request = replace(request, references=tuple(Reference(str(path)) for path in outcome.pictures))
        if request.mask:
            request = replace(request, mask=str(trial.mask(self._folder)))
        if request.task == "chat" and self._first.turn is not None and self._first.result is not None:
            asked = Turn(role="user", parts=(Text(self._first.result.request.prompt),))
            request = replace(request, history=(asked, self._first.turn))
        return request

    def _count(self, result: Result) -> None:
        """The cost so far, and the run where its pictures are. The weakest basis is that of the whole."""
        cost, more = self.report.cost, result.billed
        bases = [cost.basis, *([more.basis] if more.usd != 0 else [])]
        basis = next(basis for basis in ("unknown", "estimate", "usage") if basis in bases)
        usd = None if more.usd is None and not cost.usd else (cost.usd or 0) + (more.usd or 0)
        total = Cost(usd=usd, basis=basis, date=max(cost.date, more.date))
        self.report = replace(self.report, cost=total, runs=(*self.report.runs, result.id))
