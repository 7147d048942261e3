"""The elements of the tab Chat alone, on a page of their own: a scripted conversation is put into them as the server would, and what leaves them is kept.

The page serves the real assets and words under the real content security policy; no gradio runs.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from studio.ui.frame import EARLY, STYLES, page_words
from studio.web.guard import CSP

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "assets"
KINDS = {".css": "text/css", ".js": "text/javascript", ".webp": "image/webp", ".svg": "image/svg+xml"}
AMPHORA, RIDGES, POSTER, BOTTLE = (f"/assets/examples/{name}.webp" for name in ("amphora", "ridges", "poster", "bottle"))
SHEETS = [name for name in STYLES if name != "tabs.css"]  # how the tabs arrange the elements is not theirs to know
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{styles}<script src="/assets/words.js"></script><style>
*, *::before, *::after {{ box-sizing: border-box; }}
body {{ background: var(--ground); }}
.frame.frame {{ display: grid; height: 100dvh; grid-template-columns: var(--settings) minmax(0, 1fr) 312px; }}
.col {{ min-height: 0; min-width: 0; display: flex; flex-direction: column; background: var(--panel); overflow: hidden; }}
.col.l {{ border-right: 1px solid var(--line); }} .col.r {{ border-left: 1px solid var(--line); }}
.stage {{ min-height: 0; min-width: 0; display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); background: var(--stage); }}
.box {{ margin: 8px auto 12px; width: calc(100% - 24px); max-width: 736px; background: var(--raised);
  border: 1px solid var(--line-strong); border-radius: var(--r-3); }}
.box textarea {{ width: 100%; height: 90px; border: 0; background: none; padding: 11px 14px; font: var(--t-15); color: inherit; resize: none; display: block; }}
@media (max-width: 1180px) {{ .frame.frame {{ grid-template-columns: 220px minmax(0, 1fr); }} .col.r {{ display: none; }} }}
@media (max-width: 900px) {{ .frame.frame {{ grid-template-columns: minmax(0, 1fr); }} .col.l {{ display: none; }}
  .col.l.shown {{ display: flex; position: fixed; inset: auto 0 0 0;
  height: 64dvh; z-index: 31; border-radius: 16px 16px 0 0; border: 0; box-shadow: var(--shadow-3); }} }}
</style></head><body class="{theme}"><main class="frame" id="chat">
<aside class="col l"><chat-list></chat-list></aside>
<section class="stage"><chat-log></chat-log><div class="prompt box">
<textarea aria-label="Prompt" placeholder="Say what to change. Paste or drop pictures."></textarea></div></section>
<aside class="col r"><chat-context></chat-context></aside></main>
<script>
window.left = [];
for (const kind of ["act", "use", "whole", "look", "compare", "open", "fresh"])
  for (const tag of ["chat-log", "chat-list"]) document.querySelector(tag).addEventListener(kind, (e) => left.push([kind, e.detail]));
document.addEventListener("studio:sheet", (e) => left.push(["sheet", e.detail]));
window.long = 0;
new PerformanceObserver((list) => {{ for (const one of list.getEntries()) long = Math.max(long, one.duration); }}).observe({{ type: "longtask" }});
</script>{scripts}</body></html>"""


class Site:
    """The harness page, the assets, and `/thoughts/{run}` from `thoughts` (a missing run is a 500)."""

    def __init__(self) -> None:
        self.thoughts: dict[str, list[dict]] = {}
        self.asked: list[str] = []
        site = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                site.asked.append(path)
                if path == "/":
                    return self.send("text/html", page(*self.path.partition("?")[2].split("&")))
                if path == "/assets/words.js":
                    return self.send("text/javascript", f"window.STUDIO_WORDS = {json.dumps(page_words())};")
                if path.startswith("/thoughts/"):
                    found = site.thoughts.get(path.rpartition("/")[2])
                    return self.send("application/json", json.dumps({"sections": found or []}), 200 if found is not None else 500)
                file = ASSETS / path.removeprefix("/assets/")
                if path.startswith("/assets/") and file.is_file() and ".." not in path:
                    return self.send(KINDS.get(file.suffix, "application/octet-stream"), file.read_bytes())
                return self.send("text/plain", "", 204 if path == "/favicon.ico" else 404)

            def send(self, kind: str, body: str | bytes, status: int = 200) -> None:
                body = body if isinstance(body, bytes) else body.encode()
                self.send_response(status)
                self.send_header("content-type", f"{kind}; charset=utf-8" if kind.startswith(("text", "app")) else kind)
                self.send_header("content-security-policy", CSP)
                self.send_header("cache-control", "max-age=60" if self.path.startswith("/assets/") else "no-store")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def page(language: str, theme: str) -> str:
    styles = "".join(f'<link rel="stylesheet" href="/assets/{name}">' for name in SHEETS)
    early = "".join(f'<script src="/assets/{name}"></script>' for name in EARLY if name not in {"words.js", "theme.js"})
    modules = ("icons.js", "chat-log.js", "chat-list.js", "chat-context.js")
    return PAGE.format(
        language=language, theme=theme, styles=styles, scripts=early + "".join(f'<script type="module" src="/assets/{name}"></script>' for name in modules)
    )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """With and without touch: two for all tests, so that the assets are read once."""
    two = {touch: browser.new_context(has_touch=touch) for touch in (False, True)}
    yield two
    for context in two.values():
        context.close()


