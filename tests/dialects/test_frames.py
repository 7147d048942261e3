"""Bytes to messages: framings, splits, and replies that are none (conformance 52, 53, 57)."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.dialects.frames import Frames
from studio.errors import BadReply

A, B = {"a": "x"}, {"b": [1, {"c": 'é"\\}{ 🦊 \u2028\u2029\x85'}]}
RAW_A, RAW_B = json.dumps(A).encode(), json.dumps(B, ensure_ascii=False).encode()


def read(reply, step=0, cuts=()):
    frames, messages = Frames(), []
    edges = [0, *sorted(cuts), len(reply)] if not step else [*range(0, len(reply), step), len(reply)]
    for start, end in pairwise(edges):
        messages += frames.feed(reply[start:end])
    return messages + frames.end(), frames.cut


REPLIES = {
    "document": (RAW_B, [B]),
    "pretty": (json.dumps(B, indent=2).encode(), [B]),
    "byte order mark": (b"\xef\xbb\xbf" + RAW_B, [B]),
    "guard": (b")]}'\n" + RAW_B, [B]),
    "kept alive": (b" \r\n \n\n" * 50 + RAW_B + b"\n\n", [B]),
    "trailing garbage": (RAW_B + b"\n<!-- served by -->{", [B]),
    "list of one": (b"[" + RAW_B + b"]", [B]),
    "array": (b"[" + RAW_A + b"\n,\r\n" + RAW_B + b"\n]\n", [A, B]),
    "json lines": (RAW_A + b"\n" + RAW_B + b"\n", [A, B]),
    "events, LF": (b"data: " + RAW_A + b"\n\ndata: " + RAW_B + b"\n\n", [A, B]),
    "events, CRLF": (b"data: " + RAW_A + b"\r\n\r\ndata: " + RAW_B + b"\r\n\r\n", [A, B]),
    "events, CR": (b"data: " + RAW_A + b"\r\rdata: " + RAW_B + b"\r\r", [A, B]),
    "events, no space": (b"data:" + RAW_A + b"\n\ndata:" + RAW_B + b"\n\n", [A, B]),
    "events, no blank line": (b"data: " + RAW_A + b"\ndata: " + RAW_B + b"\n", [A, B]),
    "events, no last line end": (b"data: " + RAW_A + b"\n\ndata: " + RAW_B, [A, B]),
    "comments and fields": (
        b"\xef\xbb\xbf: PING\n\n:\nid: 7\nevent: x\nretry: 10\ndata: " + RAW_A + b"\n\n: keepalive\n\n\n\ndata: [DONE]\n\n",
        [A],
    ),
    "unfinished comment": (b"data: " + RAW_A + b"\n\n: PI", [A]),
    "done, no line end": (b"data: " + RAW_A + b"\n\ndata: [DONE] ", [A]),
    "several data lines": (b'data: {"a":\ndata:  "x"\ndata: }\n\n', [A]),
    "several data lines, CRLF": (b'data: {"a":\r\ndata:  "x"\r\ndata: }\r\n\r\n', [A]),
    "two spaces": (b"data:  " + RAW_A + b"\n\n", [A]),
    "a line of no field": (b": x\nhello\ndata: " + RAW_A + b"\n\n", [A]),
    "pretty in one event": (b"data: " + json.dumps(B, indent=2).encode() + b"\n\n", [B]),
    "event of a list": (b"data: [" + RAW_A + b"," + RAW_B + b"]\n\n", [A, B]),
    "words as data": (b"data: PING\n\ndata: " + RAW_A + b"\n\n", [A]),
    "bare JSON after events": (b"data: " + RAW_A + b"\n\n" + json.dumps(B, indent=2).encode() + b"\n", [A, B]),
    "bare list after events": (b"data: " + RAW_A + b"\r\n\r\n" + json.dumps([B], indent=2).encode() + b"\r\n", [A, B]),
    "bare JSON, no blank line": (b"data: " + RAW_A + b"\n" + RAW_B + b"\n", [A, B]),
    "comment, then a document": (b": PING\n\n" + json.dumps(B, indent=2).encode(), [B]),
    "error event": (b'event: error\ndata: {"message": "no"}\n\n', [{"error": {"message": "no"}}]),
    "error event of words": (b"event: error\ndata: no\n\n", [{"error": {"message": "no"}}]),
    "raw line break in a string": (b'{"a": "x\ny"}', [{"a": "x\ny"}]),
    "half a character": (
        b'{"a": "\\ud83d", "b": "\\ud83e\\udd8a", "c": "\\\\ud83d", "d": "\\udd8a"}',
        [{"a": "\ufffd", "b": "🦊", "c": "\\ud83d", "d": "\ufffd"}],
    ),
    "bytes that are no UTF-8": (b'{"a": "\xff"}', [{"a": "\ufffd"}]),
}


@pytest.mark.parametrize("name", REPLIES)
def test_52_53_every_framing_in_any_split(name):
    reply, messages = REPLIES[name]
    for step in (1, 2, 3, 7, len(reply)):
        assert read(reply, step) == (messages, False), step


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_52_random_splits(data):
    reply, messages = REPLIES[data.draw(st.sampled_from(sorted(REPLIES)))]
    cuts = data.draw(st.lists(st.integers(0, len(reply)), max_size=20))
    assert read(reply, cuts=cuts) == (messages, False)


@pytest.mark.parametrize("reply", [b"data: " + RAW_B + b"\n\n", b"[" + RAW_B + b"\n,", RAW_B])
def test_a_message_is_out_with_the_byte_that_ends_it(reply):
    frames = Frames()
    assert [message for at in range(len(reply) - 2) for message in frames.feed(reply[at : at + 1])] == ([B] if reply.startswith(b"[") else [])
    rest = [*frames.feed(reply[-2:-1]), *frames.feed(reply[-1:])]
    assert rest == ([] if reply.startswith(b"[") else [B])


@pytest.mark.parametrize(
    ("reply", "messages"),
    [
        (b"data: " + RAW_A + b"\n\ndata: " + RAW_B[:9], [A]),
        (b"data: " + RAW_B[:9], []),
        (b"dat", []),
        (b"data: " + RAW_A + b"\n\nda", [A]),
        (RAW_B[:9], []),
        (b"[" + RAW_A + b"\n," + RAW_B[:9], [A]),
        (b"[" + RAW_A + b"\n", [A]),
        (b"data: " + RAW_A + b'\n\n{"error": {', [A]),
        (b"data: " + RAW_B[:9] + b"\n\ndata: " + RAW_A + b"\n\n", [A]),
    ],
)
def test_a_reply_that_breaks_off_says_so(reply, messages):
    for step in (1, len(reply)):
        assert read(reply, step) == (messages, True)


@pytest.mark.parametrize(
    ("reply", "key", "detail"),
    [
        (b"<!doctype html><title>x</title>" + b"y" * 100, "reply.html", "<!doctype html><title>x</title>" + "y" * 49),
        (b"\n\n <html>", "reply.html", "<html>"),
        (b"Bad gateway", "reply.not_json", "Bad gateway"),
        ("错误".encode(), "reply.not_json", "错误"),
        (b'"text"', "reply.not_json", '"text"'),
        (b"null", "reply.not_json", "null"),
        (b"[1, 2]", "reply.not_json", "1, 2]"),
        (b"{oops}", "reply.not_json", "{oops}"),
        (b"data: {oops}\n\n", "reply.not_json", "{oops}"),
        (b"[" * 10 + b"{" + b'"a":[' * 5000 + b"]" * 5000 + b"}", "reply.not_json", '{"a":[' + '"a":[' * 14 + '"a":'),
        (b"", "reply.empty", ""),
        (b" \n", "reply.empty", ""),
        (b"[]", "reply.empty", ""),
        (b": PING\n\n", "reply.empty", ""),
        (b"data: [DONE]\n\n", "reply.empty", ""),
    ],
)
def test_57_a_reply_that_is_none_shows_how_it_begins(reply, key, detail):
    for step in (1, len(reply) or 1):
        with pytest.raises(BadReply) as caught:
            read(reply, step)
        assert (caught.value.key, caught.value.detail) == (key, detail)
        assert caught.value.billed == ("no" if key == "reply.html" else "maybe")
        assert detail in str(caught.value)


def test_html_is_refused_before_the_rest_of_it_comes():
    frames = Frames()
    with pytest.raises(BadReply):
        frames.feed(b"<html>" + b" " * 100)


def test_one_byte_at_a_time_stays_linear():
    text = json.dumps({"text": 'x\\"{' * 40_000})
    assert read(f"data: {text}\r\n\r\n".encode(), 1)[0] == [json.loads(text)]  # 120 000 feeds: minutes, if anything were read twice
    assert read(text.encode(), 1)[0] == [json.loads(text)]
