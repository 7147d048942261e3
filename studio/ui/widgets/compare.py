"""`<compare-tab>` and `<compare-facts>`: the tab Compare. Their data comes from `/compare/…` as JSON; nothing of theirs goes through gradio."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def compare_tab(elem_id: str) -> Any:
    """Both slots, the comparer, the strip."""
    return bridge("compare-tab", None, elem_id, classes="compare-block")


def compare_facts(elem_id: str) -> Any:
    """The table, what was measured, the exports."""
    return bridge("compare-facts", None, elem_id, classes="compare-block")
