"""What an error reply says: the innermost message out of every body shape of PROTOCOLS.md 6.1, with its codes, its wishes and its request id.

Pure, and it judges nothing: `faults` does. The keys of one envelope are read leniently; whatever is nested is followed five deep.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

DEPTH = 5
LONGEST = 600  # characters of a gateway's own words that are shown

CANONICAL: Mapping[str, int] = {  # google.rpc.Code by name, https://cloud.google.com/apis/design/errors
    "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400, "OUT_OF_RANGE": 400, "UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403, "NOT_FOUND": 404,
    "ABORTED": 409, "ALREADY_EXISTS": 409, "RESOURCE_EXHAUSTED": 429, "INTERNAL": 500, "UNIMPLEMENTED": 501, "UNAVAILABLE": 503, "DEADLINE_EXCEEDED": 504,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was read. `codes` are all codes, types and reasons met on the way down, lower case; `status` the innermost HTTP status named, 0 where none is.

    `html` tells that the body was a page, whose title `message` then is; `delay` is a RetryInfo in seconds; `daily` tells of a quota that lasts the day.
    """

    message: str = ""
    codes: frozenset[str] = frozenset()
    status: int = 0
    delay: float | None = None
    daily: bool = False
    html: bool = False
    request: str = ""


def read(body: str) -> Said:
    """What an error reply's body says. Never raises."""
    text = body.lstrip("\ufeff").strip().removeprefix(")]}'").strip()
    if not text:
        return Said()
    if text.startswith(("data:", "event:")):
        text = "\n".join(line[5:] for line in re.split(r"\r\n|\r|\n", text) if line.startswith("data:")).strip()
    value = _parse(text)
    if isinstance(value, dict | list):
        return read_value(value)
    if text.startswith("<"):
        return _page(text)
    return _finish(Said(message=text))


def read_value(value: Any) -> Said:
    """The same for a body that is parsed already, or for one message of a reply."""
    said = Said()
    for _ in range(DEPTH):
        envelope = _envelope(value)
        if envelope is None:
            break
        message = next((envelope[key] for key in ("message", "msg", "detail", "error_description", "error", "errors") if envelope.get(key)), "")
        said = _merge(said, envelope, message)
        value = _parse(message) if isinstance(message, str) else _fields(message)
    if isinstance(value, str) and not said.message:
        said = replace(said, message=value)
    return _finish(said)


def in_reply(message: Mapping[str, Any]) -> bool:
    """Whether a message of a reply that began well is an error: named as one, or words and a code and nothing else."""
    if message.get("error") or message.get("type") == "error" or message.get("success") is False:
        return True
    words = any(isinstance(message.get(key), str) and message[key] for key in ("message", "msg")) or isinstance(message.get("detail") or None, str | list)
    return words and set(message) <= {"message", "msg", "detail", "code", "status", "type", "param", "request_id", "requestId", "error", "timestamp", "path"}


