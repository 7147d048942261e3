"""The studio by touch alone, on a phone of 390×844: taps and fingers through the browser's own touch events, no mouse, no keys but words typed into a field
that was tapped. Then what holds on every screen of a phone: targets for a finger, fields that are not zoomed into, nothing sideways, nothing out of reach."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from studio.words import say
from tests.browser.conftest import another

pytestmark = pytest.mark.browser
TOUCHED = "button, a[href], summary, select, textarea, input:not([type=file]), [role=slider], [role=option], [role=menuitem]"
SMALL = """(selector) => [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.closest(".vh"))
  .map((node) => [node, (node.matches("input") && node.closest("label") || node).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.width < 43.5 || box.height < 43.5))
  .map(([node, box]) => [`${node.tagName.toLowerCase()}.${node.className}`, node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 30),
    `${Math.round(box.width)}x${Math.round(box.height)}`].join(" "))"""
EXCEPTIONS: tuple[str, ...] = ()
"""Patterns of targets under 44 px, each with why it may be: none."""
ZOOMED = """() => [...document.querySelectorAll("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=file])")]
  .filter((node) => node.checkVisibility({visibilityProperty: true}) && parseFloat(getComputedStyle(node).fontSize) < 16)
  .map((node) => node.outerHTML.slice(0, 120))"""
COVERED = """(selector) => [...document.querySelectorAll(selector)]
  .filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.closest(".vh, .sr-only"))
  .filter((node) => { const box = node.getBoundingClientRect(); return box.width > 1 && box.height > 1; })
  .filter((node) => {
    node.scrollIntoView({block: "center", inline: "center"});
    const box = node.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !hit || !(node.contains(hit) || node.closest("label")?.contains(hit) || hit.closest("label")?.contains(node));
  }).map((node) => node.outerHTML.slice(0, 140))"""


class Finger:
    """A finger, or two."""

    def __init__(self, page: Page) -> None:
        self.page, self.cdp = page, page.context.new_cdp_session(page)

    def _send(self, kind: str, points: list[tuple[float, float]]) -> None:
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]})

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, rest: int = 0) -> None:
        self._send("touchStart", [start])
        self.page.wait_for_timeout(rest)
        for step in range(1, 9):
            self._send("touchMove", [(start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8)])
        self._send("touchEnd", [])

    def pinch(self, middle: tuple[float, float], before: float, after: float) -> None:
        """Two fingers, `before` and `after` pixels from the middle."""
        x, y = middle
        self._send("touchStart", [(x - before, y), (x + before, y)])
        for step in range(1, 9):
            far = before + (after - before) * step / 8
            self._send("touchMove", [(x - far, y), (x + far, y)])
        self._send("touchEnd", [])


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def phone(window) -> Callable:
    def opened(width: int = 390, height: int = 844, locale: str = "en-US") -> tuple[Page, Finger]:
        page = window.fresh(width, height, locale=locale, has_touch=True, is_mobile=True, device_scale_factor=2)
        page.locator("#t2i-form fieldset").first.wait_for(state="attached")
        return page, Finger(page)

    return opened


def fits(page: Page) -> None:
    """What holds in every state."""
    page.wait_for_timeout(260)  # a sheet has come to rest
    assert page.evaluate("[document.documentElement.scrollWidth, visualViewport.scale]") == [page.viewport_size["width"], 1]
    assert [one for one in page.evaluate(SMALL, TOUCHED) if not any(re.match(known, one) for known in EXCEPTIONS)] == []
    assert page.evaluate(ZOOMED) == []


def tab(page: Page, name: str, language: str = "en") -> None:
    page.locator("studio-bar .where").tap()
    page.get_by_role("menuitem", name=say(f"page.tab_{name}", language), exact=True).tap()
    expect(page.locator("body")).to_have_attribute("data-tab", name)
    page.locator(f"#{name}-prompt textarea").wait_for()


def write(page: Page, name: str, words: str) -> None:
    box = page.locator(f"#{name}-prompt textarea")
    box.tap()
    expect(box).to_be_focused()
    box.fill("")
    page.keyboard.insert_text(words)


def go(page: Page, name: str) -> None:
    """Generate, until the new run is what is shown."""
    with another(page, name):
        page.locator(f"#{name}-generate").tap()


def sheet(page: Page, button: str, name: str = "") -> Locator:
    page.locator("studio-bar").get_by_role("button", name=button).tap()
    opened = page.get_by_role("dialog", name=name or button)
    expect(opened).to_be_visible()
    return opened


def small(page: Page, name: str, count: str = "") -> None:
    """The demo renderer and its smallest size, from the settings sheet."""
    opened = sheet(page, "Settings")
    fits(page)
    if "Demo renderer" not in opened.locator(".pick").inner_text():
        opened.locator(".pick").tap()
        page.get_by_role("option", name=re.compile("Demo renderer 14 references")).tap()
    opened.locator(f"input[name={name}-size][value='512']").tap()
    if count:
        opened.locator(f"input[name={name}-count][value='{count}']").tap()
    opened.get_by_role("button", name=re.compile("^Done")).tap()
    expect(opened).to_be_hidden()


def pictures(folder: Path, *colours: str) -> list[str]:
    for colour in colours:
        Image.new("RGB", (300, 200), colour).save(folder / f"{colour}.png")
    return [str(folder / f"{colour}.png") for colour in colours]


def test_text_to_image_by_touch(phone) -> None:
    page, finger = phone()
    tab(page, "chat")
    tab(page, "t2i")
    small(page, "t2i", "2")
    opened = sheet(page, "Settings")
    opened.locator("input[name=t2i-ratio][value='1:1']").tap()
    expect(opened.locator("input[name=t2i-ratio][value='1:1']")).to_be_checked()
    opened.locator(".pick").tap()
    expect(page.locator("#t2i-model-picker")).to_be_visible()
    fits(page)
    page.get_by_role("option", name=re.compile("Demo renderer 14 references")).tap()
    opened.get_by_role("button", name="Close").tap()
    # pictures: film, large view, actions
    write(page, "t2i", "Two posters of arcs")
    go(page, "t2i")
    expect(page.locator("#t2i .tile[data-state=done]")).to_have_count(2, timeout=60_000)
    expect(page.locator("#t2i-stop")).to_be_hidden(timeout=20_000)
    page.locator("#t2i .film .thumb").last.tap()
    expect(page.locator("#t2i .tile.source")).to_have_attribute("data-n", "2")
    fits(page)
    page.locator("#t2i .row5").get_by_role("button", name="Open").tap()
    large = page.get_by_role("dialog", name="Large view")
    expect(large).to_contain_text("Picture 2 of 2")
    fits(page)
    frame, picture = large.locator(".frame"), large.locator("img")
    before = picture.bounding_box()["width"]
    finger.pinch(middle(frame), 40, 120)
    page.wait_for_timeout(200)
    assert picture.bounding_box()["width"] > before * 2
    left = picture.bounding_box()["x"]
    x, y = middle(frame)
    finger.drag((x, y), (x - 90, y))
    page.wait_for_timeout(200)
    assert picture.bounding_box()["x"] < left - 50
    page.wait_for_timeout(500)  # a tap at once after a drag is still part of it for the browser
    large.get_by_role("button", name="Previous picture").tap()
    expect(large).to_contain_text("Picture 1 of 2")
    large.get_by_role("button", name="Back to all pictures").tap()
    expect(large).to_be_hidden()
    with page.expect_download() as saved:
        page.locator("#t2i .row5").get_by_role("link", name="Save").tap()
    assert saved.value.suggested_filename.endswith(".png")
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    fits(page)
    page.get_by_role("menuitem", name="Copy prompt").tap()
    expect(page.locator("#said")).to_have_text(re.compile("Copied"))
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Reuse settings").tap()
    expect(page.locator("#t2i-prompt textarea")).to_have_value("Two posters of arcs")
    # how it came about
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Process").tap()
    process = page.locator("#t2i process-view")
    step = process.get_by_role("slider", name="Step")
    at = int(step.get_attribute("aria-valuenow"))
    process.get_by_role("button", name="Step back").tap()
    expect(step).to_have_attribute("aria-valuenow", str(at - 1))
    fits(page)
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="View").tap()
    expect(page.locator("#t2i .tile.source")).to_be_visible()
    # what stands around the picture
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Surround: White").tap()
    expect(page.locator("#t2i .canvas")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.locator("#t2i .row5").get_by_role("button", name="More").tap()
    fits(page)
    page.get_by_role("menuitem", name="Surround: Stage").tap()
    # sheets: thoughts and history
    page.locator("#t2i .peek").tap()
    thoughts = page.get_by_role("dialog", name="Thoughts")
    expect(thoughts).to_contain_text("Reading the brief")
    fits(page)
    thoughts.get_by_role("tab").last.tap()
    expect(thoughts.get_by_role("tab").last).to_have_attribute("aria-selected", "true")
    thoughts.get_by_role("button", name="Close").tap()
    expect(thoughts).to_be_hidden()
    history = sheet(page, "History")
    fits(page)
    history.locator("button.thumb").last.tap()
    expect(history).to_be_hidden()
    history = sheet(page, "History")
    history.locator("button.thumb").first.tap()
    expect(page.locator("#t2i .tile[data-state=done]")).to_have_count(2, timeout=20_000)
    page.locator("#t2i .row5").get_by_role("button", name="Reference").tap()
    expect(page.locator("body")).to_have_attribute("data-tab", "i2i")
    expect(page.locator("#i2i .ref[data-state=ready]").last).to_be_visible(timeout=20_000)


def test_the_running_list_by_touch(phone) -> None:
    page, _ = phone()
    write(page, "t2i", "Two posters demo:slow:60")
    go(page, "t2i")
    page.locator("studio-bar button.running").tap()
    fits(page)
    page.get_by_role("button", name=re.compile("^Stop “Two posters")).tap()
    expect(page.locator("#t2i .tile.source")).to_have_attribute("data-state", "stopped", timeout=20_000)
    expect(page.locator("#t2i-stop")).to_be_hidden(timeout=20_000)


def test_image_to_image_by_touch(phone, tmp_path: Path) -> None:
    page, finger = phone()
    tab(page, "i2i")
    for _ in range(page.locator("#i2i .ref").count()):  # what another test left
        page.locator("#i2i .ref .role").first.tap()
        page.get_by_role("menuitem", name="Remove").tap()
    small(page, "i2i")
    with page.expect_file_chooser() as chooser:
        page.locator("#i2i-tray .drop").tap()
    chooser.value.set_files(pictures(tmp_path, "orange", "navy"))
    refs = page.locator("#i2i .ref")
    expect(page.locator("#i2i .ref[data-state=ready]")).to_have_count(2)
    fits(page)
    # order by a finger that rests first, then by the menu
    page.locator("#i2i .refs").evaluate("(node) => { node.scrollLeft = 0; }")
    x, y = middle(refs.first.locator(".look"))
    finger.drag((x, y), (x + 170, y), rest=500)
    expect(refs.last.locator(".look")).to_have_accessible_name("Image 2, orange.png")
    refs.last.locator(".role").tap()
    fits(page)
    page.get_by_role("menuitem", name="Move left").tap()
    expect(refs.first.locator(".look")).to_have_accessible_name("Image 1, orange.png")
    refs.first.locator(".role").tap()
    page.get_by_role("menuitemradio", name=re.compile("Style")).tap()
    expect(refs.first.locator(".role")).to_have_text("Style")
    refs.last.locator(".role").tap()
    page.get_by_role("menuitem", name="Remove").tap()
    expect(refs).to_have_count(1)
    write(page, "i2i", "Make image 1 blue")
    go(page, "i2i")
    view = page.locator("#i2i compare-view[inline]")
    expect(view.locator(".grip")).to_be_visible(timeout=60_000)
    expect(page.locator("#i2i-stop")).to_be_hidden(timeout=20_000)
    fits(page)
    # the comparer: divider by finger, pinch, modes
    x, y = middle(view.locator(".grip"))
    finger.drag((x, y), (x - 100, y))
    page.wait_for_timeout(200)
    assert float(view.locator(".grip").get_attribute("aria-valuenow")) < 35
    finger.pinch(middle(view.locator("image-compare")), 30, 110)
    page.wait_for_timeout(200)
    assert view.evaluate("(node) => node.compare.view.zoom") > 1.5
    view.get_by_role("button", name="Fit").tap()
    assert view.evaluate("(node) => node.compare.fits")
    view.get_by_role("radio", name="Side by side").tap()
    view.get_by_role("button", name="Swap A and B").tap()
    expect(view.locator(".cap.a b")).to_have_text("After")
    view.get_by_role("radio", name="Slider").tap()
    # the result goes on, and the chain leads back
    page.locator("#i2i .row5").get_by_role("button", name="Open").tap()
    page.get_by_role("dialog", name="Large view").get_by_role("button", name="Back to all pictures").tap()
    page.locator("#i2i use-result button").tap()
    expect(refs.first.locator(".look")).not_to_have_accessible_name("Image 1, orange.png", timeout=20_000)
    write(page, "i2i", "Make image 1 green")
    go(page, "i2i")
    expect(page.locator("#i2i edit-chain")).to_contain_text("step 3 of 3", timeout=60_000)
    expect(page.locator("#i2i-stop")).to_be_hidden(timeout=20_000)
    opened = sheet(page, "Settings")
    opened.locator("edit-chain button").nth(1).tap()
    expect(page.locator("#i2i edit-chain")).to_contain_text("step 2 of 3", timeout=20_000)
    fits(page)
    opened.get_by_role("button", name="Close").tap()
    page.locator("#i2i .peek").tap()
    expect(page.get_by_role("dialog", name="Thoughts")).to_be_visible()


def test_chat_by_touch(phone, tmp_path: Path) -> None:
    page, _ = phone()
    tab(page, "chat")
    talks = sheet(page, "History")
    fits(page)
    talks.get_by_role("button", name="New conversation").tap()
    expect(page.locator("#chat .turn")).to_have_count(0)
    fits(page)
    small(page, "chat")
    with page.expect_file_chooser() as chooser:
        page.locator("#chat-composer .add").tap()
    chooser.value.set_files(pictures(tmp_path, "teal"))
    expect(page.locator("#chat .ref[data-state=ready]")).to_have_count(1)
    write(page, "chat", "Make image 1 red")
    fits(page)
    go(page, "chat")
    expect(page.locator("#chat .turn[data-state=done] .result")).to_have_count(1, timeout=60_000)
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=20_000)
    page.locator("#chat .folded").first.tap()
    expect(page.locator("#chat .mind section").first).to_be_visible()
    fits(page)
    page.locator("#chat .result .hit").first.tap()
    page.get_by_role("dialog", name="Large view").get_by_role("button", name="Back to all pictures").tap()
    page.locator("#chat .result").get_by_role("button", name="Compare with its source").tap()
    layer = page.get_by_role("dialog", name="Before and after")
    expect(layer).to_be_visible()
    fits(page)
    layer.get_by_role("button", name="Close the comparison").tap()
    page.locator("#chat .result").get_by_role("button", name="Regenerate").tap()
    expect(page.locator("#chat .variants")).to_contain_text("2 of 2", timeout=60_000)
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=30_000)
    page.get_by_role("button", name="Previous answer").tap()
    expect(page.locator("#chat .variants")).to_contain_text("1 of 2", timeout=20_000)
    fits(page)
    write(page, "chat", "x demo:slow:60")
    go(page, "chat")
    page.locator("#chat-stop").tap()
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=20_000)
    talks = sheet(page, "History")
    talks.locator(".talk").first.tap()
    expect(talks).to_be_hidden()
    page.locator("#chat .result").first.get_by_role("button", name="Use as reference").tap()
    expect(page.locator("body")).to_have_attribute("data-tab", "i2i")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (844, 390)])
def test_nothing_is_out_of_reach(phone, width: int, height: int) -> None:
    """Each control of each tab and of each sheet can be scrolled to, and is what a finger there meets."""
    page, _ = phone(width, height)
    for name in ("t2i", "i2i", "chat"):
        if name != "t2i":
            tab(page, name)
        page.wait_for_timeout(600)
        fits(page)
        assert page.evaluate(COVERED, f"studio-bar button, #{name} .col-stage :is({TOUCHED})") == [], name
        for button in ("Settings", "History"):
            opened = sheet(page, button)
            fits(page)
            opened.evaluate("(node) => node.setAttribute('data-open', '')")
            assert page.evaluate(COVERED, f"[data-open] :is({TOUCHED})") == [], (name, button)
            opened.evaluate("(node) => node.removeAttribute('data-open')")
            opened.get_by_role("button", name="Close").tap()
            expect(opened).to_be_hidden()
