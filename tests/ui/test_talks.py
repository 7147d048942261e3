"""The tab Chat without a browser: what its handlers say to any event, however it was made, and what two browsers and a late end do to each other.

The widgets are only names here: handlers use them as keys of their updates. The gateway is the demo's Google face.
"""

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest

import studio
from studio.errors import UsageError
from studio.jobs import Jobs
from studio.run import Run
from studio.ui.frame import Frame
from studio.ui.page import Page
from studio.ui.tabs.parts import Chat
from studio.ui.tabs.talks import Speaks

NAMES = ("picker", "form", "prompt", "problem", "price", "generate", "stop", "tray", "log", "talks", "context")
FORM = {"aspect": "auto", "size": "512", "count": "1", "output": "both"}
MODEL = {"gateway": "google", "model": "gemini-3.1-flash-image"}


def browser(session: str) -> SimpleNamespace:
    return SimpleNamespace(session_hash=session, cookies={}, headers={"accept-language": "en"})


def event(**said) -> SimpleNamespace:
    return SimpleNamespace(_data=said)


def holds(prompt: str = "", tray: list | None = None) -> dict:
    return {"prompt": prompt, "form": dict(FORM), "picker": dict(MODEL), "tray": tray or []}


@asynccontextmanager
async def tab(home: Path, demo):
    async with studio.open(home=home, environ={**demo.env, "STUDIO_GATEWAY": "google", "STUDIO_MODEL": MODEL["model"], "STUDIO_RETRIES": "0"}) as opened:
        jobs = Jobs(opened)
        widgets = Chat(tab="chat", task="chat", **{name: name for name in NAMES})
        try:
            yield Speaks(Page(jobs), widgets, Frame(bar="bar", notices="notices", history="history"), str)
        finally:
            await jobs.shutdown()


def value(update: object) -> object:
    """What an update puts into a widget."""
    return update.value if isinstance(update, gr.blocks.Block) else update


async def said(updates) -> dict:
    """What the page shows once all updates came: the last of each widget."""
    shown: dict = {}
    async for update in updates:
        shown |= shows(update)
    return shown


def shows(update: dict) -> dict:
    """What one update sets."""
    return {name: value(one) for name, one in update.items() if not (isinstance(one, dict) and one.get("__type__") == "update")}


async def ask(tab: Speaks, prompt: str, session: str = "one") -> dict:
    return await said(tab.press(holds(prompt), browser(session)))


def problem(shown: dict) -> str:
    return shown.get("problem", {}).get("text", "")


def files(tab: Speaks) -> dict[str, bytes]:
    folder = tab.page.studio.library.home / "chats"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_a_turn_goes_in_and_its_answer_comes_back(demo, tmp_path: Path) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            shown = await ask(t, "A marble pattern")
            assert shown["prompt"] == ""
            assert shown["tray"] == []
            (turn,) = shown["log"]["turns"]
            assert (turn["state"], turn["prompt"], shown["log"]["running"]) == ("done", "A marble pattern", False)
            assert [line["title"] for line in shown["talks"]["talks"]] == ["A marble pattern"]
            await ask(t, "Make it blue")
            name = t.talks.shown(browser("one"))
            assert [turn.role for turn in await t.talks.history(name)] == ["user", "model", "user", "model"]

    asyncio.run(body())


@pytest.mark.parametrize("name", ["../secret", "..", "a/b", "a\\b", "x" * 65, "\x00", " ", "C:", ".hidden"])
def test_a_name_that_is_none_is_refused_with_a_sentence_and_shows_nothing_else(demo, tmp_path: Path, name: str) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            await ask(t, "A marble pattern")
            before, kept = t.talks.shown(browser("one")), files(t)
            shown = await said(t.open(holds(), event(chat=name), browser("one")))
            assert "can not name a conversation" in problem(shown)
            assert shown.keys() == {"problem"}
            assert t.talks.shown(browser("one")) == before
            assert files(t) == kept

    asyncio.run(body())


@pytest.mark.parametrize("detail", [None, [], "x", 7, {}, {"chat": None}, {"chat": {"a": 1}}, {"run": "../../etc"}, {"run": "none"}, {"run": 5}])
def test_an_event_of_any_shape_is_answered_with_a_sentence(demo, tmp_path: Path, detail: object) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            assert problem(await said(t.open(holds(), SimpleNamespace(_data=detail), browser("one"))))
            shown = await said(t.act(holds(), SimpleNamespace(_data=detail), browser("one")))
            assert "log" not in shown
            assert files(t) == {}

    asyncio.run(body())


@pytest.mark.parametrize("what", ["regenerate", "variant", "edit_prompt", "reuse"])
def test_a_run_of_another_conversation_changes_nothing(demo, tmp_path: Path, what: str) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            foreign = (await ask(t, "A secret garden"))["log"]["turns"][0]["run"]
            await t.fresh(holds(), browser("one"))
            await ask(t, "A marble pattern")
            kept, known = files(t), len(t.page.jobs._runs)
            for run in (foreign, "", "../../etc/passwd", "none"):
                shown = await said(t.act(holds(), event(name=what, run=run, by=1), browser("one")))
                assert "no such turn" in problem(shown)
                assert "A secret garden" not in json.dumps(shown, default=str)
            assert files(t) == kept
            assert len(t.page.jobs._runs) == known

    asyncio.run(body())


