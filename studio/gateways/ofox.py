"""Ofox: one gateway, two ways in. Sources: its Gemini document and its Images document (PROTOCOLS.md 1.1, 1.2).

The native way takes `x-goog-api-key`, the Images way Bearer, both the same key and vendor-prefixed ids. `openai/…` goes by the Images way. `google/…` goes by
the native one, which alone edits (C14); the Images way draws them too, for who wishes it (`Request.route`): one picture a call, for it maps even `n: 1` to a
field that the model refuses. `vendors` says so for ids that no one lists here.

The Images document names eight sizes, no compression, no moderation and no partial images, and PNG or JPEG for what is edited: nothing else is sent there.
"""

from studio.core.catalog import Gateway, Route
from studio.core.models import drawer, family, pixel_sizes

_CANVAS = ("auto", "1024x1024", "1536x1024", "1024x1536", "256x256", "512x512", "1792x1024", "1024x1792")
_MIMES = ("image/png", "image/jpeg")
_GPT = family(
    "gpt-image-2",
    id="openai/gpt-image-2",
    tolerated=("standard", "hd"),
    compresses=False,
    moderations=(),
    partials=0,
    mimes=_MIMES,
    **pixel_sizes(*_CANVAS),
)
_GEMINI = "google/gemini-3.1-flash-image-preview"

GATEWAY = Gateway(
    name="ofox",
    title="Ofox",
    base_url="https://api.ofox.ai",
    base_env="OFOX_BASE_URL",
    key_env=("OFOX_API_KEY",),
    docs="https://ofox.ai/docs",
    routes=(
        Route(
            dialect="gemini",
            title="Gemini native",
            vendors=("google/",),
            path="/gemini",
            auth="x-goog-api-key",
            stream="on",
            models=(family("gemini-3.1-flash-image", id=_GEMINI, title="Gemini 3.1 Flash Image"),),
            ordinary=family("gemini-3.1-flash-image", thinking=(), thinks=False, signs=False, family=""),
        ),
        Route(
            dialect="openai_images",
            title="Images",
            path="/v1",
            stream="on",
            tasks=("generate", "edit"),
            models=(_GPT,),
            ordinary=drawer(
                "", "", canvas=_CANVAS, qualities=_GPT.qualities, tolerated=_GPT.tolerated, backgrounds=_GPT.backgrounds, formats=_GPT.formats, mimes=_MIMES
            ),
        ),
        Route(
            dialect="openai_images",
            title="Images",
            vendors=("google/",),
            path="/v1",
            stream="off",
            tasks=("generate",),
            models=(
                drawer(
                    _GEMINI,
                    "Gemini 3.1 Flash Image",
                    family="gemini-3.1-flash-image",
                    tasks=("generate",),
                    canvas=_CANVAS,
                    qualities=_GPT.qualities,
                    formats=_GPT.formats,
                    max_references=0,
                    per_call=1,
                    max_count=8,
                    mask=False,
                ),
            ),
            ordinary=drawer("", "", tasks=("generate",), canvas=_CANVAS, max_references=0, per_call=1, max_count=8, mask=False),
        ),
    ),
)
