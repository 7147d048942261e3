"""What of a conversation is sent again.

Model turns are replayed verbatim while that can work. It can not where a gateway keeps no conversation, where a turn carries no signature though the model
wants one, or where another gateway or model family made it (PROTOCOLS.md 4.6). Then the history is condensed: the new instruction, the earlier ones below it,
the latest picture as one more reference, and the person is told. That picture comes after the references of the turn itself, whose numbers the person
counted, and the text names its own.
"""

from dataclasses import dataclass

from studio.core.catalog import Gateway, Model
from studio.core.models import find
from studio.core.parts import Image, Picture, Text, Turn
from studio.core.result import Answer
from studio.words import Language, say


def answer_of(answer: Answer, *, gateway: str, model: str) -> Turn | None:
    """The model turn to replay, every part as it came; None for an answer that leaves the history together with its question (PROTOCOLS.md 4.6, rule 6).

    It stays where it ended well, words without a picture among it, and where it was stopped after a finished picture came.
    """
    match answer.error:
        case None:
            usable = answer.ended is not None and bool(answer.parts)
        case error if error.kind == "cancelled":
            usable = bool(answer.images)
        case error if error.kind == "no_image":
            usable = answer.finished is not None and answer.finished.ending == "ok" and any(isinstance(p, Text) and p.text.strip() for p in answer.parts)
        case _:
            usable = False
    return Turn(role="model", parts=answer.parts, gateway=gateway, model=model) if usable else None


def latest_picture(history: tuple[Turn, ...]) -> Image | None:
    """The picture so far: the last one that was made, else the last that was given."""
    found = (results(turn) for role in ("model", "user") for turn in reversed(history) if turn.role == role)
    return next((pictures[-1] for pictures in found if pictures), None)


def results(turn: Turn) -> tuple[Image, ...]:
    """The pictures of a turn that are sent again: all that are no drafts, else the last draft, which then was the result."""
    return turn.pictures or tuple(part.image for part in turn.parts if isinstance(part, Picture))[-1:]


def obstacle(history: tuple[Turn, ...], gateway: Gateway, model: Model) -> str:
    """Why these turns can not be replayed as they are: a word key, or empty."""
    made = [turn for turn in history if turn.role == "model"]
    if not made:
        return ""
    if model.chat != "replay":
        return "plan.condensed.emulated"
    family = model.family or model.id
    for turn in made:
        maker = find(gateway, turn.model, "chat")[1]
        if turn.gateway != gateway.name or (maker.family or maker.id) != family:
            return "plan.condensed.moved"
    if model.signs and not all(part.signed for turn in made for part in turn.parts if isinstance(part, Picture) and not part.draft):
        return "plan.condensed.unsigned"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """One instruction that stands for a conversation, the picture so far where it is sent, and how many of the first instructions had no room."""

    prompt: str
    picture: Image | None
    left_out: int


def condense(history: tuple[Turn, ...], instruction: str, *, given: int, room: int, limit: int, language: Language) -> Condensed:
    """The new instruction first, then where the picture so far is, then the earlier instructions (PROTOCOLS.md 2, "chat emulated", and 4.6 rule 4).

    `given` counts the references of the turn itself, which stand before the picture so far; `room` is how many pictures may still be sent, `limit` how many
    characters in all; `language` is that of the words around the person's own.
    """
    picture = latest_picture(history) if room > 0 else None
    head = [say("chat.so_far", language, number=given + 1)] if picture else []
    asked = [_asked(turn, picture, language) for turn in history if turn.role == "user" and turn.text.strip()]
    lines = [f"{number}. {words}" for number, words in enumerate(asked, 1)]
    spare = limit - len(instruction) - sum(map(len, head)) - len(say("chat.earlier", language)) - 4
    kept: list[str] = []
    for line in reversed(lines):
        spare -= len(line) + 1
        if spare < 0:
            break
        kept.insert(0, line)
    told = [*head, *([say("chat.earlier", language), *kept] if kept else [])]
    prompt = "\n\n".join(filter(None, (instruction, "\n".join(told))))
    return Condensed(prompt=prompt, picture=picture, left_out=len(lines) - len(kept))


def _asked(turn: Turn, picture: Image | None, language: Language) -> str:
    """An earlier instruction. It may speak of pictures by number: those that stay behind are said, so that the numbers are not taken for today's."""
    unsent = sum(1 for image in turn.pictures if picture is None or image.digest != picture.digest)
    return turn.text.strip() + (f" {say('chat.unsent', language, count=unsent)}" if unsent else "")
