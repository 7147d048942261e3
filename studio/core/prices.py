"""List prices, dated, and what a run will or did cost.

Vendors' list prices in USD (PROTOCOLS.md section 7 names the pages and their dates). Gateways price as they like, so every figure is called an estimate at
list price until a reply's own usage was counted, and even then it is the list price of that usage.
"""

from dataclasses import dataclass
from typing import Literal

from studio.core.catalog import Gateway
from studio.core.events import Usage

Basis = Literal["usage", "estimate", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD per million tokens, and the image tokens of one picture by size tier. `date` is when the list was read."""

    text_in: float
    text_out: float
    image_out: float
    tokens: dict[str, int]
    reference_tokens: int
    date: str
    thinking_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount in USD and what it rests on. `usd` is None where nothing is known; `each` is one picture of an estimate."""

    usd: float | None
    basis: Basis
    date: str = ""
    each: float | None = None


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
}


def estimate(gateway: Gateway, family: str, *, size: str, count: int, references: int, characters: int) -> Cost:
    """What `count` pictures will cost at list price: references and prompt in, picture and typical thinking out."""
    if gateway.free:
        return Cost(usd=0.0, basis="usage", each=0.0)
    price = PRICES.get(family)
    tokens = price.tokens.get(size or "1K") if price else None
    if price is None or tokens is None:
        return Cost(usd=None, basis="unknown")
    each = (
        (references * price.reference_tokens + characters / 4) * price.text_in + tokens * price.image_out + price.thinking_tokens * price.text_out
    ) / 1_000_000
    return Cost(usd=each * count, basis="estimate", date=price.date, each=each)


def actual(gateway: Gateway, family: str, usage: Usage | None) -> Cost:
    """What one reply cost by its own usage. `unknown` where the usage is missing or counts no output (EZmodel sends zero with a picture)."""
    if gateway.free:
        return Cost(usd=0.0, basis="usage")
    price = PRICES.get(family)
    if price is None or usage is None or not (usage.candidates or usage.thoughts or usage.image):
        return Cost(usd=None, basis="unknown")
    image = usage.image if usage.image is not None else usage.candidates or 0
    words = max(0, (usage.candidates or 0) - image) + (usage.thoughts or 0)
    usd = (image * price.image_out + words * price.text_out + (usage.prompt or 0) * price.text_in) / 1_000_000
    return Cost(usd=usd, basis="usage", date=price.date)
