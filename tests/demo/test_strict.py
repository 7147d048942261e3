"""What must fail loudly does, and says which field; what official clients really send passes."""

import json
from base64 import b64encode, urlsafe_b64encode

import pytest

from studio.demo import pictures

NANO = "gemini-nano-banana-2.1"
OLD = "gemini-2.5-flash-image"
PRO = "gemini-3-pro-image"
FULL = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": "1K"}}


def without(*path):
    config = json.loads(json.dumps(FULL))
    inner = config
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return config


def message(reply, status=400):
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (status, status), reply.text[:300]
    assert error["status"] == "INVALID_ARGUMENT"
    return error["message"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (("responseModalities",), "generationConfig.responseModalities"),
        (("imageConfig",), "generationConfig.imageConfig"),
        (("imageConfig", "aspectRatio"), "generationConfig.imageConfig.aspectRatio"),
        (("imageConfig", "imageSize"), "generationConfig.imageConfig.imageSize"),
    ],
)
def test_the_generic_face_names_what_is_missing(ask, path, named):
    assert message(ask("a cat", without(*path), face="generic")) == f"Missing required field: {named}"


def test_the_generic_face_wants_them_of_image_models_only(ask, parts):
    assert parts(ask("hello", None, face="generic", model="gemini-2.5-flash"))


@pytest.mark.parametrize("config", [None, {"responseModalities": ["IMAGE"]}])
def test_octopus_wants_its_image_config(ask, config):
    assert "Missing required field: generationConfig" in message(ask("a cat", config, face="octopus"))


@pytest.mark.parametrize(
    ("face", "model", "image", "said"),
    [
        ("generic", "", {"aspectRatio": "1:8", "imageSize": "1K"}, "aspect ratio '1:8'"),
        ("generic", "", {"aspectRatio": "1:1", "imageSize": "512"}, "image size '512'"),
        ("octopus", "", {"aspectRatio": "5:4", "imageSize": "1K"}, "aspect ratio '5:4'"),
        ("octopus", "", {"aspectRatio": "4:5", "imageSize": "1K"}, "aspect ratio '4:5'"),
        ("octopus", "", {"aspectRatio": "1:1", "imageSize": "4K"}, "image size '4K'"),
        ("ez", "", {"aspectRatio": "1:4"}, "aspect ratio '1:4'"),
        ("gemini", "", {"imageSize": "2k"}, "image size '2k'"),
        ("google", "", {"imageSize": "512px"}, "image size '512px'"),
        ("google", "", {"imageSize": ""}, "image size ''"),
        ("google", "", {"aspectRatio": "7:5"}, "aspect ratio '7:5'"),
        ("google", NANO, {"imageSize": "512"}, "image size '512'"),
        ("google", PRO, {"aspectRatio": "1:4"}, "aspect ratio '1:4'"),
        ("google", OLD, {"imageSize": "2K"}, "image size '2K'"),
        ("google", "gemini-3.1-flash-lite-image", {"imageSize": "2K"}, "image size '2K'"),
    ],
)
def test_a_ratio_or_size_that_is_not_offered(ask, face, model, image, said):
    assert said in message(ask("a cat", {"responseModalities": ["IMAGE"], "imageConfig": image}, face=face, model=model))


