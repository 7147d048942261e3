"""Stars, notes, tags; the bin with its way back, and emptying it."""

import json
from datetime import UTC, datetime

import pytest

from studio.core.parts import Text, Turn
from studio.core.request import Reference
from studio.errors import StorageFault, UsageError
from studio.store import chats, mine
from studio.store.base import Query
from studio.store.bin import empty
from studio.store.check import Checked, check
from studio.store.lineage import lineage
from studio.store.local import Library
from studio.store.marks import annotate, delete, restore, star
from studio.store.rebuild import rebuild
from studio.store.record import request_from

NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


def ids(library: Library, **query) -> list[str]:
    return [entry.id for entry in library.index.page(Query(**query)).entries]


def problems(library: Library) -> list[str]:
    return [f"{problem.kind} {problem.path.name}" for problem in check(library, Checked())]


def test_stars_notes_and_tags(library: Library, make) -> None:
    made = make("x", pictures=2)
    one, other = (f"{made.id}/{tile}-1.png" for tile in (1, 2))
    assert [entry.starred for entry in star(library, [one])] == [True]
    (entry,) = annotate(library, one, note="  for the client ", tags=("blue", " blue ", "", "a  b"))
    assert (entry.starred, entry.note, entry.tags) == (True, "for the client", ("blue", "a b"))
    assert ids(library, starred=True) == [one]
    assert ids(library, words="BLUE client") == [one]
    assert ids(library) == [one, other]
    star(library, [one], on=False)
    annotate(library, one, note="", tags=())
    assert not (library.folder(one.split("/")[0]) / mine.NAME).exists()
    assert star(library, ["20260101T000000-000000000000/1-1.png", "../x"]) == ()
    with pytest.raises(UsageError):
        annotate(library, one, note="x" * 4001)


def test_two_marks_at_once_lose_nothing(library: Library, make) -> None:
    made = make("x", pictures=2)
    star(library, [f"{made.id}/1-1.png"])
    star(Library(library.home), [f"{made.id}/2-1.png"])
    assert len(ids(library, starred=True)) == 2


def test_marks_of_a_newer_studio_are_not_written_over(library: Library, make) -> None:
    made = make("x")
    path = library.folder(made.id) / mine.NAME
    path.write_text('{"schema": 9, "pictures": {}}', encoding="utf-8")
    with pytest.raises(StorageFault):
        star(library, [f"{made.id}/1-1.png"])
    assert json.loads(path.read_text(encoding="utf-8"))["schema"] == 9
    assert problems(library) == ["broken_record mine.json"]


def test_the_bin_and_its_way_back(library: Library, make) -> None:
    keep, away = f"{make('keep').id}/1-1.png", f"{make('away').id}/1-1.png"
    before = library.index.find([away])
    star(library, [away])
    delete(library, [away], NOW)
    assert (ids(library), ids(library, bin=True), ids(library, words="away"), ids(library, starred=True)) == ([keep], [away], [], [])
    assert library.index.counts().binned == 1
    (entry,) = library.index.find([away])
    assert entry.deleted == "2026-11-22T09:00:00+00:00"
    assert entry.path.is_file()
    assert rebuild(Library(library.home)).pictures == 2
    restore(library, [away])
    assert ids(library) == [away, keep]
    star(library, [away], on=False)
    assert library.index.find([away]) == before


def test_emptying_really_removes(library: Library, make) -> None:
    made, kept = make("away", pictures=2), make("kept")
    folder = library.folder(made.id)
    (folder / "1.reply").write_text("raw", encoding="utf-8")
    small = library.previews / f"{made.images[0].digest}.thumb.webp"
    small.write_bytes(b"small")
    delete(library, [f"{made.id}/1-1.png"], NOW)
    done = empty(library)
    assert done.removed == (f"{made.id}/1-1.png",)
    assert done.bytes == made.images[0].bytes
    assert sorted(path.name for path in folder.iterdir()) == ["2-1.png", "mine.json", "run.json"]
    assert not small.exists()
    assert problems(library) == []
    delete(library, [f"{made.id}/2-1.png"], NOW)
    empty(library)
    assert not folder.exists()
    assert (ids(library), ids(library, bin=True)) == ([f"{kept.id}/1-1.png"], [])
    assert rebuild(library).pictures == 1
    assert problems(library) == []


def test_only_what_is_in_the_bin_is_removed(library: Library, make) -> None:
    made = make("not in the bin")
    assert empty(library, [f"{made.id}/1-1.png"]).removed == ()
    assert empty(library, ["../.."]).removed == ()
    assert made.images[0].path.is_file()


def test_bytes_that_lie_twice_keep_their_small_copy(library: Library, make) -> None:
    one, twin = make("one"), make("twin")
    (twin.images[0].path).write_bytes(one.images[0].path.read_bytes())
    record = library.folder(twin.id) / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace(twin.images[0].digest, one.images[0].digest), encoding="utf-8")
    library.indexed(twin.id)
    small = library.previews / f"{one.images[0].digest}.thumb.webp"
    small.write_bytes(b"small")
    delete(library, [f"{one.id}/1-1.png"], NOW)
    empty(library)
    assert small.exists()


