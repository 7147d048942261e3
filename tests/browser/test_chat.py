"""The tab Chat as a person meets it: a conversation that edits, what is sent again, all that can go wrong in it, other windows, restarts, hostile words.

A wire stands between the studio and the demo gateway's faces and keeps every request, so what a turn sends again is read where it left the studio.
"""

import base64
import http.client
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from playwright.sync_api import Locator, Page, expect

from studio.words import Language, say
from tests.served import Served

pytestmark = pytest.mark.browser

MARBLE, BLUE = "A marble pattern", "Make it blue"
FLASH = "Nano Banana 2 14 references"
PAIRINGS = [("en-US", "light"), ("zh-CN", "dark"), ("en-US", "dark"), ("zh-CN", "light")]
SIZES = [(1440, 900), (1024, 768), (390, 844)]


class Wire:
    """Passes on what the studio asks of a face, and keeps it: `got` are the bodies, the newest last."""

    def __init__(self, to: str) -> None:
        self.got: list[dict] = []
        there, wire = urlsplit(to).netloc, self

        class Pass(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # a picture by its address, which is ours: the face is told the host that was asked for
                self.onward(None)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                wire.got.append(json.loads(body))
                self.onward(body)

            def onward(self, body: bytes | None) -> None:
                onward = http.client.HTTPConnection(there, timeout=120)
                keep = {name: value for name, value in self.headers.items() if name.lower() not in {"connection", "content-length", "accept-encoding"}}
                try:
                    onward.request(self.command, self.path, body, keep)
                    answer = onward.getresponse()
                    self.send_response(answer.status)
                    self.send_header("content-type", answer.headers["content-type"])
                    self.end_headers()
                    while piece := answer.read1(65_536):
                        self.wfile.write(piece)
                        self.wfile.flush()
                except (OSError, http.client.HTTPException):
                    pass  # one of the two hung up, and the other hears it
                finally:
                    onward.close()

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Pass)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def prompts(self) -> list[str]:
        """The words of the person in the newest request, in order."""
        return [part["text"] for turn in self.got[-1]["contents"] if turn["role"] == "user" for part in turn["parts"] if "text" in part]

    def roles(self) -> list[str]:
        return [turn["role"] for turn in self.got[-1]["contents"]]


@pytest.fixture(scope="module")
def wire(demo) -> Iterator[Wire]:
    between = Wire(demo.url)
    yield between
    between.server.shutdown()
    between.server.server_close()


def faces(demo, wire: Wire) -> dict[str, str]:
    env = {name: value.replace(demo.url, wire.url) for name, value in demo.env.items() if name.startswith(("OCTOPUSX", "GOOGLE"))}
    return env | {"STUDIO_GATEWAY": "google", "STUDIO_MODEL": "gemini-3.1-flash-image", "STUDIO_RETRIES": "0"}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, demo, wire: Wire) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("chat") / "home", env=faces(demo, wire))
    yield served
    assert served.stop() is not None
    assert "Traceback" not in served.said, served.said


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder, paths = tmp_path_factory.mktemp("pictures"), list[str]()
    for name, colour in (("one.png", "orange"), ("two.png", "teal")):
        image = Pillow.new("RGB", (300, 200), colour)
        ImageDraw.Draw(image).ellipse((60, 40, 200, 180), fill="white")
        image.save(folder / name)
        paths.append(str(folder / name))
    return paths


# what a person does


def chat(window, width: int = 1440, height: int = 900, *, fresh: bool = True, **more) -> Page:
    """A page in the tab Chat, with a new conversation and small pictures."""
    page = window.open(width, height, **more)
    page.evaluate("location.hash = 'chat'")
    expect(page.locator("#chat-composer")).to_be_visible()
    expect(page.locator("#chat-form fieldset").first).to_be_attached()
    expect(page.locator("chat-list .talk, chat-list .none:not([hidden])").first).to_be_attached()
    small = page.locator("#chat input[name=chat-size][value='512']")
    if not small.count():  # a page begins with the model of the last turn
        pick(page, FLASH)
    if not small.is_checked():
        small.evaluate("node => node.click()")
    expect(small).to_be_checked()
    if fresh and page.locator("chat-log .turn").count():
        begin(page)
    return page


def begin(page: Page) -> None:
    if page.viewport_size["width"] < 900:
        page.locator("studio-bar .only-phone").first.click()
    page.locator("chat-list .find button").click()
    expect(page.locator("chat-log .welcome")).to_be_visible(timeout=20_000)


def prompt(page: Page) -> Locator:
    return page.locator("#chat .prompt textarea")


def turn(page: Page, number: int = -1) -> Locator:
    return page.locator("chat-log .turn").last if number < 0 else page.locator("chat-log .turn").nth(number)


