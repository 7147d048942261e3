"""A mask as a person paints it, in a page of its own: the element and the real routes, no gradio. What counts is the mask, pixel for pixel."""

import base64
import itertools
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest
import uvicorn
from PIL import Image as Pillow
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from studio.store import references
from studio.store.local import Library
from studio.ui.view.references import shot
from studio.web import masks
from studio.web.guard import LOCAL, Guard
from studio.web.routes import routes
from studio.words import LANGUAGES, TABLE
from tests.served import free_port

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STYLES = ("tokens", "studio", "settings", "stage", "columns", "tray", "mask", "screens")
PAGE = f"""<!doctype html><html lang="LANG" class="THEME"><head><meta charset="utf-8"><title>Mask</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/icon.svg">
{"".join(f'<link rel="stylesheet" href="/assets/{name}.css">' for name in STYLES)}<script src="/assets/words.js"></script>
<style>body {{ display: grid; grid-template-rows: 44px minmax(0, 1fr); height: 100dvh; background: var(--stage); margin: 0 }}
.canvas {{ position: relative }}</style></head>
<body><p><button class="btn" id="opener">Mask</button></p><main class="canvas"><h1 class="vh">Stage</h1><mask-painter hidden></mask-painter></main>
<script type="module" src="/assets/icons.js"></script><script type="module" src="/assets/keys.js"></script>
<script type="module">import "/assets/mask-painter.js"; import {{ Bitmap }} from "/assets/mask-painter-bitmap.js";
import {{ percent }} from "/assets/mask-painter-tools.js"; window.percent = percent;
window.painter = document.querySelector("mask-painter"); window.Bitmap = Bitmap; window.seen = [];
painter.addEventListener("mask", (event) => seen.push(event.detail));
window.share = () => painter.work.bitmap.share;
window.bits = async () => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", painter.work.bitmap.pixels)), (one) => one.toString(16)).join("");
document.getElementById("opener").onclick = () => painter.open(window.order); window.ready = true;</script></body></html>"""
WIDTH, HEIGHT = 1200, 800
ANOTHER = itertools.count()


