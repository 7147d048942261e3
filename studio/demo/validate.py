"""A request body, read as strictly as the provider it stands for: bytes in, an `Ask` out, or a Refusal that names what is wrong.

A conversation is checked whole: roles, one payload a part, pictures that are what they say they are, signatures of model turns. generationConfig has
its own module.
"""

import json
from typing import Any

from studio.demo import config, pictures, scenarios, signatures
from studio.demo.conversation import Ask, Content, Part, Sent
from studio.demo.faces import Face, Model
from studio.demo.refusals import bad, invalid_value
from studio.demo.wording import fields, items, octets, text

_BODY = frozenset({
    "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig", "serviceTier", "labels", "store", "cachedContent",
})  # fmt: skip
_PAYLOADS = ("text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult")
_PART = frozenset({*_PAYLOADS, "thought", "thoughtSignature", "mediaResolution", "partMetadata"})
_UNREADABLE = "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"


def read(raw: bytes, face: Face, model: Model, scenario_header: str = "") -> Ask:
    """The request in `raw`. Raises Refusal."""
    try:
        loaded = json.loads(raw)
    except ValueError as problem:
        raise bad(f"Invalid JSON payload received. {problem}") from problem
    body = fields(loaded, _BODY, "")
    if "cachedContent" in body:
        raise bad("CachedContent is not supported by the demo gateway.", "cached_content")
    config.required(body, face, model)
    system = _system(body.get("systemInstruction"), model)
    contents = tuple(_content(item, index, face) for index, item in enumerate(items(body.get("contents", []), "contents")))
    if not contents:
        raise bad("* GenerateContentRequest.contents: contents is not specified\n", "contents")
    if contents[-1].role != "user":
        raise bad("Please ensure that multiturn requests end with a user role.", "contents")
    last = contents[-1].parts
    if sum(part.picture is not None for part in last) > model.references:
        raise bad(f"Too many images in the request: models/{model.id} takes at most {model.references}.", "contents")
    words = "\n".join(part.text for part in last if part.text and not part.thought)
    if not words.strip() and not any(part.picture for part in last):
        raise bad("Unable to submit request because it must have a text parameter. Add a text parameter and try again.", "contents")
    config.safety(body.get("safetySettings", []))
    config.tools(body.get("tools", []), model)
    settings = config.read(body.get("generationConfig", {}), face, model)
    if model.signs:
        signatures.verify(contents)
    prompt, asked = scenarios.read(words, scenario_header)
    return Ask(face=face, model=model, config=settings, contents=contents, system=system, prompt=prompt, scenarios=asked)


def _system(value: object, model: Model) -> str:
    if value is None:
        return ""
    if not model.system:
        raise bad(f"Developer instruction is not enabled for models/{model.id}", "system_instruction")
    parts = _parts(fields(value, {"role", "parts"}, "system_instruction").get("parts", []), "system_instruction", ())
    if any(part.picture for part in parts):
        raise bad("System instruction may only hold text.", "system_instruction")
    return "\n".join(part.text for part in parts)


def _content(value: object, index: int, face: Face) -> Content:
    at = f"contents[{index}]"
    content = fields(value, {"role", "parts"}, at)
    role = text(content.get("role", "" if face.only_user else "user"), f"{at}.role")
    if role not in ({"user"} if face.only_user else {"user", "model"}):
        raise bad(f"Please use a valid role: {'user' if face.only_user else 'user, model'}.", f"{at}.role")
    if not content.get("parts"):
        raise bad(f"* GenerateContentRequest.{at}.parts: contents.parts must not be empty.\n", f"{at}.parts")
    parts = _parts(content["parts"], at, face.mimes, model=role == "model")
    if face.only_user and not parts[0].text.strip():
        raise bad("The first part must be the prompt text; reference images follow it.", f"{at}.parts")
    return Content(role, parts)


def _parts(value: object, at: str, mimes: tuple[str, ...], *, model: bool = False) -> tuple[Part, ...]:
    return tuple(_part(item, f"{at}.parts[{index}]", mimes, model=model) for index, item in enumerate(items(value, f"{at}.parts")))


def _part(value: object, at: str, mimes: tuple[str, ...], *, model: bool) -> Part:
    part = fields(value, _PART, at)
    payloads = [name for name in part if name in _PAYLOADS]
    if not payloads:
        raise bad(f"* GenerateContentRequest.{at}.data: required oneof field 'data' must have one initialized field\n", at)
    if len(payloads) > 1:
        raise bad(f"Invalid value at '{at}' (oneof), oneof field 'data' is already set. Cannot set '{payloads[1]}'", at)
    if "fileData" in part:
        raise bad("Cannot fetch content from the provided URL. The demo gateway takes pictures as inlineData.", f"{at}.file_data")
    thought = part.get("thought", False)
    if not isinstance(thought, bool):
        raise invalid_value(thought, f"{at}.thought", "TYPE_BOOL")
    signature = octets(part["thoughtSignature"], f"{at}.thought_signature") if "thoughtSignature" in part else None
    words = text(part.get("text", ""), f"{at}.text")
    picture = _picture(part["inlineData"], f"{at}.inline_data", mimes, decode=not model) if "inlineData" in part else None
    return Part(text=words, picture=picture, thought=thought, signature=signature)


def _picture(value: object, at: str, mimes: tuple[str, ...], *, decode: bool) -> Sent:
    blob: dict[str, Any] = fields(value, {"mimeType", "data", "displayName"}, at)
    mime = text(blob.get("mimeType", ""), f"{at}.mime_type")
    if mime not in mimes:
        raise bad(f"Unsupported MIME type: {mime}", f"{at}.mime_type")
    data = octets(blob.get("data", ""), f"{at}.data")
    sniffed = pictures.sniff(data)
    if sniffed and sniffed != mime:
        raise bad(f"Unhandled generated data mime type: {sniffed}", f"{at}.mime_type")
    try:
        return pictures.measure(data, mime, decode=decode)
    except ValueError as problem:
        raise bad(_UNREADABLE, f"{at}.data") from problem
