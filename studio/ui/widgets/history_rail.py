"""`<history-rail>`: the pictures made so far, newest first. Value: `shapes.History`; a listener for each tab that a run opens in:
`t2i`, `i2i`, `chat`, with `{run, n}`."""

from typing import Any

from studio.ui.shapes.frame import History
from studio.ui.widgets.bridge import bridge


def history_rail(value: History | None, elem_id: str) -> Any:
    """The bridge, to be placed by `render()` after the tabs."""
    return bridge("history-rail", value, elem_id, events=("t2i", "i2i", "chat"), render=False)
