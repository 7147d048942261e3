"""The provider documents' own examples on the demo gateway's faces: run as they stand, and each answers as its document shows.

Their text lies in `documents/` (bodies and replies in tests/dialects/wire), with the line breaks that the documents lost. Placeholders are filled and the
origin is the gateway's; nothing else is changed. Where the documents themselves lie beside the checkout, every example is looked up in them, and what is
left of them must hold none. OctopusX's schema template, which is no example, is left out.
"""

import io
import json
import os
import re
import shutil
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import httpx
import pytest
from PIL import Image

HERE = Path(__file__).parent
EXAMPLES = HERE / "documents"
WIRE = HERE.parent / "dialects" / "wire"
PROVIDERS = HERE.parents[1].parent / "shared" / "providers"
ORIGINS = {
    "https://api.ezmodel.cloud": "/ez", "https://your-domain": "/generic", "https://octopusx.ai": "/octopus", "https://api.ofox.ai": "",
}  # fmt: skip
DOCUMENTS = {  # which file holds what of a document
    "ezmodel": ("ezmodel.picture.sh", "ezmodel.response.json"),
    "generic-gemini": ("generic.text.sh", "generic.picture.sh"),
    "octopusx": (
        "octopusx.template.sh", "octopusx.response.json", "octopusx.edit.request.json", "octopusx.picture.sh", "octopusx.blend.request.json",
    ),
    "ofox-gemini": (
        "ofox-gemini.text.sh", "ofox-gemini.stream.python", "ofox-gemini.describe.python", "ofox-gemini.picture.python", "ofox-gemini.edit.python",
        "ofox-gemini.response.json",
    ),
    "ofox-openai-images": (
        "ofox-openai-images.picture.python", "ofox-openai-images.gemini.python", "ofox-openai-images.edit.python", "ofox-openai.generations.response.json",
        "ofox-openai.edits.response.json",
    ),
}  # fmt: skip
BODIES = {  # what is a body alone here, beside the command or the reply that it stands in
    "ezmodel.request.json": "ezmodel", "generic.image.request.json": "generic-gemini", "generic.text.request.json": "generic-gemini",
    "octopusx.generate.request.json": "octopusx", "ofox-gemini.request.json": "ofox-gemini",
}  # fmt: skip
SIGNS = re.compile(r'curl[-"h]|client\.|from(?:google|openai)|importbase64|"contents":|"candidates":|"created":|requests\.|fetch\(|axios')  # without blanks


def read(name):
    path = EXAMPLES / name
    return (path if path.exists() else WIRE / name).read_text(encoding="utf-8").strip()


def bare(text):
    """Without white space, which the documents lost or gained."""
    return "".join(text.split())


documents = pytest.mark.skipif(not PROVIDERS.is_dir(), reason="the provider documents do not lie beside this checkout")


@documents
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_example_is_in_its_document_and_the_document_holds_no_other(document):
    text = (PROVIDERS / f"{document}.txt").read_text(encoding="utf-8")
    left = bare(text)
    for name in DOCUMENTS[document]:
        assert bare(read(name)) in left, name
        left = left.replace(bare(read(name)), "\n")
    for name in (name for name, holder in BODIES.items() if holder == document):
        assert bare(read(name)) in bare(text), name
    said = [found[0] for found in SIGNS.finditer(left)]
    assert said == []


@documents
def test_every_document_is_here():
    assert {path.stem for path in PROVIDERS.glob("*.txt")} == set(DOCUMENTS)


def test_every_file_belongs_to_a_document():
    assert {path.name for path in EXAMPLES.iterdir()} <= {name for names in DOCUMENTS.values() for name in names}


# running them


def placed(text, gateway):
    """With the gateway's address and key."""
    for origin, face in ORIGINS.items():
        text = text.replace(origin, gateway + face)
    assert "https://" not in text
    return re.sub(r"(?<!\$)\bYOUR_(OFOX_)?API_KEY", "demo", text)


