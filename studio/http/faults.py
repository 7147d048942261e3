"""Naming a failure by whose fault it is: statuses and codes (PROTOCOLS.md 6.2), and what httpx raises. Pure: a reply in, an error out.

Codes weigh more than statuses, because gateways wrap one in another: a 500 around Google's 400 is a bad request, a 429 with `insufficient_quota` an empty
account. The order of the rules below is the order in which they are believed. Wording is the last resort, for proxies that lose every code.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from studio.errors import (
    BadReply,
    BadRequest,
    Billed,
    Blocked,
    Forbidden,
    NotFound,
    OutOfCredit,
    RateLimited,
    ServerFault,
    StudioError,
    TimedOut,
    Unauthorized,
)
from studio.http.address import Endpoint, shown
from studio.http.said import CANONICAL, Said
from studio.http.secrecy import redact

CREDIT = frozenset(
    {
        "insufficient_user_quota",
        "pre_consume_token_quota_failed",
        "insufficient_quota",
        "billing_hard_limit_reached",
        "insufficient_balance",
        "billing_disabled",
    }
)
BLOCKED = frozenset(
    {
        "moderation_blocked",
        "image_generation_user_error",
        "content_policy_violation",
        "prompt_blocked",
        "sensitive_words_detected",
        "content_filter",
        "contentfilter",
        "responsibleaipolicyviolation",
    }
)
NO_MODEL = frozenset({"model_not_found", "get_channel_failed"})
NO_ENDPOINT = frozenset({"endpoint_not_supported"})
BAD_KEY = frozenset({"api_key_invalid", "invalid_api_key", "authentication_error", "unauthenticated"})
TYPES: Mapping[str, int] = {  # OpenAI's and Anthropic's error types, where a reply that began well names no number
    "invalid_request_error": 400, "authentication_error": 401, "permission_error": 403, "not_found_error": 404, "rate_limit_error": 429,
    "rate_limit_exceeded": 429, "server_error": 500, "api_error": 500, "overloaded_error": 503,
}  # fmt: skip

CREDIT_WORDS = re.compile(r"insufficient (account )?(balance|credit|funds)|out of credits?|余额不足|额度不足|额度已用尽", re.IGNORECASE)
BLOCKED_WORDS = re.compile(
    r"rejected (by|as a result of) (the|our) safety system|rejected by content moderation|content policy violation|content management policy"
    r"|violates usage guidelines|sensitive words detected",
    re.IGNORECASE,
)
CHANNEL_WORDS = re.compile(r"no available channel|无可用渠道|可用渠道不存在|没有可用渠道", re.IGNORECASE)
KEY_WORDS = re.compile(
    r"(invalid|incorrect|expired|missing|leaked|disabled|revoked|unregistered|not valid|use|无效)[^.]{0,40}(\bkey\b|token|令牌|credential|callers)"
    r"|(\bkey\b|token|令牌|credential)[^.]{0,40}(invalid|incorrect|expired|missing|leaked|disabled|revoked|not valid|无效|过期|禁用)",
    re.IGNORECASE,
)
CHALLENGE_WORDS = re.compile(r"just a moment|challenge-platform|cf-chl|attention required", re.IGNORECASE)


def name(
    said: Said, *, status: int, headers: Mapping[str, str], endpoint: Endpoint, url: str, now: float, page: str = "", billed: Billed | None = None
) -> StudioError:
    """The error for a reply. `status` is the HTTP one, `now` seconds since the epoch, `page` the raw body for signs of Cloudflare.

    `billed` overrides what the class says about money, for an error that came after something had come. `values` of the error hold `status` (of the
    innermost reply that names one) and `request`; `detail` is the innermost message without the key, its request id after it.
    """
    real = _status(said, status)
    ray = headers.get("cf-ray", "") or (said.request if said.html else "")
    request = said.request or next((headers[key] for key in ("x-request-id", "request-id", "x-oneapi-request-id", "cf-ray") if headers.get(key)), "")
    challenged = status in {403, 503, 429} and (headers.get("cf-mitigated", "") == "challenge" or (said.html and CHALLENGE_WORDS.search(page) is not None))
    kind, key = (Forbidden, "gateway.challenge") if challenged else _judge(said, real, said.html or not said.message)
    if said.html and key == "gateway.server" and "cloudflare" in (headers.get("server", "") + page).lower() and status >= 520:
        key = "gateway.cloudflare"
    if key == "gateway.timeout" and status == 524:
        key = "gateway.timeout_proxy"
    wish = wait(headers, said, now)
    if key == "gateway.rate" and wish is not None:
        key = "gateway.rate_wait"
    costs = billed or ("maybe" if kind in {ServerFault, TimedOut} and real not in {408, 409} else "no")
    words = redact(said.message, endpoint.key) if not said.html else ""
    if words and request and request not in words:
        words += f" (request id: {redact(request, endpoint.key)})"
    values: dict[str, Any] = {"gateway": endpoint.gateway, "status": real, "request": redact(request, endpoint.key), "ray": redact(ray, endpoint.key) or "–"}
    values |= {"url": redact(shown(url), endpoint.key), "seconds": round(wish or 0)}
    return kind(key, billed=costs, retry_after=wish, detail=words, **values)


def _status(said: Said, status: int) -> int:
    """The status that counts: a proxy's own timeout, else the innermost that the body names, else the HTTP one."""
    if status in {408, 504, 524}:
        return status
    if said.status:
        return said.status
    if status >= 300:
        return status
    named = {code.upper(): code for code in said.codes}
    return next((CANONICAL[code] for code in named if code in CANONICAL), next((TYPES[code] for code in said.codes if code in TYPES), status))


