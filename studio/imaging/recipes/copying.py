"""Copies that carry their recipe, or the mark of a model's work and nothing else. The original is only read; not a bit of its pixels is encoded again.

A copy with its recipe keeps what the original carries and gains an infotext (`parameters` in PNG, UserComment elsewhere), our own JSON, and XMP that says what
made the picture and with what. A public copy keeps what draws the picture and gives it its colour (`strip`), how it is turned, and gains XMP with the mark
alone. The same original and recipe make the same bytes.

What the mark says: IPTC's digital source type, `trainedAlgorithmicMedia` for a picture made whole, `compositeWithTrainedAlgorithmicMedia` for one that was
changed (PEERS.md 4.1). Content Credentials bind the bytes they were made for: in a copy they are there and no longer hold, in a public copy they are gone.
"""

from pathlib import Path
from typing import NamedTuple

from studio.core.notes import Note, note
from studio.core.recipe import STUDIO, Recipe
from studio.errors import UsageError
from studio.imaging.faults import shown
from studio.imaging.files import put
from studio.imaging.recipes import a1111, exif, jpeg, ours, png, webp, xmp
from studio.imaging.recipes.gathering import Carried, gather
from studio.imaging.strip import exif_facts, strip

MAX_BYTES = 128_000_000
"""Of an original. What gateways deliver is at most half of it (`measure.MAX_BYTES`)."""


class _New(NamedTuple):
    """What a copy gains: the infotext and our JSON, empty in a public copy, and the XMP packet."""

    infotext: str
    recipe: str
    packet: bytes


def copy(original: Path, target: Path, recipe: Recipe, *, public: bool = False) -> tuple[Note, ...]:
    """Write a copy of a PNG, JPEG or WebP to `target`, whole or not at all, with the recipe in it; a public one with the mark only.

    The notes say what does not hold or did not fit. Raises UsageError where the original can not be read, is of another format, or is broken, and StorageFault
    where `target` takes nothing. It reads and writes whole files: call it in a thread.
    """
    fault = UsageError("recipes.not_copied", field="", name=shown(original.name))
    carried = gather(original)
    if carried is None or original.resolve() == target.resolve():
        raise fault
    try:
        if original.stat().st_size > MAX_BYTES:
            raise fault
        data = original.read_bytes()
    except OSError as error:
        raise UsageError("picture.gone", field="", name=shown(original.name)) from error
    notes: list[Note] = []
    if carried.manifest_size:
        notes.append(note("recipes.credentials_gone" if public else "recipes.credentials_broken"))
    if carried.cut and not public:
        notes.append(note("recipes.copy_cut"))
    copied = _public(data, carried, recipe, notes) if public else _private(data, carried, recipe, notes)
    if copied is None:
        raise fault
    put(copied, target)
    return tuple(notes)


def _public(data: bytes, carried: Carried, recipe: Recipe, notes: list[Note]) -> bytes | None:
    clean = strip(data, carried.mime)
    if clean is None:
        return None
    if clean.frames and carried.mime == "image/png":
        notes.append(note("recipes.still"))
    turn = exif_facts(clean.exif)[0]
    packet = xmp.packet(xmp.term(recipe.request.task))
    return _spliced(clean.data, carried.mime, _New("", "", packet), exif.turned(turn) if turn != 1 else None)


def _private(data: bytes, carried: Carried, recipe: Recipe, notes: list[Note]) -> bytes | None:
    mark, tool, own = xmp.term(recipe.request.task), f"{STUDIO} {recipe.version}".strip(), ours.write(recipe)
    infotext = a1111.write(recipe, _size(data, carried.mime))
    if carried.mime == "image/png":
        packet = _packet(carried.xmp, mark, tool, "", notes)
        return _spliced(data, carried.mime, _New(infotext, own, packet), None)
    payload = exif.with_comment(carried.exif, infotext)
    if (old := carried.exif.removeprefix(b"Exif\x00\x00")) and payload[8 : len(old)] != old[8:]:
        notes.append(note("recipes.exif_replaced"))
    packet = _packet(carried.xmp, mark, tool, own, notes)
    if carried.mime == "image/jpeg":  # both lie in segments of 64 KB, which no length can cross
        if len(packet) > jpeg.ROOM - len(jpeg.XMP_HEAD):
            notes.append(note("recipes.long_json"))
            packet = _packet(b"", mark, tool, "", notes)
        if len(payload) > jpeg.ROOM - len(jpeg.EXIF_HEAD):
            notes.append(note("recipes.long_infotext"))
            return _spliced(data, carried.mime, _New(infotext, own, packet), None)
    return _spliced(data, carried.mime, _New(infotext, own, packet), payload)


def _packet(old: bytes, mark: str, tool: str, own: str, notes: list[Note]) -> bytes:
    """The packet for a copy: the original's own with ours put in, or ours in its place where that can not be done."""
    merged = xmp.merged(old, mark, tool=tool, recipe=own) if old else None
    if old:
        notes.append(note("recipes.xmp_merged" if merged else "recipes.xmp_replaced"))
    return merged or xmp.packet(mark, tool=tool, recipe=own)


def _spliced(data: bytes, mime: str, new: _New, payload: bytes | None) -> bytes | None:
    """The file with what is new in it. `payload` is EXIF that takes the place of its own; a PNG has the infotext as text instead."""
    match mime:
        case "image/png":
            texts = [png.text("parameters", new.infotext), png.international(ours.KEYWORD, new.recipe)] if new.recipe else []
            turned = [png.chunk(b"eXIf", payload)] if payload is not None else []
            return png.spliced(data, [*texts, png.international(png.XMP, new.packet.decode()), *turned], frozenset({"parameters", ours.KEYWORD, png.XMP}))
        case "image/jpeg":
            segments = [jpeg.segment(jpeg.APP1, jpeg.EXIF_HEAD + payload)] if payload is not None else []
            return jpeg.spliced(data, [*segments, jpeg.segment(jpeg.APP1, jpeg.XMP_HEAD + new.packet)], exif=payload is not None)
        case _:
            return webp.spliced(data, exif=payload, xmp=new.packet)


def _size(data: bytes, mime: str) -> tuple[int, int]:
    """Width and height in pixels as the header says; (0, 0) where it does not."""
    match mime:
        case "image/png":
            return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
        case "image/jpeg":
            return jpeg.size(data)
        case _:
            return webp.size(data)
