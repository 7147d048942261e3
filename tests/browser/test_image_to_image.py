"""Image to image as a designer meets it: pictures in, the result against its source, the chain, every action, all that can go wrong, three sizes."""

import io
import json
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from studio.words import Language, say
from tests.browser.conftest import Window, another
from tests.served import Served

pytestmark = pytest.mark.browser
DONE = 60_000
PAIRS = [("en-US", "light"), ("zh-CN", "dark"), ("en-US", "dark"), ("zh-CN", "light")]
SIZES = [(1440, 900), (1024, 768), (390, 844)]
HOSTILE = "<img src=x onerror=window.pwned=1> ![x](http:beacon.example)${window.pwned=1}\u202egnp.png"


def picture(size: tuple[int, int] = (600, 400), colour: str = "#c42", mode: str = "RGB") -> bytes:
    """One clear subject on a plain ground, or on nothing at all."""
    drawn = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "#eed")
    ImageDraw.Draw(drawn).ellipse([size[0] * 0.3, size[1] * 0.2, size[0] * 0.7, size[1] * 0.8], fill=colour)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def file(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "image/png", "buffer": data}


VASE, CLOTH = file("vase.png", picture()), file("cloth.png", picture((400, 400), "#24c"))


class Desk:
    """The tab in one window, with the hands of the person before it."""

    def __init__(self, window: Window, width: int = 1440, height: int = 900, *, locale: str = "en-US", theme: str = "light") -> None:
        self.studio = window.studio
        self.language: Language = "zh-CN" if locale == "zh-CN" else "en"
        self.page: Page = window.open(width, height, theme=theme, locale=locale, touch=width < 900)
        self.phone = width < 900
        self.tab("i2i")
        self.box, self.tiles = self.page.locator("#i2i-prompt textarea"), self.page.locator("#i2i-tiles .tile")
        self.refs, self.compare = self.page.locator("#i2i-tray .ref"), self.page.locator("#i2i-tiles compare-view[inline]")
        self.tray, self.form, self.chain = self.page.locator("#i2i-tray"), self.page.locator("#i2i-form"), self.page.locator("#i2i-chain")
        self.stage, self.generate = self.page.locator("#i2i-tiles"), self.page.locator("#i2i-generate")
        self.clear()

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def tab(self, name: str) -> None:
        if self.phone:
            self.page.locator("studio-bar .where").click()
            self.page.get_by_role("menuitem", name=self.say(f"page.tab_{name}")).click()
        else:
            self.page.get_by_role("tab", name=self.say(f"page.tab_{name}")).click()
        self.on(name)

    def on(self, name: str) -> None:
        expect(self.page.locator(f"#{name}-generate")).to_be_visible()
        expect(self.page.locator("body")).to_have_attribute("data-tab", name)

    def clear(self) -> None:
        """The tray as on the first day: an earlier test's last run has filled it, a moment after the page came."""
        self.page.wait_for_function("document.querySelector('#i2i tile-grid')?.value")
        while (count := self.refs.count()) > 0:
            self.refs.first.locator(".out").evaluate("(node) => node.click()")  # with a finger it is in the menu of roles
            expect(self.refs).to_have_count(count - 1)
        self.page.evaluate("document.activeElement.blur()")

    def add(self, *files: dict) -> None:
        """Through the browser's own file dialog."""
        before = self.refs.count()
        with self.page.expect_file_chooser() as chosen:
            self.tray.locator(".drop").click()
        chosen.value.set_files(list(files))
        expect(self.page.locator("#i2i-tray .ref:is([data-state=ready], [data-state=unsent])")).to_have_count(before + len(files), timeout=DONE)

    def drop(self, on: Locator, *files: dict) -> None:
        """Carried over from a folder."""
        with_files = """(all) => { const carried = new DataTransfer();
          for (const [name, bytes] of all) carried.items.add(new File([Uint8Array.from(bytes)], name, {type: "image/png"})); return carried; }"""
        carried = self.page.evaluate_handle(with_files, [[one["name"], list(one["buffer"])] for one in files])
        for name in ("dragenter", "dragover", "drop"):
            on.dispatch_event(name, {"dataTransfer": carried})

    def model(self, name: str) -> None:
        if name not in self.page.locator("#i2i-model button").first.inner_text():
            self.page.locator("#i2i-model button").first.click()
            self.page.get_by_role("option", name=re.compile(name)).first.click()
            expect(self.page.locator("#i2i-model button").first).to_contain_text(name)

    def choose(self, field: str, value: str) -> None:
        """A field of the form, by its radio; on a phone the form is a sheet."""
        radio = self.form.locator(f"input[name=i2i-{field}][value='{value}']")
        radio.evaluate("(node) => node.click()") if self.phone else radio.check(force=True)
        expect(radio).to_be_checked()

    def press(self, prompt: str, *, count: int = 1, begins: bool = True) -> None:
        if not self.phone:
            self.model(say("view.demo", self.language))
        self.choose("size", "512")
        self.choose("count", str(count))
        self.box.fill(prompt)
        with another(self.page, "i2i") if begins else nullcontext():
            self.generate.click()

    def make(self, prompt: str, *, count: int = 1) -> dict:
        """Generate, and the record when every picture is there."""
        before = len(records(self.studio))
        self.press(prompt, count=count)
        self.ends("done", count)
        assert len(records(self.studio)) == before + 1
        return records(self.studio)[-1]

    def ends(self, state: str, count: int = 1) -> None:
        """The newest run is over and has so many tiles of a state."""
        expect(self.page.locator("#i2i-stop")).to_be_hidden(timeout=DONE)
        expect(self.page.locator(f"#i2i-tiles .tile[data-state={state}]")).to_have_count(count, timeout=DONE)

    def begun(self, prompt: str) -> None:
        self.press(prompt)
        expect(self.page.locator("#i2i-stop")).to_be_visible(timeout=DONE)
        expect(self.tiles).to_have_count(1)
        expect(self.tiles).to_have_attribute("data-state", "thinking", timeout=DONE)

    def mode(self, name: str) -> None:
        self.stage.locator(f".toolbar [data-value={name}]").first.click()


