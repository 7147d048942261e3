"""Exit codes by class of error (COMMANDS.md)."""

from studio.errors import StudioError

CODES = {
    "unexpected": 1,
    "usage": 2,
    "not_supported": 2,
    "not_configured": 3,
    "auth": 3,
    "permission": 3,
    "billing": 3,
    "budget": 3,
    "blocked": 4,
    "no_image": 4,
    "rate_limit": 5,
    "server": 5,
    "network": 5,
    "timeout": 5,
    "bad_reply": 6,
    "bad_request": 6,
    "not_found": 6,
    "storage": 7,
    "cancelled": 130,
}
PARTIAL = 8


def code(error: StudioError | None, *, partial: bool = False) -> int:
    """0 without an error, 8 where some of several pictures arrived."""
    if partial:
        return PARTIAL
    return CODES[error.kind] if error else 0