@pytest.fixture
def opened(contexts: dict[bool, BrowserContext], site: Site) -> Iterator:
    """`opened(width, height, …)` gives a page; nothing may go wrong in it, nothing may be asked of elsewhere."""
    wrong: list[str] = []
    tabs: list[Page] = []
    site.asked.clear()
    site.thoughts.clear()

    def open_page(width: int = 1440, height: int = 900, *, theme: str = "light", touch: bool = False, language: str = "en") -> Page:
        tab = contexts[touch].new_page()
        tabs.append(tab)
        tab.set_default_timeout(6000)
        tab.set_viewport_size({"width": width, "height": height})
        tab.on("console", lambda said: said.type == "error" and "/thoughts/" not in said.location.get("url", "") and wrong.append(said.text))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda request: request.url.startswith(site.url) or wrong.append(request.url))
        tab.goto(f"{site.url}/?{language}&{theme}")
        tab.wait_for_function("['chat-log', 'chat-list', 'chat-context'].every((name) => customElements.get(name))")
        return tab

    yield open_page
    for tab in tabs:
        tab.close()
    assert wrong == []


# ---- the script ----


def shot(src: str = AMPHORA, *, width: int = 2048, height: int = 2048, alt: str = "The amphora in cobalt glaze") -> dict:
    return {"preview": src, "original": src, "width": width, "height": height, "alt": alt, "label": "", "fact": f"{width}×{height} PNG"}


FACTS = [
    {"term": "Asked", "text": "1:1 at 2K"},
    {"term": "Delivered", "text": "1536×1536 PNG", "differs": True},
    {"term": "Took", "text": "21.7 s"},
    {"term": "Billed", "text": "$0.041"},
]


def turn(run: str, prompt: str = "Glaze the amphora in cobalt blue. Keep everything else.", **more: object) -> dict:
    plain = {
        "given": [],
        "when": "14:02",
        "state": "done",
        "label": "Done",
        "since": 0,
        "heading": "",
        "thought": "Thought for 7.9 s, 2 drafts",
        "sections": None,
    }
    plain |= {"pieces": [], "facts": [], "notes": [], "title": "", "text": "", "quote": "", "money": "", "sure": True, "aside": "", "actions": []}
    return {"run": run, "prompt": prompt} | plain | {"source": None, "variant": 1, "variants": 1} | more


def drawn(run: str, prompt: str = "Glaze the amphora in cobalt blue. Keep everything else.", src: str = AMPHORA, **more: object) -> dict:
    said = {"text": "The amphora now carries a cobalt glaze; wall, steps and spheres are as they were."}
    plain = {"pieces": [said, {"shot": shot(src), "n": 1}], "facts": FACTS, "source": shot(BOTTLE, alt="The source")}
    return turn(run, prompt, **(plain | more))


def given(name: str = "g1", src: str = BOTTLE) -> dict:
    return {"id": name, "thumb": src, "preview": src, "original": src, "alt": "Attached picture"}


def refused(run: str = "r2", **more: object) -> dict:
    plain = {
        "state": "refused",
        "label": "Refused",
        "title": "The model declined",
        "text": "2.1 s, nothing was billed",
        "money": "nothing was billed",
        "thought": "",
    }
    plain |= {"quote": "“I can’t place another company’s mark on a product. I can add an abstract emblem instead.”", "aside": "Not re-sent with later turns"}
    actions = [{"name": "edit_prompt", "label": "Edit the request"}, {"name": "raw", "label": "Raw reply", "href": f"/raw/{run}/1"}]
    return turn(run, "Put the logo of a famous brand on it.", **(plain | {"actions": actions} | more))


def thinking(run: str = "r3", **more: object) -> dict:
    plain = {
        "state": "thinking",
        "label": "Thinking",
        "heading": "moving the sun to the right, low and warm",
        "thought": "Thinking",
        "since": int(time.time() * 1000) - 6000,
    }
    return turn(run, "Now the last light of dusk, violet shadows.", **(plain | {"sections": []} | more))


def text(title: str, words: str, span: str = "0–5 s") -> dict:
    return {"title": title, "text": words, "span": span, "src": "", "alt": ""}


def draft(src: str = RIDGES, title: str = "First draft") -> dict:
    return {"title": title, "text": "", "span": "5 s", "src": src, "alt": f"{title} of the picture", "note": "640×480 JPEG"}


def log(*turns: dict, chat: str = "c1", first: int = 0, count: int | None = None, **more: object) -> dict:
    plain = {"chat": chat, "title": "Amphora, blue glaze", "first": first, "count": first + len(turns) if count is None else count, "turns": list(turns)}
    return plain | {"running": any(one["state"] in {"queued", "thinking", "drawing"} for one in turns), "examples": []} | more


def put(tab: Page, value: dict, tag: str = "chat-log") -> None:
    tab.evaluate("([tag, value]) => { document.querySelector(tag).value = value; }", [tag, value])


def left(tab: Page, kind: str) -> list:
    return [detail for name, detail in tab.evaluate("left") if name == kind]


def talk(chat: str, title: str, note: str = "5 turns", when: str = "Today", src: str = AMPHORA, *, working: bool = False) -> dict:
    return {"chat": chat, "title": title, "note": note, "when": when, "src": src, "working": working}


TALKS = {
    "chat": "c1",
    "talks": [
        talk("c1", "Amphora, blue glaze", "5 turns", working=True),
        talk("c2", "Sage still life", "9 turns", src=BOTTLE),
        talk("c3", "Poster, low sun", "6 turns", "Yesterday", POSTER),
        talk("c4", "Dunes, wide banner", "7 turns", "Last week", ""),
    ],
}
CONTEXT = {
    "sends": "3,480 tokens",
    "facts": [{"term": "Turns", "text": "3"}, {"term": "Pictures", "text": "2, about 2,080 tokens"}, {"term": "Text", "text": "about 480 tokens"}],
    "how": "Turns are replayed word for word with their signatures. A new model or gateway gets a short summary instead, and you are told.",
    "condensed": False,
    "totals": [{"term": "Billed", "text": "$0.041 for 1 picture"}, {"term": "Refused", "text": "1 turn, nothing billed"}],
}


