"""A key in the home's `.env`: no one else reads it, nothing else in the file changes, and no value breaks out of its line."""

import logging
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import keys
from studio.errors import UsageError
from studio.layers import env_file

MINE = """# keys of the atelier
OFOX_API_KEY=old   # from the desk
export OTHER='a # b'
MULTI="one
OFOX_API_KEY=not this
two"

#OFOX_API_KEY=commented
EMPTY=
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_the_owners_alone(tmp_path: Path) -> None:
    assert keys.save(tmp_path / "home" / ".env", "OFOX_API_KEY", "sk-1") is True
    assert mode(tmp_path / "home" / ".env") == 0o600
    assert env_file(tmp_path / "home" / ".env") == {"OFOX_API_KEY": "sk-1"}


def test_a_file_that_lay_open_is_closed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n", encoding="utf-8")
    path.chmod(0o644)
    assert keys.save(path, "OFOX_API_KEY", "sk-1")
    assert mode(path) == 0o600


def test_no_byte_of_it_ever_lies_in_an_open_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at whenever a file is flushed, opened or renamed: under a umask that would leave everything open."""
    seen: list[tuple[str, int]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        seen.extend((path.name, mode(path)) for path in tmp_path.iterdir() if path.is_file() and b"sk-1" in path.read_bytes())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    old = os.umask(0)
    try:
        keys.save(tmp_path / ".env", "OFOX_API_KEY", "sk-1")
    finally:
        os.umask(old)
    assert seen
    assert {bits for _, bits in seen} == {0o600}
    assert [path.name for path in tmp_path.iterdir()] == [".env"], "nothing stays beside it"


def test_everything_else_stays(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(MINE, encoding="utf-8")
    before = env_file(path)
    keys.save(path, "OFOX_API_KEY", "sk-new")
    text = path.read_text(encoding="utf-8")
    assert text == MINE.replace("OFOX_API_KEY=old   # from the desk", "OFOX_API_KEY='sk-new'   # from the desk")
    assert env_file(path) == {**before, "OFOX_API_KEY": "sk-new"}
    keys.save(path, "NEW_API_KEY", "sk-2")
    assert path.read_text(encoding="utf-8") == text + "NEW_API_KEY='sk-2'\n"
    keys.remove(path, "NEW_API_KEY")
    assert path.read_text(encoding="utf-8") == text
    keys.remove(path, "OFOX_API_KEY")
    assert env_file(path) == {name: value for name, value in before.items() if name != "OFOX_API_KEY"}
    assert "#OFOX_API_KEY=commented" in path.read_text(encoding="utf-8")


def test_a_variable_that_stands_twice_stands_once_then(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\nexport A=2\nB=3", encoding="utf-8")
    keys.save(path, "A", "new")
    assert path.read_text(encoding="utf-8") == "A='new'\nB=3"
    keys.save(path, "C", "x")
    assert path.read_text(encoding="utf-8") == "A='new'\nB=3\nC='x'\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_windows_writes_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes("A=1\r\nB=中\r\n".encode(encoding))
    keys.save(path, "A", "new")
    assert path.read_bytes() == "A='new'\r\nB=中\r\n".encode()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "env").write_text("A=1\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to(tmp_path / "dotfiles" / "env")
    keys.save(tmp_path / ".env", "A", "new")
    assert (tmp_path / ".env").is_symlink()
    assert env_file(tmp_path / "dotfiles" / "env") == {"A": "new"}


@pytest.mark.parametrize("key", ["sk-1\nEVIL=1", "sk 1", "sk-\x001", "", "   ", "sk-1\r", "schlüssel"])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, key: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / ".env"
    if key == "sk-1\r":
        keys.save(path, "A", key)  # a line end that was pasted along
        assert env_file(path) == {"A": "sk-1"}
        return
    with caplog.at_level(logging.DEBUG), pytest.raises(UsageError) as caught:
        keys.save(path, "A", key)
    assert caught.value.field == "key"
    assert not path.exists()
    assert "sk-" not in str(caught.value) + caplog.text


@pytest.mark.parametrize("variable", ["", "A B", "A=1\nB", "1A", "A-B"])
def test_what_is_no_variable_is_refused(tmp_path: Path, variable: str) -> None:
    with pytest.raises(UsageError):
        keys.save(tmp_path / ".env", variable, "sk-1")


@given(st.text(alphabet=[chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=60))
def test_every_key_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    from studio.http.address import check_key

    path = tmp_path_factory.mktemp("env") / ".env"
    path.write_text("BEFORE=1\n", encoding="utf-8")
    wanted = check_key(key)
    if not wanted:
        return
    keys.save(path, "A_KEY", key)
    assert env_file(path) == {"BEFORE": "1", "A_KEY": wanted}
    keys.save(path, "A_KEY", "other")
    assert env_file(path) == {"BEFORE": "1", "A_KEY": "other"}


LINE = st.text(alphabet="AB_KEY=#'\"\\ \t\n\r$export", max_size=60)


@given(LINE, st.sampled_from(["sk-1", "a'b", 'a"b', "a\\", "a#b", "$KEY"]))
def test_whatever_stands_in_the_file_stands_there_afterwards(tmp_path_factory: pytest.TempPathFactory, text: str, key: str) -> None:
    path = tmp_path_factory.mktemp("env") / ".env"
    path.write_bytes(text.encode())
    before = env_file(path)
    keys.save(path, "A_KEY", key)
    after = env_file(path)
    assert after.pop("A_KEY") == key
    assert after == {name: value for name, value in before.items() if name != "A_KEY"}
    keys.remove(path, "A_KEY")
    assert env_file(path) == after


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    threads = [threading.Thread(target=keys.save, args=(path, f"KEY_{number}", f"sk-{number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert env_file(path) == {f"KEY_{number}": f"sk-{number}" for number in range(8)}


def test_removing_where_there_is_no_file(tmp_path: Path) -> None:
    keys.remove(tmp_path / ".env", "A")
    assert not (tmp_path / ".env").exists()
