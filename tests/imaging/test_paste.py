"""Paste-back: inside the mask the edit, outside every value of the source, whatever file it came in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from studio.errors import StorageFault, UsageError
from studio.imaging import masks, measure
from studio.imaging.paste import feather_of, paste_back
from tests.imaging.scenes import SIZE, pair, recompressed, scene

ASKED = (120, 90, 330, 280)


@pytest.fixture(scope="module")
def source():
    return scene(31, *SIZE)


@pytest.fixture(scope="module")
def edit(source):
    out = source.copy()
    ImageDraw.Draw(out).ellipse((150, 120, 300, 250), fill=(240, 40, 160))
    return out


@pytest.fixture
def asked(tmp_path):
    grey = Image.new("L", SIZE, 0)
    ImageDraw.Draw(grey).rectangle((ASKED[0], ASKED[1], ASKED[2] - 1, ASKED[3] - 1), fill=255)
    return masks.made(grey, tmp_path)


@pytest.fixture
def paste(tmp_path, asked):
    """Both written as given, pasted back, and the result opened."""

    def run(source, edit, mask=None, source_as="source.png", edit_as="edit.png", feather=None, options=None):
        source.save(tmp_path / source_as, **(options or {}))
        edit.save(tmp_path / edit_as, **({"quality": 90} if edit_as.endswith("jpg") else {}))
        found = paste_back(tmp_path / source_as, tmp_path / edit_as, mask or asked, tmp_path / "pasted.png", feather=feather)
        with Image.open(found.image.path) as image:
            image.load()
        return found, image

    return run


def outside(image):
    """The values outside of the mask; everything there must be equal."""
    values = np.array(image)
    values[ASKED[1] : ASKED[3], ASKED[0] : ASKED[2]] = 0
    return values


def keys(found):
    return [note.key for note in found.notes]


def test_outside_nothing_changes_and_inside_it_is_the_edit(source, edit, paste):
    dirty = recompressed(edit, "JPEG", 70)
    found, image = paste(source, dirty)
    assert np.array_equal(outside(image), outside(source))
    assert not np.array_equal(outside(dirty), outside(source))
    middle = (ASKED[0] + 6, ASKED[1] + 6, ASKED[2] - 6, ASKED[3] - 6)
    assert np.array_equal(np.asarray(image.crop(middle)), np.asarray(dirty.crop(middle)))
    assert (found.feather, feather_of((1024, 768)), keys(found)) == (4, 8, [])
    assert found.seam < 10
    assert measure(found.image.path) == found.image


def test_a_feather_of_nothing_cuts_hard(source, edit, paste):
    found, image = paste(source, edit, feather=0)
    assert np.array_equal(np.asarray(image.crop(ASKED)), np.asarray(edit.crop(ASKED)))
    assert found.seam is None


MODES = {
    "RGBA": lambda image: Image.merge("RGBA", (*image.split(), Image.linear_gradient("L").resize(SIZE))),
    "L": lambda image: image.convert("L"),
    "LA": lambda image: Image.merge("LA", (image.convert("L"), Image.linear_gradient("L").resize(SIZE))),
    "I;16": lambda image: Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257 + 3),
}


@pytest.mark.parametrize("mode", MODES)
def test_the_mode_of_the_source_is_kept(mode, source, edit, paste):
    before = MODES[mode](source)
    found, image = paste(before, edit)
    assert image.mode == mode
    assert np.array_equal(outside(image), outside(before))
    expected = edit.convert("L" if mode in ("L", "LA", "I;16") else "RGB")
    at = (220, 180)
    value = image.getpixel(at)
    if mode == "I;16":
        assert value == expected.getpixel(at) * 257
    else:
        assert np.array_equal(np.ravel(value)[: len(expected.getbands())], np.ravel(expected.getpixel(at)))
    assert ("paste.note.opaque" in keys(found)) is (mode in ("RGBA", "LA"))


def test_palette_cmyk_and_deep_sources_are_said(source, edit, paste, make, tmp_path):
    found, image = paste(source.quantize(200), edit)
    with Image.open(tmp_path / "source.png") as before:
        assert np.array_equal(outside(image), outside(before.convert("RGB")))
    assert "paste.note.mode" in keys(found)
    found, image = paste(source.convert("CMYK"), edit, source_as="source.tif")
    assert image.mode == "RGB"
    assert "paste.note.converted" in keys(found)
    rows = np.asarray(source).astype(">u2") * 257
    raw = b"".join(b"\x00" + row.tobytes() for row in rows)
    (tmp_path / "deep.png").write_bytes(make.png(*SIZE, depth=16, pixels=raw))
    edit.save(tmp_path / "edit.png")
    mask = masks.made(Image.new("L", SIZE, 255), tmp_path)
    assert "paste.note.bits" in keys(paste_back(tmp_path / "deep.png", tmp_path / "edit.png", mask, tmp_path / "p.png"))


def test_a_photograph_keeps_its_decoded_values(source, edit, paste, make, tmp_path):
    """Turned as its EXIF says; profile kept."""
    stored = source.transpose(Image.Transpose.ROTATE_90)
    profile = make.srgb()
    _, image = paste(stored, edit, source_as="source.jpg", options={"quality": 92, "exif": make.exif(6), "icc_profile": profile})
    with Image.open(tmp_path / "source.jpg") as before:
        upright = before.transpose(Image.Transpose.ROTATE_270)
    assert np.array_equal(outside(image), outside(upright))
    assert image.info["icc_profile"] == profile
    assert not image.getexif()


def test_colours_go_into_the_source_s_space(source, edit, paste, make):
    """The source's profile has red and green changed about: the edit, in sRGB, comes to lie there with both changed back."""
    swapped = Image.merge("RGB", [source.getchannel(band) for band in "GRB"])
    profile = make.swapped()
    found, image = paste(swapped, edit, options={"icc_profile": profile})
    assert np.array_equal(outside(image), outside(swapped))
    assert image.info["icc_profile"] == profile
    red, green, blue = edit.getpixel((220, 180))
    assert np.abs(np.subtract(image.getpixel((220, 180)), (green, red, blue))).max() <= 3
    assert keys(found) == ["paste.note.colours"]