def scene(tab: Page) -> None:
    put(tab, log(drawn("r1", given=[given()]), refused(), thinking()))
    put(tab, TALKS, "chat-list")
    put(tab, CONTEXT, "chat-context")


# ---- the thread ----


def test_a_conversation_comes_in_and_nothing_that_is_finished_is_made_again(opened) -> None:
    tab = opened()
    first = drawn("r1", given=[given()], sections=[text("Reading the brief", "Three materials must stay apart.")])
    put(tab, log(first, refused()))
    tab.locator(".folded").first.click()
    tab.evaluate(
        "window.kept = [...document.querySelectorAll('.turn')]; window.img = document.querySelector('.result img'); "
        "window.mind = document.querySelector('.mind .words')"
    )
    marks = "kept.every((node, at) => node === document.querySelectorAll('.turn')[at]) && img === document.querySelector('.result img') && mind.isConnected"
    for step in range(1, 30):
        words = "A warm light comes from the right. " * step
        live = thinking(
            state="thinking" if step < 20 else "drawing", label="Drawing" if step >= 20 else "Thinking", heading=f"step {step}", pieces=[{"text": words}]
        )
        put(tab, log(live, first=2, running=True))
        assert tab.evaluate(marks)
    assert len(tab.locator(".turn").all()) == 3
    tab.evaluate("window.node = document.querySelector('[data-state=drawing] .pieces .words p').firstChild")
    put(tab, log(drawn("r3", "Now the last light of dusk, violet shadows.", RIDGES, thought="Thought for 9 s"), first=2))
    assert tab.evaluate(marks)
    expect(tab.locator(".turn").last.locator(".num")).to_have_text("2")
    expect(tab.locator(".mind").first).to_be_visible()
    assert tab.evaluate("document.querySelectorAll('.folded[aria-expanded=true]').length") == 1
    expect(tab.locator("p.vh[role=status]")).to_contain_text("Done. Pictures: 1. The amphora now")
    assert left(tab, "whole") == []


def test_text_that_grows_is_appended(opened) -> None:
    tab = opened()
    put(tab, log(thinking(pieces=[{"text": "One.\n\nTw"}])))
    tab.evaluate("window.held = [...document.querySelectorAll('.pieces p')].map((p) => p.firstChild)")
    for words in ("One.\n\nTwo", "One.\n\nTwo\n", "One.\n\nTwo\n\nThree"):
        put(tab, log(thinking(pieces=[{"text": words}])))
    assert tab.locator(".pieces p").all_inner_texts() == ["One.", "Two", "Three"]
    assert tab.evaluate("held.every((node, at) => node === document.querySelectorAll('.pieces p')[at].firstChild)")
    put(tab, log(thinking(pieces=[{"text": "Another"}])))
    assert tab.locator(".pieces p").all_inner_texts() == ["Another"]


def test_the_earlier_turns_are_kept_and_asked_for_once_where_they_lack(opened) -> None:
    tab = opened()
    put(tab, log(thinking("r9"), first=2))
    put(tab, log(thinking("r9", heading="still"), first=2))
    tab.wait_for_function("left.length")
    assert left(tab, "whole") == [{"chat": "c1"}]
    assert len(tab.locator(".turn").all()) == 1
    tab.evaluate("window.node = document.querySelector('.turn')")
    put(tab, log(drawn("r1"), refused(), thinking("r9")))
    assert [one.get_attribute("data-key") for one in tab.locator(".turn").all()] == ["r1", "r2", "r9"]
    assert tab.evaluate("node === document.querySelectorAll('.turn')[2]")
    put(tab, log(drawn("r9b", variant=2, variants=2), first=2))
    assert [one.get_attribute("data-key") for one in tab.locator(".turn").all()] == ["r1", "r2", "r9b"]
    assert left(tab, "whole") == [{"chat": "c1"}]
    put(tab, log(drawn("x1"), chat="c2"))
    assert [one.get_attribute("data-key") for one in tab.locator(".turn").all()] == ["x1"]
    put(tab, log(drawn("x1"), chat="c3"))
    put(tab, log(drawn("x2"), chat="c3"))  # the turn was taken back
    assert [one.get_attribute("data-key") for one in tab.locator(".turn").all()] == ["x2"]


