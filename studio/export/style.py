"""The styles of an exported page: the tokens of the studio, in both themes, and the page's own rules.

The studio hands its dark values to a class that a script sets; a file has to follow the system without one. So the two blocks are taken from `tokens.css` as
they are and put under other selectors: one source of every colour, and no copy of it.
"""

import re
from pathlib import Path

_LIGHT = re.compile(r"^:root \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_DARK = re.compile(r'^\.dark, \[data-theme="dark"\] \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_REST = ":lang(zh) {", "@media (prefers-contrast: more) {", "@media (prefers-reduced-motion: reduce) {", "@media (pointer: coarse) {"


def style(folder: Path) -> str:
    """The whole style sheet of a page. Raises ValueError where `tokens.css` is not as it is known."""
    tokens = (folder / "tokens.css").read_text(encoding="utf-8").replace("\r\n", "\n")
    own = (folder / "export-page.css").read_text(encoding="utf-8").replace("\r\n", "\n")
    light, dark = _LIGHT.search(tokens), _DARK.search(tokens)
    if not light or not dark:
        raise ValueError("tokens.css has other blocks than those that are known")
    rest = [_block(tokens, head) for head in _REST]
    themed = (
        f":root {{\n{light[1]}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{\n{dark[1]}}} }}\n"
        f":root[data-theme=dark] {{\n{dark[1]}}}\n"
    )
    whole = re.sub(r"/\*.*?\*/", "", themed + "\n".join(rest) + "\n" + own, flags=re.DOTALL)
    if "</" in whole or "<!--" in whole or "@import" in whole or "url(" in whole:
        raise ValueError("a style sheet holds what does not belong into a page")
    return "\n".join(filter(str.strip, whole.split("\n")))


def _block(css: str, head: str) -> str:
    """The rule that begins at the left edge with `head`, to the brace that closes it."""
    start = css.find(f"\n{head}")
    if start < 0:
        raise ValueError(f"tokens.css has no rule {head}")
    depth = 0
    for at in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if css[at] == "}" and not depth:
            return css[start + 1 : at + 1]
    raise ValueError(f"tokens.css does not close {head}")
