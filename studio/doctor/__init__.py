"""The doctor: what a gateway really honours for one model, learned by asking it, kept in the home, and followed by the form where a person applies it."""

import logging
from dataclasses import replace
from pathlib import Path

from studio.doctor.changes import Change, changes, lay
from studio.doctor.report import Check, Report, every, said
from studio.doctor.work import Doctor, Price
from studio.settings import Access

__all__ = ["Change", "Check", "Doctor", "Price", "Report", "laid", "said"]

log = logging.getLogger("studio")


def laid(access: tuple[Access, ...], home: Path) -> tuple[Access, ...]:
    """The gateways with every applied report of this home laid over them. One that fits no more is logged and left out: it must not keep the studio from
    starting."""
    applied = every(home)
    out = []
    for each in access:
        gateway = each.gateway
        for report in (report for report in applied if report.gateway == each.gateway.name):
            try:
                gateway = lay(gateway, report.model, changes(report, each.gateway))
            except (KeyError, TypeError, ValueError) as error:
                log.warning("%s, %s: the doctor's report can not be applied: %s", report.gateway, report.model, type(error).__name__)
        out.append(each if gateway is each.gateway else replace(each, gateway=gateway, plain=each.gateway))
    return tuple(out)
