"""Bytes onto the disk, whole or not at all. Files are named by what they hold, so the same bytes written twice are one file."""

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from studio.core.parts import Image
from studio.errors import StorageFault
from studio.imaging.sniff import extension

_TRIES = 5


def put(data: bytes, target: Path, *, durable: bool = False) -> Path:
    """Write `target` through a neighbour that replaces it. Raises StorageFault where the disk does not take it; nothing half-written stays.

    `durable`: its bytes are on the disk before its name is, so that a power cut leaves no file of the right size with other bytes.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            _replace(Path(name), target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise StorageFault("picture.disk", path=str(target.parent), what=error.strerror or type(error).__name__) from error
    return target


def keep(data: bytes, into: Path, *, mime: str, width: int, height: int) -> Image:
    """Put an encoded picture into a folder under the name of its digest."""
    digest = hashlib.sha256(data).hexdigest()
    path = into / f"{digest}{extension(mime)}"
    if not path.is_file() or path.stat().st_size != len(data):
        put(data, path, durable=True)
    return Image(path=path, mime=mime, width=width, height=height, bytes=len(data), digest=digest)


def _replace(source: Path, target: Path) -> None:
    """On Windows a scanner or a reader may hold the target for a moment; elsewhere the first try decides."""
    for tried in range(_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if tried == _TRIES - 1:
                raise
            time.sleep(0.02 * 2**tried)
