"""`<tile-grid>`: the stage with its toolbar, tiles, process view and the strip asked → delivered → billed. Value: `shapes.Stage`; listener: `act`
with `{name, run, n, id}`. Names: copy_prompt (only when the stage came without its prompt), reuse, and those of `Tile.actions`. Listener `use`: a picture goes
on elsewhere, `{to: "reference" | "chat", run, n}`."""

from typing import Any

from studio.ui.shapes.stage import Stage
from studio.ui.widgets.bridge import bridge


def tile_grid(value: Stage | None, elem_id: str) -> Any:
    """The bridge."""
    return bridge("tile-grid", value, elem_id, events=("act", "use"), classes="stage-block")
