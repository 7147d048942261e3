"""images/generations, images/edits and the model list, as OpenAI and every server of its kind speak them (PROTOCOLS.md 5).

Without a picture it is a JSON body to generations, with one a multipart form to edits: text fields first, then the files, as OpenAI's own client sends them.
What differs between gateways and models is in the plan: this module asks none for its name. Whole replies, stream events and plain JSON in answer to a
streaming call are all read by what is in them. Nothing raises for what it does not know. A partial image is a draft and never a result: only a finished
picture ends an answer well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from studio.core.events import Event, Finished, PictureLink, Revised, Served, Usage, UsageReport
from studio.core.plan import Plan
from studio.dialects.wire import Call, Form
from studio.errors import UsageError

__all__ = ["decode", "encode", "list_models", "name", "read_models"]

name = "openai_images"

_ID = re.compile(r"[^\s\x00-\x1f\x7f?&#%\\/]+(?:/[^\s\x00-\x1f\x7f?&#%\\/]+)*")  # assertion 28, on this wire as on the other
_IMAGE_MODEL = re.compile(
    r"image|dall-e|diffusion|diffuser|sdxl|\bsd[-_]?\d|flux|imagen|nano-banana|seedream|recraft|ideogram|kolors|dreamshaper|midjourney", re.IGNORECASE
)
_LATER = frozenset({"queued", "submitted", "pending", "processing", "in_progress", "in_queue", "created", "running", "starting"})
_POLICY = re.compile(r"moderation|policy|sensitive|risk|safety|content_?filter", re.IGNORECASE)
_OTHER_MODEL = re.compile(r"image-?(?:to-?text|caption|embed|classif)|embed|vision-|whisper|tts", re.IGNORECASE)


def encode(plan: Plan) -> Call:
    """The call for a plan. Raises UsageError for a model id that can be none."""
    model = plan.model.id
    if not _ID.fullmatch(model) or ".." in model or "." in model.split("/"):
        raise UsageError("reply.model_id", field="model", model=model)
    fields = {name: value for name, value in _fields(plan).items() if value not in (None, "")}
    if not plan.references:
        return Call(method="POST", path="/images/generations", json=fields, stream=plan.stream)
    several = plan.route.multi_image_field if len(plan.references) > 1 else "image"
    files = [(several, image) for image in plan.references] + ([("mask", plan.mask)] if plan.mask else [])
    form = Form(fields=tuple((name, _plain(value)) for name, value in fields.items()), files=tuple(files))
    return Call(method="POST", path="/images/edits", form=form, stream=plan.stream)


def _fields(plan: Plan) -> dict[str, str | int | bool | None]:
    """Every field that may be sent; None and empty for those that are not. `n` of one is the default and some gateways refuse the very key (1.2)."""
    return {
        "prompt": plan.prompt,
        "model": plan.model.id,
        "n": plan.count if plan.count > 1 else None,
        "size": plan.size,
        "quality": plan.quality,
        "background": plan.background,
        "output_format": plan.format,
        "output_compression": plan.compression,
        "moderation": "" if plan.references else plan.moderation,  # no field of an edit (5.2)
        "response_format": plan.model.response_format,
        "stream": True if plan.stream else None,
        "partial_images": plan.partials if plan.stream and plan.partials else None,
    }


def _plain(value: str | int | bool | None) -> str:
    """A value as a form has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def decode(message: Mapping[str, Any]) -> Iterable[Event]:
    """What one message brings, its ending last."""
    kind = _text(message.get("type")).lower()
    if kind.endswith(".partial_image"):
        yield from _picture(message, message, draft=True)
        return
    model, response = _text(message.get("model")), _text(message.get("id"))
    if model or response:
        yield Served(model=model, response=response)
    items = [item for key in ("data", "images") for item in _listed(message.get(key))]
    links = [event for item in [*items, message] for event in _picture(item, message, draft=False)]
    found = {link.source: link for link in links}.values()  # some name each picture twice, in `data` and in `images`
    yield from _revised([*items, message])
    yield from found
    yield from _usage(message.get("usage"), adds=kind.endswith(".completed"))
    yield from (refusal for item in items for refusal in _refused(item))
    if found:
        yield Finished(reason="completed")
    else:
        yield from (task for item in [message, *items] for task in _task(item))


