"""References that nothing names: they go after a week, and nothing else does."""

import asyncio
import hashlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio import attach
from studio.core.parts import Image, Picture, Text, Turn
from studio.core.request import Reference, Request
from studio.errors import StorageFault
from studio.gateways import discover
from studio.store import chats, references
from studio.store.bin import empty
from studio.store.check import Checked, check
from studio.store.collect import UNTOUCHED, collect
from studio.store.local import Library
from studio.store.marks import delete
from studio.store.rebuild import catch_up, tend
from studio.store.record import request_from, request_to

NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)
GOOGLE = next(gateway for gateway in discover() if gateway.name == "google")


def old(path: Path, seconds: float = UNTOUCHED + 60) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


@pytest.fixture
def copy(library: Library):
    """A prepared picture among the references, that was made and not touched since."""

    def one(said: bytes, seconds: float = UNTOUCHED + 60) -> Path:
        path = library.references / f"{hashlib.sha256(said).hexdigest()}.png"
        path.write_bytes(said)
        old(path, seconds)
        return path

    return one


def sound(library: Library) -> None:
    assert [(problem.kind, problem.path.name) for problem in check(library, Checked())] == []


def test_what_nothing_names_goes_after_a_week(library: Library, copy, make) -> None:
    make("another")
    path, young, ahead = copy(b"one"), copy(b"two", UNTOUCHED - 60), copy(b"three", -UNTOUCHED - 60)
    side = path.with_suffix(".json")
    side.write_text("{}", encoding="utf-8")
    small = library.previews / f"{path.stem}.thumb.webp"
    small.write_bytes(b"small")
    stray, mine = library.references / ".abcd.part", library.references / "holiday.png"
    for other in (stray, mine):
        other.write_bytes(b"x")
        old(other)
    assert collect(library) == 1
    assert [there.exists() for there in (path, side, small, stray)] == [False] * 4
    assert [there.exists() for there in (young, ahead, mine)] == [True] * 3
    assert collect(library) == 0


def test_what_is_named_stays(library: Library, copy, make) -> None:
    """By a record, by one in the bin, as a mask, by a conversation, by a broken record, by one that is kept elsewhere."""
    named = [copy(name) for name in (b"record", b"binned", b"mask", b"chat", b"broken", b"elsewhere", b"future")]
    recorded, binned, masked, talked, broken, elsewhere, future = named
    make("record", references=(Reference(str(recorded)),))
    gone = make("binned", references=(Reference(str(binned)),))
    delete(library, [f"{gone.id}/1-1.png"], NOW)
    make("mask", task="edit", mask=str(masked))
    image = Image(path=talked, mime="image/png", width=1, height=1, bytes=4, digest=talked.stem)
    chats.append(library.home, "talk", "20261121T140203-0123456789ab", Turn(role="user", parts=(Text("x"), Picture(image=image))), NOW)
    half = make("broken", references=(Reference(str(broken)),))
    record = library.folder(half.id) / "run.json"
    record.write_bytes(record.read_bytes()[:-20])
    library.indexed(half.id)
    library.rescue.write("20261121T140203-ba9876543210", "run.json", json.dumps({"file": f"references/{elsewhere.name}"}).encode())
    (library.home / "shares").mkdir()
    (library.home / "shares" / "one.txt").write_text(f"{future.name}\n", encoding="utf-8")
    loose = copy(b"loose")
    try:
        assert collect(library) == 1
    finally:
        (folder,) = library.rescue.folders()
        (folder / "run.json").unlink()
        folder.rmdir()
    assert [path.exists() for path in named] == [True] * 7
    assert not loose.exists()


def test_what_the_bin_was_emptied_of_stays_while_a_run_needs_it(library: Library, make) -> None:
    parent = make("parent")
    make("child", references=(Reference(str(library.folder(parent.id) / "1-1.png")),))
    delete(library, [f"{parent.id}/1-1.png"], NOW)
    empty(library)
    (kept,) = library.references.iterdir()
    old(kept)
    assert collect(library) == 0
    assert kept.exists()
    sound(library)


def test_an_index_that_is_new_names_nothing_and_loses_nothing(library: Library, copy, make) -> None:
    named = copy(b"named")
    make("record", references=(Reference(str(named)),))
    library.close()
    library.index.path.unlink()
    assert collect(library) == 0
    assert named.exists()


def test_what_can_not_be_read_stops_it(library: Library, copy) -> None:
    path = copy(b"one")
    library.index.path.mkdir()
    with pytest.raises(StorageFault):
        collect(library)
    assert path.exists()


def test_what_stands_in_a_tray_is_touched(library: Library, copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "measure", lambda path, where: Image(path=path, mime="image/png", width=1, height=1, bytes=3, digest=path.stem))
    path = copy(b"one")
    references.find(library, path.name)
    assert collect(library) == 0
    assert path.exists()


def test_what_goes_along_is_touched(library: Library, tmp_path: Path) -> None:
    """What was sent before and lies there is not made again; it is in use again."""
    own = tmp_path / "own.png"
    Pillow.new("RGB", (9, 9)).save(own)
    request = Request(prompt="x", references=(Reference(str(own)),))

    def prepared() -> Path:
        (image,), _ = asyncio.run(attach.references(library, request, GOOGLE.models[0], 10_000_000))
        return image.path

    path = prepared()
    old(path)
    assert prepared() == path
    assert collect(library) == 0
    assert path.exists()


def test_at_the_start(library: Library, copy, make) -> None:
    make("x")
    path = copy(b"one")
    tend(library).join()
    assert not path.exists()
    assert library.trouble is None


def test_a_mask_is_recorded_as_the_copy_that_was_sent(library: Library, copy, make, tmp_path: Path) -> None:
    """Never by the person's own path, which is no one's business and leads nowhere in another home."""
    path = copy(b"mask")
    said = request_to(Request(prompt="x", mask=str(path)), (), library.home)  # the engine has put it there (attach.py)
    assert said["mask"] == f"references/{path.name}"
    assert request_from(said, library.home).mask == str(path)
    assert request_to(Request(prompt="x", mask=str(tmp_path / "own.png")), (), library.home)["mask"] == "own.png"
    assert request_from({"prompt": "x", "mask": str(tmp_path / "own.png")}, library.home).mask == ""
    made = make("x", mask=str(path))
    assert library.index.needed_by(f"references/{path.name}") == (made.id,)
    path.unlink()
    assert [problem.kind for problem in check(library, Checked())] == ["missing"]
    assert catch_up(library) == 0
