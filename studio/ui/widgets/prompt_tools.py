"""`<prompt-tools>`: earlier prompts and examples, at the left of the composer's foot. No value, no events: the history tells it the prompts."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def prompt_tools(elem_id: str) -> Any:
    """The bridge."""
    return bridge("prompt-tools", None, elem_id, classes="tools-block")
