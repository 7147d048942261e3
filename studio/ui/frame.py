"""What stands around the tabs: the bar, the notices, the page's head, and the words for gradio's own labels.

It knows nothing of what a tab shows. Styles and scripts come from `/assets/`, one small module an element; nothing is inline and nothing comes from outside.
"""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from studio.ui.widgets.history_rail import history_rail
from studio.ui.widgets.studio_bar import studio_bar
from studio.ui.widgets.studio_notices import studio_notices
from studio.words import TABLE

STYLES = (
    "tokens.css", "studio.css", "settings.css", "stage.css", "columns.css", "tray.css", "mask.css",
    "compare.css", "compare-tab.css", "chat.css", "gateways.css", "library.css", "screens.css", "tabs.css",
)  # fmt: skip
EARLY = ("theme.js", "words.js", "stream.js")  # classic scripts, before all else: light or dark, the word table (made by the web part from TABLE), the stream
MODULES = (
    "icons.js",
    "keys.js",
    "sheets.js",
    "studio-bar.js",
    "studio-notices.js",
    "model-picker.js",
    "model-form.js",
    "tile-grid.js",
    "picture-view.js",
    "process-view.js",
    "thought-column.js",
    "history-rail.js",
    "run-price.js",
    "prompt-tools.js",
    "reference-tray.js",
    "mask-painter.js",
    "prompt-roles.js",
    "edit-chain.js",
    "use-result.js",
    "image-compare.js",
    "compare-bar.js",
    "compare-strip.js",
    "compare-view.js",
    "looking.js",
    "compare-tab.js",
    "compare-facts.js",
    "chat-log.js",
    "chat-list.js",
    "chat-context.js",
    "library-view.js",
    "library-detail.js",
    "gateway-list.js",
    "gateway-card.js",
    "gateway-doctor.js",
    "gateway-new.js",
    "tabs.js",
)
PREFIX = "page."


@dataclass(frozen=True)
class Frame:
    """The parts that no tab owns."""

    bar: Any
    notices: Any
    history: Any


def build() -> Frame:
    """Bar and notices, and the history strip, which is drawn where `history.render()` is called: after the tabs, as a person reaches it."""
    return Frame(
        bar=studio_bar(None, "bar"),
        notices=studio_notices([], "notices"),
        history=history_rail(None, "history"),
    )


def head(version: str = "") -> str:
    """HTML for `head=`; `version` breaks caches after an update."""
    tail = f"?v={version}" if version else ""
    lines = ['<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">']
    lines += [f'<link rel="icon" href="/assets/icon.svg{tail}" type="image/svg+xml">']
    lines += [f'<link rel="stylesheet" href="/assets/{name}{tail}">' for name in STYLES]
    lines += [f'<script src="/assets/{name}{tail}"></script>' for name in EARLY]
    lines += [f'<script type="module" src="/assets/{name}"></script>' for name in MODULES]
    return "\n".join(lines)


def page_words() -> dict[str, dict[str, str]]:
    """`{"en": {"page.view": "View"}, "zh-CN": {…}}`: what `/assets/words.js` puts into `window.STUDIO_WORDS`."""
    pairs = {key: pair for key, pair in TABLE.items() if key.startswith(PREFIX)}
    pairs |= {PREFIX + key.replace(".", "_"): pair for key, pair in TABLE.items() if key.startswith("example.")}
    return {"en": {key: pair[0] for key, pair in pairs.items()}, "zh-CN": {key: pair[1] for key, pair in pairs.items()}}


def i18n() -> Any:
    """The same table for gradio's own labels: `words = i18n(); words("studio_prompt")`. Pass it to the mount, too.

    The keys trade their dots for underscores and get a prefix of ours, because gradio reads a dot as a path and has message groups of its own.
    """
    tables = {language: {_flat(key): text for key, text in table.items()} for language, table in page_words().items()}
    return gr.I18n(**tables, **{"zh-TW": tables["zh-CN"]})


def _flat(key: str) -> str:
    return "studio_" + key.removeprefix(PREFIX).replace(".", "_")