def records(studio: Served) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) | {"folder": path.parent} for path in sorted(studio.home.glob("runs/*/*/*/run.json"))]


def original(record: dict) -> Path:
    return next(path for path in sorted(record["folder"].glob("*.png")) if ".draft" not in path.name)


def box(node: Locator) -> dict[str, float]:
    found = node.bounding_box()
    assert found, node
    return found


def apart(one: Locator, other: Locator) -> bool:
    """Neither stands on the other."""
    a, b = box(one), box(other)
    across = a["x"] + a["width"] <= b["x"] + 1 or b["x"] + b["width"] <= a["x"] + 1
    return across or a["y"] + a["height"] <= b["y"] + 1 or b["y"] + b["height"] <= a["y"] + 1


# ---- from pictures to a picture


def test_two_pictures_roles_and_the_line_that_is_sent(window, studio: Served) -> None:
    desk = Desk(window)
    desk.add(VASE)
    desk.drop(desk.stage, CLOTH)
    expect(desk.refs.locator(".num")).to_have_text(["1", "2"])
    expect(desk.page.locator("#i2i-tray .ref[data-state=ready]")).to_have_count(2)
    expect(desk.form.locator("#i2i-ratio .aside")).to_have_text("3:2, from image 1")
    expect(desk.form.locator("#i2i-ratio label").first).to_have_text("Match")
    expect(desk.form.locator("#i2i-size label", has_text="512")).to_contain_text("632×424")
    desk.refs.nth(1).locator(".role").click()
    desk.page.get_by_role("menuitemradio", name=re.compile("^Style")).click()
    shown = desk.page.locator("#i2i-roles .sentence")
    expect(shown).to_have_text("Image 2 gives the style: draw it like that.")
    line = shown.inner_text()
    made = desk.make("Make it blue")
    assert [(one["name"], one["role"]) for one in made["request"]["references"]] == [("vase.png", ""), ("cloth.png", "style")]
    assert made["sent"]["prompt"] == f"Make it blue\n\n{line}"
    assert (made["sent"]["aspect"], made["sent"]["expected"]) == ("3:2", [632, 424])
    expect(desk.stage).to_contain_text("Auto follows image 1: 3:2, the nearest ratio offered.")
    expect(desk.page.locator("#i2i-strip")).to_contain_text("1 × 3:2 at 512, 632×424")
    # image 1 is whatever stands first, and Auto goes with it
    desk.refs.nth(1).locator(".look").focus()
    desk.page.keyboard.press("Alt+ArrowLeft")
    expect(desk.form.locator("#i2i-ratio .aside")).to_have_text("1:1, from image 1")
    expect(shown).to_have_text("Image 1 gives the style: draw it like that.")


