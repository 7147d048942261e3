"""What a Gemini-native gateway answers, made into events (PROTOCOLS.md 4.5, 8.3, 8.4).

Lenient to the last: either spelling of every key, one object where a list is due, null for anything, numbers as text. Nothing raises for what it does not
know. A picture is only located here: in `inlineData`, behind an address, in a text, in the leftovers of another protocol.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from studio.core.events import Ending, Event, Finished, OtherPart, PictureLink, Served, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.dialects import images
from studio.dialects.spool import MARKER

TAG = "gemini "  # before the JSON of a part that is kept for replay
DIGEST = "sha256:"  # and the digest in hex, where the data of a picture was

_ENDINGS: dict[str, Ending] = {
    "STOP": "ok",
    **dict.fromkeys(("MAX_TOKENS", "CONTINUATION", "LENGTH"), "max_tokens"),
    **dict.fromkeys(("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT"), "blocked"),
    **dict.fromkeys(("MODEL_ARMOR", "ESCALATION", "CONTENT_FILTER"), "blocked"),
    **dict.fromkeys(("RECITATION", "IMAGE_RECITATION"), "recitation"),
    "NO_IMAGE": "no_image",
    "LANGUAGE": "language",
    **dict.fromkeys(("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"), "tools"),
    "MISSING_THOUGHT_SIGNATURE": "signature",
    "PUP_LIMITED_DISABLED": "limited",
}
_SOUND = re.compile(r"(?:audio|video)/|application/pdf", re.IGNORECASE)
_FILE = re.compile(r"(?:https?://[^\s/?#]+/v1beta/)?files/[\w-]+(?::download)?")
_PLAIN = {"text", "thought"}


def get(value: Any, key: str) -> Any:
    """The member of an object by its camelCase key, in that or the snake_case spelling; None for what is not there."""
    if not isinstance(value, Mapping):
        return None
    found = value.get(key)
    return found if found is not None else value.get(_snake(key))


@cache
def _snake(key: str) -> str:
    return re.sub("([A-Z])", lambda upper: "_" + upper[1].lower(), key)


def listed(value: Any) -> list[Any]:
    """A list of what should be one: one object becomes a list of it, null an empty one."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value in (None, "") else [value]


def with_digest(opaque: str, digest: str) -> str:
    """`opaque` of a picture, naming its data by the digest in hex."""
    if not opaque.startswith(TAG):
        return opaque
    part = json.loads(opaque.removeprefix(TAG))
    key, blob = blob_of(part)
    return _kept({**part, key: {**blob, "data": DIGEST + digest}})


