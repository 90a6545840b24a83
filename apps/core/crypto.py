"""Fields that the database keeps but must not be able to read: AES-GCM under keys that lie outside it.

A stored value names its key, so keys rotate: the first of FIELD_KEYS encrypts, all of them decrypt and find.
`v1.<key>.<bytes>` can only be read; `v2.<key>.<fingerprint>.<bytes>` can also be found by its exact text: whoever has
the key makes the same fingerprint of the same text.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

READ, FOUND = "v1", "v2"
NONCE = 12
PRINT = 16
"""Bytes of a fingerprint: two different texts never meet in as many."""


class Undecipherable(Exception):
    """The value is damaged, was moved from another field, or its key is no longer among FIELD_KEYS."""


@dataclass(frozen=True)
class Key:
    """One of FIELD_KEYS; `name` stands in stored values and says nothing about the key."""

    name: str
    cipher: AESGCM
    printing: bytes

    def fingerprint(self, text: str, purpose: str) -> str:
        digest = hmac.digest(self.printing, purpose.encode() + b"\x00" + text.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:PRINT]).decode().rstrip("=")


def encrypt(text: str, *, purpose: str, findable: bool = False) -> str:
    """The text for storing. `purpose` names the field: a value copied into a field of another purpose does not open.

    `findable`: with a fingerprint, which tells that two values are equal, and nothing else.
    """
    key, nonce = current(), secrets.token_bytes(NONCE)
    head = f"{FOUND}.{key.name}.{key.fingerprint(text, purpose)}" if findable else f"{READ}.{key.name}"
    sealed = key.cipher.encrypt(nonce, text.encode(), _bound(head, purpose))
    return f"{head}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, purpose: str) -> str:
    """What `encrypt` was given; raises Undecipherable."""
    head, _dot, body = stored.rpartition(".")
    parts = head.split(".")
    if (parts[0], len(parts)) not in ((READ, 2), (FOUND, 3)):
        raise Undecipherable("not an encrypted value")
    key = next((one for one in keys() if one.name == parts[1]), None)
    if key is None:
        raise Undecipherable(f"no key {parts[1][:8]!r}")
    try:
        raw = base64.urlsafe_b64decode(body)
        return key.cipher.decrypt(raw[:NONCE], raw[NONCE:], _bound(head, purpose)).decode()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable("the value does not open") from error


def is_current(stored: str) -> bool:
    """Whether the value is under the first key: if not, a rotation still has to write it anew."""
    return stored.split(".", 2)[1:2] == [current().name]


def fingerprints(text: str, *, purpose: str) -> list[str]:
    """What values of this text carry, under each key: during a rotation a value may be under any of them."""
    return [key.fingerprint(text, purpose) for key in keys()]


def current() -> Key:
    """The key under which everything is written."""
    return keys()[0]


def keys() -> Sequence[Key]:
    return _made(tuple(settings.FIELD_KEYS))


def _bound(head: str, purpose: str) -> bytes:
    """What a value is bound to: its column and its own fingerprint."""
    return purpose.encode() if head.startswith(READ) else f"{purpose}\x00{head}".encode()


@cache
def _made(texts: tuple[str, ...]) -> tuple[Key, ...]:
    made = []
    for text in texts:
        key = hashlib.sha256(b"caseflow-field:" + text.encode()).digest()
        name = hashlib.sha256(b"caseflow-field-name:" + key).hexdigest()[:8]
        made.append(Key(name, AESGCM(key), hashlib.sha256(b"caseflow-field-print:" + key).digest()))
    return tuple(made)
