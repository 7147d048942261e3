"""The chain of edits: every step with the instruction that made it."""

from collections.abc import Sequence

from studio.core.catalog import HERE
from studio.core.result import Result
from studio.store.references import Kept
from studio.ui.shapes.stage import Chain, Step
from studio.ui.view import facts
from studio.ui.view.references import ref
from studio.ui.view.stage import pairs
from studio.words import Language, say


def chain(began: Kept | None, runs: list[tuple[Result, int]], at: int, language: Language, drifts: Sequence[str] = ()) -> Chain:
    """Steps in order: the picture that it began with where that was no run's, then each run with the tile that the next one went on from (0: the newest
    step, whose first picture stands for it). `at` is the index among the runs of the one that is shown, `drifts` how far each drifted, as far as known."""
    steps = [_began(began, language)] if began else []
    steps += [_step(result, number, language, drifts[index] if index < len(drifts) else "") for index, (result, number) in enumerate(runs)]
    return Chain(steps=steps, at=at + (1 if began else 0))


def _began(kept: Kept, language: Language) -> Step:
    return Step(run="", n=0, src=ref(kept, language)["thumb"], prompt="", note=kept.name or say("view.own_picture", language), fact="", drift="")


def _step(result: Result, number: int, language: Language, drift: str) -> Step:
    images = [image for _, _, image in pairs(result)]
    image = images[max(0, number - 1)] if len(images) >= number else None
    src = facts.thumb(result.id, image) if image else ""
    return Step(run=result.id, n=number or 1, src=src, prompt=_words(result, language), note="", fact=_cost(result, language), drift=drift)


def _words(result: Result, language: Language) -> str:
    """The instruction; of what was made here, what was done."""
    return result.request.prompt.strip()[:400] if result.gateway is not HERE else say("edits.step", language)


def _cost(result: Result, language: Language) -> str:
    if result.gateway.free:
        return say("compare.free", language)
    cost = result.billed
    return "" if cost.usd is None else ("~" if cost.basis == "estimate" else "") + facts.usd(cost.usd)
