"""An answer, made as a model makes one: thoughts first, drafts, words, pictures, then the reason it ended and what it cost.

Everything comes as chunks, each a whole GenerateContentResponse with only its new parts, as Google streams; `whole` makes one reply of them. Nothing here
knows HTTP: the server frames the chunks, and cancelling the iteration cancels the painting.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, Literal

from studio.demo import carriers, painter, signatures, words
from studio.demo.carriers import Made
from studio.demo.conversation import Ask
from studio.demo.easel import Easel, other, render
from studio.demo.painter import Brief
from studio.demo.refusals import error
from studio.demo.scenarios import HOSTILE, OVERLOADED, kilobytes, silence
from studio.demo.usage import Bill
from studio.demo.usage import words as tokens

Chunk = dict[str, Any]

THINKING_SECONDS = 2.4  # about what it takes to see that something is thinking, at pace 1
TALKING_SECONDS = 0.8
LONGEST = 8_000  # tokens that thoughts are counted as at most, so that `long_thoughts` leaves room for a picture
_THOUGHTS = {"minimal": 2, "low": 3, "medium": 4}  # by level; everything at high, and where thinking can not be steered
_DRAFTS = {"minimal": 0, "low": 0, "medium": 1, "high": 2}
_ENDS = {"image_safety": ("IMAGE_SAFETY", words.BLOCKED_IMAGE), "no_image": ("NO_IMAGE", words.NO_IMAGE)}


async def perform(ask: Ask, easel: Easel, made: Made, *, origin: str, pace: float) -> AsyncGenerator[Chunk, None]:
    """The chunks of an answer; `origin` is where pictures that go out as addresses can be fetched, `pace` 0 leaves out every pause but `slow`."""
    first, quiet = True, silence(ask.scenarios)
    async with aclosing(_Answer(ask, easel, made, origin, pace).chunks()) as chunks:
        async for chunk in chunks:
            yield carriers.snaked(chunk) if ask.wants("snake_case") else chunk
            if first and quiet:
                await asyncio.sleep(quiet)
            first = False


def whole(chunks: Iterable[Chunk]) -> Chunk:
    """One reply out of the chunks of a stream: pieces of one text joined, the last word on everything else."""
    out: Chunk = {}
    parts: list[dict[str, Any]] = []
    for chunk in chunks:
        candidates = chunk.get("candidates")
        out |= chunk
        for part in candidates[0].get("content", {}).get("parts", []) if candidates else ():
            last = parts[-1] if parts else {}
            if part.keys() <= {"text", "thought"} and last.keys() == part.keys() and not part["text"].startswith("**"):
                parts[-1] = {**last, "text": last["text"] + part["text"]}
            elif part.get("text") != "":
                parts.append(part)
    if parts:
        out["candidates"][0]["content"]["parts"] = parts
    elif out.get("candidates"):
        out["candidates"][0]["content"].pop("parts", None)
    return out


class _Answer:
    """One answer in the making."""

    def __init__(self, ask: Ask, easel: Easel, made: Made, origin: str, pace: float) -> None:
        self.ask, self.easel, self.made, self.origin, self.pace = ask, easel, made, origin, pace
        self.bill = Bill.of(ask)
        self.id = secrets.token_urlsafe(16)
        self.work: list[asyncio.Future[bytes]] = []

    def chunk(self, parts: list[dict[str, Any]] | None, reason: str = "", message: str = "") -> Chunk:
        """One chunk with these parts (None: content without any), the usage so far, and who answers."""
        candidate: dict[str, Any] = {"content": {"role": "model"} if parts is None else {"parts": parts, "role": "model"}, "index": 0}
        if reason:
            candidate["finishReason"] = reason
        if message:
            candidate["finishMessage"] = message
        return {"candidates": [candidate], **self.about()}

    def about(self) -> dict[str, Any]:
        """What stands beside the candidates."""
        out: dict[str, Any] = {"usageMetadata": self.bill.wire(self.ask)}
        if self.ask.face.names_model:
            out["modelVersion"] = self.ask.model.id
        if self.ask.face.stamps:
            out["createTime"] = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return {**out, "responseId": self.id}

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """All of it. Painting runs beside the thinking, and is dropped with it."""
        ask = self.ask
        if ask.wants("safety_prompt"):
            ratings = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}]
            yield {"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": ratings}, **self.about()}
        elif ask.wants("empty"):
            yield {"candidates": [], **self.about()}
        else:
            try:
                async with aclosing(self.drawing() if ask.draws else self.talking()) as chunks:
                    async for chunk in chunks:
                        yield chunk
            finally:
                for work in self.work:
                    work.cancel()

    async def talking(self) -> AsyncGenerator[Chunk, None]:
        """A text model, or an image model that was asked for words."""
        ask = self.ask
        async for chunk in self.thinking(words.thinking(ask) if ask.model.thinks else (), []):
            yield chunk
        if self.breaks:
            for chunk in self.break_off():
                yield chunk
            return
        said, reason = words.without_picture(ask) if ask.model.draws else words.talk(ask), "STOP"
        room = (ask.config.max_tokens or ask.model.max_output) - self.bill.thoughts
        if ask.wants("max_tokens") or tokens(said) > room:
            said, reason = said[: 4 * max(1, min(room, tokens(said) // 2))], "MAX_TOKENS"
        self.bill.words = tokens(said)
        for piece in words.pieces(said):
            yield self.chunk([{"text": piece}])
            await asyncio.sleep(TALKING_SECONDS * self.pace * len(piece) / len(said))
        yield self.chunk([{"text": ""}], reason)

    async def drawing(self) -> AsyncGenerator[Chunk, None]:
        """An image model: thoughts and drafts, words, the pictures."""
        ask = self.ask
        brief = await asyncio.to_thread(self.easel.brief, ask)  # not behind the pictures of others: thinking starts at once
        sketches, pictures = self.start(brief)
        thoughts = painter.thoughts(brief, editing=bool(ask.pictures))[: _THOUGHTS.get(ask.config.level)] if ask.model.thinks else ()
        async for chunk in self.thinking(thoughts, sketches):
            yield chunk
        if self.breaks:
            for chunk in self.break_off():
                yield chunk
            return
        for name, (reason, message) in _ENDS.items():
            if ask.wants(name):
                yield self.chunk(None, reason, f"{message} {HOSTILE}" if ask.wants("hostile") else message)
                return
        said = words.without_picture(ask) if ask.wants("text_only") else painter.answer(brief, editing=bool(ask.pictures))
        price, reason = ask.model.picture_price(ask.config.size), "STOP"
        room = (ask.config.max_tokens or ask.model.max_output) - self.bill.thoughts
        if ask.wants("max_tokens") or price * len(pictures) + tokens(said) > room:
            said, pictures, reason = said[: len(said) // 2], [], "MAX_TOKENS"
        if ask.wants("hostile"):
            said = f"{said} {HOSTILE}"
        spoken = ask.speaks or ask.wants("text_only")
        if spoken:
            self.bill.words = tokens(said)
            yield self.chunk([{"text": said, "thoughtSignature": signatures.of_text(said)} if ask.model.signs else {"text": said}])
        linked = bool(pictures) and carriers.as_link(ask, self.made)
        for index, work in enumerate(pictures):
            data = await work
            if ask.wants("corrupt_image"):
                data = data[: len(data) * 3 // 5]
            self.bill.pictures += price
            link = f"{self.origin}/made/{self.made.keep(data)}.png" if linked else ""
            yield self.chunk([carriers.part(ask, data, link, sign_text=not spoken and index == 0)])
        yield self.chunk([{"text": ""}], reason)

    def start(self, brief: Brief) -> tuple[list[asyncio.Future[bytes]], list[asyncio.Future[bytes]]]:
        """Begin the drafts that will be shown and the finished pictures; nothing where the answer will hold none."""
        ask = self.ask
        if self.breaks or any(ask.wants(name) for name in (*_ENDS, "text_only", "max_tokens")):
            return [], []
        drafts = _DRAFTS.get(ask.config.level, 1) if ask.config.thoughts else 0
        sketches = [self.paint(brief, draft=number) for number in range(3 - drafts, 3)]
        return sketches, [self.paint(each) for each in ((brief, other(brief)) if ask.wants("two_images") else (brief,))]

    def paint(self, brief: Brief, draft: int = 0) -> asyncio.Future[bytes]:
        """Begin one picture."""
        mime: Literal["image/png", "image/jpeg"] = "image/jpeg" if draft or self.ask.wants("wrong_mime") else "image/png"
        self.work.append(self.easel.begin(render, self.ask, brief, mime=mime, draft=draft))
        return self.work[-1]

    async def thinking(self, thoughts: Iterable[tuple[str, str]], sketches: list[asyncio.Future[bytes]]) -> AsyncGenerator[Chunk, None]:
        """Thoughts in pieces over time, a draft after each of the last ones; only counted when nobody asked to see them."""
        said = [f"**{heading}**\n\n{text}\n\n" for heading, text in thoughts]
        if self.ask.wants("hostile"):
            said = [f"**{HOSTILE[:100]}**\n\n{HOSTILE}\n\n", *said]
        if more := 1000 * kilobytes(self.ask.scenarios):
            said[1:1] = [f"{text[: more // 4]}\n\n" for text in ["".join(said) * (1 + more // (4 * max(1, len("".join(said)))))] * 4]
        length, shown = sum(map(len, said)), 0
        if not self.ask.config.thoughts:
            self.bill.thoughts = -(-length // 4)
            return
        for index, thought in enumerate(said, 1):
            for piece in words.pieces(thought) if length < 100_000 else (thought[at : at + 2000] for at in range(0, len(thought), 2000)):
                shown += len(piece)
                self.bill.thoughts = min(-(-shown // 4), LONGEST)
                yield self.chunk([{"text": piece, "thought": True}])
                await asyncio.sleep(THINKING_SECONDS * self.pace * len(piece) / length)
            while len(sketches) > len(said) - index:
                yield self.chunk([carriers.draft(await sketches.pop(0))])

    @property
    def breaks(self) -> bool:
        """Whether the answer breaks off after it has begun."""
        return self.ask.wants("mid_stream_error") or self.ask.wants("truncated_stream")

    def break_off(self) -> Iterable[Chunk]:
        """What comes at the break, a chunk before it if none was shown yet."""
        if not self.ask.config.thoughts:
            yield self.about()
        if self.ask.wants("mid_stream_error"):
            yield error(503, OVERLOADED)
