"""When a call is sent again, and after how long (PROTOCOLS.md 6.3). Pure: an error and the count so far in, seconds or None out.

Every attempt may be billed. So: nothing is sent again once a message has come, a timeout at most once and only where the person turned it on, because the
upstream often finishes and charges; a block, a refused key or request never. A wish of more than two minutes is shown, not slept.
"""

from typing import Literal

from studio.errors import BadReply, NetworkFault, RateLimited, ServerFault, StudioError, TimedOut

Again = Literal["never", "once", "freely"]

LONGEST = 120.0  # seconds
EMPTY = frozenset({"http.empty", "reply.empty"})
STUBBORN = frozenset({"gateway.daily", "gateway.error", "http.certificate", "http.proxy", "http.broken", "http.deadline"})


def again(error: StudioError, *, timeouts: bool) -> Again:
    """How often an error may be answered with another try."""
    if error.key in STUBBORN:
        return "never"
    match error:
        case TimedOut():
            return "once" if timeouts else "never"
        case BadReply():
            return "once" if error.key in EMPTY else "never"
        case RateLimited() | ServerFault() | NetworkFault():
            return "freely"
        case _:
            return "never"


class Patience:
    """The tries of one call: `tries` is raised by whoever makes them."""

    def __init__(self, retries: int, *, timeouts: bool) -> None:
        self._retries = retries
        self._timeouts = timeouts
        self._once: set[str] = set()
        self.tries = 0

    def wait(self, error: StudioError, chance: float) -> float | None:
        """Seconds to wait before another try; None to give up. `chance` from 0 to 1 spreads our own waits by a quarter either way."""
        how = again(error, timeouts=self._timeouts)
        if how == "never" or self.tries > self._retries or (how == "once" and error.kind in self._once):
            return None
        if error.retry_after is not None:
            if error.retry_after > LONGEST:
                return None
            wished = error.retry_after
        else:
            wished = min(20.0, 2.0 ** (self.tries - 1)) * (0.75 + chance / 2)
        self._once.add(error.kind)
        return wished
