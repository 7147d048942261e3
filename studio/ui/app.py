"""`build`: the whole page as gr.Blocks, one gr.Tab for each tab, in the order a person meets them."""

from typing import Any

import gradio as gr

from studio.doctor import Doctor
from studio.jobs import Jobs
from studio.ui import frame
from studio.ui.api import Api
from studio.ui.clinic import Clinic
from studio.ui.page import Page
from studio.ui.tabs import chat, compare, gateways, image_to_image, library, text_to_image
from studio.ui.tabs.between import Between
from studio.ui.tabs.draws import Draws
from studio.ui.tabs.gates import Keeps
from studio.ui.tabs.talks import Speaks


def build(jobs: Jobs) -> tuple[gr.Blocks, Any]:
    """The Blocks and gradio's own word table. `has_launched` keeps gradio's check of file paths on when it is mounted (GRADIO.md, trap 1)."""
    words = frame.i18n()
    page = Page(jobs)
    with gr.Blocks(title="Image Studio", analytics_enabled=False, fill_width=True) as demo:
        around = frame.build()
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(words("studio_tab_t2i"), id="t2i"):
                text = text_to_image.build(words)
            with gr.Tab(words("studio_tab_i2i"), id="i2i"):
                image = image_to_image.build(words)
            with gr.Tab(words("studio_tab_chat"), id="chat"):
                talk = chat.build(words)
            with gr.Tab(words("studio_tab_compare"), id="compare"):
                compare.build()
            with gr.Tab(words("studio_tab_library"), id="library"):
                shelved = library.build()
            with gr.Tab(words("studio_tab_gateways"), id="gateways"):
                gates = gateways.build()
        around.history.render()
        texts, images, speaks = Draws(page, text, around, words), Draws(page, image, around, words), Speaks(page, talk, around, words)
        texts.wire(demo)
        images.wire(demo)
        speaks.wire(demo)
        Keeps(page, gates, Clinic(Doctor(page.studio)), [texts, images, speaks]).wire(demo)
        library.Goes(page, shelved, around, {"t2i": texts, "i2i": images, "chat": speaks}).wire(demo)
        Between(page, images, speaks, [text.stage, image.stage, talk.log, shelved.detail]).wire()
        Api(page).wire()
    demo.has_launched = True
    demo.max_threads = 200
    demo.queue(default_concurrency_limit=None)
    return demo, words
