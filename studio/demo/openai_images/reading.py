"""The parameters of a request, read as strictly as the face's document and the vendor's types say: JSON or form values in, settings out, or a Refusal.

What a model does not take is refused by name, never ignored. A form's numbers and truths come as words; `uploads` turns them before they get here.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from studio.demo.openai_images.errors import bad, gateways, missing, no_model, one_of, unknown, wrong_type
from studio.demo.openai_images.faces import MAX_EDGE, MAX_PIXELS, STEP, Face, Model, pixels

MAX_PROMPT = 32_000
_CHOICES = {
    "output_format": ("png", "jpeg", "webp"),
    "background": ("transparent", "opaque", "auto"),
    "moderation": ("auto", "low"),
    "complexity": ("low", "medium", "high"),
    "response_format": ("url", "b64_json"),
    "style": ("vivid", "natural"),
}


def loaded(raw: bytes) -> dict[str, Any]:
    """A JSON body. Raises Refusal for anything but an object in UTF-8."""
    try:
        body = json.loads(raw.decode("utf-8"))
    except ValueError as problem:
        raise bad(f"We could not parse the JSON body of your request: it is not valid JSON in UTF-8. ({problem})", None) from problem
    if not isinstance(body, dict):
        raise wrong_type("body", "an object", body)
    return body


def served(values: Mapping[str, Any], face: Face, *, editing: bool) -> Model:
    """The model that is asked for, which does what is asked of it. Raises Refusal."""
    name = values.get("model")
    if name is None:
        raise missing("model")
    if not isinstance(name, str):
        raise wrong_type("model", "a string", name)
    model = face.model(name)
    if model is None:
        raise no_model(name, dict(face.retired).get(name, ""))
    if editing and not model.edits:
        raise gateways(f"Image editing is not supported for model {name}")
    return model


def settings(values: Mapping[str, Any], model: Model, *, editing: bool) -> dict[str, Any]:
    """The members of an `Ask` that the parameters give, without those that were left out. Raises Refusal."""
    taken = model.edits if editing else model.takes
    if model.alone and "n" in values:  # even null: the gateway passes on what it is given
        raise gateways("Invalid JSON payload received. Unknown name \"numberOfImages\" at 'generation_config': Cannot find field.")
    for name in values:
        if name not in taken:
            raise unknown(name)
    given = {name: value for name, value in values.items() if value is not None}
    out: dict[str, Any] = {"prompt": _prompt(given), **_numbers(given)}
    for name, offered in _CHOICES.items():
        if name in given:
            _choice(given, name, offered)
    if "input_fidelity" in given:
        _choice(given, "input_fidelity", model.fidelity)
    if "quality" in given:
        out["quality"] = _choice(given, "quality", model.offered(editing=editing))
    if "size" in given:
        out["size"] = _size(given["size"], model)
    out |= {key: given[name] for key, name in (("background", "background"), ("format", "output_format")) if name in given}
    out["link"] = given.get("response_format") == "url"
    for name in ("user", "safety_identifier"):  # the second takes precedence
        if name in given and not isinstance(given[name], str):
            raise wrong_type(name, "a string", given[name])
        out["person"] = given.get(name) or out.get("person", "")
    _together(out, given)
    return out


def _prompt(given: Mapping[str, Any]) -> str:
    if "prompt" not in given:
        raise missing("prompt")
    prompt = given["prompt"]
    if not isinstance(prompt, str):
        raise wrong_type("prompt", "a string", prompt)
    if not prompt.strip():
        raise bad("Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.", "empty_string", "prompt")
    if len(prompt) > MAX_PROMPT:
        said = f"Expected a string with maximum length {MAX_PROMPT}, but got a string with length {len(prompt)} instead."
        raise bad(f"Invalid 'prompt': string too long. {said}", "string_above_max_length", "prompt")
    return prompt


def _numbers(given: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, key, low, high in (("n", "count", 1, 10), ("output_compression", "compression", 0, 100), ("partial_images", "partials", 0, 3)):
        if name not in given:
            continue
        value = given[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_type(name, "an integer", value)
        if value < low:
            raise bad(f"Invalid '{name}': integer below minimum value. Expected a value >= {low}, but got {value} instead.", "integer_below_min_value", name)
        if value > high:
            raise bad(f"Invalid '{name}': integer above maximum value. Expected a value <= {high}, but got {value} instead.", "integer_above_max_value", name)
        out[key] = value
    if "stream" in given:
        if not isinstance(given["stream"], bool):
            raise wrong_type("stream", "a boolean", given["stream"])
        out["stream"] = given["stream"]
    return out


def _choice(given: Mapping[str, Any], name: str, offered: Collection[str]) -> str:
    value = given[name]
    if not isinstance(value, str):
        raise wrong_type(name, "a string", value)
    if value not in offered:
        raise one_of(name, value, tuple(offered))
    return value


def _size(value: object, model: Model) -> str:
    if not isinstance(value, str):
        raise wrong_type("size", "a string", value)
    if value in model.sizes:
        return value
    if not model.free:
        raise one_of("size", value, model.sizes)
    try:
        width, height = pixels(value)
    except ValueError as problem:
        raise bad(f"Invalid value: '{value[:100]}'. Expected 'auto' or WIDTHxHEIGHT, for example 1536x864.", "invalid_value", "size") from problem
    why = ""
    if not width or not height or width % STEP or height % STEP:
        why = f"Width and height must both be divisible by {STEP}."
    elif max(width, height) > 3 * min(width, height):
        why = "The aspect ratio must be between 1:3 and 3:1."
    elif max(width, height) > MAX_EDGE or width * height > MAX_PIXELS:
        why = "The maximum supported resolution is 3840x2160."
    elif width * height < model.smallest:
        why = f"Requested resolution is below the current minimum pixel budget of {model.smallest:,} pixels."
    if why:
        raise bad(f"Invalid size '{value}'. {why}", "invalid_value", "size")
    return value


def _together(out: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    kind = out.get("format", "png")
    if out.get("background") == "transparent" and kind == "jpeg":
        raise bad("Transparent background is not supported for 'jpeg' output format. Use 'png' or 'webp'.", "invalid_value", "background")
    if kind == "png" and out.get("compression", 100) < 100:
        raise bad("Compression less than 100 is not supported for PNG output format", "invalid_png_output_compression", "output_compression")
    if "partial_images" in given and not out.get("stream"):
        raise bad("The 'partial_images' parameter is only supported when 'stream' is true.", "invalid_value", "partial_images")
