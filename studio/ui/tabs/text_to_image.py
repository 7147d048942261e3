"""The tab Text to image: a prompt and a form become a run of one to eight pictures."""

from typing import Any

import gradio as gr

from studio.ui.tabs import parts
from studio.ui.widgets.thought_column import thought_column
from studio.ui.widgets.tile_grid import tile_grid


def build(words: Any) -> parts.Drawing:
    """Settings, stage with the composer, thoughts. `words` is `frame.i18n()`."""
    with gr.Row(elem_id="t2i", elem_classes="frame", equal_height=True):
        with parts.settings_column("t2i"):
            settings = parts.settings("t2i")
        with gr.Column(elem_id="t2i-stage", elem_classes="col-stage", min_width=0):
            stage = tile_grid(None, "t2i-tiles")
            with gr.Column(elem_id="t2i-composer", elem_classes="composer", min_width=0):
                prompt = parts.prompt_box("t2i", words, "studio_prompt_hint")
                foot = parts.composer_foot("t2i", words)
        thoughts = thought_column(None, "t2i-thoughts")
    return parts.Drawing(tab="t2i", task="generate", stage=stage, thoughts=thoughts, **settings, **prompt, **foot)
