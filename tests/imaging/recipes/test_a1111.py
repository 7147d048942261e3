"""AUTOMATIC1111's infotext: its grammar, its hands (Forge, Civitai …), and where it lies in each format."""

import zlib

import pytest

from studio.imaging import recipes
from studio.imaging.recipes import a1111


def test_the_whole_of_it(file, files, infotext):
    recipe = recipes.read(file(files.text_png(parameters=infotext)))
    assert recipe is not None
    assert (recipe.tool, recipe.version) == ("AUTOMATIC1111", "v1.10.1")
    assert recipe.prompt == "a fox in the snow, (soft light:1.2)\nsecond line <lora:winter:0.8>"
    assert recipe.negative == "blurry,\nlow quality"
    assert (recipe.request.seed, recipe.request.size, recipe.request.model) == (965400086, "832x1216", "dreamshaper_8")
    assert recipe.facts == (
        ("Steps", "20"),
        ("Sampler", "Euler a"),
        ("Schedule type", "Karras"),
        ("CFG scale", "7"),
        ("Seed", "965400086"),
        ("Size", "832x1216"),
        ("Model hash", "45dee52b"),
        ("Model", "dreamshaper_8"),
        ("Lora hashes", "winter: 1f2a, other: 3c4d"),
        ("Hires prompt", 'a "red" fox, close'),
    )
    assert recipe.foreign == ("Steps", "Sampler", "Schedule type", "CFG scale", "Model hash", "Lora hashes", "Hires prompt")


def test_no_line_of_settings(file, files):
    """Fewer than three pairs are a line of the prompt: A1111's own rule."""
    recipe = recipes.read(file(files.text_png(parameters="a fox\nstyle: ink, mood: calm")))
    assert recipe.prompt == "a fox\nstyle: ink, mood: calm"
    assert recipe.facts == ()


def test_settings_alone(file, files):
    recipe = recipes.read(file(files.text_png(parameters="Steps: 4, Sampler: Euler, Seed: 7")))
    assert (recipe.prompt, recipe.request.seed) == ("", 7)


@pytest.mark.parametrize(
    ("said", "seed", "size"),
    [("-1", None, "512x99999"), ("-2", None, "99999x512"), ("1.5", None, "12x12"), ("007", 7, "512x0512"), ("9" * 30, None, "5x5")],
)
def test_numbers_that_are_none(said, seed, size):
    recipe = a1111.read(f"Steps: 4, Seed: {said}, Size: {size}", certain=True)
    assert (recipe.request.seed, recipe.request.size) == (seed, "512x512" if seed else "auto")


def test_a_negative_prompt_alone_and_words_after_it():
    recipe = a1111.read("a\nNegative prompt: b\nNegative prompt: c\nstill", certain=False)
    assert (recipe.prompt, recipe.negative) == ("a", "b\nc\nstill")


@pytest.mark.parametrize(
    ("said", "tool", "version"),
    [
        ("Version: f2.0.1v1.10.1-previous-561-g82eb7566, Module 1: ae", "Forge", "f2.0.1v1.10.1-previous-561-g82eb7566"),
        ("Version: f0.0.17v1.8.0rc-latest-276-g29be1da7", "Forge", "f0.0.17v1.8.0rc-latest-276-g29be1da7"),
        ("Version: f1.7.0-v1.10.1RC-latest-12-gabc", "reForge", "f1.7.0-v1.10.1RC-latest-12-gabc"),
        ("App: SD.Next, Version: 9a2b", "SD.Next", "9a2b"),
        ("Version: ComfyUI", "ComfyUI", "ComfyUI"),
        ("Version: Fooocus v2.5.5", "Fooocus", "2.5.5"),
        ('Civitai resources: [{"type":"lora","weight":0.8},{"type":"checkpoint"}]', "Civitai", ""),
    ],
)
def test_whose_hand(said, tool, version):
    recipe = a1111.read(f"a fox\nSteps: 20, Sampler: Euler, Distilled CFG Scale: 3.5, Seed: 3045329758, {said}", certain=True)
    assert (recipe.tool, recipe.version) == (tool, version)
    assert recipe.request.seed == 3045329758


def test_bare_json_is_one_value():
    line = 'Steps: 20, Hashes: {"model": "1f, 2", "lora:a": "3c"}, Model hash: , Civitai resources: [{"a":1},{"b":2}], Version: f1.0, Tail: {broken, End: 1'
    pairs = a1111.settings(line)
    assert pairs == (
        ("Steps", "20"),
        ("Hashes", '{"model": "1f, 2", "lora:a": "3c"}'),
        ("Model hash", ""),
        ("Civitai resources", '[{"a":1},{"b":2}]'),
        ("Version", "f1.0"),
        ("Tail", "{broken"),
        ("End", "1"),
    )


def test_fooocus_keeps_the_words_as_they_were_typed():
    """Its `a1111` scheme writes the expanded prompt as the prompt, and the person's own under `Raw prompt`."""
    recipe = a1111.read('a fox, cinematic still, detailed\nNegative prompt: anime, ugly\nSteps: 30, Seed: 1, Raw prompt: "a fox,\\nrunning", '
                        "Raw negative prompt: ugly, Version: Fooocus v2.5.5", certain=True)  # fmt: skip
    assert (recipe.prompt, recipe.negative) == ("a fox,\nrunning", "ugly")


