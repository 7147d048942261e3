"""What the tabs are built from: the columns and the composer that several of them have, and the names of all components of one tab.

The layout is here, the looks are in `assets/*.css`, the words in `studio/words/page.py`. Ids carry the tab's prefix, classes are the same in every tab.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr

from studio.core.request import Task
from studio.ui.shapes.common import Tab
from studio.ui.widgets.model_form import model_form
from studio.ui.widgets.model_picker import model_picker
from studio.ui.widgets.prompt_tools import prompt_tools
from studio.ui.widgets.run_price import run_price
from studio.ui.widgets.sheet import sheet_foot, sheet_head
from studio.ui.widgets.studio_notices import field_problem

Update = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What every tab has that asks a model for something."""

    tab: Tab
    task: Task
    picker: Any
    form: Any
    prompt: Any
    problem: Any
    price: Any
    generate: Any
    stop: Any
    tray: Any = None

    @property
    def asked(self) -> set[Any]:
        """What a request is read from."""
        return {self.prompt, self.picker, self.form} | ({self.tray} if self.tray else set())

    @property
    def filled(self) -> list[Any]:
        """What is filled in when a page arrives or settings are used again."""
        return [self.picker, self.form, self.price, self.prompt, self.problem] + ([self.tray] if self.tray else [])


@dataclass(frozen=True, kw_only=True)
class Drawing(Asking):
    """A tab with a stage: Text to image, Image to image."""

    stage: Any
    thoughts: Any
    chain: Any = None
    result: Any = None

    @property
    def shown(self) -> list[Any]:
        """What shows a run."""
        return [self.stage, self.thoughts, self.problem, self.generate, self.stop] + ([self.chain] if self.chain else [])


@dataclass(frozen=True, kw_only=True)
class Chat(Asking):
    """The tab Chat."""

    log: Any
    talks: Any
    context: Any

    @property
    def shown(self) -> list[Any]:
        """What shows a conversation."""
        return [self.log, self.talks, self.context, self.problem, self.generate, self.stop]


@contextmanager
def settings_column(tab: Tab) -> Iterator[None]:
    """The column, which is a sheet on a phone; what is built within scrolls."""
    with gr.Column(elem_id=f"{tab}-settings", elem_classes="col-settings", min_width=0):
        sheet_head(f"{tab}-settings-head")
        with gr.Column(elem_classes="settings-scroll", min_width=0):
            yield
        sheet_foot(f"{tab}-settings-foot")


def settings(tab: Tab) -> dict[str, Any]:
    """Picker and form, by their names in Asking, as all that follows."""
    return {"picker": model_picker(None, f"{tab}-model"), "form": model_form({}, {"fields": []}, f"{tab}-form")}


def prompt_box(tab: Tab, words: Any, hint: str) -> dict[str, Any]:
    """The prompt, and the line under it that says what is wrong."""
    prompt = gr.Textbox(
        label=words("studio_prompt"),
        placeholder=words(hint),
        show_label=False,
        container=False,
        lines=2,
        max_lines=6,
        elem_id=f"{tab}-prompt",
        elem_classes="prompt",
    )
    return {"prompt": prompt, "problem": field_problem({"text": ""}, f"{tab}-problem")}


def composer_foot(tab: Tab, words: Any, *, label: str = "studio_generate", beside: Callable[[], dict[str, Any]] = dict) -> dict[str, Any]:
    """Earlier prompts and examples, the estimate, what a tab has `beside` it, Generate and Stop."""
    with gr.Row(elem_classes="composer-foot"):
        prompt_tools(f"{tab}-prompt-tools")
        return {
            "price": run_price(None, f"{tab}-price"),
            **beside(),
            "generate": gr.Button(words(label), variant="primary", elem_id=f"{tab}-generate", elem_classes="generate", min_width=0, scale=0),
            "stop": gr.Button(words("studio_stop"), elem_id=f"{tab}-stop", elem_classes="stop", min_width=0, scale=0, visible=False),
        }


def running(widgets: Asking, words: Any, *, yes: bool) -> Update:
    """Updates for Generate and Stop. A running page has no primary button: Generate queues, Stop is plain; a conversation answers one turn at a time."""
    if widgets.task == "chat":
        return {widgets.generate: gr.Button(visible=not yes), widgets.stop: gr.Button(visible=yes)}
    generate = words("studio_queue_next") if yes else words("studio_generate")
    return {widgets.generate: gr.Button(generate, variant="secondary" if yes else "primary"), widgets.stop: gr.Button(visible=yes)}
