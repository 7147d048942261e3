"""Copies: pixels untouched to the bit, what they gain is read by us, by Pillow and by A1111's grammar, and the same goes in as comes out."""

import hashlib
import io
import json
import re
import struct
import zlib
from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import ExifTags, Image

from studio.core.recipe import Made, Recipe, Source
from studio.core.request import Request
from studio.errors import StorageFault, UsageError
from studio.imaging import recipes
from studio.imaging.recipes import copying, ours, xmp
from studio.imaging.recipes import exif as exif_part
from studio.imaging.recipes.a1111 import write

KINDS = ("PNG", "JPEG", "WEBP", "WEBP lossless", "WEBP alpha", "WEBP extended")
REQUEST = Request(
    prompt="Ein Fuchs im Schnee,\n“ruhig” & <hell> 雪地里的狐狸",
    task="edit",
    model="google/gemini-3.1-flash-image-preview",
    aspect="16:9",
    size="2K",
    seed=7,
    count=4,
    thinking="high",
    system="Be calm, be: brief.",
    safety=(("HARM_CATEGORY_HARASSMENT", "BLOCK_NONE"),),
)
MADE = Made(
    created="2026-11-21T21:00:00+01:00",
    gateway="Ofox",
    family="gemini-3.1-flash-image",
    served="gemini-3.1-flash-image",
    asked=4,
    delivered=3,
    usd=0.201,
    basis="estimate",
    sources=(Source(name="boat.png", role="style", digest="ab" * 32),),
    mask=True,
)
RECIPE = ours.shaped(REQUEST, MADE, "0.1.0")


def made(files, kind: str, **extra: object) -> bytes:
    match kind:
        case "WEBP lossless":
            return files.encoded("WEBP", lossless=True, **extra)
        case "WEBP alpha":
            out, picture = io.BytesIO(), files.picture()
            picture.putalpha(files.picture(mode="L"))
            picture.save(out, "WEBP", lossless=True, **extra)
            return out.getvalue()
        case "WEBP extended":
            return files.encoded("WEBP", icc_profile=b"not really one", **extra)
        case _:
            return files.encoded(kind, **extra)


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def a1111(text: str) -> dict[str, str]:
    """The grammar as AUTOMATIC1111's `parse_generation_parameters` documents it, written anew: the last line, if it has three pairs, holds the settings."""
    pair = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
    head, _, last = text.strip().rpartition("\n")
    pairs = pair.findall(last)
    if len(pairs) < 3:
        head, pairs = text, []
    positive, _, negative = head.partition("\nNegative prompt:")
    return {"Prompt": positive.strip(), "Negative prompt": negative.strip()} | {
        name: json.loads(value) if value.startswith('"') and value.endswith('"') else value for name, value in pairs
    }


def infotext(path: Path) -> str:
    """As A1111 reads it: `parameters`, else UserComment through the EXIF."""
    with Image.open(path) as image:
        if "parameters" in image.info:
            return image.info["parameters"]
        comment = image.getexif().get_ifd(0x8769)[0x9286]
    assert comment[:8] == b"UNICODE\x00"
    return comment[8:].decode("utf-16-be")


@pytest.mark.parametrize("kind", KINDS)
def test_there_and_back(file, files, tmp_path, kind):
    data = made(files, kind)
    original, target = file(data), tmp_path / "copy"
    assert recipes.copy(original, target, RECIPE) == ()
    assert original.read_bytes() == data
    copied = target.read_bytes()
    assert np.array_equal(pixels(copied), pixels(data))
    assert recipes.read(target) == RECIPE
    said = a1111(infotext(target))
    assert said["Prompt"] == REQUEST.prompt
    assert said["Model"] == REQUEST.model
    assert (said["Seed"], said["Size"], said["Gateway"], said["Version"]) == ("7", "48x32", "Ofox", "Image Studio 0.1.0")
    assert said["System instruction"] == "Be calm, be: brief."
    assert "Steps" not in said
    with Image.open(target) as image:
        image.load()
        packet = image.info["xmp"] if "xmp" in image.info else image.info["XML:com.adobe.xmp"].encode()
    declared = ET.fromstring(packet).find(".//{*}Description").attrib
    assert declared[f"{{{xmp.IPTC}}}DigitalSourceType"] == "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    assert recipes.mark(target) == "compositeWithTrainedAlgorithmicMedia"


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_copy_carries_the_mark_alone(file, files, tmp_path, kind):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCam", 6
    original, target = file(made(files, kind, exif=exif)), tmp_path / "copy"
    if kind == "PNG":
        original = file(files.png((b"tEXt", b"parameters\x00secret words"), (b"eXIf", exif.tobytes().removeprefix(b"Exif\x00\x00"))))
    assert recipes.copy(original, target, RECIPE, public=True) == ()
    copied = target.read_bytes()
    for secret in (b"Fuchs", b"secret", b"Secret", b"gemini", b"Ofox", b"Image Studio", b"boat"):
        assert secret not in copied
        assert secret.decode().encode("utf-16-be") not in copied
    assert recipes.mark(target) == "compositeWithTrainedAlgorithmicMedia"
    assert recipes.read(target) is None
    assert np.array_equal(pixels(copied), pixels(original.read_bytes()))
    with Image.open(target) as image:
        assert image.getexif()[0x0112] == 6  # a picture that lies on its side stays as it is seen
        if kind == "WEBP extended":
            assert image.info["icc_profile"] == b"not really one"


