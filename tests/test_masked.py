"""A mask on its way: the real thing for models that take one, words and a marked copy for the others; recorded by a file of the home, and kept to."""

import asyncio
import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

import studio as package
from studio.errors import UsageError
from studio.imaging import masks
from tests.test_gateways import run

SIZE, BOX = (640, 480), (200, 120, 440, 360)


@pytest.fixture
def given(tmp_path: Path) -> dict[str, object]:
    """A picture with some drawing, and a mask in OpenAI's own form."""
    picture = Image.effect_noise((80, 60), 40).convert("RGB").resize(SIZE)
    ImageDraw.Draw(picture).ellipse((240, 160, 400, 320), fill=(190, 60, 40))
    picture.save(tmp_path / "one.png")
    mask = Image.new("RGBA", SIZE, "black")
    mask.paste((0, 0, 0, 0), BOX)
    mask.save(tmp_path / "mask.png")
    return {"references": (str(tmp_path / "one.png"),), "mask": str(tmp_path / "mask.png"), "task": "edit", "size": "512"}


def outside(source: Path, edit: Path) -> float:
    """The largest change of a channel outside the box, eight pixels beside it."""
    one, other = (Image.open(path).convert("RGB") for path in (source, edit))
    other = other.resize(one.size)
    apart = ImageChops.difference(one, other)
    left, top, right, bottom = BOX
    apart.paste((0, 0, 0), (left - 8, top - 8, right + 8, bottom + 8))
    return max(high for _, high in apart.getextrema())


def test_a_model_without_masks_is_told_and_shown_the_region(demo, tmp_path: Path, given) -> None:
    result = run(demo, tmp_path / "home", gateway="google", model="gemini-3.1-flash-image", prompt="Make the circle green", **given)
    plan = result.plan
    assert plan.mask is None
    assert plan.prompt.startswith("Make the circle green\n\nIn image 1 change only the region at the centre (")
    assert "[250, 312, 750, 688]" in plan.prompt
    assert len(plan.references) == 2
    marked = Image.open(plan.references[1].path).convert("RGB")
    assert marked.size == SIZE
    assert [note.key for note in result.every_note].count("masks.note.described") == 1
    record = json.loads(next((tmp_path / "home").rglob("run.json")).read_text())
    assert record["request"]["mask"].startswith("references/")
    assert len(record["request"]["references"]) == 1  # the marked copy is no reference of the person's
    kept = Image.open(tmp_path / "home" / record["request"]["mask"])
    assert (kept.mode, kept.size, kept.getbbox()) == ("L", SIZE, BOX)


def test_a_model_with_masks_gets_one(demo, tmp_path: Path, given) -> None:
    result = run(demo, tmp_path / "home", gateway="openai", model="gpt-image-2", prompt="Make the circle green", quality="low", **given)
    assert result.plan.prompt == "Make the circle green"
    sent = Image.open(result.plan.mask.path)
    assert (sent.size, sent.convert("RGBA").getchannel("A").point(lambda value: 255 - value).getbbox()) == (SIZE, BOX)
    assert "masks.note.described" not in [note.key for note in result.every_note]


def test_the_demo_keeps_to_the_region(tmp_path: Path, given) -> None:
    async def work() -> Path:
        async with package.open(home=tmp_path / "home", environ={}) as studio:
            result = await studio.run(package.Request(prompt="Make the circle blue", **{**given, "size": "auto", "aspect": "4:3"}))
            return result.images[0].path

    made = asyncio.run(work())
    assert outside(Path(given["references"][0]), made) < 30  # resampled, not redrawn
    with Image.open(made) as picture, Image.open(given["references"][0]) as source:
        assert max(high for _, high in ImageChops.difference(picture.convert("RGB").resize(SIZE), source.convert("RGB")).crop(BOX).getextrema()) > 60


def test_a_mask_alone_or_empty_is_refused_at_its_field(demo, tmp_path: Path, given) -> None:
    Image.new("L", SIZE, 0).save(tmp_path / "none.png")
    for wrong, model in (({"references": ()}, "gemini-3.1-flash-image"), ({"mask": str(tmp_path / "none.png")}, "gemini-3.1-flash-image")):
        with pytest.raises(UsageError) as caught:
            run(demo, tmp_path / "home", gateway="google", model=model, prompt="Make it blue", **{**given, **wrong})
        assert caught.value.field in ("mask", "references")


def test_asked_again_it_is_the_same_mask(demo, tmp_path: Path, given) -> None:
    """A request that is read back from its record names the inner form, which is read without a word about how."""
    first = run(demo, tmp_path / "home", gateway="google", model="gemini-3.1-flash-image", prompt="Make the circle green", **given)
    again = masks.read(Path(first.request.mask), SIZE, tmp_path / "into")
    assert again.image.digest == masks.read(Path(given["mask"]), SIZE, tmp_path / "into").image.digest
    more = {**given, "mask": first.request.mask}
    second = run(demo, tmp_path / "home", gateway="google", model="gemini-3.1-flash-image", prompt="Make the circle green", **more)
    assert second.plan.prompt == first.plan.prompt
    assert not [note for note in second.every_note if note.key == "masks.note.light"]
