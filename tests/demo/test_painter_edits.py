"""Edits on pixels: the asked part changes, the rest stays the same picture."""

import numpy as np
import pytest
from PIL import Image

from studio.demo.painter import answer, edit, paint, read

SIZE = (192, 192)


@pytest.fixture(scope="module")
def apple():
    return paint(read("a red apple on a white table", 5), SIZE)


@pytest.fixture(scope="module")
def toadstool():
    return paint(read("an orange mushroom in a meadow", 5), SIZE)


def pixels(picture):
    return np.asarray(picture.convert("RGB"), np.float32) / 255


def reddish(a):
    return (a[..., 0] > 0.35) & (a[..., 1] < 0.55 * a[..., 0]) & (a[..., 2] < 0.6 * a[..., 0])


def wide(mask, steps=6):
    out = np.asarray(mask)
    for axis in (0, 1):
        out = np.any([np.roll(out, s, axis) for s in range(-steps, steps + 1)], axis=0)
    return out


@pytest.mark.parametrize("prompt", ["make the apple green, keep everything else", "把苹果改成绿色,其他保持不变", "change the red apple to green"])
def test_recolouring_changes_the_subject_and_nothing_else(apple, prompt):
    before, after = pixels(apple), pixels(edit(read(prompt, references=1), [apple], SIZE))
    subject = reddish(before)
    assert subject.mean() > 0.03
    inside = after[subject]
    assert (inside[:, 1] > inside[:, 0]).mean() > 0.85
    assert np.abs(after - before)[~wide(subject)].mean() < 0.003


def test_recolouring_keeps_the_shading(apple):
    before, after = pixels(apple), pixels(edit(read("Glaze it in cobalt blue"), [apple], SIZE))
    subject = reddish(before)
    assert (after[subject][:, 2] > after[subject][:, 0]).mean() > 0.85
    assert np.corrcoef(before[subject].mean(-1), after[subject].mean(-1))[0, 1] > 0.6


def test_another_background_keeps_the_subject(toadstool):
    before, after = pixels(toadstool), pixels(edit(read("change the background to a beach"), [toadstool], SIZE))
    change = np.abs(after - before).max(-1)
    orange = (before[..., 0] > 0.75) & (before[..., 2] < 0.35) & (before[..., 1] > 0.4)
    assert np.median(change[orange]) < 0.02
    assert change[-20:].mean() > 0.05


def test_removing_the_background_gives_alpha(apple):
    picture = edit(read("remove the background"), [apple], SIZE)
    assert picture.mode == "RGBA"
    alpha = np.asarray(picture.getchannel("A"), np.float32) / 255
    assert alpha[:8].max() < 0.05
    assert alpha[reddish(pixels(apple))].mean() > 0.9


def test_removing_the_subject_closes_the_gap(apple):
    after = pixels(edit(read("remove the apple"), [apple], SIZE))
    assert reddish(after).mean() < 0.002
    assert np.abs(after - pixels(apple))[:20].mean() < 0.01


def test_warmer_and_cooler_go_their_ways(toadstool):
    base, warm, cool = (pixels(p) for p in (toadstool, edit(read("make it warmer"), [toadstool], SIZE), edit(read("冷一点"), [toadstool], SIZE)))
    tint = [float((a[..., 0] - a[..., 2]).mean()) for a in (base, warm, cool)]
    assert tint[1] > tint[0] + 0.03
    assert tint[2] < tint[0] - 0.03


def test_an_added_balloon_leaves_most_of_the_picture_alone(toadstool):
    change = np.abs(pixels(edit(read("add a hot air balloon in the sky"), [toadstool], SIZE)) - pixels(toadstool)).max(-1)
    assert 0.005 < (change > 0.05).mean() < 0.2
    assert (change < 0.01).mean() > 0.8


def test_flip_is_exact(apple):
    assert np.array_equal(np.asarray(edit(read("flip horizontally"), [apple], SIZE)), np.asarray(apple)[:, ::-1])


@pytest.mark.parametrize(
    "prompt",
    ["zoom out", "zoom in", "rotate a little", "sharpen it", "blur the background", "pixel art", "水墨风格", "make it night", "add snow", 'write "SALE" on it'],
)
def test_every_edit_is_visible_and_exact_in_size(toadstool, prompt):
    after = edit(read(prompt, references=1), [toadstool], (200, 120))
    assert after.size == (200, 120)
    plain = pixels(toadstool.resize((200, 200)).crop((0, 40, 200, 160)))
    assert np.abs(pixels(after) - plain).mean() > 0.003


def test_an_unknown_instruction_is_a_gentle_grade_and_says_so(toadstool):
    brief = read("hmm, what if")
    change = np.abs(pixels(edit(brief, [toadstool], SIZE)) - pixels(toadstool)).mean()
    assert 0.01 < change < 0.2
    assert "did not understand" in answer(brief, editing=True)


def test_one_picture_is_set_into_another(apple, toadstool):
    after = pixels(edit(read("put image 1 on image 2", references=2), [apple, toadstool], SIZE))
    change = np.abs(after - pixels(toadstool)).max(-1)
    assert reddish(after).mean() > 0.02
    assert (change < 0.02).mean() > 0.6


def test_the_palette_of_the_second_picture_reaches_the_first(apple, toadstool):
    after = pixels(edit(read("use the colour palette of the second image", references=2), [apple, toadstool], SIZE))
    assert np.abs(after - pixels(apple)).mean() > 0.03


@pytest.mark.parametrize("draft", [1, 2])
def test_drafts_of_an_edit_lie_between(apple, draft):
    brief = read("make the apple blue")
    before, rough, after = (pixels(p) for p in (apple, edit(brief, [apple], SIZE, draft=draft), edit(brief, [apple], SIZE)))
    assert np.abs(rough - after).mean() < np.abs(before - after).mean() + 0.02
    assert np.corrcoef(rough.ravel(), after.ravel())[0, 1] > 0.8


def test_the_same_edit_twice_gives_the_same_bytes(toadstool):
    one, two = (edit(read("add three spheres", 3), [toadstool], SIZE).tobytes() for _ in range(2))
    assert one == two


def test_alpha_that_came_in_goes_out():
    picture = Image.new("RGBA", (64, 64), (200, 40, 30, 0))
    picture.paste((200, 40, 30, 255), (16, 16, 48, 48))
    assert edit(read("make it warmer"), [picture], (64, 64)).mode == "RGBA"


def test_no_picture_is_an_error():
    with pytest.raises(ValueError, match="at least one picture"):
        edit(read("make it warmer"), [], SIZE)
