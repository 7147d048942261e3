"""How the demo gateway says no: ready replies in Google's shape, raised as one exception.

Knows nothing of requests. The wording is Google's own where a public report quotes it (PROTOCOLS.md section 11), because clients match on it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 405: "UNIMPLEMENTED", 413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip
_TYPE = "type.googleapis.com/google.rpc."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is ready to be sent."""

    status: int
    body: bytes
    mime: str = "application/json; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The gateway says no, with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body.decode(errors="replace"))
        self.reply = reply


def error(code: int, message: str, details: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Google's error object."""
    inner: dict[str, Any] = {"code": code, "message": message, "status": STATUS.get(code, "UNKNOWN")}
    if details:
        inner["details"] = list(details)
    return {"error": inner}


def refuse(code: int, message: str, details: Sequence[Mapping[str, Any]] = (), headers: Mapping[str, str] | None = None) -> Refusal:
    """A refusal in Google's shape."""
    return Refusal(Reply(code, json.dumps(error(code, message, details), indent=2, ensure_ascii=False).encode(), headers=headers or {}))


def bad(message: str, field: str = "") -> Refusal:
    """400 INVALID_ARGUMENT; `field` names what is wrong in the details, as Google does."""
    violation = {"@type": f"{_TYPE}BadRequest", "fieldViolations": [{"field": field, "description": message}]}
    return refuse(400, message, [violation] if field else ())


def unknown_name(name: str, at: str) -> Refusal:
    """A field that the message does not have."""
    return bad(f'Invalid JSON payload received. Unknown name "{name}"{f" at {at!r}" if at else ""}: Cannot find field.', at or name)


def invalid_value(value: object, at: str, kind: str) -> Refusal:
    """A value that the field can not hold."""
    shown = json.dumps(value, ensure_ascii=False)
    return bad(f"Invalid value at '{at}' ({kind}), {shown[:100]}", at)


def key_invalid(message: str = "API key not valid. Please pass a valid API key.") -> Refusal:
    """Google's answer to a wrong key: 400, not 401."""
    info = {
        "@type": f"{_TYPE}ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }  # fmt: skip
    return refuse(400, message, [info])


def unauthenticated(message: str) -> Refusal:
    """401, for a Bearer key that is missing or wrong, and for a key in the wrong place."""
    return refuse(401, message)


def no_model(model: str, method: str) -> Refusal:
    """Google's 404 for a model id it does not serve."""
    return refuse(
        404,
        f"models/{model} is not found for API version v1beta, or is not supported for {method}. "
        "Call ListModels to see the list of available models and their supported methods.",
    )


def quota(seconds: float) -> dict[str, Any]:
    """The details of a 429 that says how long to wait."""
    return {"@type": f"{_TYPE}RetryInfo", "retryDelay": f"{seconds:g}s"}


def quota_failure(model: str) -> dict[str, Any]:
    """The details of a 429 that says what ran out: a minute's quota, never a day's."""
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_requests", "quotaId": "GenerateRequestsPerMinutePerProjectPerModel",
        "quotaDimensions": {"location": "global", "model": model}, "quotaValue": "10",
    }  # fmt: skip
    return {"@type": f"{_TYPE}QuotaFailure", "violations": [violation]}
