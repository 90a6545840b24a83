"""Getting at the key of an appeal, and writing what is sealed with it."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.complaints import words
from apps.complaints.models import Appeal, AppealKey, Identity, Index, Post
from apps.complaints.sealing import Vault, new_key
from apps.core.crypto import Undecipherable


def make_vault(appeal: Appeal) -> Vault:
    """A fresh key for an appeal that was just saved."""
    key = new_key()
    AppealKey.objects.create(appeal=appeal, wrapped=key)
    return Vault.of(appeal.pk, key)


def vault_of(appeal: Appeal) -> Vault:
    """The key of an appeal. Raises Undecipherable when it was shredded, or when the installation lacks its key."""
    held = AppealKey.objects.filter(appeal=appeal).first()
    if held is None:
        raise Undecipherable("the appeal was destroyed")
    return Vault.of(appeal.pk, held.wrapped)


def post(
    appeal: Appeal, vault: Vault, text: str, *, author: str, what: str = Post.What.TEXT, by: User | None = None,
    at: datetime, template: str = "",
) -> Post:  # fmt: skip
    """Add to the conversation."""
    body = vault.seal(text, "post") if text else None
    return Post.objects.create(appeal=appeal, author=author, what=what, body=body, by=by, at=at, template=template)


def index(appeal: Appeal, text: str) -> None:
    """Let these words be found, beside those that can be found already."""
    row, _new = Index.objects.get_or_create(appeal=appeal)
    row.words = sorted({*row.words, *words.fingerprints_of(text)})[: words.MOST]
    row.save(update_fields=["words"])


def keep_identity(appeal: Appeal, vault: Vault, identity: dict[str, Any], *, at: datetime) -> None:
    """Who sent it; an appeal without a name is anonymous, however it is answered."""
    if identity:
        Identity.objects.update_or_create(
            appeal=appeal, defaults={"sealed": vault.seal_json(identity, "identity"), "named_at": at}
        )
    appeal.is_anonymous = not identity.get("name")
    appeal.save(update_fields=["is_anonymous"])


def identity_of(appeal: Appeal, vault: Vault) -> dict[str, str]:
    held = Identity.objects.filter(appeal=appeal).first()
    return vault.open_json(held.sealed, "identity") if held else {}
