"""Every file that can not be a reference, by name: its own sentence, at the field, before anything is sent, and cheaply."""

import re
import struct
import tracemalloc
from pathlib import Path

import pytest

from studio.errors import BadReply, StorageFault, UsageError
from studio.imaging import finish, measure, opening, prepare
from studio.words import TABLE

MIMES = ("image/png", "image/jpeg", "image/webp")


def refused(path: Path, into: Path, **options) -> UsageError:
    with pytest.raises(UsageError) as caught:
        prepare(path, into, mimes=MIMES, **options)
    error = caught.value
    assert error.field == "references"
    for language in ("en", "zh-CN"):
        said = error.say(language)
        assert str(path.parent) not in said
        assert not re.search(r"[{}]", said)
        assert error.next(language)
    assert not into.exists()
    return error


def test_a_text_called_png(file, into):
    error = refused(file("sketch.png", "colours: red, 蓝色\n".encode() * 400), into)
    assert error.key == "picture.text"
    assert "sketch.png" in str(error)


def test_a_web_page_called_jpg(file, into):
    assert refused(file("a.jpg", b"\n<!DOCTYPE html><html><body><svg></svg></body></html>"), into).key == "picture.page"


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg><html/></svg>',
        '<?xml version="1.0" encoding="UTF-16"?><svg/>'.encode("utf-16"),
        b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>',
    ],
)
def test_svg(file, into, data):
    assert refused(file("logo.svg", data), into).key == "picture.svg"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"8BPS\x00\x01" + bytes(40), "PSD"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "MP4"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"PK\x03\x04" + bytes(30), "ZIP"),
    ],
)
def test_other_kinds_are_named(file, into, data, kind):
    error = refused(file("contract.png", data), into)
    assert error.key == "picture.foreign"
    assert kind in str(error)


def test_a_camera_raw_is_not_its_thumbnail(file, into, make):
    assert "RAW" in str(refused(file("DSC_1.NEF", make.encoded(make.scene(), "TIFF")), into))


def test_unknown_bytes(file, into):
    assert refused(file("x.png", bytes(range(1, 200))), into).key == "picture.unknown"


def test_an_empty_file(file, into):
    assert refused(file("x.png", b""), into).key == "picture.empty"


def test_a_file_that_is_gone_or_a_folder(tmp_path, into):
    assert refused(tmp_path / "gone.png", into).key == "picture.gone"
    (tmp_path / "folder.png").mkdir()
    assert refused(tmp_path / "folder.png", into).key == "picture.gone"


@pytest.mark.parametrize("share", [0.02, 0.6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
def test_truncated(file, into, make, kind, share):
    whole = make.encoded(make.noise(80, 60), kind)
    assert refused(file(f"cut.{kind.lower()}", whole[: int(len(whole) * share)]), into).key == "picture.cut"


def test_a_png_whose_pixels_are_damaged(file, into, make):
    whole = bytearray(make.encoded(make.noise(80, 60), "PNG"))
    whole[len(whole) // 2] ^= 0xFF
    assert refused(file("hurt.png", bytes(whole)), into).key == "picture.cut"


def bombs(make) -> dict[str, bytes]:
    components = b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"
    scan = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00"
    lossless = b"\x2f" + struct.pack("<I", 16_382 | 16_382 << 14) + bytes(20)
    return {
        "bomb.png": make.png(30_000, 30_000, pixels=bytes(1000)),
        "bomb.gif": b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0) + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
        "bomb.jpg": b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_000, 65_000) + components + scan + bytes(40),
        "bomb.webp": b"RIFF" + struct.pack("<I", 12 + len(lossless)) + b"WEBPVP8L" + struct.pack("<I", len(lossless)) + lossless,
        "bomb.bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 154, 0, 54, 40, 30_000, 30_000, 1, 24, 0, 100, 2835, 2835, 0, 0) + bytes(100),
    }


@pytest.mark.parametrize("name", ["bomb.png", "bomb.gif", "bomb.jpg", "bomb.webp", "bomb.bmp"])
def test_a_bomb_is_refused_from_its_header(file, into, make, name):
    data = bombs(make)[name]
    assert len(data) < 2000
    path = file(name, data)
    tracemalloc.start()
    try:
        error = refused(path, into)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.key == "picture.pixels"
    assert str(error.values["width"]) in str(error)
    assert peak < 2_000_000


def test_the_same_bomb_as_a_reply(file, into, make):
    with pytest.raises(BadReply) as caught:
        finish(file("bomb.png", bombs(make)["bomb.png"]), into)
    assert caught.value.key == "picture.reply.pixels"


def test_a_large_picture_below_the_limit_raises_no_warning(file, make):
    """Pillow alone would warn (an error here) from 89 million pixels on."""
    rows = (b"\x00" + bytes(1500)) * 9000
    path = file("wide.png", make.png(12_000, 9000, depth=1, colour=0, pixels=rows))
    assert measure(path).width == 12_000


def test_a_text_chunk_that_unpacks_to_too_much_is_only_left_out(file, into, make):
    import zlib

    bomb = make.chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(30_000_000)))
    path = file("note.png", make.png(2, 1, pixels=bytes(7), extra=(bomb,)))
    ready = prepare(path, into, mimes=MIMES)
    assert ready.image.bytes < 200


