"""The demo painter: what a prompt names is what its pixels show, the same every time, in both languages."""

import numpy as np
import pytest

from studio.demo.painter import answer, paint, read, thoughts
from studio.demo.painter.takes import take_of

SMALL = (160, 128)


def pixels(picture):
    return np.asarray(picture.convert("RGB"), np.float32) / 255


def hue_share(picture, reds, greens, blues):
    """The share of clearly coloured pixels in which the named channel order holds."""
    a = pixels(picture)
    strong = (a.max(-1) - a.min(-1)) > 0.35
    r, g, b = a[..., 0], a[..., 1], a[..., 2]
    return float((strong & reds(r, g, b) & greens(r, g, b) & blues(r, g, b)).mean())


def red(picture):
    return hue_share(picture, lambda r, g, b: r > 0.4, lambda r, g, b: g < 0.5 * r, lambda r, g, b: b < 0.5 * r)


def green(picture):
    return hue_share(picture, lambda r, g, b: g > r * 1.3, lambda r, g, b: g > b * 1.3, lambda r, g, b: g > 0.2)


def blue(picture):
    return hue_share(picture, lambda r, g, b: b > r * 1.4, lambda r, g, b: b > g * 1.2, lambda r, g, b: b > 0.3)


def test_same_prompt_and_seed_give_the_same_bytes():
    one, two = (paint(read("a mushroom in the snow", 7), SMALL).tobytes() for _ in range(2))
    assert one == two


def test_a_seed_is_derived_from_the_prompt_and_another_seed_gives_another_picture():
    assert read("two spheres").seed == read("two spheres").seed
    assert read("two spheres").seed != read("three spheres").seed
    one, two = (pixels(paint(read("mountains at dusk", seed), SMALL)) for seed in (1, 2))
    assert np.abs(one - two).mean() > 0.01


def test_the_same_seed_with_another_colour_is_the_same_composition():
    one, two = (pixels(paint(read(f"a {c} vase on stepped plinths", 3), SMALL)) for c in ("terracotta", "cobalt"))
    change = np.abs(one - two).max(-1)
    assert 0.02 < (change > 0.1).mean() < 0.4
    assert np.median(change) < 0.02


@pytest.mark.parametrize("size", [(256, 256), (64, 512), (512, 64), (420, 180), (97, 131)])
@pytest.mark.parametrize("prompt", ["a vase", "the sea at night", "a poster of quarter circles"])
def test_every_size_is_exact(prompt, size):
    picture = paint(read(prompt), size)
    assert picture.size == size
    assert picture.mode == "RGB"
    assert pixels(picture).std() > 0.03


@pytest.mark.parametrize(
    ("prompt", "share", "least"),
    [
        ("a red apple", red, 0.04),
        ("a green apple", green, 0.025),
        ("绿色的苹果", green, 0.025),
        ("a blue vase on white background", blue, 0.03),
        ("a red pear", red, 0.02),
    ],
)
def test_a_named_colour_shows(prompt, share, least):
    assert share(paint(read(prompt, 5), SMALL)) > least


def test_a_pattern_takes_its_colour():
    mean = pixels(paint(read("green leaves"), SMALL)).mean((0, 1))
    assert mean[1] > 1.1 * max(mean[0], mean[2])


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a red apple on a white table", "白色桌子上的红色苹果"),
        ("a fox in a forest", "森林里的狐狸"),
        ("two cobalt spheres, watercolor", "两个钴蓝色的球，水彩"),
        ("a lighthouse at sunset", "日落时的灯塔"),
        ("a paper boat", "一只纸船"),
        ("a city at night", "夜晚的城市"),
    ],
)
def test_chinese_and_english_mean_the_same(english, chinese):
    one, two = read(english, 1), read(chinese, 1)
    assert (one.language, two.language) == ("en", "zh")
    assert [(s.kind, s.count, s.colours) for s in one.subjects] == [(s.kind, s.count, s.colours) for s in two.subjects]
    assert (one.scenes, one.light, one.style, set(one.tints)) == (two.scenes, two.light, two.style, set(two.tints))


def test_colours_bind_to_their_nearest_noun():
    brief = read("a red apple and a blue vase on a white table")
    assert {s.kind: s.colours for s in brief.subjects} == {"apple": ("red",), "vase": ("blue",)}
    assert brief.tint("table") == "white"


def test_orange_is_a_colour_before_a_noun_and_a_fruit_alone():
    brief = read("an orange cat beside two oranges")
    assert [(s.kind, s.count, s.colours) for s in brief.subjects] == [("cat", 1, ("orange",)), ("orange", 2, ())]


