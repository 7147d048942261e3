"""What a real browser pays while the studio streams, and what a long conversation sends it.

Run: python tests/benchmarks/page_stream.py [--turns 20]. Two parts, each on a studio of its own with the demo renderer, in a headless Chromium:

- eight tiles think at once, 20 KB of thoughts together: updates a second that reach the page, the main thread's time in all and its longest task, and, as the
  ratio, the bytes of the event stream against the bytes of what was new in it (the thoughts' own text);
- a conversation of 20 turns with a picture each: bytes of the event stream to the browser for each turn, and the ratio of the last turn's to the second's
  (1.0 means that a turn costs the same however long the conversation is).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser.conftest import found
from tests.served import Served

WATCH = """() => {
  window.changes = 0; window.longest = 0; window.long = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) { window.longest = Math.max(window.longest, one.duration); window.long += 1; }
  }).observe({type: "longtask"});
  let last = 0;
  new MutationObserver(() => { const now = performance.now(); if (now - last > 20) { window.changes += 1; last = now; } })
    .observe(document.querySelector("thought-column"), {subtree: true, childList: true, characterData: true});
}"""


class Wire:
    """Bytes of gradio's event stream, as Chromium counts them."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0
        self._streams: set[str] = set()
        session.on("Network.responseReceived", self._began)
        session.on("Network.dataReceived", self._came)
        session.send("Network.enable")

    def _began(self, event: dict) -> None:
        if "/queue/data" in event["response"]["url"]:
            self._streams.add(event["requestId"])

    def _came(self, event: dict) -> None:
        if event["requestId"] in self._streams:
            self.bytes += event["dataLength"]


def cpu(session: CDPSession) -> float:
    """Seconds that the page's main thread has worked."""
    return next(one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration")


def opened(page: Page, studio: Served, tab: str) -> None:
    page.goto(f"{studio.url}/#{tab}")
    page.locator(f"#{tab}-form fieldset").first.wait_for(state="attached", timeout=60_000)
    page.locator(f"input[name={tab}-size][value='512']").check(force=True)


def tiles(page: Page, session: CDPSession, wire: Wire, studio: Served) -> None:
    """Eight tiles at once."""
    opened(page, studio, "t2i")
    page.locator("input[name=t2i-count][value='8']").check(force=True)
    page.locator("#t2i-prompt textarea").fill("A poster of quarter circles demo:long_thoughts:2")
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    before, began, worked = wire.bytes, time.monotonic(), cpu(session)
    page.locator("#t2i-generate").click()
    page.locator(".tile[data-state=done]").nth(7).wait_for(timeout=180_000)
    seconds, worked, sent = time.monotonic() - began, cpu(session) - worked, wire.bytes - before
    run = json.loads(max(studio.home.glob("runs/*/*/*/run.json")).read_bytes())
    text = sum(len(part["text"]) for answer in run["answers"] for part in answer["parts"] if part["kind"] == "thought")
    changes, longest, long = page.evaluate("[window.changes, window.longest, window.long]")
    print(f"eight tiles           {seconds:6.1f} s in all, {text / 1000:.0f} KB of thoughts")
    print(f"updates of the column {changes / seconds:6.1f} a second")
    print(f"main thread           {worked:6.2f} s ({100 * worked / seconds:.0f} % of the time), longest task {longest:.0f} ms, {long} over 50 ms")
    print(f"event stream          {sent / 1000:6.0f} KB, {sent / text:.1f} times the thoughts' own text")


def turns(page: Page, wire: Wire, studio: Served, count: int) -> None:
    """A conversation with a picture a turn."""
    opened(page, studio, "chat")
    sent = []
    for number in range(1, count + 1):
        before = wire.bytes
        page.locator("#chat-prompt textarea").fill(f"Make it {('blue', 'red', 'green')[number % 3]}" if number > 1 else "A marble pattern")
        page.locator("#chat-generate").click()
        page.locator("chat-log .result").nth(number - 1).wait_for(timeout=60_000)
        page.locator("#chat-generate").wait_for(timeout=60_000)
        page.wait_for_timeout(700)
        sent.append(wire.bytes - before)
    ratio = statistics.median(sent[-3:]) / statistics.median(sent[1:4])
    print(f"a turn of {count}           {statistics.median(sent) / 1000:6.1f} KB to the browser (median), last {sent[-1] / 1000:.1f} KB")
    print(f"last against first    {ratio:6.2f}")
    page.reload()
    before = wire.bytes
    page.locator("chat-log .result").nth(count - 1).wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    print(f"reload of all turns   {(wire.bytes - before) / 1000:6.1f} KB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=20)
    count = parser.parse_args().turns
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        studio = Served(Path(folder) / "home")
        try:
            for part in ("tiles", "turns"):
                page = chromium.new_page(viewport={"width": 1440, "height": 900})
                session = page.context.new_cdp_session(page)
                session.send("Performance.enable")
                wire = Wire(session)
                if part == "tiles":
                    tiles(page, session, wire, studio)
                else:
                    turns(page, wire, studio, count)
                page.close()
        finally:
            studio.stop()
            chromium.close()


if __name__ == "__main__":
    main()
