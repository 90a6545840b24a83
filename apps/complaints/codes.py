"""The receipt of a sender: sixteen digits, found by a keyed index, proved by Argon2id.

Whoever has the database has neither the index key nor the digits; whoever has the keys as well still pays an Argon2id
for each guess. A wrong, an ended and a malformed code cost the same work and get the same answer.
"""

import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.complaints.fingerprints import fingerprint, index_key
from apps.complaints.models import Receipt

DIGITS = 16
PURPOSE = "complaints.receipt"
INDEX = 16
"""Bytes of the keyed index."""
_HASHER = PasswordHasher(
    time_cost=settings.RECEIPT_HASH["passes"], memory_cost=settings.RECEIPT_HASH["kibibytes"], parallelism=1
)
_AT_ONCE = BoundedSemaphore(settings.RECEIPT_HASH["at_once"])
"""Derivations of one process at a time: many guesses wait for each other, staff pages do not wait for them."""
_NOBODYS = _HASHER.hash("0" * DIGITS)


def new_code() -> str:
    """Sixteen digits from the system's generator (53 bits)."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def in_groups(code: str) -> str:
    """As people read and note it: 1234 5678 9012 3456."""
    return " ".join(code[n : n + 4] for n in range(0, DIGITS, 4))


def typed(text: str) -> str:
    """The digits of what was typed, whatever stands between them."""
    return "".join(one for one in str(text) if one.isdecimal() and one.isascii())[: DIGITS + 1]


def stored(code: str) -> dict[str, str]:
    """What is kept of a code."""
    with _AT_ONCE:
        return {"index": _index(code), "hash": _HASHER.hash(code)}


def receipt_of(text: str) -> Receipt | None:
    """The receipt that this code opens, if it still does."""
    code = typed(text)
    tried = code if len(code) == DIGITS else "0" * DIGITS
    found = opening().filter(index=_index(tried)).first()
    right = _verified(found.hash if found else _NOBODYS, tried)
    return found if found and right and tried == code else None


def opening() -> QuerySet[Receipt]:
    """Receipts that open something: the newest of each appeal, and the one it replaced until the sender has noted it:
    a new code that was lost on its way shuts nobody out."""
    newest = Receipt.objects.filter(appeal=OuterRef("appeal"), ended_at__isnull=True)
    lost = newest.filter(issued_at=OuterRef("ended_at"), noted_at__isnull=True, must_renew=False)
    receipts = Receipt.objects.select_related("appeal").filter(appeal__shredded_at__isnull=True)
    return receipts.filter(Q(ended_at__isnull=True) | Exists(lost))


def _index(code: str) -> str:
    return fingerprint(index_key(), PURPOSE, code)[:INDEX].hex()


def _verified(hashed: str, code: str) -> bool:
    with _AT_ONCE:
        try:
            return _HASHER.verify(hashed, code)
        except VerificationError:
            return False
