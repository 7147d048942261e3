"""What shows a run: tiles, strip, thoughts, the chain of an edit. The rules are the package's."""

from typing import NotRequired, TypedDict

from studio.ui.shapes.common import Action, Example, Shot, State


class Tile(TypedDict):
    """One picture of a run, from queued to done.

    `preview` is what is shown, `original` the untouched file, `id` names the picture; `title`, `text`, `quote`, `money` are said in the tile where
    there is no picture (money is amber unless it is `sure`); `warn` is an amber difference beside the fact; `draft` is a blurred picture while drawing.
    `source` is the picture it was made from, `shot` itself: the two sides of a comparison.
    """

    n: int
    state: State
    label: str
    fact: str
    right: str
    since: float
    id: str
    preview: str
    original: str
    draft: str
    alt: str
    title: str
    text: str
    quote: str
    money: str
    sure: NotRequired[bool]
    warn: str
    actions: list[Action]
    source: NotRequired[Shot]
    shot: NotRequired[Shot]


class Strip(TypedDict):
    """Asked → delivered → billed. `differs` marks delivered as amber."""

    asked: str
    delivered: str
    billed: str
    differs: bool


class Stage(TypedDict):
    """`<tile-grid>`. Events: `act` `{name, run, n, id}`. `ratio` is the final width over height, so that nothing moves when it arrives.

    With `prompt` here, Copy prompt happens in the browser (a clipboard wants the press itself); without it `act` `copy_prompt` is sent.
    """

    run: str
    title: str
    prompt: NotRequired[str]
    status: str
    since: float
    elapsed: str
    running: bool
    ratio: float
    tiles: list[Tile]
    strip: Strip | None
    notes: list[str]
    examples: list[Example]


class Section(TypedDict):
    """A piece of thinking, or a draft where it occurred (`src` set). `span` such as `0–5 s`.

    `start` and `end` in seconds draw the timeline of the process view to scale (without them the steps are evenly long);
    `note` is the line beside a draft there, such as `640×480 JPEG`.
    """

    title: str
    text: str
    span: str
    src: str
    alt: str
    start: NotRequired[float]
    end: NotRequired[float]
    note: NotRequired[str]


class ThoughtsOf(TypedDict):
    """What the model of one tile thought. `answer` is what it said with the picture; `final` the picture's preview.

    For the process view: `fact` and `original` of the picture, `seconds` it took, and the foot's two sentences, `note` (such as
    `1,000 thought tokens, 2 drafts`) and `total` (`$0.039 in all`).
    """

    n: int
    state: State
    sections: list[Section]
    answer: str
    final: str
    fact: NotRequired[str]
    original: NotRequired[str]
    seconds: NotRequired[float]
    note: NotRequired[str]
    total: NotRequired[str]


class Thoughts(TypedDict):
    """`<thought-column>`: every tile of the run; the element shows one and lets the person choose."""

    run: str
    tiles: list[ThoughtsOf]


class Step(TypedDict):
    """One step of a chain: a picture and the instruction that made it (empty for the picture it began with, which has no run). `fact` is what it cost, `drift`
    how far it went beyond what was asked, where that is known."""

    run: str
    n: int
    src: str
    prompt: str
    note: str
    fact: str
    drift: str


class Chain(TypedDict):
    """`<edit-chain>`: how a picture came about, oldest first; `at` is the step that is shown (from 0). Event `open`: `{run, n}`."""

    steps: list[Step]
    at: int
