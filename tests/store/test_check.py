"""`check` finds and names every inconsistency, `rebuild` mends what can be mended, and neither harms a sound home."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio.store.check import Checked, check
from studio.store.health import STOPS, health, usage
from studio.store.local import Library
from studio.store.rebuild import rebuild, tend


def problems(library: Library) -> list[str]:
    return sorted({problem.kind for problem in check(library, Checked())})


def _remove_picture(library: Library, folder: Path) -> None:
    (folder / "1-1.png").unlink()


def _truncate_picture(library: Library, folder: Path) -> None:
    os.truncate(folder / "1-1.png", 30)


def _change_picture(library: Library, folder: Path) -> None:
    data = bytearray((folder / "1-1.png").read_bytes())
    data[40] ^= 1
    (folder / "1-1.png").write_bytes(data)


def _add_picture(library: Library, folder: Path) -> None:
    Pillow.new("RGB", (9, 9), (1, 2, 3)).save(folder / "1-7.png")


def _break_record(library: Library, folder: Path) -> None:
    (folder / "run.json").write_text('{"schema": 1, "answers": [{"parts": 4}]}', encoding="utf-8")


def _truncate_record(library: Library, folder: Path) -> None:
    os.truncate(folder / "run.json", 100)


def _newer(library: Library, folder: Path) -> None:
    said = json.loads((folder / "run.json").read_bytes())
    (folder / "run.json").write_text(json.dumps(said | {"schema": 2}), encoding="utf-8")


def _rewrite(library: Library, folder: Path) -> None:
    said = json.loads((folder / "run.json").read_bytes())
    said["request"]["prompt"] = "another"
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")


def _remove_run(library: Library, folder: Path) -> None:
    shutil.rmtree(folder)


def _unlist(library: Library, folder: Path) -> None:
    away = folder.rename(library.home / "away")
    library.index.take([folder.name])
    away.rename(folder)


def _leave_old_part(library: Library, folder: Path) -> None:
    (library.home / "incoming" / f"{folder.name}.1.0123456789abcdef.part").write_bytes(b"half")


def _leave_part(library: Library, folder: Path) -> None:
    (folder / ".1.0123456789abcdef.part").write_bytes(b"half")


def _leave_whole_part(library: Library, folder: Path) -> None:
    Pillow.new("RGB", (9, 9), (1, 2, 3)).save(folder / ".1.0123456789abcdef.part", "PNG")


def _leave_temporary(library: Library, folder: Path) -> None:
    path = folder / "run.json.01234567.new"
    path.write_bytes(b"half")
    os.utime(path, (time.time() - 7200,) * 2)


def _break_chat(library: Library, folder: Path) -> None:
    (library.home / "chats" / "talk.json").write_text("{", encoding="utf-8")


def _break_index(library: Library, folder: Path) -> None:
    library.close()
    library.index.path.write_bytes(b"garbage" * 1000)


def _remove_index(library: Library, folder: Path) -> None:
    library.close()
    for path in library.home.glob("library.db*"):
        path.unlink()


def _lose_reference(library: Library, folder: Path) -> None:
    said = json.loads((folder / "run.json").read_bytes())
    said["request"]["references"] = [{"file": f"references/{'a' * 64}.png", "role": "", "name": ""}]
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    library.indexed(folder.name)


@pytest.mark.parametrize(
    ("harm", "found", "left"),
    [
        (_remove_picture, ["missing", "orphan"], ["missing"]),
        (_truncate_picture, ["changed"], ["changed"]),
        (_change_picture, ["changed"], ["changed"]),
        (_add_picture, ["unrecorded"], []),
        (_break_record, ["broken_record", "orphan", "unrecorded"], []),
        (_truncate_record, ["broken_record", "orphan", "unrecorded"], []),
        (_newer, ["newer"], ["newer"]),
        (_rewrite, ["stale"], []),
        (_remove_run, ["orphan"], []),
        (_unlist, ["unlisted"], []),
        (_leave_old_part, ["leftover"], ["leftover"]),
        (_leave_part, ["leftover"], []),
        (_leave_whole_part, ["leftover"], []),
        (_leave_temporary, ["leftover"], ["leftover"]),
        (_break_chat, ["broken_chat"], ["broken_chat"]),
        (_break_index, ["index"], []),
        (_remove_index, ["index"], []),
        (_lose_reference, ["missing"], ["missing"]),
    ],
)
def test_every_inconsistency_is_named(library: Library, make, harm: Callable[[Library, Path], None], found: list[str], left: list[str]) -> None:
    made = make("harmed", pictures=2)
    make("sound")
    assert problems(library) == []
    before = {path: path.read_bytes() for path in library.home.rglob("*.png")}
    harm(library, library.folder(made.id))
    files = sorted(path for path in library.home.rglob("*") if not path.name.startswith("library.db-"))
    assert problems(library) == found
    assert sorted(path for path in library.home.rglob("*") if not path.name.startswith("library.db-")) == files, "a check changes nothing"
    rebuild(library)
    assert problems(library) == left
    rebuild(library)
    for path, data in before.items():
        if harm not in (_remove_picture, _truncate_picture, _change_picture, _remove_run):
            assert path.read_bytes() == data, "no original is touched"


def test_pictures_whose_record_is_broken_are_shown_again(library: Library, make) -> None:
    made = make("lost words", pictures=2)
    _truncate_record(library, library.folder(made.id))
    assert rebuild(library).recovered == 2
    entries = library.index.find([made.id])
    assert [(entry.file, entry.recovered, entry.prompt) for entry in entries] == [("1-1.png", True, ""), ("2-1.png", True, "")]
    assert list(library.folder(made.id).glob("run.json.broken-*"))


def test_what_is_counted(library: Library, make) -> None:
    make("x", pictures=3)
    make("y")
    counted = Checked()
    assert list(check(library, counted)) == []
    assert (counted.pictures, counted.records) == (4, 2)


def test_a_home_that_is_not_there_has_no_problems(tmp_path: Path) -> None:
    assert list(check(Library(tmp_path / "none"), Checked())) == []
    assert not (tmp_path / "none").exists()


# how the home is


def keys(library: Library) -> list[str]:
    return [note.key for note in health(library) if note.key != "store.low"]


def test_a_sound_home_says_nothing(library: Library, make) -> None:
    make("x")
    assert keys(library) == []


def test_a_home_that_is_a_file_is_said(library: Library) -> None:
    shutil.rmtree(library.home)
    library.home.write_text("x", encoding="utf-8")
    assert keys(library)[0] in STOPS


def test_a_synchronised_home_is_said(tmp_path: Path) -> None:
    library = Library(tmp_path / "OneDrive" / "home").open()
    assert keys(library) == ["store.synced"]
    assert "OneDrive" in health(library)[-1].say("zh-CN")


def test_a_broken_index_is_set_aside_said_and_made_again_by_itself(library: Library, make) -> None:
    made = make("x")
    _break_index(library, library.home)
    library.indexed(made.id)
    assert keys(library) == ["store.index_broken"]
    tend(library).join()
    assert library.index.counts().pictures == 1
    library.close()
    library.index.path.write_bytes(b"again" * 1000)
    library.indexed(made.id)
    for _ in range(200):
        if library.trouble is None:
            break
        time.sleep(0.02)
    assert library.index.counts().pictures == 1
    assert len(list(library.home.glob("library.db.broken-*"))) >= 1


def test_what_the_disk_is_used_for(library: Library, make) -> None:
    made = make("x", pictures=2)
    (library.references / "a.png").write_bytes(b"x" * 1000)
    (library.previews / "a.webp").write_bytes(b"x" * 500)
    used = usage(library)
    assert (used.references, used.previews) == (1000, 500)
    assert used.runs == sum(path.stat().st_size for path in library.folder(made.id).iterdir())
    assert used.whole > used.free > 0
    assert used.home >= used.runs + 1500
