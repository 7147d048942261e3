"""A mask from the tray to the gateway and back: painted on image 1, sent with the run, kept through a round trip, and what lies outside restored."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import studio as package
from tests.browser.conftest import another
from tests.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A studio with one picture, which lies beside it as a file, too."""
    home = tmp_path_factory.mktemp("masked") / "home"

    async def make() -> None:
        async with package.open(home=home, environ={}) as s:
            made = await s.run(package.Request(prompt="A red vase on a wooden table before mountains", size="512"))
            (home.parent / "vase.png").write_bytes(made.images[0].path.read_bytes())

    with ThreadPoolExecutor(1) as pool:  # Playwright's own loop runs in this thread
        pool.submit(asyncio.run, make()).result()
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def painted(page: Page, studio: Served) -> None:
    """Image 1 is in the tray and has a rectangle on it."""
    page.wait_for_function("document.querySelector('#i2i tile-grid')?.value")
    while page.locator("#i2i .ref .look").count():  # of the newest run
        page.locator("#i2i .ref .look").first.press("Delete")
    page.locator("#i2i reference-tray input[type=file]").set_input_files(str(studio.home.parent / "vase.png"))
    page.get_by_role("button", name="Paint a mask").click()
    area = page.locator("#i2i mask-painter .area")
    box = area.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 60, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=8)
    page.mouse.up()
    page.locator("#i2i mask-painter").get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name=re.compile(r"Mask, \d+ %"))).to_be_visible()


def test_a_painted_mask_goes_along_and_is_pasted_back(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    page.locator("#i2i .prompt textarea").fill("Make the vase blue")
    with another(page, "i2i"):
        page.locator("#i2i-generate").click()
    note = page.locator("#i2i drift-note")
    expect(note).to_contain_text(re.compile("Drift.*%"))
    expect(page.locator("#i2i .notes")).to_contain_text("This model takes no mask")
    with another(page, "i2i"):
        note.get_by_role("button", name="Restore outside the mask").click()
    expect(page.locator("edit-chain .on")).to_contain_text("Pasted back into its source")
    expect(page.locator("edit-chain .on .fact")).to_contain_text("free")


def test_the_mask_stays_with_image_1_and_its_settings_are_used_again(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    page.locator("#i2i-form").get_by_role("radio", name="1:1").check(force=True)  # a round trip
    expect(page.get_by_role("button", name=re.compile(r"Mask, \d+ %"))).to_be_visible()
    page.locator("#i2i .prompt textarea").fill("Make the vase green")
    with another(page, "i2i"):
        page.locator("#i2i-generate").click()
    expect(page.locator("#i2i drift-note")).to_contain_text("Drift")
    page.locator("#i2i .ref .look").first.press("Delete")
    expect(page.locator("#i2i .ref")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name=re.compile(r"Mask, \d+ %"))).to_be_visible()  # as the newest run was asked


def test_a_mask_that_is_gone_is_said_at_the_prompt(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    for path in Path(studio.home / "references").glob("*.mask.json"):
        path.unlink()
    page.locator("#i2i .prompt textarea").fill("Make it blue")
    page.locator("#i2i-generate").click()
    expect(page.get_by_text("This mask is none of this studio’s.")).to_be_visible()
    expect(page.locator("#i2i .prompt textarea")).to_have_value("Make it blue")


def test_the_tray_survives_a_reload_with_order_roles_and_mask(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    page.get_by_role("button", name="From the library").first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("A red vase on a wooden table")).first.click()
    expect(page.locator("#i2i .ref")).to_have_count(2)
    page.locator("#i2i .ref .role").nth(1).click()
    page.get_by_role("menuitemradio", name=re.compile("Style")).click()
    before = page.evaluate("document.querySelector('#i2i reference-tray').items")
    assert before[0]["mask"]
    assert before[1]["role"] == "style"
    page.reload()
    expect(page.locator("#i2i .ref")).to_have_count(2)
    expect(page.get_by_role("button", name=re.compile(r"Mask, \d+ %"))).to_be_visible()
    page.wait_for_timeout(3000)  # what the server says of the newest run came by now
    assert page.evaluate("document.querySelector('#i2i reference-tray').items") == before


def test_a_larger_canvas_brings_its_mask(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    page.locator("#i2i .ref .role").first.click()
    page.get_by_role("menuitem", name="Extend the canvas").click()
    box = page.get_by_role("dialog", name="Extend the canvas")
    expect(box.get_by_role("button", name="Extend", exact=True)).to_be_disabled()
    box.get_by_label("To a ratio").select_option("16:9")
    expect(box).to_contain_text("512×512 becomes 910×512")
    box.get_by_role("button", name="Extend", exact=True).click()
    expect(page.get_by_role("button", name="Mask, 45 %")).to_be_visible()
    page.locator("#i2i .prompt textarea").fill("Go on with the landscape")
    with another(page, "i2i"):
        page.locator("#i2i-generate").click()
    expect(page.locator("#i2i drift-note")).to_contain_text("Drift")


def test_a_picture_is_doubled_and_replaced(window, studio: Served) -> None:
    page = window.fresh(at="i2i")
    painted(page, studio)
    page.locator("#i2i .ref .role").first.click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.locator("#i2i .ref")).to_have_count(2)
    page.locator("#i2i .ref .role").nth(1).click()
    page.get_by_role("menuitem", name="Replace").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("A red vase on a wooden table")).first.click()
    ids = page.evaluate("document.querySelector('#i2i reference-tray').items.map((one) => one.id)")
    assert len(ids) == 2
    expect(page.locator("#i2i .ref")).to_have_count(2)
    page.wait_for_function("document.querySelector('#i2i reference-tray').items[1].id.includes('/')")
