"""An exported page as its reader has it: opened from a disk, in a browser that has never seen the studio. Nothing is asked of any network, nothing runs
that is not ours, and it is looked at by axe. Hostile prompts and names, scripts off, keys, both themes, a phone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from studio.core.comparison import Registration
from studio.export import html
from studio.export.base import Options, Row, Shown, Side

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ROWS = (
    Row(
        name="Prompt", a="", b="", pieces=(("same", "A still life. "), ("del", "Low morning sun"), ("same", " "), ("ins", "Last light of dusk"), ("same", "."))
    ),
    Row(name="Model", a="Lumen 2", b="Atelier"),
    Row(name="Size", a="2K", b="2K", same=True),
    Row(name="Seed", a="", b="", same=True),
)
HOSTILE = {
    "end of script": "</script><script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)><svg onload=alert(1)>",
    "address": '"><a href="javascript:alert(1)" onclick="alert(1)" style="background:url(https://example.org/x)">',
    "template": "${alert(1)} `${alert(2)}` {{data}} {{script}}",
    "separators": "one\u2028two\u2029three\\u003cscript>\\",
    "turned": "\u202egnp.exe \u2066\u202bleft \u05d0\u05d1",
    "null": "nu\x00ll \x1b[31m \x07 \ud800 half \ufeff",
    "comment": "<!-- --> <!--<script> ]]> <style>*{display:none}</style>",
    "entities": "&lt;b&gt; &amp;amp; &#60;script&#62; &quot;",
    "long": "word" * 6_000 + " " + "<b>" * 2_000,
    "css": "</style><style>body{background:url(https://example.org/y)}",
}
Opened = Callable[..., Page]


def picture(path: Path, colour: str, size: tuple[int, int] = (600, 400)) -> Path:
    image = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(image)
    pen.ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="white")
    image.save(path)
    return path


def side(path: Path, label: str, **more: object) -> Side:
    with Image.open(path) as image:
        width, height = image.size
    said = {
        "title": "Run 128",
        "fact": f"{width}×{height} PNG",
        "alt": f"still life, {label}",
        "name": path.name,
        "width": width,
        "height": height,
        "mark": "trainedAlgorithmicMedia",
    }
    return Side(path=path, label=label, **{**said, **more})


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    one, other = picture(tmp_path / "one.png", "#b04a2c"), picture(tmp_path / "other.png", "#2c4ab0", (480, 480))
    return Shown(title="Amphora, morning or dusk", a=side(one, "Morning"), b=side(other, "Dusk"), rows=ROWS, made="2026-11-21T23:41:51+00:00")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens an exported file in a window of its own; whatever goes wrong there fails the test."""
    wrong, contexts = list[str](), []

    def open_it(shown: Shown, options: Options | None = None, *, size: tuple[int, int] = (1440, 900), scripts: bool = True, **more: object) -> Page:
        path = tmp_path / f"page {len(contexts)}.html"
        html.write(shown, options or Options(edge=400), path)
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith(("data:", path.as_uri())) else wrong.append(f"request: {request.url}"))
        page.on("popup", lambda popup: wrong.append(f"popup: {popup.url}"))
        page.goto(path.as_uri())
        if scripts:
            page.locator(".stage.live image-compare").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


def loaded(page: Page) -> list[tuple[int, int]]:
    """The sizes of the pictures that the comparer has on the page."""
    page.wait_for_function("document.querySelector('image-compare')?.shadowRoot.querySelectorAll('.pic.ready img').length >= 2")
    return page.evaluate(
        "[...document.querySelector('image-compare').shadowRoot.querySelectorAll('.pic.ready img')].map((img) => [img.naturalWidth, img.naturalHeight])"
    )


def test_both_pictures_compare(opened: Opened, shown: Shown) -> None:
    page = opened(shown)
    expect(page).to_have_title("Amphora, morning or dusk")
    assert loaded(page)[:2] == [[400, 267], [400, 400]]
    grip = page.get_by_role("slider", name="Divider between Morning and Dusk")
    expect(grip).to_have_attribute("aria-valuenow", "50")
    page.keyboard.press("ArrowRight")  # the page has the focus, nothing in it
    expect(grip).to_have_attribute("aria-valuenow", "51")
    box = page.locator("image-compare").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert int(grip.get_attribute("aria-valuenow")) > 55
    for key, mode in {"2": "side", "v": "vertical", "b": "blink", "o": "overlay", "d": "difference", "l": "loupe", "s": "slider"}.items():
        page.keyboard.press(key)
        page.wait_for_function("(mode) => document.querySelector('image-compare').mode === mode", arg=mode)


def test_the_settings_stand_beside_them(opened: Opened, shown: Shown) -> None:
    page = opened(shown)
    aside = page.get_by_role("complementary", name="Settings of both pictures")
    expect(aside).to_contain_text("2 differ, 2 equal")
    expect(aside.locator("del")).to_have_text("only in Morning: Low morning sun")
    expect(aside.locator("ins")).to_have_text("only in Dusk: Last light of dusk")
    expect(aside.locator("tr.same")).to_have_count(2)
    page.get_by_role("button", name="Only different").click()
    expect(aside.locator("tr.same").first).to_be_hidden()
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text("Made with a model")
    expect(footer).to_contain_text("In this file: 400×267, 400×400 pixels")
    expect(footer).to_contain_text("Made with Image Studio, 21 Nov 2026")
    bare = opened(shown, Options(edge=400, recipe=False))
    expect(bare.locator("aside")).to_have_count(0)
    assert "Low morning sun" not in bare.content()
    assert "still life" not in bare.content()  # nor in the words for who does not see them


