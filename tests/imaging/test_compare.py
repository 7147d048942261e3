"""Two pictures whose place in one another is known: found to a part of a pixel, or refused; what was planted is the difference, and nothing else."""

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from studio.core.comparison import Box, Registration
from studio.errors import UsageError
from studio.imaging.compare import Pose, compare, difference, plain, register, seen, structure
from tests.imaging.scenes import POSES, SIZE, edited, pair, recompressed, scene, strayed

HERE = (0, 0, *SIZE)
IN_PLACE = Pose(1, 0, 0)
CHANGES = {
    "jpeg": lambda image: recompressed(image, "JPEG", 60),
    "webp": lambda image: recompressed(image, "WEBP", 60),
    "darker": lambda image: image.point([int(value * 0.7 + 10) for value in range(256)] * 3),
    "redrawn": lambda image: edited(image, 0.3),
}


@pytest.mark.parametrize(("pose", "there"), [pytest.param(pose, there, id=name) for name, pose, there in POSES])
def test_a_known_pose_is_found(pose, there):
    """Within 0.4 of the second picture's pixels at every corner; the worst of the set lies at half that."""
    one, other = pair(1, pose, there=there)
    found = register(one, other)
    assert strayed(found, pose, one.size) < 0.4
    assert found.trust > 0.9
    assert found.agreeing > 0.95
    assert found.spread < 0.2


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_found_through_changes(change):
    pose = Pose(1.1, -34, -13.7)
    one, other = pair(2, pose)
    found = register(one, CHANGES[change](other))
    assert strayed(found, pose, one.size) < 0.4
    assert found.trust > 0.4


def test_what_did_not_move_is_not_moved():
    """Neither compression nor an edit moves a picture by a hair, so nothing is resampled."""
    one, other = pair(1, IN_PLACE)
    for changed in (recompressed(other, "JPEG", 75), edited(other, 0.2)):
        found = register(one, changed)
        assert (found.scale, found.dx, found.dy) == (1, 0, 0)


