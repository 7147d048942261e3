"""What a model of the Images protocol is sent: its size in pixels, and the choices that only it has (PROTOCOLS.md 5).

The part of `fit` for models whose data says so; it refuses, adjusts and notes by the same rules, and knows no gateway by name.
"""

from math import log
from typing import Any

from studio.core import geometry
from studio.core.catalog import Model
from studio.core.notes import Note, note
from studio.core.parts import Image
from studio.core.request import Request
from studio.errors import NotSupported, UsageError
from studio.words import say

_MASK_LIMIT = 4_000_000
"""Bytes (PROTOCOLS.md C24)."""

_KNOWN: dict[str, tuple[str, ...]] = {
    "quality": ("auto", "low", "medium", "high", "xhigh", "max", "standard", "hd"),
    "background": ("auto", "opaque", "transparent"),
    "format": ("png", "jpeg", "webp"),
    "moderation": ("auto", "low"),
}
"""What the Images protocol names for each (5.2). A word that is none of these can not be meant."""


def check_mask(model: Model, references: tuple[Image, ...], mask: Image | None) -> None:
    """A mask is a PNG with alpha of image 1's size, below 4 MB (5.3, C24). Whether it has alpha is for who opens it to see."""
    if not model.mask:
        raise NotSupported("plan.no_mask", field="mask", model=model.title)
    if not references:
        raise UsageError("plan.mask_alone", field="mask")
    if mask is None:
        return
    first = references[0]
    if mask.mime != "image/png":
        raise UsageError("plan.mask_png", field="mask")
    if (mask.width, mask.height) != (first.width, first.height):
        raise UsageError("plan.mask_size", field="mask", mask=f"{mask.width}×{mask.height}", first=f"{first.width}×{first.height}")
    if mask.bytes >= _MASK_LIMIT:
        raise UsageError("plan.mask_large", field="mask", limit=_MASK_LIMIT // 1_000_000)


def canvas(request: Request, model: Model, references: tuple[Image, ...]) -> tuple[str, str, list[Note]]:
    """Size in pixels to send and the shape it has, for a model that takes its size so (5.6). Auto is left to the model, and promises no size (C17)."""
    size, aspect = request.size.strip(), request.aspect.strip().lower()
    width, height = geometry.sides(size)
    tier = "" if size.lower() == "auto" else size.upper()
    if not width and tier and tier not in geometry.AREAS:
        raise UsageError("plan.bad_size", field="size", size=size)
    if width:
        sent = f"{width}x{height}"
        if sent not in model.canvas:
            sent = geometry.drawn(model.canvas, width / height, width * height) if model.canvas else "{}x{}".format(*geometry.legal(width, height))
        near = [] if sent == f"{width}x{height}" else [note("plan.size_near", asked=f"{width}×{height}", sent=_times(sent))]
        return sent, geometry.shape(sent), near
    notes: list[Note] = []
    if tier and tier not in model.sizes:
        smaller = [known for known in model.sizes if geometry.AREAS[known] < geometry.AREAS[tier]]
        asked, tier = tier, (smaller or model.sizes)[-1 if smaller else 0]
        notes.append(note("plan.size_near", asked=asked, sent=tier))
    if aspect == "auto" and tier in ("", model.default_size):
        return "auto" if references and "auto" in model.canvas else "", "", notes
    wanted = 1.0
    if aspect != "auto":
        try:
            wanted = geometry.ratio(aspect)
        except ValueError:
            raise UsageError("plan.bad_aspect", field="aspect", aspect=aspect) from None
    elif references:
        wanted = references[0].width / references[0].height
    sent = geometry.drawn(model.canvas, wanted, geometry.AREAS[tier or model.default_size])
    across, down = geometry.sides(sent)
    true = geometry.shape(sent)
    if aspect == "auto":
        notes.append(note("plan.aspect_input" if references else "plan.size_square", asked=tier, sent=_times(sent)))
    elif aspect != true and (model.canvas or abs(log(across / down / wanted)) > 0.03):
        notes.append(note("plan.aspect_near", asked=aspect, sent=geometry.shown(true)))
    else:
        true = aspect  # rounding to sixteenths makes no other shape
    if model.canvas and tier and geometry.tier_of(across, down) != tier:
        notes.append(note("plan.size_near", asked=tier, sent=_times(sent)))
    return sent, true, notes


def _times(size: str) -> str:
    return size.replace("x", "×")


def size_of(request: Request, model: Model) -> str:
    """The size that an estimate counts, for a request that may not be fit to be sent."""
    if model.in_pixels:
        try:
            return canvas(request, model, ())[0]
        except UsageError:
            return ""
    return model.delivers or (request.size.upper() if request.size.upper() in model.sizes else model.default_size)


def choices(request: Request, model: Model) -> tuple[dict[str, Any], list[Note]]:
    """Quality, background, format, compression and moderation to send. A word of the protocol that this model does not take is left out and said; another
    word is refused: left out, it would cost what nobody meant. `auto` is what holds where nothing is sent."""
    offered = {"quality": (*model.qualities, *model.tolerated), "background": model.backgrounds, "format": model.formats, "moderation": model.moderations}
    notes: list[Note] = []
    sent: dict[str, Any] = {}
    for name, values in offered.items():
        asked = getattr(request, name).strip().lower()
        asked = "jpeg" if (name, asked) == ("format", "jpg") else asked
        if asked and asked not in _KNOWN[name]:
            raise UsageError("plan.bad_choice", field=name, name=say(f"plan.name.{name}"), asked=asked, offered=", ".join(values or _KNOWN[name]))
        if asked and not values:
            notes.append(note("plan.unsent", name=f"plan.name.{name}", model=model.title))
        elif asked and asked not in values:
            notes.append(note("plan.choice_unsent", name=f"plan.name.{name}", asked=asked, model=model.title))
        elif asked and name == "moderation" and request.task == "edit":
            notes.append(note("plan.edit_unsent", name=f"plan.name.{name}"))
        sent[name] = asked if asked in values and asked != "auto" and not (name == "moderation" and request.task == "edit") else ""
    if sent["background"] == "transparent" and sent["format"] == "jpeg":
        sent["format"] = "png"
        notes.append(note("plan.format_alpha"))
    sent["compression"], more = _compression(request, model, sent["format"])
    return sent, notes + more


def _compression(request: Request, model: Model, form: str) -> tuple[int | None, list[Note]]:
    """output_compression, which only JPEG and WebP have."""
    asked = request.compression
    if asked is None:
        return None, []
    if not 0 <= asked <= 100:
        raise UsageError("plan.bad_integer", field="compression", name=say("plan.name.compression"), low="0", high="100")
    if not model.compresses:
        return None, [note("plan.unsent", name="plan.name.compression", model=model.title)]
    return (asked, []) if form in ("jpeg", "webp") else (None, [note("plan.compression_unsent", asked=asked)])
