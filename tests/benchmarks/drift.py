"""How well drift is told: a set of edits with planted changes, through codecs, shifts, scales and tones; what was found of them, and what was made up.

Run: python tests/benchmarks/drift.py [--pairs 80] [--list]. A pair is a picture and its edit: something new inside the mask (or not), none to three changes
outside of it (another colour, something gone, something new, another texture, a weak one; 0.08 to 4 % of the picture each), then softness or grain as a
model's redrawing leaves it, a tone, a pose and a codec. Planted is what differs by 20 levels and more, which is what the drift calls visible. Recall is the
share of the planted pixels that are marked, and of the planted changes of which a third is; false alarms are marked pixels farther than 12 from anything
planted and from the mask, as a share of the picture, and verdicts on pairs where nothing was planted outside. The last part is a set without masks.
"""

import argparse
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.core.drift import Drift
from studio.demo import painter
from studio.imaging import masks
from studio.imaging.drift import drift
from studio.imaging.masks.shapes import dilated
from tests.imaging.scenes import scene

SIZE = (1152, 864)
CODECS = (("PNG", 0), ("JPEG", 92), ("JPEG", 75), ("WEBP", 85), ("JPEG", 60))
POSES = ((1.0, 0.0, 0.0), (1.0, 5.0, -3.0), (1.0, 0.5, 0.25), (1.012, -4.2, 2.6), (0.985, 6.0, 4.0), (1.03, -12.0, -9.0), (0.97, 11.3, 8.1), (0.75, 0.0, 0.0))
TONES = ("as it was", "lighter", "darker", "gamma", "warmer", "flatter")
REDRAWN = ("as drawn", "grain", "as drawn", "soft")
PROMPTS = ("a red vase on a table", "a lighthouse at the sea, evening", "a bowl of fruit", "mountains and a lake", "a cat on a chair", "a house in a forest")


@dataclass(frozen=True)
class Pair:
    """An edit, the mask it was asked in, where it was visibly changed outside of that, and where at all (L, in the source)."""

    source: Image.Image
    edit: Image.Image
    mask: Image.Image
    planted: tuple[Image.Image, ...]
    touched: Image.Image
    inside: bool
    said: str


