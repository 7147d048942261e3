"""What an answer would cost: tokens counted as PROTOCOLS.md section 7 estimates them, in a sum that adds up at every moment."""

from dataclasses import dataclass
from typing import Any

from studio.demo.conversation import Ask


def words(text: str) -> int:
    """Tokens of a text: a quarter of its characters, rounded up."""
    return -(-len(text) // 4)


@dataclass(slots=True)
class Bill:
    """Tokens so far. `prompt_words` and `prompt_pictures` come in; thoughts, words and pictures go out."""

    prompt_words: int
    prompt_pictures: int
    thoughts: int = 0
    words: int = 0
    pictures: int = 0

    @classmethod
    def of(cls, ask: Ask) -> "Bill":
        """What the request itself costs: all words and pictures of it but thoughts that were sent back."""
        parts = [part for content in ask.contents for part in content.parts if not part.thought]
        said = sum(words(part.text) for part in parts) + words(ask.system)
        return cls(max(1, said), sum(part.picture is not None for part in parts) * ask.model.picture_tokens)

    def wire(self, ask: Ask) -> dict[str, Any]:
        """usageMetadata as the face gives it."""
        prompt = self.prompt_words + self.prompt_pictures
        if not ask.face.counts_output:
            return {"promptTokenCount": prompt, "candidatesTokenCount": 0, "totalTokenCount": prompt}
        out: dict[str, Any] = {"promptTokenCount": prompt}
        if self.words or self.pictures:
            out["candidatesTokenCount"] = self.words + self.pictures
            out["candidatesTokensDetails"] = _details(self.words, self.pictures)
        if self.thoughts:
            out["thoughtsTokenCount"] = self.thoughts
        out["totalTokenCount"] = prompt + self.thoughts + self.words + self.pictures
        out["promptTokensDetails"] = _details(self.prompt_words, self.prompt_pictures)
        if ask.face.stamps:
            out["trafficType"] = "ON_DEMAND"
        return out


def _details(text: int, image: int) -> list[dict[str, Any]]:
    return [{"modality": name, "tokenCount": count} for name, count in (("TEXT", text), ("IMAGE", image)) if count]
