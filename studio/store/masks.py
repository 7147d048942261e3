"""Masks of a person: kept among the references as one more content-addressed file, and the one way back from the id that a browser holds.

    <home>/references/<sha256>.png         the inner form of core/mask.py
    <home>/references/<sha256>.mask.json   that it is a mask, of which size, how much it marks and where
    <home>/references/<sha256>.json        as beside everything that a person gave

They lie there because a run names its mask as it names its references: what a record needs, what is collected (collect.py) and what is copied with a library
follows one rule. The sidecar is what makes a file a mask: the digest of a reference is none. An id is the digest alone; nothing else becomes a path, no link is
followed, and what is not there is an error at the field `mask`.
"""

import json
import re
from pathlib import Path

from studio.core.comparison import Box
from studio.core.mask import Convention, Mask, Region
from studio.core.parts import Image
from studio.errors import UsageError
from studio.imaging import masks
from studio.store.files import write_atomic
from studio.store.local import Library
from studio.store.record import to_json
from studio.store.references import touch

_ID = re.compile(r"[0-9a-f]{64}")
_SIDECAR = ".mask.json"


def add(library: Library, arrived: Path, size: tuple[int, int], *, convention: Convention = "auto", name: str = "") -> Mask:
    """The file as a mask for an image 1 of `size`; its id is the digest of its image. `arrived` is gone afterwards, whatever came of it.

    Raises UsageError at `mask` for what is none, has another shape, or marks nothing; StorageFault where the disk takes nothing. Decodes: call it in a thread.
    """
    try:
        mask = masks.read(arrived, size, library.references, convention=convention, name=name)
    finally:
        arrived.unlink(missing_ok=True)
    path = mask.image.path
    if mask.empty:
        if not path.with_suffix(".json").exists():  # a black picture that someone added as a reference stays one
            path.unlink(missing_ok=True)
        raise UsageError("masks.empty", field="mask")
    return keep(mask, name)


def keep(mask: Mask, name: str = "") -> Mask:
    """A mask that lies among the references already, with what makes it one. Raises StorageFault where the disk takes nothing."""
    path = mask.image.path
    found = [[each.box.left, each.box.top, each.box.right, each.box.bottom, each.share] for each in mask.regions]
    size_of = {"width": mask.image.width, "height": mask.image.height, "bytes": mask.image.bytes}
    said = {"schema": 1, **size_of, "share": mask.share, "regions": found}
    write_atomic(path.with_suffix(_SIDECAR), to_json(said))
    # as a person's own it does not go with the first run that was made with it (bin.py), but as all do (collect.py)
    if not path.with_suffix(".json").exists():
        write_atomic(path.with_suffix(".json"), to_json({"schema": 1, "name": name, "notes": [], **size_of, "mime": mask.image.mime}))
    touch(path)
    return mask


def find(library: Library, wanted: str) -> Path:
    """The file of an id. Raises UsageError at `mask` for everything that is not one of ours, or is gone."""
    return read(library, wanted).image.path


def read(library: Library, wanted: str) -> Mask:
    """The mask of an id, with its share and its regions, without decoding it. Raises UsageError at `mask`."""
    if not _ID.fullmatch(wanted):
        raise UsageError("masks.unknown", field="mask")
    path = library.references / f"{wanted}.png"
    if not path.is_file() or path.is_symlink():
        raise UsageError("masks.gone", field="mask")
    try:
        said = json.loads(path.with_suffix(_SIDECAR).read_bytes())
        image = Image(path=path, mime="image/png", width=int(said["width"]), height=int(said["height"]), bytes=int(said["bytes"]), digest=wanted)
        if path.stat().st_size != image.bytes:
            raise ValueError(image.bytes)
        regions = tuple(Region(box=Box(left=int(a), top=int(b), right=int(c), bottom=int(d)), share=float(share)) for a, b, c, d, share in said["regions"])
        mask = Mask(image=image, share=float(said["share"]), regions=regions)
    except FileNotFoundError as error:
        raise UsageError("masks.unknown", field="mask") from error
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise UsageError("masks.gone", field="mask") from error
    touch(path)
    return mask


def id_of(library: Library, path: Path | str) -> str:
    """The id of a mask's path, as a run's record names it; empty for a file that is none."""
    path = Path(path)
    ours = path.parent == library.references and path.suffix == ".png" and _ID.fullmatch(path.stem) and path.with_suffix(_SIDECAR).is_file()
    return path.stem if ours else ""
