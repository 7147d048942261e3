"""The stage: a run as tiles, and the strip asked → delivered → billed."""

import re
from collections.abc import Iterator
from datetime import datetime

from studio.core.parts import Image, Thought
from studio.core.request import Task
from studio.core.result import Answer, Result
from studio.errors import StudioError
from studio.ui.shapes.common import Action, Example, Shot
from studio.ui.shapes.stage import Stage, Strip, Tile
from studio.ui.view import facts
from studio.words import Language, say

EXAMPLES = ("amphora", "ridges", "poster", "bottle")
_FIRST = re.compile(r"(.+?(?:[.!?](?=\s)|:(?=\s\S*[./]\S)|[。！？]|：(?=\S*[./]\S)))\s*(\S.*)", re.DOTALL)
"""A sentence and what follows it; a colon ends one only before an address."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
LINE = 96
"""Characters of a thought that a tile shows."""
LATEST = 8_000
"""Characters from the end of a thought that are looked at for its latest heading and sentence."""
_ADDRESS = re.compile(r"https?://([^/\s]+)(/[^\s]{0,12})[^\s]*")


def stage(result: Result, *, created: datetime, epoch: float, language: Language, source: Shot | None = None) -> Stage:
    """A run so far. `epoch` is the second since 1970 at which it began; `source` is the picture that its pictures were made from."""
    answers = result.answers
    ended = [answer for answer in answers if answer.phase == "ended"]
    good = sum(1 for answer in ended if answer.images)
    failed = len(ended) - good
    stopped = failed and all(answer.images or facts.state(answer) == "stopped" for answer in ended)
    status = say(
        "view.status.stopped" if stopped else "view.status.failed" if failed else "view.status", language, done=good, count=len(answers), failed=failed
    )
    began = [answer.began for answer in answers if answer.began is not None]
    return Stage(
        run=result.id,
        title=say("view.run", language, time=f"{created:%H:%M}"),
        prompt=result.request.prompt,
        status=status,
        since=(epoch + min(began, default=0.0)) * 1000,
        elapsed=facts.clock(result.seconds),
        running=not result.done,
        ratio=_ratio(result),
        tiles=[tile(result, number, *each, epoch=epoch, language=language, source=source) for number, each in enumerate(pairs(result), 1)],
        strip=strip(result, language),
        notes=[note.say(language) for note in result.every_note],
        examples=[],
    )


def pairs(result: Result) -> Iterator[tuple[int, Answer, Image | None]]:
    """What the tiles are, in order: each picture of each answer, and each answer that has none; with the index of the answer. A call that is to bring several
    pictures has a tile for each of them from the start; once it ended, those that did not come leave."""
    for index, answer in enumerate(result.answers):
        due = result.plan.share(index) if result.plan and answer.phase != "ended" else 1
        yield from ((index, answer, image) for image in (*answer.images, *(None,) * (due - len(answer.images))))


def answer_of(result: Result, number: int) -> int:
    """The index of the answer that tile `number` (from 1) belongs to; -1 for no tile."""
    owners = [index for index, _, _ in pairs(result)]
    return owners[number - 1] if 1 <= number <= len(owners) else -1


def empty(language: Language, task: Task = "generate") -> Stage:
    """The first screen; an edit has no examples, it begins with the person's own picture."""
    names = EXAMPLES if task == "generate" else ()
    examples = [Example(src=f"/assets/examples/{name}.webp", prompt=say(f"example.{name}", language)) for name in names]
    return Stage(run="", title="", status="", since=0, elapsed="", running=False, ratio=1, tiles=[], strip=None, notes=[], examples=examples)


