"""`<history-rail>`: the pictures made so far, newest first. Value: `shapes.History`; listener: `open` with `{run, n}`."""

from typing import Any

from studio.ui.shapes import History
from studio.ui.widgets.bridge import bridge


def history_rail(value: History | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("history-rail", value, elem_id, events=("open",))
