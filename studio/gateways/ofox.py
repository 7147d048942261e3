"""Ofox. Its native route takes `x-goog-api-key` and vendor-prefixed ids with a slash. Source: its Gemini document (PROTOCOLS.md 1.1)."""

from studio.core.catalog import Gateway, Route
from studio.core.models import family

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
            path="/gemini",
            auth="x-goog-api-key",
            stream="on",
            models=(family("gemini-3.1-flash-image", id="google/gemini-3.1-flash-image-preview", title="Gemini 3.1 Flash Image"),),
            ordinary=family("gemini-3.1-flash-image", thinking=(), thinks=False, signs=False, family=""),
        ),
    ),
)