def test_chinese(opened: Opened, shown: Shown) -> None:
    page = opened(replace(shown, language="zh-CN", registration=Registration(scale=0.8, dx=3, dy=4, trust=0.9, agreeing=0.9, spread=0.2)))
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    expect(page.get_by_role("slider", name="Morning与Dusk之间的分隔线")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_contain_text("2026 年 11 月 21 日")


def test_without_scripts_both_are_shown(opened: Opened, shown: Shown) -> None:
    page = opened(shown, scripts=False)
    for at, (label, alt) in enumerate((("Morning", "still life, Morning"), ("Dusk", "still life, Dusk"))):
        figure = page.locator("figure").nth(at)
        expect(figure.get_by_role("img", name=alt)).to_be_visible()
        expect(figure).to_contain_text(label)
        assert figure.locator("img").bounding_box()["width"] > 300
    assert page.locator("figure").nth(1).bounding_box()["y"] > page.locator("figure").nth(0).bounding_box()["y"] + 200
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Low morning sun")).to_be_visible()


def test_it_follows_the_theme_and_can_be_told(opened: Opened, shown: Shown) -> None:
    page = opened(shown, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(23, 23, 23)"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) == "rgb(236, 236, 236)"
    assert opened(shown, color_scheme="light").evaluate(ground) == "rgb(236, 236, 236)"
    assert opened(shown, scripts=False, color_scheme="dark").evaluate(ground) == "rgb(23, 23, 23)"


def test_the_policy_forbids_what_is_not_ours(opened: Opened, shown: Shown, tmp_path: Path) -> None:
    """What a text that slipped through could do: each way is tried by hand, and none works."""
    html.write(shown, Options(edge=200), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert text.count("<script") == 2
    assert not re.search(
        r"""(?:src|href)=["'](?!data:)|\son\w+=|\sstyle=|javascript:|@import|url\(""", re.sub(r"<script type=.module.>.*?</script>", "", text, flags=re.DOTALL)
    )
    path = tmp_path / "b.html"
    path.write_text(
        text.replace("<header", "<img src=https://127.0.0.1:9/x><script>window.bad=1</script><p onclick='window.bad=2' style='color:red' id=p>p</p><header"),
        encoding="utf-8",
    )
    page = opened(shown)
    fresh = page.context.browser.new_context()
    try:
        tried = fresh.new_page()
        refused = []
        tried.on("requestfailed", lambda request: refused.append(request.failure))
        tried.goto(path.as_uri())
        tried.locator("#p").click()
        tried.locator(".stage.live image-compare").wait_for()
        assert tried.evaluate("window.bad") is None
        assert tried.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
        assert refused == ["csp"]
        assert tried.evaluate("fetch('https://127.0.0.1:9/').then(() => 'sent', () => 'refused')") == "refused"
    finally:
        fresh.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_only_words(opened: Opened, shown: Shown, tmp_path: Path, name: str) -> None:
    bad = HOSTILE[name]
    sides = [side(one.path, bad, title=bad, fact=bad, alt=bad, name=bad, recipe=bad) for one in shown.sides]
    rows = (Row(name=bad, a=bad, b=bad), Row(name=bad, a=bad, b=bad, same=True), Row(name=bad, a="", b="", pieces=(("same", bad), ("del", bad), ("ins", bad))))
    page = opened(Shown(title=bad, a=sides[0], b=sides[1], rows=rows, made=bad), size=(900, 700))
    loaded(page)
    assert page.evaluate("document.scripts.length") == 2
    assert page.evaluate("document.querySelectorAll('main a, main svg:not(image-compare *, compare-bar *), main style, aside img, header img').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text = page.locator("aside").inner_text()
    if name in {"end of script", "image", "template", "comment", "entities", "css", "address"}:
        assert bad in text
    assert not re.search("[\x00\x07\x1b\u202e\u2066]", page.content())
    opened(Shown(title=bad, a=sides[0], b=sides[1], rows=rows), scripts=False)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing(opened: Opened, shown: Shown, theme: str, size: tuple[int, int]) -> None:
    page = opened(shown, size=size, color_scheme=theme, bypass_csp=True)
    loaded(page)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((all) => all.violations)")
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_a_phone_scrolls_one_way_only(opened: Opened, shown: Shown) -> None:
    page = opened(shown, size=(390, 844), has_touch=True)
    loaded(page)
    assert page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [390, 390]
    box = page.locator("image-compare").bounding_box()
    assert box["width"] == 390
    assert box["y"] + box["height"] < 844
    page.get_by_text("Made with Image Studio").scroll_into_view_if_needed()
    expect(page.get_by_text("Made with Image Studio")).to_be_in_viewport()


def test_the_data_is_json_that_holds_no_markup(shown: Shown, tmp_path: Path) -> None:
    html.write(shown, Options(edge=100), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    data = re.search(r'<script type="application/json" id="shown">(.*?)</script>', text, re.DOTALL)[1]
    assert not set("<>&") & set(data)
    assert json.loads(data)["sides"][0]["label"] == "Morning"
