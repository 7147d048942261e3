"""A disk that fills while pictures are on their way, one that is read-only, one that is gone: nothing that arrived is lost, and it is said."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import studio
from studio.errors import StorageFault
from studio.main import main
from studio.store.base import Query
from studio.store.check import Checked, check
from studio.store.health import health
from studio.store.local import Library


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, of this test alone."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 80 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.name == "nt" or os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")  # that takes root on Linux, as in CI; the same faults without a disk of their own are in this folder
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def fill(disk: Path, *, leave: int) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(disk).free - leave))
    return ballast


def sent(home: Path) -> None:
    while not list(home.rglob("1.reply")):
        time.sleep(0.01)


def made(home: Path, demo, during) -> studio.Result:
    async def work():
        async with studio.open(environ=demo.env | {"STUDIO_HOME": str(home)}) as s:
            run = await s.start(studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="A red fox demo:slow:1", seed=7))
            await asyncio.to_thread(sent, home)
            during()
            return await run.wait()

    return asyncio.run(work())


def sound(library: Library) -> None:
    assert [(problem.kind, problem.path) for problem in check(library, Checked())] == []


@pytest.mark.parametrize("leave", [0, 40_000, 200_000])
def test_a_disk_that_fills_while_a_picture_arrives(small: Path, elsewhere: Path, demo, leave: int) -> None:
    home = small / "home"
    ballast: list[Path] = []
    result = made(home, demo, lambda: ballast.append(fill(small, leave=leave)))
    (image,) = result.images
    data = image.path.read_bytes()
    assert len(data) == image.bytes
    assert image.path.is_relative_to(elsewhere)
    assert any(str(elsewhere) in str(note) for note in result.every_note), "it is said where"
    assert Library(home).file(result.id, image.path.name) == image.path, "a page can show it"
    with pytest.raises(StorageFault, match="full"):
        Library(home).make_sure_of_room()
    ballast[0].unlink()
    library = Library(home).open()
    (entry,) = library.index.page(Query()).entries
    assert entry.path.is_relative_to(home)
    assert entry.path.read_bytes() == data
    assert library.read(result.id)["status"] == "ok"
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []
    sound(library)


def test_a_disk_that_goes_away_while_a_picture_arrives(small: Path, elsewhere: Path, demo, tmp_path: Path) -> None:
    home = small / "home"

    kept = tmp_path / "kept"
    kept.mkdir()
    subprocess.run(["mount", "--bind", small, kept], check=True)

    def gone() -> None:
        subprocess.run(["umount", "-l", small], check=True)

    result = made(home, demo, gone)
    (image,) = result.images
    assert image.path.is_relative_to(elsewhere)
    assert (image.path.parent / "run.json").is_file()
    assert list(small.iterdir()) == [], "nothing is written to the disk below"
    subprocess.run(["mount", "--move", kept, small], check=True)
    library = Library(home).open()
    assert [entry.id for entry in library.index.page(Query()).entries] == [f"{result.id}/{image.path.name}"]
    sound(library)


def test_a_home_behind_a_mount_that_vanished_is_not_written(small: Path) -> None:
    library = Library(small / "home").open()
    subprocess.run(["umount", "-l", small], check=True)
    for work in (library.open, library.make_sure_of_room, lambda: library.reply("20261121T140203-0123456789ab", 1)):
        with pytest.raises(StorageFault, match="its disk is gone"):
            work()
    assert list(small.iterdir()) == []


def test_a_full_disk_is_refused_before_money_is_spent(small: Path, demo) -> None:
    Library(small / "home").open()
    fill(small, leave=10_000_000)

    async def work() -> None:
        async with studio.open(environ=demo.env | {"STUDIO_HOME": str(small / "home")}) as s:
            await s.start(studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="x"))

    with pytest.raises(StorageFault, match="full"):
        asyncio.run(work())
    assert list(Library(small / "home").ids()) == []


@pytest.mark.parametrize("clean", [True, False])
def test_a_home_that_is_read_only_is_read(small: Path, demo, capsys, monkeypatch: pytest.MonkeyPatch, clean: bool) -> None:
    """Searched and checked as it is, also where it was not closed cleanly; nothing new is begun, nothing is sent."""
    for name, value in demo.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STUDIO_HOME", str(small / "home"))

    def call(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return int(ended.value.code or 0)

    order = ("generate", "A red fox", "--gateway", "google", "--model", "gemini-3.1-flash-image", "--size", "512", "--json")
    assert call(*order) == 0
    if not clean:
        library = Library(small / "home").open()
        (run,) = library.ids()
        library.indexed(run)
        assert list((small / "home").glob("library.db-wal"))
        away = {path: path.read_bytes() for path in (small / "home").glob("library.db*")}
        library.close()
        for path, data in away.items():
            path.write_bytes(data)
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    capsys.readouterr()
    assert call("library", "search", "fox", "--json") == 0
    assert json.loads(capsys.readouterr().out)["total"] == 1
    assert call("library", "check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert call(*order) == 7
    said = json.loads(capsys.readouterr().out)
    assert (said["error"]["kind"], said["error"]["billed"]) == ("storage", "no")
    library = Library(small / "home")
    assert next(note.key for note in health(library)) == "store.read_only"
    assert library.index.counts().pictures == 1
    subprocess.run(["mount", "-o", "remount,rw", small], check=True)
    library.open()
    (run,) = library.ids()
    library.indexed(run)
    library.indexed(run)
    assert library.trouble is None, "once it can be written again, it is"


def test_what_lies_in_a_folder_of_someone_else_is_not_believed(tmp_path: Path, elsewhere: Path) -> None:
    library = Library(tmp_path / "home").open()
    place = library.rescue.place("20261121T140203-0123456789ab", "1-1.png")
    assert place is not None
    assert place.is_relative_to(elsewhere)
    root = place.parent.parent
    shutil.rmtree(root)
    (tmp_path / "trap").mkdir()
    root.symlink_to(tmp_path / "trap")
    assert library.rescue.place("20261121T140203-0123456789ab", "1-1.png") is None
    assert library.rescue.folders() == []
    assert list((tmp_path / "trap").iterdir()) == []
