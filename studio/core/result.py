"""What came back so far.

An Answer is what one call brought: parts in the order they came, usage, how it ended. A Result is a run: the request, and one Answer for each call made for
it (a count of four on a Gemini route is four calls, on an Images route one that brings four pictures). Both are values: `add` gives the next one. Ids, times
of day and lineage belong to the store.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Literal

from studio.core.catalog import Gateway, Model
from studio.core.events import Event, Finished, OtherPart, PictureReady, Served, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.core.notes import Note
from studio.core.parts import Image, Other, Part, Picture, Text, Thought, Turn
from studio.core.plan import Plan
from studio.core.prices import Cost, actual, estimate
from studio.core.request import Request
from studio.errors import StudioError

Phase = Literal["queued", "running", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One call. `began` and `ended` are seconds since the run began, None until they happen; `attempts` counts tries over the wire."""

    parts: tuple[Part, ...] = ()
    usage: Usage | None = None
    finished: Finished | None = None
    served: str = ""
    error: StudioError | None = None
    began: float | None = None
    ended: float | None = None
    attempts: int = 0
    notes: tuple[Note, ...] = ()

    @property
    def phase(self) -> Phase:
        """Where it stands."""
        if self.ended is not None:
            return "ended"
        return "queued" if self.began is None else "running"

    @property
    def images(self) -> tuple[Image, ...]:
        """The results: every picture that is no draft, each once. Where an answer finished well with drafts only, the last is its final render; of an answer
        that works, failed or was cut, a draft is never a result."""
        pictures = [part for part in self.parts if isinstance(part, Picture)]
        final = [part.image for part in pictures if not part.draft] or ([pictures[-1].image] if self.from_thought else [])
        return tuple({image.digest: image for image in final}.values())

    @property
    def drafts(self) -> tuple[Image, ...]:
        """Pictures of the thinking that are not a result."""
        results = {image.digest for image in self.images}
        drafts = (part.image for part in self.parts if isinstance(part, Picture) and part.draft)
        return tuple({image.digest: image for image in drafts if image.digest not in results}.values())

    @property
    def from_thought(self) -> bool:
        """The result was marked as a draft."""
        well = self.error is None and self.finished is not None and self.finished.ending == "ok"
        pictures = [part for part in self.parts if isinstance(part, Picture)]
        return well and bool(pictures) and all(part.draft for part in pictures)

    @property
    def text(self) -> str:
        """What the model said with it."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def thoughts(self) -> str:
        """What it thought, in order."""
        return "\n\n".join(part.text.strip() for part in self.parts if isinstance(part, Thought) and part.text.strip())

    def add(self, event: Event, at: float) -> "Answer":
        """With one more event, `at` seconds after the run began. Texts join only where neither holds more than text (PROTOCOLS.md 4.6, rule 5); a thought
        that opens with a bold heading stays apart, so that it keeps its own time."""
        parts = list(self.parts)
        if _placed(parts, event, at):
            return replace(self, parts=tuple(parts))
        match event:
            case UsageReport(usage=usage, adds=adds):
                told = [self.usage, usage] if adds and self.usage else []
                return replace(self, usage=added(*told) if told else _newer(self.usage, usage))
            case Served(model=model):
                return replace(self, served=model or self.served)
            case Finished():
                return replace(self, finished=_weightier(self.finished, event))
            case _:  # a PictureLink is the engine's to turn into a PictureReady, a Revised into a note
                return self

    def taking(self, came: Iterable[tuple[Event, float]]) -> "Answer":
        """With all of these, each with its time. Pieces of one text are put together first, so that a long text costs what it is long, whatever the pieces."""
        answer, parts = self, list(self.parts)
        told = (item for item in came if item[0] not in (TextDelta(""), ThoughtDelta("")))
        for _, run in groupby(told, _joining()):
            events = tuple(run)
            (first, began), (_, ended) = events[0], events[-1]
            if isinstance(first, TextDelta | ThoughtDelta):
                whole = "".join(event.text for event, _ in events if isinstance(event, TextDelta | ThoughtDelta))
                _placed(parts, replace(first, text=whole), began)
                if isinstance(last := parts[-1], Thought):
                    parts[-1] = replace(last, until=ended)
                continue
            for event, at in events:
                if not _placed(parts, event, at):
                    answer = answer.add(event, at)
        return replace(answer, parts=tuple(parts))


def _placed(parts: list[Part], event: Event, at: float) -> bool:
    """Put what an event brings at the end of `parts`, to the text before it where the two are one; False where it brings no part."""
    last = parts[-1] if parts else None
    match event:
        case TextDelta(text="", opaque="") | ThoughtDelta(text="", opaque=""):
            pass
        case TextDelta(text=text, opaque=opaque):
            if isinstance(last, Text) and not last.opaque and not opaque:
                parts[-1] = Text(last.text + text)
            else:
                parts.append(Text(text, opaque))
        case ThoughtDelta(text=text, opaque=opaque):
            if isinstance(last, Thought) and not last.opaque and not opaque and not text.startswith("**"):
                parts[-1] = replace(last, text=last.text + text, until=at)
            else:
                parts.append(Thought(text=text, opaque=opaque, at=at, until=at))
        case PictureReady(image=image, draft=draft, signed=signed, fetched=fetched, opaque=opaque):
            parts.append(Picture(image=image, draft=draft, signed=signed, fetched=fetched, opaque=opaque, at=at))
        case OtherPart(opaque=opaque):
            parts.append(Other(opaque))
        case _:
            return False
    return True


def _joining() -> Callable[[tuple[Event, float]], int]:
    """A key that stays the same as long as one event goes on with the text of the last."""
    last: Event | None = None
    number = 0

    def key(item: tuple[Event, float]) -> int:
        nonlocal last, number
        match last, item[0]:
            case (TextDelta(opaque=""), TextDelta(opaque="")):
                pass
            case (ThoughtDelta(opaque=""), ThoughtDelta(opaque="", text=text)) if not text.startswith("**"):
                pass
            case _:
                number += 1
        last = item[0]
        return number

    return key


def _weightier(old: Finished | None, new: Finished) -> Finished:
    """The last word counts, but a STOP after a refusal is only the end of the stream, and a reason that says nothing takes none away."""
    if old is None or (old.ending == "unknown" and not old.message):
        return new
    said_less = (old.ending != "ok" and new.ending == "ok") or (new.ending == "unknown" and not new.message)
    return old if said_less else new


def _newer(old: Usage | None, new: Usage) -> Usage:
    """The last non-null word per field."""
    if old is None:
        return new
    said = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name) is not None}
    return replace(old, **said)


def added(*told: Usage) -> Usage:
    """The sum per field, None where none of them said."""
    counts = {f.name: [count for usage in told if (count := getattr(usage, f.name)) is not None] for f in fields(Usage)}
    return Usage(**{name: sum(said) for name, said in counts.items() if said})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A run so far. `plan` is None until the request was fitted; `earlier` are answers whose tile was tried again: they may have cost something."""

    request: Request
    gateway: Gateway
    model: Model
    plan: Plan | None = None
    answers: tuple[Answer, ...] = ()
    earlier: tuple[Answer, ...] = ()
    notes: tuple[Note, ...] = ()
    id: str = ""

    @property
    def images(self) -> tuple[Image, ...]:
        """Every finished picture, tile by tile."""
        return tuple(image for answer in self.answers for image in answer.images)

    @property
    def drafts(self) -> tuple[Image, ...]:
        """Every draft that is no result, tile by tile."""
        return tuple(image for answer in self.answers for image in answer.drafts)

    @property
    def text(self) -> str:
        """What was said with the pictures, a paragraph a tile."""
        return "\n\n".join(answer.text.strip() for answer in self.answers if answer.text.strip())

    @property
    def thoughts(self) -> str:
        """What was thought, tile by tile."""
        return "\n\n".join(answer.thoughts for answer in self.answers if answer.thoughts)

    @property
    def done(self) -> bool:
        """Every call ended."""
        return bool(self.answers) and all(answer.phase == "ended" for answer in self.answers)

    @property
    def errors(self) -> tuple[tuple[int, StudioError], ...]:
        """Each failure with the index of its tile."""
        return tuple((index, answer.error) for index, answer in enumerate(self.answers) if answer.error)

    @property
    def error(self) -> StudioError | None:
        """The worst of them: what may have cost money first."""
        order = {"yes": 0, "maybe": 1, "no": 2}
        return min((error for _, error in self.errors), key=lambda error: order[error.billed], default=None)

    @property
    def status(self) -> Literal["ok", "partial", "failed"]:
        """ok: every call brought its picture; partial: some did; failed: none did."""
        if not self.errors:
            return "ok"
        return "partial" if self.images else "failed"

    @property
    def seconds(self) -> float:
        """From the run's begin to the last end so far."""
        return max((answer.ended for answer in self.answers if answer.ended is not None), default=0.0)

    @property
    def every_note(self) -> tuple[Note, ...]:
        """Notes of the plan and of the calls, each once."""
        own = self.plan.notes if self.plan else ()
        return tuple(dict.fromkeys((*self.notes, *own, *(note for answer in self.answers for note in answer.notes))))

    def cost_of(self, answer: Answer) -> Cost:
        """What one answer cost: by its usage where that counts, else the estimate for what came, else unknown. The usage of an answer that was stopped or
        cut is not its last word."""
        if self.gateway.free:
            return actual(self.gateway, self.model.family, answer.usage)
        cut = answer.finished is None and answer.error is not None and answer.error.billed == "maybe"
        usage = None if cut else answer.usage
        if usage is None and not answer.images:
            return Cost(usd=0.0 if answer.error and answer.error.billed == "no" else None, basis="unknown")
        counted = actual(self.gateway, self.model.family, usage)
        if counted.basis == "usage" or not answer.images:
            return counted
        size = (self.plan.size if self.plan else "") or self.model.delivers
        return estimate(
            self.gateway,
            self.model.family,
            size=size,
            quality=self.plan.quality if self.plan else "",
            partials=self.plan.partials if self.plan else 0,
            calls=1,
            count=len(answer.images),
            references=len(self.request.references),
            characters=len(self.request.prompt),
        )

    @property
    def billed(self) -> Cost:
        """What the run cost so far: known amounts added up. The weakest basis of the parts is the basis of the whole."""
        costs = [self.cost_of(answer) for answer in self.answers if answer.phase == "ended"] + [self.cost_of(answer) for answer in self.earlier]
        known = [cost for cost in costs if cost.usd is not None]
        bases = {cost.basis for cost in costs if not (cost.basis == "unknown" and cost.usd == 0)}
        basis = next((b for b in ("unknown", "estimate", "usage") if b in bases), "unknown")
        return Cost(usd=sum(c.usd or 0 for c in known) if known else None, basis=basis, date=max((c.date for c in known), default=""))  # type: ignore[arg-type]

    @property
    def usage(self) -> Usage | None:
        """Tokens of all answers added up, None where no answer said."""
        told = [answer.usage for answer in self.answers if answer.usage]
        return added(*told) if told else None

    def turn(self) -> Turn | None:
        """The model turn to keep for a conversation; None unless the (one) answer ended usable (PROTOCOLS.md 4.6, rule 6)."""
        answer = self.answers[0] if self.answers else None
        if answer is None or answer.error or not answer.parts:
            return None
        return Turn(role="model", parts=answer.parts, gateway=self.gateway.name, model=self.request.model)
