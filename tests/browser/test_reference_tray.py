"""The tray as a person uses it, in a page of its own: the element, the real routes, no gradio."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import uvicorn
from PIL import Image as Pillow
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from studio.core.fit import fit
from studio.core.parts import Image
from studio.core.request import Reference, Request
from studio.gateways import discover
from studio.store import references
from studio.store.local import Library
from studio.ui.view.references import ref
from studio.web.guard import LOCAL, Guard
from studio.web.routes import routes
from studio.words import LANGUAGES, TABLE
from tests.served import free_port

pytestmark = pytest.mark.browser

STYLES = ("tokens", "studio", "settings", "stage", "columns", "screens", "tray")
MODULES = ("icons", "keys", "reference-tray", "prompt-roles")
PAGE = f"""<!doctype html><html lang="LANG" class="THEME"><head><meta charset="utf-8"><title>Tray</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/icon.svg">
{"".join(f'<link rel="stylesheet" href="/assets/{name}.css">' for name in STYLES)}<script src="/assets/words.js"></script>
<style>.frame {{ min-height: 100%; display: grid; place-content: end stretch; padding: 16px; gap: 10px; background: var(--stage); box-sizing: border-box; }}
.frame > * {{ min-width: 0; }} textarea {{ width: 100%; font: var(--t-15); box-sizing: border-box; }}
.box {{ background: var(--raised); border: 1px solid var(--line-strong); border-radius: 10px; padding: 8px 0; }}</style></head>
<body><div class="frame" id="i2i"><reference-tray ATTRS></reference-tray>
<div class="box prompt"><textarea aria-label="Prompt" rows="2"></textarea><prompt-roles></prompt-roles></div></div>
{"".join(f'<script type="module" src="/assets/{name}.js"></script>' for name in MODULES)}
<script>window.seen = []; const tray = document.querySelector("reference-tray");
for (const name of ["tray", "use", "look", "busy"]) tray.addEventListener(name, (event) => seen.push([name, event.detail]));</script></body></html>"""
LIMITS = {"count": 14, "model": "Lumen Image 2 Pro", "other": None}


def png(colour: str = "orange", size: tuple[int, int] = (300, 200), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def file(name: str, data: bytes, mime: str = "image/png") -> dict:
    return {"name": name, "mimeType": mime, "buffer": data}


class Harness:
    """The page and the routes behind the guard, in a thread; pages that fail their test for anything that goes wrong in them."""

    def __init__(self, browser: Browser, library: Library) -> None:
        self.browser, self.library, self.port = browser, library, free_port()
        self.wrong: list[str] = []
        self.contexts: dict[bool, BrowserContext] = {}
        self.pages: list[Page] = []
        self.page_html = PAGE
        words = {language: {key: pair[at] for key, pair in TABLE.items() if key.startswith("page.")} for at, language in enumerate(LANGUAGES)}
        app = Starlette(routes=[Route("/", lambda _: HTMLResponse(self.page_html)), *routes(library, words)])
        self.server = uvicorn.Server(uvicorn.Config(Guard(app, hosts=LOCAL), port=self.port, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self._thread.join(timeout=10)

    def open(self, width=1000, height=420, *, theme="light", language="en", touch=False, attrs="", items=(), limits=LIMITS) -> Page:
        if touch not in self.contexts:
            self.contexts[touch] = self.browser.new_context(has_touch=touch, is_mobile=touch)
        page = self.contexts[touch].new_page()
        self.pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(5000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        self.page_html = PAGE.replace("LANG", language).replace("THEME", theme).replace("ATTRS", attrs)
        page.goto(f"http://127.0.0.1:{self.port}/")
        page.wait_for_function("Boolean(customElements.get('reference-tray') && customElements.get('prompt-roles'))")
        page.evaluate("([items, limits]) => { tray.value = {items, limits}; }", [list(items), limits])
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.wrong.append(message.text)

    def ref(self, colour: str, role: str = "", name: str = "", size: tuple[int, int] = (300, 200), kind: str = "PNG") -> dict:
        """A picture that the studio has, as it gives it to the tray."""
        arriving = self.library.arriving()
        arriving.write(png(colour, size, kind))
        arriving.close()
        return dict(ref(references.add(self.library, arriving.path, name or f"{colour}.png"), "en", role))

    def refs(self, *colours: str) -> list[dict]:
        return [self.ref(colour) for colour in colours]


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    harness = Harness(browser, Library(tmp_path_factory.mktemp("tray") / "home").open())
    yield harness
    for context in harness.contexts.values():
        context.close()
    harness.close()


@pytest.fixture
def here(served: Harness) -> Iterator[Harness]:
    yield served
    for page in served.pages:
        page.close()
    served.pages.clear()
    wrong, served.wrong = served.wrong, []
    assert wrong == []


def names(page: Page) -> list[str]:
    """What the model will count, in order."""
    return page.evaluate("() => [...document.querySelectorAll('.ref .look')].map((node) => node.getAttribute('aria-label'))")


def told(page: Page, kind: str) -> list:
    return [detail for name, detail in page.evaluate("() => seen") if name == kind]


def picture(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^Image {number}, "))


def status(page: Page) -> Locator:
    return page.locator("p.vh[role=status]")


def throttled(page: Page, bytes_a_second: int) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second})


def transfer(page: Page, event: str, files: list[tuple[str, str, bytes]], *, target="textarea", text="", own="") -> bool:
    """A synthetic drag or paste with files. Returns whether the page took it."""
    plain = [[name, mime, base64.b64encode(data).decode()] for name, mime, data in files]
    return not page.evaluate(
        """([kind, target, files, text, own]) => {
        const data = new DataTransfer();
        for (const [name, type, body] of files) data.items.add(new File([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], name, {type}));
        if (text) data.setData("text/plain", text);
        if (own) data.setData("application/x-studio-picture", own);
        const node = document.querySelector(target);
        const event = kind === "paste" ? new ClipboardEvent(kind, {clipboardData: data, bubbles: true, cancelable: true})
          : new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
        return node.dispatchEvent(event); }""",
        [event, target, plain, text, own],
    )


def test_browse_takes_several_and_refuses_one(here: Harness) -> None:
    page = here.open()
    expect(page.get_by_role("button", name="Drop, paste or browse")).to_contain_text("up to 14 pictures")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Drop, paste or browse").click()
    assert chooser.value.is_multiple()
    chooser.value.set_files(
        [file("one.png", png("red")), file("<b>notes.txt", b"not a picture", "text/plain"), file("two.tif", png("blue", kind="TIFF"), "image/tiff")]
    )
    expect(picture(page, 2)).to_be_visible()
    assert names(page) == ["Image 1, one.png", "<b>notes.txt, not taken", "Image 2, two.tif"]
    line = page.locator(".say1")
    expect(line).to_contain_text("“<b>notes.txt” holds text, not a picture")
    expect(page.locator(".drop")).to_contain_text("2 of 14 used")
    expect(page.locator(".ref").nth(2)).to_contain_text("TIFF → PNG")
    ids = [item["id"] for item in told(page, "tray")[-1]]
    assert [references.find(here.library, each).name for each in ids] == ["one.png", "two.tif"]
    page.get_by_role("button", name="Dismiss <b>notes.txt").click()
    expect(line).to_have_count(0)
    assert names(page) == ["Image 1, one.png", "Image 2, two.tif"]
    assert told(page, "busy") == [{"busy": True}, {"busy": False}]


def test_drop_says_what_they_become(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green"))
    files = [("a.png", "image/png", png("navy")), ("b.png", "image/png", png("pink"))]
    assert transfer(page, "dragover", files)
    expect(page.locator(".drop.into")).to_contain_text("Drop 2 pictures")
    expect(page.locator(".drop.into")).to_contain_text("they become 3 and 4")
    assert transfer(page, "drop", files)
    expect(picture(page, 4)).to_be_visible()
    expect(page.locator(".drop.into")).to_have_count(0)
    assert names(page)[2:] == ["Image 3, a.png", "Image 4, b.png"]
    assert not transfer(page, "dragover", [], text="words that are dragged")


def test_a_picture_of_the_page_is_dropped(here: Harness) -> None:
    page = here.open()
    assert transfer(page, "drop", [], own=json.dumps(here.ref("teal")))
    expect(picture(page, 1)).to_be_visible()
    assert transfer(page, "drop", [], own='{"id": "x", "thumb": "https://elsewhere.example/x.png"}')
    assert transfer(page, "drop", [], own="no json")
    assert len(names(page)) == 1


def test_paste_takes_pictures_and_leaves_words(here: Harness) -> None:
    page = here.open()
    assert transfer(page, "paste", [("image.png", "image/png", png())])
    expect(picture(page, 1)).to_be_visible()
    assert not transfer(page, "paste", [], text="a vase")
    assert not transfer(page, "paste", [("image.png", "image/png", png())], text="a table of a word processor")
    assert not transfer(page, "paste", [("a.zip", "application/zip", b"PK")])
    page.evaluate("document.querySelector('.frame').hidden = true")
    assert not transfer(page, "paste", [("image.png", "image/png", png())], target="body")
    assert len(names(page)) == 1


def test_progress_two_at_a_time_and_cancel(here: Harness) -> None:
    page = here.open(items=here.refs("red"))
    throttled(page, 400_000)
    noise = Pillow.effect_noise((1200, 1200), 90)
    out = BytesIO()
    noise.save(out, "PNG")
    page.locator("input[type=file]").set_input_files([file(f"{n}.png", out.getvalue()) for n in "abc"])
    expect(page.locator("[data-state=sending]")).to_have_count(2)
    expect(page.locator("[data-state=waiting]")).to_contain_text("waiting")
    expect(page.locator(".brief").nth(1)).to_have_text(re.compile(r"^([1-9]|[1-9]\d) % of \d(\.\d)? MB$"))
    bar = page.get_by_role("progressbar", name="a.png: sending")
    assert 0 < int(bar.get_attribute("aria-valuenow") or 0) < 100
    assert page.locator(".look img").nth(1).get_attribute("src").startswith("blob:")
    assert page.evaluate("tray.items.length") == 1
    page.get_by_role("button", name="Cancel 3").click()
    expect(page.locator(".ref")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("Cancel"))).to_be_hidden()
    assert told(page, "busy") == [{"busy": True}, {"busy": False}]
    for _ in range(300):
        if not list((here.library.home / "incoming").iterdir()):
            break
        time.sleep(0.01)
    assert not list((here.library.home / "incoming").iterdir())


def test_no_answer_can_be_tried_again(here: Harness) -> None:
    page = here.open()
    page.route("**/references", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files([file("a.png", png())])
    expect(page.locator(".say1")).to_contain_text("a.png did not arrive")
    page.unroute("**/references")
    page.get_by_role("button", name="Retry a.png").click()
    expect(picture(page, 1)).to_be_visible()
    expect(page.locator(".say1")).to_have_count(0)
    here.wrong = [line for line in here.wrong if "ERR_FAILED" not in line]


def test_too_large_is_said_before_it_is_sent(here: Harness) -> None:
    page = here.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.evaluate("""() => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(50000001)], "big.png", {type: "image/png"}));
      document.querySelector(".frame").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); }""")
    expect(page.locator(".say1")).to_contain_text("“big.png” has 50 MB")
    assert "POST" not in asked


def order(page: Page) -> list[str]:
    return [name.partition(", ")[2].removesuffix(".png") for name in names(page)]


def test_moved_by_mouse(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green", "blue"))
    first, third = (picture(page, n).bounding_box() for n in (1, 3))
    page.mouse.move(first["x"] + 30, first["y"] + 30)
    page.mouse.down()
    page.mouse.move(first["x"] + 60, first["y"] + 32)
    page.mouse.move(third["x"] + 50, third["y"] + 34, steps=4)
    expect(page.locator(".held .num")).to_have_text("3")
    page.mouse.up()
    assert order(page) == ["green", "blue", "red"]
    assert len(told(page, "tray")) == 1
    assert told(page, "look") == []
    expect(status(page)).to_have_text("Picture 1 is now number 3.")
    page.mouse.move(first["x"] + 30, first["y"] + 30)
    page.mouse.down()
    page.mouse.move(third["x"] + 50, third["y"] + 34, steps=4)
    page.keyboard.press("Escape")
    expect(page.locator(".held")).to_have_count(0)
    page.mouse.up()
    assert order(page) == ["green", "blue", "red"]
    assert len(told(page, "tray")) == 1


def test_a_press_opens_it_large(here: Harness) -> None:
    page = here.open(items=here.refs("red"))
    picture(page, 1).click()
    assert [one["name"] for one in told(page, "look")] == ["red.png"]


def test_moved_by_finger_and_scrolled_by_finger(here: Harness) -> None:
    page = here.open(390, 844, touch=True, items=here.refs("red", "green", "blue", "navy", "pink"))
    line = page.context.new_cdp_session(page)
    second = picture(page, 2).bounding_box()
    x, y = second["x"] + 30, second["y"] + 30

    def touch(kind: str, *at: float) -> None:
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []})

    touch("touchStart", x, y)
    for step in range(1, 9):
        touch("touchMove", x - 12 * step, y)
    page.wait_for_timeout(150)  # a finger that stops first gives the row no swing
    touch("touchMove", x - 96, y + 1)
    touch("touchEnd")
    page.wait_for_function("document.querySelector('.refs').scrollLeft > 40")
    assert order(page) == ["red", "green", "blue", "navy", "pink"]
    page.evaluate("document.querySelector('.refs').scrollLeft = 0")
    page.wait_for_timeout(100)
    assert picture(page, 2).bounding_box() == second
    touch("touchStart", x, y)
    page.locator(".held").wait_for()
    for step in range(1, 9):
        touch("touchMove", x - 24 * step, y)
    touch("touchEnd")
    assert order(page) == ["green", "red", "blue", "navy", "pink"]
    assert page.evaluate("document.querySelector('.refs').scrollLeft") == 0
    assert told(page, "look") == []
    expect(status(page)).to_have_text("Picture 2 is now number 1.")


def test_moved_by_keys(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green", "blue"))
    picture(page, 1).focus()
    page.keyboard.press("ArrowRight")
    expect(picture(page, 2)).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    assert order(page) == ["red", "blue", "green"]
    expect(picture(page, 3)).to_be_focused()
    expect(status(page)).to_have_text("Picture 2 is now number 3.")
    expect(page.locator(".ref").nth(2)).to_contain_text("moved, now 3")
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    assert order(page) == ["green", "red", "blue"]
    expect(picture(page, 1)).to_be_focused()
    page.keyboard.press("Delete")
    assert order(page) == ["red", "blue"]
    expect(picture(page, 1)).to_be_focused()
    assert [item["id"] for item in told(page, "tray")[-1]] == page.evaluate("tray.items.map((one) => one.id)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Role of image 1: No role")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Remove image 1, red.png")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Paint a mask")).to_be_focused()  # of image 1 alone
    page.keyboard.press("Tab")
    expect(page.locator(".drop")).to_be_focused()


def test_a_role_by_keys(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green"))
    picture(page, 2).focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Role of image 2: No role")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("menuitemradio", name="No role")).to_be_focused()
    assert menu.get_by_role("menuitemradio").count() == 6
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    expect(picture(page, 2)).to_be_focused()
    expect(page.get_by_role("button", name="Role of image 2: Style")).to_be_visible()
    assert [item["role"] for item in told(page, "tray")[-1]] == ["", "style"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Style")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(picture(page, 2)).to_be_focused()
    assert len(told(page, "tray")) == 1
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Move left").click()
    assert order(page) == ["green", "red"]
    box = page.locator(".role").nth(1).bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + 8)
    page.mouse.click(5, 5)
    expect(page.locator(".role-menu")).to_be_hidden()


def test_beyond_the_limit_stays_and_is_not_sent(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green", "blue", "navy", "pink"))
    other = {"gateway": "north", "model": "pro", "title": "Lumen Image 2 Pro"}
    page.evaluate("(limits) => { tray.value = {items: tray.items, limits}; }", {"count": 3, "model": "Lumen <b>2</b>", "other": other})
    expect(page.locator("[data-state=unsent]")).to_have_count(2)
    expect(page.locator("[data-state=unsent] .name").first).to_have_text("not sent")
    expect(page.locator(".say1")).to_contain_text("Lumen <b>2</b> takes 3. The last two stay, and are not sent.")
    expect(page.locator(".drop")).to_contain_text("3 of 3 used")
    assert page.evaluate("tray.numbered.length") == 3
    page.get_by_role("button", name="Use Lumen Image 2 Pro").click()
    assert told(page, "use") == [{"gateway": "north", "model": "pro"}]
    assert told(page, "tray") == []
    page.evaluate("(limits) => { tray.value = {items: tray.items, limits}; }", LIMITS)
    expect(page.locator("[data-state=unsent]")).to_have_count(0)
    expect(picture(page, 5)).to_be_visible()


def test_what_the_server_says(here: Harness) -> None:
    """A list of the server's is shown; what left and comes back changes nothing; uploads keep their place."""
    red, green, blue = here.refs("red", "green", "blue")
    page = here.open(items=[red, green])
    page.evaluate("document.querySelector('.ref').mark = true")
    picture(page, 1).focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowLeft")
    page.evaluate("([items, limits]) => { tray.value = {items, limits}; }", [told(page, "tray")[0], LIMITS])
    assert order(page) == ["red", "green"]
    expect(picture(page, 1)).to_be_focused()
    assert page.evaluate("document.querySelector('.ref').mark === true")
    page.evaluate("([items, limits]) => { tray.value = {items, limits}; }", [[blue, {**red, "role": "style"}, red], LIMITS])
    assert order(page) == ["blue", "red", "red"]
    assert page.evaluate("tray.items.map((one) => one.role)") == ["", "style", ""]
    assert page.evaluate("(ref) => tray.add(ref)", green)
    assert [item["id"] for item in told(page, "tray")[-1]] == [blue["id"], red["id"], red["id"], green["id"]]
    page.evaluate("(limits) => { tray.value = {items: [], limits}; }", LIMITS)
    assert order(page) == []


