"""Whose recipe is it: every place where one may lie, in an order in which the surer sign comes first.

Our own JSON; `parameters` (JSON of SwarmUI or Fooocus, else an infotext); ComfyUI's graphs; InvokeAI's; then EXIF, where the same things lie without a keyword
that tells them apart; last the free texts, where only a text that is unmistakable counts. What other tools wrote for others to read (ComfyUI nodes save an
infotext beside the graph) is the better source for the words, so `parameters` comes before the graph.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from studio.core.notes import note
from studio.core.recipe import Recipe
from studio.imaging.recipes import a1111, believed, comfyui, exif, fooocus, invokeai, swarmui, xmp
from studio.imaging.recipes.gathering import Carried, gather
from studio.imaging.recipes.ours import KEYWORD
from studio.imaging.recipes.text import PROMPT, loads

_JSON = re.compile(r"[\s\x00\ufeff]*\{\s*[\"}]")
"""A prompt may begin with a brace, too (`{red|blue} fox`)."""


def read(path: Path) -> Recipe | None:
    """The recipe that a PNG, JPEG or WebP carries, by this studio or by a tool that is known here; None where there is none, or the file is another or broken.

    It is a text of unknown hands: cleaned and bounded, nothing in it was run or fetched. Raises UsageError where the file can not be read. It reads metadata
    only and takes milliseconds, but it reads a disk: call it in a thread.
    """
    carried = gather(path)
    found = next((recipe for recipe in _found(carried) if recipe), None) if carried else None
    if carried is None or found is None:
        return None
    cut = [note("recipes.cut")] if carried.cut or max(len(found.prompt), len(found.negative)) >= PROMPT else []
    return replace(found, notes=(*found.notes, *cut))


def mark(path: Path) -> str:
    """The digital source type that the XMP of a file declares (`trainedAlgorithmicMedia`), empty where it declares none. Raises as `read`."""
    carried = gather(path)
    return xmp.source_type(xmp.properties(carried.xmp)) if carried and carried.xmp else ""


def _found(carried: Carried) -> Iterator[Recipe | None]:
    texts = carried.texts
    said = xmp.properties(carried.xmp) or {} if carried.xmp else {}
    for own in (texts.get(KEYWORD), said.get((xmp.STUDIO, "Recipe"))):
        yield believed.read(own) if own else None
    yield _parameters(texts["parameters"], texts.get("fooocus_scheme", ""), certain=True) if "parameters" in texts else None
    if "prompt" in texts or "workflow" in texts:
        yield comfyui.read(texts.get("prompt", ""), texts.get("workflow", ""))
    for key, reader in (("invokeai_metadata", invokeai.read), ("sd-metadata", invokeai.read_older), ("Dream", invokeai.read_dream)):
        yield reader(texts[key]) if key in texts else None
    yield from _in_exif(exif.texts(carried.exif))
    for text in (*carried.comments, said.get((xmp.EXIF, "UserComment"), ""), said.get((xmp.DC, "description"), "")):
        yield _parameters(text, "", certain=False) if text else None


def _in_exif(said: dict[int, str]) -> Iterator[Recipe | None]:
    graphs = {text.partition(":")[0].lower(): text.partition(":")[2] for text in said.values() if text[:9].lower().startswith(("prompt:{", "workflow:"))}
    if graphs:
        yield comfyui.read(graphs.get("prompt", ""), graphs.get("workflow", ""))
    text = said.get(exif.USER_COMMENT, "")
    if text:
        yield _parameters(text, said.get(exif.MAKER_NOTE, ""), certain=False)
        yield comfyui.read(text, text)  # as some nodes write it


def _parameters(text: str, scheme: str, *, certain: bool) -> Recipe | None:
    if _JSON.match(text):
        document = loads(text)
        return swarmui.read(document) or fooocus.read(document, scheme)
    return a1111.read(text, certain=certain)