def test_two_browsers_hold_two_conversations_and_only_one_turn_of_each_works(demo, tmp_path: Path) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            one, two = browser("one"), browser("two")
            await ask(t, "A marble pattern", "one")
            await ask(t, "Ochre dunes", "two")
            assert t.talks.shown(one) != t.talks.shown(two)
            working = asyncio.ensure_future(ask(t, "Make it blue demo:slow:2", "one"))
            await started(t)
            await said_first(t.open(holds(), event(chat=t.talks.shown(one)), two))
            shown = await ask(t, "Make it red", "two")
            assert "still works on the last turn" in problem(shown)
            assert "prompt" not in shown  # nothing typed is lost
            assert "tray" not in shown
            assert (await working)["log"]["turns"][-1]["state"] == "done"

    asyncio.run(body())


async def started(tab: Speaks) -> Run:
    async with asyncio.timeout(20):
        while not tab.page.jobs.working:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)
    return tab.page.jobs.working[-1]


async def said_first(updates) -> dict:
    """Only what comes at once; what would be followed is left."""
    first = await anext(updates)
    await updates.aclose()
    return first


def test_what_followed_one_conversation_says_nothing_of_it_last(demo, tmp_path: Path) -> None:
    """gradio says the last update of a handler again when it ends: it must be none of the conversation that was left."""

    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            await ask(t, "Ochre dunes")
            dunes = t.talks.shown(browser("one"))
            await t.fresh(holds(), browser("one"))
            updates: list[dict] = []

            async def follow() -> None:
                updates.extend([update async for update in t.press(holds("A violet sea demo:slow:1"), browser("one"))])

            following = asyncio.ensure_future(follow())
            await started(t)
            await asyncio.sleep(0.3)
            later = await said(t.open(holds(), event(chat=dunes), browser("one")))
            await following
            assert "log" not in updates[-1]
            assert "talks" not in updates[-1]
            # the other one ended while the dunes were shown: the list says so, and the thread is that of the dunes
            assert [line["working"] for line in later["talks"]["talks"]] == [False, False]
            assert later["bar"]["running"] == 0
            assert later["log"]["title"] == "Ochre dunes"

    asyncio.run(body())


def test_a_page_arrives_with_the_settings_of_the_last_turn_after_a_restart_too(demo, tmp_path: Path) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            values = holds("A marble pattern")
            values["form"]["aspect"] = "16:9"
            await said(t.press(values, browser("one")))
        async with tab(tmp_path, demo) as t:
            shown = shows(await t.arrive(browser("two")))
            assert shown["log"]["title"] == "A marble pattern"
            assert (shown["form"]["aspect"], shown["form"]["size"]) == ("16:9", "512")
            assert "prompt" not in shown  # it may be typed into already
            again = {name: value(one) for name, one in (await t.whole(holds(), event(form=True), browser("two"))).items()}
            assert again["form"] == shown["form"]

    asyncio.run(body())


def test_a_broken_file_is_said_and_the_page_arrives(demo, tmp_path: Path) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            await ask(t, "A marble pattern")
            name = t.talks.shown(browser("one"))
            (tmp_path / "chats" / f"{name}.json").write_text("{", encoding="utf-8")
            shown = await said(t.open(holds(), event(chat=name), browser("one")))
            assert name in problem(shown)
            shown = shows(await t.arrive(browser("two")))
            assert shown["form"]

    asyncio.run(body())


def test_a_browser_that_shows_nothing_yet_gets_a_name_and_keeps_it(demo, tmp_path: Path) -> None:
    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            name = t.talks.shown(browser("one"))
            assert t.talks.shown(browser("one")) == name != t.talks.shown(browser("two"))
            with pytest.raises(UsageError):
                t.talks.show(browser("one"), "../x")
            assert t.talks.shown(browser("one")) == name

    asyncio.run(body())


def test_the_last_word_of_a_turn_is_not_followed_by_nothing(demo, tmp_path: Path) -> None:
    """A skip right after an update takes it away in the browser: a quick turn was shown as thinking for ever."""

    async def body() -> None:
        async with tab(tmp_path, demo) as t:
            updates = [update async for update in t.press(holds("A marble pattern"), browser("one"))]
            assert value(updates[-1]["log"])["turns"][0]["state"] == "done"
            run = value(updates[-1]["log"])["turns"][0]["run"]
            updates = [update async for update in t.act(holds(), event(name="regenerate", run=run), browser("one"))]
            assert value(updates[-1]["log"])["turns"][0]["state"] == "done"
            updates = [update async for update in t.begin(holds(), browser("one"))]
            assert "log" in updates[-1]

    asyncio.run(body())
