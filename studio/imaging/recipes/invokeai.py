"""InvokeAI's three ways to say how a picture was made.

`invokeai_metadata` (since 3.0): JSON of a core_metadata node, `positive_prompt`, `negative_prompt`, `seed`, `width`, `height`, `model` as an object whose
name is under `model_name` or, since 4.0, `name`. `sd-metadata` (2.x): JSON with `app_version`, `model_weights` and `image`, whose `prompt` is a text or a
list of weighted ones. `Dream` (1.x): the command line, `"a fox [blurry]" -s 50 -S 123 -W 512 -H 512 -C 7.5 -A k_lms`. Up to 2.x a negative prompt stands in
square brackets within the prompt; it is left there. Sources: invoke-ai/InvokeAI, invokeai/app/invocations/metadata.py,
invokeai/app/services/image_files/image_files_disk.py; of 2.x ldm/invoke/args.py (`metadata_dumps`, `dream_prompt_str`) and
github.com/lstein/stable-diffusion/discussions/392.
"""

import re
from typing import Any

from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.imaging.recipes.text import NAME, clean, facts, line, loads, seeded, sized

_TOOL = "InvokeAI"
_DREAM = re.compile(r'\s*"((?:\\.|[^"\\])*+)"\s?(.*)', re.DOTALL)
_SWITCH = re.compile(r"-(\w)\s?(\S+)")
_SWITCHES = {"s": "steps", "S": "seed", "W": "width", "H": "height", "C": "cfg_scale", "A": "sampler", "f": "strength", "n": "iterations"}
_READ = ("seed", "width", "height")


def read(metadata: str) -> Recipe | None:
    """The recipe under `invokeai_metadata`; None where it is none."""
    said = loads(metadata)
    if not said.keys() & {"positive_prompt", "generation_mode", "seed", "model"}:
        return None
    model = _model(said.get("model"))
    rest = {name: _plain(value) for name, value in said.items() if name not in ("positive_prompt", "negative_prompt", "app_version", "model")}
    return _recipe(said.get("positive_prompt"), said.get("negative_prompt"), said.get("app_version"), said, {"model": model} | rest)


def read_older(metadata: str) -> Recipe | None:
    """The recipe under `sd-metadata`; None where it is none."""
    said = loads(metadata)
    image = said.get("image")
    if not isinstance(image, dict):
        return None
    prompt = image.get("prompt")
    if isinstance(prompt, list):
        prompt = "\n".join(str(each["prompt"]) for each in prompt if isinstance(each, dict) and isinstance(each.get("prompt"), str))
    model = said.get("model_weights") or said.get("model_id") or ""
    rest = {name: value for name, value in image.items() if name != "prompt"}
    return _recipe(prompt, "", said.get("app_version"), image, {"model": model, "model_hash": said.get("model_hash")} | rest)


def read_dream(text: str) -> Recipe | None:
    """The recipe in a command of 1.x; None where it is none."""
    found = _DREAM.match(text)
    if found is None:
        return None
    said: dict[str, Any] = {_SWITCHES.get(name, f"-{name}"): value for name, value in _SWITCH.findall(found[2][:4_000])}
    return _recipe(found[1].replace('\\"', '"'), "", "", said, said)


def _recipe(prompt: Any, negative: Any, version: Any, said: dict[str, Any], shown: dict[str, Any]) -> Recipe:
    model = shown.get("model")
    pairs = facts(shown)
    request = Request(
        prompt=clean(prompt) if isinstance(prompt, str) else "",
        seed=seeded(said.get("seed")),
        size=sized(said.get("width"), said.get("height")),
        model=line(model) if isinstance(model, str) else "",
    )
    return Recipe(
        tool=_TOOL,
        version=line(version, NAME) if isinstance(version, str) else "",
        request=request,
        negative=clean(negative) if isinstance(negative, str) else "",
        facts=pairs,
        foreign=tuple(name for name, _ in pairs if name not in (*_READ, "model")),
    )


def _model(said: Any) -> str:
    """The name of a model that is written as an object."""
    match said:
        case {"model_name": str(name)} | {"name": str(name)} | str(name):
            return name
        case _:
            return ""


def _plain(value: Any) -> Any:
    """A LoRA as its name and weight, a model as its name; anything else as it is. Empty lists say nothing."""
    match value:
        case list():
            return ", ".join(each for each in map(_lora, value[:50]) if each) or (value or None)
        case dict():
            return _model(value) or value
        case _:
            return value


def _lora(value: Any) -> str:
    match value:
        case {"model": dict() as model, "weight": int() | float() as weight} | {"lora": dict() as model, "weight": int() | float() as weight}:
            return f"{_model(model)} × {weight:g}"
        case _:
            return ""
