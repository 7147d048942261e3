"""A person's file made fit to be sent, the file itself untouched.

Two ways. A PNG, JPEG or WebP that is upright, still, eight bits and in a colour space every model reads keeps its pixels byte for byte: only metadata is cut
out (strip.py), and a file without any is copied as it is. Everything else is decoded and encoded once: JPEG at quality 95 without chroma subsampling for what
was a photograph, else PNG. What is sent holds no metadata of the person's file (no place, no camera) but its colour profile. Each change is a note.

The result is a copy and not a link: it is named by its digest, and a person may go on editing their file in place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image as Pillow

from studio.core.notes import Note, note
from studio.core.parts import Image
from studio.imaging.colour import flat, profile_name, profile_of, see_through, to_srgb
from studio.imaging.faults import Origin, megabytes, shown
from studio.imaging.files import keep
from studio.imaging.opening import FAULTS, MAX_PIXELS, load, opened, recognise, upright
from studio.imaging.sniff import HEAD, NAMES, extension
from studio.imaging.strip import Stripped, exif_facts, strip

MAX_BYTES = 50_000_000
"""What OpenAI takes per picture (PROTOCOLS.md C24)."""

_PLAIN = frozenset({"L", "LA", "RGB", "RGBA", "P", "PA", "1"})
_HEIC = frozenset({"image/heic", "image/heif"})
_PHOTOGRAPHS = _HEIC | {"image/jpeg"}
_SEQUENCES = frozenset({"image/gif", "image/tiff", "image/avif", "image/webp"})  # not HEIC: beside its one picture it holds bursts and depth
_RAW = frozenset({".dng", ".nef", ".nrw", ".cr2", ".arw", ".sr2", ".pef", ".rw2", ".orf", ".3fr", ".iiq"})  # TIFF outside, but only a thumbnail would be seen
_SUFFIXES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".jpe": "image/jpeg", ".jfif": "image/jpeg", ".tif": "image/tiff", ".hif": "image/heif"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A reference as it will be sent. `name` is the person's file name, fit to be shown; `alpha` says that some pixel is not opaque."""

    image: Image
    notes: tuple[Note, ...]
    name: str
    alpha: bool


class _Encoded(NamedTuple):
    data: bytes
    mime: str
    size: tuple[int, int]
    alpha: bool
    notes: tuple[Note, ...]


def prepare(
    path: Path,
    into: Path,
    *,
    mimes: Collection[str],
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    name: str = "",
    field: str = "references",
) -> Prepared:
    """The file as a picture that a gateway taking `mimes` can read, in `into` under its digest.

    `name` is what the person called it, where `path` no longer says. Raises UsageError at `field` for what is not a picture, broken, or too large (bombs are
    told by their header), and StorageFault where `into` takes nothing.
    """
    origin = Origin(where="reference", name=shown(name or path.name), field=field)
    data = _read(path, max_bytes, origin)
    mime = recognise(data[:HEAD], origin)
    suffix = Path(origin.name).suffix.lower()
    if mime == "image/tiff" and suffix in _RAW:
        raise origin.fault("foreign", kind="RAW")
    notes = [] if _named(suffix) in {mime, "", *(_HEIC if mime in _HEIC else ())} else [note("picture.note.really", name=origin.name, format=NAMES[mime])]
    clean = strip(data, mime)
    encoded = (clean and mime in mimes and _untouched(clean, mime, max_pixels, origin)) or _converted(
        data, clean, mime, origin, mimes=mimes, max_pixels=max_pixels
    )
    width, height = encoded.size
    image = keep(encoded.data, into, mime=encoded.mime, width=width, height=height)
    return Prepared(image=image, notes=(*notes, *encoded.notes), name=origin.name, alpha=encoded.alpha)


def encode(image: Pillow.Image, mime: str, *, icc: bytes = b"", quality: int = 95) -> bytes:
    """A flat picture with its profile and nothing else attached. JPEG takes no alpha."""
    out = BytesIO()
    image.info = {}
    match mime:
        case "image/jpeg":
            image.save(out, "JPEG", quality=quality, subsampling=0 if quality >= 92 else 2, icc_profile=icc or None)
        case "image/webp":
            image.save(out, "WEBP", quality=quality, method=2, icc_profile=icc or None)
        case _:
            image.save(out, "PNG", compress_level=3, icc_profile=icc or None)
    return out.getvalue()


