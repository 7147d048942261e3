"""What goes along with a request: its references and its mask, made ready to be sent. Files in the library's `references`, the person's own untouched.

What is used is touched there, so that no other process collects it (store/collect.py) while the run is at work.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from studio.core.catalog import Model
from studio.core.notes import Note
from studio.core.parts import Image
from studio.core.request import Request
from studio.errors import UsageError
from studio.imaging import fit_budget, masks, prepare
from studio.store import masks as kept
from studio.store.local import Library
from studio.store.references import touch


async def references(library: Library, request: Request, model: Model, budget: int) -> tuple[tuple[Image, ...], tuple[Note, ...]]:
    """The request's pictures as they will be sent: verified, oriented, stripped, within the body's budget. Raises UsageError for what is no picture."""
    if not request.references:
        return (), ()
    await asyncio.to_thread(library.open)
    images, notes = [], list[Note]()
    for reference in request.references:
        path = Path(reference.path).expanduser()
        called = Path(reference.name).stem + path.suffix if reference.name else ""  # its own name, with the kind that it is by now
        ready = await asyncio.to_thread(prepare, path, library.references, mimes=model.mimes, name=called)
        images.append(ready.image)
        _in_use(library, path, ready.image)
        own = library.home in path.parents  # what the studio made, or has prepared before, holds nothing of the person's
        notes += [one for one in ready.notes if not (own and one.key == "picture.note.private")]
    spare = budget - 4 * len(request.prompt) - 100_000
    fitted, more = await asyncio.to_thread(fit_budget, tuple(images), spare, library.references)
    _in_use(library, *fitted)
    return fitted, (*notes, *more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A request's mask as it goes along. `kept` is its inner form, which the record names; `real` is what a model with masks is sent; the others are shown a
    marked `copy` of image 1 (None where there is no room for one more picture) and told the `region` in words."""

    kept: Image
    real: Image | None = None
    copy: Image | None = None
    region: str = ""
    notes: tuple[Note, ...] = ()


async def mask(library: Library, request: Request, model: Model, references: tuple[Image, ...]) -> Masked | None:
    """The request's mask for image 1 of `references`, made ready for the model; None where there is none. Raises UsageError for what is no mask."""
    if not request.mask:
        return None
    if not references:
        raise UsageError("plan.mask_alone", field="mask")
    await asyncio.to_thread(library.open)
    ready = await asyncio.to_thread(_masked, library, Path(request.mask).expanduser(), model, references)
    _in_use(library, *(image for image in (ready.kept, ready.real, ready.copy) if image))
    return ready


def _masked(library: Library, path: Path, model: Model, references: tuple[Image, ...]) -> Masked:
    first, into = references[0], library.references
    own = path.parent == into
    found = masks.read(path, (first.width, first.height), into)
    if not found.empty:
        kept.keep(found)
    notes = tuple(one for one in found.notes if not (own and one.key in _TAKEN))  # how a mask of ours was read goes without saying
    if model.mask:
        sent = masks.openai(found, first, into)
        return Masked(kept=found.image, real=sent.image, notes=(*notes, *sent.notes))
    if len(references) >= model.max_references:
        region = masks.describe(found)
        return Masked(kept=found.image, region=region, notes=(*notes, masks.described(region)))
    sent = masks.painted(found, first, into, mimes=model.mimes)
    region = masks.describe(found, marked=len(references) + 1, colour=sent.colour)
    return Masked(kept=found.image, copy=sent.image, region=region, notes=(*notes, *sent.notes, masks.described(region)))


_TAKEN = ("masks.note.clear", "masks.note.painted", "masks.note.light")


def _in_use(library: Library, *given: Path | Image) -> None:
    for path in (one.path if isinstance(one, Image) else one for one in given):
        if path.parent == library.references:
            touch(path)


def unread(request: Request) -> tuple[Image, ...]:
    """The request's pictures as nothing but a number of them."""
    return tuple(Image(path=Path(reference.path), mime="", width=1, height=1, bytes=0, digest="") for reference in request.references)
