"""Spool and frames against a whole-body reference: json.loads and base64, for replies in every spelling, framing and split."""

import base64
import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.dialects.spool import MARKER

THRESHOLD = 200
HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP", b"GIF89a", b"\x00\x00\x00\x20ftypavif")
SPELLINGS = {
    "plain": lambda text: text,
    "slashes": lambda text: text.replace("/", "\\/"),
    "unicode": lambda text: text.replace("/", "\\u002f").replace("+", "\\u002B").replace("=", "\\u003D"),
    "url-safe": lambda text: text.replace("/", "_").replace("+", "-"),
    "bare": lambda text: text.rstrip("="),
    "lines": lambda text: "\\n".join(text[at : at + 64] for at in range(0, len(text), 64)),
    "crlf": lambda text: "\\r\\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + "\\r\\n",
}
words = st.text(st.sampled_from('ab"\\/{}[]:,= \n\r\té海🦊\u2028\u0085') | st.characters(codec="utf-8"), max_size=30)


@st.composite
def strings(draw):
    """A string as it stands in JSON, and what it is: its text, with the bytes of each picture that has to be taken out of it."""
    kind = draw(st.sampled_from(["words", "picture", "data", "markdown", "two"]))
    if kind == "words":
        text = draw(words)
        return json.dumps(text, ensure_ascii=draw(st.booleans()))[1:-1], [text]
    spelled, parts = "", []
    for number in range(2 if kind == "two" else 1):
        raw = draw(st.sampled_from(HEADS)) + random.Random(draw(st.integers(0, 99))).randbytes(draw(st.sampled_from([3, 50, 149, 200, 201, 202, 700, 3000])))
        name = draw(st.sampled_from(sorted(SPELLINGS)))
        written = SPELLINGS[name](base64.b64encode(raw).decode())
        before, after = {"picture": ("", ""), "data": ("data:image/png;base64,", "")}.get(kind, (f"{number}![x](data:image/png;base64,", ") "))
        spelled += before + written + after
        parts += [before, (raw, json.loads(f'"{written}"')) if len(written) > THRESHOLD else json.loads(f'"{written}"'), after]
    return spelled, parts


@st.composite
def replies(draw):
    """A reply in bytes, and its messages as lists of strings."""
    messages = draw(st.lists(st.lists(strings(), min_size=1, max_size=3), min_size=1, max_size=3))
    bodies = ['{"parts": [' + ", ".join(f'{{"data": "{spelled}"}}' for spelled, _ in message) + "]}" for message in messages]
    line = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    framing = draw(st.sampled_from(["events", "array", "document", "lines"]))
    if framing == "events":
        reply = "".join(f"{draw(st.sampled_from(['', ': PING' + line + line, 'id: 1' + line]))}data: {body}{line}{line}" for body in bodies)
    elif framing == "array":
        reply = "[" + f"{line},".join(bodies) + "]"
    elif framing == "lines":
        reply = line.join(bodies)
    else:
        reply, messages = "\ufeff" + bodies[0], messages[:1]
    return reply.encode(), [[parts for _, parts in message] for message in messages]


@settings(deadline=None, max_examples=120)
@given(replies(), st.data())
def test_spool_and_frames_read_what_was_written(reading, made, data):
    reply, expected = made
    step = data.draw(st.sampled_from([0, 1, 2, 5]))
    cuts = range(0, len(reply), step) if step else data.draw(st.lists(st.integers(0, len(reply)), max_size=30))
    read = reading(reply, cuts, THRESHOLD)
    assert not read.cut
    assert [list(message) for message in read.messages] == [["parts"]] * len(expected)
    seen = []
    for message, strings_of in zip(read.messages, expected, strict=True):
        assert len(message["parts"]) == len(strings_of)
        for part, parts in zip(message["parts"], strings_of, strict=True):
            text = part["data"]
            for piece in parts:
                if isinstance(piece, str):
                    assert text.startswith(piece), (text[:80], piece[:80])
                    text = text[len(piece) :]
                    continue
                raw, _ = piece
                found = MARKER.match(text)
                assert found, text[:80]
                assert read.sinks[found[0]].getvalue() == raw
                seen.append(found[0])
                text = text[found.end() :].lstrip("\r\n")  # the line break after the padding of data in lines
            assert text == ""
    assert sorted(seen) == sorted(read.sinks)
