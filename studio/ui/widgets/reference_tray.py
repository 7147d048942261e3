"""`<reference-tray>`: the pictures that go along with a prompt.

Value in: a list of `shapes.Ref`; value out: `[{"id", "role"}]` in order, the first with the id of its `mask` where it has one; prop `limits`:
`shapes.Limits`. Listeners: `input` (order, roles, membership or the mask changed), `use` with `{gateway, model}`, `look` with the Ref that was opened, `busy`
with `{busy}` while files are on their way. What comes back is a browser's word: every id is looked up (store/references.py, store/masks.py). The limits
are a prop of their own, so that a change of model does not touch the pictures; a round trip that brings back what left changes nothing.
"""

from collections.abc import Sequence
from typing import Any

from studio.ui.shapes.asking import Limits, Ref
from studio.ui.widgets.bridge import bridge

SCRIPT = """
const el = element.querySelector('reference-tray');
{compact}const put = () => {{ el.value = {{items: props.value || [], limits: props.limits}}; }};
el.addEventListener('tray', (e) => {{ props.value = e.detail; trigger('input'); }});
put(); watch(['value', 'limits'], put);
"""
COMPACT = "el.setAttribute('compact', '');\n"


def reference_tray(value: Sequence[Ref], limits: Limits | None, elem_id: str, *, compact: bool = False) -> Any:
    """The bridge. `gr.HTML(value=[Ref, …])` sets the pictures, `gr.HTML(limits=…)` the limits; `compact` is the form for a chat's composer."""
    script = SCRIPT.format(compact=COMPACT if compact else "")
    return bridge("reference-tray", list(value), elem_id, events=("use", "look", "busy"), script=script, props={"limits": limits})