def test_what_a_newer_run_was_made_from_stays_for_it(library: Library, make) -> None:
    parent = make("parent")
    data, source = parent.images[0].path.read_bytes(), str(parent.images[0].path)
    child = make("child", task="edit", references=(Reference(source, "style"),))
    wanted = f"{parent.id}/1-1.png"
    delete(library, [wanted], NOW)
    done = empty(library)
    assert (done.removed, done.referred) == ((), (wanted,))
    assert ids(library, bin=True) == []
    assert not parent.images[0].path.exists()
    (reference,) = request_from(library.read(child.id)["request"], library.home).references
    assert (library.references / f"{parent.images[0].digest}.png").read_bytes() == data
    assert reference.path == str(library.references / f"{parent.images[0].digest}.png")
    assert reference.role == "style"
    assert problems(library) == []
    delete(library, [f"{child.id}/1-1.png"], NOW)
    empty(library)
    assert not list(library.references.iterdir()), "with the last run that needs it, it goes"


def test_what_goes_together_is_kept_for_no_one(library: Library, make) -> None:
    parent = make("parent")
    child = make("child", references=(Reference(str(parent.images[0].path)),))
    delete(library, [f"{parent.id}/1-1.png", f"{child.id}/1-1.png"], NOW)
    assert len(empty(library).removed) == 2
    assert not list(library.references.iterdir())
    assert list(library.ids()) == []


def test_a_conversation_keeps_its_words(library: Library, make) -> None:
    made = make("a vase", task="chat", session="talk")
    chats.append(library.home, "talk", made.id, Turn(role="user", parts=(Text("a vase"),)), NOW)
    delete(library, [f"{made.id}/1-1.png"], NOW)
    assert len(empty(library).removed) == 1
    assert library.read(made.id)["request"]["prompt"] == "a vase"
    assert not made.images[0].path.exists()
    assert problems(library) == []
    assert chats.read(library.home, "talk").exchanges[0].run == made.id


def test_what_is_at_work_stays_in_the_bin(library: Library, make) -> None:
    made = make("x")
    delete(library, [f"{made.id}/1-1.png"], NOW)
    library.working.begin(made.id)
    assert empty(Library(library.home)).left == (f"{made.id}/1-1.png",)
    assert made.images[0].path.exists()
    library.working.end(made.id)
    assert empty(library).left == ()


def test_a_crash_between_the_mark_and_the_file_is_named_and_mended(library: Library, make) -> None:
    made = make("x", pictures=2)
    mine.change(library.folder(made.id), ("1-1.png",), removed=made.images[0].digest)
    library.indexed(made.id)
    assert problems(library) == ["leftover 1-1.png"]
    rebuild(library)
    assert problems(library) == []
    assert not made.images[0].path.exists()


def test_lineage_both_ways(library: Library, make) -> None:
    root = make("root")
    middle = make("middle", references=(Reference(str(root.images[0].path)),))
    leaf = make("leaf", references=(Reference(str(middle.images[0].path)), Reference(str(root.images[0].path))))
    other = make("other", references=(Reference(str(root.images[0].path)),))
    make("stranger")
    tree = lineage(library, f"{middle.id}/1-1.png")
    assert [entry.prompt for entry in tree.entries] == ["root", "middle", "leaf"]
    assert set(tree.ways) == {(f"{root.id}/1-1.png", f"{middle.id}/1-1.png"), (f"{middle.id}/1-1.png", f"{leaf.id}/1-1.png")}
    assert {entry.prompt for entry in lineage(library, f"{root.id}/1-1.png").entries} == {"root", "middle", "leaf", "other"}
    assert other.id
    assert lineage(library, "nothing").entries == ()


def test_a_conversation_is_a_lineage(library: Library, make) -> None:
    turns = [make(f"turn {number}", task="chat", session="talk") for number in range(3)]
    for turn in turns:
        chats.append(library.home, "talk", turn.id, Turn(role="user", parts=(Text("x"),)), NOW)
    tree = lineage(library, f"{turns[1].id}/1-1.png")
    assert [entry.prompt for entry in tree.entries] == ["turn 0", "turn 1", "turn 2"]
    assert len(tree.ways) == 2


def test_half_a_copy_among_the_references_is_not_taken_for_the_picture(library: Library, make) -> None:
    """The bin keeps what a run needs; a power cut may have left a file of that name there."""
    parent = make("parent")
    (entry,) = library.index.find([parent.id])
    make("child", references=(Reference(str(entry.path)),))
    data = entry.path.read_bytes()
    half = library.references / f"{entry.sha256}.png"
    half.write_bytes(data[:9])
    delete(library, [entry.id], NOW)
    empty(library)
    assert half.read_bytes() == data