def test_a_picture_made_whole_is_called_so(file, files, tmp_path):
    recipe = ours.shaped(Request(prompt="a fox"), MADE, "0.1.0")
    recipes.copy(file(files.encoded("PNG")), tmp_path / "copy", recipe, public=True)
    assert recipes.mark(tmp_path / "copy") == "trainedAlgorithmicMedia"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("public", [False, True])
def test_the_same_bytes_every_time(file, files, tmp_path, kind, public):
    original = file(made(files, kind))
    for name in ("one", "two"):
        recipes.copy(original, tmp_path / name, RECIPE, public=public)
    assert hashlib.sha256((tmp_path / "one").read_bytes()).digest() == hashlib.sha256((tmp_path / "two").read_bytes()).digest()


def test_a_copy_of_a_copy_gains_nothing(file, files, tmp_path):
    recipes.copy(file(files.encoded("PNG")), tmp_path / "one", RECIPE)
    recipes.copy(tmp_path / "one", tmp_path / "two", RECIPE)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_png_is_well_formed_and_keeps_its_chunks_in_order(file, files, tmp_path):
    icc = b"x\x00\x00" + zlib.compress(b"profile")
    data = files.png((b"iCCP", icc), (b"tEXt", b"Author\x00me"), (b"prVt", b"unknown"), (b"tEXt", b"parameters\x00old words"))
    recipes.copy(file(data), tmp_path / "copy", RECIPE)
    copied, at, names = (tmp_path / "copy").read_bytes(), 8, []
    while at < len(copied):
        size, name = struct.unpack(">I4s", copied[at : at + 8])
        assert zlib.crc32(copied[at + 4 : at + 8 + size]) == int.from_bytes(copied[at + 8 + size : at + 12 + size])
        names.append(name)
        at += 12 + size
    assert names == [b"IHDR", b"iCCP", b"tEXt", b"prVt", b"iTXt", b"iTXt", b"iTXt", b"IDAT", b"IEND"]
    assert b"old words" not in copied
    assert b"Author\x00me" in copied


def test_pixels_in_several_chunks_get_one_recipe(file, files, tmp_path):
    plain = files.encoded("PNG")
    at = plain.index(b"IDAT") - 4
    body = plain[at + 8 : -16]
    data = plain[:at] + b"".join(files.chunk(b"IDAT", body[n : n + 20]) for n in range(0, len(body), 20)) + plain[-12:]
    recipes.copy(file(data), tmp_path / "copy", RECIPE)
    assert (tmp_path / "copy").read_bytes().count(b"parameters\x00") == 1
    assert np.array_equal(pixels((tmp_path / "copy").read_bytes()), pixels(data))


def test_a_public_copy_of_a_moving_png_is_still_and_says_so(file, files, tmp_path):
    data = files.png((b"acTL", b"\x00\x00\x00\x02\x00\x00\x00\x00"))
    assert [note.key for note in recipes.copy(file(data), tmp_path / "copy", RECIPE, public=True)] == ["recipes.still"]
    assert b"acTL" not in (tmp_path / "copy").read_bytes()
    assert recipes.copy(file(data), tmp_path / "copy", RECIPE) == ()
    assert b"acTL" in (tmp_path / "copy").read_bytes()


def test_a_file_too_large_to_be_held_is_not_copied(file, files, tmp_path, monkeypatch):
    data = files.encoded("PNG")
    for most, fits in ((len(data), True), (len(data) - 1, False)):
        monkeypatch.setattr(copying, "MAX_BYTES", most)
        with nullcontext() if fits else pytest.raises(UsageError):
            recipes.copy(file(data), tmp_path / "copy", RECIPE)


