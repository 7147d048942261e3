"""The tray: what `<reference-tray>` is given for each picture, and what the chosen model takes."""

from studio.core.catalog import Gateway
from studio.core.models import find
from studio.core.notes import Note
from studio.core.request import Task
from studio.settings import Settings
from studio.store.references import Kept
from studio.ui.shapes.asking import Limits, Ref
from studio.ui.shapes.common import Shot
from studio.ui.view import facts
from studio.words import Language, say

ROLES = ("subject", "style", "composition", "palette", "background")
"""What a picture can be for. Python takes no other from a page; the empty role is only its number."""

_TELLING = ("converted", "turned", "colours", "frame", "bits", "really", "reduced", "place", "private")
"""Which of several changes is named first: what a person would notice in the picture."""


def ref(kept: Kept, language: Language, role: str = "") -> Ref:
    """One picture of the tray."""
    image = kept.image
    thumb, preview, original = _addresses(kept)
    return Ref(
        id=kept.id,
        role=role if role in ROLES else "",
        name=kept.name,
        thumb=thumb,
        preview=preview,
        original=original,
        width=image.width,
        height=image.height,
        fact=f"{facts.pixels(image.width, image.height)} {facts.kind(image)}",
        brief=brief(kept, language),
        notes=[note.say(language) for note in kept.notes],
    )


def shot(kept: Kept, label: str) -> Shot:
    """The same picture to be looked at, or compared with."""
    image = kept.image
    _, preview, original = _addresses(kept)
    fact = f"{facts.pixels(image.width, image.height)} {facts.kind(image)}"
    return Shot(preview=preview, original=original, width=image.width, height=image.height, alt=kept.name, label=label, fact=fact)


def _addresses(kept: Kept) -> tuple[str, str, str]:
    """Thumbnail, preview and original."""
    image = kept.image
    if "/" in kept.id:
        run = kept.id.partition("/")[0]
        return facts.thumb(run, image), facts.preview(run, image), facts.original(run, image)
    return f"/references/{image.digest}.thumb.webp", f"/references/{image.digest}.preview.webp", f"/references/{kept.id}"


def brief(kept: Kept, language: Language) -> str:
    """What was changed in a few words; how many more changes there are. Where nothing was, the pixels that stay."""
    if not kept.notes:
        width, height = kept.image.width, kept.image.height
        return say("tray.kept", language, pixels=f"{width}²" if width == height else facts.pixels(width, height))
    told = sorted(kept.notes, key=_rank)
    more = f" +{len(told) - 1}" if len(told) > 1 else ""
    return f"{_short(told[0], language)}{more}"


def _rank(note: Note) -> int:
    last = note.key.rpartition(".")[2]
    return _TELLING.index(last) if last in _TELLING else len(_TELLING)


def _short(note: Note, language: Language) -> str:
    """Beside the picture there is room for two words: what was kept back is said as that it was."""
    match note.key:
        case "picture.note.place":
            return say("tray.place", language)
        case "picture.note.private":
            return say("tray.private", language)
        case key if key.startswith("extend."):
            return say("tray.extended", language)
        case key:
            return say(f"{key}.short", language, **dict(note.values))


def limits(settings: Settings, gateway: str, model: str, language: Language, task: Task = "edit") -> Limits:
    """What this model takes, and the configured model that takes most, where that is more: of the same gateway first, the demo last."""
    usable = [access.gateway for access in settings.access if access.configured]
    chosen = next((each for each in usable if each.name == gateway), usable[-1])
    known = find(chosen, model, task)[1]
    others = [(each, other) for each in usable for other in each.models if task in other.tasks and other.max_references > known.max_references]
    others.sort(key=lambda pair: (pair[0].builtin, -pair[1].max_references, pair[0] is not chosen))
    other = None
    if others:
        where, best = others[0]
        other = {"gateway": where.name, "model": best.id, "title": _title(where, best.title, language)}
    return Limits(count=known.max_references, model=_title(chosen, known.title, language), other=other, mask=known.mask)


def _title(gateway: Gateway, title: str, language: Language) -> str:
    return say("view.demo", language) if gateway.builtin else title
