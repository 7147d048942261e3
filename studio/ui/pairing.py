"""Two pictures for the tab Compare: found by their ids, or as what another one came from or after; with the table of both and what else can stand there.

An id is a reference's (store/references.py), or `<run>/<n>` for tile n of a run. In place of A or B `source` and `previous` mean: of the other one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from studio import __version__
from studio.core.comparison import Registration
from studio.core.parts import Image
from studio.core.result import Answer, Result
from studio.errors import StudioError, UsageError
from studio.export.base import Row, Shown
from studio.export.base import Side as Given
from studio.imaging import recipes
from studio.jobs import Jobs
from studio.store import references
from studio.store.base import Entry, Query
from studio.store.references import Kept
from studio.ui.shapes.compare import Pair, Side
from studio.ui.shelf import Shelf
from studio.ui.view import compare as view
from studio.ui.view import facts
from studio.ui.view import references as pictures
from studio.ui.view.stage import pairs
from studio.words import Language, say

RECENT = 40
"""Pictures among which the attempt before is looked for."""
MOST = 24
"""Pictures that the strip offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A picture of a slot. `run` with `answer` and `n` (its tile) where a run made it; None and 0 where the person gave it."""

    kept: Kept
    result: Result | None = None
    created: datetime | None = None
    answer: Answer | None = None
    n: int = 0

    @property
    def image(self) -> Image:
        """The picture."""
        return self.kept.image


class Pairing:
    """Over one library."""

    def __init__(self, jobs: Jobs) -> None:
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = Shelf(jobs)

    def both(self, a: str, b: str) -> tuple[Found | None, Found | None]:
        """The pictures of both words; None for an empty one. Raises UsageError where something is not there."""
        special = {"source": self.source, "previous": self.previous}
        if a in special:
            other = self.find(b)
            return special[a](other), other
        if b in special:
            other = self.find(a)
            return other, special[b](other)
        return (self.find(a) if a else None), (self.find(b) if b else None)

    def find(self, name: str) -> Found:
        """The picture of an id. Raises UsageError."""
        run, slash, tail = name.partition("/")
        if not slash:
            return Found(kept=references.find(self.library, name))
        if not self.library.folder(run).is_dir():
            raise UsageError("tray.gone", field="references")
        result, created = self.shelf.kept_now(run)
        if tail.isdigit():
            image = next((image for n, (_, _, image) in enumerate(pairs(result), 1) if n == int(tail[:4])), None)
            if image is None:
                raise UsageError("tray.gone", field="references")
            name = f"{run}/{image.path.name}"
        return self._of(references.find(self.library, name), result, created)

    def _of(self, kept: Kept, result: Result, created: datetime) -> Found:
        for n, (_, answer, image) in enumerate(pairs(result), 1):
            if image is not None and image.path == kept.image.path:
                return Found(kept=kept, result=result, created=created, answer=answer, n=n)
        drawn = next((one for one in result.answers if kept.image.path in {draft.path for draft in one.drafts}), None)
        return Found(kept=kept, result=result, created=created, answer=drawn)

    def source(self, of: Found) -> Found:
        """Image 1 of what a picture was made from. Raises UsageError where there is none, or it is gone."""
        first = next(iter(of.result.request.references), None) if of.result else None
        if first is None:
            raise UsageError("compare.no_source", field="a")
        found = self.find(references.id_of(self.library, Path(first.path)))
        return replace(found, kept=replace(found.kept, name=first.name)) if first.name and found.result is None else found

    def previous(self, of: Found) -> Found:
        """The attempt before: the newest older picture of its tab, in a conversation of the same, made from the same pictures before any other, and of the same
        place in its run. Raises UsageError where there is none."""
        entry = next(iter(self.library.index.find([of.kept.id])), None) if of.result else None
        if entry is None:
            raise UsageError("compare.no_previous", field="a")
        page = self.library.index.page(Query(task=entry.task, session=entry.session), after=entry.key, limit=RECENT)
        older = [one for one in page.entries if one.run != entry.run]
        if not older:
            raise UsageError("compare.no_previous", field="a")
        run = next((one for one in older if one.parents == entry.parents), older[0]).run
        return self.find(next((one for one in older if one.run == run and one.file == entry.file), self._first(older, run)).id)

    @staticmethod
    def _first(entries: list[Entry], run: str) -> Entry:
        return min((one for one in entries if one.run == run), key=lambda one: one.file)

    # for the page

    def pair(self, a: str, b: str, language: Language) -> Pair:
        """Everything the tab shows of two words. Raises UsageError."""
        one, other = self.both(a, b)
        table = view.rows(self.told(one, language) if one else None, self.told(other, language) if other else None, language)
        sides = [self.side(found, language) if found else None for found in (one, other)]
        every = self._all([found for found in (one, other) if found], language)
        at = tuple(next((index for index, each in enumerate(every) if side and each["id"] == side["id"]), -1) for side in sides)
        return Pair(a=sides[0], b=sides[1], rows=table, all=every, at=(at[0], at[1]), said=view.said(table, language) if one and other else "")

    def side(self, found: Found, language: Language) -> Side:
        """One picture as a slot shows it."""
        result, kept = found.result, found.kept
        title, alt = kept.name, kept.name
        if result is not None and found.created is not None:
            model = say("view.demo", language) if result.gateway.builtin else result.model.title
            title = f"{self._when(found.created, language)} · {model}"
            alt = result.request.prompt.strip()[:200]
        ref = pictures.ref(kept, language)
        shot = pictures.shot(kept, "")
        shot["alt"] = alt
        run, n, tab = (result.id, found.n, facts.tab(result.request.task)) if result else ("", 0, "")
        return Side(id=kept.id, title=title, thumb=ref["thumb"], shot=shot, run=run, n=n, tab=tab)

    def told(self, found: Found, language: Language) -> view.Told:
        """What the table says of one picture."""
        if found.result is not None and found.answer is not None:
            return view.made(found.result, found.answer, found.image, language)
        return view.given(found.image, found.kept.name, recipes.read(found.image.path))

    def shown(self, one: Found, other: Found, registration: Registration | None, language: Language) -> Shown:
        """Both as a comparison that leaves the studio, with its table."""
        table = view.rows(self.told(one, language), self.told(other, language), language)
        first = next(iter(other.result.request.references), None) if other.result else None
        edited = first is not None and Path(first.path) == one.image.path
        labels = (say("compare.before", language), say("compare.after", language)) if edited else ("A", "B")
        sides = [self._given(found, label, letter, language) for found, label, letter in zip((one, other), labels, "ab", strict=True)]
        rows = tuple(Row(name=row["name"], a=row["a"], b=row["b"], same=row["same"], pieces=tuple(row["pieces"])) for row in table)  # type: ignore[arg-type]
        made = self.studio.now().isoformat(timespec="seconds")
        one_title, other_title = (side.title for side in sides)
        title = one_title if one_title == other_title else say("compare.title", language, a=one_title, b=other_title)
        return Shown(title=title, a=sides[0], b=sides[1], rows=rows, language=language, registration=registration, made=made)

    def _given(self, found: Found, label: str, letter: str, language: Language) -> Given:
        side, shot, result = self.side(found, language), pictures.shot(found.kept, ""), found.result
        recipe = mark = ""
        if result is not None and found.created is not None:
            tile = next((index for index, answer in enumerate(result.answers) if answer is found.answer), 0)
            told = recipes.of(result, created=found.created.isoformat(timespec="seconds"), version=__version__, tile=tile)
            recipe, mark = recipes.to_json(told), recipes.term(result.request.task)
        name = f"{letter}-{found.kept.name}" if result is None else f"{letter}-{result.id}-{found.image.path.name}"
        return Given(
            path=found.image.path,
            label=label,
            title=side["title"],
            fact=shot["fact"],
            alt=side["shot"]["alt"],
            name=name,
            width=found.image.width,
            height=found.image.height,
            recipe=recipe,
            mark=mark,
        )

    def _when(self, created: datetime, language: Language) -> str:
        now = self.studio.now()
        when = created.astimezone(now.tzinfo)
        return f"{when:%H:%M}" if when.date() == now.date() else facts.day(when.date().isoformat(), language)

    def _all(self, chosen: list[Found], language: Language) -> list[Side]:
        """What can take a place: what both were made from, then every picture of both runs; at most MOST, the chosen always among them."""
        sides: dict[str, Side] = {}
        for found in chosen:
            if found.result is None:
                sides.setdefault(found.kept.id, self.side(found, language))
                continue
            try:
                source = self.source(found)
                sides.setdefault(source.kept.id, self.side(source, language))
            except StudioError:
                pass  # made from nothing, or it is gone
            for image in found.result.images:
                try:
                    one = self._of(references.find(self.library, f"{found.result.id}/{image.path.name}"), found.result, found.created)  # type: ignore[arg-type]
                except StudioError:
                    continue
                if len(sides) < MOST or one.kept.id == found.kept.id:
                    sides.setdefault(one.kept.id, self.side(one, language))
        return list(sides.values())
