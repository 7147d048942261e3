"""A conversation as values, without gradio: what a turn says in every state, the list, what the next turn sends."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.core.events import Finished, PictureReady, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.core.fit import fit
from studio.core.models import find
from studio.core.parts import Image, Picture, Text, Thought, Turn
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import Blocked, Cancelled, NoPicture, TimedOut
from studio.gateways import discover
from studio.store.chats import Listed
from studio.ui.view import chat
from studio.words import Language, say

GOOGLE = next(gateway for gateway in discover() if gateway.name == "google")
FLASH = find(GOOGLE, "gemini-3.1-flash-image", "chat")[1]
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def image(name: str, width: int = 512, height: int = 512) -> Image:
    return Image(path=Path(name), mime="image/png", width=width, height=height, bytes=9, digest=name * 8)


def result(answer: Answer, **said) -> Result:
    request = Request(task="chat", prompt="A vase", gateway="google", model=FLASH.id, **{"aspect": "1:1", "size": "512"} | said)
    return Result(request=request, gateway=GOOGLE, model=FLASH, plan=fit(request, GOOGLE), answers=(answer,), id="r")


def answer(*events, error=None, ended: float | None = 8.4, finish: bool = True) -> Answer:
    one = Answer(began=0.0)
    for at, event in enumerate((*events, *([Finished(reason="STOP", ending="ok")] if finish else [])), 1):
        one = one.add(event, float(at))
    return replace(one, ended=ended, attempts=1, error=error)


def shown(one: Answer, language: Language = "en", *, live: bool = False, variant: tuple[int, int] = (1, 1)):
    return chat.exchange(
        result(one), prompt="A vase", given=[], created=NOW, epoch=1000.0, source=None, variant=variant, live=live, language=language
    )  # fmt: skip


DRAWN = answer(
    ThoughtDelta(text="**Plan**\n\nA vase."),
    PictureReady(image=image("draft.png"), draft=True),
    TextDelta(text="Here it is."),
    PictureReady(image=image("a.png")),
    UsageReport(Usage(prompt=10, candidates=747, image=747)),
)


def test_a_good_turn_has_words_and_picture_in_order_and_the_facts_of_the_stage() -> None:
    turn = shown(DRAWN)
    assert [("text" in piece, piece.get("n")) for piece in turn["pieces"]] == [(True, None), (False, 1)]
    assert turn["pieces"][1]["shot"]["original"] == "/media/r/a.png"
    assert [(fact["term"], fact["text"]) for fact in turn["facts"]] == [
        ("Asked", "1:1 at 512"), ("Delivered", "512×512 PNG"), ("Took", "8.4 s"), ("Billed", "$0.045"),
    ]  # fmt: skip
    assert turn["thought"] == "Thought for 2.0 s, 1 draft"
    assert (turn["state"], turn["title"], turn["aside"], turn["actions"]) == ("done", "", "", [])


def test_thoughts_that_came_in_one_piece_have_no_duration() -> None:
    whole = Answer(began=1.0).add(ThoughtDelta(text="**Plan**\n\nA vase."), 1.0)
    assert shown(replace(whole, ended=1.0))["thought"] == "Thoughts"
    assert shown(replace(whole.add(ThoughtDelta(text=" And a cloth."), 2.5), ended=3.0), "zh-CN")["thought"] == "思考了 1.5 秒"


def test_thoughts_go_along_only_while_they_are_new() -> None:
    assert shown(DRAWN)["sections"] is None  # fetched when someone unfolds them
    assert [section["title"] for section in shown(DRAWN, live=True)["sections"]] == ["Plan", "Draft 1"]
    assert shown(answer(PictureReady(image=image("a.png"))))["sections"] == []  # nothing to fetch


def test_other_pixels_than_asked_are_marked() -> None:
    turn = shown(answer(PictureReady(image=image("a.png", 1024, 1024))))
    (delivered,) = [fact for fact in turn["facts"] if fact.get("differs")]
    assert delivered["text"] == "1024×1024, not 512×512"


def test_two_pictures_are_numbered_and_one_that_came_twice_is_shown_once() -> None:
    twice = answer(PictureReady(image=image("a.png")), PictureReady(image=image("b.png")), PictureReady(image=image("a.png")))
    assert [piece["n"] for piece in shown(twice)["pieces"]] == [1, 2]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_words_alone_are_an_answer(language: Language) -> None:
    error = NoPicture("verdict.text_only", detail="It is a vase.")
    turn = shown(answer(TextDelta(text="It is a vase."), error=error), language)
    assert (turn["state"], turn["label"]) == ("done", say("view.state.done", language))
    assert turn["pieces"] == [{"text": "It is a vase."}]
    assert (turn["title"], turn["quote"], turn["aside"], turn["actions"]) == ("", "", "", [])  # it is sent again: core/history keeps it
    assert [fact["term"] for fact in turn["facts"]] == [say("view.took", language), say("page.billed", language)]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Blocked("verdict.blocked", detail="I can’t place a mark.", reason="SAFETY"), "refused"),
        (NoPicture("verdict.no_image", detail="Try again."), "uncertain"),
        (TimedOut("http.timeout", billed="maybe", gateway="Google", seconds="2"), "uncertain"),
        (Cancelled("verdict.stopped"), "stopped"),
    ],
    ids=["refused", "no_image", "timeout", "stopped"],
)
def test_what_is_not_sent_again_says_so_and_can_be_asked_again(error, state: str) -> None:
    turn = shown(answer(ThoughtDelta(text="**Plan**\n\nHm."), error=error, finish=False))
    assert turn["state"] == state
    assert turn["title"]
    assert turn["aside"] == "Not sent again with later turns"
    assert turn["quote"] == error.detail
    assert ("regenerate", "Ask again") in [(action["name"], action["label"]) for action in turn["actions"]]
    assert "retry" not in [action["name"] for action in turn["actions"]]
    assert ("edit_prompt" in [action["name"] for action in turn["actions"]]) == (state == "refused")
    assert turn["facts"] == []
    assert turn["thought"].startswith("Thought for")


def test_stopped_after_the_picture_keeps_it() -> None:
    turn = shown(answer(PictureReady(image=image("a.png")), error=Cancelled("verdict.stopped"), finish=False))
    assert len(turn["pieces"]) == 1
    assert turn["aside"] == ""


def test_a_working_turn_says_what_it_does_and_since_when() -> None:
    turn = shown(answer(ThoughtDelta(text="**Choosing a blue**\n\nCobalt"), ended=None, finish=False), live=True)
    assert (turn["state"], turn["heading"], turn["since"]) == ("thinking", "Choosing a blue", 1_000_000)
    assert turn["facts"] == []
    assert turn["aside"] == ""


def test_which_of_how_many_answers() -> None:
    turn = shown(DRAWN, variant=(2, 3))
    assert (turn["variant"], turn["variants"]) == (2, 3)


def test_a_turn_whose_run_is_gone_says_so_and_one_of_the_first_version_shows_its_words() -> None:
    gone = chat.older(Turn(role="model", parts=()), "x", prompt="A vase", given=[], shots=[], language="en")
    assert (gone["state"], gone["title"], gone["aside"]) == ("failed", "What came of this turn is no longer on the disk.", "Not sent again with later turns")
    old = chat.older(Turn(role="model", parts=(Text("Here."),)), "x", prompt="A vase", given=[], shots=[], language="en")
    assert (old["state"], old["pieces"], old["aside"]) == ("done", [{"text": "Here."}], "")


def test_a_line_of_the_list() -> None:
    listed = Listed(name="n", title="", created="", changed="2026-11-21T13:00:00+00:00", turns=1, last="r")
    line = chat.talk(listed, "/x", NOW, "en", working=True)
    assert (line["title"], line["note"], line["when"], line["working"]) == ("n", "1 turn", "Today", True)
    assert chat.talk(replace(listed, turns=3), "", NOW, "en", working=False)["note"] == "3 turns"


HISTORY = (
    Turn(role="user", parts=(Text("A vase"), Picture(image=image("mine.png")))),
    Turn(role="model", parts=(Thought(text="Hm."), Picture(image=image("a.png"))), gateway="google", model=FLASH.id),
)


def test_the_next_turn_sends_everything_word_for_word_or_a_summary() -> None:
    first = chat.context((), "", (), "en")
    assert (first["sends"], first["facts"], first["totals"], first["condensed"]) == ("only what you write", [], [], False)
    whole = chat.context(HISTORY, "", (result(DRAWN),), "en")
    assert [(fact["term"], fact["text"]) for fact in whole["facts"]] == [("Turns", "1"), ("Pictures", "2"), ("Thoughts", "with their signatures")]
    assert [(fact["term"], fact["text"]) for fact in whole["totals"]] == [("Billed", "$0.045 for 1 picture")]
    short = chat.context(HISTORY, "plan.condensed.moved", (), "en")
    assert short["condensed"]
    assert "the gateway or model was changed" in short["how"]
    assert [(fact["term"], fact["text"]) for fact in short["facts"]] == [("Turns", "as a summary"), ("Pictures", "1")]


def test_refused_turns_are_counted() -> None:
    refused = result(answer(error=Blocked("verdict.blocked", reason="SAFETY"), finish=False))
    totals = chat.context((), "", (refused, refused), "en")["totals"]
    assert ("Refused", "2 turns") in [(fact["term"], fact["text"]) for fact in totals]
