"""The painter of the demo gateway: draws what a prompt names and edits the pixels it is given.

It is a demo renderer and not a model, and its words say so. Pure functions of their arguments, the same bytes for the
same prompt, seed and size; knows nothing of HTTP, files or clocks. It is here so that a person with no key gets the
whole product and so that before/after comparisons in tests mean something. Painting is CPU work of up to some seconds: call it in a
thread, never on the event loop.
"""

from collections.abc import Sequence

from PIL import Image

from . import editing as _editing
from . import picture as _picture
from . import speech as _speech
from .brief import Brief, Change, Subject
from .reading import read

__all__ = ["Brief", "Change", "Subject", "answer", "edit", "paint", "read", "thoughts"]


def paint(brief: Brief, size: tuple[int, int], *, draft: int = 0) -> Image.Image:
    """The picture of a brief at exactly `size` (width, height), RGB, or RGBA when a transparent ground was asked for.

    `draft` 0 is the final picture; 1 is the first, roughest draft of the same composition and 2 the one after it, as
    draft_1 and draft_2 in design/look/pictures/make.py.
    """
    return _picture.paint(brief, size, draft)


def edit(brief: Brief, pictures: Sequence[Image.Image], size: tuple[int, int], *, draft: int = 0) -> Image.Image:
    """The first picture with the changes of the brief, or several pictures combined, at exactly `size`.

    Everything outside the asked change stays as it was: the picture is resized when its shape is that of `size`, else cropped
    to cover it. RGBA when the edit was to cut out the subject or the picture sent was transparent.
    Raises ValueError when there is no picture.
    """
    return _editing.edit(brief, pictures, size, draft)


def thoughts(brief: Brief, *, editing: bool = False) -> tuple[tuple[str, str], ...]:
    """Three to five (heading, text) pairs about this brief, in its language."""
    return _speech.thoughts(brief, editing)


def answer(brief: Brief, *, editing: bool = False) -> str:
    """What is shown beside the picture: what was drawn or changed, what was not understood, and that no model was used."""
    return _speech.answer(brief, editing)
