"""What arrives from a gateway, one small value at a time.

A dialect yields these from messages. It can not open a file or an address, so a picture first comes as a PictureLink that says where it is; the engine
turns that into a PictureReady once the bytes are on disk.
"""

from dataclasses import dataclass
from typing import Literal

from studio.core.parts import Image


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Words for the person. `opaque` is set where the part held more than text, and then it is never merged."""

    text: str
    opaque: str = ""


@dataclass(frozen=True, slots=True)
class ThoughtDelta:
    """A piece of thinking."""

    text: str
    opaque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLink:
    """Where a picture is: a spool marker, base64, a data URI, or an http(s) address. `mime` is only what was declared;
    `signed` says that the part carries a signature, so that its turn can be replayed."""

    source: str
    mime: str = ""
    draft: bool = False
    signed: bool = False
    opaque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureReady:
    """A picture that is on disk, measured. `opaque` names its data by digest; `fetched` says that it came as an address."""

    image: Image
    draft: bool = False
    signed: bool = False
    fetched: bool = False
    opaque: str = ""


@dataclass(frozen=True, slots=True)
class OtherPart:
    """A part that no one here knows."""

    opaque: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the gateway counted them; None where it did not say. `prompt` holds `prompt_image`; `candidates` holds `image`, not `thoughts`."""

    prompt: int | None = None
    prompt_image: int | None = None
    candidates: int | None = None
    image: int | None = None
    thoughts: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What was counted so far; the last word per field wins. `adds` says that it counts one picture of several, on top of what was counted before."""

    usage: Usage
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """The prompt as the gateway rewrote it before it drew."""

    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Who answered: the model version as the gateway names it."""

    model: str = ""
    response: str = ""


Ending = Literal["ok", "blocked", "recitation", "no_image", "max_tokens", "language", "tools", "signature", "limited", "queued", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The end of an answer: the gateway's own `reason`, the class we read in it, and its own `message` verbatim."""

    reason: str
    ending: Ending = "ok"
    message: str = ""


Event = TextDelta | ThoughtDelta | PictureLink | PictureReady | OtherPart | UsageReport | Revised | Served | Finished
