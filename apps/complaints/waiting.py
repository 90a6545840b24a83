"""Files that wait for their letter to be sent: sealed on the disk under a key that only the sender's page has."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from apps.complaints import files
from apps.core.crypto import NONCE
from apps.core.errors import Refused

FOLDER = "waiting"
KEPT = timedelta(hours=24)


def put(uploads: Sequence[Any], *, already: int) -> list[dict[str, Any]]:
    """Look the files through and let them wait. Raises Refused."""
    if already + len(uploads) > files.MOST_AT_ONCE:
        raise Refused(_("At most five files at once."), field="files")
    return [_put(one) for one in files.take_all(uploads)]


def take(held: Sequence[dict[str, Any]]) -> list[SimpleUploadedFile]:
    """The files as they came. Raises Refused when one waits no more: no letter goes without a file it names."""
    taken = [_take(one) for one in held]
    gone = [one["name"] for one, found in zip(held, taken, strict=True) if found is None]
    if gone:
        words = {"names": ", ".join(gone)}
        raise Refused(
            _("These files are here no longer: %(names)s. Take them out and add them again.") % words, field="files"
        )
    return [one for one in taken if one is not None]


def drop(held: Sequence[dict[str, Any]]) -> None:
    for one in held:
        default_storage.delete(f"{FOLDER}/{one['id']}")


def _put(one: files.Taken) -> dict[str, Any]:
    key, nonce, name = AESGCM.generate_key(256), secrets.token_bytes(NONCE), secrets.token_hex(20)
    sealed = nonce + AESGCM(key).encrypt(nonce, one.content, name.encode())
    default_storage.save(f"{FOLDER}/{name}", ContentFile(sealed))
    said = {"id": name, "key": base64.b64encode(key).decode(), "name": one.name}
    return {**said, "kind": str(one.kind), "size": len(one.content)}


def _take(held: dict[str, Any]) -> SimpleUploadedFile | None:
    try:
        with default_storage.open(f"{FOLDER}/{held['id']}") as stored:
            raw = stored.read()
        content = AESGCM(base64.b64decode(held["key"])).decrypt(raw[:NONCE], raw[NONCE:], held["id"].encode())
    except (FileNotFoundError, InvalidTag):
        return None
    return SimpleUploadedFile(held["name"], content)


def sweep(at: datetime) -> None:
    """Remove what nobody came back for within a day."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < at - KEPT:
                default_storage.delete(path)
        except FileNotFoundError:
            continue  # another sender's page removed it at the same time
