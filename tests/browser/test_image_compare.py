"""The comparer as a person meets it, on a page of its own: divider, linked zoom and pan, mouse, fingers and keys, what loads when, and the layer around it."""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from studio.words import TABLE

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "assets"
WARM, COOL = (200, 60, 40), (40, 60, 200)
WORDS = {tongue: {key: pair[at] for key, pair in TABLE.items() if key.startswith("page.")} for at, tongue in enumerate(("en", "zh-CN"))}
HARNESS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comparer</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/tokens.css"><link rel="stylesheet" href="/assets/studio.css"><link rel="stylesheet" href="/assets/stage.css">
<link rel="stylesheet" href="/assets/screens.css"><link rel="stylesheet" href="/assets/compare.css">
<style>body { display: grid; grid-template-rows: 44px minmax(0, 1fr); height: 100dvh; background: var(--stage) }
.canvas { padding: 0 12px 12px } .canvas > image-compare { height: 100% }</style></head>
<body><p><button class="btn" id="opener">Compare</button> <input aria-label="Prompt"></p><div class="canvas"></div>
<script src="/words.js"></script><script type="module" src="/assets/icons.js"></script><script type="module" src="/assets/keys.js"></script>
<script type="module">
import "/assets/compare-view.js";
window.start = (kind, again) => {
  if (!again) localStorage.clear();
  const node = document.createElement(kind === "one" ? "image-compare" : "compare-view");
  if (kind === "inline") node.setAttribute("inline", "");
  document.querySelector(".canvas").replaceChildren(node);
  document.querySelector("input").value = "";
  document.activeElement.blur();
  window.node = node;
};
window.pair = (a, b) => ({a: a && {label: "Before", fact: `${a.width}×${a.height} PNG`, alt: "the source", ...a},
  b: b && {label: "After", fact: `${b.width}×${b.height} PNG`, alt: "the result", ...b}});
