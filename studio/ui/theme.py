"""What gradio itself paints: fonts and the colours of body and native components, from the values of `assets/tokens.css`.

It knows nothing of our own elements; their looks are in `assets/studio.css`. The values stand here twice on purpose: gradio's theme reaches the body and
the first paint before any stylesheet of ours, and a test may hold both tables together.
"""

from typing import Any

import gradio as gr

LIGHT = {
    "ground": "#e4e4e4",
    "panel": "#f7f7f7",
    "raised": "#ffffff",
    "hover": "#e9e9e9",
    "text": "#1a1a1a",
    "quiet": "#616161",
    "line": "#dcdcdc",
    "strong": "#c4c4c4",
    "accent": "#2450c8",
    "fill": "#2450c8",
    "fill_hover": "#1d43ab",
}
DARK = {
    "ground": "#141414",
    "panel": "#1f1f1f",
    "raised": "#292929",
    "hover": "#313131",
    "text": "#ededed",
    "quiet": "#9c9c9c",
    "line": "#2e2e2e",
    "strong": "#424242",
    "accent": "#7ea6ff",
    "fill": "#3360e0",
    "fill_hover": "#426ee8",
}

SYSTEM_FONT = [
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Noto Sans",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "sans-serif",
]
MONO_FONT = ["ui-monospace", "SF Mono", "Cascadia Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace"]

# gradio's name -> ours, in both modes
PAINT = {
    "body_background_fill": "ground",
    "body_text_color": "text",
    "body_text_color_subdued": "quiet",
    "background_fill_primary": "panel",
    "border_color_primary": "line",
    "block_info_text_color": "quiet",
    "color_accent": "accent",
    "button_primary_background_fill": "fill",
    "button_primary_background_fill_hover": "fill_hover",
    "button_secondary_background_fill": "raised",
    "button_secondary_background_fill_hover": "hover",
    "button_secondary_border_color": "strong",
    "button_secondary_text_color": "text",
    "input_background_fill": "raised",
    "loader_color": "accent",
}


def theme() -> Any:
    """The theme object for `launch` or `mount_gradio_app`. Nothing is loaded from outside: every font is the system's."""
    values = {name: LIGHT[ours] for name, ours in PAINT.items() if name != "color_accent"}
    values |= {f"{name}_dark": DARK[ours] for name, ours in PAINT.items() if name != "color_accent"}
    values |= {"button_primary_text_color": "#ffffff", "button_primary_text_color_dark": "#ffffff", "color_accent": LIGHT["accent"]}
    base = gr.themes.Base(primary_hue="neutral", neutral_hue="neutral", font=SYSTEM_FONT, font_mono=MONO_FONT, spacing_size="sm", radius_size="sm")
    return base.set(**values)