def test_what_is_negated_is_not_drawn():
    assert read("a table, no cat").subjects == ()
    assert read("花瓶，不要猫").subjects[0].kind == "vase"
    assert len(read("花瓶，不要猫").subjects) == 1


@pytest.mark.parametrize("draft", [1, 2])
@pytest.mark.parametrize("prompt", ["a cobalt vase on plinths", "seven ridges in haze", "a mushroom in a meadow"])
def test_drafts_resemble_the_final_and_are_not_it(prompt, draft):
    brief = read(prompt, 4)
    rough, final = (pixels(paint(brief, SMALL, draft=d)) for d in (draft, 0))
    assert np.corrcoef(rough.mean(-1).ravel(), final.mean(-1).ravel())[0, 1] > 0.6
    assert np.abs(rough - final).mean() > 0.005


def test_a_transparent_ground_gives_alpha():
    picture = paint(read("a pear, transparent background"), SMALL)
    assert picture.mode == "RGBA"
    alpha = np.asarray(picture.getchannel("A"))
    assert alpha[:4].max() == 0
    assert 0.02 < (alpha > 250).mean() < 0.6


@pytest.fixture(scope="module")
def lemon():
    return pixels(paint(read("a lemon", 2), (96, 96)))


@pytest.mark.parametrize(
    "style",
    ["watercolor", "oil painting", "pencil sketch", "flat vector", "pixel art", "cinematic", "black and white", "ink wash", "vintage film", "neon cyberpunk"],
)
def test_every_style_changes_the_picture(style, lemon):
    styled = pixels(paint(read(f"a lemon, {style}", 2), (96, 96)))
    assert np.abs(lemon - styled).mean() > 0.01


def test_black_and_white_has_no_colour():
    a = pixels(paint(read("a red apple, black and white"), SMALL))
    assert (a.max(-1) - a.min(-1)).mean() < 0.02


def test_unknown_prompts_still_give_a_picture_and_say_so():
    brief = read("flibbertigibbet")
    assert not brief.known
    assert pixels(paint(brief, SMALL)).std() > 0.05
    assert "not a model" in answer(brief)
    assert "recognised nothing" in answer(brief)


@pytest.mark.parametrize(
    ("prompt", "language"),
    [("a terracotta vase and two spheres in morning light", "en"), ("一只在雪地里的狐狸，水彩", "zh"), ("gibberish", "en"), ("把苹果改成绿色", "zh")],
)
@pytest.mark.parametrize("editing", [False, True])
def test_thoughts_and_answer_speak_the_language_of_the_prompt(prompt, language, editing):
    brief = read(prompt)
    said = thoughts(brief, editing=editing)
    assert 3 <= len(said) <= 5
    words = [text for pair in said for text in pair] + [answer(brief, editing=editing)]
    assert all(w.strip() for w in words)
    assert all(any("\u4e00" <= c <= "\u9fff" for c in w) == (language == "zh") for w in words)
    assert ("不是模型" if language == "zh" else "not a model") in words[-1]


def test_letters_in_quotes_are_set():
    plain, lettered = (pixels(paint(read(p, 9), (256, 128))) for p in ("a poster", 'a poster that says "OPEN"'))
    assert np.abs(plain - lettered).max() > 0.3


def test_four_seeds_are_four_takes():
    prompt = "Still life: a terracotta amphora and two spheres on stepped travertine plinths before a plaster arch. Low morning sun, muted earth palette."
    takes = [pixels(paint(read(prompt, seed), SMALL).resize((64, 64))) for seed in (1, 2, 3, 4)]
    assert min(np.abs(a - b).mean() for i, a in enumerate(takes) for b in takes[:i]) > 0.05


@pytest.mark.parametrize(
    ("words", "left"),
    [("light from the left", True), ("lit from the right", False), ("光从左侧来", True), ("右侧来光", False)],
)
def test_a_named_side_of_the_light_holds_for_every_seed(words, left):
    assert {take_of(seed, f"a white sphere, {words}").lamp for seed in range(1, 9)} == {not left}


def test_the_words_name_no_side_that_the_light_may_not_come_from() -> None:
    """Takes put the light left or right by seed, so no fixed sentence may say which."""
    from studio.demo.painter.phrases import LIGHT_TEXTS

    for english, chinese in LIGHT_TEXTS.values():
        assert not {"left", "right"} & set(english.replace(",", " ").replace(".", " ").split()), english
        assert not {"左", "右"} & set(chinese), chinese
