"""A finished 4K picture to thumbnail and preview, and how long the event loop waits while one arrives.

Run: python tests/benchmarks/picture_path.py [--rounds 5]. Prints medians, and ratios against one Pillow decode of the same file in the same run; rounds are
interleaved. Targets (PERFORMANCE.md): one decode, at most 0.45 s, off the event loop, which never waits more than 50 ms.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from studio.imaging import finish


def picture(path: Path) -> None:
    """4096×4096, 20-odd MB, with the grain of a photograph."""
    rng = np.random.default_rng(1)
    base = np.linspace(0, 255, 4096, dtype=np.float32)[None, :, None] * np.ones((4096, 1, 3), np.float32)
    grain = rng.normal(0, 3, (4096, 4096, 1)).astype(np.float32)
    Image.fromarray(np.clip(base + grain, 0, 255).astype(np.uint8)).save(path, compress_level=1)


def decoded(path: Path) -> float:
    """Seconds of one decode."""
    begun = time.perf_counter()
    with Image.open(path) as image:
        image.load()
    return time.perf_counter() - begun


async def finished(path: Path, into: Path) -> tuple[float, float]:
    """Seconds of the whole, and the longest that the event loop waited meanwhile."""
    worst, over = 0.0, False

    async def beat() -> None:
        nonlocal worst
        while not over:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - before - 0.001)

    task = asyncio.create_task(beat())
    begun = time.perf_counter()
    await asyncio.to_thread(finish, path, into)
    took = time.perf_counter() - begun
    over = True
    await task
    return took, worst


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    decodes, wholes, waits = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "4k.png"
        picture(path)
        for number in range(rounds):
            into = Path(folder) / str(number)
            into.mkdir()
            decodes.append(decoded(path))
            whole, wait = asyncio.run(finished(path, into))
            wholes.append(whole)
            waits.append(wait)
        size = path.stat().st_size / 1e6
    decode, whole = statistics.median(decodes), statistics.median(wholes)
    print(f"4096×4096 PNG, {size:.0f} MB")
    print(f"one Pillow decode               {decode:6.3f} s   1.00")
    print(f"verified, preview, thumbnail    {whole:6.3f} s   {whole / decode:.2f}   target: 0.45 s")
    print(f"longest wait of the event loop  {max(waits) * 1000:6.1f} ms          target: 50 ms")


if __name__ == "__main__":
    main()
