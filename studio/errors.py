"""Everything that can go wrong, named by whose fault it is.

    StudioError                 unexpected      a defect of ours
    ├── UsageError              usage           what was typed can not be sent
    ├── NotSupported            not_supported   this gateway or model can not do it
    ├── NotConfigured           not_configured  a key or an address is missing
    ├── Unauthorized            auth            the gateway does not take the key
    ├── Forbidden               permission      the key may not do this
    ├── OutOfCredit             billing         the account is empty
    ├── OverBudget              budget          a cap of the person's or a guest's own
    ├── Blocked                 blocked         the model declined
    ├── NoPicture               no_image        the model answered without drawing
    ├── RateLimited             rate_limit      too many calls
    ├── ServerFault             server          the gateway failed
    ├── NetworkFault            network         no way to the gateway
    ├── TimedOut                timeout         no answer in time
    ├── BadReply                bad_reply       an answer that is not one
    ├── BadRequest              bad_request     the gateway does not take the request
    ├── NotFound                not_found       no such model or path
    ├── StorageFault            storage         this machine's disk
    └── Cancelled               cancelled       stopped by the person

An error carries a key of the word table and its values, so that one error reads in any language: `str(error)` is the English sentence, `error.say(lang)`
the same in another. The sentence says what happened, what it means for money, and what to do next. It never holds a key: whoever puts a gateway's own
words into `values` has redacted them.
"""

from typing import ClassVar, Literal

from studio.words import TABLE, Language, say

Billed = Literal["no", "maybe", "yes"]


class StudioError(Exception):
    """The root. `key` names the sentence in the word table; `{key}.next`, where the table has it, is the next step.

    `billed` says whether money may have gone, `retry_after` how many seconds the gateway asked to wait, `detail` holds the gateway's own words
    (redacted), `cost` an amount in USD where the reply's usage says it.
    """

    kind: ClassVar[str] = "unexpected"
    sent: ClassVar[bool] = True  # False: raised before anything could cost, so money is not spoken of

    def __init__(
        self, key: str, *, billed: Billed = "no", retry_after: float | None = None, detail: str = "", cost: float | None = None, **values: object
    ) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.billed: Billed = billed
        self.retry_after = retry_after
        self.detail = detail
        self.cost = cost

    def title(self, language: Language = "en") -> str:
        """What happened, in one sentence."""
        return say(self.key, language, **self.values)

    def money(self, language: Language = "en") -> str:
        """What it means for money; empty where nothing was sent."""
        if not self.sent:
            return ""
        if self.billed == "yes" and self.cost is not None:
            return say("money.billed", language, cost=f"${self.cost:.3f}")
        return say(f"money.{self.billed}", language)

    def next(self, language: Language = "en") -> str:
        """What to do next; empty where the table has no step for it."""
        return say(f"{self.key}.next", language, **self.values) if f"{self.key}.next" in TABLE else ""

    def say(self, language: Language = "en") -> str:
        """The whole of it: what happened, money, the gateway's own words, the next step."""
        quoted = f"“{self.detail}”" if self.detail else ""
        gap = "" if language == "zh-CN" else " "
        return gap.join(part for part in (self.title(language), self.money(language), quoted, self.next(language)) if part)

    def __str__(self) -> str:
        return self.say("en")


class UsageError(StudioError):
    """What was typed can not be sent. `field` names the form field it belongs to."""

    kind = "usage"
    sent = False

    def __init__(self, key: str, *, field: str = "", **values: object) -> None:
        super().__init__(key, **values)  # type: ignore[arg-type]  # the values of a sentence are plain objects
        self.field = field


class NotSupported(UsageError):
    """This gateway or model can not do it, and no adjustment would be what the person meant."""

    kind = "not_supported"


class NotConfigured(UsageError):
    """A key or an address is missing; the sentence names the variable."""

    kind = "not_configured"


class Unauthorized(StudioError):
    """The gateway does not take the key."""

    kind = "auth"


class Forbidden(StudioError):
    """The key may not do this."""

    kind = "permission"


class OutOfCredit(StudioError):
    """The account at the gateway is empty."""

    kind = "billing"


class OverBudget(StudioError):
    """A cap of the person's or a guest's own."""

    kind = "budget"


class Blocked(StudioError):
    """The model or its filters declined; `detail` holds their own words."""

    kind = "blocked"


class NoPicture(StudioError):
    """The model answered without drawing; `detail` holds what it said."""

    kind = "no_image"


class RateLimited(StudioError):
    """Too many calls; `retry_after` is the gateway's own wish in seconds."""

    kind = "rate_limit"


class ServerFault(StudioError):
    """The gateway failed on its side."""

    kind = "server"


class NetworkFault(StudioError):
    """No way to the gateway: name, address, TLS, or a connection that broke."""

    kind = "network"


class TimedOut(StudioError):
    """No answer in time; the gateway may still finish and bill."""

    kind = "timeout"


class BadReply(StudioError):
    """An answer that is not one: HTML, broken JSON, a picture that does not decode, a stream that was cut."""

    kind = "bad_reply"


class BadRequest(StudioError):
    """The gateway does not take the request."""

    kind = "bad_request"


class NotFound(StudioError):
    """No such model or path at the gateway."""

    kind = "not_found"


class StorageFault(StudioError):
    """This machine's disk: read-only, full, or gone."""

    kind = "storage"


class Cancelled(StudioError):
    """Stopped by the person. What came before is kept."""

    kind = "cancelled"
