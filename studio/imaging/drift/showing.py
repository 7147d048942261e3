"""Where an edit changed what it was not asked to, drawn over its source: the source in grey, so that the marks are the only colour."""

from pathlib import Path

from PIL import Image as Pillow

from studio.imaging.compare import seen

_LONGEST = 2048


def marked(source: Path, overlay: Path) -> Pillow.Image:
    """RGB, at most 2048 pixels long. Raises UsageError where the source can not be read."""
    ground = seen(source)
    ground.thumbnail((_LONGEST, _LONGEST))
    with Pillow.open(overlay) as paint:
        over = paint.convert("RGBA").resize(ground.size)
    out = ground.convert("L").convert("RGB")
    out.paste(over, mask=over.getchannel("A"))
    return out
