"""The tab Library over 100 000 pictures in a real Chromium, and a studio's start over that home beside an empty one.

Run: python tests/benchmarks/library_page.py [--records 100000] [--into FOLDER]. `FOLDER` may hold a home that `library.py --into` left. The pictures are tiny
stand-ins, so what is timed is the way from a press to rows of the right size, without decoding. Prints medians of five, with ratios against a library of a
hundredth in the same run.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from studio.store.local import Library
from studio.store.rebuild import rebuild
from tests.benchmarks.library import build
from tests.browser.conftest import found
from tests.served import Served

FIRST = "document.querySelectorAll('library-grid figure').length >= 20"


def timed(page: Page, what: str, done: str) -> float:
    """Milliseconds from running `what` to the frame in which `done` holds."""
    script = f"""() => new Promise((end) => {{ const began = performance.now(); {what};
      const look = () => ({done} ? end(performance.now() - began) : requestAnimationFrame(look)); requestAnimationFrame(look); }})"""
    return float(page.evaluate(script))


def walk(home: Path) -> dict[str, float]:
    """Medians of each step over one home."""
    begun = time.monotonic()
    served = Served(home)
    ready = time.monotonic() - begun
    times: dict[str, list[float]] = {"open": [], "search": [], "further": []}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(served.url + "/#library")
            page.wait_for_function(FIRST, timeout=60_000)
            for word in ("teapot", "灯塔", "violin", "orchard", "茶壶"):
                grid, field = "document.querySelector('library-grid')", "document.querySelector('#library-search')"
                page.evaluate(f"{grid}.draw({{items: [], more: false}})")
                times["open"].append(timed(page, "document.querySelector('library-view').fresh()", FIRST))
                many = int(page.evaluate("document.querySelectorAll('library-grid figure').length"))
                more = f"document.querySelectorAll('library-grid figure').length > {many}"
                times["further"].append(timed(page, f"{grid}.scrollTop = {grid}.scrollHeight", more))
                marked = f"document.querySelector('library-grid .hit')?.ariaLabel.includes('{word}')"
                times["search"].append(timed(page, f"{field}.value = '{word}'; {field}.dispatchEvent(new Event('input'))", marked))
                page.evaluate("document.querySelector('library-view').wish({q: ''})")
                page.wait_for_function(FIRST)
            browser.close()
    finally:
        served.stop()
    return {"ready": ready * 1000} | {name: statistics.median(all_) for name, all_ in times.items()}


def main() -> None:
    """Build both homes, walk both, print."""
    words = argparse.ArgumentParser()
    words.add_argument("--records", type=int, default=100_000)
    words.add_argument("--into", default="")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        homes = []
        for name, count in (("many", given.records), ("few", given.records // 100)):
            home = Path(given.into or spare) / name
            if not (home / "library.db").is_file():
                build(home, count)
                library = Library(home).open()
                rebuild(library)
                library.close()
            homes.append(walk(home))
        many, few = homes
        labels = {"ready": "start to ready", "open": "first page drawn", "further": "next page on scrolling"}
        labels |= {"search": "word typed to rows (160 ms of it waited for)"}
        for name, label in labels.items():
            print(f"{label:<48} {many[name]:7.0f} ms   {many[name] / few[name]:.2f}x of {given.records // 100:,}")


if __name__ == "__main__":
    main()
