"""`<edit-chain>`: how a picture came about, step by step with the instruction of each. Value: `shapes.Chain`; listener: `open` with `{run, n}`."""

from typing import Any

from studio.ui.shapes.stage import Chain
from studio.ui.widgets.bridge import bridge


def edit_chain(value: Chain | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("edit-chain", value, elem_id, events=("open",))
