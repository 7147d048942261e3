"""`<studio-bar>`: the wordmark, what runs, what today cost, language, theme and keys. Value: `shapes.Bar`; listeners:
`stop` of a run that works, and one for each tab that such a run opens in: `t2i`, `i2i`, `chat`, each with `{run}`."""

from typing import Any

from studio.ui.shapes.frame import Bar
from studio.ui.widgets.bridge import bridge


def studio_bar(value: Bar | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("studio-bar", value, elem_id, events=("stop", "t2i", "i2i", "chat"))
