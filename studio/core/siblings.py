"""Another id of the same model, for a gateway that does not know the one that was asked for (PROTOCOLS.md 1.6, C10, 4.9).

Gateways keep preview ids as aliases or drop them, put the vendor before an id or not, serve a snapshot by its date or not. What is proposed is one of the ids
that the gateway is known to have, where one fits; nothing is ever sent in another's place.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from studio.core.models import FAMILIES, FAMILIES_IMAGES

_ASIDE = re.compile(r"-(?:preview|latest|\d{4}-\d{2}-\d{2})\Z")


def sibling(model: str, known: Iterable[str]) -> str:
    """The id to try in place of `model`: a known one that is the same model in another spelling, else the other of preview and finished where the family is
    one that has both, else the known one that is spelled most like it; empty where nothing comes near."""
    others = [other for other in dict.fromkeys(known) if other != model]
    name = bare(model)
    if same := next((other for other in others if bare(other) == name), ""):
        return same
    if name in FAMILIES:
        return model.removesuffix("-preview") if model.endswith("-preview") else f"{model}-preview"
    if name in FAMILIES_IMAGES and _ASIDE.search(model):
        return _ASIDE.sub("", model)
    close = get_close_matches(name, [bare(other) for other in others], n=1, cutoff=0.75)
    return next((other for other in others if close and bare(other) == close[0]), "")


def bare(model: str) -> str:
    """An id without its vendor, and without what says preview, latest or a day."""
    return _ASIDE.sub("", model.removeprefix("models/").rsplit("/", 1)[-1].lower())
