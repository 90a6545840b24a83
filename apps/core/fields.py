"""Model fields of a special kind."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from apps.core.crypto import decrypt, encrypt


class Encrypted(models.CharField):
    """Text that lies encrypted in the database (ADR 0020) and is plain in Python. `max_length` is of the plain text.

    Empty stays empty. Each writing gives another cipher, so the database can neither compare nor search it: what
    has to be found again gets a column of fingerprints beside it (`crypto.keyed_digest`).
    """

    @property
    def purpose(self) -> str:
        """Binds a value to its column: a cipher copied elsewhere does not open."""
        return f"{self.model._meta.db_table}.{self.column}"

    def db_type(self, connection: Any) -> str:
        return "text"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value, purpose=self.purpose) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text, purpose=self.purpose) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.name} is encrypted: it cannot be searched by {lookup_name}")
        return super().get_lookup(lookup_name)
