"""`<thought-column>`: what the model of each tile thought, as it comes. Value: `shapes.Thoughts`.

It tells the stage by the document event `studio:thoughts`."""

from typing import Any

from studio.ui.shapes.stage import Thoughts
from studio.ui.widgets.bridge import bridge


def thought_column(value: Thoughts | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("thought-column", value, elem_id, classes="col-thoughts")
