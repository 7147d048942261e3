"""Who works on what: a living process keeps its runs to itself, a dead one's are taken over once."""

import json
import os
import time
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import StorageFault
from studio.store.local import Library
from studio.store.working import SILENCE, Working
from tests.store.conftest import GOOGLE, NOW

RUN, OTHER = "20261121T140203-0123456789ab", "20261121T140203-ba9876543210"


def dead(working: Working) -> tuple[str, ...]:
    with working.dead() as runs:
        return runs


@pytest.fixture
def two(tmp_path: Path) -> tuple[Working, Working]:
    return Working(tmp_path, shared=False), Working(tmp_path, shared=False)


def test_what_lives_is_left_alone_and_what_died_is_taken_once(two: tuple[Working, Working], tmp_path: Path) -> None:
    one, other = two
    one.begin(RUN)
    assert other.alive() == {RUN}
    assert dead(other) == ()
    one._finalizer()  # what the system does when a process dies
    assert other.alive() == set()
    assert dead(other) == (RUN,)
    assert dead(other) == ()
    assert list((tmp_path / "working").iterdir()) == []


def test_what_fails_while_it_is_mended_is_mended_another_time(two: tuple[Working, Working]) -> None:
    one, other = two
    one.begin(RUN)
    one._finalizer()

    def mending() -> None:
        with other.dead() as runs:
            assert runs == (RUN,)
            assert dead(Working(other._folder.parent, shared=False)) == (), "meanwhile it is no one else's"
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        mending()
    assert dead(other) == (RUN,)


def test_what_ended_leaves_nothing(two: tuple[Working, Working], tmp_path: Path) -> None:
    one, other = two
    one.begin(RUN)
    one.begin(OTHER)
    one.end(RUN)
    assert other.alive() == {OTHER}
    one.end(OTHER)
    one.close()
    assert list((tmp_path / "working").iterdir()) == []
    assert other.living(one.process)


def test_an_uploads_process_is_known_by_its_name(two: tuple[Working, Working]) -> None:
    one, other = two
    name = one.process
    assert other.living(name)
    one._finalizer()
    assert not other.living(name)
    assert not other.living("0" * 12)


@pytest.mark.parametrize("shift", [-SILENCE - 10, SILENCE + 10])
def test_another_machine_is_believed_dead_after_a_day_of_silence(tmp_path: Path, shift: float) -> None:
    """Its lock can not be seen from here; nor is a clock that is set wrong a sign of life for ever."""
    one, other = Working(tmp_path, shared=True), Working(tmp_path, shared=True)
    one.begin(RUN)
    (lock,) = (tmp_path / "working").glob("*.lock")
    lock.write_text(json.dumps({"host": "another", "pid": 1}), encoding="utf-8")
    one._finalizer()
    assert other.alive() == {RUN}
    assert dead(other) == ()
    os.utime(lock, (time.time() + shift,) * 2)
    assert dead(other) == (RUN,)


def test_a_half_picture_and_an_upload_of_a_dead_process_are_cleared(tmp_path: Path) -> None:
    library = Library(tmp_path).open()
    upload, part = library.arriving(), library.arriving(RUN, 1)
    for sink in (upload, part):
        sink.write(b"half")
        sink.close()
    library.working.begin(RUN)
    assert part.path.parent == library.folder(RUN)
    assert part.path.name.startswith(".")
    Library(tmp_path).open()
    assert upload.path.exists()
    assert part.path.exists()
    library.working._finalizer()
    Library(tmp_path).open()
    assert list((tmp_path / "incoming").iterdir()) == []
    assert [path.read_bytes() for path in library.folder(RUN).iterdir()] == [b"half"]


@pytest.mark.parametrize("old", [False, True])
def test_a_whole_picture_of_a_dead_process_is_its_runs(tmp_path: Path, old: bool) -> None:
    """Where it lies by now, and where older studios wrote it."""
    library = Library(tmp_path).open()
    sink = library.arriving(RUN, 2)
    Pillow.new("RGB", (4, 5), (1, 2, 3)).save(sink.path, "PNG")
    sink.close()
    data = sink.path.read_bytes()
    if old:
        sink.path.rename(tmp_path / "incoming" / f"{RUN}{sink.path.name}")
    library.working.begin(RUN)
    library.working._finalizer()
    (done,) = Library(tmp_path).open().mended
    assert (done.run, done.found) == (RUN, 1)
    assert (library.folder(RUN) / "2-1.png").read_bytes() == data
    assert list(tmp_path.rglob("*.part")) == []


def test_what_could_not_be_put_in_its_place_is_mended_at_a_later_start(tmp_path: Path) -> None:
    """The run has ended, its record is written, and a part is there still: the disk took no more, say."""
    library = Library(tmp_path).open()
    sink = library.arriving(RUN, 1)
    Pillow.new("RGB", (4, 5), (1, 2, 3)).save(sink.path, "PNG")
    sink.close()
    library.working.begin(RUN)
    failed = Answer(began=0.5, ended=2.0, attempts=1, error=StorageFault("store.full", path="x"))
    library.write(Result(request=Request(prompt="x"), gateway=GOOGLE, model=GOOGLE.models[0], answers=(failed,), id=RUN), NOW)
    assert library.working.alive() == {RUN}
    library.close()
    again = Library(tmp_path).open()
    assert [(done.run, done.found) for done in again.mended] == [(RUN, 1)]
    assert [entry.id for entry in again.index.find([RUN])] == [f"{RUN}/1-1.png"]
    assert list((tmp_path / "working").iterdir()) == []
