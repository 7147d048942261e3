"""A key in the `.env` of the studio's home: written so that no one else reads it, and taken out again.

python-dotenv's own `set_key` keeps the mode that a file has (a key would lie open in a file that was), reads UTF-8 alone and turns every line end; so only
its parser is used, which knows where each line's variable begins and ends. All that is not this variable stays, byte for byte.
"""

import os
import re
import stat
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from studio.errors import UsageError
from studio.http.address import check_key
from studio.layers import env_text
from studio.store.files import disk, locked, write_atomic

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_ASIDE = re.compile(r"""=[^\S\r\n]*(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\r\n]*?)(?P<aside>[^\S\r\n]+\#[^\r\n]*)?[\r\n]*\Z""", re.DOTALL)


def save(path: Path, variable: str, key: str) -> bool:
    """Write `variable` into the file at `path`, which may not be there yet. True where only its owner can read it now.

    Raises UsageError (field `key`) for a key that is none, which is never repeated, and for a file that is no text; StorageFault where it can not be written.
    """
    if not _NAME.fullmatch(variable):
        raise UsageError("declared.bad_name", field="key_env", name=variable[:40])
    value = check_key(key)
    if not value:
        raise UsageError("keys.none", field="key")
    return _rewrite(path, variable, "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'")


def remove(path: Path, variable: str) -> None:
    """Take `variable` out of the file at `path`, where it is in it. Raises UsageError for a file that is no text, StorageFault."""
    if path.is_file():
        _rewrite(path, variable, None)


def _rewrite(path: Path, variable: str, value: str | None) -> bool:
    with disk(path):
        target = path.resolve()  # a link to where the person keeps such files stays one
    with locked(target):
        text = env_text(target)
        write_atomic(target, _laid(text, variable, value).encode(), private=True)
    with disk(target):
        return os.name == "posix" and not stat.S_IMODE(target.stat().st_mode) & 0o077


def _laid(text: str, variable: str, value: str | None) -> str:
    """The text with the variable at its first place, or at the end, or nowhere."""
    end = "\r\n" if "\r\n" in text else "\n"
    pieces: list[str] = []
    for binding in parse_stream(StringIO(text, newline="")):
        said = binding.original.string
        if binding.key != variable or binding.error:
            pieces.append(said)
            continue
        body = said.lstrip()
        pieces.append(said[: len(said) - len(body)])
        if value is not None:
            aside = _ASIDE.search(body)
            export = "export " if body.startswith("export ") else ""
            pieces.append(f"{export}{variable}={value}{(aside['aside'] if aside else '') or ''}{end}")
            value = None
    whole = "".join(pieces)
    if value is None:
        return whole
    line = f"{variable}={value}{end}"
    last = f"{whole}{end if whole and not whole.endswith((chr(10), chr(13))) else ''}{line}"
    return last if any(binding.key == variable for binding in parse_stream(StringIO(last, newline=""))) else line + whole  # a quote stands open there
