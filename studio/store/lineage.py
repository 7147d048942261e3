"""What came from what: the pictures that one was made from, back to the first, and all that was made from it.

Two ways lead from one to the next: a picture that was sent along as a reference, and in a conversation the turn before. A picture that is no longer there is
left out, and with it the way beyond it.
"""

from collections import deque
from dataclasses import dataclass

from studio.errors import StudioError
from studio.store import chats
from studio.store.base import Entry
from studio.store.local import Library

MOST = 200
"""Pictures of one lineage at most: a tree that is larger is no picture of anything."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """`entries` oldest first, the one asked for among them; `ways` are pairs of ids, from a picture to one that was made from it. `more` says that there were
    too many."""

    entries: tuple[Entry, ...]
    ways: tuple[tuple[str, str], ...]
    more: bool


def lineage(library: Library, wanted: str) -> Lineage:
    """Ancestors and descendants of a picture; nothing where there is no such picture. Raises StorageFault."""
    start = library.index.find([wanted])[:1]
    if not start:
        return Lineage((), (), more=False)
    found = {start[0].id: start[0]}
    ways: dict[tuple[str, str], None] = {}
    trees: dict[str, chats.Conversation | None] = {}
    more = False
    for up in (True, False):
        ahead = deque(start)
        while ahead:
            entry = ahead.popleft()
            for other in _before(library, entry, trees) if up else _after(library, entry, trees):
                if other.id not in found and len(found) >= MOST:
                    more = True
                    continue
                ways[(other.id, entry.id) if up else (entry.id, other.id)] = None
                if other.id not in found:
                    found[other.id] = other
                    ahead.append(other)
    return Lineage(tuple(sorted(found.values(), key=lambda entry: entry.key)), tuple(ways), more)


def _before(library: Library, entry: Entry, trees: dict[str, chats.Conversation | None]) -> tuple[Entry, ...]:
    """What it was made from: its references, in a conversation the turn before."""
    earlier = ""
    if tree := _tree(library, entry.session, trees):
        earlier = next((exchange.parent for exchange in tree.exchanges if exchange.run == entry.run), "")
    return tuple(dict.fromkeys((*library.index.find(entry.parents), *library.index.find([earlier] if earlier else []))))


def _after(library: Library, entry: Entry, trees: dict[str, chats.Conversation | None]) -> tuple[Entry, ...]:
    """What was made from it."""
    later: list[str] = []
    if tree := _tree(library, entry.session, trees):
        later = [exchange.run for exchange in tree.exchanges if exchange.parent == entry.run]
    return tuple(dict.fromkeys((*library.index.children(entry.id), *library.index.find(later))))


def _tree(library: Library, session: str, trees: dict[str, chats.Conversation | None]) -> chats.Conversation | None:
    """The conversation, read once; None where there is none that reads as one."""
    if session and session not in trees:
        try:
            trees[session] = chats.read(library.home, session)
        except StudioError:
            trees[session] = None
    return trees.get(session)
