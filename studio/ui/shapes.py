"""What the page's elements are given: the shapes between `view` (Python) and `assets/*.js` (the browser).

Plain JSON in, plain JSON out. All text is plain text (elements put it in by `textContent`); all addresses are our own routes. Words are already in the
person's language. Times `since` are milliseconds since the epoch, so that a running clock ticks in the browser and costs no update.
"""

from typing import Literal, NotRequired, TypedDict

Tab = Literal["t2i", "i2i", "chat"]
State = Literal["queued", "thinking", "drawing", "done", "refused", "failed", "uncertain", "stopped"]


class PickerModel(TypedDict):
    """One line of the model picker; `price` such as `$0.067`, `note` such as `14 references, up to 4K`."""

    id: str
    title: str
    note: str
    price: str


class PickerGroup(TypedDict):
    """One configured gateway and its models."""

    gateway: str
    title: str
    note: str
    models: list[PickerModel]


class PickerTodo(TypedDict):
    """A gateway that has no key yet, with the variable that would do it."""

    title: str
    note: str


class Picker(TypedDict):
    """`<model-picker>`. Event `pick`: `{gateway, model}`; a typed id is allowed for any gateway. `demo`: what is chosen is the demo renderer."""

    groups: list[PickerGroup]
    todo: list[PickerTodo]
    gateway: str
    model: str
    title: str
    subtitle: str
    note: str
    aside: str
    demo: bool


class Option(TypedDict):
    """One choice. `ratio` is width over height for a drawn shape (0: the dashed Auto), `note` a second line such as pixels."""

    value: str
    label: str
    ratio: NotRequired[float]
    note: NotRequired[str]


class Field(TypedDict):
    """One field of the form.

    kind: `ratios` (drawn chips), `segments` (buttons in a row), `switch`, `number`, `text` (multi-line), `select`. Values: str, bool, or "" for unset.
    `fold` groups fields under a fold of that title; `aside` is the quiet word at the right of the label; `error` is said under the field.
    """

    name: str
    kind: Literal["ratios", "segments", "switch", "number", "text", "select"]
    label: str
    options: NotRequired[list[Option]]
    aside: NotRequired[str]
    fold: NotRequired[str]
    placeholder: NotRequired[str]
    hint: NotRequired[str]
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    error: NotRequired[str]


class Spec(TypedDict):
    """`<model-form>`: fields in order. Event `fields`: every value by name."""

    fields: list[Field]


class Action(TypedDict):
    """A button in a tile. Names: retry, edit_prompt, raw, use_demo, stop. With `href` (an address of ours) it is a link to a new tab and sends no event."""

    name: str
    label: str
    href: NotRequired[str]


class Shot(TypedDict):
    """A picture that can be looked at: what is compared, what was given. `fact` such as `2048×2048 PNG`, `label` such as `Before`."""

    preview: str
    original: str
    width: int
    height: int
    alt: str
    label: str
    fact: str


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


class Example(TypedDict):
    """A picture of the first screen and the prompt that makes it."""

    src: str
    prompt: str


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


class Thumb(TypedDict):
    """One picture of the history strip; `badge` such as the count of a run, `tab` where its run is shown."""

    run: str
    tab: Tab
    n: int
    src: str
    alt: str
    state: State
    badge: str


class Shelf(TypedDict):
    """Pictures of one time: `Now`, `14:02`, `Thu`."""

    when: str
    items: list[Thumb]


class History(TypedDict):
    """`<history-rail>`. Event `open`: `{run, n}`. `prompts` are the last distinct ones, whole, for the composer's menu."""

    selected: str
    shelves: list[Shelf]
    prompts: list[str]


class Working(TypedDict):
    """A run that works: what was asked, in which tab it is shown, when it began (`since`, milliseconds since the epoch)."""

    run: str
    tab: Tab
    prompt: str
    status: str
    since: float


class Bar(TypedDict):
    """`<studio-bar>`: what runs and what today cost. `running` counts pictures, `runs` are what the running list shows. Event `act`:
    `{name: "stop" | "open", run}`. `tab` is where a page that was not yet anywhere opens."""

    running: int
    runs: list[Working]
    spent: str
    tab: Tab


class Price(TypedDict):
    """`<run-price>` beside Generate: the estimate and its basis."""

    amount: str
    basis: str


class Problem(TypedDict):
    """`<field-problem>`: what is wrong with the field above; an empty text is no problem."""

    text: str


class Notice(TypedDict):
    """`<studio-notices>`: one toast. Errors stay until dismissed. `mark`: done, warn, failed, info."""

    key: str
    mark: str
    title: str
    text: str


class Ref(TypedDict):
    """One picture of the tray. `id` is opaque: what `POST /references` answered, or what the server gave a picture of the library. `brief` says in a few words
    what was changed (`HEIC → PNG`, `turned upright`, `as it is`), `notes` in whole sentences; `fact` such as `2048×2048 PNG`. `role` is empty or one of
    subject, style, composition, palette, background."""

    id: str
    role: str
    name: str
    thumb: str
    preview: str
    original: str
    width: int
    height: int
    fact: str
    brief: str
    notes: list[str]


class Limits(TypedDict):
    """What the chosen model takes: how many pictures, and its name for the sentence that says so. `other` names a configured model that takes more
    (`{gateway, model, title}`), null where there is none."""

    count: int
    model: str
    other: dict[str, str] | None


class Step(TypedDict):
    """One step of a chain: a picture and the instruction that made it (empty for the picture it began with, which has no run)."""

    run: str
    n: int
    src: str
    prompt: str
    note: str


class Chain(TypedDict):
    """`<edit-chain>`: how a picture came about, oldest first; `at` is the step that is shown (from 0). Event `open`: `{run, n}`."""

    steps: list[Step]
    at: int


class Given(TypedDict):
    """A picture that a person put into a turn."""

    id: str
    thumb: str
    preview: str
    original: str
    alt: str


class Fact(TypedDict):
    """A line beside a picture: `Asked`, `1:1 at 2K`. `differs` is amber."""

    term: str
    text: str
    differs: NotRequired[bool]


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