def test_moved_and_scaled(paste, tmp_path):
    from studio.imaging.compare import Pose

    grey = Image.new("L", SIZE, 0)
    ImageDraw.Draw(grey).ellipse((ASKED[0], ASKED[1], ASKED[2] - 1, ASKED[3] - 1), fill=255)
    mask = masks.made(grey, tmp_path)
    for pose, there, key in ((Pose(1.02, 5, 3), SIZE, "moved"), (Pose(0.5, 0, 0), (256, 192), "coarse"), (Pose(1, 4, -2), SIZE, "moved")):
        one, moved = pair(6, pose, there=there)
        found, image = paste(one, recompressed(moved, "JPEG", 90), mask=mask, edit_as="edit.jpg")
        assert np.array_equal(outside(image), outside(one))
        inside = np.asarray(grey) > 0
        away = np.abs(np.asarray(image, dtype=int) - np.asarray(one, dtype=int))[inside]
        assert away.mean() < 8, pose  # the same scene: no pixel beside its place
        assert keys(found)[:1] == [f"paste.note.{key}"]


def test_what_the_edit_does_not_show_stays(paste, tmp_path):
    from studio.imaging.compare import Pose

    one, cropped = pair(4, Pose(1, -100, -80), there=(300, 226))
    mask = masks.made(Image.new("L", SIZE, 255), tmp_path)
    found, image = paste(one, cropped, mask=mask)
    assert "paste.note.uncovered" in keys(found)
    left = np.asarray(one)[:, :100]
    assert np.array_equal(np.asarray(image)[:, :100], left)
    far = Image.new("L", SIZE, 0)
    far.paste(255, (0, 0, 60, 60))
    with pytest.raises(UsageError) as refused:
        paste(one, cropped, mask=masks.made(far, tmp_path))
    assert refused.value.key == "paste.missed"


def test_a_seam_that_may_show_is_said(source, edit, paste):
    found, _ = paste(source, edit.point(lambda level: level * 0.8))
    assert "paste.note.seam" in keys(found)


def test_a_see_through_edit_lies_over_the_source(source, edit, paste):
    clear = edit.convert("RGBA")
    clear.paste((0, 0, 0, 0), (200, 150, 260, 200))
    found, image = paste(source, clear)
    assert np.array_equal(np.asarray(image)[155:195, 205:255], np.asarray(source)[155:195, 205:255])
    assert keys(found) == ["paste.note.see_through"]


