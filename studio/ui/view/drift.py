"""How far an edit drifted, as the page says it: a mark, a number, a sentence."""

from typing import Any

from studio.core.drift import Drift, percent
from studio.words import Language, say

_MARKS = {"nothing": "done", "held": "done", "region": "done", "strong": "failed", "elsewhere": "failed"}


def told(found: Drift, language: Language, *, overlay: str, masked: bool) -> dict[str, Any]:
    """`{mark, number, said, notes, overlay, masked}`. `number` is the share that counts: outside of the mask, or of the whole picture without one."""
    number = brief(found)
    where = "" if not number else say("page.drift_changed" if found.outside is None else "page.drift_outside", language, n=number)
    return {
        "mark": _MARKS.get(found.verdict, "warn"),
        "number": number,
        "where": where,
        "said": found.words.say(language),
        "notes": [note.say(language) for note in found.notes],
        "overlay": overlay if found.overlay and (found.outside or found.changed) else "",
        "masked": masked,
    }


def brief(found: Drift) -> str:
    """`3.1 %`; empty where nothing could be measured."""
    share = found.changed if found.outside is None else found.outside
    return "" if share is None else f"{percent(share)} %"
