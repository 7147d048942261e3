"""What the demo gateway says when it does not draw: the honest answers of something that is not a language model, in English and Chinese."""

import re
from collections.abc import Iterator

from studio.demo.conversation import Ask

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PIECE = re.compile(r".{1,48}(?:\s+|$)|.{1,48}", re.DOTALL)

BLOCKED_IMAGE = (
    "Unable to show the generated image. The image was filtered out because it violated the Generative AI Prohibited Use policy. "
    "You will not be charged for blocked images. Try rephrasing the prompt."
)
NO_IMAGE = "Unable to show the generated image. The model could not generate the image based on the prompt provided. Try rephrasing the prompt."


def chinese(text: str) -> bool:
    """Whether the prompt is answered in Chinese."""
    return bool(_HAN.search(text))


def without_picture(ask: Ask) -> str:
    """An image model's answer in words only."""
    if chinese(ask.prompt):
        return "我只用文字回答，这次没有画图。如果想要图片，请明确写出要画什么。"
    return "I answered in words only and drew nothing this time. If you want a picture, say plainly what to draw."


def thinking(ask: Ask) -> tuple[tuple[str, str], ...]:
    """A text model's thoughts."""
    if chinese(ask.prompt):
        return (("阅读问题", "先看清问题在问什么。这里没有语言模型，所以只能如实说明。"),)
    return (("Reading the question", "I look at what is being asked. There is no language model here, so the honest answer is to say so."),)


def talk(ask: Ask) -> str:
    """A text model's answer: what it is, and what it was sent."""
    seen = [part.picture for part in ask.contents[-1].parts if part.picture]
    if chinese(ask.prompt):
        sizes = "、".join(f"{picture.width}×{picture.height} 的 {picture.mime}" for picture in seen)
        shown = f"随信收到 {len(seen)} 张图片：{sizes}。" if seen else ""
        return f"这里是演示网关，背后没有语言模型，所以我只能原样读回你的话：“{ask.prompt}”。{shown}换上真实的网关和密钥，同样的请求就会得到真正的回答。"
    sizes = ", ".join(f"a {picture.width}x{picture.height} {picture.mime}" for picture in seen)
    shown = f" With it came {len(seen)} picture{'s' if len(seen) > 1 else ''}: {sizes}." if seen else ""
    return (
        f"This is the demo gateway. No language model is behind it, so all I can do is read back what you sent: “{ask.prompt}”.{shown} "
        "With a real gateway and key, the same request gets a real answer."
    )


def pieces(text: str) -> Iterator[str]:
    """A text in the pieces a stream brings it in, about a line each; joined they are the text."""
    yield from _PIECE.findall(text)
