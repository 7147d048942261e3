"""`<sheet-head>` and `<sheet-foot>`: the head and the closing button that a column gets where it is a sheet (phones). No value, no events."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def sheet_head(elem_id: str) -> Any:
    """The head of the settings sheet: its name, language, theme, close."""
    return bridge("sheet-head", None, elem_id, classes="settings-head")


def sheet_foot(elem_id: str) -> Any:
    """The button that closes the settings sheet and says the price."""
    return bridge("sheet-foot", None, elem_id, classes="settings-foot")
