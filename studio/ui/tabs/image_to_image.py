"""The tab Image to image: pictures in an order that the model counts, a prompt that speaks of their numbers, and the result beside its source.

Its stage opens in the comparer; its chain shows how the picture came about and goes back to any step.
"""

from typing import Any

import gradio as gr

from studio.ui.tabs import parts
from studio.ui.widgets.edit_chain import edit_chain
from studio.ui.widgets.prompt_roles import prompt_roles
from studio.ui.widgets.reference_tray import reference_tray
from studio.ui.widgets.thought_column import thought_column
from studio.ui.widgets.tile_grid import tile_grid
from studio.ui.widgets.use_result import use_result


def build(words: Any) -> parts.Drawing:
    """Settings with the chain, stage with tray and composer, thoughts. `words` is `frame.i18n()`."""
    with gr.Row(elem_id="i2i", elem_classes="frame", equal_height=True):
        with parts.settings_column("i2i"):
            settings = parts.settings("i2i")
            chain = edit_chain(None, "i2i-chain")
        with gr.Column(elem_id="i2i-stage", elem_classes="col-stage", min_width=0):
            stage = tile_grid(None, "i2i-tiles")
            tray = reference_tray([], None, "i2i-tray")
            with gr.Column(elem_id="i2i-composer", elem_classes="composer", min_width=0):
                prompt = parts.prompt_box("i2i", words, "studio_edit_hint")
                prompt_roles("i2i-roles")
                foot = parts.composer_foot("i2i", words, beside=lambda: {"result": use_result("i2i-use-result")})
        thoughts = thought_column(None, "i2i-thoughts")
    return parts.Drawing(tab="i2i", task="edit", stage=stage, thoughts=thoughts, chain=chain, tray=tray, **settings, **prompt, **foot)
