"""Replies to events: each provider's documented answer, and the response side of PROTOCOLS.md section 10."""

import json

import pytest

from studio.core.events import Finished, OtherPart, PictureLink, Served, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.dialects import gemini

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def of(*parts, **candidate):
    return list(gemini.decode({"candidates": [{"content": {"role": "model", "parts": list(parts)}, **candidate}]}))


def links(events):
    return [(event.source, event.draft) for event in events if isinstance(event, PictureLink)]


# The documents' own answers


def test_ezmodel_document(wire):
    served = list(gemini.decode(json.loads(wire("ezmodel.response.json"))))
    assert served[0] == PictureLink(source="iVBORw0KGgoAAA...", mime="image/png", opaque='gemini {"inlineData":{"mimeType":"image/png","data":"sha256:"}}')
    assert served[1:] == [UsageReport(Usage(prompt=15, candidates=0, total=15)), Finished(reason="STOP")]


def test_octopusx_document(wire):
    events = list(gemini.decode(json.loads(wire("octopusx.response.json"))))
    assert events[0] == Served(model="gemini-3-pro-image-preview")
    assert links(events) == [("BASE64_OR_URL", False)]
    assert events[2:] == [UsageReport(Usage(prompt=123, candidates=456, total=579)), Finished(reason="STOP")]


def test_ofox_document(wire):
    events = list(gemini.decode(json.loads(wire("ofox-gemini.response.json"))))
    assert events[0] == Served(model="google/gemini-3.1-flash-image-preview")
    assert events[1] == ThoughtDelta("...")
    assert links(events) == [("<image Base64>", False)]
    assert events[3] == UsageReport(Usage(prompt=1097, candidates=1120, image=1120, thoughts=1306, total=3523))
    assert events[4] == Finished(reason="STOP")


@pytest.mark.parametrize("name", ["google.stream.sse", "google.stream.array", "gateway.stream.sse"])
def test_a_stream_in_every_framing_says_the_same(wire, reading, name):
    read = reading(wire(name))
    events = [event for message in read.messages for event in gemini.decode(message) if not isinstance(event, Served)]
    assert events[0] == ThoughtDelta("**Composing**\n\nA poster…")
    assert events[1] == PictureLink(source=PNG, mime="image/png", draft=True, opaque=events[1].opaque)
    assert events[2] == TextDelta("Here \u2028 it is: 海报")
    assert events[3] == TextDelta("", 'gemini {"text":"","thoughtSignature":"CpQB+/=="}')
    assert events[4].signed
    assert json.loads(events[4].opaque.removeprefix("gemini ")) == {"inlineData": {"mimeType": "image/png", "data": "sha256:"}, "thoughtSignature": "Cr8D+/=="}
    assert events[5:] == [UsageReport(Usage(prompt=10, candidates=1120, image=1120)), Finished(reason="STOP")]
    assert not read.cut


# PROTOCOLS.md section 10, by number


def test_36_to_38_thought_pictures_are_drafts_and_all_others_are_not():
    events = of({"text": "t", "thought": True}, {"inlineData": {"data": "A"}, "thought": True}, {"inlineData": {"data": "B"}}, {"inlineData": {"data": "C"}})
    assert events[0] == ThoughtDelta("t")
    assert links(events) == [("A", True), ("B", False), ("C", False)]
    for flag, draft in ((True, True), ("true", True), (" True", True), (1, True), (False, False), ("false", False), (None, False), (0, False)):
        assert links(of({"inlineData": {"data": PNG}, "thought": flag})) == [(PNG, draft)]


@pytest.mark.parametrize(
    ("blob", "source"),
    [
        ({"data": "https://cdn.example/a?sig=1"}, "https://cdn.example/a?sig=1"),
        ({"url": "https://cdn.example/a"}, "https://cdn.example/a"),
        ({"uri": "https://cdn.example/a"}, "https://cdn.example/a"),
        ("data:image/png;base64," + PNG, "data:image/png;base64," + PNG),
        ({"data": "  " + PNG + "\n"}, PNG),
    ],
)
@pytest.mark.parametrize("key", ["inlineData", "inline_data"])
def test_39_40_carriers_in_a_blob(blob, source, key):
    [link] = of({key: blob})
    assert link.source == source


def test_40_snake_case_everywhere():
    message = {
        "candidates": {
            "content": {"parts": {"inline_data": {"mime_type": "IMAGE/PNG", "data": PNG}, "thought_signature": "s", "thought": "true"}},
            "finish_reason": "stop",
            "finish_message": "done",
        },
        "usage_metadata": {
            "prompt_token_count": " 7",
            "candidates_token_count": 3.0,
            "thoughts_token_count": None,
            "prompt_tokens_details": {"modality": "image", "token_count": 5},
            "candidates_tokens_details": [{"modality": "TEXT", "token_count": 9}, None],
        },
        "model_version": "m",
        "response_id": "r",
    }
    served, link, usage, end = gemini.decode(message)
    assert served == Served(model="m", response="r")
    assert (link.source, link.mime, link.draft, link.signed) == (PNG, "image/png", True, True)
    assert usage == UsageReport(Usage(prompt=7, prompt_image=5, candidates=3))
    assert end == Finished(reason="STOP", ending="ok", message="done")


