"""Plans to calls: what each provider's document asks for, word for word, and the request side of PROTOCOLS.md section 10."""

import json

import pytest

from studio.core.parts import Other, Picture, Text, Thought, Turn
from studio.dialects import gemini
from studio.dialects.wire import File
from studio.errors import UsageError


def parts_of(body, turn=-1):
    return body["contents"][turn]["parts"]


def with_role(document):
    """A documented request; two of the five samples leave the role out, and we always send it (C12)."""
    for content in document["contents"]:
        content.setdefault("role", "user")
    return document


# The documents' own requests


def test_ezmodel_document(wire, plan, sent):
    call = gemini.encode(plan("gemini-2.0-flash-exp", prompt="A cyberpunk style fox running in a forest", modalities=("IMAGE",), aspect="16:9", size="1K"))
    assert call.path == "/v1beta/models/gemini-2.0-flash-exp:generateContent"
    assert sent(call) == with_role(json.loads(wire("ezmodel.request.json")))


def test_generic_documents(wire, plan, sent):
    text = plan("gemini-2.5-pro", "snake", prompt="Hello, Gemini", temperature=0.7)
    assert sent(gemini.encode(text)) == json.loads(wire("generic.text.request.json"))
    image = plan("gemini-3.1-flash-image-preview", "snake", prompt="a neon fox, cinematic", modalities=("IMAGE",), aspect="16:9", size="2K")
    assert sent(gemini.encode(image)) == json.loads(wire("generic.image.request.json"))


def test_octopusx_documents(wire, plan, image, sent):
    shape = {"modalities": ("TEXT", "IMAGE"), "aspect": "16:9", "size": "2K"}
    words = "A futuristic AI workstation scene, cool-toned atmosphere, cinematic lighting"
    drawn = plan("gemini-3-pro-image-preview", prompt=words, temperature=1.0, top_p=0.95, max_tokens=8192, **shape)
    assert sent(gemini.encode(drawn)) == json.loads(wire("octopusx.generate.request.json"))
    for file, words, names in (
        ("edit", "Keep the subject and atmosphere of the reference image, and remake it into a more premium poster", ("BASE64_IMAGE",)),
        ("blend", "Blend the style of the reference images and output a high-resolution landscape poster", ("BASE64_IMAGE_1", "BASE64_IMAGE_2")),
    ):
        made = gemini.encode(plan(prompt=words, references=tuple(image(name, "image/jpeg") for name in names), **shape))
        told = wire(f"octopusx.{file}.request.json").replace(b'"BASE64', b'"name:BASE64')
        assert sent(made) == json.loads(told)


def test_ofox_document(wire, plan, sent):
    call = gemini.encode(plan("google/gemini-3.1-flash-lite-preview", prompt="用 Python 实现一个简单的 Web 服务器"))
    assert call.path == "/v1beta/models/google/gemini-3.1-flash-lite-preview:generateContent"
    assert sent(call) == with_role(json.loads(wire("ofox-gemini.request.json")))


# PROTOCOLS.md section 10, by number


def test_01_slash_in_path_is_not_escaped(plan):
    call = gemini.encode(plan("google/gemini-3.1-flash-image-preview"))
    assert (call.method, call.path, dict(call.query)) == ("POST", "/v1beta/models/google/gemini-3.1-flash-image-preview:generateContent", {})


def test_05_body_is_utf8_with_words_intact(plan):
    body = b"".join(gemini.encode(plan(prompt="狐狸 🦊 “x” \u2028")).segments())
    assert "狐狸 🦊".encode() in body
    assert json.loads(body)["contents"][0]["parts"][0]["text"] == "狐狸 🦊 “x” \u2028"


@pytest.mark.parametrize("case", ["camel", "snake"])
def test_06_to_09_role_then_words_then_pictures_in_order(plan, image, sent, case):
    body = sent(gemini.encode(plan(case=case, references=(image("b"), image("a"), image("c")))))
    assert [content["role"] for content in body["contents"]] == ["user"]
    parts = parts_of(body)
    assert parts[0] == {"text": "a fox"}
    assert [next(iter(part.values()))["data"] for part in parts[1:]] == ["name:b", "name:a", "name:c"]
    assert parts_of(sent(gemini.encode(plan(case=case)))) == [{"text": "a fox"}]