def test_latin_words_are_a_plain_text_chunk(file, files, tmp_path):
    """Readers that know tEXt only are many; Pillow, and with it A1111, writes one where it can."""
    recipes.copy(file(files.encoded("PNG")), tmp_path / "copy", ours.shaped(Request(prompt="une forêt", model="m"), Made(gateway="Demo"), "0.1.0"))
    assert b"tEXtparameters\x00une for\xeat\nSize: 48x32, Model: m, Gateway: Demo, Version: Image Studio 0.1.0" in (tmp_path / "copy").read_bytes()


def test_webp_is_well_formed(file, files, tmp_path):
    for kind in KINDS[2:]:
        recipes.copy(file(made(files, kind)), tmp_path / "copy", RECIPE)
        copied, at, names = (tmp_path / "copy").read_bytes(), 12, []
        assert int.from_bytes(copied[4:8], "little") == len(copied) - 8
        while at < len(copied):
            size = int.from_bytes(copied[at + 4 : at + 8], "little")
            names.append(copied[at : at + 4])
            at += 8 + size + size % 2
        assert at == len(copied)
        assert names[0] == b"VP8X"
        assert names[-2:] == [b"EXIF", b"XMP "]
        flags = copied[20]
        assert flags & 0x0C == 0x0C
        assert bool(flags & 0x20) == (b"ICCP" in names)
        assert bool(flags & 0x10) == (kind == "WEBP alpha")
        assert copied[24:30] == b"\x2f\x00\x00\x1f\x00\x00"


def test_exif_that_is_there_stays(file, files, tmp_path):
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Canon", "2026:11:21 21:00:00"
    exif.get_ifd(0x8769)[0x9003] = "2026:01:01 00:00:00"
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\x00\x00\x00an old comment"
    for kind in ("JPEG", "WEBP"):
        recipes.copy(file(made(files, kind, exif=exif)), tmp_path / "copy", RECIPE)
        with Image.open(tmp_path / "copy") as image:
            kept = image.getexif()
            assert (kept[0x010F], kept[0x0132]) == ("Canon", "2026:11:21 21:00:00")
            assert kept.get_ifd(0x8769)[0x9003] == "2026:01:01 00:00:00"
        assert a1111(infotext(tmp_path / "copy"))["Prompt"] == REQUEST.prompt


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_comment_takes_the_place_of_another(files, order):
    grown = exif_part.with_comment(files.user_comment(b"ASCII\x00\x00\x00old", order), "new 新")
    assert exif_part.texts(grown) == {exif_part.USER_COMMENT: "new 新"}


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_of_either_byte_order(file, files, tmp_path, order):
    data = files.jpeg((0xE1, b"Exif\x00\x00" + files.user_comment(b"ASCII\x00\x00\x00old", order)))
    recipes.copy(file(data), tmp_path / "copy", RECIPE)
    assert a1111(infotext(tmp_path / "copy"))["Prompt"] == REQUEST.prompt


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_thumbnails_directory_stays_in_reach(files, order):
    tiff = bytearray(files.user_comment(b"ASCII\x00\x00\x00old!", order))
    struct.pack_into(f"{order}I", tiff, 22, len(tiff))
    tiff += struct.pack(f"{order}HHHIHHI", 1, 0x0103, 3, 1, 6, 0, 0)
    read = Image.Exif()
    read.load(exif_part.with_comment(bytes(tiff), "new"))
    assert read.get_ifd(ExifTags.IFD.IFD1)[0x0103] == 6


def test_exif_that_is_damaged_is_replaced_and_said(file, files, tmp_path):
    for broken in (b"no TIFF at all", b"MM\x00*\x00\x00\xff\x00" + bytes(20)):
        notes = recipes.copy(file(files.webp((b"EXIF", broken))), tmp_path / "copy", RECIPE)
        assert [note.key for note in notes] == ["recipes.exif_replaced"]
        assert a1111(infotext(tmp_path / "copy"))["Prompt"] == REQUEST.prompt
    whole = files.user_comment(b"ASCII\x00\x00\x00old")
    assert recipes.copy(file(files.webp((b"EXIF", whole))), tmp_path / "copy", RECIPE) == ()


def test_what_is_too_large_to_be_looked_at_is_said(file, files, tmp_path):
    packet = xmp.packet("trainedAlgorithmicMedia") + b" " * 5_000_000
    notes = recipes.copy(file(files.webp((b"XMP ", packet))), tmp_path / "copy", RECIPE)
    assert [note.key for note in notes] == ["recipes.copy_cut"]
    assert recipes.copy(file(files.webp((b"XMP ", packet))), tmp_path / "copy", RECIPE, public=True) == ()


