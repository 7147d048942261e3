"""A note: something that was adjusted or is worth knowing, said in any language. Adjusted is never silent."""

from dataclasses import dataclass

from studio.words import Language, say


@dataclass(frozen=True, slots=True)
class Note:
    """A key of the word table and its values."""

    key: str
    values: tuple[tuple[str, str | int | float], ...] = ()

    def say(self, language: Language = "en") -> str:
        """The sentence."""
        return say(self.key, language, **dict(self.values))

    def __str__(self) -> str:
        return self.say("en")


def note(key: str, **values: str | float) -> Note:
    """A note of `key` with its values."""
    return Note(key, tuple(values.items()))
