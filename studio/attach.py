"""What goes along with a request: its references and its mask, made ready to be sent. Files in the library's `references`, the person's own untouched.

What is used is touched there, so that no other process collects it (store/collect.py) while the run is at work.
"""

import asyncio
from pathlib import Path

from studio.core.catalog import Model
from studio.core.notes import Note
from studio.core.parts import Image
from studio.core.request import Request
from studio.errors import UsageError
from studio.imaging import fit_budget, prepare
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


async def mask(library: Library, request: Request, model: Model) -> Image | None:
    """The request's mask, opened and measured; None where there is none or the model takes none (`fit` says so). Raises UsageError for what is no mask."""
    if not (request.mask and model.mask):
        return None
    await asyncio.to_thread(library.open)
    path = Path(request.mask).expanduser()
    ready = await asyncio.to_thread(prepare, path, library.references, mimes=("image/png",), field="mask")
    if any(told.key == "picture.note.converted" for told in ready.notes):
        raise UsageError("plan.mask_png", field="mask")
    if not ready.alpha:
        raise UsageError("plan.mask_alpha", field="mask")
    _in_use(library, path, ready.image)
    return ready.image


def _in_use(library: Library, *given: Path | Image) -> None:
    for path in (one.path if isinstance(one, Image) else one for one in given):
        if path.parent == library.references:
            touch(path)


def unread(request: Request) -> tuple[Image, ...]:
    """The request's pictures as nothing but a number of them."""
    return tuple(Image(path=Path(reference.path), mime="", width=1, height=1, bytes=0, digest="") for reference in request.references)
