"""Edits with planted changes: told inside from outside, a tone from a change, and what can not be compared refused."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.core.drift import HELD, SEEN, STRONG, TONED, VERDICTS, Drift, percent, verdict
from studio.core.notes import note
from studio.errors import StorageFault, UsageError
from studio.imaging import masks
from studio.imaging.drift import drift
from tests.imaging.scenes import SIZE, pair, recompressed, scene

INSIDE, OUTSIDE = (40, 60, 200, 220), (320, 100, 400, 160)


@pytest.fixture
def look(tmp_path):
    """Drift of two pictures, the asked region as a box or a grey picture."""

    def run(source, edit, asked=INSIDE, overlay=True):
        source.save(tmp_path / "source.png", compress_level=1)
        edit.save(tmp_path / "edit.png", compress_level=1)
        mask = None
        if asked is not None:
            grey = asked
            if isinstance(asked, tuple):
                grey = Image.new("L", source.size, 0)
                ImageDraw.Draw(grey).rectangle(asked, fill=255)
            mask = masks.made(grey, tmp_path)
        return drift(tmp_path / "source.png", tmp_path / "edit.png", mask, overlay=tmp_path / "overlay.png" if overlay else None)

    return run


@pytest.fixture(scope="module")
def source():
    return scene(21, *SIZE)


def other(image, box):
    """With a part of another scene in that box."""
    out = image.copy()
    out.paste(scene(22, *SIZE).crop(box), box[:2])
    return out


def magenta(found):
    with Image.open(found.overlay) as image:
        values = np.asarray(image.convert("RGBA"))
    seen = values[..., 3] > 0
    assert set(map(tuple, values[seen])) <= {(255, 0, 255, 150)}
    return seen


def test_what_was_asked_is_no_drift(source, look):
    found = look(source, recompressed(other(source, INSIDE), "JPEG", 75))
    assert found.verdict == "held"
    assert found.outside < SEEN
    assert found.inside > 0.8
    assert not magenta(found).any()
    assert found.boxes == ()
    assert "the rest held" in str(found.words)


def test_what_was_not_asked_is_found(source, look):
    found = look(source, recompressed(other(other(source, INSIDE), OUTSIDE), "WEBP", 85))
    share = 80 * 60 / (SIZE[0] * SIZE[1] - 161 * 161)
    assert found.verdict == "slight"
    assert found.outside == pytest.approx(share, rel=0.15)
    (box,) = found.boxes
    assert max(abs(np.subtract((box.left, box.top, box.right, box.bottom), OUTSIDE))) <= 3
    seen = magenta(found)
    assert seen.shape == SIZE[::-1]
    assert seen[105:155, 325:395].mean() > 0.9
    assert not seen[:90].any()


def test_much_elsewhere_nothing(source, look):
    assert look(source, other(other(source, INSIDE), (240, 20, 500, 360))).verdict == "strong"
    assert look(source, other(source, OUTSIDE)).verdict == "elsewhere"
    assert look(source, recompressed(source, "JPEG", 75)).verdict == "nothing"


def test_a_little_elsewhere_is_not_nothing(source, look):
    edit = source.copy()
    ImageDraw.Draw(edit).ellipse((380, 300, 388, 308), fill=(255, 0, 0))
    found = look(source, recompressed(edit, "JPEG", 80))
    assert found.verdict == "elsewhere"
    assert found.outside < 0.001


def test_without_a_mask_the_region_is_told(source, look):
    found = look(source, other(source, OUTSIDE), asked=None)
    assert (found.verdict, found.outside, found.inside) == ("region", None, None)
    assert found.changed == pytest.approx(80 * 60 / (SIZE[0] * SIZE[1]), rel=0.15)
    assert str(found.words) == f"{percent(found.changed)} % of the picture changed."
    assert look(source, source, asked=None).verdict == "nothing"


def test_a_mask_of_everything_is_none(source, look):
    assert look(source, other(source, OUTSIDE), asked=Image.new("L", SIZE, 255)).verdict == "region"


TONES = {
    "lighter": lambda image: image.point(lambda level: min(255, level + 12)),
    "gamma": lambda image: image.point(lambda level: round(255 * (level / 255) ** 0.85)),
    "warmer": lambda image: image.point([min(255, int(v * gain)) for gain in (1.06, 1.0, 0.9) for v in range(256)]),
    "paler": lambda image: Image.blend(image, image.convert("L").convert("RGB"), 0.3),
}


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_all_over_is_its_own_verdict(tone, source, look):
    found = look(source, recompressed(TONES[tone](other(source, INSIDE)), "JPEG", 85))
    assert found.verdict == "tone"
    assert found.tone >= TONED
    assert found.outside < HELD
    both = look(source, TONES[tone](other(other(source, INSIDE), OUTSIDE)))
    assert both.verdict == "slight"
    assert [one.key for one in both.notes] == ["drift.note.toned"]


def test_another_background_is_no_tone(look):
    """One colour for another behind a subject that stays is a function of the colour too, but not all over."""
    subject = scene(23, 200, 200)
    pictures = []
    for colour in ((200, 200, 200), (140, 160, 220)):
        pictures.append(Image.new("RGB", SIZE, colour))
        pictures[-1].paste(subject, (150, 90))
    found = look(*pictures, asked=None)
    assert (found.verdict, found.tone) == ("region", 0)
    assert found.changed == pytest.approx(1 - 200 * 200 / (SIZE[0] * SIZE[1]), abs=0.03)


def test_moved_scaled_and_extended(look):
    from studio.imaging.compare import Pose

    for pose, there in ((Pose(1.02, 5, 3), SIZE), (Pose(0.5, 0, 0), (256, 192)), (Pose(2, 0, 0), (1024, 768)), (Pose(1, 73, 0), (660, 384))):
        one, moved = pair(4, pose, there=there)
        found = look(one, recompressed(moved, "JPEG", 85))
        assert found.verdict == "nothing", pose
        assert found.registration.scale == pytest.approx(pose.scale, abs=0.002)


def test_what_the_edit_does_not_show_is_said(look):
    from studio.imaging.compare import Pose

    one, cropped = pair(4, Pose(1, -100, -80), there=(300, 226))
    found = look(one, cropped)
    assert found.covered == pytest.approx(300 * 226 / (SIZE[0] * SIZE[1]), abs=0.01)
    assert [one.key for one in found.notes] == ["drift.note.covered"]
    assert magenta(found).shape == SIZE[::-1]


def test_not_comparable(source, look):
    found = look(source, source.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert (found.verdict, found.outside, found.overlay) == ("incomparable", None, None)
    assert found.words.key == "comparison.mirrored"
    assert look(source, scene(30, *SIZE)).words.key == "comparison.different"


def test_flat_pictures_of_one_size_lie_in_place(look):
    """Nothing in them can be registered; what was to stay agrees, so they were not moved."""
    flat = Image.new("RGB", SIZE, (240, 240, 236))
    edit = flat.copy()
    ImageDraw.Draw(edit).ellipse(INSIDE, fill=(30, 60, 200))
    found = look(flat, edit)
    assert found.verdict == "held"
    assert found.registration.trust == 0
    assert [one.key for one in found.notes] == ["drift.note.in_place"]


def test_most_of_the_picture_may_be_redrawn(source, look):
    """With a mask that frees three quarters, what stays is enough."""
    found = look(source, other(source, (0, 0, 512, 290)), asked=(0, 0, 511, 289))
    assert found.verdict == "held"
    assert found.inside > 0.8


def test_alpha_is_seen(source, look):
    clear = source.convert("RGBA")
    clear.paste((0, 0, 0, 0), OUTSIDE)
    assert look(source, clear).verdict == "elsewhere"


def test_a_large_picture_has_a_small_overlay(look):
    large = scene(3, 3000, 500)
    edit = large.copy()
    ImageDraw.Draw(edit).rectangle((2000, 100, 2400, 400), fill=(255, 0, 0))
    found = look(large, edit, asked=None)
    with Image.open(found.overlay) as image:
        assert image.size == (2048, 341)
    assert found.overlay.stat().st_size < 3000


def test_errors(source, look, tmp_path):
    with pytest.raises(UsageError) as refused:
        look(source, source, asked=Image.new("L", (50, 50), 255))
    assert refused.value.key == "masks.shape"
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(UsageError):
        drift(tmp_path / "source.png", tmp_path / "broken.png")
    with pytest.raises(StorageFault):
        drift(tmp_path / "source.png", tmp_path / "source.png", overlay=tmp_path / "source.png" / "below.png")


def test_it_can_be_stopped(source, look, tmp_path):
    look(source, source)
    steps = []

    def stop(step):
        steps.append(step)
        if step == "difference":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        drift(tmp_path / "source.png", tmp_path / "edit.png", between=stop)
    assert steps == ["decode", "coarse", "fine", "difference"]


def test_every_verdict_has_words():
    for one in VERDICTS:
        found = Drift(verdict=one, outside=0.0123, inside=0.5, changed=0.0002, tone=7.4, reason=note("comparison.flat"))
        assert found.words.say("en") != found.words.say("zh-CN")
        assert "{" not in found.words.say("zh-CN")
    assert [percent(share) for share in (None, 0, 0.0002, 0.0123, 0.0994, 0.0995, 1)] == ["0", "0", "< 0.1", "1.2", "9.9", "10", "100"]


def test_verdicts():
    def said(outside, stayed=False, changed=0.1, tone=0.0):
        return verdict(outside=outside, stayed=stayed, changed=changed, tone=tone)

    assert [said(0), said(HELD), said(STRONG), said(SEEN, stayed=True), said(0, stayed=True), said(0, tone=TONED), said(STRONG, tone=TONED)] == [
        "held", "slight", "strong", "elsewhere", "nothing", "tone", "strong",
    ]  # fmt: skip
    assert [said(None), said(None, changed=0), said(None, changed=0, tone=9)] == ["region", "nothing", "tone"]
