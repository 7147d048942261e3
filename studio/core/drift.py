"""How far an edit went beyond what was asked: shares, places, and a verdict. Plain values; nothing here knows a pixel."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from studio.core.comparison import Box, Registration
from studio.core.notes import Note, note

Verdict = Literal["nothing", "held", "slight", "strong", "elsewhere", "tone", "region", "incomparable"]
"""`nothing`  no visible change at all
`held`         outside the asked region less than HELD changed
`slight`       more than that
`strong`       more than STRONG
`elsewhere`    the asked region stayed as it was, and something else changed, however little
`tone`         outside, no more than HELD changed, but light or colours shifted all over
`region`       there was no mask: what changed is told, not judged
`incomparable` the two can not be laid over each other; `reason` says why
"""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
HELD, STRONG = 0.005, 0.05
"""Shares of what lies outside the mask, and a judgement: the measure itself tells a word of text (0.2 %) from nothing, and is right to 0.2 % of the picture."""
SEEN = 0.0001
"""The share of the picture from which something changed at all, a disc of twelve pixels at 1K. Of thirty pairs with nothing planted none shows as much, through
JPEG 60, shifts, scales, grain and softness (tests/benchmarks/drift.py)."""
TONED = 3.0
"""Levels of 255 by which all colours shift before it is said. Where none were shifted 1.2 are found at most, through JPEG 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What an edit changed, where source and edit show the same part of the scene, after a shift of tone all over was taken out.

    Shares are 0 to 1: `outside` of what lies outside the mask, `inside` of the mask, `changed` of the picture. The first two are None without a mask or where
    the mask leaves nothing of that side. `boxes` are the changed regions in the source's upright pixels, largest first, at most eight; with a mask, those
    outside of it. `tone` is by how many levels of 255 colours shifted all over, in the median. `covered` is the share of the source that the edit shows.
    `overlay` is a PNG of the source's shape, magenta where `boxes` are and see-through elsewhere.
    """

    verdict: Verdict
    outside: float | None = None
    inside: float | None = None
    changed: float | None = None
    region: Box | None = None
    boxes: tuple[Box, ...] = ()
    tone: float | None = None
    covered: float | None = None
    registration: Registration | None = None
    overlay: Path | None = None
    reason: Note | None = None
    notes: tuple[Note, ...] = ()

    @property
    def words(self) -> Note:
        """The verdict as a sentence."""
        if self.verdict == "incomparable":
            return self.reason or note("drift.incomparable")
        return note(
            f"drift.{self.verdict}", outside=percent(self.outside), inside=percent(self.inside), changed=percent(self.changed), tone=round(self.tone or 0)
        )


def verdict(*, outside: float | None, stayed: bool, changed: float, tone: float) -> Verdict:
    """The verdict of measured shares. `outside` is None where there was no mask; `stayed` says that nothing in the mask changed."""
    toned = tone >= TONED
    if outside is None:
        return "region" if changed >= SEEN else "tone" if toned else "nothing"
    if stayed:
        return "elsewhere" if outside >= SEEN else "tone" if toned else "nothing"
    if outside >= HELD:
        return "strong" if outside >= STRONG else "slight"
    return "tone" if toned else "held"


def percent(share: float | None) -> str:
    """A share for a sentence: `0.8`, `12`, `< 0.1`; nothing else is told of what is hardly there."""
    if not share:
        return "0"
    value = share * 100
    return "< 0.1" if value < 0.05 else f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
