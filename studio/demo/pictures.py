"""Pictures at the edge of the demo gateway: what comes in is measured and really decoded, what goes out is encoded.

The only module beside the painter that knows Pillow. The painter's pictures leave with one line of text in them that says who drew them, nothing else.
"""

import io
from typing import Literal

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from studio.demo.conversation import Sent

SOFTWARE = "Image Studio demo renderer"
MAX_PIXELS = 89_000_000  # just under the number at which Pillow itself warns of a decompression bomb
_ORIENTATION, _SIDEWAYS = 0x0112, (5, 6, 7, 8)


def sniff(data: bytes) -> str:
    """The media type that the bytes themselves say, or an empty string."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return {b"avif": "image/avif", b"avis": "image/avif", b"mif1": "image/heif", b"msf1": "image/heif"}.get(data[8:12], "image/heic")
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return ""


def measure(data: bytes, mime: str, *, decode: bool) -> Sent:
    """The picture in `data`; with `decode` every pixel of it is read, and it is measured as a viewer turns it (ours need neither).

    Raises ValueError when it is not a whole picture, or too large.
    """
    try:
        picture = Image.open(io.BytesIO(data))
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValueError(f"{width}x{height} pixels are more than {MAX_PIXELS:,}")
        if decode:
            picture.load()
        if decode and picture.getexif().get(_ORIENTATION) in _SIDEWAYS:
            width, height = height, width
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise ValueError(str(problem)) from problem
    return Sent(data, mime, width, height)


def upright(sent: Sent) -> Image.Image:
    """The pixels of a picture that was measured, turned as a viewer shows them."""
    with Image.open(io.BytesIO(sent.data)) as picture:
        return ImageOps.exif_transpose(picture)


def alpha(sent: Sent) -> Image.Image | None:
    """How opaque each pixel of a picture is, as one channel; None when it has no such channel."""
    picture = upright(sent)
    if "A" not in picture.mode and "transparency" not in picture.info:
        return None
    return picture.convert("RGBA").getchannel("A")


def encode(picture: Image.Image, mime: Literal["image/png", "image/jpeg", "image/webp"] = "image/png", *, quality: int = 90) -> bytes:
    """The file of a picture. PNG is packed lightly: speed matters more here than size."""
    out = io.BytesIO()
    if mime == "image/png":
        note = PngInfo()
        note.add_text("Software", SOFTWARE)
        picture.save(out, "PNG", compress_level=1, pnginfo=note)
    elif mime == "image/webp":
        picture.save(out, "WEBP", quality=quality, method=1)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()
