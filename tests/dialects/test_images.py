"""Strings that should be pictures (PROTOCOLS.md 8.2, 8.3; conformance 41, 42)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.dialects import images
from studio.dialects.images import Data, Spooled, Url

RAW = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PNG = base64.b64encode(RAW).decode()
MARK = "spool-0123456789abcdef-0"


@pytest.mark.parametrize(
    "source",
    [
        PNG,
        f"  {PNG}\r\n",
        PNG.rstrip("="),
        PNG.rstrip("=") + "====",
        base64.urlsafe_b64encode(RAW).decode(),
        base64.encodebytes(RAW).decode(),
        PNG.replace("A", "A\\n", 3),
        PNG.replace("/", "\\/"),
        "data:image/png;base64," + PNG,
        "DATA:image/png;name=x;Base64, " + PNG,
        "data:image/png;base64 ," + PNG,
        "data:image/png;base64," + PNG.replace("+", "%2B").replace("=", "%3D"),
        "data:image/png," + "".join(f"%{byte:02x}" for byte in RAW),
        base64.b64encode(PNG.encode()).decode(),
        base64.b64encode(f"data:image/png;base64,{PNG}".encode()).decode(),
    ],
)
def test_41_base64_in_every_form(source):
    assert images.read(source) == Data(RAW)


@given(st.binary(min_size=1, max_size=200), st.booleans(), st.booleans(), st.integers(1, 80))
def test_41_whatever_was_encoded_is_read(raw, safe, padded, width):
    raw = b"\xff" + raw  # no ASCII: never taken for a double encoding
    text = (base64.urlsafe_b64encode if safe else base64.b64encode)(raw).decode()
    text = text if padded else text.rstrip("=")
    text = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    assert images.read(text) == Data(raw)


@pytest.mark.parametrize("source", ["", " ", "data:", "data:image/png", "data:image/png;base64,", "!!!", "<svg/>", "BASE64_OR_URL", "iVBORw0KGgoAAA...", "图片",
    "ftp://x/a.png", "http://", "https:// x/a", "file:///etc/passwd", "AAAAA", MARK + "!", PNG[:20] + "=" + PNG[20:], PNG + "$"])  # fmt: skip
def test_what_is_no_picture(source):
    assert images.read(source) is None


def test_addresses():
    assert images.read(" https://cdn.example/a b".replace(" b", "")) == Url("https://cdn.example/a")
    assert images.read("HTTP://127.0.0.1:8000/x?y=1") == Url("HTTP://127.0.0.1:8000/x?y=1")
    assert images.read("//cdn.example/a") == Url("https://cdn.example/a")
    assert images.read(base64.b64encode(b"https://cdn.example/a.png").decode()) == Url("https://cdn.example/a.png")


def test_markers_are_those_that_were_handed_out():
    assert images.read(f" {MARK}\n", {MARK}) == Spooled(MARK)
    assert images.read(f"data:image/png;base64,{MARK}", {MARK: object()}) == Spooled(MARK)
    assert images.read(f"data:image/png;base64, {MARK} ", {MARK}) == Spooled(MARK)
    assert images.read(f"{MARK}!", {MARK}) is None
    assert not isinstance(images.read(MARK), Spooled)


def test_a_text_that_only_decodes_is_not_opened_twice():
    inner = base64.b64encode(b"hello there").decode()
    assert images.read(base64.b64encode(inner.encode()).decode()) == Data(inner.encode())
    thrice = base64.b64encode(base64.b64encode(PNG.encode())).decode()
    assert images.read(thrice) == Data(base64.b64encode(PNG.encode()))


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf", "image/avif"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", "image/avif"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1miaf", "image/heif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", ""),
        (b"<svg xmlns", ""),
        (b"<!doctype html>", ""),
        (b"\x89PN", ""),
        (b"", ""),
    ],
)
def test_42_the_bytes_say_what_they_are(head, mime):
    assert images.sniff(head) == mime


def test_43_text_and_its_pictures():
    uri = f"data:image/png;base64,{PNG}"
    for text, left, sources in (
        ("no picture", "no picture", ()),
        ("a [link](https://x/a.png)", "a [link](https://x/a.png)", ()),
        (f"a ![x]({uri}) b", "a  b", (uri,)),
        (f"![]({uri}) ![two](<https://x/y>)\n", "", (uri, "https://x/y")),
        ("[![x](https://x/a.png)](https://x/page) after", " after", ("https://x/a.png",)),
        (f"before {uri.replace('data', 'DATA')} after", "before  after", (uri.replace("data", "DATA"),)),
        (f"before {uri} after", "before  after", (uri,)),
        (f"![x](data:image/png;base64,{MARK})", "", (f"data:image/png;base64,{MARK}",)),
        (f"x data:image/png;base64,{MARK} y", "x  y", (f"data:image/png;base64,{MARK}",)),
        (MARK, "", (MARK,)),
        ("https://x/a.JPG", "", ("https://x/a.JPG",)),
        ("https://x/a.html", "https://x/a.html", ()),
        ("![x](javascript:alert(1))", "![x](javascript:alert(1))", ()),
        ("![x](https://x/a", "![x](https://x/a", ()),
    ):
        assert images.in_text(text) == (left, sources)


def test_hyperlinks_that_end_like_a_picture():
    text = "[a](https://x/a.png) [b](https://x/b.html) ![c](https://x/c.png) [d](https://x/d.webp?s=1 'title') [e](https://[x/a.png)"
    assert images.links(text) == ("https://x/a.png", "https://x/d.webp?s=1")