def send(page: Page, words: str, *files: str) -> Locator:
    """Type, attach, press Send. Gives the turn, which works or has ended already."""
    number = page.locator("chat-log .turn").count()
    if files:
        page.locator("#chat-tray input[type=file]").set_input_files(list(files))
        expect(page.locator("#chat-tray .ref img")).to_have_count(len(files), timeout=20_000)
    prompt(page).fill(words)
    page.locator("#chat-generate").click()
    begun = turn(page, number)
    expect(begun).to_be_attached(timeout=30_000)
    return begun


def ended(begun: Locator, state: str = "done") -> Locator:
    expect(begun).to_have_attribute("data-state", re.compile(f"^({state})$"), timeout=60_000)
    expect(begun.page.locator("#chat-generate")).to_be_visible(timeout=20_000)
    return begun


def speak(page: Page, words: str, *files: str, state: str = "done") -> Locator:
    return ended(send(page, words, *files), state)


def pick(page: Page, model: str) -> None:
    page.locator("#chat-model button").first.click()
    page.get_by_role("option", name=re.compile(model)).first.click()


def to_end(page: Page) -> None:
    page.locator("chat-log > .scroll").evaluate("node => { node.scrollTop = node.scrollHeight; }")


def talk(page: Page, title: str) -> Locator:
    return page.locator("chat-list .talk", has_text=title)


def record(studio: Served, words: str) -> Path:
    """The folder of the newest run that was asked with these words."""
    folders = sorted(studio.home.glob("runs/*/*/*"))
    return next(path for path in reversed(folders) if json.loads((path / "run.json").read_text(encoding="utf-8"))["request"]["prompt"] == words)


def joined(parts: list[dict]) -> list[dict]:
    """Pieces of one text put together, never over a signature or a picture (PROTOCOLS.md 4.6, rule 5)."""
    whole: list[dict] = []
    for part in parts:
        last = whole[-1] if whole else {}
        if part.keys() <= {"text", "thought"} and last.keys() == part.keys():
            whole[-1] = {**last, "text": last["text"] + part["text"]}
        elif part != {"text": ""}:
            whole.append(part)
    return whole


def replied(folder: Path) -> list[dict]:
    """The parts of a streamed reply as they came."""
    chunks = [json.loads(line[6:]) for line in (folder / "1.reply").read_bytes().split(b"\n") if line.startswith(b"data: {")]
    return joined([part for chunk in chunks for part in chunk["candidates"][0].get("content", {}).get("parts", ())])


# ---- a conversation that edits ----


def test_pictures_in_thoughts_folded_above_the_picture_and_each_turn_sent_again_word_for_word(window, studio: Served, wire: Wire, pictures: list[str]) -> None:
    page = chat(window)
    page.locator("#chat-form label", has_text="High").first.click()
    one = speak(page, MARBLE, *pictures)
    expect(one.locator(".me img")).to_have_count(2)
    expect(one.locator(".me")).to_contain_text(MARBLE)
    expect(prompt(page)).to_have_value("")
    expect(page.locator("#chat-tray .ref")).to_have_count(0)
    expect(page.locator("chat-log h2")).to_have_text(MARBLE)
    expect(one.locator(".result img")).to_have_js_property("complete", True)
    facts = one.locator(".result .beside").inner_text()
    for told in ("Asked", "at 512", "Delivered", "PNG", "Took", "Billed", "$0.0"):
        assert told in facts

    folded = one.get_by_role("button", name=re.compile(r"^Thought for \d+\.\d s, 2 drafts$"))
    expect(folded).to_have_attribute("aria-expanded", "false")
    expect(one.locator(".mind")).to_be_hidden()
    assert folded.bounding_box()["y"] < one.locator(".result .pic").bounding_box()["y"]
    folded.click()
    expect(one.locator(".mind figure img")).to_have_count(2)
    came = replied(record(studio, MARBLE))
    order = [kind for part in came if part.get("thought") for kind in (["FIGURE"] if "inlineData" in part else ["SECTION"] * part["text"].count("**\n"))]
    assert order.count("FIGURE") == 2
    assert one.locator(".mind > *").evaluate_all("nodes => nodes.map((node) => node.tagName)") == order
    expect(one.locator(".mind")).to_contain_text("Reading the brief")
    expect(folded).to_be_in_viewport()

    page.locator("#chat-form label", has_text="Minimal").first.click()
    two = speak(page, BLUE)
    assert wire.roles() == ["user", "model", "user"]
    first, model, now = (content["parts"] for content in wire.got[-1]["contents"])
    assert joined(model) == joined([part for part in came if not (part.get("thought") and "inlineData" in part)])  # drafts stay behind
    assert sum("thoughtSignature" in part for part in model) == 2
    assert [part.get("text") for part in first] == [MARBLE, None, None]
    sent = [base64.b64decode(part["inlineData"]["data"]) for part in first[1:]]
    assert [Pillow.open(BytesIO(data)).getpixel((5, 5)) for data in sent] == [(255, 165, 0), (0, 128, 128)]
    assert now == [{"text": BLUE}]
    expect(two.locator(".note")).to_have_count(0)
    expect(two.locator(".result .num")).to_have_text("2")
    red, green, blue = Pillow.open(next(record(studio, BLUE).glob("1-*.png"))).convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert blue > max(red, green)


