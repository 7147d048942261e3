"""Answers and results: what is a result and what a draft, how texts join, what it cost, how it is judged."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.events import Finished, OtherPart, PictureReady, Served, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.core.parts import Image, Text, Thought
from studio.core.prices import Cost, actual, estimate
from studio.core.report import report
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.core.verdict import verdict
from studio.errors import BadReply, Blocked, NoPicture
from studio.gateways import discover

GATEWAYS = {gateway.name: gateway for gateway in discover()}
GOOGLE = GATEWAYS["google"]
PRO = next(model for model in GOOGLE.models if model.family == "gemini-3-pro-image")


def image(name: str) -> Image:
    return Image(path=Path(name), mime="image/png", width=8, height=8, bytes=9, digest=name)


def answer(*events) -> Answer:
    found = Answer(began=0.0)
    for at, event in enumerate(events):
        found = found.add(event, float(at))
    return replace(found, ended=9.0)


def test_36_drafts_are_never_results_beside_a_final() -> None:
    got = answer(PictureReady(image=image("d1"), draft=True), PictureReady(image=image("f")), PictureReady(image=image("d2"), draft=True))
    assert got.images == (image("f"),)
    assert got.drafts == (image("d1"), image("d2"))
    assert not got.from_thought


def test_37_the_only_picture_is_the_result_though_marked_a_draft() -> None:
    drafts = PictureReady(image=image("d1"), draft=True), PictureReady(image=image("d2"), draft=True)
    got = answer(*drafts, Finished(reason="STOP"))
    assert got.images == (image("d2"),)
    assert got.drafts == (image("d1"),)
    assert got.from_thought


def test_a_draft_of_an_answer_that_was_cut_or_refused_is_no_result() -> None:
    drafts = PictureReady(image=image("d1"), draft=True), PictureReady(image=image("d2"), draft=True)
    for got in (answer(*drafts), answer(*drafts, Finished(reason="IMAGE_SAFETY", ending="blocked"))):
        assert got.images == ()
        assert len(got.drafts) == 2


def test_38_two_pictures_are_both_kept_and_a_copy_once() -> None:
    got = answer(PictureReady(image=image("a")), PictureReady(image=image("b")), PictureReady(image=image("a")))
    assert got.images == (image("a"), image("b"))


def test_texts_join_only_where_neither_holds_more() -> None:
    got = answer(TextDelta("a"), TextDelta("b"), TextDelta("", "gemini {1}"), TextDelta("c"), ThoughtDelta("t"), TextDelta("d"))
    assert got.parts == (Text("ab"), Text("", "gemini {1}"), Text("c"), Thought(text="t", at=4.0, until=4.0), Text("d"))
    assert got.text == "abcd"


def test_a_thought_with_a_heading_keeps_its_own_time() -> None:
    got = answer(ThoughtDelta("**One**\n"), ThoughtDelta("first"), ThoughtDelta("**Two**\nsecond"))
    assert [(part.text, part.at, part.until) for part in got.parts] == [("**One**\nfirst", 0.0, 1.0), ("**Two**\nsecond", 2.0, 2.0)]


def test_unknown_parts_and_the_last_word_of_usage() -> None:
    got = answer(OtherPart("gemini {}"), UsageReport(Usage(prompt=3, total=4)), Served(model="m"), UsageReport(Usage(total=9)))
    assert got.usage == Usage(prompt=3, total=9)
    assert got.served == "m"
    assert len(got.parts) == 1


def test_49_cost_by_usage_and_its_absence() -> None:
    usage = Usage(prompt=1000, candidates=1200, image=1120, thoughts=500)
    cost = actual(GOOGLE, PRO.family, usage)
    assert cost.basis == "usage"
    assert cost.usd == pytest.approx((1120 * 120 + 80 * 12 + 500 * 12 + 1000 * 2) / 1e6)
    assert actual(GOOGLE, PRO.family, None).basis == "unknown"


def test_48_zero_candidates_with_a_picture_is_success_and_an_estimate() -> None:
    got = answer(PictureReady(image=image("a")), UsageReport(Usage(prompt=15, candidates=0, total=15)), Finished(reason="STOP"))
    result = Result(request=Request(prompt="x", gateway="google", model=PRO.id), gateway=GOOGLE, model=PRO, answers=(got,))
    assert result.status == "ok"
    assert result.billed.basis == "estimate"
    assert result.billed.usd == pytest.approx(0.134, abs=0.02)


def test_estimates_follow_the_published_prices() -> None:
    flash = "gemini-3.1-flash-image"
    for size, listed in (("512", 0.045), ("1K", 0.067), ("2K", 0.101), ("4K", 0.151)):
        cost = estimate(GOOGLE, flash, size=size, count=1, references=0, characters=0)
        assert cost.usd == pytest.approx(listed, abs=0.002)
    assert estimate(GOOGLE, "no-such", size="1K", count=1, references=0, characters=0) == Cost(usd=None, basis="unknown")
    assert estimate(GATEWAYS["demo"], "demo-painter", size="4K", count=8, references=0, characters=0).usd == 0


UNKNOWN = Cost(usd=None, basis="unknown")
COUNTED = Cost(usd=0.002, basis="usage")


@pytest.mark.parametrize(
    ("events", "kind", "key"),
    [
        ((Finished(reason="SAFETY", ending="blocked", message="no people"),), Blocked, "verdict.prompt"),
        ((ThoughtDelta("t"), Finished(reason="PROHIBITED_CONTENT", ending="blocked")), Blocked, "verdict.blocked"),
        ((Finished(reason="IMAGE_SAFETY", ending="blocked"),), Blocked, "verdict.image_safety"),
        ((Finished(reason="NO_IMAGE", ending="no_image"),), NoPicture, "verdict.no_image"),
        ((Finished(reason="MAX_TOKENS", ending="max_tokens"),), NoPicture, "verdict.max_tokens"),
        ((TextDelta("Day or night?"), Finished(reason="STOP")), NoPicture, "verdict.text_only"),
        ((Finished(reason="STOP"),), BadReply, "verdict.empty"),
        ((), BadReply, "verdict.empty"),
        ((ThoughtDelta("t"),), BadReply, "verdict.cut"),
        ((Finished(reason="SOMETHING_NEW", ending="unknown"),), NoPicture, "verdict.unknown"),
    ],
)
def test_45_46_47_answers_without_a_picture(events: tuple, kind: type, key: str) -> None:
    error = verdict(answer(*events), UNKNOWN, "Google")
    assert type(error) is kind
    assert error.key == key
    assert error.billed == "maybe"
    assert "May be billed." in str(error)
    counted = verdict(answer(*events), COUNTED, "Google")
    assert ("$0.002 billed." in str(counted)) == (key != "verdict.cut")  # usage of an answer that was cut is not its last word


def test_a_refusal_shows_the_models_own_words() -> None:
    error = verdict(answer(Finished(reason="SAFETY", ending="blocked", message="I can’t draw a real person.")), UNKNOWN, "Google")
    assert "“I can’t draw a real person.”" in str(error)


def test_59_three_of_four_is_partial() -> None:
    good = answer(PictureReady(image=image("a")), Finished(reason="STOP"))
    bad = replace(answer(), error=BadReply("verdict.empty", gateway="Google", billed="maybe"))
    result = Result(request=Request(prompt="x", gateway="google", model=PRO.id), gateway=GOOGLE, model=PRO, answers=(good, bad, good, good))
    said = report(result)
    assert said["status"] == "partial"
    assert len(said["images"]) == 3
    assert [entry["index"] for entry in said["errors"]] == [1]
    assert said["error"]["kind"] == "bad_reply"
    assert said["error"]["billed"] == "maybe"


EVENTS = st.lists(
    st.one_of(
        st.builds(TextDelta, st.sampled_from(["a", "b ", "**x", ""]), st.sampled_from(["", "", "", "gemini {}"])),
        st.builds(ThoughtDelta, st.sampled_from(["t", "u\n", "**Head**", ""]), st.sampled_from(["", "", "", "gemini {}"])),
        st.builds(Finished, reason=st.just("STOP")),
        st.builds(UsageReport, st.builds(Usage, total=st.integers(0, 9))),
    ),
    max_size=30,
)


@given(EVENTS)
def test_taking_many_is_adding_one_by_one(events):
    one_by_one = Answer()
    for at, event in enumerate(events):
        one_by_one = one_by_one.add(event, float(at))
    assert Answer().taking((event, float(at)) for at, event in enumerate(events)) == one_by_one
    half = len(events) // 2
    timed = [(event, float(at)) for at, event in enumerate(events)]
    assert Answer().taking(timed[:half]).taking(timed[half:]) == one_by_one


def test_a_stop_takes_no_refusal_back_and_a_reason_that_says_nothing_takes_none():
    def end(*reasons):
        answer = Answer()
        for reason, ending in reasons:
            answer = answer.add(Finished(reason=reason, ending=ending), 0.0)
        return answer.finished.reason

    stop, safety, nothing = ("STOP", "ok"), ("IMAGE_SAFETY", "blocked"), ("OTHER", "unknown")
    assert end(safety, stop) == end(stop, safety) == end(nothing, safety) == end(safety, nothing) == "IMAGE_SAFETY"
    assert end(stop, nothing) == end(nothing, stop) == "STOP"
    assert end(safety, ("MAX_TOKENS", "max_tokens")) == "MAX_TOKENS"
