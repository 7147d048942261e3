"""Files as the tools document them, put together byte by byte: containers around any metadata, with one plain picture inside."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

INFOTEXT = (
    "a fox in the snow, (soft light:1.2)\n"
    "second line <lora:winter:0.8>\n"
    "Negative prompt: blurry,\n"
    "low quality\n"
    "Steps: 20, Sampler: Euler a, Schedule type: Karras, CFG scale: 7, Seed: 965400086, Size: 832x1216, Model hash: 45dee52b, Model: dreamshaper_8, "
    'Lora hashes: "winter: 1f2a, other: 3c4d", Hires prompt: "a \\"red\\" fox, close", Version: v1.10.1'
)


class Files:
    """What the tests of recipes build files with."""

    @staticmethod
    def picture(width: int = 48, height: int = 32, mode: str = "RGB") -> Image.Image:
        return Image.linear_gradient("L").resize((width, height)).convert(mode)

    @classmethod
    def encoded(cls, kind: str, mode: str = "RGB", **options: object) -> bytes:
        out = io.BytesIO()
        cls.picture(mode=mode).save(out, kind, **options)
        return out.getvalue()

    @staticmethod
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    @classmethod
    def png(cls, *chunks: tuple[bytes, bytes]) -> bytes:
        """Chunks between the header and the pixels."""
        plain = cls.encoded("PNG")
        return plain[:33] + b"".join(cls.chunk(*each) for each in chunks) + plain[33:]

    @classmethod
    def text_png(cls, **texts: str) -> bytes:
        """As A1111, ComfyUI, InvokeAI and Fooocus save: through Pillow's add_text."""
        info = PngImagePlugin.PngInfo()
        for name, text in texts.items():
            info.add_text(name.replace("sd_metadata", "sd-metadata"), text)
        return cls.encoded("PNG", pnginfo=info)

    @staticmethod
    def user_comment(value: bytes, order: str = ">") -> bytes:
        """A TIFF with UserComment in an Exif directory, by hand."""
        head = (b"MM\x00*" if order == ">" else b"II*\x00") + struct.pack(f"{order}I", 8)
        first = struct.pack(f"{order}HHHIII", 1, 0x8769, 4, 1, 26, 0)
        return head + first + struct.pack(f"{order}HHHIII", 1, 0x9286, 7, len(value), 44, 0) + value

    @classmethod
    def jpeg(cls, *segments: tuple[int, bytes]) -> bytes:
        """Segments after the heading."""
        plain = cls.encoded("JPEG")
        at = 4 + int.from_bytes(plain[4:6])
        return plain[:at] + b"".join(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body for marker, body in segments) + plain[at:]

    @staticmethod
    def riff(*chunks: tuple[bytes, bytes]) -> bytes:
        body = b"WEBP" + b"".join(name + struct.pack("<I", len(said)) + said + bytes(len(said) % 2) for name, said in chunks)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    @classmethod
    def webp(cls, *chunks: tuple[bytes, bytes]) -> bytes:
        """The extended format with chunks after the picture."""
        plain = cls.encoded("WEBP")
        size = int.from_bytes(plain[16:20], "little")
        flags = sum({b"EXIF": 8, b"XMP ": 4}.get(name, 0) for name, _ in chunks)
        return cls.riff((b"VP8X", struct.pack("<I", flags) + b"\x2f\x00\x00\x1f\x00\x00"), (plain[12:16], plain[20 : 20 + size]), *chunks)


@pytest.fixture
def files() -> type[Files]:
    return Files


@pytest.fixture
def infotext() -> str:
    return INFOTEXT


@pytest.fixture
def file(tmp_path: Path):
    """Write bytes under a name; the path comes back."""

    def write(data: bytes, name: str = "picture.bin") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
