"""Fields that the database keeps but must not be able to read: AES-GCM under keys that lie outside it.

A stored value names its key (`v1.<key>.<bytes>`), so keys rotate: the first of FIELD_KEYS encrypts, all decrypt.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "v1"
NONCE = 12


class Undecipherable(Exception):
    """The value is damaged, was moved from another field, or its key is no longer among FIELD_KEYS."""


def encrypt(text: str, *, purpose: str) -> str:
    """The text for storing. `purpose` names the field: a value copied into a field of another purpose does not open."""
    name, key = _keys(tuple(settings.FIELD_KEYS))[0]
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{VERSION}.{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, purpose: str) -> str:
    """What `encrypt` was given; raises Undecipherable."""
    version, _dot, rest = stored.partition(".")
    name, _dot, body = rest.partition(".")
    key = dict(_keys(tuple(settings.FIELD_KEYS))).get(name)
    if version != VERSION or key is None:
        raise Undecipherable(f"no key {name[:8]!r}")
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable("the value does not open") from error


def is_current(stored: str) -> bool:
    """Whether the value is under the first key: if not, a rotation still has to write it anew."""
    return stored.startswith(f"{VERSION}.{_keys(tuple(settings.FIELD_KEYS))[0][0]}.")


def keyed_digest(text: str, *, purpose: str) -> str:
    """A fingerprint for exact search over encrypted values, under the last key, the one that stays longest.

    Drop a key from the end of FIELD_KEYS only after the fingerprints were made anew.
    """
    _name, key = _keys(tuple(settings.FIELD_KEYS))[-1]
    return hmac.digest(key, purpose.encode() + b"\x00" + text.encode(), "sha256").hex()


@cache
def _keys(texts: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """Name and 256 bits of each key; the name says nothing about the key."""
    made = []
    for text in texts:
        key = hashlib.sha256(b"caseflow-field:" + text.encode()).digest()
        made.append((hashlib.sha256(b"caseflow-field-name:" + key).hexdigest()[:8], key))
    return tuple(made)
