"""Fields under keys that are not in the database."""

import pytest

from apps.core.crypto import Undecipherable, decrypt, encrypt, is_current, keyed_digest

OLD, NEW = "old-" * 12, "new-" * 12


def test_what_is_stored_says_nothing_and_opens_again():
    stored = encrypt("120315500123", purpose="iin")
    assert "120315500123" not in stored
    assert stored != encrypt("120315500123", purpose="iin")
    assert decrypt(stored, purpose="iin") == "120315500123"


def test_a_value_moved_to_another_field_does_not_open():
    with pytest.raises(Undecipherable):
        decrypt(encrypt("Қайнар", purpose="reporter"), purpose="iin")


@pytest.mark.parametrize(
    "change", [lambda s: s[:-4] + "AAA=", lambda s: "v1.00000000." + s[12:], lambda s: "", lambda s: "v1"]
)
def test_a_damaged_value_does_not_open(change):
    with pytest.raises(Undecipherable):
        decrypt(change(encrypt("текст", purpose="iin")), purpose="iin")


def test_keys_rotate(settings):
    settings.FIELD_KEYS = [OLD]
    stored = encrypt("текст", purpose="iin")
    print_of = keyed_digest("текст", purpose="iin")
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(stored, purpose="iin") == "текст"
    assert not is_current(stored)
    again = encrypt("текст", purpose="iin")
    assert is_current(again)
    assert keyed_digest("текст", purpose="iin") == print_of
    settings.FIELD_KEYS = [NEW]
    assert decrypt(again, purpose="iin") == "текст"
    with pytest.raises(Undecipherable):
        decrypt(stored, purpose="iin")


def test_fingerprints_differ_by_field_and_key(settings):
    settings.FIELD_KEYS = [OLD]
    first = keyed_digest("1", purpose="iin")
    assert first == keyed_digest("1", purpose="iin")
    assert first != keyed_digest("1", purpose="phone")
    settings.FIELD_KEYS = [NEW]
    assert first != keyed_digest("1", purpose="iin")
