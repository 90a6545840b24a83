"""The two ways in which the system says no, shared by pages, API, import and commands."""

from collections.abc import Sequence


class Refused(Exception):
    """An act that the Law or a rule of the system does not allow, or input that makes no sense.

    `message` is a lazy translated sentence: what is wrong and what to do. `field` is the name of the
    input it belongs to; `rule` the code of the rule that refuses (e.g. "kz345.a28-2.p10.s7"); `notes` unsaved rows of
    the ledger that outlive the refused act.
    """

    def __init__(self, message, *, field: str | None = None, rule: str | None = None, notes: Sequence = ()):
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.rule = rule
        self.notes = notes

    @property
    def all(self) -> list["Refused"]:
        return [self]


class Refusals(Refused):
    """Several refusals of one input, so that a form shows all of them at once."""

    def __init__(self, refusals: Sequence[Refused]):
        first = refusals[0]
        super().__init__(first.message, field=first.field, rule=first.rule)
        self._all = list(refusals)

    @property
    def all(self) -> list[Refused]:
        return self._all


class NotAllowed(Exception):
    """This person, in this post, may not do this. `message` says why, in a reader's words."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message


class Stale(Exception):
    """Somebody else saved the record since it was read; nothing was overwritten."""


class Collector:
    """Gathers refusals while an input is checked: `refuse = Collector()`; `refuse(...)`; `refuse.done()`."""

    def __init__(self):
        self.refusals: list[Refused] = []

    def __call__(self, message, *, field: str | None = None, rule: str | None = None) -> None:
        self.refusals.append(Refused(message, field=field, rule=rule))

    def done(self) -> None:
        """Raise everything gathered, or return when there is nothing."""
        if self.refusals:
            raise Refusals(self.refusals)