def _judge(said: Said, status: int, wordless: bool) -> tuple[type[StudioError], str]:
    """The class and its sentence."""
    codes, words = said.codes, said.message
    status = 501 if codes & NO_ENDPOINT else status
    if status == 402 or codes & CREDIT or (status in {400, 401, 403, 429} and CREDIT_WORDS.search(words)):
        return OutOfCredit, "gateway.credit"
    if codes & BLOCKED or (status < 500 and BLOCKED_WORDS.search(words)):
        return Blocked, "gateway.blocked"
    if codes & NO_MODEL or CHANNEL_WORDS.search(words):
        return NotFound, "gateway.no_channel" if status >= 500 else "gateway.no_model"
    if status == 401 or (status == 400 and codes & BAD_KEY) or (status == 403 and KEY_WORDS.search(words)):
        return Unauthorized, "gateway.auth"
    match status:
        case 403:
            return Forbidden, "gateway.permission"
        case 404 | 410:
            return NotFound, "gateway.no_path" if wordless or "model" not in words.lower() else "gateway.no_model"
        case 405 | 501:
            return BadRequest, "gateway.no_method"
        case 413:
            return BadRequest, "gateway.too_large"
        case 408 | 504 | 524:
            return TimedOut, "gateway.timeout"
        case 409:
            return ServerFault, "gateway.conflict"
        case 429:
            return RateLimited, "gateway.daily" if said.daily else "gateway.rate"
        case 503 | 529:
            return ServerFault, "gateway.busy"
    if status >= 500:
        return ServerFault, "gateway.server"
    if status >= 400:
        return BadRequest, "gateway.bad_request"
    return (BadReply, "gateway.odd") if status >= 300 else (ServerFault, "gateway.error")


def wait(headers: Mapping[str, str], said: Said, now: float) -> float | None:
    """Seconds the gateway asks to wait: `retry-after-ms`, `retry-after` in seconds or as a date, RetryInfo; None where it does not ask."""
    for value, scale in ((headers.get("retry-after-ms", ""), 0.001), (headers.get("retry-after", ""), 1.0)):
        try:
            seconds = float(value) * scale
        except ValueError:
            continue
        if 0 < seconds < 1e7:
            return seconds
    try:
        seconds = parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        seconds = 0.0
    return seconds if seconds > 0 else said.delay
