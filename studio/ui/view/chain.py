"""The chain of edits: every step with the instruction that made it."""

from studio.core.result import Result
from studio.store.references import Kept
from studio.ui.shapes.stage import Chain, Step
from studio.ui.view import facts
from studio.ui.view.references import ref
from studio.ui.view.stage import pairs
from studio.words import Language, say


def chain(began: Kept | None, runs: list[tuple[Result, int]], at: int, language: Language) -> Chain:
    """Steps in order: the picture that it began with where that was no run's, then each run with the tile that the next one went on from (0: the newest
    step, whose first picture stands for it). `at` is the index among the runs of the one that is shown."""
    steps = [_began(began, language)] if began else []
    steps += [_step(result, number) for result, number in runs]
    return Chain(steps=steps, at=at + (1 if began else 0))


def _began(kept: Kept, language: Language) -> Step:
    return Step(run="", n=0, src=ref(kept, language)["thumb"], prompt="", note=kept.name or say("view.own_picture", language))


def _step(result: Result, number: int) -> Step:
    images = [image for _, _, image in pairs(result)]
    image = images[max(0, number - 1)] if len(images) >= number else None
    src = facts.thumb(result.id, image) if image else ""
    return Step(run=result.id, n=number or 1, src=src, prompt=result.request.prompt.strip()[:400], note="")