document.getElementById("opener").onclick = () => node.open(window.opened);
window.ready = true;
</script></body></html>"""


def drawn(width: int, height: int, colour: tuple[int, ...]) -> bytes:
    """A flat picture with a cross in its middle; four values in `colour` make the ground of it transparent."""
    picture = Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour)
    pen = ImageDraw.Draw(picture)
    pen.line([(0, height // 2), (width, height // 2)], fill="white", width=max(2, height // 100))
    pen.line([(width // 2, 0), (width // 2, height)], fill="white", width=max(2, height // 100))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


class Shelf:
    """A throw-away server: the assets, the words, and pictures that are drawn when the test names them."""

    def __init__(self) -> None:
        shelf = self
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                shelf.asked.append(path)
                if "/slow/" in path:
                    time.sleep(0.5)
                asset = ASSETS / path.removeprefix("/assets/")
                kinds = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
                body = shelf.files.get(path)
                if path == "/":
                    body = HARNESS.encode()
                elif path == "/words.js":
                    body = f"window.STUDIO_WORDS = {json.dumps(WORDS)}".encode()
                elif path.startswith("/assets/") and asset.is_file():
                    body = asset.read_bytes()
                self.send_response(404 if body is None else 200)
                self.send_header("content-type", kinds.get(Path(path).suffix, "text/html; charset=utf-8"))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def picture(self, name: str, width: int, height: int, colour: tuple[int, ...], preview: int = 4) -> dict:
        """What the element is given for a picture whose preview is `preview` times smaller."""
        self.files[f"/{name}.png"] = drawn(width, height, colour)
        self.files[f"/{name}.small.png"] = drawn(width // preview, height // preview, colour)
        return {"preview": f"/{name}.small.png", "original": f"/{name}.png", "width": width, "height": height}


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    shelf.warm = shelf.picture("warm", 1800, 1200, WARM, 2)
    shelf.cool = shelf.picture("cool", 1800, 1200, COOL, 2)
    shelf.square = shelf.picture("square", 500, 500, COOL, 2)
    shelf.clear = shelf.picture("clear", 600, 400, (0, 0, 0, 0), 1)
    yield shelf
    shelf.server.shutdown()
    shelf.server.server_close()


# What Tab reaches in the layer at 1000 px, from the grip: round and round, the divider again at the end.
TOOLS = ["Slider", "Swap A and B", "Stage", "Sizes", "Fit", "100 %", "Keys of the comparison", "Full screen", "Close the comparison"]
TOOLS += ["Divider between Before and After", "Slider"]
FOCUSED = """() => { let node = document.activeElement; while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node.getAttribute('aria-label') ?? node.textContent.replace(/ ?[01]$/, ''); }"""


class Bench:
    """One page with the comparer on it."""

    def __init__(self, page: Page, shelf: Shelf) -> None:
        self.page, self.shelf = page, shelf
        self.stage, self.grip = page.locator("image-compare .stage"), page.locator("image-compare .grip")

    def show(self, a: dict | None, b: dict | None, mode: str = "slider") -> None:
        self.page.evaluate("([a, b, mode]) => { node.value = pair(a, b); node.mode = mode; }", [a, b, mode])
        for side in ("a", "b"):
            expect(self.page.locator(f".pane.{side} img")).to_be_attached()
        self.settle()

    def settle(self) -> None:
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def picture(self, side: str) -> dict[str, float]:
        self.settle()
        return self.page.locator(f".pane.{side} .pic").evaluate(
            "(node) => { const {x, y, width, height} = node.getBoundingClientRect(); return {x, y, width, height}; }"
        )

    def pane(self, side: str) -> dict[str, float]:
        return self.page.locator(f".pane.{side}").bounding_box()

    def offset(self, side: str) -> list[float]:
        """Where the picture lies in its own pane."""
        picture, pane = self.picture(side), self.pane(side)
        return [round(picture[name] - pane[name], 2) for name in ("x", "y")] + [round(picture["width"], 2), round(picture["height"], 2)]

    def at(self, x: float, y: float) -> tuple[int, ...]:
        """The colour a person sees there."""
        return self.colours(x, y, 1).pop()

    def colours(self, x: float, y: float, size: int) -> set[tuple[int, ...]]:
        """All colours of a square."""
        self.settle()
        shot = Image.open(io.BytesIO(self.page.screenshot(clip={"x": int(x), "y": int(y), "width": size, "height": size})))
        return {colour for _, colour in shot.convert("RGB").getcolors(size * size)}

    def value(self) -> int:
        self.settle()
        return int(self.grip.get_attribute("aria-valuenow"))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up()

    def fingers(self, *steps: list[tuple[float, float]]) -> None:
        """Fingers go down at the first step, through the others, and up."""
        wire = self.page.context.new_cdp_session(self.page)
        for at, step in enumerate(steps):
            points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(step)]
            wire.send("Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": points})
        wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture(scope="module")
def pages(browser: Browser, shelf: Shelf) -> Iterator:
    """One page for the mouse, one for fingers, one that is a phone: opened once, and what went wrong in them."""
    opened: dict[str, Page] = {}
    wrong: list[str] = []

    def page_of(hand: str) -> Page:
        if hand not in opened:
            page = browser.new_context(has_touch=hand != "mouse", is_mobile=hand == "phone").new_page()
            page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
            page.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
            page.goto(shelf.url)
            page.wait_for_function("window.ready")
            opened[hand] = page
        return opened[hand]

    yield page_of, wrong
    for page in opened.values():
        page.context.close()


@pytest.fixture
def bench(pages: tuple, shelf: Shelf) -> Iterator:
    """A comparer on a page: `one` is the element alone, `layer` and `inline` are the view around it."""
    page_of, wrong = pages
    wrong.clear()

    def open_(kind: str = "one", width: int = 1000, height: int = 700, *, theme: str = "light", hand: str = "mouse") -> Bench:
        page = page_of(hand)
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("([kind, dark]) => { document.body.classList.toggle('dark', dark); start(kind); }", [kind, theme == "dark"])
        bench = Bench(page, shelf)
        bench.wrong = wrong
        return bench

    yield open_
    assert wrong == []


def middle(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def near(left: list[float], right: list[float], by: float = 1.1) -> bool:
    return all(abs(a - b) <= by for a, b in zip(left, right, strict=True))


def test_the_divider_follows_the_mouse(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool)
    box = one.picture("b")
    x, y = middle(box)
    quarter = box["x"] + box["width"] / 4
    assert one.value() == 50
    assert one.at(quarter + 40, y + 60) == WARM
    assert one.at(x + 60, y + 60) == COOL
    one.drag((x + 200, y), (quarter, y + 10))  # anywhere on the picture takes hold
    assert one.value() == 25
    assert one.at(quarter - 20, y + 60) == WARM
    assert one.at(quarter + 40, y + 60) == COOL
    grip = middle(one.grip.bounding_box())
    assert abs(grip[0] - quarter) < 2
    one.drag((grip[0] + 10, grip[1]), (x + 10, y))  # taken beside its middle, it does not jump
    assert abs(middle(one.grip.bounding_box())[0] - x) < 2
    one.page.mouse.click(quarter + box["width"] / 2, y + 80)  # a press alone brings it
    assert one.value() == 75
    one.page.mouse.click(x, y + 80)
    expect(one.grip).to_have_attribute("aria-valuetext", "50 % Before")
    expect(one.page.get_by_role("slider", name="Divider between Before and After")).to_have_attribute("aria-valuenow", "50")


def test_the_divider_follows_a_finger_and_the_keys(bench, shelf: Shelf) -> None:
    one = bench(hand="finger")
    one.show(shelf.warm, shelf.cool)
    box = one.picture("b")
    y = middle(box)[1]
    one.fingers([(box["x"] + box["width"] / 2, y)], [(box["x"] + box["width"] * 0.6, y)], [(box["x"] + box["width"] * 0.8, y + 5)])
    assert one.value() == 80
    one.grip.focus()
    for key, value in (
        ("ArrowLeft", 79),
        ("ArrowRight", 80),
        ("Shift+ArrowLeft", 70),
        ("PageUp", 80),
        ("PageDown", 70),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 100),
    ):
        one.page.keyboard.press(key)
        assert one.value() == value, key
    expect(one.grip).to_have_attribute("aria-valuetext", "100 % Before")
    inside = one.grip.bounding_box()
    assert inside["x"] + inside["width"] <= 1000  # the whole grip can still be taken


def test_side_by_side_is_linked(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool, "side")
    a, b = one.pane("a"), one.pane("b")
    assert a["x"] + a["width"] <= b["x"] or a["y"] + a["height"] <= b["y"]
    assert one.offset("a") == one.offset("b")
    fitted = one.offset("a")
    x, y = b["x"] + b["width"] * 0.7, middle(b)[1] + 20
    box = one.picture("b")
    under = (x - box["x"]) / box["width"]
    one.page.mouse.move(x, y)
    one.page.mouse.wheel(0, -400)
    one.settle()
    assert one.offset("a") == one.offset("b")
    assert one.offset("b")[2] > fitted[2] * 2
    box = one.picture("b")
    assert abs((x - box["x"]) / box["width"] - under) < 0.004  # what was under the pointer is still there
    before = one.offset("b")
    at = middle(a)
    one.drag(at, (at[0] + 60, at[1] - 40))
    after = one.offset("b")
    assert one.offset("a") == after
    assert near([after[0] - before[0], after[1] - before[1]], [60, -40])
    one.drag(at, (at[0] + 900, at[1]))
    one.drag(at, (at[0] + 900, at[1]))
    assert one.picture("a")["x"] <= a["x"] + 0.5  # the edge of the picture stops at the edge of its pane
    one.page.keyboard.press("0")
    assert one.offset("a") == one.offset("b") == fitted


def test_pinching_zooms_at_the_fingers_and_then_one_finger_pans(bench, shelf: Shelf) -> None:
    one = bench(hand="finger")
    one.show(shelf.warm, shelf.cool)
    box = one.picture("b")
    x, y = middle(box)
    one.fingers([(x - 40, y), (x + 40, y)], [(x - 80, y), (x + 80, y)], [(x - 120, y), (x + 120, y)])
    zoomed = one.picture("b")
    assert 2.7 < zoomed["width"] / box["width"] < 3.3
    assert abs(middle(zoomed)[0] - x) < 12
    held = one.value()
    far = middle(one.grip.bounding_box())[0] + 150
    one.fingers([(far, y + 100)], [(far - 30, y + 100)], [(far - 60, y + 100)])
    assert one.value() == held
    assert near([one.picture("a")["x"]], [zoomed["x"] - 60], 2)
    grip = middle(one.grip.bounding_box())
    one.fingers([grip], [(grip[0] + 50, grip[1])], [(grip[0] + 100, grip[1])])  # on the divider it still slides
    assert one.value() > held
    assert near([one.picture("a")["x"]], [zoomed["x"] - 60], 2)
    one.page.wait_for_timeout(420)  # the taps before are over
    for _ in range(2):
        one.page.touchscreen.tap(x + 200, y + 60)
    assert near([one.picture("b")["width"]], [box["width"]])


@pytest.mark.parametrize("mode", ["slider", "side"])
@pytest.mark.parametrize("size", [(1000, 700), (390, 844)])
def test_different_pictures_are_not_stretched(bench, shelf: Shelf, mode: str, size: tuple[int, int]) -> None:
    one = bench("one", *size)
    one.show(shelf.warm, shelf.square, mode)
    a, b, pane = one.picture("a"), one.picture("b"), one.pane("b")
    assert abs(a["width"] / a["height"] - 1.5) < 0.01
    assert abs(b["width"] / b["height"] - 1) < 0.01
    assert a["width"] <= pane["width"] + 0.5
    assert b["height"] <= pane["height"] + 0.5
    one.stage.hover()
    one.page.mouse.wheel(0, -200)
    grown = one.picture("a"), one.picture("b")
    assert abs(grown[0]["width"] / a["width"] - grown[1]["width"] / b["width"]) < 0.01
    if mode == "slider":
        assert abs(middle(grown[0])[0] - middle(grown[1])[0]) <= 1
        one.stage.press("0")
        beyond = one.at(a["x"] + a["width"] - 10, middle(a)[1] + 40) if size[0] == 1000 else one.at(b["x"] + 40, b["y"] + 10)
        assert beyond not in (WARM, COOL)  # beside the narrower picture lies the stage, not the other one


def test_side_by_side_stacks_where_that_shows_more(bench, shelf: Shelf) -> None:
    one = bench("one", 390, 844)
    one.show(shelf.warm, shelf.cool, "side")
    assert one.pane("a")["y"] + one.pane("a")["height"] <= one.pane("b")["y"]
    one.page.set_viewport_size({"width": 844, "height": 390})
    one.settle()
    assert one.pane("a")["x"] + one.pane("a")["width"] <= one.pane("b")["x"]
    assert one.offset("a") == one.offset("b")


def test_double_click_and_keys_go_between_fit_and_all_pixels(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool)
    box = one.picture("b")
    x, y = box["x"] + box["width"] * 0.7, middle(box)[1]
    one.page.mouse.dblclick(x, y)
    assert near([one.picture("b")["width"]], [1800])
    assert one.value() == 50  # not where the two presses were
    one.page.mouse.dblclick(x, y)
    assert one.offset("b") == [round(v, 2) for v in one.offset("a")]
    assert near([one.picture("b")["width"]], [box["width"]])
    one.page.keyboard.press("1")
    assert near([one.picture("b")["width"]], [1800])
    left = one.picture("a")["x"]
    one.page.keyboard.press("Alt+ArrowRight")
    assert near([one.picture("a")["x"]], [left - 40])
    one.page.keyboard.press("+")
    assert near([one.picture("b")["width"]], [2250])
    one.page.keyboard.press("-")
    one.page.keyboard.press("2")
    expect(one.stage).to_have_attribute("data-mode", "side")
    assert near([one.picture("b")["width"]], [1800])
    expect(one.grip).to_be_hidden()
    expect(one.page.get_by_role("status")).to_have_text("Side by side")
    one.page.keyboard.press("s")
    one.page.keyboard.press("0")
    assert near([one.picture("b")["width"]], [box["width"]])
    expect(one.page.get_by_role("status")).to_have_text("Fit, 53 %")


def test_x_swaps_and_letters_in_a_field_do_nothing(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool)
    box = one.picture("b")
    x, y = box["x"] + 100, middle(box)[1] + 60
    field = one.page.get_by_label("Prompt")
    field.press_sequentially("x2s01")
    expect(field).to_have_value("x2s01")
    assert one.at(x, y) == WARM
    one.grip.focus()
    one.page.keyboard.press("x")
    assert one.at(x, y) == COOL
    expect(one.page.locator(".cap.a")).to_contain_text("After")
    expect(one.grip).to_have_attribute("aria-valuetext", "50 % After")
    one.page.evaluate("([a, b]) => { node.value = pair(a, b); }", [shelf.warm, shelf.cool])
    assert one.at(x, y) == COOL  # the same two again change nothing
    one.page.evaluate("([a, b]) => { node.value = pair(a, b); }", [shelf.warm, shelf.square])
    expect(one.page.locator(".cap.a")).to_contain_text("Before")


def test_captions_stand_clear_of_the_grip(bench, shelf: Shelf) -> None:
    wide = shelf.picture("wide", 1200, 300, WARM, 2)
    for width, height, before, after in ((1000, 700, shelf.warm, shelf.square), (390, 844, shelf.warm, shelf.square), (500, 140, wide, wide)):
        one = bench("one", width, height)
        one.show(before, after)
        a, b = one.page.locator(".cap.a"), one.page.locator(".cap.b")
        expect(a).to_contain_text("Before")
        expect(b).to_contain_text("After")
        boxes = a.bounding_box(), b.bounding_box()
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
        assert boxes[0]["y"] + boxes[0]["height"] <= one.picture("a")["y"] + one.picture("a")["height"]
        for key in ("Home", "End", "PageDown"):
            one.grip.press(key)
            one.settle()
            grip = one.grip.bounding_box()
            assert grip["y"] + grip["height"] <= boxes[0]["y"]
    one = bench()
    one.show(shelf.warm, shelf.square)
    expect(one.page.locator(".cap.b")).to_contain_text("500×500 PNG, shown at ")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_transparency_lies_on_a_checkerboard(bench, shelf: Shelf, theme: str) -> None:
    one = bench(theme=theme)
    one.show(shelf.warm, shelf.clear)
    ground = one.page.locator(".pane.b .pic").evaluate("(node) => getComputedStyle(node).backgroundImage")
    assert ground.startswith("repeating-conic-gradient")
    box = one.picture("b")
    seen = one.colours(box["x"] + box["width"] - 60, box["y"] + 60, 32)
    assert seen >= ({(201,) * 3, (244,) * 3} if theme == "light" else {(58,) * 3, (38,) * 3})
    assert WARM not in seen  # nor does the other picture show through


def test_the_original_takes_the_place_of_the_preview(bench, shelf: Shelf) -> None:
    one = bench("one", 900)
    shelf.asked.clear()
    one.show(shelf.warm, shelf.cool)
    shown = one.page.locator(".pane.b img")
    expect(shown).to_have_js_property("naturalWidth", 900)
    one.settle()
    assert "/cool.png" not in shelf.asked
    one.stage.hover()
    one.page.mouse.wheel(0, -100)
    expect(shown).to_have_js_property("naturalWidth", 1800)
    expect(one.page.locator(".pane.a img")).to_have_js_property("naturalWidth", 1800)
    assert near(one.offset("a"), one.offset("b"), 0)


def test_a_late_picture_never_wins(bench, shelf: Shelf) -> None:
    one = bench()
    late = shelf.picture("slow/late", 600, 400, WARM)
    one.page.evaluate("([a, b]) => { node.value = pair(a, b); }", [shelf.warm, late])
    one.page.wait_for_timeout(50)
    one.show(shelf.warm, shelf.cool)
    one.page.wait_for_timeout(700)
    assert "cool" in one.page.locator(".pane.b img").get_attribute("src")
    box = one.picture("b")
    assert one.at(box["x"] + box["width"] - 60, box["y"] + 60) == COOL


def test_a_picture_that_does_not_load_says_so(bench, shelf: Shelf) -> None:
    one = bench()
    gone = {"preview": "/gone.png", "original": "", "width": 600, "height": 400}
    one.page.evaluate("([a, b]) => { node.value = pair(a, b); }", [shelf.warm, gone])
    expect(one.page.locator(".pane.b .say")).to_be_visible()
    expect(one.page.locator(".pane.b .say")).to_have_text("This picture could not be loaded.")
    expect(one.page.locator(".pane.b img")).to_have_count(0)
    expect(one.page.locator(".pane.a .say")).to_be_hidden()
    one.page.evaluate("([a, b]) => { node.value = pair(a, b); }", [shelf.warm, gone | {"original": "/cool.png"}])
    expect(one.page.locator(".pane.b img")).to_have_count(1)  # the original is there
    expect(one.page.locator(".pane.b .say")).to_be_hidden()
    assert [line for line in one.wrong if "404" not in line] == []
    one.wrong.clear()  # the missing picture itself


def test_the_layer_opens_and_goes_back(bench, shelf: Shelf) -> None:
    one = bench("layer")
    page = one.page
    dialog = page.get_by_role("dialog", name="Before and after")
    page.evaluate("([a, b]) => { window.opened = pair(a, b); }", [shelf.warm, shelf.cool])
    expect(dialog).to_be_hidden()
    page.locator("#opener").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(one.grip).to_be_focused()
    expect(dialog.get_by_text("Fit, ")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert one.value() == 51
    seen = []
    for _ in TOOLS:  # from the grip
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        assert page.evaluate("node.contains(document.activeElement)")
    assert seen == TOOLS
    page.keyboard.press("Shift+Tab")
    expect(one.grip).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("button", name="Close the comparison")).to_be_focused()
    dialog.get_by_role("radio", name="Side by side").click()
    expect(one.stage).to_have_attribute("data-mode", "side")
    page.keyboard.press("1")  # the keys act from the buttons too
    assert near([one.picture("b")["width"]], [1800])
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#opener")).to_be_focused()
    page.locator("#opener").click()
    expect(dialog.get_by_text("Fit, ")).to_be_visible()  # the zoom is not kept
    dialog.get_by_role("button", name="Close the comparison").click()
    expect(dialog).to_be_hidden()
    page.evaluate("start('layer', true)")  # the mode is, by whichever comparer comes next
    page.locator("#opener").click()
    expect(dialog.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(one.stage).to_have_attribute("data-mode", "side")


def test_the_layer_fills_a_phone_with_room_for_fingers(bench, shelf: Shelf) -> None:
    one = bench("layer", 390, 844, hand="phone")
    one.page.evaluate("([a, b]) => { window.opened = pair(a, b); }", [shelf.warm, shelf.cool])
    one.page.locator("#opener").tap()
    box = one.page.locator("compare-view").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    for control in one.page.locator("compare-view .tools :is(button)").all():
        size = control.bounding_box()
        if not size:
            continue  # in the menu
        assert min(size["width"], size["height"]) >= 44, control.inner_text()
        assert size["x"] + size["width"] <= 390


def test_inline_it_is_no_dialog_and_follows_only_our_own_addresses(bench, shelf: Shelf) -> None:
    one = bench("inline")
    one.show(shelf.warm, shelf.cool)
    view = one.page.locator("compare-view")
    expect(view).not_to_have_attribute("role", "dialog")
    expect(view.get_by_role("button", name="Close the comparison")).to_have_count(0)
    view.get_by_role("radio", name="Slider").focus()
    one.page.keyboard.press("ArrowRight")
    expect(one.stage).to_have_attribute("data-mode", "vertical")
    one.page.keyboard.press("ArrowRight")
    expect(one.stage).to_have_attribute("data-mode", "side")
    expect(view.get_by_role("radio", name="Side by side")).to_be_checked()
    one.page.evaluate("node.tools.append(Object.assign(document.createElement('input'), {id: 'note'}))")
    one.page.locator("#note").press_sequentially("sx1")  # a field among the tools keeps its letters
    expect(one.page.locator("#note")).to_have_value("sx1")
    expect(one.stage).to_have_attribute("data-mode", "side")
    shelf.asked.clear()
    one.page.evaluate(
        "([a, url]) => { node.value = pair(a, {...a, preview: url + '/elsewhere.png', original: '//elsewhere.test/x.png'}); }", [shelf.warm, shelf.url]
    )
    expect(one.page.locator(".pane.b .say")).to_be_visible()
    assert "/elsewhere.png" not in shelf.asked


# ---- the other modes


def found(dx: float, dy: float, scale: float = 1.0) -> dict:
    return {"state": "found", "said": f"Aligned: B moved {dx:g} px right", "scale": scale, "dx": dx, "dy": dy}


def option(one: Bench, name: str, value: object) -> None:
    one.page.evaluate("([name, value]) => node.choose(name, value)", [name, value])
    one.settle()


def test_the_vertical_slider_moves_up_and_down(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool)
    one.grip.press("v")
    box = one.picture("b")
    x, y = middle(box)
    expect(one.page.get_by_role("slider", name="Divider between Before and After")).to_have_attribute("aria-orientation", "vertical")
    assert one.at(x + 60, y - 60) == WARM
    assert one.at(x + 60, y + 60) == COOL
    one.drag((x + 90, y + 40), (x + 90, box["y"] + box["height"] * 0.25))
    assert one.value() == 25
    assert one.at(x + 60, y - 60) == COOL
    one.page.keyboard.press("ArrowDown")
    assert one.value() == 26
    one.page.keyboard.press("s")
    expect(one.grip).to_have_attribute("aria-orientation", "horizontal")
    assert one.value() == 26  # one divider, whichever way it lies


def test_blink_changes_by_itself_never_faster_than_three_times_a_second(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool, "blink")
    box = one.picture("b")
    x, y = box["x"] + 100, box["y"] + 100
    count = """(seconds) => new Promise((done) => { let n = 0; const seen = new MutationObserver(() => { n += 1; });
      seen.observe(node.stage, {attributeFilter: ["data-shows"]}); setTimeout(() => { seen.disconnect(); done(n); }, seconds * 1000); })"""
    option(one, "speed", 3)
    assert 3 <= one.page.evaluate(count, 2) <= 6
    option(one, "speed", 60)
    assert one.page.evaluate(count, 1) <= 3
    option(one, "held", value=True)
    assert one.page.evaluate(count, 1) == 0
    assert one.at(x, y) == WARM
    one.stage.focus()
    one.page.keyboard.down(" ")
    assert one.at(x, y) == COOL
    one.page.keyboard.up(" ")
    assert one.at(x, y) == WARM
    expect(one.page.get_by_role("status")).to_have_text("Before is shown")
    one.page.mouse.move(x, y)  # a press does the same
    one.page.mouse.down()
    assert one.at(x, y) == COOL
    one.page.mouse.up()
    assert one.at(x, y) == WARM


def test_where_motion_is_unwelcome_nothing_blinks(bench, shelf: Shelf) -> None:
    one = bench()
    one.page.emulate_media(reduced_motion="reduce")
    try:
        one.show(shelf.warm, shelf.cool, "blink")
        box = one.picture("b")
        x, y = box["x"] + 100, box["y"] + 100
        one.page.wait_for_timeout(1200)
        assert one.at(x, y) == WARM
        one.stage.focus()
        one.page.keyboard.down(" ")
        assert one.at(x, y) == COOL
        one.page.keyboard.up(" ")
        assert one.at(x, y) == WARM
    finally:
        one.page.emulate_media(reduced_motion="no-preference")


def test_overlay_is_as_strong_as_one_drags(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool)
    one.grip.press("o")
    slider = one.page.get_by_role("slider", name="Opacity of After over Before")
    expect(slider).to_have_attribute("aria-valuenow", "50")
    box = one.picture("b")
    x, y = box["x"] + 100, box["y"] + 100
    half = one.at(x, y)
    assert all(abs(value - (a + b) / 2) <= 2 for value, a, b in zip(half, WARM, COOL, strict=True))
    one.drag((middle(box)[0], y), (box["x"] + box["width"] * 0.2, y))
    expect(slider).to_have_attribute("aria-valuetext", "20 % After")
    one.page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "21")
    one.page.keyboard.press("Home")
    assert one.at(x, y) == WARM
    one.page.keyboard.down(" ")
    assert one.at(x, y) == COOL
    one.page.keyboard.up(" ")
    assert one.at(x, y) == WARM
    one.page.keyboard.press("End")
    assert one.at(x, y) == COOL
    one.page.keyboard.press("s")
    assert one.value() == 50  # the divider is where it was


def test_the_difference_is_of_registered_pictures(bench, shelf: Shelf) -> None:
    one = bench()
    base = Image.new("RGB", (600, 400), (90, 90, 90))
    ImageDraw.Draw(base).rectangle((200, 100, 400, 300), fill=(180, 120, 60))
    moved = Image.new("RGB", (600, 400), (90, 90, 90))
    ImageDraw.Draw(moved).rectangle((220, 90, 420, 290), fill=(180, 120, 60))
    ImageDraw.Draw(moved).rectangle((460, 330, 480, 350), fill=(100, 100, 100))
    for name, picture in (("plain", base), ("shifted", moved)):
        out = io.BytesIO()
        picture.save(out, "PNG")
        shelf.files[f"/{name}.png"] = out.getvalue()
    a, b = ({"preview": f"/{name}.png", "original": f"/{name}.png", "width": 600, "height": 400} for name in ("plain", "shifted"))
    show = "([a, b, registration]) => { node.value = {...pair(a, b), registration, mode: 'difference'}; }"
    one.page.evaluate(show, [a, b, found(20, -10)])
    option(one, "amplify", 1)
    one.settle()
    one.page.wait_for_timeout(150)
    boxes = one.picture("a"), one.picture("b")
    per = boxes[1]["width"] / 600
    assert near([boxes[0]["x"] - boxes[1]["x"], boxes[0]["y"] - boxes[1]["y"]], [20 * per, -10 * per])
    spot = boxes[1]["x"] + 222 * per, boxes[1]["y"] + 150 * per
    assert one.at(*spot) == (0, 0, 0)  # the edge of the rectangle lies on itself
    new = boxes[1]["x"] + 470 * per, boxes[1]["y"] + 340 * per
    assert one.at(*new) == (10, 10, 10)  # what is new alone is left
    option(one, "amplify", 8)
    assert one.at(*new) == (80, 80, 80)
    expect(one.page.locator(".differs")).to_have_text("Aligned: B moved 20 px right")
    option(one, "tint", "over")
    red, green, _ = one.at(*new)
    assert red > green + 30
    option(one, "tint", "grey")
    one.stage.focus()
    one.page.keyboard.press("x")  # the other way round it is the same
    assert one.at(*new)[0] >= 79
    one.page.keyboard.press("x")
    one.page.evaluate(show, [a, b, None])
    assert one.at(*spot) != (0, 0, 0)
    expect(one.page.locator(".differs")).to_have_text("Not aligned: each is fitted")


def test_what_is_not_comparable_says_why(bench, shelf: Shelf) -> None:
    one = bench()
    show = "([a, b, registration]) => { node.value = {...pair(a, b), registration, mode: 'difference'}; }"
    one.page.evaluate(show, [shelf.warm, shelf.cool, {"state": "pending", "said": "Aligning the pictures", "done": 0.4}])
    expect(one.page.locator(".differs")).to_have_text("Aligning the pictures")
    expect(one.page.locator(".differs progress")).to_have_js_property("value", 0.4)
    expect(one.page.locator(".pane.b")).to_be_hidden()  # nothing that is not true is drawn meanwhile
    one.page.evaluate(show, [shelf.warm, shelf.cool, {"state": "none", "said": "Two <b>scenes</b>", "why": "Only 9 of 412 points agree."}])
    card = one.page.locator(".card")
    expect(card).to_contain_text("Two <b>scenes</b>")
    expect(card).to_contain_text("Only 9 of 412 points agree.")
    box = one.picture("b")
    assert one.at(box["x"] + 40, box["y"] + 40) == COOL  # both as they are
    one.stage.press("o")
    expect(card).to_be_hidden()
    expect(one.grip).to_be_visible()  # the other modes go on
    one.page.keyboard.press("d")
    card.get_by_role("button", name="Side by side").click()
    expect(one.stage).to_have_attribute("data-mode", "side")


def test_the_loupe_shows_place_and_colours(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool, "loupe")
    box = one.picture("a")
    x, y = box["x"] + 200, box["y"] + 120
    one.page.mouse.move(x, y)
    reads = one.page.locator(".reads")
    per = box["width"] / 1800
    expect(reads).to_contain_text("#C83C28")
    expect(reads).to_contain_text("#283CC8")
    expect(reads).to_contain_text(f"At {int(200 / per)}, {int(120 / per)}")
    one.settle()
    assert one.at(x - 30, y) == WARM
    assert one.at(x + 30, y) == COOL  # A | B under the glass
    option(one, "glass", "b")
    assert one.at(x - 30, y) == COOL
    was = reads.inner_text()
    one.stage.focus()
    one.page.keyboard.press("ArrowRight")
    one.settle()
    assert reads.inner_text() != was
    one.page.keyboard.press("l")  # locked: neither pointer nor arrows move it
    was = reads.inner_text()
    one.page.mouse.move(x + 150, y + 90)
    one.page.keyboard.press("ArrowLeft")
    one.settle()
    assert reads.inner_text() == was
    one.page.keyboard.press("l")
    one.page.mouse.move(x + 151, y + 90)
    expect(reads).not_to_have_text(was)
    expect(one.page.get_by_role("status")).to_contain_text("#C83C28")
    one.page.mouse.move(middle(box)[0], y)  # the cross of the picture, magnified to the pixel
    option(one, "power", 4)
    seen = one.colours(middle(box)[0] - 30, y - 30, 60)
    assert {(255, 255, 255), COOL} <= seen


def test_colours_that_may_not_be_read_are_absent(bench, shelf: Shelf) -> None:
    one = bench()
    other = Shelf()
    strange = {**other.picture("far", 600, 400, COOL), "width": 600, "height": 400}
    strange |= {name: other.url + strange[name] for name in ("preview", "original")}
    one.show(shelf.warm, strange, "loupe")
    box = one.picture("a")
    one.page.mouse.move(box["x"] + 200, box["y"] + 120)
    expect(one.page.locator(".reads")).to_contain_text("#C83C28")
    expect(one.page.locator(".reads")).not_to_contain_text("#283CC8")
    other.server.shutdown()
    other.server.server_close()


@pytest.mark.parametrize("mode", ["slider", "vertical", "side", "blink", "overlay", "difference", "loupe"])
def test_two_fingers_zoom_in_every_mode(bench, shelf: Shelf, mode: str) -> None:
    one = bench(hand="finger")
    one.show(shelf.warm, shelf.cool, mode)
    x, y = middle(one.pane("a"))
    one.fingers([(x - 40, y), (x + 40, y)], [(x - 80, y), (x + 80, y)], [(x - 120, y), (x + 120, y)])
    assert 2.5 < one.page.evaluate("node.view.zoom") < 3.3
    if mode in ("slider", "vertical"):
        assert one.value() == 50  # the first of the two fingers did not take the divider along
    before = one.page.evaluate("node.view")
    one.page.evaluate("node.focus()")
    one.page.keyboard.press("x")
    expect(one.page.locator(".cap.a")).to_contain_text("After")
    one.settle()
    assert one.page.evaluate("node.view") == before  # swapping keeps the view


def test_fits_are_named_and_keep_to_the_pixel(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.square)
    option(one, "fit", "pixels")
    a, b = one.picture("a"), one.picture("b")
    assert abs(a["width"] / 1800 - b["width"] / 500) < 0.001
    assert near(list(middle(a)), list(middle(b)))
    one.page.evaluate("([a, b, registration]) => { node.value = {...pair(a, b), registration}; }", [shelf.warm, shelf.square, found(50, -30, 0.25)])
    option(one, "fit", "aligned")
    a, b = one.picture("a"), one.picture("b")
    per = b["width"] / 500
    assert near([a["x"] - b["x"], a["y"] - b["y"], a["width"]], [50 * per, -30 * per, 450 * per])
    one.page.mouse.move(*middle(b))
    one.page.mouse.wheel(0, -300)
    a, b = one.picture("a"), one.picture("b")
    per = b["width"] / 500
    assert near([a["x"] - b["x"], a["y"] - b["y"], a["width"]], [50 * per, -30 * per, 450 * per])
    before = a, b
    one.grip.press("x")
    assert near(list(one.picture("b").values()), list(before[0].values()))
    assert near(list(one.picture("a").values()), list(before[1].values()))


def test_side_by_side_can_be_unlinked(bench, shelf: Shelf) -> None:
    one = bench()
    one.show(shelf.warm, shelf.cool, "side")
    fitted = one.offset("a")
    option(one, "linked", value=False)
    one.page.mouse.move(*middle(one.pane("b")))
    one.page.mouse.wheel(0, -400)
    assert one.offset("a") == fitted
    assert one.offset("b")[2] > fitted[2] * 2
    at = middle(one.pane("b"))
    was = one.offset("b")
    one.drag(at, (at[0] + 50, at[1]))
    assert near([one.offset("b")[0] - was[0]], [50])
    assert one.offset("a") == fitted
    option(one, "linked", value=True)
    assert one.offset("a") == one.offset("b") == fitted


# ---- bar, strip, help, full screen


def test_the_bar_has_what_each_mode_needs(bench, shelf: Shelf) -> None:
    one = bench("layer", 1440, 800)
    page = one.page
    page.evaluate("([a, b]) => node.open({...pair(a, b), registration: {state: 'found', said: 'Aligned', scale: 1, dx: 4, dy: 0}})", [shelf.warm, shelf.cool])
    bar = page.get_by_role("toolbar", name="Compare tools")
    modes = bar.get_by_role("radiogroup", name="Compare mode").get_by_role("radio")
    expect(modes).to_have_count(7)
    assert [node.get_attribute("aria-label") for node in modes.all()] == ["Slider", "Vertical", "Side by side", "Blink", "Overlay", "Difference", "Loupe"]
    bar.get_by_role("radio", name="Overlay").click()
    bar.get_by_role("slider", name="Opacity").fill("70")
    expect(one.grip).to_have_attribute("aria-valuenow", "70")
    one.grip.press("ArrowLeft")
    expect(bar.get_by_role("slider", name="Opacity")).to_have_value("69")  # the same number in both places
    bar.get_by_role("radio", name="Difference").click()
    bar.get_by_role("slider", name="Amplify").fill("16")
    expect(bar.get_by_role("slider", name="Amplify")).to_have_attribute("aria-valuetext", "×16")
    bar.get_by_role("radio", name="Over A").click()
    expect(one.stage).to_have_attribute("data-tint", "over")
    bar.get_by_role("radio", name="Loupe").click()
    bar.get_by_role("radio", name="4×").click()
    bar.get_by_role("switch", name="Lock").click()
    expect(bar.get_by_role("switch", name="Lock")).to_be_checked()
    bar.get_by_role("radio", name="Side by side").click()
    bar.get_by_role("switch", name="Linked").click()
    assert page.evaluate("node.compare.options.linked") is False
    bar.get_by_label("Sizes").select_option("aligned")
    assert page.evaluate("node.compare.fitting") == "aligned"
    bar.get_by_role("radio", name="White").click()
    expect(one.stage).to_have_css("background-color", "rgb(255, 255, 255)")
    bar.get_by_role("button", name="Keys of the comparison").click()
    dialog = page.get_by_role("dialog", name="Keys of the comparison")
    expect(dialog).to_contain_text("Loupe; once more locks it")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("dialog", name="Before and after")).to_be_visible()  # only the innermost closes


def test_what_has_no_room_is_in_the_menu(bench, shelf: Shelf) -> None:
    one = bench("layer", 390, 844, hand="phone")
    page = one.page
    page.evaluate("([a, b]) => node.open(pair(a, b))", [shelf.warm, shelf.cool])
    view = page.locator("compare-view")
    for mode in ("Overlay", "Difference", "Loupe", "Blink", "Side by side"):
        view.get_by_role("radio", name=mode).tap()
        for control in view.locator("compare-bar :is(button, select, input)").all():
            size = control.bounding_box()
            if size and control.is_visible():
                assert min(size["width"], size["height"]) >= 44, f"{mode}: {control.get_attribute('aria-label') or control.inner_text()}"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    more = view.get_by_role("button", name="More of the comparison")
    more.tap()
    menu = page.get_by_role("group", name="More of the comparison")
    expect(menu.get_by_label("Sizes")).to_be_visible()
    menu.get_by_role("radio", name="Black").tap()
    expect(one.stage).to_have_css("background-color", "rgb(0, 0, 0)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(view).to_be_visible()


def test_the_strip_chooses_a_and_b(bench, shelf: Shelf) -> None:
    one = bench("inline", 1200, 800)
    page = one.page
    page.evaluate(
        """([a, b, c]) => { const all = [a, b, c].map((one, at) => ({...one, label: "Run " + (at + 1), fact: "", alt: ""}));
        window.told = []; node.strip.addEventListener("choose", ({detail}) => told.push(detail));
        node.value = {a: all[0], b: all[1], all, at: [0, 1]}; }""",
        [shelf.warm, shelf.cool, shelf.square],
    )
    strip = page.get_by_role("group", name="Pictures to compare")
    strip.get_by_role("button", name="Run 3 as B").click()
    expect(page.locator(".cap.b")).to_contain_text("Run 3")
    expect(strip.get_by_role("button", name="Run 3 as B")).to_have_attribute("aria-pressed", "true")
    strip.get_by_role("button", name="Run 3 as A").click()  # they change places
    expect(page.locator(".cap.a")).to_contain_text("Run 3")
    expect(page.locator(".cap.b")).to_contain_text("Run 1")
    assert page.evaluate("told") == [{"slot": "b", "at": 2}, {"slot": "a", "at": 2}]


def test_full_screen_takes_the_bar_along(bench, shelf: Shelf) -> None:
    one = bench("inline", 1200, 800)
    one.show(shelf.warm, shelf.cool)
    one.stage.focus()
    one.page.keyboard.press("f")
    one.page.wait_for_function("document.fullscreenElement === node")
    expect(one.page.get_by_role("button", name="Leave full screen")).to_be_visible()
    one.page.get_by_role("button", name="Leave full screen").click()
    one.page.wait_for_function("!document.fullscreenElement")


def test_drafts_are_scrubbed_to_the_final_picture(bench, shelf: Shelf) -> None:
    one = bench("one", 1200, 800)
    page = one.page
    small = shelf.picture("draft", 300, 200, (120, 120, 120), 1)["original"]
    page.evaluate(
        """async ([draft, other, final]) => { await import("/assets/process-view.js"); window.node = document.createElement("process-view");
        document.querySelector(".canvas").replaceChildren(node); node.style.height = "100%";
        const section = (src, at) => ({title: "", text: "", span: "", note: "300×200 JPEG", src, start: at, end: at});
        node.value = {of: {n: 1, state: "done", sections: [section(draft, 1), section(other, 2)], final: final.preview, fact: "", seconds: 3}, ratio: 1.5,
          tile: {n: 1, fact: "1800×1200 PNG · 3 s", shot: final}}; }""",
        [small, shelf.warm["preview"], shelf.cool],
    )
    track = page.get_by_role("slider", name="Step")
    expect(track).to_have_attribute("aria-valuenow", "2")
    expect(page.locator(".cap.a")).to_contain_text("Draft 2")
    expect(page.locator(".cap.b")).to_contain_text("Final1800×1200 PNG")
    page.get_by_role("toolbar", name="Compare tools").get_by_role("radio", name="Overlay").click()
    grip = page.get_by_role("slider", name="Opacity of Final over Draft 2")
    grip.press("Home")
    box = one.picture("a")
    assert one.at(box["x"] + 40, box["y"] + 40) == WARM
    track.press(",")  # the draft before: mode and opacity stay
    expect(page.locator(".cap.a")).to_contain_text("Draft 1300×200 JPEG, shown at 600 %")
    expect(page.locator(".pane.a img")).to_have_js_property("naturalWidth", 300)
    box = one.picture("a")
    assert one.at(box["x"] + 40, box["y"] + 40) == (120, 120, 120)
    page.get_by_role("slider", name="Opacity of Final over Draft 1").press(" ")  # Space holds B there; it does not play
    expect(page.get_by_role("button", name="Play from the first step")).to_be_visible()
    track.press("ArrowRight")
    track.press("ArrowRight")  # the final picture stands alone
    expect(page.locator(".cap.b")).to_contain_text("Final")
    expect(page.locator(".cap.a")).to_be_hidden()
    assert one.at(box["x"] + 40, box["y"] + 40) == COOL


def test_the_table_has_every_word_of_the_comparer() -> None:
    """In English as the element says them by itself."""
    script = (ASSETS / "image-compare-words.js").read_text(encoding="utf-8")
    own = dict(re.findall(r'^  (\w+): "(.*)",$', script, re.MULTILINE))
    table = {key.removeprefix("page.cmp_"): pair[0] for key, pair in TABLE.items() if key.startswith("page.cmp_")}
    assert {key: table.get(key) for key in own} == own
    assert set(table) - set(own) == {"title", "close", "before", "after"}  # the view's around it
