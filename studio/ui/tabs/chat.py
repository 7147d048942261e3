"""The tab Chat: a conversation that edits. Its list at the left, the thread with the composer, what the next turn sends at the right."""

from typing import Any

import gradio as gr

from studio.ui.tabs import parts
from studio.ui.widgets.chat import chat_context, chat_list, chat_log
from studio.ui.widgets.prompt_roles import prompt_roles
from studio.ui.widgets.reference_tray import reference_tray


def build(words: Any) -> parts.Chat:
    """List, thread with the composer, settings. `words` is `frame.i18n()`."""
    with gr.Row(elem_id="chat", elem_classes="frame", equal_height=True):
        with gr.Column(elem_id="chat-list", elem_classes="col-list", min_width=0):
            talks = chat_list(None, "chat-talks")
        with gr.Column(elem_id="chat-stage", elem_classes="col-stage", min_width=0):
            log = chat_log(None, "chat-thread")
            with gr.Column(elem_id="chat-composer", elem_classes="composer", min_width=0):
                tray = reference_tray([], None, "chat-tray", compact=True)
                prompt, problem = parts.prompt_box("chat", words, "studio_talk_hint")
                prompt_roles("chat-roles")
                with gr.Row(elem_classes="composer-foot"):
                    parts.tools("chat")
                    price = parts.price("chat")
                    generate, stop = parts.run_buttons("chat", words, "studio_send")
        with gr.Column(elem_id="chat-settings", elem_classes="col-settings", min_width=0):
            parts.settings_head("chat")
            with gr.Column(elem_classes="settings-scroll", min_width=0):
                context = chat_context(None, "chat-context")
                picker, form = parts.settings("chat")
            parts.settings_foot("chat")
    return parts.Chat(
        tab="chat",
        task="chat",
        picker=picker,
        form=form,
        log=log,
        talks=talks,
        context=context,
        tray=tray,
        prompt=prompt,
        problem=problem,
        price=price,
        generate=generate,
        stop=stop,
    )
