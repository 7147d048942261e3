"""The index: what is found, in which order, and that the files alone make it again."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import studio
from studio.core.request import Reference
from studio.errors import StorageFault
from studio.store import mine
from studio.store.base import Query
from studio.store.local import Library
from studio.store.migrations import STEPS
from studio.store.rebuild import catch_up, rebuild
from studio.store.rows import key_of
from studio.store.sqlite import SqliteIndex


def prompts(library: Library, **query) -> list[str]:
    return [entry.prompt for entry in library.index.page(Query(**query)).entries]


def test_an_ended_run_is_in_the_index_at_once(library: Library, make) -> None:
    made = make("A paper boat", pictures=2, task="generate")
    first, second = library.index.page(Query()).entries
    assert [entry.id for entry in (first, second)] == [f"{made.id}/1-1.png", f"{made.id}/2-1.png"]
    assert first.path.is_file()
    assert (first.width, first.height, first.mime, first.bytes) == (4, 5, "image/png", first.path.stat().st_size)
    assert first.sha256 == made.images[0].digest
    assert (first.created, first.seconds, first.task, first.gateway) == ("2026-11-21T14:02:03+00:00", 1.5, "generate", "google")
    assert (first.starred, first.deleted, first.parents) == (False, "", ())


def test_newest_first_and_pages_go_on_by_key(library: Library, make) -> None:
    for number in range(7):
        make(f"number {number}")
    seen, after = [], None
    while True:
        page = library.index.page(Query(), after=after, limit=3)
        seen += [entry.prompt for entry in page.entries]
        after = page.next
        if after is None:
            break
    assert seen == [f"number {number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("fox", ["A RED Fox"]),
        ("red fox", ["A RED Fox"]),
        ("fox boat", []),
        ("FOX", ["A RED Fox"]),
        ("猫", ["一只橙色的猫在窗边"]),
        ("窗边", ["一只橙色的猫在窗边"]),
        ("橙色的猫", ["一只橙色的猫在窗边"]),
        ("橙色 窗边", ["一只橙色的猫在窗边"]),
        ("橙色 橙色的猫", ["一只橙色的猫在窗边"]),
        ("狗", []),
        ('"', ['say "hi" 100%']),
        ('"hi"', ['say "hi" 100%']),
        ("100%", ['say "hi" 100%']),
        ("%", ['say "hi" 100%']),
        ("* OR fox", []),
        ("ｆｏｘ", ["A RED Fox"]),
        ("google", ["A RED Fox", "一只橙色的猫在窗边", 'say "hi" 100%']),
        ("", ["A RED Fox", "一只橙色的猫在窗边", 'say "hi" 100%']),
    ],
)
def test_search(library: Library, make, words: str, found: list[str]) -> None:
    for prompt in ("A RED Fox", "一只橙色的猫在窗边", 'say "hi" 100%'):
        make(prompt)
    assert sorted(prompts(library, words=words)) == sorted(found)
    assert library.index.count(Query(words=words)) == len(found)


def test_filters(library: Library, make) -> None:
    make("old", created=datetime(2026, 3, 1, 0, 0, 0, tzinfo=UTC))
    make("edge", created=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), task="edit", model="x")
    make("new", gateway="ofox", session="talk", task="chat")
    assert prompts(library, since=date(2026, 3, 2)) == ["new", "edge"]
    assert prompts(library, until=date(2026, 3, 2)) == ["edge", "old"]
    assert prompts(library, since=date(2026, 3, 2), until=date(2026, 3, 2)) == ["edge"]
    assert prompts(library, since=date.min, until=date.max) == ["new", "edge", "old"]
    assert prompts(library, task="edit") == ["edge"]
    assert prompts(library, gateway="ofox") == ["new"]
    assert prompts(library, model="x") == ["edge"]
    assert prompts(library, session="talk") == ["new"]
    assert prompts(library, words="new", task="edit") == []
    assert library.index.count(Query(task="chat")) == 1
    assert dict(library.index.facets().gateways) == {"google": 2, "ofox": 1}


def test_lineage(library: Library, make) -> None:
    parent = make("parent")
    child = make("child", task="edit", references=(Reference(str(parent.images[0].path)),))
    (entry,) = library.index.find([child.id])
    assert entry.parents == (f"{parent.id}/1-1.png",)
    assert [made.prompt for made in library.index.children(f"{parent.id}/1-1.png")] == ["child"]


def test_the_files_alone_make_it_again(library: Library, make) -> None:
    parent = make("a parent", pictures=3)
    make("一只猫", references=(Reference(str(parent.images[0].path)),))
    mine.change(library.folder(parent.id), ("2-1.png",), starred=True, note="for the client", tags=("blue",))
    library.indexed(parent.id)
    assert prompts(library, words="client") == ["a parent"]
    before = library.index.page(Query()).entries
    library.close()
    for path in library.home.glob("library.db*"):
        path.unlink()
    again = Library(library.home).open()
    assert rebuild(again).pictures == 4
    assert again.index.page(Query()).entries == before
    assert [entry.id for entry in again.index.page(Query(starred=True)).entries] == [f"{parent.id}/2-1.png"]
    assert prompts(again, words="猫") == ["一只猫"]


def test_what_the_index_missed_is_taken_in(library: Library, make) -> None:
    made = [make("one"), make("two")]
    away = library.folder(made[1].id).rename(library.home / "away")
    library.index.take([made[1].id])
    away.rename(library.folder(made[1].id))
    assert prompts(library) == ["one"]
    assert catch_up(library) == 1
    assert prompts(library) == ["two", "one"]
    assert catch_up(library) == 0


def test_an_index_that_fails_keeps_no_picture_from_being_kept(library: Library, make) -> None:
    library.close()
    library.index.path.unlink(missing_ok=True)
    library.index.path.mkdir()
    made = make("kept all the same")
    assert library.read(made.id)["status"] == "ok"
    assert library.trouble is not None
    library.index.path.rmdir()
    make("and then again")
    assert sorted(prompts(library)) == ["and then again", "kept all the same"]


@pytest.mark.parametrize("garbage", [b"garbage" * 2000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_broken_index_is_set_aside_and_made_again(library: Library, make, garbage: bytes) -> None:
    make("one")
    library.close()
    library.index.path.write_bytes(garbage)
    with pytest.raises(StorageFault, match="set aside"):
        library.index.page(Query())
    assert library.index.set_aside is not None
    assert library.index.set_aside.read_bytes() == garbage
    assert catch_up(library) == 1
    assert prompts(library) == ["one"]


def test_an_index_whose_tables_disagree_is_set_aside(library: Library, make) -> None:
    made = make("one")
    with library.index._write() as db:
        db.execute("DELETE FROM pictures")
    library.indexed(made.id)
    assert library.trouble is not None
    assert library.trouble.key == "store.index_broken"
    assert catch_up(library) == 1
    assert prompts(library) == ["one"]


def test_another_process_lets_go_of_an_index_that_was_set_aside(library: Library, make) -> None:
    make("one")
    other = Library(library.home)
    assert prompts(other) == ["one"]
    library.index.put_aside()
    catch_up(library)
    make("two")
    assert prompts(other) == ["two", "one"]


def test_an_index_of_a_newer_studio_is_left_alone(library: Library, make) -> None:
    make("one")
    library.close()
    with sqlite3.connect(library.index.path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    fresh = Library(library.home)
    with pytest.raises(StorageFault, match="newer Image Studio"):
        fresh.index.page(Query())
    assert rebuild(fresh).pictures == 1
    assert len(list(library.home.glob("library.db.broken-*"))) >= 1


def test_steps_that_were_released_stay_as_they_are() -> None:
    """Somebody's index stands on them: add a step, never change one."""
    import hashlib

    assert [hashlib.sha256(step.encode()).hexdigest()[:12] for step in STEPS] == RELEASED


