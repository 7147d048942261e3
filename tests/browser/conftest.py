"""A real Chromium on a real studio. Without a browser these tests are skipped and the summary says how to get one; STUDIO_REQUIRE_BROWSER=1 makes that a
failure. Every page fails its test on a console error, an uncaught exception, or a request that leaves this machine."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

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


class Window:
    """Opens pages and remembers what went wrong in them."""

    def __init__(self, browser: Browser, studio: Served) -> None:
        self.browser, self.studio = browser, studio
        self.wrong: list[str] = []
        self.contexts: list = []

    def open(self, width: int = 1440, height: int = 900, *, theme: str = "light", locale: str = "en-US", touch: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale=locale, has_touch=touch, accept_downloads=True
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        page.on("request", self._request)
        page.goto(self.studio.url + "/#t2i")  # where something works a new window opens there, and tests leave work behind
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
