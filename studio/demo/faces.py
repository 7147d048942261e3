"""What each face of the demo gateway serves, takes and gives: its own small table of facts.

It is the other side of the wire, so it shares nothing with `studio.core.models`: a fact that is wrong there must fail here. Sources: the provider documents
(PROTOCOLS.md section 1), Google's image generation page for ratios, sizes and tokens (section 4.3), the model table (sections 1.6 and 2).
"""

from dataclasses import dataclass, replace
from math import log
from typing import Literal

Auth = Literal["x-goog-api-key", "bearer"]

# 1K pixels of the Gemini 3 image models. 512 is half of it, 2K and 4K two and four times: so 21:9 at 512 is 792x336, the documented 792x168 is a slip (C22).
_ONE_K: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024), "2:3": (848, 1264), "3:2": (1264, 848), "3:4": (896, 1200), "4:3": (1200, 896), "4:5": (928, 1152), "5:4": (1152, 928),
    "9:16": (768, 1376), "16:9": (1376, 768), "21:9": (1584, 672), "1:4": (512, 2048), "4:1": (2048, 512), "1:8": (384, 3072), "8:1": (3072, 384),
}  # fmt: skip
_FLASH_25: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024), "2:3": (832, 1248), "3:2": (1248, 832), "3:4": (864, 1184), "4:3": (1184, 864), "4:5": (896, 1152), "5:4": (1152, 896),
    "9:16": (768, 1344), "16:9": (1344, 768), "21:9": (1536, 672),
}  # fmt: skip
_SCALE = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}

ALL_ASPECTS = tuple(_ONE_K)
TEN_ASPECTS = tuple(_FLASH_25)
EIGHT_ASPECTS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9")
SIZES = ("512", "1K", "2K", "4K")
LARGE = ("1K", "2K", "4K")

