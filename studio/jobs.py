"""Work in progress that outlives a browser tab.

A registry of runs on the one event loop. A page only watches: closing it ends the watching, not the work; a reload finds the latest run again, ended or not.
Without sign-in there is one person, so runs are not split by who asks. The registry is what keeps a run alive (the loop holds tasks only weakly); ended
runs leave it when newer ones come, their records stay in the library.
"""

import asyncio

from studio.core.request import Request, Task
from studio.engine import Studio
from studio.run import Run

KEPT = 40
"""Ended runs that stay watchable without reading their record."""


class Jobs:
    """All runs of this process, oldest first."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._runs: dict[str, Run] = {}

    async def start(self, request: Request) -> Run:
        """Begin a run. Raises what `Studio.start` raises."""
        run = await self.studio.start(request)
        self._runs[run.id] = run
        ended = [known for known, other in self._runs.items() if other.over]
        for known in ended[:-KEPT]:
            del self._runs[known]
        return run

    def get(self, run: str) -> Run | None:
        """The run, where this process knows it."""
        return self._runs.get(run)

    def newest(self, task: Task | None = None) -> Run | None:
        """The run that began last, working or ended: of that task, or of all."""
        return next((run for run in reversed(self._runs.values()) if task in (None, run.result.request.task)), None)

    @property
    def latest(self) -> Run | None:
        """The run that began last, working or ended."""
        return self.newest()

    @property
    def working(self) -> tuple[Run, ...]:
        """Runs with a tile that is queued or running."""
        return tuple(run for run in self._runs.values() if not run.over)

    async def drain(self, seconds: float) -> None:
        """Let running work finish, at most so long."""
        if runs := self.working:
            await asyncio.wait([asyncio.create_task(run.wait()) for run in runs], timeout=seconds)

    async def shutdown(self) -> None:
        """Stop everything and wait until it is recorded."""
        for run in self.working:
            run.stop()
        for run in tuple(self._runs.values()):
            await run.wait()
