"""The tab Compare as a person meets it: two pictures chosen, from anywhere; what parts them; swapped, measured, given away; on a phone and by keys."""

import asyncio
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import studio as package
from tests.browser.test_access import Axe
from tests.browser.test_touch import SMALL, TOUCHED
from tests.served import Served

pytestmark = pytest.mark.browser
FIRST, SECOND = "A cobalt teapot, low morning sun", "A cobalt teapot, last light of dusk"
HOSTILE = "</script><img src=x onerror=window.pwned=1> a jug"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three pictures of text, and an edit of the second."""
    home = tmp_path_factory.mktemp("compare") / "home"

    async def make() -> None:
        async with package.open(home=home, environ={}) as s:
            await s.run(package.Request(prompt=HOSTILE, size="512"))
            await s.run(package.Request(prompt=FIRST, size="512"))
            last = await s.run(package.Request(prompt=SECOND, size="1K"))
            await s.run(package.Request(task="edit", prompt="Make it red", size="512", references=(str(last.images[0].path),)))

    with ThreadPoolExecutor(1) as pool:  # Playwright's own loop runs in this thread
        pool.submit(asyncio.run, make()).result()
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def tab(window, width: int = 1440, height: int = 900, **more) -> Page:
    page = window.fresh(width, height, at="compare", **more)
    expect(page.locator("#slot-a .slot")).to_be_visible()
    return page


def pick(page: Page, slot: str, prompt: str) -> None:
    page.locator(f"#slot-{slot} .slot").click()
    page.get_by_role("dialog").get_by_role("button", name=prompt).click()
    expect(page.locator(f"#slot-{slot} .slot img")).to_be_visible()


def row(page: Page, name: str):
    return page.locator("#compare-table tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_two_are_chosen_from_the_library_and_told_side_by_side(window) -> None:
    page = tab(window)
    expect(page.locator("compare-tab .begin")).to_contain_text("Two pictures beside each other")
    pick(page, "a", FIRST)
    expect(page.locator("compare-tab .begin")).to_be_visible()
    pick(page, "b", SECOND)
    expect(page.locator("compare-tab .begin")).to_be_hidden()
    expect(row(page, "Prompt").locator("del")).to_have_text("low morning sun")
    expect(row(page, "Prompt").locator("ins")).to_have_text("last light of dusk")
    expect(row(page, "Model")).to_have_class("same")
    expect(row(page, "Delivered").locator("td")).to_have_text(["512×512 PNG", "1024×1024 PNG"])
    page.get_by_role("button", name="Only different").click()
    expect(row(page, "Model")).to_have_count(0)
    expect(page.locator("#compare-measure .note")).to_contain_text(re.compile("Aligned|Not comparable"))
    page.reload()
    expect(row(page, "Prompt").locator("del")).to_have_text("low morning sun")  # the two are remembered


def test_the_picker_searches_and_is_left_by_escape(window) -> None:
    page = tab(window)
    page.locator("#slot-a .slot").click()
    picker = page.get_by_role("dialog")
    expect(picker.locator(".picks button")).to_have_count(4)
    page.keyboard.type("dusk")
    expect(picker.locator(".picks button")).to_have_count(1)
    page.keyboard.press("Escape")  # empties the field first, as everywhere
    expect(picker.locator(".picks button")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    expect(page.locator("#slot-a .slot")).to_be_focused()


def test_a_swap_keeps_the_view_and_turns_the_table(window) -> None:
    page = tab(window)
    pick(page, "a", FIRST)
    pick(page, "b", SECOND)
    expect(page.locator("#compare-measure .note")).to_contain_text(re.compile("Aligned|Not comparable"))
    page.keyboard.press("1")
    page.wait_for_function("!document.querySelector('#comparer').fits")
    shown = page.evaluate("document.querySelector('#comparer').view.zoom")
    page.keyboard.press("x")
    expect(row(page, "Prompt").locator("del")).to_have_text("last light of dusk")
    expect(row(page, "Delivered").locator("td")).to_have_text(["1024×1024 PNG", "512×512 PNG"])
    assert page.evaluate("!document.querySelector('#comparer').fits")
    page.keyboard.press("x")
    expect(row(page, "Prompt").locator("del")).to_have_text("low morning sun")
    assert page.evaluate("document.querySelector('#comparer').view.zoom") == pytest.approx(shown)


def test_files_are_dropped_and_a_bad_one_is_said(window, tmp_path: Path) -> None:
    page = tab(window)
    out = io.BytesIO()
    Image.radial_gradient("L").resize((300, 200)).save(out, "PNG")
    drop = """([bytes, name, share]) => {
      const tab = document.querySelector('compare-tab'), box = tab.getBoundingClientRect(), data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/png'}));
      const at = {dataTransfer: data, bubbles: true, cancelable: true, clientX: box.left + box.width * share, clientY: box.top + 200};
      tab.dispatchEvent(new DragEvent('dragover', at));
      tab.dispatchEvent(new DragEvent('drop', at));
    }"""
    page.evaluate(drop, [list(out.getvalue()), "mine.png", 0.8])
    expect(page.locator("#slot-b .slot")).to_contain_text("mine.png")
    window.wrong.clear()
    page.evaluate(drop, [list(b"no picture at all"), "bad.png", 0.2])
    expect(page.get_by_role("alert").filter(has_text="bad.png")).to_be_visible()
    expect(page.locator("#slot-b .slot")).to_contain_text("mine.png")
    assert all("415" in one for one in window.wrong)  # the browser's own line of it
    window.wrong.clear()


def test_a_result_goes_to_compare_with_the_attempt_before(window) -> None:
    page = window.fresh(at="t2i")
    page.locator("#t2i .tile .hit").first.hover()
    page.locator("#t2i .tile").first.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Compare with the previous attempt").click()
    expect(page.locator("#compare")).to_be_visible()
    expect(row(page, "Prompt").locator("ins")).to_have_text("last light of dusk")
    page.locator("#tabs [role=tab]").filter(has_text="Text to image").click()
    page.locator("#t2i .tile .hit").first.hover()
    page.locator("#t2i .tile").first.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Compare with…").click()
    expect(page.get_by_role("dialog")).to_be_visible()  # A is asked for at once
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Make it red")).click()
    expect(row(page, "Prompt")).to_contain_text("Make it red")


def test_a_stage_measures_its_own_two_when_their_difference_is_looked_at(window) -> None:
    page = window.fresh(at="i2i")
    stage = page.locator("#i2i .canvas > compare-view image-compare")
    expect(stage).to_be_visible()
    stage.focus()
    page.keyboard.press("d")
    expect(stage.get_by_text("Aligned")).to_be_visible()


def test_more_than_two_stand_in_a_strip(window) -> None:
    page = tab(window)
    strip = page.locator("compare-tab compare-strip")
    pick(page, "a", FIRST)
    pick(page, "b", SECOND)
    expect(strip).to_be_hidden()
    pick(page, "b", "Make it red")
    first = strip.get_by_role("button", name=re.compile(" as A$"))
    expect(first).to_have_count(3)  # and what the edit was made from
    first.nth(1).click()
    expect(row(page, "Prompt").locator("td").first).to_contain_text("last light of dusk")


def test_each_kind_says_its_size_and_is_saved(window) -> None:
    page = tab(window, accept_downloads=True)
    pick(page, "a", HOSTILE)
    pick(page, "b", SECOND)
    give = page.locator("compare-export")
    expect(give.locator(".help").first).to_contain_text(re.compile(r"About [\d.]+ [KM]B"))
    expect(give.locator("[data-kind=wipe] small")).to_contain_text("about")
    with page.expect_download() as saved:
        give.get_by_role("button", name="Save as one HTML file").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename.endswith(".html")
    expect(give.locator(".said")).to_contain_text("Saved comparison-")
    assert "<img src=x" not in text
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_axe_finds_nothing(window, locale: str) -> None:
    page = tab(window, locale=locale)
    axe = Axe(page)
    axe.look("empty")
    pick(page, "a", FIRST)
    pick(page, "b", SECOND)
    expect(page.locator("#compare-measure progress")).to_be_hidden()
    expect(page.locator("compare-export [data-kind=wipe] small")).not_to_be_empty()
    for key in "s2bodl":
        page.keyboard.press(key)
        axe.look(f"mode {key}", "#compare")
    page.locator("#slot-a .slot").click()
    expect(page.get_by_role("dialog").locator(".picks button").first).to_be_visible()
    axe.look("picker", ".picker")
    assert axe.wrong == []


def test_a_phone_shows_everything_one_below_the_other(window) -> None:
    page = tab(window, 390, 844, has_touch=True, is_mobile=True)
    pick(page, "a", FIRST)
    pick(page, "b", SECOND)
    expect(page.locator("#comparer")).to_be_visible()
    page.locator("compare-export").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Save as one HTML file")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL, f"#compare :is({TOUCHED})") == []


def test_an_edit_says_how_far_it_drifted_and_shows_where(window) -> None:
    page = window.fresh(at="i2i")
    note = page.locator("#i2i drift-note")
    expect(note).to_contain_text(re.compile(r"Drift .*%"))
    expect(page.locator("edit-chain .on .fact")).to_contain_text("drift")
    note.get_by_role("button", name="Show where").click()
    layer = page.get_by_role("dialog")
    expect(layer.get_by_text("Changed, marked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(layer).to_be_hidden()