def test_durable_and_readers_do_not_wait(library: Library, make) -> None:
    make("one")
    with library.index._ask() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    with library.index._write() as db:
        db.execute("DELETE FROM words")
        assert prompts(Library(library.home)) == ["one"]


def test_keys_sort_as_runs_were_made() -> None:
    ids = ["20251231T235959-fff000000000", "20260101T000000-000000000000", "20260101T000000-001000000000", "20261121T140203-0ff123456789"]
    keys = [key_of(run, "1-1.png") for run in ids]
    assert keys == sorted(set(keys))
    places = [key_of(ids[0], f"{tile}-{number}.png") for tile in (1, 2, 8) for number in (1, 2, 12)]
    assert places == sorted(set(places), reverse=True), "the first of a run comes first where the newest do"
    assert keys[0] < 2**63


def test_a_clock_that_goes_back(library: Library, make) -> None:
    """What is made then stands where that clock says; nothing is overwritten, nothing is lost, no lock of the future holds for ever."""
    first = make("before", created=datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC))
    second = make("after it went back", created=datetime(2026, 11, 21, 11, 0, 0, tzinfo=UTC))
    assert prompts(library) == ["before", "after it went back"]
    assert catch_up(library) == 0
    lock = library.folder(second.id) / "mine.json.lock"
    lock.touch()
    os.utime(lock, (time.time() + 86_400,) * 2)
    mine.change(library.folder(second.id), ("1-1.png",), starred=True)
    assert not lock.exists()
    assert first.id > second.id