def test_43_pictures_in_text_leave_it():
    uri = "data:image/png;base64," + PNG
    assert of({"text": f"Here: ![a fox]({uri}) done"}) == [TextDelta("Here:  done"), PictureLink(source=uri)]
    assert of({"text": f'![x](https://cdn.example/a_(1).png "title")\n{uri}', "thoughtSignature": "s"}) == [
        PictureLink(source="https://cdn.example/a_(1).png"),
        PictureLink(source=uri),
    ]
    assert of({"text": uri}) == [PictureLink(source=uri)]
    assert of({"text": " https://cdn.example/a.webp?x=1\n"}) == [PictureLink(source="https://cdn.example/a.webp?x=1")]
    assert of({"text": f"![d]({uri})", "thought": True}) == [PictureLink(source=uri, draft=True)]


def test_43_a_hyperlink_is_a_picture_only_where_there_is_no_other():
    text = {"text": "See [this](https://cdn.example/a.png) and [that](https://example.com/page)."}
    assert of(text, finishReason="STOP") == [TextDelta(text["text"]), PictureLink(source="https://cdn.example/a.png"), Finished(reason="STOP")]
    assert links(of(text, {"inlineData": {"data": PNG}}, finishReason="STOP")) == [(PNG, False)]
    assert links(of(text)) == []  # a piece of a stream: the picture may still come


def test_44_file_data():
    for part in ({"fileData": {"fileUri": "https://cdn.example/a", "mimeType": "image/png"}}, {"file_data": {"file_uri": "https://cdn.example/a"}}):
        assert links(of(part)) == [("https://cdn.example/a", False)]
    assert links(of({"fileData": {"fileUri": "files/abc", "mimeType": "image/png"}})) == [("/v1beta/files/abc?alt=media", False)]
    [other] = of({"fileData": {"fileUri": "gs://bucket/abc", "mimeType": "image/png"}})
    assert isinstance(other, OtherPart)
    [other] = of({"fileData": {"fileUri": "https://cdn.example/a.mp4", "mimeType": "video/mp4"}})
    assert isinstance(other, OtherPart)


def test_45_a_blocked_prompt(wire):
    served, usage, end = gemini.decode(json.loads(wire("google.blocked.json")))
    assert served == Served(model="gemini-3-pro-image")
    assert usage == UsageReport(Usage(prompt=7, total=7))
    assert end == Finished(reason="PROHIBITED_CONTENT", ending="blocked", message="The prompt was blocked.")


def test_45_a_reason_that_says_nothing_blocks_only_where_nothing_else_came():
    feedback = {"promptFeedback": {"blockReason": "blocked_reason_unspecified"}}
    assert list(gemini.decode(feedback)) == [Finished(reason="BLOCKED_REASON_UNSPECIFIED", ending="blocked")]
    assert list(gemini.decode(feedback | {"candidates": [{"finishReason": "STOP"}]})) == [Finished(reason="STOP")]
    both = {"promptFeedback": {"block_reason": "SAFETY"}, "candidates": [{"content": None}]}
    assert list(gemini.decode(both)) == [Finished(reason="SAFETY", ending="blocked")]


def test_46_a_blocked_picture_keeps_its_words(wire):
    *_, end = gemini.decode(json.loads(wire("google.image_blocked.json")))
    assert end == Finished(reason="IMAGE_PROHIBITED_CONTENT", ending="blocked", message="Unable to show the generated image.")


ENDINGS = {
    "ok": "STOP",
    "max_tokens": "MAX_TOKENS CONTINUATION",
    "blocked": "SAFETY PROHIBITED_CONTENT BLOCKLIST SPII IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT MODEL_ARMOR ESCALATION",
    "recitation": "RECITATION IMAGE_RECITATION",
    "no_image": "NO_IMAGE",
    "unknown": "IMAGE_OTHER OTHER MALFORMED_RESPONSE FINISH_REASON_UNSPECIFIED SOMETHING_NEW",
    "language": "LANGUAGE",
    "tools": "MALFORMED_FUNCTION_CALL UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS",
    "signature": "MISSING_THOUGHT_SIGNATURE",
    "limited": "PUP_LIMITED_DISABLED",
}


@pytest.mark.parametrize(("reason", "ending"), [(reason, ending) for ending, reasons in ENDINGS.items() for reason in reasons.split()])
def test_46_every_reason_has_its_class(reason, ending):
    assert of(finishReason=reason) == of(finishReason=reason.lower()) == [Finished(reason=reason, ending=ending)]


