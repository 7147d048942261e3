"""What several elements are given. The rules are the package's."""

from typing import Literal, NotRequired, TypedDict

Tab = Literal["t2i", "i2i", "chat"]
State = Literal["queued", "thinking", "drawing", "done", "refused", "failed", "uncertain", "stopped"]


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


class Example(TypedDict):
    """A picture of the first screen and the prompt that makes it."""

    src: str
    prompt: str


class Fact(TypedDict):
    """A line beside a picture: `Asked`, `1:1 at 2K`. `differs` is amber."""

    term: str
    text: str
    differs: NotRequired[bool]


class Problem(TypedDict):
    """`<field-problem>`: what is wrong with the field above; an empty text is no problem."""

    text: str
