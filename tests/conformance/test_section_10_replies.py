"""PROTOCOLS.md section 10, 36 to 51: what comes back, through the whole path onto the disk (the list is in test_section_10.py)."""

import json

import pytest

from studio import Request
from studio.core.parts import Picture, Thought
from studio.core.report import report
from studio.dialects.images import sniff
from studio.words import say
from tests.conformance.recorder import KEY, b64, desk, inline, noise, picture, reply, said, sse, wired

RED, BLUE, GREY = picture("red"), picture("blue"), picture("grey")


async def answered(home, *replies, choose=None, name="generic", **asked):
    """What becomes of these replies."""
    async with desk(home, *replies, choose=choose) as d:
        result = await d.studio.run(Request(**({"prompt": "a fox", "gateway": name, "stream": False} | asked)))
    answered.got = d.got
    return result


def bytes_of(result):
    """The pictures of a result, read from the disk."""
    for image in result.images:
        assert image.path.suffix == {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}[sniff(image.path.read_bytes())]
        assert image.bytes == image.path.stat().st_size
    return [image.path.read_bytes() for image in result.images]


@pytest.mark.parametrize("streamed", [True, False])
@wired
async def test_36_thoughts_are_never_results_where_there_is_another(tmp_path, streamed):
    parts = ({"text": "**A**\n\nhm", "thought": True}, inline(GREY, thought=True), {"text": "Here."}, inline(RED), {"text": "more", "thought": True})
    wire = reply(sse(*(said(part, finish="") for part in parts), said())) if streamed else reply(said(*parts))
    result = await answered(tmp_path, wire, stream=streamed)
    assert bytes_of(result) == [RED]
    assert [image.path.read_bytes() for image in result.drafts] == [GREY]
    assert result.drafts[0].path.name.endswith(".draft.png")
    assert result.text == "Here."
    assert result.thoughts == "**A**\n\nhm\n\nmore"
    assert len(report(result)["images"]) == 1


@wired
async def test_37_the_only_picture_is_the_result_though_it_is_a_thought(tmp_path):
    result = await answered(tmp_path, reply(said(inline(GREY, thought=True), inline(RED, thought="true"))))
    assert (result.status, bytes_of(result)) == ("ok", [RED])
    assert [image.path.read_bytes() for image in result.drafts] == [GREY]
    assert "plan.from_thought" in [note.key for note in result.every_note]
    blocked = await answered(tmp_path, reply(said(inline(GREY, thought=True), finish="IMAGE_SAFETY")))
    assert (blocked.status, blocked.images, blocked.error.kind) == ("failed", (), "blocked")


@wired
async def test_38_two_pictures_are_two(tmp_path):
    result = await answered(tmp_path, reply(said(inline(RED), {"text": "and"}, inline(BLUE), inline(RED))))
    assert bytes_of(result) == [RED, BLUE]
    assert len({image.path for image in result.images}) == 2


@wired
async def test_39_an_address_is_fetched_without_the_key(tmp_path):
    async with desk(tmp_path) as d:
        url = f"{d.recorder.url}/files/a%20b.png?sig=%2B&x=1"
        d.recorder.choose = lambda got: reply(RED, kind="image/png") if got.method == "GET" else reply(said(inline(url)))
        for name in ("octopusx", "ofox"):
            result = await d.studio.run(Request(prompt="a fox", gateway=name, stream=False))
            assert bytes_of(result) == [RED]
    gets = [got for got in d.got if got.method == "GET"]
    assert len(gets) == 2
    for got in gets:
        assert got.target == "/files/a%20b.png?sig=%2B&x=1"
        assert not {"authorization", "x-goog-api-key", "cookie"} & set(got.headers)
        assert not any(KEY in value for value in got.headers.values())


