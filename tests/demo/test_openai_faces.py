"""The OpenAI Images faces by raw HTTP: what each takes and refuses, what an answer holds, what an edit does to pixels, every scenario of this wire."""

import asyncio
import io
import json
import logging
import time
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.demo import frames
from studio.demo import scenarios as gemini_scenarios
from studio.demo.openai_images import answers, faces, scenarios
from studio.demo.openai_images.faces import MIB
from studio.demo.run import running

BEARER = {"Authorization": "Bearer demo"}
APPLE = "A simple red apple on a white table"
PLAIN = "terrazzo pattern"  # paints in a moment
OFOX, GEMINI, GPT, ANY = "openai/gpt-image-2", "google/gemini-3.1-flash-image-preview", "gpt-image-2", "demo-painter"
SMALL = {"openai/v1": {"model": ANY, "size": "64x64"}, "v1": {"model": OFOX, "size": "256x256", "quality": "low"}}


@pytest.fixture(scope="module")
def generate(http):
    def call(prompt=PLAIN, face="openai/v1", headers=None, **more):
        body = {"prompt": prompt, **SMALL[face], **more}
        return http.post(f"/{face}/images/generations", headers={**BEARER, **(headers or {})}, json={k: v for k, v in body.items() if v != "absent"})

    return call


@pytest.fixture(scope="module")
def edit(http, file):
    """POST of an edit: `files` as (field, data, mime), a small picture when none are given."""

    def call(prompt="make it sepia", face="openai/v1", files=None, headers=None, **more):
        files = [("image", file(), "image/png")] if files is None else files
        fields = {"prompt": prompt, **{k: v for k, v in SMALL[face].items() if k != "size"}, **more}
        data = {k: str(v) for k, v in fields.items() if v != "absent"}
        parts = [*((k, (None, v)) for k, v in data.items()), *((field, ("a.bin", content, mime)) for field, content, mime in files)]
        return http.post(f"/{face}/images/edits", headers={**BEARER, **(headers or {})}, files=parts)

    return call


@pytest.fixture(scope="module")
def stream(generate, edit):
    """The events of a streamed answer as (name, data), with `[DONE]` as the last name."""

    def call(prompt=PLAIN, *, editing=False, **more):
        reply = (edit if editing else generate)(prompt, stream="true" if editing else True, **more)
        assert reply.status_code == 200, reply.text
        assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
        return events(reply.text)

    return call


def events(text):
    out = []
    blocks = text.split("\n\n")
    assert blocks.pop() == ""
    for block in blocks:
        lines = block.split("\n")
        if lines == ["data: [DONE]"]:
            out.append(("[DONE]", None))
        elif lines != [": PING"]:
            name, data = lines if len(lines) == 2 else ("", lines[0])
            out.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return out


def first(reply):
    assert reply.status_code == 200, reply.text
    return reply.json()["data"][0]["b64_json"]


def refused(reply, status=400):
    assert reply.status_code == status, reply.text
    (inside,) = reply.json().values()
    assert "demo" not in inside["message"] or "scenario" in inside["message"]  # never a key in a message
    return inside


def encoded(picture, kind="PNG"):
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def mask(size, *boxes, ground=255):
    """A mask that is clear in the boxes."""
    picture = Image.new("RGBA", size, (0, 0, 0, ground))
    for box in boxes:
        picture.paste((0, 0, 0, 0), box)
    return encoded(picture)


