"""What stands beside a prompt: picker, form, price, tray. The rules are the package's."""

from typing import Literal, NotRequired, TypedDict


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


class Price(TypedDict):
    """`<run-price>` beside Generate: the estimate and its basis."""

    amount: str
    basis: str


class Ref(TypedDict):
    """One picture of the tray. `id` is opaque: what `POST /references` answered, or what the server gave a picture of the library. `brief` says in a few words
    what was changed (`HEIC → PNG`, `turned upright`, `as it is`), `notes` in whole sentences; `fact` such as `2048×2048 PNG`. `role` is empty or one of
    subject, style, composition, palette, background. `mask` of image 1 is what is to change in it: `{id, href, share}`."""

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
    mask: NotRequired[dict[str, str | float]]


class Limits(TypedDict):
    """What the chosen model takes: how many pictures, and its name for the sentence that says so. `other` names a configured model that takes more
    (`{gateway, model, title}`), null where there is none. `mask` says that it takes one with alpha."""

    count: int
    model: str
    other: dict[str, str] | None
    mask: bool
