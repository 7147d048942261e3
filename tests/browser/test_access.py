"""axe-core over every state of the three tabs, in both themes: nothing critical or serious of ours. What gradio brings stands on a list, with its reason;
an entry that no longer occurs fails, so that the list only shrinks. Beside it what axe does not see: names, landmarks, headings, what is said, and the page
without motion, with forced colours and with text twice as large."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import axe_playwright_python
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from studio.words import say
from tests.served import Served

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SEEN = {"critical", "serious"}
GRADIOS: dict[tuple[str, str], str] = {}
"""(rule, selector) of what gradio raises: why. Empty, since what gradio would be faulted for (Chatbot, Gallery, upload fields) is an element of ours here."""
TABS = {"t2i": "Text to image", "i2i": "Image to image", "chat": "Chat"}
RUN = """async ([within, only]) => (await axe.run(within || document, {resultTypes: ["violations"], ...(only && {runOnly: only})})).violations.flatMap((one) =>
  one.nodes.map((node) => ({impact: one.impact, rule: one.id, at: node.target.join(" "),
    why: node.any.concat(node.all, node.none).map((part) => part.message).join("; ")})))"""
STILL = "document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity || one.playState !== 'running')"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, demo) -> Iterator[Served]:
    """A studio that nobody used yet: its tabs are empty."""
    env = {name: value for name, value in demo.env.items() if name.startswith(("OCTOPUSX", "GOOGLE"))}
    served = Served(tmp_path_factory.mktemp("access") / "home", env=env | {"STUDIO_GATEWAY": "demo", "STUDIO_RETRIES": "1"})
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


class Axe:
    """Looks at states of a page and gathers what is wrong in them. Contrast alone depends on the theme, so the dark one is asked for nothing else."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong, self.known = page, [], set()

    def look(self, state: str, within: str = "") -> None:
        """`within`: what this state adds, where everything else was looked at before."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.add_script_tag(content=AXE)
        self._run(state + ", light", within, None)
        self._theme("dark")
        self._run(state + ", dark", within, "color-contrast")
        self._theme("light")

    def _theme(self, name: str) -> None:
        self.page.emulate_media(color_scheme=name)
        self.page.wait_for_function(f"document.body.classList.contains('dark') === {str(name == 'dark').lower()}")
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.wait_for_function(STILL)

    def _run(self, state: str, within: str, only: str | None) -> None:
        for one in self.page.evaluate(RUN, [within, only]):
            if one["impact"] not in SEEN:
                continue
            mine = [key for key in GRADIOS if key[0] == one["rule"] and self.page.locator(one["at"]).evaluate("(node, known) => node.matches(known)", key[1])]
            self.known.update(mine)
            if not mine:
                self.wrong.append(f"{state}: {one['rule']} at {one['at']}: {one['why']}")

    def close(self) -> None:
        assert self.wrong == []
        assert set(GRADIOS) - self.known == set()


def png(colour: str) -> dict:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def go(page: Page, tab: str, language: str = "en") -> None:
    page.get_by_role("tab", name=say(f"page.tab_{tab}", language), exact=True).first.click()
    page.locator(f"#{tab}-prompt textarea").wait_for()


def send(page: Page, tab: str, prompt: str) -> None:
    page.locator(f"#{tab}-generate").wait_for()
    page.locator(f"#{tab}-stop").wait_for(state="hidden")
    page.locator(f"#{tab}-prompt textarea").fill(prompt)
    page.locator(f"#{tab}-generate").click()


def done(page: Page, tab: str, count: int, timeout: int = 60_000) -> None:
    what = "#chat .turn[data-state=done] .result" if tab == "chat" else f"#{tab} .tile[data-state=done]"
    expect(page.locator(what)).to_have_count(count, timeout=timeout)
    expect(page.locator(f"#{tab}-stop")).to_be_hidden(timeout=timeout)


def choose(page: Page, tab: str, field: str, value: str) -> None:
    page.locator(f"input[name={tab}-{field}][value='{value}']").check()


def test_axe_finds_nothing_of_ours(window) -> None:  # one walk: each state grows out of the one before
    page = window.open()
    axe = Axe(page)
    # nothing made yet
    for tab in TABS:
        go(page, tab)
        page.locator(f"#{tab} .welcome").wait_for()
        axe.look(f"{tab} empty")
    # text to image
    go(page, "t2i")
    choose(page, "t2i", "count", "2")
    choose(page, "t2i", "size", "512")
    send(page, "t2i", "A poster of quarter circles")
    expect(page.locator("#t2i .tile[data-state=thinking]").first).to_be_visible(timeout=20_000)
    axe.look("tiles at work", "#t2i")
    done(page, "t2i", 2)
    axe.look("tiles done")
    page.keyboard.press("Escape")  # the toast, if it is there, is no layer
    page.locator("#t2i .tile .hit").first.focus()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    axe.look("keys", "dialog.keys")
    page.keyboard.press("Escape")
    page.locator("#t2i-model button").first.click()
    page.locator("#t2i-model-picker").wait_for()
    axe.look("model picker", "#t2i-model-picker")
    page.keyboard.press("Escape")
    page.locator("#t2i .tile .hit").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Large view").wait_for()
    axe.look("large view", "#t2i picture-view")
    page.keyboard.press("Escape")
    page.locator("#t2i .tile.source [aria-haspopup=menu]").click()
    page.get_by_role("menu", name="More").wait_for()
    axe.look("menu", ".menu:popover-open")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Process").click()
    page.locator("#t2i process-view .scrub").wait_for()
    axe.look("process", "#t2i-stage")
    page.get_by_role("radio", name="View", exact=True).click()
    send(page, "t2i", "x demo:slow:60")
    page.locator("studio-bar button.running").click()
    page.get_by_role("dialog", name="Running now").wait_for()
    axe.look("running list", ".runs")
    page.locator(".runs li .btn").first.click()
    expect(page.locator("#t2i .tile[data-state=stopped]")).to_have_count(2, timeout=20_000)
    send(page, "t2i", "x demo:safety_prompt")
    expect(page.locator("#t2i .tile[data-state=refused]")).to_have_count(2, timeout=30_000)
    axe.look("refused", "#t2i-tiles")
    page.locator("#t2i-prompt textarea").fill("")
    page.locator("#t2i-generate").click()
    page.get_by_role("alert").filter(has_text="There is no prompt.").wait_for()
    axe.look("a field problem", "#t2i-composer")
    # image to image
    go(page, "i2i")
    page.locator("#i2i-tray input[type=file]").set_input_files([png("orange"), png("navy")])
    expect(page.locator("#i2i .ref[data-state=ready]")).to_have_count(2)
    page.locator("#i2i .ref .role").first.click()
    page.locator(".role-menu:popover-open").wait_for()
    axe.look("role menu", ".role-menu:popover-open")
    page.keyboard.press("Escape")
    choose(page, "i2i", "size", "512")
    send(page, "i2i", "Make image 1 blue")
    done(page, "i2i", 1)
    page.locator("#i2i compare-view[inline]").wait_for()
    axe.look("comparer", "#i2i-stage")
    # chat
    go(page, "chat")
    choose(page, "chat", "size", "512")
    send(page, "chat", "An amphora")
    done(page, "chat", 1)
    page.locator("#chat .folded").first.click()
    page.locator("#chat .mind section").first.wait_for()
    send(page, "chat", "x demo:safety_prompt")
    expect(page.locator("#chat .turn[data-state=refused]")).to_have_count(1, timeout=30_000)
    axe.look("chat with thoughts and a refused turn")
    send(page, "chat", "Make it blue")
    done(page, "chat", 2)
    page.get_by_role("button", name="Compare with its source").last.click()
    page.get_by_role("dialog", name="Before and after").wait_for()
    axe.look("comparer as a layer", "#chat compare-view")
    page.keyboard.press("Escape")
    # phone
    page.set_viewport_size({"width": 390, "height": 844})
    axe.look("phone, chat")
    for tab, sheets in {"chat": ("history", "settings"), "i2i": ("settings",), "t2i": ("history", "settings", "thoughts")}.items():
        page.evaluate("(tab) => document.dispatchEvent(new CustomEvent('studio:show', {detail: tab}))", tab)
        page.locator(f"#{tab}-prompt textarea").wait_for()
        for sheet in sheets:
            page.evaluate("(sheet) => document.dispatchEvent(new CustomEvent('studio:sheet', {detail: sheet}))", sheet)
            page.locator("[aria-modal=true].column, [aria-modal=true].block").first.wait_for()
            axe.look(f"phone, {sheet} of {tab}", "[aria-modal=true]:is(.column, .block)")
            page.keyboard.press("Escape")
    axe.close()


@pytest.mark.parametrize("tab", TABS)
def test_landmarks_headings_and_names(window, tab: str) -> None:
    page = window.open()
    go(page, tab)
    expect(page.get_by_role("tabpanel", name=TABS[tab], exact=True)).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("region", name="Settings")).to_have_count(1)
    expect(page.get_by_role("navigation", name="Conversations" if tab == "chat" else "History")).to_have_count(1)
    expect(page.locator("#said, [role=status]:visible").first).to_be_attached()
    levels = page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
             .filter((node) => node.checkVisibility({visibilityProperty: true}) && node.getAttribute("role") !== "presentation")
             .map((node) => Number(node.tagName[1]))"""
    )
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, select, textarea, [role=slider], [role=radiogroup], fieldset")]
             .filter((node) => node.checkVisibility({visibilityProperty: true}))
             .filter((node) => !(node.getAttribute("aria-label") || node.labels?.length || node.textContent.trim() || node.title))
             .map((node) => node.outerHTML.slice(0, 200))"""
    )
    assert nameless == []


def test_chinese_is_as_accessible(window) -> None:
    page = window.open(locale="zh-CN")
    axe = Axe(page)
    for tab in TABS:
        go(page, tab, "zh-CN")
        axe.look(f"{tab}, zh-CN")
        expect(page.get_by_role("tabpanel", name=say(f"page.tab_{tab}", "zh-CN"), exact=True)).to_have_count(1)
    axe.close()


HEAR = """() => {
  window.heard = [];
  const ours = (one) => one.target.id === "said" || one.target.closest?.("#said") || [...one.addedNodes].some((node) => node.id === "said");
  const hear = (all) => { if (all.some(ours)) heard.push(document.querySelector("#said").textContent.trim()); };
  new MutationObserver(hear).observe(document.body, {childList: true, subtree: true});
}"""


def heard(page: Page) -> str:
    page.wait_for_timeout(400)  # what is said within a moment is gathered first
    return " | ".join(page.evaluate("heard"))


def test_every_state_is_announced_once(window) -> None:
    page = window.open()
    page.evaluate(HEAR)
    choose(page, "t2i", "count", "1")
    send(page, "t2i", "A quiet poster demo:slow:1")
    done(page, "t2i", 1)
    said = heard(page)
    assert len(re.findall(r"Run of \d\d:\d\d started", said)) == 1, said
    assert said.count("Picture 1: Thinking") == 1, said
    assert said.count("Picture 1: Done") == 1, said
    assert said.count("1 of 1 done") == 1, said
    page.evaluate("heard.length = 0")
    send(page, "t2i", "x demo:safety_prompt")
    expect(page.locator("#t2i .tile[data-state=refused]")).to_have_count(1, timeout=30_000)
    assert heard(page).count("Picture 1: Refused") == 1
    go(page, "chat")
    page.evaluate("heard.length = 0")
    before = page.locator("#chat .turn").count()  # the conversation of a test before this one may be shown
    send(page, "chat", "A small vase demo:slow:1")
    expect(page.locator("#chat .turn")).to_have_count(before + 1, timeout=30_000)
    expect(page.locator("#chat .turn").last).to_have_attribute("data-state", "done", timeout=60_000)
    expect(page.locator("#chat-stop")).to_be_hidden(timeout=30_000)
    assert heard(page).count("Pictures: 1") == 1
    page.evaluate("heard.length = 0")
    copying = page.locator("#chat .turn").last.get_by_role("button", name="Copy prompt")
    for _ in range(2):  # the same words again are heard again
        copying.click()
        page.wait_for_timeout(300)
    assert heard(page).count("Copied.") == 2
    assert page.locator("[aria-live=assertive]").count() == 0
    page.locator("#chat-prompt textarea").fill("")
    page.locator("#chat-generate").click()
    expect(page.locator("#chat-problem [role=alert]")).not_to_be_empty()


def test_nothing_moves_for_those_who_wish_so(window) -> None:
    page = window.open()
    page.emulate_media(reduced_motion="reduce")
    send(page, "t2i", "x demo:slow:60")
    expect(page.locator("#t2i .tile[data-state=thinking]").first).to_be_visible(timeout=20_000)
    moving = """() => document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 1)
      .map((one) => `${one.animationName ?? one.transitionProperty} ${one.effect.target.className}`)"""
    ours = [one for one in page.evaluate(moving) if one]
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Settings").click()
    ours += page.evaluate(moving)
    page.keyboard.press("Escape")
    ours += page.evaluate(moving)
    page.keyboard.press("Escape")
    expect(page.locator("#t2i .tile[data-state=stopped]").first).to_be_visible(timeout=20_000)
    assert ours == []


def test_forced_colours_keep_selection_focus_and_states(window) -> None:
    page = window.open()
    send(page, "t2i", "x demo:safety_prompt")
    expect(page.locator("#history .thumb.on")).to_be_visible(timeout=20_000)
    page.emulate_media(forced_colors="active")
    outlined = "(node) => { const style = getComputedStyle(node); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1; }"
    for selector in ("#t2i .ratio:has(:checked)", "#t2i .seg:visible > label:has(:checked)", "#t2i .seg.fit > button[aria-checked=true]", "#history .thumb.on"):
        assert page.locator(selector).first.evaluate(outlined), selector
    under = "(node) => [getComputedStyle(node, '::after').backgroundColor, getComputedStyle(document.body).backgroundColor]"
    line, ground = page.locator("#tabs [role=tab].selected").first.evaluate(under)
    assert line != ground
    page.keyboard.press("Tab")
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate("""() => { const node = document.activeElement;
          if (node === document.body) return ["past the last one", true];
          const box = node.matches("input[type=radio]") ? node.closest("label") : node;
          const style = getComputedStyle(box); return [box.outerHTML.slice(0, 120), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1]; }""")
        assert focused[1], focused


LARGER = """(tab) => {
  const all = [...document.querySelectorAll("studio-bar *, #tabs [role=tab], #" + tab + " *, #history *")].map((node) => [node, getComputedStyle(node)])
    .map(([node, style]) => [node, parseFloat(style.fontSize), parseFloat(style.lineHeight)]);
  const set = (node, name, value) => node.style.setProperty(name, 2 * value + "px", "important");
  for (const [node, size, line] of all) { set(node, "font-size", size); if (line) set(node, "line-height", line); }
}"""
CUT = """(tab) => {
  const found = [];
  for (const node of document.querySelectorAll("#" + tab + " *")) {
    const words = [...node.childNodes].find((one) => one.nodeType === 3 && one.data.trim());
    if (!words || !node.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (node.closest(".vh, .sr-only, .sheet-hd, kbd, [aria-hidden=true], option")) continue;
    const range = document.createRange(); range.selectNodeContents(words);
    const box = range.getBoundingClientRect();
    for (let over = node; over && over.id !== tab; over = over.parentElement) {
      const style = getComputedStyle(over), room = over.getBoundingClientRect();
      const hides = (way) => ["hidden", "clip"].includes(way);
      if (["auto", "scroll"].includes(style.overflowY)) break; // it can be scrolled to
      const half = parseFloat(getComputedStyle(node).fontSize) / 2;
      const high = hides(style.overflowY) && (box.bottom > room.bottom + half || box.top < room.top - half) && !over.title && !node.title;
      const wide = hides(style.overflowX) && box.right > room.right + half && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none";
      if (high || wide) found.push((high ? "high: " : "wide: ") + words.data.trim().slice(0, 40) + " in " + over.className);
    }
  }
  return [...new Set(found)];
}"""


@pytest.mark.parametrize("tab", TABS)
def test_text_twice_as_large_is_readable(window, tab: str) -> None:
    """At 1440 px with every text at 200 %, as a browser does that enlarges text alone: nothing is cut that can not be scrolled to, and Generate stays."""
    page = window.open()
    go(page, tab)
    page.evaluate(LARGER, tab)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    button = page.locator(f"#{tab}-generate").bounding_box()
    assert button["x"] + button["width"] <= 1440
    assert button["y"] + button["height"] <= 900
    assert page.evaluate(CUT, tab) == []
