"""The tab Compare: two pictures and what parts them. What is shown comes from our own routes (web/compare.py); gradio only gives it its place."""

import gradio as gr

from studio.ui.widgets.compare import compare_facts, compare_tab


def build() -> None:
    """The comparer at the left, the settings of both at the right."""
    with gr.Row(elem_id="compare", elem_classes="frame", equal_height=True):
        with gr.Column(elem_id="compare-stage", elem_classes="col-stage", min_width=0):
            compare_tab("compare-view")
        with gr.Column(elem_id="compare-facts", elem_classes="col-detail", min_width=0):
            compare_facts("compare-side")