def test_how_much_was_made_from_each(library: Library, make) -> None:
    parent = make("parent")
    for _ in range(2):
        make("child", pictures=2, references=(Reference(str(parent.images[0].path)),))
    assert library.index.offspring([f"{parent.id}/1-1.png", "none"]) == {f"{parent.id}/1-1.png": 4, "none": 0}


def test_a_rebuild_of_a_sound_index_writes_nothing(library: Library, make) -> None:
    parent = make("parent", pictures=2)
    child = make("child", references=(Reference(str(parent.images[0].path)),))
    with library.index._write() as db:
        before = db.total_changes
    rebuild(library)
    with library.index._write() as db:
        assert db.total_changes == before
    mine.change(library.folder(child.id), ("1-1.png",), starred=True)
    rebuild(library)
    assert [entry.run for entry in library.index.page(Query(starred=True)).entries] == [child.id]


def test_two_of_one_moment_both_have_their_row(library: Library, make) -> None:
    made = make("one")
    twin = made.id[:-1] + ("0" if made.id[-1] != "0" else "1")
    shutil.copytree(library.folder(made.id), library.folder(twin))
    assert key_of(twin, "1-1.png") == key_of(made.id, "1-1.png")
    library.indexed(twin)
    library.indexed(made.id)
    assert library.trouble is None
    assert {entry.run for entry in library.index.page(Query()).entries} == {made.id, twin}


WRITER = """
import sys
from pathlib import Path
from studio.store.local import Library
library = Library(Path(sys.argv[1]))
runs = list(library.ids())
for _ in range(30):
    for run in runs:
        library.indexed(run)
assert library.trouble is None, library.trouble
"""


def test_several_processes_share_one_index(library: Library, make) -> None:
    for number in range(5):
        make(f"number {number}", pictures=2)
    others = [subprocess.Popen([sys.executable, "-c", WRITER, str(library.home)], cwd=Path(studio.__file__).parent.parent) for _ in range(3)]
    while any(other.poll() is None for other in others):
        assert len(library.index.page(Query()).entries) == 10
    assert [other.returncode for other in others] == [0, 0, 0]
    assert library.index.examine() == ""
    with library.index._ask() as db:
        db.execute("INSERT INTO found(found) VALUES ('integrity-check')")


RELEASED = ["b2401911864c"]


def test_a_commit_that_waited_too_long_for_a_reader_is_over(library: Library, make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without WAL, as on a network's folder: what comes next works again."""
    made = make("x")
    library.close()
    monkeypatch.setattr("studio.store.database.BUSY", 0.05)
    index = SqliteIndex(library.home, library.take, wal=False)
    assert index.counts().pictures == 1
    reader = sqlite3.connect(library.index.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM runs").fetchone()
    shutil.rmtree(library.folder(made.id))
    with pytest.raises(StorageFault, match="locked"):
        index.take([made.id])
    reader.close()
    index.take([made.id])
    assert index.counts().pictures == 0
    index.close()
