"""Google itself: the Gemini API for developers. Source: ai.google.dev, Nov 2026 (PROTOCOLS.md 1.6). Inline bodies up to 100 MB since 12 Jan 2026 (C20)."""

from studio.core.catalog import Gateway, Route
from studio.core.models import family

GATEWAY = Gateway(
    name="google",
    title="Google",
    base_url="https://generativelanguage.googleapis.com",
    base_env="GOOGLE_BASE_URL",
    key_env=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    budget=100_000_000,
    docs="https://ai.google.dev/gemini-api/docs/image-generation",
    routes=(
        Route(
            dialect="gemini",
            auth="x-goog-api-key",
            stream="on",
            models=(
                family("gemini-nano-banana-2.1"),
                family("gemini-3-pro-image"),
                family("gemini-3.1-flash-lite-image"),
                family("gemini-3.1-flash-image"),
                family("gemini-2.5-flash-image"),
            ),
            ordinary=family("gemini-3.1-flash-image", thinking=(), thinks=False, signs=False, sizes=("1K", "2K", "4K"), family=""),
        ),
    ),
)
