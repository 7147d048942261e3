"""A Query as SQL. Pure: text and values come out.

Found words come from the trigram index where they have three characters or more; shorter ones, which it does not know (most Chinese words), are looked for in
the narrow table of texts. Pages go on by key and never count what they pass.
"""

from dataclasses import dataclass
from datetime import timedelta

from studio.store.base import Query
from studio.store.rows import folded, key_of_day

TRIGRAM = 3
_KIN = "(p.parents <> '[]' OR p.session <> '' OR EXISTS (SELECT 1 FROM needs n WHERE n.needed = p.run || '/' || p.file))"
WORDS = 32
"""Words that are looked at; what is pasted into a search field has no end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`FROM` and `WHERE` with their values; `key` is the column that sorts."""

    tables: str
    where: str
    values: tuple[str | int, ...]
    key: str


def asked(query: Query, after: int | None = None) -> Asked:
    """What a query reads."""
    words = tuple(dict.fromkeys(folded(query.words).split()))[:WORDS]
    long = [word for word in words if len(word) >= TRIGRAM]
    short = [word for word in words if len(word) < TRIGRAM]
    tables, key = "pictures p", "p.key"
    if long:
        tables, key = "found f CROSS JOIN pictures p ON p.key = f.rowid", "f.rowid"
    elif short:
        tables, key = "words w CROSS JOIN pictures p ON p.key = w.key", "w.key"
    if long and short:
        tables += " CROSS JOIN words w ON w.key = f.rowid"
    where: list[str] = []
    values: list[str | int] = []

    def narrow(condition: str, *value: str | int) -> None:
        where.append(condition)
        values.extend(value)

    if long:
        narrow("found MATCH ?", " AND ".join('"' + word.replace('"', '""') + '"' for word in long))
    for word in short:
        narrow("instr(w.text, ?) > 0", word)
    if after is not None:
        narrow(f"{key} < ?", after)
    if query.since is not None:
        narrow(f"{key} >= ?", key_of_day(query.since))
    if query.until is not None and query.until < query.until.max:
        narrow(f"{key} < ?", key_of_day(query.until + timedelta(days=1)))
    narrow("p.deleted <> ''" if query.bin else "p.deleted = ''")
    for name in ("task", "gateway", "model", "session"):
        if value := getattr(query, name):
            narrow(f"p.{name} = ?", value)
    if query.among:
        narrow(f"{key} IN ({', '.join('?' * len(query.among))})", *query.among)
    # the first says to SQLite that the narrower index will do
    where += [condition for wished, condition in ((query.session, "p.session <> ''"), (query.starred, "p.starred = 1"), (query.kin, _KIN)) if wished]
    return Asked(tables, " AND ".join(where), tuple(values), key)
