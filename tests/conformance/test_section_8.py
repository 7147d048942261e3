"""The resilience catalogue, PROTOCOLS.md section 8: which test holds which row, and the rows of 8.3 and 8.4 themselves, through the whole path.

HELD names tests as `file::test`, with what of it in brackets where it is one of many. Where the reference lies beside the checkout, its rows are counted.
"""

import asyncio
import json
import re
from pathlib import Path

import pytest

from studio import Request
from studio.core.report import report
from studio.http.attempt import _redirect
from tests.conformance.recorder import b64, desk, inline, picture, reply, said, sse, wired

HERE = Path(__file__).parent
TESTS = HERE.parent
PROTOCOLS = TESTS.parents[1] / "shared" / "reference" / "PROTOCOLS.md"
RED = picture("red")

HELD = {  # the beginning of each row as it stands there
    # 8.1 transport
    "HTML page with 200": ("conformance/test_section_10_streams.py::test_57_pages_are_named_for_what_they_are", "demo/test_scenarios.py::test_html200"),
    "Cloudflare challenge": ("conformance/test_section_10_streams.py::test_57_pages_are_named_for_what_they_are[Just a moment...]",),
    "524 after 100–125 s": (
        "conformance/test_section_6.py::test_56_a_timeout_is_asked_again_once_and_only_where_it_is_allowed[524]",
        "demo/test_scenarios.py::test_cf524",
    ),
    "Keepalives:": ("conformance/test_section_10_streams.py::test_52_53_every_framing_in_every_split[comments]", "demo/test_scenarios.py::test_keepalive"),
    "BOM, `)]}'` prefix": (
        "conformance/test_unusual.py::test_the_picture_arrives[byte order mark]",
        "conformance/test_unusual.py::test_the_picture_arrives[guard]",
        "conformance/test_section_10_streams.py::test_53_a_plain_reply_to_a_streaming_call[trailing words]",
    ),
    "`Content-Type` wrong": (
        "conformance/test_unusual.py::test_the_picture_arrives[json in another dress]",
        "conformance/test_section_8.py::test_an_event_stream_that_is_called_json",
    ),
    "gzip/br": ("conformance/test_bombs.py::test_a_packed_reply_that_is_none_of_these_is_an_answer[gzip]",),
    "Redirect http→https": (
        "http/test_secrets.py::test_redirects_are_followed_on_the_same_host_only",
        "conformance/test_section_8.py::test_where_a_call_may_be_sent_on_to",
    ),
    "Duplicate slashes": (
        "http/test_address.py::test_roots",
        "http/test_address.py::test_keys",
        "conformance/test_section_10.py::test_04_a_pasted_address_ends_as_the_same_target",
    ),
    # 8.2 the image string decoder
    "1. Trim": ("dialects/test_images.py::test_addresses", "dialects/test_images.py::test_41_base64_in_every_form[data:image/png,]"),
    "2. Otherwise base64": (
        "dialects/test_images.py::test_41_whatever_was_encoded_is_read",
        "conformance/test_section_10_replies.py::test_41_base64_in_every_dress",
    ),
    "3. Sniff magic bytes": (
        "dialects/test_images.py::test_42_the_bytes_say_what_they_are",
        "conformance/test_section_10_replies.py::test_42_the_bytes_say_what_it_is",
    ),
    "4. If decoded bytes": (
        "conformance/test_section_10_replies.py::test_41_base64_in_every_dress[twice]",
        "dialects/test_images.py::test_a_text_that_only_decodes_is_not_opened_twice",
    ),
    "5. Verify with Pillow": (
        "conformance/test_bombs.py::test_a_picture_of_too_many_pixels_is_kept_and_never_decoded",
        "imaging/test_bad_input.py::test_a_reply_over_the_size_limit_is_said",
        "imaging/test_bad_input.py::test_a_reply_that_is_no_picture",
        "http/test_fetch.py::test_only_pictures_by_content_and_only_so_large",
    ),
    "URL download: GET without the API key": (
        "http/test_fetch.py::test_the_key_follows_a_refusal_by_the_gateway_itself_and_only_then",
        "http/test_fetch.py::test_the_key_does_not_follow_elsewhere",
        "http/test_fetch.py::test_one_try_has_a_minute_from_the_name_to_the_last_byte",
        "http/test_fetch.py::test_three_tries_each_from_the_beginning",
        "http/test_fetch.py::test_redirects_end",
        "conformance/test_section_10_openai.py::test_39_a_failed_download_repeats_the_download_and_never_the_generation",
    ),
    "Allow http(s) only": (
        "http/test_fetch.py::test_private_addresses_and_other_schemes_are_refused",
        "http/test_fetch.py::test_the_gateways_own_host_is_allowed_and_gets_no_key",
        "http/test_fetch.py::test_a_name_whose_answers_change_is_looked_up_for_each_try_and_each_hop",
        "http/test_fetch.py::test_the_checked_address_is_the_one_that_is_connected_to",
        "http/test_fetch.py::test_one_private_address_condemns_a_name",
    ),
    "Fetch at once": ("conformance/test_section_8.py::test_a_picture_is_fetched_while_its_stream_goes_on",),
}

