"""The three elements of the tab Chat. None of them holds the conversation: that is the server's, by its id.

`<chat-log>`: value `shapes.Log`; listeners: `act` with `{name, run, n, chat}` (and `by` for `variant`), `whole` with `{chat}`. On the page it also sends
`look` `{shots, at}` and `compare` `{a, b}` to the layers above it. `<chat-list>`: value `shapes.Talks`; listeners: `open` with `{chat}`, `fresh`.
`<chat-context>`: value `shapes.Context`; it only shows."""

from typing import Any

from studio.ui.shapes.chat import Context, Log, Talks
from studio.ui.widgets.bridge import bridge


def chat_log(value: Log | None, elem_id: str) -> Any:
    """The thread of a conversation."""
    return bridge("chat-log", value, elem_id, events=("act", "use", "whole"))


def chat_list(value: Talks | None, elem_id: str) -> Any:
    """The conversations there are."""
    return bridge("chat-list", value, elem_id, events=("open", "fresh"))


def chat_context(value: Context | None, elem_id: str) -> Any:
    """What the next turn sends again, and what was spent."""
    return bridge("chat-context", value, elem_id)
