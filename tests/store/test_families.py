"""Families: what stands in which, that pages neither repeat nor miss one, what a search and the bin do to them; and what a day adds up to."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from studio.core.request import Reference
from studio.core.result import Result
from studio.store import marks
from studio.store.base import Day, Query
from studio.store.families import families, stems
from studio.store.local import Library

NOW = datetime(2026, 11, 21, 20, 0, 0, tzinfo=UTC)


def sent(*results: Result) -> tuple[Reference, ...]:
    return tuple(Reference(str(result.images[0].path)) for result in results)


def names(library: Library, **query) -> list[list[str]]:
    return [[entry.prompt for entry in one.kin.entries] for one in families(library, Query(**query)).families]


def test_a_picture_alone_is_no_family_and_the_newest_come_first(library: Library, make) -> None:
    jug = make("a jug")
    make("alone")
    boat = make("a boat")
    make("a red boat", references=sent(boat))
    red = make("a red jug", references=sent(jug))
    make("a green jug", references=sent(red))
    found = families(library, Query())
    assert [[entry.prompt for entry in one.kin.entries] for one in found.families] == [["a jug", "a red jug", "a green jug"], ["a boat", "a red boat"]]
    assert found.next is None
    first = found.families[0]
    assert first.root == f"{jug.id}/1-1.png"
    assert stems(first.kin)[first.fits[0]] == f"{red.id}/1-1.png"


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_neither_repeat_nor_miss_one(library: Library, make, limit: int) -> None:
    roots = [make(f"root {number}") for number in range(5)]
    for turn in range(3):  # the families lie among each other
        for root in roots:
            make(f"turn {turn}", references=sent(root))
    seen, after = [], None
    while True:
        page = families(library, Query(), after=after, limit=limit)
        seen += [one.root for one in page.families]
        after = page.next
        if after is None:
            break
    assert seen == [f"{root.id}/1-1.png" for root in reversed(roots)]


def test_what_was_made_from_two_belongs_to_the_first_and_is_a_guest_of_the_other(library: Library, make) -> None:
    jug, boat = make("a jug"), make("a boat")
    both = make("a jug in a boat", references=sent(jug, boat))
    make("at dusk", references=sent(both))
    found = families(library, Query()).families
    assert [(one.kin.entries[0].prompt, len(one.kin.entries), len(one.fits)) for one in found] == [("a jug", 3, 3), ("a boat", 3, 1)]
    assert stems(found[1].kin)[f"{both.id}/1-1.png"] == f"{boat.id}/1-1.png"


def test_a_search_finds_the_whole_family_of_what_fits(library: Library, make) -> None:
    jug = make("a jug")
    red = make("make it red", references=sent(jug))
    make("make it round", references=sent(red))
    other = make("a boat")
    make("make it red", references=sent(other))
    assert names(library, words="round") == [["a jug", "make it red", "make it round"]]
    (one,) = families(library, Query(words="jug")).families
    assert one.fits == (f"{jug.id}/1-1.png",)
    assert [each[0] for each in names(library, words="red")] == ["a boat", "a jug"]
    assert names(library, words="nothing of it") == []


def test_what_is_in_the_bin_stays_in_its_place_but_brings_no_family(library: Library, make) -> None:
    jug = make("a jug")
    red = make("a red jug", references=sent(jug))
    marks.delete(library, [f"{red.id}/1-1.png"], NOW)
    (one,) = families(library, Query()).families
    assert one.fits == (f"{jug.id}/1-1.png",)
    assert [bool(entry.deleted) for entry in one.kin.entries] == [False, True]
    assert [each.fits for each in families(library, Query(bin=True)).families] == [(f"{red.id}/1-1.png",)]
    marks.delete(library, [f"{jug.id}/1-1.png"], NOW)
    assert families(library, Query()).families == ()


def test_records_that_go_round_in_a_circle_end(library: Library, make) -> None:
    jug = make("a jug")
    red = make("a red jug", references=sent(jug))
    path = library.folder(jug.id) / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["request"]["references"] = json.loads((library.folder(red.id) / "run.json").read_text(encoding="utf-8"))["request"]["references"]
    text = json.dumps(record).replace(jug.id, red.id)
    path.write_text(text.replace(f'"id": "{red.id}"', f'"id": "{jug.id}"'), encoding="utf-8")
    library.indexed(jug.id)
    assert len(families(library, Query()).families) <= 1


def test_a_day_adds_up_all_of_it_and_knows_what_has_no_price(library: Library, make) -> None:
    def priced(run: str, usd: float | None, basis: str) -> None:
        path = library.folder(run) / "run.json"
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"cost": {"usd": usd, "basis": basis, "prices": ""}}), encoding="utf-8")
        library.indexed(run)

    yesterday = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)
    for number, (usd, basis) in enumerate([(0.08, "usage"), (0.02, "estimate"), (None, "unknown"), (0.01, "unknown")]):
        priced(make("x", pictures=2, created=yesterday + timedelta(hours=number)).id, usd, basis)
    priced(make("y").id, 0.5, "usage")
    today, before = library.index.days(Query())
    assert today == Day(date(2026, 11, 21), 1, 0.5, 0, 0)
    assert (before.day, before.pictures, before.unpriced, before.estimated) == (date(2026, 11, 20), 8, 4, 2)
    assert before.cost == pytest.approx(0.11)
    assert library.index.days(Query(words="y")) == (today,)
    assert library.index.days(Query(until=date(2026, 11, 20))) == (before,)
    assert library.index.days(Query(bin=True)) == ()
