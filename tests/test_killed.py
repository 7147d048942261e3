"""A studio that is killed: at every step of a picture's way, and at moments that nobody chose. Nothing delivered is missing, nothing half is listed.

`KILL_ROUNDS=100 pytest tests/test_killed.py` kills so often at random moments.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image as Pillow

import studio
from studio.store.base import Query
from studio.store.check import Checked, check
from studio.store.local import Library
from studio.store.record import read_answers

ROOT = Path(studio.__file__).parent.parent
ASK = 'studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="A red fox", seed=7)'
CHILD = f"""
import asyncio, os, signal, sys, studio
from studio.http import Transport
from studio.run import Run
from studio.store import sqlite
from studio.store.files import Arriving
from studio.store.local import Library

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name):
    setattr(owner, name, die)

def after(owner, name, when=lambda *given: True):
    real = getattr(owner, name)
    def step(*given, **named):
        done = real(*given, **named)
        if when(*given):
            die()
        return done
    setattr(owner, name, step)

match sys.argv[2]:
    case "journalled": before(Run, "start")
    case "sending": before(Transport, "send")
    case "arriving": after(Arriving, "write", lambda sink, data: sink.bytes > 50_000)
    case "arrived": after(Arriving, "settle")
    case "renamed": after(Library, "keep")
    case "recorded":
        real = sqlite.SqliteIndex.take
        sqlite.SqliteIndex.take = lambda index, runs: die() if "ok" in [index._read(run).status for run in runs] else real(index, runs)
    case "indexing": after(sqlite, "_put", lambda db, taken: taken.entries)

async def main():
    async with studio.open(home=sys.argv[1]) as s:
        await s.run({ASK})

asyncio.run(main())
"""


def killed(code: str, home: Path, demo, *words: str) -> None:
    done = subprocess.run([sys.executable, "-c", code, str(home), *words], cwd=ROOT, env=os.environ | demo.env, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def sound(library: Library) -> None:
    """Every picture that is listed decodes to its last line, and a check finds nothing."""
    entries = library.index.page(Query(), limit=500).entries
    for entry in entries:
        assert hashlib.sha256(entry.path.read_bytes()).hexdigest() == entry.sha256
        with Pillow.open(entry.path) as opened:
            opened.load()
    counted = Checked()
    assert [(problem.kind, problem.path) for problem in check(library, counted)] == []
    assert counted.pictures >= len(entries)


@pytest.mark.parametrize(
    ("point", "pictures", "error", "billed", "notes"),
    [
        ("journalled", 0, "store.unsent", "no", []),
        ("sending", 0, "verdict.interrupted", "maybe", []),
        ("arriving", 0, "verdict.interrupted", "maybe", []),
        ("arrived", 1, None, None, ["store.recovered"]),
        ("renamed", 1, None, None, ["store.recovered"]),
        ("recorded", 1, None, None, []),
        ("indexing", 1, None, None, ["store.recovered_cut"]),
    ],
)
def test_killed_on_the_way(tmp_path: Path, demo, point: str, pictures: int, error: str | None, billed: str | None, notes: list[str]) -> None:
    killed(CHILD, tmp_path, demo, point)
    (run,) = Library(tmp_path).ids()
    arriving = [path.parent.name for path in tmp_path.rglob(".1.*.part")]
    assert arriving == ([run] if point in ("arriving", "arrived") else []), "from its first byte on it lies with its run"
    assert list((tmp_path / "incoming").iterdir()) == []
    library = Library(tmp_path).open()
    record = library.read(run)
    (answer,) = read_answers(record, library.folder(run))
    assert record["status"] != "running"
    assert answer.phase == "ended"
    assert record["request"]["prompt"] == "A red fox"
    assert len(library.index.page(Query()).entries) == pictures
    assert len(answer.images) == pictures
    assert (answer.error and answer.error.key, answer.error and answer.error.billed) == (error, billed)
    assert [note.key for note in answer.notes] == notes
    assert "test-key-123" not in (library.folder(run) / "run.json").read_text(encoding="utf-8")
    assert list(tmp_path.rglob(".*.part")) == []
    assert list((tmp_path / "working").iterdir()) == []
    assert [done.run for done in library.mended] == ([] if point == "recorded" else [run])
    sound(library)
    library.close()
    again = Library(tmp_path).open()
    assert again.read(run) == record, "mended once"
    assert again.mended == []


WATCHED = """
import asyncio, json, sys, studio
async def main():
    async with studio.open(home=sys.argv[1]) as s:
        while True:
            run = await s.start(studio.Request(
                gateway="google", model="gemini-3.1-flash-image", size="512", prompt="A red fox", count=2, thinking="high"))
            async for result in run.changes(pace=0):
                for image in (*result.images, *result.drafts):
                    print(json.dumps([result.id, image.path.name, image.digest]), flush=True)
asyncio.run(main())
"""


def test_killed_at_random(tmp_path: Path, demo) -> None:
    """In one home, again and again: what a page was shown is there, as it was, and in the index."""
    moments = random.Random(20261121)
    announced: dict[tuple[str, str], str] = {}
    for _ in range(int(os.environ.get("KILL_ROUNDS", "3"))):
        process = subprocess.Popen([sys.executable, "-c", WATCHED, str(tmp_path)], cwd=ROOT, env=os.environ | demo.env, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(moments.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        lines += process.stdout.readlines()
        process.stdout.close()
        announced |= {(run, name): digest for run, name, digest in (json.loads(line) for line in lines if line.endswith("\n"))}
        library = Library(tmp_path).open()
        for (run, name), digest in announced.items():
            assert hashlib.sha256((library.folder(run) / name).read_bytes()).hexdigest() == digest
        listed = {entry.id for entry in library.index.page(Query(), limit=500).entries}
        assert {f"{run}/{name}" for run, name in announced if ".draft" not in name} <= listed
        assert all(library.read(run)["status"] != "running" for run in library.ids())
        sound(library)
        library.close()
    assert announced


SLOW = f"""
import asyncio, studio, sys
async def main():
    async with studio.open(home=sys.argv[1]) as s:
        await s.run({ASK.replace("A red fox", "A red fox demo:slow:60")})
asyncio.run(main())
"""


def test_what_another_process_works_on_is_left_alone(tmp_path: Path, demo) -> None:
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path)], cwd=ROOT, env=os.environ | demo.env)
    while not list(tmp_path.rglob("1.reply")):
        assert process.poll() is None
        time.sleep(0.02)
    library = Library(tmp_path).open()
    (run,) = library.ids()
    assert library.read(run)["status"] == "running"
    assert library.mended == []
    assert list(check(library, Checked())) == []
    process.send_signal(signal.SIGKILL)
    process.wait()
    library.open()
    assert library.read(run)["status"] == "failed"
    assert [done.run for done in library.mended] == [run]
