"""`<model-form>`: every field that gateway and model offer. Value: `{field name: str | bool}`; prop `spec`: `shapes.Spec`; listener: `input`.

The value is set at every keystroke, the event leaves after a short pause; an answer that comes back while someone types does not take the typing away.
"""

from collections.abc import Mapping
from typing import Any

from studio.ui.shapes.asking import Spec
from studio.ui.widgets.bridge import bridge

SCRIPT = """
const el = element.querySelector('model-form');
const put = () => { el.value = {spec: props.spec, values: props.value || {}}; if (el.waiting) props.value = el.values; };
put(); watch(['value', 'spec'], put);
el.addEventListener('typing', (e) => { props.value = e.detail; });
el.addEventListener('fields', (e) => { props.value = e.detail; trigger('input'); });
"""


def model_form(value: Mapping[str, str | bool], spec: Spec, elem_id: str) -> Any:
    """The bridge. Update both halves at once with `gr.HTML(value=..., spec=...)`."""
    return bridge("model-form", dict(value), elem_id, script=SCRIPT, props={"spec": spec})
