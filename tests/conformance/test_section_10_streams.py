"""PROTOCOLS.md section 10, 52 to 60: streams in every framing, errors in every shape, retries, Stop, batches and model lists (the list is in
test_section_10.py)."""

import asyncio
import json
import time
from email.utils import formatdate

import pytest

from studio import Request
from studio.core.report import report
from studio.errors import StudioError
from tests.conformance.recorder import NAMES, WIRE, chunked, desk, inline, noise, picture, put, reply, said, sse, wired

RED = picture("red")
MESSAGES = (
    said({"text": "Ein Füchslein 🦊 \u2028\u2029\u0085 海报", "thought": True}, finish="", modelVersion="m-1"),
    said({"text": 'He"re\\ {[ it is. é'}, finish=""),
    said(inline(RED), finish=""),
    {"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"totalTokenCount": 9}},
)


def split(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def same(result):
    """That the four messages arrived."""
    assert result.status == "ok", report(result)
    assert result.images[0].path.read_bytes() == RED
    assert result.text == 'He"re\\ {[ it is. é'
    assert result.thoughts == "Ein Füchslein 🦊 \u2028\u2029\u0085 海报"
    assert (result.answers[0].served, result.usage.total, result.answers[0].finished.reason) == ("m-1", 9, "STOP")
    assert list(result.every_note) == []


PLAIN = [json.dumps(message, ensure_ascii=False) for message in MESSAGES]
FRAMINGS = {
    "crlf": sse(*MESSAGES),
    "lf": sse(*MESSAGES, end="\n\n"),
    "cr": sse(*MESSAGES, end="\r\r"),
    "comments": b": PING\n\n" + b": keepalive\r\n\r\n".join(split(sse(*MESSAGES), 10_000)) + b"\n\n: bye\n\ndata: [DONE]\n\n",
    "no space": sse(*MESSAGES).replace(b"data: ", b"data:"),
    "fields": "".join(f"event: message\nid: 7\nretry: 10\ndata: {text}\n\n" for text in PLAIN).encode() + b"data: [DONE]\n\n",
    "lines": "".join("".join(f"data: {line}\n" for line in json.dumps(m, indent=1, ensure_ascii=False).split("\n")) + "\n" for m in MESSAGES).encode(),
    "bom": b"\xef\xbb\xbf" + sse(*MESSAGES),
    "no last blank line": sse(*MESSAGES).rstrip(),
    "array": ("[" + "\n,\r\n".join(PLAIN) + "\n]").encode(),
    "indented array": json.dumps(MESSAGES, indent=2, ensure_ascii=False).encode(),
    "bom array": b"\xef\xbb\xbf \r\n" + json.dumps(MESSAGES).encode(),
    "lines of json": "\n".join(PLAIN).encode(),
}


@pytest.mark.parametrize("framing", FRAMINGS)
@wired
async def test_52_53_every_framing_in_every_split(tmp_path, framing):
    sizes = (1, 7, 1 << 20)
    async with desk(tmp_path, *(chunked(*split(FRAMINGS[framing], size), kind="application/octet-stream") for size in sizes)) as d:
        for _ in sizes:
            same(await d.studio.run(Request(prompt="a fox", gateway="google")))
    assert d.got[0].target.endswith(":streamGenerateContent?alt=sse")


@pytest.mark.parametrize("file", ["google.stream.sse", "google.stream.array", "gateway.stream.sse"])
@wired
async def test_52_53_the_golden_streams(tmp_path, file):
    async with desk(tmp_path, chunked(*split((WIRE / file).read_bytes(), 100))) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="google"))
    assert (result.status, len(result.images), result.usage.image) == ("ok", 1, 1120)
    assert result.thoughts.startswith("**Composing**")
    assert result.text == "Here \u2028 it is: 海报"
    assert [part.opaque for part in result.answers[0].parts if part.opaque and "CpQB+/==" in part.opaque]


