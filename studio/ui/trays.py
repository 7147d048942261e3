"""Pictures that go along with a request: from a browser's ids to files, and back to what the tray and the comparer show.

A browser's word is an id; it is looked up here each time (store/references.py) and becomes a path nowhere else.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.core.request import Reference
from studio.core.result import Result
from studio.errors import StudioError, UsageError
from studio.store import masks, references
from studio.store.local import Library
from studio.store.references import Kept
from studio.ui.shapes.asking import Ref
from studio.ui.shapes.common import Shot
from studio.ui.view import references as pictures
from studio.ui.view import stage as stages
from studio.words import Language, say


class Trays:
    """Over one library. What was found is remembered: a running page asks ten times a second."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kept: dict[str, Kept] = {}

    def source(self, result: Result, language: Language) -> Shot | None:
        """What the pictures of a run were made from: image 1, where it is still there."""
        first = next(iter(result.request.references), None)
        kept = self.by_path(Path(first.path)) if first else None
        return seen(pictures.ref(kept, language), say("view.before", language)) if kept else None

    def _found(self, name: str) -> Kept | None:
        """A reference by its id, remembered; None where it is gone."""
        if name and name not in self._kept:
            try:
                self._kept[name] = references.find(self.library, name)
            except StudioError:
                return None
            for old in list(self._kept)[:-500]:
                del self._kept[old]
        return self._kept.get(name)

    def by_path(self, path: Path) -> Kept | None:
        """The reference that lies at a path of the library; None where it is gone or lies elsewhere."""
        return self._found(references.id_of(self.library, path))

    def tray(self, asked: tuple[Reference, ...], language: Language, mask: str = "") -> list[Ref]:
        """The tray as it was for a request, with the mask of image 1; what is gone is left out."""
        found = [(self.by_path(Path(one.path)), one.role) for one in asked]
        refs = [pictures.ref(kept, language, role) for kept, role in found if kept is not None]
        if refs and found[0][0] is not None and (name := masks.id_of(self.library, mask) if mask else ""):
            with suppress(StudioError):  # it is gone: the picture stays
                refs[0]["mask"] = {"id": name, "href": f"/masks/{name}", "share": masks.read(self.library, name).share}
        return refs

    def mask(self, items: Any) -> str:
        """The file of the mask that a browser's tray names for image 1; empty where it names none. Raises UsageError for one that is not there."""
        head = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
        name = head.get("mask")
        return str(masks.find(self.library, name)) if isinstance(name, str) and name else ""

    def references(self, items: Any) -> tuple[Reference, ...]:
        """The tray of a browser as references. Its ids are its word only: each is looked up. Raises UsageError for one that is not there."""
        given = [(str(item.get("id", "")), str(item.get("role", ""))) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        found = ((references.find(self.library, name), role) for name, role in given)
        return tuple(Reference(str(kept.image.path), role if role in pictures.ROLES else "", kept.name) for kept, role in found)

    def first(self, items: Any) -> tuple[int, int]:
        """Width and height of image 1 of a browser's tray, 0 where there is none."""
        head = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
        kept = self._found(str(head.get("id", "")))
        return (kept.image.width, kept.image.height) if kept else (0, 0)

    def picture(self, result: Result, number: int) -> Kept:
        """Tile `number` (from 1) of a run as a reference. Raises UsageError where there is no such picture."""
        images = [image for _, _, image in stages.pairs(result)]
        image = images[number - 1] if 1 <= number <= len(images) else None
        kept = self._found(f"{result.id}/{image.path.name}") if image else None
        if kept is None:
            raise UsageError("tray.gone", field="references")
        return kept


def seen(ref: Ref, label: str) -> Shot:
    """A picture of the tray as one that is looked at or compared."""
    return Shot(preview=ref["preview"], original=ref["original"], width=ref["width"], height=ref["height"], alt=ref["name"], label=label, fact=ref["fact"])
