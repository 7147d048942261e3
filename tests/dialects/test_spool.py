"""Pictures leave the stream on the way: what is taken, what is left alone, and what becomes of broken data."""

import base64
import binascii
import json
import random
import tracemalloc
from hashlib import sha256

import pytest

from studio.dialects import images
from studio.dialects import spool as spool_module
from studio.dialects.spool import MARKER, Spool

RAW = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(7).randbytes(6_001)
PNG = base64.b64encode(RAW).decode()
HEADS = {
    "png": b"\x89PNG\r\n\x1a\n\x00",
    "png, any next byte": b"\x89PNG\r\n\x1a\n\xff",
    "jpeg": b"\xff\xd8\xff\xe0",
    "webp": b"RIFF\x01\x02\x03\x04WEBP",
    "gif": b"GIF89a",
    "avif": b"\x00\x00\x00\x1cftypavif",
    "heic": b"\x00\x00\x00\x24ftypheic",
}


@pytest.fixture
def whole(reading):
    """Reads a reply in pieces of `step` bytes, 0 for all at once, with a small threshold."""
    return lambda reply, step=0: reading(reply, range(step, len(reply), step) if step else (), threshold=1000)


def source(read):
    return read.messages[0]["data"]


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("safe", [False, True])
@pytest.mark.parametrize("escaped", [False, True])
def test_every_picture_is_known_by_its_first_bytes(whole, name, safe, escaped):
    raw = HEADS[name] + RAW
    text = (base64.urlsafe_b64encode if safe else base64.b64encode)(raw).decode()
    if escaped:
        text = text.replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002B")
    read = whole(f'{{"data": "{text}"}}'.encode(), 500)
    assert MARKER.fullmatch(source(read))
    assert read.sinks[source(read)].getvalue() == raw


@pytest.mark.parametrize("length", [6_000, 6_001, 6_002])
@pytest.mark.parametrize("step", [0, 1, 3, 4, 1500])
def test_every_remainder_and_split(whole, length, step):
    read = whole(json.dumps({"data": base64.b64encode(RAW[:length]).decode(), "after": 1}).encode(), step)
    assert read.messages == [{"data": source(read), "after": 1}]
    assert read.sinks[source(read)].getvalue() == RAW[:length]


@pytest.mark.parametrize("end", ["", "=", "==", "===", "\\n", "=\\n", " ", "\\u003d"])
def test_padding_may_be_missing_or_wrong(whole, end):
    read = whole(('{"data": "' + base64.b64encode(RAW[:-1]).decode().rstrip("=") + end + '"}').encode())
    assert images.read(source(read), read.sinks) == images.Spooled(next(iter(read.sinks)))
    assert read.sinks[next(iter(read.sinks))].getvalue() == RAW[:-1]


@pytest.mark.parametrize("glue", ["\\n", "\\r\\n", "\n", "\r\n", " ", "\\n  "])
@pytest.mark.parametrize("step", [0, 1, 77, 2000])
def test_lines_inside_the_data(whole, glue, step):
    lines = glue + glue.join(PNG[at : at + 76] for at in range(0, len(PNG), 76)) + glue
    read = whole(f'{{"data": "{lines}"}}'.encode(), step)
    assert read.sinks[images.read(source(read), read.sinks).marker].getvalue() == RAW


def test_one_picture_in_lines_within_text(whole):
    lines = "\\n".join(PNG[at : at + 76] for at in range(0, len(PNG), 76))
    read = whole(f'{{"data": "![x](data:image/png;base64,{lines}) end"}}'.encode())
    assert source(read) == f"![x](data:image/png;base64,{next(iter(read.sinks))}) end"
    assert read.sinks[next(iter(read.sinks))].getvalue() == RAW


@pytest.mark.parametrize("after", [") and more", " and more", "\\nand more", '\\" and more', "\\u0029 more", "<br>"])
@pytest.mark.parametrize("length", [6_000, 6_001])
def test_words_after_data_stay_words(whole, after, length):
    """Unpadded data too: in running text a space or a line break ends it."""
    text = base64.b64encode(RAW[:length]).decode()
    read = whole(f'{{"data": "See data:image/png;base64,{text}{after}"}}'.encode())
    [marker] = read.sinks
    assert source(read) == f"See data:image/png;base64,{marker}" + json.loads(f'"{after}"')
    assert read.sinks[marker].getvalue() == RAW[:length]


@pytest.mark.parametrize(
    "text", [PNG, "words " * 20_000, "x" * 100_000, base64.b64encode(b"OggS" + RAW * 10).decode(), '\\"iVBORw0KGgo', "data:image/png;base64,"]
)
@pytest.mark.parametrize("step", [0, 7, 1000])
def test_what_is_short_or_no_picture_is_untouched(text, step):
    opened = []
    spool = Spool(opened.append)
    reply = f'{{"a": "{text}", "b": "data:image/jpeg;base64,/9j/ab"}}'.encode()
    out = b"".join(spool.feed(reply[at : at + (step or len(reply))]) for at in range(0, len(reply), step or len(reply))) + spool.end()
    assert out == reply
    assert opened == []


