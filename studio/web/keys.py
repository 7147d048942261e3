"""Where the page's own forms post keys and gateways: `/keys/{gateway}` and `/gateways`. gradio never sees what is in them.

Only whoever speaks to the studio at this machine's own address is served (ui/owner.py), cross-site requests are refused before (guard.py), and nothing that is
answered, logged or raised repeats a key. A gateway is tested before it is kept: its list of models is asked for, which costs nothing.
"""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio import configure
from studio.core.catalog import Auth
from studio.engine import Studio
from studio.errors import Forbidden, StorageFault, StudioError, Unauthorized, UsageError
from studio.live import Probe
from studio.ui.owner import at_home
from studio.words import Language, of_browser, say

MOST = 20_000
"""Bytes of a form. A key is a line."""
SHOWN = 40
"""Models of a new gateway that are written into its table; the live list has the others."""


def routes(studio: Studio) -> list[BaseRoute]:
    """`POST` and `DELETE /keys/{gateway}`, `POST /gateways`, `DELETE /gateways/{name}`."""

    async def key(request: Request) -> Response:
        name, given = request.path_params["gateway"], await _form(request)

        def work() -> configure.Written:
            return configure.remove_key(studio, name) if request.method == "DELETE" else configure.save_key(studio, name, given.get("key", ""))

        language = of_browser(request.cookies, request.headers)
        written = await asyncio.to_thread(work)
        return _said(" ".join(one.say(language) for one in written.notes), name)

    async def add(request: Request) -> Response:
        given, language = await _form(request), of_browser(request.cookies, request.headers)
        address, word, dialect = given.get("address", ""), given.get("key", ""), given.get("dialect", "gemini")
        auth, probe = await _tested(studio, address, dialect, word)
        keep = partial(configure.add_gateway, studio, address, dialect=dialect, auth=auth, key=word, wants_key=bool(word), models=probe.ids[:SHOWN])
        access = await asyncio.to_thread(keep)
        return _said(say("gateways.added", language, gateway=access.gateway.title), access.gateway.name)

    async def remove(request: Request) -> Response:
        name, language = request.path_params["name"], of_browser(request.cookies, request.headers)
        await asyncio.to_thread(configure.remove_gateway, studio, name)
        return _said(say("gateways.removed", language, gateway=name), name)

    return [
        Route("/keys/{gateway}", _owned(key), methods=["POST", "DELETE"]),
        Route("/gateways", _owned(add), methods=["POST"]),
        Route("/gateways/{name}", _owned(remove), methods=["DELETE"]),
    ]


async def _tested(studio: Studio, address: str, dialect: str, word: str) -> tuple[Auth, Probe]:
    """How the gateway takes its key, and what it lists. A native one takes it as Google does or as all others do; a person need not know."""
    ways: tuple[Auth, ...] = ("bearer", "x-goog-api-key") if word and dialect == "gemini" else ("bearer",)
    for auth in ways:
        draft = configure.draft(address, dialect=dialect, auth=auth, key=word, wants_key=bool(word))
        try:
            return auth, await studio.probe(access=draft)
        except (Unauthorized, Forbidden):
            if auth == ways[-1]:
                raise
    raise AssertionError("there is at least one way")


def _owned(answer: Any) -> Any:
    """For the owner alone; what can not be done is said in a sentence."""

    async def one(request: Request) -> Response:
        language = of_browser(request.cookies, request.headers)
        try:
            if not at_home(request.headers):
                raise UsageError("gateways.not_here_do", field="gateway")
            return await answer(request)  # type: ignore[no-any-return]  # ours, above
        except StudioError as error:
            return _refused(error, language)

    return one


async def _form(request: Request) -> dict[str, str]:
    """The fields of an urlencoded body, the first of each name. Raises UsageError for one that is too long or no text."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise UsageError("keys.too_long", field="key")
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20).items()}
    except ValueError as error:
        raise UsageError("keys.too_long", field="key") from error


def _said(words: str, gateway: str) -> Response:
    return JSONResponse({"said": words, "gateway": gateway}, headers={"cache-control": "no-store"})


def _refused(error: StudioError, language: Language) -> Response:
    status = 507 if isinstance(error, StorageFault) else 422 if isinstance(error, UsageError) else 502
    step = error.next(language)
    words = error.title(language) + (f" “{error.detail}”" if error.detail else "") + (f"{'' if language == 'zh-CN' else ' '}{step}" if step else "")
    return JSONResponse({"error": words}, status, headers={"cache-control": "no-store"})