def test_10_spelling_of_picture_parts(plan, image, sent):
    for case, part in (
        ("snake", {"inline_data": {"mime_type": "image/webp", "data": "name:a"}}),
        ("camel", {"inlineData": {"mimeType": "image/webp", "data": "name:a"}}),
    ):
        body = sent(gemini.encode(plan(case=case, references=(image(mime="image/webp"),), aspect="1:1", size="1K", modalities=("IMAGE",))))
        assert parts_of(body)[1] == part
        assert body["generationConfig"] == {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": "1K"}}


def test_11_a_picture_is_a_file_of_its_measured_type(plan, image):
    picture = image(mime="image/jpeg")
    call = gemini.encode(plan(references=(picture,)))
    assert call.json["contents"][0]["parts"][1] == {"inlineData": {"mimeType": "image/jpeg", "data": File(picture)}}
    assert call.content_length() == len(b"".join(b"x" * 40 if isinstance(piece, File) else piece for piece in call.segments()))


def test_18_what_nobody_set_is_not_sent(plan, sent):
    assert sent(gemini.encode(plan())) == {"contents": [{"role": "user", "parts": [{"text": "a fox"}]}]}
    only_size = sent(gemini.encode(plan(size="2K")))["generationConfig"]
    assert only_size == {"imageConfig": {"imageSize": "2K"}}


def test_19_modalities_as_planned(plan, sent):
    assert sent(gemini.encode(plan(modalities=("TEXT", "IMAGE"))))["generationConfig"] == {"responseModalities": ["TEXT", "IMAGE"]}


def test_20_21_no_count_no_budget(plan, sent):
    config = sent(gemini.encode(plan(count=3, thinking="high", thoughts=True)))["generationConfig"]
    assert config == {"thinkingConfig": {"includeThoughts": True, "thinkingLevel": "HIGH"}}
    assert sent(gemini.encode(plan(thinking="minimal")))["generationConfig"] == {"thinkingConfig": {"thinkingLevel": "MINIMAL"}}


def test_22_sampling_only_where_set_and_zero_is_set(plan, sent):
    config = sent(gemini.encode(plan(temperature=0.0, top_p=0.5, top_k=40, max_tokens=8192, seed=0)))["generationConfig"]
    assert config == {"temperature": 0.0, "topP": 0.5, "topK": 40, "maxOutputTokens": 8192, "seed": 0}


def test_23_system_instruction_and_safety(plan, sent):
    body = sent(gemini.encode(plan(system="Be brief.", safety=(("HARM_CATEGORY_HARASSMENT", "BLOCK_ONLY_HIGH"),))))
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
    assert body["safetySettings"] == [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]


def test_24_streaming_call(plan):
    call = gemini.encode(plan(stream=True))
    assert (call.path, dict(call.query), call.stream) == ("/v1beta/models/gemini-3-pro-image:streamGenerateContent", {"alt": "sse"}, True)


def received(message, images):
    """The parts of a model turn as the engine keeps them: pictures in files, their digests filled in."""
    parts, files = [], iter(images)
    for event in gemini.decode(message):
        match type(event).__name__:
            case "TextDelta":
                parts.append(Text(event.text, event.opaque))
            case "ThoughtDelta":
                parts.append(Thought(text=event.text, opaque=event.opaque))
            case "OtherPart":
                parts.append(Other(event.opaque))
            case "PictureLink":
                file = next(files)
                parts.append(Picture(image=file, draft=event.draft, signed=event.signed, opaque=gemini.with_digest(event.opaque, file.digest)))
    return Turn(role="model", parts=tuple(parts))


def test_25_26_a_model_turn_goes_back_as_it_came(plan, image, sent):
    came = [
        {"text": "Thinking", "thought": True},
        {"text": "Here.", "thoughtSignature": "CpQB+/=="},
        {"inline_data": {"mime_type": "image/png", "data": "iVBORw0KGgo=", "displayName": "x.png"}, "thought_signature": "Cr8D-_", "partMetadata": {"a": 1}},
        {"executableCode": {"code": "print(1)"}},
        {"text": "", "thoughtSignature": "late"},
    ]
    turn = received({"candidates": [{"content": {"parts": came}}]}, [image("final")])
    body = sent(gemini.encode(plan(history=(Turn(role="user", parts=(Text("draw"), Picture(image=image("mine")))), turn))))
    assert [content["role"] for content in body["contents"]] == ["user", "model", "user"]
    assert parts_of(body, 0) == [{"text": "draw"}, {"inlineData": {"mimeType": "image/png", "data": "name:mine"}}]
    back = json.loads(json.dumps(came))
    back[2]["inline_data"]["data"] = "name:final"
    assert parts_of(body, 1) == back


def test_25_two_pictures_find_their_own_files(plan, image, sent):
    came = [{"inlineData": {"mimeType": "image/png", "data": data}, "thoughtSignature": data} for data in ("AAAA", "BBBB")]
    turn = received({"candidates": [{"content": {"parts": came}}]}, [image("one"), image("two")])
    parts = parts_of(sent(gemini.encode(plan(history=(turn,)))), 0)
    assert [(part["inlineData"]["data"], part["thoughtSignature"]) for part in parts] == [("name:one", "AAAA"), ("name:two", "BBBB")]


@pytest.mark.parametrize(("key", "mime"), [("inlineData", "mimeType"), ("inline_data", "mime_type")])
def test_25_a_type_that_was_not_said_is_the_files(plan, image, sent, key, mime):
    turn = received({"candidates": [{"content": {"parts": [{key: {"data": "AAAA"}}]}}]}, [image("final", "image/webp")])
    assert parts_of(sent(gemini.encode(plan(history=(turn,)))), 0) == [{key: {"data": "name:final", mime: "image/webp"}}]


@pytest.mark.parametrize(
    "came",
    [
        {"inlineData": {"mimeType": "image/png", "data": "https://cdn.example/a"}, "thoughtSignature": "s"},
        {"inlineData": {"mimeType": "image/png", "url": "https://cdn.example/a"}, "thoughtSignature": "s"},
        {"fileData": {"mimeType": "image/png", "fileUri": "https://cdn.example/a"}, "thoughtSignature": "s"},
    ],
)
def test_25_a_picture_behind_an_address_goes_back_as_data(plan, image, sent, came):
    turn = received({"candidates": [{"content": {"parts": [came]}}]}, [image("final")])
    assert parts_of(sent(gemini.encode(plan(history=(turn,)))), 0) == [{"inlineData": {"mimeType": "image/png", "data": "name:final"}, "thoughtSignature": "s"}]


def test_26_drafts_stay_behind_unless_one_was_the_result(plan, image, sent):
    draft = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thought": True}
    final = {"inlineData": {"mimeType": "image/png", "data": "BBBB"}, "thoughtSignature": "s"}
    turn = received({"candidates": [{"content": {"parts": [draft, final]}}]}, [image("draft"), image("final")])
    assert [part["inlineData"]["data"] for part in parts_of(sent(gemini.encode(plan(history=(turn,)))), 0)] == ["name:final"]
    turn = received({"candidates": [{"content": {"parts": [draft, draft]}}]}, [image("one"), image("two")])
    assert parts_of(sent(gemini.encode(plan(history=(turn,)))), 0) == [{"inlineData": {"mimeType": "image/png", "data": "name:two"}, "thought": True}]


def test_another_dialects_part_never_travels(plan, image, sent):
    mine = image("a")
    turn = Turn(
        role="model",
        parts=(
            Text("words", 'openai {"secret":1}'),
            Text("", 'openai {"secret":2}'),
            Thought(text="hm", opaque='openai {"secret":3}'),
            Picture(image=mine, opaque='openai {"secret":4}'),
            Other('openai {"secret":5}'),
        ),
    )
    parts = parts_of(sent(gemini.encode(plan(history=(turn,)))), 0)
    assert parts == [{"text": "words"}, {"text": "hm", "thought": True}, {"inlineData": {"mimeType": "image/png", "data": "name:a"}}]


def test_27_a_persons_picture_is_a_users(plan, image, sent):
    history = (Turn(role="user", parts=(Text("mine"), Picture(image=image("mine")))),)
    body = sent(gemini.encode(plan("m", "snake", history=history)))
    assert body["contents"][0] == {"role": "user", "parts": [{"text": "mine"}, {"inline_data": {"mime_type": "image/png", "data": "name:mine"}}]}


def test_an_empty_turn_is_not_sent(plan, sent):
    body = sent(gemini.encode(plan(history=(Turn(role="user", parts=(Text("a"),)), Turn(role="model", parts=(Other("openai {}"),))))))
    assert [content["role"] for content in body["contents"]] == ["user", "user"]


@pytest.mark.parametrize("bad", ["", "a..b", "../x", "a?b", "a&b", "a#b", "a b", "a\tb", "a\n", "a\x00", "/a", "a/", "a//b", "a/./b", "a\\b", "a%2e"])
def test_28_ids_that_can_not_stand_in_a_path(plan, bad):
    with pytest.raises(UsageError) as caught:
        gemini.encode(plan(bad))
    assert caught.value.field == "model"
    assert "is not a model id" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "path"), [("models/a", "a"), ("models/google/a", "google/a"), ("models/models/a", "models/a"), ("a-1.5:free", "a-1.5:free"), ("models", "models")]
)
def test_one_models_prefix_is_stripped(plan, given, path):
    assert gemini.encode(plan(given)).path == f"/v1beta/models/{path}:generateContent"


def test_model_list_call():
    assert gemini.list_models("") == gemini.Call(method="GET", path="/v1beta/models", query={"pageSize": "50"})
    assert dict(gemini.list_models("p2").query) == {"pageSize": "50", "pageToken": "p2"}
