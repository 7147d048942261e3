"""`<gateway-list>`, `<gateway-card>`, `<gateway-doctor>`, `<gateway-new>`: the tab Gateways. Values and events: `shapes.gateways`.

A key is typed into the card's own form and posted to `/keys/{gateway}`: no value and no event of these bridges ever holds one.
"""

from typing import Any

from studio.ui.shapes.gateways import Doctor, Door, Ways
from studio.ui.widgets.bridge import bridge


def gateway_list(value: Ways | None, elem_id: str) -> Any:
    """The list; listener `open`."""
    return bridge("gateway-list", value, elem_id, events=("open",))


def gateway_card(value: Door | None, elem_id: str) -> Any:
    """One gateway; listeners `probe`, `models`, `changed`."""
    return bridge("gateway-card", value, elem_id, events=("probe", "models", "changed"))


def gateway_doctor(value: Doctor | None, elem_id: str) -> Any:
    """The table; listeners `model`, `ask`, `halt`, `apply`, `forget`."""
    return bridge("gateway-doctor", value, elem_id, events=("model", "ask", "halt", "apply", "forget"))


def gateway_new(value: dict[str, object] | None, elem_id: str) -> Any:
    """The form for another one, `{settable, why_not}`; listener `added`."""
    return bridge("gateway-new", value, elem_id, events=("added",))
