"""Families of the library: trees of pictures, each from one that was made from nothing to all that came of it, the newest first.

A picture belongs to the family of the first picture that it was made from; the families of the others show it, too. A family stands where the newest of its
own stands that fits what is asked: so pages go on by key as those of single pictures do, and no family comes twice.
"""

from dataclasses import dataclass, replace

from studio.store.base import Entry, Query
from studio.store.lineage import MOST, Lineage, lineage
from studio.store.local import Library

SCANNED = 60
"""Pictures that are asked for at once."""
LOOKED = 40
"""Families that one page looks at, those of other pages among them: what a page takes has a bound, and the next one goes on."""


@dataclass(frozen=True, slots=True)
class Family:
    """`root` is the id that it begins with, `kin` the whole tree, `fits` the ids of those of its own that fit what was asked, newest first."""

    root: str
    kin: Lineage
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Families:
    """A page of them. `next` is the key to go on `after`, None at the end; there may be more pages though this one is empty."""

    families: tuple[Family, ...]
    next: int | None


def families(library: Library, query: Query, *, after: int | None = None, limit: int = 12) -> Families:
    """The newest families with a picture that fits. One alone is none. Raises StorageFault."""
    found: list[Family] = []
    seen: set[str] = set()
    looked = 0
    while True:
        page = library.index.page(replace(query, kin=True), after=after, limit=SCANNED)
        for entry in page.entries:
            if len(found) == limit or looked == LOOKED:
                return Families(tuple(found), after)
            after = entry.key
            if entry.id in seen:
                continue
            looked += 1
            family, own = _of(library, query, entry)
            seen |= own
            if len(family.kin.entries) > 1 and family.fits[:1] == (entry.id,):
                found.append(family)
        if page.next is None:
            return Families(tuple(found), None)


def stems(kin: Lineage) -> dict[str, str]:
    """Under which picture each one stands: the first of its references that is there, else the turn before; empty for none."""
    there = {one.id for one in kin.entries}
    earlier: dict[str, str] = {}
    for before, after in kin.ways:
        earlier.setdefault(after, before)
    return {one.id: next((parent for parent in one.parents if parent in there), earlier.get(one.id, "")) for one in kin.entries}


def _of(library: Library, query: Query, entry: Entry) -> tuple[Family, set[str]]:
    """The family that a picture belongs to, and the ids of its own, without those that it shows as a guest."""
    near = lineage(library, entry.id)
    up, root, passed = stems(near), entry.id, set[str]()
    while up.get(root) and root not in passed:  # a record may say anything, a circle too
        passed.add(root)
        root = up[root]
    kin = near if root == entry.id else lineage(library, root)
    stands, own = stems(kin), {root, entry.id}
    there = {one.id for one in kin.entries}
    for one in kin.entries:  # a parent stands before its child
        home = next((parent for parent in one.parents if parent in there or library.index.find([parent])), stands[one.id])
        if home in own:
            own.add(one.id)
    keys = tuple(one.key for one in kin.entries if one.id in own)
    fits = library.index.page(replace(query, among=keys or (entry.key,)), limit=MOST).entries
    return Family(root, kin, tuple(one.id for one in fits)), own
