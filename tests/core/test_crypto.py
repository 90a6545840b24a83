"""Fields under keys that are not in the database."""

import pytest

from apps.core.crypto import Undecipherable, decrypt, encrypt, fingerprints, is_current

OLD, NEW = "old-" * 12, "new-" * 12


def test_what_is_stored_says_nothing_and_opens_again():
    stored = encrypt("120315500123", purpose="iin")
    assert "120315500123" not in stored
    assert stored != encrypt("120315500123", purpose="iin")
    assert decrypt(stored, purpose="iin") == "120315500123"


def test_a_value_moved_to_another_field_does_not_open():
    with pytest.raises(Undecipherable):
        decrypt(encrypt("Қайнар", purpose="reporter"), purpose="iin")


@pytest.mark.parametrize("findable", [False, True])
@pytest.mark.parametrize(
    "change", [lambda s: s[:-4] + "AAA=", lambda s: "v1.00000000." + s[12:], lambda s: "", lambda s: "v1"]
)
def test_a_damaged_value_does_not_open(change, findable):
    with pytest.raises(Undecipherable):
        decrypt(change(encrypt("текст", purpose="iin", findable=findable)), purpose="iin")


@pytest.mark.parametrize("findable", [False, True])
def test_keys_rotate(settings, findable):
    settings.FIELD_KEYS = [OLD]
    stored = encrypt("текст", purpose="iin", findable=findable)
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(stored, purpose="iin") == "текст"
    assert not is_current(stored)
    again = encrypt("текст", purpose="iin", findable=findable)
    assert is_current(again)
    settings.FIELD_KEYS = [NEW]
    assert decrypt(again, purpose="iin") == "текст"
    with pytest.raises(Undecipherable):
        decrypt(stored, purpose="iin")


def test_equal_texts_have_one_fingerprint_in_a_field_and_under_a_key(settings):
    settings.FIELD_KEYS = [OLD]
    first, second = (encrypt("1", purpose="iin", findable=True) for _ in range(2))
    assert first != second
    assert first.split(".")[2] == second.split(".")[2] == fingerprints("1", purpose="iin")[0]
    assert fingerprints("1", purpose="iin") != fingerprints("1", purpose="phone")
    assert fingerprints("1", purpose="iin") != fingerprints("2", purpose="iin")
    settings.FIELD_KEYS = [NEW, OLD]
    assert fingerprints("1", purpose="iin")[1] == first.split(".")[2] != fingerprints("1", purpose="iin")[0]


def test_a_fingerprint_put_on_another_value_does_not_open():
    one, other = (encrypt(text, purpose="iin", findable=True).split(".") for text in ("1", "2"))
    with pytest.raises(Undecipherable):
        decrypt(".".join([*one[:2], other[2], one[3]]), purpose="iin")
