"""`<run-price>`: the estimate beside Generate, with its basis. Value: `shapes.Price`."""

from typing import Any

from studio.ui.shapes.asking import Price
from studio.ui.widgets.bridge import bridge


def run_price(value: Price | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("run-price", value, elem_id, classes="price-block")
