"""Frames of the comparer over two 4096 × 4096 pictures in a real Chromium, and the time to its first view.

Run: python tests/benchmarks/comparer.py [--frames 180] [--only divider,pan]. Each way of moving is driven once a frame, and two by a real mouse; the times are
those between the frames that were drawn, from Chromium's performance trace, with the frames it dropped. The previews are shown first: in the fitted rounds
both are measured. `work` is what a frame costs in CPU milliseconds, on the page's own thread, in painting, and in putting the frame together: on a machine
that others use it says whether sixty a second fit, where the times between frames say who else was there. The first view is the time from a value to both
previews painted; then the same to both originals at 200 %.
"""

import argparse
import io
import itertools
import json
import statistics
from collections.abc import Callable

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import found
from tests.browser.test_image_compare import Shelf

EDGE, PREVIEW = 4096, 1024
CATEGORIES = ["devtools.timeline", "devtools.timeline.frame", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame"]
CATEGORIES += ["toplevel"]
# Thread and event whose CPU time is counted.
WORK = {"page": ("CrRendererMain", "RunTask"), "paint": ("ThreadPoolForegroundWorker", "ThreadPool_RunTask"), "display": ("VizCompositorThread", "RunTask")}
READY = "() => [...node.shadowRoot.querySelectorAll('.pane img')].length === 2"
SHARP = "() => [...node.shadowRoot.querySelectorAll('.pane img')].every((img) => img.naturalWidth === 4096)"
# What is done in each frame; `p` goes from 0 to 1 and back.
MOVES = {
    "divider": "node.position = 10 + 80 * p",
    "overlay": "node.choose('opacity', 100 * p)",
    "loupe": "node.rule.hover(node, {x: node.box.w * (.3 + .4 * p), y: node.box.h * (.3 + .3 * p)})",
    "pan": "node.moveBy(p < last ? -9 : 9, p < last ? -5 : 5)",
}
MODES = {"divider": "slider", "overlay": "overlay", "loupe": "loupe", "pan": "slider"}
DRIVE = """([move, frames]) => new Promise((done) => { let n = 0, last = 0; const at = []; const act = new Function('node', 'p', 'last', move);
  const step = (now) => { at.push(now); if (n >= frames) return done(at);
    const p = Math.abs(((n++ / 60) % 2) - 1); act(node, p, last); last = p; requestAnimationFrame(step); };
  requestAnimationFrame(step); })"""
PAINTED = """([a, b, ready]) => new Promise((done) => { const began = performance.now(); ACT; const is = eval(ready);
  const end = () => done(performance.now() - began);
  const look = () => (is() ? requestAnimationFrame(() => requestAnimationFrame(end)) : requestAnimationFrame(look)); look(); })"""


def drawn(seed: int) -> Image.Image:
    """A picture with light, edges and grain, as photographs have them."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:EDGE, 0:EDGE].astype(np.float32) / EDGE
    rings = np.sin(40 * np.hypot(x - 0.4, y - 0.5 + seed / 20)) > 0
    base = np.stack([0.35 + 0.5 * x, 0.3 + 0.4 * y, 0.6 - 0.3 * x * y], axis=-1) + 0.12 * rings[..., None]
    grain = random.integers(-6, 7, (EDGE, EDGE, 1), dtype=np.int16)
    return Image.fromarray(np.clip(base * 255 + grain, 0, 255).astype(np.uint8))


def shelved(shelf: Shelf, name: str, seed: int) -> dict:
    picture = drawn(seed)
    small = picture.resize((PREVIEW, PREVIEW))
    for suffix, image, kind, how in ((".png", picture, "PNG", {"compress_level": 1}), (".small.png", small, "WEBP", {"quality": 82})):
        out = io.BytesIO()
        image.save(out, kind, **how)
        shelf.files[f"/{name}{suffix}"] = out.getvalue()
    return {"preview": f"/{name}.small.png", "original": f"/{name}.png", "width": EDGE, "height": EDGE}


def spread(times: list[float]) -> str:
    """p50, p95, worst, and how many of the frames took longer than one and than two sixtieths."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    late, very = (sum(one > limit for one in times) / len(times) for limit in (17.5, 34.2))
    middle = statistics.median(times)
    return f"p50 {middle:5.1f}  p95 {p95:5.1f}  worst {ordered[-1]:6.1f} ms   over 16.7: {late:5.1%}   over 33: {very:5.1%}   ({len(times)} frames)"


def traced(browser: Browser, page: Page, act: Callable[[], object]) -> tuple[list[float], str]:
    """Milliseconds between drawn frames while `act` runs, and in words: frames dropped and the work of each."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    frames = sorted({event["ts"] / 1000 for event in events if event["name"] == "DrawFrame"})
    dropped = sum(event["name"] == "DroppedFrame" for event in events)
    threads = {(event["pid"], event["tid"]): event["args"]["name"] for event in events if event["name"] == "thread_name"}
    spent = dict.fromkeys(WORK, 0.0)
    for event in events:
        for name, (thread, kind) in WORK.items():
            if event["name"] == kind and threads.get((event["pid"], event["tid"])) == thread:
                spent[name] += event.get("tdur", 0) / 1000 / max(1, len(frames))
    work = ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    return [after - before for before, after in itertools.pairwise(frames)], f"dropped {dropped}   work: {work} ms"


def mouse(page: Page, steps: int) -> None:
    box = page.locator("image-compare").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 90
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + 300 * abs((step / 60) % 2 - 1) - 150, y)
    page.mouse.up()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", type=int, default=180)
    parser.add_argument("--only", default=",".join(MOVES))
    asked = parser.parse_args()
    shelf = Shelf()
    a, b = shelved(shelf, "one", 1), shelved(shelf, "two", 2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(shelf.url)
        page.wait_for_function("window.ready")
        page.evaluate("start('one')")
        print(f"first view, previews of {PREVIEW} px: {page.evaluate(PAINTED.replace('ACT', 'node.value = pair(a, b)'), [a, b, READY]):.0f} ms")
        for name in asked.only.split(","):
            page.evaluate(f"node.mode = '{MODES[name]}'; node.fit()")
            for original in (False, True):
                if name in ("pan", "loupe") and not original:
                    continue  # panning and the loupe ask for the originals themselves
                if original:
                    sharp = page.evaluate(PAINTED.replace("ACT", "node.full(); node.zoomBy(2)"), [a, b, SHARP])
                    if sharp > 200:
                        print(f"originals at 200 %: {sharp:.0f} ms")
                    if name != "pan":
                        page.evaluate("node.fit()")
                    page.wait_for_timeout(400)
                what = f"{name}, {'200 %' if name == 'pan' else 'originals' if original else 'previews'}"
                page.evaluate(DRIVE, [MOVES[name], 30])  # decoded and warm
                times, rest = traced(browser, page, lambda name=name: page.evaluate(DRIVE, [MOVES[name], asked.frames]))
                print(f"{what:20} {spread(times)}  {rest}")
                if name in ("divider", "pan"):
                    times, rest = traced(browser, page, lambda: mouse(page, asked.frames))
                    print(f"{'  by the mouse':20} {spread(times)}  {rest}")
        browser.close()
    shelf.server.shutdown()


if __name__ == "__main__":
    main()