@pytest.mark.parametrize(
    ("model", "config", "said"),
    [
        ("", {"candidateCount": 2}, "Multiple candidates is not enabled for this model"),
        ("", {"numberOfImages": 1}, "Invalid JSON payload received. Unknown name \"numberOfImages\" at 'generation_config': Cannot find field."),
        ("", {"imageConfig": {"size": "1K"}}, "Unknown name \"size\" at 'generation_config.image_config'"),
        ("", {"imageConfig": {"personGeneration": "ALLOW_ALL"}}, 'Unknown name "personGeneration"'),
        ("", {"imageConfig": {"imageSize": None}}, "generation_config.image_config.image_size"),
        ("", {"imageConfig": {"imageSize": "1K", "image_size": "1K"}}, "given twice"),
        ("", {"imageConfig": {"imageSize": 1024}}, "TYPE_STRING"),
        ("", {"imageConfig": "1:1"}, "generation_config.image_config"),
        ("", {"thinkingConfig": {"thinkingLevel": "XHIGH"}}, "Thinking level XHIGH is not supported for this model"),
        ("", {"thinkingConfig": {"thinkingLevel": "ULTRA"}}, "Invalid value at 'generation_config.thinking_config.thinking_level'"),
        ("", {"thinkingConfig": {"thinkingBudget": 100}}, "Thinking budget is not supported"),
        ("", {"thinkingConfig": {"thinkingBudget": 100, "thinkingLevel": "HIGH"}}, "only one of thinking budget and thinking level"),
        ("", {"thinkingConfig": {"includeThoughts": "true"}}, "TYPE_BOOL"),
        ("gemini-3.1-flash-image", {"thinkingConfig": {"thinkingLevel": "medium"}}, "Thinking level MEDIUM is not supported"),
        (NANO, {"thinkingConfig": {"thinkingLevel": "low"}}, "Thinking level LOW is not supported"),
        (PRO, {"thinkingConfig": {"thinkingLevel": "high"}}, "Thinking level is not supported for this model."),
        (OLD, {"thinkingConfig": {"includeThoughts": True}}, f"Thinking is not enabled for models/{OLD}"),
        (OLD, {"thinkingConfig": {}}, f"Thinking is not enabled for models/{OLD}"),
        ("", {"temperature": 2.5}, "temperature value of 2.5"),
        ("", {"temperature": "1"}, "TYPE_FLOAT"),
        ("", {"topP": 1.5}, "topP value"),
        ("", {"topK": 0.5}, "TYPE_INT32"),
        ("", {"maxOutputTokens": 40000}, "maxOutputTokens value of 40000"),
        ("gemini-3.1-flash-lite-image", {"maxOutputTokens": 8192}, "maxOutputTokens value of 8192"),
        ("", {"seed": 2**31}, "seed value"),
        ("", {"stopSequences": list("abcdef")}, "stop sequences"),
        ("", {"responseModalities": "IMAGE"}, "must be an array"),
        ("", {"responseModalities": ["IMAGES"]}, "Modality"),
        ("", {"responseModalities": ["AUDIO"]}, "combination of response modalities"),
        ("gemini-2.5-pro", {"responseModalities": ["IMAGE"]}, "models/gemini-2.5-pro accepts the following"),
        ("gemini-2.5-pro", {"imageConfig": {"aspectRatio": "1:1"}}, "Image configuration is not enabled"),
        ("", {"responseMimeType": "application/json"}, "JSON mode is not enabled for this model"),
        ("", {"mediaResolution": "HIGH"}, "MediaResolution"),
    ],
)
def test_a_config_that_google_refuses(ask, model, config, said):
    assert said in message(ask("a cat", config, model=model))


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([], "contents is not specified"),
        ([{"role": "user", "parts": []}], "contents[0].parts: contents.parts must not be empty."),
        ([{"role": "user"}], "contents.parts must not be empty."),
        ([{"role": "user", "parts": [{}]}], "required oneof field 'data' must have one initialized field"),
        ([{"role": "user", "parts": [{"thought": True}]}], "required oneof field 'data'"),
        ([{"role": "user", "parts": [{"text": "a", "inlineData": {}}]}], "oneof field 'data' is already set. Cannot set 'inlineData'"),
        ([{"role": "user", "parts": [{"text": " "}]}], "must have a text parameter"),
        ([{"role": "user", "parts": [{"text": 5}]}], "TYPE_STRING"),
        ([{"role": "user", "parts": [{"txt": "a"}]}], "Unknown name \"txt\" at 'contents[0].parts[0]'"),
        ([{"role": "assistant", "parts": [{"text": "a"}]}], "Please use a valid role: user, model."),
        ([{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}], "end with a user role"),
        ([{"role": "user", "parts": {"text": "a"}}], "must be an array"),
        ({"parts": [{"text": "a"}]}, "must be an array"),
        ([{"role": "user", "parts": [{"text": "a"}, {"fileData": {"fileUri": "https://example.com/a.png", "mimeType": "image/png"}}]}], "Cannot fetch"),
    ],
)
def test_contents_that_google_refuses(ask, contents, said):
    assert said in message(ask(contents))


