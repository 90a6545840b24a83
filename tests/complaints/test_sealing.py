"""What is sealed opens in its place, with its key, unchanged, and nowhere else."""

import pytest

from apps.complaints import files, shredding, words
from apps.complaints.acts import course, triage
from apps.complaints.models import AppealKey, Attachment, Identity, Index, IndexKey, Post, Receipt, SenderVisit
from apps.complaints.sealing import Vault, new_key
from apps.complaints.vaults import vault_of
from apps.core.crypto import Undecipherable
from tests.complaints.conftest import photo
from tests.factories.accounts import fresh
from tests.factories.appeals import decided, file_appeal, replied, taken_over
from tests.factories.offices import Offices

TEXT = "Мені мектепте қорқынышты 😢"


@pytest.fixture
def vault() -> Vault:
    return Vault.of(7, new_key())


def test_it_opens_in_its_own_place(vault: Vault):
    assert vault.open(vault.seal(TEXT, "post"), "post") == TEXT
    assert vault.seal(TEXT, "post") != vault.seal(TEXT, "post")
    assert vault.open(None, "post") == ""


def test_moved_elsewhere_it_does_not_open(vault: Vault):
    sealed = vault.seal(TEXT, "post")
    for other, what in ((vault, "note"), (Vault(8, vault.key), "post"), (Vault.of(7, new_key()), "post")):
        with pytest.raises(Undecipherable):
            other.open(sealed, what)


def test_no_changed_bit_opens(vault: Vault):
    sealed = vault.seal(TEXT, "post")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Undecipherable):
            vault.open(bytes(changed), "post")
    for cut in (sealed[:-1], sealed[:12], sealed[:5], sealed + b"\x00"):
        with pytest.raises(Undecipherable):
            vault.open(cut, "post")


@pytest.mark.django_db
def test_rows_exchanged_between_appeals_do_not_open(offices: Offices, monday):
    """Whoever may write to the database cannot put one child's words under another's name."""
    one, other = (file_appeal(at=monday, identity={"name": name}).appeal for name in ("Айша", "Дана"))
    mine, theirs = one.posts.get(), other.posts.get()
    Post.objects.filter(pk=mine.pk).update(body=theirs.body)
    Identity.objects.filter(appeal=one).update(sealed=theirs.body)
    with pytest.raises(Undecipherable):
        vault_of(one).open(Post.objects.get(pk=mine.pk).body, "post")
    with pytest.raises(Undecipherable):
        vault_of(one).open_json(Identity.objects.get(appeal=one).sealed, "identity")


@pytest.mark.django_db
def test_a_key_of_another_appeal_opens_nothing(offices: Offices, monday):
    one, other = (file_appeal(at=monday).appeal for _n in range(2))
    AppealKey.objects.filter(appeal=one).delete()
    AppealKey.objects.filter(appeal=other).update(appeal=one)
    with pytest.raises(Undecipherable):
        vault_of(one).open(one.posts.get().body, "post")


@pytest.mark.django_db
def test_shredding_destroys_everything_that_could_be_read(offices: Offices, monday, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    filed = file_appeal(at=monday, area=offices.district, identity={"name": "Айша"}, uploads=[photo()])
    appeal = replied(filed.appeal, by=offices.head, at=monday)
    course.close(appeal, by=fresh(offices.head), at=monday)
    assert list(tmp_path.rglob("*/*/*"))
    appeal.refresh_from_db()
    after = monday.replace(year=monday.year + 5, day=6)
    assert shredding.shred_due(monday.replace(year=monday.year + 5)) == 0
    assert shredding.shred_due(after) == 1
    assert shredding.shred_due(after) == 0
    for model in (AppealKey, Identity, Index, Receipt, SenderVisit):
        assert not model.objects.exists(), model
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    [attachment] = Attachment.objects.all()
    with pytest.raises(Undecipherable):
        files.original(attachment, vault_of(appeal))


@pytest.mark.django_db
def test_a_joined_appeal_is_destroyed_with_the_other(offices: Offices, monday):
    first, second = (file_appeal(at=monday, area=offices.district).appeal for _n in range(2))
    taken_over(second, by=offices.head, at=monday)
    decided(first, by=offices.head, at=monday)
    triage.join(second, into=first, by=fresh(offices.head), at=monday)
    course.reply(first, text="Бәрі түзетілді", by=fresh(offices.head), at=monday)
    course.close(first, by=fresh(offices.head), at=monday)
    assert shredding.shred_due(monday.replace(year=monday.year + 6)) == 2


@pytest.mark.django_db
def test_fingerprints_of_words_reveal_no_word_without_the_key():
    """Equal words have equal numbers under a key; without it a dictionary of words matches nothing."""
    stored = words.fingerprints_of(TEXT)
    assert stored == words.fingerprints_of(TEXT.upper())
    assert all(set(stored) & set(either) for either in words.asked("мектепте қорқынышты"))
    IndexKey.objects.all().delete()
    assert not set(stored) & set(words.fingerprints_of(TEXT))
