"""Pictures whose place in one another is known: cut out of one larger drawing, never resampled twice."""

import math
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from studio.core.comparison import Registration
from studio.imaging.compare import Pose

SIZE = (512, 384)
POSES = (
    ("in place", Pose(1, 0, 0), SIZE),
    ("5, -3", Pose(1, 5, -3), SIZE),
    ("0.5, 0.25", Pose(1, 0.5, 0.25), SIZE),
    ("-7.3, 11.6", Pose(1, -7.3, 11.6), SIZE),
    ("100, -55", Pose(1, 100, -55), SIZE),
    ("scale 0.8", Pose(0.8, 47.4, 40.2), SIZE),
    ("scale 0.9", Pose(0.9, 14.5, 27), SIZE),
    ("scale 1.02", Pose(1.02, 5, 3), SIZE),
    ("scale 1.1", Pose(1.1, -34, -13.7), SIZE),
    ("scale 1.25", Pose(1.25, -64, -48), SIZE),
    ("scale 1.25, off centre", Pose(1.25, -14, -73), SIZE),
    ("twice the size", Pose(2, 0, 0), (1024, 768)),
    ("half the size", Pose(0.5, 0, 0), (256, 192)),
    ("cropped", Pose(1, -100, -80), (300, 226)),
    ("cropped, enlarged", Pose(1.5, -126, -73), SIZE),
    ("extended", Pose(1, 73, 0), (660, 384)),
)
"""Name, where the first picture (of SIZE) lies in the second, and the second's size."""


@lru_cache(maxsize=4)
def scene(seed: int, width: int, height: int) -> Image.Image:
    """Clouds of several sizes, hard shapes in saturated colours, and a little grain."""
    rng = np.random.default_rng(seed)
    total = np.full((height, width, 3), 128, dtype=np.float32)
    for cells, strength in ((4, 1.5), (12, 0.8), (40, 0.45), (120, 0.25)):
        grid = np.clip(rng.normal(128, 40, (cells, cells, 3)), 0, 255).astype(np.uint8)
        total += (np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32) - 128) * strength
    image = Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for number in range(30):
        x, y, radius = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.01, 0.08) * width
        box = (x - radius, y - radius * 0.7, x + radius, y + radius * 0.7)
        (draw.ellipse if number % 2 else draw.rectangle)(box, fill=tuple(rng.integers(0, 256, 3).tolist()))
    grain = rng.integers(-4, 5, (height, width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.int16) + grain, 0, 255).astype(np.uint8))


def pair(seed: int, pose: Pose, *, size: tuple[int, int] = SIZE, there: tuple[int, int] = (0, 0)) -> tuple[Image.Image, Image.Image]:
    """A picture of `size`, and one of size `there` (the same, unless given) in which it lies at `pose`."""
    width, height = size
    finer = 2 if width <= 1024 else 1
    margin = 0.3
    large = scene(seed, round(width * finer * (1 + 2 * margin)), round(height * finer * (1 + 2 * margin)))

    def view(of: tuple[int, int], box: tuple[float, float, float, float]) -> Image.Image:
        left, top, right, bottom = box
        place = ((left + margin * width) * finer, (top + margin * height) * finer, (right + margin * width) * finer, (bottom + margin * height) * finer)
        assert min(place) >= 0, "the drawing ends here"
        return large.resize(of, Image.Resampling.LANCZOS, box=place)

    other = there if there[0] else size
    return view(size, (0, 0, width, height)), view(other, pose.inverse().box((0, 0, *other)))


def edited(image: Image.Image, share: float) -> Image.Image:
    """With a square part of another scene in it, off the middle, that has so much of its area."""
    out, edge = image.copy(), math.sqrt(share)
    width, height = round(image.width * edge), round(image.height * edge)
    left, top = round((image.width - width) * 0.4), round((image.height - height) * 0.6)
    out.paste(scene(99, SIZE[0], SIZE[1]).resize((width, height)), (left, top))
    return out


def recompressed(image: Image.Image, kind: str, quality: int) -> Image.Image:
    """Through a codec and back."""
    out = BytesIO()
    image.save(out, kind, quality=quality)
    return Image.open(out).convert("RGB")


def strayed(found: Registration, pose: Pose, size: tuple[int, int]) -> float:
    """The largest error at the corners, in pixels of the second picture."""
    scale, dx, dy = found.scale - pose.scale, found.dx - pose.dx, found.dy - pose.dy
    return max(math.hypot(scale * x + dx, scale * y + dy) for x in (0, size[0]) for y in (0, size[1]))
