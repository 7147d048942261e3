"""What an answer of the Images wire would cost, in tokens (PROTOCOLS.md sections 1.2 and 7)."""

import re
from typing import Any

from studio.demo.openai_images.asking import Ask
from studio.demo.usage import words

_SQUARE = {"low": 208, "medium": 1767, "high": 7033, "xhigh": 10_550, "max": 14_066}  # 208 by Ofox's document, the others by the price of 1024x1024
_OBLONG = {"low": 167, "medium": 1367, "high": 5500, "xhigh": 8250, "max": 11_000}  # by the price of 1536x1024
_ALIAS = {"auto": "medium", "standard": "medium", "hd": "high"}
_DRAFT = 100  # a partial image costs that much extra
_OVERHEAD = 5
_HAN = re.compile(r"[\u4e00-\u9fff]")


def quality(ask: Ask) -> str:
    """The quality that is really used."""
    return _ALIAS.get(ask.quality, ask.quality)


def _output(ask: Ask, drafts: int) -> int:
    width, height = ask.canvas
    table = _OBLONG if (width, height) in ((1536, 1024), (1024, 1536)) else _SQUARE
    share = 1.0 if table is _OBLONG else width * height / 1024**2
    return max(1, round(table[quality(ask)] * share)) + _DRAFT * drafts


def usage(ask: Ask, pictures: int, drafts: int = 0) -> dict[str, Any]:
    """`usage` for so many pictures, each of which had so many drafts."""
    han = len(_HAN.findall(ask.prompt))
    text = han + words(_HAN.sub("", ask.prompt)) + _OVERHEAD
    image = sum(max(1, round(1024 * min(1.0, sent.width * sent.height / 1024**2))) for sent in ask.sources)
    out = pictures * _output(ask, drafts)
    total = {"output_tokens": out, "total_tokens": text + image + out}
    if not ask.face.plain:
        return {
            "input_tokens": text + image,
            "input_tokens_details": {"image_tokens": image, "text_tokens": text},
            "output_tokens": out,
            "output_tokens_details": {"image_tokens": out, "text_tokens": 0},
            "total_tokens": text + image + out,
        }
    if not ask.sources:
        return {"input_tokens": text, "input_tokens_details": {"text_tokens": text}, **total}
    return {"input_tokens": text + image, "input_tokens_details": {"image_tokens": image, "text_tokens": text}, "num_input_images": len(ask.sources), **total}
