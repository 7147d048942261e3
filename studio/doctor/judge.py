"""From what came to a verdict, one question at a time. Nothing is believed but pictures, counts and refusals; what shows nothing is `unknown`."""

from dataclasses import dataclass
from math import log
from pathlib import Path

from studio.core import geometry
from studio.core.events import Usage
from studio.core.history import answer_of
from studio.core.notes import Note, note
from studio.core.parts import Image, Picture, Turn
from studio.core.prices import PRICES
from studio.core.result import Result
from studio.doctor.questions import only_size
from studio.doctor.report import Name, Verdict
from studio.errors import StudioError
from studio.imaging import trial

REFUSED = ("bad_request", "not_supported")
_SHAPE, _AREA = 0.06, 0.6
"""How far a ratio may be off (by the logarithm), and which share of the asked pixels is still that size."""
_UNTOUCHED, _REPAINTED = 0.05, 0.15
"""Mean change outside a mask that is still none, and from which on the mask was not looked at."""

_PICTURE = (85, 1500)
"""Tokens that one picture is counted as, at least and at most: 258 and about 1100 by Gemini's lists, from 85 on by others'."""
_LONG = 240
"""Characters of a refusal that fit into a row; the whole is in the library, with its run."""

Told = tuple[Note, Verdict]


@dataclass(slots=True)
class Outcome:
    """One call that was made. `pieces` counts the messages of its reply, `first` the seconds until the first; `pictures` went along; `error` is also set where
    nothing could be sent."""

    result: Result | None = None
    error: StudioError | None = None
    pieces: int = 0
    first: float = 0.0
    pictures: tuple[Path, ...] = ()

    @property
    def images(self) -> tuple[Image, ...]:
        """The finished pictures."""
        return self.result.images if self.result else ()

    @property
    def usage(self) -> Usage | None:
        """What was counted."""
        return self.result.usage if self.result else None

    @property
    def refused(self) -> bool:
        """The gateway would not take it, which costs nothing."""
        return not self.images and self.error is not None and (self.error.kind in REFUSED or self.error.key == "gateway.no_path")

    @property
    def words(self) -> str:
        """What the gateway said to that, in its own words where it had any."""
        said = (self.error.detail or self.error.title()) if self.error else ""
        words = " ".join("".join(char if char.isprintable() else " " for char in said).split())
        return (words if len(words) <= _LONG else words[: _LONG - 1] + "…").rstrip(".。")

    @property
    def turn(self) -> Turn | None:
        """The answer as a turn to go on from."""
        if self.result is None or not self.images:
            return None
        return answer_of(self.result.answers[0], gateway=self.result.gateway.name, model=self.result.model.id)

    def has(self, key: str) -> bool:
        """Whether a note of that key was made on the way."""
        return self.result is not None and any(told.key == key for told in self.result.every_note)


def failed(outcome: Outcome) -> Told:
    """No picture came, and it is not known what that says."""
    return note("doctor.got.failed", words=outcome.words), "unknown"


def judged(name: Name, outcome: Outcome, first: Outcome, *, signs: bool) -> Told:
    """The answer to one question, where a picture came. `first` is the first call, which had no pictures; `signs` says that signatures are to be expected."""
    image = outcome.images[0]
    match name:
        case "aspect" | "aspect_extreme":
            return _shape(image, outcome)
        case "size":
            return _size(image, outcome)
        case "references":
            return _references(outcome, first)
        case "streaming":
            return _streaming(outcome)
        case "thoughts":
            return _thoughts(outcome)
        case "signatures":
            return _signatures(first, outcome, signs=signs)
        case "count":
            came = len(outcome.images)
            return note("doctor.got.several", came=came), "honoured" if came >= 2 else "ignored"
        case "mask":
            return _mask(outcome)
        case "seed":
            return note("doctor.got.seed_taken"), "unknown"
        case "reply":
            parts = [part for answer in (outcome.result.answers if outcome.result else ()) for part in answer.parts]
            fetched = any(part.fetched for part in parts if isinstance(part, Picture) and not part.draft)
            return note("doctor.got.address" if fetched else "doctor.got.base64", format=_format(image)), "honoured"
        case "usage":
            usage = outcome.usage
            counted = (usage.candidates or usage.image or usage.thoughts) if usage else None
            total = usage.total or counted if usage else None
            return (note("doctor.got.tokens", tokens=total or 0), "honoured") if counted else (note("doctor.got.no_tokens"), "ignored")


def seeded(one: Outcome, other: Outcome) -> Told:
    """Whether the same seed drew the same picture."""
    if not other.images:
        return note("doctor.got.seed_taken"), "unknown"
    same = one.images[0].digest == other.images[0].digest or trial.difference(one.images[0].path, other.images[0].path) < 0.01
    return (note("doctor.got.same_seed"), "honoured") if same else (note("doctor.got.other_seed"), "ignored")


