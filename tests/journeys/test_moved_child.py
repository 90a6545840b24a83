"""A child moves while help is asked for, and with a file that was merged: everything of it goes along."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from rest_framework.test import APIClient

from apps.accounts.roles import Role
from apps.api.tokens import create_token
from apps.casework import referrals
from apps.casework.models import Case, Referral
from apps.casework.states import ReferralState
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.matching.actions import merge, undo
from apps.matching.models import Merge, SuspectedPair
from apps.notices.models import Message
from apps.obligations.law import load_calendar, load_rules
from apps.obligations.models import Obligation
from apps.people.models import Child, ChildAccess, Ground
from apps.retention.finding import file_of
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_user
from tests.factories.casework import make_case
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
WHY = "Бір бала: туу туралы куәлігі табылды."
V1 = "/api/v1"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    load_rules()
    load_calendar()
    return make_cast()


@pytest.fixture
def api():
    def client(user):
        person = fresh(user)
        _token, text = create_token(person, by=person, at=timezone.now())
        return APIClient(headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"})

    return client


def ask(cast, kind, recipient, child=None) -> Referral:
    until = local_day(timezone.now()) + timedelta(days=365) if kind == "REFERRAL" else None
    return referrals.send(
        child or cast.child, kind=kind, recipient=recipient, asked="Мекенжайды тексеру", reason="Үйде ешкім жоқ.",
        until=until, by=fresh(cast.officer), at=timezone.now(),
    )  # fmt: skip


def accept(referral, by) -> Referral:
    referrals.accept(referral, by=fresh(by), at=timezone.now())
    referral.refresh_from_db()
    return referral


def move(cast, child=None) -> None:
    """The other district takes the child over."""
    accept(ask(cast, "TRANSFER", cast.officer2.agency, child), cast.officer2)


def sees(person, child) -> bool:
    return Child.objects.visible_to(fresh(person)).filter(pk=child.pk).exists()


def test_help_not_replied_to_is_withdrawn_and_the_helper_told(cast, api, client):
    asked = ask(cast, "REFERRAL", cast.department)
    move(cast)
    asked.refresh_from_db()
    assert asked.state == ReferralState.WITHDRAWN
    assert "taken the child over" in asked.withdrawal
    assert Message.objects.filter(kind="WITHDRAWN", to_agency=cast.department, subject_no=asked.number).exists()
    assert not Obligation.objects.about(asked.subject).open().exists()
    answer = api(cast.police).post(f"{V1}/referrals/{asked.number}/accept/", {}, format="json")
    assert answer.status_code in (409, 422, 403), answer.content
    client.force_login(fresh(cast.police))
    client.post(reverse("referrals:accept", args=[asked.number]))
    assert asked.number in client.get(reverse("notices:messages")).content.decode()
    assert not sees(cast.police, cast.child)
    assert not ChildAccess.objects.filter(child=cast.child, ground=Ground.REFERRAL).exists()


@pytest.mark.parametrize("kind", Referral.Kind.values)
def test_only_the_body_responsible_has_a_file_opened_by_another(cast, api, client, kind):
    """A request of before, left over in a database of an older version."""
    recipient, person = (cast.department, cast.police) if kind == "REFERRAL" else (cast.officer2.agency, cast.officer2)
    asked = ask(cast, kind, recipient)
    third = make_user(cast.officer2.agency, Role.GUARDIANSHIP_HEAD).agency if kind == "REFERRAL" else None
    third = third or make_child().guardianship
    Child.objects.filter(pk=cast.child.pk).update(guardianship=third)
    with pytest.raises(NotAllowed, match="not responsible for the child any more"):
        referrals.accept(asked, by=fresh(person), at=timezone.now())
    refused = api(person).post(f"{V1}/referrals/{asked.number}/accept/", {}, format="json")
    assert (refused.status_code, "not responsible" in refused.json()["detail"]) == (403, True)
    client.force_login(fresh(person))
    assert client.post(reverse("referrals:accept", args=[asked.number])).status_code in (403, 422)
    asked.refresh_from_db()
    assert asked.state == ReferralState.SENT
    assert not sees(person, cast.child)


def test_promised_help_goes_on_for_the_new_body_which_reads_and_ends_it(cast, api, client):
    help_ = accept(ask(cast, "REFERRAL", cast.department), cast.police)
    make_case(cast.child, cast.officer)
    move(cast)
    help_.refresh_from_db()
    assert (help_.state, help_.sender) == (ReferralState.ACCEPTED, cast.officer2.agency)
    assert help_.case == Case.objects.open().get()
    duty = Obligation.objects.about(help_.subject).open().get()
    assert (duty.owner, duty.party) == (cast.department, cast.officer2.agency)
    assert sees(cast.police, cast.child)

    address, page = f"{V1}/referrals/{help_.number}/", reverse("referrals:detail", args=[help_.number])
    assert api(cast.officer).get(address).status_code == 404
    client.force_login(fresh(cast.officer))
    assert client.get(page).status_code == 404
    for case in Case.objects.visible_to(fresh(cast.officer)):
        assert help_.number not in client.get(reverse("cases:detail", args=[case.number])).content.decode()

    answered = api(cast.police).post(f"{address}answer/", {"text": "Үйге бардық, бала аман."}, format="json")
    assert answered.status_code == 200, answered.content
    assert "бала аман" in api(cast.officer2).get(address).content.decode()
    client.force_login(fresh(cast.officer2))
    assert "бала аман" in client.get(page).content.decode()
    assert api(cast.officer).get(address).status_code == 404
    assert not sees(cast.police, cast.child)


def test_the_new_body_ends_the_help_it_was_handed(cast, api):
    help_ = accept(ask(cast, "REFERRAL", cast.department), cast.police)
    move(cast)
    ended = api(cast.officer2).post(
        f"{V1}/referrals/{help_.number}/withdraw/", {"reason": "Енді қажет емес"}, format="json"
    )  # fmt: skip
    assert ended.status_code == 200, ended.content
    assert not sees(cast.police, cast.child)
    assert Message.objects.filter(kind="WITHDRAWN", to_agency=cast.department).exists()


def test_help_of_the_body_that_takes_the_child_over_ends(cast):
    help_ = accept(ask(cast, "REFERRAL", cast.officer2.agency), cast.officer2)
    move(cast)
    help_.refresh_from_db()
    assert help_.state == ReferralState.WITHDRAWN
    grounds = ChildAccess.objects.filter(child=cast.child, agency=cast.officer2.agency, valid_to=None)
    assert [row.ground for row in grounds] == [Ground.RESPONSIBLE]


@pytest.fixture
def parts(cast) -> tuple[Child, Child, Merge]:
    """A file with another merged into it, and a third in that one: all of one person."""
    kept, part, deep = (make_child(fresh(cast.officer), surname="Ким", given_name=name) for name in ("Ая", "Аяна", "А"))
    merge(part, absorbed=deep, reason=WHY, by=fresh(cast.officer), at=timezone.now())
    made = merge(kept, absorbed=part, reason=WHY, by=fresh(cast.officer), at=timezone.now())
    return kept, part, made


def test_every_file_of_the_person_goes_along(cast, api, client, parts):
    kept, part, _made = parts
    head, there = cast.heads["GUARDIANSHIP"], make_user(cast.officer2.agency, Role.GUARDIANSHIP_HEAD)
    move(cast, kept)
    bodies = Child.objects.filter(surname="Ким").values_list("guardianship", flat=True)
    assert set(bodies) == {cast.officer2.agency.pk}
    assert list(SuspectedPair.objects.visible_to(fresh(cast.officer))) == []
    said = api(cast.officer).get(f"{V1}/suspected-pairs/?state=SAME").content.decode()
    client.force_login(fresh(cast.officer))
    shown = client.get(reverse("matching:answered")).content.decode()
    for text in (said, shown):
        assert part.number not in text
        assert "Аяна" not in text
    assert file_of(part.number, by=fresh(head)) == (None, None)
    assert api(head).get(f"{V1}/retention/{part.number}/").status_code == 404
    assert file_of(part.number, by=fresh(there))[1] == part
    assert list(Child.objects.visible_to(fresh(cast.officer2)).filter(surname="Ким")) == [kept]


@pytest.mark.parametrize("way", ["action", "api", "page"])
def test_the_new_body_undoes_the_merge_and_holds_both_files(cast, api, client, parts, way):
    kept, part, made = parts
    move(cast, kept)
    why = "Екі бөлек бала екені анықталды."
    assert api(cast.officer).post(f"{V1}/merges/{made.pk}/undo/", {"reason": why}, format="json").status_code == 404
    if way == "action":
        undo(made, reason=why, by=fresh(cast.officer2), at=timezone.now())
    elif way == "api":
        done = api(cast.officer2).post(f"{V1}/merges/{made.pk}/undo/", {"reason": why}, format="json")
        assert done.status_code == 200, done.content
    else:
        client.force_login(fresh(cast.officer2))
        pair = SuspectedPair.objects.get(one=kept, two=part)
        page = reverse("matching:pair", args=[pair.pk])
        assert client.post(page, {"act": "undo", "undo-reason": why}).status_code == 302
    assert set(Child.objects.visible_to(fresh(cast.officer2)).filter(surname="Ким")) == {kept, part}
    assert not Child.objects.visible_to(fresh(cast.officer)).filter(surname="Ким").exists()


def test_what_older_versions_left_behind_is_brought_along(cast, parts):
    kept, _part, _made = parts
    help_ = accept(ask(cast, "REFERRAL", cast.department, kept), cast.police)
    there = cast.officer2.agency
    Child.objects.filter(pk=kept.pk).update(guardianship=there)
    left = import_module("apps.casework.migrations.0002_what_moved_children_left")
    with connection.cursor() as cursor:
        for sql in (left.ACTOR, left.FILES, left.DUTIES, left.HELP):
            cursor.execute(sql)
    assert set(Child.objects.filter(surname="Ким").values_list("guardianship", flat=True)) == {there.pk}
    help_.refresh_from_db()
    assert help_.sender == there
    assert Obligation.objects.about(help_.subject).open().get().party == there