def beside(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a message brings beside its error: an answer that may hold a picture, and may have been paid for. Empty where there is none."""
    candidates, data = message.get("candidates"), message.get("data")
    found = candidates if isinstance(candidates, list) else [candidates]
    content = [item["content"] for item in found if isinstance(item, dict) and isinstance(item.get("content"), dict)]
    drawn = isinstance(data, list) and any(isinstance(item, dict) and (item.get("b64_json") or item.get("url")) for item in data)
    if not (in_reply(message) and (drawn or any(part.get("parts") for part in content))):
        return {}
    return {key: value for key, value in message.items() if key not in {"error", "success", "type", "message", "msg", "detail"}}


def _parse(text: str) -> Any:
    """The first JSON value in `text`, or `text` itself."""
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0] if text.lstrip()[:1] in ("{", "[") else text
    except (ValueError, RecursionError):
        return text


def _envelope(value: Any) -> dict[str, Any] | None:
    """The object that holds message and code: out of a list, out of its `error`."""
    for _ in range(DEPTH):
        if isinstance(value, list):
            value = next((item for item in value if isinstance(item, dict)), None)
        elif isinstance(value, dict) and isinstance(value.get("error"), dict | list):
            value = value["error"]
        else:
            break
    return value if isinstance(value, dict) else None


def _fields(message: Any) -> Any:
    """What FastAPI says of the fields of a body, each with its place; anything else as it is."""
    told = [item for item in message if isinstance(item, dict) and isinstance(item.get("loc"), list) and item.get("msg")] if isinstance(message, list) else []
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in told[:DEPTH]) or message


def _merge(said: Said, envelope: dict[str, Any], message: Any) -> Said:
    """One envelope deeper: the inner message and status win, codes add up."""
    codes = {str(envelope[key]).lower() for key in ("code", "type", "status", "reason") if isinstance(envelope.get(key), str | int)}
    status = next((number for key in ("code", "status", "status_code") if (number := _status(envelope.get(key)))), 0)
    details = list(_details(envelope))
    delay = next((seconds for kind, item in details if kind == "RetryInfo" and (seconds := _seconds(item.get("retryDelay")))), None)
    quotas = [str(v.get("quotaId", "")) for kind, item in details if kind == "QuotaFailure" for v in item.get("violations") or () if isinstance(v, dict)]
    codes |= {str(item.get("reason", "")).lower() for kind, item in details if kind == "ErrorInfo"}
    codes |= {str(inner.get("code", "")).lower() for inner in _within(envelope)}
    text = message if isinstance(message, str) else ""
    request = next((str(envelope[key]) for key in ("request_id", "requestId", "trace_id") if envelope.get(key)), "")
    return replace(
        said,
        message=text or said.message,
        codes=said.codes | codes - {""},
        status=status or said.status,
        delay=delay or said.delay,
        daily=said.daily or any("perday" in quota.lower() for quota in quotas),
        request=request or said.request,
    )


def _status(value: Any) -> int:
    """An HTTP status out of a number, a number in a string, or a canonical name."""
    if isinstance(value, str):
        value = CANONICAL.get(value.upper(), int(value) if value.isdecimal() and len(value) == 3 else 0)
    return value if isinstance(value, int) and 400 <= value <= 599 else 0


def _details(envelope: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of Google's `details`, by the last word of their `@type`."""
    details = envelope.get("details")
    for item in details if isinstance(details, list) else ():
        if isinstance(item, dict):
            yield str(item.get("@type", "")).rpartition(".")[2], item


def _within(envelope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Where Azure says which of its filters it was, also as LiteLLM passes it on."""
    for holder in (envelope, envelope.get("provider_specific_fields")):
        for name in ("innererror", "inner_error"):
            if isinstance(holder, dict) and isinstance(holder.get(name), dict):
                yield holder[name]


def _seconds(value: Any) -> float | None:
    """`37s`, `1.5s` or `{seconds: 37}`."""
    if isinstance(value, dict):
        value = f"{value.get('seconds', '')}s"
    found = re.fullmatch(r"(\d+(?:\.\d+)?)s", value.strip()) if isinstance(value, str) else None
    return float(found[1]) if found else None


def _page(text: str) -> Said:
    """A web page: its title, else its first words."""
    title = re.search(r"<title[^<>]{0,200}>([^<]{1,1000})", text, re.IGNORECASE)
    words = title[1] if title else re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text[:20_000], flags=re.IGNORECASE | re.DOTALL)
    ray = re.search(r"Cloudflare Ray ID:\s{0,20}(?:<[^<>]{0,200}>\s{0,20}){0,9}([0-9a-f]{16})", text)
    return replace(_finish(Said(message=html.unescape(words))), html=True, request=ray[1] if ray else "")


def _finish(said: Said) -> Said:
    """One line of at most LONGEST characters; the request id out of new-api's bracket."""
    text = " ".join(said.message.split())
    found = re.search(r"\(request id: ?([\w.-]+)\)", text, re.IGNORECASE)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return replace(said, message=text, request=said.request or (found[1] if found else ""))
