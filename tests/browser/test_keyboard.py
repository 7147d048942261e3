"""The studio by keyboard alone. No test here has a mouse: a page is left to its keys, and every step looks at where the focus is and that it is seen."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from studio.words import say
from tests.served import Served

pytestmark = pytest.mark.browser
TABS = ("t2i", "i2i", "chat")
ORDER = (*TABS, "compare", "library", "gateways")
"""Every tab, as the arrows go."""
SHOWN = """() => {
  const node = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
  if (!node || node === document.body) return "nothing has the focus";
  if (!node.matches(":focus-visible")) return "not shown as focused: " + node.outerHTML.slice(0, 160);
  const box = node.matches("input[type=radio]") ? node.closest("label") : node.matches(".prompt textarea") ? node.closest(".composer")
    : node.matches(".field input") ? node.closest(".field") : node.matches(".stage[data-mode]") ? node.querySelector(".ring") : node;
  const style = getComputedStyle(box);
  const seen = style.boxShadow !== "none" || (style.outlineStyle !== "none" && !/transparent|, 0\\)/.test(style.outlineColor)) || box.matches(".composer");
  return seen ? "" : "no ring: " + box.outerHTML.slice(0, 160);
}"""


class Keys:
    """Presses keys and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def reach(self, wanted: Locator, key: str = "Tab", most: int = 90) -> None:
        """Press a key until `wanted` has the focus, as someone does who looks for it; every stop on the way is seen."""
        wraps = 0
        for _ in range(most):
            if wanted.count() and wanted.first.evaluate("(node) => node === document.activeElement || node.getRootNode().activeElement === node"):
                return
            self.press(key)
            if self.page.evaluate("document.activeElement === document.body"):  # past the end of the page, where a browser's own bar would be
                wraps += 1
                assert wraps < 3, f"{wanted} is not among the stops"
                continue
            self.seen()
        raise AssertionError(f"{wanted} is not reached; the focus is on {self.at()}")

    def seen(self) -> None:
        """Something has the focus, and shows it. (gradio swaps a button in a moment of its own, so a moment is given.)"""
        for _ in range(20):
            said = self.page.evaluate(SHOWN)
            if not said:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(said)

    def at(self) -> str:
        return self.page.evaluate("() => document.activeElement?.outerHTML.slice(0, 160) ?? ''")


def opened(window, width: int = 1440, height: int = 900, **how) -> tuple[Page, Keys]:
    page = window.open(width, height, **how)
    page.locator("body[data-tab]").wait_for()
    return page, Keys(page)


def tab(keys: Keys, name: str) -> None:
    """To a tab from wherever one is: the tab list is one stop, arrows move in it."""
    page = keys.page
    wanted = page.get_by_role("tab", name=say(f"page.tab_{name}", "en"), exact=True).first
    keys.reach(page.locator("#tabs > .tab-wrapper [role=tab][tabindex='0']").first, "Shift+Tab", 120)
    for _ in ORDER:
        if wanted.get_attribute("aria-selected") == "true":
            break
        keys.press("ArrowRight")
        page.wait_for_timeout(150)
    expect(wanted).to_be_focused()
    page.locator(f"#{name}-prompt textarea").wait_for()


def prompt(keys: Keys, name: str, words: str) -> None:
    box = keys.page.locator(f"#{name}-prompt textarea")
    keys.reach(box, most=140)
    keys.press("Control+a")
    keys.type(words)
    expect(box).to_have_value(words)


def chip(keys: Keys, group: str, value: str) -> None:
    """A radio of the form: its group is one stop."""
    page = keys.page
    keys.reach(page.locator(f"input[name={group}]:checked"))
    for _ in range(20):
        if page.locator(f"input[name={group}]:checked").input_value() == value:
            return
        keys.press("ArrowRight")
    raise AssertionError(value)


def png(folder: Path, colour: str) -> str:
    path = folder / f"{colour}.png"
    Image.new("RGB", (300, 200), colour).save(path)
    return str(path)


def test_tabs_by_arrows(window) -> None:
    page, keys = opened(window)
    keys.press("Tab")
    tab(keys, "t2i")
    round_trip = [("ArrowRight", name) for name in (*ORDER[1:], ORDER[0])]
    for key, name in (*round_trip, ("ArrowLeft", ORDER[-1]), ("Home", ORDER[0]), ("End", ORDER[-1])):
        keys.press(key)
        expect(page.locator("body")).to_have_attribute("data-tab", name)
        expect(page.get_by_role("tab", name=say(f"page.tab_{name}", "en"), exact=True).first).to_be_focused()
        keys.seen()