def _revised(items: Iterable[Any]) -> Iterator[Revised]:
    """Each rewritten prompt, once."""
    told = dict.fromkeys(_text(item.get("revised_prompt")) for item in items if isinstance(item, Mapping))
    yield from (Revised(prompt) for prompt in told if prompt)


def _picture(item: Any, message: Mapping[str, Any], *, draft: bool) -> Iterator[PictureLink]:
    """The picture of an item: its data, else its address; a bare string is either."""
    if isinstance(item, str):
        item = {"b64_json": item}
    if not isinstance(item, Mapping):
        return
    holder = item.get("image_url")
    sources = (item.get("b64_json"), item.get("url"), holder.get("url") if isinstance(holder, Mapping) else holder)
    source = next((text for value in sources if (text := _text(value))), "")
    if source:
        form = _text(item.get("output_format") or message.get("output_format")).lower()
        yield PictureLink(source=source, mime=_text(item.get("mime_type")).lower() or (f"image/{form}" if form else ""), draft=draft)


def _refused(item: Any) -> Iterator[Finished]:
    """Why a picture of several did not come, where its item says so."""
    if not isinstance(item, Mapping):
        return
    error = item.get("error")
    if isinstance(error, Mapping):
        code = _text(error.get("code"))
        yield Finished(reason=code or "error", ending="blocked" if _POLICY.search(code) else "unknown", message=_text(error.get("message")))
    elif item.get("respect_moderation") is False:
        yield Finished(reason="respect_moderation", ending="blocked")


def _task(item: Any) -> Iterator[Finished]:
    """A task in place of a picture, which the gateway will draw later and show elsewhere."""
    if isinstance(item, Mapping) and _text(item.get("status")).lower() in _LATER:
        called = item.get("task_id") or item.get("id") or ""
        yield Finished(reason=_text(item["status"]), ending="queued", message=str(called))


def _usage(told: Any, *, adds: bool) -> Iterator[UsageReport]:
    """What was counted. Everything that comes out of these models is a picture, where no detail says otherwise. `adds`: each finished picture of a stream
    tells of itself."""
    if not isinstance(told, Mapping):
        return
    given, made = told.get("input_tokens_details"), told.get("output_tokens_details")
    out = _count(told.get("output_tokens"))
    drawn = _count(made.get("image_tokens")) if isinstance(made, Mapping) else None
    usage = Usage(
        prompt=_count(told.get("input_tokens")),
        prompt_image=_count(given.get("image_tokens")) if isinstance(given, Mapping) else None,
        candidates=out,
        image=out if drawn is None else drawn,
        total=_count(told.get("total_tokens")),
    )
    if usage != Usage():
        yield UsageReport(usage, adds)


def list_models(page: str) -> Call:
    """The call that lists models, after the one of this id."""
    return Call(method="GET", path="/models", query={"after": page} if page else {})


def read_models(message: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Image model ids of a page, and the id to go on after. A list in which no id looks like an image model is that of a server whose models have names of
    their own: then all are meant."""
    entries = _listed(message.get("data")) or _listed(message.get("models"))
    ids = dict.fromkeys(found for entry in entries if (found := _id_of(entry)))
    drawing = tuple(found for found in ids if _IMAGE_MODEL.search(found) and not _OTHER_MODEL.search(found))
    more = message.get("has_more") is True
    return drawing or tuple(ids), (_text(message.get("last_id")) or (list(ids) or [""])[-1]) if more else ""


def _id_of(entry: Any) -> str:
    found = entry.get("id") or entry.get("name") if isinstance(entry, Mapping) else entry
    return _text(found).removeprefix("models/")


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value in (None, "") else [value]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and value.isascii():
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15 else None
