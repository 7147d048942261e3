"""The tab Library as a person meets it: found, looked at, starred, thrown away and taken back, exported, gone on with; by keys and on a phone."""

import asyncio
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from playwright.sync_api import Page, expect

import studio as package
from studio.store.local import Library
from studio.store.rebuild import catch_up
from studio.words import say
from tests.browser.test_access import Axe
from tests.browser.test_touch import SMALL, TOUCHED
from tests.served import Served

pytestmark = pytest.mark.browser
PROMPTS = ("A cobalt teapot", "群山与薄雾", "<img src=x onerror=window.pwned=1> a jug", "A cobalt jug")
INFOTEXT = "a red barn\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 768x512, Model: sdxl"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Four pictures of text, the newest edited twice."""
    home = tmp_path_factory.mktemp("library") / "home"

    async def make() -> None:
        async with package.open(home=home, environ={}) as s:
            for words in PROMPTS:
                last = await s.run(package.Request(prompt=words, size="512"))
            for words in ("Make it red", "Make it green"):
                last = await s.run(package.Request(task="edit", prompt=words, size="512", references=(str(last.images[0].path),)))

    with ThreadPoolExecutor(1) as pool:  # Playwright's own loop runs in this thread
        pool.submit(asyncio.run, make()).result()
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def tab(window, width: int = 1440, height: int = 900, **more) -> Page:
    page = window.fresh(width, height, at="library", **more)
    expect(page.locator("library-grid figure").first).to_be_visible()
    return page


def figures(page: Page):
    return page.locator("library-grid figure")


def find(page: Page, words: str, count: int) -> None:
    page.locator("#library-search").fill(words)
    expect(figures(page)).to_have_count(count)


def test_search_and_filters_find_and_the_facts_stand_beside(window) -> None:
    page = tab(window)
    expect(figures(page)).to_have_count(6)
    detail = page.locator("library-detail")
    expect(detail.locator(".words")).to_have_text("Make it green")
    find(page, "cobalt", 2)
    figures(page).nth(1).locator(".hit").click()
    expect(detail.locator("mark")).to_have_text("cobalt")
    expect(detail.locator("dl.rec")).to_contain_text("512×512 PNG")
    find(page, "薄雾", 1)
    find(page, "no such words", 0)
    expect(page.locator("library-view > .none")).to_have_text("No picture matches.")
    page.get_by_role("button", name="Clear").click()
    page.locator(".chip", has_text="Made in").click()
    page.get_by_role("menuitem", name="Image to image (2)").click()
    expect(figures(page)).to_have_count(2)
    page.locator(".chip.on").click()
    expect(figures(page)).to_have_count(6)
    page.keyboard.press("/")
    page.locator("body").press("/")
    expect(page.locator("#library-search")).to_be_focused()
    assert page.evaluate("window.pwned") is None


def test_lineage_goes_to_any_of_the_family_and_restarts_there(window) -> None:
    page = tab(window)
    kin = page.locator("#library-lineage .kin")
    expect(kin).to_have_count(3)
    expect(kin.nth(2)).to_have_attribute("aria-current", "true")
    kin.first.click()
    expect(page.locator("library-detail .words")).to_have_text("A cobalt jug")
    expect(kin.first).to_have_attribute("aria-current", "true")
    page.locator("library-detail").get_by_role("button", name="Reference").click()
    expect(page.locator("body")).to_have_attribute("data-tab", "i2i")
    expect(page.locator("#i2i .ref[data-state=ready]").last).to_be_visible()
    page.get_by_role("tab", name="Library").click()
    page.locator("library-detail").get_by_role("button", name="Reuse settings").click()
    expect(page.locator("body")).to_have_attribute("data-tab", "t2i")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("A cobalt jug")


def test_stars_notes_the_bin_and_undo(window, studio: Served) -> None:
    page = tab(window)
    find(page, "teapot", 1)
    figures(page).first.hover()
    figures(page).first.get_by_role("button", name="Star").click()
    expect(figures(page).first.locator(".star")).to_have_attribute("aria-pressed", "true")
    note = page.get_by_role("textbox", name="A note of your own")
    note.fill("for the spring poster")
    note.blur()
    expect(page.locator("#said")).to_contain_text("Note kept")
    find(page, "spring", 1)
    page.reload()
    page.locator(".chip", has_text="Starred").click()
    expect(figures(page)).to_have_count(1)
    expect(note).to_have_value("for the spring poster")
    figures(page).first.locator(".hit").focus()
    page.keyboard.press("Delete")
    expect(figures(page)).to_have_count(0)
    page.locator(".undo").get_by_role("button", name="Undo").click()
    expect(figures(page)).to_have_count(1)
    # for good
    page.keyboard.press("Escape")
    figures(page).first.locator(".hit").focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Bin (1)").click()
    expect(figures(page)).to_have_count(1)
    page.get_by_role("button", name="Empty the bin").click()
    page.get_by_role("button", name="Really remove 1 for good?").click()
    expect(page.locator(".undo")).to_contain_text("1 removed for good")
    expect(page.locator("library-view > .none")).to_have_text("The bin is empty.")
    assert not any("teapot" in path.read_text(encoding="utf-8") for path in studio.home.glob("runs/*/*/*/run.json"))


def test_several_are_marked_and_exported(window, tmp_path: Path) -> None:
    page = tab(window)
    figures(page).nth(0).locator(".hit").click()
    figures(page).nth(2).locator(".hit").click(modifiers=["Shift"])
    bulk = page.get_by_role("toolbar", name="Selected pictures")
    expect(bulk).to_contain_text("3 selected")
    with page.expect_download() as saved:
        bulk.get_by_role("button", name="Export as ZIP").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert sum(name.endswith(".png") for name in archive.namelist()) == 3
    expect(bulk).to_be_hidden()
    page.locator("library-detail").get_by_role("button", name="More").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Download with recipe").click()
    assert "parameters" in Image.open(saved.value.path()).text
    expect(page.locator("library-detail .parcel")).to_contain_text("With its recipe: 512×512 PNG")


def test_what_does_not_hold_in_a_copy_is_read_before_it_is_saved(window, studio: Served) -> None:
    page = tab(window)
    find(page, "Make it red", 1)
    file = next(path for path in studio.home.glob("runs/*/*/*/run.json") if '"Make it red"' in path.read_text(encoding="utf-8")).parent
    picture = next(path for path in file.iterdir() if path.suffix == ".png")
    whole = picture.read_bytes()
    at = whole.index(b"IDAT") - 4
    box = b"caBX\x00\x00\x00\x20jumb" + bytes(24)
    menu = page.locator("library-detail").get_by_role("button", name="More")
    told = page.locator("library-detail .parcel")
    try:
        picture.write_bytes(whole[:at] + len(box[4:]).to_bytes(4) + box + zlib.crc32(box).to_bytes(4) + whole[at:])
        menu.click()
        page.get_by_role("menuitem", name="Download with recipe").click()
        save = told.get_by_role("link", name="Save the copy")
        expect(save).to_be_focused()
        expect(told).to_contain_text("The original carries Content Credentials. They are still in this copy and no longer match it")
        expect(told).to_contain_text("With its recipe: 512×512 PNG")
        expect(page.locator("#said")).to_contain_text("no longer match")
        axe = Axe(page)
        axe.look("notes of a copy", "library-detail")
        axe.close()
        with page.expect_download() as saved:
            save.press("Enter")
        assert "parameters" in Image.open(saved.value.path()).text
        menu.click()
        page.get_by_role("menuitem", name="Download for publishing").click()
        expect(told).to_contain_text("They are not in this copy")
        told.get_by_role("button", name="Cancel").click()
        expect(told).to_be_hidden()
        expect(menu).to_be_focused()
        picture.write_bytes(b"GIF89a")
        menu.click()
        page.get_by_role("menuitem", name="Download with recipe").click()
        expect(told).to_contain_text("it is no PNG, JPEG or WebP, or it is damaged")
    finally:
        picture.write_bytes(whole)
    window.wrong[:] = [line for line in window.wrong if "422" not in line]


def test_families_stand_as_trees_and_a_search_keeps_them_whole(window) -> None:
    page = tab(window)
    every = figures(page).count()
    expect(page.locator("library-grid h2.day")).to_contain_text(f"{every} pictures, free")
    page.get_by_role("radio", name="Lineage").click()
    rows = page.locator("library-families .kins")
    expect(rows).to_have_count(1)
    expect(rows.locator("h2")).to_have_text(re.compile("^A cobalt jug.+ · 3 pictures, free$"))
    kin = rows.locator(".kin")
    expect(kin).to_have_count(3)
    axe = Axe(page)
    axe.look("lineage", "library-view")
    axe.close()
    kin.nth(2).focus()  # the one that was chosen
    expect(kin.nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("library-detail .words")).to_have_text("Make it red")
    expect(kin.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Large view")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#library-search").fill("green")
    expect(page.locator("library-families .back")).to_have_count(2)
    page.locator("#library-search").fill("teapot")
    expect(page.locator("library-view > .none")).to_contain_text("No picture here came from another")
    page.reload()
    expect(kin).to_have_count(3)  # it is remembered
    kin.nth(2).focus()
    page.keyboard.press("Delete")
    expect(kin.nth(2)).to_contain_text("In the bin")
    page.locator(".undo").get_by_role("button", name="Undo").click()
    expect(kin.nth(2)).to_contain_text("Make it green")
    page.get_by_role("radio", name="Grid").click()
    expect(figures(page)).to_have_count(every)


def test_what_a_route_does_not_answer_is_said_and_can_be_asked_again(window) -> None:
    page = tab(window)
    every = figures(page).count()
    none, again = page.locator("library-view > .none"), page.get_by_role("button", name="Try again")
    page.route("**/library/pictures?*", lambda route: route.fulfill(status=500, content_type="text/plain", body="Internal Server Error"))
    page.locator("#library-search").fill("cobalt jug")
    expect(none).to_have_text("The studio could not do this. Its terminal says why.")
    expect(figures(page)).to_have_count(every)  # what was there stays
    page.unroute("**/library/pictures?*")
    page.route("**/library/pictures?*", lambda route: route.abort())
    again.click()
    expect(none).to_have_text("The studio did not answer. Is it still running?")
    page.unroute("**/library/pictures?*")
    again.click()
    expect(figures(page)).to_have_count(1)
    expect(again).to_be_hidden()
    said = "This disk is full."
    for route in ("star", "bin", "note", "export", "copy"):
        page.route(f"**/library/{route}", lambda route: route.fulfill(status=507, json={"error": said}))
    toast = page.locator("library-view > .undo.failed")
    figures(page).first.locator(".hit").focus()
    for key in ("s", "Delete"):
        page.keyboard.press(key)
        expect(toast).to_contain_text(said)
        toast.get_by_role("button").click()
        figures(page).first.locator(".hit").focus()
    expect(figures(page)).to_have_count(1)
    page.keyboard.press(" ")
    page.get_by_role("button", name="Export as ZIP").click()
    expect(toast).to_contain_text(said)
    note = page.get_by_role("textbox", name="A note of your own")
    note.fill("kept in the field")
    note.blur()
    expect(page.locator("library-detail").get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(note).to_have_value("kept in the field")
    page.locator("library-detail").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Download with recipe").click()
    expect(page.locator("library-detail .parcel")).to_contain_text(said)
    window.wrong[:] = [line for line in window.wrong if "Failed to load resource" not in line]


def test_a_recipe_of_another_tool_fills_the_form_and_says_what_did_not_fit(window) -> None:
    page = tab(window)
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", INFOTEXT)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    page.locator("library-view input[type=file]").set_input_files([{"name": "barn.png", "mimeType": "image/png", "buffer": out.getvalue()}])
    detail = page.locator("library-detail")
    expect(detail).to_contain_text("a red barn")
    expect(detail).to_contain_text("people")
    expect(detail.locator(".note").first).to_be_visible()
    detail.get_by_role("button", name="Fill the form").click()
    expect(page.locator("body")).to_have_attribute("data-tab", "t2i")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a red barn")
    expect(page.locator("input[name=t2i-ratio]:checked")).to_have_value("3:2")
    # and by dropping it on Text to image
    page.locator("#t2i-prompt textarea").fill("")
    carried = page.evaluate_handle(
        "(bytes) => { const all = new DataTransfer(); all.items.add(new File([Uint8Array.from(bytes)], 'barn.png', {type: 'image/png'})); return all; }",
        list(out.getvalue()),
    )
    for name in ("dragover", "drop"):
        page.locator("#t2i-stage").dispatch_event(name, {"dataTransfer": carried})
    expect(page.locator("body")).to_have_attribute("data-tab", "library")
    expect(detail).to_contain_text("a red barn")
    page.locator("library-view input[type=file]").set_input_files([{"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"}])
    expect(detail).to_contain_text("says nothing of how it was made")
    window.wrong[:] = [line for line in window.wrong if "422" not in line]  # the browser's own line for a refusal


def test_by_keys_alone_and_axe_finds_nothing(window) -> None:
    page = tab(window)
    axe = Axe(page)
    axe.look("library")
    page.locator("library-grid .hit[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("library-detail .words")).to_have_text("Make it red")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect(page.locator("library-detail .words")).to_have_text("Make it green")
    page.keyboard.press("Space")
    expect(page.get_by_role("toolbar", name="Selected pictures")).to_contain_text("1 selected")
    axe.look("one marked", "library-view")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Large view")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Large view")).to_be_hidden()
    axe.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
@pytest.mark.parametrize(("locale", "theme"), [("en-US", "dark"), ("zh-CN", "light")])
def test_it_stands_at_every_size(window, width: int, height: int, locale: str, theme: str) -> None:
    phone = width < 900
    page = tab(window, width, height, locale=locale, theme=theme, has_touch=phone)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = "[...document.querySelectorAll('library-grid figure')].map((one) => one.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])"
    rows = page.evaluate(boxes)
    for at, (left, top, right, bottom) in enumerate(rows):
        assert left >= 0
        assert right <= width
        assert all(right <= other[0] + 1 or other[2] <= left + 1 or bottom <= other[1] + 1 or other[3] <= top + 1 for other in rows[at + 1 :])
    if phone:
        assert page.evaluate(SMALL, f":is({', '.join('library-view ' + one.strip() for one in TOUCHED.split(','))})") == []
        figures(page).first.locator(".hit").tap()
        sheet = page.get_by_role("dialog")
        expect(sheet.locator(".words")).to_be_visible()
        assert page.evaluate(SMALL, f":is({', '.join('library-detail ' + one.strip() for one in TOUCHED.split(','))})") == []
    if locale == "zh-CN":
        words = page.locator("#library").inner_text()
        assert [word for word in ("Search", "Bin", "Recipe", "Starred", "Since", "Model", "Asked", "Billed", "Today") if word in words] == []
        assert any(say(day, "zh-CN") in words for day in ("kept.today", "kept.yesterday"))  # midnight may have passed


def test_a_long_library_is_asked_for_while_one_scrolls(window, studio: Served) -> None:
    """Three hundred more records of one file: pages come as one goes down, and only those."""
    source = next(path for path in sorted(studio.home.glob("runs/*/*/*/run.json")) if "cobalt jug" in path.read_text(encoding="utf-8"))
    record = json.loads(source.read_text(encoding="utf-8"))
    picture = next(path for path in source.parent.iterdir() if path.suffix == ".png")
    for number in range(300):
        folder = source.parent.parent / f"20261101T{number // 60:02d}{number % 60:02d}00-{number:012x}"
        folder.mkdir()
        (folder / picture.name).hardlink_to(picture)
        (folder / "run.json").write_text(json.dumps(record | {"id": folder.name, "created": "2026-11-01T10:00:00+00:00"}), encoding="utf-8")
    library = Library(studio.home)
    catch_up(library)
    library.close()
    page = tab(window)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/library/pictures" in request.url else None)
    before = figures(page).count()
    assert 80 <= before < 300
    for _ in range(20):
        page.locator("library-grid").evaluate("(node) => { node.scrollTop = node.scrollHeight; }")
        page.wait_for_timeout(250)
    assert figures(page).count() >= 300
    assert len(asked) <= 4


def test_a_home_without_room_is_said_wherever_a_page_opens(window, studio: Served) -> None:
    incoming = studio.home / "incoming"
    incoming.rename(studio.home / "elsewhere")
    incoming.write_text("in the way", encoding="utf-8")  # nothing can arrive
    try:
        page = window.fresh(at="t2i")
        expect(page.locator("studio-notices .toast")).to_be_visible()
        page.locator("#t2i-prompt textarea").fill("A jug")
        page.locator("#t2i-generate").click()
        expect(page.locator("#t2i-problem")).not_to_have_text("")
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("library-view .notice")).not_to_have_text("")
    finally:
        incoming.unlink()
        (studio.home / "elsewhere").rename(incoming)
