"""Exports of 4K and 2K pictures: how large each is, how long it takes, and how far off the size was that was said beforehand.

Run: python tests/benchmarks/exports.py [--pairs 13] [--sides 4096 2048]. Prints a row for each pair and way, then the errors of all. Times are of this
machine; beside each estimate stands how it compares with decoding the same two files in full, in the same run. Targets: an estimate within 0.3 s on a quiet
machine and within about 25 %.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.demo.painter import paint, read
from studio.export import exporters
from studio.export.base import Options, Shown, Side
from tests.imaging.scenes import scene

WAYS = (
    ("html", "html 1600", Options()),
    ("html", "html whole", Options(edge=4096)),
    ("html", "html jpeg", Options(picture="jpeg")),
    ("animation", "wipe 1200", Options(edge=1200)),
    ("animation", "blink 1200", Options(edge=1200, motion="blink")),
    ("sheet", "sheet png 1600", Options()),
    ("sheet", "sheet jpeg 4096", Options(edge=4096, picture="jpeg")),
    ("originals", "originals", Options()),
)
PROMPTS = (
    "a red fox in a birch forest, watercolour",
    "a bowl of oranges on a blue table, oil painting",
    "a poster with a circle, flat design",
    "three birds over mountains",
)


def grain(image: Image.Image, strength: float) -> Image.Image:
    """With the noise that models leave."""
    values = np.asarray(image, np.float32)
    noise = np.random.default_rng(5).normal(0, strength, (*values.shape[:2], 1))
    return Image.fromarray(np.clip(values + noise, 0, 255).astype(np.uint8))


def half(image: Image.Image) -> Image.Image:
    """With an even sky: what is read of the file first says little of the rest."""
    image = image.copy()
    image.paste((120, 160, 220), (0, 0, image.width, image.height // 2))
    return image


def cut_out(image: Image.Image) -> Image.Image:
    """On nothing."""
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).ellipse((image.width // 5, image.height // 5, image.width * 4 // 5, image.height * 4 // 5), fill=255)
    image = image.convert("RGBA")
    image.putalpha(mask)
    return image


def pictures(side: int) -> dict[str, Callable[[], Image.Image]]:
    """What is compared, by name; each is drawn when it is asked for."""
    shapes = [(side, side), (side, side * 2 // 3), (side * 2 // 3, side), (side, side * 9 // 16)]
    made: dict[str, Callable[[], Image.Image]] = {
        f"painted {number}": lambda prompt=prompt, shape=shape: paint(read(prompt), shape)
        for number, (prompt, shape) in enumerate(zip(PROMPTS, shapes, strict=True))
    }
    return made | {
        "painted, grain": lambda: grain(paint(read(PROMPTS[3]), shapes[1]), 3),
        "scene": lambda: scene(1, *shapes[0]),
        "scene, wide": lambda: scene(2, *shapes[3]),
        "smooth": lambda: scene(1, *shapes[0]).filter(ImageFilter.GaussianBlur(6)),
        "noise": lambda: grain(scene(2, *shapes[3]), 12),
        "sky above": lambda: half(scene(1, *shapes[0])),
        "sky below": lambda: half(scene(1, *shapes[0])).transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        "cut out": lambda: cut_out(scene(1, *shapes[0])),
        "ramp": lambda: Image.linear_gradient("L").resize(shapes[0]).convert("RGB"),
    }


def drawn(side: int, folder: Path) -> list[Side]:
    """All of them as PNG files."""
    sides = []
    for name, draw in pictures(side).items():
        path = folder / f"{name} {side}.png"
        image = draw()
        image.save(path, compress_level=3)
        said = {"title": "Run 128", "fact": f"{image.width}×{image.height} PNG", "alt": name, "name": path.name, "recipe": '{"request": {}}'}
        sides.append(Side(path=path, label=name, width=image.width, height=image.height, **said))
    return sides


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def decoded(sides: tuple[Side, Side]) -> None:
    for one in sides:
        with Image.open(one.path) as image:
            image.load()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=13)
    parser.add_argument("--sides", type=int, nargs="+", default=[4096, 2048])
    asked = parser.parse_args()
    ways = exporters()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side in asked.sides:
            print(f"\n{side} pixels\n{'pair':34} {'way':16} {'bytes':>11} {'said':>7} {'estimate':>9} {'of decode':>9} {'written':>8}")
            rows: dict[str, list[tuple[float, float, float, float]]] = {}
            sides = drawn(side, folder)
            for one, other in list(zip(sides, [*sides[3:], *sides[:3]], strict=True))[: asked.pairs]:
                shown = Shown(title="Two", a=one, b=other)
                for exporter, way, options in WAYS:
                    plain = seconds(lambda shown=shown: decoded(shown.sides))[0]
                    took, said = seconds(lambda e=exporter, s=shown, o=options: ways[e].estimate(s, o))
                    wrote, written = seconds(lambda e=exporter, s=shown, o=options: ways[e].write(s, o, folder / "out"))
                    off = said / written.bytes - 1
                    rows.setdefault(way, []).append((off, took, took / plain, wrote))
                    print(
                        f"{one.label + ' / ' + other.label:34} {way:16} {written.bytes:11,} {off:+7.1%} {took:8.2f}s {took / plain:9.2f} {wrote:7.2f}s",
                        flush=True,
                    )
            print(f"\n{side} pixels, all pairs: {'median off':>12} {'worst':>8} {'within 25 %':>12} {'estimate':>9} {'written':>8}")
            for way, found in rows.items():
                off = sorted(abs(row[0]) for row in found)
                near = f"{sum(one <= 0.25 for one in off)} of {len(off)}"
                times = [statistics.median(row[at] for row in found) for at in (1, 3)]
                print(f"{way:32} {statistics.median(off):7.1%} {off[-1]:8.1%} {near:>12} {times[0]:8.2f}s {times[1]:7.2f}s")


if __name__ == "__main__":
    main()
