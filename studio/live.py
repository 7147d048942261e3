"""What a gateway lists itself, asked page by page and remembered in the home.

    <home>/models/<gateway>.json     the ids, the address they came from, and when

A list that can not be had takes nothing away: the remembered one stays, and the presets of the gateway are there in any case (PROTOCOLS.md 4.9).
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from studio.call import DIALECTS
from studio.core.catalog import Model, Route
from studio.core.models import find
from studio.dialects.wire import Dialect
from studio.errors import StorageFault, StudioError, TimedOut
from studio.http import Endpoint, Transport
from studio.settings import Access
from studio.store.files import write_atomic

log = logging.getLogger("studio")
PAGES = 20
PATIENCE = 20
"""Seconds that the lists of one route may take: a person waits for them."""
Source = Literal["preset", "live", "typed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Ids as the gateway lists them, and when it did (None: it never was asked with success). `problem` says why it did not list them now."""

    ids: tuple[str, ...] = ()
    when: datetime | None = None
    problem: StudioError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model that can be chosen, and how it is known: by the studio's own data, by the gateway's list, or only because someone typed it."""

    model: Model
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A connection that works: the seconds until the list was there, the image models in it, and when. `problem` is that of another route of the gateway."""

    seconds: float
    ids: tuple[str, ...]
    when: datetime | None = None
    problem: StudioError | None = None


def offers(access: Access, listing: Listing, typed: tuple[str, ...] = ()) -> tuple[Offer, ...]:
    """Presets first, in their order, then what only the gateway lists, then what was typed; each id once. A preset that the gateway lists is `live`."""
    gateway, presets = access.gateway, {model.id for model in access.own.models}
    ids = dict.fromkeys((*(model.id for model in access.own.models), *listing.ids, *(model.id for model in gateway.models), *filter(None, typed)))

    def source(model: str) -> Source:
        return "live" if model in listing.ids else "preset" if model in presets else "typed"

    return tuple(Offer(model=find(gateway, model, "generate")[1], source=source(model)) for model in ids)


async def probe(
    transport: Transport, access: Access, endpoint: Callable[[Access, Route], Awaitable[Endpoint]], *, retries: int | None = None
) -> Probe:
    """What every route of a gateway lists, taken together. Raises the first StudioError where none lists anything."""
    began, found, failed = time.monotonic(), dict[str, None](), list[StudioError]()
    routes = {(route.dialect, route.path): route for route in access.gateway.routes}.values()
    for route in routes:
        try:
            async with asyncio.timeout(PATIENCE):
                found |= dict.fromkeys(await _listed(transport, await endpoint(access, route), DIALECTS[route.dialect], retries))
        except TimeoutError:
            failed.append(TimedOut("probe.timeout", gateway=access.gateway.title, seconds=PATIENCE))
        except StudioError as error:
            failed.append(error)
    if len(failed) == len(routes):
        raise failed[0]
    return Probe(seconds=time.monotonic() - began, ids=tuple(found), problem=failed[0] if failed else None)


async def _listed(transport: Transport, endpoint: Endpoint, dialect: Dialect, retries: int | None) -> tuple[str, ...]:
    """What one route lists, page by page."""
    found: dict[str, None] = {}
    page, seen = "", set[str]()
    for _ in range(PAGES):
        call = dialect.list_models(page)
        async with aclosing(transport.send(endpoint, call, open_sink=lambda _: _Nowhere(), retries=retries)) as messages:
            async for message in messages:
                ids, page = dialect.read_models(message)
                found.update(dict.fromkeys(ids))
        if not page or page in seen:
            break
        seen.add(page)
    return tuple(found)


def remembered(home: Path, access: Access) -> Listing:
    """The list as it was last had from this address; empty where there is none, or one that can not be read."""
    try:
        said = json.loads(_path(home, access).read_bytes())
        if said["address"] != access.base_url or not all(isinstance(item, str) for item in said["ids"]):
            return Listing()
        return Listing(ids=tuple(said["ids"]), when=datetime.fromisoformat(said["when"]))
    except (OSError, KeyError, TypeError, ValueError):
        return Listing()


def remember(home: Path, access: Access, listing: Listing) -> None:
    """Keep it. A disk that does not take it costs only the memory."""
    if listing.when is None:
        return
    said = {"address": access.base_url, "when": listing.when.isoformat(timespec="seconds"), "ids": listing.ids}
    try:
        write_atomic(_path(home, access), json.dumps(said, ensure_ascii=False, indent=1).encode())
    except StorageFault as error:
        log.warning("%s", error.title())


def _path(home: Path, access: Access) -> Path:
    return home / "models" / f"{access.gateway.name}.json"


class _Nowhere:
    """Where a picture in a list of models goes."""

    def write(self, data: bytes, /) -> int:
        """Forget it."""
        return len(data)

    def close(self) -> None:
        """Nothing to close."""
