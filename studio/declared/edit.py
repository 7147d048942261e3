"""A `gateways.toml` with one gateway more or less. Everything else in it stays as the person wrote it, comments and blank lines too.

What comes out was read as a whole before it is returned: a text that these make can be read.
"""

import json
import re
import tomllib
from dataclasses import dataclass

from studio.declared.lines import blocks, line_of, there
from studio.declared.read import read
from studio.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A gateway to be declared: its keys as `gateways.toml` has them. `key_env` empty where it wants no key."""

    name: str
    base_url: str
    dialect: str = "gemini"
    title: str = ""
    auth: str = "bearer"
    key_env: str = ""
    models: tuple[str, ...] = ()


def added(text: str, table: Table) -> str:
    """The text with this gateway at its end. Raises UsageError for a name that is taken there, a value that is none, and a text that can not be read."""
    if table.name == "demo" or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", table.name):
        raise UsageError("declared.bad_name", field="name", name=table.name[:40])
    read(text)
    if any(name.lower() == table.name.lower() for name in tomllib.loads(text).get("gateway", {})):
        raise UsageError("declared.taken", field="name", name=table.name)
    end = "\r\n" if "\r\n" in text else "\n"
    said = {"title": table.title, "base_url": table.base_url, "dialect": table.dialect, "auth": table.auth, "key_env": table.key_env}
    lines = [f"[gateway.{table.name}]", *(f"{key} = {_quoted(value)}" for key, value in said.items() if value)]
    if table.models:
        lines.append(f"models = [{', '.join(map(_quoted, table.models))}]")
    gap = "" if not text.strip() else end if text.endswith("\n") else 2 * end
    whole = (text if text.strip() else "") + gap + end.join(lines) + end
    read(whole)
    return whole


def removed(text: str, name: str) -> str:
    """The text without the lines of this gateway; comments stay. Raises UsageError where it is not declared there, or in a way that only a person can undo."""
    read(text)
    whole = tomllib.loads(text)
    if not there(whole, "gateway", name):
        raise UsageError("declared.not_there", field="name", name=name[:40])
    lines = text.split("\n")
    kept: list[str] = []
    before: object = None
    for first, last, so_far in blocks(text):
        now = so_far.get("gateway", {}).get(name)
        if now == before:
            kept += lines[first - 1 : last]
        before = now
    del whole["gateway"][name]
    out = "\n".join(kept)
    try:
        left = tomllib.loads(out)
    except tomllib.TOMLDecodeError:
        left = {}
    if left.get("gateway", {}) != whole["gateway"]:
        raise UsageError("declared.by_hand", field="name", name=name, line=line_of(text, "gateway", name))
    return out


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for the one of DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