def test_octopus_takes_user_turns_only_with_the_words_first(ask, inline):
    turns = [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"role": "user", "parts": [{"text": "c"}]}]
    assert "valid role: user." in message(ask(turns, FULL, face="octopus"))
    assert "valid role: user." in message(ask([{"parts": [{"text": "a"}]}], FULL, face="octopus"))
    assert "first part must be the prompt" in message(ask([{"role": "user", "parts": [inline(), {"text": "a"}]}], FULL, face="octopus"))


@pytest.mark.parametrize(
    ("kind", "mime", "said"),
    [
        ("JPEG", "image/jpg", "Unsupported MIME type: image/jpg"),
        ("JPEG", "image/png", "Unhandled generated data mime type: image/jpeg"),
        ("PNG", "image/webp", "Unhandled generated data mime type: image/png"),
        ("GIF", "image/gif", "Unsupported MIME type: image/gif"),
        ("PNG", "image/*", "Unsupported MIME type: image/*"),
    ],
)
def test_a_picture_that_is_not_what_it_says(ask, inline, kind, mime, said):
    assert message(ask([{"parts": [{"text": "a"}, inline(kind, mime)]}])) == said


@pytest.mark.parametrize("spoil", [lambda d: b64encode(d[: len(d) // 2]).decode(), lambda d: b64encode(b"no picture at all").decode(), lambda _: ""])
def test_a_picture_that_does_not_decode(ask, inline, file, spoil):
    data = spoil(file("PNG", size=(400, 300)))
    part = inline() if data else {"inlineData": {"mimeType": "image/png", "data": ""}}
    if data:
        part["inlineData"]["data"] = data
    assert message(ask([{"parts": [{"text": "a"}, part]}])).startswith("Unable to process input image.")


def test_a_photograph_that_was_cut_off(ask, inline, file):
    photograph = file("JPEG", size=(400, 300))
    part = inline("JPEG", data=b64encode(photograph[: len(photograph) // 2]).decode())
    assert message(ask([{"parts": [{"text": "a"}, part]}])).startswith("Unable to process input image.")


def test_a_picture_with_too_many_pixels(ask, inline, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 60 * 40 - 1)
    assert message(ask([{"parts": [{"text": "a"}, inline()]}])).startswith("Unable to process input image.")
    monkeypatch.setattr(pictures, "MAX_PIXELS", 60 * 40)
    assert ask([{"parts": [{"text": "a demo:text_only"}, inline()]}]).status_code == 200


@pytest.mark.parametrize("wrap", ["data:image/png;base64,{}", "{}\n", "{}*", "{}=A", "é{}"])
def test_base64_that_is_none(ask, inline, file, wrap):
    part = inline(data=wrap.format(b64encode(file()).decode()))
    assert "Base64 decoding failed" in message(ask([{"parts": [{"text": "a"}, part]}]))


def test_too_many_references(ask, inline, parts):
    few, many = [inline(size=(8, 8)) for _ in range(3)], [inline(size=(8, 8)) for _ in range(15)]
    assert "at most 14" in message(ask([{"parts": [{"text": "a"}, *many]}]))
    assert "at most 3" in message(ask([{"parts": [{"text": "a"}, *few, *few]}], None, model=OLD))
    assert parts(ask([{"parts": [{"text": "combine demo:text_only"}, *many[:14]]}]))


def test_octopus_does_not_name_heic(ask):
    part = {"inlineData": {"mimeType": "image/heic", "data": b64encode(b"\0\0\0\x18ftypheic").decode()}}
    assert message(ask([{"role": "user", "parts": [{"text": "a"}, part]}], FULL, face="octopus")) == "Unsupported MIME type: image/heic"


def test_a_system_instruction_where_there_is_none(ask, parts):
    system = {"parts": [{"text": "Be brief."}]}
    assert message(ask("hello", None, face="ez", systemInstruction=system)) == "Developer instruction is not enabled for models/gemini-2.0-flash-exp"
    assert parts(ask("hello demo:text_only", systemInstruction=system))
    assert "system_instruction" in message(ask("hello", systemInstruction="Be brief."))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"prompt": "a"}, 'Unknown name "prompt": Cannot find field.'),
        ({"safetySettings": [{"category": "HARM_CATEGORY_JAILBREAK", "threshold": "OFF"}]}, "safety_settings[0].category"),
        ({"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "LOW"}]}, "safety_settings[0].threshold"),
        ({"tools": [{"functionDeclarations": []}]}, "Function calling is not enabled"),
        ({"cachedContent": "cachedContents/1"}, "CachedContent"),
        ({"systemInstruction": None}, "system_instruction"),
    ],
)
def test_a_body_that_google_refuses(ask, more, said):
    assert said in message(ask("a cat", **more))


def test_search_where_the_model_has_none(ask, parts):
    search = [{"google_search": {}}]
    assert message(ask("a cat", None, model="gemini-3.1-flash-lite-image", tools=search)) == "Search Grounding is not supported."
    assert parts(ask("a cat demo:text_only", tools=search))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"{}"])
def test_a_body_that_is_no_request(http, body):
    headers = {"x-goog-api-key": "demo", "Content-Type": "application/json"}
    assert message(http.post("/google/v1beta/models/demo-painter:generateContent", content=body, headers=headers))


def test_a_body_of_another_type(http):
    reply = http.post("/google/v1beta/models/demo-painter:generateContent", content=b"a=b", headers={"x-goog-api-key": "demo"})
    assert "application/json" in message(reply)


@pytest.mark.parametrize(("face", "status"), [("octopus", 413), ("gemini", 413)])
def test_a_body_that_is_too_large_is_told_why(ask, face, status):
    assert "payload size exceeds the limit: 20971520 bytes" in message(ask("a" * (20 * 1024 * 1024), FULL, face=face), status)


def test_an_error_on_a_stream_without_sse_comes_in_a_list(ask):
    refused = ask("a", {"candidateCount": 2}, method="streamGenerateContent")
    assert refused.json()[0]["error"]["code"] == 400
    assert ask("a", {"candidateCount": 2}, method="streamGenerateContent", query="?alt=sse").json()["error"]["code"] == 400


def test_the_spellings_of_official_clients_pass(http, file, opened):
    # what google-genai puts on the wire: camelCase outside, snake_case inside, the URL-safe alphabet, here also without its padding
    noisy = file("PNG", size=(62, 41))
    data = urlsafe_b64encode(noisy).decode().rstrip("=")
    body = {
        "contents": [{"parts": [{"text": "make it darker"}, {"inlineData": {"data": data, "mime_type": "image/png"}}], "role": "user"}],
        "system_instruction": {"parts": [{"text": "Paint plainly."}], "role": "user"},
        "generationConfig": {"image_config": {"imageSize": "512"}, "thinkingConfig": {"include_thoughts": True, "thinking_level": "LOW"}, "topK": 40.0},
    }
    reply = http.post("/google/v1beta/models/demo-painter:generateContent", json=body, headers={"x-goog-api-key": "demo"})
    assert reply.status_code == 200, reply.text
    assert opened(reply.json()["candidates"][0]["content"]["parts"][-1]).size == (632, 424)
    body["contents"][0]["parts"][1] = {"inline_data": {"data": data, "mimeType": "image/png", "displayName": "a.png"}}
    body["generation_config"] = body.pop("generationConfig")
    assert http.post("/google/v1beta/models/demo-painter:generateContent", json=body, headers={"x-goog-api-key": "demo"}).status_code == 200
