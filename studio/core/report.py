"""A finished result as the JSON object that scripts read (COMMANDS.md). Public surface: extended freely, changed only with the CHANGELOG."""

from typing import Any

from studio.core.parts import Image
from studio.core.result import Result
from studio.errors import StudioError


def report(result: Result) -> dict[str, Any]:
    """The object. `error` is there when status is not ok; `errors` has one entry per failed picture."""
    request, plan, cost, usage = result.request, result.plan, result.billed, result.usage
    finished = [answer.finished for answer in result.answers if answer.finished]
    said: dict[str, Any] = {
        "id": result.id,
        "status": result.status,
        "images": [_image(image) for image in result.images],
        "drafts": [_image(image) for image in result.drafts],
        "text": result.text,
        "thoughts": result.thoughts,
        "notes": [str(note) for note in result.every_note],
        "asked": {
            "gateway": request.gateway,
            "model": request.model,
            "aspect": request.aspect,
            "size": request.size,
            "count": request.count,
            "references": len(request.references),
        },
        "sent": {"aspect": plan.aspect, "size": plan.size} if plan else {},
        "delivered": {
            "model": next((answer.served for answer in result.answers if answer.served), ""),
            "finish": finished[0].reason if finished else "",
        },
        "billed": {
            "tokens": {"prompt": usage.prompt, "image": usage.image, "thoughts": usage.thoughts, "total": usage.total} if usage else None,
            "cost_usd": None if cost.usd is None else round(cost.usd, 6),
            "basis": cost.basis,
        },
        "seconds": round(result.seconds, 2),
        "attempts": sum(answer.attempts for answer in result.answers),
        "errors": [{"index": index, **failure(error)} for index, error in result.errors],
    }
    if result.error:
        said["error"] = failure(result.error)
    return said


def failure(error: StudioError) -> dict[str, Any]:
    """One error: its kind, its sentence, whether money may have gone, and how long the gateway asked to wait (seconds)."""
    return {"kind": error.kind, "message": str(error), "billed": error.billed, "retry_after": error.retry_after}


def _image(image: Image) -> dict[str, Any]:
    return {
        "path": str(image.path),
        "mime": image.mime,
        "width": image.width,
        "height": image.height,
        "bytes": image.bytes,
        "sha256": image.digest,
    }
