"""A sister or brother named in one file is taken back by the body of either child; the other body hears why."""

import pytest
from django.utils import timezone, translation

from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.notices.models import Message
from apps.people.access import access_row
from apps.people.acts import family
from apps.people.acts.siblings import name_sibling
from apps.people.models import ChildAccess, Ground, Kinship
from apps.people.siblings import siblings_of
from apps.web.notices.words import said
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
WHY = "Басқа отбасының баласы"


@pytest.fixture
def cast():
    cast = make_cast()
    cast.far = make_child(fresh(cast.officer2), iin="", given_name="Дана")
    at = timezone.now()
    with_them = access_row(cast.child, cast.officer2.memberships.get().agency, Ground.REFERRAL, valid_from=at,
                           by=fresh(cast.officer))  # fmt: skip
    with_them.save()
    cast.tie = name_sibling(cast.far, number=cast.child.number, remark="Ауыл", by=fresh(cast.officer2), at=at)
    ChildAccess.objects.filter(pk=with_them.pk).delete()
    return cast


def page(child, rest=""):
    return f"/children/{child.number}/family/{rest}"


def api(child, rest=""):
    return f"/api/v1/children/{child.number}/siblings/{rest}"


def of(cast, side):
    """The file seen from this side, its officer, the other file."""
    return (cast.child, cast.officer, cast.far) if side == "named" else (cast.far, cast.officer2, cast.child)


@pytest.mark.parametrize("side", ["named", "naming"])
@pytest.mark.parametrize("way", ["page", "api"])
def test_either_body_withdraws_it_and_the_other_hears_why(client, cast, side, way):
    mine, officer, other = of(cast, side)
    client.force_login(fresh(officer))
    if way == "page":
        url = page(mine, f"{cast.tie.pk}/withdraw/")
        assert url in client.get(page(mine)).content.decode()
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": WHY}).status_code == 302
        assert WHY in client.get(page(mine)).content.decode()
    else:
        assert client.get(api(mine)).json()["hidden_ties"] == [cast.tie.pk]
        url = api(mine, f"{cast.tie.pk}/withdraw/")
        assert client.post(url, {"reason": ""}, content_type="application/json").status_code == 400
        told = client.post(url, {"reason": WHY}, content_type="application/json")
        assert (told.status_code, told.json()["hidden"], told.json()["hidden_ties"]) == (200, 0, [])
        assert [one["withdraw_reason"] for one in told.json()["withdrawn"]] == [WHY]
    stored = Kinship.objects.get(pk=cast.tie.pk)
    assert (stored.withdraw_reason, stored.withdrawn_by) == (WHY, officer)
    told = Message.objects.get(kind="FAMILY", to_agency__isnull=False)
    assert (told.to_agency, told.subject_no) == (other.guardianship, other.number)
    for child in (mine, other):
        assert LedgerEntry.objects.filter(verb="kinship.withdrawn", subject_id=child.pk).count() == 1
    client.force_login(fresh(of(cast, "naming" if side == "named" else "named")[1]))
    assert WHY in client.get(page(other)).content.decode()
    with translation.override("en"):
        assert other.number in said(told, timezone.now())


def test_of_the_other_child_nothing_is_told(client, cast):
    client.force_login(fresh(cast.officer))
    shown = [client.get(page(cast.child)), client.get(page(cast.child, f"{cast.tie.pk}/withdraw/"))]
    text = "".join(one.content.decode() for one in shown)
    assert [word for word in (cast.far.number, "Дана", "Ауыл", cast.far.guardianship.name) if word in text] == []
    assert siblings_of(cast.child, fresh(cast.officer)).hidden == 1


def test_nobody_else_withdraws_it_nor_is_told_of_it(client, cast):
    for user in (cast.orphanage, cast.coordinator):
        with pytest.raises(NotAllowed):
            family.withdraw_kinship(cast.tie, reason=WHY, by=fresh(user), at=timezone.now())
    client.force_login(fresh(cast.orphanage))
    told = client.get(api(cast.child)).json()
    assert (told["results"], told["hidden"], told["hidden_ties"], told["withdrawn"]) == ([], 0, [], [])
    url = api(cast.child, f"{cast.tie.pk}/withdraw/")
    assert client.post(url, {"reason": WHY}, content_type="application/json").status_code == 403
    assert client.get(page(cast.child, f"{cast.tie.pk}/withdraw/")).status_code in (403, 404)
    third = make_child(fresh(cast.officer), iin="", given_name="Асан")
    client.force_login(fresh(cast.officer))
    assert client.post(api(third, f"{cast.tie.pk}/withdraw/"), {"reason": WHY},
                       content_type="application/json").status_code == 404  # fmt: skip
    assert client.get(page(third, f"{cast.tie.pk}/withdraw/")).status_code == 404
    assert Kinship.objects.get(pk=cast.tie.pk).withdrawn_at is None


def test_the_form_says_that_another_body_will_read_the_reason(client, cast):
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(language="en")
    near = make_child(fresh(cast.officer), iin="", given_name="Асан")
    own = name_sibling(near, number=cast.child.number, by=fresh(cast.officer), at=timezone.now())
    client.force_login(fresh(cast.officer))
    said = [client.get(page(cast.child, f"{tie.pk}/withdraw/")).content.decode() for tie in (cast.tie, own)]
    assert ["The body of the other child" in one for one in said] == [True, False]


def test_within_one_body_nobody_is_told_and_once_is_enough(cast):
    near, at, by = make_child(fresh(cast.officer), iin="", given_name="Асан"), timezone.now(), fresh(cast.officer)
    tie = name_sibling(near, number=cast.child.number, by=by, at=at)
    family.withdraw_kinship(tie, reason=WHY, by=by, at=at)
    assert not Message.objects.filter(kind="FAMILY").exists()
    with pytest.raises(Refused):
        family.withdraw_kinship(tie, reason=WHY, by=by, at=at)
    assert name_sibling(near, number=cast.child.number, by=by, at=at).pk != tie.pk


@pytest.mark.parametrize("side", ["named", "naming"])
def test_both_files_tell_it_in_their_line_of_time_but_not_of_whom(client, cast, side):
    mine, officer, other = of(cast, side)
    type(officer).objects.filter(pk=officer.pk).update(language="en")
    client.force_login(fresh(officer))
    url = f"/api/v1/children/{mine.number}/timeline/"

    def lines():
        rows = client.get(url).json()["results"]
        return [(row["text"], (row["by"] or {}).get("id")) for row in rows if "sister" in row["text"]]

    own = {"named": None, "naming": cast.officer2.pk}[side]
    assert lines() == [("Relative: sister or brother. Added", own)]
    family.withdraw_kinship(cast.tie, reason=WHY, by=fresh(cast.officer), at=timezone.now())
    took = {"named": cast.officer.pk, "naming": None}[side]
    assert [one for one in lines() if "Withdrawn" in one[0]] == [("Relative: sister or brother. Withdrawn", took)]
    shown = client.get(url).content.decode() + client.get(f"/children/{mine.number}/timeline/").content.decode()
    assert [word for word in (other.number, other.given_name) if word in shown] == []
    client.force_login(fresh(cast.orphanage))
    assert "sister" not in client.get(f"/api/v1/children/{cast.child.number}/timeline/").content.decode()
