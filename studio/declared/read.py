"""`gateways.toml` made into gateways. Every error names the line and the key.

A table is one gateway with one route. What it says of models is laid over the ordinary model of its dialect, which is also what an id that it does not list is
taken for.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from studio.core.catalog import Gateway, Model, Route
from studio.core.geometry import ASPECTS_14, sides
from studio.core.models import GPT_CANVAS, drawer, pixel_sizes
from studio.core.request import TASKS
from studio.declared.kinds import IMAGES, KEYS, fault
from studio.declared.lines import line_of, there
from studio.errors import UsageError
from studio.http.address import normalise

_CHOICES = ("qualities", "tolerated", "backgrounds", "formats", "moderations")
_BOTH = ("tasks", "max_references", "max_count", "mimes", "sampling", "note")
_FACTS = (
    *_BOTH, "aspects", "sizes", "default_size", "delivers", "thinking", "thinks", "signs", "chat", "system", "safety", "words", "max_output_tokens",
)  # fmt: skip
_FACTS_IMAGES = (*_BOTH, "per_call", "partials", "any_size", "compresses", "mask", "response_format", *_CHOICES)
"""What of a table is laid over the ordinary model of its dialect."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_KEY = re.compile(r"""\s*(?:\[+\s*)?(?:gateway\s*\.\s*)?["']?([\w-]+)""")


def read(text: str) -> tuple[Gateway, ...]:
    """The gateways of a file. Raises UsageError (field `gateways.toml`) that names the line, the table and the key."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(text, str(error)) from error
    tables = whole.get("gateway", {})
    if other := next((key for key in whole if key != "gateway"), ""):
        raise _error("declared.tables", line_of(text, other), entry=other)
    if not isinstance(tables, dict):
        raise _error("declared.tables", line_of(text, "gateway"), entry="gateway")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise _error("declared.tables", line_of(text, "gateway", name), entry=name)
    names = [name.lower() for name in tables]
    for number, name in enumerate(tables):
        if name.lower() in names[:number]:
            raise _error("declared.twice", line_of(text, "gateway", name), name=name)
    return tuple(_gateway(name, table, text) for name, table in tables.items())


def _error(key: str, line: int, **values: str) -> UsageError:
    return UsageError(key, field="gateways.toml", line=line, **values)


def _syntax(text: str, said: str) -> UsageError:
    """TOML's own complaint, with the line that it is about and what stands there."""
    lines = text.split("\n")
    at = _AT.search(said)
    line = int(at[1]) if at and at[1] else len(lines)
    found = _KEY.match(lines[line - 1]) if line <= len(lines) else None
    key = found[1] if found else ""
    if said.startswith(("Cannot declare", "Cannot overwrite")):
        return _error("declared.twice", line, name=key)
    what = _AT.sub("", said).rstrip(".")
    return _error("declared.syntax", line, what=f"{key}: {what}" if key else what)


def _gateway(name: str, table: Mapping[str, Any], text: str) -> Gateway:
    def line(key: str) -> int:
        return line_of(text, "gateway", name, key) if there(table, key) else line_of(text, "gateway", name)

    if name == "demo" or not _NAME.fullmatch(name):
        raise _error("declared.name", line(""), name=name[:40])
    for key, value in table.items():
        wrong, values = fault(key, value)
        if wrong == "declared.unknown":
            raise _error(wrong, line(key), name=name, entry=key[:40], known=", ".join(sorted(KEYS)))
        if wrong:
            raise _error(wrong, line(key), name=name, entry=key, **values)
    if not table.get("base_url"):
        raise _error("declared.missing", line("base_url"), name=name, entry="base_url")
    try:
        base_url = normalise(table["base_url"])
    except UsageError as error:
        raise _error("declared.address", line("base_url"), name=name, entry="base_url", what=error.title().rstrip(".")) from error
    return _made(name, table, base_url)


def _made(name: str, table: Mapping[str, Any], base_url: str) -> Gateway:
    images = table.get("dialect") in IMAGES
    plain = _drawer(table) if images else Model(id="", title="", aspects=ASPECTS_14, sizes=("1K", "2K", "4K"), max_references=14)
    plain = replace(plain, **{key: _tuple(table[key]) for key in (_FACTS_IMAGES if images else _FACTS) if key in table})
    route = Route(
        dialect="openai_images" if images else "gemini",
        path="/v1" if images and not urlsplit(base_url).path else "",  # the root of such a server is below /v1, as its clients have it
        tasks=_tuple(table.get("tasks", ("generate", "edit") if images else TASKS)),
        multi_image_field=table.get("multi_image_field", "image[]"),
        auth=table.get("auth", "bearer"),
        part_case=table.get("part_case", "camel"),
        stream=table.get("stream", "auto"),
        requires=frozenset(table.get("requires", ())),
        modalities=_tuple(table.get("modalities", ("TEXT", "IMAGE"))),
        models=tuple(replace(plain, id=item, title=item) for item in dict.fromkeys(table.get("models", ()))),
        ordinary=plain,
    )
    return Gateway(
        name=name,
        title=table.get("title") or name,
        base_url=base_url,
        key_env=(table["key_env"],) if table.get("key_env") else (),
        routes=(route,),
        limit=table.get("limit", 4),
        budget=table.get("budget", 20_000_000),
        free=table.get("free", False),
        note=table.get("note", ""),
        docs=table.get("docs", ""),
    )


def _drawer(table: Mapping[str, Any]) -> Model:
    """The ordinary model of an Images server: any size, or those that its table names."""
    canvas = _tuple(table.get("canvas", () if table.get("any_size") else GPT_CANVAS))
    sizes = pixel_sizes(*canvas) if any(map(sides, canvas)) else {"any_size": True}
    return drawer("", "", **sizes)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
