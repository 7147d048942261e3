"""What shows a conversation. The rules are the package's."""

from typing import NotRequired, TypedDict

from studio.ui.shapes.common import Action, Example, Fact, Shot, State
from studio.ui.shapes.stage import Section


class Given(TypedDict):
    """A picture that a person put into a turn."""

    id: str
    thumb: str
    preview: str
    original: str
    alt: str


class Piece(TypedDict):
    """A piece of a reply in the order it came: words (`text`), or a picture (`shot`, numbered `n` as the run's tiles are)."""

    text: NotRequired[str]
    shot: NotRequired[Shot]
    n: NotRequired[int]


class Exchange(TypedDict):
    """One turn of a person and what came of it.

    `thought` is the line above the reply (`Thought for 7.9 s, 2 drafts`; while it works `Thinking`; empty for none); `sections` are its text and drafts where
    the page has them, null where `/thoughts/{run}` gives them (ended turns of a conversation that was opened). `title`, `text`, `quote`, `money`, `sure` and
    `actions` say what went wrong, as in a Tile; `aside` such as `Not sent again with later turns`. `source` is the picture that the reply's pictures are
    compared with. `variant` of `variants` (from 1): the answers that the same turn was given, one shown.
    """

    run: str
    prompt: str
    given: list[Given]
    when: str
    state: State
    label: str
    since: float
    heading: str
    thought: str
    sections: list[Section] | None
    pieces: list[Piece]
    facts: list[Fact]
    notes: list[str]
    title: str
    text: str
    quote: str
    money: str
    sure: bool
    aside: str
    actions: list[Action]
    source: Shot | None
    variant: int
    variants: int


class Log(TypedDict):
    """`<chat-log>`: a conversation. Only the turns from `first` on are here, of `count` in all: the element keeps those before, and asks for the whole with
    `whole` where it lacks them. Events: `act` `{name, run, n, chat}` with the names reference, chat, reuse, regenerate, stop, edit_prompt, retry, variant
    (`by`: −1 or 1); `whole` `{chat}`."""

    chat: str
    title: str
    first: int
    count: int
    turns: list[Exchange]
    running: bool
    examples: list[Example]


class Talk(TypedDict):
    """A line of the list of conversations; `note` such as `5 turns`, `when` the shelf it stands on (`Today`)."""

    chat: str
    title: str
    note: str
    when: str
    src: str
    working: bool


class Talks(TypedDict):
    """`<chat-list>`. Events: `open` `{chat}`, and `fresh` for a new conversation."""

    chat: str
    talks: list[Talk]


class Context(TypedDict):
    """`<chat-context>`: what the next turn sends again, and what the conversation cost so far. `how` is one sentence: word for word, or condensed and why
    (`condensed` then marks it)."""

    sends: str
    facts: list[Fact]
    how: str
    condensed: bool
    totals: list[Fact]
