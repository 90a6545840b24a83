"""The receipt: what is kept of it, what a guess costs and gets, and that it opens for its sender alone."""

import re
import secrets
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection

from apps.complaints import codes, reading
from apps.complaints.acts import calls, sender
from apps.complaints.models import Appeal, Receipt, SenderVisit
from apps.core.crypto import Undecipherable
from apps.core.errors import NotAllowed
from tests.factories.accounts import fresh
from tests.factories.appeals import file_appeal
from tests.factories.offices import Offices

pytestmark = pytest.mark.django_db


def test_ten_thousand_guesses_open_nothing(offices: Offices, monday):
    """With as many receipts as make a hit likeliest to be noticed: the code itself still opens afterwards."""
    right = [file_appeal(at=monday).code for _n in range(5)]
    guessed = 0
    for _n in range(10_000):
        guess = f"{secrets.randbelow(10**16):016d}"
        guessed += guess not in right and codes.receipt_of(guess) is not None
    assert guessed == 0
    assert all(codes.receipt_of(code) for code in right)


def test_near_the_right_code_opens_nothing(offices: Offices, monday):
    code = file_appeal(at=monday).code
    for place in range(16):
        for digit in "0123456789".replace(code[place], ""):
            assert codes.receipt_of(code[:place] + digit + code[place + 1 :]) is None


def test_nothing_kept_gives_the_code_away(offices: Offices, monday):
    code = file_appeal(at=monday).code
    held = Receipt.objects.values().get()
    assert re.fullmatch(r"\$argon2id\$.*", held["hash"])
    assert not any(code in str(value) for value in held.values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_ledgerentry WHERE data::text LIKE %s", [f"%{code}%"])
        assert cursor.fetchone() == (0,)


def test_every_wrong_code_costs_one_derivation_and_as_many_queries(offices: Offices, monday, django_assert_num_queries):
    """Unknown, malformed, ended and of a destroyed appeal: the same work and the same answer."""
    ended = file_appeal(at=monday)
    sender.renew(ended.appeal, at=monday)
    sender.note_code(ended.appeal, at=monday)
    right = file_appeal(at=monday).code
    for code in ("0" * 16, "7" * 16, "", "12", "x" * 40, "1" * 99, ended.code, right):
        with patch.object(codes, "_verified", wraps=codes._verified) as verified, django_assert_num_queries(2):
            found = codes.receipt_of(code)
        assert verified.call_count == 1, code
        assert (found is not None) == (code == right)


def test_a_visit_ends_with_the_code_and_by_the_senders_word(offices: Offices, monday):
    filed = file_appeal(at=monday)
    token = sender.enter(filed.code, at=monday).token
    assert token not in str(SenderVisit.objects.values().get())
    renewed = sender.renew(filed.appeal, at=monday)
    sender.note_code(filed.appeal, at=monday)
    assert sender.present(token, at=monday) is None
    assert sender.enter(filed.code, at=monday) is None
    assert sender.present(renewed.token, at=monday)
    sender.leave(renewed.token, at=monday)
    assert sender.present(renewed.token, at=monday) is None


def test_a_new_code_that_was_lost_on_its_way_shuts_nobody_out(offices: Offices, monday):
    filed = file_appeal(at=monday)
    lost = sender.renew(filed.appeal, at=monday + timedelta(minutes=1))
    again = sender.enter(filed.code, at=monday + timedelta(minutes=2))
    assert again.renewed not in ("", lost.renewed, filed.code)
    third = sender.enter(filed.code, at=monday + timedelta(minutes=3))
    assert sender.present(again.token, at=monday + timedelta(minutes=3)) is None
    sender.note_code(filed.appeal, at=monday + timedelta(minutes=4))
    for code in (filed.code, lost.renewed, again.renewed):
        assert sender.enter(code, at=monday + timedelta(minutes=5)) is None
    assert sender.enter(third.renewed, at=monday + timedelta(minutes=5)).renewed == ""


def test_a_visit_of_another_receipt_does_not_open_this_room(offices: Offices, monday):
    mine, other = file_appeal(at=monday), file_appeal(at=monday)
    visit = sender.present(sender.enter(other.code, at=monday).token, at=monday)
    assert visit.receipt.appeal == other.appeal != mine.appeal


def test_codes_and_words_are_found_after_a_change_of_keys(offices: Offices, monday, settings):
    settings.FIELD_KEYS = ["old-" * 12, *settings.FIELD_KEYS]
    filed = file_appeal(at=monday, text="Мектепте ұрады")
    settings.FIELD_KEYS = ["new-" * 12, *settings.FIELD_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert sender.enter(filed.code, at=monday)
    assert reading.search(Appeal.objects.all(), "мектеп").exists()
    settings.FIELD_KEYS = ["lost" * 12]
    with pytest.raises(Undecipherable):
        codes.receipt_of(filed.code)


def test_an_operator_cannot_take_a_code_back_that_was_used(offices: Offices, monday):
    call = calls.log_call(data={"category": "SCHOOL"}, by=offices.operator, at=monday)
    passed = {"entry": {"area": offices.district, "text": "Ұрады"}, "by": fresh(offices.operator), "at": monday}
    referred = calls.refer_to_ombudsman(call, **passed)
    again = calls.give_receipt_again(call, referral=referred.referral, by=fresh(offices.operator), at=monday)
    assert sender.enter(referred.code, at=monday) is None
    entered = sender.enter(again, at=monday + timedelta(minutes=1))
    assert entered.renewed
    with pytest.raises(NotAllowed):
        calls.give_receipt_again(call, referral=referred.referral, by=fresh(offices.operator), at=monday)