def test_names_are_text(here: Harness) -> None:
    bad = {
        **here.ref("red"),
        "name": "<img src=x onerror=alert(1)>\u202egnp",
        "brief": "<i>x</i>",
        "notes": ["<script>"],
        "thumb": "https://elsewhere.example/a.png",
    }
    page = here.open(items=[bad])
    expect(page.locator(".brief")).to_have_text("<i>x</i>")
    assert page.evaluate("document.querySelectorAll('.ref i:not(.load i), .ref script, .ref [onerror]').length") == 0
    assert page.locator(".look img").get_attribute("src") is None


ROLES = ("subject", "style", "composition", "palette", "background")


@pytest.mark.parametrize("prompt", ["Glaze the vase", "给花瓶上釉 in blue", "Vase, \U00020000"])
def test_the_line_is_what_is_sent(here: Harness, prompt: str) -> None:
    items = [here.ref("red", role) for role in ROLES[:3]] + [here.ref("green")] + [here.ref("blue", role) for role in ROLES[3:]]
    page = here.open(items=items)
    page.get_by_label("Prompt").fill(prompt)
    google = next(gateway for gateway in discover() if gateway.name == "google")
    model = next(model for model in google.models if model.max_references == 14)
    image = Image(path=Path("a.png"), mime="image/png", width=8, height=8, bytes=9, digest="a" * 64)
    asked = tuple(Reference("a.png", item["role"]) for item in items)
    request = Request(prompt=prompt, task="edit", gateway="google", model=model.id, references=asked)
    appended = fit(request, google, (image,) * len(items)).prompt.removeprefix(f"{prompt}\n\n")
    expect(page.locator("prompt-roles .sentence")).to_have_text(appended, use_inner_text=False)
    assert page.locator("prompt-roles .sentence").text_content() == appended


