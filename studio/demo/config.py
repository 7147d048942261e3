"""generationConfig and its neighbours, read as strictly as the face's document and the model's page say.

What a model does not offer is refused by name, never ignored: a client that sends it has a defect, and this is where it shows.
"""

from typing import Any

from studio.demo.conversation import Config
from studio.demo.faces import Face, Model
from studio.demo.refusals import bad, invalid_value
from studio.demo.wording import camel, fields, items, number, snake, text

_CONFIG = frozenset({
    "responseModalities", "imageConfig", "thinkingConfig", "temperature", "topP", "topK", "maxOutputTokens", "seed", "candidateCount", "stopSequences",
    "presencePenalty", "frequencyPenalty", "mediaResolution", "responseMimeType", "responseSchema", "responseJsonSchema",
})  # fmt: skip
_HARMS = frozenset(f"HARM_CATEGORY_{name}" for name in ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY"))
_THRESHOLDS = frozenset({"BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"})
_LEVELS = frozenset({"MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"})
_TOOLS = frozenset({"googleSearch", "functionDeclarations", "codeExecution", "urlContext"})
_AT = "generation_config"
_PROTO = "type.googleapis.com/google.ai.generativelanguage.v1beta"


def required(body: dict[str, Any], face: Face, model: Model) -> None:
    """Refuse a call to an image model that lacks a field the face's document calls required."""
    if not model.draws:
        return
    for path in face.requires:
        here: object = body
        for name in path.split("."):
            here = next((item for key, item in here.items() if camel(key) == name), None) if isinstance(here, dict) else None
        if here is None or here == []:
            raise bad(f"Missing required field: {path}", ".".join(snake(name) for name in path.split(".")))


def read(value: object, face: Face, model: Model) -> Config:
    """The generationConfig of a request. Raises Refusal for what the face or the model does not take."""
    config = fields(value, _CONFIG, _AT)
    if config.get("candidateCount", 1) != 1:
        raise bad("Multiple candidates is not enabled for this model", f"{_AT}.candidate_count")
    _sampling(config, model)
    if config.get("responseMimeType", "text/plain") != "text/plain" or "responseSchema" in config or "responseJsonSchema" in config:
        raise bad("JSON mode is not enabled for this model", f"{_AT}.response_mime_type")
    modalities = _modalities(config, model)
    aspect, size = _image(config, model)
    level, thoughts = _thinking(config, model)
    return Config(
        modalities=modalities,
        aspect=aspect,
        size=size,
        level=level,
        thoughts=model.thinks and (thoughts or face.thinks_aloud),
        seed=int(config["seed"]) if "seed" in config else None,
        max_tokens=int(config["maxOutputTokens"]) if "maxOutputTokens" in config else None,
    )


def _sampling(config: dict[str, Any], model: Model) -> None:
    for name, low, high, whole in (
        ("temperature", 0, 2, False), ("topP", 0, 1, False), ("topK", 1, 1000, True), ("maxOutputTokens", 1, model.max_output, True),
        ("seed", -(2**31), 2**31 - 1, True), ("presencePenalty", -2, 2, False), ("frequencyPenalty", -2, 2, False),
    ):  # fmt: skip
        if name in config:
            number(config[name], f"{_AT}.{snake(name)}", low, high, whole=whole)
    stops = items(config.get("stopSequences", []), f"{_AT}.stop_sequences")
    for stop in stops:
        text(stop, f"{_AT}.stop_sequences")
    if len(stops) > 5:
        raise bad(f"Invalid number of stop sequences: {len(stops)}. At most 5 are allowed.", f"{_AT}.stop_sequences")
    resolution = config.get("mediaResolution", "MEDIA_RESOLUTION_HIGH")
    if resolution not in {f"MEDIA_RESOLUTION_{name}" for name in ("UNSPECIFIED", "LOW", "MEDIUM", "HIGH")}:
        raise invalid_value(resolution, f"{_AT}.media_resolution", f"{_PROTO}.GenerationConfig.MediaResolution")


def _modalities(config: dict[str, Any], model: Model) -> tuple[str, ...]:
    at = f"{_AT}.response_modalities"
    asked = tuple(text(item, at).upper() for item in items(config.get("responseModalities", []), at))
    for name in asked:
        if name not in {"TEXT", "IMAGE", "AUDIO", "VIDEO"}:
            raise invalid_value(name, at, f"{_PROTO}.GenerationConfig.Modality")
    if not set(asked) <= ({"TEXT", "IMAGE"} if model.draws else {"TEXT"}):
        combinations = "* TEXT\n* IMAGE\n* TEXT, IMAGE" if model.draws else "* TEXT"
        raise bad(
            f"The requested combination of response modalities ({', '.join(asked)}) is not supported by the model. models/{model.id} accepts the following "
            f"combination of response modalities:\n{combinations}\n",
            at,
        )
    return asked or model.modalities


def _image(config: dict[str, Any], model: Model) -> tuple[str, str]:
    at = f"{_AT}.image_config"
    image = fields(config.get("imageConfig", {}), {"aspectRatio", "imageSize"}, at)
    if image and not model.draws:
        raise bad(f"Image configuration is not enabled for models/{model.id}", at)
    aspect, size = text(image.get("aspectRatio", ""), f"{at}.aspect_ratio"), text(image.get("imageSize", ""), f"{at}.image_size")
    if "aspectRatio" in image and aspect not in model.aspects:
        offered = ", ".join(model.aspects)
        raise bad(f"Invalid aspect ratio {aspect!r} for models/{model.id}. Supported values: {offered}.", f"{at}.aspect_ratio")
    if "imageSize" in image and size not in model.sizes:
        offered = ", ".join(model.sizes)
        raise bad(f"Invalid image size {size!r} for models/{model.id}. Supported values: {offered}.", f"{at}.image_size")
    return aspect, size or "1K"


def _thinking(config: dict[str, Any], model: Model) -> tuple[str, bool]:
    at = f"{_AT}.thinking_config"
    if "thinkingConfig" not in config:
        return model.level, False
    thinking = fields(config["thinkingConfig"], {"includeThoughts", "thinkingLevel", "thinkingBudget"}, at)
    if not model.thinks:
        raise bad(f"Thinking is not enabled for models/{model.id}", at)
    include = thinking.get("includeThoughts", False)
    if not isinstance(include, bool):
        raise invalid_value(include, f"{at}.include_thoughts", "TYPE_BOOL")
    if "thinkingBudget" in thinking:
        if "thinkingLevel" in thinking:
            raise bad("You can only set only one of thinking budget and thinking level.", at)
        if model.draws or model.levels:
            raise bad("Thinking budget is not supported for this model.", f"{at}.thinking_budget")
        number(thinking["thinkingBudget"], f"{at}.thinking_budget", -1, 32_768, whole=True)
    if "thinkingLevel" not in thinking:
        return model.level, include
    level = text(thinking["thinkingLevel"], f"{at}.thinking_level").upper()
    if level not in _LEVELS:
        raise invalid_value(thinking["thinkingLevel"], f"{at}.thinking_level", f"{_PROTO}.ThinkingConfig.ThinkingLevel")
    if not model.levels:
        raise bad("Thinking level is not supported for this model.", f"{at}.thinking_level")
    if level.lower() not in model.levels:
        raise bad(f"Thinking level {level} is not supported for this model. Please retry with another thinking level.", f"{at}.thinking_level")
    return level.lower(), include


def safety(value: object) -> None:
    """Check safetySettings, which the demo renderer has no use for."""
    seen: set[str] = set()
    for index, item in enumerate(items(value, "safety_settings")):
        setting = fields(item, {"category", "threshold"}, f"safety_settings[{index}]")
        category, threshold = setting.get("category"), setting.get("threshold")
        if category not in _HARMS or category in seen:
            raise invalid_value(category, f"safety_settings[{index}].category", f"{_PROTO}.HarmCategory")
        if threshold not in _THRESHOLDS:
            raise invalid_value(threshold, f"safety_settings[{index}].threshold", f"{_PROTO}.SafetySetting.HarmBlockThreshold")
        seen.add(category)


def tools(value: object, model: Model) -> None:
    """Check tools: search where the model has it, the rest on text models only. None of them is really used here."""
    for index, item in enumerate(items(value, "tools")):
        tool = fields(item, _TOOLS, f"tools[{index}]")
        if "googleSearch" in tool and not model.search:
            raise bad("Search Grounding is not supported.", f"tools[{index}].google_search")
        if model.draws and set(tool) - {"googleSearch"}:
            raise bad("Function calling is not enabled for this model", f"tools[{index}]")