@wired
async def test_52_an_event_of_30_megabytes(tmp_path):
    data = noise(2700)
    assert len(data) > 21_600_000
    async with desk(tmp_path, reply(sse(said({"text": "Hm", "thought": True}, finish=""), said(inline(data))), kind="text/event-stream")) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="google", stream=True))
        folder = result.images[0].path.parent
    assert result.images[0].path.read_bytes() == data
    assert (result.images[0].width, result.images[0].bytes) == (2700, len(data))
    assert (folder / "1.reply").stat().st_size < 1000


@pytest.mark.parametrize("end", ["", "\n", "trailing words"])
@wired
async def test_53_a_plain_reply_to_a_streaming_call(tmp_path, end):
    body = json.dumps(said({"text": "Here."}, inline(RED)), indent=1) + end
    async with desk(tmp_path, reply(body)) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="google", stream=True))
    assert (result.status, result.text, len(result.images), len(d.got)) == ("ok", "Here.", 1, 1)


@pytest.mark.parametrize("file", ["gateway.error.data.sse", "gateway.error.bare.sse", "gateway.error.array.sse"])
@wired
async def test_54_an_error_in_mid_stream_is_said_and_not_retried(tmp_path, file):
    async with desk(tmp_path, reply((WIRE / file).read_bytes(), kind="text/event-stream")) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic"))
    error = result.error
    assert (error.kind, error.values["status"], error.billed) == ("server", 503, "maybe")
    assert "The model is overloaded." in str(error)
    assert result.thoughts.startswith("**Composing**")
    assert (len(d.got), d.waits) == (1, [])


@wired
async def test_54_a_picture_that_came_before_the_error_is_kept(tmp_path):
    body = sse(said(inline(RED), finish=""), {"error": {"code": 500, "message": "Oops"}})
    async with desk(tmp_path, reply(body, kind="text/event-stream")) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic"))
    assert [image.path.read_bytes() for image in result.images] == [RED]
    assert result.error or result.every_note  # it is not silent
    assert len(d.got) == 1


