"""Examinations of the doctor that go on wherever their page is: one for a model at a time, watched by whoever looks, ended by a press.

What it draws are ordinary runs of the library; a page that is closed costs nothing of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from studio.doctor import Doctor, Report
from studio.errors import StudioError

PACE = 0.25
"""Seconds between two looks of a page."""


class Examination:
    """One at work, or ended: `report` is what is known, `problem` what kept it from ending as it should."""

    def __init__(self, doctor: Doctor, gateway: str, model: str) -> None:
        self.report: Report | None = None
        self.problem: StudioError | None = None
        self.halted = False
        self.task = asyncio.create_task(self._work(doctor, gateway, model))

    @property
    def over(self) -> bool:
        """Nothing more comes."""
        return self.task.done()

    def halt(self) -> None:
        """End it; the call at work is stopped."""
        self.halted = True
        self.task.cancel()

    async def _work(self, doctor: Doctor, gateway: str, model: str) -> None:
        try:
            async with aclosing(doctor.examine(gateway, model)) as reports:
                async for report in reports:
                    self.report = report
        except StudioError as error:
            self.problem = error
        except asyncio.CancelledError:
            self.halted = True


class Clinic:
    """The examinations of this process, the last one of each model."""

    def __init__(self, doctor: Doctor) -> None:
        self.doctor = doctor
        self._all: dict[tuple[str, str], Examination] = {}

    def of(self, gateway: str, model: str) -> Examination | None:
        """The last examination of a model."""
        return self._all.get((gateway, model))

    def working(self, gateway: str, model: str) -> bool:
        """Whether one is at work."""
        found = self.of(gateway, model)
        return found is not None and not found.over

    def begin(self, gateway: str, model: str) -> Examination:
        """The one at work, or a new one."""
        found = self.of(gateway, model)
        if found is None or found.over:
            found = self._all[gateway, model] = Examination(self.doctor, gateway, model)
            for old in list(self._all)[:-50]:
                if self._all[old].over:
                    del self._all[old]
        return found

    async def watch(self, found: Examination) -> AsyncIterator[Examination]:
        """It, whenever it knows more, and at its end."""
        seen: Report | None = None
        while not found.over:
            if found.report is not seen:
                seen = found.report
                yield found
            await asyncio.wait([found.task], timeout=PACE)
        yield found
