"""The word diff of two prompts: what a person reads, and that nothing is lost in it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from studio.core.rewording import MOST, rewording

TEXT = st.text(alphabet=st.sampled_from(list("ab ,.\n山水茶é-")), max_size=60)


def sides(pieces: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    return "".join(text for kind, text in pieces if kind != "ins"), "".join(text for kind, text in pieces if kind != "del")


def test_a_change_is_shown_where_it_is() -> None:
    found = rewording("An amphora. Low morning sun, long soft shadows.", "An amphora. Last light of dusk, long soft shadows.")
    assert found == (("same", "An amphora. "), ("del", "Low morning sun"), ("ins", "Last light of dusk"), ("same", ", long soft shadows."))


def test_chinese_goes_by_character() -> None:
    assert rewording("一座清晨的山", "一座黄昏的山") == (("same", "一座"), ("del", "清晨"), ("ins", "黄昏"), ("same", "的山"))


def test_words_are_not_cut() -> None:
    assert rewording("a red vase on a table", "a reddish vase on a table")[1:3] == (("del", "red"), ("ins", "reddish"))


def test_two_texts_are_two_texts() -> None:
    assert rewording("a fox in the snow", "机器人工作站") == (("del", "a fox in the snow"), ("ins", "机器人工作站"))


def test_equal_and_empty() -> None:
    assert rewording("as it was", "as it was") == (("same", "as it was"),)
    assert rewording("", "") == ()
    assert rewording("", "new") == (("ins", "new"),)


def test_a_very_long_text_is_not_aligned() -> None:
    long = "word " * MOST
    assert [kind for kind, _ in rewording(long, long + "more")] == ["del", "ins"]


@given(TEXT, TEXT)
def test_nothing_is_lost(before: str, after: str) -> None:
    assert sides(rewording(before, after)) == (before, after)


@given(TEXT, TEXT)
def test_neighbours_differ_in_kind(before: str, after: str) -> None:
    kinds = [kind for kind, _ in rewording(before, after)]
    assert all(one != other for one, other in pairwise(kinds))
