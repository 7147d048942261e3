"""A key that a gateway repeats in an answer's own words."""

import itertools

import pytest

from studio.core.events import Finished, OtherPart, PictureLink, Revised, Served, TextDelta, ThoughtDelta
from studio.http import Hush

KEY = "sk-s3cret/key+0123=="


def heard(*events, key=KEY):
    hush = Hush(key)
    return [*itertools.chain.from_iterable(hush.join([event]) for event in events), *hush.end()]


def text(events, kind=TextDelta):
    return "".join(event.text for event in events if isinstance(event, kind))


@pytest.mark.parametrize("size", range(1, 30))
@pytest.mark.parametrize("kind", [TextDelta, ThoughtDelta])
def test_in_pieces_of_any_size(kind, size):
    said = f"You sent {KEY}, or sk%2ds3cret, or sk-s3cret%2Fkey%2B0123%3D%3D and sk-s3cret%2fkey%2b0123%3d%3d; sk-s3cret is half. 狐狸 \ud800 sk-"
    pieces = [kind(said[at : at + size]) for at in range(0, len(said), size)]
    out = heard(*pieces)
    assert text(out, kind) == "You sent [key], or sk%2ds3cret, or [key] and [key]; sk-s3cret is half. 狐狸 \ud800 sk-"
    assert all(type(event) is kind for event in out)


def test_the_order_of_events_stays():
    link = PictureLink(source=f"https://x/{KEY}", opaque=f'gemini {{"text": "{KEY}"}}')
    thoughts = ThoughtDelta("b sk"), ThoughtDelta("**C** sk-s")
    out = heard(TextDelta("a s"), *thoughts, TextDelta("d"), link, TextDelta("e", opaque=f"gemini {KEY}"), TextDelta("sk-"))
    assert [(type(event).__name__, getattr(event, "text", "")) for event in out] == [
        ("TextDelta", "a "), ("TextDelta", "s"), ("ThoughtDelta", "b "), ("ThoughtDelta", "sk"), ("ThoughtDelta", "**C** "), ("ThoughtDelta", "sk-s"),
        ("TextDelta", "d"), ("PictureLink", ""), ("TextDelta", "e"), ("TextDelta", "sk-"),
    ]  # fmt: skip
    assert out[-3].source == link.source  # it may be what lets the picture be fetched
    assert KEY not in out[-3].opaque
    assert out[-2].opaque == "gemini [key]"


def test_every_word_of_every_event():
    out = heard(OtherPart(KEY), Served(model=KEY, response=KEY), Revised(KEY), Finished(reason=KEY, message=KEY), TextDelta(KEY, opaque=KEY), ThoughtDelta(KEY))
    assert KEY not in repr(out)
    assert repr(out).count("[key]") == 9


@pytest.mark.parametrize("key", ["", "demo", "none", "1234567"])
def test_a_key_that_is_a_word_is_left_alone(key):
    assert text(heard(TextDelta("a demo, none of 1234567"), key=key)) == "a demo, none of 1234567"
