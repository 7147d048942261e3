"""Whatever bytes come: a recipe, None, or an error of ours; in little time and little memory."""

import contextlib
import json
import struct
import time
import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.request import Request
from studio.errors import StudioError
from studio.imaging import recipes
from studio.imaging.recipes import a1111, believed, cbor, comfyui, exif, fooocus, invokeai, ours, swarmui, text, xmp
from studio.imaging.recipes.gathering import gather

RECIPE = ours.shaped(Request(prompt="a fox", model="m", seed=3), ours.Made(), "0.1.0")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def looked_through(path, target) -> None:
    """Every way in. Only errors of ours may come out, and what comes out can be shown."""
    for asked in (recipes.read, recipes.credentials, recipes.mark):
        found = asked(path)
        if asked is recipes.read and found:
            for words in (found.prompt, found.negative, found.tool, found.version, *(part for fact in found.facts for part in fact)):
                assert "\x00" not in words
                words.encode()
            recipes.refill(found, ())
    for public in (False, True):
        try:
            recipes.copy(path, target, RECIPE, public=public)
        except StudioError:
            continue
        assert recipes.mark(target)


HEADS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00MM\x00*", b"RIFF\xff\xff\x00\x00WEBPVP8X")


@QUICK
@given(head=st.sampled_from(HEADS), data=st.binary(max_size=400))
def test_any_bytes(file, tmp_path, head, data):
    looked_through(file(head + data), tmp_path / "copy")


