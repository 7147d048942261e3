"""The library as values: pages of pictures by day, one picture with what made it and what came of it, what can be filtered by."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from studio.core.recipe import Recipe
from studio.core.result import Result
from studio.settings import Settings
from studio.store.base import Counts, Day, Entry, Facets
from studio.store.families import Family, stems
from studio.store.lineage import Lineage
from studio.store.rows import day_of_key
from studio.ui.view import facts, stage
from studio.words import Language, say

TASKS = {"generate": "page.tab_t2i", "edit": "page.tab_i2i", "chat": "page.tab_chat"}


def picture(entry: Entry, now: datetime, language: Language, *, children: int = 0, sums: Mapping[date, Day] | None = None) -> dict[str, Any]:
    """One picture of the grid. `sums` are those of days that its page begins."""
    base = f"/media/{entry.run}/"
    when = day_of_key(entry.key)
    added = (sums or {}).get(when)
    return {
        "id": entry.id,
        "thumb": f"{base}{entry.sha256}.{'preview' if entry.width > 3 * entry.height or entry.height > 3 * entry.width else 'thumb'}.webp",
        "preview": f"{base}{entry.sha256}.preview.webp",
        "original": base + entry.file,
        "width": entry.width,
        "height": entry.height,
        "prompt": entry.prompt.strip()[:200],
        "fact": fact(entry),
        "day": day(when, now, language),
        "day_note": total(added, language) if added else "",
        "starred": entry.starred,
        "children": children,
    }


def fact(entry: Entry) -> str:
    """`2400×1792 PNG`."""
    return f"{facts.pixels(entry.width, entry.height)} {entry.mime.removeprefix('image/').upper()}"


def day(when: date, now: datetime, language: Language) -> str:
    """The shelf that a picture stands on, by the person's clock when it was made: today, yesterday, a date."""
    ago = (now.date() - when).days
    if ago in (0, 1):
        return say("kept.today" if ago == 0 else "kept.yesterday", language)
    return facts.day(when.isoformat(), language)


def total(added: Day, language: Language) -> str:
    """`11 pictures, $0.43`; a part without a price is said, and that a part is an estimate."""
    if added.unpriced and added.cost == 0:
        cost = say("money.unknown", language) if added.unpriced == added.pictures else say("kept.unpriced", language, n=added.unpriced)
    elif not added.cost:
        cost = say("money.free", language)
    else:
        cost = f"${added.cost:.2f}" if added.cost >= 0.1 else facts.usd(added.cost)
        cost = say("money.about", language, cost=cost) if added.estimated else cost
        cost = comma(language, cost, say("kept.unpriced", language, n=added.unpriced)) if added.unpriced else cost
    return comma(language, say("kept.pictures" if added.pictures != 1 else "kept.picture", language, n=f"{added.pictures:,}"), cost)


def comma(language: Language, *parts: str) -> str:
    """What is not empty, with commas between."""
    return say("view.comma", language).join(part for part in parts if part)


def said(found: int, counts: Counts, ms: float, language: Language, *, trees: bool = False) -> str:
    """`48 of 12,406 pictures, 9 ms`, and the disk in use."""
    key = "kept.families" if trees else "kept.found"
    return say(key, language, n=f"{found:,}", all=f"{counts.pictures:,}", ms=max(1, round(ms)), disk=size(counts.bytes))


def family(found: Family, now: datetime, language: Language) -> dict[str, Any]:
    """One tree of the lineage layout, parents before their children. What does not fit the search stands back, and what is in the bin says so."""
    parent = stems(found.kin)
    entries = {one.id: one for one in found.kin.entries}
    there = [one for one in entries.values() if not one.deleted]
    added = Day(
        date.min,
        len(there),
        sum(one.cost or 0.0 for one in there),
        sum(one.cost is None or one.basis == "unknown" for one in there),
        sum(one.basis == "estimate" for one in there),
    )
    return {
        "id": found.root,
        "day": day(day_of_key(entries[found.fits[0]].key), now, language),
        "note": comma(language, total(added, language) if there else "", say("kept.more_kin", language) if found.kin.more else ""),
        "kin": [_member(one, now, language, parent=parent[one.id], fits=one.id in found.fits) for one in entries.values()],
    }


def _member(entry: Entry, now: datetime, language: Language, *, parent: str, fits: bool) -> dict[str, Any]:
    binned, prompt = say("kept.binned", language) if entry.deleted else "", entry.prompt.strip()
    name = comma(language, prompt[:200] or day(day_of_key(entry.key), now, language), binned)
    return picture(entry, now, language) | {"parent": parent, "label": binned or prompt[:80], "name": name, "fits": fits}


def size(amount: int) -> str:
    """`12.4 GB`."""
    for unit, power in (("GB", 1e9), ("MB", 1e6)):
        if amount >= power:
            return f"{amount / power:.1f} {unit}"
    return f"{max(1, round(amount / 1000)) if amount else 0} KB"


