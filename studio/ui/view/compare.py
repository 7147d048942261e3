"""Two pictures beside each other in words: a table of what made them, prompts by word, and what was measured between them."""

from collections.abc import Iterable
from dataclasses import dataclass

from studio.core.comparison import Comparison, Registration, Step
from studio.core.parts import Image
from studio.core.recipe import Recipe
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.core.rewording import rewording
from studio.ui.shapes.compare import Measured, Row
from studio.ui.view import facts
from studio.words import Language, say

LONG = {"compare.prompt", "compare.system", "compare.negative"}
"""Rows whose texts are compared word by word."""
ALL = (
    "compare.prompt", "compare.negative", "compare.model", "compare.gateway", "compare.tool", "compare.file", "compare.delivered", "compare.took",
    "compare.billed", "compare.ratio", "compare.size", "compare.references", "compare.mask", "compare.thinking", "compare.temperature", "compare.top_p",
    "compare.top_k", "compare.max_tokens", "compare.seed", "compare.quality", "compare.background", "compare.format", "compare.compression",
    "compare.moderation", "compare.safety", "compare.system",
)  # fmt: skip
"""The rows in their order."""
_STEPS: tuple[Step, ...] = ("decode", "coarse", "fine", "difference", "structure")
_DONE = (0.02, 0.2, 0.35, 0.5, 0.7)
"""How far a comparison is when a step begins; measured at 4K."""
_STILL = 0.5
"""Pixels of A: what moved less did not move."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one side says of itself: rows by key, in their order, and its amber words beside a row."""

    rows: dict[str, str]
    differs: dict[str, str]


def made(result: Result, answer: Answer, image: Image, language: Language) -> Told:
    """A picture of a run."""
    request, plan = result.request, result.plan
    named = [reference.name for reference in request.references if reference.name]
    given = say("view.comma", language).join(named) or (say("compare.pictures", language, n=len(request.references)) if request.references else "")
    took = (answer.ended or 0.0) - (answer.began or 0.0)
    expected = plan.expected if plan else (0, 0)
    short = expected[0] and (image.width, image.height) != expected
    rows = {
        "compare.prompt": request.prompt.strip(),
        "compare.model": say("view.demo", language) if result.gateway.builtin else result.model.title,
        "compare.gateway": say("view.demo", language) if result.gateway.builtin else result.gateway.title,
        "compare.delivered": _delivered(image),
        "compare.took": facts.seconds(took, language) if answer.ended else "",
        "compare.billed": _billed(result, answer, language),
        "compare.ratio": (plan.aspect if plan else "") or request.aspect.replace("auto", say("view.auto", language)),
        "compare.size": (plan.size if plan else "") or request.size.replace("auto", say("view.auto", language)),
        "compare.references": given,
    }
    differs = {"compare.delivered": say("view.differs", language, got=facts.pixels(image.width, image.height), asked=facts.pixels(*expected))} if short else {}
    return Told(rows | _settings(request), differs)


def given(image: Image, name: str, recipe: Recipe | None) -> Told:
    """A picture that the person brought, with what its file says of itself: somebody else's words."""
    rows = {"compare.file": name, "compare.delivered": _delivered(image)}
    if recipe is not None:
        tool = " ".join(part for part in (recipe.tool, recipe.version) if part)
        rows |= {"compare.prompt": recipe.prompt.strip(), "compare.model": recipe.request.model, "compare.tool": tool, "compare.negative": recipe.negative}
        rows |= _settings(recipe.request)
    return Told(rows, {})


def _delivered(image: Image) -> str:
    return f"{facts.pixels(image.width, image.height)} {facts.kind(image)}"


def _billed(result: Result, answer: Answer, language: Language) -> str:
    """A picture's share of its call."""
    if result.gateway.free:
        return say("compare.free", language)
    cost = result.cost_of(answer)
    if cost.usd is None:
        return say("compare.unknown", language)
    return ("~" if cost.basis == "estimate" else "") + facts.usd(cost.usd / max(1, len(answer.images)))