ERRORS = [  # status, body, class, words
    ("400", {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT",
                       "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}, "auth", "API key not valid."),
    ("400", {"error": {"code": 400, "message": "Bad ratio", "status": "INVALID_ARGUMENT"}}, "bad_request", "Bad ratio"),
    ("400", [{"error": {"code": 400, "message": "In a list", "status": "INVALID_ARGUMENT"}}], "bad_request", "In a list"),
    ("400", {"error": {"message": "Bad size", "type": "invalid_request_error", "param": "size", "code": "invalid_value"}}, "bad_request", "Bad size"),
    ("400", {"error": {"message": "Blocked by us", "code": "moderation_blocked"}}, "blocked", "Blocked by us"),
    ("400", {"error": {"message": "No n, please [ofox.ai]", "type": "invalid_request_error", "code": 400}}, "bad_request", "No n, please [ofox.ai]"),
    ("401", {"error": {"message": "Who are you", "type": "invalid_request_error", "code": None}}, "auth", "Who are you"),
    ("403", {"error": {"code": 403, "message": "Not yours", "status": "PERMISSION_DENIED"}}, "permission", "Not yours"),
    ("402", {"message": "Pay first"}, "billing", "Pay first"),
    ("429", {"error": {"message": "Empty", "code": "insufficient_quota"}}, "billing", "Empty"),
    ("403", {"error": {"message": "预扣费额度失败", "type": "new_api_error", "code": "pre_consume_token_quota_failed"}}, "billing", "预扣费额度失败"),
    ("503", {"error": {"message": "分组 default 下模型 x 无可用渠道 (request id: 2026)", "type": "new_api_error", "code": "get_channel_failed"}},
     "not_found", "无可用渠道"),
    ("404", {"error": {"code": 404, "message": "models/x is not found", "status": "NOT_FOUND"}}, "not_found", "models/x is not found"),
    ("400", {"error": {"message": json.dumps({"error": {"message": json.dumps({"error": {"message": "Deep down", "code": 400}})}})}},
     "bad_request", "Deep down"),
    ("500", {"error": {"message": {"error": {"message": "Inner", "status": "INVALID_ARGUMENT", "code": 400}}}}, "bad_request", "Inner"),
    ("400", {"success": False, "message": "A dashboard"}, "bad_request", "A dashboard"),
    ("422", {"detail": "FastAPI says no"}, "bad_request", "FastAPI says no"),
    ("400", {"code": 40001, "msg": "msg it is"}, "bad_request", "msg it is"),
    ("400", {"error": "a bare text"}, "bad_request", "a bare text"),
    ("413", "", "bad_request", ""),
    ("400", "plain words", "bad_request", "plain words"),
]  # fmt: skip


@wired
async def test_55_56_errors_by_class_with_the_innermost_words_and_no_retry(tmp_path):
    async with desk(tmp_path, *(reply(body, f"{status} X") for status, body, _, _ in ERRORS)) as d:
        for status, body, kind, words in ERRORS:
            result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
            assert (result.error.kind, result.error.billed) == (kind, "no"), (status, body, str(result.error))
            assert words in str(result.error)
            assert "{" not in str(result.error)
            assert result.answers[0].attempts == 1
    assert (len(d.got), d.waits) == (len(ERRORS), [])


INFO = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"}]}}


@pytest.mark.parametrize("refusal", [
    reply(INFO, "429 Too Many Requests"),
    reply([INFO], "429 Too Many Requests"),
    reply({"error": {"code": 429}}, "429 X", Retry_After="2"),
    reply("", "429 X", retry_after_ms="2000", Retry_After="50"),
    reply({"error": {"code": 503, "message": "busy"}}, "503 X", Retry_After="2"),
])  # fmt: skip
@wired
async def test_56_the_gateways_wish_is_waited_then_asked_again(tmp_path, refusal):
    async with desk(tmp_path, refusal, reply(said(inline(RED)))) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
    assert result.status == "ok"
    assert d.waits == [2.0]
    assert d.got[0].body == d.got[1].body
    assert d.got[0].target == d.got[1].target
    assert result.answers[0].attempts == 2


@wired
async def test_56_an_http_date_and_a_wish_too_long_and_none(tmp_path):
    date = formatdate(time.time() + 3, usegmt=True)
    async with desk(tmp_path, reply("", "429 X", Retry_After=date), reply(said(inline(RED)))) as d:
        assert (await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))).status == "ok"
        assert 1 <= d.waits[0] <= 3
    async with desk(tmp_path, reply("", "429 X", Retry_After="121")) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
        assert (result.error.kind, result.error.retry_after, d.waits, len(d.got)) == ("rate_limit", 121, [], 1)
    async with desk(tmp_path, reply("", "503 X")) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
        assert (result.error.kind, len(d.got)) == ("server", 3)
        assert 0.75 <= d.waits[0] <= 1.25
        assert 1.5 <= d.waits[1] <= 2.5
    async with desk(tmp_path, reply("", "504 X")) as d:  # it may have been billed
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
        assert (result.error.kind, result.error.billed, len(d.got)) == ("timeout", "maybe", 1)
    async with desk(tmp_path, reply("", "503 X"), env={"STUDIO_RETRIES": "0"}) as d:
        await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
        assert len(d.got) == 1


@pytest.mark.parametrize("message", [{"promptFeedback": {"blockReason": "SAFETY"}}, said(finish="IMAGE_SAFETY"), said({"text": "no"}, finish="NO_IMAGE")])
@wired
async def test_56_a_block_is_never_asked_again(tmp_path, message):
    async with desk(tmp_path, reply(message)) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
    assert result.error.kind in ("blocked", "no_image")
    assert len(d.got) == 1