_FLASH_TOKENS = (("512", 747), ("1K", 1120), ("2K", 1680), ("4K", 2520))
_PRO_TOKENS = (("1K", 1120), ("2K", 1120), ("4K", 2000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model as one face serves it.

    `sizes` are the values that imageSize may have, `renders` the only size that comes whatever was asked (empty: as asked). `levels` are the thinking
    levels offered, `level` the default one. `thinks` without levels is thinking that can not be steered. `signs` binds pictures to signatures and checks them.
    `modalities` is what an answer holds when nobody says.
    """

    id: str
    title: str
    draws: bool = True
    aspects: tuple[str, ...] = ALL_ASPECTS
    sizes: tuple[str, ...] = SIZES
    renders: str = ""
    classic: bool = False
    tokens: tuple[tuple[str, int], ...] = _FLASH_TOKENS
    picture_tokens: int = 1100
    references: int = 14
    thinks: bool = True
    levels: tuple[str, ...] = ()
    level: str = ""
    signs: bool = True
    system: bool = True
    search: bool = True
    max_output: int = 32_768
    modalities: tuple[str, ...] = ("TEXT", "IMAGE")

    def pixels(self, aspect: str, size: str) -> tuple[int, int]:
        """Width and height of a picture (PROTOCOLS.md section 4.3)."""
        if self.classic:
            return _FLASH_25[aspect]
        width, height = _ONE_K[aspect]
        scale = _SCALE[self.renders or size]
        return int(width * scale), int(height * scale)

    def picture_price(self, size: str) -> int:
        """Output tokens of one picture."""
        return dict(self.tokens)[self.renders or size]

    def nearest(self, width: int, height: int) -> str:
        """The offered ratio nearest to a picture's, by the logarithm."""

        def distance(aspect: str) -> float:
            across, down = aspect.split(":")
            return abs(log(width / height) - log(int(across) / int(down)))

        return min(self.aspects, key=distance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One provider's way of being asked. `requires` are fields that a call to an image model must have; `limit` is the largest body in bytes.

    `thinks_aloud` gives thoughts unasked (Ofox), `counts_output` is false where usage says zero (EZmodel), `names_model` is false where no modelVersion comes,
    `only_user` refuses model turns and wants the words first, `links` alternates base64 and addresses, `stamps` adds trafficType and createTime (OctopusX).
    """

    name: str
    title: str
    auth: Auth
    models: tuple[Model, ...]
    query_key: bool = False
    streams: bool = False
    requires: tuple[str, ...] = ()
    mimes: tuple[str, ...] = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
    limit: int = 20 * 1024 * 1024
    thinks_aloud: bool = False
    counts_output: bool = True
    names_model: bool = True
    only_user: bool = False
    links: bool = False
    stamps: bool = False

    def model(self, name: str) -> Model | None:
        """The model of that id, or None."""
        return next((model for model in self.models if model.id == name), None)


def _text(name: str, title: str, *, thinks: bool = True) -> Model:
    levels = ("low", "medium", "high") if thinks and not name.startswith("gemini-2") else ()
    return Model(
        id=name, title=title, draws=False, signs=False, thinks=thinks, levels=levels, level="medium" if levels else "", modalities=("TEXT",),
        max_output=65_536,
    )  # fmt: skip


_FLASH_31 = Model(id="gemini-3.1-flash-image", title="Nano Banana 2", levels=("minimal", "high"), level="minimal")
_PRO_3 = Model(id="gemini-3-pro-image", title="Nano Banana Pro", aspects=TEN_ASPECTS, sizes=LARGE, tokens=_PRO_TOKENS)
_LITE = replace(_FLASH_31, id="gemini-3.1-flash-lite-image", title="Nano Banana 2 Lite", sizes=("1K",), search=False, max_output=4096)
_NANO_21 = replace(_FLASH_31, id="gemini-nano-banana-2.1", title="Nano Banana 2.1", sizes=LARGE, levels=("minimal", "medium", "high"), level="medium")
_FLASH_25_IMAGE = Model(
    id="gemini-2.5-flash-image", title="Nano Banana", aspects=TEN_ASPECTS, sizes=("1K",), renders="1K", classic=True, tokens=(("1K", 1290),),
    picture_tokens=258, references=3, thinks=False, signs=False, search=False,
)  # fmt: skip
_FLASH_20 = Model(
    id="gemini-2.0-flash-exp", title="Gemini 2.0 Flash Experimental", aspects=TEN_ASPECTS, sizes=LARGE, picture_tokens=258, references=3,
    thinks=False, signs=False, system=False, search=False, modalities=("TEXT",),
)  # fmt: skip
_PAINTER = Model(id="demo-painter", title="Demo renderer", levels=("minimal", "low", "medium", "high"), level="medium")

GEMINI = Face(
    name="gemini", title="Ofox, Gemini native", auth="x-goog-api-key", streams=True, thinks_aloud=True,
    models=(
        replace(_FLASH_31, id="google/gemini-3.1-flash-image-preview", title="Gemini Flash Image"),
        _text("google/gemini-3.1-pro-preview", "Gemini 3.1 Pro"),
        _text("google/gemini-3-pro-preview", "Gemini 3 Pro"),
        _text("google/gemini-3.1-flash-lite-preview", "Gemini 3 Flash"),
    ),
)  # fmt: skip
GENERIC = Face(
    name="generic", title="Generic Gemini native", auth="bearer",
    requires=(
        "generationConfig.responseModalities", "generationConfig.imageConfig", "generationConfig.imageConfig.aspectRatio",
        "generationConfig.imageConfig.imageSize",
    ),
    models=(
        replace(_FLASH_31, id="gemini-3.1-flash-image-preview", aspects=TEN_ASPECTS, sizes=LARGE),
        replace(_FLASH_25_IMAGE, sizes=LARGE),
        _text("gemini-2.5-pro", "Gemini 2.5 Pro"),
        _text("gemini-2.5-flash", "Gemini 2.5 Flash"),
    ),
)  # fmt: skip
EZ = Face(name="ez", title="EZmodel", auth="bearer", counts_output=False, names_model=False, models=(_FLASH_20,))
OCTOPUS = Face(
    name="octopus", title="OctopusX", auth="bearer", only_user=True, links=True, stamps=True, mimes=("image/png", "image/jpeg", "image/webp"),
    requires=("generationConfig", "generationConfig.imageConfig"),
    models=(
        replace(_PRO_3, id="gemini-3-pro-image-preview", aspects=EIGHT_ASPECTS, sizes=("1K", "2K")),
        replace(_FLASH_25_IMAGE, id="gemini-2.5-flash-image-preview", aspects=EIGHT_ASPECTS, sizes=("1K", "2K")),
        replace(_FLASH_31, id="gemini-3.1-flash-image-preview", aspects=EIGHT_ASPECTS, sizes=("1K", "2K"), renders="1K"),
    ),
)  # fmt: skip
GOOGLE = Face(
    name="google", title="Google", auth="x-goog-api-key", query_key=True, streams=True, limit=100 * 1024 * 1024,
    models=(
        _PAINTER, _NANO_21, _PRO_3, _LITE, _FLASH_31, _FLASH_25_IMAGE,
        replace(_PRO_3, id="gemini-3-pro-image-preview", title="Nano Banana Pro (preview)"),
        replace(_FLASH_31, id="gemini-3.1-flash-image-preview", title="Nano Banana 2 (preview)"),
        _text("gemini-3.1-pro-preview", "Gemini 3.1 Pro"),
        _text("gemini-2.5-pro", "Gemini 2.5 Pro"),
    ),
)  # fmt: skip

FACES = (GEMINI, GENERIC, EZ, OCTOPUS, GOOGLE)
