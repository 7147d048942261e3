"""The markup of an exported page: a template, and what is put into it, escaped once at the last moment."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from studio.export.base import Options, Row, Shown, Side
from studio.export.bundle import bundle
from studio.export.pictures import mark_of
from studio.export.style import style
from studio.export.texts import day, line, plain, script_json
from studio.words import LANGUAGES, TABLE, Language, say

_ENTRIES = ("image-compare.js", "compare-bar.js", "export-page.js")
_ROOM, _CMP = "page.", "cmp_"
_LONGEST = 40_000
"""Characters of one setting that are shown; prompts have at most 32 000."""


@dataclass(frozen=True, slots=True)
class Inlay:
    """A picture as it is in the page: its address, which is its bytes, and its size there."""

    data: str
    width: int
    height: int


def page(shown: Shown, options: Options, inlays: tuple[Inlay, Inlay], folder: Path) -> str:
    """The whole file. `folder` has the browser's files."""
    entries = tuple(entry for entry in _ENTRIES if (folder / entry).is_file())
    styles, script = style(folder), f"\n{bundle(folder, entries)}"
    word = Words(shown.language)
    title = line(shown.title) or word("untitled")
    rows = shown.rows if options.recipe else ()
    labels = [line(side.label, 60) or letter for side, letter in zip(shown.sides, "AB", strict=True)]
    parts = {
        "lang": shown.language,
        "policy": policy(styles, script),
        "title": escape(title),
        "style": styles,
        "theme": escape(word("theme")),
        "compare": escape(word("compare")),
        "figures": "\n".join(
            _figure(_told(side, label, options), label, name, inlay) for side, label, name, inlay in zip(shown.sides, labels, "ab", inlays, strict=True)
        ),
        "settings": _settings(shown, rows, labels, word) if rows else "",
        "with": "with" if rows else "without",
        "foot": "\n".join(f"<span>{escape(said)}</span>" for said in _foot(shown, inlays, labels, word)),
        "data": script_json(_data(shown, options, inlays, labels)),
        "script": script,
    }
    template = (folder / "export-page.html").read_text(encoding="utf-8").replace("\r\n", "\n")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


def policy(styles: str, script: str) -> str:
    """What the page may do: show its pictures, and run and wear what has these hashes. Nothing else, and nothing over a network."""

    def named(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"script-src {named(script)}",
            f"style-src {named(styles)}",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        return say(f"export.{key}", self.language, **values)

    def comparer(self) -> dict[str, str]:
        """What the comparer and its bar say, by their own names for it."""
        at = LANGUAGES.index(self.language)
        return {key.removeprefix(_ROOM + _CMP): pair[at] for key, pair in TABLE.items() if key.startswith(_ROOM + _CMP)}


def _figure(side: Side, label: str, name: str, inlay: Inlay) -> str:
    fact = line(side.fact, 120)
    return (
        f'<figure id="{name}"><img src="{inlay.data}" width="{inlay.width}" height="{inlay.height}" alt="{escape(line(side.alt, 1000))}">'
        f'<figcaption><b dir="auto">{escape(label)}</b> <span dir="auto">{escape(fact)}</span></figcaption></figure>'
    )


def _told(side: Side, label: str, options: Options) -> Side:
    """The side as it is told of. What its picture shows is told by its prompt, which stays here where settings do."""
    return side if options.recipe else replace(side, alt=label)


def _settings(shown: Shown, rows: tuple[Row, ...], labels: list[str], word: Words) -> str:
    equal = sum(row.same for row in rows)
    heads = "".join(
        f'<th scope="col"><b dir="auto">{escape(label)}</b><span dir="auto">{escape(line(side.title, 120))}</span></th>'
        for side, label in zip(shown.sides, labels, strict=True)
    )
    body = "\n".join(_row(row, labels, word) for row in rows)
    return (
        f'<aside aria-label="{escape(word("facts"))}">\n<div class="head"><h2>{escape(word("settings"))}</h2>'
        f"<span>{escape(word('differ', n=len(rows) - equal))}, {escape(word('equal', n=equal))}</span>"
        f'<button type="button" class="bare" id="only" aria-pressed="false" hidden>{escape(word("only"))}</button></div>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(word("facts"))}"><table>\n<thead><tr><td></td>{heads}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>\n</aside>"
    )


def _row(row: Row, labels: list[str], word: Words) -> str:
    name = f'<th scope="row" dir="auto">{escape(line(row.name, 80))}</th>'
    if row.pieces:
        return f'<tr class="diff">{name}<td colspan="2" dir="auto">{"".join(_pieces(row, labels, word))}</td></tr>'
    if row.same:
        return f'<tr class="same">{name}<td colspan="2" dir="auto">{_value(row.a, word)}</td></tr>'
    return f'<tr>{name}<td dir="auto">{_value(row.a, word)}</td><td dir="auto">{_value(row.b, word)}</td></tr>'


def _pieces(row: Row, labels: list[str], word: Words) -> Iterator[str]:
    """The words of a diff; what line and colour say is said to a screen reader, too."""
    left = _LONGEST
    for kind, text in row.pieces:
        said = escape(plain(text)[:left])
        left = max(0, left - len(text))
        match kind:
            case "same":
                yield said
            case "del":
                yield f'<del><span class="hear">{escape(word("removed", a=labels[0]))}</span>{said}</del>'
            case "ins":
                yield f'<ins><span class="hear">{escape(word("added", b=labels[1]))}</span>{said}</ins>'


def _value(text: str, word: Words) -> str:
    text = plain(text)[:_LONGEST]
    return escape(text) if text.strip() else f'<span class="none">{escape(word("none"))}</span>'


def _foot(shown: Shown, inlays: tuple[Inlay, Inlay], labels: list[str], word: Words) -> Iterator[str]:
    made = [label for side, label in zip(shown.sides, labels, strict=True) if mark_of(side)]
    if len(made) == 2:
        yield word("by_model")
    elif made:
        yield word("by_model_one", label=made[0])
    if any(inlay.width < side.width for side, inlay in zip(shown.sides, inlays, strict=True)):
        yield word("here", sizes=", ".join(f"{inlay.width}×{inlay.height}" for inlay in inlays))
    yield word("offline")
    date = day(shown.made, shown.language)
    yield word("made_with_on", date=date) if date else word("made_with")


def _data(shown: Shown, options: Options, inlays: tuple[Inlay, Inlay], labels: list[str]) -> Mapping[str, Any]:
    """What the page's script is given; the pictures themselves are in the markup."""
    return {
        "mode": options.mode,
        "words": Words(shown.language).comparer(),
        "sides": [
            {"label": label, "fact": line(side.fact, 120), "alt": line(_told(side, label, options).alt, 1000), "width": inlay.width, "height": inlay.height}
            for side, label, inlay in zip(shown.sides, labels, inlays, strict=True)
        ],
        "registration": _registration(shown, inlays),
    }


def _registration(shown: Shown, inlays: tuple[Inlay, Inlay]) -> Mapping[str, Any] | None:
    """The registration in the pixels of the pictures as they are in the page."""
    if shown.registration is None:
        return None
    one, other = (inlay.width / max(1, side.width) for side, inlay in zip(shown.sides, inlays, strict=True))
    found, said = shown.registration, say("page.cmp_fit_aligned", shown.language)
    return {"state": "found", "scale": found.scale * other / one, "dx": found.dx * other, "dy": found.dy * other, "said": said}
