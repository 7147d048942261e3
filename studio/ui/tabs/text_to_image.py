"""The tab Text to image: a prompt and a form become a run of one to eight pictures."""

from typing import Any

import gradio as gr

from studio.ui.tabs import parts
from studio.ui.widgets.thought_column import thought_column
from studio.ui.widgets.tile_grid import tile_grid


def build(words: Any) -> parts.Drawing:
    """Settings, stage with the composer, thoughts. `words` is `frame.i18n()`."""
    with gr.Row(elem_id="t2i", elem_classes="frame", equal_height=True):
        with gr.Column(elem_id="t2i-settings", elem_classes="col-settings", min_width=0):
            parts.settings_head("t2i")
            with gr.Column(elem_classes="settings-scroll", min_width=0):
                picker, form = parts.settings("t2i")
            parts.settings_foot("t2i")
        with gr.Column(elem_id="t2i-stage", elem_classes="col-stage", min_width=0):
            stage = tile_grid(None, "t2i-tiles")
            with gr.Column(elem_id="t2i-composer", elem_classes="composer", min_width=0):
                prompt, problem = parts.prompt_box("t2i", words, "studio_prompt_hint")
                with gr.Row(elem_classes="composer-foot"):
                    parts.tools("t2i")
                    price = parts.price("t2i")
                    generate, stop = parts.run_buttons("t2i", words)
        thoughts = thought_column(None, "t2i-thoughts")
    return parts.Drawing(
        tab="t2i",
        task="generate",
        picker=picker,
        form=form,
        stage=stage,
        thoughts=thoughts,
        prompt=prompt,
        problem=problem,
        price=price,
        generate=generate,
        stop=stop,
    )