def test_the_line_is_quiet_without_roles_and_warns_of_missing_numbers(here: Harness) -> None:
    page = here.open(items=here.refs("red", "green"))
    line, box = page.locator("prompt-roles"), page.get_by_label("Prompt")
    expect(line).to_be_hidden()
    page.locator(".role").first.click()
    page.get_by_role("menuitemradio", name="Palette").click()
    expect(line).to_have_text("Sent with it:Image 1 gives the palette: use its colours.")
    for prompt, warning in {
        "like image 5": "There is no image 5",
        "as in Image 2, image 3 and image 9": "There are no images 3, 9",
        "images 1, 2 and 4": "There is no image 4",
        "用图5的颜色": "There is no image 5",
        "把图 1 和图 3": "There is no image 3",
    }.items():
        box.fill(prompt)
        expect(page.locator(".missing")).to_have_text(warning)
    for quiet in ("image 2", "an image 4K wide", "image 16:9", "构图 3:2，图 2", "按地图 7 来画", "图 5 张", "imagine 7"):
        box.fill(quiet)
        expect(page.locator(".missing")).to_be_hidden()
    picture(page, 2).focus()
    box.fill("image 2")
    picture(page, 2).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".missing")).to_have_text("There is no image 2")


def test_fourteen_on_a_phone(here: Harness) -> None:
    page = here.open(390, 844, touch=True, language="zh-CN", items=[here.ref("teal", "palette", size=(90 + n, 60)) for n in range(14)])
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".tray").bounding_box()["height"] <= 96
    assert page.evaluate("(() => { const row = document.querySelector('.refs'); return row.scrollWidth > row.clientWidth * 2; })()")
    small = page.evaluate("""() => [...document.querySelectorAll('.tray button')].map((node) => [node.className, node.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 44 || box.height < 44)).map(([name]) => name)""")
    assert small == []
    page.locator(".role").first.tap()
    expect(page.get_by_role("menu")).to_be_in_viewport(ratio=1)
    assert min(box["height"] for box in (row.bounding_box() for row in page.get_by_role("menuitemradio").all()) if box) >= 44


def test_compact_takes_no_room_until_there_is_something(here: Harness) -> None:
    page = here.open(attrs="compact")
    assert page.evaluate("tray.getBoundingClientRect().height") == 0
    files = [("a.png", "image/png", png("navy"))]
    assert transfer(page, "dragover", files)
    expect(page.locator(".drop.into")).to_contain_text("it becomes 1")
    assert transfer(page, "drop", files)
    expect(picture(page, 1)).to_be_visible()
    expect(page.locator(".drop")).to_be_hidden()
    with page.expect_file_chooser():
        page.evaluate("tray.browse()")
    page.get_by_role("button", name="Remove image 1, a.png").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("tray.getBoundingClientRect().height") == 0
