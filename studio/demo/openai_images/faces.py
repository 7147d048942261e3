"""What each OpenAI Images face serves, takes and gives: its own small table of facts, shared with nothing on the client's side.

`/v1` is Ofox's Images route, and its document is held to the letter: eight sizes, its qualities, PNG and JPEG files, no `n` and no editing for Gemini models,
and none of the parameters that it does not name (compression, moderation, partial images). Of an edit it counts the input pictures and calls the answer the
same as a generation's: so several files, a mask, background, format and `stream` are taken there as the model's vendor takes them.
`/openai/v1` is OpenAI itself: the parameters of the official client's types (PROTOCOLS.md section 5.2, 5.3, openai 3.54).
"""

import re
from dataclasses import dataclass, replace
from math import log

STANDARD = ("1024x1024", "1536x1024", "1024x1536")
EIGHT = ("auto", *STANDARD, "256x256", "512x512", "1792x1024", "1024x1792")
MAX_EDGE, MAX_PIXELS, MIN_PIXELS, STEP = 3840, 3840 * 2160, 655_360, 16
MIB = 1024 * 1024

_DOCUMENT = frozenset({"model", "prompt", "quality", "size", "output_format", "background", "stream"})
_EDIT = _DOCUMENT | {"n", "output_compression", "partial_images", "safety_identifier", "user"}
_GENERATE = _EDIT | {"moderation"}
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model as one face serves it.

    `takes` are the parameters of generations, `edits` those of edits (empty: it does not edit). `sizes` are named values, `free` allows any WIDTHxHEIGHT by
    the vendor's rules from `smallest` pixels on. `keeps` makes `auto` the size of the picture that is edited. `fidelity` are the values of input_fidelity.
    `alone` is one picture a call, without `n`; `streams` is false where `stream` is taken and ignored; `revises` sends a revised_prompt.
    """

    id: str
    owner: str = "openai"
    created: int = 1_776_729_600
    takes: frozenset[str] = _GENERATE
    edits: frozenset[str] = _EDIT
    sizes: tuple[str, ...] = EIGHT
    free: bool = False
    smallest: int = MIN_PIXELS
    keeps: bool = False
    qualities: tuple[str, ...] = ("auto", "low", "medium", "high")
    edit_qualities: tuple[str, ...] = ()
    mimes: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp")
    fidelity: tuple[str, ...] = ()
    alone: bool = False
    streams: bool = True
    revises: bool = False

    def offered(self, *, editing: bool) -> tuple[str, ...]:
        """The qualities of this operation."""
        return self.edit_qualities or self.qualities if editing else self.qualities

    def nearest(self, width: int, height: int) -> tuple[int, int]:
        """The standard size whose shape is nearest to a picture's, by the logarithm."""
        return min((pixels(size) for size in STANDARD), key=lambda size: abs(log(width / height) - log(size[0] / size[1])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One way of being asked, under `/{name}`. `plain` gives what Ofox's document shows and no more: `index` and `model`, `size` and `quality` as asked, usage
    without output details; else OpenAI's answer. `limit` is the largest body in bytes, `retired` are model ids that are gone, with what is said of them."""

    name: str
    title: str
    models: tuple[Model, ...]
    plain: bool = False
    limit: int = 256 * MIB
    file_limit: int = 50 * MIB
    mask_limit: int = 4 * MIB
    references: int = 16
    retired: tuple[tuple[str, str], ...] = ()

    def model(self, name: str) -> Model | None:
        """The model of that id, or None."""
        return next((model for model in self.models if model.id == name), None)


def pixels(size: str) -> tuple[int, int]:
    """Width and height of `1024x1536`. Raises ValueError for anything else."""
    found = _SIZE.fullmatch(size)
    if not found:
        raise ValueError(f"not a size: {size!r}")
    return int(found[1]), int(found[2])


_GPT_2 = Model(id="gpt-image-2", free=True)
_GPT_25 = replace(_GPT_2, id="gpt-image-2.5-sunburst", created=1_788_825_600, qualities=(*_GPT_2.qualities, "xhigh", "max"))
_GPT_26 = replace(_GPT_25, id="gpt-image-2.6-sunburst", created=1_791_417_600, takes=_GENERATE | {"complexity"}, edits=_EDIT | {"complexity"})
_GPT_15 = replace(_GPT_2, id="gpt-image-1.5", created=1_765_843_200, free=False, sizes=("auto", *STANDARD), edits=_EDIT | {"input_fidelity"},
                  fidelity=("high", "low"))  # fmt: skip

OFOX = Face(
    name="v1", title="Ofox, OpenAI Images", plain=True,
    models=(
        replace(
            _GPT_2, id="openai/gpt-image-2", free=False, keeps=True, mimes=("image/png", "image/jpeg"),
            takes=_DOCUMENT | {"n"}, edits=_DOCUMENT | {"n"}, qualities=("auto", "low", "medium", "high", "standard", "hd"),
            edit_qualities=("low", "medium", "high"),
        ),
        Model(
            id="google/gemini-3.1-flash-image-preview", owner="google", takes=_DOCUMENT, edits=frozenset(), alone=True, streams=False,
            qualities=("auto", "low", "medium", "high", "standard", "hd"),
        ),
    ),
)  # fmt: skip
OPENAI = Face(
    name="openai/v1", title="OpenAI",
    models=(
        _GPT_26, replace(_GPT_26, id="gpt-image-2.6-flare"),
        _GPT_25, replace(_GPT_25, id="gpt-image-2.5-sunburst-2026-09-08"),
        replace(_GPT_25, id="gpt-image-2.5-flare"), replace(_GPT_25, id="gpt-image-2.5-flare-2026-09-08"),
        _GPT_2, replace(_GPT_2, id="gpt-image-2-2026-04-21"),
        _GPT_15, replace(_GPT_15, id="gpt-image-1-mini", fidelity=("low",)), replace(_GPT_15, id="chatgpt-image-latest"),
        # not OpenAI's: the old parameters and any size, as compatible servers have them (LocalAI, LiteLLM, stable-diffusion.cpp)
        replace(_GPT_2, id="demo-painter", owner="image-studio", smallest=64 * 64, keeps=True, revises=True, takes=_GENERATE | {"response_format", "style"},
                edits=_EDIT | {"response_format"}, qualities=(*_GPT_2.qualities, "standard", "hd")),
    ),
    retired=(
        ("gpt-image-1", "GPT Image 1 was shut down on October 23, 2026. Use gpt-image-2.5-sunburst or gpt-image-2.5-flare instead."),
        ("dall-e-2", "This model was retired on May 12, 2026. Use a GPT image model instead."),
        ("dall-e-3", "This model was retired on May 12, 2026. Use a GPT image model instead."),
    ),
)  # fmt: skip

FACES = (OFOX, OPENAI)
