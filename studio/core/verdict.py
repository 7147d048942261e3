"""How an answer that ended is judged: fine, or which error it is.

A refusal is never raised by a dialect; it reports how the answer finished, and this says what that means when no picture came.
"""

from studio.core.prices import Cost
from studio.core.result import Answer
from studio.errors import BadReply, Blocked, NoPicture, StudioError


def verdict(answer: Answer, cost: Cost, gateway: str) -> StudioError | None:
    """None where a picture came. `cost` is what the usage of this answer says; `gateway` its title."""
    if answer.images:
        return None
    finished = answer.finished
    billed = {"billed": "yes" if cost.basis == "usage" else "maybe", "cost": cost.usd if cost.basis == "usage" else None}
    if finished is None:
        if answer.text.strip():
            return NoPicture("verdict.text_only", detail=_short(answer.text), **billed)  # type: ignore[arg-type]
        if answer.parts:  # usage of an answer that was cut is not its last word
            return BadReply("verdict.cut", gateway=gateway, billed="maybe")
        return BadReply("verdict.empty", gateway=gateway, **billed)  # type: ignore[arg-type]
    words = _short(finished.message or answer.text)
    reason = finished.reason
    kind: type[StudioError] = NoPicture
    match finished.ending:
        case "blocked":
            kind = Blocked
            drawn = reason.upper().startswith("IMAGE_")
            begun = answer.parts or (answer.usage and (answer.usage.candidates or answer.usage.thoughts))  # a prompt is counted also where it is refused
            key = "verdict.image_safety" if drawn else "verdict.blocked" if begun else "verdict.prompt"
        case "recitation":
            kind, key = Blocked, "verdict.recitation"
        case "ok":
            if not words and not answer.parts:
                return BadReply("verdict.empty", gateway=gateway, **billed)  # type: ignore[arg-type]
            key = "verdict.text_only" if words else "verdict.no_image"
        case ending:
            key = f"verdict.{ending}"
    return kind(key, detail=words, reason=reason, **billed)  # type: ignore[arg-type]


def _short(words: str, most: int = 600) -> str:
    """The model's own words, cut for a tile; the whole answer stays in the record."""
    words = words.strip()
    return words if len(words) <= most else words[: most - 1] + "…"