def test_threshold_is_where_a_sink_opens(reading):
    at = json.dumps({"data": PNG[:1000]}).encode()
    assert source(reading(at, threshold=1000)) == PNG[:1000]
    assert MARKER.fullmatch(source(reading(at, threshold=999)))


def test_words_flow_at_once():
    spool = Spool(lambda marker: pytest.fail("no picture here"))
    for piece in (b'data: {"text":"Thinking', b" about it", b' with \xc3\xa9"}\n\n', b": PING\n", b'{"a":1,"b":[2]}'):
        assert spool.feed(piece) == piece
    assert spool.feed(b'{"a": "') == b'{"a": '  # may be the beginning of a picture
    assert spool.feed(b"iVB") == b""
    assert spool.feed(b"y") == b'"iVBy'
    assert spool.feed(b"x bas") == b"x "
    assert spool.feed(b"is") == b"basis"
    assert spool.end() == b""


def test_without_pybase64_the_same_comes_out(monkeypatch, whole):
    monkeypatch.setattr(spool_module, "_simd", None)
    for text in (PNG, "\\n".join(PNG[at : at + 76] for at in range(0, len(PNG), 76)), PNG.replace("/", "\\/")):
        read = whole(f'{{"data": "{text}"}}'.encode(), 500)
        assert read.sinks[source(read)].getvalue() == RAW
    for bad in (b"AA$A", b"AAA", b"A=AA", b"AAAA\n"):
        with pytest.raises(binascii.Error):
            spool_module.decode(bad)


def test_pybase64_is_as_strict():
    for bad in (b"AA$A", b"AAA", b"A=AA", b"AAAA\n"):
        with pytest.raises(binascii.Error):
            spool_module.decode(bad)


def test_markers_can_not_be_guessed(whole):
    first, second = (whole(json.dumps([{"data": PNG}, {"data": PNG}]).encode()) for _ in range(2))
    assert len({*first.sinks, *second.sinks}) == 4
    assert all(MARKER.fullmatch(marker) for marker in first.sinks)


# Broken data


@pytest.mark.parametrize("step", [0, 1, 2000])
def test_a_foreign_byte_leaves_the_rest_in_the_message(whole, step):
    read = whole(f'{{"data": "{PNG[:4_000]}${PNG[4_000:]}", "b": 1}}'.encode(), step)
    [marker] = read.sinks
    assert read.messages == [{"data": f"{marker}${PNG[4_000:]}", "b": 1}]
    assert read.sinks[marker].getvalue() == base64.b64decode(PNG[:4_000])
    assert images.read(source(read), read.sinks) is None


def test_data_that_no_padding_completes_is_marked(whole):
    read = whole(f'{{"data": "{PNG[:4_001]}"}}'.encode())
    assert source(read) == next(iter(read.sinks)) + "!"
    assert images.read(source(read), read.sinks) is None


@pytest.mark.parametrize("inside", [100, 4_000])
def test_a_reply_that_stops_inside_a_picture(whole, inside):
    read = whole(f'{{"data": "{PNG[:inside]}'.encode())
    assert read.cut
    assert read.messages == []


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", "\r\r"])
@pytest.mark.parametrize("step", [0, 1, 2000])
def test_an_error_after_a_picture_that_stopped_is_still_heard(whole, end, step):
    read = whole(f'data: {{"data": "{PNG[:4_000]}{end}data: {{"error": {{"code": 503}}}}{end}'.encode(), step)
    assert read.messages == [{"error": {"code": 503}}]
    assert read.cut


def test_what_a_sink_raises_passes_through():
    class Full:
        def write(self, data):
            raise OSError(28, "No space left on device")

        def close(self):
            pass

    spool = Spool(lambda marker: Full(), threshold=1000)
    with pytest.raises(OSError, match="No space"):
        spool.feed(f'{{"data": "{PNG}"}}'.encode())


# Size


class Digest:
    def __init__(self):
        self.hash, self.bytes = sha256(), 0

    def write(self, data):
        self.hash.update(data)
        self.bytes += len(data)

    def close(self):
        pass


@pytest.mark.parametrize(("before", "after"), [(b"data: ", b"\r\n\r\n"), (b"", b""), (b"[", b"]")], ids=["event", "document", "array"])
def test_52_thirty_megabytes_pass_without_a_trace(before, after):
    from studio.dialects.frames import Frames

    raw = HEADS["png"] + RAW * 3_750
    reply = memoryview(before + b'{"data":"' + base64.b64encode(raw) + b'"}' + after)
    sink = Digest()
    spool, frames, messages = Spool(lambda marker: sink), Frames(), []
    tracemalloc.start()
    try:
        for at in range(0, len(reply), 65_536):
            messages += frames.feed(spool.feed(bytes(reply[at : at + 65_536])))
        messages += frames.feed(spool.end()) + frames.end()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(reply) > 30_000_000
    assert [list(message) for message in messages] == [["data"]]
    assert (sink.bytes, sink.hash.digest()) == (len(raw), sha256(raw).digest())
    assert peak < 1_000_000
