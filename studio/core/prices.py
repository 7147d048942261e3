"""List prices, dated, and what a run will or did cost.

Vendors' list prices in USD (PROTOCOLS.md section 7 names the pages and their dates). Gateways price as they like, so every figure is called an estimate at
list price until a reply's own usage was counted, and even then it is the list price of that usage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from studio.core import geometry
from studio.core.catalog import Gateway
from studio.core.events import Usage

Basis = Literal["usage", "estimate", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD per million tokens, and the image tokens of one picture by size tier. `date` is when the list was read.

    `image_in` is the price of pictures that go in, where it is another than that of words. `pictures` lists USD of one picture by quality and `WxH`, for
    models that are priced so; `partial_tokens` is what each preview in a stream adds.
    """

    text_in: float
    text_out: float
    image_out: float
    tokens: dict[str, int]
    reference_tokens: int
    date: str
    thinking_tokens: int = 0
    image_in: float | None = None
    pictures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    partial_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount in USD and what it rests on. `usd` is None where nothing is known; `each` is one picture of an estimate."""

    usd: float | None
    basis: Basis
    date: str = ""
    each: float | None = None


_SQUARE = {"low": {"1024x1024": 0.006}, "medium": {"1024x1024": 0.053}, "high": {"1024x1024": 0.211}}
_GPT_2 = {
    "low": {"1024x1024": 0.006, "1536x1024": 0.005, "1024x1536": 0.005},
    "medium": {"1024x1024": 0.053, "1536x1024": 0.041, "1024x1536": 0.041},
    "high": {"1024x1024": 0.211, "1536x1024": 0.165, "1024x1536": 0.165},
}


def _gpt(pictures: Mapping[str, Mapping[str, float]]) -> Price:
    """OpenAI's list: platform.openai.com/docs/pricing through its mirrors, Apr to Sep 2026 (LG3985, PA935); a partial image counts 100 tokens (image guide)."""
    return Price(text_in=5, image_in=8, text_out=30, image_out=30, tokens={}, pictures=pictures, partial_tokens=100, reference_tokens=1000, date="2026-09-01")


PRICES: dict[str, Price] = {
    "gemini-nano-banana-2.1": Price(
        text_in=1.5, text_out=7.5, image_out=30, tokens={"1K": 1120}, reference_tokens=1100, thinking_tokens=600, date="2026-10-07"
    ),
    "gemini-3-pro-image": Price(
        text_in=2, text_out=12, image_out=120, tokens={"1K": 1120, "2K": 1120, "4K": 2000}, reference_tokens=1100, thinking_tokens=300, date="2026-07-01"
    ),
    "gemini-3.1-flash-image": Price(
        text_in=0.5,
        text_out=3,
        image_out=60,
        tokens={"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
        reference_tokens=1100,
        thinking_tokens=300,
        date="2026-07-01",
    ),
    "gemini-3.1-flash-lite-image": Price(
        text_in=0.25, text_out=1.5, image_out=30, tokens={"1K": 1120}, reference_tokens=1100, thinking_tokens=300, date="2026-07-01"
    ),
    "gemini-2.5-flash-image": Price(text_in=0.3, text_out=2.5, image_out=30, tokens={"1K": 1290}, reference_tokens=258, date="2026-05-01"),
    "gpt-image-2": _gpt(_GPT_2),
    "gpt-image-2.5-sunburst": _gpt(_SQUARE),
    "gpt-image-2.5-flare": _gpt(_SQUARE),
    # by tokens alone: what one picture will cost is not known before
    "gpt-image-1.5": Price(text_in=8, text_out=32, image_out=32, tokens={}, reference_tokens=1000, date="2025-12-01"),
}


def estimate(
    gateway: Gateway, family: str, *, size: str, count: int, references: int, characters: int, quality: str = "", partials: int = 0, calls: int | None = None
) -> Cost:
    """What `count` pictures will cost at list price: references and prompt in, picture, previews and typical thinking out. What goes in is counted once for
    each of the `calls`, of which there is one a picture if nothing else is said."""
    if gateway.free:
        return Cost(usd=0.0, basis="usage", each=0.0)
    price = PRICES.get(family)
    picture = _picture(price, size, quality) if price else None
    if price is None or picture is None:
        return Cost(usd=None, basis="unknown")
    image_in = price.text_in if price.image_in is None else price.image_in
    given = (references * price.reference_tokens * image_in + characters / 4 * price.text_in) / 1_000_000
    made = picture + (partials * price.partial_tokens * price.image_out + price.thinking_tokens * price.text_out) / 1_000_000
    usd = given * (count if calls is None else calls) + made * count
    return Cost(usd=usd, basis="estimate", date=price.date, each=usd / count if count else usd)


def _picture(price: Price, size: str, quality: str) -> float | None:
    """USD of one picture; None where the list does not say. A size that is not on a list by pixels costs as its area to the listed square; `auto` quality
    means the best that the model has (OpenAI's reference), so an estimate counts it as high and is not surpassed."""
    if not price.pictures:
        tokens = price.tokens.get(size or "1K")
        return None if tokens is None else tokens * price.image_out / 1_000_000
    listed = price.pictures.get({"": "high", "auto": "high", "standard": "medium", "hd": "high"}.get(quality, quality))
    if listed is None:
        return None
    width, height = geometry.sides(size)
    area = width * height or geometry.AREAS.get(size, geometry.AREAS["1K"])
    return listed.get(size) or listed["1024x1024"] * area / geometry.AREAS["1K"]


def actual(gateway: Gateway, family: str, usage: Usage | None) -> Cost:
    """What one reply cost by its own usage. `unknown` where the usage is missing or counts no output (EZmodel sends zero with a picture)."""
    if gateway.free:
        return Cost(usd=0.0, basis="usage")
    price = PRICES.get(family)
    if price is None or usage is None or not (usage.candidates or usage.thoughts or usage.image):
        return Cost(usd=None, basis="unknown")
    image = usage.image if usage.image is not None else usage.candidates or 0
    words = max(0, (usage.candidates or 0) - image) + (usage.thoughts or 0)
    seen = min(usage.prompt_image or 0, usage.prompt or 0) if price.image_in is not None else 0
    given = seen * (price.image_in or 0) + ((usage.prompt or 0) - seen) * price.text_in
    usd = (image * price.image_out + words * price.text_out + given) / 1_000_000
    return Cost(usd=usd, basis="usage", date=price.date)
