"""PROTOCOLS.md section 6 row by row, on both wires: the shapes of error bodies, the classes with what is tried again, and the policy of tries."""

import asyncio
import json
import time
from email.utils import formatdate

import pytest

from studio import Request
from studio.core.report import report
from studio.http.said import read
from tests.conformance.recorder import KEY, b64, desk, inline, picture, reply, said, sse, wired

OPENAI = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "{url}/v1"}
WIRES = ("generic", "openai")
RED = picture("red")
OK = {"generic": reply(said(inline(RED))), "openai": reply({"data": [{"b64_json": b64(RED)}]})}


def info(kind, **more):
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **more}


def google(code, status, message="words", *details):
    return {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def openai(message="words", kind="invalid_request_error", code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


async def asked(d, gateway, **more):
    return await d.studio.run(Request(**({"prompt": "a fox", "gateway": gateway, "stream": False} | more)))


DEEP = "Deep down"
NESTED = json.dumps({"error": {"message": json.dumps({"error": {"message": DEEP, "code": 400}})}}, indent=1)
SHAPES = {  # 6.1: a body with 400, and the words that are shown
    "Google": (google(400, "INVALID_ARGUMENT", "Bad ratio"), "Bad ratio"),
    "a list of one": ([google(400, "INVALID_ARGUMENT", "In a list")], "In a list"),
    "OpenAI": (openai("Bad size", code="invalid_value", param="size"), "Bad size"),
    "Ofox, a number": ({"error": {"message": "No n [ofox.ai]", "type": "invalid_request_error", "code": 400}}, "No n [ofox.ai]"),
    "Ofox, null": ({"error": {"message": "No n [ofox.ai]", "type": "invalid_request_error", "code": None}}, "No n [ofox.ai]"),
    "new-api": ({"error": {"message": "Bad (request id: 2026-1)", "type": "new_api_error", "param": "", "code": "bad"}}, "Bad (request id: 2026-1)"),
    "a message that is JSON": ({"error": {"message": NESTED}}, DEEP),
    "a message that is an object": ({"error": {"message": {"error": {"message": {"message": DEEP}}}}}, DEEP),
    "success false": ({"success": False, "message": "A dashboard"}, "A dashboard"),
    "code and msg": ({"code": 40001, "msg": "msg it is"}, "msg it is"),
    "detail": ({"detail": "FastAPI says no"}, "FastAPI says no"),
    "details of fields": ({"detail": [{"loc": ["body", "size"], "msg": "bad"}, {"loc": ["body", 0], "msg": "worse"}]}, "body.size: bad; body.0: worse"),
    "details of no place": ({"detail": [{"msg": "field required"}]}, "field required"),
    "message": ({"message": "only that"}, "only that"),
    "error is a text": ({"error": "a bare text"}, "a bare text"),
    "a page": ("<html><head><title>Not &amp; here</title></head><body>x</body></html>", ""),
    "plain words": ("plain  words", "plain words"),
    "empty": ("", ""),
    "with a byte order mark": ("\ufeff" + json.dumps(openai("Marked")), "Marked"),
    "as an event": ("data: " + json.dumps(openai("An event")) + "\n\n", "An event"),
}  # fmt: skip


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_55_every_shape_of_a_body(tmp_path, gateway):
    async with desk(tmp_path, *(reply(body, "400 Bad Request") for body, _ in SHAPES.values()), env=OPENAI) as d:
        for name, (body, words) in SHAPES.items():
            result = await asked(d, gateway)
            assert (result.error.kind, result.error.detail, result.error.billed) == ("bad_request", words, "no"), name
            assert not {"{", "<", "\n"} & set(str(result.error)), name
            kept = (d.studio.library.folder(result.id) / "1.reply").read_text(encoding="utf-8")
            assert kept == (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)), name  # as it came, for inspection
        assert len(d.got) == len(SHAPES)


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_54_55_the_same_shapes_with_200_and_in_a_stream(tmp_path, gateway):
    named = {name: words for name, (body, words) in SHAPES.items() if isinstance(body, dict | list) and words}
    async with desk(tmp_path, env=OPENAI) as d:
        for name, words in named.items():
            body = SHAPES[name][0]
            for wire, stream in ((reply(body), False), (reply(sse(json.dumps(body)), kind="text/event-stream"), True)):
                d.recorder.choose = lambda got, wire=wire: wire
                del d.got[:]
                result = await asked(d, gateway, stream=stream)
                assert (result.status, result.error.detail) == ("failed", words), (name, stream)
                assert len(d.got) == 1, name


def test_a_message_is_followed_five_deep_and_no_further():
    body = "the end"
    for _ in range(4):
        body = json.dumps({"error": {"message": body}})
    assert read(body).message == "the end"
    for _ in range(6):
        body = json.dumps({"error": {"message": body}})
    assert read(body).message.startswith("{")


BEGINNINGS = ("<title", "<title>", "<script>", "<", "Cloudflare Ray ID:<", "Cloudflare Ray ID: <a> ", "(request id: ", '{"error":', "[", "&#")


@pytest.mark.parametrize("again", BEGINNINGS)
def test_a_page_of_beginnings_costs_no_more_than_its_length(again):
    began = time.perf_counter()
    read("<html>" + again * (262_144 // len(again)))
    read(again * (262_144 // len(again)))
    assert time.perf_counter() - began < 3


CLASSES = {  # 6.2: status, body, class, and how many requests it makes with two retries
    "auth, 401": (401, openai("Incorrect API key", code="invalid_api_key"), "auth", 1),
    "auth, 403 with key wording": (403, google(403, "PERMISSION_DENIED", "Your API key was reported as leaked."), "auth", 1),
    "auth, 400 API_KEY_INVALID": (400, google(400, "INVALID_ARGUMENT", "Bad key", info("ErrorInfo", reason="API_KEY_INVALID")), "auth", 1),
    "permission, 403": (403, google(403, "PERMISSION_DENIED", "The caller does not have permission"), "permission", 1),
    "permission, organization": (403, openai("Your organization must be verified to use the model"), "permission", 1),
    "billing, 402": (402, {"message": "Pay first"}, "billing", 1),
    "billing, insufficient_user_quota": (403, openai(code="insufficient_user_quota"), "billing", 1),
    "billing, pre_consume": (403, openai(code="pre_consume_token_quota_failed"), "billing", 1),
    "billing, insufficient_quota": (400, openai(code="insufficient_quota"), "billing", 1),
    "billing, hard limit": (400, openai(code="billing_hard_limit_reached"), "billing", 1),
    "billing, 429 with such a code": (429, openai(kind="insufficient_quota", code="insufficient_quota"), "billing", 1),
    "not found, 404": (404, google(404, "NOT_FOUND", "models/x is not found"), "not_found", 1),
    "not found, model_not_found": (400, openai(code="model_not_found"), "not_found", 1),
    "not found, no channel": (503, openai("No available channel for model x", "new_api_error"), "not_found", 1),
    "bad request, 400": (400, openai(), "bad_request", 1),
    "bad request, 413": (413, "", "bad_request", 1),
    "bad request, 415": (415, {"detail": "Unsupported Media Type"}, "bad_request", 1),
    "bad request, 422": (422, {"detail": "field required"}, "bad_request", 1),
    "bad request, FAILED_PRECONDITION": (400, google(400, "FAILED_PRECONDITION"), "bad_request", 1),
    "bad request, endpoint_not_supported": (500, openai(code="endpoint_not_supported"), "bad_request", 1),
    "bad request, editing": (500, {"error": {"code": 400, "message": "Image editing is not supported for model x"}}, "bad_request", 1),
    "blocked, moderation_blocked": (400, openai(code="moderation_blocked"), "blocked", 1),
    "blocked, image_generation_user_error": (400, openai(kind="image_generation_user_error"), "blocked", 1),
    "blocked, content_policy_violation": (400, openai(code="content_policy_violation"), "blocked", 1),
    "blocked, prompt_blocked": (500, openai(code="prompt_blocked"), "blocked", 1),
    "blocked, sensitive_words_detected": (500, openai(code="sensitive_words_detected"), "blocked", 1),
    "rate limit, 429": (429, openai(kind="rate_limit_exceeded"), "rate_limit", 3),
    "rate limit, RESOURCE_EXHAUSTED": (500, google(429, "RESOURCE_EXHAUSTED"), "rate_limit", 3),
    "rate limit, daily": (429, google(429, "RESOURCE_EXHAUSTED", "q", info("QuotaFailure", violations=[{"quotaId": "RequestsPerDay"}])), "rate_limit", 1),
    "timeout, 408": (408, "", "timeout", 1),
    "timeout, 504": (504, "", "timeout", 1),
    "timeout, 524": (524, "error code: 524", "timeout", 1),
    "conflict, 409": (409, {"message": "At work"}, "server", 3),
    **{f"server, {status}": (status, "", "server", 3) for status in (500, 502, 503, 520, 521, 522, 523, 525, 526, 527, 529)},
    "protocol, a page": (200, "<html><title>Home</title></html>", "bad_reply", 1),
    "protocol, no JSON": (200, "Hello, I am a server that speaks only in words and has many of them to say.", "bad_reply", 1),
    "protocol, empty": (200, "", "bad_reply", 2),
}  # fmt: skip


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_55_56_every_class_and_how_often_it_is_asked(tmp_path, gateway):
    async with desk(tmp_path, env=OPENAI) as d:
        for name, (status, body, kind, requests) in CLASSES.items():
            wire = reply(body, f"{status} X", kind="text/html" if str(body).startswith("<") else "application/json")
            d.recorder.choose = lambda got, wire=wire: wire
            del d.got[:], d.waits[:]
            result = await asked(d, gateway)
            assert (result.error.kind, len(d.got), len(d.waits)) == (kind, requests, requests - 1), (name, str(result.error))
            assert len({got.body for got in d.got}) == 1, name
            for language in ("en", "zh-CN"):
                assert result.error.next(language), name


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_56_the_network_is_asked_again_before_any_byte_and_never_after(tmp_path, gateway):
    async def reset(writer, got):
        writer.transport.abort()

    async def begun(writer, got):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n {")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()

    async with desk(tmp_path, reset, reset, OK[gateway], env=OPENAI) as d:
        assert (await asked(d, gateway)).status == "ok"
        assert (len(d.got), len(d.waits)) == (3, 2)
    async with desk(tmp_path, begun, OK[gateway], env=OPENAI) as d:
        result = await asked(d, gateway)
        assert (result.error.kind, result.error.billed, len(d.got)) == ("network", "maybe", 1)


TOO_LONG = "A wish of more than two minutes is shown, not slept"
WISHES = [  # headers, details, seconds that are waited; None: our own; TOO_LONG
    ({"retry_after_ms": "1500", "Retry_After": "9"}, (), 1.5),
    ({"Retry_After": "2.5"}, (info("RetryInfo", retryDelay="9s"),), 2.5),
    ({"Retry_After": "120"}, (), 120.0),
    ({"Retry_After": "121"}, (), TOO_LONG),
    ({}, (info("RetryInfo", retryDelay="1.25s"),), 1.25),
    ({}, (info("RetryInfo", retryDelay="0s"),), None),
    ({}, (info("RetryInfo", retryDelay="600s"),), TOO_LONG),
    ({"Retry_After": "0"}, (), None),
    ({"Retry_After": "soon"}, (), None),
    ({"retry_after_ms": "-5"}, (), None),
    ({}, (), None),
]


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_56_the_first_wish_that_is_there_is_the_one_that_is_slept(tmp_path, gateway):
    async with desk(tmp_path, env=OPENAI) as d:
        for headers, details, seconds in WISHES:
            busy = reply(google(429, "RESOURCE_EXHAUSTED", "busy", *details), "429 X", **headers)
            answers = iter((busy, OK[gateway]))
            d.recorder.choose = lambda got, answers=answers: next(answers)
            del d.got[:], d.waits[:]
            result = await asked(d, gateway)
            if seconds is TOO_LONG:
                assert (result.error.kind, d.waits, len(d.got)) == ("rate_limit", [], 1), (headers, details)
                assert f"for {round(result.error.retry_after)} s" in str(result.error)
            else:
                assert result.status == "ok", report(result)
                (waited,) = d.waits
                assert waited == seconds if seconds else 0.75 <= waited <= 1.25, (headers, details)
        date = formatdate(time.time() + 30, usegmt=True)
        answers = iter((reply("", "503 X", Retry_After=date), OK[gateway]))
        d.recorder.choose = lambda got: next(answers)
        del d.waits[:]
        assert (await asked(d, gateway)).status == "ok"
        assert 28 <= d.waits[0] <= 30


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_56_the_waits_double_up_to_twenty_seconds_within_a_quarter(tmp_path, gateway):
    async with desk(tmp_path, reply("", "500 X"), env=OPENAI | {"STUDIO_RETRIES": "5"}) as d:
        assert (await asked(d, gateway)).error.kind == "server"
        assert len(d.got) == 6
        for waited, own in zip(d.waits, (1, 2, 4, 8, 16), strict=True):
            assert own * 0.75 <= waited <= own * 1.25


@pytest.mark.parametrize("gateway", WIRES)
@pytest.mark.parametrize("status", ["408", "504", "524", "silence"])
@wired
async def test_56_a_timeout_is_asked_again_once_and_only_where_it_is_allowed(tmp_path, gateway, status):
    async def silent(writer, got):
        await asyncio.sleep(30)

    for allowed, requests in (({}, 1), ({"STUDIO_RETRY_TIMEOUTS": "1", "STUDIO_RETRIES": "5"}, 2)):
        async with desk(tmp_path, silent if status == "silence" else reply("", f"{status} X"), env=OPENAI | allowed) as d:
            object.__setattr__(d.studio._transport.limits, "timeout", 0.1)
            result = await asked(d, gateway)
            assert (result.error.kind, len(d.got)) == ("timeout", requests)
            assert result.error.billed == ("no" if status == "408" else "maybe")


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_58_a_wait_between_tries_is_left_at_once(tmp_path, gateway):
    async with desk(tmp_path, reply("", "429 X", Retry_After="100"), OK[gateway], env=OPENAI) as d:
        d.studio._transport._sleep = asyncio.sleep
        run = await d.studio.start(Request(prompt="a fox", gateway=gateway, stream=False))
        await asyncio.wait_for(d.recorder.asked.wait(), 5)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        run.stop()
        result = await run.wait()
        assert (time.monotonic() - began < 1, result.error.kind, len(d.got)) == (True, "cancelled", 1)


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_56_the_deadline_is_for_all_tries_together(tmp_path, gateway):
    async with desk(tmp_path, reply("", "429 X", Retry_After="100"), env=OPENAI) as d:
        object.__setattr__(d.studio._transport.limits, "deadline", 50.0)
        result = await asked(d, gateway)
        assert (result.error.kind, d.waits, len(d.got)) == ("rate_limit", [], 1)  # no wait that ends after it


@pytest.mark.parametrize("gateway", WIRES)
@wired
async def test_03_no_form_of_the_key_is_in_an_error(tmp_path, gateway):
    forms = (KEY, KEY.replace("/", "\\/"), "sk-Conf0rmance%2Fkey%2B42%3D%3D", "sk-Conf0rmance%2fkey%2b42%3d%3d", "sk-Conf0rmance/key%2B42%3D%3D")
    headers = {"X_Request_Id": KEY, "CF_RAY": KEY}
    body = '{"error": {"message": "%s", "code": "%s", "request_id": "%s"}}'
    async with desk(tmp_path, env=OPENAI) as d:
        for form in forms:
            for wire in (
                reply(body % (form, form, form), "401 X", **headers), reply(form, "500 X", kind="text/plain", **headers),
                reply(f"<html><title>{form}</title>", "502 X", kind="text/html", **headers), reply(f"<html><title>{form}</title>", kind="text/html"),
                reply("", "302 X", Location=f"https://elsewhere.example/?key={form}"), reply(form),
            ):  # fmt: skip
                d.recorder.choose = lambda got, wire=wire: wire
                result = await asked(d, gateway)
                for words in (str(result.error), result.error.say("zh-CN"), repr(result.error.values), repr(vars(result.error)), json.dumps(report(result))):
                    assert KEY not in words
                    assert "Conf0rmance" not in words, (form, words)
    # desk() has read the records, the raw replies and the log by now
