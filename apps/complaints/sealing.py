"""Envelope encryption of appeals: a key of its own for each, kept wrapped under the installation's keys.

What people tell the ombudsman lies in the database and on the disk as ciphertext only. The data key of an appeal is
random, its wrapped form is the one row of `AppealKey`; destroying that row destroys every text, identity and file of
the appeal at once, in backups of the files too (crypto-shredding, ADR 0035).
"""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.core.crypto import NONCE, Undecipherable

BYTES = 32


def new_key() -> str:
    """A data key, as the text that an `Encrypted` field wraps."""
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


@dataclass(frozen=True)
class Vault:
    """Seals and opens what belongs to one appeal. `what` binds a cipher to its place: moved elsewhere, it does not
    open."""

    appeal_id: int
    key: bytes

    @classmethod
    def of(cls, appeal_id: int, key: str) -> "Vault":
        """Raises Undecipherable for a key that could not be unwrapped."""
        try:
            raw = base64.b64decode(key, validate=True)
        except ValueError as error:
            raise Undecipherable("the key of an appeal does not open") from error
        return cls(appeal_id, raw)

    def seal(self, text: str | bytes, what: str) -> bytes:
        raw = text.encode() if isinstance(text, str) else text
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, raw, self._bound(what))

    def open_bytes(self, sealed: bytes | memoryview, what: str) -> bytes:
        raw = bytes(sealed)
        try:
            return AESGCM(self.key).decrypt(raw[:NONCE], raw[NONCE:], self._bound(what))
        except (InvalidTag, ValueError) as error:
            raise Undecipherable(f"a sealed {what} does not open") from error

    def open(self, sealed: bytes | memoryview | None, what: str) -> str:
        """The text; empty where nothing was sealed."""
        return self.open_bytes(sealed, what).decode() if sealed else ""

    def seal_json(self, value: Any, what: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False), what)

    def open_json(self, sealed: bytes | memoryview | None, what: str) -> Any:
        return json.loads(self.open(sealed, what)) if sealed else {}

    def _bound(self, what: str) -> bytes:
        return f"caseflow-appeal\x00{self.appeal_id}\x00{what}".encode()
