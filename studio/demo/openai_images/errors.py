"""How the OpenAI Images faces say no: ready replies in OpenAI's shape, with its types, codes and wording (PROTOCOLS.md section 6.1).

Ofox's own refusals, those that its upstream never saw, have the gateway's shape: a number for a code and `[ofox.ai]` behind the message.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from studio.demo.refusals import Refusal, Reply

INVALID = "invalid_request_error"


def error(message: str, *, kind: str = INVALID, code: str | int | None = None, param: str | None = None) -> dict[str, Any]:
    """OpenAI's error object."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def refuse(
    status: int, message: str, *, kind: str = INVALID, code: str | None = None, param: str | None = None, headers: Mapping[str, str] | None = None
) -> Refusal:
    """A refusal in OpenAI's shape."""
    body = json.dumps(error(message, kind=kind, code=code, param=param), indent=2, ensure_ascii=False).encode()
    return Refusal(Reply(status, body, "application/json", {"x-request-id": f"req_{secrets.token_hex(16)}", **(headers or {})}))


def bad(message: str, code: str | None, param: str | None = None) -> Refusal:
    """400 invalid_request_error; `param` names what is wrong."""
    return refuse(400, message, code=code, param=param)


def gateways(message: str) -> Refusal:
    """400 from the gateway itself, in Ofox's shape."""
    body = {"error": {"message": f"{message} [ofox.ai]", "type": INVALID, "code": 400}}
    return Refusal(Reply(400, json.dumps(body, indent=2).encode(), "application/json", {"x-request-id": f"req_{secrets.token_hex(16)}"}))


def unknown(param: str) -> Refusal:
    """A parameter that the model does not take."""
    return bad(f"Unknown parameter: '{param}'.", "unknown_parameter", param)


def missing(param: str) -> Refusal:
    """A parameter that is needed."""
    return bad(f"Missing required parameter: '{param}'.", "missing_required_parameter", param)


def duplicate(param: str) -> Refusal:
    """A parameter that came more than once."""
    return bad(
        f"Duplicate parameter: '{param}'. You provided multiple values for this parameter, whereas only one is allowed. If you are trying to provide a list "
        f"of values, use the array syntax instead e.g. '{param}[]=<value>'.",
        "duplicate_parameter",
        param,
    )


def wrong_type(param: str, expected: str, value: object) -> Refusal:
    """A value of another type."""
    got = {bool: "a boolean", int: "an integer", float: "a decimal number", str: "a string", list: "an array", dict: "an object"}.get(type(value), "null")
    return bad(f"Invalid type for '{param}': expected {expected}, but got {got} instead.", "invalid_type", param)


def one_of(param: str, value: object, offered: Sequence[str]) -> Refusal:
    """A value that is none of those offered."""
    listed = ", ".join(f"'{each}'" for each in offered[:-1]) + f"{', and ' if len(offered) > 2 else ' and ' if len(offered) > 1 else ''}'{offered[-1]}'"
    return bad(f"Invalid value: '{str(value)[:100]}'. Supported values are: {listed}.", "invalid_value", param)


def unauthenticated(message: str) -> Refusal:
    """401, for a key that is missing, wrong or in the wrong place. The key itself is never in the message."""
    return refuse(401, message, code="invalid_api_key")


def no_model(name: str, why: str = "") -> Refusal:
    """404 for a model id that the face does not serve."""
    said = f"The model '{name[:100]}' does not exist or you do not have access to it. {why}".strip()
    return refuse(404, said, code="model_not_found", param="model")


def blocked(stage: str, aside: str = "") -> Refusal:
    """What moderation stopped: the prompt (`input`) or the picture (`output`)."""
    return refuse(400, blocked_message(stage, aside), kind="image_generation_user_error", code="moderation_blocked")


def blocked_message(stage: str, aside: str = "") -> str:
    """The words of it."""
    return (
        "Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID "
        f"req_demo. safety_violations=[violence]; moderation_stage={stage}.{f' {aside}' if aside else ''}"
    )


def lost(method: str, path: str) -> Refusal:
    """404 for a path that is none."""
    return refuse(404, f"Invalid URL ({method} {path})")
