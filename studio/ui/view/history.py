"""The history strip and the bar: what was made, newest first, and what today cost."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from studio.core.result import Answer
from studio.run import Run
from studio.ui.shapes.common import State
from studio.ui.shapes.frame import Bar, History, Shelf, Thumb, Working
from studio.ui.view import facts
from studio.words import Language, say

PROMPTS = 12
"""Earlier prompts that the composer offers."""


def history(entries: Iterable[tuple[datetime, Thumb]], selected: str, now: datetime, language: Language, prompts: Iterable[str] = ()) -> History:
    """Thumbs, newest first, shelved by when they were made; `prompts` of the same runs, newest first, are offered once each and whole."""
    shelves: list[Shelf] = []
    for created, thumb in entries:
        shelf = when(created, now, language)
        if not shelves or shelves[-1]["when"] != shelf:
            shelves.append(Shelf(when=shelf, items=[]))
        shelves[-1]["items"].append(thumb)
    distinct = dict.fromkeys(prompt.strip() for prompt in prompts)
    return History(selected=selected, shelves=shelves, prompts=[prompt for prompt in distinct if prompt][:PROMPTS])


def thumb(run: str, prompt: str, answers: tuple[Answer, ...], *, task: str, working: bool) -> Thumb:
    """One run: its first picture, or its state where there is none."""
    images = [image for answer in answers for image in answer.images]
    shown: State = "thinking" if working else "done" if images else facts.state(answers[0]) if answers else "failed"
    return Thumb(
        run=run,
        tab=facts.tab(task),
        n=1,
        src=facts.thumb(run, images[0]) if images else "",
        alt=prompt.strip()[:120],
        state=shown,
        badge=str(len(images)) if len(images) > 1 else "",
    )


def when(created: datetime, now: datetime, language: Language, *, days: bool = False) -> str:
    """`Now` for the last minutes, then the time of day, the weekday, the date; by `days` what is of today or yesterday is only that."""
    age = now - created
    if days and created.date() == now.date():
        return say("view.today", language)
    if days and created.date() == (now - timedelta(days=1)).date():
        return say("view.yesterday", language)
    if age.total_seconds() < 300:
        return say("view.now", language)
    if created.date() == now.date():
        return f"{created:%H:%M}"
    if age.days < 6:
        return "周" + "一二三四五六日"[created.weekday()] if language == "zh-CN" else f"{created:%a}"
    return f"{created.month} 月 {created.day} 日" if language == "zh-CN" else f"{created.day} {created:%b}"


def bar(runs: Iterable[Run], records: Iterable[dict[str, Any]], now: datetime, language: Language) -> Bar:
    """What works, newest first, and what today's records cost; a `+` says that a part is not known. Nothing is said where nothing can cost."""
    total, open_end, paid = 0.0, False, False
    for record in records:
        if str(record.get("created", ""))[:10] == f"{now:%Y-%m-%d}":
            cost = record.get("cost", {})
            total += cost.get("usd") or 0.0
            paid = paid or record.get("request", {}).get("gateway") != "demo"
            open_end = open_end or (cost.get("basis") == "unknown" and record.get("request", {}).get("gateway") != "demo")
    working = [_working(run, language) for run in reversed(list(runs))]
    drawing = sum(answer.phase != "ended" for run in runs for answer in run.result.answers)
    return Bar(running=drawing, runs=working, spent=f"${total:.2f}{'+' if open_end else ''}" if paid else "", tab=working[0]["tab"] if working else "t2i")


def _working(run: Run, language: Language) -> Working:
    answers = run.result.answers
    done = sum(1 for answer in answers if answer.images)
    status = say("view.status", language, done=done, count=len(answers)) if len(answers) > 1 else facts.label(answers[0], language)
    return Working(run=run.id, tab=facts.tab(run.result.request.task), prompt=run.result.request.prompt.strip()[:120], status=status, since=run.epoch * 1000)
