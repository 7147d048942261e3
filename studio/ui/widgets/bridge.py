"""The one bridge between Python and a custom element: a static template, JSON in by `value`, events out by `trigger`.

It knows nothing of what the elements show. The template never carries a value, because gr.HTML compiles templates as JavaScript (GRADIO_PATTERNS.md, S3):
text reaches the page through `textContent` alone. gradio's own prose styles stay off, the looks are in `assets/studio.css`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

PUT = "const el = element.querySelector('{tag}'); const put = () => {{ el.value = props.value; }}; put(); watch('value', put);"
FORWARD = " el.addEventListener('{event}', (e) => trigger('{event}', e.detail));"


def bridge(
    tag: str,
    value: object,
    elem_id: str,
    *,
    events: Sequence[str] = (),
    script: str = "",
    props: Mapping[str, object] | None = None,
    classes: str = "",
    render: bool = True,
) -> Any:
    """A gr.HTML around `<tag>`. Each of `events` becomes a listener of the component (`component.act(...)`), its detail is `event._data`.

    `classes` are what the styles know the block by, in whichever tab it stands; without `render` it is placed
    later by its own `render()`. `script` takes the place of the plain bridge for an element whose value also travels back; `el` is then its own business.
    """
    load = script or PUT.format(tag=tag)
    load += "".join(FORWARD.format(event=event) for event in events)
    return gr.HTML(
        value, html_template=f"<{tag}></{tag}>", js_on_load=load, elem_id=elem_id, elem_classes=classes, render=render, apply_default_css=False, **(props or {})
    )