def test_it_stays_at_the_end_only_while_someone_is_there(opened) -> None:
    tab = opened(height=700)
    put(tab, log(drawn("r1"), drawn("r2"), thinking()))
    rest = "(() => { const box = document.querySelector('chat-log .scroll'); return box.scrollHeight - box.scrollTop - box.clientHeight; })()"
    assert tab.evaluate(rest) < 2
    put(tab, log(thinking(pieces=[{"text": "Word by word. " * 60}]), first=2))
    tab.wait_for_function(f"{rest} < 2")
    expect(tab.locator(".to-end")).to_be_hidden()
    tab.mouse.move(700, 300)
    tab.mouse.wheel(0, -300)
    expect(tab.locator(".to-end")).to_be_visible()
    there = tab.evaluate("document.querySelector('chat-log .scroll').scrollTop")
    put(tab, log(thinking(pieces=[{"text": "Word by word. " * 300}]), first=2))
    assert tab.evaluate("document.querySelector('chat-log .scroll').scrollTop") == there
    tab.locator(".to-end").click()
    tab.wait_for_function(f"{rest} < 2")
    expect(tab.locator(".to-end")).to_be_hidden()
    put(tab, log(thinking(pieces=[{"text": "Word by word. " * 500}]), first=2))
    tab.wait_for_function(f"{rest} < 2")
    # what is unfolded stays in view, and is followed again only at the end
    tab.locator(".folded").last.evaluate("(node) => node.scrollIntoView()")
    put(tab, log(thinking("r4", sections=[text("Short", "One line.")]), chat="c0"))
    tab.locator(".folded").click()
    put(tab, log(thinking("r4", sections=[text("Long", "One line. " * 2000)]), chat="c0"))
    tab.wait_for_function(f"{rest} < 2")
    put(tab, log(drawn("r4", sections=[text("Long", "One line. " * 2000)]), chat="c0b"))
    top = "document.querySelector('.folded').getBoundingClientRect().top"
    before = tab.evaluate(top)
    tab.locator(".folded").click()
    expect(tab.locator(".mind")).to_be_visible()
    assert abs(tab.evaluate(top) - before) < 1
    expect(tab.locator(".to-end")).to_be_visible()
    # turns that come above what is read move nothing, and what was just sent is looked at
    put(tab, log(*(drawn(f"l{n}") for n in range(3)), chat="c2", first=3))
    tab.mouse.wheel(0, -200)
    expect(tab.locator(".to-end")).to_be_visible()
    top = "document.querySelector('[data-key=l2]').getBoundingClientRect().top"
    before = tab.evaluate(top)
    put(tab, log(*(drawn(f"e{n}") for n in range(3)), *(drawn(f"l{n}") for n in range(3)), chat="c2"))
    assert abs(tab.evaluate(top) - before) < 1
    put(tab, log(thinking("new"), chat="c2", first=6))
    tab.wait_for_function(f"{rest} < 2")


def test_a_tab_that_was_hidden_shows_what_was_read(opened) -> None:
    tab = opened(height=700)
    put(tab, log(drawn("r1"), drawn("r2"), drawn("r3")))
    tab.mouse.move(700, 300)
    tab.mouse.wheel(0, -400)
    expect(tab.locator(".to-end")).to_be_visible()
    there = tab.evaluate("document.querySelector('chat-log .scroll').scrollTop")
    tab.evaluate("document.querySelector('.frame').style.display = 'none'")
    tab.wait_for_timeout(50)
    put(tab, log(drawn("r3", notes=["Something more."]), first=2))
    tab.evaluate("document.querySelector('.frame').style.display = ''")
    tab.wait_for_timeout(50)
    assert tab.evaluate("document.querySelector('chat-log .scroll').scrollTop") == there
    expect(tab.locator(".to-end")).to_be_visible()


def test_thoughts_unfold_and_are_fetched_when_wanted(opened, site: Site) -> None:
    tab = opened()
    put(tab, log(drawn("r1"), drawn("r2", sections=[text("Here", "These came with the turn.")]), turn("r3", thought="")))
    expect(tab.locator(".mind").first).to_be_hidden()
    fold = tab.get_by_role("button", name="Thought for 7.9 s, 2 drafts").first
    expect(fold).to_have_attribute("aria-expanded", "false")
    assert not [path for path in site.asked if path.startswith("/thoughts")]
    fold.click()
    expect(tab.locator(".mind").first).to_contain_text("The thoughts did not load.")
    site.thoughts["r1"] = [
        text("Reading the brief", "Three materials.\n\nThey stay apart."),
        draft(),
        text("Placing the light", "From the left."),
        draft(POSTER, "Second draft"),
    ]
    tab.get_by_role("button", name="Try again").click()
    expect(tab.locator(".mind h3 b").first).to_have_text("Reading the brief")
    expect(fold).to_be_focused()
    order = [
        one.evaluate("(node) => node.matches('figure') ? 'draft' : node.querySelector('b').textContent")
        for one in tab.locator(".mind").first.locator("> *").all()
    ]
    assert order == ["Reading the brief", "draft", "Placing the light", "draft"]
    assert "blur" in tab.locator(".mind img").first.evaluate("(node) => getComputedStyle(node).filter")
    tab.locator(".mind figure button").last.click()
    [look] = left(tab, "look")
    assert (look["at"], [one["preview"] for one in look["shots"]], look["shots"][0]["fact"]) == (1, [RIDGES, POSTER], "640×480 JPEG")
    fold.click()
    fold.click()
    expect(tab.locator(".mind h3 b").first).to_have_text("Reading the brief")
    assert site.asked.count("/thoughts/r1") == 2
    put(tab, log(drawn("r4"), first=3))  # an update leaves it open
    expect(tab.locator(".mind").first).to_be_visible()
    tab.locator(".folded").nth(1).click()
    expect(tab.locator(".mind").nth(1)).to_contain_text("These came with the turn.")
    assert "/thoughts/r2" not in site.asked
    expect(tab.locator(".turn").nth(2).locator(".turnbar").first).to_be_hidden()


