"""What the tab Gateways shows: who there is, one of them with its key and models, and what the doctor found. The rules are the package's."""

from typing import Literal, TypedDict

Mark = Literal["done", "failed", "key", "warn", "idle"]


class Way(TypedDict):
    """A line of the list. `aside` such as `4 models`, `note` such as `native, answered in 212 ms`, `variable` what would configure it (after the note)."""

    gateway: str
    title: str
    mark: Mark
    aside: str
    note: str
    variable: str


class Ways(TypedDict):
    """`<gateway-list>`. Event `open`: `{gateway}`. `place` is where keys live, as a person would write it."""

    chosen: str
    ways: list[Way]
    place: str


class Offer(TypedDict):
    """A model of a gateway; `note` says what it takes, or that the live list does not name it."""

    id: str
    title: str
    note: str
    price: str


class Door(TypedDict):
    """`<gateway-card>`: one gateway. Events: `probe`, `models` (ask for the list again), `changed` (its key, or itself, was changed by our own routes), each
    with `{gateway}`.

    `tag` says how it stands (`connected`, `no key`). `variable` is the key's; empty where it wants none. `keyed`: a key is there, and `key_place` says where.
    `settable`: this browser may enter keys here (`why_not` otherwise). `own`: it was added by its address and can be removed. `problem` is what is wrong with
    its settings; `tested` what the last connection test said, marked `tested_mark`.
    """

    gateway: str
    title: str
    mark: Mark
    tag: str
    dialect: str
    note: str
    addresses: list[str]
    address_note: str
    variable: str
    keyed: bool
    key_place: str
    key_note: str
    settable: bool
    why_not: str
    own: bool
    askable: bool
    problem: str
    tested: str
    tested_mark: Mark
    models_note: str
    models: list[Offer]


Shown = Literal["honoured", "ignored", "refused", "unknown", "waiting", "asking"]


class Finding(TypedDict):
    """A line of the doctor's table: what was asked, the verdict and its word, what came."""

    name: str
    asked: str
    verdict: Shown
    word: str
    got: str


class Choice(TypedDict):
    """A model that can be asked about."""

    value: str
    label: str


class Doctor(TypedDict):
    """`<gateway-doctor>`. Events: `model` `{model}` chooses, `ask`, `halt`, `apply`, `forget`.

    `button` holds the price. `changes` are sentences: what the form would do differently, or does (`applied`). `problem` ends it early.
    """

    gateway: str
    model: str
    models: list[Choice]
    note: str
    button: str
    running: bool
    rows: list[Finding]
    changes: list[str]
    applied: bool
    problem: str