def test_text_to_image_walk(window, studio: Served) -> None:
    page, keys = opened(window)
    keys.press("Tab")
    tab(keys, "t2i")
    chip(keys, "t2i-size", "512")
    chip(keys, "t2i-count", "2")
    prompt(keys, "t2i", "Two posters of arcs demo:slow:60")
    keys.press("Control+Enter")
    expect(page.locator("#t2i .tile[data-state=thinking]")).to_have_count(2, timeout=20_000)
    expect(page.locator("#t2i-prompt textarea")).to_be_focused()
    # an input method composes: neither key acts
    how = "{key, ctrlKey: key === 'Enter', isComposing: true, bubbles: true, cancelable: true}"
    compose = f"(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {how}))"
    page.evaluate(compose, "Escape")
    page.evaluate(compose, "Enter")
    page.wait_for_timeout(300)
    expect(page.locator("#t2i .tile[data-state=thinking]")).to_have_count(2)
    # Esc closes the innermost layer, and stops only when none is open
    keys.reach(page.locator("studio-bar button.running"), "Shift+Tab", 140)
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Running now")).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(page.get_by_role("dialog", name="Running now")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Running now")).to_be_hidden()
    expect(page.locator("#t2i .tile[data-state=thinking]")).to_have_count(2)
    expect(page.locator("studio-bar button.running")).to_be_focused()
    # Stop by its own button: it goes away, and the focus goes on
    keys.reach(page.locator("#t2i-stop"), most=140)
    keys.press("Enter")
    expect(page.locator("#t2i .tile[data-state=stopped]")).to_have_count(2, timeout=20_000)
    expect(page.locator("#t2i-stop")).to_be_hidden()
    keys.seen()
    # finished pictures
    prompt(keys, "t2i", "Two posters of arcs")
    keys.press("Control+Enter")
    expect(page.locator("#t2i .tile[data-state=done]")).to_have_count(2, timeout=60_000)
    expect(page.locator("#t2i-stop")).to_be_hidden(timeout=20_000)
    first, second = page.locator("#t2i .tile .hit").all()
    keys.reach(first, "Shift+Tab", 140)
    keys.press("ArrowRight")
    expect(second).to_be_focused()
    keys.press("ArrowLeft", "Enter")
    large = page.get_by_role("dialog", name="Large view")
    expect(large).to_be_visible()
    expect(large).to_contain_text("Picture 1 of 2")
    scale = large.locator(".scale")
    expect(scale).not_to_be_empty()
    fitted = scale.inner_text()
    keys.press("1")
    expect(scale).to_have_text("100 %")
    keys.press("+")
    expect(scale).to_have_text("125 %")
    keys.press("0")
    expect(scale).to_have_text(fitted)
    keys.press("ArrowRight")
    expect(large).to_contain_text("Picture 2 of 2")
    for _ in range(14):
        keys.press("Tab")
        assert large.evaluate("(node) => node.contains(document.activeElement)")
        keys.seen()
    keys.press("Escape")
    expect(large).to_be_hidden()
    keys.seen()
    # the menu of the picture
    more = page.locator("#t2i .tile.source [aria-haspopup=menu]")
    keys.reach(more, most=140)
    keys.press("Enter")
    expect(page.get_by_role("menuitem", name="Open large")).to_be_focused()
    keys.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Compare with the previous attempt")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Copy prompt")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#said")).to_have_text(re.compile("Copied"))
    expect(more).to_be_focused()
    prompt(keys, "t2i", "x0+?/")  # single letters are letters in a field
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    keys.press("?")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("x0+?/?")
    keys.reach(more, "Shift+Tab", 140)
    keys.press("Enter", "End")
    expect(page.get_by_role("menuitem", name="Reuse settings")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("Two posters of arcs")
    keys.seen()
    # the process view
    keys.reach(page.locator("#t2i .seg.fit [aria-checked=true]"), "Shift+Tab", 140)
    keys.press("End")
    expect(page.locator("#t2i process-view")).to_be_visible()
    track = page.locator("#t2i process-view .track")
    keys.reach(track)
    at = int(track.get_attribute("aria-valuenow"))
    keys.press(",")
    expect(track).to_have_attribute("aria-valuenow", str(at - 1))
    keys.press(".")
    expect(track).to_have_attribute("aria-valuenow", str(at))
    grip = page.locator("#t2i process-view .grip")
    keys.reach(grip, "Shift+Tab")
    keys.press("ArrowLeft")
    expect(grip).to_have_attribute("aria-valuenow", "49")
    keys.reach(page.locator("#t2i .seg.fit [aria-checked=true]"), "Shift+Tab", 140)
    keys.press("Home")
    # use as reference: the focus lands in the other tab's prompt
    keys.reach(page.locator("#t2i .tile.source .over-acts button").first, most=140)
    keys.press("Enter")
    expect(page.locator("#i2i-prompt textarea")).to_be_focused(timeout=20_000)
    expect(page.locator("#i2i .ref[data-state=ready]").first).to_be_visible()


def test_image_to_image_walk(window, tmp_path: Path) -> None:
    page, keys = opened(window)
    keys.press("Tab")
    tab(keys, "i2i")
    add = page.locator("#i2i-tray .drop")
    page.wait_for_function("document.querySelector('#i2i tile-grid')?.value")
    while page.locator("#i2i .ref").count():  # what another test left
        keys.reach(page.locator("#i2i .ref .look[tabindex='0']"), most=140)
        keys.press("Delete")
    keys.reach(add, most=140)
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files([png(tmp_path, "orange"), png(tmp_path, "navy")])
    expect(page.locator("#i2i .ref[data-state=ready]")).to_have_count(2)
    names = page.locator("#i2i .ref .look")
    expect(names.first).to_have_accessible_name("Image 1, orange.png")
    keys.reach(page.locator("#i2i .ref .look[tabindex='0']"), "Shift+Tab")
    keys.press("Home", "Alt+ArrowRight")
    expect(names.last).to_have_accessible_name("Image 2, orange.png")
    expect(names.last).to_be_focused()
    keys.press("Enter")  # its role
    expect(page.get_by_role("menuitemradio", name=re.compile("No role"))).to_be_focused()
    keys.press("Home", "ArrowDown", "Enter")
    expect(page.locator("#i2i .ref .role").last).to_have_text("Style")
    keys.seen()
    keys.reach(names.last, "Shift+Tab")
    keys.press("Delete")
    expect(page.locator("#i2i .ref")).to_have_count(1)
    expect(names.first).to_be_focused()
    prompt(keys, "i2i", "Make image 1 red")
    keys.press("Control+Enter")
    grip = page.locator("#i2i compare-view[inline] .grip")
    expect(grip).to_be_visible(timeout=60_000)
    expect(page.locator("#i2i-stop")).to_be_hidden(timeout=20_000)
    # the comparer
    keys.reach(grip, "Shift+Tab", 140)
    keys.press("ArrowLeft")
    expect(grip).to_have_attribute("aria-valuenow", "49")
    keys.press("Shift+ArrowRight")
    expect(grip).to_have_attribute("aria-valuenow", "59")
    view = page.locator("#i2i compare-view[inline]")
    keys.press("2")
    expect(view.get_by_role("radio", name="Side by side")).to_be_checked()
    keys.seen()
    keys.press("x")
    expect(view.locator(".cap.a b")).to_have_text("After")
    keys.press("x", "1")
    expect(view.locator(".scale")).to_have_text("100 %")
    keys.press("0")
    expect(view.locator(".scale")).to_have_text(re.compile("Fit"))
    keys.press("s")
    expect(view.get_by_role("radio", name="Slider")).to_be_checked()
    keys.seen()
    # on with the result; then one step back in the chain
    keys.reach(page.locator("#i2i use-result button"), most=140)
    keys.press("Enter")
    expect(page.locator("#i2i-prompt textarea")).to_be_focused()
    expect(page.locator("#i2i .ref .look").first).not_to_have_accessible_name("Image 1, navy.png", timeout=20_000)
    keys.type("Make image 1 green")
    keys.press("Control+Enter")
    expect(page.locator("#i2i edit-chain")).to_contain_text("step 3 of 3", timeout=60_000)
    expect(page.locator("#i2i-stop")).to_be_hidden(timeout=20_000)
    steps = page.locator("#i2i edit-chain button")
    keys.reach(page.locator("#i2i edit-chain button:focus").or_(steps.nth(1)), "Shift+Tab", 160)
    keys.press("Home", "ArrowDown")
    expect(steps.nth(1)).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#i2i edit-chain")).to_contain_text("step 2 of 3", timeout=20_000)
    expect(steps.nth(1)).to_be_focused()
    keys.seen()


def test_chat_walk(window) -> None:
    page, keys = opened(window)
    keys.press("Tab")
    tab(keys, "chat")
    fresh = page.get_by_role("button", name="New conversation").first
    keys.reach(fresh, most=140)
    keys.press("Enter")
    expect(page.locator("#chat .turn")).to_have_count(0)
    prompt(keys, "chat", "A jar")
    keys.press("Control+Enter")
    expect(page.locator("#chat .turn[data-state=done]")).to_have_count(1, timeout=60_000)
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=20_000)
    keys.seen()
    folded = page.locator("#chat .folded")
    keys.reach(folded, "Shift+Tab", 140)
    keys.press("Enter")
    expect(folded).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#chat .mind section").first).to_be_visible()
    expect(folded).to_be_focused()
    keys.press("Enter")
    again = page.get_by_role("button", name="Regenerate")
    keys.reach(again)
    keys.press("Enter")
    expect(page.locator("#chat .variants")).to_contain_text("2 of 2", timeout=60_000)
    expect(page.locator("#chat .turn[data-state=done]")).to_have_count(1, timeout=60_000)
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=20_000)
    keys.seen()
    keys.reach(page.get_by_role("button", name="Previous answer"), "Shift+Tab", 140)
    keys.press("Enter")
    expect(page.locator("#chat .variants")).to_contain_text("1 of 2", timeout=20_000)
    keys.seen()
    picture = page.locator("#chat .result .hit").first
    keys.reach(picture)
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Large view")).to_be_visible()
    keys.press("Escape")
    expect(picture).to_be_focused()
    # Stop, and the list of conversations
    prompt(keys, "chat", "x demo:slow:60")
    keys.press("Control+Enter")
    expect(page.locator("#chat-stop")).to_be_visible(timeout=20_000)
    expect(page.locator("#chat .turn").last).to_have_attribute("data-state", re.compile("thinking|drawing"), timeout=20_000)
    keys.press("Escape")
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=20_000)
    search = page.get_by_role("searchbox", name="Search conversations")
    keys.reach(search, "Shift+Tab", 160)
    keys.type("jar")
    keys.press("Escape")  # the field is emptied first
    expect(search).to_have_value("")
    expect(search).to_be_focused()
    keys.press("ArrowDown")
    expect(page.locator("#chat .talk:focus")).to_contain_text("A jar")
    keys.reach(fresh, "Shift+Tab", 5)
    keys.press("Enter")
    expect(page.locator("#chat .turn")).to_have_count(0)
    keys.seen()
    keys.reach(page.locator("#chat .talk[tabindex='0']"), most=5)
    keys.press("Home", "Enter")
    expect(page.locator("#chat .turn")).to_have_count(2, timeout=20_000)
    keys.seen()


