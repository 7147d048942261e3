"""`doctor`: the price, a yes, the questions one after another, a table or JSON, and with --apply what the form makes of it."""

import argparse
import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Any

from studio.assemble import assemble, settings
from studio.cli.exits import code
from studio.cli.printing import put
from studio.core.notes import note
from studio.core.prices import Cost
from studio.core.report import failure
from studio.doctor import Doctor, Report, said
from studio.errors import Cancelled, UsageError
from studio.words import say

MARKS = {"honoured": "+", "ignored": "-", "refused": "x", "unknown": "?"}


def doctor(arguments: argparse.Namespace) -> int:
    """Ask, and print what came. Returns the exit code: that of what stopped the asking, else 0."""
    return asyncio.run(_work(arguments))


async def _work(arguments: argparse.Namespace) -> int:
    async with assemble(settings(home=arguments.home)) as studio:
        asker = Doctor(studio)
        name, model = arguments.gateway, arguments.model
        price = asker.price(name, model)
        gateway = studio.settings.of(name).gateway
        print(say("doctor.price", calls=price.calls, model=model, gateway=gateway.title, price=_money(price.cost)), file=sys.stderr)
        if not gateway.free:
            print(say("doctor.price_more"), file=sys.stderr)
            if not (arguments.yes or _yes(gateway.title)):
                raise Cancelled("doctor.not_asked")
        report = await _examined(asker, name, model)
        changes = asker.changes(report)
        applied = arguments.apply and bool(report.when) and report.learned
        if applied:
            asker.apply(name, model)
        error = report.problem
        if arguments.json:
            put(said(report) | ({"error": failure(error)} if error else {}), as_json=True)
        else:
            put({}, *_lines(report, [str(change.note) for change in changes], applied=applied), as_json=False)
            if error:
                print(error, file=sys.stderr)
        return code(error)


async def _examined(asker: Doctor, name: str, model: str) -> Report:
    """The last report; after Ctrl+C what was known by then."""
    report = Report(gateway=name, model=model)
    try:
        async for report in asker.examine(name, model):
            _progress(report)
    except asyncio.CancelledError:
        return replace(report.unanswered(note("doctor.got.stopped")), problem=Cancelled("verdict.stopped", billed="maybe"))
    return report


def _money(cost: Cost) -> str:
    if not cost.usd:
        return say("money.unknown" if cost.usd is None else "money.free")
    return say("money.about", cost=f"${cost.usd:.3f}")


def _yes(gateway: str) -> bool:
    """Whether someone at the terminal says yes. Raises UsageError where no one can."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("doctor.needs_yes", field="yes", gateway=gateway)
    print(say("doctor.ask"), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _progress(report: Report) -> None:
    done = sum(1 for check in report.checks if check.state == "done")
    with suppress(OSError):  # who read standard error has left
        print(f"[{'#' * round(20 * done / max(1, len(report.checks))):<20}] {done}/{len(report.checks)}", file=sys.stderr, flush=True)


def _lines(report: Report, changes: list[str], *, applied: bool) -> list[str]:
    rows: list[Any] = [f"{MARKS[check.verdict]} {check.asked!s:<28} {say(f'doctor.{check.verdict}'):<10} {check.got or ''}" for check in report.checks]
    if not changes:
        return [*rows, "", say("doctor.change.none")]
    return [*rows, "", say("doctor.applied" if applied else "doctor.would"), *(f"  {change}" for change in changes)]

