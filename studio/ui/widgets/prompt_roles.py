"""`<prompt-roles>`: the line under a prompt that shows what the roles of its tab's tray will add to it. It has no value and sends nothing: the element reads
tray and prompt of its own frame."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def prompt_roles(elem_id: str) -> Any:
    """The bridge."""
    return bridge("prompt-roles", None, elem_id)