def scene(size=(160, 120)):
    picture = Image.new("RGB", size, "#d8d2c8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, size[1] * 2 // 3, *size), fill="#a58c6f")
    draw.ellipse((size[0] // 3, size[1] // 4, size[0] * 2 // 3, size[1] * 3 // 4), fill="#c4231c")
    return picture


# -- what the Ofox document shows --


def test_ofox_generates_as_its_document_shows(http, opened):
    body = {"model": OFOX, "prompt": APPLE, "size": "1024x1024", "quality": "low", "output_format": "png"}
    answer = http.post("/v1/images/generations", headers=BEARER, json=body).json()
    shown = """{ "created": 1777385517, "data": [ { "b64_json": "<image Base64>", "index": 0 } ], "model": "openai/gpt-image-2", "size": "1024x1024",
    "quality": "low", "usage": { "input_tokens": 14, "input_tokens_details": { "text_tokens": 14 }, "output_tokens": 208, "total_tokens": 222 } }"""
    picture = opened(answer["data"][0]["b64_json"])
    assert (picture.format, picture.size) == ("PNG", (1024, 1024))
    assert abs(answer["created"] - time.time()) < 60
    answer["created"], answer["data"][0]["b64_json"] = 1777385517, "<image Base64>"
    assert json.dumps(answer) == json.dumps(json.loads(shown))  # the same keys in the same order, and the same numbers


def test_ofox_edits_as_its_document_shows(http, opened):
    body = {"model": OFOX, "prompt": "把苹果改成绿色,其他保持不变", "size": "auto", "quality": "low"}
    source = scene((300, 200))
    reply = http.post("/v1/images/edits", headers=BEARER, data=body, files={"image": ("apple.png", encoded(source), "image/png")})
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    assert list(answer) == ["created", "data", "model", "size", "quality", "usage"]
    assert list(answer["data"][0]) == ["b64_json", "index"]
    assert (answer["model"], answer["size"], answer["quality"]) == (OFOX, "auto", "low")
    usage = answer["usage"]
    assert set(usage) == {"input_tokens", "input_tokens_details", "num_input_images", "output_tokens", "total_tokens"}
    assert set(usage["input_tokens_details"]) == {"image_tokens", "text_tokens"}
    assert usage["num_input_images"] == 1
    assert usage["input_tokens"] == sum(usage["input_tokens_details"].values())
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    after = opened(answer["data"][0]["b64_json"]).convert("RGB")
    assert after.size == (300, 200)  # auto keeps the original size
    red, green, _ = after.getpixel((150, 100))
    assert green > red  # the apple
    assert max(abs(a - b) for a, b in zip(after.getpixel((5, 5)), source.getpixel((5, 5)), strict=True)) < 6  # nothing else


def test_ofox_never_takes_n_for_a_gemini_model(generate):
    for value in (1, 2, None):
        inside = refused(generate(face="v1", model=GEMINI, n=value))
        assert "numberOfImages" in inside["message"]
        assert inside["code"] == 400  # the gateway's own shape
        assert inside["message"].endswith("[ofox.ai]")
    answer = generate(face="v1", model=GEMINI)
    assert (answer.status_code, answer.json()["model"]) == (200, GEMINI)


def test_ofox_edits_no_gemini_model(edit):
    assert f"Image editing is not supported for model {GEMINI}" in refused(edit(face="v1", model=GEMINI))["message"]


def test_ofox_answers_a_stream_of_a_gemini_model_in_one_piece(generate):
    reply = generate(face="v1", model=GEMINI, stream=True)
    assert reply.headers["content-type"] == "application/json"
    assert first(reply)


def test_ofox_sizes(generate, opened):
    for size in ("auto", "1024x1024", "1536x1024", "1024x1536", "256x256", "512x512", "1792x1024", "1024x1792"):
        assert generate("x demo:no_image", face="v1", size=size).json()["size"] == size
    for size in ("256x256", "512x512", "1024x1536"):
        assert "x".join(map(str, opened(first(generate(face="v1", size=size))).size)) == size


@pytest.mark.parametrize("quality", ["auto", "low", "medium", "high", "standard", "hd"])
def test_ofox_qualities(generate, quality):
    assert generate(face="v1", quality=quality).json()["quality"] == quality


# -- what is refused --


@pytest.mark.parametrize("face", ["v1", "openai/v1"])
@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"model": "absent"}, "missing_required_parameter", "model"),
        ({"prompt": "absent"}, "missing_required_parameter", "prompt"),
        ({"prompt": None}, "missing_required_parameter", "prompt"),
        ({"prompt": "  "}, "empty_string", "prompt"),
        ({"prompt": "x" * 32_001}, "string_above_max_length", "prompt"),
        ({"prompt": ["x"]}, "invalid_type", "prompt"),
        ({"model": 2}, "invalid_type", "model"),
        ({"aspect_ratio": "16:9"}, "unknown_parameter", "aspect_ratio"),
        ({"seed": 1}, "unknown_parameter", "seed"),
        ({"image": "x"}, "unknown_parameter", "image"),
        ({"input_fidelity": "high"}, "unknown_parameter", "input_fidelity"),
        ({"n": 0}, "integer_below_min_value", "n"),
        ({"n": 11}, "integer_above_max_value", "n"),
        ({"n": "2"}, "invalid_type", "n"),
        ({"n": 1.5}, "invalid_type", "n"),
        ({"n": True}, "invalid_type", "n"),
        ({"size": "1K"}, "invalid_value", "size"),
        ({"size": "1024*1024"}, "invalid_value", "size"),
        ({"size": 1024}, "invalid_type", "size"),
        ({"quality": "best"}, "invalid_value", "quality"),
        ({"quality": "xhigh"}, "invalid_value", "quality"),
        ({"background": "white"}, "invalid_value", "background"),
        ({"background": "transparent", "output_format": "jpeg"}, "invalid_value", "background"),
        ({"output_format": "jpg"}, "invalid_value", "output_format"),
        ({"output_format": "gif"}, "invalid_value", "output_format"),
        ({"stream": "true"}, "invalid_type", "stream"),
    ],
)
def test_a_generation_that_is_refused(generate, face, more, code, param):
    inside = refused(generate(face=face, **more))
    assert (inside["type"], inside["code"], inside["param"]) == ("invalid_request_error", code, param)
    assert param in inside["message"] or code in ("invalid_value", "invalid_png_output_compression")


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"output_compression": 101, "output_format": "webp"}, "integer_above_max_value", "output_compression"),
        ({"output_compression": 80}, "invalid_png_output_compression", "output_compression"),
        ({"moderation": "none"}, "invalid_value", "moderation"),
        ({"partial_images": 1}, "invalid_value", "partial_images"),
        ({"partial_images": 4, "stream": True}, "integer_above_max_value", "partial_images"),
        ({"user": 7}, "invalid_type", "user"),
    ],
)
def test_a_generation_that_openai_refuses(generate, more, code, param):
    inside = refused(generate(**more))
    assert (inside["type"], inside["code"], inside["param"]) == ("invalid_request_error", code, param)


