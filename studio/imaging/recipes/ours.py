"""Our own recipe as JSON, version 1, and back.

    {"schema": 1, "tool": "Image Studio", "version": "0.1.0", "created": "2026-11-21T21:00:00+01:00",
     "gateway": "Ofox", "model": {"id": "…", "family": "…", "served": "…"},
     "request": {"task": "edit", "prompt": "…", "aspect": "16:9", "seed": 7},
     "references": [{"name": "boat.png", "role": "style", "sha256": "…"}], "mask": true,
     "pictures": {"asked": 4, "delivered": 3}, "cost": {"usd": 0.12, "basis": "estimate"}}

The request holds what differs from asking plainly, and of that only what is in `FIELDS`: no path, no session, no conversation, no key, no address. Numbers of
the run are those of the whole run. It lies in a PNG as an iTXt text under the keyword below, elsewhere as the property `Recipe` of our namespace in XMP. It
is in ASCII and in this order, so that the same recipe is the same bytes. A later version adds names; readers take what they know and say that there was more.
"""

import json
import re
from pathlib import PurePath
from typing import Any

from studio.core.recipe import STUDIO, Made, Recipe, Source
from studio.core.request import Request
from studio.core.result import Result
from studio.imaging.faults import shown
from studio.imaging.recipes.text import NAME, facts, line

KEYWORD, SCHEMA = "image-studio", 1
FIELDS = ("task", "prompt", "system", "model", "aspect", "size", "quality", "background", "format", "moderation", "temperature", "top_p", "top_k", "max_tokens",
    "compression", "seed", "count", "image_only", "thinking", "safety")  # fmt: skip


def of(result: Result, *, created: str, version: str, tile: int = 0) -> Recipe:
    """The recipe of a run's pictures. `created` is an ISO 8601 time with its offset; `tile` the call that made the picture, from 0: each has a seed of its own
    (`fit.single`)."""
    request, cost = result.request, result.billed
    sent = result.plan.references if result.plan else ()
    sources = tuple(
        Source(name=shown(reference.name or reference.path), role=reference.role, digest=sent[at].digest if at < len(sent) else _digest(reference.path))
        for at, reference in enumerate(request.references)
    )
    seed = request.seed if request.seed is None or tile == 0 else min(request.seed + tile, 2_147_483_647)
    made = Made(
        created=created,
        gateway=line(result.gateway.title, NAME) if "://" not in result.gateway.title else "",
        family=result.model.family,
        served=next((answer.served for answer in result.answers if answer.served), ""),
        asked=request.count,
        delivered=len(result.images),
        usd=cost.usd,
        basis=cost.basis,
        sources=sources,
        mask=bool(request.mask),
    )
    said = {name: getattr(request, name) for name in FIELDS}
    return shaped(Request(**{**said, "seed": seed}), made, version)


def write(recipe: Recipe) -> str:
    """The JSON of a recipe."""
    made, plain = recipe.made or Made(), Request(prompt="")
    request = {name: value for name in FIELDS if name != "model" and (value := getattr(recipe.request, name)) != getattr(plain, name)}
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": STUDIO,
        "version": recipe.version,
        "created": made.created,
        "gateway": made.gateway,
        "model": _set({"id": recipe.request.model, "family": made.family, "served": made.served}),
        "request": {"task": recipe.request.task, "prompt": recipe.prompt, **request},
        "references": [_set({"name": each.name, "role": each.role, "sha256": each.digest}) for each in made.sources],
        "mask": made.mask,
        "pictures": _set({"asked": made.asked, "delivered": made.delivered}),
        "cost": {"usd": round(made.usd, 6), "basis": made.basis} if made.usd is not None else {},
    }
    return json.dumps(_set(said), separators=(",", ":"))


def shaped(request: Request, made: Made, version: str) -> Recipe:
    """A recipe of ours with its facts, named by the words of the infotext."""
    cost = f"${made.usd:.3f}" + (" (estimate)" if made.basis == "estimate" else "") if made.usd is not None else ""
    said = {
        "Model": request.model,
        "Gateway": made.gateway,
        "Aspect ratio": "" if request.aspect == "auto" else request.aspect,
        "Size": "" if request.size == "auto" else request.size,
        "Seed": request.seed,
        "Thinking": request.thinking,
        "System instruction": request.system,
        "Quality": request.quality,
        "Temperature": request.temperature,
        "References": ", ".join(source.name for source in made.sources),
        "Pictures": f"{made.delivered}/{made.asked}" if made.asked else "",
        "Cost": cost,
        "Created": made.created,
    }
    return Recipe(tool=STUDIO, version=version, request=request, facts=facts(said), made=made)


def _digest(path: str) -> str:
    """The digest that a file of the library is named by, as a run has it that was read from its record; empty for another name."""
    stem = PurePath(path).stem
    return stem if re.fullmatch(r"[0-9a-f]{64}", stem) else ""


def _set(said: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in said.items() if value not in ("", 0, False, None, [], {})}