def test_the_result_opens_against_its_source(window) -> None:
    desk = Desk(window)
    desk.add(VASE)
    desk.make("Make it blue")
    expect(desk.stage.get_by_role("radio", name="Compare", exact=True)).to_be_checked()
    expect(desk.compare.locator(".cap")).to_have_text([re.compile("^Before ?600×400 PNG"), re.compile("^After ?632×424 PNG")])
    grip = desk.compare.get_by_role("slider")
    expect(grip).to_have_attribute("aria-valuenow", "50")
    at, stage = box(grip), box(desk.compare.locator("image-compare"))
    middle = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    desk.page.mouse.move(*middle)
    desk.page.mouse.down()
    desk.page.mouse.move(middle[0] - 100, middle[1], steps=4)
    desk.page.mouse.up()
    expect(grip).not_to_have_attribute("aria-valuenow", re.compile("^(4[5-9]|[5-9]\\d|100)$"))  # drawn with the next frame
    moved = grip.get_attribute("aria-valuenow")
    grip.focus()
    desk.page.keyboard.press("ArrowRight")
    expect(grip).not_to_have_attribute("aria-valuenow", moved)
    desk.page.keyboard.press("End")
    expect(grip).to_have_attribute("aria-valuenow", "100")
    desk.compare.get_by_role("radio", name="Side by side").click()
    panes = [desk.compare.locator(f".pane.{side}") for side in "ab"]
    assert box(panes[1])["x"] >= box(panes[0])["x"] + box(panes[0])["width"] - 2
    before = [box(pane.locator(".pic"))["width"] for pane in panes]
    desk.page.mouse.move(stage["x"] + stage["width"] * 0.25, stage["y"] + stage["height"] / 2)
    desk.page.mouse.wheel(0, -600)
    expect(desk.compare.locator(".scale")).not_to_contain_text("Fit")
    desk.page.wait_for_timeout(300)
    after = [box(pane.locator(".pic"))["width"] for pane in panes]
    assert after[0] > before[0] * 1.2
    assert after == pytest.approx([after[0], after[0]], rel=0.01)  # as large in both, though one has fewer pixels
    desk.compare.get_by_role("radio", name="Slider").click()


