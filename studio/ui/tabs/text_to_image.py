"""The tab Text to image: a prompt and a form become a run of one to eight pictures.

The layout is here, the looks are in `assets/studio.css`, the words in `studio/words/page.py`.
"""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from studio.ui.widgets.history_rail import history_rail
from studio.ui.widgets.model_form import model_form
from studio.ui.widgets.model_picker import model_picker
from studio.ui.widgets.prompt_tools import prompt_tools
from studio.ui.widgets.run_price import run_price
from studio.ui.widgets.sheet import sheet_foot, sheet_head
from studio.ui.widgets.studio_notices import field_problem
from studio.ui.widgets.thought_column import thought_column
from studio.ui.widgets.tile_grid import tile_grid


@dataclass(frozen=True)
class Widgets:
    """Every component of the tab, by what it is for."""

    picker: Any
    form: Any
    stage: Any
    thoughts: Any
    history: Any
    prompt: Any
    problem: Any
    price: Any
    generate: Any
    stop: Any


def build(words: Any) -> Widgets:
    """The frame of four columns: settings, stage with the composer, thoughts, history. `words` is `frame.i18n()`."""
    with gr.Row(elem_id="t2i", equal_height=True):
        with gr.Column(elem_id="t2i-settings", min_width=0):
            sheet_head("t2i-settings-head")
            with gr.Column(elem_id="t2i-settings-scroll", min_width=0):
                picker = model_picker(None, "t2i-model")
                form = model_form({}, {"fields": []}, "t2i-form")
            sheet_foot("t2i-settings-foot")
        with gr.Column(elem_id="t2i-stage", min_width=0):
            stage = tile_grid(None, "t2i-tiles")
            with gr.Column(elem_id="t2i-composer", min_width=0):
                prompt = gr.Textbox(
                    label=words("studio_prompt"),
                    placeholder=words("studio_prompt_hint"),
                    show_label=False,
                    container=False,
                    lines=2,
                    max_lines=6,
                    elem_id="t2i-prompt",
                )
                problem = field_problem({"text": ""}, "t2i-problem")
                with gr.Row(elem_id="t2i-foot"):
                    prompt_tools("t2i-prompt-tools")
                    price = run_price(None, "t2i-price")
                    generate = gr.Button(words("studio_generate"), variant="primary", elem_id="t2i-generate", min_width=0, scale=0)
                    stop = gr.Button(words("studio_stop"), elem_id="t2i-stop", min_width=0, scale=0, visible=False)
        thoughts = thought_column(None, "t2i-thoughts")
        history = history_rail(None, "history")
    return Widgets(
        picker=picker, form=form, stage=stage, thoughts=thoughts, history=history, prompt=prompt, problem=problem, price=price, generate=generate, stop=stop
    )


def buttons(widgets: Widgets, words: Any, *, running: bool) -> dict[Any, Any]:
    """Updates for Generate and Stop. A running page has no primary button: Generate queues, Stop is plain."""
    generate = words("studio_queue_next") if running else words("studio_generate")
    return {
        widgets.generate: gr.Button(generate, variant="secondary" if running else "primary"),
        widgets.stop: gr.Button(visible=running),
    }
