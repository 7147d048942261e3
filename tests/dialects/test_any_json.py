"""Whatever JSON comes, reading it raises nothing: both dialects, what puts texts together and takes keys out, and what errors are read from."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.dialects import gemini, openai_images
from studio.dialects.seam import Seam
from studio.http import Endpoint, Hush
from studio.http.faults import name
from studio.http.said import beside, in_reply, read, read_value

KEYS = (
    "candidates", "content", "parts", "text", "thought", "inlineData", "inline_data", "mimeType", "data", "url", "uri", "fileData", "file_data", "fileUri",
    "thoughtSignature", "finishReason", "finish_reason", "finishMessage", "promptFeedback", "blockReason", "blockReasonMessage", "usageMetadata",
    "promptTokenCount", "candidatesTokensDetails", "modality", "tokenCount", "modelVersion", "responseId", "choices", "message", "delta", "images", "image_url",
    "b64_json", "revised_prompt", "usage", "input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "image_tokens", "type", "status",
    "task_id", "id", "model", "output_format", "respect_moderation", "error", "code", "details", "@type", "retryDelay", "violations", "quotaId", "reason",
    "detail", "loc", "msg", "success", "errors", "innererror", "inner_error", "provider_specific_fields", "request_id", "models", "name", "nextPageToken",
    "supportedGenerationMethods", "has_more", "last_id", "object", "executableCode", "seconds",
)  # fmt: skip
WORDS = (
    "", "STOP", "true", "429", "0", "-1", "1e400", "NaN", "iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo=", "data:image/png,%ff", "https://x.example/a.png",
    "//x.example/a.png", "/images/a.png", "/9j/4AAQ", "files/abc", "![a](https://x.example/a.png)", "![a](data:image/png;base64,", "![", "[x](http://x/a.png)",
    "spool-0123456789abcdef-0", "image_generation.completed", "image_edit.partial_image", "queued", "37s", "type.googleapis.com/google.rpc.RetryInfo",
    "type.googleapis.com/google.rpc.QuotaFailure", "PerDay", "RESOURCE_EXHAUSTED", "sk-verysecret", "**Plan**", '{"error": {"message": "{"}}', "[[[[",
    "\ud800", "狐",
)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=8)
names = st.sampled_from(KEYS) | st.text(max_size=3)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5), max_leaves=25)
messages = st.dictionaries(st.sampled_from(KEYS), values, max_size=6)
HOME = Endpoint(gateway="x", base_url="https://x.example", auth="bearer", key="sk-verysecret")


@settings(deadline=None, max_examples=150)
@given(st.lists(messages, max_size=4))
def test_answers(sent):
    for dialect in (gemini, openai_images):
        seam, hush = Seam(), Hush(HOME.key)
        for message in sent:
            for event in hush.join(seam.join(dialect.decode(message))):
                repr(event)
            ids, token = dialect.read_models(message)
            assert all(isinstance(one, str) and one for one in ids)
            assert isinstance(token, str)
        assert "sk-verysecret" not in "".join(getattr(event, "text", "") for event in (*hush.join(seam.end()), *hush.end()))


@settings(deadline=None, max_examples=150)
@given(values, st.sampled_from([200, 302, 400, 401, 403, 404, 429, 500, 503, 524, 599]), st.dictionaries(st.sampled_from(["retry-after", "cf-ray"]), st.text()))
def test_errors(value, status, headers):
    page = json.dumps(value)
    for said in (read(page), read_value(value), read(f"<html>{page}")):
        error = name(said, status=status, headers=headers, endpoint=HOME, url="https://x.example/v1?key=sk-verysecret", now=0, page=page)
        for language in ("en", "zh-CN"):
            assert "sk-verysecret" not in error.say(language)
        assert len(error.detail) < 1000
    if isinstance(value, dict):
        assert isinstance(in_reply(value), bool)
        assert isinstance(beside(value), dict)