def test_the_running_list_stops_a_run(window) -> None:
    page, keys = opened(window)
    keys.press("Tab")
    tab(keys, "t2i")
    prompt(keys, "t2i", "Stopped from the list demo:slow:60")
    keys.press("Control+Enter")
    running = page.locator("studio-bar button.running")
    expect(running).to_be_visible(timeout=20_000)
    keys.reach(running, "Shift+Tab", 140)
    keys.press("Enter")
    expect(page.locator(".runs .go").first).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^Stop “Stopped from"))).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#t2i .tile[data-state=stopped]").first).to_be_visible(timeout=20_000)
    expect(page.locator(".runs")).to_be_hidden(timeout=20_000)
    keys.seen()


def test_sheets_of_a_phone_by_keyboard(window) -> None:
    page, keys = opened(window, 390, 844)
    keys.press("Tab")
    for button, name in (("Settings", "settings"), ("History", "history")):
        opener = page.locator("studio-bar").get_by_role("button", name=button)
        keys.reach(opener)
        keys.press("Enter")
        sheet = page.get_by_role("dialog", name=button)
        expect(sheet).to_be_visible()
        for key in ["Tab"] * 25 + ["Shift+Tab"] * 27:
            keys.press(key)
            assert sheet.evaluate("(node) => node.contains(document.activeElement)"), name
            keys.seen()
        keys.press("Escape")
        expect(sheet).to_be_hidden()
        expect(opener).to_be_focused()
    where = page.locator("studio-bar .where")
    keys.reach(where, "Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("menuitem", name="Text to image")).to_be_focused()
    keys.press("End", "Enter")
    expect(page.locator("body")).to_have_attribute("data-tab", ORDER[-1])
    keys.seen()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_list_of_keys_names_them_all(window, locale: str) -> None:
    page, keys = opened(window, locale=locale)
    language = "zh-CN" if locale == "zh-CN" else "en"
    keys.press("Tab", "?")
    dialog = page.get_by_role("dialog", name=say("page.keys", language))
    expect(dialog).to_be_visible()
    named = set(dialog.locator("kbd").all_inner_texts())
    everywhere = {"Ctrl", "↵", "Esc", "/", "←", "→", "?", "0", "1", "+", "−", "Alt", ",", ".", "Space", "Del"}
    assert named == everywhere | set("SV2BODLXF") | set("BERI[]Z")  # of the comparer, and of the mask
    said = dialog.inner_text()
    assert "key_" not in said
    for key in ("key_swap", "key_side", "key_order", "key_role", "key_step", "key_next"):
        assert say(f"page.{key}", language) in said
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    keys.seen()
