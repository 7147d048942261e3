"""What changed between two texts, word by word. Han, kana and other scripts without spaces go character by character.

For showing only: joined without the removed pieces it is the second text, without the added ones the first, to the last space.
"""

import re
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "del", "ins"]
Piece = tuple[Kind, str]

MOST = 3000
"""Words of both texts together from which on nothing is aligned: finding the alignment of longer ones takes seconds."""
_APART = 0.3
"""Texts that share less than this of their words are two texts: their diff would be confetti."""
_TOKEN = re.compile(r"\s+|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003134f]+|.", re.DOTALL)
_BRIDGE = re.compile(r"\s+|[,.;:]\s*")


def rewording(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order, what was removed before what took its place. Texts that have too little in common are one piece removed, one added."""
    if before == after:
        return (("same", before),) if before else ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > MOST:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _APART:
        return _whole(before, after)
    pieces: list[Piece] = []
    gone, come = "", ""
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        left, right = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind == "equal" and not ((gone or come) and i2 < len(old) and j2 < len(new) and _BRIDGE.fullmatch(left)):
            pieces += _changed(gone, come)
            pieces.append(("same", left))
            gone = come = ""
        else:  # a lone space or comma between two changes belongs to both: "morning light" to "dusk glow" is one change and not two
            gone, come = gone + left, come + right
    return (*pieces, *_changed(gone, come))


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    return tuple(_changed(before, after))


def _changed(gone: str, come: str) -> list[Piece]:
    found: list[Piece] = [("del", gone), ("ins", come)]
    return [piece for piece in found if piece[1]]
