"""Every scenario by its name: the shape of section 9, streamed and whole, from the prompt and from the header."""

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import httpx
import pytest
from PIL import Image

from studio.demo import frames, scenarios

PLAIN = "a red circle"
CARRIERS = (
    "markdown_data", "markdown_url", "url_data", "file_data", "snake_case", "whitespace_b64", "data_uri_b64", "wrong_mime", "two_images", "corrupt_image",
    "thought_only_image", "base64_data",
)  # fmt: skip


@pytest.fixture(scope="module")
def carried(ask):
    """The answer of each scenario that changes how the picture travels, asked for side by side."""
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda name: ask(f"{PLAIN} demo:{name}"), CARRIERS))
    assert [reply.status_code for reply in replies] == [200] * len(CARRIERS)
    return dict(zip(CARRIERS, (reply.json() for reply in replies), strict=True))


def pictures(answer):
    return [part for part in answer["candidates"][0]["content"]["parts"] if "inlineData" in part]


def test_every_name_of_section_9_is_known():
    section = (
        "safety_prompt image_safety no_image text_only empty max_tokens thought_only_image markdown_data markdown_url url_data file_data snake_case "
        "whitespace_b64 data_uri_b64 wrong_mime html200 cf524 429_retryinfo 429_retry_after 503_once mid_stream_error truncated_stream json_array_stream "
        "keepalive slow nested_error bad_key two_images corrupt_image"
    )
    assert set(section.split()) <= set(scenarios.NAMES)


def test_a_name_that_is_none_is_refused(ask):
    for reply in (ask("a cat demo:no_imgae"), ask("a cat", headers={"X-Demo-Scenario": "no_imgae"})):
        assert reply.status_code == 400
        assert "Unknown demo scenario 'no_imgae'" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("prompt", "header", "words", "asked"),
    [
        ("a cat", "", "a cat", ()),
        ("demo:slow:2 a cat demo:two_images", "", "a cat", (("slow", 2.0), ("two_images", None))),
        ("a cat,demo:EMPTY", "", "a cat,", (("empty", None),)),
        ("a cat", "slow:0.5, no_image", "a cat", (("slow", 0.5), ("no_image", None))),
        ("demo: a cat", "", "demo: a cat", ()),
        ("a mydemo:cat", "", "a mydemo:cat", ()),
    ],
)
def test_reading_names(prompt, header, words, asked):
    assert scenarios.read(prompt, header) == (words, asked)


# -- answers without a picture --


def test_safety_prompt(ask, stream):
    for answer in (ask("demo:safety_prompt").json(), stream("demo:safety_prompt")[0]):
        assert answer["promptFeedback"]["blockReason"] == "SAFETY"
        assert "candidates" not in answer
    assert len(stream("demo:safety_prompt")) == 1


@pytest.mark.parametrize(("name", "reason"), [("image_safety", "IMAGE_SAFETY"), ("no_image", "NO_IMAGE")])
def test_a_picture_that_does_not_come(ask, stream, name, reason):
    answer = ask(f"demo:{name}").json()
    (candidate,) = answer["candidates"]
    assert (candidate["finishReason"], candidate["content"]) == (reason, {"role": "model"})
    assert candidate["finishMessage"].startswith("Unable to show the generated image.")
    assert answer["usageMetadata"]["thoughtsTokenCount"] > 0  # billed all the same
    assert stream(f"demo:{name}")[-1]["candidates"][0]["finishReason"] == reason


def test_text_only(ask):
    (candidate,) = ask("demo:text_only").json()["candidates"]
    assert candidate["finishReason"] == "STOP"
    assert [set(part) - {"thoughtSignature"} for part in candidate["content"]["parts"]] == [{"text"}]


def test_empty(ask):
    answer = ask("demo:empty").json()
    assert answer["candidates"] == []
    assert "promptFeedback" not in answer


