"""What goes out of a side's picture, and what does not: upright, sRGB, alpha kept, never enlarged, nothing but the mark inside;
and what the unusual ones become."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from studio.errors import UsageError
from studio.export.pictures import encoded, mark_of, seen
from studio.export.sampling import sample
from studio.imaging import recipes
from tests.export.conftest import RECIPE, side


def quarters(width: int = 64, height: int = 48) -> Image.Image:
    """Red, green, blue and white: shows every turn."""
    values = np.zeros((height, width, 3), np.uint8)
    values[: height // 2, : width // 2] = (230, 20, 20)
    values[: height // 2, width // 2 :] = (20, 200, 30)
    values[height // 2 :, : width // 2] = (20, 30, 220)
    values[height // 2 :, width // 2 :] = (250, 250, 250)
    return Image.fromarray(values)


def near(image: Image.Image, at: tuple[float, float], colour: tuple[int, ...], within: int = 12) -> bool:
    found = image.getpixel((int(image.width * at[0]), int(image.height * at[1])))
    return all(abs(one - other) <= within for one, other in zip(found, colour, strict=False))


@pytest.mark.parametrize(
    ("turn", "size", "top_left"), [(1, (64, 48), (230, 20, 20)), (3, (64, 48), (250, 250, 250)), (6, (48, 64), (20, 30, 220)), (8, (48, 64), (20, 200, 30))]
)
def test_upright(tmp_path: Path, turn: int, size: tuple[int, int], top_left: tuple[int, ...]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    quarters().save(tmp_path / "a.jpg", quality=95, subsampling=0, exif=exif)
    image = seen(side(tmp_path / "a.jpg"), 1000)
    assert image.size == size
    assert near(image, (0.2, 0.2), top_left)
    assert sample(side(tmp_path / "a.jpg")).fit(1000) == size


def test_sizes(tmp_path: Path) -> None:
    quarters(640, 480).save(tmp_path / "a.png")
    assert seen(side(tmp_path / "a.png"), 320).size == (320, 240)
    assert seen(side(tmp_path / "a.png"), 5000).size == (640, 480)
    Image.new("RGB", (1, 1), "red").save(tmp_path / "one.png")
    assert seen(side(tmp_path / "one.png"), 1600).size == (1, 1)
    Image.new("RGB", (30_000, 3), "red").save(tmp_path / "wide.png")
    assert seen(side(tmp_path / "wide.png"), 1600).size == (1600, 1)


def test_sixteen_bits_and_grey(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65_535, 64).astype(np.uint16), (8, 1))
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    image = seen(side(tmp_path / "deep.png"), 1600)
    assert image.mode == "RGB"
    assert near(image, (0.99, 0.5), (255, 255, 255))
    assert near(image, (0.5, 0.5), (128, 128, 128))


def test_cmyk(tmp_path: Path) -> None:
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(tmp_path / "press.jpg", quality=95)
    image = seen(side(tmp_path / "press.jpg"), 1600)
    assert image.mode == "RGB"
    red, green, blue = image.getpixel((20, 20))
    assert red > 180 > 90 > max(green, blue)


def test_a_profile_is_applied_and_left_out(tmp_path: Path) -> None:
    """Display P3 has no maker in Pillow; a profile with red and green changed about tells as well whether it was applied."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = {bytes(icc[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(icc[128:132]), 12)}
    icc[table[b"rXYZ"] : table[b"rXYZ"] + 4], icc[table[b"gXYZ"] : table[b"gXYZ"] + 4] = b"gXYZ", b"rXYZ"
    icc[table[b"desc"] : table[b"desc"] + 4] = b"dmnd"
    Image.new("RGB", (40, 40), (220, 20, 20)).save(tmp_path / "wide.png", icc_profile=bytes(icc))
    image = seen(side(tmp_path / "wide.png"), 1600)
    red, green, _ = image.getpixel((20, 20))
    assert green > 150 > 120 > red
    with Image.open(io.BytesIO(encoded(image, "webp", 90))) as out:
        assert "icc_profile" not in out.info


def test_alpha_is_kept_and_an_idle_channel_is_not(tmp_path: Path) -> None:
    see = Image.new("RGBA", (40, 40), (200, 30, 30, 255))
    see.paste((0, 0, 0, 0), (0, 0, 20, 40))
    see.save(tmp_path / "see.png")
    with Image.open(io.BytesIO(encoded(seen(side(tmp_path / "see.png"), 1600), "webp", 90))) as out:
        assert out.convert("RGBA").getpixel((5, 20))[3] == 0
        assert out.convert("RGBA").getpixel((35, 20))[3] == 255
    Image.new("RGBA", (40, 40), (200, 30, 30, 255)).save(tmp_path / "idle.png")
    assert seen(side(tmp_path / "idle.png"), 1600).mode == "RGB"


def test_of_what_moves_the_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "moves.gif", save_all=True, append_images=frames[1:], duration=50)
    assert near(seen(side(tmp_path / "moves.gif"), 1600), (0.5, 0.5), (255, 0, 0))


@pytest.mark.parametrize("kind", ["webp", "jpeg", "png"])
def test_only_the_mark_goes_along(tmp_path: Path, kind: str) -> None:
    noted = PngImagePlugin.PngInfo()
    noted.add_text("parameters", "a secret prompt")
    noted.add_itxt("image-studio", '{"secret": 1}')
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    quarters().save(tmp_path / "a.png", pnginfo=noted, exif=exif)
    image = seen(side(tmp_path / "a.png"), 1600)
    data = encoded(image, kind, 80, "trainedAlgorithmicMedia")
    assert b"ecret" not in data
    (tmp_path / f"out.{kind}").write_bytes(data)
    assert recipes.mark(tmp_path / f"out.{kind}") == "trainedAlgorithmicMedia"
    assert recipes.read(tmp_path / f"out.{kind}") is None
    assert b"xpacket" not in encoded(image, kind, 80)


def test_who_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    quarters().save(path)
    assert mark_of(side(path)) == ""
    assert mark_of(side(path, mark="algorithmicMedia")) == "algorithmicMedia"
    assert mark_of(side(path, recipe=RECIPE)) == "compositeWithTrainedAlgorithmicMedia"
    assert mark_of(side(path, recipe='{"request": {"prompt": "a"}}')) == "trainedAlgorithmicMedia"
    assert mark_of(side(path, recipe="[")) == "trainedAlgorithmicMedia"
    path.write_bytes(encoded(quarters(), "png", 80, "trainedAlgorithmicMedia"))
    assert mark_of(side(path)) == "trainedAlgorithmicMedia"
    path.write_bytes(encoded(quarters(), "png", 80, "digitalCapture"))
    assert mark_of(side(path)) == ""


@pytest.mark.parametrize("what", ["gone", "empty", "text", "cut", "folder"])
def test_what_can_not_be_read_is_said_in_a_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / "bad.png"
    if what == "folder":
        path.mkdir()
    elif what != "gone":
        quarters().save(path)
        path.write_bytes({"empty": b"", "text": b"hello, this is text", "cut": path.read_bytes()[:-60]}[what])
    with pytest.raises(UsageError) as found:
        seen(side(path), 100)
    assert "bad.png" in str(found.value)
    assert str(tmp_path) not in str(found.value)
    assert found.value.say("zh-CN")