def test_sixty_megabytes(tmp_path, into):
    path = tmp_path / "huge.tiff"
    with path.open("wb") as sparse:
        sparse.write(b"II*\x00")
        sparse.truncate(60_000_000)
    said = str(refused(path, into))
    assert "60 MB" in said
    assert "50 MB" in said


def test_heic_without_the_extra_names_it(file, into, make, monkeypatch):
    monkeypatch.setattr(opening, "HeifImageFile", None)
    error = refused(file("bust.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)), into)
    assert error.key == "picture.heic"
    assert "pip install 'image-studio[heic]'" in str(error)


@pytest.mark.parametrize(
    "name", ["a\x1b[31mred\n.png", "\u202egnp.exe.png", "x" * 200 + ".png", "..\\..\\etc\\passwd.png", "{limit}{name}.png", "\u200b\u2066.png"]
)
def test_hostile_names_are_cleaned_in_what_is_said(file, into, name):
    with pytest.raises(UsageError) as caught:
        prepare(file("plain", b"words"), into, mimes=MIMES, name=name)
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 250
    assert "\\" not in said
    assert "\u202e" not in said


def test_the_field_can_be_another(file, into):
    with pytest.raises(UsageError) as caught:
        prepare(file("mask.png", b"words"), into, mimes=MIMES, field="mask")
    assert caught.value.field == "mask"


def test_a_disk_that_takes_nothing(file, tmp_path, make):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where a folder belongs")
    with pytest.raises(StorageFault) as caught:
        prepare(file("a.png", make.encoded(make.scene(), "PNG")), blocked, mimes=MIMES)
    assert caught.value.next()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"<html><body>502 Bad Gateway", "page"),
        (b'{"error":{"message":"key sk-abcdefghijklmnopqrstuvwx is wrong"}}', "text"),
        (b"<svg/>", "svg"),
        (b"%PDF-1.4", "foreign"),
        (b"\x01\x02\x03", "unknown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(10), "cut"),
    ],
)
def test_a_reply_that_is_no_picture(file, data, key):
    with pytest.raises(BadReply) as caught:
        measure(file("1-1.bin", data))
    error = caught.value
    assert error.key == f"picture.reply.{key}"
    assert error.billed == "maybe"
    assert "sk-abc" not in str(error)
    assert error.next("zh-CN")


def test_a_reply_over_the_size_limit_is_said(file, make):
    with pytest.raises(BadReply) as caught:
        measure(file("1-1.png", make.encoded(make.noise(64, 64), "PNG")), max_bytes=5000)
    assert caught.value.key == "picture.reply.bytes"


def test_every_word_has_both_languages_and_the_same_values():
    room = {key: pair for key, pair in TABLE.items() if key.startswith("picture.")}
    assert len(room) > 50
    for key, (english, chinese) in room.items():
        assert english, key
        assert chinese, key
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", chinese)), key
        if key.startswith("picture.note.") and not key.endswith(".short"):
            assert f"{key}.short" in room