def _shape(image: Image, outcome: Outcome) -> Told:
    """Width over height, against what was sent: a size in pixels has its own."""
    plan = outcome.result.plan if outcome.result else None
    wanted = geometry.ratio(plan.aspect) if plan and plan.aspect else 1.0
    width, height = image.width, image.height
    if abs(log(width / height / wanted)) <= _SHAPE:
        return note("doctor.got.pixels", width=width, height=height), "honoured"
    return note("doctor.got.other_shape", width=width, height=height, near=geometry.nearest(width / height, geometry.ASPECTS_14)), "ignored"


def _size(image: Image, outcome: Outcome) -> Told:
    """Pixels, against the tier that was sent, or the very size: what a model is known to draw is no excuse, since the form offers more."""
    plan = outcome.result.plan if outcome.result else None
    asked = plan.size or only_size(plan.model) if plan else ""
    across, down = geometry.sides(asked)
    if image.width * image.height >= _AREA * (across * down or geometry.AREAS.get(asked, 0)):
        size = f"{image.bytes / 1e6:.1f}"
        return note("doctor.got.size", width=image.width, height=image.height, megabytes=size, format=_format(image)), "honoured"
    return note("doctor.got.smaller", width=image.width, height=image.height, size=geometry.tier_of(image.width, image.height)), "ignored"


def _references(outcome: Outcome, first: Outcome) -> Told:
    """Their colours in the picture prove it; else tokens that were counted for them; else it can not be told."""
    count = len(outcome.pictures)
    found = trial.found(outcome.images[0].path, count)
    if found == count:
        return note("doctor.got.found"), "honoured"
    usage, plain = outcome.usage, first.usage.prompt if first.usage else None
    pictures = usage.prompt_image if usage else None
    more = pictures if pictures is not None else usage.prompt - plain if usage and usage.prompt and plain else None
    fewest, most = _others(outcome, count)
    if more is not None and more >= most + count * _PICTURE[0]:
        return note("doctor.got.counted", tokens=more), "honoured"
    if found:
        return note("doctor.got.found_some", found=found, count=count), "unknown"
    dropped = more is not None and more < fewest + count * _PICTURE[0]
    return (note("doctor.got.dropped"), "ignored") if dropped else (note("doctor.got.taken"), "unknown")


def _others(outcome: Outcome, count: int) -> tuple[float, float]:
    """Between how many tokens and how many the pictures of the conversation may be counted, which came along with the references."""
    plan = outcome.result.plan if outcome.result else None
    if plan is None:
        return 0, 0
    others = len(plan.references) - count + sum(len(turn.pictures) for turn in plan.history)
    price = PRICES.get(plan.model.family)
    low, high = (0.85 * price.reference_tokens, 1.15 * price.reference_tokens) if price else _PICTURE
    return others * low, others * high


def _streaming(outcome: Outcome) -> Told:
    if outcome.has("plan.stream_fallback"):
        return note("doctor.got.not_streamed"), "refused"
    if outcome.pieces > 1:
        return note("doctor.got.streamed", pieces=outcome.pieces, seconds=f"{outcome.first:.1f}"), "honoured"
    return note("doctor.got.one_piece"), "ignored"


def _thoughts(outcome: Outcome) -> Told:
    thoughts = outcome.result.thoughts if outcome.result else ""
    drafts = len(outcome.result.drafts) if outcome.result else 0
    if not thoughts and not drafts:
        return note("doctor.got.no_thoughts"), "ignored"
    return note("doctor.got.drafts" if drafts else "doctor.got.thoughts", characters=len(thoughts), drafts=drafts), "honoured"


def _signatures(first: Outcome, outcome: Outcome, *, signs: bool) -> Told:
    if outcome.has("plan.condensed"):
        return note("doctor.got.condensed"), "refused"
    parts = first.turn.parts if first.turn else ()
    if any(part.signed for part in parts if isinstance(part, Picture)):
        return note("doctor.got.signed"), "honoured"
    return note("doctor.got.unsigned"), "ignored" if signs else "honoured"


def _mask(outcome: Outcome) -> Told:
    inside, outside = trial.changed(outcome.pictures[0], outcome.images[0].path)
    told = note("doctor.got.changed", inside=round(inside * 100), outside=round(outside * 100))
    if outside >= _REPAINTED:
        return told, "ignored"
    return told, "honoured" if outside <= _UNTOUCHED and inside > 2 * outside else "unknown"


def _format(image: Image) -> str:
    return image.mime.removeprefix("image/").upper()

