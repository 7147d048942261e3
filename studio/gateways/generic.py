"""Any Gemini-native server with a Bearer key, at an address typed by the person. Source: the "your-domain" document (PROTOCOLS.md 1.3).

It documents modalities, ratio and size as required and spells picture parts in snake_case; it documents no stream, so one is tried and remembered.
"""

from studio.core.catalog import Gateway, Route
from studio.core.geometry import ASPECTS_10
from studio.core.models import family

_SIZES = ("1K", "2K", "4K")

GATEWAY = Gateway(
    name="generic",
    title="Generic Gemini",
    base_env="GENERIC_BASE_URL",
    key_env=("GENERIC_API_KEY",),
    routes=(
        Route(
            dialect="gemini",
            part_case="snake",
            requires=frozenset({"aspect", "size"}),
            models=(
                family(
                    "gemini-3.1-flash-image",
                    id="gemini-3.1-flash-image-preview",
                    title="Gemini 3.1 Flash Image",
                    aspects=ASPECTS_10,
                    sizes=_SIZES,
                ),
                # the document requires a size here too, though the model renders 1K (C9)
                family("gemini-2.5-flash-image", title="Gemini 2.5 Flash Image", sizes=_SIZES),
            ),
            ordinary=family("gemini-3.1-flash-image", aspects=ASPECTS_10, sizes=_SIZES, thinking=(), thinks=False, signs=False, family=""),
        ),
    ),
)
