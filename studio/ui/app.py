"""`build`: the whole page as gr.Blocks, one gr.Tab for each entry of TABS."""

from typing import Any

import gradio as gr

from studio.jobs import Jobs
from studio.ui import frame
from studio.ui.page import Page
from studio.ui.tabs import text_to_image
from studio.ui.tabs.wiring import Wiring


def build(jobs: Jobs) -> tuple[gr.Blocks, Any]:
    """The Blocks and gradio's own word table. `has_launched` keeps gradio's check of file paths on when it is mounted (GRADIO.md, trap 1)."""
    words = frame.i18n()
    page = Page(jobs)
    with gr.Blocks(title="Image Studio", analytics_enabled=False, fill_width=True) as demo:
        around = frame.build()
        with gr.Tabs(elem_id="tabs"), gr.Tab(words("studio_tab_text"), id="t2i"):
            widgets = text_to_image.build(words)
        Wiring(page, widgets, around, words).wire(demo)
    demo.has_launched = True
    demo.max_threads = 200
    demo.queue(default_concurrency_limit=None)
    return demo, words
