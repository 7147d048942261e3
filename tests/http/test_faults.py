"""Bodies of PROTOCOLS.md 6.1 into classes of 6.2."""

import json

import pytest

from studio import errors
from studio.errors import NetworkFault, StudioError
from studio.http.address import Endpoint
from studio.http.faults import name
from studio.http.retry import Patience, again
from studio.http.said import in_reply, read, read_value
from studio.http.secrecy import Redactor, redact
from studio.words import TABLE, say

HOME = Endpoint(gateway="Northlight", base_url="https://api.example", auth="bearer", key="sk-verysecret")
NOW = 1_700_000_000.0


def error(status, body, **headers):
    text = body if isinstance(body, str) else json.dumps(body)
    url = "https://api.example/v1beta/models/m:generateContent?key=sk-verysecret"
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    return name(read(text), status=status, headers=headers, endpoint=HOME, url=url, now=NOW, page=text)


def google(code, status, message="words", *details):
    return {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def openai(message="words", kind="invalid_request_error", code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def detail(kind, **fields):
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


BAD_KEY = google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", detail("ErrorInfo", reason="API_KEY_INVALID"))
PER_DAY = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}
DAILY = google(429, "RESOURCE_EXHAUSTED", "quota", detail("QuotaFailure", violations=[PER_DAY]), detail("RetryInfo", retryDelay="37s"))
SIGNATURE = "Image part is missing a thought_signature in content position 2, part position 1."
INNER = json.dumps({"error": {"message": json.dumps(google(400, "INVALID_ARGUMENT", SIGNATURE)), "code": 500}})
NESTED = {"error": {"message": INNER, "type": "upstream_error", "code": 500}}
CLOUDFLARE = "<!DOCTYPE html><title>api.example | 522: Connection timed out</title><body>Cloudflare Ray ID: <strong>8f1c2d3e4f5a6b7c</strong></body>"
CHALLENGE = '<!DOCTYPE html><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x"></script>'

CASES = [
    # auth
    (401, openai("Incorrect API key provided", code="invalid_api_key"), "auth", "gateway.auth"),
    (401, {"error": {"message": "无效的令牌 (request id: 202611211200)", "type": "new_api_error"}}, "auth", "gateway.auth"),
    (400, BAD_KEY, "auth", "gateway.auth"),
    (403, google(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."), "auth", "gateway.auth"),
    (403, google(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers. Please use API Key."), "auth", "gateway.auth"),
    # permission
    (403, google(403, "PERMISSION_DENIED", "The caller does not have permission"), "permission", "gateway.permission"),
    (403, openai("Your organization must be verified to use the model `gpt-image-2`."), "permission", "gateway.permission"),
    # billing
    (402, "", "billing", "gateway.credit"),
    (429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "billing", "gateway.credit"),
    (400, openai("Billing hard limit has been reached", code="billing_hard_limit_reached"), "billing", "gateway.credit"),
    (403, {"error": {"message": "用户额度不足, 剩余额度: ＄0.00", "type": "new_api_error", "code": "insufficient_user_quota"}}, "billing", "gateway.credit"),
    (403, {"error": {"message": "token quota is not enough", "type": "new_api_error", "code": "pre_consume_token_quota_failed"}}, "billing", "gateway.credit"),
    # not found
    (404, google(404, "NOT_FOUND", "models/gemini-x is not found for API version v1beta"), "not_found", "gateway.no_model"),
    (404, openai("The model `x` does not exist", code="model_not_found"), "not_found", "gateway.no_model"),
    (
        503,
        {"error": {"message": "分组 default 下模型 x 无可用渠道（distributor）", "type": "new_api_error", "code": "model_not_found"}},
        "not_found",
        "gateway.no_channel",
    ),
    (503, {"error": {"message": "No available channel for model x", "type": "new_api_error"}}, "not_found", "gateway.no_channel"),
    (
        500,
        {"error": {"message": "x (request id: 2026)", "type": "new_api_error", "param": "", "code": "get_channel_failed"}},
        "not_found",
        "gateway.no_channel",
    ),
    (404, "<html><title>404 Not Found</title></html>", "not_found", "gateway.no_path"),
    (404, "", "not_found", "gateway.no_path"),
    (404, {"detail": "Not Found"}, "not_found", "gateway.no_path"),
    # bad request
    (400, google(400, "INVALID_ARGUMENT", "aspect ratio"), "bad_request", "gateway.bad_request"),
    (400, google(400, "FAILED_PRECONDITION", "User location is not supported for the API use."), "bad_request", "gateway.bad_request"),
    (
        400,
        {"error": {"message": "Image editing is not supported for model x [ofox.ai]", "type": "invalid_request_error", "code": 400}},
        "bad_request",
        "gateway.bad_request",
    ),
    (400, openai("bad size", code="invalid_value", param="size"), "bad_request", "gateway.bad_request"),
    (422, {"detail": [{"loc": ["body"], "msg": "field required", "type": "missing"}]}, "bad_request", "gateway.bad_request"),
    (413, "<html><title>413 Request Entity Too Large</title></html>", "bad_request", "gateway.too_large"),
    (405, {"message": "Method Not Allowed"}, "bad_request", "gateway.no_method"),
    (501, google(501, "UNIMPLEMENTED", "stream"), "bad_request", "gateway.no_method"),
    (500, NESTED, "bad_request", "gateway.bad_request"),
    # blocked
    (400, openai("Your request was rejected by the safety system.", "image_generation_user_error", "moderation_blocked"), "blocked", "gateway.blocked"),
    (400, openai("rejected", code="content_policy_violation"), "blocked", "gateway.blocked"),
    (400, {"error": {"message": "sensitive words detected: x", "type": "new_api_error", "code": "sensitive_words_detected"}}, "blocked", "gateway.blocked"),
    (400, {"message": "Your request was rejected as a result of our safety system."}, "blocked", "gateway.blocked"),
    # rate limit
    (429, google(429, "RESOURCE_EXHAUSTED", "quota", detail("RetryInfo", retryDelay="37.5s")), "rate_limit", "gateway.rate_wait"),
    (429, DAILY, "rate_limit", "gateway.daily"),
    (429, "", "rate_limit", "gateway.rate"),
    # timeout, conflict, server
    (408, "", "timeout", "gateway.timeout"),
    (504, "<html><title>504 Gateway Time-out</title></html>", "timeout", "gateway.timeout"),
    (504, openai("x", "server_error", 500), "timeout", "gateway.timeout"),
    (524, "error code: 524", "timeout", "gateway.timeout_proxy"),
    (409, {"message": "conflict"}, "server", "gateway.conflict"),
    (500, google(500, "INTERNAL", "An internal error has occurred."), "server", "gateway.server"),
    (503, google(503, "UNAVAILABLE", "The model is overloaded."), "server", "gateway.busy"),
    (529, "", "server", "gateway.busy"),
    (522, CLOUDFLARE, "server", "gateway.cloudflare"),
    (520, "", "server", "gateway.server"),
    # the door
    (403, CHALLENGE, "permission", "gateway.challenge"),
    (503, CHALLENGE, "permission", "gateway.challenge"),
    # odd shapes
    (500, [{"error": {"code": 503, "message": "overloaded"}}], "server", "gateway.busy"),
    (400, {"success": False, "message": "nope"}, "bad_request", "gateway.bad_request"),
    (400, {"code": 400, "msg": "nope"}, "bad_request", "gateway.bad_request"),
    (400, {"error": "nope"}, "bad_request", "gateway.bad_request"),
    (400, {"error": {"message": {"error": {"message": "nope"}}}}, "bad_request", "gateway.bad_request"),
    (500, "plain words", "server", "gateway.server"),
    (304, "", "bad_reply", "gateway.odd"),
]


@pytest.mark.parametrize(("status", "body", "kind", "key"), CASES)
def test_class_and_sentence(status, body, kind, key):
    found = error(status, body)
    assert (found.kind, found.key) == (kind, key)
    assert found.billed == ("maybe" if kind in {"server", "timeout"} and status not in {408, 409} else "no")
    for language in ("en", "zh-CN"):
        assert "{" not in found.title(language)
        assert "verysecret" not in found.say(language)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (NESTED, SIGNATURE),
        ({"error": {"message": {"error": {"message": "inner"}}}}, "inner"),
        ({"error": "text"}, "text"),
        ([{"error": {"message": "listed"}}], "listed"),
        ({"detail": "fast"}, "fast"),
        ({"detail": [{"msg": "field required"}]}, "field required"),
        ({"code": 1, "msg": "dash"}, "dash"),
        ("\ufeff)]}'\n" + json.dumps({"error": {"message": "guarded"}}), "guarded"),
        (json.dumps({"error": {"message": "first"}}) + "\ntrailing", "first"),
        ('data: {"error":{"message":"event"}}\r\n\r\n', "event"),
        (CLOUDFLARE, "api.example | 522: Connection timed out"),
        ("<p>Bad\n <b>gateway</b></p>", "Bad gateway"),
        ("plain\n\n words", "plain words"),
        ('{"error": {"message": "{not json"}}', "{not json"),
        ("{broken", "{broken"),
        ("", ""),
        ({"error": {"message": "x" * 9000}}, "x" * 599 + "…"),
        ({}, ""),
        ({"error": {"message": None, "code": None, "details": "?"}}, ""),
    ],
)
def test_the_innermost_message(body, message):
    assert read(body if isinstance(body, str) else json.dumps(body)).message == message


def test_nesting_ends_at_five():
    body = "deep"
    for _ in range(9):
        body = json.dumps({"error": {"message": body}})
    assert "deep" in read(body).message


def test_request_ids_and_rays_are_kept():
    assert error(500, {"error": {"message": "x (request id: 20261121-ab)"}}).values["request"] == "20261121-ab"
    found = error(500, openai("bad luck"), x_request_id="req_123")
    assert found.detail == "bad luck (request id: req_123)"
    assert "8f1c2d3e4f5a6b7c" in str(error(522, CLOUDFLARE))
    assert "8a1-FRA" in str(error(403, CHALLENGE, cf_ray="8a1-FRA"))
    assert "Cloudflare" in str(error(403, CHALLENGE))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after": "7"}, 7),
        ({"retry_after": "Tue, 14 Nov 2023 22:13:50 GMT"}, 30),
        ({"retry_after": "Tue, 14 Nov 2023 22:00:00 GMT"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "inf"}, None),
        ({"retry_after": "x"}, None),
        ({}, None),
    ],
)
def test_how_long_the_gateway_asks_to_wait(headers, seconds):
    assert error(429, "", **headers).retry_after == seconds


def test_what_may_be_tried_again():
    def how(status, body="", **options):
        return again(error(status, body), **{"timeouts": False, **options})

    assert {how(status) for status in (429, 409, 500, 502, 503, 520, 523, 527, 529)} == {"freely"}
    assert {how(status) for status in (400, 401, 402, 403, 404, 405, 413, 422, 501)} == {"never"}
    assert {how(status) for status in (408, 504, 524)} == {"never"}
    assert {how(status, timeouts=True) for status in (408, 504, 524)} == {"once"}
    assert how(429, DAILY) == "never"
    assert again(NetworkFault("http.dns"), timeouts=False) == "freely"
    assert again(NetworkFault("http.broken"), timeouts=False) == "never"


def test_backoff_is_capped():
    patience = Patience(99, timeouts=False)
    waits = []
    for _ in range(8):
        patience.tries += 1
        waits.append(patience.wait(NetworkFault("http.dns"), 1.0))
    assert waits == [1.25, 2.5, 5, 10, 20, 25, 25, 25]


@pytest.mark.parametrize(
    ("message", "is_error"),
    [
        ({"error": {"code": 503}}, True),
        ({"error": "text"}, True),
        ({"type": "error", "message": "x"}, True),
        ({"success": False, "message": "x"}, True),
        ({"code": 500, "msg": "x"}, True),
        ({"detail": "Not Found"}, True),
        ({"error": None, "data": []}, False),
        ({"success": True, "data": []}, False),
        ({"candidates": [], "message": "x"}, False),
        ({"type": "image_generation.completed", "b64_json": ""}, False),
        ({"promptFeedback": {"blockReason": "SAFETY"}}, False),
        ({}, False),
    ],
)
def test_errors_in_the_clothes_of_a_reply(message, is_error):
    assert in_reply(message) == is_error


def test_a_class_without_a_status_comes_from_names():
    def kind(body):
        return name(read_value(body), status=200, headers={}, endpoint=HOME, url="https://api.example/x", now=NOW).kind

    assert kind({"error": {"type": "rate_limit_error", "message": "x"}}) == "rate_limit"
    assert kind({"error": {"status": "INVALID_ARGUMENT", "message": "x"}}) == "bad_request"
    assert kind({"error": {"code": "moderation_blocked", "message": "x"}}) == "blocked"
    assert kind({"error": "no idea"}) == "server"
    assert kind({"error": {"code": "503", "message": "x"}}) == "server"


def test_the_redactor_holds_back_what_could_be_a_key():
    key = 'ab"c/d+e=='
    text = b'x ab"c/d+e== ab\\"c\\/d+e== ab%22c%2Fd%2Be%3D%3D ab"c/ end ab"c'
    for size in range(1, 12):
        redactor = Redactor(key)
        out = b"".join(redactor.feed(text[pos : pos + size]) for pos in range(0, len(text), size)) + redactor.end()
        assert out == b'x [key] [key] [key] ab"c/ end ab"c'
    assert redact("say abc", "abc") == "say abc"
    assert redact("say", "") == "say"


def test_every_sentence_of_this_room_is_whole_in_both_languages():
    keys = [key for key in TABLE if key.startswith(("http.", "gateway."))]
    assert len(keys) > 80
    for key in keys:
        for word in ("please", "oops", "!"):
            assert word not in say(key, "en").lower(), key
        assert "！" not in say(key, "zh-CN")
    stepless = {key for key in keys if not key.endswith(".next") and f"{key}.next" not in TABLE}
    assert stepless == {"http.picture_large", "http.picture_none", "http.picture_redirects", "http.note_proxy"}
    assert issubclass(errors.RateLimited, StudioError)