@wired
async def test_40_snake_case(tmp_path):
    part = {"inline_data": {"mime_type": "image/png", "data": b64(RED)}, "thought_signature": "s"}
    details = [{"modality": "IMAGE", "token_count": 1120}]
    message = {
        "candidates": {"content": {"role": "model", "parts": part}, "finish_reason": "stop"},
        "usage_metadata": {"prompt_token_count": 3, "candidates_token_count": "1120", "candidates_tokens_details": details},
        "model_version": "m-1",
    }
    result = await answered(tmp_path, reply(message))
    assert bytes_of(result) == [RED]
    assert (result.answers[0].served, result.usage.prompt, result.usage.image) == ("m-1", 3, 1120)
    (kept,) = result.answers[0].parts
    assert isinstance(kept, Picture)
    assert kept.signed


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("kind", ["newlines", "no padding", "url safe", "data uri", "blanks around", "twice"])
@wired
async def test_41_base64_in_every_dress(tmp_path, kind, size):
    data = RED if size == "small" else noise(160)  # 77 kB, more than the spool holds back
    text = {
        "newlines": "\n".join(b64(data)[i : i + 76] for i in range(0, len(b64(data)), 76)) + "\n",
        "no padding": b64(data + bytes(-len(data) % 3 + 1)).rstrip("="),
        "url safe": b64(data).replace("+", "-").replace("/", "_"),
        "data uri": f"data:image/png;base64,{b64(data)}",
        "blanks around": f"  {b64(data)} \r\n",
        "twice": b64(b64(data).encode()),
    }[kind]
    result = await answered(tmp_path, reply(said(inline(text))))
    (got,) = bytes_of(result)
    assert got.rstrip(b"\0") == data.rstrip(b"\0")
    assert (result.images[0].width, result.images[0].height) == ((8, 6) if size == "small" else (160, 160))


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", ".jpg"), ("WEBP", ".webp"), ("GIF", ".gif")])
@wired
async def test_42_the_bytes_say_what_it_is(tmp_path, kind, suffix):
    data = picture("red", kind)
    result = await answered(tmp_path, reply(said(inline(data, "image/png"))))
    assert bytes_of(result) == [data]
    (image,) = result.images
    assert image.path.suffix == suffix
    assert image.mime == f"image/{kind.lower()}"
    assert report(result)["images"][0]["mime"] == image.mime
    assert json.loads((image.path.parent / "run.json").read_bytes())["answers"][0]["parts"][0]["image"]["mime"] == image.mime


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("way", ["data", "url", "bare data", "bare url"])
@wired
async def test_43_pictures_in_text_leave_it(tmp_path, way, streamed):
    async with desk(tmp_path) as d:
        url = f"{d.recorder.url}/out/fox.png"
        source = f"data:image/png;base64,{b64(RED)}" if "data" in way else url
        text = source if "bare" in way else f"Here it is:\n\n![a fox]({source})\n\nEnjoy."
        message = said({"text": text})
        wire = reply(sse(message), kind="text/event-stream") if streamed else reply(message)
        d.recorder.choose = lambda got: reply(RED, kind="image/png") if got.method == "GET" else wire
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=streamed))
    assert bytes_of(result) == [RED]
    assert " ".join(result.text.split()) == ("" if "bare" in way else "Here it is: Enjoy.")


@wired
async def test_44_file_data_is_fetched(tmp_path):
    async with desk(tmp_path) as d:
        for part in ({"fileData": {"fileUri": "URL", "mimeType": "image/png"}}, {"file_data": {"file_uri": "URL", "mime_type": "image/png"}}):
            message = json.dumps(said(part)).replace("URL", f"{d.recorder.url}/f/1")
            d.recorder.choose = lambda got, message=message: reply(BLUE, kind="image/png") if got.method == "GET" else reply(message)
            assert bytes_of(await d.studio.run(Request(prompt="a fox", gateway="google", stream=False))) == [BLUE]
    assert len(d.got) == 4


@pytest.mark.parametrize("candidates", [{}, {"candidates": []}, {"candidates": None}])
@pytest.mark.parametrize("streamed", [True, False])
@wired
async def test_45_a_blocked_prompt_is_said_with_its_reason(tmp_path, candidates, streamed):
    message = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": "Not this."}, **candidates}
    result = await answered(tmp_path, reply(sse(message) if streamed else message), stream=streamed)
    assert result.error.kind == "blocked"
    assert "Not this." in str(result.error)
    assert "PROHIBITED_CONTENT" in str(result.error)
    assert result.answers[0].attempts == 1
    bare = await answered(tmp_path, reply({"promptFeedback": {"blockReason": "OTHER"}}))
    assert bare.error.kind == "blocked"
    assert "OTHER" in str(bare.error)


@wired
async def test_46_every_end_has_its_own_words(tmp_path):
    told = {}
    kinds = dict.fromkeys(("IMAGE_SAFETY", "PROHIBITED_CONTENT", "RECITATION"), "blocked")
    for reason in ("IMAGE_SAFETY", "NO_IMAGE", "PROHIBITED_CONTENT", "RECITATION", "MAX_TOKENS", "LANGUAGE", "BRAND_NEW_REASON"):
        message = {"candidates": [{"content": {"role": "model"}, "finishReason": reason, "finishMessage": f"Because of {reason.lower()}."}]}
        result = await answered(tmp_path, reply(message))
        assert result.status == "failed"
        assert result.error.kind == kinds.get(reason, "no_image")
        assert f"Because of {reason.lower()}." in str(result.error)
        assert report(result)["delivered"]["finish"] == reason
        assert result.answers[0].attempts == 1
        told[reason] = (result.error.title(), result.error.title("zh-CN"))
    assert len(set(told.values())) == len(told)
    assert "BRAND_NEW_REASON" in told["BRAND_NEW_REASON"][0]


