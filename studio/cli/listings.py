"""`models` and `gateways`: what there is, as a table or as JSON."""

import argparse
import asyncio
import sys
from typing import Any

from studio.assemble import assemble, settings
from studio.cli.exits import code
from studio.cli.printing import put
from studio.core.catalog import Gateway
from studio.core.prices import estimate
from studio.errors import StudioError
from studio.live import Listing, Offer, offers
from studio.settings import Settings


def models(arguments: argparse.Namespace) -> int:
    """Every model of the configured gateways; with --live what the gateway itself lists, presets and the remembered list staying where it does not answer."""
    chosen = settings(home=arguments.home)
    names = [arguments.gateway] if arguments.gateway else [access.gateway.name for access in chosen.access if access.configured]
    found: list[dict[str, Any]] = []
    exit_code = 0
    for name in names:
        access = next((access for access in chosen.access if access.gateway.name == name), None) or chosen.of(name)
        listing = Listing()
        if arguments.live:
            try:
                listing = asyncio.run(_live(chosen, name))
            except StudioError as error:
                listing = Listing(problem=error)
            if listing.problem:
                print(listing.problem, file=sys.stderr)
                exit_code = code(listing.problem)
        typed = (chosen.model,) if name == chosen.gateway else ()
        found += [_model(access.gateway, offer) for offer in offers(access, listing, typed)]
    if arguments.json:
        put({"models": found}, as_json=True)
        return exit_code
    for row in found:
        price = "" if row["price_usd"] is None else "free" if not row["price_usd"] else f"about ${row['price_usd']:.3f}"
        print(f"{row['gateway']:<10} {row['id']:<44} {'/'.join(row['sizes']) or '-':<14} {row['max_references']:>2} references  {price}")
    return exit_code


def gateways(arguments: argparse.Namespace) -> int:
    """Every gateway, configured or not, with the variable that would do it."""
    rows = []
    for access in settings(home=arguments.home).access:
        gateway = access.gateway
        bases = list(dict.fromkeys(access.base_url + route.path for route in gateway.routes)) if access.base_url else []
        note = str(access.problem) if access.problem else gateway.note
        rows.append(
            {
                "name": gateway.name,
                "title": gateway.title,
                "configured": access.configured,
                "key_env": gateway.key_env[0] if gateway.key_env else None,
                "base_urls": bases,
                "note": note,
            }
        )
    if arguments.json:
        put({"gateways": rows}, as_json=True)
        return 0
    for row in rows:
        print(f"{row['name']:<10} {'ready' if row['configured'] else '-':<6} {row['title']:<16} {row['note']}")
    return 0


async def _live(chosen: Settings, name: str) -> Listing:
    async with assemble(chosen) as studio:
        return await studio.listing(name, fresh=True)


def _model(gateway: Gateway, offer: Offer) -> dict[str, Any]:
    model = offer.model
    cost = estimate(gateway, model.family, size=model.delivers or model.default_size, count=1, references=0, characters=0)
    return {
        "gateway": gateway.name,
        "id": model.id,
        "title": model.title,
        "tasks": list(model.tasks),
        "sizes": list(model.sizes),
        "aspects": list(model.aspects),
        "max_references": model.max_references,
        "max_count": model.max_count,
        "thinking": list(model.thinking),
        "chat": model.chat,
        "system": model.system,
        "price_usd": None if cost.usd is None else round(cost.usd, 4),
        "source": offer.source,
    }
