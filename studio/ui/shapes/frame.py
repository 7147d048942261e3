"""What stands around the tabs: the bar, the history, the notices. The rules are the package's."""

from typing import TypedDict

from studio.ui.shapes.common import State, Tab


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


class Notice(TypedDict):
    """`<studio-notices>`: one toast. Errors stay until dismissed. `mark`: done, warn, failed, info."""

    key: str
    mark: str
    title: str
    text: str
