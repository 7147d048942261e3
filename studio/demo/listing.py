"""What the demo gateway says about itself: model lists in Google's shape, and the page at its root."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from studio.demo.faces import FACES, Face, Model
from studio.demo.openai_images.faces import FACES as IMAGE_FACES
from studio.demo.openai_images.scenarios import NAMES as IMAGE_NAMES
from studio.demo.openai_images.scenarios import WITHOUT as IMAGE_WITHOUT
from studio.demo.refusals import bad
from studio.demo.scenarios import NAMES

_LARGEST_PAGE = 1000


def entry(model: Model) -> dict[str, Any]:
    """One model as `GET /v1beta/models/{model}` shows it."""
    return {
        "name": f"models/{model.id}",
        "version": "demo",
        "displayName": model.title,
        "description": "Served by the demo gateway of Image Studio: a renderer, not a model.",
        "inputTokenLimit": 65_536 if model.draws else 1_048_576,
        "outputTokenLimit": model.max_output,
        "supportedGenerationMethods": ["generateContent"],
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        **({"thinking": True} if model.thinks else {}),
    }


def page(face: Face, size: str, token: str) -> dict[str, Any]:
    """One page of a face's models. Raises Refusal for a page size that is no positive number and for a token it did not give."""
    if size and not (size.isascii() and size.isdigit()):
        raise bad("Invalid value at 'page_size' (TYPE_INT32)", "page_size")
    count = min(int(size or 0) or 50, _LARGEST_PAGE)
    start = _start(token)
    if not 0 <= start < len(face.models):
        raise bad("Invalid page token.", "page_token")
    end = start + count
    out: dict[str, Any] = {"models": [entry(model) for model in face.models[start:end]]}
    if end < len(face.models):
        out["nextPageToken"] = urlsafe_b64encode(f"from {end}".encode()).decode()
    return out


def _start(token: str) -> int:
    if not token:
        return 0
    try:
        word, number = urlsafe_b64decode(token).decode().split(" ")
        return int(number) if word == "from" else -1
    except ValueError:
        return -1


def welcome() -> str:
    """What a person sees at the root."""
    faces = "\n".join(f"  /{face.name:<8} {face.title:<22} {face.auth:<15} {', '.join(model.id for model in face.models)}" for face in FACES)
    names = "\n".join(f"  demo:{name:<20} {meaning}" for name, meaning in NAMES.items())
    images = "\n".join(f"  /{face.name:<10} {face.title:<20} {'bearer':<15} {', '.join(model.id for model in face.models)}" for face in IMAGE_FACES)
    more = "\n".join(f"  demo:{name:<20} {meaning}" for name, meaning in IMAGE_NAMES.items() if name not in NAMES)
    return (
        "The demo gateway of Image Studio. It speaks the wire of real image gateways, and a renderer draws the pictures: there is no model behind it.\n\n"
        f"Faces (POST /FACE/v1beta/models/MODEL:generateContent):\n{faces}\n\n"
        f"OpenAI Images (POST /FACE/images/generations and /FACE/images/edits):\n{images}\n\n"
        f"Scenarios, as words in a prompt or in the header X-Demo-Scenario:\n{names}\n\n"
        f"On the OpenAI Images wire only:\n{more}\n  and none of {', '.join(IMAGE_WITHOUT)} there.\n"
    )
