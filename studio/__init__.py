"""Image Studio: make, edit and compare pictures with image models behind Gemini-native and OpenAI Images gateways.

    async with studio.open(home="~/image-studio") as s:
        result = await s.run(studio.Request(prompt="A paper boat on a puddle"))
        print(result.images[0].path, result.billed)

Importing this imports neither gradio nor NumPy: `open`, and what hangs on it, come when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

from studio.core.parts import Image, Turn
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.assemble import open_studio as open  # noqa: A004  the public name is studio.open
    from studio.engine import Studio

__version__ = "0.1.0"
__all__ = ["Answer", "Image", "Reference", "Request", "Result", "Studio", "StudioError", "Turn", "open"]


def __getattr__(name: str) -> Any:
    if name == "open":
        from studio.assemble import open_studio

        return open_studio
    if name == "Studio":
        from studio.engine import Studio

        return Studio
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
