"""EZmodel. Source: its document (PROTOCOLS.md 1.4): Bearer, everything in generationConfig optional, zero candidate tokens even with a picture."""

from studio.core.catalog import Gateway, Route
from studio.core.geometry import ASPECTS_10
from studio.core.models import family

_SIZES = ("1K", "2K", "4K")

GATEWAY = Gateway(
    name="ezmodel",
    title="EZmodel",
    base_url="https://api.ezmodel.cloud",
    base_env="EZMODEL_BASE_URL",
    key_env=("EZMODEL_API_KEY",),
    routes=(
        Route(
            dialect="gemini",
            models=(family("gemini-2.0-flash-exp", sizes=_SIZES),),
            ordinary=family("gemini-3.1-flash-image", aspects=ASPECTS_10, sizes=_SIZES, thinking=(), thinks=False, signs=False, family=""),
        ),
    ),
)
