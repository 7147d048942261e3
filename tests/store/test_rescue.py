"""What was kept elsewhere comes home once, over nothing newer; and what can not be mended keeps nothing else from it."""

import json
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio.store.check import Checked, check
from studio.store.files import Arriving
from studio.store.local import Library

RUN, OTHER = "20261121T140203-0123456789ab", "20261121T140203-ba9876543210"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, of this test alone."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    return folder


def sound(library: Library) -> None:
    assert [(problem.kind, problem.path) for problem in check(library, Checked())] == []


def test_a_record_that_was_kept_elsewhere_never_lies_over_a_newer_one(library: Library, make, elsewhere: Path) -> None:
    """There was no room when the first picture came, and room again when the second did."""
    made = make("two", pictures=2)
    written = (library.folder(made.id) / "run.json").read_bytes()
    half = json.loads(written) | {"status": "running"}
    half["answers"][1] |= {"parts": [], "ended": None}
    assert library.rescue.write(made.id, "run.json", json.dumps(half).encode()) is not None
    library.write(made, datetime.fromisoformat(half["created"]))
    assert library.rescue.folders() == []
    library.open()
    assert (library.folder(made.id) / "run.json").read_bytes() == written


def test_what_was_brought_before_a_crash_is_not_brought_twice(library: Library, make) -> None:
    made = make("x")
    here = library.folder(made.id) / "1-1.png"
    assert library.rescue.copy(here, made.id, "1-1.png") is not None
    library.open()
    assert [path.name for path in sorted(here.parent.iterdir())] == ["1-1.png", "run.json"]
    assert library.rescue.folders() == []
    sound(library)


def test_a_name_that_is_taken_elsewhere_is_not_given_again(library: Library, make) -> None:
    """A draft of the first try lies elsewhere, one of the second has room: the record names both."""
    made = make("x")
    for shade in (1, 2):
        sink = library.arriving(made.id, 1)
        Pillow.new("L", (3, 3), shade).save(sink.path, "PNG")
        sink.close()
        if shade == 1:
            assert library.rescue.copy(sink.path, made.id, "1-2.draft.png") is not None
            sink.path.unlink()
        else:
            assert library.keep(sink.path, made.id, "1-2.draft.png").name == "1-2-2.draft.png"
    library.open()
    shades = [Pillow.open(library.folder(made.id) / name).getpixel((0, 0)) for name in ("1-2.draft.png", "1-2-2.draft.png")]
    assert shades == [1, 2]


def test_a_part_that_was_kept_elsewhere_is_its_runs(library: Library, make) -> None:
    made = make("x")
    for name in (".2.0123456789abcdef.part", f"{made.id}.3.0123456789abcdef.part", "run.json.01234567.new"):
        path = library.rescue.place(made.id, name)
        assert path is not None
        if path.suffix == ".part":
            Pillow.new("L", (3, 3), 7 if name[0] == "." else 8).save(path, "PNG")
        else:
            path.write_bytes(b"half")
    library.open()
    assert sorted(path.name for path in library.folder(made.id).iterdir()) == ["1-1.png", "2-1.png", "3-1.png", "run.json"]
    assert len(library.index.find([made.id])) == 3
    assert library.rescue.folders() == []
    sound(library)


def test_no_half_is_left_elsewhere_where_there_is_no_room_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "there.part"
    sink = Arriving(tmp_path / "here.part", lambda: there)
    sink.write(b"came")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    assert not sink._moved()
    assert not there.exists()
    sink.close()
    assert sink.path.read_bytes() == b"came"


def test_one_run_that_can_not_be_mended_keeps_no_other_from_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "home").open()
    for run in (RUN, OTHER):
        library.working.begin(run)
        library.folder(run).mkdir(parents=True)
    (library.folder(RUN) / ".1.0123456789abcdef.part").mkdir()  # no file: it can not be flushed
    Pillow.new("L", (3, 3)).save(library.folder(OTHER) / "1-1.png")
    stray = library.home / "incoming" / "folder"
    stray.mkdir()
    os.utime(stray, (time.time() - 7200,) * 2)
    (library.home / "working" / library.working.process / ".DS_Store").touch()
    library.working._finalizer()
    again = Library(library.home).open()
    assert [done.run for done in again.mended] == [OTHER]
    (library.folder(RUN) / ".1.0123456789abcdef.part").rmdir()
    third = Library(library.home).open()
    assert third.mended == []
    assert not list((library.home / "working").glob("*.lock"))


def test_a_state_that_another_thread_was_quicker_with_is_taken_in_all_the_same(library: Library, make) -> None:
    """Between its being noted and its being taken, another thread ends with an older state of the same run."""

    class Late(set[str]):
        def update(self, *others: object) -> None:
            super().update(*others)  # type: ignore[arg-type]
            self.clear()

    made = make("x")
    record = json.loads((library.folder(made.id) / "run.json").read_bytes())
    record["request"]["prompt"] = "another"
    (library.folder(made.id) / "run.json").write_text(json.dumps(record), encoding="utf-8")
    library._behind = Late()
    library.indexed(made.id)
    assert [entry.prompt for entry in library.index.find([made.id])] == ["another"]
