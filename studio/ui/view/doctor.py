"""The doctor's table as values: what was asked, the verdict, what came, and what the form makes of it."""

from studio.core.notes import Note
from studio.core.prices import Cost
from studio.doctor import Check, Price, Report
from studio.errors import StudioError
from studio.live import Listing, offers
from studio.settings import Access
from studio.ui.shapes import gateways as shapes
from studio.ui.view import facts
from studio.words import Language, say


def doctor(
    access: Access,
    model: str,
    listing: Listing,
    *,
    price: Price | None,
    report: Report | None,
    changes: tuple[Note, ...] = (),
    applied: bool = False,
    running: bool = False,
    problem: StudioError | None = None,
    language: Language,
) -> shapes.Doctor:
    """The table: as far as it is known while it is `running`, else the last finished report. `changes` are what applying it makes of the form."""
    known = [offer.model for offer in offers(access, listing, (model,))]
    models = [shapes.Choice(value=one.id, label=say("view.demo", language) if access.gateway.builtin else one.title) for one in known]
    problem = problem or (report.problem if report else None)
    return shapes.Doctor(
        gateway=access.gateway.name,
        model=model,
        models=models,
        note="" if report is None or running else _when(report, language),
        button=_button(price, again=report is not None, running=running, language=language),
        running=running,
        rows=[_row(check, running, language) for check in report.checks] if report else [],
        changes=[change.say(language) for change in changes],
        applied=applied,
        problem=problem.say(language) if problem else "",
    )


def _button(price: Price | None, *, again: bool, running: bool, language: Language) -> str:
    if running:
        return say("gateways.doctor.halt", language)
    if price is None:
        return ""
    return say(f"gateways.doctor.{'again' if again else 'ask'}", language, price=money(price.cost, language))


def money(cost: Cost, language: Language) -> str:
    """What asking will cost, as an estimate."""
    if cost.usd == 0:
        return say("money.free", language)
    return say("money.unknown", language) if cost.usd is None else say("money.about", language, cost=facts.usd(cost.usd))


def _when(report: Report, language: Language) -> str:
    if not report.when:
        return ""
    day = facts.day(report.when[:10], language)
    if not report.cost.usd:
        return say("gateways.doctor.free", language, day=day) if report.cost.usd == 0 else day
    return say("gateways.doctor.when", language, day=day, cost=facts.usd(report.cost.usd))


def _row(check: Check, running: bool, language: Language) -> shapes.Finding:
    waits = check.state != "done" and running
    shown: shapes.Shown = check.verdict
    if waits:
        shown = "asking" if check.state == "asking" else "waiting"
    word = say(f"gateways.verdict.{shown}", language)
    return shapes.Finding(name=check.name, asked=check.asked.say(language), verdict=shown, word=word, got=check.got.say(language) if check.got else "")