def test_the_chain_shows_every_step_and_goes_back(window, studio: Served) -> None:
    desk = Desk(window)
    desk.add(VASE, CLOTH)
    desk.refs.nth(1).locator(".role").click()
    desk.page.get_by_role("menuitemradio", name=re.compile("^Palette")).click()
    first = desk.make("Make it blue")
    desk.page.get_by_role("button", name="Use result as input").click()
    expect(desk.refs.first.locator("img")).to_have_attribute("src", re.compile(first["id"]))
    expect(desk.refs).to_have_count(2)
    expect(desk.refs.nth(1).locator(".role")).to_contain_text("Palette")
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type("Make it green")  # what was selected is replaced
    expect(desk.box).to_have_value("Make it green")
    second = desk.make("Make it green")
    assert second["request"]["references"][0]["file"].endswith(f"{first['id']}/{original(first).name}")
    assert [one["role"] for one in second["request"]["references"]] == ["", "palette"]
    steps = desk.chain.get_by_role("button")
    expect(steps).to_have_text([re.compile("vase.png"), re.compile("Make it blue"), re.compile("Make it green")])
    expect(desk.chain).to_contain_text("step 3 of 3")
    expect(steps.nth(2)).to_be_in_viewport(ratio=0.95)  # where one is, without searching
    steps.nth(1).click()
    expect(desk.chain).to_contain_text("step 2 of 3")
    expect(steps).to_have_count(3)  # the later one stays
    expect(desk.compare.locator(".pane.b img")).to_have_attribute("src", re.compile(first["id"]))
    steps.nth(2).click()
    expect(desk.compare.locator(".pane.b img")).to_have_attribute("src", re.compile(second["id"]))
    expect(steps.nth(2)).to_have_attribute("aria-current", "step")
    # from an earlier step another way
    steps.nth(1).click()
    expect(desk.chain).to_contain_text("step 2 of 3")
    desk.page.get_by_role("button", name="Use result as input").click()
    expect(desk.refs.first.locator("img")).to_have_attribute("src", re.compile(first["id"]))
    branch = desk.make("Make it yellow")
    expect(steps).to_have_text([re.compile("vase.png"), re.compile("Make it blue"), re.compile("Make it yellow")])
    assert branch["request"]["references"][0] == second["request"]["references"][0]
    expect(steps.first).to_have_attribute("aria-disabled", "true")  # a picture that was brought is no step to go to


# ---- what can not be sent, and what ends otherwise


def test_what_can_not_be_sent_is_said_where_it_was_made(window, studio: Served) -> None:
    desk = Desk(window)
    known = len(records(studio))
    desk.press("Make it blue", begins=False)
    expect(desk.page.locator("#i2i-problem")).to_have_text("An edit needs a picture to start from. Add a reference.")
    expect(desk.box).to_have_value("Make it blue")
    assert len(records(studio)) == known
    desk.add(VASE)
    expect(desk.page.locator("#i2i-problem")).to_be_hidden()
    desk.drop(desk.tray, file("broken.png", b"\x89PNG\r\n\x1a\nno picture at all"), CLOTH)
    expect(desk.tray.locator(".says")).to_contain_text("broken.png")
    expect(desk.page.locator("#i2i-tray .ref[data-state=ready]")).to_have_count(2)
    expect(desk.refs.locator(".num:visible")).to_have_text(["1", "2"])
    desk.tray.get_by_role("button", name=re.compile("Dismiss")).click()
    expect(desk.refs).to_have_count(2)
    refused = [words for words in window.wrong if "415" in words and "/references" in words]
    assert len(refused) == 1  # the browser itself writes down the answer to a file that is none
    window.wrong.remove(refused[0])


def test_more_pictures_than_the_model_takes(window, studio: Served) -> None:
    desk = Desk(window)
    desk.model("Gemini 2.5 Flash Image")
    desk.add(VASE, CLOTH, file("third.png", picture((300, 500), "#393")), file("fourth.png", picture((320, 320), "#939")))
    expect(desk.tray.locator(".says")).to_contain_text("takes 3")
    expect(desk.refs.nth(3)).to_have_attribute("data-state", "unsent")
    expect(desk.refs.locator(".num")).to_have_text(["1", "2", "3", ""])  # the model does not count it
    desk.box.fill("Make it blue")
    with another(desk.page, "i2i"):
        desk.generate.click()
    desk.ends("done")
    assert [one["name"] for one in records(studio)[-1]["request"]["references"]] == ["vase.png", "cloth.png", "third.png"]
    expect(desk.refs).to_have_count(4)
    desk.tray.locator(".says").get_by_role("button").click()  # the model that takes them all
    expect(desk.refs.nth(3)).to_have_attribute("data-state", "ready")
    expect(desk.tray.locator(".says")).to_be_hidden()


