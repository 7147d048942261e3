"""The thoughts column and the process view: what each model thought, drafts where they occurred, with their times."""

import re

from studio.core.parts import Picture, Thought
from studio.core.result import Answer, Result
from studio.ui.shapes.stage import Section, Thoughts, ThoughtsOf
from studio.ui.view import facts
from studio.ui.view.stage import pairs
from studio.words import Language, say

_HEADING = re.compile(r"^\*\*([^*\n]{1,120})\*\*[ \t]*$", re.MULTILINE)
SHOWN = 60_000
"""Characters of a picture's thoughts that the page shows; the whole text is in the record. Ten times a second more would be put together and compared."""


def thoughts(result: Result, language: Language) -> Thoughts:
    """Every tile's thinking."""
    tiles = []
    for number, (_, answer, image) in enumerate(pairs(result), 1):
        cost = result.cost_of(answer)
        tokens = answer.usage.thoughts if answer.usage else None
        counted = [say("view.tokens", language, count=f"{tokens:,}")] if tokens else []
        if drafts := len(answer.drafts):
            counted.append(say("view.drafts.one" if drafts == 1 else "view.drafts", language, count=drafts))
        tile = ThoughtsOf(
            n=number,
            state=facts.state(answer),
            sections=sections(answer, result.id, number, language),
            answer=answer.text.strip(),
            final=facts.preview(result.id, image) if image else "",
            note=say("view.comma", language).join(counted),
            total=say("view.total", language, cost=facts.usd(cost.usd)) if cost.usd is not None and not result.gateway.free else "",
        )
        if image is not None:
            tile["fact"] = f"{facts.pixels(image.width, image.height)} {facts.kind(image)}"
            tile["original"] = facts.original(result.id, image)
        if answer.ended is not None and answer.began is not None:
            tile["seconds"] = answer.ended - answer.began
        tiles.append(tile)
    return Thoughts(run=result.id, tiles=tiles)


def sections(answer: Answer, run: str, number: int, language: Language) -> list[Section]:
    """Thoughts cut at their bold headings, drafts between them, in the order they came."""
    zero, found, draft, left = answer.began or 0.0, list[Section](), 0, SHOWN
    for part in answer.parts:
        match part:
            case Thought() if left <= 0:
                pass
            case Thought(text=text, at=at, until=until):
                if len(text) > left:
                    text = f"{text[:left]}\n\n{say('view.cut', language)}"
                left -= len(text)
                pieces = _HEADING.split(text)
                before = pieces[0].strip()
                if before:
                    found.append(_section("", before, at - zero, until - zero, language))
                found += [
                    _section(title.strip(), body.strip(), at - zero, until - zero, language) for title, body in zip(pieces[1::2], pieces[2::2], strict=True)
                ]
            case Picture(image=image, draft=True, at=at) if image in answer.drafts:
                draft += 1
                found.append(
                    Section(
                        title=say("view.first_draft", language, number=draft),
                        text="",
                        span=say("view.seconds", language, seconds=f"{at - zero:.0f}"),
                        src=facts.preview(run, image),
                        alt=say("view.draft_alt", language, number=number),
                        start=at - zero,
                        end=at - zero,
                        note=f"{facts.pixels(image.width, image.height)} {facts.kind(image)}",
                    )
                )
            case _:
                pass
    return found


def _section(title: str, text: str, start: float, end: float, language: Language) -> Section:
    first, last = f"{start:.0f}", f"{end:.0f}"
    span = say("view.seconds", language, seconds=first if first == last else f"{first}–{last}")
    return Section(title=title, text=text, span=span, src="", alt="", start=start, end=end)