def test_our_infotext_alone_is_ours(file, files):
    """As a copy has it whose JSON was too long, or was taken out on its way."""
    recipe = recipes.read(file(files.text_png(parameters=write(RECIPE, (48, 32)))))
    assert (recipe.tool, recipe.version, recipe.prompt, recipe.made) == ("Image Studio", "0.1.0", REQUEST.prompt, None)
    assert (recipe.request.seed, recipe.request.size, recipe.request.thinking, recipe.request.system) == (7, "48x32", "high", REQUEST.system)
    assert recipe.foreign == ()


GOOGLE = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="uuid:1"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Made with Google AI" xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">%s
 </r:Description></r:RDF></x:xmpmeta>"""
TERM = b"<I:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/%s</I:DigitalSourceType>"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_xmp_that_is_there_is_added_to(file, files, tmp_path, kind):
    old = GOOGLE % (TERM % b"trainedAlgorithmicMedia")
    data = files.png((b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + old)) if kind == "PNG" else made(files, kind, xmp=old)
    notes = recipes.copy(file(data), tmp_path / "copy", RECIPE)
    assert [note.key for note in notes] == ["recipes.xmp_merged"]
    with Image.open(tmp_path / "copy") as image:
        packet = image.info["XML:com.adobe.xmp"].encode() if kind == "PNG" else image.info["xmp"]
    said = xmp.properties(packet)
    assert said[("http://ns.adobe.com/photoshop/1.0/", "Credit")] == "Made with Google AI"
    assert said[(xmp.XMP, "CreatorTool")] == "Image Studio 0.1.0"
    assert packet.count(b"DigitalSourceType>http") == 1
    assert recipes.mark(tmp_path / "copy") == "trainedAlgorithmicMedia"  # as its maker said it
    assert packet.count(b'r:about="uuid:1"') == 2
    assert recipes.read(tmp_path / "copy") == RECIPE


def test_what_would_go_into_a_comment_is_not_merged():
    for there in (b"", TERM % b"trainedAlgorithmicMedia"):
        trap = (GOOGLE % there).replace(b"</r:RDF>", b"<!-- </r:RDF></x> --></r:RDF >words")
        assert (xmp.merged(trap, "trainedAlgorithmicMedia") is None) == (there == b"")  # with the mark there already, nothing is lost
        assert xmp.merged(trap, "trainedAlgorithmicMedia", recipe="{}") is None


def test_the_first_of_a_tag_counts():
    entries = b"".join(struct.pack(">HHI4s", 0x010E, 2, 3, words) for words in (b"ab\x00\x00", b"cd\x00\x00"))
    assert exif_part.texts(b"MM\x00*\x00\x00\x00\x08\x00\x02" + entries + bytes(4)) == {0x010E: "ab"}


def test_the_mark_in_each_of_its_forms(file, files):
    """As an element, as a resource, as an attribute: RDF has all three."""
    value = b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    forms = (GOOGLE % (TERM % b"trainedAlgorithmicMedia"), GOOGLE % (b'<I:DigitalSourceType r:resource="%s"/>' % value))
    for packet in (*forms, xmp.packet("trainedAlgorithmicMedia")):
        assert recipes.mark(file(files.webp((b"XMP ", packet)))) == "trainedAlgorithmicMedia"
    assert recipes.mark(file(files.webp((b"XMP ", GOOGLE % b"<I:DigitalSourceType>a b\n&lt;x&gt;</I:DigitalSourceType>")))) == ""


@pytest.mark.parametrize(
    "old",
    [
        b"no packet at all",
        GOOGLE % (TERM % b"digitalCapture"),  # a camera's; the picture in hand is a model's
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + GOOGLE % b"&a;",
        (GOOGLE % b"").replace(b"</r:RDF>", b""),
        (GOOGLE % b"").decode().encode("utf-16"),
        (GOOGLE % b"").replace(b"</r:RDF>", b"<!-- </r:RDF></x> --></r:RDF >words"),  # where an end seems to be is none
    ],
)
def test_xmp_that_can_not_be_added_to_is_replaced_and_said(file, files, tmp_path, old):
    notes = recipes.copy(file(made(files, "WEBP", xmp=old)), tmp_path / "copy", RECIPE)
    assert [note.key for note in notes] == ["recipes.xmp_replaced"]
    assert recipes.mark(tmp_path / "copy") == "compositeWithTrainedAlgorithmicMedia"


def test_what_is_too_long_for_a_jpeg_is_left_out_and_said(file, files, tmp_path):
    long = ours.shaped(Request(prompt="雪" * 32_000, model="m"), MADE, "0.1.0")
    notes = recipes.copy(file(made(files, "JPEG")), tmp_path / "copy", long)
    assert [note.key for note in notes] == ["recipes.long_json"]
    assert recipes.read(tmp_path / "copy").prompt == "雪" * 32_000
    longer = ours.shaped(Request(prompt="雪" * 33_000, model="m"), MADE, "0.1.0")
    notes = recipes.copy(file(made(files, "JPEG")), tmp_path / "copy", longer)
    assert [note.key for note in notes] == ["recipes.long_json", "recipes.long_infotext"]
    assert recipes.mark(tmp_path / "copy") == "trainedAlgorithmicMedia"
    for kind in ("PNG", "WEBP"):
        assert recipes.copy(file(made(files, kind)), tmp_path / "copy", longer) == ()
        assert recipes.read(tmp_path / "copy").prompt == longer.prompt


def test_what_is_not_copied(file, files, tmp_path):
    png = files.encoded("PNG")
    for data in (b"", b"text", files.encoded("GIF"), png[:60], png[:-12], b"\xff\xd8\xff\xe0\x00\x10JFIF", b"RIFF\x04\x00\x00\x00WEBP"):
        for public in (False, True):
            with pytest.raises(UsageError) as caught:
                recipes.copy(file(data), tmp_path / "copy", RECIPE, public=public)
            assert str(tmp_path) not in str(caught.value)
    assert not (tmp_path / "copy").exists()
    with pytest.raises(UsageError):
        recipes.copy(tmp_path / "gone.png", tmp_path / "copy", RECIPE)
    same = file(png, "same.png")
    with pytest.raises(UsageError):
        recipes.copy(same, same, RECIPE)
    assert same.read_bytes() == png
    with pytest.raises(StorageFault):
        recipes.copy(same, same / "under" / "a-file.png", RECIPE)


def test_our_json_holds_no_path_session_or_key(file, files, tmp_path):
    text = ours.write(RECIPE)
    said = json.loads(text)
    assert list(said) == ["schema", "tool", "version", "created", "gateway", "model", "request", "references", "mask", "pictures", "cost"]
    assert said["schema"] == 1
    assert said["request"] == {
        "task": "edit",
        "prompt": REQUEST.prompt,
        "system": "Be calm, be: brief.",
        "aspect": "16:9",
        "size": "2K",
        "seed": 7,
        "count": 4,
        "thinking": "high",
        "safety": [["HARM_CATEGORY_HARASSMENT", "BLOCK_NONE"]],
    }
    assert text.isascii()


def test_a_newer_recipe_is_read_as_far_as_it_is_known(file, files):
    said = json.loads(ours.write(RECIPE)) | {"schema": 2, "colour": "red"}
    recipe = recipes.read(file(files.text_png(**{ours.KEYWORD: json.dumps(said)})))
    assert recipe.request == RECIPE.request
    assert [note.key for note in recipe.notes] == ["recipes.newer"]


@pytest.mark.parametrize("hostile", [{"seed": "x", "count": 10**9, "thinking": ["high"], "aspect": "1:0", "size": {}, "temperature": 1e99, "task": "rm"}])
def test_our_own_json_is_believed_no_more_than_any(file, files, hostile):
    said = json.loads(ours.write(RECIPE))
    said["request"] |= hostile | {"mask": "/etc/passwd", "references": ["/etc/passwd"], "session": "x", "gateway": "evil", "route": "x", "history": [1]}
    said |= {"references": [{"name": "../../etc/passwd\u202e", "sha256": "zz"}, 3], "cost": {"usd": -1}, "gateway": "a\x00b" * 1000}
    recipe = recipes.read(file(files.text_png(**{ours.KEYWORD: json.dumps(said)})))
    plain = Request(prompt="")
    assert recipe.request.seed is None
    assert (recipe.request.count, recipe.request.thinking, recipe.request.task, recipe.request.temperature) == (1, "", "generate", None)
    for name in ("mask", "references", "session", "gateway", "route", "history", "aspect", "size"):
        assert getattr(recipe.request, name) == getattr(plain, name)
    assert [source.name for source in recipe.made.sources] == ["passwd"]
    assert recipe.made.usd is None
    assert len(recipe.made.gateway) <= 80
    assert isinstance(recipe, Recipe)