def test_another_model_or_gateway_is_announced_before_and_noted_after(window, wire: Wire) -> None:
    page = chat(window)
    speak(page, MARBLE)
    context = page.locator("#chat-context")
    expect(context).to_contain_text("word for word")
    pick(page, "Gemini 3 Pro Image")
    expect(context).to_contain_text("The next turn gets a summary", timeout=20_000)
    expect(context).to_contain_text(say("plan.condensed.emulated", "en"))  # OctopusX keeps no conversation
    expect(context).to_contain_text("as a summary")
    moved = speak(page, BLUE)
    expect(moved.locator(".note", has_text="condensed")).to_contain_text(say("plan.condensed.emulated", "en"))
    assert wire.roles() == ["user"]
    told = " ".join(wire.prompts())
    assert told.startswith(BLUE)
    assert MARBLE in told
    assert sum("inlineData" in part or "inline_data" in part for part in wire.got[-1]["contents"][0]["parts"]) == 1
    pick(page, FLASH)
    expect(context).to_contain_text(say("plan.condensed.moved", "en"), timeout=20_000)
    back = speak(page, "Make it red")
    expect(back.locator(".note", has_text="condensed")).to_contain_text(say("plan.condensed.moved", "en"))
    expect(page.locator("#chat-model")).to_contain_text("Google")


def test_a_refused_turn_poisons_nothing_and_comes_back_into_the_composer(window, wire: Wire, pictures: list[str]) -> None:
    page = chat(window)
    speak(page, MARBLE)
    refused = speak(page, "Put a logo on it demo:image_safety", pictures[0], state="refused")
    verdict = refused.locator(".verdict")
    expect(verdict).to_contain_text("held back by the safety filter")
    expect(verdict.locator(".said")).to_contain_text("violated the Generative AI Prohibited Use policy")  # the model's own words
    expect(verdict).to_contain_text("Not sent again with later turns")
    expect(verdict).to_contain_text(re.compile("billed", re.IGNORECASE))
    expect(page.locator("#chat-context")).to_contain_text("Refused")
    with page.expect_popup() as popup:
        verdict.get_by_role("link", name="Raw reply").click()
    popup.value.close()

    verdict.get_by_role("button", name="Edit prompt").click()
    expect(prompt(page)).to_have_value("Put a logo on it demo:image_safety")
    expect(prompt(page)).to_be_focused()
    expect(page.locator("#chat-tray .ref")).to_have_count(1)
    next_one = speak(page, BLUE)
    expect(next_one.locator(".me img")).to_have_count(1)
    assert wire.roles() == ["user", "model", "user"]
    assert wire.prompts() == [MARBLE, BLUE]

    refused.get_by_role("button", name="Ask again").click()
    expect(refused.locator(".variants")).to_contain_text("2 of 2", timeout=30_000)
    ended(turn(page), "refused")
    expect(page.locator("chat-log .turn")).to_have_count(2)  # the later turn followed the other answer
    assert wire.prompts() == [MARBLE, "Put a logo on it demo:image_safety"]
    refused.get_by_role("button", name="Previous answer").click()
    expect(page.locator("chat-log .turn")).to_have_count(3, timeout=20_000)
    expect(turn(page)).to_contain_text(BLUE)


def test_an_answer_in_words_is_an_answer_and_is_sent_again(window, wire: Wire) -> None:
    page = chat(window)
    words = speak(page, "What do you see? demo:text_only")
    expect(words.locator(".pieces")).to_contain_text("I answered in words only")
    assert words.inner_text().count("I answered in words only") == 1
    expect(words).not_to_contain_text("Not sent again")
    expect(words.get_by_role("button", name="Regenerate")).to_be_visible()
    speak(page, BLUE)
    assert wire.roles() == ["user", "model", "user"]
    assert "words only" in json.dumps(wire.got[-1]["contents"][1])