def test_a_ground_in_another_light_leads_nothing_astray():
    """What an edit of the background does: the subject stays, around it the luma falls to a third, by another amount at every place."""
    one, other = pair(7, IN_PLACE)
    shade = Image.linear_gradient("L").resize(other.size).point(lambda value: 40 + value // 4)
    ground = Image.new("L", other.size, 255)
    ImageDraw.Draw(ground).ellipse((other.width * 0.3, other.height * 0.3, other.width * 0.7, other.height * 0.75), fill=0)
    dark = ImageChops.multiply(other, Image.merge("RGB", (shade, shade, shade)))
    other.paste(dark, mask=ground)
    found = register(one, other)
    assert isinstance(found, Registration)
    assert strayed(found, IN_PLACE, one.size) < 0.5


def test_trust_falls_with_what_was_redrawn():
    one, _ = pair(1, IN_PLACE)
    trusts = [register(one, edited(one, share)).trust for share in (0.1, 0.4)]
    assert trusts[0] - trusts[1] > 0.2


def tall(image):
    return image.crop((0, 0, 60, 384))


@pytest.mark.parametrize(
    ("key", "made"),
    [
        ("comparison.different", lambda _: scene(8, 340, 430)),
        ("comparison.mirrored", lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        ("comparison.mirrored", lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)),
        ("comparison.turned", lambda image: image.transpose(Image.Transpose.ROTATE_90)),
        ("comparison.tilted", lambda image: image.rotate(0.5, Image.Resampling.BICUBIC)),
        ("comparison.tilted", lambda image: image.rotate(5, Image.Resampling.BICUBIC)),
        ("comparison.flat", lambda _: Image.new("RGB", SIZE, (90, 120, 60))),
        ("comparison.flat", lambda _: Image.linear_gradient("L").resize(SIZE).convert("RGB")),
        ("comparison.small", lambda image: image.resize((31, 24))),
        ("comparison.aspect", tall),
    ],
)
def test_what_can_not_be_compared_is_said(key, made):
    one, _ = pair(3, IN_PLACE)
    found = register(one, made(one))
    assert getattr(found, "key", found) == key
    assert found.say("en") != found.say("zh-CN")


@pytest.mark.parametrize("seed", [1, 4])
def test_a_picture_that_is_stretched_is_bent_but_rounding_is_not(seed):
    one, _ = pair(seed, IN_PLACE)
    for wider, key in ((1, ""), (8, "comparison.bent")):
        stretched = one.resize((SIZE[0] + wider, SIZE[1]), Image.Resampling.BICUBIC)
        assert getattr(register(one, stretched), "key", "") == key


@pytest.mark.parametrize(("kind", "quality", "most"), [("JPEG", 90, 0.001), ("JPEG", 75, 0.002), ("WEBP", 80, 0.002)])
def test_recompression_is_no_change(kind, quality, most):
    one, _ = pair(1, IN_PLACE)
    found = difference(one, recompressed(one, kind, quality), IN_PLACE, HERE)
    assert found.changed < most
    assert found.mean > 1  # though hardly a pixel is the same


def test_resampling_is_no_change():
    pose = Pose(1.02, 5, 3)
    one, other = pair(1, pose)
    assert difference(one, other, pose, pose.overlap(one.size, other.size)).changed < 0.0005
    assert difference(one, other, IN_PLACE, HERE).changed > 0.03  # without registration it would be


def test_planted_changes_are_found_where_they_are():
    pose = Pose(1.02, 5, 3)
    one, other = pair(1, pose)
    draw = ImageDraw.Draw(other)
    draw.rectangle((200, 140, 299, 239), fill=(255, 0, 255))
    draw.rectangle((430, 300, 449, 319), fill=(0, 255, 0))
    found = difference(one, recompressed(other, "JPEG", 85), pose, pose.overlap(one.size, other.size))
    for box, edges in zip(found.boxes, ((200, 140, 300, 240), (430, 300, 450, 320)), strict=False):
        expected = pose.inverse().box(edges)
        assert np.abs(np.subtract((box.left, box.top, box.right, box.bottom), expected)).max() < 4
    left, top, right, bottom = pose.overlap(one.size, other.size)
    planted = (100**2 + 20**2) / pose.scale**2 / ((right - left) * (bottom - top))
    assert found.changed == pytest.approx(planted, rel=0.1)
    assert found.region.left <= found.boxes[0].left < found.boxes[1].right <= found.region.right


def test_equal_pictures_differ_nowhere():
    one, _ = pair(1, IN_PLACE)
    found = difference(one, one.copy(), IN_PLACE, HERE)
    assert (found.changed, found.mean, found.region, found.boxes) == (0, 0, None, ())
    similarity, loss = structure(one.convert("L"), one.convert("L"), IN_PLACE, HERE)
    assert similarity == pytest.approx(1, abs=1e-5)
    assert not loss.any()


def test_the_map_is_the_largest_channel_amplified():
    one = Image.new("RGB", (300, 200), (100, 100, 100))
    other = one.copy()
    other.paste((110, 95, 100), (20, 130, 40, 150))
    area = (0, 0, 300, 200)
    assert sorted(set(plain(one, other, IN_PLACE, area).ravel().tolist())) == [0, 10]
    loud = plain(one, other, IN_PLACE, area, amplify=8)
    assert (loud[130:150, 20:40] == 80).all()
    assert int((loud > 0).sum()) == 400
    assert plain(one, other, IN_PLACE, area, amplify=100).max() == 255


def test_strips_do_not_show():
    """A map in strips is the map of the whole, also where the other picture is resampled."""
    pose = Pose(1.013, -3.3, 2.2)
    one, other = pair(2, pose)
    area = pose.overlap(one.size, other.size)
    left, top, right, bottom = pose.box(area)
    whole = np.asarray(other.resize((area[2] - area[0], area[3] - area[1]), Image.Resampling.BICUBIC, box=(left, top, right, bottom)), dtype=int)
    expected = np.abs(np.asarray(one.crop(area), dtype=int) - whole).max(axis=2)
    assert np.abs(plain(one, other, pose, area).astype(int) - expected).max() <= 2
    assert difference(one, other, pose, area).mean == pytest.approx(expected.mean(), rel=0.005)


def test_ssim_is_that_of_the_paper():
    one = scene(1, 200, 170).convert("L")
    other = recompressed(one.convert("RGB"), "JPEG", 30).convert("L")
    similarity, loss = structure(one, other, IN_PLACE, (0, 0, 200, 170))
    x, y = (np.lib.stride_tricks.sliding_window_view(np.asarray(side, dtype=float), (7, 7)) for side in (one, other))
    mx, my = x.mean(axis=(2, 3)), y.mean(axis=(2, 3))
    covariance = (x * y).mean(axis=(2, 3)) - mx * my
    c1, c2 = 2.55**2, 7.65**2
    expected = (2 * mx * my + c1) * (2 * covariance + c2) / ((mx**2 + my**2 + c1) * (x.var(axis=(2, 3)) + y.var(axis=(2, 3)) + c2))
    assert similarity == pytest.approx(expected.mean(), abs=1e-5)
    assert 0.3 < similarity < 0.99
    assert np.abs(loss[3:-3, 3:-3] - np.clip((1 - expected) * 255, 0, 255)).max() < 1


def test_files_are_compared_upright(tmp_path, make):
    one, _ = pair(1, IN_PLACE)
    turned = one.transpose(Image.Transpose.ROTATE_90)
    turned.save(tmp_path / "turned.jpg", quality=95, exif=make.exif(6).tobytes())
    one.save(tmp_path / "one.png")
    found = compare(tmp_path / "one.png", tmp_path / "turned.jpg")
    assert (found.registration.scale, found.registration.dx, found.registration.dy) == (1, 0, 0)
    assert found.overlap == Box(left=0, top=0, right=SIZE[0], bottom=SIZE[1])
    assert found.structure > 0.9
    assert found.map is None


def test_boxes_are_the_first_pictures_whichever_is_larger(tmp_path):
    """The maps are of the coarser pixels; boxes speak of the first picture in both directions."""
    one, other = pair(1, Pose(0.5, 0, 0), there=(256, 192))
    other.paste((255, 0, 255), (70, 50, 120, 110))
    one.save(tmp_path / "large.png")
    other.save(tmp_path / "small.png")
    maps = (tmp_path / "difference.png", tmp_path / "structure.png")
    for first, second, factor in (("large.png", "small.png", 2), ("small.png", "large.png", 1)):
        found = compare(tmp_path / first, tmp_path / second, maps=maps, amplify=2)
        box = found.difference.boxes[0]
        assert np.abs(np.subtract((box.left, box.top, box.right, box.bottom), np.multiply((70, 50, 120, 110), factor))).max() < 6
        for path in maps:
            with Image.open(path) as image:
                assert image.mode == "L"
                assert image.size == (256, 192)
                assert np.asarray(image)[55:105, 75:115].mean() > 5 * np.asarray(image)[130:, :].mean()
        assert found.registration.scale == (0.5 if factor == 2 else 2)


def test_a_reason_comes_alone(tmp_path):
    pair(1, IN_PLACE)[0].save(tmp_path / "one.png")
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    found = compare(tmp_path / "one.png", tmp_path / "clear.png", maps=(tmp_path / "d.png", tmp_path / "s.png"))
    assert (found.registration, found.difference, found.map, found.reason.key) == (None, None, None, "comparison.flat")
    assert not (tmp_path / "d.png").exists()


def test_what_is_clear_is_grey(tmp_path):
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert seen(tmp_path / "clear.png").getpixel((5, 5)) == (128, 128, 128)


class Stopped(Exception):
    """What a person's stop raises."""


def test_steps_are_told_and_can_be_the_last(tmp_path):
    one, _ = pair(1, IN_PLACE)
    for name in ("one.png", "other.png"):
        one.save(tmp_path / name)
    paths, maps, told = (tmp_path / "one.png", tmp_path / "other.png"), (tmp_path / "d.png", tmp_path / "s.png"), []
    compare(*paths, between=told.append)
    assert told == ["decode", "coarse", "fine", "difference", "structure"]

    def stop(step):
        if step == "structure":
            raise Stopped

    with pytest.raises(Stopped):
        compare(*paths, maps=maps, between=stop)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == ["one.png", "other.png"]


def test_a_file_that_is_no_picture_is_named(tmp_path):
    pair(1, IN_PLACE)[0].save(tmp_path / "one.png")
    (tmp_path / "words.png").write_text("hello there", encoding="utf-8")
    for name in ("words.png", "gone.png"):
        with pytest.raises(UsageError, match=name):
            compare(tmp_path / "one.png", tmp_path / name)
