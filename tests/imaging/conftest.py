"""Files as people and gateways have them, made by Pillow, pillow_heif, or by hand where no tool would make them."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

GPS = {1: "N", 2: (52.0, 31.0, 12.3), 3: "E", 4: (13.0, 24.0, 18.0)}


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


class Make:
    """What the tests of this folder build pictures with."""

    chunk = staticmethod(chunk)

    @staticmethod
    def scene(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
        """Red at the top left, green top right, blue bottom left, white bottom right: shows every turn."""
        half = np.zeros((height, width, 3), np.uint8)
        half[: height // 2, : width // 2] = (230, 20, 20)
        half[: height // 2, width // 2 :] = (20, 200, 30)
        half[height // 2 :, : width // 2] = (20, 30, 220)
        half[height // 2 :, width // 2 :] = (250, 250, 250)
        return Image.fromarray(half).convert(mode)

    @staticmethod
    def noise(width: int, height: int, channels: int = 3) -> Image.Image:
        return Image.fromarray(np.random.default_rng(7).integers(0, 256, (height, width, channels), np.uint8))

    @staticmethod
    def exif(orientation: int = 1) -> Image.Exif:
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "SecretCam"
        exif[0x8825] = GPS
        return exif

    @staticmethod
    def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    @staticmethod
    def srgb() -> bytes:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    @staticmethod
    def swapped() -> bytes:
        """A profile whose red and green are changed about, so that a colour tells whether it was applied."""
        icc = bytearray(Make.srgb())
        table = {bytes(icc[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(icc[128:132]), 12)}
        red, green = (bytes(icc[table[tag] + 4 : table[tag] + 12]) for tag in (b"rXYZ", b"gXYZ"))
        icc[table[b"rXYZ"] + 4 : table[b"rXYZ"] + 12], icc[table[b"gXYZ"] + 4 : table[b"gXYZ"] + 12] = green, red
        at, size = (int.from_bytes(icc[table[b"desc"] + 4 + n : table[b"desc"] + 8 + n]) for n in (0, 4))
        icc[at : at + size] = bytes(icc[at : at + size]).replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
        return bytes(icc)

    @staticmethod
    def with_metadata(kind: str, orientation: int = 1) -> bytes:
        """A file with camera, place, prompt, comment, XMP and something behind its end."""
        image, exif = Make.scene(), Make.exif(orientation).tobytes()
        match kind:
            case "PNG":
                info = PngImagePlugin.PngInfo()
                info.add_text("parameters", "secret words")
                info.add_itxt("XML:com.adobe.xmp", "http://ns.adobe.com/xap")
                return Make.encoded(image, "PNG", pnginfo=info, exif=exif, icc_profile=Make.srgb()) + b"secret words after the end"
            case "JPEG":
                return (
                    Make.encoded(image, "JPEG", exif=exif, comment=b"secret words", xmp=b"http://ns.adobe.com/xap", icc_profile=Make.srgb())
                    + b"\xff\xd8secret words of a second picture\xff\xd9"
                )
            case _:
                return Make.encoded(image, "WEBP", exif=exif, xmp=b"http://ns.adobe.com/xap", icc_profile=Make.srgb())

    @staticmethod
    def png(width: int, height: int, depth: int = 8, colour: int = 2, pixels: bytes = b"", extra: tuple[bytes, ...] = ()) -> bytes:
        """A PNG by hand, with whatever size its header claims."""
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
        return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.fixture
def make() -> type[Make]:
    return Make


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "into"


@pytest.fixture
def file(tmp_path: Path):
    """Write bytes under a name; the path comes back."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