def _settings(request: Request) -> dict[str, str]:
    """What was set beyond the row of always: every field of the request that is not as it comes."""
    plain = Request(prompt="")
    names = ("thinking", "temperature", "top_p", "top_k", "max_tokens", "seed", "quality", "background", "format", "compression", "moderation", "system")
    found = {f"compare.{name}": _said(getattr(request, name)) for name in names if getattr(request, name) != getattr(plain, name)}
    if request.mask:
        found["compare.mask"] = "✓"
    if request.safety:
        found["compare.safety"] = ", ".join(f"{category} {threshold}" for category, threshold in request.safety)
    return found


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def rows(one: Told | None, other: Told | None, language: Language) -> list[Row]:
    """The table, nothing in it that neither side knows. With one side only nothing is equal."""
    told = [side or Told({}, {}) for side in (one, other)]
    keys = dict.fromkeys(key for side in told for key in side.rows)
    return [row for key in sorted(keys, key=ALL.index) if (row := _row(key, told[0], told[1], language, alone=one is None or other is None))]


def _row(key: str, one: Told, other: Told, language: Language, *, alone: bool) -> Row | None:
    a, b = one.rows.get(key, ""), other.rows.get(key, "")
    if not a and not b:
        return None
    same = not alone and a == b
    pieces = rewording(a, b) if key in LONG and a and b and not same else ()
    none = "" if alone else say("compare.none", language)
    differs = one.differs.get(key, ""), other.differs.get(key, "")
    return Row(name=say(key, language), a=a or none, b="" if same else b or none, same=same, pieces=list(pieces), differs=differs)


def said(table: Iterable[Row], language: Language) -> str:
    """`6 differ, 5 equal`."""
    equal = [row["same"] for row in table]
    return say("compare.said", language, differ=equal.count(False), equal=equal.count(True)) if equal else ""


def working(step: Step, language: Language) -> Measured:
    """A step of the measuring that begins."""
    at = _STEPS.index(step)
    return _unknown("pending", say(f"compare.step.{step}", language), _DONE[at])


def measured(found: Comparison, sizes: tuple[tuple[int, int], tuple[int, int]], language: Language) -> Measured:
    """What was found. `sizes` are width and height of both."""
    at = found.registration
    if at is None:
        why = found.reason.say(language) if found.reason else ""
        return _unknown("none", say("compare.apart", language), 1.0, why)
    rows: list[tuple[str, str]] = []
    if found.difference is not None:
        changed = found.difference.changed
        rows.append((say("compare.difference", language), say("compare.changed", language, share=_percent(changed))))
        if (box := found.difference.region) and 0 < changed < 0.5:
            place = say("compare.place", language, size=facts.pixels(box.right - box.left, box.bottom - box.top), left=box.left, top=box.top)
            rows.append((say("compare.region", language), place))
    if found.structure is not None:
        rows.append((say("compare.structure", language), f"{found.structure:.3f}"))
    return Measured(state="found", said=aligned(at, sizes, language), done=1.0, why="", scale=at.scale, dx=at.dx, dy=at.dy, facts=rows)


def unread(said: str) -> Measured:
    """Nothing was measured: a picture could not be read, and why."""
    return _unknown("none", said, 1.0)


def aligned(at: Registration, sizes: tuple[tuple[int, int], tuple[int, int]], language: Language) -> str:
    """How B lies on A, in A's pixels: `Aligned: B moved 2 px right, 1 px up`."""
    right, down = -at.dx / at.scale, -at.dy / at.scale
    moves = []
    if abs(right) >= _STILL:
        moves.append(say("compare.right" if right > 0 else "compare.left", language, n=_number(abs(right))))
    if abs(down) >= _STILL:
        moves.append(say("compare.down" if down > 0 else "compare.up", language, n=_number(abs(down))))
    scaled = abs(at.scale - 1) * max(sizes[0]) >= _STILL
    words = [say("compare.aligned", language)]
    if moves:
        words = [say("compare.moved", language, moves=say("view.comma", language).join(moves))]
    if scaled:
        words.append(say("compare.scaled", language, n=_number(100 / at.scale)))
    return ("" if language == "zh-CN" else " ").join(words)


def _number(amount: float) -> str:
    return f"{amount:.1f}".removesuffix(".0")


def _percent(share: float) -> str:
    amount = share * 100
    return f"{amount:.1f} %" if amount >= 0.05 or amount == 0 else "< 0.1 %"


def _unknown(state: str, said: str, done: float, why: str = "") -> Measured:
    return Measured(state=state, said=said, done=done, why=why, scale=1.0, dx=0.0, dy=0.0, facts=[])
