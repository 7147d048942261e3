"""A real Chromium on a real studio. Without a browser these tests are skipped and the summary says how to get one; STUDIO_REQUIRE_BROWSER=1 makes that a
failure. Every page fails its test on a console error, an uncaught exception, or a request that leaves this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.served import Served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
GRADIOS = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
"""What gradio itself logs: a stream that was open when the page was left."""


def found() -> str:
    """A Chromium or Chrome of this machine; empty for none."""
    return next((path for name in NAMES if (path := shutil.which(name))), "") or next((path for path in PLACES if Path(path).is_file()), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = found()
    if not path:
        if os.environ.get("STUDIO_REQUIRE_BROWSER"):
            pytest.fail("STUDIO_REQUIRE_BROWSER is set and there is no Chromium or Chrome here")
        pytest.skip("no Chromium or Chrome on this machine")  # for a developer without one, told how to get it; in CI it fails, above
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory, demo) -> Iterator[Served]:
    """A studio with the demo renderer and two configured gateways that are faces of the demo gateway."""
    env = {name: value for name, value in demo.env.items() if name.startswith(("OCTOPUSX", "GOOGLE"))}
    served = Served(tmp_path_factory.mktemp("browser") / "home", env=env | {"STUDIO_GATEWAY": "demo", "STUDIO_RETRIES": "1"})
    yield served
    assert served.stop() is not None
    assert "Traceback" not in served.said, served.said


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Others work on this machine, too: what a person would wait for is waited for."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


RUN = "(tab) => { const { value } = document.querySelector(`#${tab} :is(tile-grid, chat-log)`); return value.turns ? value.turns.at(-1)?.run : value.run; }"


@contextmanager
def another(page: Page, tab: str) -> Iterator[None]:
    """What is done within begins a run, and it is the one that the tab shows at the end: what an earlier one left there is not taken for it."""
    page.wait_for_function("(tab) => document.querySelector(`#${tab} :is(tile-grid, chat-log)`)?.value", arg=tab)
    known = page.evaluate(RUN, tab)
    yield
    page.wait_for_function(f"([tab, known]) => ({RUN})(tab) !== known", arg=[tab, known], timeout=60_000)


class Window:
    """Opens pages and remembers what went wrong in them."""

    def __init__(self, browser: Browser, studio: Served) -> None:
        self.browser, self.studio = browser, studio
        self.wrong: list[str] = []
        self.contexts: list = []

    def fresh(self, width: int = 1440, height: int = 900, *, at: str = "", theme: str = "light", locale: str = "en-US", **more: object) -> Page:
        """A page of somebody who comes by: it has been nowhere yet, and opens where something works (`at` names a tab instead)."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale=locale, **more)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        page.on("request", self._request)
        page.on("filechooser", lambda _: None)  # asked for from the start: where a test only expects one, a quick press is before Playwright's wish for it
        page.goto(self.studio.url + (f"/#{at}" if at else ""))
        page.locator("body[data-tab]").wait_for()
        return page

    def open(self, width: int = 1440, height: int = 900, *, theme: str = "light", locale: str = "en-US", touch: bool = False) -> Page:
        """A page at Text to image, ready for a hand."""
        page = self.fresh(width, height, at="t2i", theme=theme, locale=locale, has_touch=touch, accept_downloads=True)
        page.locator("#t2i-generate").wait_for()
        page.locator("#t2i-form fieldset").first.wait_for(state="attached")
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(GRADIOS):
            self.wrong.append(f"console: {message.text} {message.location.get('url', '')}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.studio.url, "data:", "blob:")):
            self.wrong.append(f"outbound: {request.url}")


@pytest.fixture
def window(browser: Browser, studio: Served) -> Iterator[Window]:
    opened = Window(browser, studio)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.wrong == []
