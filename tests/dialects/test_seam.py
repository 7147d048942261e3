"""Pictures in Markdown over the seams of a stream: whatever the cuts, what is said and what is a picture stay the same."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.core.events import Finished, PictureLink, TextDelta, ThoughtDelta
from studio.dialects import gemini
from studio.dialects.seam import Seam

URI = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
URL = "https://cdn.example/a_(1).png?x=1"


def through(*events):
    seam = Seam()
    return [event for one in events for event in seam.join([one])] + list(seam.end())


def told(events):
    return "".join(e.text for e in events if isinstance(e, TextDelta)), [e.source for e in events if isinstance(e, PictureLink)]


WHOLE = f"Wow! Here ![a (red) fox]({URI}) and ![]({URL}) — done! [no](https://x/y) ![ not [one] !"


@example({4, 149})
@example({24, 48})
@example({149})  # one picture whole, the next begun, in one piece
@given(st.sets(st.integers(1, len(WHOLE) - 1)))
def test_any_cut_says_the_same(cuts):
    pieces = [WHOLE[a:b] for a, b in pairwise([0, *sorted(cuts), len(WHOLE)])]
    seam = Seam()
    events = [event for piece in pieces for event in seam.join(gemini.decode({"candidates": [{"content": {"parts": [{"text": piece}]}}]}))]
    text, sources = told([*events, *seam.end()])
    assert sources == [URI, URL]
    assert text.replace(" ", "") == "Wow!Hereand—done![no](https://x/y)![not[one]!"


def test_what_is_none_is_let_go_as_soon_as_that_shows():
    seam = Seam()
    assert list(seam.join([TextDelta("Look!")])) == [TextDelta("Look")]
    assert list(seam.join([TextDelta(" there")])) == [TextDelta("! there")]
    assert list(seam.join([TextDelta(" ![a](")])) == [TextDelta(" ")]
    assert list(seam.join([TextDelta("ftp")])) == [TextDelta("![a](ftp")]
    assert list(seam.end()) == []


def test_what_else_comes_comes_after_what_was_held():
    picture, end = PictureLink(source="x", opaque="gemini {}"), Finished(reason="STOP")
    assert through(TextDelta("a!"), picture, end) == [TextDelta("a"), TextDelta("!"), picture, end]
    assert through(TextDelta("a!"), ThoughtDelta("t"), TextDelta("b")) == [TextDelta("a"), ThoughtDelta("t"), TextDelta("!b")]
    assert through(TextDelta("a!"), TextDelta("", "gemini {}")) == [TextDelta("a"), TextDelta("!"), TextDelta("", "gemini {}")]


@pytest.mark.parametrize("rest", ["", "iVBORw0K"])
def test_half_a_picture_is_a_picture_to_be_found_broken(rest):
    uri = f"data:image/png;base64,{rest}"
    assert through(TextDelta("See ![a (b)]("), TextDelta(uri)) == [TextDelta("See "), PictureLink(source=uri)]


def test_an_address_in_pieces_that_is_all_there_is():
    assert told(through(TextDelta("https://cdn.example/a"), TextDelta(".png")))[1] == ["https://cdn.example/a.png"]


def test_ten_times_the_pieces_cost_ten_times_the_time():
    def seconds(count):
        pieces = [TextDelta("![x]("), TextDelta("data:image/png;base64,"), *[TextDelta("iVBORw0KGgo" * 5)] * count, TextDelta(")")]
        begun = time.perf_counter()
        assert len(told(through(*pieces))[1]) == 1
        return time.perf_counter() - begun

    assert min(seconds(40_000) for _ in range(2)) < 40 * min(seconds(4_000) for _ in range(3)) + 1