@pytest.mark.parametrize(
    "comment",
    [
        lambda text: b"UNICODE\x00" + text.encode("utf-16-be"),  # piexif, so A1111 and Forge
        lambda text: b"UNICODE\x00" + text.encode("utf-16-le"),  # ImageSharp
        lambda text: b"UNICODE\x00" + text.encode("utf-16"),  # with a mark
        lambda text: b"UNICODE\x00" + text.encode(),  # called so, and is not
        lambda text: b"ASCII\x00\x00\x00" + text.encode(),
        lambda text: bytes(8) + text.encode(),
        lambda text: text.encode(),  # no code at all
    ],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_user_comment(file, files, infotext, comment, order):
    exif = files.user_comment(comment(infotext), order)
    for data in (files.jpeg((0xE1, b"Exif\x00\x00" + exif)), files.webp((b"EXIF", exif)), files.png((b"eXIf", exif))):
        recipe = recipes.read(file(data))
        assert recipe is not None
        assert recipe.request.seed == 965400086
        assert recipe.negative == "blurry,\nlow quality"


def test_user_comment_in_chinese(file, files):
    text = "雪地里的狐狸\nNegative prompt: 模糊\nSteps: 20, Sampler: Euler a, Seed: 5, Model: 国风"
    for encoding in ("utf-16-be", "utf-16-le"):
        exif = files.user_comment(b"UNICODE\x00" + text.encode(encoding))
        recipe = recipes.read(file(files.jpeg((0xE1, b"Exif\x00\x00" + exif))))
        assert (recipe.prompt, recipe.negative, recipe.request.model) == ("雪地里的狐狸", "模糊", "国风")
    exif = files.user_comment(b"JIS\x00\x00\x00\x00\x00" + "狐\nSteps: 20, Seed: 5, CFG scale: 1".encode("iso2022_jp"))
    assert recipes.read(file(files.jpeg((0xE1, b"Exif\x00\x00" + exif)))).prompt == "狐"


def test_a_photographers_comment_is_no_recipe(file, files):
    for words in (b"ASCII\x00\x00\x00My dog: Rex, at the beach", b"ASCII\x00\x00\x00", b"\x00" * 8 + b" " * 200):
        assert recipes.read(file(files.jpeg((0xE1, b"Exif\x00\x00" + files.user_comment(words))))) is None
    assert recipes.read(file(files.jpeg((0xFE, b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90")))) is None


def test_every_kind_of_text_chunk(file, files):
    text = "une forêt\nSteps: 20, Sampler: Euler, Seed: 5"
    packed = zlib.compress(text.encode())
    for name, body in (
        (b"tEXt", b"parameters\x00" + text.encode("latin-1")),
        (b"tEXt", b"parameters\x00" + text.encode()),  # not as the standard has it, and seen
        (b"zTXt", b"parameters\x00\x00" + zlib.compress(text.encode("latin-1"))),
        (b"iTXt", b"parameters\x00\x00\x00\x00\x00" + text.encode()),
        (b"iTXt", b"parameters\x00\x01\x00fr\x00les param\xc3\xa8tres\x00" + packed),
    ):
        recipe = recipes.read(file(files.png((name, body))))
        assert recipe is not None, (name, body)
        assert (recipe.prompt, recipe.request.seed) == ("une forêt", 5)


def test_text_behind_the_pixels(file, files, infotext):
    plain = files.encoded("PNG")
    data = plain[:-12] + files.chunk(b"tEXt", b"parameters\x00" + infotext.encode()) + plain[-12:]
    assert recipes.read(file(data)).request.seed == 965400086


def test_a_bomb_in_ztxt_is_left_out_and_said(file, files):
    bomb = b"parameters\x00\x00" + zlib.compress(b"a" * 30_000_000, 9)
    assert recipes.read(file(files.png((b"zTXt", bomb)))) is None
    recipe = recipes.read(file(files.png((b"zTXt", bomb), (b"tEXt", b"prompt\x00" + b'{"1": {"class_type": "X", "inputs": {"text": "a fox"}}}'))))
    assert recipe.prompt == "a fox"
    assert [note.key for note in recipe.notes] == ["recipes.cut"]


def test_a_line_of_a_million_letters_takes_no_time():
    """A1111's expression needs minutes for this; a scan does not."""
    import time

    for text in ("a" * 1_000_000, "a:" * 300_000, ", ".join(["Aa: ["] * 40_000), '"' * 500_000, 'Aa: "\\' * 100_000, "Aa: [[" + "[" * 500_000):
        began = time.process_time()
        a1111.read(f"x\n{text}", certain=True)
        assert time.process_time() - began < 2


def test_what_can_not_be_seen_goes():
    words = "a\x00 \x1b[31mred\u202e fox\u2066\U000e0041\ud800 \u200fשלום 👩\u200d🚀\r\nx"
    recipe = a1111.read(f"{words}\nSteps: 1, Seed\u202e: 3, Sampler: Eu\x07ler, Seed: 4", certain=True)
    assert recipe.prompt == "a [31mred fox\ufffd \u200fשלום 👩\u200d🚀\nx"
    assert ("Sampler", "Euler") in recipe.facts
    assert recipe.request.seed == 4


def test_text_is_cut_to_size_and_said(file, files):
    recipe = recipes.read(file(files.text_png(parameters="a" * 500_000)))
    assert len(recipe.prompt) == 64_000
    assert [note.key for note in recipe.notes] == ["recipes.cut"]
