"""What is done with an edit after it came, on this machine alone: how far it went beyond what was asked is measured, and it is pasted back into its source.

The first is remembered beside the previews, which can be thrown away at any time. The second makes a run of its own: nothing was asked of any gateway, its
picture's parent is the edit, and it is kept as everything else is. All of it decodes pictures: call it in a thread.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.core.catalog import HERE
from studio.core.comparison import Step
from studio.core.drift import Drift
from studio.core.events import Finished
from studio.core.mask import Mask
from studio.core.notes import Note
from studio.core.parts import Image, Picture
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.errors import StudioError, UsageError
from studio.imaging import finish, masks, measure
from studio.imaging.drift import drift
from studio.imaging.extend import extend
from studio.imaging.paste import paste_back
from studio.store import masks as own_masks
from studio.store import references
from studio.store.files import flush, write_atomic
from studio.store.local import Library
from studio.store.record import note_to, to_json
from studio.store.references import Kept

SCHEMA = 1
_SHARES = ("outside", "inside", "changed", "tone", "covered")


def source_of(result: Result) -> Path:
    """The file of image 1 that a run's pictures were made from. Raises UsageError where there is none, or it is gone."""
    sent = result.plan.references if result.plan else ()
    first = next(iter(result.request.references), None)
    path = Path(sent[0].path) if sent else Path(first.path) if first else None
    if path is None or not path.is_file():
        raise UsageError("compare.no_source", field="references")
    return path


def mask_of(library: Library, result: Result, source: Path) -> Mask | None:
    """The mask of a run, of the size of its source; None where there is none. Raises UsageError where it does not read."""
    if not result.request.mask:
        return None
    first = measure(source, where="reference")
    return masks.read(Path(result.request.mask), (first.width, first.height), library.references)


def drifted(library: Library, result: Result, image: Image, between: Callable[[Step], None] = lambda _: None) -> Drift:
    """How far one picture of a run drifted from image 1, measured once. Raises UsageError where there is nothing to measure against."""
    kept = _kept(library, result, image)
    if (known := _read(kept)) is not None:
        return known
    source = source_of(result)
    found = drift(source, image.path, mask_of(library, result, source), overlay=kept.with_suffix(".png"), between=between)
    write_atomic(kept, to_json(_written(found)))
    return found


def known(library: Library, result: Result, image: Image) -> Drift | None:
    """What was measured of a picture before; None where nothing was."""
    try:
        return _read(_kept(library, result, image))
    except StudioError:
        return None


def pasted(library: Library, result: Result, image: Image, created: datetime) -> Result:
    """The edit inside its mask and image 1 everywhere else, as a run of its own. Raises UsageError where there is no mask, or the two can not be laid over each
    other, StorageFault where the disk takes nothing."""
    source = source_of(result)
    mask = mask_of(library, result, source)
    if mask is None:
        raise UsageError("edits.no_mask", field="mask")
    library.make_sure_of_room()
    arriving = library.arriving()
    arriving.close()
    try:
        done = paste_back(source, image.path, mask, arriving.path)
        flush(arriving.path)
        request = Request(
            task="edit",
            prompt=result.request.prompt,
            gateway=HERE.name,
            model=HERE.models[0].id,
            references=(Reference(str(image.path)), Reference(str(source))),
            mask=result.request.mask,
        )
        return _own_run(library, request, arriving.path, done.notes, created)
    finally:
        arriving.path.unlink(missing_ok=True)


def _own_run(library: Library, request: Request, made: Path, notes: tuple[Note, ...], created: datetime) -> Result:
    """What was made of an edit as a run that nobody was asked for: journalled, then its picture, then its record, as every run."""
    run = library.new_id(created)
    asked = Result(request=request, gateway=HERE, model=HERE.models[0], answers=(Answer(began=0.0),), id=run)
    library.write(asked, created)
    kept = finish(library.keep(made, run, "1-1.png"), library.previews).image
    seconds = (datetime.now(created.tzinfo) - created).total_seconds()
    answer = Answer(parts=(Picture(image=kept, at=seconds),), finished=Finished(reason="done"), began=0.0, ended=max(0.0, seconds), notes=notes)
    whole = replace(asked, answers=(answer,))
    library.write(whole, created)
    return whole


def extended(library: Library, kept: Kept, sides: Mapping[str, int], ratio: str, *, masked: bool) -> tuple[Kept, Mask]:
    """A picture of the tray on a larger canvas, and the mask of what is new: see-through there for a model with masks, grey for one that reads a description.

    `sides` are pixels by name (left, right, top, bottom). Raises UsageError at `extend`, StorageFault.
    """
    found = extend(kept.image.path, library.references, **sides, ratio=ratio, fill="clear" if masked else "grey", openai=masked)
    return references.keep(library, found.canvas, kept.name, found.notes), own_masks.keep(found.mask)


def _kept(library: Library, result: Result, image: Image) -> Path:
    """Where a measurement is remembered: by what was compared, wherever it lies."""
    source = source_of(result)
    compared = f"{source.parent.name}/{source.name}|{Path(result.request.mask).name}|{SCHEMA}"
    return library.previews / f"{image.digest}.{hashlib.sha256(compared.encode()).hexdigest()[:16]}.drift.json"


def _written(found: Drift) -> dict[str, Any]:
    shares = {name: getattr(found, name) for name in _SHARES}
    notes = [note_to(one) for one in found.notes]
    return {"schema": SCHEMA, "verdict": found.verdict, **shares, "reason": note_to(found.reason) if found.reason else None, "notes": notes}


def _read(path: Path) -> Drift | None:
    """A measurement as it was remembered; None for what does not read as one, or has lost its overlay."""
    try:
        said = json.loads(path.read_bytes())
        overlay = path.with_suffix(".png")
        notes = tuple(_note(one) for one in said["notes"])
        reason = _note(said["reason"]) if said["reason"] else None
        outside, inside, changed, tone, covered = (None if said[name] is None else float(said[name]) for name in _SHARES)
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None
    return Drift(
        verdict=said["verdict"],
        outside=outside,
        inside=inside,
        changed=changed,
        tone=tone,
        covered=covered,
        reason=reason,
        notes=notes,
        overlay=overlay if overlay.is_file() else None,
    )


def _note(said: dict[str, Any]) -> Note:
    return Note(str(said["key"]), tuple(said["values"].items()))
