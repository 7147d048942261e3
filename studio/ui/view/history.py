"""The history strip and the bar: what was made, newest first, and what today cost."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from studio.core.result import Answer
from studio.ui.shapes import Bar, History, Shelf, State, Thumb
from studio.ui.view import facts
from studio.words import Language, say

PROMPTS = 12
"""Earlier prompts that the composer offers."""


def history(entries: Iterable[tuple[datetime, Thumb]], selected: str, now: datetime, language: Language, prompts: Iterable[str] = ()) -> History:
    """Thumbs, newest first, shelved by when they were made; `prompts` of the same runs, newest first, are offered once each and whole."""
    shelves: list[Shelf] = []
    for created, thumb in entries:
        when = _when(created, now, language)
        if not shelves or shelves[-1]["when"] != when:
            shelves.append(Shelf(when=when, items=[]))
        shelves[-1]["items"].append(thumb)
    distinct = dict.fromkeys(prompt.strip() for prompt in prompts)
    return History(selected=selected, shelves=shelves, prompts=[prompt for prompt in distinct if prompt][:PROMPTS])


def thumb(run: str, prompt: str, answers: tuple[Answer, ...], *, working: bool) -> Thumb:
    """One run: its first picture, or its state where there is none."""
    images = [image for answer in answers for image in answer.images]
    shown: State = "thinking" if working else "done" if images else facts.state(answers[0]) if answers else "failed"
    return Thumb(
        run=run,
        n=1,
        src=facts.thumb(run, images[0]) if images else "",
        alt=prompt.strip()[:120],
        state=shown,
        badge=str(len(images)) if len(images) > 1 else "",
    )


def _when(created: datetime, now: datetime, language: Language) -> str:
    """`Now` for the last minutes, then the time of day, the weekday, the date."""
    age = now - created
    if age.total_seconds() < 300:
        return say("view.now", language)
    if created.date() == now.date():
        return f"{created:%H:%M}"
    if age.days < 6:
        return "周" + "一二三四五六日"[created.weekday()] if language == "zh-CN" else f"{created:%a}"
    return f"{created.month} 月 {created.day} 日" if language == "zh-CN" else f"{created.day} {created:%b}"


def bar(running: int, records: Iterable[dict[str, Any]], now: datetime, *, demo: bool) -> Bar:
    """How many pictures are on their way, and what today's records cost; a `+` says that a part is not known. `demo`: the demo renderer is what is chosen."""
    total, open_end = 0.0, False
    for record in records:
        if str(record.get("created", ""))[:10] == f"{now:%Y-%m-%d}":
            cost = record.get("cost", {})
            total += cost.get("usd") or 0.0
            open_end = open_end or (cost.get("basis") == "unknown" and record.get("request", {}).get("gateway") != "demo")
    spent = "" if demo and not total else f"${total:.2f}{'+' if open_end else ''}"
    return Bar(running=running, spent=spent, demo=demo)