def strip(result: Result, language: Language) -> Strip:
    """Asked → delivered → billed, for the whole run."""
    request, plan = result.request, result.plan
    aspect = plan.aspect if plan and plan.aspect else say("view.auto", language)
    size = (plan.size if plan else "") or result.model.delivers or say("view.auto", language)
    asked = say("view.asked", language, count=plan.count if plan else request.count, aspect=aspect, size=size)
    if plan and plan.expected[0]:
        asked += say("view.comma", language) + facts.pixels(*plan.expected)
    images = [image for _, _, image in pairs(result) if image is not None]
    sizes = list(dict.fromkeys(f"{facts.pixels(image.width, image.height)} {facts.kind(image)}" for image in images))
    differs = bool(plan and plan.expected[0] and any((image.width, image.height) != plan.expected for image in images))
    differs = differs or bool(result.done and plan and images and len(images) != plan.count)
    if images:
        delivered = f"{len(images)} × {' / '.join(sizes)}{say('view.comma', language)}{facts.seconds(result.seconds or _latest(result), language)}"
    else:
        delivered = say("view.delivered.nothing" if result.done else "view.delivered.none", language)
    return Strip(asked=asked, delivered=delivered, billed=_billed(result, language), differs=differs)


def _billed(result: Result, language: Language) -> str:
    if result.gateway.free:
        return say("view.billed.free", language)
    cost = result.billed
    ended = [answer for answer in result.answers if answer.phase == "ended"]
    if not ended:
        return say("view.billed.nothing", language)
    if cost.usd is None or (cost.basis == "unknown" and not cost.usd):
        maybe = any(answer.error and answer.error.billed != "no" for answer in ended)
        nothing = all(answer.error and answer.error.billed == "no" for answer in ended)
        return say("view.billed.nothing" if nothing else "view.billed.maybe" if maybe else "view.billed.unknown", language)
    if not result.done:
        each = cost.usd / len(ended)
        return say("view.billed.so_far", language, cost=facts.usd(cost.usd), all=facts.usd(each * len(result.answers)))
    key = {"usage": "view.billed.usage", "estimate": "view.billed.estimate", "unknown": "view.billed.part"}[cost.basis]
    return say(key, language, cost=facts.usd(cost.usd))


def _latest(result: Result) -> float:
    return max((part.at for answer in result.answers for part in answer.parts if hasattr(part, "at")), default=0.0)


def _ratio(result: Result) -> float:
    """Width over height of the tiles, from the start: what came, else what was asked, else square."""
    if images := result.images:
        return images[0].width / images[0].height
    width, height = result.plan.expected if result.plan else (0, 0)
    return width / height if height else 1.0


def tile(result: Result, number: int, index: int, answer: Answer, image: Image | None, *, epoch: float, language: Language, source: Shot | None) -> Tile:
    """Tile `number` (from 1) with one picture of an answer, or with what stands for it."""
    shown = facts.state(answer)
    run = result.id
    alt = result.request.prompt.strip()[:200]
    made = Tile(
        n=number,
        state=shown,
        label=facts.label(answer, language),
        fact="",
        right="",
        since=(epoch + answer.began) * 1000 if answer.phase == "running" and answer.began is not None else 0,
        id="",
        preview="",
        original="",
        draft="",
        alt=alt,
        title="",
        text="",
        quote="",
        money="",
        warn="",
        actions=[],
    )
    if image is not None:
        took = (answer.ended or 0.0) - (answer.began or 0.0)
        timed = f" · {facts.seconds(took, language)}" if answer.ended else ""
        made.update(
            {
                "id": image.path.name,
                "preview": facts.preview(run, image),
                "original": facts.original(run, image),
                "fact": f"{facts.pixels(image.width, image.height)} {facts.kind(image)}{timed}",
                "right": _cost(result, answer),
                "warn": _difference(result, image, language),
                "shot": facts.shot(run, image, alt, say("view.after", language)),
            }
        )
        if source is not None:
            made["source"] = source
    elif shown in ("thinking", "drawing"):
        _working(made, answer, run, language)
    elif shown == "queued":
        made.update({"title": say("view.queued", language), "text": say("view.queued.text", language)})
        made["actions"] = [Action(name="stop", label=say("view.cancel", language))]
    elif answer.error is not None:
        error = answer.error
        title, text, money = _said(error, language, free=result.gateway.free)
        made.update(
            {
                "title": title,
                "text": text,
                "quote": error.detail,
                "money": money,
                "sure": result.gateway.free or error.billed != "maybe",
                "fact": say("view.by_model", language) if shown == "refused" else "",
                "right": _cost(result, answer),
                "actions": _actions(answer, run, index + 1, language),
            }
        )
    return made


