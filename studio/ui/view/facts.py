"""Small facts said the same way everywhere: money, pixels, times, addresses, states."""

from datetime import date

from studio.core.parts import Image
from studio.core.request import Task
from studio.core.result import Answer
from studio.ui.shapes.common import Shot, State, Tab
from studio.words import Language, say

_STATES: dict[str, State] = {"blocked": "refused", "timeout": "uncertain", "no_image": "uncertain", "cancelled": "stopped"}


TABS: dict[Task, Tab] = {"generate": "t2i", "edit": "i2i", "chat": "chat"}
"""Where a run of each task is shown."""


def tab(task: str) -> Tab:
    """Where a run of this task is shown; what a record says is not trusted."""
    return next((found for name, found in TABS.items() if name == task), "t2i")


def usd(amount: float) -> str:
    """Dollars to a tenth of a cent; smaller amounts as they are."""
    return f"${amount:.3f}" if amount >= 0.001 or amount == 0 else f"${amount:.4f}"


def pixels(width: int, height: int) -> str:
    """`2400×1792`."""
    return f"{width}×{height}"


def kind(image: Image) -> str:
    """`PNG`."""
    return image.mime.removeprefix("image/").upper()


def seconds(amount: float, language: Language) -> str:
    """`18.4 s`."""
    return say("view.seconds", language, seconds=f"{amount:.1f}")


def clock(amount: float) -> str:
    """`0:31`."""
    return f"{int(amount) // 60}:{int(amount) % 60:02d}"


def day(iso: str, language: Language) -> str:
    """`1 Jul 2026`, `2026 年 7 月 1 日`; empty for none."""
    if not iso:
        return ""
    when = date.fromisoformat(iso)
    return f"{when.year} 年 {when.month} 月 {when.day} 日" if language == "zh-CN" else f"{when.day} {when:%b %Y}"


def original(run: str, image: Image) -> str:
    """Where the untouched file is."""
    return f"/media/{run}/{image.path.name}"


def preview(run: str, image: Image) -> str:
    """Where its preview is."""
    return f"/media/{run}/{image.digest}.preview.webp"


def thumb(run: str, image: Image) -> str:
    """Where its thumbnail is."""
    return f"/media/{run}/{image.digest}.thumb.webp"


def shot(run: str, image: Image, alt: str, label: str) -> Shot:
    """A picture of a run, to be looked at or compared."""
    return Shot(
        preview=preview(run, image),
        original=original(run, image),
        width=image.width,
        height=image.height,
        alt=alt,
        label=label,
        fact=f"{pixels(image.width, image.height)} {kind(image)}",
    )


def state(answer: Answer) -> State:
    """What a tile shows of an answer."""
    match answer.phase:
        case "queued":
            return "queued"
        case "running":
            return "drawing" if answer.drafts or answer.images else "thinking"
        case _:
            if answer.error is None or answer.images:
                return "done"
            if answer.error.kind in ("network", "bad_reply") and answer.error.billed == "maybe":
                return "uncertain"
            return _STATES.get(answer.error.kind, "failed")


def label(answer: Answer, language: Language) -> str:
    """The state's word."""
    error = answer.error
    if error is not None and not answer.images and error.kind in ("timeout", "no_image"):
        return say(f"view.state.{error.kind}", language)
    return say(f"view.state.{state(answer)}", language)