@pytest.mark.parametrize(
    "more", [{"output_compression": 85, "output_format": "webp"}, {"moderation": "low"}, {"partial_images": 1, "stream": True}, {"user": "u"}]
)
@pytest.mark.parametrize("model", [OFOX, GEMINI])
def test_ofox_takes_no_parameter_that_its_document_does_not_name(generate, edit, model, more):
    for reply in (generate(face="v1", model=model, **more), *([edit(face="v1", **more)] if model == OFOX else [])):
        assert refused(reply)["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("face", "model", "more", "param"),
    [
        ("v1", OFOX, {"size": "1536x864"}, "size"),  # its document names eight
        ("v1", GEMINI, {"size": "1536x864"}, "size"),
        ("v1", OFOX, {"response_format": "url"}, "response_format"),
        ("v1", OFOX, {"style": "vivid"}, "style"),
        ("openai/v1", GPT, {"response_format": "b64_json"}, "response_format"),
        ("openai/v1", GPT, {"style": "natural"}, "style"),
        ("openai/v1", GPT, {"quality": "hd"}, "quality"),
        ("openai/v1", GPT, {"complexity": "high"}, "complexity"),
        ("openai/v1", GPT, {"size": "1000x1000"}, "size"),  # not by 16
        ("openai/v1", GPT, {"size": "2048x640"}, "size"),  # 3.2 : 1
        ("openai/v1", GPT, {"size": "640x2048"}, "size"),
        ("openai/v1", GPT, {"size": "3856x2160"}, "size"),
        ("openai/v1", GPT, {"size": "3840x2176"}, "size"),
        ("openai/v1", GPT, {"size": "640x640"}, "size"),  # too few pixels
        ("openai/v1", GPT, {"size": "0x0"}, "size"),
        ("openai/v1", "gpt-image-1.5", {"size": "1536x864"}, "size"),
        ("openai/v1", "gpt-image-1.5", {"size": "512x512"}, "size"),
    ],
)
def test_what_one_model_does_not_take(generate, face, model, more, param):
    inside = refused(generate(face=face, **{"model": model, "size": "auto", **more}))
    assert inside["param"] == param
    assert inside["code"] == ("unknown_parameter" if inside["message"].startswith("Unknown parameter") else "invalid_value")


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"n": "two"}, "invalid_type", "n"),
        ({"n": 0}, "integer_below_min_value", "n"),
        ({"stream": "yes"}, "invalid_type", "stream"),
        ({"prompt": "absent"}, "missing_required_parameter", "prompt"),
        ({"model": "absent"}, "missing_required_parameter", "model"),
        ({"moderation": "low"}, "unknown_parameter", "moderation"),  # of generations only
        ({"strength": 0.5}, "unknown_parameter", "strength"),
        ({"image": "https://example.com/a.png"}, "invalid_type", "image"),  # a file, not an address
        ({"input_fidelity": "high", "model": GPT}, "unknown_parameter", "input_fidelity"),
        ({"input_fidelity": "high", "model": "gpt-image-1-mini"}, "invalid_value", "input_fidelity"),
        ({"partial_images": 2}, "invalid_value", "partial_images"),
    ],
)
def test_an_edit_that_is_refused(edit, more, code, param):
    inside = refused(edit(**more))
    assert (inside["type"], inside["code"], inside["param"]) == ("invalid_request_error", code, param)


def test_ofox_edits_have_three_qualities(edit):
    assert refused(edit(face="v1", quality="auto"))["message"].endswith("Supported values are: 'low', 'medium', and 'high'.")


