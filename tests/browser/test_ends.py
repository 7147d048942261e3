"""Every way a run can end, in both languages and both themes: what Text to image says of each, and how each tab tells a timeout.

The studio here waits six seconds for a gateway and tries nothing twice. Image to image and Chat walk their other ends in their own files.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.words import Language, say
from tests.browser.conftest import another
from tests.browser.test_image_to_image import VASE
from tests.served import Served

pytestmark = pytest.mark.browser
PAIRS = [("en-US", "light"), ("zh-CN", "dark")]
SILENT = "A poster of arcs demo:slow:30"
ENGLISH = ("Generate", "Stop", "Retry", "Image size", "Auto", "Asked", "billed", "Thinking", "Download")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("ends") / "home", env={"STUDIO_TIMEOUT": "6", "STUDIO_RETRIES": "0"})
    yield served
    assert served.stop() is not None
    assert "Traceback" not in served.said, served.said


class Walk:
    """A tab in one window, language and theme."""

    def __init__(self, window, tab: str, locale: str, theme: str) -> None:
        self.name = tab
        self.language: Language = "zh-CN" if locale == "zh-CN" else "en"
        self.page: Page = window.fresh(at=tab, locale=locale, theme=theme)
        self.page.locator(f"#{tab}-form fieldset").first.wait_for(state="attached")
        assert self.page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
        self.prompt = self.page.locator(f"#{tab}-prompt textarea")
        self.stop = self.page.locator(f"#{tab}-stop")
        small = self.page.locator(f"#{tab} input[name={tab}-size][value='512']")
        small.evaluate("(node) => node.click()")
        expect(small).to_be_checked()

    def say(self, key: str) -> str:
        return say(key, self.language)

    def press(self, words: str) -> Locator:
        """Generate, and where the run is shown."""
        self.prompt.fill(words)
        with another(self.page, self.name):
            self.page.locator(f"#{self.name}-generate").click()
        return self.page.locator("chat-log .turn").last if self.name == "chat" else self.page.locator(f"#{self.name}-tiles .tile").first

    def ends(self, words: str, state: str) -> Locator:
        """Generate, and the end: what was typed is still there, and nothing works any more."""
        shown = self.press(words)
        expect(shown).to_have_attribute("data-state", state, timeout=60_000)
        expect(self.stop).to_be_hidden()
        return shown


@pytest.mark.parametrize(("locale", "theme"), PAIRS)
def test_text_to_image_tells_every_end(window, locale: str, theme: str) -> None:
    walk = Walk(window, "t2i", locale, theme)
    made = walk.ends("A poster of arcs", "done")
    expect(made.locator("img").first).to_have_js_property("complete", True)
    expect(walk.page.locator("#t2i-strip")).to_contain_text(walk.say("view.billed.free"))
    refused = walk.ends("A poster of arcs demo:image_safety", "refused")
    expect(refused.get_by_role("button", name=walk.say("view.edit_prompt"))).to_be_visible()
    expect(walk.prompt).to_have_value("A poster of arcs demo:image_safety")
    cut = walk.ends("A poster of arcs demo:truncated_stream", "uncertain")
    expect(cut.get_by_role("button", name=walk.say("view.retry"))).to_be_visible()
    expect(walk.page.locator("#t2i-thoughts .mind, #t2i-thoughts section").first).to_be_visible()  # what came before the cut is kept
    stopped = walk.press("A poster of arcs demo:slow:5")
    expect(stopped).to_have_attribute("data-state", "thinking")
    walk.stop.click()
    expect(stopped).to_have_attribute("data-state", "stopped")
    expect(walk.page.locator("#t2i-generate")).to_have_text(walk.say("page.generate"))
    working = walk.press("A poster of arcs demo:slow:4")
    expect(working).to_have_attribute("data-state", "thinking")
    walk.page.reload()
    expect(walk.prompt).to_have_value("A poster of arcs demo:slow:4")
    expect(working).to_have_attribute("data-state", "done", timeout=60_000)
    if walk.language == "zh-CN":
        for part in ("settings", "composer", "strip"):
            visible = walk.page.locator(f"#t2i-{part}").inner_text()
            assert [word for word in ENGLISH if word in visible] == [], part


@pytest.mark.parametrize("tab", ["t2i", "i2i", "chat"])
@pytest.mark.parametrize(("locale", "theme"), PAIRS)
def test_a_timeout_is_told_and_may_be_tried_again(window, tab: str, locale: str, theme: str) -> None:
    walk = Walk(window, tab, locale, theme)
    if tab == "i2i" and not walk.page.locator("#i2i-tray .ref").count():
        walk.page.locator("#i2i-tray input[type=file]").set_input_files([VASE])
        expect(walk.page.locator("#i2i-tray .ref[data-state=ready]")).to_have_count(1)
    late = walk.ends(SILENT, "uncertain")
    expect(late).to_contain_text(re.compile("sent nothing for 6 s|在 6 秒内没有发送"))
    expect(late).to_contain_text(walk.say("http.timeout.next"))  # it may bill
    expect(late.get_by_role("button", name=walk.say("view.ask_again" if tab == "chat" else "view.retry"))).to_be_visible()
    if tab != "chat":  # a turn that was sent stands in the conversation
        expect(walk.prompt).to_have_value(SILENT)
