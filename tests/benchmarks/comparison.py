"""Two pictures compared at 1K, 2K and 4K, step by step, and how far registration strays on a synthetic set with known transforms.

Run: python tests/benchmarks/comparison.py [--rounds 3]. Prints medians, and ratios against one Pillow decode of the same file in the same run; rounds are
interleaved. Targets (PERFORMANCE.md): at 4K the difference map within 0.2 s, SSIM within 1 s, each with less than 100 MB beside the two pictures.
Errors are the largest distance, at the corners of the first picture, between where the registration puts them and where they are, in pixels of the second.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.core.notes import Note
from studio.imaging.compare import Pose, compare, difference, plain, register, seen, structure
from tests.imaging.scenes import POSES, edited, pair, recompressed, scene, strayed

ROWS = ("plain decode", "decode both to sRGB", "register", "difference map", "share and boxes", "SSIM with map", "compare, all with maps written")


_MEMORY = """
import sys
from pathlib import Path
from studio.imaging.compare import compare, seen
def highest(): return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
one, other = map(Path, sys.argv[1:])
begun = highest()
both = seen(one), seen(other)
decoded = highest()
del both
compare(one, other, maps=(one.with_name("d.png"), one.with_name("s.png")))
print(f"highest memory, last pair: {decoded - begun:.0f} MB to decode both, {highest() - begun:.0f} MB to compare")
"""
"""Said by a process of its own, from files; Linux only."""


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """How long, and what came."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def decoded(path: Path) -> None:
    """One decode."""
    with Image.open(path) as image:
        image.load()


def steps(one: Path, other: Path, into: Path) -> list[float]:
    """Seconds of every row."""
    took = [seconds(lambda: decoded(one))[0], *parts(one, other)]
    return [*took, seconds(lambda: compare(one, other, maps=(into / "d.png", into / "s.png"), amplify=4))[0]]


def parts(one: Path, other: Path) -> list[float]:
    """Seconds of each step of a comparison; the pictures are let go when it ends."""
    both, (first, second) = seconds(lambda: (seen(one), seen(other)))
    registered, found = seconds(lambda: register(first, second))
    if isinstance(found, Note):
        raise SystemExit(f"not registered: {found}")
    pose = Pose(found.scale, found.dx, found.dy)
    area = pose.overlap(first.size, second.size)
    mapped = seconds(lambda: plain(first, second, pose, area, amplify=4))[0]
    shared = seconds(lambda: difference(first, second, pose, area))[0]
    grey = first.convert("L"), second.convert("L")
    return [both, registered, mapped, shared, seconds(lambda: structure(*grey, pose, area))[0]]


def times(rounds: int, folder: Path) -> None:
    """The table of times."""
    for side in (1024, 2048, 4096):
        for name, pose in (("an edit in place", Pose(1, 0, 0)), ("moved and 2 % larger", Pose(1.02, 5.3, -3.7))):
            one, other = pair(5, pose, size=(side, side))
            paths = folder / "one.png", folder / "other.png"
            for picture, path in zip((one, edited(other, 0.2)), paths, strict=True):
                picture.save(path, compress_level=1)
            del one, other
            table = [steps(*paths, folder) for _ in range(rounds)]
            middle = [statistics.median(column) for column in zip(*table, strict=True)]
            print(f"{side}×{side}, {name}")
            for row, value in zip(ROWS, middle, strict=True):
                print(f"  {row:32} {value:7.3f} s  {value / middle[0]:6.2f}")
    print(subprocess.run([sys.executable, "-c", _MEMORY, *map(str, paths)], check=True, capture_output=True, text=True).stdout.strip())


def errors() -> None:
    """The list of errors."""
    changes: tuple[tuple[str, Callable[[Image.Image], Image.Image]], ...] = (
        ("as it is", lambda image: image),
        ("JPEG 60", lambda image: recompressed(image, "JPEG", 60)),
        ("darker", lambda image: image.point([int(value * 0.7 + 10) for value in range(256)] * 3)),
        ("30 % redrawn", lambda image: edited(image, 0.3)),
    )
    print(f"{'registration errors, pixels':28}" + "".join(f"{name:>14}" for name, _ in changes))
    for name, pose, size in POSES:
        one, other = pair(1, pose, there=size)
        row = []
        for _, change in changes:
            found = register(one, change(other))
            row.append("refused" if isinstance(found, Note) else f"{strayed(found, pose, one.size):.3f}")
        print(f"{name:28}" + "".join(f"{value:>14}" for value in row))
    one = scene(1, 768, 576)
    for name, other in (("another scene", scene(2, 768, 576)), ("mirrored", one.transpose(Image.Transpose.FLIP_LEFT_RIGHT)), ("tilted by 2°", one.rotate(2))):
        print(f"{name:28}  {register(one, other)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    errors()
    with tempfile.TemporaryDirectory() as folder:
        times(rounds, Path(folder))


if __name__ == "__main__":
    main()
