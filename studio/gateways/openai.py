"""OpenAI itself. Source: platform.openai.com, images API reference and image generation guide, Nov 2026 (PROTOCOLS.md 1.7, 5).

`OPENAI_BASE_URL` may name any server that speaks the same wire below `/v1`; servers with models of their own are better off in `gateways.toml`. A picture
may weigh 50 MB: the budget holds all of a call together below that.
"""

from studio.core.catalog import Gateway, Route
from studio.core.models import family

GATEWAY = Gateway(
    name="openai",
    title="OpenAI",
    base_url="https://api.openai.com",
    base_env="OPENAI_BASE_URL",
    key_env=("OPENAI_API_KEY",),
    budget=66_000_000,
    docs="https://platform.openai.com/docs/guides/image-generation",
    routes=(
        Route(
            dialect="openai_images",
            path="/v1",
            stream="on",
            tasks=("generate", "edit"),
            models=(
                family("gpt-image-2"),
                family("gpt-image-2.6-sunburst"),
                family("gpt-image-2.6-flare"),
                family("gpt-image-2.5-sunburst"),
                family("gpt-image-2.5-flare"),
                family("gpt-image-1.5"),
                family("gpt-image-1-mini"),
                family("chatgpt-image-latest"),
            ),
            ordinary=family("gpt-image-2", family=""),
        ),
    ),
)
