"""OctopusX. Source: its document (PROTOCOLS.md 1.5): eight ratios, imageConfig always, every content a user's, pictures as base64 or as an address.

Its Flash models must be sent 1K whatever was chosen, so 1K is all they offer here; its Pro takes 1K and 2K. It replays no model turns: a conversation is
emulated with the latest picture.
"""

from studio.core.catalog import Gateway, Route
from studio.core.geometry import ASPECTS_8
from studio.core.models import family

_MIMES = ("image/jpeg", "image/png", "image/webp")

GATEWAY = Gateway(
    name="octopusx",
    title="OctopusX",
    base_url="https://octopusx.ai",
    base_env="OCTOPUSX_BASE_URL",
    key_env=("OCTOPUSX_API_KEY",),
    routes=(
        Route(
            dialect="gemini",
            requires=frozenset({"size"}),
            modalities=("IMAGE", "TEXT"),
            models=(
                family(
                    "gemini-3-pro-image",
                    id="gemini-3-pro-image-preview",
                    title="Gemini 3 Pro Image",
                    aspects=ASPECTS_8,
                    sizes=("1K", "2K"),
                    mimes=_MIMES,
                    chat="emulate",
                ),
                family(
                    "gemini-3.1-flash-image",
                    id="gemini-3.1-flash-image-preview",
                    title="Gemini 3.1 Flash Image",
                    aspects=ASPECTS_8,
                    sizes=("1K",),
                    mimes=_MIMES,
                    chat="emulate",
                ),
                family(
                    "gemini-2.5-flash-image",
                    id="gemini-2.5-flash-image-preview",
                    title="Gemini 2.5 Flash Image",
                    aspects=ASPECTS_8,
                    sizes=("1K",),
                    mimes=_MIMES,
                    chat="emulate",
                ),
            ),
            ordinary=family(
                "gemini-3.1-flash-image", aspects=ASPECTS_8, sizes=("1K",), mimes=_MIMES, chat="emulate", thinking=(), thinks=False, signs=False, family=""
            ),
        ),
    ),
)