def test_thoughts_while_it_works_and_after(opened, site: Site) -> None:
    tab = opened()
    put(tab, log(thinking()))
    expect(tab.locator(".status")).to_contain_text("Thinking")
    expect(tab.locator(".status")).to_contain_text("moving the sun to the right")
    expect(tab.locator(".clock")).to_have_text(re.compile(r"^0:0\d$"))
    expect(tab.locator(".reply .spin").locator("visible=true")).to_have_count(1)
    put(tab, log(thinking(sections=[text("Light", "Low and warm")])))
    tab.locator(".folded").click()
    put(tab, log(thinking(sections=[text("Light", "Low and warm, from the right"), draft()], state="drawing", label="Drawing")))
    expect(tab.locator(".mind .words")).to_have_text("Low and warm, from the right")
    expect(tab.locator(".drawing img")).to_have_class("draft")
    assert tab.locator(".drawing").evaluate("(node) => Math.round(node.getBoundingClientRect().width)") == 272
    box = tab.locator(".drawing").bounding_box()
    site.thoughts["r3"] = [text("Light", "Low and warm, from the right, at last")]
    put(tab, log(drawn("r3", thought="Thought for 4 s")))  # the last value says no more: the rest is fetched, what was there stays until then
    expect(tab.locator(".drawing")).to_be_hidden()
    assert abs(tab.locator(".result .pic").bounding_box()["height"] - box["height"]) < 1
    expect(tab.locator(".result img")).to_have_attribute("src", AMPHORA)
    expect(tab.locator(".mind .words")).to_have_text("Low and warm, from the right, at last")
    expect(tab.locator(".folded")).to_contain_text("Thought for 4 s")
    put(tab, log(drawn("r3"), thinking("r5", state="queued", label="Queued", heading="Third in line. Starts when run 129 is done.")))
    expect(tab.locator(".turn").last.locator(".status")).to_contain_text("QueuedThird in line.")
    expect(tab.locator(".turn").last.locator(".spin")).to_have_count(0)


def test_a_megabyte_of_thoughts_does_not_hold_the_page(opened, site: Site) -> None:
    tab = opened()
    kinds = {
        "words": "The palette is narrow, so texture does the separating. " * 20_000,
        "many": "a\n\n" * 350_000,
        "solid": "x" * 200_000,
    }
    for name, words in kinds.items():
        site.thoughts[name] = [text("A very long thought", words)]
        put(tab, log(drawn(name), chat=name))
        tab.evaluate("window.long = 0")
        tab.locator(".folded").click()
        tab.wait_for_function("(size) => document.querySelector('.mind .words')?.has?.length === size", arg=len(words), timeout=20_000)
        tab.wait_for_timeout(50)
        assert tab.evaluate("long") < 1000, name
    assert tab.locator(".mind .words").evaluate("(node) => node.textContent.length") == 200_000
    tab.evaluate("window.long = 0")
    long = site.thoughts["words"][0]["text"]
    put(tab, log(thinking("live", sections=[text("Growing", long)]), chat="live"))
    tab.locator(".folded").click()
    tab.wait_for_function("(size) => document.querySelector('.mind .words')?.has?.length === size", arg=len(long), timeout=20_000)
    for step in range(5):
        put(tab, log(thinking("live", sections=[text("Growing", long + "and on " * step)]), chat="live"))
    assert tab.evaluate("long") < 1000


# ---- where things stand ----


