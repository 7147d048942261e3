"""Every way an answer can go wrong, by the names of PROTOCOLS.md section 9, so that each can be seen by hand and by a test.

A scenario is asked for by `demo:NAME` anywhere in the last prompt, or by the header `X-Demo-Scenario: NAME`; some take a number (`demo:slow:2`), several
combine. A name that is none is refused, because a misspelt one would pass for the good case. This module reads names and makes the replies that replace
an answer; what changes inside an answer is done where the answer is made.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from studio.demo.refusals import Refusal, Reply, bad, error, key_invalid, quota, quota_failure, refuse

Asked = tuple[tuple[str, float | None], ...]

NAMES: Mapping[str, str] = MappingProxyType({
    "safety_prompt": "the prompt is blocked: promptFeedback, no candidate",
    "image_safety": "the picture is blocked: IMAGE_SAFETY, no parts",
    "no_image": "NO_IMAGE and a finishMessage",
    "text_only": "words and STOP, no picture",
    "empty": "200 with no candidates and no reason",
    "max_tokens": "cut short: MAX_TOKENS, no picture",
    "thought_only_image": "the only picture is marked as a thought",
    "markdown_data": "the picture is a data URI in the text",
    "markdown_url": "the picture is an address in the text",
    "url_data": "inlineData.data is an address",
    "base64_data": "inlineData.data is base64 (where a face alternates)",
    "file_data": "the picture is a fileData address",
    "snake_case": "every name of the answer in snake_case",
    "whitespace_b64": "base64 with line breaks",
    "data_uri_b64": "base64 behind a data: prefix",
    "wrong_mime": "a JPEG that is called image/png",
    "html200": "a web page with status 200",
    "cf524": "Cloudflare's 524 page",
    "429_retryinfo": "429 with RetryInfo of 2 s; with a number only that many times",
    "429_retry_after": "429 with Retry-After: 2; with a number only that many times",
    "503_once": "503 at first, then good",
    "mid_stream_error": "an error after the stream has begun",
    "truncated_stream": "the answer stops in the middle",
    "json_array_stream": "the stream is one JSON array",
    "keepalive": "comments and blank lines between the events, [DONE] at the end",
    "slow": "a silence of so many seconds (default 2)",
    "nested_error": "an error inside an error inside an error",
    "bad_key": "the key is refused",
    "two_images": "two finished pictures",
    "corrupt_image": "a picture whose file is cut off",
    # not in section 9: what gateways were seen to do since, and what a page has to bear
    "path_data": "inlineData.data is a path on this gateway",
    "open_end": "a stream whose connection stays open after its end, with comments and without [DONE]",
    "hostile": "thoughts and words that are made to break out of a page",
    "long_thoughts": "so many kilobytes of thoughts (default 20)",
})  # fmt: skip

MAX_SILENCE = 600.0
HOSTILE = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><iframe src="http://beacon.example/f"></iframe> '
    "![x](http://beacon.example/a.png) [x](javascript:window.pwned=1) ${window.pwned=1} {{window.pwned=1}} {% raw %} `${1}` "
    "</template></style></textarea> @import url(http://beacon.example/c.css) \u202e desrever \u202c \u2066 isolated \u0000 end"
)
"""A little of everything that a page could take for more than text: tags, scripts, Markdown pictures to elsewhere, templates, direction marks."""
OVERLOADED = "The model is overloaded. Please try again later."
_WORD = re.compile(r"(?<![\w:])demo:([A-Za-z0-9_]+)(?::(\d+(?:\.\d+)?))?")
_NAME = re.compile(r"([A-Za-z0-9_]+)(?::(\d+(?:\.\d+)?))?")


def read(prompt: str, header: str = "") -> tuple[str, Asked]:
    """The prompt without its `demo:` words, and the scenarios of prompt and header. Raises Refusal for a name that is none."""
    words, asked = found(prompt, header)
    for name, _ in asked:
        if name not in NAMES:
            raise bad(f"Unknown demo scenario {name!r}. Known: {', '.join(sorted(NAMES))}.")
    return words, asked


def found(prompt: str, header: str = "") -> tuple[str, Asked]:
    """The same, whatever the names are."""
    asked = [(name.lower(), float(value) if value else None) for name, value in (*_WORD.findall(prompt), *_NAME.findall(header.replace("demo:", "")))]
    return " ".join(_WORD.sub(" ", prompt).split()) if asked else prompt.strip(), tuple(asked)


def silence(asked: Asked) -> float:
    """Seconds of silence that were asked for."""
    return min(sum(2.0 if value is None else value for name, value in asked if name == "slow"), MAX_SILENCE)


def kilobytes(asked: Asked) -> int:
    """Kilobytes of thoughts that were asked for, 0 for as many as there are."""
    return min(sum(20 if value is None else int(value) for name, value in asked if name == "long_thoughts"), 2000)


class Memory:
    """What failed before, so that a scenario can fail only so often. One for each running gateway; forgets after `span` seconds, which outlasts a retry."""

    def __init__(self, span: float = 8.0) -> None:
        self._span = span
        self._seen: dict[object, tuple[float, int]] = {}

    def again(self, what: object, times: int, now: float) -> bool:
        """Whether `what` should fail once more: true the first `times` calls within the span, and afresh when the span is over."""
        began, count = self._seen.get(what, (now, 0))
        if now - began > self._span:
            began, count = now, 0
        self._seen = {key: value for key, value in self._seen.items() if now - value[0] <= self._span}
        self._seen[what] = (began, count + 1)
        return count < times


def replaced(asked: Asked, model: str, what: object, memory: Memory, now: float) -> Refusal | None:
    """The reply that stands in place of an answer, if a scenario asks for one. `what` tells one request from another, `now` is in seconds."""
    for name, value in asked:
        times = 1 if name == "503_once" else int(value) if value else 0
        if times and not memory.again((name, what), times, now):
            continue
        if name.startswith("429_"):
            said = "You exceeded your current quota, please check your plan and billing details. Please retry in 2s."
            if name == "429_retryinfo":
                return refuse(429, said, [quota_failure(model), quota(2)])
            return refuse(429, "Resource has been exhausted (e.g. check quota).", headers={"Retry-After": "2"})
        if name == "503_once":
            return refuse(503, OVERLOADED)
        if name == "bad_key":
            return key_invalid()
        if name == "nested_error":
            return Refusal(Reply(400, nested(partial(error, 400))))
        if name in PAGES:
            return Refusal(PAGES[name])
    return None


def nested(shape: Callable[[str], Mapping[str, Any]]) -> bytes:
    """An error inside an error inside an error, each the message of the next; `shape` makes one of a message."""
    body = ""
    for message in ("The innermost message: this was refused on purpose.", "", ""):
        body = json.dumps(shape(body or message), indent=2)
    return body.encode()


_WEB_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Demo Console</title></head>
<body><div id="app">This is the dashboard, not the API. The base address is probably wrong.</div></body></html>
"""
_CLOUDFLARE = """<!DOCTYPE html>
<html lang="en-US"><head><title>demo.example | 524: A timeout occurred</title></head>
<body><h1><span>A timeout occurred</span> <span>Error code 524</span></h1><p>The origin web server timed out responding to this request.</p>
<p>Cloudflare Ray ID: <strong>8f3c2d1e0a9b7654</strong></p></body></html>
"""
_HTML = "text/html; charset=UTF-8"
PAGES: Mapping[str, Reply] = MappingProxyType({
    "html200": Reply(200, _WEB_PAGE.encode(), _HTML),
    "cf524": Reply(524, _CLOUDFLARE.encode(), _HTML, {"server": "cloudflare", "cf-ray": "8f3c2d1e0a9b7654-FRA"}),
})  # fmt: skip
