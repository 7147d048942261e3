"""What a file carries beside its picture, gathered without decoding anything: texts by keyword, EXIF, XMP, a C2PA manifest.

The format is told by the first bytes. Pixels are stepped over, sizes are checked before anything is read, and the whole of what is kept has a limit; what lies
beyond it is left out, and said.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from studio.errors import UsageError
from studio.imaging.faults import shown
from studio.imaging.recipes import jpeg, png, webp
from studio.imaging.recipes.text import LONGEST
from studio.imaging.sniff import HEAD, sniff

_ALL = 16_000_000
"""Bytes of metadata that are kept of one file."""
_COMMENTS = 8
MANIFEST = 8_000_000
"""Bytes of a C2PA manifest that are looked at; ingredients with thumbnails make it large."""


@dataclass(slots=True, kw_only=True)
class Carried:
    """What was found. `texts` keeps the first text of a keyword; `comments` are texts without one (JPEG's COM); `cut` says that something was too large.
    `manifest` is what was read of the C2PA manifest, of `manifest_size` bytes."""

    mime: str
    texts: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    exif: bytes = b""
    xmp: bytes = b""
    manifest: bytes = b""
    manifest_size: int = 0
    cut: bool = False
    room: int = _ALL

    def take(self, file: BinaryIO, at: int, size: int, most: int = LONGEST) -> bytes:
        """Bytes of the file, or none where they are more than is taken."""
        if size > min(most, self.room):
            self.cut = True
            return b""
        self.room -= size
        file.seek(at)
        return file.read(size)


def gather(path: Path) -> Carried | None:
    """All of it; None for a file of another format. Raises UsageError where the file can not be read."""
    try:
        if not path.is_file():
            raise UsageError("picture.gone", field="references", name=shown(path.name))
        with path.open("rb") as file:
            carried = Carried(mime=sniff(file.read(HEAD)))
            match carried.mime:
                case "image/png":
                    _png(file, carried)
                case "image/jpeg":
                    _jpeg(file, carried)
                case "image/webp":
                    _webp(file, carried)
                case _:
                    return None
    except OSError as error:
        raise UsageError("picture.gone", field="references", name=shown(path.name)) from error
    return carried


def _png(file: BinaryIO, carried: Carried) -> None:
    for name, at, size in png.chunks(file):
        match name:
            case b"tEXt" | b"zTXt" | b"iTXt":
                _text(name, carried.take(file, at, size), carried)
            case b"eXIf":
                carried.exif = carried.exif or carried.take(file, at, size)
            case b"caBX":
                _manifest(file, at, size, carried)
            case _:
                continue


def _manifest(file: BinaryIO, at: int, size: int, carried: Carried) -> None:
    """That it is there counts, however large it is."""
    if not carried.manifest_size:
        carried.manifest, carried.manifest_size = carried.take(file, at, size, MANIFEST) if size <= MANIFEST else b"", size


def _text(name: bytes, body: bytes, carried: Carried) -> None:
    try:
        found = png.texts(name, body)
    except png.TooLarge:
        carried.cut = True
        return
    if found is None:
        return
    keyword, said = found
    carried.room -= len(said)
    if keyword == png.XMP:
        carried.xmp = carried.xmp or said.encode()
    elif carried.room > 0:
        carried.texts.setdefault(keyword, said)


def _jpeg(file: BinaryIO, carried: Carried) -> None:
    pieces: list[bytes] = []
    for marker, at, size in jpeg.segments(file):
        if marker not in (jpeg.APP1, jpeg.APP11, jpeg.COM):
            continue
        body = carried.take(file, at, size, MANIFEST)
        if marker == jpeg.APP11:
            pieces.append(body)
        elif marker == jpeg.COM:
            carried.comments += [png.latin(body)] if len(carried.comments) < _COMMENTS else []
        elif body.startswith(jpeg.EXIF_HEAD):
            carried.exif = carried.exif or body[len(jpeg.EXIF_HEAD) :]
        elif body.startswith(jpeg.XMP_HEAD):
            carried.xmp = carried.xmp or body[len(jpeg.XMP_HEAD) :]
    carried.manifest = jpeg.manifest(pieces)
    carried.manifest_size = len(carried.manifest)


def _webp(file: BinaryIO, carried: Carried) -> None:
    for name, at, size in webp.chunks(file):
        match name:
            case b"EXIF":
                carried.exif = carried.exif or carried.take(file, at, size)
            case b"XMP ":
                carried.xmp = carried.xmp or carried.take(file, at, size)
            case b"C2PA":
                _manifest(file, at, size, carried)
            case _:
                continue
