"""The scenarios of the demo gateway as this wire has them: what each name means here, and which have no meaning.

A name that has no meaning on the Images wire is refused with the reason, not ignored, because it would pass for the good case.
"""

from collections.abc import Mapping
from types import MappingProxyType

from studio.demo.openai_images.asking import Ask
from studio.demo.openai_images.errors import bad, blocked, error, refuse, unauthenticated
from studio.demo.refusals import Refusal, Reply
from studio.demo.scenarios import HOSTILE, OVERLOADED, PAGES, Asked, Memory, found, nested

NAMES: Mapping[str, str] = MappingProxyType({
    "safety_prompt": "the prompt is blocked: 400 moderation_blocked, also before a stream",
    "image_safety": "the picture is blocked: 400 moderation_blocked; in a stream it comes inside, after the drafts",
    "no_image": "data is an empty list; a stream ends without a completed event",
    "empty": "data is null and nothing else comes; a stream holds no event",
    "url_data": "an address in place of b64_json, in completed events too",
    "path_data": "a path on this gateway in place of b64_json",
    "base64_data": "b64_json, whatever was asked",
    "whitespace_b64": "base64 with line breaks",
    "data_uri_b64": "base64 behind a data: prefix",
    "wrong_mime": "a JPEG that is called png (a PNG where JPEG was asked)",
    "html200": "a web page with status 200",
    "cf524": "Cloudflare's 524 page",
    "429_retryinfo": "429 with retry-after-ms: 2000 and x-ratelimit headers; with a number only that many times",
    "429_retry_after": "429 with Retry-After: 2 and x-ratelimit headers; with a number only that many times",
    "503_once": "503 at first, then good",
    "mid_stream_error": "an error event after the stream has begun; 503 without a stream",
    "truncated_stream": "the answer stops in the middle",
    "open_end": "a stream whose connection stays open after its end, with comments and without [DONE]",
    "keepalive": "comments between the events, blank lines before an answer in one piece",
    "slow": "a silence of so many seconds (default 2)",
    "nested_error": "an error inside an error inside an error",
    "bad_key": "the key is refused",
    "two_images": "one picture more than was asked",
    "corrupt_image": "a picture whose file is cut off",
    "hostile": "a revised prompt and a refusal that are made to break out of a page",
    # this wire's own
    "revised_prompt": "a revised_prompt beside each picture",
    "ignores_stream": "an answer in one piece, whatever `stream` says",
    "bare_events": "a stream without event names and without [DONE]",
    "out_of_quota": "429 insufficient_quota: no money left, waiting does not help",
})  # fmt: skip
WITHOUT: Mapping[str, str] = MappingProxyType({
    "text_only": "an answer has no place for words",
    "max_tokens": "there is no limit of tokens",
    "thought_only_image": "there are no thoughts",
    "long_thoughts": "there are no thoughts",
    "markdown_data": "an answer has no place for words",
    "markdown_url": "an answer has no place for words",
    "file_data": "a picture is b64_json or url, see url_data",
    "snake_case": "every name is in snake_case anyway",
    "json_array_stream": "a stream is server-sent events, see ignores_stream",
})  # fmt: skip
_LIMITS = {"x-ratelimit-limit-requests": "5", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s"}


def read(prompt: str, header: str) -> tuple[str, Asked]:
    """The prompt without its `demo:` words, and the scenarios. Raises Refusal for a name that is none, or none here."""
    words, asked = found(prompt, header)
    for name, _ in asked:
        if name in WITHOUT:
            raise bad(f"The demo scenario {name!r} has no meaning on the OpenAI Images wire: {WITHOUT[name]}.", "unknown_scenario")
        if name not in NAMES:
            raise bad(f"Unknown demo scenario {name!r}. Known: {', '.join(sorted(NAMES))}.", "unknown_scenario")
    return words, asked


def replaced(ask: Ask, what: object, memory: Memory, now: float) -> Refusal | None:
    """The reply that stands in place of an answer, if a scenario asks for one. `what` tells one request from another, `now` is in seconds."""
    for name, value in ask.scenarios:
        times = 1 if name == "503_once" else int(value) if value else 0
        if times and not memory.again((name, what), times, now):
            continue
        if name in ("429_retryinfo", "429_retry_after"):
            wait = {"retry-after-ms": "2000"} if name == "429_retryinfo" else {"Retry-After": "2"}
            said = f"Rate limit reached for {ask.model.id} in organization org-demo on requests per min: Limit 5, Used 5, Requested 1. Please try again in 2s."
            return refuse(429, said, kind="requests", code="rate_limit_exceeded", headers={**wait, **_LIMITS})
        if name == "out_of_quota":
            said = "You exceeded your current quota, please check your plan and billing details."
            return refuse(429, said, kind="insufficient_quota", code="insufficient_quota")
        if name == "503_once":
            return refuse(503, OVERLOADED, kind="server_error")
        if name == "bad_key":
            return unauthenticated("Incorrect API key provided. You can find your API key in the settings of your account.")
        if name == "safety_prompt":
            return blocked("input", HOSTILE if ask.wants("hostile") else "")
        if name == "nested_error":
            return Refusal(Reply(400, nested(error), "application/json"))
        if name in PAGES:
            return Refusal(PAGES[name])
    return None