def _read(path: Path, max_bytes: int, origin: Origin) -> bytes:
    """The whole file, or the origin's error where it is gone or too large. No more is read than its size said, should it grow meanwhile."""
    try:
        size = path.stat().st_size
        if not path.is_file():  # a folder, or a pipe that would never end
            raise origin.fault("gone")
        if size > max_bytes:
            raise origin.fault("bytes", size=megabytes(size), limit=megabytes(max_bytes))
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise origin.fault("gone") from error


def _untouched(clean: Stripped, mime: str, max_pixels: int, origin: Origin) -> _Encoded | None:
    """The same pixels byte for byte, metadata cut out; None where the picture has to be encoded anew."""
    orientation, place = exif_facts(clean.exif)
    if orientation != 1 or (clean.frames and mime == "image/webp") or _deep(clean.data, mime):
        return None
    with opened(clean.data, mime, origin, max_pixels=max_pixels) as image:
        if image.mode not in _PLAIN:
            return None
        size = image.size
        image.draft(None, (max(1, size[0] // 8), max(1, size[1] // 8)))  # a JPEG is read to its end all the same, at an eighth of the pixels
        load(image, origin)
        alpha = see_through(image)
    notes = _private(origin.name, place=place) if clean.dropped else []
    if clean.frames:
        notes.append(note("picture.note.frame", name=origin.name))
    return _Encoded(clean.data, mime, size, alpha, tuple(notes))


def _converted(data: bytes, clean: Stripped | None, mime: str, origin: Origin, *, mimes: Collection[str], max_pixels: int) -> _Encoded:
    """Decoded, turned upright, eight bits, in a colour space that everyone reads, and encoded."""
    name = origin.name
    with opened(clean.data if clean else data, mime, origin, max_pixels=max_pixels) as image:  # text in a PNG can be a bomb of its own: `clean` has none
        exif = clean.exif if clean else image.info.get("exif") or b""
        noted = bool((clean and clean.dropped) or exif or {"xmp", "comment"} & image.info.keys())
        moves = clean.frames if clean else mime in _SEQUENCES and _animated(image)
        turn, place = _tiff_facts(image) if mime == "image/tiff" else exif_facts(exif)
        load(image, origin)
        deep = _deep(data, mime) or image.mode.startswith(("I", "F"))
        before, icc, alpha = image.mode, profile_of(image), see_through(image)
        plain = flat(image, opaque=not alpha)
    if mime != "image/tiff":  # turned by its decoder already
        plain = upright(plain, turn)
    notes = [note("picture.note.turned", name=name)] if turn != 1 else []
    if moves:
        notes.append(note("picture.note.frame", name=name))
    if deep:
        notes.append(note("picture.note.bits", name=name))
    if plain.mode in {"CMYK", "LAB"}:
        notes.append(note("picture.note.colours", name=name, before=f"{before}, {profile_name(icc)}" if icc else before, after="sRGB"))
        plain, icc = to_srgb(plain, icc), b""
    target = _target(data, mime, mimes, alpha=alpha)
    if target != mime:
        notes.append(note("picture.note.converted", name=name, before=NAMES[mime], after=NAMES[target]))
    notes += _private(name, place=place) if noted or place else []
    return _Encoded(encode(plain, target, icc=icc), target, plain.size, alpha, tuple(notes))


def _target(data: bytes, mime: str, mimes: Collection[str], *, alpha: bool) -> str:
    """JPEG for photographs without alpha, PNG for everything else, as far as the gateway takes them."""
    photograph = mime in _PHOTOGRAPHS or (mime == "image/webp" and b"VP8 " in data[:64])
    wished = ("image/jpeg", "image/png") if photograph and not alpha else ("image/png", "image/webp") if alpha else ("image/png", "image/jpeg")
    return next((wish for wish in wished if wish in mimes), "image/png")


def _private(name: str, *, place: bool) -> list[Note]:
    return [note("picture.note.place" if place else "picture.note.private", name=name)]


def _animated(image: Pillow.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except FAULTS:  # a second frame that is broken is no concern of the first
        return False


def _tiff_facts(image: Pillow.Image) -> tuple[int, bool]:
    """As `exif_facts`, of a TIFF before it is decoded: its decoder turns it and forgets that it did."""
    try:
        tags = image.getexif()
        return int(tags.get(0x0112, 1)), 0x8825 in tags
    except FAULTS:
        return 1, False


def _deep(data: bytes, mime: str) -> bool:
    """A PNG of 16 bits a channel; Pillow hands out RGB of any depth as eight bits, so the header is asked."""
    return mime == "image/png" and data[24:25] == b"\x10"


def _named(suffix: str) -> str:
    """The MIME type that an extension promises, empty where it promises no picture."""
    return _SUFFIXES.get(suffix) or next((mime for mime in NAMES if extension(mime) == suffix), "")