def shell(name, gateway, tmp_path):
    """What real curl gets."""
    if shutil.which("curl") is None:
        pytest.skip("the documents' commands need curl")  # what they send is also posted without it, in tests/demo/test_faces.py; CI has curl
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **dict.fromkeys(("YOUR_API_KEY", "API_KEY", "OFOX_API_KEY"), "demo")}
    done = subprocess.run(["sh", "-c", placed(read(name), gateway)], env=env, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def python(name, gateway, before=""):
    """The names that are there when the example has run."""
    names = {}
    exec(placed(before + read(name), gateway), names)
    names["client"].close()
    return names


def client():
    """The lines of the document that make its `client`, which its first examples take for granted."""
    return read("ofox-gemini.picture.python").partition("resp =")[0]


def face(path, body, gateway):
    """What a body that stands alone gets at its document's path."""
    reply = httpx.post(f"{gateway}{path}", headers={"Authorization": "Bearer demo", "Content-Type": "application/json"}, content=body, timeout=60)
    assert reply.status_code == 200, reply.text
    return reply.json()


def shown(sample, answer, at=""):
    """That an answer holds whatever its document shows, key by key: the same words for what is fixed, the same kind of value for what was made."""
    assert type(answer) is type(sample), at
    if isinstance(sample, dict):
        for key, value in sample.items():
            assert key in answer, f"{at}.{key}"
            shown(value, answer[key], f"{at}.{key}")
    elif isinstance(sample, list):
        for item in sample:  # each that is shown is there; an answer may hold more of them
            assert any(matches(item, given) for given in answer), f"{at}[]: {item}"
    elif isinstance(sample, str) and not re.search(r"[<>]|\.\.\.|BASE64|^\d{4}-", sample):
        assert answer == sample, at


def matches(sample, answer):
    try:
        shown(sample, answer)
    except AssertionError:
        return False
    return True


def size(data):
    if data.startswith("http"):
        data = b64encode(httpx.get(data).content).decode()
    with Image.open(io.BytesIO(b64decode(data, validate=True))) as picture:
        picture.load()
        return picture.format, picture.size


def drawn(answer):
    return [size(part["inlineData"]["data"]) for part in answer["candidates"][0]["content"]["parts"] if "inlineData" in part]


def said(answer):
    return "".join(part.get("text", "") for part in answer["candidates"][0]["content"]["parts"])


def jpeg(colour):
    out = io.BytesIO()
    Image.new("RGB", (96, 64), colour).save(out, "JPEG")
    return b64encode(out.getvalue()).decode()


def test_ezmodel_s_picture(gateway, tmp_path):
    answer = shell("ezmodel.picture.sh", gateway, tmp_path)
    shown(json.loads(read("ezmodel.response.json")), answer)
    assert drawn(answer) == [("PNG", (1376, 768))]
    assert answer["usageMetadata"]["candidatesTokenCount"] == 0


def test_generic_s_text(gateway, tmp_path):
    answer = shell("generic.text.sh", gateway, tmp_path)
    assert "Hello, Gemini" in said(answer)
    assert answer["candidates"][0]["finishReason"] == "STOP"


def test_generic_s_picture(gateway, tmp_path):
    answer = shell("generic.picture.sh", gateway, tmp_path)
    assert drawn(answer) == [("PNG", (2752, 1536))]
    assert said(answer) == ""  # IMAGE alone was asked for


def test_octopusx_s_picture(gateway, tmp_path):
    answer = shell("octopusx.picture.sh", gateway, tmp_path)
    shown(json.loads(read("octopusx.response.json")), answer)
    assert drawn(answer) == [("PNG", (2752, 1536))]


@pytest.mark.parametrize(("name", "colours"), [
    ("octopusx.edit.request.json", {"BASE64_IMAGE": "red"}), ("octopusx.blend.request.json", {"BASE64_IMAGE_1": "red", "BASE64_IMAGE_2": "blue"}),
])  # fmt: skip
def test_octopusx_s_pictures_of_pictures(gateway, name, colours):
    body = read(name)
    for mark, colour in colours.items():
        body = body.replace(f'"{mark}"', f'"{jpeg(colour)}"')
    answer = face("/octopus/v1beta/models/gemini-3-pro-image-preview:generateContent", body, gateway)
    shown(json.loads(read("octopusx.response.json")), answer)
    assert drawn(answer) == [("PNG", (2752, 1536))]
    assert answer["usageMetadata"]["promptTokenCount"] > 1000 * len(colours)


def test_ofox_s_text(gateway, tmp_path):
    answer = shell("ofox-gemini.text.sh", gateway, tmp_path)
    assert "用 Python 实现一个简单的 Web 服务器" in said(answer)
    assert answer["candidates"][0]["content"]["parts"][0]["thought"] is True
    assert answer["modelVersion"] == "google/gemini-3.1-flash-lite-preview"


def test_ofox_s_stream(gateway, capsys):
    python("ofox-gemini.stream.python", gateway, client())
    assert "写一篇关于 AI 的文章" in capsys.readouterr().out


def test_ofox_describes_a_picture(gateway, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b64decode(jpeg("teal")))
    assert "96×64" in python("ofox-gemini.describe.python", gateway, client())["response"].text


def test_ofox_s_picture(gateway, tmp_path):
    resp = python("ofox-gemini.picture.python", gateway)["resp"]
    with Image.open(tmp_path / "output.png") as made:
        assert (made.format, made.size) == ("PNG", (1024, 1024))
    shown(json.loads(read("ofox-gemini.response.json")), resp.model_dump(mode="json", by_alias=True, exclude_none=True))
    usage = resp.usage_metadata
    assert usage.total_token_count == usage.prompt_token_count + usage.candidates_token_count + usage.thoughts_token_count


def test_ofox_s_edit(gateway, tmp_path):
    Image.new("RGB", (96, 64), "red").save(tmp_path / "apple.png")
    resp = python("ofox-gemini.edit.python", gateway)["resp"]
    with Image.open(tmp_path / "apple_edited.png") as made:
        assert (made.format, made.size) == ("PNG", (1264, 848))
    shown(json.loads(read("ofox-gemini.response.json")), resp.model_dump(mode="json", by_alias=True, exclude_none=True))


@pytest.mark.parametrize("which", ["picture", "gemini"])
def test_ofox_s_images(gateway, tmp_path, which):
    resp = python(f"ofox-openai-images.{which}.python", gateway)["resp"]
    with Image.open(tmp_path / "output.png") as made:
        assert (made.format, made.size) == ("PNG", (1024, 1024))
    sample = read("ofox-openai.generations.response.json")
    if which == "gemini":
        sample = sample.replace("openai/gpt-image-2", "google/gemini-3.1-flash-image-preview")
    answer = resp.model_dump(mode="json", exclude_unset=True)
    shown(json.loads(sample), answer)
    assert answer["data"][0]["index"] == 0
    assert answer["usage"]["total_tokens"] == answer["usage"]["input_tokens"] + answer["usage"]["output_tokens"]


def test_ofox_s_image_edit(gateway, tmp_path):
    Image.new("RGB", (96, 64), "red").save(tmp_path / "apple.png")
    resp = python("ofox-openai-images.edit.python", gateway)["resp"]
    with Image.open(tmp_path / "apple_edited.png") as made:
        assert (made.format, made.size) == ("PNG", (96, 64))  # auto keeps the size
        assert made.convert("RGB").getpixel((48, 32)) != (255, 0, 0)
    answer = resp.model_dump(mode="json", exclude_unset=True)
    shown(json.loads(read("ofox-openai.edits.response.json")), answer)
    assert (answer["usage"]["num_input_images"], answer["usage"]["input_tokens_details"]["image_tokens"] > 0) == (1, True)
