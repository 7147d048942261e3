"""A recipe: how a picture was made, as its file says, and what of that this studio can do again.

Pure values. Reading them out of files, and writing them into copies, is in `imaging/recipes`; what a picker and a form offer is decided in `core/refill.py`.
A recipe that came with a file is somebody else's text: cleaned and cut to size by who read it, shown as text, never run, and sent nowhere by itself.
"""

from dataclasses import dataclass

from studio.core.notes import Note, note
from studio.core.request import Request

STUDIO = "Image Studio"
"""What our own recipes call their tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture that was sent along: what the person called it, what it was for, and the SHA-256 of the copy that was sent, in hex. The file stayed behind."""

    name: str
    role: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What only this studio says of a picture beyond the request.

    `created` is an ISO 8601 time with its offset; `gateway` a title, never an address; `family` finds a model again under another gateway's id; `served` is the
    model that answered, where it said so; `asked` and `delivered` count pictures of the run; `usd` is what the run cost, None where that is not known, and
    `basis` what it rests on (`usage`, `estimate`, `unknown`).
    """

    created: str = ""
    gateway: str = ""
    family: str = ""
    served: str = ""
    asked: int = 0
    delivered: int = 0
    usd: float | None = None
    basis: str = ""
    sources: tuple[Source, ...] = ()
    mask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a file says of how it was made.

    `tool` is the program's name as people know it, `version` what it said of itself. `request` is the part that has a meaning here, not yet fitted to any
    model: a size is `WxH` where the tool spoke of pixels, a seed is a whole number of any size. `negative` is the negative prompt, which has none. `facts`
    are all settings in the file's order and words, to show; `foreign` names those among them that mean nothing here. `made` is there for our own recipes
    only.
    """

    tool: str
    version: str = ""
    request: Request
    negative: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    foreign: tuple[str, ...] = ()
    made: Made | None = None
    notes: tuple[Note, ...] = ()

    @property
    def prompt(self) -> str:
        """The words of it."""
        return self.request.prompt


@dataclass(frozen=True, slots=True)
class Refill:
    """What a form can be filled with: `fits` has its gateway and model by their names, every value one that the form offers. The rest is in the notes."""

    fits: Request
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Content Credentials (C2PA) that a file carries, as they say of themselves. Nothing here was verified: anyone can write such a thing into a file.

    `generator` is the claim generator (`OpenAI Media Service 1.0`), `signer` the organisation or name in the signing certificate, `source` the last word of the
    digital source type that its actions declare (`trainedAlgorithmicMedia`); each is empty where it could not be read. `bytes` is the manifest's size.
    """

    generator: str = ""
    signer: str = ""
    source: str = ""
    bytes: int

    @property
    def notes(self) -> tuple[Note, ...]:
        """What can be said of them: that they are there, unverified, and what they name."""
        said = (("recipes.credentials_by", self.generator), ("recipes.credentials_signed", self.signer), ("recipes.credentials_source", self.source))
        return (note("recipes.credentials"), *(note(key, name=name) for key, name in said if name))