def blob_of(part: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The key and the object that hold a part's picture."""
    key = "inline_data" if isinstance(part.get("inline_data"), Mapping) else "inlineData"
    return key, part.get(key) or {}


def decode(message: Mapping[str, Any]) -> Iterable[Event]:
    """What one message brings, its ending last."""
    model, response = _text(get(message, "modelVersion")), _text(get(message, "responseId"))
    if model or response:
        yield Served(model=model, response=response)
    candidates = [*listed(get(message, "candidates")), *(_choice(choice) for choice in listed(get(message, "choices")))]
    parts = [event for candidate in candidates for part in _parts(get(candidate, "content")) for event in _part(part)]
    parts += [event for key in ("images", "data") for item in listed(get(message, key)) for event in _leftover(item, draft=False)]
    ends = [end for candidate in candidates for end in _finished(candidate)]
    yield from parts
    if ends and not any(isinstance(event, PictureLink) for event in parts):  # a whole answer without a picture: perhaps it only names one
        said = "".join(event.text for event in parts if isinstance(event, TextDelta))
        yield from (PictureLink(source=url) for url in images.links(said))
    yield from _usage(get(message, "usageMetadata"))
    feedback = get(message, "promptFeedback")
    reason = _text(get(feedback, "blockReason"))
    if reason and not (candidates and reason.upper().endswith("UNSPECIFIED")):
        yield Finished(reason=reason.upper(), ending="blocked", message=_text(get(feedback, "blockReasonMessage")))
    yield from ends


def _choice(choice: Any) -> dict[str, Any]:
    """A choice of a chat completion, whole or streamed, as a candidate: some gateways answer a native call in the shape of their other door."""
    said = get(choice, "message") or get(choice, "delta")
    words = [get(item, "text") if get(item, "type") == "text" else item for item in listed(get(said, "content"))]
    return {"content": {"parts": [*words, *listed(get(said, "images"))]}, "finishReason": get(choice, "finishReason")}


def _finished(candidate: Any) -> Iterator[Finished]:
    reason, message = _text(get(candidate, "finishReason")).upper(), _text(get(candidate, "finishMessage"))
    if reason or message:
        yield Finished(reason=reason, ending=_ENDINGS.get(reason, "unknown"), message=message)


def _usage(told: Any) -> Iterator[UsageReport]:
    usage = Usage(
        prompt=_count(get(told, "promptTokenCount")),
        prompt_image=_of_images(get(told, "promptTokensDetails")),
        candidates=_count(get(told, "candidatesTokenCount")),
        image=_of_images(get(told, "candidatesTokensDetails")),
        thoughts=_count(get(told, "thoughtsTokenCount")),
        total=_count(get(told, "totalTokenCount")),
    )
    if usage != Usage():
        yield UsageReport(usage)


def _of_images(details: Any) -> int | None:
    counts = [_count(get(detail, "tokenCount")) for detail in listed(details) if _text(get(detail, "modality")).upper() == "IMAGE"]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15 else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _parts(content: Any) -> list[Any]:
    """The parts of a content, which may be a list of parts or a bare text itself."""
    if isinstance(content, Mapping):
        return listed(get(content, "parts"))
    return listed(content)


def _part(part: Any) -> Iterator[Event]:
    """What one part brings."""
    if isinstance(part, str):
        part = {"text": part}
    if not isinstance(part, Mapping):
        return
    part = {key: value for key, value in part.items() if value is not None}
    draft = str(part.get("thought")).strip().lower() in {"true", "1"}
    found: list[Event] = [*_inline(part, draft=draft), *_file(part, draft=draft)]
    if not found:
        found += _leftover(part, draft=draft)
    words = part.get("text")
    if isinstance(words, str):
        yield from _words(part, words, draft=draft, alone=not found)
    yield from found
    if not found and not isinstance(words, str) and not part.keys() <= _PLAIN:
        yield from _unknown(part, draft=draft)


def _words(part: Mapping[str, Any], words: str, *, draft: bool, alone: bool) -> Iterator[Event]:
    """Text, the pictures in it, and the part itself where it is more than text. A text that held a picture can not be replayed as it was. What is only thought
    makes the studio fetch nothing: an address in a thought stays text."""
    left, sources = images.in_text(words)
    if draft and any(isinstance(images.read(source), images.Url) for source in sources):
        left, sources = words, ()
    opaque = _kept(part) if alone and not sources and not part.keys() <= _PLAIN else ""
    if left or opaque:
        yield ThoughtDelta(left, opaque) if draft else TextDelta(left, opaque)
    for source in sources:
        yield PictureLink(source=source, draft=draft)


def _inline(part: Mapping[str, Any], *, draft: bool) -> Iterator[Event]:
    """inlineData, in which the data may be an address, or stand under another key."""
    key = "inlineData" if "inlineData" in part else "inline_data"
    blob = part.get(key)
    if isinstance(blob, str):
        blob = {"data": blob}
    mime = _text(get(blob, "mimeType"))
    source = next((text for name in ("data", "url", "uri", "fileUri") if (text := _text(get(blob, name)))), "")
    if source and isinstance(blob, Mapping) and not _SOUND.match(mime):
        kept = {name: value for name, value in blob.items() if name not in {"url", "uri", "fileUri", "file_uri"} and value is not None}
        yield _picture({**part, key: {**kept, "data": DIGEST}}, source, mime, draft=draft)


def _file(part: Mapping[str, Any], *, draft: bool) -> Iterator[Event]:
    """fileData behind an address; replayed as inlineData."""
    file = get(part, "fileData")
    source, mime = _media(_text(get(file, "fileUri"))), _text(get(file, "mimeType"))
    if isinstance(images.read(source), images.Url) and not _SOUND.match(mime):
        rest = {key: value for key, value in part.items() if key not in {"fileData", "file_data"}}
        yield _picture({"inlineData": {**({"mimeType": mime} if mime else {}), "data": DIGEST}, **rest}, source, mime, draft=draft)


def _media(uri: str) -> str:
    """Where the bytes of a file are: what Google's Files API calls `files/…` is its description, unless `alt=media` asks for the thing itself."""
    if _FILE.fullmatch(uri):
        return f"{'' if '://' in uri else '/v1beta/'}{uri}?alt=media"
    return uri


def _picture(part: Mapping[str, Any], source: str, mime: str, *, draft: bool) -> PictureLink:
    signed = bool(_text(get(part, "thoughtSignature")))
    return PictureLink(source=source, mime=mime.lower(), draft=draft, signed=signed, opaque=_kept(part))


def _leftover(item: Any, *, draft: bool) -> Iterator[Event]:
    """Pictures in the shapes of other protocols: {b64_json}, {url}, {image_url: {url}}, {images: […]}, a bare string."""
    if isinstance(item, str):
        found = images.read(item)
        if isinstance(found, images.Url) or (isinstance(found, images.Data) and images.sniff(found.data)) or MARKER.fullmatch(item.strip()):
            yield PictureLink(source=item.strip(), draft=draft)
        return
    holder = get(item, "imageUrl")
    for source in (get(item, "b64Json"), get(holder, "url") or holder, get(item, "url")):
        if text := _text(source):
            yield PictureLink(source=text, mime=_text(get(item, "mimeType")).lower(), draft=draft)
            return
    for inner in listed(get(item, "images")):
        yield from _leftover(inner, draft=draft)


def _unknown(part: Mapping[str, Any], *, draft: bool) -> Iterator[Event]:
    """A part that no one knows: its spooled pictures, else the part itself. A lone signature becomes an empty text that carries it."""
    markers = MARKER.findall(json.dumps(part))
    for marker in markers:
        yield PictureLink(source=marker, draft=draft)
    blob = get(part, "inlineData")
    if not markers and not (isinstance(blob, Mapping) and not _text(get(blob, "data"))):  # an inlineData without data is nothing
        payload = part.keys() - {"thought", "thoughtSignature", "thought_signature"}
        yield OtherPart(_kept(part)) if payload else TextDelta("", _kept({"text": "", **part}))


def _kept(part: Mapping[str, Any]) -> str:
    return TAG + json.dumps(part, separators=(",", ":"))
