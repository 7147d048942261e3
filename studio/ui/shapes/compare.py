"""What the tab Compare is given. The rules are the package's."""

from typing import TypedDict

from studio.ui.shapes.common import Shot, Tab


class Side(TypedDict):
    """A picture that stands in a slot, or may. `id` names it for the next question; `run`, `n` and `tab` are empty for one that the person gave.

    `title` is what the slot says of it, such as `14:05 · Nano Banana 2`, `thumb` its small copy.
    """

    id: str
    title: str
    thumb: str
    shot: Shot
    run: str
    n: int
    tab: Tab | str


class Row(TypedDict):
    """A line of the table. Equal on both sides it is `same` and says it once, in `a`. `pieces` are a text's changes by word, such as `["del", "low sun"]`; none
    where the two are told beside each other. `differs` of a side is amber beside it: what came was not what was asked."""

    name: str
    a: str
    b: str
    same: bool
    pieces: list[tuple[str, str]]
    differs: tuple[str, str]


class Pair(TypedDict):
    """Both sides, the table, and every picture that can take a place: those of both runs and what they were made from."""

    a: Side | None
    b: Side | None
    rows: list[Row]
    all: list[Side]
    at: tuple[int, int]
    said: str


class Measured(TypedDict):
    """A line of the measuring. `state` is `pending` (with `done`, 0 to 1), `found` or `none` (not comparable: `said`, `why`).

    `scale`, `dx`, `dy`: where A's point p lies in B, `scale * p + (dx, dy)`. `facts` are pairs of what is measured and its value.
    """

    state: str
    said: str
    done: float
    why: str
    scale: float
    dx: float
    dy: float
    facts: list[tuple[str, str]]
