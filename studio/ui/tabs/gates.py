"""What happens in the tab Gateways: one is opened, tested, asked for its models; the doctor asks; what it found is followed or forgotten.

Keys and addresses do not come this way: the page posts them to our own routes (web/keys.py) and then says `changed`, whereupon everything that knows gateways
is shown anew, the pickers of the other tabs too.
"""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from studio.configure import key_file
from studio.doctor import Report
from studio.errors import StudioError, UsageError
from studio.live import Listing, offers
from studio.settings import Access
from studio.ui.clinic import Clinic
from studio.ui.owner import at_home
from studio.ui.page import Page, language_of
from studio.ui.shapes.gateways import Doctor, Door
from studio.ui.tabs.asking import QUIET, Asks, as_dict
from studio.ui.tabs.gateways import Gates
from studio.ui.tabs.parts import Update
from studio.ui.view import doctor as tables
from studio.ui.view import gateways as view
from studio.ui.view.gateways import Reach
from studio.words import Language, say


class Keeps:
    """The handlers of the tab. `asking` are those of the tabs whose pickers follow."""

    def __init__(self, page: Page, widgets: Gates, clinic: Clinic, asking: list[Asks]) -> None:
        self.page = page
        self.w = widgets
        self.clinic = clinic
        self.asking = asking
        self.tests: dict[str, Reach] = {}
        self._looking: dict[str, tuple[str, str]] = {}

    def wire(self, demo: gr.Blocks) -> None:
        """Connect everything."""
        w = self.w
        watched: dict[str, Any] = {"fn": self.watch, "inputs": None, "outputs": w.doctor, **QUIET}
        demo.load(self.arrive, None, w.all, **QUIET).then(**watched)
        w.ways.open(self.open, None, w.all, **QUIET).then(**watched)
        w.card.probe(self.probe, None, w.all, **QUIET)
        w.card.models(self.models, None, w.all, **QUIET)
        follows = {widget for one in self.asking for widget in (one.asks.picker, one.asks.form, one.asks.price, one.asks.tray) if widget}
        held = {widget for one in self.asking for widget in one.asks.asked}
        for changed in (w.card.changed, w.new.added):
            changed(self.changed, held, [*w.all, *follows], **QUIET)
        w.doctor.model(self.choose, {w.doctor}, w.doctor, **QUIET).then(**watched)
        w.doctor.ask(self.ask, None, w.doctor, **QUIET).then(**watched)
        w.doctor.halt(self.halt, None, None, **QUIET)
        for listen, does in ((w.doctor.apply, self.apply), (w.doctor.forget, self.forget)):
            listen(does, held, [w.doctor, *follows], **QUIET)

    # events

    def arrive(self, request: gr.Request) -> Update:
        """A page opens: the gateway that starts."""
        return self._shown(self._access(self.page.studio.settings.chosen), request)

    def open(self, event: gr.EventData, request: gr.Request) -> Update:
        """Another gateway of the list."""
        return self._shown(self._named(event), request)

    async def probe(self, event: gr.EventData, request: gr.Request) -> Update:
        """Test the connection: it costs nothing."""
        access = self._named(event)
        name = access.gateway.name
        try:
            probe = await self.page.studio.probe(name)
            self.tests[name] = Reach(ms=round(probe.seconds * 1000), models=len(probe.ids), part=probe.problem)
            self.page.relisted(name)
        except StudioError as error:
            self.tests[name] = Reach(problem=error)
        return self._shown(self._access(name), request)

    async def models(self, event: gr.EventData, request: gr.Request) -> Update:
        """Ask for the list again; what was known stays where it does not come."""
        access = self._named(event)
        try:
            listing = await self.page.studio.listing(access.gateway.name, fresh=True)
        except UsageError as error:
            listing = Listing(problem=error)
        self.page.relisted(access.gateway.name)
        if listing.problem is not None:
            self.tests[access.gateway.name] = Reach(problem=listing.problem)
        return self._shown(access, request, listing)

    async def changed(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """A key or a gateway was written or removed: what was known of its connection is out of date, and every picker follows."""
        detail = as_dict(event._data)  # noqa: SLF001  gradio names it so
        name = str(detail.get("gateway", ""))
        self.tests.pop(name, None)
        self.page.relisted(name)
        return self._shown(self._access(name), request) | self._followed(values, language_of(request))

    def choose(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """Another model for the doctor."""
        access = self._access(str(as_dict(values[self.w.doctor]).get("gateway", "")))
        model = str(as_dict(event._data).get("model", ""))[:200]  # noqa: SLF001
        return self._looked_at(access, model, request)

    async def ask(self, event: gr.EventData, request: gr.Request) -> Update:
        """Begin an examination."""
        access, model = self._asked(event)
        self.clinic.begin(access.gateway.name, model)
        return self._looked_at(access, model, request)

    async def watch(self, request: gr.Request) -> AsyncIterator[Update]:
        """The table whenever an examination at work knows more, and at its end, as long as this is what the browser looks at."""
        session = request.session_hash or ""
        here = self._looking.get(session, ("", ""))
        found = self.clinic.of(*here)
        if found is not None and not found.over:
            async for _ in self.clinic.watch(found):
                if self._looking.get(session) != here:
                    break
                yield {self.w.doctor: gr.HTML(value=self._table(self._access(here[0]), here[1], language_of(request)))}
            else:
                return
        yield {self.w.doctor: gr.skip()}  # else the last table would be said again over what is looked at now

    def halt(self, event: gr.EventData) -> None:
        """End the examination."""
        access, model = self._asked(event)
        if (found := self.clinic.of(access.gateway.name, model)) is not None:
            found.halt()

    async def apply(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """The form follows what was found."""
        return self._settled(values, event, request, follow=True)

    async def forget(self, values: Update, event: gr.EventData, request: gr.Request) -> Update:
        """The form follows the studio's own data again."""
        return self._settled(values, event, request, follow=False)

    def _settled(self, values: Update, event: gr.EventData, request: gr.Request, *, follow: bool) -> Update:
        language, (access, model), doctor = language_of(request), self._asked(event), self.clinic.doctor
        problem: StudioError | None = None
        try:
            if not at_home(request.headers):
                raise UsageError("gateways.not_here_do", field="gateway")
            if follow:
                doctor.apply(access.gateway.name, model)
            else:
                doctor.forget(access.gateway.name, model)
        except StudioError as error:
            problem = error
        table = self._table(self._access(access.gateway.name), model, language, problem=problem)
        return {self.w.doctor: gr.HTML(value=table)} | self._followed(values, language)

    # what is shown

    def _access(self, name: str) -> Access:
        """A gateway by name, else the one that starts: a browser's word names what there is or nothing."""
        known = {access.gateway.name: access for access in self.page.studio.settings.access}
        return known.get(name) or known.get(self.page.studio.settings.chosen) or next(iter(known.values()))

    def _named(self, event: gr.EventData) -> Access:
        return self._access(str(as_dict(event._data).get("gateway", "")))  # noqa: SLF001

    def _asked(self, event: gr.EventData) -> tuple[Access, str]:
        return self._named(event), str(as_dict(event._data).get("model", ""))[:200]  # noqa: SLF001

    def _model(self, access: Access, request: gr.Request) -> str:
        """The model that the doctor is asked about first: the one that is looked at, one that is being examined, else the gateway's first."""
        listed = [offer.model.id for offer in offers(access, self.page.listing(access))]
        gateway, seen = self._looking.get(request.session_hash or "", ("", ""))
        if gateway == access.gateway.name and seen in listed:
            return seen
        return next((model for model in listed if self.clinic.working(access.gateway.name, model)), next(iter(listed), ""))

    @property
    def _place(self) -> str:
        """Where keys are written, as a person would say it."""
        return view.tilde(str(key_file(self.page.studio.settings)))

    def _shown(self, access: Access, request: gr.Request, listing: Listing | None = None) -> Update:
        """The list, the gateway, the doctor's table for its first model, and whether another may be added here."""
        w, language = self.w, language_of(request)
        everyone = self.page.studio.settings.access
        known = {one.gateway.name: self.page.listing(one) for one in everyone}
        settable = at_home(request.headers)
        door: Door = view.door(
            access,
            listing or known[access.gateway.name],
            self.tests.get(access.gateway.name),
            settable=settable,
            place=self._place,
            now=self.page.studio.now(),
            language=language,
        )
        new = {"settable": settable, "why_not": say("gateways.not_here_new", language)}
        return {
            w.ways: gr.HTML(value=view.ways(everyone, known, self.tests, chosen=access.gateway.name, place=self._place, language=language)),
            w.card: gr.HTML(value=door),
            w.new: gr.HTML(value=new),
        } | self._looked_at(access, self._model(access, request), request)

    def _table(self, access: Access, model: str, language: Language, *, problem: StudioError | None = None) -> Doctor:
        """The doctor's table as it is now."""
        doctor, name = self.clinic.doctor, access.gateway.name
        found = self.clinic.of(name, model)
        running = found is not None and not found.over
        kept = doctor.kept(name, model) if model else None
        report: Report | None = found.report if found is not None and (running or kept is None) else kept
        if found is not None and not running:
            problem = problem or found.problem or (UsageError("gateways.doctor.stopped", field="gateway") if found.halted else None)
        price = None
        if access.configured and model:
            price = doctor.price(name, model)
        followed = doctor.followed(name, model) if model else None
        changes = doctor.changes(followed or report) if report is not None and not running and access.configured else ()
        return tables.doctor(
            access,
            model,
            self.page.listing(access),
            price=price,
            report=report,
            changes=tuple(change.note for change in changes),
            applied=followed is not None,
            running=running,
            problem=problem,
            language=language,
        )

    def _looked_at(self, access: Access, model: str, request: gr.Request) -> Update:
        """The doctor's table for a model, which the browser looks at from now on."""
        session = request.session_hash or ""
        self._looking.pop(session, None)
        self._looking[session] = (access.gateway.name, model)
        for old in list(self._looking)[:-1000]:
            del self._looking[old]
        return {self.w.doctor: gr.HTML(value=self._table(access, model, language_of(request)))}

    def _followed(self, values: Update, language: Language) -> Update:
        """Every tab's picker, and its form for what can be asked now."""
        update: Update = {}
        for one in self.asking:
            update |= one.renewed(values, language)
        return update
