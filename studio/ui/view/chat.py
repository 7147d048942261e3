"""A conversation as the page shows it: turns with what came of them, the list of conversations, what the next turn sends. Pure."""

from collections.abc import Iterable
from datetime import datetime

from studio.core.history import answer_of
from studio.core.parts import Image, Picture, Text, Thought, Turn
from studio.core.result import Answer, Result
from studio.store.chats import Listed
from studio.ui.shapes.asking import Ref
from studio.ui.shapes.chat import Context, Exchange, Given, Piece, Talk
from studio.ui.shapes.common import Action, Fact, Shot
from studio.ui.view import facts
from studio.ui.view.history import when
from studio.ui.view.stage import tile
from studio.ui.view.thoughts import sections
from studio.words import Language, say


def given(ref: Ref) -> Given:
    """A picture that a person put into a turn."""
    return Given(id=ref["id"], thumb=ref["thumb"], preview=ref["preview"], original=ref["original"], alt=ref["name"])


def exchange(
    result: Result,
    *,
    prompt: str,
    given: list[Given],
    created: datetime,
    epoch: float,
    source: Shot | None,
    variant: tuple[int, int],
    live: bool,
    language: Language,
) -> Exchange:
    """One turn. A `live` one brings its thoughts; those of an ended one are asked for when someone unfolds them. `variant` is (which, of how many)."""
    answer = result.answers[0]
    shown = tile(result, 1, 0, answer, next(iter(answer.images), None), epoch=epoch, language=language, source=source)
    working = answer.phase != "ended"
    told = sections(answer, result.id, 1, language)
    spoken = not answer.images and not working and answer_of(answer, gateway=result.gateway.name, model=result.model.id) is not None
    failed = answer.error is not None and not answer.images and not spoken  # words alone are an answer, too, and are sent again
    return Exchange(
        run=result.id,
        prompt=prompt,
        given=given,
        when=f"{created:%H:%M}",
        state="done" if spoken else shown["state"],
        label=say("view.state.done", language) if spoken else shown["label"],
        since=shown["since"] or (epoch * 1000 if working else 0),
        heading=(shown["title"] or shown["fact"]) if working else "",
        thought=_thought(answer, working=working, language=language),
        sections=told if live or not told else None,
        pieces=_pieces(result, answer, language),
        facts=_facts(result, answer, language) if answer.images or spoken else [],
        notes=[note.say(language) for note in result.every_note],
        title=shown["title"] if failed else "",
        text=shown["text"] if failed else "",
        quote=shown["quote"] if failed else "",
        money=shown["money"] if failed else "",
        sure=bool(shown.get("sure")),
        aside=say("view.not_resent", language) if failed else "",
        actions=_actions(shown["actions"], language) if failed else [],
        source=source,
        variant=variant[0],
        variants=variant[1],
    )


def older(turn: Turn, run: str, *, prompt: str, given: list[Given], shots: list[Shot], language: Language) -> Exchange:
    """A turn that only the conversation's own file knows (of the first version, or whose run is gone)."""
    words = [Piece(text=part.text) for part in turn.parts if isinstance(part, Text) and part.text.strip()]
    return Exchange(
        run=run,
        prompt=prompt,
        given=given,
        when="",
        state="done" if turn.parts else "failed",
        label=say("view.state.done" if turn.parts else "view.state.failed", language),
        since=0,
        heading="",
        thought="",
        sections=[],
        pieces=[*words, *(Piece(shot=shot, n=number) for number, shot in enumerate(shots, 1))],
        facts=[],
        notes=[],
        title="" if turn.parts else say("view.run_gone", language),
        text="",
        quote="",
        money="",
        sure=True,
        aside="" if turn.parts else say("view.not_resent", language),
        actions=[],
        source=None,
        variant=1,
        variants=1,
    )


def talk(listed: Listed, src: str, now: datetime, language: Language, *, working: bool) -> Talk:
    """A line of the list."""
    count = "view.turns.one" if listed.turns == 1 else "view.turns"
    return Talk(
        chat=listed.name,
        title=listed.title or listed.name,
        note=say(count, language, count=listed.turns),
        when=when(datetime.fromisoformat(listed.changed).astimezone(), now, language, days=True),
        src=src,
        working=working,
    )


