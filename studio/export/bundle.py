"""ES modules of the comparer joined into one inline script, by rules that are few enough to be read in a minute.

It knows the one style those files keep and refuses everything else, so that it never guesses: an import is one line `import { a, b } from "./file.js";` (or
only `import "./file.js";`), an export is the word `export ` in front of a declaration at the start of its line, and a name at the top of one file stands in
no other. The files follow one another in the order of their imports, each once, and become one module of their own: what they declare does not leave it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_IMPORT = re.compile(r'import (?:\{ ([\w$, ]+) \} from )?"\./([\w.-]+\.js)";')
_DECLARED = re.compile(r"(?:async )?(?:function\*?|class|const|let|var) ([A-Za-z_$][\w$]*)")
_LISTED = re.compile(r"(?:const|let|var) [\[{] ([\w$, ]+) [\]}] = ")
_MORE = re.compile(r"^(?:const|let|var) [\w$]+(?: = (?:[\w.]+|\"[^\"]*\"|'[^']*'))?, [\w$]")
_NEVER = re.compile(r"\bimport\s*\(|\bimport\.meta\b|\bawait\s+import\b|\bnew (?:Shared)?Worker\b|\bimportScripts\b")


class NotUnderstood(ValueError):
    """A line of a module that the rules above do not cover: a defect of the file, found by a test before anyone exports."""


def assets() -> Path:
    """The folder of the browser's files: beside the package in a checkout, inside it in a wheel. Raises FileNotFoundError."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_assets", package.parent / "assets"):
        if (place / "export-page.html").is_file():
            return place
    raise FileNotFoundError("assets/export-page.html")


def bundle(folder: Path, entries: tuple[str, ...]) -> str:
    """The modules `entries` of a folder and all that they import, as one script that imports nothing. Raises NotUnderstood, and OSError for a file that is
    not there."""
    exported: dict[str, frozenset[str]] = {}
    owner: dict[str, str] = {}
    parts: list[str] = []

    def take(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise NotUnderstood(f"{name} imports itself by way of {', '.join(above[above.index(name) :])}")
        if name in exported:
            return
        body, names, mine = list[str](), list[str](), list[str]()
        for number, line in enumerate(_lines(folder / name), 1):
            where = f"{name}:{number}"
            if _NEVER.search(line):
                raise NotUnderstood(f"{where} loads something at run time: {line.strip()[:80]}")
            if re.match(r"import\b", line):
                wanted, other = _import(line, where, done=bool(mine))
                take(other, (*above, name))
                if missing := sorted(wanted - exported[other]):
                    raise NotUnderstood(f"{where} imports {', '.join(missing)}, which {other} does not export")
                continue
            plain = line.removeprefix("export ")
            found = list(_declared(plain, where))
            if line.startswith("export"):
                if not found or plain == line:
                    raise NotUnderstood(f"{where} exports in a way that is not known: {line[:80]}")
                names += found
            for one in found:
                if one in owner:
                    raise NotUnderstood(f"{where} declares {one}, which {owner[one]} declares, too")
                owner[one] = name
            mine += found
            body.append(plain)
        exported[name] = frozenset(names)
        parts.append(f"// {name}\n" + "\n".join(body).strip("\n") + "\n")

    for entry in entries:
        take(entry, ())
    return inline("\n".join(parts))


def inline(script: str) -> str:
    """A script fit to stand between script tags: what would end it or open a comment is broken up, in ways that mean the same within a string, a template or
    a pattern."""
    return re.sub(r"<(?=/script|script)", r"\\x3c", script.replace("<!--", r"\x3c!--"), flags=re.IGNORECASE)


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if bad := re.search(r"[\x00\r\u2028\u2029\ufeff]", text):
        raise NotUnderstood(f"{path.name} holds {bad[0]!r}")
    return text.split("\n")


def _import(line: str, where: str, *, done: bool) -> tuple[frozenset[str], str]:
    """The names and the file of an import line."""
    match = _IMPORT.fullmatch(line.rstrip())
    if not match or done:
        raise NotUnderstood(f"{where} imports in a way that is not known, or below a declaration: {line[:80]}")
    names = frozenset(name.strip() for name in (match[1] or "").split(",") if name.strip())
    if any(" " in name for name in names):
        raise NotUnderstood(f"{where} imports under another name: {line[:80]}")
    return names, match[2]


def _declared(line: str, where: str) -> Iterator[str]:
    """The names that a line at the left edge declares."""
    if match := _DECLARED.match(line):
        if _MORE.match(line):
            raise NotUnderstood(f"{where} declares several names at once: {line[:80]}")
        yield match[1]
    elif match := _LISTED.match(line):
        yield from (name.strip() for name in match[1].split(",") if name.strip())
    elif re.match(r"(?:const|let|var)\b", line):
        raise NotUnderstood(f"{where} declares in a way that is not known: {line[:80]}")
