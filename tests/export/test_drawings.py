"""What is drawn in an animation and on a sheet: where, in which order, never stretched, with which words; and what a ZIP holds."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio.export import animation, originals, sheet
from studio.export.base import Options, Shown
from studio.export.canvas import common
from studio.export.lettering import Lettering
from studio.imaging import recipes
from tests.export.conftest import RECIPE, side

RED, BLUE = (200, 40, 40), (40, 60, 200)


@pytest.fixture
def flat(tmp_path: Path, between: Callable[..., Shown]) -> Shown:
    Image.new("RGB", (400, 300), RED).save(tmp_path / "red.png")
    Image.new("RGB", (400, 300), BLUE).save(tmp_path / "blue.png")
    return between(tmp_path / "red.png", tmp_path / "blue.png")


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...], within: int = 14) -> bool:
    found = image.convert("RGBA").getpixel(at)
    return all(abs(one - other) <= within for one, other in zip(found, colour, strict=False))


def test_common_canvas() -> None:
    same = common(((4096, 4096), (1024, 1024)), 2000, 16_383)
    assert (same.size, same.a, same.b) == ((2000, 2000), (2000, 2000), (2000, 2000))
    other = common(((1500, 1000), (800, 800)), 1200, 16_383)
    assert (other.size, other.a, other.b) == ((1200, 1200), (1200, 800), (1200, 1200))
    assert other.place(0) == (0, 200)
    small = common(((300, 200), (100, 100)), 4000, 16_383)
    assert small.size == (300, 300)
    assert max(common(((90_000, 10), (10, 10)), 90_000, 16_383).size) == 16_383


def test_a_wipe_goes_across_and_back(flat: Shown, tmp_path: Path) -> None:
    animation.write(flat, Options(edge=400, seconds=2, captions=False), tmp_path / "a.webp")
    with Image.open(tmp_path / "a.webp") as moving:
        assert moving.size == (400, 300)
        assert moving.info["loop"] == 0
        shares, waited = [], 0
        for number in range(moving.n_frames):
            moving.seek(number)
            frame = moving.convert("RGB")
            waited += moving.info["duration"]
            shares.append(sum(near(frame, (x, 150), RED) for x in range(0, 400, 4)))
            assert near(frame, (398, 150), BLUE) or number == 0 or shares[-1] > 90
        assert 1900 <= waited <= 2100
        middle = shares.index(min(shares))
        assert (shares[0], min(shares)) == (100, 0)
        assert shares[:middle] == sorted(shares[:middle], reverse=True)
        assert shares[middle:] == sorted(shares[middle:])
        assert shares[-1] > 80
        assert shares[1] - shares[2] < shares[middle // 2] - shares[middle // 2 + 1], "it begins slowly"
    assert recipes.mark(tmp_path / "a.webp") == ""


def test_blinking(flat: Shown, tmp_path: Path) -> None:
    marked = replace(flat, b=replace(flat.b, mark="trainedAlgorithmicMedia"))
    animation.write(marked, Options(edge=200, motion="blink", seconds=3), tmp_path / "a.webp")
    with Image.open(tmp_path / "a.webp") as moving:
        assert moving.n_frames == 2
        assert near(moving, (100, 50), RED)
        moving.seek(1)
        assert near(moving, (100, 50), BLUE)
        assert moving.info["duration"] == 1500
    assert recipes.mark(tmp_path / "a.webp") == "compositeSynthetic"


def test_different_shapes_lie_in_the_middle_of_one_canvas(tmp_path: Path, between: Callable[..., Shown]) -> None:
    Image.new("RGB", (400, 200), RED).save(tmp_path / "wide.png")
    Image.new("RGB", (100, 100), BLUE).save(tmp_path / "small.png")
    shown = between(tmp_path / "wide.png", tmp_path / "small.png")
    written = animation.write(shown, Options(edge=400, motion="blink", captions=False), tmp_path / "a.webp")
    assert [str(note) for note in written.notes] == ["“After” is smaller and was enlarged to 400 % to be seen beside the other."]
    with Image.open(tmp_path / "a.webp") as moving:
        assert moving.size == (400, 400)
        assert near(moving, (200, 50), animation.GROUND)
        assert near(moving, (200, 200), RED)
        assert near(moving, (200, 350), animation.GROUND)


def test_see_through_stays_so(tmp_path: Path, between: Callable[..., Shown]) -> None:
    Image.new("RGBA", (200, 200), (200, 40, 40, 0)).save(tmp_path / "clear.png")
    Image.new("RGB", (200, 200), BLUE).save(tmp_path / "blue.png")
    shown = between(tmp_path / "clear.png", tmp_path / "blue.png")
    animation.write(shown, Options(edge=200, captions=False), tmp_path / "a.webp")
    with Image.open(tmp_path / "a.webp") as moving:
        assert moving.convert("RGBA").getpixel((100, 100))[3] == 0
        moving.seek(moving.n_frames // 2)
        assert moving.convert("RGBA").getpixel((100, 100))[3] == 255
    sheet.write(shown, Options(edge=200), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as still:
        assert still.getpixel((60, 60))[3] == 0
        assert still.getpixel((2, 2))[3] == 255
    written = sheet.write(shown, Options(edge=200, picture="jpeg"), tmp_path / "a.jpg")
    assert "checkerboard" in str(written.notes[0])
    with Image.open(tmp_path / "a.jpg") as still:
        assert {still.getpixel((40 + at, 60))[0] // 20 for at in range(40)} >= {10, 12}


def test_a_sheet_is_laid_out_by_shape(flat: Shown, tmp_path: Path, between: Callable[..., Shown]) -> None:
    sheet.write(flat, Options(edge=400), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > image.height * 1.5
        assert near(image, (image.width // 4, image.height // 3), RED)
        assert near(image, (image.width * 3 // 4, image.height // 3), BLUE)
    Image.new("RGB", (900, 300), RED).save(tmp_path / "red.png")
    Image.new("RGB", (900, 300), BLUE).save(tmp_path / "blue.png")
    sheet.write(between(tmp_path / "red.png", tmp_path / "blue.png"), Options(edge=900, captions=False), tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as image:
        assert near(image, (image.width // 2, image.height // 4), RED)
        assert near(image, (image.width // 2, image.height * 3 // 4), BLUE)


def test_captions_and_what_no_font_has(flat: Shown, tmp_path: Path) -> None:
    bare = sheet.write(flat, Options(edge=400, captions=False), tmp_path / "a.png")
    assert bare.notes == ()
    hostile = replace(flat, a=replace(flat.a, label="Zoë \u0634\u0641\u0642", title="word " * 400))
    notes = [note.key for note in sheet.write(hostile, Options(edge=400), tmp_path / "b.png").notes]
    assert notes == ["export.note.undrawn", "export.note.cut"]
    assert sheet.write(hostile, Options(edge=400, recipe=False), tmp_path / "c.png").notes[-1].key == "export.note.undrawn"


def test_lettering_without_a_font_of_the_system() -> None:
    letters = Lettering(20, places=())
    assert letters.width("Before") > 40
    assert not letters.missing
    letters.width("黄昏")
    assert letters.missing == {"黄", "昏"}
    short = letters.fitted("a very long title that does not fit", 100)
    assert short.endswith("…")
    assert letters.width(short) <= 100


def test_a_zip_holds_the_originals(shown: Shown, tmp_path: Path) -> None:
    written = originals.write(shown, Options(), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["A Noon – noon.png", "B Dusk – dusk.png", "B Dusk – dusk.json"]
        assert archive.read("A Noon – noon.png") == shown.a.path.read_bytes()
        assert archive.read("B Dusk – dusk.png") == shown.b.path.read_bytes()
        assert json.loads(archive.read("B Dusk – dusk.json")) == json.loads(RECIPE)
    assert [str(note) for note in written.notes] == ["“Noon” has no recipe: nothing is known of how it was made."]
    originals.write(shown, Options(recipe=False), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.namelist() == ["A Noon – noon.png", "B Dusk – dusk.png"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "a\x00b.png", "con", "x" * 900, "\u202egnp.exe", "", ".", 'a:b|c?"<>*'])
def test_hostile_names_lead_nowhere(painted: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    shown = Shown(title=name, a=side(painted[0], name, name=name, recipe=RECIPE), b=side(painted[0], name, name=name, recipe=RECIPE))
    assert originals.estimate(shown, Options()) == originals.write(shown, Options(), tmp_path / "a.zip").bytes
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
    assert len(set(names)) == 4
    for one in names:
        assert one[0] in "AB"
        assert not set(one) & set('/\\:|?"<>*\x00\u202e')
        assert len(one) < 150
        assert one.endswith((".png", ".json"))
