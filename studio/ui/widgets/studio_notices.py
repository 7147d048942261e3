"""`<studio-notices>`: toasts, and `<field-problem>`: one sentence under a field. Values: list of `shapes.Notice`; `shapes.Problem`.

Errors stay until dismissed, the rest leaves by itself. A notice is shown once for its `key`, however often the list is set.
"""

from typing import Any

from studio.ui.shapes.common import Problem
from studio.ui.shapes.frame import Notice
from studio.ui.widgets.bridge import bridge


def studio_notices(value: list[Notice], elem_id: str) -> Any:
    """The bridge."""
    return bridge("studio-notices", value, elem_id)


def field_problem(value: Problem, elem_id: str) -> Any:
    """The bridge; an empty text takes no room."""
    return bridge("field-problem", value, elem_id, classes="problem-block")