@wired
async def test_57_pages_are_named_for_what_they_are(tmp_path):
    page = "<!DOCTYPE html>\n<html><head><title>My Dashboard</title></head><body><script>Traceback</script></body></html>"
    proxy = '<html><head><title>api.x | 524: A timeout occurred</title></head><body>Cloudflare Ray ID: <strong>8f00ba4bafcd1234</strong></body></html>'
    challenge = "<html><head><title>Just a moment...</title></head></html>"
    told = []
    for wire in (
        reply(page, kind="text/html; charset=utf-8"),
        reply(proxy, "524 ", kind="text/html", Server="cloudflare", CF_RAY="8f00ba4bafcd1234-FRA"),
        reply(proxy.replace("524", "521"), "521 Down", kind="text/html", Server="cloudflare"),
        reply(challenge, "403 Forbidden", kind="text/html", cf_mitigated="challenge"),
        reply(page, "404 Not Found", kind="text/html"),
    ):
        async with desk(tmp_path, wire) as d:
            result = await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))
        told.append(str(result.error))
        assert "Traceback" not in told[-1]
        assert "<" not in told[-1]
        if wire.startswith(b"HTTP/1.1 200"):
            assert f"{d.recorder.url}/v1beta/models/" in told[-1]
            assert result.error.kind == "bad_reply"
        if wire.startswith(b"HTTP/1.1 524"):
            assert (result.error.kind, len(d.got)) == ("timeout", 1)
            assert "8f00ba4bafcd1234" in told[-1]
    assert len(set(told)) == len(told)


async def forever(writer, got):
    await asyncio.sleep(60)


async def half(writer, got):
    body = sse(said({"text": "Hm", "thought": True}, finish=""))
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999999\r\n\r\n" + body)
    await writer.drain()
    await asyncio.sleep(60)


async def half_a_picture(writer, got):
    text = json.dumps(said(inline(RED + bytes(300_000)))).encode()[:200_000]
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + text)
    await writer.drain()
    await asyncio.sleep(60)


@pytest.mark.parametrize("stage", ["waiting", "stream", "picture", "backoff", "fetch", "queue", "upload"])
@wired
async def test_58_stop_within_two_seconds_and_go_on(tmp_path, stage):
    stages = {"waiting": forever, "stream": half, "picture": half_a_picture, "queue": forever}
    asked = {"gateway": "generic", "prompt": "a fox", "stream": stage == "stream"}
    async with desk(tmp_path, stages.get(stage, b"")) as d:
        if stage == "backoff":
            d.studio._transport._sleep = asyncio.sleep
            d.recorder.replies = [reply("", "429 X", Retry_After="60")]
        if stage == "fetch":
            link = reply(said(inline(f"{d.recorder.url}/slow.png")))
            d.recorder.choose = lambda got: forever if got.method == "GET" else link
        if stage == "upload":  # the gateway reads the head and then nothing more
            held = asyncio.Event()

            async def serve(reader, writer):
                d.recorder.asked.set()
                await held.wait()
                writer.close()

            deaf = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1024)
            access = d.studio.settings.of("generic")
            object.__setattr__(access, "base_url", f"http://127.0.0.1:{deaf.sockets[0].getsockname()[1]}")
            big = put(tmp_path / "mine", "big.png", noise(1800))
            asked |= {"task": "edit", "references": (big,)}
        run = await d.studio.start(Request(**asked, count=8 if stage == "queue" else 1))
        await asyncio.wait_for(d.recorder.asked.wait(), 5)
        await asyncio.sleep(0.1)
        assert not run.over
        began = time.monotonic()
        assert run.stop() == (8 if stage == "queue" else 1)
        result = await run.wait()
        assert time.monotonic() - began < 2
        assert {error.kind for _, error in result.errors} == {"cancelled"}
        assert report(result)["status"] == "failed"
        if stage == "queue":
            assert [error.billed for _, error in result.errors] == ["maybe"] * 4 + ["no"] * 4
            assert len(d.got) == 4
        assert list(tmp_path.rglob(".*.part")) == []
        if stage == "upload":
            object.__setattr__(access, "base_url", d.recorder.url)
            held.set()
            deaf.close()
        d.recorder.choose = lambda got: reply(said(inline(RED)))
        after = await d.studio.run(Request(gateway="generic", prompt="another", stream=False))
        assert after.status == "ok"
        if stage in ("waiting", "stream", "picture"):
            assert d.recorder.gone == 1  # the connection was closed, not left to finish
            assert d.got[-1].line > d.got[0].line


