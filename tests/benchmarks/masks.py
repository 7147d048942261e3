"""Masks at 4096²: exactness and time of the round trip, bytes of several kinds of mask, and paste-back with its memory.

Run: python tests/benchmarks/masks.py [--rounds 3]. Times are medians. Each kind of mask is read, written as OpenAI takes it, and read again: the pixels must
be the same. Paste-back runs in a process of its own, for its memory (Linux only), on a noisy scene whose edit was recompressed, and on one that was moved and
made smaller; its result is decoded and compared with the source, value by value.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.imaging import masks
from studio.imaging.masks.sending import LIMIT
from tests.imaging.scenes import scene

SIDE = 4096
_PASTE = """
import sys, time
from pathlib import Path
from studio.imaging import masks
from studio.imaging.drift import drift
from studio.imaging.extend import extend
from studio.imaging.paste import paste_back
def highest(): return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
folder, source, edit, shape, work = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5]
begun = highest()
started = time.perf_counter()
if work == "paste":
    mask = masks.read(shape, (4096, 4096), folder)
    started = time.perf_counter()
    found = paste_back(source, edit, mask, folder / "pasted.png")
elif work == "drift":
    mask = masks.read(shape, (4096, 4096), folder)
    started = time.perf_counter()
    drift(source, edit, mask, overlay=folder / "overlay.png")
elif work == "read":
    masks.openai(mask := masks.read(shape, (4096, 4096), folder), mask.image, folder)
else:
    extend(source, folder, left=1024, right=1024, openai=True)
print(f"{time.perf_counter() - started:.2f} s, {highest() - begun:.0f} MB")
"""


def kinds() -> Iterator[tuple[str, Image.Image]]:
    """Masks from the plainest to the worst."""
    grey = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(grey).ellipse((1000, 800, 2600, 3000), fill=255)
    yield "an ellipse", grey
    rng = np.random.default_rng(3)
    strokes = Image.new("L", (SIDE, SIDE), 0)
    for _ in range(300):
        ImageDraw.Draw(strokes).line(rng.integers(0, SIDE, 8).tolist(), fill=255, width=int(rng.integers(3, 60)), joint="curve")
    yield "300 strokes", strokes
    clouds = Image.fromarray(rng.integers(0, 256, (256, 256), np.uint8)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    yield "clouds, cut", clouds.point(lambda level: 255 * (level > 127))
    for share in (0.02, 0.5):
        yield f"dust, {share:.0%}", Image.fromarray((rng.random((SIDE, SIDE)) < share).astype(np.uint8) * 255)


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """How long, and what came."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def trips(rounds: int, folder: Path) -> None:
    """The table of round trips."""
    print(f"{'4096²':14}{'brought':>10}{'read':>9}{'inner':>10}{'openai':>9}{'sent':>10}{'mode':>7}{'again':>9}{'painted':>9}   exact")
    source = folder / "source.png"
    for name, grey in kinds():
        brought = folder / "brought.png"
        grey.save(brought, compress_level=3)
        rows = []
        for _ in range(rounds):
            read, mask = seconds(lambda: masks.read(folder / "brought.png", (SIDE, SIDE), folder))
            wrote, sent = seconds(lambda: masks.openai(mask, mask.image, folder))  # noqa: B023  called at once
            again, back = seconds(lambda: masks.read(sent.image.path, (SIDE, SIDE), folder))  # noqa: B023
            rows.append((read, wrote, again))
        first = masks.pixels(mask)
        image1 = type(mask.image)(path=source, mime="image/png", width=SIDE, height=SIDE, bytes=0, digest="")
        shown = seconds(lambda: masks.painted(mask, image1, folder))[0]  # noqa: B023
        exact = np.array_equal(np.asarray(masks.pixels(back)), np.asarray(grey)) and np.array_equal(np.asarray(first), np.asarray(grey))
        with Image.open(sent.image.path) as file:
            mode = file.mode
        read, wrote, again = (statistics.median(column) for column in zip(*rows, strict=True))
        size = f"{brought.stat().st_size:>10}{read:8.2f}s{mask.image.bytes:>10}{wrote:8.2f}s{sent.image.bytes:>10}{mode:>7}{again:8.2f}s{shown:8.2f}s"
        print(f"{name:14}{size}   {exact and sent.image.bytes < LIMIT and not sent.notes}")


def worked(folder: Path, edit: Path, shape: Path, work: str) -> str:
    """Time and memory, said by a process of its own."""
    done = subprocess.run([sys.executable, "-c", _PASTE, folder, folder / "source.png", edit, shape, work], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def pasted(folder: Path) -> None:
    """Paste-back, drift and extend, each with what it took."""
    picture = scene(5, SIDE, SIDE)
    redrawn = picture.copy()
    redrawn.paste(scene(6, 1024, 1024).resize((1700, 2300)), (950, 750))
    edits = folder / "same.jpg", folder / "smaller.webp"
    redrawn.save(edits[0], quality=85)
    redrawn.resize((2048, 2048), Image.Resampling.LANCZOS).save(edits[1], quality=85)
    del redrawn
    shapes = {name: grey for name, grey in kinds() if name in ("an ellipse", "clouds, cut", "dust, 50%")}
    for name, grey in shapes.items():
        grey.save(folder / "shape.png", compress_level=1)
        for edit in edits:
            said = worked(folder, edit, folder / "shape.png", "paste")
            with Image.open(folder / "pasted.png") as image:
                values = np.asarray(image)
                same = values.shape == (SIDE, SIDE, 3) and bool(np.array_equal(values[np.asarray(grey) == 0], np.asarray(picture)[np.asarray(grey) == 0]))
            print(f"paste back, {name:12} {edit.name:13} {said:18} every value outside equal: {same}")
    shapes["an ellipse"].save(folder / "shape.png", compress_level=1)
    print(f"read and write a mask of dust      {worked(folder, edits[0], folder / 'brought.png', 'read')}")
    print(f"drift with a mask                  {worked(folder, edits[0], folder / 'shape.png', 'drift')}")
    print(f"extend to 6144×4096                {worked(folder, edits[0], folder / 'shape.png', 'extend')}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene(5, SIDE, SIDE).save(folder / "source.png", compress_level=1)
        trips(rounds, folder)
        pasted(folder)


if __name__ == "__main__":
    main()
