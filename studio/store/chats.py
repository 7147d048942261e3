"""Conversations on the disk: a tree of exchanges, `<home>/chats/<name>.json`.

    {"schema": 2, "name", "title", "created", "changed", "head": "<exchange>", "exchanges": [{"run", "parent", "asked": <user turn>}]}

An exchange is what was asked and the run that answers it, and its id is the run's. The answer is not written here: the run's own record holds every part of
it as it came. So nothing has to be written when a turn ends, a crash loses nothing, and no answer is told in two places. Exchanges with one parent are
siblings (a turn that was asked again, or asked differently); `head` names the end of the branch that is shown.

Schema 1 was a list of turns, the answers among them. Such a file is still read: its exchanges carry their answer (`answered`) under an id that is no run's,
and it becomes schema 2 when it is next written. What a file says is checked before it is used: a parent stands before its child, so there is no circle,
and no picture lies outside the home.
"""

import json
import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core.parts import Turn
from studio.errors import StorageFault, UsageError
from studio.store import record
from studio.store.files import locked, write_atomic

SCHEMA = 2
TITLE = 60
"""Characters of a title at most."""

_NAME = re.compile(r"[\w-][\w.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and where its answer is. `parent` is the exchange before it, empty for a first one; `answered` is set for turns of schema 1 only."""

    run: str
    parent: str
    asked: Turn
    answered: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A tree of exchanges in the order they were begun. `created` and `changed` are ISO 8601 times, empty for one that is not on the disk yet."""

    name: str
    title: str = ""
    created: str = ""
    changed: str = ""
    head: str = ""
    exchanges: tuple[Exchange, ...] = ()

    def find(self, run: str) -> Exchange:
        """The exchange of that id. Raises UsageError: a browser's word is believed only where this conversation knows it."""
        for exchange in self.exchanges:
            if exchange.run == run:
                return exchange
        raise UsageError("chat.no_exchange", field="run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the list of conversations: `turns` counts the exchanges of the shown branch, `last` is the run at its end."""

    name: str
    title: str
    created: str
    changed: str
    turns: int
    last: str


def path(conversation: Conversation, to: str | None = None) -> tuple[Exchange, ...]:
    """From the first exchange to the head, or to the exchange `to`. Raises UsageError where that is none of this conversation."""
    known = {exchange.run: exchange for exchange in conversation.exchanges}
    here, way = conversation.head if to is None else conversation.find(to).run, list[Exchange]()
    while here:
        way.append(known[here])
        here = known[here].parent
    return tuple(reversed(way))


def siblings(conversation: Conversation, run: str) -> tuple[str, ...]:
    """Every exchange with the same parent as `run`, itself among them, in the order they were begun."""
    parent = conversation.find(run).parent
    return tuple(exchange.run for exchange in conversation.exchanges if exchange.parent == parent)


def leaf(conversation: Conversation, run: str) -> str:
    """The newest end of a branch at or below `run`."""
    below = {conversation.find(run).run}
    newest = run
    for exchange in conversation.exchanges:  # a child always stands after its parent, so the last one found has none
        if exchange.parent in below:
            below.add(exchange.run)
            newest = exchange.run
    return newest


def new_name(now: datetime) -> str:
    """A name for a conversation that was given none: `20261121T1702-5f3a9c`."""
    return f"{now:%Y%m%dT%H%M}-{secrets.token_hex(3)}"


def title_of(prompt: str) -> str:
    """The first line of a prompt, cut at a word."""
    line = next((" ".join(line.split()) for line in prompt.splitlines() if line.strip()), "")
    if len(line) <= TITLE:
        return line
    cut = line[: TITLE - 1]
    word = cut if line[TITLE - 1] == " " else cut.rpartition(" ")[0]
    return f"{(word if len(word) > TITLE // 2 else cut).rstrip(' ,;:，；：、')}…"  # a language without spaces is cut where it is full


def file_of(home: Path, name: str) -> Path:
    """Where a conversation lies. Raises UsageError for what can not name one."""
    if not _NAME.fullmatch(name):
        raise UsageError("store.bad_session", field="session", name=name[:40])
    return home / "chats" / f"{name}.json"


def read(home: Path, name: str) -> Conversation:
    """The conversation, an empty one where it is new. Raises StorageFault for a file that does not read as one."""
    file = file_of(home, name)
    if not file.is_file():
        return Conversation(name=name)
    try:
        said = json.loads(file.read_bytes())
        if said.get("schema", 1) == 1:
            return _old(said, home, name, datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds"))
        return _read(said, home, name)
    except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError) as error:
        raise StorageFault("store.no_file", name=str(file), what=type(error).__name__) from error


def append(home: Path, name: str, run: str, asked: Turn, now: datetime, *, parent: str | None = None) -> Conversation:
    """Add an exchange after `parent`, by default after whatever is the head by then: of two processes that speak in one conversation neither loses its turn.
    It becomes the head. Returns the whole. Raises StorageFault."""
    with locked(file_of(home, name)):
        old = read(home, name)
        exchange = Exchange(run, old.head if parent is None else parent, asked)
        new = replace(
            old,
            title=old.title or title_of(asked.text),
            created=old.created or now.isoformat(timespec="seconds"),
            changed=now.isoformat(timespec="seconds"),
            head=run,
            exchanges=(*old.exchanges, exchange),
        )
        return _write(home, new)


def set_head(home: Path, name: str, run: str) -> Conversation:
    """Show the branch that contains `run`, at its newest end. Raises UsageError where `run` is no exchange of it."""
    with locked(file_of(home, name)):
        old = read(home, name)
        head = leaf(old, run)
        return old if head == old.head else _write(home, replace(old, head=head))


def listed(home: Path) -> tuple[Listed, ...]:
    """All conversations, the one that was last spoken in first. A file that is broken is left out; opening it says what is wrong."""
    found = []
    for file in (home / "chats").glob("*.json"):
        try:
            said = read(home, file.stem)
        except (StorageFault, UsageError):
            continue
        if said.exchanges:
            turns = len(path(said))
            found.append(Listed(name=said.name, title=said.title, created=said.created, changed=said.changed, turns=turns, last=said.head))
    return tuple(sorted(found, key=lambda each: (_moment(each.changed), each.last), reverse=True))


def _moment(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()


def _write(home: Path, conversation: Conversation) -> Conversation:
    data = {
        "schema": SCHEMA,
        "name": conversation.name,
        "title": conversation.title,
        "created": conversation.created,
        "changed": conversation.changed,
        "head": conversation.head,
        "exchanges": [
            {"run": each.run, "parent": each.parent, "asked": record.turn_to(each.asked, home)}
            | ({"answered": record.turn_to(each.answered, home)} if each.answered else {})
            for each in conversation.exchanges
        ],
    }
    write_atomic(file_of(home, conversation.name), record.to_json(data))
    return conversation


def _read(said: dict[str, Any], home: Path, name: str) -> Conversation:
    """A file of schema 2. Raises ValueError and its like for what is none."""
    if said["schema"] != SCHEMA:
        raise ValueError(said["schema"])
    exchanges, known = list[Exchange](), {""}
    for each in said["exchanges"]:
        run, parent = each["run"], each["parent"]
        if not isinstance(run, str) or run in known or parent not in known:
            raise ValueError(run)
        known.add(run)
        answered = _turn(each["answered"], "model", home) if each.get("answered") else None
        exchanges.append(Exchange(run, parent, _turn(each["asked"], "user", home), answered))
    if said["head"] not in known or (exchanges and not said["head"]):
        raise ValueError(said["head"])
    texts = {key: str(said.get(key) or "") for key in ("title", "created", "changed")}
    texts["changed"] = texts["changed"] or texts["created"]
    _moment(texts["created"])
    _moment(texts["changed"])
    return Conversation(name=name, head=said["head"], exchanges=tuple(exchanges), **texts)


def _old(said: dict[str, Any], home: Path, name: str, when: str) -> Conversation:
    """A file of schema 1: a question and its answer stood one after the other."""
    exchanges, asked = list[Exchange](), Turn(role="user", parts=())
    for turn in (record.turn_from(turn, home) for turn in said["turns"]):
        if turn.role == "user":
            asked = turn
            continue
        exchanges.append(Exchange(f"turn-{len(exchanges) + 1}", exchanges[-1].run if exchanges else "", asked, turn))
        asked = Turn(role="user", parts=())
    title = title_of(exchanges[0].asked.text) if exchanges else ""
    return Conversation(name=name, title=title, created=when, changed=when, head=exchanges[-1].run if exchanges else "", exchanges=tuple(exchanges))


def _turn(said: dict[str, Any], role: str, home: Path) -> Turn:
    turn = record.turn_from(said, home)
    if turn.role != role:
        raise ValueError(turn.role)
    return turn