def test_the_files_of_an_edit(edit, file):
    png, jpeg, webp = file(), file("JPEG"), file("WEBP")
    for files, code, param in (
        ([], "missing_required_parameter", "image"),
        ([("mask", mask((60, 40)), "image/png")], "missing_required_parameter", "image"),
        ([("image", png, "image/png")] * 2, "duplicate_parameter", "image"),
        ([("image", png, "image/png"), ("image[]", png, "image/png")], "duplicate_parameter", "image"),
        ([("image[]", png, "image/png")] * 17, "array_above_max_length", "image"),
        ([("picture", png, "image/png")], "unknown_parameter", "picture"),
        ([("image[0]", png, "image/png")], "unknown_parameter", "image[0]"),
        ([("image", png, "application/octet-stream")], "unsupported_file_mimetype", "image"),
        ([("image", file("GIF"), "image/gif")], "unsupported_file_mimetype", "image"),
        ([("image", png, "image/jpg")], "unsupported_file_mimetype", "image"),
        ([("image", jpeg, "image/png")], "invalid_image_file", "image"),
        ([("image[]", png, "image/png"), ("image[]", webp, "image/jpeg")], "invalid_image_file", "image"),
        ([("image", png[: len(png) // 2], "image/png")], "invalid_image_file", "image"),
        ([("image", b"", "image/png")], "invalid_image_file", "image"),
        ([("image", b"<svg/>", "image/png")], "invalid_image_file", "image"),
    ):
        inside = refused(edit(files=files))
        assert (inside["code"], inside["param"]) == (code, param), files
    assert "'image/png' and 'image/jpeg'." in refused(edit(face="v1", files=[("image", webp, "image/webp")]))["message"]  # its document: PNG / JPEG


def test_a_mask_that_is_refused(edit, file):
    image = ("image", file(), "image/png")
    for data, mime, code in (
        (mask((61, 40), (0, 0, 9, 9)), "image/png", "invalid_image_format"),
        (file(), "image/png", "invalid_image_format"),  # no alpha
        (file("WEBP"), "image/webp", "unsupported_file_mimetype"),
        (encoded(Image.new("RGBA", (60, 40)), "WEBP"), "image/png", "invalid_image_file"),
        (mask((60, 40)) + bytes(4 * MIB), "image/png", "file_too_large"),
    ):
        inside = refused(edit(files=[image, ("mask", data, mime)]))
        assert (inside["code"], inside["param"]) == (code, "mask")
    assert refused(edit(files=[image, ("mask", mask((60, 40)), "image/png"), ("mask", mask((60, 40)), "image/png")]))["code"] == "duplicate_parameter"


@pytest.fixture
def narrow():
    """OpenAI's face with small limits, for tests that need not send 50 MB."""
    was = {name: getattr(faces.OPENAI, name) for name in ("limit", "file_limit")}
    for name, value in {"limit": 200_000, "file_limit": 100_000}.items():
        object.__setattr__(faces.OPENAI, name, value)
    yield
    for name, value in was.items():
        object.__setattr__(faces.OPENAI, name, value)


def test_a_file_of_50_mb_and_a_body_beyond_the_limit(http, generate, edit, file, narrow):
    assert refused(generate("x" * 200_000), 413)["type"] == "invalid_request_error"
    assert refused(edit(files=[("image", file() + bytes(100_000), "image/png")]))["code"] == "file_too_large"
    assert "too large" in refused(edit(files=[("image", file() + bytes(20_000_000), "image/png")]), 413)["message"]
    broken = {**BEARER, "Content-Type": "multipart/form-data; boundary=b"}
    content = (piece for piece in (b"--b\r\nno: \r\n\r\nno", *[bytes(1_000_000)] * 8))
    said = http.post("/openai/v1/images/edits", headers=broken, content=content)  # broken at its start, and read to its end all the same
    refused(said, said.status_code if said.status_code == 413 else 400)  # which is seen first is a matter of the pieces it comes in


@pytest.mark.parametrize("face", ["v1", "openai/v1"])
def test_a_body_of_another_kind(http, face):
    body = {"model": GPT, "prompt": "x", "image": "aGk="}
    for reply in (
        http.post(f"/{face}/images/edits", headers=BEARER, json=body),
        http.post(f"/{face}/images/edits", headers=BEARER, data=body),
        http.post(f"/{face}/images/generations", headers=BEARER, data=body),
        http.post(f"/{face}/images/generations", headers=BEARER, content=b"{}"),
    ):
        assert refused(reply)["code"] == "unsupported_content_type"
    for content in (b"{", b"\xff", b"[]"):
        refused(http.post(f"/{face}/images/generations", headers={**BEARER, "Content-Type": "application/json"}, content=content))
    cut = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nPNG'
    for kind, content in (("multipart/form-data", b"x"), ("multipart/form-data; boundary=b", b"--b\r\nno"), ("multipart/form-data; boundary=b", cut)):
        refused(http.post(f"/{face}/images/edits", headers={**BEARER, "Content-Type": kind}, content=content))


@pytest.mark.parametrize("face", ["v1", "openai/v1"])
@pytest.mark.parametrize(
    ("headers", "query"),
    [({}, ""), ({"Authorization": "Bearer wrong"}, ""), ({"Authorization": "demo"}, ""), ({"x-goog-api-key": "demo"}, ""),
     ({**BEARER, "x-goog-api-key": "demo"}, ""), (BEARER, "?key=demo"), ({"api-key": "demo"}, "")],
)  # fmt: skip
def test_a_key_that_is_wrong_or_in_the_wrong_place(http, file, face, headers, query):
    for reply in (
        http.get(f"/{face}/models{query}", headers=headers),
        http.get(f"/{face}/models/{GPT}{query}", headers=headers),
        http.post(f"/{face}/images/generations{query}", headers=headers, json={}),
        http.post(f"/{face}/images/edits{query}", headers=headers, files={"image": ("a.png", file(), "image/png")}),
        http.post(f"/{face}/images/edits{query}", headers=headers, json={}),
    ):
        inside = refused(reply, 401)
        assert (inside["type"], inside["code"]) == ("invalid_request_error", "invalid_api_key")


@pytest.mark.parametrize(("face", "model"), [("v1", GPT), ("v1", "gpt-image-1"), ("openai/v1", OFOX), ("openai/v1", "dall-e-3"), ("openai/v1", "gpt-image-1")])
def test_a_model_that_is_not_there(http, generate, edit, face, model):
    for reply in (generate(face=face, model=model), edit(face=face, model=model), http.get(f"/{face}/models/{model}", headers=BEARER)):
        inside = refused(reply, 404)
        assert (inside["type"], inside["code"], inside["param"]) == ("invalid_request_error", "model_not_found", "model")
    assert ("2026" in inside["message"]) == (face == "openai/v1" and model != OFOX)  # gone, and since when


def test_a_path_that_is_none_and_a_method_that_is_not_taken(http):
    for path in ("/v1/chat/completions", "/openai/v1/images/variations", "/openai/v1/v1/images/generations"):
        assert "Invalid URL" in refused(http.post(path, headers=BEARER, json={}), 404)["message"]
    assert refused(http.get("/v1/images/generations", headers=BEARER), 405)["type"] == "invalid_request_error"
    assert http.post("/google/v1beta/nothing").json()["error"]["status"] == "NOT_FOUND"  # the other wire keeps its shape


def test_models_are_listed_and_shown(http):
    for face in faces.FACES:
        listed = http.get(f"/{face.name}/models", headers=BEARER).json()
        assert listed["object"] == "list"
        assert [entry["id"] for entry in listed["data"]] == [model.id for model in face.models]
        for entry in listed["data"]:
            assert set(entry) == {"id", "object", "created", "owned_by"}
            assert http.get(f"/{face.name}/models/{entry['id']}", headers=BEARER).json() == entry
    assert {entry["id"] for entry in http.get("/v1/models", headers=BEARER).json()["data"]} == {OFOX, GEMINI}


# -- what an answer holds --


def test_openai_answers_with_what_its_types_say(generate, opened):
    answer = generate(model=GPT, size="256x256", quality="low", user="u1", moderation="low").json()
    assert set(answer) == {"created", "background", "data", "output_format", "quality", "size", "usage", "safety_identifier"}
    assert (answer["background"], answer["output_format"], answer["quality"], answer["size"]) == ("opaque", "png", "low", "256x256")
    assert answer["safety_identifier"] == "u1"
    assert [set(item) for item in answer["data"]] == [{"b64_json"}]
    usage = answer["usage"]
    assert usage["input_tokens_details"] == {"image_tokens": 0, "text_tokens": usage["input_tokens"]}
    assert usage["output_tokens_details"] == {"image_tokens": usage["output_tokens"], "text_tokens": 0}
    assert opened(answer["data"][0]["b64_json"]).size == (256, 256)


def test_free_sizes_and_auto(generate, opened):
    for size, delivered in (("1280x720", (1280, 720)), ("480x1440", (480, 1440)), ("auto", (1024, 1024))):
        answer = generate(model=GPT, size=size)
        assert opened(first(answer)).size == delivered
        assert answer.json()["size"] == "{}x{}".format(*delivered)
    for more in ({"size": "3840x2160"}, {"size": "2160x3840"}, {"size": "1024x640"}, {"size": None}, {"quality": "max", "complexity": "low"}):
        assert generate("x demo:no_image", **{"model": "gpt-image-2.6-flare", "size": "auto", **more}).status_code == 200


def test_quality_is_paid_for(generate):
    asked = ("low", "medium", "auto", "high")
    low, medium, auto, high = (generate(quality=each, size="128x128").json() for each in asked)
    cost = [each["usage"]["output_tokens"] for each in (low, medium, high)]
    assert cost == sorted(set(cost))
    assert (auto["quality"], auto["usage"]["output_tokens"]) == ("medium", cost[1])


def test_n_pictures_in_one_call(generate, edit, opened):
    for reply, face in ((generate(n=3), "openai/v1"), (generate(n=3, face="v1"), "v1"), (edit(n=3), "openai/v1")):
        data = reply.json()["data"]
        assert len({item["b64_json"] for item in data}) == 3 or reply.request.url.path.endswith("edits")
        assert [item.get("index") for item in data] == ([0, 1, 2] if face == "v1" else [None] * 3)
        for item in data:
            opened(item["b64_json"])
    one, three = generate().json()["usage"], generate(n=3).json()["usage"]
    assert three["input_tokens"] == one["input_tokens"]
    assert three["output_tokens"] == 3 * one["output_tokens"]


def test_formats_and_compression(generate, edit, opened):
    for kind in ("png", "jpeg", "webp"):
        for reply in (generate(output_format=kind), edit(output_format=kind)):
            assert opened(first(reply)).format == kind.upper()
            assert reply.json()["output_format"] == kind
    for kind in ("jpeg", "webp"):
        large, small = (len(b64decode(first(generate(output_format=kind, output_compression=each, size="128x128")))) for each in (100, 0))
        assert small < large / 3


@pytest.mark.parametrize(
    ("prompt", "more", "clear"),
    [
        ("a red circle", {"background": "transparent"}, True),
        ("a red circle", {"background": "transparent", "output_format": "webp", "output_compression": 60}, True),
        (PLAIN, {"background": "transparent"}, True),  # a pattern has no ground of its own
        ("a mountain lake", {"background": "transparent"}, True),
        ("a red circle on a transparent background", {}, True),  # auto
        ("a red circle on a transparent background", {"background": "opaque"}, False),
        ("a red circle on a transparent background", {"output_format": "jpeg"}, False),
        ("a red circle", {"background": "auto"}, False),
    ],
)
def test_a_transparent_ground_is_transparent(generate, opened, prompt, more, clear):
    answer = generate(prompt, **more)
    picture = opened(first(answer))
    assert ("A" in picture.mode) == clear
    if clear:
        alpha = np.asarray(picture.getchannel("A"))
        assert alpha[0, 0] == 0
        assert (alpha == 255).mean() > 0.05
    assert answer.json()["background"] == ("transparent" if clear else "opaque")


@pytest.mark.parametrize("model", [OFOX, GEMINI])
def test_a_transparent_ground_on_ofox(generate, opened, model):
    assert opened(first(generate("a red circle", "v1", model=model, background="transparent"))).getchannel("A").getextrema() == (0, 255)


def test_an_address_in_place_of_base64(generate, edit, opened, gateway):
    for reply in (generate(response_format="url"), edit(response_format="url"), generate("terrazzo demo:url_data", "v1", output_format="webp")):
        (item,) = reply.json()["data"]
        assert "b64_json" not in item
        assert item["url"].startswith(f"{gateway}/made/")
        fetched = httpx.get(item["url"])  # no key is needed, and none should be sent
        assert fetched.headers["content-type"] == f"image/{item['url'].rpartition('.')[2]}"
        opened(fetched.content)
    assert "b64_json" in generate(response_format="b64_json").json()["data"][0]
    assert "b64_json" in generate("terrazzo demo:base64_data", response_format="url").json()["data"][0]


def test_a_revised_prompt_by_model_and_by_name(generate):
    (item,) = generate().json()["data"]
    assert item["revised_prompt"].startswith(f"{PLAIN}. ")
    assert "revised_prompt" not in generate(model=GPT, size="256x256").json()["data"][0]
    assert generate(f"{PLAIN} demo:revised_prompt", "v1").json()["data"][0]["revised_prompt"].startswith(f"{PLAIN}. ")


def test_null_is_as_good_as_nothing(generate):
    assert generate(**dict.fromkeys(("n", "quality", "background", "output_format", "stream", "user"))).status_code == 200


# -- edits --


def test_an_edit_changes_pixels(edit, opened):
    source = scene()
    for prompt in ("change the red circle to blue", "make it a pencil sketch", "qwertz"):  # the last is not understood
        after = opened(first(edit(prompt, files=[("image", encoded(source), "image/png")])))
        assert after.size == source.size
        assert np.abs(np.asarray(after.convert("RGB"), int) - np.asarray(source, int)).mean() > 0.5, prompt


def test_auto_keeps_the_size_or_takes_the_nearest(edit, opened):
    for size, nearest in (((90, 60), (1536, 1024)), ((60, 90), (1024, 1536)), ((64, 60), (1024, 1024))):
        files = [("image", encoded(scene(size)), "image/png")]
        assert opened(first(edit(files=files))).size == size
        assert opened(first(edit(files=files, model=GPT))).size == nearest
    assert opened(first(edit(size="128x64"))).size == (128, 64)


def test_several_files(edit, file, opened):
    files = [("image[]", file(colour=colour, size=(90, 60)), "image/png") for colour in ("red", "blue")] + [("image[]", file("JPEG"), "image/jpeg")]
    usage = [edit("combine them", face, files=files).json()["usage"] for face in ("openai/v1", "v1")]
    assert usage[1]["num_input_images"] == 3
    alone = edit("combine them", files=files[:1]).json()["usage"]["input_tokens_details"]["image_tokens"]
    assert usage[0]["input_tokens_details"]["image_tokens"] > alone > 0
    styled = [opened(first(edit("apply the style of image 2", files=[files[0], each]))).tobytes() for each in files[1:]]
    assert styled[0] != styled[1]  # the second file is looked at
    assert edit(files=files[:1]).status_code == 200  # image[] with one file


@pytest.mark.parametrize("prompt", ["change the red circle to blue", "make it a pencil sketch", "add a bird", "make it night", "qwertz", "flip it", "改成绿色"])
@pytest.mark.parametrize("box", [(60, 40, 100, 80), (0, 0, 20, 20), (120, 0, 160, 120)])
def test_a_mask_lets_the_edit_through_where_it_is_clear_and_nowhere_else(edit, opened, prompt, box):
    source = scene()
    files = [("image", encoded(source), "image/png"), ("mask", mask(source.size, box), "image/png")]
    after = opened(first(edit(prompt, files=files)))
    change = np.abs(np.asarray(after.convert("RGB"), int) - np.asarray(source, int)).max(-1)
    inside = np.zeros(change.shape, bool)
    inside[box[1] : box[3], box[0] : box[2]] = True
    assert change[~inside].max() == 0
    assert change[inside].mean() > 1


@pytest.mark.parametrize("box", [(4, 4, 64, 44), (90, 60, 156, 116)])
def test_what_is_added_is_put_where_the_mask_is(edit, opened, box):
    source = Image.new("RGB", (160, 120), "#d8d2c8")
    files = [("image", encoded(source), "image/png"), ("mask", mask(source.size, box), "image/png")]
    after = opened(first(edit("add a cat", files=files)))
    change = np.abs(np.asarray(after.convert("RGB").crop(box), int) - np.asarray(source.crop(box), int)).max(-1)
    assert 0.03 < (change > 40).mean() < 0.95  # a thing before its ground, not another tone


def test_a_mask_is_clear_only_where_alpha_is_zero_and_fits_a_new_size(edit, opened):
    source = scene()
    picture = Image.new("RGBA", source.size, (0, 0, 0, 1))  # almost clear is not clear
    picture.paste((0, 0, 0, 0), (80, 0, 160, 120))
    files = [("image", encoded(source), "image/png"), ("mask", encoded(picture), "image/png")]
    after = opened(first(edit("make it a pencil sketch", files=files))).convert("RGB")
    change = np.abs(np.asarray(after, int) - np.asarray(source, int)).max(-1)
    assert change[:, :80].max() == 0
    assert change[:, 80:].mean() > 1
    larger = opened(first(edit("make it a pencil sketch", files=files, size="320x240"))).convert("RGB")
    change = np.abs(np.asarray(larger, int) - np.asarray(source.resize((320, 240), Image.Resampling.LANCZOS), int)).max(-1)
    assert change[:, :160].max() == 0
    assert change[:, 162:].mean() > 1
    assert opened(first(edit("sketch", files=[files[0], ("mask", mask(source.size), "image/png")]))).tobytes() == source.tobytes()  # nothing may change


def test_an_edit_can_cut_out_and_keeps_what_was_clear(edit, opened):
    cut = opened(first(edit("change the red circle to blue", files=[("image", encoded(scene()), "image/png")], background="transparent")))
    assert cut.getchannel("A").getextrema() == (0, 255)
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    clear.paste("red", (20, 20, 60, 60))
    files = [("image", encoded(clear), "image/png")]
    assert opened(first(edit("make it blue", files=files))).convert("RGBA").getpixel((2, 2))[3] == 0
    flat = opened(first(edit("make it blue", files=files, background="opaque")))
    assert (flat.mode, flat.getpixel((2, 2))) == ("RGB", (255, 255, 255))


def test_a_sideways_photo_is_measured_as_it_is_seen(edit, opened):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    scene((120, 80)).save(out, "JPEG", exif=exif)
    files = [("image", out.getvalue(), "image/jpeg"), ("mask", mask((80, 120), (0, 0, 40, 40)), "image/png")]
    assert opened(first(edit(files=files))).size == (80, 120)


def test_nothing_is_too_small(edit, opened):
    for size in ((1, 1), (3, 50), (50, 3)):
        for prompt in ("add a bird", "make it green"):
            files = [("image", encoded(Image.new("RGB", size, "teal")), "image/png"), ("mask", mask(size, (0, 0, *size)), "image/png")]
            assert opened(first(edit(prompt, files=files))).size == size


# -- streams --


@pytest.mark.parametrize(("partials", "editing"), [(0, False), (1, False), (2, True), (3, False), (3, True)])
def test_a_stream_brings_drafts_and_then_the_picture(stream, opened, partials, editing):
    got = stream(editing=editing, partial_images=partials, quality="low")
    kind = "image_edit" if editing else "image_generation"
    assert [name for name, _ in got] == [f"{kind}.partial_image"] * partials + [f"{kind}.completed", "[DONE]"]
    shots = []
    for index, (name, event) in enumerate(got[:-1]):
        assert event["type"] == name
        assert event.get("partial_image_index") == (index if index < partials else None)
        assert (event["quality"], event["background"], event["output_format"]) == ("low", "auto", "png")
        picture = opened(event["b64_json"])
        assert event["size"] == "{}x{}".format(*picture.size)
        assert ("usage" in event) == (index == partials)
        shots.append(picture.tobytes())
    assert len(set(shots)) == partials + 1


def test_drafts_cost_and_each_picture_of_several_is_completed(stream):
    plain, drawn = (stream(partial_images=count)[-2][1]["usage"]["output_tokens"] for count in (0, 2))
    assert drawn == plain + 200
    names = [name.rpartition(".")[2] for name, _ in stream(n=2, partial_images=1)]
    assert names == ["partial_image", "completed", "partial_image", "completed", "[DONE]"]


def test_drafts_come_before_the_end(gateway):
    body = {"model": ANY, "size": "64x64", "prompt": f"{PLAIN} demo:slow:0.5", "stream": True, "partial_images": 1}
    arrived = []
    with httpx.stream("POST", f"{gateway}/openai/v1/images/generations", json=body, headers=BEARER) as reply:
        arrived.extend(time.monotonic() for _ in reply.iter_raw())
    assert max(later - earlier for earlier, later in pairwise(arrived)) > 0.45


def test_a_stream_on_ofox_and_of_an_edit_there(stream):
    for more in ({"face": "v1"}, {"face": "v1", "n": 2}, {"face": "v1", "editing": True}):
        *_, (name, event), (done, _) = stream(**more)
        assert name.endswith(".completed")
        assert done == "[DONE]"
        assert set(event["usage"]) >= {"input_tokens", "output_tokens", "total_tokens"}


@pytest.mark.parametrize(
    "more", [{"prompt": PLAIN}, {"stream": True}, {"stream": True, "partial_images": 1}, {"stream": True, "prompt": f"{PLAIN} demo:slow:20 demo:keepalive"}]
)
def test_a_client_that_goes_away_stops_the_work(more, monkeypatch, caplog):
    ended, real = [], answers.Answer.drop

    def watched(self):
        real(self)
        ended.append(all(work.done() for work in self.work))

    monkeypatch.setattr(answers.Answer, "drop", watched)
    if "stream" not in more:  # an answer in one piece waits on its pictures
        monkeypatch.setattr(answers.Answer, "wishes", lambda self: asyncio.sleep(20, []))

    async def go():
        async with running(pace=0) as base, httpx.AsyncClient(headers=BEARER) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.post(
                    f"{base}/openai/v1/images/generations", json={"model": ANY, "size": "64x64", "prompt": f"{PLAIN} demo:slow:20", **more}, timeout=0.4
                )
            for _ in range(200):
                if ended:
                    return
                await asyncio.sleep(0.02)

    with caplog.at_level(logging.ERROR):
        asyncio.run(go())
    assert ended == [True]
    assert not caplog.records


def test_pictures_that_wait_for_a_thread_are_dropped_with_their_client(monkeypatch):
    begun = []

    def slowly(*_, **__):
        begun.append(1)
        time.sleep(0.3)
        return b""

    monkeypatch.setattr(answers.brush, "picture", slowly)

    async def go():
        async with running(pace=0) as base, httpx.AsyncClient(headers=BEARER) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.post(f"{base}/openai/v1/images/generations", json={"model": ANY, "size": "64x64", "prompt": PLAIN, "n": 10}, timeout=0.4)
            await asyncio.sleep(2)  # ten take 1.5 s on two threads

    asyncio.run(go())
    assert 0 < len(begun) < 10


def test_drafts_take_their_time_at_pace_1():
    async def go():
        async with running(pace=0.5) as base, httpx.AsyncClient(headers=BEARER) as client:
            began = time.monotonic()
            body = {"model": ANY, "size": "64x64", "prompt": PLAIN, "stream": True, "partial_images": 1}
            await client.post(f"{base}/openai/v1/images/generations", json=body, timeout=30)
            return time.monotonic() - began

    assert asyncio.run(go()) >= answers.DRAFT_SECONDS / 2


# -- scenarios --


def test_every_name_has_a_meaning_or_a_reason():
    assert set(gemini_scenarios.NAMES) == {*scenarios.NAMES, *scenarios.WITHOUT} & set(gemini_scenarios.NAMES)
    assert not set(scenarios.NAMES) & set(scenarios.WITHOUT)


@pytest.mark.parametrize("name", sorted(scenarios.WITHOUT))
def test_a_scenario_of_the_other_wire_is_refused_with_the_reason(generate, name):
    assert scenarios.WITHOUT[name] in refused(generate(f"x demo:{name}"))["message"]
    assert scenarios.WITHOUT[name] in refused(generate(headers={"X-Demo-Scenario": name}))["message"]


def test_a_scenario_that_is_none_is_refused(generate, edit):
    for reply in (generate("x demo:no_imgae"), edit(headers={"X-Demo-Scenario": "no_imgae"})):
        assert "Unknown demo scenario 'no_imgae'" in refused(reply)["message"]


def test_blocked(generate, edit, stream):
    for reply in (
        generate("x demo:safety_prompt"), generate("x demo:safety_prompt", stream=True), edit("x demo:safety_prompt"),
        generate("x demo:image_safety"), edit("x demo:image_safety"),
    ):  # fmt: skip
        inside = reply.json()["error"]
        assert (reply.status_code, inside["type"], inside["code"]) == (400, "image_generation_user_error", "moderation_blocked")
        assert reply.headers["x-request-id"].startswith("req_")
    (draft, _), (name, event) = stream(f"{PLAIN} demo:image_safety", partial_images=2)
    assert (draft, name, event["error"]["code"]) == ("image_generation.partial_image", "error", "moderation_blocked")


def test_no_picture(generate, stream):
    assert generate("x demo:no_image").json()["data"] == []
    assert generate("x demo:empty").json()["data"] is None
    assert [name for name, _ in stream(f"{PLAIN} demo:no_image", partial_images=1)] == ["image_generation.partial_image", "[DONE]"]
    assert stream("x demo:empty") == [("[DONE]", None)]


def test_how_a_picture_travels(generate, stream, opened):
    names = ("whitespace_b64", "data_uri_b64", "wrong_mime", "corrupt_image", "two_images")
    with ThreadPoolExecutor(4) as pool:
        wrapped, uri, wrong, corrupt, two = pool.map(lambda name: generate(f"{PLAIN} demo:{name}").json(), names)
    lines = wrapped["data"][0]["b64_json"].split("\n")
    assert {len(line) for line in lines[:-1]} == {76}
    opened("".join(lines))
    assert opened(uri["data"][0]["b64_json"].removeprefix("data:image/png;base64,")).size == (64, 64)
    assert (wrong["output_format"], opened(wrong["data"][0]["b64_json"]).format) == ("png", "JPEG")
    assert opened(first(generate(f"{PLAIN} demo:wrong_mime", output_format="jpeg"))).format == "PNG"
    broken = Image.open(io.BytesIO(b64decode(corrupt["data"][0]["b64_json"])))
    with pytest.raises(OSError, match="truncated"):
        broken.load()
    assert len({item["b64_json"] for item in two["data"]}) == 2
    (_, event), _ = stream(f"{PLAIN} demo:url_data")
    assert "b64_json" not in event
    opened(httpx.get(event["url"]).content)
    assert len(stream(f"{PLAIN} demo:two_images")) == 3
    assert len(stream(f"{PLAIN} demo:corrupt_image", partial_images=3)) == 5


def test_replies_that_are_no_answers(generate, edit):
    for ask in (generate, edit):
        page = ask("x demo:html200")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=UTF-8")
        proxy = ask("x demo:cf524")
        assert (proxy.status_code, proxy.headers["server"]) == (524, "cloudflare")
        key = refused(ask("x demo:bad_key"), 401)
        assert key["code"] == "invalid_api_key"
        quota = refused(ask("x demo:out_of_quota"), 429)
        assert quota["code"] == quota["type"] == "insufficient_quota"
        message, depth = refused(ask("x demo:nested_error"))["message"], 1
        while message.startswith("{"):
            message, depth = json.loads(message)["error"]["message"], depth + 1
        assert (depth, message[:9]) == (3, "The inner")
    assert generate(headers={"X-Demo-Scenario": "cf524"}).status_code == 524


def test_429(generate):
    told, header = generate("x demo:429_retryinfo"), generate("x demo:429_retry_after")
    for reply in (told, header):
        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "rate_limit_exceeded")
        assert reply.headers["x-ratelimit-remaining-requests"] == "0"
    assert (told.headers["retry-after-ms"], header.headers["retry-after"]) == ("2000", "2")
    assert "retry-after" not in told.headers
    assert [generate(f"{PLAIN} demo:429_retry_after:2").status_code for _ in range(3)] == [429, 429, 200]


def test_503_once_for_the_same_request(generate, edit):
    assert [generate(f"{PLAIN} demo:503_once").status_code for _ in range(3)] == [503, 200, 200]
    assert generate(f"{PLAIN} demo:503_once", n=2).status_code == 503
    assert [edit("sepia demo:503_once").status_code for _ in range(3)] == [503, 200, 200]  # whatever boundary httpx draws
    assert edit("sepia demo:503_once", files=[("image", encoded(scene()), "image/png")]).status_code == 503


def test_a_stream_that_breaks(generate, stream):
    (draft, _), (name, event) = stream(f"{PLAIN} demo:mid_stream_error", partial_images=2)
    assert (draft, name) == ("image_generation.partial_image", "error")
    assert event["error"]["message"] == gemini_scenarios.OVERLOADED
    assert [name for name, _ in stream("x demo:mid_stream_error")] == ["error"]
    assert refused(generate("x demo:mid_stream_error"), 503)["type"] == "server_error"
    assert [name for name, _ in stream(f"{PLAIN} demo:truncated_stream", partial_images=1)] == ["image_generation.partial_image"]
    cut = generate(f"{PLAIN} demo:truncated_stream")
    assert cut.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        cut.json()


def test_other_ways_to_stream(generate, stream):
    whole = generate(f"{PLAIN} demo:ignores_stream", stream=True, partial_images=1)
    assert whole.headers["content-type"] == "application/json"
    assert first(whole)
    assert [name for name, _ in stream(f"{PLAIN} demo:bare_events", partial_images=1)] == ["", ""]
    raw = generate(f"{PLAIN} demo:keepalive", stream=True).text
    assert raw.startswith(": PING\n\n")
    assert events(raw)[-1][0] == "[DONE]"
    assert generate(f"{PLAIN} demo:keepalive").content.startswith(b"\n")
    assert first(generate(f"{PLAIN} demo:keepalive"))


def test_an_open_end_is_heard_until_the_client_goes(gateway, monkeypatch):
    monkeypatch.setattr(frames, "PING_SECONDS", 0.05)
    body = {"prompt": f"{PLAIN} demo:open_end", **SMALL["openai/v1"], "stream": True}
    heard = b""
    with httpx.stream("POST", f"{gateway}/openai/v1/images/generations", json=body, headers=BEARER) as reply:
        for raw in reply.iter_raw():
            heard += raw
            if heard.endswith(b": PING\n\n" * 3):
                break
    assert b"image_generation.completed" in heard
    assert b"[DONE]" not in heard


def test_a_path_in_place_of_an_address(generate, opened, http):
    path = generate(f"{PLAIN} demo:path_data").json()["data"][0]["url"]
    assert path.startswith("/made/")
    assert opened(http.get(path).content).size == (64, 64)


def test_slow(generate):
    for prompt in (f"{PLAIN} demo:slow:0.4", "x demo:slow:0.4 demo:cf524"):
        began = time.monotonic()
        generate(prompt)
        assert time.monotonic() - began >= 0.4


def test_hostile(generate, stream):
    hostile = gemini_scenarios.HOSTILE
    assert generate(f"{PLAIN} demo:hostile").json()["data"][0]["revised_prompt"].endswith(hostile)
    for name in ("safety_prompt", "image_safety"):
        assert generate(f"x demo:hostile demo:{name}").json()["error"]["message"].endswith(hostile)
    assert stream("x demo:hostile demo:image_safety")[-1][1]["error"]["message"].endswith(hostile)


def test_the_root_tells_of_them(http):
    page = http.get("/").text
    for said in ("/openai/v1", OFOX, "demo:out_of_quota", "json_array_stream"):
        assert said in page
