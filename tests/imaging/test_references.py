"""What is sent for a person's file: the same picture, upright, without their metadata, in a format that is taken; and what is said about it."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageOps

from studio.imaging import prepare, strip

MIMES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
SECRETS = (b"SecretCam", b"secret words", b"http://ns.adobe.com/xap", b"Exif\x00", b"eXIf", b"GPS")


def sent(path: Path, into: Path, **options):
    """Prepare; the person's file is as before and what is sent holds none of its secrets."""
    before, times = path.read_bytes(), path.stat().st_mtime_ns
    ready = prepare(path, into, **{"mimes": MIMES, **options})
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == times
    data = ready.image.path.read_bytes()
    assert not [secret for secret in SECRETS if secret in data]
    assert ready.image.digest == hashlib.sha256(data).hexdigest() == ready.image.path.stem
    assert ready.image.bytes == len(data)
    with Image.open(ready.image.path) as image:
        assert image.get_format_mimetype() == ready.image.mime
        assert image.size == (ready.image.width, ready.image.height)
        assert not image.getexif()
        image.load()
    assert [entry.name for entry in into.iterdir() if entry.suffix == ".part"] == []
    return ready


def told(ready) -> list[str]:
    return [each.key.removeprefix("picture.note.") for each in ready.notes]


def peek(source: Path | bytes) -> Image.Image:
    return Image.open(io.BytesIO(source if isinstance(source, bytes) else source.read_bytes()))


def pixels(source: Path | bytes | Image.Image, mode: str = "RGB") -> np.ndarray:
    image = source if isinstance(source, Image.Image) else peek(source)
    return np.asarray(image.convert(mode), dtype=int)


def alike(left, right, within: float = 6, mode: str = "RGB") -> bool:
    a, b = pixels(left, mode), pixels(right, mode)
    return a.shape == b.shape and float(np.abs(a - b).mean()) < within


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "L", {}),
        ("PNG", "LA", {}),
        ("PNG", "P", {}),
        ("PNG", "1", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "L", {"restart_marker_rows": 1}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
    ],
)
def test_a_clean_file_passes_byte_for_byte(file, into, make, kind, mode, options):
    data = make.encoded(make.scene(mode=mode), kind, **options)
    ready = sent(file(f"a.{kind.lower()}", data), into)
    assert ready.image.path.read_bytes() == data
    assert ready.notes == ()
    assert not ready.alpha


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_of_a_few_pixels(file, into, make, kind):
    ready = sent(file("dot", make.encoded(make.scene(3, 5), kind)), into)
    assert (ready.image.width, ready.image.height) == (3, 5)


def test_twice_is_the_same_file_and_a_prepared_one_passes_again(file, into, make):
    first = sent(file("a.jpg", make.encoded(make.scene(), "JPEG", exif=make.exif(6))), into)
    again = sent(first.image.path, into)
    assert again.image == first.image
    assert len(list(into.iterdir())) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_cut_out_without_touching_a_pixel(file, into, make, kind):
    data = make.with_metadata(kind)
    ready = sent(file(f"a.{kind.lower()}", data), into)
    assert told(ready) == ["place"]
    assert np.array_equal(pixels(ready.image.path, "RGBA"), pixels(data, "RGBA"))
    assert peek(ready.image.path).info["icc_profile"] == make.srgb()
    stripped = strip.strip(data, ready.image.mime)
    assert stripped is not None
    assert ready.image.path.read_bytes() == stripped.data  # not encoded anew


def test_a_jpeg_thumbnail_and_photoshop_and_unknown_segments_go(file, into, make):
    whole = make.encoded(make.scene(), "JPEG")
    jfif = b"\xff\xe0" + (16 + 27).to_bytes(2) + b"JFIF\0\1\1\0\0\1\0\1\x03\x03" + b"secret words of thumbnail.."
    more = b"\xff\xed\x00\x14Photoshop secret w" + b"\xff\xe2\x00\x10MPF\0secret wor" + b"\xff\xef\x00\x0esecret words"
    ready = sent(file("a.jpg", whole[:2] + jfif + more + whole[20:]), into)
    assert told(ready) == ["private"]
    assert ready.image.path.read_bytes() == whole[:2] + b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0" + whole[20:]


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_orientation_is_applied(file, into, make, kind, orientation):
    data = make.with_metadata(kind, orientation)
    ready = sent(file(f"a.{kind.lower()}", data), into)
    assert "turned" in told(ready)
    assert "place" in told(ready)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert expected.size == ((48, 64) if orientation >= 5 else (64, 48))
    assert alike(ready.image.path, expected)
    assert peek(ready.image.path).info["icc_profile"] == make.srgb()


