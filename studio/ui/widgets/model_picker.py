"""`<model-picker>`: the button that names gateway and model, and the list it opens. Value: `shapes.Picker`; listener: `pick` with `{gateway, model}`.

The choice is written into the value before the event leaves, so that a Generate pressed at once already speaks of the new model.
"""

from typing import Any

from studio.ui.shapes.asking import Picker
from studio.ui.widgets.bridge import PUT, bridge

TAKE = """
el.addEventListener('pick', (e) => { props.value = {...props.value, ...e.detail}; trigger('pick', e.detail); });
"""


def model_picker(value: Picker | None, elem_id: str) -> Any:
    """The bridge. As an input its value is the whole Picker; `gateway` and `model` in it are what is chosen."""
    return bridge("model-picker", value, elem_id, script=PUT.format(tag="model-picker") + TAKE, classes="model-block")
