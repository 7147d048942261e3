"""Who works on what: a living process keeps its runs to itself, a dead one's are taken over once."""

import json
import os
import time
from pathlib import Path

import pytest

from studio.store.local import Library
from studio.store.working import SILENCE, Working

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
    Library(tmp_path).open()
    assert upload.path.exists()
    assert part.path.exists()
    library.working._finalizer()
    Library(tmp_path).open()
    assert list((tmp_path / "incoming").iterdir()) == []
    assert [path.read_bytes() for path in library.folder(RUN).iterdir()] == [b"half"]
