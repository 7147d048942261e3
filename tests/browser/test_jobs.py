"""Work goes on wherever its page is: runs of all tabs at once, the list in the bar, reload, a second window, a closed one."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_image_to_image import DONE, VASE, records
from tests.served import Served

pytestmark = pytest.mark.browser
TABS = {"t2i": "Text to image", "i2i": "Image to image", "chat": "Chat"}
WORK = {"t2i": "A poster demo:slow:40", "i2i": "Make it blue demo:slow:40", "chat": "A vase, please demo:slow:40"}


def arrived(page: Page, tab: str) -> None:
    """What a tab starts with is there."""
    page.wait_for_function(
        "(tab) => document.querySelector(`#${tab} :is(tile-grid, chat-log)`)?.value && document.querySelector(`#${tab}-form fieldset`)", arg=tab
    )


def to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=TABS[tab]).click()
    expect(page.locator("body")).to_have_attribute("data-tab", tab)
    arrived(page, tab)


def start(page: Page, tab: str, prompt: str) -> None:
    """Generate in a tab; a demo that is silent for so long is stopped by the test that asked for it."""
    to(page, tab)
    if "Demo renderer" not in page.locator(f"#{tab}-model button").first.inner_text():
        page.locator(f"#{tab}-model button").first.click()
        page.get_by_role("option", name=re.compile("Demo renderer 14 references")).click()
    if tab != "chat":
        page.locator(f"#{tab}-form input[name={tab}-size][value='512']").check(force=True)
        page.locator(f"#{tab}-form input[name={tab}-count][value='1']").check(force=True)
    if tab == "i2i" and not page.locator("#i2i-tray .ref").count():
        page.locator("#i2i-tray input[type=file]").set_input_files([VASE])
        expect(page.locator("#i2i-tray .ref[data-state=ready]")).to_have_count(1)
    page.locator(f"#{tab}-prompt textarea").fill(prompt)
    page.locator(f"#{tab}-generate").click()
    expect(page.locator(f"#{tab}-stop")).to_be_visible(timeout=DONE)


def listed(page: Page) -> Locator:
    """The bar's list, open."""
    runs = page.get_by_role("dialog", name="Running now")
    if not runs.is_visible():
        page.locator("studio-bar button.running").click()
    expect(runs).to_be_visible()
    return runs.get_by_role("listitem")


def stop_all(page: Page) -> None:
    """Leave nothing that the next test would meet."""
    page.bring_to_front()
    while page.locator("studio-bar button.running").is_visible():
        rows = listed(page)
        count = rows.count()
        if count:
            rows.first.get_by_role("button", name=re.compile("^Stop")).click(timeout=5000)
            expect(rows).to_have_count(count - 1, timeout=DONE)
    expect(page.locator("studio-bar button.running")).to_be_hidden(timeout=DONE)


@pytest.fixture
def busy(window, studio: Served):
    """A page whose three tabs all work."""
    page = window.open()
    for tab, prompt in WORK.items():
        start(page, tab, prompt)
    yield page
    sweeper = window.fresh()
    arrived(sweeper, sweeper.evaluate("document.body.dataset.tab ?? 't2i'"))
    stop_all(sweeper)


def test_three_tabs_work_at_once_and_the_bar_lists_them(busy: Page) -> None:
    expect(busy.locator("studio-bar button.running")).to_contain_text("3 running")
    rows = listed(busy)
    expect(rows).to_have_count(3)
    for tab, prompt in WORK.items():
        row = rows.filter(has_text=prompt)
        expect(row).to_have_count(1)
        expect(row).to_contain_text(TABS[tab])
    # one of them opens in its own tab
    rows.filter(has_text=WORK["i2i"]).locator(".go").click()
    expect(busy.locator("body")).to_have_attribute("data-tab", "i2i")
    expect(busy.get_by_role("dialog", name="Running now")).to_be_hidden()
    expect(busy.locator("#i2i-tiles .tile")).to_have_attribute("data-state", "thinking")
    # one is stopped, the others are left
    rows = listed(busy)
    rows.filter(has_text=WORK["t2i"]).get_by_role("button", name=re.compile("^Stop")).click()
    expect(rows).to_have_count(2, timeout=DONE)
    expect(rows.filter(has_text=WORK["t2i"])).to_have_count(0)
    busy.keyboard.press("Escape")
    expect(busy.get_by_role("dialog", name="Running now")).to_be_hidden()
    expect(busy.locator("#i2i-tiles .tile")).to_have_attribute("data-state", "thinking")
    to(busy, "t2i")
    expect(busy.locator("#t2i-tiles .tile")).to_have_attribute("data-state", "stopped")
    to(busy, "chat")
    expect(busy.locator("#chat-stop")).to_be_visible()


def test_a_reload_finds_every_tab_at_its_own_run(busy: Page, window) -> None:
    to(busy, "i2i")
    busy.reload()
    expect(busy.locator("body")).to_have_attribute("data-tab", "i2i")  # where one was
    expect(busy.locator("#i2i-stop")).to_be_visible(timeout=DONE)
    expect(busy.locator("#i2i-tiles .tile")).to_have_attribute("data-state", "thinking")
    expect(busy.locator("#i2i-prompt textarea")).to_have_value(WORK["i2i"])
    to(busy, "t2i")
    expect(busy.locator("#t2i-stop")).to_be_visible(timeout=DONE)
    expect(busy.locator("#t2i-prompt textarea")).to_have_value(WORK["t2i"])
    to(busy, "chat")
    expect(busy.locator("#chat-stop")).to_be_visible(timeout=DONE)
    expect(busy.locator("#chat-thread")).to_contain_text(WORK["chat"])
    # somebody else's window sees them, too, and opens where something works
    other = window.fresh()
    expect(other.locator("studio-bar button.running")).to_contain_text("3 running", timeout=DONE)
    expect(other.locator("body")).to_have_attribute("data-tab", "chat")  # the newest of the three
    expect(other.locator("#chat-thread")).to_contain_text(WORK["chat"])
    listed(other).filter(has_text=WORK["chat"]).get_by_role("button", name=re.compile("^Stop")).click()
    expect(other.locator("studio-bar button.running")).to_contain_text("2 running", timeout=DONE)
    expect(busy.locator("#chat-stop")).to_be_hidden(timeout=DONE)  # and the first one learns of it


def test_a_closed_page_loses_nothing(window, studio: Served) -> None:
    page = window.open()
    before = len(records(studio))
    start(page, "i2i", "Make it blue demo:slow:2")
    page.close()
    for _ in range(600):
        if len(found := records(studio)) > before and found[-1]["status"] == "ok":
            break
        time.sleep(0.1)
    later = window.fresh()
    to(later, "i2i")
    expect(later.locator("#i2i-tiles .tile")).to_have_attribute("data-state", "done")
    expect(later.locator("#i2i-prompt textarea")).to_have_value("Make it blue demo:slow:2")
    expect(later.locator("#i2i-tiles compare-view[inline]")).to_be_visible()
    expect(later.locator("#i2i-tray .ref")).to_have_count(1)
