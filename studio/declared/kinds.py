"""What a table of `gateways.toml` may hold: every key, and what it takes. PROTOCOLS.md section 3 names the quirks that these are for.

Which fact of the catalogue a key becomes is for `read` to know; this only tells a good value from a bad one, and how to say so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from studio.core.catalog import Auth, Case
from studio.core.geometry import SIZES
from studio.core.request import TASKS, THINKING

IMAGES = ("openai-images", "openai_images")

WORDS: Mapping[str, tuple[str, ...]] = {
    "dialect": ("gemini", *IMAGES), "auth": get_args(Auth), "part_case": get_args(Case), "stream": ("on", "off", "auto"),
    "chat": ("replay", "emulate", "none"), "multi_image_field": ("image[]", "image"), "response_format": ("", "b64_json", "url"),
    "default_size": SIZES, "delivers": SIZES,
}  # fmt: skip
NUMBERS: Mapping[str, tuple[int, int]] = {
    "max_references": (0, 100), "max_count": (1, 10), "per_call": (1, 10), "partials": (0, 3), "limit": (1, 100), "budget": (100_000, 2_000_000_000),
    "max_output_tokens": (1, 1_000_000),
}  # fmt: skip
TEXTS = ("title", "base_url", "key_env", "note", "docs")
SWITCHES = ("thinks", "signs", "system", "safety", "any_size", "compresses", "mask", "words", "free")


@dataclass(frozen=True, slots=True)
class Items:
    """The members of a list: what each must match, and how that is said to a person."""

    pattern: re.Pattern[str]
    takes: str


def _some(*values: str) -> Items:
    return Items(re.compile("|".join(map(re.escape, values))), ", ".join(values))


_ANY = Items(re.compile(r"\S(?:.*\S)?"), "“…”")
LISTS: Mapping[str, Items] = {
    "models": _ANY, "qualities": _ANY, "tolerated": _ANY, "backgrounds": _ANY, "formats": _ANY, "moderations": _ANY,
    "aspects": Items(re.compile(r"[1-9]\d{0,3}:[1-9]\d{0,3}"), "“16:9”"),
    "canvas": Items(re.compile(r"auto|[1-9]\d{1,4}x[1-9]\d{1,4}"), "“1536x1024”, “auto”"),
    "mimes": Items(re.compile(r"image/[a-z0-9.+-]+"), "“image/png”"),
    "sizes": _some(*SIZES), "requires": _some("aspect", "size"), "tasks": _some(*TASKS), "thinking": _some(*THINKING), "modalities": _some("TEXT", "IMAGE"),
    "sampling": _some("temperature", "top_p", "top_k", "max_tokens", "seed"),
}  # fmt: skip

KEYS = (*WORDS, *NUMBERS, *TEXTS, *SWITCHES, *LISTS)


def fault(key: str, value: object) -> tuple[str, dict[str, str]]:
    """The word key of what is wrong with a value and the values of its sentence; an empty key where it is good."""
    if key in WORDS:
        return ("", {}) if value in WORDS[key] else ("declared.choice", {"takes": ", ".join(f"“{word}”" for word in WORDS[key])})
    if key in NUMBERS:
        low, high = NUMBERS[key]
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return ("", {}) if good else ("declared.number", {"low": f"{low:,}", "high": f"{high:,}"})
    if key in LISTS:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return "declared.list", {"takes": LISTS[key].takes}
        wrong = next((item for item in value if not LISTS[key].pattern.fullmatch(item)), None)
        return ("", {}) if wrong is None else ("declared.item", {"item": wrong[:40], "takes": LISTS[key].takes})
    if key in SWITCHES:
        return ("", {}) if isinstance(value, bool) else ("declared.switch", {})
    if key in TEXTS:
        return ("", {}) if isinstance(value, str) else ("declared.text", {})
    return "declared.unknown", {}
