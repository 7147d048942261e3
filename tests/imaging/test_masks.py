"""Masks: whatever a person brings is read as it was meant, and what is sent comes back bit for bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw

from studio.demo import pictures
from studio.demo.openai_images import uploads
from studio.demo.openai_images.faces import OPENAI
from studio.errors import StorageFault, UsageError
from studio.imaging import masks, measure, prepare
from studio.imaging.masks import sending
from studio.imaging.masks.shapes import dilated, eroded, feathered

SIZE = (120, 90)


@pytest.fixture
def blob():
    """A grey mask with one ellipse."""
    image = Pillow.new("L", SIZE, 0)
    ImageDraw.Draw(image).ellipse((20, 15, 59, 44), fill=255)
    return image


@pytest.fixture
def saved(tmp_path):
    def write(image, name="mask.png", **options):
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return write


@pytest.fixture
def image1(saved, make):
    return measure(saved(make.noise(*SIZE), "one.png"), where="reference")


def keys(found):
    return [note.key for note in found.notes]


def same(found, grey):
    return np.array_equal(np.asarray(masks.pixels(found)), np.asarray(grey))


def clear(grey, colour=(0, 0, 0)):
    """As OpenAI wants it."""
    image = Pillow.new("RGBA", grey.size, colour)
    image.putalpha(grey.point(lambda level: 255 - level))
    return image


def test_each_convention(blob, saved, into, make):
    layer = Pillow.new("RGBA", SIZE, (255, 0, 0, 0))
    layer.putalpha(blob)
    indexed = blob.point(lambda level: level > 0).convert("P")
    indexed.putpalette([0, 0, 0] * 2)
    hole = make.noise(*SIZE)
    hole.putalpha(blob.point(lambda level: 255 - level))
    opaque = blob.convert("RGBA")
    deep = Pillow.fromarray(np.asarray(blob).astype(np.uint16) * 257)
    for image, convention, taken, options in (
        (clear(blob), "auto", "clear", {}),
        (clear(blob, (255, 255, 255)), "auto", "clear", {}),
        (hole, "auto", "clear", {}),
        (blob, "auto", "light", {}),
        (blob.convert("1"), "auto", "light", {}),
        (blob.convert("RGB"), "auto", "light", {}),
        (opaque, "auto", "light", {}),
        (blob.convert("LA"), "auto", "light", {}),
        (deep, "auto", "light", {}),
        (blob.convert("P"), "auto", "light", {}),
        (layer, "painted", "painted", {}),
        (indexed, "auto", "clear", {"transparency": b"\xff\x00"}),
        (blob, "clear", "light", {}),  # nothing in it is see-through
    ):
        found = masks.read(saved(image, **options), SIZE, into, convention=convention, name="my mask.png")
        assert same(found, blob), (image.mode, convention)
        assert keys(found) == [f"masks.note.{taken}"]
        assert "my mask.png" in str(found.notes[0])


def test_a_faint_alpha_says_nothing(blob, saved, into):
    image = blob.convert("RGBA")
    image.putalpha(250)
    assert same(masks.read(saved(image), SIZE, into), blob)


def test_regions_and_share(blob, saved, into):
    ImageDraw.Draw(blob).rectangle((100, 70, 109, 79), fill=255)
    found = masks.read(saved(blob), SIZE, into)
    assert found.share == pytest.approx(np.mean(np.asarray(blob) > 0))
    assert [(one.box.left, one.box.top, one.box.right, one.box.bottom) for one in found.regions] == [(20, 15, 60, 45), (100, 70, 110, 80)]
    assert sum(one.share for one in found.regions) == pytest.approx(found.share)
    assert found.image.mime == "image/png"
    with Pillow.open(found.image.path) as image:
        assert (image.mode, image.size, set(np.unique(np.asarray(image)).tolist())) == ("L", SIZE, {0, 255})


def test_turned_as_its_exif_says(blob, saved, into, make):
    path = saved(blob.transpose(Pillow.Transpose.ROTATE_90), exif=make.exif(6))
    assert same(masks.read(path, SIZE, into), blob)


def test_another_size_is_scaled_and_another_shape_refused(blob, saved, into):
    found = masks.read(saved(blob.resize((240, 180), Pillow.Resampling.NEAREST)), SIZE, into)
    assert same(found, blob)
    assert keys(found) == ["masks.note.light", "masks.note.scaled"]
    smaller = masks.read(saved(blob.resize((61, 45))), SIZE, into)
    assert np.mean(np.asarray(masks.pixels(smaller)) != np.asarray(blob)) < 0.02
    with pytest.raises(UsageError) as refused:
        masks.read(saved(blob.resize((120, 120))), SIZE, into)
    assert (refused.value.key, refused.value.field) == ("masks.shape", "mask")


def test_empty_full_and_soft_are_said(saved, into):
    assert keys(masks.read(saved(Pillow.new("L", SIZE, 0)), SIZE, into)) == ["masks.note.light", "masks.note.empty"]
    assert keys(masks.read(saved(Pillow.new("L", SIZE, 255)), SIZE, into)) == ["masks.note.light", "masks.note.full"]
    soft = Pillow.linear_gradient("L").resize(SIZE)
    assert keys(masks.read(saved(soft), SIZE, into)) == ["masks.note.light", "masks.note.soft"]


def test_an_empty_mask_is_not_sent(saved, into, image1):
    empty = masks.read(saved(Pillow.new("L", SIZE, 0)), SIZE, into)
    for work in (lambda: masks.openai(empty, image1, into), lambda: masks.painted(empty, image1, into), lambda: masks.describe(empty)):
        with pytest.raises(UsageError) as refused:
            work()
        assert refused.value.key == "masks.empty"


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"", "picture.empty"), (b"hello", "picture.text"), (b"<html>", "picture.page"), (b"%PDF-1.7", "picture.foreign")],
)
def test_what_is_no_picture(data, key, file, into):
    with pytest.raises(UsageError) as refused:
        masks.read(file("mask.png", data), SIZE, into)
    assert (refused.value.key, refused.value.field) == (key, "mask")


def test_bombs_and_cut_files(make, file, blob, saved, into, tmp_path):
    for path, key in (
        (file("bomb.png", make.png(30000, 30000)), "picture.pixels"),
        (file("large.png", make.png(9000, 9000)), "picture.pixels"),
        (file("cut.png", saved(make.noise(*SIZE)).read_bytes()[:2000]), "picture.cut"),
        (tmp_path / "none.png", "picture.gone"),
        (tmp_path, "picture.gone"),
    ):
        with pytest.raises(UsageError) as refused:
            masks.read(path, SIZE, into)
        assert (refused.value.key, refused.value.field) == (key, "mask")


def test_a_disk_that_takes_nothing(blob, saved, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageFault):
        masks.read(saved(blob), SIZE, tmp_path / "file" / "below")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_what_is_sent_comes_back(tmp_path_factory, data):
    width, height = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))
    bits = data.draw(st.binary(min_size=width * height, max_size=width * height))
    values = ((np.frombuffer(bits, np.uint8).reshape(height, width) & 1) * 255).astype(np.uint8)
    into = tmp_path_factory.mktemp("masks")
    mask = masks.made(Pillow.fromarray(values), into)
    if mask.empty:
        return
    sent = masks.openai(mask, mask.image, into)
    back = masks.read(sent.image.path, (width, height), into)
    assert np.array_equal(np.asarray(masks.pixels(back)), values)
    assert back.image.digest == mask.image.digest


def test_dust_stays_below_the_limit_and_whole(into, monkeypatch):
    """Random pixels are three times as large in RGBA as a bit each: the mask changes its form, not its content. At 4096²: tests/benchmarks/masks.py."""
    monkeypatch.setattr(sending, "LIMIT", 60_000)
    values = np.random.default_rng(1).integers(0, 2, (512, 512), np.uint8) * 255
    mask = masks.made(Pillow.fromarray(values), into)
    sent = masks.openai(mask, mask.image, into)
    assert sent.image.bytes < 60_000
    assert not sent.notes
    assert np.array_equal(np.asarray(masks.pixels(masks.read(sent.image.path, (512, 512), into))), values)
    monkeypatch.setattr(sending, "LIMIT", 20_000)
    sent = masks.openai(mask, mask.image, into)
    assert sent.image.bytes < 20_000
    assert [note.key for note in sent.notes] == ["masks.note.simplified"]
    assert (sent.image.width, sent.image.height) == (512, 512)


def test_the_demo_gateway_takes_both_forms(blob, saved, into, image1, monkeypatch):
    """It opens, measures and refuses as OpenAI does."""
    monkeypatch.setattr(sending, "LIMIT", 400_000)
    dust = Pillow.fromarray(np.random.default_rng(1).integers(0, 2, (1500, 1500), np.uint8) * 255)
    noise = masks.made(dust, into)
    for mask, first in ((masks.made(blob, into), image1), (noise, noise.image)):
        sent = masks.openai(mask, first, into)
        upload = uploads.Upload("mask", "image/png", sent.image.path.read_bytes())
        taken = uploads._mask(upload, pictures.measure(first.path.read_bytes(), "image/png", decode=True), OPENAI)
        assert np.array_equal(np.asarray(pictures.alpha(taken)) == 0, np.asarray(masks.pixels(mask)) == 255)


def test_preparing_a_sent_mask_changes_nothing(blob, into, image1, monkeypatch):
    """What goes along with a request passes `prepare` (studio/attach.py): both forms stay as they are, and show their alpha."""
    mask = masks.made(blob, into)
    whole = masks.openai(mask, image1, into).image
    monkeypatch.setattr(sending, "LIMIT", 500)
    indexed = masks.openai(mask, image1, into).image
    for sent in (whole, indexed):
        ready = prepare(sent.path, into, mimes=("image/png",), field="mask")
        assert (ready.image.digest, ready.alpha, ready.notes) == (sent.digest, True, ())
    assert whole.digest != indexed.digest


def test_it_follows_image_1_as_it_is_sent(blob, into, saved, make):
    reduced = measure(saved(make.noise(60, 45), "small.png"), where="reference")
    sent = masks.openai(masks.made(blob, into), reduced, into)
    assert (sent.image.width, sent.image.height) == (60, 45)
    other = measure(saved(make.noise(60, 60), "square.png"), where="reference")
    with pytest.raises(UsageError, match="different shapes"):
        masks.openai(masks.made(blob, into), other, into)


def test_the_painted_copy_shows_the_region_alone(blob, into, saved):
    image1 = measure(saved(Pillow.new("RGB", SIZE, (200, 40, 200)), "one.png"), where="reference")
    sent = masks.painted(masks.made(blob, into), image1, into, mimes=("image/png",))
    assert sent.colour == "green"  # magenta would not stand out
    values = np.asarray(Pillow.open(sent.image.path).convert("RGB")).astype(int)
    changed = (np.abs(values - (200, 40, 200)).sum(axis=2) > 0).astype(np.uint8) * 255
    inside = np.asarray(blob) > 0
    assert changed[inside].all()
    assert not changed[dilated(np.asarray(blob), 2) == 0].any()


def test_the_painted_copy_stays_small(into, saved, make):
    image1 = measure(saved(make.noise(3000, 1500), "one.jpg", quality=80), where="reference")
    mask = masks.made(Pillow.new("L", (3000, 1500), 255), into)
    sent = masks.painted(mask, image1, into)
    assert (sent.image.width, sent.image.height, sent.image.mime) == (2048, 1024, "image/jpeg")


@pytest.mark.parametrize(
    ("box", "place", "thousandths"),
    [
        ((0, 0, 29, 19), "at the top left", "[0, 0, 223, 250]"),
        ((50, 35, 69, 54), "at the centre", "[388, 416, 612, 584]"),
        ((90, 35, 119, 54), "at the right", "[388, 750, 612, 1000]"),
        ((0, 70, 119, 89), "across the bottom", "[777, 0, 1000, 1000]"),
        ((0, 0, 19, 89), "along the left, top to bottom", "[0, 0, 1000, 167]"),
    ],
)
def test_it_is_described(box, place, thousandths, into):
    image = Pillow.new("L", SIZE, 0)
    ImageDraw.Draw(image).rectangle(box, fill=255)
    text = masks.describe(masks.made(image, into), marked=2, colour="green")
    assert place in text
    assert thousandths in text
    assert "Image 2 is image 1 with it in green" in text
    assert text in str(masks.described(text))


def test_of_a_frame_what_it_holds_is_described(into):
    image = Pillow.new("L", SIZE, 255)
    image.paste(0, (30, 10, 110, 90))
    text = masks.describe(masks.made(image, into))
    assert "keep the region" in text
    assert "[111, 250, 1000, 917]" in text
    ring = Pillow.new("L", SIZE, 0)
    ring.paste(255, (0, 0, 20, 90))
    ring.paste(255, (0, 0, 120, 15))
    assert "keep the region at the centre" not in masks.describe(masks.made(ring, into))
    assert "change only the rest" in masks.describe(masks.made(ring, into))


def test_a_description_stays_short(into):
    image = Pillow.new("L", (2000, 2000), 0)
    for x in range(5):
        ImageDraw.Draw(image).ellipse((x * 400 + 20, x * 400, x * 400 + 240 - x, x * 400 + 250), fill=255)
    text = masks.describe(masks.made(image, into), marked=14, colour="magenta")
    assert "and 2 smaller parts" in text
    assert len(text) <= 400
    most = masks.describe(masks.made(image.point(lambda level: 255 - level), into), marked=14)
    assert "keep the region" in most
    assert len(most) <= 400
    assert masks.describe(masks.made(Pillow.new("L", (20, 20), 255), into)) == "All of image 1 may change."


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 24), st.integers(1, 24), st.integers(0, 9), st.randoms())
def test_windows_and_feather_hold_for_any_mask(width, height, radius, chance):
    """Shrinking and growing are what a plain loop says; a feather never leaves the mask."""
    values = np.asarray([[255 * (chance.random() < 0.7) for _ in range(width)] for _ in range(height)], np.uint8)
    padded = np.pad(values, radius, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * radius + 1, 2 * radius + 1))
    assert np.array_equal(eroded(values, radius), windows.min(axis=(2, 3)))
    assert np.array_equal(dilated(values, radius), windows.max(axis=(2, 3)))
    weights = feathered(values, 2 * radius)
    assert not weights[values == 0].any()
    assert weights[eroded(values, 2 * radius) > 0].min(initial=255) == 255
    assert weights[values > 0].min(initial=255) > 0 or radius > 0


def test_a_thin_stroke_is_not_feathered_away():
    values = np.zeros((60, 60), np.uint8)
    values[10:12, 5:55] = 255
    values[30:50, 20:45] = 255
    weights = feathered(values, 8)
    assert weights[10:12, 6:54].min() == 255
    assert weights[40, 32] == 255
    assert 0 < weights[32, 32] < 255
