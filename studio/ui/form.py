"""From the page's values, by field name, to a Request. Pure: what can not be read is a UsageError that names its field."""

from collections.abc import Mapping
from typing import Any

from studio.core.request import THINKING, Reference, Request, Task
from studio.errors import UsageError
from studio.ui.view.form import CHOICES, HARMS, THRESHOLDS
from studio.words import Language, say

_WHOLE = ("top_k", "max_tokens", "seed", "compression")
_RANGES = {"temperature": (0, 2), "top_p": (0, 1), "top_k": (1, 1000), "max_tokens": (1, 32_768), "seed": (0, 2_147_483_647), "compression": (0, 100)}


def request(
    values: Mapping[str, Any],
    *,
    prompt: str,
    gateway: str,
    model: str,
    language: Language,
    task: Task = "generate",
    references: tuple[Reference, ...] = (),
    mask: str = "",
) -> Request:
    """The order that the form describes. A browser's values are strings or booleans and are taken for nothing else."""
    thinking = _text(values, "thinking")
    return Request(
        task=task,
        gateway=gateway,
        model=model,
        prompt=prompt,
        references=references,
        mask=mask,
        aspect=_text(values, "aspect") or "auto",
        size=_text(values, "size") or "auto",
        count=int(_number(values, "count", 1, 10, language) or 1),
        image_only=_text(values, "output") == "image",
        thinking=next((level for level in THINKING if level == thinking), ""),
        system=_text(values, "system"),
        temperature=_own(values, "temperature", language),
        top_p=_own(values, "top_p", language),
        top_k=_whole(values, "top_k", language),
        max_tokens=_whole(values, "max_tokens", language),
        seed=_whole(values, "seed", language),
        quality=_text(values, "quality"),
        background=_text(values, "background"),
        format=_text(values, "format"),
        compression=_whole(values, "compression", language),
        moderation=_text(values, "moderation"),
        safety=tuple((harm, level) for harm in HARMS if (level := _text(values, harm)) in THRESHOLDS),
    )


def values_of(said: Request) -> dict[str, str | bool]:
    """The form as it was for a request: what *reuse settings* fills in."""
    filled: dict[str, str | bool] = {
        "aspect": said.aspect,
        "size": "" if said.size == "auto" else said.size,
        "count": str(said.count),
        "output": "image" if said.image_only else "both",
        "thinking": said.thinking,
        "system": said.system,
    }
    filled |= {name: value for name in CHOICES if (value := getattr(said, name))}
    for name in _RANGES:
        value = getattr(said, name)
        if value is not None:
            filled[name] = f"{value:g}" if name not in _WHOLE else str(value)
    return filled | dict(said.safety)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _own(values: Mapping[str, Any], name: str, language: Language) -> float | None:
    low, high = _RANGES[name]
    return _number(values, name, low, high, language)


def _whole(values: Mapping[str, Any], name: str, language: Language) -> int | None:
    number = _own(values, name, language)
    return None if number is None else int(number)


def _number(values: Mapping[str, Any], name: str, low: float, high: float, language: Language) -> float | None:
    text = _text(values, name)
    if not text:
        return None
    whole = name in (*_WHOLE, "count")
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high or (whole and number != int(number)):
        key = "plan.bad_integer" if whole else "plan.bad_number"
        raise UsageError(key, field=name, name=say(f"form.{name}", language), low=f"{low:g}", high=f"{high:,.0f}")
    return number
