"""The doctor, as the page and the command line meet it: a price, an examination, and what comes of it."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from studio.core.prices import Cost
from studio.core.request import Reference, Request
from studio.doctor import report as reports
from studio.doctor.case import Case
from studio.doctor.changes import Change, changes
from studio.doctor.questions import Call, questions
from studio.doctor.report import Report
from studio.engine import Studio
from studio.errors import StorageFault, UsageError
from studio.settings import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What asking will cost at list price, and in how many calls."""

    cost: Cost
    calls: int


class Doctor:
    """Learns what a gateway really honours for one model, remembers it, and has the studio follow it."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    def price(self, gateway: str, model: str) -> Price:
        """What `examine` will cost if nothing is refused. Raises UsageError for an unknown gateway, NotConfigured."""
        access = self._access(gateway)
        asked = questions(access.gateway, model)
        costs = [self.studio.estimate(self._dear(call), access=access) for call in asked.calls]
        known = [cost.usd for cost in costs if cost.usd is not None]
        free = access.gateway.free
        usd = sum(known) if len(known) == len(costs) else None
        date = max((cost.date for cost in costs), default="")
        again = free and any(check.name == "seed" for check in asked.checks)
        return Price(cost=Cost(usd=usd, basis="usage" if free else "estimate" if usd is not None else "unknown", date=date), calls=len(costs) + again)

    async def examine(self, gateway: str, model: str) -> AsyncGenerator[Report, None]:
        """The report so far, after each step; the last one is finished (`when`) and kept. Raises UsageError for what can not even be asked. A
        failure on the way is a row of the report, and its `problem` where it ends the asking, or where the report can not be kept."""
        if not model.strip():
            raise UsageError("plan.no_model", field="model")
        access = self._access(gateway)
        asked = questions(access.gateway, model)
        with tempfile.TemporaryDirectory(prefix="studio-doctor-") as folder:
            case = Case(self.studio, access, asked, Path(folder), Report(gateway=gateway, model=model, checks=asked.checks))
            yield case.report
            async with aclosing(case.work()) as steps:
                async for report in steps:
                    yield report
        report = replace(case.report, when=self.studio.now().isoformat(timespec="seconds"))
        if report.learned:
            try:
                await asyncio.to_thread(reports.keep, self.studio.library.home, report)
            except StorageFault as fault:  # what was learned is shown all the same
                report = replace(report, problem=report.problem or fault)
        yield report

    def kept(self, gateway: str, model: str) -> Report | None:
        """The last finished report; None where there is none."""
        return reports.kept(self.studio.library.home, gateway, model)

    def changes(self, report: Report) -> tuple[Change, ...]:
        """What applying the report will change, each with its sentence; empty where the form already offers what is honoured."""
        return changes(report, next(access.own for access in self.studio.settings.access if access.gateway.name == report.gateway))

    def followed(self, gateway: str, model: str) -> Report | None:
        """The report that the form follows; None where it follows none. It may be older than the last one."""
        return reports.followed(self.studio.library.home, gateway, model)

    def apply(self, gateway: str, model: str) -> Report:
        """Have the studio follow the last report, from now on and at the next start. Raises UsageError where there is none, StorageFault."""
        report = self.kept(gateway, model)
        if report is None:
            raise UsageError("doctor.no_report", field="model", gateway=gateway, model=model)
        report = replace(report, applied=self.studio.now().isoformat(timespec="seconds"))
        reports.follow(self.studio.library.home, report)
        self.studio.reload()
        return report

    def forget(self, gateway: str, model: str) -> None:
        """Back to what the studio's own data says. The report stays. Raises StorageFault."""
        reports.forget(self.studio.library.home, gateway, model)
        self.studio.reload()

    def _access(self, gateway: str) -> Access:
        """The gateway as its data has it: what was found before is asked for again."""
        access = self.studio.settings.of(gateway)
        return replace(access, gateway=access.own, plain=None)

    def _dear(self, call: Call) -> Request:
        """The request of a call as its price counts it: with all wishes, and with the picture of the turn that it goes on from."""
        request = call.asked(call.wishes)
        return replace(request, references=(*request.references, Reference("first.png"))) if call.goes_on else request
