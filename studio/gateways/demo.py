"""The gateway inside: no key, no network, nothing billed. It speaks Google's wire on a loopback port with everything on, and says that it is no model."""

from studio.core.catalog import Gateway, Model, Route
from studio.core.geometry import ASPECTS_14

GATEWAY = Gateway(
    name="demo",
    title="Demo renderer",
    free=True,
    builtin=True,
    budget=100_000_000,
    limit=2,
    routes=(
        Route(
            dialect="gemini",
            path="/google",
            auth="x-goog-api-key",
            stream="on",
            models=(
                Model(
                    id="demo-painter",
                    family="demo-painter",
                    title="Demo renderer",
                    aspects=ASPECTS_14,
                    sizes=("512", "1K", "2K", "4K"),
                    max_references=14,
                    thinking=("minimal", "low", "medium", "high"),
                    thinks=True,
                    signs=True,
                ),
            ),
            ordinary=Model(id="", title="", aspects=ASPECTS_14, sizes=("1K", "2K", "4K"), max_references=14, thinks=True, signs=True),
        ),
    ),
)
