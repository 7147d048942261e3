"""Words drawn onto pictures, with what fonts there are: the one that Pillow brings, and a Chinese, Japanese and Korean one of the system where one is found.

No font is shipped and none is fetched. A character that neither has is drawn as an empty box and remembered in `missing`, so that a note can say so. Scripts
that join or turn their letters count as missing, too: they would be drawn letter by letter, in the wrong order.
"""

import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJKsc-Regular.otf",
    "/usr/share/fonts/adobe-source-han-sans/SourceHanSansCN-Regular.otf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
_CHINESE = 2
"""Which face of Noto Sans CJK draws Han characters as they are written in Simplified Chinese."""
_NO_CHARACTER = "\U0010fffd"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Lettering:
    """Words at a size in pixels. `missing` collects what could not be drawn, `cut` says whether something was too long."""

    def __init__(self, size: int, places: tuple[str, ...] = _PLACES) -> None:
        self.size = size
        self.fonts = [ImageFont.load_default(size), *_system(size, places)]
        self.missing: set[str] = set()
        self.cut = False
        self._empty = [_drawn(font, _NO_CHARACTER) for font in self.fonts]
        self._choice: dict[str, Font] = {}

    def width(self, text: str) -> float:
        """Pixels from the first to behind the last character."""
        return sum(font.getlength(part) for font, part in self._runs(text))

    def fitted(self, text: str, most: float) -> str:
        """The text, shortened where it is wider than `most` pixels."""
        if self.width(text) <= most:
            return text
        self.cut = True
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(f"{text[:middle].rstrip()}…") <= most else (low, middle - 1)
        return f"{text[:low].rstrip()}…" if low else ""

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: tuple[int, ...]) -> None:
        """The text with its left end on the base line at `at`."""
        x, y = at
        for font, part in self._runs(text):
            on.text((x, y), part, fill=fill, font=font, anchor="ls")
            x += font.getlength(part)

    def _runs(self, text: str) -> list[tuple[Font, str]]:
        runs: list[tuple[Font, str]] = []
        for char in text:
            font = self._choice.get(char) or self._choice.setdefault(char, self._font(char))
            if runs and runs[-1][0] is font:
                runs[-1] = (font, runs[-1][1] + char)
            else:
                runs.append((font, char))
        return runs

    def _font(self, char: str) -> Font:
        """The first font that has the character; where none has, the first, which draws a box."""
        if char.isspace():
            return self.fonts[0]
        joins = unicodedata.bidirectional(char) in {"R", "AL", "NSM"} or "\u0900" <= char <= "\u109f" or "\u1780" <= char <= "\u17ff"
        for font, empty in zip(self.fonts, self._empty, strict=True):
            if not joins and _drawn(font, char) != empty:
                return font
        self.missing.add(char)
        return self.fonts[0]


def _drawn(font: Font, char: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


@cache
def _found(places: tuple[str, ...]) -> str:
    return next((place for place in places if Path(place).is_file()), "")


def _system(size: int, places: tuple[str, ...]) -> list[ImageFont.FreeTypeFont]:
    place = _found(places)
    for face in (_CHINESE, 0) if place.endswith("NotoSansCJK-Regular.ttc") else (0,):
        try:
            return [ImageFont.truetype(place, size, index=face)] if place else []
        except OSError:  # no such face, or no font after all
            continue
    return []