def test_a_cut_stream_and_stop_keep_what_came_and_the_next_turn_works(window, wire: Wire) -> None:
    page = chat(window)
    cut = speak(page, f"{MARBLE} demo:truncated_stream", state="uncertain")
    expect(cut.locator(".verdict")).to_contain_text("ended before the picture came")
    expect(cut.locator(".verdict")).to_contain_text("Not sent again")
    working = send(page, f"{MARBLE} demo:slow:60")
    expect(working.locator(".folded")).to_contain_text("Reading the brief", timeout=20_000)
    expect(page.locator("#chat-generate")).to_be_hidden()
    expect(working.locator(".clock")).to_be_visible()
    page.locator("#chat-stop").click()
    ended(working, "stopped")
    expect(working.locator(".verdict")).to_contain_text("Stopped.")
    working.locator(".folded").click()
    expect(working.locator(".mind")).to_contain_text("Reading the brief")  # what came until then
    expect(page.locator("#chat-stop")).to_be_hidden()
    speak(page, BLUE)
    assert wire.prompts() == [BLUE]
    prompt(page).fill(f"{MARBLE} demo:slow:60")
    prompt(page).press("Control+Enter")
    expect(turn(page, 3)).to_have_attribute("data-state", "thinking", timeout=20_000)
    page.keyboard.press("Escape")
    ended(turn(page, 3), "stopped")


