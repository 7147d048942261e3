"""`<library-view>` and `<library-detail>`: the tab Library. Their data comes from `/library/…` as JSON; the view's value is `{warnings}` of the home, the
detail's listeners are `use` `{to, run, n}`, `reuse` `{run}`, `fill` `{values, gateway, model, prompt}`."""

from typing import Any

from studio.ui.widgets.bridge import bridge


def library_view(elem_id: str) -> Any:
    """Search, filters, grid."""
    return bridge("library-view", {"warnings": []}, elem_id, classes="library-block")


def library_detail(elem_id: str) -> Any:
    """One picture, or a recipe that was read."""
    return bridge("library-detail", None, elem_id, events=("use", "reuse", "fill"))
