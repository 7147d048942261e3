"""What the five documents show: their sample requests beside what the studio sends for the same order, and their sample replies word for word."""

import ast
import json

import pytest

from studio import Request
from studio.core.report import report
from tests.conformance.recorder import WIRE, b64, desk, form, inline, picture, put, reply, said, wired

RED = picture("red")
EXAMPLES = WIRE.parents[1] / "demo" / "documents"
PERMITTED = {  # what a document lists for a field; empty: any value
    "generic": {
        "aspectRatio": ("1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9"),
        "imageSize": ("1K", "2K", "4K"),
        "role": ("user", "model"),
    },
    "ezmodel": {"imageSize": ("1K", "2K", "4K"), "role": ("user", "model")},
    "octopusx": {"aspectRatio": ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9"), "imageSize": ("1K", "2K"), "role": ("user",)},
    "ofox": {},
}
REQUIRED = {  # dotted; [] is every item
    "generic": (
        "contents", "contents[].role", "contents[].parts", "generationConfig.responseModalities", "generationConfig.imageConfig.aspectRatio",
        "generationConfig.imageConfig.imageSize",
    ),
    "ezmodel": ("contents", "contents[].parts"),
    "octopusx": ("contents", "contents[].role", "contents[].parts", "generationConfig", "generationConfig.imageConfig"),
    "ofox": ("contents", "contents[].parts"),
}  # fmt: skip
UNSHOWN = {"contents[].role", "generationConfig.thinkingConfig.includeThoughts"}  # beyond a sample: the role (C12), and thoughts asked of a model that thinks


def leaves(value, at=""):
    """Every path of a body and what stands there; items of a list share a path."""
    if isinstance(value, dict):
        return {path: found for key, item in value.items() for path, found in leaves(item, f"{at}.{key}".lstrip(".")).items()}
    if isinstance(value, list):
        every = {}
        for item in value:
            for path, found in leaves(item, f"{at}[]").items():
                every.setdefault(path, []).extend(found)
        return every
    return {at: [value]}


def has(body, path):
    """Whether a dotted path is there, in every item where it says []."""
    head, _, rest = path.partition(".")
    value = body.get(head.removesuffix("[]"))
    items = value if head.endswith("[]") else [value]
    return value is not None and bool(items) and all(has(item, rest) if rest else item is not None for item in items)


def fits(name, sent, sample):
    """What was sent has all of the sample with its very values, what the document requires, values it permits, and nothing that no one asked for."""
    ours, shown = leaves(sent), leaves(sample)
    for path, values in shown.items():
        assert sorted(map(str, ours[path])) == sorted(map(str, values)), path
        assert [type(value) in (int, float) for value in ours[path]] == [type(value) in (int, float) for value in values]
    assert set(ours) - set(shown) <= UNSHOWN | {"generationConfig.responseModalities[]"}
    for path in REQUIRED[name]:
        assert has(sent, path), path
    for path, values in ours.items():
        allowed = PERMITTED[name].get(path.rpartition(".")[2])
        assert not allowed or set(values) <= set(allowed), path


async def order(home, name, model, sample, answer=None, **asked):
    """The studio's body for what a sample orders, compared; and the result."""
    async with desk(home, answer or reply(said(inline(RED)))) as d:
        result = await d.studio.run(Request(gateway=name, model=model, stream=False, **asked))
    assert result.status == "ok", report(result)
    (got,) = d.got
    fits(name, got.json, sample)
    assert got.target.endswith(f"/v1beta/models/{model}:generateContent")
    return result


def wire(name, **replaced):
    text = (WIRE / name).read_text(encoding="utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return json.loads(text)


@wired
async def test_generic_image_sample(tmp_path):
    sample = wire("generic.image.request.json")
    await order(tmp_path, "generic", "gemini-3.1-flash-image-preview", sample, prompt="a neon fox, cinematic", aspect="16:9", size="2K", image_only=True)


@wired
async def test_generic_text_sample_as_far_as_pictures_go(tmp_path):
    async with desk(tmp_path, reply(said(inline(RED)))) as d:
        await d.studio.run(Request(gateway="generic", model="gemini-2.5-pro", prompt="Hello, Gemini", temperature=0.7, stream=False))
    sample = wire("generic.text.request.json")
    assert d.got[0].target == "/v1beta/models/gemini-2.5-pro:generateContent"
    assert d.got[0].json["contents"] == sample["contents"]
    assert d.got[0].config["temperature"] == sample["generationConfig"]["temperature"]


@wired
async def test_ezmodel_sample_and_its_reply(tmp_path):
    answer = reply((WIRE / "ezmodel.response.json").read_text().replace("iVBORw0KGgoAAA...", b64(RED)))
    sample = wire("ezmodel.request.json")
    asked = {"prompt": "A cyberpunk style fox running in a forest", "aspect": "16:9", "size": "1K", "image_only": True}
    result = await order(tmp_path, "ezmodel", "gemini-2.0-flash-exp", sample, answer, **asked)
    assert result.images[0].path.read_bytes() == RED
    assert (result.usage.prompt, result.usage.candidates, result.usage.total) == (15, 0, 15)
    assert result.billed.basis != "usage"
    assert result.answers[0].finished.reason == "STOP"


@pytest.mark.parametrize("form", ["base64", "url"])
@wired
async def test_octopusx_sample_and_its_reply_in_both_forms(tmp_path, form):
    sample = wire("octopusx.generate.request.json")
    text = (WIRE / "octopusx.response.json").read_text()
    async with desk(tmp_path) as d:
        data = b64(RED) if form == "base64" else f"{d.recorder.url}/files/1.png"
        d.recorder.choose = lambda got: reply(RED, kind="image/png") if got.method == "GET" else reply(text.replace("BASE64_OR_URL", data))
        result = await d.studio.run(
            Request(
                gateway="octopusx",
                model="gemini-3-pro-image-preview",
                prompt="A futuristic AI workstation scene, cool-toned atmosphere, cinematic lighting",
                aspect="16:9",
                size="2K",
                temperature=1.0,
                top_p=0.95,
                max_tokens=8192,
                stream=False,
            )
        )
    fits("octopusx", d.got[0].json, sample)
    assert d.got[0].headers["accept"] == "application/json"
    assert result.images[0].path.read_bytes() == RED
    assert (result.usage.prompt, result.usage.candidates, result.usage.total) == (123, 456, 579)
    assert result.answers[0].served == "gemini-3-pro-image-preview"
    assert len(d.got) == (1 if form == "base64" else 2)


EDIT = "Keep the subject and atmosphere of the reference image, and remake it into a more premium poster"
BLEND = "Blend the style of the reference images and output a high-resolution landscape poster"


@pytest.mark.parametrize(("file", "prompt", "marks"), [
    ("octopusx.edit.request.json", EDIT, ("BASE64_IMAGE",)),
    ("octopusx.blend.request.json", BLEND, ("BASE64_IMAGE_1", "BASE64_IMAGE_2")),
])  # fmt: skip
@wired
async def test_octopusx_pictures_along(tmp_path, file, prompt, marks):
    paths = tuple(put(tmp_path / "mine", f"{mark}.jpg", picture(colour, "JPEG")) for mark, colour in zip(marks, ("red", "blue"), strict=False))
    async with desk(tmp_path / "h", reply(said(inline(RED)))) as d:
        asked = {"gateway": "octopusx", "model": "gemini-3-pro-image-preview", "aspect": "16:9", "size": "2K", "stream": False}
        await d.studio.run(Request(task="edit", prompt=prompt, references=paths, **asked))
    sent = d.got[0].json
    for part, mark in zip(sent["contents"][0]["parts"][1:], marks, strict=True):
        part["inlineData"]["data"] = mark
    sample = wire(file)
    fits("octopusx", sent, sample)
    assert sent["contents"] == sample["contents"]
    assert list(sent["contents"][0]["parts"][0]) == ["text"]


@wired
async def test_ofox_samples_and_the_reply(tmp_path):
    answer = reply((WIRE / "ofox-gemini.response.json").read_text().replace("<image Base64>", b64(RED)))
    model = "google/gemini-3.1-flash-image-preview"
    sample = {"contents": [{"parts": [{"text": "A simple red apple on a white table, photorealistic"}]}]}
    result = await order(tmp_path, "ofox", model, sample, answer, prompt="A simple red apple on a white table, photorealistic")
    assert result.images[0].path.read_bytes() == RED
    assert result.thoughts == "..."
    assert result.text == ""
    usage = result.usage
    assert (usage.prompt, usage.candidates, usage.thoughts, usage.total, usage.image) == (1097, 1120, 1306, 3523, 1120)
    assert result.billed.basis == "usage"
    assert result.answers[0].served == model
    apple = put(tmp_path / "mine", "apple.png", RED)
    async with desk(tmp_path, answer) as d:
        await d.studio.run(Request(task="edit", gateway="ofox", model=model, prompt="把苹果改成绿色,其他保持不变", references=(apple,), stream=False))
    assert d.got[0].json["contents"] == [{"role": "user", "parts": [{"text": "把苹果改成绿色,其他保持不变"}, inline(RED)]}]
    assert d.got[0].headers["x-goog-api-key"]
    text = wire("ofox-gemini.request.json")
    async with desk(tmp_path, answer) as d:
        await d.studio.run(Request(gateway="ofox", model="google/gemini-3.1-flash-lite-preview", prompt=text["contents"][0]["parts"][0]["text"], stream=False))
    assert d.got[0].target == "/gemini/v1beta/models/google/gemini-3.1-flash-lite-preview:generateContent"
    fits("ofox", d.got[0].json, text)


def order_of(name):
    """What an example in Python hands to the official client."""
    tree = ast.parse((EXAMPLES / f"ofox-openai-images.{name}.python").read_text(encoding="utf-8"))
    (call,) = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in ("generate", "edit"))
    return {keyword.arg: keyword.value.value for keyword in call.keywords if isinstance(keyword.value, ast.Constant)}


@pytest.mark.parametrize("name", ["picture", "gemini"])
@wired
async def test_ofox_images_samples_and_their_reply(tmp_path, name):
    sample = order_of(name)
    answer = reply((WIRE / "ofox-openai.generations.response.json").read_text(encoding="utf-8").replace("<image Base64>", b64(RED)))
    asked = {"prompt": sample["prompt"], "size": sample["size"], "quality": sample["quality"], "format": sample["output_format"]}
    async with desk(tmp_path, answer) as d:
        result = await d.studio.run(Request(gateway="ofox", model=sample["model"], route="openai_images", stream=False, **asked))
    (got,) = d.got
    assert (got.method, got.target, got.headers["authorization"][:7]) == ("POST", "/v1/images/generations", "Bearer ")
    assert got.json == sample
    assert [image.path.read_bytes() for image in result.images] == [RED]
    assert (result.usage.prompt, result.usage.candidates, result.usage.total, result.billed.basis) == (14, 208, 222, "usage")
    assert result.answers[0].served == "openai/gpt-image-2"


@wired
async def test_ofox_images_edit_sample_and_its_reply(tmp_path):
    sample, apple = order_of("edit"), put(tmp_path / "mine", "apple.png", RED)
    answer = reply((WIRE / "ofox-openai.edits.response.json").read_text(encoding="utf-8").replace("<edited image Base64>", b64(RED)))
    async with desk(tmp_path, answer) as d:
        asked = {"prompt": sample["prompt"], "size": sample["size"], "quality": sample["quality"], "references": (apple,)}
        result = await d.studio.run(Request(task="edit", gateway="ofox", model=sample["model"], stream=False, **asked))
    (got,) = d.got
    assert got.target == "/v1/images/edits"
    parts = form(got)
    assert {name: data.decode() for name, file, _, data in parts if not file} == sample
    assert [(name, kind, data) for name, file, kind, data in parts if file] == [("image", "image/png", RED)]
    assert (result.usage.prompt, result.usage.prompt_image, result.usage.candidates, result.usage.total) == (1041, 1024, 358, 1399)