def encoded(image: Pillow.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


class Painting:
    """One page with the painter open on a picture of its own."""

    def __init__(self, bench: "Bench", page: Page, order: dict) -> None:
        self.bench, self.page, self.order = bench, page, order
        self.cdp = page.context.new_cdp_session(page)

    def open(self, mask: dict | None = None) -> None:
        self.page.evaluate("(order) => { window.order = order; }", self.order | {"mask": mask})
        self.page.locator("#opener").click()
        expect(self.page.locator("mask-painter")).to_be_visible()
        self.page.wait_for_function("painter.ready")
        self.page.wait_for_function("painter.img.complete")

    @property
    def box(self) -> dict:
        return self.page.locator("mask-painter .area").bounding_box()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the picture, on the screen."""
        left, top, k = self.page.evaluate("[painter.view.left, painter.view.top, painter.view.now]")
        return self.box["x"] + left + x * k, self.box["y"] + top + y * k

    def drag(self, *points: tuple[float, float], steps: int = 8) -> None:
        mouse = self.page.mouse
        mouse.move(*self.at(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.at(*point), steps=steps)
        mouse.up()

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]})

    def pen(self, kind: str, point: tuple[float, float], force: float) -> None:
        x, y = point
        held = kind != "mouseMoved" or force > 0
        self.cdp.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "force": force, "pointerType": "pen", "button": "left", "buttons": int(held), "clickCount": 1},
        )

    def size(self, pixels: int) -> None:
        self.page.evaluate("(pixels) => painter.resize(pixels)", pixels)

    @property
    def pixels(self) -> np.ndarray:
        """The mask as it is on the page, 0 and 1."""
        packed = self.page.evaluate(
            "async () => { const blob = new Blob([painter.work.bitmap.pixels]); const url = await new Promise((done) => { const r = new FileReader();"
            " r.onload = () => done(r.result); r.readAsDataURL(blob); }); return [url.split(',')[1], painter.work.bitmap.width]; }"
        )
        return np.frombuffer(base64.b64decode(packed[0]), dtype=np.uint8).reshape(-1, packed[1])

    @property
    def bits(self) -> str:
        return self.page.evaluate("bits()")

    def done(self) -> dict:
        count = self.page.evaluate("seen.length")
        self.page.get_by_role("button", name="Done").click()
        self.page.wait_for_function("(count) => seen.length > count", arg=count)
        return self.page.evaluate("seen.at(-1)")

    def given(self, href: str) -> np.ndarray:
        answer = self.page.request.get(f"http://127.0.0.1:{self.bench.port}{href}")
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        image = Pillow.open(BytesIO(answer.body()))
        assert image.mode == "L"
        return np.asarray(image)


class Bench:
    """The routes behind the guard, in a thread; pages that fail their test for anything that goes wrong in them."""

    def __init__(self, browser: Browser, library: Library) -> None:
        self.browser, self.library, self.port = browser, library, free_port()
        self.wrong: list[str] = []
        self.contexts: list = []
        words = {language: {key: pair[at] for key, pair in TABLE.items() if key.startswith("page.")} for at, language in enumerate(LANGUAGES)}
        self.html = PAGE
        app = Starlette(routes=[Route("/", lambda _: HTMLResponse(self.html)), *routes(library, words), *masks.routes(library)])
        self.server = uvicorn.Server(uvicorn.Config(Guard(app, hosts=LOCAL), port=self.port, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self._thread.join(timeout=10)

    def add(self, image: Pillow.Image) -> dict:
        """A picture among the references, as `open` takes it."""
        arriving = self.library.arriving()
        arriving.write(encoded(image))
        arriving.close()
        kept = references.add(self.library, arriving.path, "picture.png")
        return {"id": kept.id, "shot": dict(shot(kept, "Image 1"))}

    def picture(self, width: int, height: int) -> Pillow.Image:
        y, x = np.mgrid[0:height, 0:width]
        values = np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 90)], axis=-1).astype(np.uint8)
        values[0, 0] = [(one := next(ANOTHER)) % 256, one // 256, 7]  # another picture each time
        return Pillow.fromarray(values)

    def start(self, width=1100, height=700, *, picture=(WIDTH, HEIGHT), theme="light", language="en", image=None, **context) -> Painting:
        opened = self.browser.new_context(viewport={"width": width, "height": height}, **context)
        self.contexts.append(opened)
        page = opened.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        self.html = PAGE.replace("LANG", language).replace("THEME", theme)
        page.goto(f"http://127.0.0.1:{self.port}/")
        page.wait_for_function("window.ready")
        return Painting(self, page, self.add(image or self.picture(*picture)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded with a status of"):
            self.wrong.append(f"console: {message.text}")


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory) -> Iterator[Bench]:
    bench = Bench(browser, Library(tmp_path_factory.mktemp("masks") / "home").open())
    yield bench
    bench.close()


@pytest.fixture
def bench(served: Bench) -> Iterator[Bench]:
    served.wrong.clear()
    yield served
    for context in served.contexts:
        context.close()
    served.contexts.clear()
    assert served.wrong == []


def disc(size: tuple[int, int], x: float, y: float, radius: float) -> np.ndarray:
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    return (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= radius**2


def test_a_stroke_by_mouse_goes_out_pixel_for_pixel(bench: Bench) -> None:
    work = bench.start()
    work.open()
    expect(work.page.locator("mask-painter .hint")).to_contain_text("Nothing is marked")
    work.size(80)
    work.drag((300, 400), (900, 400))
    painted = work.pixels
    rows, columns = np.nonzero(painted)
    assert abs(int(columns.min()) - 260) <= 2
    assert abs(int(columns.max()) - 939) <= 2
    assert (int(rows.min()), int(rows.max())) in {(360, 439), (359, 438), (360, 440), (361, 440)}
    expect(work.page.locator("mask-painter .hint")).to_contain_text("% will change; the rest is to stay.")
    said = work.done()
    assert np.array_equal(work.given(said["href"]), painted * 255)
    assert said["share"] == pytest.approx(painted.mean(), abs=1e-9)
    assert said["id"] in said["href"]
    expect(work.page.locator("mask-painter")).to_be_hidden()
    expect(work.page.locator("#opener")).to_be_focused()


def test_a_mask_goes_on_where_it_was_left(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.drag((300, 300), (500, 500))
    said = work.done()
    first = work.given(said["href"])
    work.page.reload()
    work.page.wait_for_function("window.ready")
    work.open(said)
    assert np.array_equal(work.pixels * 255, first)
    work.drag((900, 200), (900, 600))
    second = work.given(work.done()["href"])
    assert (second[first == 255] == 255).all()
    assert second.sum() > first.sum()


def test_undo_and_redo_are_exact(bench: Bench) -> None:
    work = bench.start()
    work.open()
    seen = [work.bits]
    for n in range(6):
        work.page.keyboard.press("E" if n % 3 == 2 else "B")
        work.drag((100 + 150 * n, 100 + 500 * (n % 2)), (1100 - 100 * n, 600 - 400 * (n % 2)), steps=3)
        seen.append(work.bits)
    work.page.keyboard.press("i")
    seen.append(work.bits)
    work.page.get_by_role("button", name="Clear").click()
    seen.append(work.bits)
    assert len(set(seen)) == len(seen) - 1  # cleared is as it began
    for wanted in reversed(seen[:-1]):
        work.page.keyboard.press("Control+z")
        assert work.bits == wanted
    work.page.keyboard.press("Control+z")  # nothing more
    assert work.bits == seen[0]
    for wanted in seen[1:]:
        work.page.keyboard.press("Control+Shift+z")
        assert work.bits == wanted


def test_thirty_steps_and_more_can_be_taken_back_and_the_memory_is_bounded(bench: Bench) -> None:
    said = bench.start().page.evaluate(
        """async () => { const map = new Bitmap(4096, 4096); const count = [];
        for (let n = 0; n < 90; n++) { map.begin(); map.stroke([40 * n, 0, 30], [4096 - 40 * n, 4096, 30], n % 4 ? 1 : 0);
          map.commit(); count.push(map.count); }
        const back = []; while (map.undoes) { back.push(map.count); map.undo(); }
        const real = map.pixels.reduce((sum, one) => sum + one, 0) === map.count;
        return { steps: back.length, right: back.every((one, n) => one === count[89 - n]), real, dirty: map.state !== null }; }"""
    )
    assert 30 <= said["steps"] <= 60
    assert (said["right"], said["real"], said["dirty"]) == (True, True, True)


def test_twice_inverted_is_the_same(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.drag((300, 300), (700, 500))
    before = work.pixels
    work.page.keyboard.press("i")
    assert np.array_equal(work.pixels, 1 - before)
    work.page.get_by_role("button", name="Invert").click()
    assert np.array_equal(work.pixels, before)


def test_one_finger_paints_and_two_look_closer(bench: Bench) -> None:
    work = bench.start(390, 844, has_touch=True, is_mobile=True, device_scale_factor=2)
    work.open()
    empty = work.bits
    fitted = work.page.evaluate("painter.view.now")
    (ax, ay), (bx, by) = work.at(500, 400), work.at(700, 400)
    work.touch("touchStart", (ax, ay))
    work.touch("touchStart", (ax, ay), (bx, by))
    for n in range(1, 9):
        work.touch("touchMove", (ax - 6 * n, ay), (bx + 6 * n, by))
    work.touch("touchEnd")
    assert work.bits == empty
    assert work.page.evaluate("painter.view.now") > 1.5 * fitted
    assert work.page.evaluate("painter.work.bitmap.undoes") == 0
    work.page.evaluate("painter.fit()")
    work.size(60)
    ax, ay = work.at(300, 400)
    work.touch("touchStart", (ax, ay))
    for n in range(1, 9):
        work.touch("touchMove", (ax + 10 * n, ay))
    work.touch("touchEnd")
    painted = work.pixels
    assert painted[400, 300] == 1
    assert painted[400, 300 + int(75 / fitted)] == 1
    assert work.page.evaluate("painter.work.bitmap.undoes") == 1
    ax, ay = work.at(600, 100)  # a tap is a dab
    work.touch("touchStart", (ax, ay))
    work.touch("touchEnd")
    assert work.pixels[100, 600] == 1


def test_a_pens_pressure_is_the_size(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.size(100)
    heights = []
    for row, force in ((150, 0.1), (400, 0.6), (650, 1.0)):
        work.pen("mouseMoved", work.at(300, row), 0)
        work.pen("mousePressed", work.at(300, row), force)
        for x in (400, 500, 600):
            work.pen("mouseMoved", work.at(x, row), force)
        work.pen("mouseReleased", work.at(600, row), force)
        heights.append(int(work.pixels[:, 450].sum()) - sum(heights))
    assert heights[0] < 0.35 * heights[2]
    assert heights[0] < heights[1] < heights[2]
    assert heights[2] == pytest.approx(100, abs=2)


def test_a_rectangle_by_numbers_alone(bench: Bench) -> None:
    work = bench.start()
    work.open()
    page = work.page
    page.keyboard.press("r")
    expect(page.get_by_label("Left")).to_be_focused()
    for value in ("100", "50", "300", "200"):
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(page.locator("mask-painter .corner")).to_be_visible()
    page.keyboard.press("Enter")  # on “Mark”
    wanted = np.zeros((HEIGHT, WIDTH), np.uint8)
    wanted[50:250, 100:400] = 1
    assert np.array_equal(work.pixels, wanted)
    expect(page.locator("#said")).to_contain_text("Marked 300 × 200 pixels. 6.3 % will change")
    page.get_by_label("Width").fill("1000000")
    page.get_by_role("button", name="Unmark").click()
    assert not work.pixels[50:250, 100:].any()
    page.keyboard.press("Control+z")
    assert np.array_equal(work.pixels, wanted)


def test_a_rectangle_is_drawn(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.page.get_by_role("radio", name="Rectangle").click()
    work.drag((800, 600), (200, 100))
    rows, columns = np.nonzero(work.pixels)
    assert abs(int(columns.min()) - 200) <= 2
    assert abs(int(columns.max()) - 800) <= 2
    assert abs(int(rows.min()) - 100) <= 2
    assert work.pixels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()
    assert work.page.get_by_label("Left").input_value() in {"198", "199", "200", "201", "202"}


def test_size_by_slider_and_keys_and_the_circle_is_true(bench: Bench) -> None:
    work = bench.start()
    work.open()
    page = work.page
    before = page.locator("mask-painter .size output").inner_text()
    page.keyboard.press("]")
    assert int(page.locator("mask-painter .size output").inner_text().split()[0]) > int(before.split()[0])
    page.get_by_label("Brush size").focus()
    page.keyboard.press("Home")
    assert page.get_by_label("Brush size").get_attribute("aria-valuetext") == "1 px"
    page.keyboard.press("[")
    assert page.get_by_label("Brush size").get_attribute("aria-valuetext") == "1 px"
    work.size(200)
    page.mouse.move(*work.at(600, 400))
    circle = page.locator("mask-painter .cursor").bounding_box()
    assert circle["width"] == pytest.approx(200 * page.evaluate("painter.view.now"), abs=1)
    assert circle["x"] + circle["width"] / 2 == pytest.approx(work.at(600, 400)[0], abs=1)


def test_looking_closer_paints_where_the_pointer_is(bench: Bench) -> None:
    work = bench.start()
    work.open()
    page = work.page
    page.mouse.move(*work.at(900, 200))
    page.mouse.wheel(0, -500)
    page.wait_for_function("!painter.view.fits")
    work.size(10)
    page.mouse.click(*work.at(905, 205))
    rows, columns = np.nonzero(work.pixels)
    assert abs(columns.mean() - 905) < 1.5
    assert abs(rows.mean() - 205) < 1.5
    before, bits = page.evaluate("[painter.view.x, painter.view.y]"), work.bits
    page.locator("mask-painter .area").focus()
    page.keyboard.down("Space")
    work.drag((905, 205), (850, 230))
    page.keyboard.up("Space")
    assert page.evaluate("[painter.view.x, painter.view.y]") != before
    assert work.bits == bits
    page.keyboard.press("0")
    assert page.evaluate("painter.view.fits")
    page.keyboard.press("1")
    expect(page.locator("mask-painter .scale")).to_have_text("100 %")


def test_escape_keeps_the_work_and_nothing_is_asked(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.drag((300, 300), (700, 500))
    bits = work.bits
    work.page.keyboard.press("Escape")
    expect(work.page.locator("mask-painter")).to_be_hidden()
    expect(work.page.locator("#opener")).to_be_focused()
    expect(work.page.locator("#said")).to_contain_text("Your painting is kept here")
    assert work.page.evaluate("seen") == []
    work.open()
    expect(work.page.locator("mask-painter .told")).to_contain_text("as you left it")
    assert work.bits == bits
    work.page.keyboard.press("Control+z")
    assert work.page.evaluate("share()") == 0
    work.page.keyboard.press("Control+Shift+z")
    work.page.get_by_role("button", name="Discard changes").click()
    assert work.page.evaluate("share()") == 0
    work.page.get_by_role("button", name="Cancel").click()
    expect(work.page.locator("mask-painter")).to_be_hidden()


def test_a_mask_is_removed(bench: Bench) -> None:
    work = bench.start()
    work.open()
    assert work.page.get_by_role("button", name="Remove mask").count() == 0
    work.drag((300, 300), (700, 500))
    said = work.done()
    work.open(said)
    work.page.get_by_role("button", name="Remove mask").click()
    assert work.page.evaluate("seen.at(-1)") is None
    work.open()
    assert work.page.evaluate("share()") == 0
    work.page.get_by_role("button", name="Done").click()  # nothing painted: nothing sent
    expect(work.page.locator("mask-painter .told")).to_contain_text("Nothing is marked")


def test_a_mask_from_a_file(bench: Bench) -> None:
    work = bench.start()
    work.open()
    wanted = disc((WIDTH, HEIGHT), 500, 300, 120)
    clear = Pillow.new("RGBA", (WIDTH, HEIGHT), "black")
    clear.putalpha(Pillow.fromarray(np.where(wanted, 0, 255).astype(np.uint8)))
    work.page.locator("mask-painter input[type=file]").set_input_files({"name": "hole.png", "mimeType": "image/png", "buffer": encoded(clear)})
    expect(work.page.locator("mask-painter .told")).to_contain_text("“hole.png” was read as transparent = change.")
    assert np.array_equal(work.pixels, wanted)
    said = work.done()
    assert np.array_equal(work.given(said["href"]) > 0, wanted)
    work.open(said)
    before = work.bits
    for name, data, words in (
        ("notes.pdf", b"%PDF-1.7\n", "PDF"),
        ("narrow.png", encoded(Pillow.new("L", (100, 400), 255)), "different shapes"),
        ("black.png", encoded(Pillow.new("L", (WIDTH, HEIGHT), 0)), "marks nothing"),
    ):
        work.page.locator("mask-painter input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        expect(work.page.locator("mask-painter .told.wrong")).to_contain_text(words)
        assert work.bits == before
    drop = """async (url) => { const data = new DataTransfer(); const blob = await (await fetch(url)).blob();
      data.items.add(new File([blob], "dropped.png", {type: "image/png"}));
      for (const name of ["dragenter", "dragover", "drop"])
        painter.area.dispatchEvent(new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data})); }"""
    work.page.keyboard.press("i")
    work.page.evaluate(drop, said["href"])
    expect(work.page.locator("mask-painter .told")).to_contain_text("“dropped.png” was read as white = change.")
    assert work.bits == before


def test_a_mask_that_is_gone_is_said_and_can_be_removed(bench: Bench) -> None:
    work = bench.start()
    work.open({"id": "0" * 64, "href": "/masks/" + "0" * 64})
    expect(work.page.locator("mask-painter .told.wrong")).to_contain_text("could not be loaded")
    work.drag((300, 300), (700, 500))
    assert work.page.evaluate("share()") > 0
    work.page.get_by_role("button", name="Remove mask").click()
    assert work.page.evaluate("seen") == [None]


def test_page_and_route_say_the_same_share(bench: Bench) -> None:
    shares = [0, 1, 1e-9, 0.9999999, *(n / 3200 for n in range(1, 3200, 7)), *(n / 1e5 for n in range(1, 300, 3))]
    assert bench.start().page.evaluate("(shares) => shares.map(percent)", shares) == [masks.percent(share) for share in shares]


def test_a_studio_that_is_gone_takes_nothing(bench: Bench) -> None:
    work = bench.start()
    work.open()
    work.drag((300, 300), (700, 500))
    bits = work.bits
    work.page.route("**/masks?**", lambda route: route.fulfill(status=502, body="<html>"))
    work.page.get_by_role("button", name="Done").click()
    expect(work.page.locator("mask-painter .told.wrong")).to_contain_text("Your painting is kept")
    assert work.bits == bits
    work.page.unroute("**/masks?**")
    work.done()


def test_a_picture_beyond_the_cap_is_painted_smaller(bench: Bench) -> None:
    work = bench.start(image=bench.picture(4800, 1200))
    work.open()
    assert work.page.evaluate("[painter.work.bitmap.width, painter.work.bitmap.height]") == [4096, 1024]
    work.page.keyboard.press("r")
    for label, value in (("Left", "0"), ("Top", "0"), ("Width", "2400"), ("Height", "1200")):
        work.page.get_by_label(label).fill(value)
    work.page.get_by_role("button", name="Mark", exact=True).click()
    said = work.done()
    given = work.given(said["href"])
    assert given.shape == (1200, 4800)
    assert given[:, :2399].all()
    assert not given[:, 2401:].any()


@pytest.mark.parametrize(("width", "height", "more"), [(1440, 900, {}), (390, 844, {"has_touch": True, "is_mobile": True})])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_and_targets(bench: Bench, width: int, height: int, more: dict, theme: str) -> None:
    work = bench.start(width, height, theme=theme, **more)
    work.open()
    work.page.evaluate("painter.rectangle([100, 100, 500, 500], 1); painter.use('rectangle')")
    work.page.evaluate(AXE)
    found = work.page.evaluate("async () => (await axe.run(document)).violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200))])")
    assert found == []
    if more:
        small = work.page.evaluate(
            """() => [...document.querySelectorAll("mask-painter :is(button, input:not([type=file]))")].filter((node) => node.checkVisibility())
            .map((node) => [node, node.getBoundingClientRect()]).filter(([, { width, height }]) => width < 44 || height < 44).map(([node]) => node.outerHTML)"""
        )
        assert small == []
    wide = work.page.evaluate(
        """() => [...document.querySelectorAll("mask-painter *")].filter((node) => node.checkVisibility() && !node.closest(".area, .vh")
        && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML)"""
    )
    assert wide == []


def test_focus_goes_round(bench: Bench) -> None:
    work = bench.start()
    work.open()
    expect(work.page.locator("mask-painter .area")).to_be_focused()
    for _ in range(30):
        work.page.keyboard.press("Tab")
        assert work.page.evaluate("painter.contains(document.activeElement)")