def base(number: int) -> Image.Image:
    """Drawn scenes with hard shapes, and the demo painter's."""
    if number % 2:
        return scene(number, *SIZE)
    read = painter.read(PROMPTS[number // 2 % len(PROMPTS)], number, references=0)
    return painter.paint(read, SIZE, draft=0).convert("RGB")


def ellipse(rng: np.random.Generator, share: float) -> Image.Image:
    """A mask of one ellipse of about this share of the picture."""
    width, height = SIZE
    wide = math.sqrt(share * 4 / math.pi * rng.uniform(0.6, 1.6)) * width
    high = share * width * height * 4 / math.pi / wide
    x, y = rng.uniform(wide / 2, width - wide / 2), rng.uniform(high / 2, height - high / 2)
    image = Image.new("L", SIZE, 0)
    ImageDraw.Draw(image).ellipse((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), fill=255)
    return image


def changed(rng: np.random.Generator, image: Image.Image, where: Image.Image, kind: int) -> Image.Image:
    """One change, clearly seen."""
    match kind:
        case 0:
            other = Image.merge("RGB", [image.getchannel(channel) for channel in "GBR"]).point([min(255, level + 45) for level in range(256)] * 3)
        case 1:
            other = Image.new("RGB", SIZE, tuple(np.asarray(image.resize((1, 1)))[0, 0].tolist())).filter(ImageFilter.GaussianBlur(2))
        case 2:
            other = Image.new("RGB", SIZE, tuple(rng.integers(0, 256, 3).tolist()))
        case 3:
            other = Image.blend(image, scene(int(rng.integers(100, 104)), *SIZE), 0.4)
        case _:
            other = scene(int(rng.integers(100, 104)), *SIZE)
    return Image.composite(other, image, where.filter(ImageFilter.GaussianBlur(1)))


def toned(image: Image.Image, tone: str) -> Image.Image:
    """Slight, all over."""
    if tone == "warmer":
        tables = [[min(255, int(level * gain + 0.5)) for level in range(256)] for gain in (1.06, 1.0, 0.92)]
        return image.point(tables[0] + tables[1] + tables[2])
    ways = {
        "as it was": lambda level: level,
        "lighter": lambda level: level + 12,
        "darker": lambda level: level * 0.92,
        "gamma": lambda level: 255 * (level / 255) ** 0.88,
        "flatter": lambda level: 128 + (level - 128) * 0.88,
    }
    return image.point([max(0, min(255, round(ways[tone](level)))) for level in range(256)] * 3)


def posed(image: Image.Image, pose: tuple[float, float, float]) -> Image.Image:
    """The edit as it comes: of the same size, or of another where only the scale is given."""
    scale, dx, dy = pose
    if (dx, dy) == (0.0, 0.0):
        return image if scale == 1 else image.resize((round(SIZE[0] * scale), round(SIZE[1] * scale)), Image.Resampling.LANCZOS)
    edge = 40  # its border repeated: Pillow leaves pixels black that have no neighbours
    wide = Image.fromarray(np.pad(np.asarray(image), ((edge, edge), (edge, edge), (0, 0)), mode="edge"))
    terms = (1 / scale, 0, edge - dx / scale, 0, 1 / scale, edge - dy / scale)
    return wide.transform(SIZE, Image.Transform.AFFINE, terms, resample=Image.Resampling.BICUBIC)


def made(number: int, folder: Path) -> Pair:
    """The pair of a number, always the same."""
    rng = np.random.default_rng(number)
    source = base(number)
    mask = ellipse(rng, rng.uniform(0.02, 0.2))
    inside = number % 9 != 4
    edit = changed(rng, source, mask, 4) if inside else source
    away = np.asarray(mask.filter(ImageFilter.GaussianBlur(8))) > 0
    planted, touched = [], np.zeros(away.shape, dtype=bool)
    for _ in range((0, 1, 0, 2, 1, 3)[number % 6]):
        where = Image.fromarray(np.where(away, 0, np.asarray(ellipse(rng, rng.uniform(0.0008, 0.04)))).astype(np.uint8))
        before, edit = edit, changed(rng, edit, where, int(rng.integers(0, 5)))
        away |= np.asarray(where.filter(ImageFilter.GaussianBlur(8))) > 0
        seen = np.abs(np.asarray(edit, dtype=np.int16) - np.asarray(before, dtype=np.int16)).max(axis=2) >= 20
        touched |= np.asarray(where) > 0
        planted.append(Image.fromarray((seen & (np.asarray(where) > 0)).astype(np.uint8) * 255))
    if number % 4 == 3:
        edit = edit.filter(ImageFilter.GaussianBlur(0.8))
    elif number % 4 == 1:
        grain = rng.normal(0, 4, (*SIZE[::-1], 1))
        edit = Image.fromarray(np.clip(np.asarray(edit) + grain, 0, 255).astype(np.uint8))
    kind, quality = CODECS[number % len(CODECS)]
    pose, tone = POSES[number // 2 % len(POSES)], TONES[number // 3 % len(TONES)] if number % 2 else "as it was"
    edit = posed(toned(edit, tone), pose)
    edit.save(folder / f"edit.{kind.lower()}", **({"quality": quality} if quality else {}))
    source.save(folder / "source.png", compress_level=1)
    return Pair(source, edit, mask, tuple(planted), Image.fromarray(touched), inside, f"{kind} {quality or ''}, {pose}, {tone}, {REDRAWN[number % 4]}")


def marked(found: Drift) -> np.ndarray:
    """The overlay, as where it is painted."""
    with Image.open(found.overlay) as image:
        return np.asarray(image.convert("RGBA").getchannel("A")) > 0


def small(folder: Path) -> None:
    """What is small, thin or faint, in four scenes: the share of its pixels that is marked."""
    grey = Image.new("L", SIZE, 0)
    ImageDraw.Draw(grey).ellipse((60, 60, 260, 260), fill=255)
    mask = masks.made(grey, folder)

    def row(name: str, draw: Callable[[Image.Image], object]) -> None:
        found = []
        for number in range(4):
            source = base(number)
            edit = source.copy()
            draw(edit)
            where = np.abs(np.asarray(edit, dtype=np.int16) - np.asarray(source, dtype=np.int16)).max(axis=2) > 0
            source.save(folder / "source.png", compress_level=1)
            posed(edit, (1.012, -4.2, 2.6)).save(folder / "small.jpg", quality=85)
            result = drift(folder / "source.png", folder / "small.jpg", mask, overlay=folder / "overlay.png")
            found.append(f"{marked(result)[where].mean():5.0%} of {where.sum() / where.size:.3%}")
        print(f"  {name:26}" + "   ".join(found))

    print("small, thin and faint things, JPEG 85, scaled by 1.012")
    for radius in (4, 8, 16):
        spot = (700 - radius, 400 - radius, 700 + radius, 400 + radius)
        row(f"a disc of {2 * radius} pixels", lambda edit: ImageDraw.Draw(edit).ellipse(spot, fill=(255, 0, 0)))  # noqa: B023  called at once
    for width in (1, 3):
        row(f"a line of {width}", lambda edit: ImageDraw.Draw(edit).line((500, 300, 900, 420), fill=(255, 0, 0), width=width))  # noqa: B023
    for size in (14, 24):
        font = ImageFont.load_default(size)
        row(f"words of {size} pixels", lambda edit: ImageDraw.Draw(edit).text((500, 400), "Hello new words 123", fill=(255, 255, 255), font=font))  # noqa: B023
    box = (500, 300, 800, 500)
    for levels in (15, 25, 35):
        table = [min(255, level + levels) for level in range(256)] * 3
        row(f"a patch {levels} levels lighter", lambda edit: edit.paste(edit.crop(box).point(table), box))  # noqa: B023


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=80)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    recalls, alarms, quiet, wrong, errors, times = [], [], [], [], [], []
    changes = missed = 0
    free: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(asked.pairs):
            pair = made(number, folder)
            edit = next(folder.glob("edit.*"))
            mask = masks.made(pair.mask, folder)
            begun = time.perf_counter()
            found = drift(folder / "source.png", edit, mask, overlay=folder / "overlay.png")
            times.append(time.perf_counter() - begun)
            if found.overlay is None:
                wrong.append(f"{number}: {found.words} ({pair.said})")
                edit.unlink()
                continue
            map_ = marked(found)
            truth = np.zeros(map_.shape, dtype=bool)
            for one in pair.planted:
                where = np.asarray(one) > 0
                truth |= where
                if where.sum() >= 100:
                    changes += 1
                    missed += map_[where].mean() < 1 / 3
            near = dilated((np.asarray(pair.touched) | (np.asarray(pair.mask) > 0)).astype(np.uint8) * 255, 12) > 0
            alarm = float((map_ & ~near).mean())
            alarms.append(alarm)
            share = float(truth.sum() / (np.asarray(pair.mask) == 0).sum())
            if truth.any():
                recalls.append(float(map_[truth].mean()))
                errors.append(abs((found.outside or 0) - share))
            else:
                quiet.append(found.outside or 0)
            expected = ({"held", "tone"} if pair.inside else {"nothing", "tone"}) if share < 0.004 else {"slight"} if share < 0.045 else {"slight", "strong"}
            if share >= 0.0002 and not pair.inside:
                expected = {"elsewhere"}
            elif 0.004 <= share < 0.006:
                expected = {"held", "slight", "elsewhere", "tone"}
            if found.verdict not in expected:
                wrong.append(f"{number}: {found.verdict}, expected {' or '.join(sorted(expected))}; planted {share:.2%} ({pair.said})")
            if asked.list:
                print(
                    f"{number:3} planted {share:6.2%} found {found.outside:6.2%} inside {found.inside:6.1%} alarm {alarm:7.3%} tone {found.tone:4.1f} "
                    f"{found.verdict:10} {pair.said}"
                )
            if number % 3 == 0:
                whole = drift(folder / "source.png", edit)
                both = truth | ((np.asarray(pair.mask) > 0) & pair.inside)
                free.append((float(both.mean()), whole.changed or 0))
            edit.unlink()
    print(f"{len(times)} pairs, {changes} planted changes of 100 pixels and more; {statistics.median(times):.2f} s a pair")
    print(f"pixels found: mean {statistics.mean(recalls):.1%}, lowest {min(recalls):.1%}; changes missed: {missed} of {changes}")
    print(f"pixels made up: mean {statistics.mean(alarms):.4%}, highest {max(alarms):.3%}")
    print(f"outside where nothing was planted: mean {statistics.mean(quiet):.4%}, highest {max(quiet):.3%} of {len(quiet)} pairs")
    print(f"outside, error of the share: mean {statistics.mean(errors):.2%}, highest {max(errors):.2%}")
    print(f"without a mask, error of the share: mean {statistics.mean(abs(a - b) for a, b in free):.2%}, highest {max(abs(a - b) for a, b in free):.2%}")
    print(f"verdicts that are wrong: {len(wrong)}")
    for line in wrong:
        print(f"  {line}")
    with tempfile.TemporaryDirectory() as name:
        small(Path(name))


if __name__ == "__main__":
    main()
