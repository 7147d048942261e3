"""`<use-result>`: *Use result as input*, beside Generate; there when the stage shows a finished picture. No value; listener: `use` with `{to, run, n}`."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def use_result(elem_id: str) -> Any:
    """The bridge."""
    return bridge("use-result", None, elem_id, events=("use",))