def context(history: tuple[Turn, ...], why: str, results: Iterable[Result], language: Language) -> Context:
    """What the next turn sends again, and what the conversation cost. `why` is the word key of what stands against a replay, empty for none."""
    turns = sum(turn.role == "user" for turn in history)
    pictures = sum(len(turn.pictures) for turn in history)
    kept = min(pictures, 1) if why else pictures
    thought = sum(len(part.text) for turn in history for part in turn.parts if isinstance(part, Thought))
    sends = say("view.sends.none", language)
    told: list[Fact] = []
    if history:
        sends = say("view.turns.one" if turns == 1 else "view.turns", language, count=turns)
        told = [
            Fact(term=say("view.sends.turns", language), text=say("view.sends.summary", language) if why else str(turns)),
            Fact(term=say("view.sends.pictures", language), text=str(kept)),
        ]
        if thought and not why:
            told.append(Fact(term=say("view.sends.thoughts", language), text=say("view.sends.signed", language)))
    how = say("view.sends.fresh", language) if not history else say("view.sends.condensed", language, why=say(why, language)) if why else ""
    return Context(sends=sends, facts=told, how=how or say("view.sends.verbatim", language), condensed=bool(why), totals=_totals(list(results), language))


def _totals(results: list[Result], language: Language) -> list[Fact]:
    if not results:
        return []
    made = sum(len(result.images) for result in results)
    refused = sum(1 for result in results for _, error in result.errors if error.kind == "blocked")
    free = all(result.gateway.free for result in results)
    known = [cost.usd for result in results if (cost := result.billed).usd is not None]
    billed = say("money.free", language) if free else facts.usd(sum(known))
    pictures = say("view.pictures.one" if made == 1 else "view.pictures", language, count=made)
    told = [Fact(term=say("view.totals.billed", language), text=say("view.totals.for", language, cost=billed, pictures=pictures))]
    if refused:
        count = say("view.turns.one" if refused == 1 else "view.turns", language, count=refused)
        told.append(Fact(term=say("view.totals.refused", language), text=count))
    return told


def _thought(answer: Answer, *, working: bool, language: Language) -> str:
    thoughts = [part for part in answer.parts if isinstance(part, Thought)]
    drafts = len(answer.drafts)
    if not thoughts and not drafts:
        return ""
    if working:
        return say("view.thinking", language)
    first = answer.began or 0.0
    last = max([part.until for part in thoughts] + [part.at for part in answer.parts if isinstance(part, Picture) and part.draft], default=first)
    at_once = last - first < 0.05  # a reply in one piece does not say how long was thought
    said = say("view.thoughts", language) if at_once else say("view.thought_for", language, seconds=facts.seconds(last - first, language))
    if drafts:
        said += say("view.comma", language) + say("view.drafts.one" if drafts == 1 else "view.drafts", language, count=drafts)
    return said


def _pieces(result: Result, answer: Answer, language: Language) -> list[Piece]:
    """Words and finished pictures in the order they came, each picture once."""
    pieces, number = list[Piece](), {image.digest: index for index, image in enumerate(answer.images, 1)}
    alt = result.request.prompt.strip()[:200]
    for part in answer.parts:
        match part:
            case Text(text=text) if text.strip():
                pieces.append(Piece(text=text))
            case Picture(image=image) if image.digest in number:
                pieces.append(Piece(shot=facts.shot(result.id, image, alt, say("view.after", language)), n=number.pop(image.digest)))
            case _:
                pass
    return pieces


def _facts(result: Result, answer: Answer, language: Language) -> list[Fact]:
    """Asked, delivered, took, billed: the same facts in the same order as on the stage. Words alone have the last two."""
    cost = result.cost_of(answer)
    billed = say("money.free", language) if result.gateway.free else say("view.billed.unknown", language) if cost.usd is None else facts.usd(cost.usd)
    if cost.basis == "estimate" and cost.usd and not result.gateway.free:
        billed = say("money.about", language, cost=facts.usd(cost.usd))
    return [
        *(_picture(result, answer.images[0], language) if answer.images else ()),
        Fact(term=say("view.took", language), text=facts.seconds((answer.ended or 0.0) - (answer.began or 0.0), language)),
        Fact(term=say("page.billed", language), text=billed),
    ]


def _picture(result: Result, image: Image, language: Language) -> tuple[Fact, Fact]:
    plan = result.plan
    aspect = plan.aspect if plan and plan.aspect else say("view.auto", language)
    size = (plan.size if plan else "") or result.model.delivers or say("view.auto", language)
    expected = plan.expected if plan else (0, 0)
    differs = bool(expected[0]) and (image.width, image.height) != expected
    got = facts.pixels(image.width, image.height)
    delivered = say("view.differs", language, got=got, asked=facts.pixels(*expected)) if differs else f"{got} {facts.kind(image)}"
    return (
        Fact(term=say("page.asked", language), text=say("view.asked.one", language, aspect=aspect, size=size)),
        Fact(term=say("page.delivered", language), text=delivered, differs=differs),
    )


def _actions(actions: list[Action], language: Language) -> list[Action]:
    """As on a tile, but a turn is asked again and not a tile."""
    return [Action(name="regenerate", label=say("view.ask_again", language)) if action["name"] == "retry" else action for action in actions]