def test_a_turned_tiff_and_a_turned_heic_are_upright_once(file, into, make):
    tiff = make.encoded(make.scene(), "TIFF", exif=make.exif(6).tobytes())
    ready = sent(file("a.tiff", tiff), into)
    assert told(ready) == ["turned", "converted", "place"]
    assert ready.image.mime == "image/png"
    assert alike(ready.image.path, make.scene().transpose(Image.Transpose.ROTATE_270))
    half = sent(file("b.tiff", make.encoded(make.scene(), "TIFF", exif=make.exif(3).tobytes())), into)
    assert "turned" in told(half)
    assert alike(half.image.path, make.scene().transpose(Image.Transpose.ROTATE_180))
    heif = pillow_heif.from_pillow(make.scene())
    out = io.BytesIO()
    heif.save(out, exif=make.exif(6).tobytes(), quality=95)
    ready = sent(file("a.heic", out.getvalue()), into)
    assert alike(ready.image.path, make.scene().transpose(Image.Transpose.ROTATE_270), within=12)


def test_heic_becomes_jpeg_and_with_alpha_png(file, into, make):
    out = io.BytesIO()
    pillow_heif.from_pillow(make.scene()).save(out, exif=make.exif().tobytes(), quality=95)
    ready = sent(file("IMG_0001.HEIC", out.getvalue()), into)
    assert ready.image.mime == "image/jpeg"
    assert told(ready) == ["converted", "place"]
    assert "HEIC → JPEG" in str(ready.notes[0])
    assert alike(ready.image.path, make.scene(), within=12)
    clear = make.scene(mode="RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    out = io.BytesIO()
    pillow_heif.from_pillow(clear).save(out, quality=95)
    ready = sent(file("b.heic", out.getvalue()), into)
    assert ready.image.mime == "image/png"
    assert ready.alpha


def test_cmyk_becomes_srgb(file, into, make):
    data = make.encoded(make.scene(mode="CMYK"), "JPEG", quality=95, exif=make.exif())
    ready = sent(file("print.jpg", data), into)
    assert told(ready) == ["colours", "place"]
    assert "CMYK → sRGB" in str(ready.notes[0])
    assert peek(ready.image.path).mode == "RGB"
    assert alike(ready.image.path, make.scene(), within=10)


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_sixteen_bits_become_eight(file, into, make, colour, channels):
    values = np.linspace(0, 65_535, 40 * 30 * channels).reshape(30, 40 * channels).astype(">u2")
    if channels in (2, 4):
        values[:, channels - 1 :: channels] = 0x8000
    data = make.png(40, 30, depth=16, colour=colour, pixels=b"".join(b"\0" + row.tobytes() for row in values))
    ready = sent(file("deep.png", data), into)
    assert told(ready) == ["bits"]
    assert ready.alpha == (channels in (2, 4))
    got = np.asarray(peek(ready.image.path), dtype=int).reshape(30, -1)
    assert ready.image.path.read_bytes()[24] == 8
    if got.shape == values.shape:
        assert np.abs(got - values.astype(int) / 257).max() <= 1
    else:  # grey with alpha that Pillow hands out as RGBA
        assert np.abs(got.reshape(30, 40, 4)[..., 0] - values.reshape(30, 40, 2)[..., 0].astype(int) / 257).max() <= 1


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_of_a_moving_picture_the_first_frame_is_sent(file, into, make, kind):
    frames = [make.scene(), ImageOps.invert(make.scene())]
    data = make.encoded(frames[0], kind, save_all=True, append_images=frames[1:], **({"duration": 100} if kind != "TIFF" else {}))
    ready = sent(file(f"move.{kind.lower()}", data), into)
    assert "frame" in told(ready)
    assert getattr(peek(ready.image.path), "n_frames", 1) == 1
    assert alike(ready.image.path, frames[0], within=14)
    if kind in {"GIF", "AVIF", "TIFF"}:
        assert ready.image.mime == "image/png"
        assert "converted" in told(ready)


def test_transparency_is_kept_through_every_way(file, into, make):
    clear = make.scene(mode="RGBA")
    clear.putpixel((3, 3), (230, 20, 20, 0))
    for kind, name in (("PNG", "a.png"), ("WEBP", "b.webp"), ("TIFF", "c.tiff"), ("GIF", "d.gif")):
        ready = sent(file(name, make.encoded(clear, kind)), into, mimes=("image/png", "image/jpeg"))
        assert ready.alpha
        assert ready.image.mime == "image/png"
        assert peek(ready.image.path).convert("RGBA").getpixel((3, 3))[3] == 0
    palette = make.scene(mode="P")
    ready = sent(file("e.png", make.encoded(palette, "PNG", transparency=palette.getpixel((0, 0)))), into)
    assert ready.alpha
    turned = sent(file("f.png", make.encoded(clear, "PNG", exif=make.exif(3))), into)
    assert peek(turned.image.path).getpixel((60, 44))[3] == 0


@pytest.mark.parametrize(("kind", "mode"), [("BMP", "RGB"), ("AVIF", "RGB"), *(("TIFF", mode) for mode in ("RGB", "F", "I;16", "LAB", "CMYK"))])
def test_other_formats_become_png(file, into, make, kind, mode):
    image = make.scene(mode="L").convert("F") if mode in {"F", "I;16"} else make.scene(mode=mode)
    if mode == "I;16":
        image = Image.fromarray((np.asarray(image) * 257).astype(np.uint16))
    ready = sent(file(f"a.{kind.lower()}", make.encoded(image, kind)), into)
    assert ready.image.mime == "image/png"
    assert "converted" in told(ready)
    assert peek(ready.image.path).mode in {"RGB", "L"}
    assert alike(ready.image.path, make.scene(mode="L") if mode in {"F", "I;16"} else make.scene(), within=10)


def test_what_it_is_wins_over_what_it_is_called(file, into, make):
    data = make.encoded(make.scene(), "JPEG")
    ready = sent(file("vase.png", data), into)
    assert ready.image.mime == "image/jpeg"
    assert ready.image.path.suffix == ".jpg"
    assert told(ready) == ["really"]
    assert told(sent(file("vase.jpeg", make.encoded(make.scene(), "PNG")), into)) == ["really"]
    assert ready.image.path.read_bytes() == data


def test_a_format_that_the_gateway_does_not_take_is_converted(file, into, make):
    ready = sent(file("a.webp", make.encoded(make.scene(), "WEBP")), into, mimes=("image/png", "image/jpeg"))
    assert ready.image.mime == "image/jpeg"
    assert told(ready) == ["converted"]
    ready = sent(file("a.jpg", make.encoded(make.scene(), "JPEG")), into, mimes=("image/png",))
    assert ready.image.mime == "image/png"


def test_a_foreign_profile_survives_an_encoding(file, into, make):
    data = make.encoded(make.scene(), "JPEG", icc_profile=make.swapped(), exif=make.exif(3))
    ready = sent(file("p3.jpg", data), into)
    assert peek(ready.image.path).info["icc_profile"] == make.swapped()
    grey = sent(file("grey.tiff", make.encoded(make.scene(mode="L"), "TIFF", icc_profile=make.srgb())), into)
    assert "icc_profile" not in peek(grey.image.path).info  # an RGB profile on grey pixels is no profile
    broken = sent(file("b.tiff", make.encoded(make.scene(), "TIFF", icc_profile=b"not a profile")), into)
    assert "icc_profile" not in peek(broken.image.path).info


def test_notes_read_in_both_languages(file, into, make):
    ready = sent(file("IMG 7.jpg", make.with_metadata("JPEG", 6)), into)
    for each in ready.notes:
        assert "IMG 7.jpg" in each.say("en")
        assert "IMG 7.jpg" in each.say("zh-CN")
    assert ready.name == "IMG 7.jpg"