def test_refused(source, edit, paste, asked, tmp_path):
    with pytest.raises(UsageError) as refused:
        paste(source, source.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert (refused.value.key, refused.value.field) == ("comparison.mirrored", "mask")
    with pytest.raises(UsageError) as refused:
        paste(source, edit, mask=masks.made(Image.new("L", SIZE, 0), tmp_path))
    assert refused.value.key == "masks.empty"
    with pytest.raises(UsageError) as refused:
        paste(source, edit, mask=masks.made(Image.new("L", (50, 50), 255), tmp_path))
    assert refused.value.key == "masks.shape"
    (tmp_path / "cut.png").write_bytes((tmp_path / "edit.png").read_bytes()[:9000])
    with pytest.raises(UsageError):
        paste_back(tmp_path / "source.png", tmp_path / "cut.png", asked, tmp_path / "p.png")
    with pytest.raises(StorageFault):
        paste_back(tmp_path / "source.png", tmp_path / "edit.png", asked, tmp_path / "edit.png" / "p.png")
    assert not (tmp_path / "p.png").exists()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_any_mask_holds(tmp_path_factory, seed, feather):
    """Blobs and dust, any feather: outside nothing changes."""
    folder = tmp_path_factory.mktemp("paste")
    rng = np.random.default_rng(seed)
    width, height = int(rng.integers(40, 90)), int(rng.integers(40, 90))
    coarse = Image.fromarray(rng.integers(0, 256, (int(rng.integers(1, 12)), int(rng.integers(1, 12))), np.uint8))
    grey = coarse.resize((width, height), Image.Resampling.BICUBIC).point(lambda level: 255 * (level > 100))
    if grey.getbbox() is None:
        return
    before = scene(7, width, height)
    before.save(folder / "source.png")
    Image.composite(scene(8, width, height), before, grey).save(folder / "edit.png")
    try:
        found = paste_back(folder / "source.png", folder / "edit.png", masks.made(grey, folder), folder / "pasted.png", feather=feather)
    except UsageError as refused:
        if not refused.key.startswith("comparison."):  # too little stays to be laid over each other
            raise
        return
    kept = np.asarray(grey) == 0
    with Image.open(found.image.path) as image:
        assert np.array_equal(np.asarray(image)[kept], np.asarray(before)[kept])


def test_the_extended_picture_keeps_its_old_place(tmp_path, source):
    """A canvas, an edit that filled it, and the old part restored exactly."""
    from studio.imaging.extend import extend

    source.save(tmp_path / "source.png", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made = extend(tmp_path / "source.png", tmp_path, left=200, right=180, fill="grey")
    whole = scene(31, 892, 384)
    whole.paste(source, (200, 0))
    recompressed(whole, "JPEG", 85).save(tmp_path / "edit.png")
    found = paste_back(made.canvas.path, tmp_path / "edit.png", made.mask, tmp_path / "pasted.png")
    kept = np.asarray(masks.pixels(made.mask)) == 0
    with Image.open(found.image.path) as image, Image.open(made.canvas.path) as canvas:
        assert np.array_equal(np.asarray(image)[kept], np.asarray(canvas)[kept])
        assert np.abs(np.asarray(image, dtype=int) - np.asarray(whole, dtype=int)).mean() < 6


def test_a_small_picture_on_a_large_canvas_is_found_again(tmp_path):
    """Where the model moved and scaled all of it while it drew the rest: registered, and not taken as lying in place."""
    from studio.imaging.extend import extend

    whole = scene(31, 1200, 700)
    box = (420, 180, 780, 470)
    whole.crop(box).save(tmp_path / "source.png")
    made = extend(tmp_path / "source.png", tmp_path, left=box[0], top=box[1], right=1200 - box[2], bottom=700 - box[3], fill="grey")
    whole.resize((1920, 1120), Image.Resampling.LANCZOS).save(tmp_path / "edit.png")
    found = paste_back(made.canvas.path, tmp_path / "edit.png", made.mask, tmp_path / "pasted.png")
    assert found.registration.trust > 0.5
    assert found.registration.scale == pytest.approx(1.6, abs=0.002)
    assert keys(found) == ["paste.note.moved"]
    kept = np.asarray(masks.pixels(made.mask)) == 0
    with Image.open(found.image.path) as image, Image.open(made.canvas.path) as canvas:
        assert np.array_equal(np.asarray(image)[kept], np.asarray(canvas)[kept])
        away = np.abs(np.asarray(image, dtype=int) - np.asarray(whole, dtype=int))
        assert away.mean() < 4
        assert max(away[0].mean(), away[-1].mean(), away[:, 0].mean(), away[:, -1].mean()) < 12  # no line of grey
