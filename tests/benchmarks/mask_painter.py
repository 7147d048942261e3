"""A stroke over a 4096 × 4096 picture in a real Chromium, event by event, and the time from Done to the answer.

Run: python tests/benchmarks/mask_painter.py [--events 200]. `work` is what a move costs on the page's own thread: the handler with every pixel it sets, and the
drawing of what is seen of them. `seen` is the time from the event to the end of the frame that shows it: on a machine that others use it says who else was
there. `heap` is what the page holds after the strokes. Three brushes, fitted and at 100 %; then undo, redo and invert; then Done, from the press to `mask`.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from studio.store.local import Library
from tests.browser.conftest import found
from tests.browser.test_mask_painter import Bench

EDGE = 4096
# Each handler and each drawing is timed where it happens; a frame that follows says when the move was seen.
WATCH = """() => { window.work = []; window.shown = []; let now = 0; const { view } = painter, { draw } = view, { go } = painter;
  painter.go = function (...all) { const began = performance.now(); go.apply(this, all); now += performance.now() - began; };
  view.draw = function () { const began = performance.now(); draw.call(this); now += performance.now() - began; work.push(now); now = 0; };
  const moved = ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => shown.push(performance.now() - timeStamp)));
  painter.area.addEventListener("pointermove", moved, true); }"""
TIMED = "(name) => { const began = performance.now(); painter[name](); painter.view.draw(); return performance.now() - began; }"


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered):6.2f}  p95 {p95:6.2f}  worst {ordered[-1]:6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=200)
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        bench = Bench(browser, Library(Path(home) / "home").open())
        work = bench.start(1440, 900, picture=(EDGE, EDGE))
        began = time.perf_counter()
        work.open()
        print(f"open: {1000 * (time.perf_counter() - began):.0f} ms")
        page = work.page
        page.evaluate(WATCH)
        for look in ("fit", "full"):
            page.evaluate(f"painter.{look}()")
            for size in (64, 256, 1024):
                work.size(size)
                page.evaluate("work.length = shown.length = 0")
                x, y, w, h = (work.box[name] for name in ("x", "y", "width", "height"))
                page.mouse.move(x + w * 0.3, y + h * 0.3)
                page.mouse.down()
                for n in range(events):
                    page.mouse.move(x + w * (0.3 + 0.4 * abs((n / 40) % 2 - 1)), y + h * (0.3 + 0.4 * n / events))
                page.mouse.up()
                page.wait_for_timeout(100)
                print(f"{look:5} {size:5} px  work {spread(page.evaluate('work'))}   seen {spread(page.evaluate('shown'))}")
        page.evaluate("painter.fit()")
        for name in ("undo", "redo", "invert", "undo"):
            print(f"{name:7} {page.evaluate(TIMED, name):.0f} ms")
        cdp = page.context.new_cdp_session(page)
        cdp.send("HeapProfiler.collectGarbage")
        print("heap", page.evaluate("Math.round(performance.memory.usedJSHeapSize / 1e6)"), "MB")
        page.evaluate("() => { const { done } = painter; painter.done = function () { window.pressed = performance.now(); return done.call(this); }; "
                      "painter.addEventListener('mask', () => { window.took = performance.now() - window.pressed; }, { once: true }); }")  # fmt: skip
        said = work.done()
        kept = len(page.request.get(f"http://127.0.0.1:{bench.port}{said['href']}").body())
        print(f"Done to answer: {page.evaluate('window.took'):.0f} ms, {kept} bytes kept")
        bench.close()
        browser.close()


if __name__ == "__main__":
    main()