LINK = "URL/out/1.png"
CARRIERS = {  # 8.3: parts of an answer, or the whole of it
    "`inlineData.data`": [{"inlineData": {"mimeType": "image/png", "data": "DATA"}}],
    "`inline_data.data`": [{"inline_data": {"mime_type": "image/png", "data": "DATA"}}],
    "either with `url`/`uri` keys inside": [{"inlineData": {"mimeType": "image/png", "url": LINK}}],
    "either with `uri`": [{"inline_data": {"uri": LINK}}],
    "`fileData.fileUri` / `file_data.file_uri`": [{"fileData": {"fileUri": LINK, "mimeType": "image/png"}}],
    "`file_data.file_uri`": [{"file_data": {"file_uri": LINK}}],
    "`files/…` of Google": [{"fileData": {"fileUri": "files/abc-1"}}],
    "`files/…` with its address": [{"fileData": {"fileUri": "URL/v1beta/files/abc-1"}}],
    "text part containing `![alt](data:": [{"text": "Here: ![a fox](data:image/png;base64,DATA) done"}],
    "`![alt](https://…)`": [{"text": f"Here: ![a fox]({LINK}) done"}],
    "text part that is only a data URI": [{"text": "data:image/png;base64,DATA"}],
    "only an image URL": [{"text": LINK}],
    "`image_url:{url}`/`images[]`": [{"image_url": {"url": "data:image/png;base64,DATA"}}],
    "`images[]`": {"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}], "images": [{"type": "image_url", "image_url": {"url": LINK}}]},
    "`data[].b64_json` / `data[].url` in a Gemini answer": {"data": [{"b64_json": "DATA"}]},
    "`data[].url`": {"data": [{"url": LINK}]},
    "Plain hyperlinks": [{"text": f"Here: [your fox]({LINK}) done"}],
}

WHOLE = said({"text": "Hm", "thought": True}, inline(RED), modelVersion="m-1", usageMetadata={"totalTokenCount": 9})
PARTS = [{"text": "Hm", "thought": True}, {"inlineData": {"mimeType": "image/png", "data": b64(RED)}}]
LENIENT = {  # 8.4: the same answer in other clothes
    "snake_case or camelCase for every key": {
        "candidates": [{"content": {"parts": [PARTS[0], {"inline_data": {"mime_type": "image/png", "data": b64(RED)}}]}, "finish_reason": "STOP"}],
        "model_version": "m-1", "usage_metadata": {"total_token_count": 9},
    },
    "`candidates` as object or list": WHOLE | {"candidates": WHOLE["candidates"][0]},
    "`parts` as object or list": WHOLE | {"candidates": [{"content": {"parts": PARTS[0]}}, {"content": {"parts": PARTS[1]}, "finishReason": "STOP"}]},
    "`content` null": WHOLE | {"candidates": [{"content": None}, *WHOLE["candidates"]]},
    "`finishReason` lower case": WHOLE | {"candidates": [{**WHOLE["candidates"][0], "finishReason": "stop"}]},
    "numbers as strings in usage": WHOLE | {"usageMetadata": {"totalTokenCount": "9"}},
    '`thought` `"true"`': WHOLE | {"candidates": [{"content": {"parts": [{"text": "Hm", "thought": "true"}, PARTS[1]]}, "finishReason": "STOP"}]},
    "nulls everywhere": {
        "candidates": [None, {"content": {"parts": [None, PARTS[0] | {"inlineData": None, "thoughtSignature": None}, PARTS[1]], "role": None},
                              "finishReason": "STOP", "finishMessage": None, "safetyRatings": None}],
        "promptFeedback": None, "modelVersion": "m-1", "responseId": None, "error": None,
        "usageMetadata": {"totalTokenCount": 9, "thoughtsTokenCount": None, "candidatesTokensDetails": [None, {"modality": None, "tokenCount": None}]},
    },
    "Unknown enum values pass through as text": WHOLE | {"candidates": [{**WHOLE["candidates"][0], "finishReason": "BRAND_NEW"}]},
}  # fmt: skip


@pytest.mark.parametrize("row", HELD)
def test_each_row_is_held(row):
    assert HELD[row]
    for name in HELD[row]:
        file, _, test = name.partition("::")
        function, _, one = test.removesuffix("]").partition("[")
        source = (TESTS / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {function}\(", source, re.MULTILINE), name
        assert one in source, name


@pytest.mark.skipif(not PROTOCOLS.is_file(), reason="the protocol reference does not lie beside this checkout")
def test_no_row_is_missing():
    section = PROTOCOLS.read_text(encoding="utf-8").partition("## 8.")[2].partition("## 9.")[0]
    transport, decoder, carriers, lenient = (part.partition("\n")[2].strip() for part in re.split(r"^### 8\.\d", section, flags=re.MULTILINE)[1:])
    rows = [line.strip("| ") for line in transport.split("\n")[2:]]
    lines = decoder.split("\n")
    rows += [*lines[:6], *(lines[5][lines[5].index(word) :] for word in ("Allow", "Fetch"))]
    assert lines[6].startswith("The official SDK")  # which is a reason and no row
    assert len(lines) == 7
    assert [next((row for row in HELD if text.startswith(row)), text) for text in rows] == list(HELD)
    first = carriers.partition(". Markdown images")[0].split(" · ")
    assert [text for text in first if not any(text.startswith(row) for row in CARRIERS)] == []
    assert len(first) == 8
    told = [text.strip(" .") for text in re.split(r"; |\. ", lenient.partition("\n")[0])]
    assert told == list(LENIENT)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("carrier", CARRIERS)
@wired
async def test_where_a_picture_hides(tmp_path, carrier, streamed):
    message = CARRIERS[carrier]
    async with desk(tmp_path) as d:
        text = json.dumps(said(*message) if isinstance(message, list) else message).replace("DATA", b64(RED)).replace("URL", d.recorder.url)
        wire = reply(f"data: {text}\n\n", kind="text/event-stream") if streamed else reply(text)

        def choose(got):
            if got.method == "POST":
                return wire
            if "/files/" in got.target:
                assert got.target == "/v1beta/files/abc-1?alt=media"
                return reply(RED, kind="image/png") if "x-goog-api-key" in got.headers else reply("", "403 Forbidden")
            return reply(RED, kind="image/png")

        d.recorder.choose = choose
        result = await d.studio.run(Request(gateway="google", prompt="a fox", stream=streamed))
        assert [image.path.read_bytes() for image in result.images] == [RED], report(result)
        assert "](" not in result.text or carrier == "Plain hyperlinks"
        assert "base64" not in result.text
        assert " ".join(result.text.split()) in ("", "Here: done", f"Here: [your fox]({d.recorder.url}/out/1.png) done")


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("clothes", LENIENT)
@wired
async def test_json_in_other_clothes(tmp_path, clothes, streamed):
    message = LENIENT[clothes]
    async with desk(tmp_path, reply(sse(message), kind="text/event-stream") if streamed else reply(message)) as d:
        result = await d.studio.run(Request(gateway="google", prompt="a fox", stream=streamed))
    assert [image.path.read_bytes() for image in result.images] == [RED], report(result)
    assert (result.thoughts, result.text, result.answers[0].served, result.usage.total) == ("Hm", "", "m-1", 9)
    assert result.answers[0].finished.reason == ("BRAND_NEW" if clothes.startswith("Unknown") else "STOP")


@wired
async def test_an_event_stream_that_is_called_json(tmp_path):
    for kind in ("application/json", "text/plain", "text/html", "application/octet-stream"):
        async with desk(tmp_path, reply(sse(WHOLE), kind=kind), reply(WHOLE, kind=kind)) as d:
            for streamed in (True, False):
                result = await d.studio.run(Request(gateway="google", prompt="a fox", stream=streamed))
                assert (result.status, result.thoughts) == ("ok", "Hm")


@pytest.mark.parametrize(("location", "goal", "trusted"), [
    ("https://h.example/v1/x", "https://h.example/v1/x", True),  # up, to the port that goes with it
    ("https://h.example:80/x", "https://h.example:80/x", True),
    ("https://h.example:8443/x", "https://h.example:8443/x", False),
    ("/other?a=1", "http://h.example/other?a=1", True),
    ("http://h.example:80/y", "http://h.example/y", True),
    ("http://h.example:81/y", "http://h.example:81/y", False),
    ("http://H.EXAMPLE/y", "http://h.example/y", True),
    ("//h.example.evil/y", "http://h.example.evil/y", False),
    ("https://user@h.example/y", "https://user@h.example/y", False),
    ("ftp://h.example/y", "ftp://h.example/y", False),
    ("http://h.example.:80/y", "http://h.example.:80/y", False),
    ("http://[bad", "http://[bad", False),
])  # fmt: skip
def test_where_a_call_may_be_sent_on_to(location, goal, trusted):
    found, follows = _redirect("http://h.example/v1/x", location)
    assert (follows, found if trusted else goal) == (trusted, goal)
    assert not _redirect("https://h.example/x", "http://h.example/x")[1]  # never down


@wired
async def test_a_picture_is_fetched_while_its_stream_goes_on(tmp_path):
    """Such addresses expire: the stream waits for the fetch here, not the other way round."""
    fetched = asyncio.Event()
    async with desk(tmp_path) as d:

        async def slowly(writer, got):
            link = said(inline(f"{d.recorder.url}/1.png"), finish="")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + sse(link))
            await writer.drain()
            await fetched.wait()
            writer.write(sse(said()))
            await writer.drain()

        def choose(got):
            if got.method == "POST":
                return slowly
            fetched.set()
            return reply(RED, kind="image/png")

        d.recorder.choose = choose
        result = await asyncio.wait_for(d.studio.run(Request(gateway="google", prompt="a fox", stream=True)), 5)
        assert [image.path.read_bytes() for image in result.images] == [RED]
