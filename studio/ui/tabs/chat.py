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
                prompt = parts.prompt_box("chat", words, "studio_talk_hint")
                prompt_roles("chat-roles")
                foot = parts.composer_foot("chat", words, label="studio_send")
        with parts.settings_column("chat"):
            context = chat_context(None, "chat-context")
            settings = parts.settings("chat")
    return parts.Chat(tab="chat", task="chat", log=log, talks=talks, context=context, tray=tray, **settings, **prompt, **foot)
