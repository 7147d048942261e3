"""References within the body a gateway takes: the largest give way, just enough, and it is said which and to what."""

import io

import numpy as np
import pytest
from PIL import Image

from studio.errors import UsageError
from studio.imaging import fit_budget, measure


def length(images) -> int:
    return sum(-(-image.bytes // 3) * 4 for image in images)


@pytest.fixture
def picture(file, make):
    def build(name: str, image: Image.Image, kind: str = "PNG", **options):
        return measure(file(name, make.encoded(image, kind, **options)))

    return build


def test_within_the_budget_nothing_changes(picture, make, into):
    images = (picture("a.png", make.noise(50, 50)),)
    assert fit_budget(images, length(images), into) == (images, ())
    assert fit_budget((), 0, into) == ((), ())
    assert not into.exists()


def test_the_format_gives_way_before_the_pixels(picture, make, into):
    small, large = picture("a.png", make.noise(60, 60)), picture("b.png", make.noise(600, 500), icc_profile=make.swapped())
    budget = length([small]) + length([large]) * 3 // 4
    (first, second), notes = fit_budget((small, large), budget, into)
    assert first == small
    assert (second.width, second.height, second.mime) == (600, 500, "image/jpeg")
    assert length([first, second]) <= budget
    assert second == measure(second.path)
    assert Image.open(io.BytesIO(second.path.read_bytes())).info["icc_profile"] == make.swapped()
    assert len(notes) == 1
    assert "Picture 2" in str(notes[0])
    assert "PNG 600×500" in str(notes[0])
    assert "JPEG 600×500" in str(notes[0])
    assert "第 2 张" in notes[0].say("zh-CN")


def test_then_the_pixels_of_the_largest(picture, make, into):
    images = (picture("a.png", make.noise(1200, 900)), picture("b.jpg", make.noise(100, 100), "JPEG"), picture("c.png", make.noise(1100, 1000)))
    budget = 900_000
    fitted, notes = fit_budget(images, budget, into)
    assert 0.6 * budget < length(fitted) <= budget
    assert fitted[1] == images[1]
    assert [dict(note.values)["number"] for note in notes] == [1, 3]
    assert fitted[0].width < 1200
    assert abs(fitted[0].width / fitted[0].height - 4 / 3) < 0.01


@pytest.mark.parametrize("mimes", [("image/png", "image/jpeg"), ("image/png", "image/jpeg", "image/webp")])
def test_alpha_is_kept(picture, make, into, mimes):
    clear = np.asarray(make.noise(700, 700, 4)).copy()
    clear[:350, :, 3] = 0
    image = picture("a.png", Image.fromarray(clear))
    (fitted,), _ = fit_budget((image,), length([image]) * 2 // 3, into, mimes=mimes)
    assert fitted.mime == ("image/webp" if "image/webp" in mimes else "image/png")
    with Image.open(fitted.path) as small:
        assert small.getpixel((small.width // 2, 3))[3] == 0
        assert small.convert("RGBA").getpixel((small.width // 2, small.height - 20))[3] != 0


def test_a_picture_that_was_not_prepared_is_turned_all_the_same(picture, make, into):
    image = picture("a.jpg", make.noise(600, 300), "JPEG", exif=make.exif(6), quality=100)
    (fitted,), _ = fit_budget((image,), length([image]) // 2, into)
    assert fitted.height == 2 * fitted.width
    assert b"SecretCam" not in fitted.path.read_bytes()


@pytest.mark.parametrize("budget", [20_000, 0, -5])
def test_what_can_not_fit_is_refused(picture, make, into, budget):
    with pytest.raises(UsageError) as caught:
        fit_budget((picture("a.png", make.noise(900, 900)),), budget, into)
    assert caught.value.field == "references"
    assert "References: 1." in str(caught.value)
    assert caught.value.next("zh-CN")
