"""From the press on Compare to two 4K pictures of the library in the comparer, on loopback: previews first, originals when they are zoomed past them.

Run: python tests/benchmarks/first_view.py [--rounds 7]. Needs Chromium. Prints medians beside a bare image of the same size, decoded in the same page and run.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

import studio as package
from tests.browser.conftest import found
from tests.served import Served

OPEN = """([a, b]) => new Promise((done) => {
  const begun = performance.now();
  document.dispatchEvent(new CustomEvent("studio:compare", {detail: {a, b}}));
  const compare = () => document.querySelector("#comparer");
  const ready = () => {
    const shown = [...compare()?.shadowRoot.querySelectorAll(".pic.ready img") ?? []];
    return shown.length === 2 && compare().value.a?.original.includes(a) && shown.every((img) => img.complete && img.naturalWidth);
  };
  const look = () => (ready() ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))) : requestAnimationFrame(look));
  look();
})"""
SHARP = """() => new Promise((done) => {
  const begun = performance.now(), compare = document.querySelector("#comparer");
  const sharp = () => [...compare.shadowRoot.querySelectorAll(".pic img")].every((img) => img.naturalWidth > 3000);
  compare.full();
  const look = () => (sharp() ? done(performance.now() - begun) : setTimeout(look, 10));
  look();
})"""
BARE = """async (address) => {
  const begun = performance.now(), img = new Image();
  img.src = address + "?" + begun;
  await img.decode();
  return performance.now() - begun;
}"""


async def make(home: Path) -> list[str]:
    """Two pairs of 4K pictures."""
    ids = []
    async with package.open(home=home, environ={}) as studio:
        for prompt in ("A cobalt teapot", "A terracotta amphora", "A red fox", "Mountains in mist"):
            result = await studio.run(package.Request(prompt=prompt, size="4K"))
            ids.append(f"{result.id}/{result.images[0].path.name}")
    return ids


def main() -> None:
    rounds = argparse.ArgumentParser()
    rounds.add_argument("--rounds", type=int, default=7)
    times = rounds.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with ThreadPoolExecutor(1) as pool:
            ids = pool.submit(asyncio.run, make(home)).result()
        served = Served(home)
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
                first, again, sharp, bare = [], [], [], []
                for _ in range(times):
                    page = chromium.new_page(viewport={"width": 1440, "height": 900})
                    page.goto(f"{served.url}/#compare")
                    page.locator("compare-tab .slot").first.wait_for()
                    page.wait_for_timeout(800)
                    first.append(page.evaluate(OPEN, ids[:2]))
                    again.append(page.evaluate(OPEN, ids[2:]))
                    sharp.append(page.evaluate(SHARP))
                    bare.append(page.evaluate(BARE, f"/media/{ids[0]}"))
                    page.close()
                chromium.close()
        finally:
            served.stop()
    base = statistics.median(bare)
    print("two 4096² pictures of the library, ms, and against decoding one original alone")
    for name, values in (("first view", first), ("another two", again), ("both originals at 100 %", sharp), ("one original, decoded alone", bare)):
        print(f"  {name:<30}{statistics.median(values):7.0f}  (worst {max(values):5.0f})  {statistics.median(values) / base:5.2f}")


if __name__ == "__main__":
    main()
