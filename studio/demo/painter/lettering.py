"""Words set on a picture, in Pillow's own bundled face.

Knows nothing of prompts. That face has Latin letters only; `settable` says whether a text can be set, and
the answer tells the person when it can not.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont


def settable(text: str) -> bool:
    """Whether the bundled face has every letter of the text."""
    return bool(text) and all(ord(c) < 0x250 for c in text)


def lettered(picture: Image.Image, text: str, where: str = "bottom", colour: str = "") -> Image.Image:
    """The picture with the text set across it, sized to about two thirds of its width, light or dark by what is behind."""
    width, height = picture.size
    size = max(10.0, min(height * 0.16, width * 1.15 / max(len(text), 2)))
    font = ImageFont.load_default(size=size)
    while size > 10 and font.getlength(text) > width * 0.84:
        size *= 0.9
        font = ImageFont.load_default(size=size)
    long = font.getlength(text)
    y = {"top": height * 0.07, "center": height / 2 - size * 0.6, "bottom": height * 0.93 - size * 1.2}.get(where, height * 0.93 - size * 1.2)
    x = (width - long) / 2
    under = np.asarray(picture.convert("L").crop((int(x), int(y), int(x + long) + 1, int(y + size * 1.2) + 1)), np.float32)
    light = under.size == 0 or float(under.mean()) < 140
    ink = colour or ("#fbf7ee" if light else "#1c1a18")
    out = picture.copy()
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).text((x, y), text, fill=255, font=font)
    halo = mask.filter(ImageFilter.GaussianBlur(size * 0.12)).point(lambda v: int(v * 0.45))
    out.paste(Image.new(picture.mode, picture.size, "#101010" if light else "#ffffff"), (0, 0), halo)
    out.paste(Image.new(picture.mode, picture.size, ink), (0, 0), mask)
    return out