@wired
async def test_47_a_text_alone_is_shown(tmp_path):
    result = await answered(tmp_path, reply(said({"text": "I can only "}, {"text": "describe it."})))
    assert (result.status, result.error.kind) == ("failed", "no_image")
    assert result.text == "I can only describe it."
    assert "I can only describe it." in str(result.error)
    assert result.error.title() == say("verdict.text_only")
    assert len(answered.got) == 1


@pytest.mark.parametrize(
    "message",
    [
        {"candidates": []},
        {"candidates": [{}]},
        {"candidates": [{"content": {"role": "model"}}]},
        {"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}]},
        {"candidates": [{"content": None, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 3}},
        {"candidates": [{"content": {"parts": [{}]}}]},
    ],
)
@wired
async def test_48_an_empty_answer_is_named_and_asked_again_once(tmp_path, message):
    result = await answered(tmp_path, reply(message))
    assert (result.error.kind, result.error.key) == ("bad_reply", "verdict.empty")
    assert len(answered.got) == 2
    assert (await answered(tmp_path, reply(message), reply(said(inline(RED))))).status == "ok"


@wired
async def test_48_no_tokens_and_a_picture_is_a_picture(tmp_path):
    usage = {"promptTokenCount": 15, "candidatesTokenCount": 0, "totalTokenCount": 15}
    result = await answered(tmp_path, reply(said(inline(RED), usageMetadata=usage)), name="ezmodel")
    assert (result.status, bytes_of(result)) == ("ok", [RED])
    assert result.billed.basis != "usage"
    assert result.usage.candidates == 0


@wired
async def test_49_what_was_counted_is_the_cost(tmp_path):
    usage = {
        "promptTokenCount": 1000,
        "candidatesTokenCount": 1220,
        "thoughtsTokenCount": 300,
        "totalTokenCount": 2520,
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
    }
    result = await answered(tmp_path, reply(said(inline(RED), usageMetadata=usage)), name="google", model="gemini-3-pro-image")
    assert result.billed.basis == "usage"
    assert result.billed.usd == pytest.approx((1120 * 120 + (100 + 300) * 12 + 1000 * 2) / 1e6)
    assert report(result)["billed"]["tokens"] == {"prompt": 1000, "image": 1120, "thoughts": 300, "total": 2520}
    without = await answered(tmp_path, reply(said(inline(RED))), name="google", model="gemini-3-pro-image")
    assert (without.status, without.billed.basis) == ("ok", "estimate")
    refused = {"candidates": [{"finishReason": "IMAGE_SAFETY"}], "usageMetadata": {"promptTokenCount": 10, "thoughtsTokenCount": 300}}
    blocked = await answered(tmp_path, reply(refused), name="google", model="gemini-3-pro-image")
    assert blocked.error.billed == "yes"
    assert blocked.error.cost == pytest.approx((300 * 12 + 10 * 2) / 1e6)


@wired
async def test_50_leftovers_of_the_other_protocol_in_a_gemini_answer(tmp_path):
    async with desk(tmp_path) as d:
        items = [{"b64_json": b64(RED), "index": 0}, {"url": f"{d.recorder.url}/x", "revised_prompt": "a"}]
        message = {"created": 1, "data": items, "usage": {"num_input_images": 1, "input_tokens_details": {"image_tokens": 1}}, "size": "auto"}
        d.recorder.choose = lambda got: reply(BLUE, kind="image/png") if got.method == "GET" else reply(message)
        result = await d.studio.run(Request(prompt="a fox", gateway="ofox", stream=False))
    assert (result.status, bytes_of(result)) == ("ok", [RED, BLUE])


@wired
async def test_51_the_size_is_measured(tmp_path):
    result = await answered(tmp_path, reply(said(inline(picture("red", size=(40, 30))))), aspect="16:9", size="2K")
    (image,) = result.images
    assert (image.width, image.height) == (40, 30)
    assert result.plan.expected == (2752, 1536)
    assert (report(result)["images"][0]["width"], report(result)["sent"]) == (40, {"aspect": "16:9", "size": "2K"})


@wired
async def test_36_the_thoughts_keep_their_order_and_times(tmp_path):
    thoughts = [{"text": text, "thought": True} for text in ("**One**\n\na", "b", "**Two**\n\nc")]
    result = await answered(tmp_path, reply(sse(*(said(part, finish="") for part in thoughts), said(inline(RED)))), stream=True)
    kept = [part for part in result.answers[0].parts if isinstance(part, Thought)]
    assert [part.text for part in kept] == ["**One**\n\nab", "**Two**\n\nc"]
    assert all(part.at <= part.until for part in kept)
