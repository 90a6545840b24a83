"""Model fields of a special kind."""

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models
from django.db.models import CharField, Func, Lookup
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from apps.core.crypto import Undecipherable, decrypt, encrypt, fingerprints, is_current

logger = logging.getLogger(__name__)
UNREADABLE = _("cannot be read: its key is missing, or it was altered")


class Opened(str):
    """A decrypted text that remembers how it is stored: a row saved again keeps the same cipher."""

    stored: str
    purpose: str

    def __new__(cls, text: str, stored: str = "", purpose: str = "") -> "Opened":
        made = super().__new__(cls, text)
        made.stored, made.purpose = stored, purpose
        return made


class Unreadable(Opened):
    """Stands for a value that does not open: says so to people, and is written back as it was."""


class Encrypted(models.CharField):
    """Text that lies encrypted in the database (ADR 0020) and is plain in Python. `max_length` is of the plain text.

    Empty stays empty. Each writing gives another cipher: the database can neither compare nor search it. What does not
    open reads as `Unreadable`, so that one damaged value does not close the page it stands on.
    """

    findable = False

    @property
    def purpose(self) -> str:
        """Binds a value to its column: a cipher copied elsewhere does not open."""
        return f"{self.model._meta.db_table}.{self.column}"

    def db_type(self, connection: Any) -> str:
        return "text"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return Opened(decrypt(value, purpose=self.purpose), value, self.purpose)
        except Undecipherable as error:
            logger.error("a value of %s cannot be read: %s", self.purpose, error)
            return Unreadable(str(UNREADABLE), value, self.purpose)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        if isinstance(text, Opened) and text.purpose == self.purpose:
            if isinstance(text, Unreadable) or is_current(text.stored):
                return text.stored
        elif isinstance(text, Unreadable):
            raise Undecipherable(f"nothing readable to store in {self.purpose}")
        return encrypt(text, purpose=self.purpose, findable=self.findable)

    def get_lookup(self, lookup_name: str) -> Any:
        lookup = {"exact": IsEmpty, "isnull": IsNull}.get(lookup_name)
        if lookup is None:
            raise FieldError(f"{self.name} is encrypted: it cannot be searched by {lookup_name}")
        return lookup


class Findable(Encrypted):
    """An encrypted text that is found by its exact words: `filter(iin=…)` and `filter(iin__in=[…])`, under every key.

    The fingerprint is part of the stored value, so that nothing can write one without the other; `Fingerprint` is what
    indexes and constraints are made of.
    """

    findable = True

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": IsText, "in": IsOneOf}.get(lookup_name) or super().get_lookup(lookup_name)


class EncryptedJson(Encrypted):
    """A JSON value as one encrypted text; what does not open reads as `default`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": None, **options})

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return self.get_default() if not text or isinstance(text, Unreadable) else json.loads(text)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False, default=str))


class Fingerprint(Func):
    """The fingerprint in a stored value, for unique constraints: `UniqueConstraint(Fingerprint("iin"), …)`."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '.', 3)"
    output_field = CharField()


class IsEmpty(Lookup):
    """Whether anything is stored; any other comparison of an encrypted text would find nothing, so it is refused."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        for text in self.texts():
            if not isinstance(text, str) or not self.may_be(text):
                raise FieldError(f"{self.lhs.output_field.name} is encrypted: it cannot be compared with this")
        return self.rhs

    def texts(self) -> Iterable[Any]:
        return [self.rhs]

    def may_be(self, text: str) -> bool:
        return text == ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        parts, given = [], []
        if any(text == "" for text in self.texts()):
            parts, given = [f"{lhs} = ''"], [*params]
        prints = [one for text in self.texts() if text for one in fingerprints(text, purpose=self.lhs.field.purpose)]
        if prints:
            parts.append(f"({lhs} <> '' AND split_part({lhs}, '.', 3) IN ({', '.join(['%s'] * len(prints))}))")
            given += [*params, *params, *prints]
        if not parts:
            raise EmptyResultSet
        return f"({' OR '.join(parts)})", tuple(given)


class IsText(IsEmpty):
    """Equal to this text, by the fingerprint under any key."""

    def may_be(self, text: str) -> bool:
        return not isinstance(text, Unreadable)


class IsOneOf(IsText):
    lookup_name = "in"

    def texts(self) -> Iterable[Any]:
        return self.rhs if isinstance(self.rhs, list | tuple | set | frozenset | dict) else [None]