def _working(tile: Tile, answer: Answer, run: str, language: Language) -> None:
    if drafts := answer.drafts:
        tile.update({"draft": facts.preview(run, drafts[-1]), "fact": say("view.draft", language, number=len(drafts))})
        return
    thought = next((part.text[-LATEST:] for part in reversed(answer.parts) if isinstance(part, Thought) and part.text.strip()), "")
    headings = [line.strip("* ") for line in thought.splitlines() if line.startswith("**") and line.rstrip().endswith("**")]
    tile.update({"title": headings[-1] if headings else say("view.thinking" if thought else "view.waiting", language), "text": _sentence(thought)})
    if answer.attempts > 1:
        tile.update({"fact": say("view.attempt", language, number=answer.attempts)})


def _sentence(thought: str) -> str:
    """The sentence that is being thought, from its beginning, so that it grows in place and does not run through the tile."""
    line = thought.rsplit("**", 1)[-1].strip().rsplit("\n", 1)[-1]
    last = next((part for part in reversed(_SENTENCE.split(line)) if part.strip()), "")
    return last if len(last) <= LINE else last[:LINE].rsplit(" ", 1)[0] + "…"


def _said(error: StudioError, language: Language, *, free: bool) -> tuple[str, str, str]:
    """What happened in one sentence, the rest with the next step, and money once: nothing where nothing costs, else as the error knows it."""
    title, rest = error.title(language), ""
    if found := _FIRST.fullmatch(title):
        title, rest = found[1], found[2]
        title = title[:-1] + "." if title[-1] == ":" else title[:-1] + "。" if title[-1] == "：" else title
    money, rarely = error.money(language), say("money.rarely", language)
    if free:
        money = say("money.no", language) if money else ""
    elif error.billed == "yes" and error.cost is not None:
        money = say("money.billed", language, cost=facts.usd(error.cost)) if error.cost else say("money.no", language)
    elif rarely in rest and error.billed == "maybe":
        money = rarely
    rest = _ADDRESS.sub(lambda url: f"{url[1]}{url[2]}…" if len(url[0]) > 48 else url[0], rest.replace(rarely, "").strip())
    gap = "" if language == "zh-CN" else " "
    return title, gap.join(part for part in (rest, error.next(language)) if part), money


def _cost(result: Result, answer: Answer) -> str:
    if result.gateway.free:
        return ""
    cost = result.cost_of(answer)
    if cost.usd is None:
        return ""
    share = cost.usd / max(1, len(answer.images))
    return ("~" if cost.basis == "estimate" else "") + facts.usd(share)


def _difference(result: Result, image: Image, language: Language) -> str:
    expected = result.plan.expected if result.plan else (0, 0)
    if not expected[0] or (image.width, image.height) == expected:
        return ""
    return say("view.differs", language, got=facts.pixels(image.width, image.height), asked=facts.pixels(*expected))


def _actions(answer: Answer, run: str, tile: int, language: Language) -> list[Action]:
    error = answer.error
    actions = [Action(name="edit_prompt", label=say("view.edit_prompt", language))] if error and error.kind == "blocked" else []
    actions.append(Action(name="retry", label=say("view.retry", language)))
    if answer.attempts:
        actions.append(Action(name="raw", label=say("view.raw", language), href=f"/raw/{run}/{tile}"))
    return actions