@pytest.mark.parametrize(("locale", "theme"), PAIRS)
def test_every_end_is_told_in_both_languages_and_themes(window, locale: str, theme: str) -> None:
    desk = Desk(window, locale=locale, theme=theme)
    whole = (locale, theme) in PAIRS[:2]
    assert desk.page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
    desk.add(VASE)
    tile = desk.tiles.first
    desk.press("Make it blue demo:image_safety")
    desk.ends("refused")
    expect(tile).to_contain_text(desk.say("view.edit_prompt"))
    if whole:
        desk.press("Make it blue demo:truncated_stream")
        desk.ends("uncertain")
        expect(tile.get_by_role("button", name=desk.say("view.retry"))).to_be_visible()
        desk.begun("Make it blue demo:slow:60")
        desk.page.locator("#i2i-stop").click()
        desk.ends("stopped")
        expect(desk.generate).to_have_text(desk.say("page.generate"))
        expect(desk.refs).to_have_count(1)
    if whole:
        desk.begun("Make it blue demo:slow:3")
        desk.page.reload()
        desk.on("i2i")  # where one was
        expect(desk.page.locator("#i2i-stop")).to_be_visible(timeout=DONE)
        expect(desk.box).to_have_value("Make it blue demo:slow:3")
        expect(desk.refs).to_have_count(1)
    else:
        desk.press("Make it blue")
    desk.ends("done")
    expect(desk.stage.get_by_role("radio", name=desk.say("page.compare"), exact=True)).to_be_checked()
    expect(desk.compare.locator(".cap").first).to_contain_text(desk.say("view.before"))
    if locale == "zh-CN":
        visible = desk.page.locator("#i2i").inner_text()
        for word in ("Generate", "Before", "After", "Image size", "Match", "Chain", "Drop", "Asked", "Retry", "Auto"):
            assert word not in visible