def facets(found: Facets, counts: Counts, settings: Settings, sessions: Iterable[tuple[str, str]], language: Language) -> dict[str, Any]:
    """What can be filtered by, each with its number; titles where the studio knows them."""
    titles = {access.gateway.name: say("view.demo", language) if access.gateway.builtin else access.gateway.title for access in settings.access}
    models = {model.id: model.title for access in settings.access for model in access.gateway.models}
    return {
        "tasks": [_choice(name, say(TASKS[name], language) if name in TASKS else name, count) for name, count in found.tasks],
        "models": [_choice(name, models.get(name, name), count) for name, count in found.models],
        "gateways": [_choice(name, titles.get(name, name), count) for name, count in found.gateways],
        "sessions": [_choice(name, title or say("kept.untitled", language)) for name, title in sessions],
        "bin": counts.binned,
        "disk": size(counts.bytes),
    }


def _choice(value: str, label: str, count: int = 0) -> dict[str, Any]:
    """`count` 0: nobody counted."""
    return {"value": value, "label": label, "count": count}


def detail(entry: Entry, result: Result, kin: Lineage, *, source: Any, words: str, extra: Iterable[str], language: Language, now: datetime) -> dict[str, Any]:
    """One picture: its facts, its prompt with the searched words marked, its family, and where its copies are."""
    strip = stage.strip(result, language)
    number = next((at for at, (_, _, image) in enumerate(stage.pairs(result), 1) if image is not None and image.path.name == entry.file), 1)
    return {
        "id": entry.id,
        "run": entry.run,
        "n": number,
        "tab": facts.tab(entry.task),
        "shot": {k: v for k, v in picture(entry, now, language).items() if k in ("preview", "original", "width", "height", "fact")}
        | {"alt": entry.prompt.strip()[:200], "label": ""},
        "source": source,
        "href": f"/media/{entry.run}/{entry.file}?download",
        "prompt": marked(entry.prompt.strip(), words),
        "facts": _facts(entry, result, strip, language, now),
        "note": entry.note,
        "starred": entry.starred,
        "deleted": bool(entry.deleted),
        "kin": _kin(entry, kin, language, now),
        "extra": list(extra),
    }


def marked(prompt: str, words: str) -> list[list[Any]]:
    """The prompt in pieces, the searched words among them marked: `[["a ", false], ["plinth", true]]`."""
    wanted = [re.escape(word) for word in dict.fromkeys(words.split()) if word]
    if not wanted:
        return [[prompt, False]]
    pieces = re.split(f"({'|'.join(wanted)})", prompt, flags=re.IGNORECASE)
    return [[piece, at % 2 == 1] for at, piece in enumerate(pieces) if piece]


def _facts(entry: Entry, result: Result, strip: Any, language: Language, now: datetime) -> list[dict[str, Any]]:
    gateway = say("view.demo", language) if result.gateway.builtin else result.gateway.title
    title = gateway if result.gateway.builtin else comma(language, result.model.title, gateway)
    when = datetime.fromisoformat(entry.created).astimezone(now.tzinfo)
    cost = facts.usd(entry.cost) if entry.cost else say("view.billed.free", language) if result.gateway.free else ""
    expected = result.plan.expected if result.plan else (0, 0)
    differs = bool(expected[0]) and (entry.width, entry.height) != expected
    came = say("view.differs", language, got=fact(entry), asked=facts.pixels(*expected)) if differs else fact(entry)
    rows = [
        ("kept.model", title),
        ("kept.asked", strip["asked"]),
        ("kept.delivered", comma(language, came, size(entry.bytes))),
        ("kept.billed", comma(language, cost, facts.seconds(entry.seconds, language) if entry.seconds else "")),
        ("kept.made", f"{facts.day(when.date().isoformat(), language)} {when:%H:%M}"),
        ("kept.recovered", say("kept.recovered_note", language) if entry.recovered else ""),
        ("kept.binned", facts.day(entry.deleted[:10], language)),
    ]
    return [{"term": say(key, language), "text": text, "differs": differs and key == "kept.delivered"} for key, text in rows if text]


def _kin(entry: Entry, kin: Lineage, language: Language, now: datetime) -> list[dict[str, Any]]:
    """The family, parents before their children; each stands under the first that it came from."""
    parent = stems(kin)
    return [
        {
            "id": one.id,
            "parent": parent[one.id],
            "thumb": f"/media/{one.run}/{one.sha256}.thumb.webp",
            "label": say("kept.this", language) if one.id == entry.id else "",
            "name": one.prompt.strip()[:200] or day(day_of_key(one.key), now, language),
            "here": one.id == entry.id,
        }
        for one in kin.entries
    ]


def recipe(found: Recipe, fits: dict[str, str | bool], notes: Iterable[str], *, gateway: str, model: str) -> dict[str, Any]:
    """What a picture from elsewhere says of itself, and what of it the form can take."""
    rows = [{"term": name, "text": value} for name, value in found.facts[:40]]
    return {
        "tool": " ".join(part for part in (found.tool, found.version) if part),
        "prompt": found.prompt,
        "negative": found.negative,
        "facts": rows,
        "notes": list(notes),
        "fits": {"values": fits, "gateway": gateway, "model": model, "prompt": found.prompt},
    }


def since(text: str) -> date | None:
    """A day as a date field sends it; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