@pytest.mark.parametrize("failure", [reply({"error": {"code": 400, "message": "Not this one"}}, "400 X"), reply(said(finish="IMAGE_SAFETY"))])
@wired
async def test_59_one_failure_of_four_is_one_tile(tmp_path, failure):
    colours = ("red", "lime", "blue", "grey")

    def choose(got):
        seed = got.config["seed"]
        return failure if seed == 12 else reply(said(inline(picture(colours[seed - 10]))))

    async with desk(tmp_path, choose=choose) as d:
        result = await d.studio.run(Request(prompt="a fox", gateway="generic", count=4, seed=10, stream=False))
    assert result.status == "partial"
    assert [[image.path.read_bytes() for image in answer.images] for answer in result.answers] == [[picture("red")], [picture("lime")], [], [picture("grey")]]
    assert [index for index, _ in result.errors] == [2]
    assert [answer.phase for answer in result.answers] == ["ended"] * 4
    assert report(result)["errors"][0]["index"] == 2
    assert len(d.got) == 4
    assert len(json.loads((result.images[0].path.parent / "run.json").read_bytes())["answers"]) == 4


@pytest.mark.parametrize("name", NAMES)
@wired
async def test_60_the_model_list_page_by_page(tmp_path, name):
    pages = {
        "": {"models": [{"name": "models/google/gemini-a-image"}, {"name": "models/text-only"}], "nextPageToken": "p/2 &=é"},
        "2": {"models": [{"name": "models/models/gemini-b-image", "supportedGenerationMethods": ["generateContent"]},
                         {"name": "models/imagen-4", "supportedGenerationMethods": ["predict"]}], "nextPageToken": "3"},
        "3": {"models": [{"name": "nano-banana-9"}], "nextPageToken": ""},
    }  # fmt: skip
    async with desk(tmp_path, *(reply(page) for page in pages.values())) as d:
        assert await d.studio.live_models(name) == ("google/gemini-a-image", "models/gemini-b-image", "nano-banana-9")
    root = "/gemini" if name == "ofox" else ""
    assert [got.target for got in d.got if got.target != "/v1/models"] == [  # which is the other way into Ofox
        f"{root}/v1beta/models?pageSize=50",
        f"{root}/v1beta/models?pageSize=50&pageToken=p%2F2+%26%3D%C3%A9",
        f"{root}/v1beta/models?pageSize=50&pageToken=3",
    ]
    assert all(got.method == "GET" and "content-type" not in got.headers for got in d.got)


@wired
async def test_60_a_list_without_end_ends_and_a_list_that_fails_harms_nothing(tmp_path):
    async with desk(tmp_path, reply({"models": [{"name": "models/x-image"}], "nextPageToken": "same"})) as d:
        assert await d.studio.live_models("google") == ("x-image",)
        assert len(d.got) == 2
    count = iter(range(1000))
    async with desk(tmp_path, choose=lambda _: reply({"models": [{"name": "models/x-image"}], "nextPageToken": f"t{next(count)}"})) as d:
        await d.studio.live_models("google")
        assert len(d.got) == 20
    for failure in (reply({"error": {"code": 404}}, "404 X"), reply({"error": {"code": 401}}, "401 X"), reply("<html>", kind="text/html"), reply("")):
        async with desk(tmp_path, choose=lambda got, failure=failure: failure if got.method == "GET" else reply(said(inline(RED)))) as d:
            with pytest.raises(StudioError):
                await d.studio.live_models("generic")
            assert (await d.studio.run(Request(prompt="a fox", gateway="generic", stream=False))).status == "ok"


@wired
async def test_60_lists_in_the_shape_of_openai(tmp_path):
    async with desk(tmp_path, reply((WIRE / "newapi.models.json").read_bytes())) as d:
        assert await d.studio.live_models("generic") == ("google/gemini-3.1-flash-image-preview", "gemini-2.5-flash-image")
