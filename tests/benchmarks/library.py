"""A library of 100 000 pictures: a page, a search, a filter, a durable insert, a rebuild; and start-up beside an empty home.

Run: python tests/benchmarks/library.py [--records 100000] [--rounds 200] [--into FOLDER]. The home is made of real runs (`run.json` and a tiny picture each,
`--records` of them) and read into the index by `rebuild`, so that what is measured is what a person has. Prints medians and 95th percentiles with the targets
of PERFORMANCE.md, and ratios: against the same on a library of a hundredth, and of the insert against one bare fsync of the same disk.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from studio.store.base import Query
from studio.store.health import health
from studio.store.local import Library
from studio.store.marks import star
from studio.store.rebuild import catch_up, rebuild

NOUNS = [
    "fox",
    "boat",
    "vase",
    "lamp",
    "chair",
    "bridge",
    "garden",
    "mountain",
    "kettle",
    "window",
    "lighthouse",
    "violin",
    "teapot",
    "orchard",
    "subway",
    "cathedral",
]
STYLES = ["watercolour", "risograph", "photograph", "isometric", "woodcut", "charcoal", "neon", "pastel", "blueprint", "collage"]
COLOURS = ["cobalt", "ochre", "teal", "vermilion", "ivory", "graphite", "coral", "emerald", "saffron", "plum"]
CHINESE = ["狐狸", "纸船", "花瓶", "台灯", "椅子", "大桥", "花园", "雪山", "水壶", "窗边", "灯塔", "提琴", "茶壶", "果园", "地铁", "教堂"]
HUES = ["橙色的", "蓝色的", "青绿的", "朱红的", "象牙白", "石墨灰", "珊瑚色", "翠绿的"]
PIXEL = b"\x89PNG\r\n\x1a\n" + b"a picture is not opened here" * 2
TASKS = ("generate", "edit", "chat")
MODELS = ("gemini-3.1-flash-image", "gemini-3-pro-image", "gpt-image-2")


def build(home: Path, count: int, year: int = 2024) -> list[str]:
    """A home of so many ended runs over two years, without flushing each: it is the reading that is measured. Returns their ids."""
    draw = random.Random(7 if year == 2024 else None)
    Library(home).open().close()
    made = []
    begun = datetime(year, 11, 1, 9, 0, 0, tzinfo=timezone(timedelta(hours=1)))
    for number in range(count):
        when = begun + timedelta(seconds=number * 63_072_000 / count)
        run = f"{when:%Y%m%dT%H%M%S}-{when.microsecond >> 8:03x}{draw.getrandbits(36):09x}"
        folder = home / "runs" / run[:4] / run[4:6] / run
        folder.mkdir(parents=True)
        prompt = (
            f"{draw.choice(HUES)}{draw.choice(CHINESE)}在{draw.choice(CHINESE)}旁，{draw.choice(STYLES)} 第{number}张"
            if number % 3 == 0
            else f"A {draw.choice(COLOURS)} {draw.choice(NOUNS)} beside a {draw.choice(NOUNS)}, {draw.choice(STYLES)}, morning light, number {number}"
        )
        image = {"path": "1-1.png", "mime": "image/png", "width": 1, "height": 1, "bytes": len(PIXEL), "digest": f"{draw.getrandbits(256):064x}"}
        part = {"kind": "picture", "image": image, "draft": False, "signed": False, "fetched": False, "opaque": "", "at": 3.0}
        answer = {
            "parts": [{"kind": "thought", "text": "I think about light. " * 20, "opaque": "", "at": 1.0, "until": 2.0}, part],
            "usage": None, "finished": None, "served": "", "error": None, "began": 0.1, "ended": 4.2, "attempts": 1, "notes": [],
        }  # fmt: skip
        record = {
            "schema": 1, "id": run, "created": when.isoformat(timespec="seconds"), "status": "ok",
            "request": {"task": TASKS[number % 3], "prompt": prompt, "gateway": ("ofox", "google")[number % 2], "model": MODELS[number % 3]},
            "sent": None, "notes": [], "answers": [answer], "earlier": [], "cost": {"usd": 0.04, "basis": "usage", "prices": ""},
        }  # fmt: skip
        (folder / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        (folder / "1-1.png").write_bytes(PIXEL)
        made.append(run)
    return made


def timed(step: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after a warm-up."""
    step(0)
    taken = []
    for number in range(rounds):
        begun = time.perf_counter()
        step(number)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def measures(library: Library, rounds: int) -> dict[str, tuple[float, float]]:
    """Every question of the page."""
    index = library.index
    newest = index.page(Query()).entries
    middle = index.page(Query(until=datetime(2025, 11, 1).date())).entries[0].key  # noqa: DTZ001  a day of the calendar

    def search(*words: str) -> Callable[[int], object]:
        return lambda number: index.page(Query(words=words[number % len(words)]))

    few = max(10, rounds // 10)
    new = build(library.home, rounds + 1, year=2027)
    asked: dict[str, tuple[Callable[[int], object], int]] = {
        "first page of 50": (lambda _: index.page(Query()), rounds),
        "a page in the middle": (lambda _: index.page(Query(), after=middle), rounds),
        "search, one English word": (search(*NOUNS), rounds),
        "search, three words": (search("cobalt fox neon", "teal vase pastel", "coral lamp collage"), rounds),
        "search, a word that is rare": (lambda number: index.page(Query(words=f"number {number * 397 + 1}")), few),
        "search, 4 Chinese characters": (search("橙色的狐", "翠绿的花", "石墨灰纸"), rounds),
        "search, 2 Chinese characters": (search(*CHINESE), rounds),
        "search, 1-2 characters, nothing": (search("猫", "企鹅", "zq"), few),
        "filter by task and model": (lambda _: index.page(Query(task="edit", model=MODELS[1])), rounds),
        "filter by date and gateway": (lambda _: index.page(Query(gateway="google", until=datetime(2025, 6, 1).date())), rounds),  # noqa: DTZ001
        "how many: all": (lambda _: index.counts(), few),
        "how many: one English word": (lambda number: index.count(Query(words=NOUNS[number % 14])), few),
        "how many: 2 Chinese characters": (lambda number: index.count(Query(words=CHINESE[number % 16])), few),
        "facets": (lambda _: index.facets(), few),
        "one picture by its id": (lambda number: index.find([newest[number % 50].id]), rounds),
        "health": (lambda _: health(library), few),
        "durable insert": (lambda _: index.take([new.pop()]), rounds),
        "star (file and index)": (lambda number: star(library, [newest[number % 50].id], on=number % 2 == 0), few),
    }
    return {name: timed(step, count) for name, (step, count) in asked.items()}


TARGETS = {
    "first page of 50": "< 1", "search, one English word": "< 2", "search, three words": "< 2", "search, 4 Chinese characters": "< 2",
    "search, 2 Chinese characters": "< 40", "search, 1-2 characters, nothing": "< 40", "durable insert": "< 2 (p95)",
}  # fmt: skip


def fsync(folder: Path, rounds: int) -> tuple[float, float]:
    """One bare write of a page and its flush."""
    with (folder / "probe").open("wb") as file:

        def step(_: int) -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return timed(step, rounds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--into", default="", help="a folder to make the homes in, and to keep")
    said = parser.parse_args()
    root = Path(said.into or tempfile.mkdtemp(prefix="studio-benchmark-"))
    large, small = root / "large", root / "small"
    try:
        for home, count in ((large, said.records), (small, said.records // 100)):
            if not home.exists():
                build(home, count)
        small_one, large_one = Library(small).open(), Library(large).open()
        rebuild(small_one)
        begun = time.perf_counter()
        rebuild(large_one)
        whole = time.perf_counter() - begun
        print(f"rebuild                          {whole / said.records * 10_000:8.2f} s for each 10 000 runs")
        print(f"index                            {large_one.index.path.stat().st_size / 1e6:8.0f} MB for {said.records} pictures")
        probe = fsync(root, said.rounds)
        less, more = measures(small_one, said.rounds), measures(large_one, said.rounds)
        print(f"{'milliseconds':<33}{'median':>8}{'p95':>8}  {f'against {said.records // 100}':>12}  target")
        for name, (median, late) in more.items():
            print(f"{name:<33}{median:8.2f}{late:8.2f}  {median / less[name][0]:12.1f}  {TARGETS.get(name, '')}")
        print(f"{'one bare fsync':<33}{probe[0]:8.2f}{probe[1]:8.2f}  insert is {more['durable insert'][0] / probe[0]:.1f} of it")
        for home, name in ((large, "large"), (root / "empty", "empty")):
            begun = time.perf_counter()
            fresh = Library(home).open()
            opened = time.perf_counter() - begun
            catch_up(fresh)
            print(f"start with the {name} home          open {opened * 1000:.1f} ms, then aside {(time.perf_counter() - begun - opened) * 1000:.1f} ms")
    finally:
        if not said.into:
            shutil.rmtree(root)


if __name__ == "__main__":
    main()