# ---- where things stand


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_stands_on_anything(window, width: int, height: int) -> None:
    desk = Desk(window, width, height, theme="dark")
    desk.add(VASE, CLOTH)
    desk.make("Make it blue")
    page, stage, composer = desk.page, desk.page.locator("#i2i-stage"), desk.page.locator("#i2i-composer")
    expect(desk.compare.locator(".pane.b img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    inside, whole = box(desk.compare.locator("image-compare")), box(stage)
    assert inside["x"] >= whole["x"] - 1
    assert inside["x"] + inside["width"] <= whole["x"] + whole["width"] + 1
    assert inside["y"] >= whole["y"]
    assert inside["height"] > height * 0.3
    parts = [composer, desk.tray, page.locator("#i2i-strip"), desk.compare]
    if desk.phone:  # the stage scrolls: what it holds stands above tray and composer, and nothing in it on anything else
        parts = [composer, desk.tray, page.locator("#i2i-tiles")]
        for one, other in (
            (desk.compare, "#i2i .row5"),
            (page.locator("#i2i .row5"), "#i2i-strip"),
            (desk.compare.locator("image-compare"), "#i2i compare-view .tools"),
        ):
            assert apart(one, page.locator(other)), other
        assert box(desk.compare.locator(".cap").first)["y"] < box(page.locator("#i2i .row5"))["y"]
    for at, one in enumerate(parts):
        assert all(apart(one, other) for other in parts[at + 1 :]), at
    for part in (composer, desk.tray):
        edge = box(part)
        assert edge["x"] >= whole["x"] - 1
        assert edge["x"] + edge["width"] <= whole["x"] + whole["width"] + 1
    assert box(composer)["y"] + box(composer)["height"] <= height + 1
    for button in page.locator("#i2i-composer button:visible").all():
        edge = box(button)
        assert edge["x"] + edge["width"] <= width
    thoughts = page.locator("#i2i-thoughts")
    if width == 1440:
        assert box(thoughts)["x"] >= inside["x"] + inside["width"] - 1  # beside, never below
        assert box(thoughts)["y"] < inside["y"] + inside["height"]
        return
    expect(thoughts).to_be_hidden()
    if desk.phone:
        page.locator("#i2i .peek").click()
    else:
        desk.stage.get_by_role("button", name="Thoughts").click()
    expect(thoughts).to_be_visible()
    expect(thoughts).to_contain_text("Reading the brief")
    expect(thoughts.get_by_role("button", name="Close")).to_be_focused()
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running' || !(one instanceof CSSTransition))")
    edge = box(thoughts)
    if desk.phone:
        assert edge["width"] == width
        assert edge["y"] + edge["height"] == pytest.approx(height, abs=1)
        assert edge["y"] > 100  # a sheet, the stage stays to be seen
    else:
        assert edge["x"] + edge["width"] == pytest.approx(width, abs=1)
        assert 300 < edge["width"] < 400
    page.keyboard.press("Escape")
    expect(thoughts).to_be_hidden()


# ---- what every picture offers


def clipboard(page: Page) -> None:
    """What was copied is kept for the test to read."""
    page.evaluate("navigator.clipboard.writeText = async (words) => { window.copied = words; }")


def test_what_a_tile_offers(window, studio: Served) -> None:
    desk = Desk(window)
    page = desk.page
    clipboard(page)
    desk.add(VASE)
    made = desk.make("Make it blue", count=2)
    desk.mode("view")
    tile = desk.tiles.nth(1)
    tile.hover()
    with page.expect_download() as saved:
        tile.get_by_role("link", name="Download original").click()
    second = min(made["folder"].glob("2-*.png"))
    assert Path(saved.value.path()).read_bytes() == second.read_bytes()
    tile.hover()
    tile.get_by_role("button", name="Use as reference").click()
    expect(desk.refs).to_have_count(2)
    assert second.stem in json.dumps(page.evaluate("document.querySelector('#i2i-tray reference-tray').items"))
    expect(desk.box).to_be_focused()
    tile.hover()
    tile.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Copy prompt").click()
    page.wait_for_function("window.copied === 'Make it blue'")
    tile.hover()
    tile.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Compare with its source").click()
    expect(desk.compare).to_be_visible()
    expect(desk.stage.locator(".picks button").nth(1)).to_have_attribute("aria-pressed", "true")
    # settings come back: form, prompt and tray
    desk.mode("view")
    desk.clear()
    desk.box.fill("something else")
    desk.choose("size", "1K")
    tile.hover()
    tile.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Reuse settings").click()
    expect(desk.box).to_have_value("Make it blue")
    expect(desk.refs).to_have_count(1)
    expect(desk.refs.locator(".look")).to_have_accessible_name(re.compile("vase.png"))
    expect(desk.form.locator("input[name=i2i-size][value='512']")).to_be_checked()
    expect(desk.form.locator("input[name=i2i-count][value='2']")).to_be_checked()
    expect(desk.form.locator("#i2i-ratio .aside")).to_have_text("3:2, from image 1")
    # large, and from there into a conversation of its own
    tile.dblclick()
    large = desk.stage.get_by_role("dialog", name="Large view")
    expect(large).to_be_visible()
    with page.expect_download() as saved:
        large.get_by_role("link", name="Download original").click()
    assert Path(saved.value.path()).read_bytes() == second.read_bytes()
    large.get_by_role("button", name="Use as reference").click()
    expect(large).to_be_hidden()
    expect(desk.refs).to_have_count(2)
    tile.hover()
    tile.get_by_role("button", name="Edit in chat").click()
    desk.on("chat")
    held = page.locator("#chat-tray .ref")
    expect(held).to_have_count(1)
    expect(held.locator("img")).to_have_attribute("src", re.compile(made["id"]))
    expect(page.locator("#chat-prompt textarea")).to_be_focused()


def test_text_to_image_and_the_history_give_pictures_on(window, studio: Served) -> None:
    desk = Desk(window)
    page = desk.page
    desk.add(VASE)
    made = desk.make("Make it blue")
    thumb = page.get_by_role("navigation", name="History").get_by_role("button").first
    expect(thumb.locator("img")).to_have_attribute("src", re.compile(made["id"]))
    thumb.drag_to(desk.tray.locator(".drop"))
    expect(desk.refs).to_have_count(2)
    expect(desk.refs.nth(1).locator("img")).to_have_attribute("src", re.compile(made["id"]))
    desk.chain.get_by_role("button").last.click()  # a step is a run on the stage: its actions are the stage's
    desk.mode("view")
    desk.tiles.first.hover()
    desk.tiles.first.get_by_role("button", name="Use as reference").click()
    expect(desk.refs).to_have_count(3)
    # a picture from the other tab is taken over and shown where it went
    desk.tab("t2i")
    page.locator("#t2i-prompt textarea").fill("A poster of quarter circles")
    if "Demo" not in page.locator("#t2i-model button").first.inner_text():
        page.locator("#t2i-model button").first.click()
        page.get_by_role("option", name=re.compile("Demo renderer 14 references")).click()
    page.locator("#t2i-form input[name=t2i-size][value='512']").check(force=True)
    page.locator("#t2i-form input[name=t2i-count][value='1']").check(force=True)
    page.locator("#t2i-generate").click()
    expect(page.locator("#t2i-stop")).to_be_visible(timeout=DONE)
    expect(page.locator("#t2i-tiles .tile[data-state=done]")).to_have_count(1, timeout=DONE)
    expect(page.locator("#t2i-stop")).to_be_hidden(timeout=DONE)
    poster = records(studio)[-1]
    expect(page.locator("#t2i-tiles [data-value=compare]")).to_be_hidden()  # it was made from nothing
    page.locator("#t2i-tiles .tile").hover()
    page.locator("#t2i-tiles .tile").get_by_role("button", name="Use as reference").click()
    desk.on("i2i")
    expect(desk.refs).to_have_count(4)
    expect(desk.refs.nth(3).locator("img")).to_have_attribute("src", re.compile(poster["id"]))
    # and the older one opens in its own tab again
    desk.tab("t2i")
    page.get_by_role("navigation", name="History").get_by_role("button", name="Make it blue").first.click()
    desk.on("i2i")
    expect(desk.compare.locator(".pane.b img")).to_have_attribute("src", re.compile(made["id"]))


def test_what_a_picture_offers_on_a_phone(window, studio: Served) -> None:
    desk = Desk(window, 390, 844)
    page = desk.page
    clipboard(page)
    desk.add(VASE)
    made = desk.make("Make it blue")
    row = page.locator("#i2i .row5")
    with page.expect_download() as saved:
        row.get_by_role("link", name="Save").click()
    assert Path(saved.value.path()).read_bytes() == original(made).read_bytes()
    row.get_by_role("button", name="Reference").click()
    expect(desk.refs).to_have_count(2)
    row.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Copy prompt").click()
    page.wait_for_function("window.copied === 'Make it blue'")
    row.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Reuse settings").click()
    expect(desk.refs).to_have_count(1)
    row.get_by_role("button", name="Open").click()
    large = desk.stage.get_by_role("dialog", name="Large view")
    expect(large).to_be_visible()
    large.get_by_role("button", name="Edit in chat").click()
    desk.on("chat")
    expect(page.locator("#chat-tray .ref img")).to_have_attribute("src", re.compile(made["id"]))


# ---- several at once


def test_one_of_several_is_compared_and_one_may_fail(window) -> None:
    desk = Desk(window)
    desk.add(VASE)
    desk.press("Make it blue demo:429_retryinfo:3", count=3)  # two begin at once, each is tried twice: three refusals are one tile's end
    expect(desk.page.locator("#i2i-stop")).to_be_visible(timeout=DONE)
    desk.ends("done", 2)
    expect(desk.page.locator("#i2i-tiles .tile[data-state=failed]")).to_have_count(1)
    picks = desk.stage.locator(".picks button")
    expect(picks).to_have_count(3)
    good = [n for n in (1, 2, 3) if desk.page.locator(f"#i2i-tiles .tile[data-n='{n}']").get_attribute("data-state") == "done"]
    bad = ({1, 2, 3} - set(good)).pop()
    for n in good:
        picks.nth(n - 1).click()
        expect(desk.compare.locator(".pane.b img")).to_have_attribute("src", desk.page.locator(f"#i2i-tiles .tile[data-n='{n}'] img").get_attribute("src"))
    picks.nth(bad - 1).click()
    expect(desk.compare).to_be_hidden()  # there is nothing to compare: its tile says why
    failed = desk.page.locator(f"#i2i-tiles .tile[data-n='{bad}']")
    expect(failed).to_be_visible()
    failed.get_by_role("button", name="Retry this tile").click()
    desk.ends("done", 3)


def test_transparency_is_kept_and_seen(window, studio: Served) -> None:
    desk = Desk(window)
    desk.add(file("cut.png", picture(mode="RGBA")))
    made = desk.make("Make it blue")
    kept = Image.open(studio.home / made["request"]["references"][0]["file"])
    assert kept.mode == "RGBA"
    assert kept.getpixel((2, 2))[3] == 0
    assert Image.open(original(made)).getpixel((2, 2))[3] == 0
    ground = desk.compare.locator(".pane.b .pic").evaluate(
        "(node) => getComputedStyle(node).backgroundImage + getComputedStyle(node.parentNode).backgroundImage"
    )
    assert "conic-gradient" in ground
    two = desk.compare.locator("image-compare").screenshot()
    ground = Image.open(io.BytesIO(two)).convert("RGB")
    corner = {ground.getpixel((ground.width // 2 - 60 + x, ground.height // 2 - int(ground.height * 0.4))) for x in range(50)}
    assert len(corner) > 1  # squares, not one colour


# ---- hostile words


def test_hostile_words_stay_words_at_every_size(window, studio: Served) -> None:
    desk = Desk(window)
    desk.add(file(HOSTILE, picture()))
    desk.make(f"Make it blue {HOSTILE} demo:hostile")
    assert records(studio)[-1]["request"]["references"][0]["name"].startswith("<img src=x")
    expect(desk.chain.get_by_role("button").first).to_contain_text("<img src=x onerror")
    harmless(desk)
    desk.mode("process")
    expect(desk.stage.locator("process-view")).to_be_visible()
    harmless(desk)
    for width, height in SIZES[1:]:
        there = Desk(window, width, height)
        expect(there.tiles.first).to_have_attribute("data-state", "done")
        if there.phone:
            there.page.locator("#i2i .peek").click()
        else:
            there.stage.get_by_role("button", name="Thoughts").click()
        harmless(there)


def harmless(desk: Desk) -> None:
    """Everything is there as words; nothing of it became a part of the page, and nothing is wider than the screen."""
    page = desk.page
    thoughts = page.locator("#i2i-thoughts")
    expect(thoughts).to_be_visible()
    expect(thoughts).to_contain_text("<script>window.pwned=1</script>")
    expect(thoughts).to_contain_text("{{window.pwned=1}}")
    assert page.evaluate("window.pwned") is None
    assert page.locator("#i2i :is(script, iframe, img[src=x])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    wide = "(all) => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"
    assert page.locator("#i2i :is(thought-column, .scroll, .settings-scroll, .stage-block)").evaluate_all(wide) == []


LONGEST = """() => { window.longest = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration); })
    .observe({type: "longtask"}); }"""


def test_the_page_answers_while_much_is_thought(window) -> None:
    desk = Desk(window)
    desk.add(VASE)
    desk.page.evaluate(LONGEST)
    desk.press("Make it blue demo:long_thoughts:100")
    expect(desk.page.locator("#i2i-stop")).to_be_visible(timeout=DONE)
    desk.box.fill("typed meanwhile")  # the page answers
    expect(desk.page.locator("#i2i-stop")).to_be_hidden(timeout=2 * DONE)
    expect(desk.tiles).to_have_attribute(
        "data-state", re.compile("done|failed")
    )  # the demo counts thoughts as a model does, and may have none left to draw with
    expect(desk.box).to_have_value("typed meanwhile")
    shown = desk.page.locator("#i2i-thoughts").evaluate("(node) => node.textContent.length")
    print(f"\nlongest task {desk.page.evaluate('window.longest'):.0f} ms, {shown} characters shown")
    assert shown > 20_000