def test_another_answer_to_the_same_turn_keeps_the_first(window, wire: Wire, studio: Served) -> None:
    page = chat(window)
    one = speak(page, f"{MARBLE} for a lobby")
    first = one.locator(".result img").get_attribute("src")
    one.get_by_role("button", name="Regenerate").click()
    variants = one.get_by_role("group", name="Answers to this turn")
    expect(variants).to_contain_text("2 of 2", timeout=30_000)
    ended(turn(page))
    expect(one.locator(".result img")).to_have_attribute("src", re.compile("^(?!" + re.escape(first) + ")"))
    second = one.locator(".result img").get_attribute("src")
    variants.get_by_role("button", name="Previous answer").click()
    expect(variants).to_contain_text("1 of 2", timeout=20_000)
    expect(one.locator(".result img")).to_have_attribute("src", first)
    expect(variants.get_by_role("button", name="Next answer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(variants).to_contain_text("2 of 2", timeout=20_000)
    expect(one.locator(".result img")).to_have_attribute("src", second)
    variants.get_by_role("button", name="Previous answer").click()
    expect(variants).to_contain_text("1 of 2", timeout=20_000)
    speak(page, BLUE)
    shown = next(part for part in wire.got[-1]["contents"][1]["parts"] if "inlineData" in part and not part.get("thought"))
    run = first.split("/")[2]
    folder = next(studio.home.glob(f"runs/*/*/{run}"))
    assert base64.b64decode(shown["inlineData"]["data"]) == next(folder.glob("1-*.png")).read_bytes()
    expect(page.locator("chat-log .turn")).to_have_count(2)


def test_while_a_turn_streams_nothing_else_is_drawn_again(window) -> None:
    page = chat(window)
    speak(page, MARBLE)
    page.evaluate(
        """() => { const done = document.querySelector("chat-log .turn"); done.mine = true; window.changes = 0;
             new MutationObserver((all) => { window.changes += all.length; }).observe(done, { subtree: true, childList: true, characterData: true }); }"""
    )
    working = send(page, f"{BLUE} demo:slow:2")
    working.evaluate("node => { node.mine = true; }")
    ended(working)
    assert page.locator("chat-log .turn").evaluate_all("nodes => nodes.map((node) => node.mine)") == [True, True]
    assert page.evaluate("window.changes") == 0


# ---- conversations ----


def test_conversations_are_begun_found_and_switched_while_one_works(window) -> None:
    page = chat(window)
    speak(page, "Ochre dunes at noon")
    begin(page)
    expect(page.locator("chat-log h2")).to_have_text("New conversation")
    working = send(page, "Violet sea at night demo:slow:60")
    expect(working).to_have_attribute("data-state", "thinking", timeout=20_000)
    expect(talk(page, "Violet sea").get_by_role("img", name="working")).to_be_visible()
    expect(talk(page, "Violet sea")).to_have_attribute("aria-current", "true")
    talk(page, "Ochre dunes").click()
    expect(page.locator("chat-log h2")).to_have_text("Ochre dunes at noon", timeout=20_000)
    expect(turn(page)).to_contain_text("Ochre dunes")
    expect(page.locator("#chat-generate")).to_be_visible()
    expect(talk(page, "Violet sea").get_by_role("img", name="working")).to_be_visible()
    expect(page.locator("studio-bar button.running")).to_contain_text("1 running")
    # it ends while another one is shown
    page.locator("studio-bar button.running").click()
    page.get_by_role("dialog", name="Running now").get_by_role("button", name=re.compile("^Stop")).click()
    expect(talk(page, "Violet sea").get_by_role("img", name="working")).to_be_hidden(timeout=30_000)
    expect(page.locator("studio-bar button.running")).to_be_hidden(timeout=20_000)
    expect(page.locator("chat-log h2")).to_have_text("Ochre dunes at noon")
    talk(page, "Violet sea").click()
    expect(turn(page)).to_contain_text("Violet sea", timeout=20_000)
    expect(turn(page)).to_have_attribute("data-state", "stopped")

    search = page.get_by_role("searchbox", name="Search conversations")
    search.fill("OCHRE")
    expect(talk(page, "Violet sea")).to_have_count(0)
    expect(talk(page, "Ochre dunes")).to_be_visible()
    search.fill("no such words")
    expect(page.locator("chat-list")).to_contain_text("No conversation has these words")
    search.press("Escape")
    expect(talk(page, "Violet sea")).to_be_visible()

    # a turn in the history strip opens its conversation from any tab
    page.get_by_role("tab", name="Text to image").click()
    page.get_by_role("navigation", name="History").get_by_role("button", name="Ochre dunes at noon").first.click()
    expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true")
    expect(page.locator("chat-log h2")).to_have_text("Ochre dunes at noon", timeout=20_000)
    expect(talk(page, "Ochre dunes")).to_have_attribute("aria-current", "true")


def test_a_reload_finds_the_turn_and_a_second_window_waits_for_it(window) -> None:
    page = chat(window)
    speak(page, "Slate roofs in rain")
    working = send(page, f"{BLUE} demo:slow:60")
    expect(working).to_have_attribute("data-state", "thinking", timeout=20_000)
    page.reload()
    expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true", timeout=20_000)
    expect(page.locator("chat-log .turn")).to_have_count(2, timeout=20_000)
    expect(turn(page)).to_have_attribute("data-state", "thinking")
    expect(page.locator("#chat-stop")).to_be_visible()

    other = chat(window, fresh=False)
    talk(other, "Slate roofs").click()
    expect(other.locator("chat-log .turn")).to_have_count(2, timeout=20_000)
    expect(turn(other)).to_have_attribute("data-state", "thinking")
    prompt(other).fill("Make it green")
    prompt(other).press("Control+Enter")  # there is no Send while a turn works
    other.locator("#chat-stop").click()
    ended(turn(other), "stopped")
    ended(turn(page), "stopped")
    expect(prompt(other)).to_have_value("Make it green")
    speak(other, "Make it red")
    expect(page.locator("chat-log .turn")).to_have_count(2)
    talk(page, "Slate roofs").click()
    expect(page.locator("chat-log .turn")).to_have_count(3, timeout=20_000)
    expect(turn(page)).to_contain_text("Make it red")


def test_a_window_that_lags_behind_is_told_and_loses_nothing(window, pictures: list[str]) -> None:
    one = chat(window)
    speak(one, "Chalk cliffs")
    two = chat(window, fresh=False)
    expect(two.locator("chat-log h2")).to_have_text("Chalk cliffs")
    working = send(one, f"{BLUE} demo:slow:20")
    expect(working).to_have_attribute("data-state", "thinking", timeout=20_000)
    two.locator("#chat-tray input[type=file]").set_input_files(pictures[:1])
    expect(two.locator("#chat-tray .ref img")).to_have_count(1, timeout=20_000)
    prompt(two).fill("Make it green")
    two.locator("#chat-generate").click()
    expect(two.locator("#chat-problem")).to_contain_text("This conversation still works on the last turn.", timeout=20_000)
    expect(prompt(two)).to_have_value("Make it green")
    expect(two.locator("#chat-tray .ref")).to_have_count(1)
    one.locator("#chat-stop").click()
    ended(turn(one), "stopped")
    two.locator("#chat-generate").click()
    expect(two.locator("chat-log .turn")).to_have_count(3, timeout=30_000)  # with the turn that it had not seen
    ended(turn(two))
    expect(two.locator("#chat-problem")).not_to_contain_text("still works")


def test_after_a_restart_the_conversation_goes_on(window, browser, demo, wire: Wire, tmp_path: Path) -> None:
    env = faces(demo, wire) | {"STUDIO_TIMEOUT": "5"}
    first = Served(tmp_path / "home", env=env)
    try:
        window.studio = first
        page = chat(window)
        speak(page, MARBLE)
        late = speak(page, f"{BLUE} demo:slow:60", state="uncertain|failed")
        expect(late.locator(".verdict")).to_contain_text("sent nothing for 5 s")
        expect(late.locator(".verdict")).to_contain_text("Not sent again with later turns")
        before = turn(page, 0).locator(".result .beside").inner_text()
        page.context.close()
        window.contexts.clear()
    finally:
        first.stop()
    second = Served(tmp_path / "home", env=env)
    try:
        window.studio = second
        page = window.open(locale="zh-CN", theme="dark")
        page.evaluate("location.hash = 'chat'")
        expect(page.locator("chat-log .turn")).to_have_count(2, timeout=30_000)
        expect(turn(page, 1).locator(".verdict")).to_contain_text("5 秒")
        expect(turn(page, 0).locator(".result img")).to_be_visible()
        assert len(turn(page, 0).locator(".result .beside dd").all()) == before.count("\n") // 2 + 1 == 4
        expect(page.locator("#chat input[name=chat-size]:checked")).to_have_value("512")  # the settings of its last turn
        turn(page, 0).locator(".folded").click()
        expect(turn(page, 0).locator(".mind")).to_contain_text("Reading the brief")
        speak(page, "Make it red")
        assert wire.prompts() == [MARBLE, "Make it red"]
        page.context.close()
        window.contexts.clear()
    finally:
        second.stop()


# ---- what a browser sends is not trusted ----


def test_a_browser_is_believed_in_nothing_but_what_a_person_says(window, wire: Wire, studio: Served) -> None:
    page = chat(window)
    speak(page, "Secret garden")
    foreign = page.locator("chat-log .result img").first.get_attribute("src").split("/")[2]
    begin(page)
    speak(page, MARBLE)
    files = {path.name: path.read_bytes() for path in (studio.home / "chats").iterdir()}
    asked = len(wire.got)
    problem = page.locator("#chat-problem")

    def leave(tag: str, kind: str, detail: dict) -> None:
        """What the element would send, with a detail of our own."""
        page.evaluate(
            "([tag, kind, detail]) => document.querySelector(tag).dispatchEvent(new CustomEvent(kind, { detail }))",
            [tag, kind, detail],
        )

    for name in ("../../etc/passwd", "..", "a/b", "C:\\x", "x" * 100, "\u0000"):
        leave("chat-list", "open", {"chat": name})
        expect(problem).to_contain_text(re.compile(f"“{re.escape(name[:40])}” can not name a conversation|can not name"), timeout=20_000)
        expect(page.locator("chat-log h2")).to_have_text(MARBLE)
        leave("chat-log", "act", {"name": "edit_prompt", "run": turn(page).get_attribute("data-key"), "n": 0})  # empties the line
        expect(problem).to_have_text("", timeout=20_000)
    for name in ("regenerate", "variant", "edit_prompt", "reuse"):
        for run in (foreign, "../../../etc/passwd"):
            leave("chat-log", "act", {"name": name, "run": run, "n": 0, "by": 1, "chat": "other"})
            expect(problem).to_contain_text("This conversation has no such turn.", timeout=20_000)
            leave("chat-log", "act", {"name": "edit_prompt", "run": turn(page).get_attribute("data-key"), "n": 0})
            expect(problem).to_have_text("", timeout=20_000)
    leave("chat-log", "use", {"to": "attach", "run": "../../etc", "n": 1})
    expect(problem).not_to_have_text("", timeout=20_000)
    for detail in (None, [], "x", {"chat": {"a": 1}}, {"chat": ["a"]}):
        leave("chat-list", "open", detail)
    leave("chat-log", "act", {"name": "regenerate"})
    expect(problem).not_to_have_text("", timeout=20_000)
    assert {path.name: path.read_bytes() for path in (studio.home / "chats").iterdir()} == files
    assert len(wire.got) == asked

    talk(page, MARBLE).first.click()
    expect(page.locator("chat-log h2")).to_have_text(MARBLE, timeout=20_000)
    page.evaluate(  # a history of the browser's own making
        """() => { const log = document.querySelector("chat-log"); const value = structuredClone(log.value);
             value.turns[0].prompt = "Forged words"; value.turns[0].pieces.unshift({ text: "Forged answer" }); value.chat = "forged"; log.value = value; }"""
    )
    expect(turn(page)).to_contain_text("Forged words")
    prompt(page).fill(BLUE)
    page.locator("#chat-generate").click()
    expect(turn(page)).to_contain_text(BLUE, timeout=30_000)
    ended(turn(page))
    assert wire.prompts() == [MARBLE, BLUE]
    assert "Forged" not in json.dumps(wire.got[-1])


# ---- every theme, language and size ----


@pytest.mark.parametrize(("locale", "theme"), PAIRINGS)
def test_a_walk_in_every_theme_and_language(window, locale: str, theme: str) -> None:
    language: Language = "zh-CN" if locale.startswith("zh") else "en"
    page = chat(window, theme=theme, locale=locale)
    assert page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
    begun = speak(page, MARBLE)
    expect(begun.locator("dt").first).to_have_text(say("page.asked", language))
    refused = speak(page, "Put a logo on it demo:safety_prompt", state="refused")
    expect(refused.locator(".verdict b").first).to_be_visible()
    expect(refused.get_by_role("button", name=say("view.edit_prompt", language))).to_be_visible()
    expect(refused).to_contain_text(say("view.not_resent", language))
    cut = speak(page, f"{BLUE} demo:truncated_stream", state="uncertain")
    expect(cut.get_by_role("button", name=say("view.ask_again", language))).to_be_visible()
    working = send(page, f"{BLUE} demo:slow:60")
    expect(working).to_have_attribute("data-state", "thinking", timeout=20_000)
    expect(working).to_contain_text(say("view.state.thinking", language))
    page.reload()
    working = turn(page, 3)
    expect(working).to_have_attribute("data-state", "thinking", timeout=30_000)
    page.locator("#chat-stop").click()
    ended(working, "stopped")
    expect(working.locator(".verdict")).to_contain_text(say("view.state.stopped", language))
    said = page.locator("#chat").inner_text()
    for key in ("view.not_resent", "page.chat_sends", "view.took", "page.send", "view.ask_again"):
        assert say(key, language) in said, key
        if language == "zh-CN":
            assert say(key, "en") not in said, key


@pytest.fixture(scope="module")
def told(browser, studio: Served, pictures: list[str]) -> tuple[str, str]:
    """Two conversations that are looked at in every size: a good one and a hostile one."""
    from tests.browser.conftest import Window  # the fixture of one test can not serve a module

    window = Window(browser, studio)
    page = chat(window)
    page.locator("#chat-form label", has_text="High").first.click()
    speak(page, "Geometry one", *pictures)
    speak(page, "Make it blue and say so in a sentence that is long enough to need more than a single line of the bubble at the right")
    begin(page)
    page.locator("#chat-form label", has_text="High").first.click()
    speak(page, "Hostile <b>one</b> demo:hostile")
    speak(page, "Again demo:hostile demo:image_safety", state="refused")
    for context in window.contexts:
        context.close()
    assert window.wrong == []
    return "Geometry one", "Hostile <b>one</b>"


def look_at(window, title: str, width: int, height: int, **more) -> Page:
    page = chat(window, width, height, fresh=False, touch=width < 900, **more)
    if width < 900:
        page.locator("studio-bar .only-phone").first.click()
    talk(page, title).click()
    expect(page.locator("chat-log h2")).to_contain_text(title, timeout=20_000)
    expect(page.locator("chat-log .turn")).to_have_count(2, timeout=20_000)
    return page


def box(node: Locator) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    found = node.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_where_everything_stands(window, told: tuple[str, str], width: int, height: int) -> None:
    page = look_at(window, told[0], width, height)
    pane, one = page.locator("chat-log > .scroll"), turn(page, 0)
    composer, thread = box(page.locator("#chat-composer")), box(pane)
    assert thread[3] <= composer[1] + 1  # the composer is never over the thread
    assert composer[3] <= height
    pane.evaluate("node => { node.scrollTop = 0; }")
    one.locator(".folded").click()
    expect(one.locator(".mind figure img")).to_have_count(2)
    picture, facts, mind, folded = box(one.locator(".pic").first), box(one.locator(".result .beside")), box(one.locator(".mind")), box(one.locator(".folded"))
    assert folded[3] <= mind[1] + 8
    assert mind[3] <= picture[1]
    if width > 900:
        assert facts[0] >= picture[2]  # beside
        assert facts[3] <= picture[3] + 12
    else:
        assert facts[1] >= picture[3]  # below
    reply = box(one.locator(".reply"))
    for bubble in (box(turn(page, at).locator(".me")) for at in (0, 1)):
        assert abs(bubble[2] - reply[2]) < 2
        assert bubble[0] > reply[0] + 20
    if width > 900:
        assert abs(composer[2] - reply[2]) < 14
        assert abs(composer[0] - reply[0]) < 14
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert pane.evaluate("node => node.scrollWidth <= node.clientWidth")

    talks, settings = page.locator("#chat-list"), page.locator("#chat-settings")
    if width == 1440:
        assert box(talks)[2] <= thread[0] + 1
        assert box(settings)[0] >= thread[2] - 1
        return
    expect(settings).to_be_hidden()
    if width == 1024:
        assert box(talks)[2] <= thread[0] + 1
        page.locator("chat-log .open-settings").click()
    else:
        expect(talks).to_be_hidden()
        page.locator("studio-bar .only-phone").first.click()
        expect(talks).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(1)
        assert talks.evaluate("node => [node, ...node.querySelectorAll('*')].filter((one) => getComputedStyle(one, '::before').width === '36px').length") == 1
        page.locator("#chat-list .close-sheet").click()
        expect(talks).to_be_hidden()
        page.locator("studio-bar .only-phone").last.click()
    expect(settings).to_be_visible()
    expect(settings.locator("chat-context")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(settings).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_hostile_words_stay_words(window, told: tuple[str, str], width: int, height: int) -> None:
    page = look_at(window, told[1], width, height, theme="dark")
    for at in (0, 1):
        turn(page, at).locator(".folded").click()
        expect(turn(page, at).locator(".mind")).to_contain_text('<img src=x onerror="window.pwned=1">')
    expect(turn(page, 0).locator(".pieces")).to_contain_text("<script>window.pwned=1</script>")
    expect(turn(page, 1).locator(".said")).to_contain_text("{{window.pwned=1}}")
    expect(turn(page, 0).locator(".me")).to_contain_text("<b>one</b>")
    assert page.locator("#chat").evaluate("node => node.querySelectorAll('script, iframe, chat-log b b, a[href^=javascript], img[onerror]').length") == 0
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("chat-log > .scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
    right = box(turn(page, 0).locator(".reply"))[2]
    for words in turn(page, 0).locator(".mind, .pieces, .words").all():
        assert box(words)[2] <= right + 2  # window.wrong has what was asked of elsewhere


def test_a_megabyte_of_thoughts_leaves_the_page_alive(window) -> None:
    page = chat(window)
    long = speak(page, f"{MARBLE} demo:long_thoughts:1000")
    long.locator(".folded").click()
    expect(long.locator(".mind section").first).to_be_visible()
    page.wait_for_function("document.querySelector('chat-log .mind').textContent.length > 50000", timeout=30_000)  # what a page bears; the record has all
    page.evaluate("window.ticks = 0; setInterval(() => { window.ticks += 1; }, 50)")
    page.locator("chat-log > .scroll").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    expect(long.locator(".result")).to_be_in_viewport(timeout=20_000)
    prompt(page).press_sequentially("still here")
    expect(prompt(page)).to_have_value("still here")
    page.wait_for_function("window.ticks > 3", timeout=20_000)
    long.locator(".folded").click()
    expect(long.locator(".mind")).to_be_hidden()
    assert page.locator("chat-log .mind *").count() == 0


# ---- what a picture of a conversation offers ----


def test_what_a_picture_offers(window, studio: Served, pictures: list[str]) -> None:
    page = chat(window)
    one = speak(page, MARBLE, pictures[0])
    two = speak(page, BLUE)
    compare = two.get_by_role("button", name="Compare with its source")
    compare.click()
    layer = page.get_by_role("dialog", name="Before and after")
    expect(layer).to_be_visible()
    sources = layer.locator("image-compare").evaluate("node => [node.value.a.preview, node.value.b.preview]")
    assert sources[0] == one.locator(".result img").get_attribute("src")  # what the turn changed, and what came of it
    assert sources[1] == two.locator(".result img").get_attribute("src")
    page.keyboard.press("Escape")
    expect(layer).to_be_hidden()
    expect(compare).to_be_focused()

    large = two.get_by_role("button", name="Open picture 2 large")
    large.click()
    view = page.get_by_role("dialog", name="Large view")
    expect(view).to_contain_text("Picture 2 of 2")
    page.keyboard.press("ArrowLeft")
    expect(view).to_contain_text("Picture 1 of 2")
    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    expect(large).to_be_focused()

    with page.expect_download() as download:
        two.get_by_role("link", name="Download original").click()
    assert Path(download.value.path()).read_bytes() == next(record(studio, BLUE).glob("1-*.png")).read_bytes()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.get_by_role("button", name="Copy prompt").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == MARBLE

    page.locator("#chat-form label", has_text="16:9").first.click()
    expect(page.locator("#chat input[name=chat-ratio]:checked")).to_have_value("16:9")
    one.get_by_role("button", name="Reuse settings").click()
    expect(prompt(page)).to_have_value(MARBLE, timeout=20_000)
    expect(page.locator("#chat input[name=chat-ratio]:checked")).to_have_value("auto")
    expect(page.locator("#chat-tray .ref")).to_have_count(1)

    two.get_by_role("button", name="Use as reference").click()
    expect(page.get_by_role("tab", name="Image to image")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#i2i-tray .ref img")).to_have_count(1, timeout=20_000)
    assert record(studio, BLUE).name in page.locator("#i2i-tray .ref img").get_attribute("src")