def test_47_a_text_only_answer():
    assert of({"text": "I can not "}, {"text": "draw."}, finishReason="STOP") == [TextDelta("I can not "), TextDelta("draw."), Finished(reason="STOP")]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"candidates": []},
        {"candidates": None},
        {"candidates": [None, 3, "x", {}]},
        {"candidates": [{"content": None}]},
        {"candidates": [{"content": {"role": "model"}}]},
        {"candidates": [{"content": {"parts": None}}]},
        {"candidates": [{"content": {"parts": [None, {}, 3, [], {"text": None}, {"text": ""}, {"thought": True}, {"inlineData": None}]}}]},
        {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": ""}}, {"inlineData": {"data": None}}]}}]},
        {"candidates": [{"finishReason": None, "finishMessage": None}]},
        {"usageMetadata": None, "promptFeedback": None, "modelVersion": None},
        {"usageMetadata": {"promptTokenCount": "many", "promptTokensDetails": "?", "totalTokenCount": True}, "promptFeedback": {"safetyRatings": []}},
        {"usageMetadata": [], "promptFeedback": "no", "modelVersion": 3, "data": {"candidates": 1}, "images": "no", "unheard": [1]},
    ],
)
def test_48_holes_bring_nothing_and_raise_nothing(message):
    assert list(gemini.decode(message)) == []


def test_50_leftovers_of_other_protocols(wire):
    for name, source in (("generations", "<image Base64>"), ("edits", "<edited image Base64>")):
        assert links(gemini.decode(json.loads(wire(f"ofox-openai.{name}.response.json")))) == [(source, False)]
    assert links(gemini.decode({"data": [{"url": "https://cdn.example/a", "index": 0}, {"b64_json": PNG, "url": "https://x/"}]})) == [
        ("https://cdn.example/a", False),
        (PNG, False),
    ]
    loose = {"images": [PNG, {"image_url": {"url": "https://cdn.example/b"}}, "no picture"]}
    assert links(gemini.decode(loose)) == [(PNG, False), ("https://cdn.example/b", False)]
    assert links(of({"type": "image_url", "image_url": {"url": "https://cdn.example/c"}}, {"imageUrl": "https://cdn.example/d"})) == [
        ("https://cdn.example/c", False),
        ("https://cdn.example/d", False),
    ]


@pytest.mark.parametrize("name", ["gateway.error.data.sse", "gateway.error.bare.sse", "gateway.error.array.sse"])
def test_54_an_error_in_a_stream_is_a_message(wire, reading, name):
    first, error = reading(wire(name)).messages
    assert [type(event) for event in gemini.decode(first)] == [Served, ThoughtDelta]
    assert error == {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}


# What else parts may be


def test_a_spooled_picture_is_found_wherever_it_was():
    marker = "spool-0123456789abcdef-0"
    for part in (
        {"inlineData": {"data": marker}},
        {"text": marker},
        {"text": f"![x](data:image/png;base64,{marker})"},
        {"functionResponse": {"deep": [{"inside": marker}]}},
    ):
        [link] = of(part)
        assert marker in link.source


def test_unknown_parts_are_kept_whole():
    [other] = of({"executableCode": {"language": "PYTHON"}, "thoughtSignature": "s", "nothing": None})
    assert other == OtherPart('gemini {"executableCode":{"language":"PYTHON"},"thoughtSignature":"s"}')
    [sound] = of({"inlineData": {"mimeType": "audio/pcm", "data": "AAAA"}})
    assert isinstance(sound, OtherPart)
    [late] = of({"thoughtSignature": "s"})
    assert late == TextDelta("", 'gemini {"text":"","thoughtSignature":"s"}')


def test_with_digest_touches_nothing_else():
    [link] = of({"inlineData": {"mimeType": "image/png", "data": PNG, "x": 1}, "y": ["sha256:"]})
    assert gemini.with_digest(link.opaque, "ab") == 'gemini {"inlineData":{"mimeType":"image/png","data":"sha256:ab","x":1},"y":["sha256:"]}'
    assert gemini.with_digest("", "ab") == ""
    assert gemini.with_digest("openai {}", "ab") == "openai {}"


# PROTOCOLS.md 4.9


def test_60_model_list(wire):
    ids, token = gemini.read_models(json.loads(wire("google.models.json")))
    assert (ids, token) == (("gemini-3-pro-image", "gemini-nano-banana-2.1", "gemini-2.0-flash-exp"), "p2")
    assert gemini.read_models(json.loads(wire("newapi.models.json"))) == (("google/gemini-3.1-flash-image-preview", "gemini-2.5-flash-image"), "")
    assert gemini.read_models({"models": None, "nextPageToken": None}) == ((), "")
    assert gemini.read_models({"id": "models/models/a-image"}) == (("models/a-image",), "")


def test_an_address_in_a_thought_is_fetched_by_no_one():
    words = "I look at ![x](https://elsewhere.example/a.png) first."
    parts = [{"text": words, "thought": True}, {"text": "![x](https://elsewhere.example/b.png)"}]
    events = list(gemini.decode({"candidates": [{"content": {"parts": parts}}]}))
    assert [event.text for event in events if isinstance(event, ThoughtDelta)] == [words]
    assert [event.source for event in events if isinstance(event, PictureLink)] == ["https://elsewhere.example/b.png"]
