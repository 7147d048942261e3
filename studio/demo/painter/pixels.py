"""Small numeric tools every painter shares: colours to floats, gradients, noise, arrays to pictures.

Knows nothing of subjects. Pictures are float32 arrays (height, width, 3) in display values 0..1; the ray
marcher's light is linear and comes back through `tonemap`. All randomness comes from `generator`, which takes
the brief's seed and the name of what it is for, so that adding one painter's draw never shifts another's.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float32]


def generator(seed: int, purpose: str) -> np.random.Generator:
    """A random generator that depends on the seed and the purpose only, the same on every machine."""
    digest = hashlib.blake2b(f"{seed}|{purpose}".encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def rgb(code: str) -> Pixels:
    """Display values 0..1 of a hex code."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / np.float32(255)


def linear(code: str) -> Pixels:
    """Linear light of a hex code (a plain 2.2 gamma, as the tone map expects)."""
    return np.asarray(rgb(code) ** np.float32(2.2), np.float32)


def code_of(value: Pixels) -> str:
    """The hex code of display values."""
    r, g, b = (int(v) for v in np.clip(np.asarray(value) * 255 + 0.5, 0, 255))
    return f"#{r:02x}{g:02x}{b:02x}"


def mix(a: str, b: str, share: float) -> str:
    """A hex code between two, `share` of the second."""
    return code_of(rgb(a) * np.float32(1 - share) + rgb(b) * np.float32(share))


def smooth(low: float, high: float, x: Pixels) -> Pixels:
    """Smoothstep from 0 at `low` to 1 at `high`."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def tonemap(light: Pixels) -> Pixels:
    """Linear light to display values: the filmic curve of make.py."""
    x = light * np.float32(0.82)
    x = (x * (np.float32(2.51) * x + np.float32(0.03))) / (x * (np.float32(2.43) * x + np.float32(0.59)) + np.float32(0.14))
    return np.asarray(np.clip(x, 0, 1) ** np.float32(1 / 2.2), np.float32)


def gradient(width: int, height: int, stops: tuple[tuple[float, str], ...]) -> Pixels:
    """A vertical gradient, positions 0 (top) to 1."""
    y = np.linspace(0, 1, height)
    where = [s for s, _ in stops]
    values = np.stack([rgb(c) for _, c in stops])
    column = np.stack([np.interp(y, where, values[:, k]) for k in range(3)], 1).astype(np.float32)
    return np.repeat(column[:, None], width, 1)


def noise_line(x: Pixels, rng: np.random.Generator, octaves: int = 5, start: int = 4) -> Pixels:
    """Fractal noise along 0..1, about -1..1."""
    out = np.zeros_like(x)
    for octave in range(octaves):
        n = start * 2**octave
        points = rng.uniform(-1, 1, n + 4).astype(np.float32)
        f = x * n
        i = f.astype(np.int64)
        w = f - i
        w = w * w * (3 - 2 * w)
        out += (points[i] * (1 - w) + points[i + 1] * w) / 2**octave
    return np.asarray(out, np.float32)


def noise_field(width: int, height: int, cells: tuple[float, float], rng: np.random.Generator) -> Pixels:
    """Smooth noise -0.5..0.5 with `cells` bumps across and down the picture."""
    shape = (max(3, round(cells[1]) + 2), max(3, round(cells[0]) + 2))
    small = Image.fromarray(rng.uniform(0, 1, shape).astype(np.float32))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32) - np.float32(0.5)


def clouds_field(width: int, height: int, across: float, rng: np.random.Generator, octaves: int = 5) -> Pixels:
    """Fractal noise around 0, `across` bumps over the width in its coarsest octave, twice as wide as high."""
    total = np.zeros((height, width), np.float32)
    down = across * height / width * 2.2
    for octave in range(octaves):
        total += noise_field(width, height, (across * 2**octave, down * 2**octave), rng) / np.float32(1.9**octave)
    return total


def resized(field: Pixels, width: int, height: int) -> Pixels:
    """A single-channel float field at another size."""
    if field.shape == (height, width):
        return field
    picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def blurred(field: Pixels, radius: float) -> Pixels:
    """A wide soft blur of a single-channel field: shrink, then grow, which costs little at any radius."""
    height, width = field.shape
    factor = max(1.0, radius)
    small = (max(2, round(width / factor)), max(2, round(height / factor)))
    picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
    low = picture.resize(small, Image.Resampling.BOX).resize(small, Image.Resampling.BILINEAR)
    return np.asarray(low.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def to_image(pixels: Pixels) -> Image.Image:
    """Display values to an 8-bit picture; four channels give RGBA."""
    values = np.clip(pixels * np.float32(255) + np.float32(0.5), 0, 255).astype(np.uint8)
    return Image.fromarray(values)


def to_pixels(image: Image.Image) -> Pixels:
    """An RGB picture as display values."""
    return np.asarray(image.convert("RGB"), np.float32) / np.float32(255)


def over(base: Pixels, colour: Pixels, cover: Pixels) -> Pixels:
    """`colour` laid over `base` where `cover` (height, width) is 1."""
    c = cover[..., None]
    return np.asarray(base + (colour - base) * c, np.float32)
