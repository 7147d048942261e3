"""A reply that is a picture: measured, its file untouched, and its small copies in sRGB."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.errors import BadReply
from studio.imaging import extension, finish, measure, sniff


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "TIFF", "BMP"])
def test_measured(file, make, kind):
    data = make.encoded(make.scene(), kind)
    path = file("1-1.bin", data)
    image = measure(path)
    assert (image.width, image.height, image.bytes) == (64, 48, len(data))
    assert image.mime == f"image/{kind.lower()}" == sniff(data)
    assert image.digest == hashlib.sha256(data).hexdigest()
    assert path.read_bytes() == data


def test_extensions():
    assert [extension(f"image/{name}") for name in ("jpeg", "png", "webp", "heic", "svg+xml")] == [".jpg", ".png", ".webp", ".heic", ".bin"]
    assert extension("") == ".bin"


def test_small_copies_are_named_by_digest_and_fit_their_edges(file, into, make):
    done = finish(file("1-1.png", make.encoded(make.noise(900, 300), "PNG")), into, preview=400, thumb=80)
    assert done.preview == into / f"{done.image.digest}.preview.webp"
    assert done.thumb == into / f"{done.image.digest}.thumb.webp"
    assert sorted(entry.name for entry in into.iterdir()) == sorted([done.preview.name, done.thumb.name])
    assert peek(done.preview).size == (400, 133)
    assert peek(done.thumb).size == (80, 27)
    assert not done.alpha
    assert done.profile == ""


def test_a_small_picture_is_not_enlarged_and_a_long_one_keeps_a_pixel(file, into, make):
    assert peek(finish(file("a.png", make.encoded(make.scene(), "PNG")), into).preview).size == (64, 48)
    assert peek(finish(file("b.png", make.encoded(make.noise(5000, 2), "PNG")), into).thumb).size == (320, 1)


def test_small_copies_are_srgb(file, into, make):
    """Red under a profile with red and green changed about is seen as green: by the browser through the profile, in the preview without one."""
    path = file("a.png", make.encoded(Image.new("RGB", (400, 400), (255, 0, 0)), "PNG", icc_profile=make.swapped()))
    done = finish(path, into, preview=200, thumb=50)
    assert done.profile == "Swap built-in"
    for small in (done.preview, done.thumb):
        assert "icc_profile" not in peek(small).info
        red, green, blue = peek(small).convert("RGB").getpixel((20, 20))
        assert green > 240
        assert max(red, blue) < 15


def test_grey_and_cmyk_profiles_are_followed(file, into, make):
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of another colour space: as good as none
    done = finish(file("a.png", make.encoded(make.scene(mode="L"), "PNG", icc_profile=grey)), into)
    assert done.profile == ""
    done = finish(file("b.jpg", make.encoded(make.scene(mode="CMYK"), "JPEG", quality=95)), into)
    assert np.abs(np.asarray(peek(done.preview).convert("RGB"), int) - np.asarray(make.scene(), int)).mean() < 10


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L"])
def test_every_mode_has_its_preview(file, into, make, mode):
    image = make.scene(mode="L").convert("I;16") if mode == "I;16" else make.scene(500, 400, mode)
    options = {"transparency": image.getpixel((0, 0))} if mode == "P" else {}
    done = finish(file("a.png", make.encoded(image, "PNG", **options)), into, preview=120, thumb=30)
    assert done.alpha == (mode == "P")
    assert max(peek(done.preview).size) in {64, 120}


def test_alpha_is_kept_and_hidden_colours_do_not_bleed(file, into):
    clear = np.zeros((600, 600, 4), np.uint8)
    clear[..., 1] = 255  # green everywhere, but hidden
    clear[100:501, 100:501] = (255, 0, 0, 255)
    done = finish(file("a.png", encode_png(clear)), into, preview=151, thumb=37)
    assert done.alpha
    for small in (done.preview, done.thumb):
        pixels = np.asarray(peek(small).convert("RGBA"), int)
        assert pixels[0, 0, 3] == 0
        seen = pixels[pixels[..., 3] > 128]
        assert seen[:, 1].max() < 60


def test_an_alpha_channel_that_hides_nothing_is_not_alpha(file, into, make):
    done = finish(file("a.png", make.encoded(make.scene(mode="RGBA"), "PNG")), into)
    assert not done.alpha
    assert peek(done.preview).mode == "RGB"


def test_a_turned_reply_is_measured_as_it_is_seen(file, into, make):
    path = file("a.jpg", make.encoded(make.scene(), "JPEG", exif=make.exif(6), quality=95))
    done = finish(path, into)
    assert (done.image.width, done.image.height) == (48, 64)
    assert (measure(path).width, measure(path).height) == (48, 64)
    expected = make.scene().transpose(Image.Transpose.ROTATE_270)
    assert np.abs(np.asarray(peek(done.preview).convert("RGB"), int) - np.asarray(expected, int)).mean() < 10


def test_a_cut_reply_leaves_no_small_copies_and_its_file_alone(file, into, make):
    data = make.encoded(make.noise(300, 300), "PNG")[:-9000]
    path = file("1-1.png", data)
    with pytest.raises(BadReply) as caught:
        finish(path, into)
    assert caught.value.key == "picture.reply.cut"
    assert path.read_bytes() == data
    assert not into.exists()


def peek(path):
    return Image.open(io.BytesIO(path.read_bytes()))


def encode_png(array):
    out = io.BytesIO()
    Image.fromarray(array).save(out, "PNG")
    return out.getvalue()
