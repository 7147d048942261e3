"""The tab Gateways as a person meets it: a key, a connection, the live list, the doctor and what the form makes of it, a gateway by its address."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from studio.words import say
from tests.browser.test_access import Axe
from tests.browser.test_touch import SMALL, TOUCHED
from tests.served import Served
from tests.web.test_keys import site

pytestmark = pytest.mark.browser
KEY = "test-key-123"
SIZES = [(1440, 900), (1024, 768), (390, 844)]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, demo) -> Iterator[Served]:
    """Two gateways whose addresses are faces of the demo gateway; one has its key."""
    env = {"OCTOPUSX_BASE_URL": demo.env["OCTOPUSX_BASE_URL"], "OFOX_BASE_URL": demo.env["OFOX_BASE_URL"], "OFOX_API_KEY": KEY}
    served = Served(tmp_path_factory.mktemp("gateways") / "home", env=env)
    yield served
    assert served.stop() is not None
    assert "Traceback" not in served.said, served.said
    assert KEY not in served.said


def tab(window, width: int = 1440, height: int = 900, **more) -> Page:
    page = window.fresh(width, height, at="gateways", **more)
    page.locator("gateway-list .way").first.wait_for()
    return page


def choose(page: Page, title: str) -> None:
    page.locator("gateway-list .way", has_text=title).click()
    expect(page.locator("gateway-card h1")).to_have_text(title)


def test_a_key_goes_from_its_field_into_the_home_and_nowhere_else(window, studio: Served) -> None:
    page = tab(window)
    carried: list[str] = []

    def kept(request: Request) -> None:
        if KEY in (request.post_data or "") + request.url:
            carried.append(request.url)

    page.on("request", kept)
    choose(page, "OctopusX")
    card = page.locator("gateway-card")
    expect(card.locator(".tag")).to_have_text("no key")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".key [role=alert]")).to_have_text("Paste a key first.")
    box = card.locator("input[type=password]")
    box.fill(KEY)
    box.press("Enter")
    expect(card.locator(".tag")).to_have_text("ready")
    expect(box).to_have_value("")
    expect(page.locator("gateway-list .way", has_text="OctopusX")).to_contain_text("3 models")
    assert carried == [f"{studio.url}/keys/octopusx"]
    assert KEY not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, document.documentElement.outerHTML])")
    assert f"OCTOPUSX_API_KEY='{KEY}'" in (studio.home / ".env").read_text(encoding="utf-8")
    # it works at once, in every tab
    card.get_by_role("button", name="Test connection").click()
    expect(card.locator(".tag")).to_have_text("connected")
    expect(card.locator(".tested[role=status]")).to_contain_text(re.compile(r"It answered in \d+ ms and lists \d+ models"))
    page.get_by_role("tab", name="Text to image").click()
    page.locator("#t2i-model button").first.click()
    page.get_by_role("option", name=re.compile("Gemini 3 Pro Image")).first.click()
    expect(page.locator("#t2i-model")).to_contain_text("OctopusX")
    page.get_by_label("Prompt", exact=True).fill("A poster of arcs")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#t2i .tile[data-state=done]")).to_have_count(1, timeout=60_000)
    # and it can be taken away again
    page.get_by_role("tab", name="Gateways").click()
    card.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Remove the key").click()
    expect(card.locator(".tag")).to_have_text("no key")
    assert KEY not in (studio.home / ".env").read_text(encoding="utf-8")
    page.get_by_role("tab", name="Text to image").click()
    expect(page.locator("#t2i-model button").first).not_to_contain_text("OctopusX")


def test_a_wrong_key_is_said_where_it_was_tested(window, studio: Served) -> None:
    page = tab(window)
    choose(page, "OctopusX")
    card = page.locator("gateway-card")
    card.locator("input[type=password]").fill("wrong-key-999")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".tag")).to_have_text("ready")
    card.get_by_role("button", name="Test connection").click()
    expect(card.locator(".tag")).to_have_text("not reached")
    expect(card.locator(".tested[role=status]")).to_contain_text("key")
    expect(page.locator("gateway-list .way", has_text="OctopusX").locator(".failed")).to_be_visible()
    card.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Remove the key").click()
    expect(card.locator(".tag")).to_have_text("no key")


def test_the_doctor_asks_tells_and_the_form_follows(window, studio: Served) -> None:
    page = tab(window)
    choose(page, "Ofox")
    card, doctor = page.locator("gateway-card"), page.locator("gateway-doctor")
    card.get_by_role("button", name="Ask for the list").click()
    expect(card.locator(".card").nth(1).locator("header .q")).to_have_text("live list, just now")
    expect(doctor).to_contain_text("Learn what this gateway really honours")
    ask = doctor.get_by_role("button", name=re.compile(r"^Ask, about \$0\.\d+"))
    doctor.get_by_role("combobox", name="Model").select_option(label="GPT Image 2")
    expect(ask).to_be_visible()
    ask.click()
    expect(doctor.get_by_role("row", name=re.compile("^Streaming asking"))).to_be_visible()
    page.reload()  # it goes on
    choose(page, "Ofox")
    expect(doctor.get_by_role("combobox", name="Model")).to_have_value("openai/gpt-image-2")
    expect(doctor.get_by_role("button", name=re.compile("^Ask again, about"))).to_be_visible(timeout=90_000)
    verdicts = {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in doctor.locator("tbody tr").all()}
    assert verdicts["Reply"] == "yes"
    assert "asking" not in verdicts.values()
    expect(doctor.locator("header .q")).to_contain_text(re.compile(r"cost \$0\.\d+"))
    assert len(list(studio.home.glob("runs/*/*/*"))) >= 3  # what was paid for is kept


def test_the_demo_is_asked_for_nothing_and_can_be_stopped(window) -> None:
    page = tab(window, locale="zh-CN", theme="dark")
    choose(page, say("view.demo", "zh-CN"))
    doctor = page.locator("gateway-doctor")
    doctor.get_by_role("button", name="开始诊断，免费").click()
    doctor.get_by_role("button", name="停止").click()
    expect(doctor).to_contain_text("已停止")
    doctor.get_by_role("button", name=re.compile("诊断，免费")).click()
    expect(doctor.get_by_role("button", name="再次诊断，免费")).to_be_visible(timeout=90_000)
    expect(doctor.locator("footer")).to_contain_text(re.compile("表单"))


def test_a_gateway_by_its_address(window, studio: Served, demo) -> None:
    page = tab(window)
    new = page.locator("gateway-new")
    page.get_by_role("button", name="Add by address").click()
    address = new.get_by_role("textbox", name="Address")
    expect(address).to_be_focused()
    address.press("Enter")
    expect(new.get_by_role("alert").first).to_have_text("Type its address first.")
    with site("<!doctype html><title>Dashboard</title>") as url:
        address.fill(url + "/app/keys")
        address.press("Enter")
        expect(new.get_by_role("alert").first).to_contain_text("web page")
    expect(address).to_have_value(re.compile("/app/keys"))
    window.wrong[:] = [line for line in window.wrong if "502" not in line]  # the browser's own line for a refusal
    address.fill(demo.url + "/v1")
    new.get_by_role("radio", name="Images").click()
    new.locator("input[type=password]").fill(KEY)
    new.get_by_role("button", name="Test and add").click()
    card = page.locator("gateway-card")
    expect(card.locator("h1")).to_have_text("127-0-0-1")
    expect(address).to_have_value("")
    expect(card).to_contain_text("Images dialect")
    page.get_by_role("tab", name="Text to image").click()
    page.locator("#t2i-model button").first.click()
    expect(page.locator("#t2i-model-picker")).to_contain_text("127-0-0-1")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Gateways").click()
    card.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Remove this gateway").click()
    expect(page.locator("gateway-list")).not_to_contain_text("127-0-0-1")
    assert "127-0-0-1" not in (studio.home / "gateways.toml").read_text(encoding="utf-8")


def test_through_a_tunnel_nothing_can_be_set(window) -> None:
    page = tab(window, extra_http_headers={"X-Forwarded-For": "203.0.113.7"})
    choose(page, "OctopusX")
    expect(page.locator("gateway-card form")).to_be_hidden()
    expect(page.locator("gateway-card .key")).to_contain_text("entered on the machine itself")
    expect(page.locator("gateway-new form")).to_be_hidden()
    expect(page.locator("gateway-card").get_by_role("button", name="More")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(("locale", "theme"), [("en-US", "dark"), ("zh-CN", "light")])
def test_it_stands_at_every_size(window, width: int, height: int, locale: str, theme: str) -> None:
    phone = width < 900
    page = tab(window, width, height, locale=locale, theme=theme, has_touch=phone)
    page.locator("gateway-list .way", has_text="Ofox").click()
    expect(page.locator("gateway-card h1")).to_have_text("Ofox")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    parts = ("gateway-list", "gateway-card .card >> nth=0", "gateway-card .card >> nth=1", "#doctor", "#gateway-new")
    boxes = {name: page.locator(name).bounding_box() for name in parts}
    for name, box in boxes.items():
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width + 1, name
    names = list(boxes)
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            a, b = boxes[name], boxes[other]
            across = a["x"] + a["width"] <= b["x"] + 1 or b["x"] + b["width"] <= a["x"] + 1
            assert across or a["y"] + a["height"] <= b["y"] + 1 or b["y"] + b["height"] <= a["y"] + 1, (name, other)
    if width == 1440:
        assert boxes["#doctor"]["y"] == pytest.approx(boxes["gateway-card .card >> nth=0"]["y"], abs=1)  # beside the connection
    if phone:
        assert page.evaluate(SMALL, f":is({', '.join('#gateways ' + one.strip() for one in TOUCHED.split(','))})") == []
    if locale == "zh-CN":
        words = page.locator("#gateways").inner_text()
        assert [word for word in ("Connection", "Address", "Save", "Doctor", "Add", "Test", "Ask", "native", "models") if word in words] == []


def test_axe_finds_nothing_and_keys_reach_everything(window) -> None:
    page = tab(window)
    axe = Axe(page)
    page.locator("gateway-list .way[tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    title = page.locator("gateway-list .way").nth(1).locator("b").inner_text()
    expect(page.locator("gateway-card h1")).to_have_text(title)
    axe.look("without a key")
    choose(page, "Ofox")
    page.locator("gateway-card").get_by_role("button", name="Test connection").press("Enter")
    expect(page.locator("gateway-card .tag")).to_have_text("connected")
    page.get_by_role("textbox", name="Address").press("Enter")
    expect(page.locator("gateway-new").get_by_role("alert").first).to_have_text("Type its address first.")
    axe.look("tested, and an address that is none")
    choose(page, "Demo renderer")
    expect(page.locator("gateway-doctor tbody tr").first).to_be_visible()  # an earlier test has asked it
    axe.look("what the doctor found", "gateway-doctor")
    axe.close()