def test_max_tokens_by_name_and_by_a_low_limit(ask):
    for answer in (ask("demo:max_tokens").json(), ask(PLAIN, {"maxOutputTokens": 600}).json()):
        assert answer["candidates"][0]["finishReason"] == "MAX_TOKENS"
        assert not pictures(answer)
    talked = ask("hello", {"maxOutputTokens": 40}, model="gemini-2.5-pro").json()
    assert talked["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert talked["usageMetadata"]["candidatesTokenCount"] <= 40


# -- how a picture travels --


def test_thought_only_image(carried, opened):
    (part,) = pictures(carried["thought_only_image"])
    assert part["thought"] is True
    assert "thoughtSignature" not in part
    assert opened(part).size == (512, 512)


def test_markdown(carried, opened):
    for name in ("markdown_data", "markdown_url"):
        assert not pictures(carried[name])
        (text,) = [part["text"] for part in carried[name]["candidates"][0]["content"]["parts"] if part.get("text", "").startswith("![")]
        address = text[text.index("](") + 2 : -1]
        if name == "markdown_url":
            assert opened(httpx.get(address).content).size == (512, 512)
        else:
            assert opened(address.removeprefix("data:image/png;base64,")).size == (512, 512)


def test_addresses(carried, opened, gateway):
    (part,) = pictures(carried["url_data"])
    (file,) = [part["fileData"] for part in carried["file_data"]["candidates"][0]["content"]["parts"] if "fileData" in part]
    assert not pictures(carried["file_data"])
    for address in (part["inlineData"]["data"], file["fileUri"]):
        assert address.startswith(f"{gateway}/made/")
        reply = httpx.get(address)  # no key is needed, and none should be sent
        assert reply.headers["content-type"] == "image/png"
        assert opened(reply.content).size == (512, 512)


def test_snake_case(carried):
    body = json.dumps(carried["snake_case"])
    for name in ("inlineData", "mimeType", "finishReason", "usageMetadata", "thoughtSignature", "modelVersion"):
        assert name not in body
    parts = carried["snake_case"]["candidates"][0]["content"]["parts"]
    assert set(parts[-1]) == {"inline_data", "thought_signature"}
    assert carried["snake_case"]["candidates"][0]["finish_reason"] == "STOP"


def test_base64_as_it_should_not_be(carried, opened):
    (wrapped,), (uri,), (plain,) = (pictures(carried[name]) for name in ("whitespace_b64", "data_uri_b64", "base64_data"))
    lines = wrapped["inlineData"]["data"].split("\n")
    assert {len(line) for line in lines[:-1]} == {76}
    assert opened("".join(lines)).size == (512, 512)
    assert uri["inlineData"]["data"].startswith("data:image/png;base64,")
    assert opened(uri["inlineData"]["data"].partition(",")[2]).size == opened(plain).size == (512, 512)


def test_wrong_mime(carried, opened):
    (part,) = pictures(carried["wrong_mime"])
    assert part["inlineData"]["mimeType"] == "image/png"
    assert opened(part).format == "JPEG"


def test_two_images(carried, opened):
    first, second = pictures(carried["two_images"])
    assert opened(first).size == opened(second).size == (512, 512)
    assert first["inlineData"]["data"] != second["inlineData"]["data"]
    details = {item["modality"]: item["tokenCount"] for item in carried["two_images"]["usageMetadata"]["candidatesTokensDetails"]}
    assert details["IMAGE"] == 2 * 747


def test_corrupt_image(carried):
    from base64 import b64decode

    (part,) = pictures(carried["corrupt_image"])
    broken = Image.open(io.BytesIO(b64decode(part["inlineData"]["data"])))
    assert broken.size == (512, 512)  # the head is good
    with pytest.raises(OSError, match="truncated"):
        broken.load()


# -- replies that are no answers --


def test_html200(ask):
    reply = ask("demo:html200")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=UTF-8")
    assert reply.text.startswith("<!DOCTYPE html>")


def test_cf524(ask):
    reply = ask("demo:cf524")
    assert (reply.status_code, reply.headers["server"]) == (524, "cloudflare")
    assert reply.headers["cf-ray"]
    assert "A timeout occurred" in reply.text


def test_429(ask):
    told = ask("demo:429_retryinfo")
    assert (told.status_code, told.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"} in told.json()["error"]["details"]
    assert "PerDay" not in told.text
    assert "retry-after" not in told.headers
    header = ask("demo:429_retry_after")
    assert (header.status_code, header.headers["retry-after"]) == (429, "2")
    assert "RetryInfo" not in header.text
    assert ask("demo:429_retryinfo").status_code == 429  # without a number it never ends
    assert [ask("demo:429_retry_after:2 demo:text_only").status_code for _ in range(3)] == [429, 429, 200]


def test_503_once(ask):
    said = "demo:503_once demo:text_only"
    assert [ask(said).status_code for _ in range(3)] == [503, 200, 200]
    assert ask(f"another {said}").json()["error"]["status"] == "UNAVAILABLE"


def test_a_503_once_comes_again_after_a_while():
    memory = scenarios.Memory(span=8)
    assert [memory.again("x", 1, now) for now in (0, 1, 8, 8.5, 9)] == [True, False, False, True, False]


def test_nested_error(ask):
    reply = ask("demo:nested_error")
    message, depth = reply.json()["error"]["message"], 1
    while message.startswith("{"):
        message, depth = json.loads(message)["error"]["message"], depth + 1
    assert (reply.status_code, depth) == (400, 3)
    assert message.startswith("The innermost message")


def test_bad_key(ask):
    reply = ask("demo:bad_key")
    assert reply.status_code == 400
    assert reply.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_the_header_asks_too(ask):
    assert ask("a cat", headers={"X-Demo-Scenario": "cf524"}).status_code == 524


# -- streams --


def test_mid_stream_error(ask, stream):
    first, *_, last = stream("demo:mid_stream_error")
    assert "usageMetadata" in first
    assert last["error"] == {"code": 503, "message": scenarios.OVERLOADED, "status": "UNAVAILABLE"}
    assert ask("demo:mid_stream_error").status_code == 503


def test_truncated_stream(ask, stream):
    config = {"thinkingConfig": {"includeThoughts": True}}
    for chunks in (stream("demo:truncated_stream"), stream("demo:truncated_stream", config)):
        assert chunks
        assert "finishReason" not in json.dumps(chunks)
    assert "candidates" in stream("demo:truncated_stream", config)[-1]
    cut = ask("demo:truncated_stream")
    assert cut.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        cut.json()


def test_json_array_stream_by_name_and_without_alt_sse(ask):
    for prompt, query in ((f"{PLAIN} demo:json_array_stream", "?alt=sse"), (PLAIN, "")):
        reply = ask(prompt, method="streamGenerateContent", query=query)
        assert reply.headers["content-type"].startswith("application/json")
        assert reply.json()[-1]["candidates"][0]["finishReason"] == "STOP"
        assert reply.content.count(b"\r\n,") >= 2


def test_keepalive(ask):
    reply = ask("demo:keepalive demo:text_only", method="streamGenerateContent", query="?alt=sse")
    lines = reply.content.split(b"\r\n")
    assert lines[0] == b": PING"
    assert [line for line in lines if line][-1] == b"data: [DONE]"
    assert b"" in lines[2:4]
    whole = ask("demo:keepalive demo:text_only")
    assert whole.content.startswith(b"\n")
    assert whole.json()["candidates"]


@pytest.mark.parametrize(("query", "end"), [("?alt=sse", b": PING\r\n\r\n"), ("", b"\r\n")])
def test_an_open_end_is_heard_until_the_client_goes(gateway, monkeypatch, query, end):
    monkeypatch.setattr(frames, "PING_SECONDS", 0.05)
    body = {"contents": [{"parts": [{"text": "demo:open_end demo:text_only"}]}]}
    path = f"{gateway}/google/v1beta/models/demo-painter:streamGenerateContent{query}"
    heard = []
    with httpx.stream("POST", path, json=body, headers={"x-goog-api-key": "demo"}) as reply:
        for raw in reply.iter_raw():
            heard.append(raw)
            if heard[-3:] == [end] * 3:
                break
    assert b'"finishReason":"STOP"' in b"".join(heard)
    assert b"[DONE]" not in b"".join(heard)


def test_a_path_in_place_of_an_address(ask, parts, opened, http):
    data = parts(ask("terrazzo pattern demo:path_data"))[-1]["inlineData"]["data"]
    assert data.startswith("/made/")
    assert opened(http.get(data).content).size == (512, 512)


def test_slow_is_silent_and_keepalive_breaks_the_silence(gateway, monkeypatch):
    monkeypatch.setattr(frames, "PING_SECONDS", 0.4)
    body = {"contents": [{"parts": [{"text": "demo:slow:0.7 demo:text_only"}]}], "generationConfig": {"thinkingConfig": {"includeThoughts": True}}}
    path = f"{gateway}/google/v1beta/models/demo-painter:streamGenerateContent?alt=sse"
    for header, pings in (("", 0), ("keepalive", 1)):
        arrived = []
        with httpx.stream("POST", path, json=body, headers={"x-goog-api-key": "demo", "X-Demo-Scenario": header}) as reply:
            arrived.extend((time.monotonic(), raw) for raw in reply.iter_raw())
        gaps = [(later - earlier, raw) for (earlier, _), (later, raw) in pairwise(arrived)]
        assert max(gap for gap, _ in gaps) > (0.35 if pings else 0.65)
        assert sum(raw == b": PING\r\n\r\n" and gap > 0.35 for gap, raw in gaps) == pings


def test_slow_waits_before_a_reply_that_is_no_answer(ask):
    began = time.monotonic()
    assert ask("demo:slow:0.4 demo:cf524").status_code == 524
    assert time.monotonic() - began >= 0.4


def test_thoughts_of_any_length_and_of_any_kind(ask):
    told = ask(f"{PLAIN} demo:long_thoughts:40 demo:hostile", {"thinkingConfig": {"includeThoughts": True}}).json()
    parts = told["candidates"][0]["content"]["parts"]
    thoughts = "".join(part.get("text", "") for part in parts if part.get("thought"))
    assert 40_000 <= len(thoughts) < 60_000
    assert scenarios.HOSTILE in thoughts
    assert scenarios.HOSTILE in "".join(part.get("text", "") for part in parts if not part.get("thought"))
    refused = ask(f"{PLAIN} demo:no_image demo:hostile").json()["candidates"][0]
    assert scenarios.HOSTILE in refused["finishMessage"]
