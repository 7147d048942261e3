"""A note: something that was adjusted or is worth knowing, said in any language. Adjusted is never silent."""

from dataclasses import dataclass

from studio.words import TABLE, Language, say


@dataclass(frozen=True, slots=True)
class Note:
    """A key of the word table and its values."""

    key: str
    values: tuple[tuple[str, str | int | float], ...] = ()

    def say(self, language: Language = "en") -> str:
        """The sentence. A value that is a key of the word table itself (a reason) is said in the same language."""
        return say(self.key, language, **{name: say(value, language) if isinstance(value, str) and value in TABLE else value for name, value in self.values})

    def __str__(self) -> str:
        return self.say("en")


def note(key: str, **values: str | float) -> Note:
    """A note of `key` with its values."""
    return Note(key, tuple(values.items()))
