"""What happens in every tab that asks a model for something: the form that follows the model and the tray, the price, what is said at a field.

Handlers are a few lines: form → request → view. Updates speak of what stands beside the fields and never of their values where those are the browser's: they
may have gone on while an answer was on its way.

What may follow what, in a handler that yields several times (gradio 6.31, measured): the page applies the difference between two updates to the first in place,
so a component that an update sets and the next one, a moment later, does not mention may keep neither. A tab that was not shown yet keeps of several updates
only the last, all but the values. And when a handler ends its last update is said again. Hence: what belongs together goes out in one update; what must stay is
in every one; a handler that ends while another run is watched ends with nothing; and what fills the form has a listener of its own.
"""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from studio.core.request import Reference, Request
from studio.errors import StudioError, UsageError
from studio.ui import form as forms
from studio.ui.frame import Frame
from studio.ui.page import Browser, Page, language_of
from studio.ui.tabs.parts import Asking, Update
from studio.ui.view import form as fields
from studio.ui.view import references as pictures
from studio.words import Language

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple", "concurrency_limit": None}
"""Every listener's: no veil over what is shown, no named endpoint, and as many at once as come."""


class Asks:
    """The part of a tab's handlers that picker, form, tray and prompt need, closed over its widgets."""

    def __init__(self, page: Page, widgets: Asking, frame: Frame, words: Any) -> None:
        self.page = page
        self.asks = widgets
        self.frame = frame
        self.words = words
        self._wrong: set[str] = set()

    def wire_form(self) -> None:
        """Connect picker, form and tray."""
        a = self.asks
        follows = [a.form, a.price, a.problem] + ([a.tray] if a.tray else [])
        a.picker.pick(self.pick, a.asked, [a.picker, *follows], **QUIET)
        a.form.input(self.edit, a.asked, follows, **QUIET)
        if a.tray:
            a.tray.input(self.edit, a.asked, follows, **QUIET)
            a.tray.use(self.use_model, a.asked, [a.picker, *follows], **QUIET)

    # reading what a browser holds

    def picked(self, values: Update) -> tuple[str, str]:
        """Gateway and model as the browser has them."""
        said = as_dict(values.get(self.asks.picker))
        return str(said.get("gateway", "")), str(said.get("model", ""))

    def tray_of(self, values: Update) -> list[Any]:
        """The tray's items as the browser has them."""
        items = values.get(self.asks.tray) if self.asks.tray else None
        return items if isinstance(items, list) else []

    def request(self, values: Update, language: Language, *, prompt: str | None = None) -> Request:
        """The order that the fields describe. Raises UsageError."""
        gateway, model = self.picked(values)
        sent = self.tray_of(values)[: self.page.facts(gateway, model, self.asks.task).max_references]  # the tray says of the others that they are not sent
        words = str(values.get(self.asks.prompt) or "") if prompt is None else prompt
        return forms.request(
            as_dict(values[self.asks.form]),
            prompt=words,
            gateway=gateway,
            model=model,
            language=language,
            task=self.asks.task,
            references=self.page.trays.references(sent),
            mask=self.page.trays.mask(sent) if self.asks.task == "edit" else "",
        )

    # updates

    def settings(
        self,
        gateway: str,
        model: str,
        values: dict[str, str | bool],
        language: Language,
        *,
        notes: tuple[str, ...] = (),
        tray: list[Any] | None = None,
    ) -> Update:
        """Picker, form, price and the tray's limits for a model."""
        a, tray = self.asks, tray or []
        asked = Request(
            prompt="",
            task=a.task,
            gateway=gateway,
            model=model,
            size=str(values.get("size") or "auto"),
            count=int(str(values.get("count") or 1)),
            references=(Reference(""),) * len(tray),
        )
        update: Update = {
            a.picker: gr.HTML(value=self.page.picker(gateway, model, language, notes, task=a.task)),
            a.form: gr.HTML(value=values, spec=self.spec(gateway, model, values, language, tray=tray)),
            a.price: gr.HTML(value=self.page.price(asked, language)),
        }
        if a.tray:
            update[a.tray] = gr.HTML(limits=pictures.limits(self.page.studio.settings, gateway, model, language))
        return update

    def filled(self, said: Request, language: Language) -> Update:
        """The form, the prompt and the tray as they were for a request."""
        a = self.asks
        gateway, model = self.page.chosen(said.gateway, said.model)
        values = {**self.page.defaults(gateway, model, a.task), **forms.values_of(said)}
        tray = self.page.trays.tray(said.references, language, said.mask)
        update = {**self.settings(gateway, model, values, language, tray=tray), a.prompt: said.prompt, a.problem: gr.HTML(value={"text": ""})}
        if a.tray:
            update[a.tray] = gr.HTML(value=tray, limits=pictures.limits(self.page.studio.settings, gateway, model, language))
        return update

    def spec(self, gateway: str, model: str, values: Mapping[str, Any], language: Language, *, tray: list[Any], errors: Mapping[str, str] | None = None) -> Any:
        """The form's fields."""
        facts = self.page.facts(gateway, model, self.asks.task)
        return fields.spec(facts, values, language, errors, task=self.asks.task, first=self.page.trays.first(tray))

    def refused(self, error: UsageError, values: Update, browser: Browser) -> Update:
        """The sentence under its own field where the form has it, else under the prompt."""
        language = language_of(browser)
        a, said = self.asks, error.say(language)
        self._wrong.add(browser.session_hash or "")
        spec = self.spec(*self.picked(values), as_dict(values[a.form]), language, tray=self.tray_of(values), errors={error.field: said})
        there = any("error" in field for field in spec["fields"])
        return {a.form: gr.HTML(spec=spec), a.problem: gr.HTML(value={"text": "" if there else said})}

    def told(self, error: StudioError, language: Language) -> Update:
        """What went wrong, under the prompt."""
        return {self.asks.problem: gr.HTML(value={"text": error.say(language)})}

    def begun(self, values: Update, browser: Browser) -> Update:
        """What was sent is right: nothing wrong is said any more. The form's fields go to a page only where something was."""
        session = browser.session_hash or ""
        if session not in self._wrong:
            return {self.asks.problem: gr.HTML(value={"text": ""})}
        self._wrong.discard(session)
        return self.clean(values, language_of(browser))

    def clean(self, values: Update, language: Language) -> Update:
        """What is said beside the fields, without what was wrong."""
        spec = self.spec(*self.picked(values), as_dict(values[self.asks.form]), language, tray=self.tray_of(values))
        return {self.asks.form: gr.HTML(spec=spec), self.asks.problem: gr.HTML(value={"text": ""})}

    def renewed(self, values: Update, language: Language) -> Update:
        """After keys, gateways or what is known of them were changed: the same choice where it still is one, and what it can do now."""
        gateway, model = self.page.chosen(*self.picked(values))
        kept, notes = fields.refit(self.page.facts(gateway, model, self.asks.task), as_dict(values[self.asks.form]), language)
        return self.settings(gateway, model, kept, language, notes=notes, tray=self.tray_of(values))

    # events

    async def pick(self, values: Update, request: gr.Request) -> Update:
        """Another model: what still fits is kept, what had to change is said."""
        return self.renewed(values, language_of(request))

    async def use_model(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """The model that takes more pictures."""
        wished = as_dict(event._data)  # noqa: SLF001  gradio names it so
        return await self.pick({**values, self.asks.picker: {"gateway": wished.get("gateway"), "model": wished.get("model")}}, request)

    def edit(self, values: Update, request: gr.Request) -> Update:
        """A field or the tray changed: what is said beside the fields, and the price, follow."""
        language = language_of(request)
        try:
            order = self.request(values, language, prompt="")
        except UsageError as error:
            return self.refused(error, values, request)
        return self.clean(values, language) | {self.asks.price: gr.HTML(value=self.page.price(order, language))}


def as_dict(value: Any) -> dict[str, Any]:
    """A browser's word for a dict, checked."""
    return value if isinstance(value, dict) else {}
