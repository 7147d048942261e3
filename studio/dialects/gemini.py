"""generateContent, streamGenerateContent and the model list, as Google and every Gemini-native gateway speak them (PROTOCOLS.md 4).

This file makes calls; gemini_reply.py reads what comes back. What differs between gateways is in the plan: this module asks no gateway for its name.

A model turn is replayed as it was received, unknown keys and signatures included. Its parts were kept as `opaque` text, tagged with the dialect, the picture's
data replaced by `sha256:` and its digest; here the digest becomes the file again. Opaque text of another dialect stays home: words are rebuilt plain.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from studio.core.parts import Image, Other, Part, Picture, Text, Thought, Turn
from studio.core.plan import Plan
from studio.dialects.gemini_reply import DIGEST, TAG, blob_of, decode, get, listed, with_digest
from studio.dialects.wire import Call, File
from studio.errors import UsageError

__all__ = ["decode", "encode", "list_models", "name", "read_models", "with_digest"]

name = "gemini"

_ID = re.compile(r"[^\s\x00-\x1f\x7f?&#%\\/]+(?:/[^\s\x00-\x1f\x7f?&#%\\/]+)*")
_IMAGE_MODEL = re.compile(r"image|nano-banana|gemini-2\.0-flash-exp\Z", re.IGNORECASE)
_OTHER_MODEL = re.compile(r"imagen|gpt|dall-e", re.IGNORECASE)  # other protocols, in lists that hold everything a gateway has


def encode(plan: Plan) -> Call:
    """The call for a plan. Raises UsageError for a model id that can not stand in a path."""
    words: list[dict[str, Any]] = [{"text": plan.prompt}] if plan.prompt else []
    user = {"role": "user", "parts": [*words, *(_inline(image, plan.route.part_case) for image in plan.references)]}
    turns = (_turn(turn, plan) for turn in plan.history)
    body: dict[str, Any] = {"contents": [*(turn for turn in turns if turn["parts"]), user]}
    if plan.system:
        body["systemInstruction"] = {"parts": [{"text": plan.system}]}
    if config := _config(plan):
        body["generationConfig"] = config
    if plan.safety:
        body["safetySettings"] = [{"category": category, "threshold": threshold} for category, threshold in plan.safety]
    verb = "streamGenerateContent" if plan.stream else "generateContent"
    query = {"alt": "sse"} if plan.stream else {}
    return Call(method="POST", path=f"/v1beta/models/{_id(plan.model.id)}:{verb}", query=query, json=body, stream=plan.stream)


def _id(text: str) -> str:
    """A model id as it stands in the path, its slashes unescaped."""
    wanted = text.removeprefix("models/")
    if not _ID.fullmatch(wanted) or ".." in wanted or "." in wanted.split("/"):
        raise UsageError("reply.model_id", field="model", model=text)
    return wanted


def _config(plan: Plan) -> dict[str, Any]:
    """generationConfig with nothing in it that nobody set."""
    image = {key: value for key, value in (("aspectRatio", plan.aspect), ("imageSize", plan.size)) if value}
    thinking: dict[str, Any] = {"includeThoughts": True} if plan.thoughts else {}
    if plan.thinking:
        thinking["thinkingLevel"] = plan.thinking.upper()
    wanted: dict[str, Any] = {
        "responseModalities": list(plan.modalities) or None,
        "imageConfig": image or None,
        "thinkingConfig": thinking or None,
        "temperature": plan.temperature,
        "topP": plan.top_p,
        "topK": plan.top_k,
        "maxOutputTokens": plan.max_tokens,
        "seed": plan.seed,
    }
    return {key: value for key, value in wanted.items() if value is not None}


def _inline(image: Image, case: str) -> dict[str, Any]:
    """A picture as a part."""
    if case == "snake":
        return {"inline_data": {"mime_type": image.mime, "data": File(image)}}
    return {"inlineData": {"mimeType": image.mime, "data": File(image)}}


def _turn(turn: Turn, plan: Plan) -> dict[str, Any]:
    """One turn of the conversation. Drafts stay behind, unless the last of them was the result."""
    pictures = [part for part in turn.parts if isinstance(part, Picture)]
    kept = [picture for picture in pictures if not picture.draft] or pictures[-1:]
    files = {picture.image.digest: picture.image for picture in pictures}
    parts = (_part(part, files, plan) for part in turn.parts if not isinstance(part, Picture) or part in kept)
    return {"role": turn.role, "parts": [part for part in parts if part]}


def _part(part: Part, files: Mapping[str, Image], plan: Plan) -> dict[str, Any]:
    """One part, verbatim where it was kept; empty if there is nothing to send."""
    received = _received(part.opaque)
    match part:
        case Picture(image=image):
            return _refilled(received, image, files) if received else _inline(image, plan.route.part_case)
        case Text(text=text):
            return received or ({"text": text} if text else {})
        case Thought(text=text):
            return received or ({"text": text, "thought": True} if text else {})
        case Other():
            return received


def _received(opaque: str) -> dict[str, Any]:
    """The part that was kept as `opaque`; empty if it is another dialect's."""
    part = json.loads(opaque.removeprefix(TAG)) if opaque.startswith(TAG) else {}
    return part if isinstance(part, dict) else {}


def _refilled(part: dict[str, Any], image: Image, files: Mapping[str, Image]) -> dict[str, Any]:
    """The received part of a picture, its digest replaced by the file that it names."""
    key, blob = blob_of(part)
    digest = str(blob.get("data", "")).removeprefix(DIGEST)
    filled = {**blob, "data": File(files.get(digest, image))}
    if not get(blob, "mimeType"):
        filled["mime_type" if key == "inline_data" else "mimeType"] = image.mime
    return {**part, key: filled}


def list_models(page: str) -> Call:
    """The call that lists models, from the page of this token on."""
    return Call(method="GET", path="/v1beta/models", query={"pageSize": "50", **({"pageToken": page} if page else {})})


def read_models(message: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Image model ids of a page, and the token of the next. Lists in OpenAI's shape are read too (4.9)."""
    entries = listed(get(message, "models")) or listed(get(message, "data")) or [message]
    ids: dict[str, None] = {}
    for entry in entries:
        if isinstance(entry, str):
            entry = {"id": entry}  # noqa: PLW2901 - a bare id is an entry too
        found = get(entry, "name") or get(entry, "id")
        methods = get(entry, "supportedGenerationMethods")
        if not isinstance(found, str) or (isinstance(methods, list) and methods and "generateContent" not in methods):
            continue
        model = found.removeprefix("models/")
        if _IMAGE_MODEL.search(model) and not _OTHER_MODEL.search(model):
            ids[model] = None
    token = get(message, "nextPageToken")
    return tuple(ids), token if isinstance(token, str) else ""