def test_facts_stand_beside_the_picture_and_below_it_on_a_phone(opened) -> None:
    tab = opened()
    wide = drawn("r1", pieces=[{"shot": shot(width=1600, height=900), "n": 1}, {"shot": shot(RIDGES, width=900, height=1600), "n": 2}], given=[given()])
    put(tab, log(wide))
    pic, facts, bubble = (tab.locator(name).first.bounding_box() for name in (".result .pic", ".result dl", ".me"))
    assert abs(pic["width"] - 272) < 1
    assert abs(pic["height"] - 153) < 1
    assert facts["x"] >= pic["x"] + pic["width"] + 8
    assert facts["y"] + facts["height"] <= pic["y"] + pic["height"]
    thread = tab.locator(".thread").bounding_box()
    assert thread["width"] <= 760
    assert abs(bubble["x"] + bubble["width"] - (thread["x"] + thread["width"] - 12)) < 1.5
    assert bubble["width"] <= 0.78 * 760
    tall = tab.locator(".result .pic").nth(1).bounding_box()
    assert abs(tall["height"] / tall["width"] - 16 / 9) < 0.02
    assert [one.inner_text() for one in tab.locator(".num").all()] == ["1", "2"]
    assert tab.locator(".result dl").nth(1).inner_text().split("\n") == ["Delivered", "900×1600 PNG"]
    billed, plain = (tab.locator(name).first.evaluate("(node) => getComputedStyle(node).color") for name in (".differs dd", ".beside dd"))
    assert billed != plain
    small = opened(390, 844, touch=True)
    put(small, log(wide))
    pic, facts = (small.locator(name).first.bounding_box() for name in (".result .pic", ".result dl"))
    assert (round(pic["x"]), round(pic["width"])) == (16, 358)
    assert facts["y"] >= pic["y"] + pic["height"]
    for button in small.locator(".acts :is(button, a):visible, .folded, .thumb, .toolbar button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44, button.get_attribute("aria-label")


@pytest.mark.parametrize("width", [320, 390, 900, 1024])
def test_nothing_is_wider_than_the_screen(opened, width: int) -> None:
    tab = opened(width, 700)
    put(
        tab,
        log(
            drawn("r1", "x" * 400, given=[given(f"g{n}") for n in range(8)], variants=3, variant=2),
            refused(),
            turn("r4", pieces=[{"text": "y" * 900}]),
            thinking(heading="z" * 300),
            title="t" * 200,
        ),
    )
    box = tab.locator("chat-log .scroll").bounding_box()
    for name in (".me", ".words p", ".turnbar:visible", ".result", ".verdict", ".toolbar"):
        for node in tab.locator(f"chat-log {name}").all():
            inside = node.bounding_box()
            assert inside is None or (inside["x"] >= box["x"] - 1 and inside["x"] + inside["width"] <= box["x"] + box["width"] + 1), name
    assert tab.evaluate("document.querySelector('chat-log .scroll').scrollWidth <= document.querySelector('chat-log .scroll').clientWidth")


def test_a_picture_has_its_place_before_it_is_there(opened) -> None:
    tab = opened()
    tab.route("**/ridges.webp", lambda _: None)  # never answered
    put(tab, log(drawn("r1", src=RIDGES, pieces=[{"shot": shot(RIDGES, width=2400, height=1792), "n": 1}])))
    box = tab.locator(".result .pic").bounding_box()
    assert abs(box["width"] / box["height"] - 2400 / 1792) < 0.01


# ---- what went wrong ----


@pytest.mark.parametrize(
    ("state", "sign", "hue"), [("refused", "hand", "refused"), ("failed", "cross", "failed"), ("uncertain", "warn", "billed"), ("stopped", "stop", "text-2")]
)
def test_what_went_wrong_is_said_by_mark_word_and_hue(opened, state: str, sign: str, hue: str) -> None:
    tab = opened()
    put(tab, log(refused(state=state, money="$0.039", text="It may bill up to $0.039.", sure=False, pieces=[{"text": "What came."}])))
    verdict = tab.locator(".verdict")
    expect(verdict).to_be_visible()
    assert verdict.locator("use").first.get_attribute("href") == f"#i-{sign}"
    title = verdict.locator("b").first
    expect(title).to_have_text("The model declined")
    probe = """([node, name]) => { const at = node.appendChild(document.createElement('i')); at.style.color = `var(--${name})`;
      const colour = getComputedStyle(at).color; at.remove(); return colour; }"""
    colour = tab.evaluate(probe, [title.element_handle(), hue])
    assert title.evaluate("(node) => getComputedStyle(node).color") == colour
    expect(verdict.locator(".said")).to_contain_text("I can’t place another company’s mark")
    rule = verdict.locator(".said").evaluate("(node) => getComputedStyle(node).borderLeftColor")
    assert (rule == tab.evaluate(probe, [title.element_handle(), "refused"])) == (state == "refused")
    expect(verdict.locator(".what")).to_have_text("It may bill up to $0.039.")
    expect(verdict.locator("b.billed", has_text="$0.039")).to_have_count(1 if state == "uncertain" else 0)
    aside, acts = verdict.locator(".aside").bounding_box(), verdict.locator(".acts").bounding_box()
    assert aside["x"] > acts["x"] + acts["width"]
    expect(tab.locator(".pieces")).to_have_text("What came.")


# ---- what leaves ----


def test_every_action_says_what_it_is_about(opened) -> None:
    tab = opened()
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    more = drawn("r2", "And dusk.", RIDGES, pieces=[{"shot": shot(POSTER, alt="one"), "n": 1}, {"text": "Between."}, {"shot": shot(RIDGES, alt="two"), "n": 2}])
    put(tab, log(drawn("r1", given=[given(), given("g2", POSTER)], source=None), more))
    one, two = tab.locator(".result").first, tab.locator(".result").last
    expect(one.get_by_role("button", name="Compare with its source")).to_be_hidden()
    expect(one.get_by_role("button", name="Regenerate")).to_be_hidden()
    two.get_by_role("button", name="Use as reference").click()
    two.get_by_role("button", name="Reuse settings").click()
    two.get_by_role("button", name="Regenerate").click()
    assert left(tab, "act") == [{"name": name, "run": "r2", "n": 2, "chat": "c1"} for name in ("reuse", "regenerate")]
    assert left(tab, "use") == [{"to": "reference", "run": "r2", "n": 2}]
    two.get_by_role("button", name="Compare with its source").click()
    [compare] = left(tab, "compare")
    assert (compare["a"]["alt"], compare["b"]["preview"]) == ("The source", RIDGES)
    two.get_by_role("button", name="Copy prompt").click()
    assert tab.evaluate("navigator.clipboard.readText()") == "And dusk."
    expect(two.get_by_role("link", name="Download original")).to_have_attribute("href", RIDGES)
    assert two.get_by_role("link", name="Download original").get_attribute("download") == ""
    two.get_by_role("button", name="Open picture 3 large").click()
    tab.get_by_role("button", name="Attached picture").last.click()
    large, attached = left(tab, "look")
    assert (large["at"], [each["preview"] for each in large["shots"]]) == (2, [AMPHORA, POSTER, RIDGES])
    assert (attached["at"], [each["preview"] for each in attached["shots"]]) == (1, [BOTTLE, POSTER])
    listen = "() => { let heard = 0; document.addEventListener('look', () => { heard += 1; }); document.querySelector('.result .hit').click(); return heard; }"
    assert tab.evaluate(listen) == 1  # it bubbles


def test_answers_are_switched_and_focus_stays(opened) -> None:
    tab = opened()
    put(tab, log(drawn("r1", variant=2, variants=3)))
    expect(tab.locator(".variants span")).to_have_text("2 of 3")
    tab.get_by_role("button", name="Previous answer").click()
    put(tab, log(drawn("r0", variant=1, variants=3)))
    expect(tab.get_by_role("button", name="Previous answer")).to_be_hidden()
    expect(tab.get_by_role("button", name="Next answer")).to_be_focused()
    tab.get_by_role("button", name="Next answer").press("Enter")
    plain = {"name": "variant", "n": 0, "chat": "c1"}
    assert left(tab, "act") == [plain | {"run": "r1", "by": -1}, plain | {"run": "r0", "by": 1}]
    put(tab, log(refused(), chat="c2"))
    expect(tab.locator(".variants")).to_be_hidden()
    tab.get_by_role("button", name="Edit the request").click()
    assert left(tab, "act")[-1] == {"name": "edit_prompt", "run": "r2", "n": 0, "chat": "c2"}
    expect(tab.get_by_role("textbox", name="Prompt")).to_be_focused()
    link = tab.get_by_role("link", name="Raw reply")
    assert (link.get_attribute("href"), link.get_attribute("target"), link.get_attribute("rel")) == ("/raw/r2/1", "_blank", "noopener")
    put(tab, log(thinking(actions=[{"name": "stop", "label": "Stop this turn"}]), chat="c3"))
    tab.get_by_role("button", name="Stop this turn").click()
    assert left(tab, "act")[-1] == {"name": "stop", "run": "r3", "n": 0, "chat": "c3"}
    put(tab, log(turn("r6", pieces=[{"text": "Only words."}], facts=FACTS, notes=["Earlier turns were sent as a summary."]), chat="c4"))
    tab.get_by_role("button", name="Regenerate").click()
    assert left(tab, "act")[-1] == {"name": "regenerate", "run": "r6", "n": 0, "chat": "c4"}
    note, reply = tab.locator(".notes").bounding_box(), tab.locator(".pieces").bounding_box()
    assert tab.locator(".me").bounding_box()["y"] < note["y"] < reply["y"]


def test_an_empty_conversation_offers_prompts(opened) -> None:
    tab = opened()
    put(tab, log(examples=[{"src": AMPHORA, "prompt": "Still life"}, {"src": RIDGES, "prompt": "Seven ridges"}], title=""))
    expect(tab.locator(".welcome")).to_contain_text("every turn builds on the ones before")
    tab.get_by_role("button", name="Seven ridges").click()
    expect(tab.get_by_role("textbox", name="Prompt")).to_have_value("Seven ridges")
    expect(tab.locator("chat-log h2")).to_have_text("New conversation")
    tab.evaluate("""() => { const picker = document.querySelector('.frame').appendChild(document.createElement('model-picker')); picker.hidden = true;
      picker.value = {title: 'Lumen Image 2 Pro', subtitle: 'Northlight'}; }""")
    put(tab, log(thinking()))
    expect(tab.locator(".welcome")).to_be_hidden()
    expect(tab.locator("chat-log .model")).to_have_text("Lumen Image 2 Pro, Northlight")
    narrow = opened(390, 844)
    put(narrow, log(drawn("r1")))
    narrow.get_by_role("button", name="Conversations").click()
    narrow.get_by_role("button", name="Settings", exact=True).click()
    assert left(narrow, "sheet") == ["history", "settings"]


# ---- the list, the context ----


def test_the_list_finds_opens_and_begins_conversations(opened) -> None:
    tab = opened()
    scene(tab)
    lines = tab.locator(".talk")
    expect(lines).to_have_count(4)
    assert tab.locator("chat-list h3").all_inner_texts() == ["Today", "Yesterday", "Last week"]
    expect(lines.first).to_have_attribute("aria-current", "true")
    expect(lines.first.locator(".spin")).to_be_visible()
    expect(lines.nth(1).locator(".spin")).to_be_hidden()
    lines.nth(1).click()
    expect(lines.nth(1)).to_have_attribute("aria-current", "true")
    put(tab, TALKS, "chat-list")  # what the server knew before the press
    expect(lines.nth(1)).to_have_attribute("aria-current", "true")
    tab.get_by_role("button", name="New conversation").click()
    assert tab.evaluate("left.map(([kind]) => kind)") == ["open", "fresh"]
    assert left(tab, "open") == [{"chat": "c2"}]
    search = tab.get_by_role("searchbox", name="Search conversations")
    search.fill("POSTER")
    assert lines.all_inner_texts() == ["Poster, low sun\n6 turns"]
    search.fill("nothing like it")
    expect(tab.locator("chat-list .none")).to_have_text("No conversation has these words in its title.")
    search.press("Escape")
    expect(lines).to_have_count(4)
    put(tab, {"chat": "", "talks": []}, "chat-list")
    expect(tab.locator("chat-list .none")).to_have_text("Conversations you begin are kept here.")
    context = tab.locator("chat-context")
    expect(context).to_contain_text("3,480 tokens")
    assert context.locator("use").get_attribute("href") == "#i-lock"
    put(tab, CONTEXT | {"condensed": True, "how": "A summary is sent."}, "chat-context")
    assert context.locator("use").get_attribute("href") == "#i-swap"
    assert context.locator("dt").all_inner_texts() == ["Turns", "Pictures", "Text", "Billed", "Refused"]


def test_the_list_is_a_sheet_on_a_phone(opened) -> None:
    tab = opened(390, 844, touch=True)
    put(tab, TALKS, "chat-list")
    tab.evaluate("document.querySelector('.col.l').classList.add('shown')")
    expect(tab.locator("chat-list .sheet-hd")).to_contain_text("Conversations")
    expect(tab.locator("chat-list").get_by_role("button", name="Close")).to_be_visible()
    for node in tab.locator("chat-list :is(button, .field):visible").all():
        assert node.bounding_box()["height"] >= 44


def test_by_keyboard_alone(opened) -> None:
    tab = opened()
    scene(tab)
    where = "(() => { const at = document.activeElement; return at.getAttribute('aria-label') ?? at.placeholder ?? at.innerText; })()"
    seen = []
    for _ in range(20):
        tab.keyboard.press("Tab")
        seen.append(" ".join(tab.evaluate(where).split()))
    assert seen[:4] == ["Search conversations", "New conversation", "Amphora, blue glaze 5 turns", "Conversation"]
    assert seen[4:7] == ["Attached picture", "Thought for 7.9 s, 2 drafts", "Open picture 1 large"]
    assert seen[7:13] == ["Compare with its source", "Use as reference", "Download original", "Copy prompt", "Reuse settings", "More"]
    assert seen[13:15] == ["Edit the request", "Raw reply"]
    assert seen[15:17] == ["Prompt", "Next turn sends"]
    tab.locator(".talk").first.focus()
    for key, name in (("ArrowDown", "c2"), ("End", "c4"), ("Home", "c1"), ("ArrowUp", "c4")):
        tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.dataset.key") == name
    tab.keyboard.press("Enter")
    assert left(tab, "open") == [{"chat": "c4"}]
    assert tab.locator(".talk[tabindex='0']").count() == 1
    tab.get_by_role("searchbox").focus()
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.dataset.key") == "c1"
    tab.locator(".hit").first.focus()
    tab.keyboard.press("Enter")
    assert len(left(tab, "look")) == 1
    tab.locator(".folded").first.focus()
    tab.keyboard.press("Space")
    expect(tab.locator(".folded").first).to_have_attribute("aria-expanded", "true")
    expect(tab.locator("[role=log]")).to_have_attribute("aria-live", "off")


# ---- hostile text, language ----

HOSTILE = (
    "<img src=http://elsewhere.test/a.png onerror=window.pwned=1><script>window.pwned=1</script> ![x](http://elsewhere.test/b.png) {{7*7}} ${window.pwned=1} "
    "<iframe src='javascript:window.pwned=1'></iframe> @import url(http://elsewhere.test/c.css) \u202egnp.exe\u2066 \u200fשלום"
)


def test_hostile_text_stays_text(opened, site: Site) -> None:
    tab = opened()
    bad = shot("http://elsewhere.test/d.png", alt=HOSTILE) | {"original": "javascript:window.pwned=1"}
    ours = shot(AMPHORA, alt=HOSTILE) | {"original": "//elsewhere.test/e.png"}
    nasty = {
        "label": HOSTILE,
        "thought": HOSTILE,
        "notes": [HOSTILE],
        "title": HOSTILE,
        "text": HOSTILE,
        "quote": HOSTILE,
        "money": "$1",
        "aside": HOSTILE,
        "when": HOSTILE,
    }
    nasty |= {"pieces": [{"text": HOSTILE}, {"shot": bad, "n": 1}, {"shot": ours, "n": 2}], "facts": [{"term": HOSTILE, "text": HOSTILE}], "source": bad}
    nasty |= {"actions": [{"name": "raw", "label": HOSTILE, "href": "javascript:window.pwned=1"}], "given": [given("g", "http://elsewhere.test/f.png")]}
    sections = [text(HOSTILE, HOSTILE, HOSTILE), draft("//elsewhere.test/g.png", HOSTILE)]
    put(tab, log(turn("r1", HOSTILE, sections=sections, state="refused", **nasty), thinking(heading=HOSTILE, label=HOSTILE), title=HOSTILE))
    put(tab, {"chat": "c1", "talks": [talk("c1", HOSTILE, HOSTILE, HOSTILE, "http://elsewhere.test/h.png")]}, "chat-list")
    put(tab, {"sends": HOSTILE, "facts": [{"term": HOSTILE, "text": HOSTILE}], "how": HOSTILE, "condensed": True, "totals": []}, "chat-context")
    tab.locator(".folded").first.click()
    expect(tab.locator(".mind .words")).to_have_text(HOSTILE)
    expect(tab.locator(".pieces .words")).to_have_text(HOSTILE)
    expect(tab.locator(".me .words").first).to_have_text(HOSTILE)
    tab.wait_for_timeout(150)
    assert tab.evaluate("window.pwned") is None
    expect(tab.locator(".result")).to_have_count(1)  # a picture from elsewhere is none
    inside = tab.locator("chat-log, chat-list, chat-context")
    assert inside.locator("script, iframe, [onerror], [src^=http], [src^='//'], [href^=javascript], [href^='//']").count() == 0
    # direction marks stay where they are: what stands beside the model's words keeps its order
    for name in (".words p", ".said p", "chat-log .note span", ".talk b", ".toolbar h2", ".mind h3", ".beside dd"):
        for node in tab.locator(name).all():
            assert node.evaluate("(node) => getComputedStyle(node).unicodeBidi") in {"isolate", "plaintext"}, name
            assert node.get_attribute("dir") == "auto", name


def test_chinese(opened) -> None:
    tab = opened(language="zh-CN")
    put(tab, log(drawn("r1", variants=2, source=shot(BOTTLE)), refused()))
    put(tab, TALKS, "chat-list")
    put(tab, CONTEXT, "chat-context")
    expect(tab.get_by_role("searchbox", name="搜索对话")).to_have_attribute("placeholder", "搜索对话")
    expect(tab.get_by_role("button", name="与来源图对比")).to_be_visible()
    expect(tab.locator(".variants span").first).to_have_text("第 1 个，共 2 个")
    expect(tab.locator("chat-context h2")).to_have_text("下一轮发送")
    put(tab, log(chat="c9"))
    expect(tab.locator(".welcome")).to_contain_text("先说要画什么")
    assert not re.search(r"chat_", tab.locator("main").inner_html().replace("chat-", ""))
