"""A key that a gateway repeats in the words of an ordinary answer is taken out of them before anyone reads or keeps them.

Errors and the raw reply are redacted where they are made. Here it is done for what an answer says, also where a stream cuts the key over several pieces. The
address of a picture stays as it is: it may be what lets the picture be fetched, and it is kept nowhere. A key shorter than LEAST is a word that a gateway may
well use (`demo`, `none`), and no secret.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from studio.core.events import Event, Finished, OtherPart, PictureLink, Revised, Served, TextDelta, ThoughtDelta
from studio.http.secrecy import Redactor, redact

LEAST = 8


class Hush:
    """Put the events of one reply through `join`, then ask for its `end`."""

    def __init__(self, key: str) -> None:
        self._key = key if len(key) >= LEAST else ""
        self._redactor = Redactor(self._key)
        self._kind: type[TextDelta | ThoughtDelta] = TextDelta

    def join(self, events: Iterable[Event]) -> Iterator[Event]:
        """The same events without the key. The end of a text that could begin one waits for the next event."""
        for event in events:
            if not isinstance(event, TextDelta | ThoughtDelta) or event.opaque or not isinstance(event, self._kind) or event.text.startswith("**"):
                yield from self.end()
            if isinstance(event, TextDelta | ThoughtDelta) and not event.opaque:
                self._kind = type(event)
                if text := self._redactor.feed(event.text.encode("utf-8", "surrogatepass")):
                    yield self._kind(text.decode("utf-8", "surrogatepass"))
            else:
                yield self._clean(event)

    def end(self) -> Iterator[Event]:
        """What was held back."""
        if held := self._redactor.end():
            yield self._kind(held.decode())

    def _clean(self, event: Event) -> Event:
        match event:
            case TextDelta() | ThoughtDelta():
                return replace(event, text=redact(event.text, self._key), opaque=redact(event.opaque, self._key))
            case PictureLink() | OtherPart():
                return replace(event, opaque=redact(event.opaque, self._key))
            case Revised(prompt=prompt):
                return Revised(redact(prompt, self._key))
            case Served(model=model, response=response):
                return Served(model=redact(model, self._key), response=redact(response, self._key))
            case Finished(reason=reason, message=message):
                return replace(event, reason=redact(reason, self._key), message=redact(message, self._key))
            case _:
                return event
