"""What of a conversation is sent again.

Model turns are replayed verbatim while that can work. It can not where a gateway keeps no conversation, where a turn carries no signature though the model
wants one, or where another gateway or model family made it (PROTOCOLS.md 4.6). Then the history is condensed: the earlier instructions in one sentence each,
the latest picture as a reference of the next turn, and the person is told.
"""

from studio.core.catalog import Gateway, Model
from studio.core.models import find
from studio.core.parts import Image, Picture, Turn


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


def condense(history: tuple[Turn, ...], instruction: str) -> tuple[str, tuple[Image, ...]]:
    """One instruction that stands for the conversation, and the pictures it needs: the latest result, else the latest that was given."""
    earlier = [turn.text.strip() for turn in history if turn.role == "user" and turn.text.strip()]
    latest = next((turn.pictures[-1:] for role in ("model", "user") for turn in reversed(history) if turn.role == role and turn.pictures), ())
    if not earlier:
        return instruction, latest
    so_far = "\n".join(f"{number}. {words}" for number, words in enumerate(earlier, 1))
    return f"{instruction}\n\nThe picture so far came from these instructions, in order; keep what they asked for:\n{so_far}", latest
