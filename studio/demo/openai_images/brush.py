"""One picture for the Images wire: painted or edited at the exact size, cut out or grounded, changed inside the mask alone, and packed in the asked format.

Pure work for a thread: the same picture for the same request and seed.
"""

import io
from dataclasses import replace
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

from studio.demo import painter, pictures
from studio.demo.openai_images.asking import Ask
from studio.demo.painter import Brief, Change
from studio.demo.painter.editing import fitted
from studio.demo.within import inside

_SUBJECT = 0.06  # of a picture: less than that is no cut-out worth showing
_MIMES: dict[str, Literal["image/png", "image/jpeg", "image/webp"]] = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def brief(ask: Ask, seed: int) -> Brief:
    """What the prompt asks for, and the ground that the parameters ask for."""
    read = painter.read(ask.prompt, seed, references=len(ask.sources))
    if ask.background == "auto" and ask.format != "jpeg" and not ask.sources:
        return read  # the prompt decides; in an edit its words are a change like any other
    return replace(read, transparent=ask.background == "transparent")


def picture(ask: Ask, wish: Brief, *, draft: int = 0) -> bytes:
    """The file of a finished picture, or of its first (1) or second (2) draft."""
    if not ask.sources:
        return _packed(ask, _grounded(ask, wish, painter.paint(wish, ask.canvas, draft=draft)))
    sources = [pictures.upright(sent) for sent in ask.sources]
    if ask.mask is None:
        return _packed(ask, _grounded(ask, wish, painter.edit(wish, sources, ask.canvas, draft=draft)))
    before, where = fitted(sources[0], ask.canvas), _area(ask)
    after = _grounded(ask, wish, inside(wish, before, sources, where, draft))
    mode = "RGBA" if "RGBA" in (before.mode, after.mode) else "RGB"
    return _packed(ask, _settled(ask, Image.composite(after.convert(mode), before.convert(mode), where)))


def softened(ask: Ask, data: bytes) -> bytes:
    """The last draft of a picture that is finished already: the same, less sharp."""
    with Image.open(io.BytesIO(data)) as whole:
        return _packed(ask, whole.filter(ImageFilter.GaussianBlur(max(1.0, min(whole.size) / 220))))


def clear(data: bytes) -> bool:
    """Whether the file has pixels that let the ground through."""
    with Image.open(io.BytesIO(data)) as whole:
        return "A" in whole.mode and _least(whole) < 255


def _area(ask: Ask) -> Image.Image:
    """Where the mask lets the edit through: 255 where it is fully clear, at the size of the answer."""
    assert ask.mask
    alpha = pictures.alpha(ask.mask)
    assert alpha
    whole = Image.merge("RGB", [alpha.point(lambda value: 0 if value else 255)] * 3)
    return fitted(whole, ask.canvas).getchannel(0).point(lambda value: 255 if value > 127 else 0)


def _grounded(ask: Ask, wish: Brief, made: Image.Image) -> Image.Image:
    """With a transparent ground where one was asked for, cut out if the painter gave none; else as `_settled`."""
    if not wish.transparent or ("A" in made.mode and _least(made) < 255):
        return _settled(ask, made)
    cut = painter.edit(replace(painter.read("", 0), changes=(Change("cutout"),)), [made.convert("RGB")], made.size)
    kept = cut.getchannel("A").histogram()
    if not kept[0] or kept[255] < _SUBJECT * cut.width * cut.height:  # nothing stands out: a round picture on a clear ground
        disc = Image.new("L", cut.size, 0)
        ImageDraw.Draw(disc).ellipse((0, 0, cut.width - 1, cut.height - 1), fill=255)
        cut.putalpha(disc)
    return cut


def _settled(ask: Ask, made: Image.Image) -> Image.Image:
    """On white where no transparency may be."""
    if "A" not in made.mode or (ask.background != "opaque" and ask.format != "jpeg"):
        return made
    white = Image.new("RGB", made.size, "white")
    white.paste(made, mask=made.getchannel("A"))
    return white


def _least(made: Image.Image) -> int:
    low = made.getchannel("A").getextrema()[0]
    assert isinstance(low, int)
    return low


def _packed(ask: Ask, made: Image.Image) -> bytes:
    mime = _MIMES[ask.format]
    if ask.wants("wrong_mime"):
        mime = "image/png" if mime == "image/jpeg" else "image/jpeg"
    data = pictures.encode(made, mime, quality=90 if ask.format == "png" else max(1, ask.compression))
    return data[: len(data) * 3 // 5] if ask.wants("corrupt_image") else data
