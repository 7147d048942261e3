"""A picture opened with care: one decoder, chosen by the first bytes, and no pixel decoded before its size is known to be sane.

Pillow's own `Image.open` tries every decoder, and guards against bombs with a warning whose switch is global to the process. Here the plugin is called
directly, which tries nothing else, raises no warning, and leaves the limit to us: it is checked on the header, where a picture of 30000×30000 pixels still
costs a few hundred bytes. HEIC is read where the extra `heic` is installed, without registering it with Pillow.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, BmpImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from studio.imaging.faults import Origin
from studio.imaging.sniff import foreign, sniff

try:
    from pillow_heif import HeifImageFile
except ImportError:  # the extra `heic` is not installed
    HeifImageFile = None

MAX_PIXELS = 160_000_000
"""PROTOCOLS.md 8.2. Pillow's own hard limit lies at 179 million."""

# what a decoder raises on bytes that it can not make sense of; found by the fuzz test, beside what Pillow documents
FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

_PLUGINS: dict[str, Any] = {
    "image/png": PngImagePlugin.PngImageFile,
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/webp": WebPImagePlugin.WebPImageFile,
    "image/gif": GifImagePlugin.GifImageFile,
    "image/bmp": BmpImagePlugin.BmpImageFile,
    "image/tiff": TiffImagePlugin.TiffImageFile,
    "image/avif": AvifImagePlugin.AvifImageFile,
}
_HEIC = frozenset({"image/heic", "image/heif"})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def recognise(head: bytes, origin: Origin) -> str:
    """The MIME type of a picture that can be read here. Raises the origin's error for anything else."""
    mime = sniff(head)
    if mime in _PLUGINS or (mime in _HEIC and HeifImageFile is not None):
        return mime
    if mime in _HEIC:
        raise origin.fault("heic")
    if not head:
        raise origin.fault("empty")
    if mime == "image/svg+xml":
        raise origin.fault("svg", head=head)
    if mime == "text/html":
        raise origin.fault("page", head=head)
    if mime == "text/plain":
        raise origin.fault("text", head=head)
    if kind := foreign(head):
        raise origin.fault("foreign", kind=kind)
    raise origin.fault("unknown", head=head)


@contextmanager
def opened(source: Path | bytes, mime: str, origin: Origin, *, max_pixels: int = MAX_PIXELS) -> Iterator[ImageFile.ImageFile]:
    """The picture with its header read and its size checked, nothing decoded. Raises the origin's error."""
    with source.open("rb") if isinstance(source, Path) else BytesIO(source) as file:
        if mime == "image/webp":  # its decoder makes room for the whole canvas as it opens
            _check(_webp_size(file.read(30)), max_pixels, origin)
            file.seek(0)
        try:
            image: ImageFile.ImageFile = (HeifImageFile if mime in _HEIC else _PLUGINS[mime])(file)
        except FAULTS as error:
            raise origin.fault("cut") from error
        with image:
            _check(image.size, max_pixels, origin)
            yield image


def load(image: ImageFile.ImageFile, origin: Origin) -> None:
    """Decode it all, the first frame where there are several. Raises the origin's error where the bytes end early or make no sense."""
    try:
        image.load()
    except FAULTS as error:
        raise origin.fault("cut") from error


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as its EXIF orientation says."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _check(size: tuple[int, int], max_pixels: int, origin: Origin) -> None:
    width, height = size
    if width * height > max_pixels:
        raise origin.fault("pixels", width=width, height=height, limit=max_pixels // 1_000_000)
    if width < 1 or height < 1:
        raise origin.fault("cut")


def _webp_size(head: bytes) -> tuple[int, int]:
    """Width and height in pixels from the first 30 bytes of a WebP file; 1 by 1 where they do not tell, which the decoder will then say."""
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        packed = int.from_bytes(head[21:25], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(head[26:28], "little") & 0x3FFF or 1, int.from_bytes(head[28:30], "little") & 0x3FFF or 1
    return 1, 1