@QUICK
@given(data=st.data())
def test_whole_files_broken_anywhere(file, files, tmp_path, infotext, data):
    comment = files.user_comment(b"UNICODE\x00" + infotext.encode("utf-16-be"))
    packet = xmp.packet("trainedAlgorithmicMedia", recipe=ours.write(RECIPE))
    texts = (b"tEXt", b"parameters\x00" + infotext.encode()), (b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + packet)
    whole = bytearray(
        data.draw(
            st.sampled_from(
                (
                    files.png(*texts, (b"eXIf", comment)),
                    files.png((b"zTXt", b"parameters\x00\x00" + zlib.compress(infotext.encode())), (b"caBX", b"\x00\x00\x00\x20jumb" + bytes(24))),
                    files.jpeg((0xE1, b"Exif\x00\x00" + comment), (0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet), (0xEB, b"JP\x00\x01" + bytes(30))),
                    files.webp((b"EXIF", comment), (b"XMP ", packet), (b"C2PA", bytes(40))),
                )
            )
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    looked_through(file(bytes(whole[: data.draw(st.integers(0, len(whole)))])), tmp_path / "copy")


NAMES = st.text(max_size=8) | st.sampled_from(("inputs", "class_type", "nodes", "links"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
KNOWN = ("prompt", "seed", "width", "height", "model", "images", "resolution", "positive_prompt", "image", "sui_image_params", "sui_extra_data", "schema",
         "tool", "request", "references", "pictures", "cost", "nodes", "links", "1", "loras", "base_model", "mask", "swarm_version", "version")  # fmt: skip


@QUICK
@given(said=st.dictionaries(st.sampled_from(KNOWN), JSON, max_size=8), inner=st.dictionaries(st.sampled_from(KNOWN), JSON, max_size=6))
def test_any_json(said, inner):
    for document in (said, {"sui_image_params": inner} | said, {"schema": 1, "tool": "Image Studio", "request": inner, "model": inner} | said, {"1": said}):
        words = json.dumps(document)
        for read in (invokeai.read, invokeai.read_older, invokeai.read_dream, believed.read, lambda words: comfyui.read(words, words)):
            read(words)
        swarmui.read(document)
        fooocus.read(document, "fooocus")


@QUICK
@given(
    nodes=st.dictionaries(
        st.sampled_from("123456"),
        st.fixed_dictionaries(
            {
                "class_type": st.sampled_from(("KSampler", "SaveImage", "CFGGuider", "CLIPTextEncode", "ConditioningZeroOut", "X")),
                "inputs": st.dictionaries(
                    st.sampled_from(("positive", "negative", "guider", "model", "latent_image", "text", "seed", "steps", "noise", "images", "ckpt_name")),
                    st.tuples(st.sampled_from("1234567"), st.integers(-3, 3)).map(list) | st.integers() | st.text(max_size=5) | st.floats(),
                ),
            }
        ),
    )
)
def test_any_graph(nodes):
    comfyui.read(json.dumps(nodes), "")


@QUICK
@given(words=st.text(max_size=300) | st.from_regex(r'([A-Z][a-z]{1,5}: ("[^"]{0,9}"?|\{.{0,9}\}|\w*)(, ?|\n)){0,9}', fullmatch=True))
def test_any_infotext(words):
    recipe = a1111.read(words, certain=True)
    if recipe:
        recipes.refill(recipe, ())


@QUICK
@given(data=st.binary(max_size=200), order=st.sampled_from(("little", "big")))
def test_any_exif_and_cbor(data, order):
    exif.texts(b"MM\x00*\x00\x00\x00\x08" + data)
    exif.texts(b"II*\x00\x08\x00\x00\x00" + data)
    exif.comment(data, order)
    exif.comment(b"UNICODE\x00" + data, order)
    words = "a fox\nSteps: 1"
    for tiff in (data, b"MM\x00*\x00\x00\x00\x08" + data, b"II*\x00\x08\x00\x00\x00" + data):
        assert words in exif.texts(exif.with_comment(tiff, words)).values()
    with contextlib.suppress(ValueError):
        cbor.loads(data)


@QUICK
@given(data=st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_any_xmp(data):
    xmp.properties(data)
    xmp.properties(xmp.packet("x")[:-200] + data)
    merged = xmp.merged(xmp.packet("trainedAlgorithmicMedia").replace(b"</x:", data + b"</x:"), "trainedAlgorithmicMedia", recipe="{}")
    assert merged is None or xmp.properties(merged)[(xmp.STUDIO, "Recipe")] == "{}"


@QUICK
@given(words=st.text(max_size=200), limit=st.integers(1, 100))
def test_clean_text(words, limit):
    cleaned = text.clean(words, limit)
    assert len(cleaned) <= limit
    assert text.clean(cleaned, limit) == cleaned == cleaned.strip()
    cleaned.encode()
    assert not set(cleaned) & set("\x00\x1b\r\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff")
    assert "\n" not in text.line(words)


@QUICK
@given(prompt=st.text(max_size=200), system=st.text(max_size=50), seed=st.none() | st.integers(0, 2**31 - 1))
def test_our_own_is_read_as_it_was_written(prompt, system, seed):
    request = Request(prompt=text.clean(prompt), system=text.clean(system), seed=seed, model="m")
    recipe = ours.shaped(request, ours.Made(), "0.1.0")
    assert believed.read(ours.write(recipe)).request == request
    assert xmp.properties(xmp.packet("x", recipe=ours.write(recipe)))[(xmp.STUDIO, "Recipe")] == ours.write(recipe)


def deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def nodes(count: int) -> str:
    chain = {str(n): {"class_type": "X", "inputs": {f"i{k}": [str(n + k), 0] for k in range(1, 20)}} for n in range(count)}
    return json.dumps(chain | {"0": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "negative": ["2", 0], "model": ["3", 0]}}})


def words_from_everywhere(count: int) -> str:
    """Every input that may hold words comes from another node, and all can be reached in a few steps from any."""
    names = ("text", "value", "string", "string_a", "string_b", "text_g", "text_l", "prompt", "int", "float", "seed", "noise_seed")
    def links(n: int) -> dict[str, list]:
        return {name: [str(n * 12 + k if n * 12 + k < count else n + k), 0] for k, name in enumerate(names, 1)}

    chain = {str(n): {"class_type": "X", "inputs": links(n)} for n in range(1, count)}
    sampler = {"positive": ["1", 0], "negative": ["2", 0], "model": ["3", 0], "seed": ["1", 0], "noise_seed": ["2", 0], "latent_image": ["1", 0]}
    return json.dumps(chain | {"0": {"class_type": "KSampler", "inputs": sampler}})


def zipped(files) -> bytes:
    return files.png(*[(b"zTXt", b"k%d\x00\x00" % n + zlib.compress(bytes(3_900_000), 9)) for n in range(40)])


def counted(files) -> bytes:
    """Five hundred entries of all tags that share three million bytes."""
    entries = b"".join(struct.pack(">HHII", tag, 7, 3_000_000, 6_200) for tag in (0x9286, *range(1, 510)))
    return files.webp((b"EXIF", b"MM\x00*\x00\x00\x00\x08" + struct.pack(">H", 510) + entries + bytes(64) + b"x" * 3_000_000))


BOMBS = {
    "deep JSON": lambda files: files.png((b"tEXt", b"parameters\x00" + b'{"sui_image_params":' + deep(300_000).encode() + b"}")),
    "a dense graph": lambda files: files.png((b"tEXt", b"prompt\x00" + nodes(4_000).encode())),
    "words from everywhere": lambda files: files.text_png(prompt=words_from_everywhere(4_900)),
    "many links": lambda files: files.text_png(workflow=json.dumps({"nodes": [{"id": 1, "type": "X"}] * 30_000, "links": [[1] * 6] * 60_000})),
    "a long number": lambda files: files.png((b"tEXt", b"invokeai_metadata\x00" + b'{"seed":' + b"9" * 3_000_000 + b"}")),
    "zipped zeros": zipped,
    "many chunks": lambda files: files.png(*[(b"tEXt", b"k%d\x00x" % n) for n in range(20_000)]),
    "many lines": lambda files: files.png((b"tEXt", b"parameters\x00" + b"Negative prompt: \n" * 200_000)),
    "deep XML": lambda files: files.webp((b"XMP ", b'<r:a xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + b"<r:a>" * 80_000 + b"x</r:a>" * 80_000)),
    "entities": lambda files: files.png((b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00<!DOCTYPE l [<!ENTITY a 'x'>]><l>" + b"&a;" * 200_000 + b"</l>")),
    "many boxes": lambda files: files.png((b"caBX", b"\x00\x00\x00\x08jumb" * 400_000)),
    "a large manifest": lambda files: files.png((b"caBX", bytes(20_000_000))),
    "counted twice": counted,
    "many comments": lambda files: files.jpeg(*[(0xFE, b"a: b, " * 10_000) for _ in range(300)]),
}


def test_only_a_few_comments_are_looked_at(file, files):
    assert len(gather(file(BOMBS["many comments"](files))).comments) == 8


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_take_little_time(file, files, name):
    path = file(BOMBS[name](files))
    began = time.process_time()
    recipes.read(path)
    recipes.credentials(path)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("name", ["deep JSON", "zipped zeros", "a large manifest", "counted twice"])
def test_bombs_take_little_memory(file, files, name):
    path = file(BOMBS[name](files))
    tracemalloc.start()
    try:
        recipes.read(path)
        recipes.credentials(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 80_000_000
