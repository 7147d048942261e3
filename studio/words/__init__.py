"""Every word a person reads, in English and Simplified Chinese: one table, split by room into the files beside this one.

It knows nothing of errors, pages or requests: a key and its values go in, a sentence comes out. It stands left of everything so that
errors, notes, the page and the command line can all speak from it. A test holds every key complete in both languages with the same placeholders.
"""

from collections.abc import Mapping
from typing import Literal

from studio.words import (
    chat,
    chat_page,
    cli,
    compare_page,
    compare_tab,
    comparison,
    doctor,
    edits,
    export,
    gateways,
    gateways_page,
    library_page,
    mask_page,
    masks,
    money,
    page,
    pictures,
    plan,
    recipes,
    store,
    tray,
    verdict,
    view,
    wire,
)  # fmt: skip

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")

ROOMS = (
    chat, chat_page, cli, compare_page, compare_tab, comparison, doctor, edits, export, gateways, gateways_page, library_page, mask_page, masks, money, page, pictures, plan,
    recipes, store, tray, verdict, view, wire,
)  # fmt: skip
TABLE: Mapping[str, tuple[str, str]] = {key: pair for room in ROOMS for key, pair in room.WORDS.items()}


def say(key: str, language: Language = "en", /, **values: object) -> str:
    """The sentence of `key` with its `{placeholders}` filled. Raises KeyError for a key that no room has."""
    pair = TABLE[key]
    text = pair[LANGUAGES.index(language)]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def of_locale(wish: str) -> Language:
    """The language for a browser's or a system's locale string: any `zh…` is Simplified Chinese, all else English."""
    return "zh-CN" if wish.strip().lower().startswith("zh") else "en"


def of_browser(cookies: Mapping[str, str], headers: Mapping[str, str]) -> Language:
    """The person's language: what was chosen on the page, else what the browser asks for."""
    return of_locale(cookies.get("studio_lang", "") or headers.get("accept-language", ""))
