"""A file that is there whole or not at all: written beside its place, flushed, and moved there. What was there stays until then."""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.errors import StorageFault
from studio.store.files import flush, move


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A neighbour of `path` to write into; it takes its place where nothing goes wrong, and is gone where something does. Raises StorageFault for OSError."""
    partial = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield partial
            flush(partial)
            move(partial, path)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
    except OSError as error:
        raise _fault(path, error.errno, error.strerror or type(error).__name__) from error
    except StorageFault as error:  # of flush and move, whose sentence is about the studio's home
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        raise _fault(path, cause.errno, cause.strerror or type(cause).__name__) from cause


def _fault(path: Path, code: int | None, what: str) -> StorageFault:
    return StorageFault("export.full" if code in (errno.ENOSPC, errno.EDQUOT) else "export.unwritable", path=str(path), what=what)
