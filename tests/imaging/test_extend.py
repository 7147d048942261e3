"""A larger canvas: the picture untouched in its place, the new part filled as asked, and the mask of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.errors import StorageFault, UsageError
from studio.imaging import masks
from studio.imaging.extend import extend


def keys(found):
    return [note.key for note in found.notes]


def opened(found):
    with Image.open(found.canvas.path) as image:
        image.load()
        return image


def test_the_picture_is_untouched_and_the_rest_is_free(make, file, into):
    before = make.noise(120, 90)
    profile = make.srgb()
    path = file("one.png", make.encoded(before, "PNG", icc_profile=profile))
    found = extend(path, into, left=30, top=10)
    image = opened(found)
    assert (image.mode, image.size, image.info["icc_profile"]) == ("RGBA", (150, 100), profile)
    place = found.place
    box = (place.left, place.top, place.right, place.bottom)
    assert box == (30, 10, 150, 100)
    assert np.array_equal(np.asarray(image.crop(box).convert("RGB")), np.asarray(before))
    assert not np.asarray(image)[:, :30].any()
    assert not np.asarray(image)[:10].any()
    grey = np.asarray(masks.pixels(found.mask))
    assert grey[:12].min() == grey[:, :32].min() == 255  # two pixels of overlap
    assert grey[12:, 32:].max() == 0
    assert found.mask.image.width == 150


@pytest.mark.parametrize("fill", ["grey", "edges"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_fills_keep_the_mode(fill, mode, make, file, into):
    before = make.scene(120, 90).convert(mode)
    found = extend(file("one.png", make.encoded(before, "PNG")), into, right=40, bottom=20, fill=fill)
    image = opened(found)
    assert (image.mode, image.size) == (mode, (160, 110))
    assert np.array_equal(np.asarray(image.crop((0, 0, 120, 90))), np.asarray(before))
    if fill == "grey":
        assert np.ravel(image.getpixel((150, 100)))[0] == 128
    else:  # the lower right of the scene is white
        assert np.ravel(image.getpixel((155, 105)))[0] > 200


@pytest.mark.parametrize(("ratio", "size"), [("16:9", (160, 90)), ("1:1", (120, 120)), ("2:1", (180, 90)), ("9:16", (120, 213)), ("4:3", None)])
def test_to_a_ratio(ratio, size, make, file, into):
    path = file("one.png", make.encoded(make.noise(120, 90), "PNG"))
    if size is None:
        with pytest.raises(UsageError) as refused:
            extend(path, into, ratio=ratio)
        assert refused.value.key == "extend.nothing"
        return
    found = extend(path, into, ratio=ratio)
    assert (found.canvas.width, found.canvas.height) == size
    place = found.place
    assert abs(place.left - (size[0] - place.right)) <= 1
    assert abs(place.top - (size[1] - place.bottom)) <= 1


def test_what_openai_can_not_draw_is_said(make, file, into):
    path = file("one.png", make.encoded(make.scene(1000, 700), "PNG"))
    found = extend(path, into, right=300, openai=True)
    assert (found.canvas.width, found.canvas.height) == (1312, 704)
    assert keys(found) == ["extend.note.rounded"]
    assert found.place.left == found.place.top == 0
    assert keys(extend(path, into, right=1400, openai=True)) == ["extend.note.rounded", "extend.note.narrow", "extend.note.much"]
    large = file("two.png", make.encoded(make.scene(3000, 3000), "PNG"))
    assert keys(extend(large, into, right=1000, openai=True)) == ["extend.note.rounded", "extend.note.beyond"]
    assert keys(extend(path, into, right=1400)) == ["extend.note.much"]


def test_files_of_all_kinds(make, file, into):
    turned = extend(file("one.jpg", make.with_metadata("JPEG", 6)), into, right=10)
    assert (turned.canvas.width, turned.canvas.height) == (58, 64)
    assert b"SecretCam" not in turned.canvas.path.read_bytes()
    assert keys(extend(file("one.tif", make.encoded(make.scene().convert("CMYK"), "TIFF")), into, right=10)) == ["extend.note.colours"]
    deep = np.arange(64 * 48, dtype=np.uint16).reshape(48, 64) * 20
    assert keys(extend(file("deep.png", make.encoded(Image.fromarray(deep), "PNG")), into, right=10)) == ["extend.note.bits"]
    palette = extend(file("p.png", make.encoded(make.scene().quantize(8), "PNG")), into, right=10, fill="grey")
    assert opened(palette).mode == "RGB"


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({}, "extend.nothing"),
        ({"left": -1}, "extend.number"),
        ({"left": 20_000}, "extend.number"),
        ({"ratio": "wide"}, "extend.ratio"),
        ({"ratio": "0:1"}, "extend.ratio"),
        ({"ratio": "nan:1"}, "extend.ratio"),
        ({"ratio": "inf:1"}, "extend.ratio"),
        ({"ratio": "1000000:1"}, "extend.large"),
        ({"left": 16_000, "top": 16_000}, "extend.large"),
    ],
)
def test_refused(options, key, make, file, into):
    with pytest.raises(UsageError) as refused:
        extend(file("one.png", make.encoded(make.scene(), "PNG")), into, **options)
    assert (refused.value.key, refused.value.field) == (key, "extend")


def test_bad_files_and_disks(make, file, into, tmp_path):
    for data in (make.png(40_000, 40_000), b"text", make.encoded(make.noise(60, 60), "PNG")[:900]):
        with pytest.raises(UsageError):
            extend(file("bad.png", data), into, left=5)
    good = file("one.png", make.encoded(make.scene(), "PNG"))
    with pytest.raises(StorageFault):
        extend(good, good / "below", left=5)


@settings(deadline=None, max_examples=40)
@given(*[st.integers(0, 50)] * 4, st.booleans(), st.one_of(st.none(), st.integers(0, 200)))
def test_any_sides(tmp_path_factory, left, top, right, bottom, openai, overlap):
    folder = tmp_path_factory.mktemp("extend")
    before = Image.fromarray(np.random.default_rng(1).integers(0, 256, (37, 53, 3), np.uint8))
    before.save(folder / "one.png")
    if not (left or top or right or bottom):
        return
    found = extend(folder / "one.png", folder, left=left, top=top, right=right, bottom=bottom, openai=openai, overlap=overlap)
    box = (found.place.left, found.place.top, found.place.right, found.place.bottom)
    image = opened(found)
    assert np.array_equal(np.asarray(image.crop(box).convert("RGB")), np.asarray(before))
    if openai:
        assert image.width % 16 == image.height % 16 == 0
    else:
        assert image.size == (53 + left + right, 37 + top + bottom)
    free = np.asarray(masks.pixels(found.mask)) > 0
    outer = np.ones_like(free)
    outer[box[1] : box[3], box[0] : box[2]] = False
    assert free[outer].all()
    assert not free.all()
