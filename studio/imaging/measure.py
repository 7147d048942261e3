"""A picture that lies on disk, verified and measured, and its two small copies for the page.

The file itself is only read. `finish` decodes once: that one decode proves the picture whole, and the preview and the thumbnail come from it, already in sRGB
so that colours match in every browser and in every comparison. Width and height are those of the picture as it is seen, turned as its EXIF says.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageFile

from studio.core.parts import Image
from studio.imaging.colour import fitted, flat, profile_name, profile_of, see_through, to_srgb
from studio.imaging.faults import Origin, Where, megabytes, shown
from studio.imaging.files import put
from studio.imaging.opening import MAX_PIXELS, load, opened, recognise, upright
from studio.imaging.sniff import HEAD
from studio.imaging.strip import exif_facts

MAX_BYTES = 64_000_000
"""PROTOCOLS.md 8.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A measured picture with its small copies.

    `profile` is the name of its colour profile, empty where it has none; `alpha` says that some pixel is not opaque.
    """

    image: Image
    profile: str
    alpha: bool
    preview: Path
    thumb: Path


def measure(path: Path, *, where: Where = "reply", max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Image:
    """What a file holds, decoded to its last line. Raises BadReply for a reply (UsageError for a reference) that is no picture, broken, or too large."""
    with _verified(path, where, max_bytes, max_pixels) as (image, mime):
        width, height = _seen(image)
    return _image(path, mime, width, height)


def finish(path: Path, into: Path, *, preview: int = 1600, thumb: int = 320, where: Where = "reply") -> Finished:
    """Measure, and write `<digest>.preview.webp` and `<digest>.thumb.webp` of the given longest edges in pixels. Raises as `measure`, and StorageFault."""
    with _verified(path, where, MAX_BYTES, MAX_PIXELS) as (image, mime):
        width, height = _seen(image)
        icc, alpha = profile_of(image), see_through(image)
        profile = profile_name(icc) or ("sRGB" if "srgb" in image.info else "")
        turn = exif_facts(image.info.get("exif") or b"")[0]
        small = fitted(flat(image, opaque=not alpha), preview)
    small = upright(to_srgb(small, icc), turn)
    measured = _image(path, mime, width, height)
    return Finished(
        image=measured,
        profile=profile,
        alpha=alpha,
        preview=put(_webp(small, alpha=alpha), into / f"{measured.digest}.preview.webp"),
        thumb=put(_webp(fitted(small, thumb), alpha=alpha), into / f"{measured.digest}.thumb.webp"),
    )


@contextmanager
def _verified(path: Path, where: Where, max_bytes: int, max_pixels: int) -> Iterator[tuple[ImageFile.ImageFile, str]]:
    """The decoded picture and its MIME type. Raises the origin's error."""
    origin = Origin(where=where, name=shown(path.name))
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise origin.fault("gone") from error
    mime = recognise(head, origin)
    if size > max_bytes:
        raise origin.fault("bytes", size=megabytes(size), limit=megabytes(max_bytes))
    with opened(path, mime, origin, max_pixels=max_pixels) as image:
        load(image, origin)
        yield image, mime


def _seen(image: Pillow.Image) -> tuple[int, int]:
    """Width and height after turning; TIFF and HEIC are turned by their decoders already."""
    turned = exif_facts(image.info.get("exif") or b"")[0] >= 5
    return (image.height, image.width) if turned else (image.width, image.height)


def _image(path: Path, mime: str, width: int, height: int) -> Image:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Image(path=path, mime=mime, width=width, height=height, bytes=path.stat().st_size, digest=digest)


def _webp(image: Pillow.Image, *, alpha: bool) -> bytes:
    """Encoded for the page. With alpha the fastest method: it costs half as much time for a tenth more bytes."""
    out = BytesIO()
    (image if alpha else image.convert("RGB")).save(out, "WEBP", quality=86, method=0 if alpha else 2)
    return out.getvalue()
