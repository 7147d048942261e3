"""`<studio-bar>`: the wordmark, what runs, what today cost, language, theme and keys. Value: `shapes.Bar`."""

from typing import Any

from studio.ui.shapes import Bar
from studio.ui.widgets.bridge import bridge


def studio_bar(value: Bar | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("studio-bar", value, elem_id)
