"""A relative's IIN opens no other body's record, no secrecy of adoption, and tells nothing of where it is known."""

from datetime import date

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.matching import merging
from apps.people.acts import family
from apps.people.acts.sharing import part_family
from apps.people.models import Child, Kinship, Relative
from apps.people.siblings import siblings_of
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
IIN = "851123300157"
MOTHER = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "iin": IIN}
KNOWN = {"phone": "+77011234567", "address": "Абай 1", "birth_date": "1985-11-23"}
PRIVATE = ("birth_date", "phone", "address")


@pytest.fixture
def cast():
    cast = make_cast()
    cast.far = make_child(fresh(cast.officer2), iin="", given_name="Дана")
    cast.near = make_child(fresh(cast.officer), iin="", given_name="Асан")
    return cast


@pytest.fixture
def head(cast):
    return fresh(cast.heads["GUARDIANSHIP"])


def url(child: Child) -> str:
    return f"/api/v1/children/{child.number}/family/"


def send(client, user, method, path, body, **headers):
    client.force_login(fresh(user))
    return getattr(client, method)(path, body, content_type="application/json", headers=headers)


def tied(child, by, **changes):
    return family.add_relative(child, data={**MOTHER, **changes}, by=fresh(by), at=timezone.now())[0]


def seen(client, user, child):
    client.force_login(fresh(user))
    return client.get(url(child)).json()["results"]


def rows(child) -> int:
    return LedgerEntry.objects.filter(subject_kind="child", subject_id=child.pk).count()


def test_over_the_api_the_iin_reads_and_writes_nothing_of_another_body(client, cast):
    made = send(client, cast.officer, "post", url(cast.child), {**MOTHER, **KNOWN})
    assert made.status_code == 201, made.content
    before = seen(client, cast.officer, cast.child)
    got = send(client, cast.officer2, "post", url(cast.far), {**MOTHER, "kind": "OTHER"})
    assert got.status_code == 201, got.content
    theirs = got.json()
    assert [theirs["relative"][name] for name in PRIVATE] == [None, "", ""]
    assert theirs["relative"]["id"] != before[0]["relative"]["id"]
    ledger = rows(cast.child)
    changed = send(
        client, cast.officer2, "patch", f"{url(cast.far)}{theirs['id']}/",
        {"given_name": "Басқа", "phone": "+77770000000", "address": "Жоқ"}, **{"If-Match": got["ETag"]},
    )  # fmt: skip
    assert changed.status_code == 200, changed.content
    assert seen(client, cast.officer, cast.child) == before
    assert rows(cast.child) <= ledger + 1, "the reading of the file alone"


def test_on_the_page_too(client, cast):
    send(client, cast.officer, "post", url(cast.child), {**MOTHER, **KNOWN})
    client.force_login(fresh(cast.officer2))
    page = f"/children/{cast.far.number}/family/"
    assert client.post(f"{page}new/", {**MOTHER, "kind": "OTHER"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Бекетова" in shown
    assert [word for word in (KNOWN["phone"], KNOWN["address"], "23.11.1985") if word in shown] == []


def test_an_iin_known_elsewhere_answers_as_any_other(client, cast):
    tied(cast.child, cast.officer)
    told = []
    for iin in (IIN, "900315400126"):
        wrong = {**MOTHER, "iin": iin, "given_name": "Гүлнар"}
        child = make_child(fresh(cast.officer2), iin="", given_name=("Ерке", "Жанар")[len(told)])
        answer = send(client, cast.officer2, "post", url(child), wrong)
        told.append((answer.status_code, sorted(answer.json()), siblings_of(child, fresh(cast.officer2)).hidden))
    assert told[0] == told[1] == (201, told[0][1], 0)


def test_a_wrong_iin_corrected_to_a_known_one_is_not_refused(cast):
    tied(cast.child, cast.officer)
    own = tied(cast.far, cast.officer2, iin="", given_name="Гүлнар")
    changed, _ = family.correct_relative(
        own, data={"iin": IIN}, version=family.version_of(own), by=fresh(cast.officer2), at=timezone.now()
    )
    assert changed.relative.iin == IIN


@pytest.mark.parametrize("which", ["child", "near"])
def test_the_secrecy_of_adoption_stays_closed(client, cast, head, which):
    tied(cast.child, head, is_secret=True, **KNOWN | {"birth_date": None})
    child = getattr(cast, which)
    answer = send(client, cast.officer, "post", url(child), {**MOTHER, "kind": "OTHER"})
    assert answer.status_code == 201, answer.content
    assert [answer.json()["relative"][name] for name in PRIVATE] == [None, "", ""]
    assert siblings_of(cast.near, fresh(cast.officer)).open == []
    wrong = send(client, cast.officer, "post", url(child), {**MOTHER, "kind": "MOTHER", "given_name": "Гүлнар"})
    assert wrong.status_code == 422, "its own open record of this IIN"
    assert Relative.objects.count() == 2


def test_what_becomes_secret_parts_from_what_is_open(cast, head):
    own, other = tied(cast.child, head), tied(cast.near, head)
    own = Kinship.objects.get(pk=own.pk)
    assert own.relative_id == other.relative_id
    version = family.version_of(own)
    now = timezone.now()
    own, _ = family.correct_relative(own, data={"is_secret": True, "phone": "87011234567"}, version=version, by=head,
                                     at=now)  # fmt: skip
    other.refresh_from_db()
    assert own.relative_id != other.relative_id
    assert (Relative.objects.get(pk=other.relative_id).phone, own.relative.phone) == ("", "+77011234567")
    assert family.version_of(Kinship.objects.get(pk=own.pk)) > version
    assert siblings_of(cast.near, fresh(cast.officer)).open == []
    assert [one.child for one in siblings_of(cast.child, fresh(head)).open] == [cast.near], "inside the secrecy"


def test_a_record_shared_before_parts_at_the_first_correction(cast):
    own = tied(cast.child, cast.officer, **KNOWN | {"birth_date": None})
    near = tied(cast.near, cast.officer)
    far = Kinship.objects.create(child=cast.far, relative=near.relative, kind="OTHER")
    family.correct_relative(
        far, data={"phone": "87770000000"}, version=family.version_of(far), by=fresh(cast.officer2), at=timezone.now()
    )
    ties = Kinship.objects.select_related("relative").in_bulk([own.pk, near.pk, far.pk])
    assert [ties[one.pk].relative.phone for one in (own, near, far)] == [KNOWN["phone"]] * 2 + ["+77770000000"]
    assert ties[own.pk].relative_id == ties[near.pk].relative_id != ties[far.pk].relative_id


def test_a_correction_stands_in_the_history_of_every_file_it_shows_in(cast):
    own, near = tied(cast.child, cast.officer), tied(cast.near, cast.officer)
    assert own.relative_id == near.relative_id
    own.refresh_from_db()
    family.correct_relative(
        own, data={"phone": "87770000000"}, version=family.version_of(own), by=fresh(cast.officer), at=timezone.now()
    )
    entry = LedgerEntry.objects.filter(subject_id=cast.near.pk, verb="kinship.corrected").get()
    assert (entry.data["record"], entry.data["fields"]) == (near.pk, ["phone"])


def test_a_file_that_goes_to_another_body_takes_records_of_its_own(cast):
    own, near = (tied(child, cast.officer, iin="", birth_date=date(1985, 6, 1))
                 for child in (cast.child, cast.near))  # fmt: skip
    assert own.relative_id == near.relative_id
    part_family(cast.near)
    near.refresh_from_db()
    assert near.relative_id != own.relative_id
    Child.objects.filter(pk=cast.near.pk).update(guardianship=cast.officer2.post.agency)
    found = siblings_of(cast.child, fresh(cast.officer))
    assert [one.child for one in found.open] + [cast.near] * found.hidden == [cast.near], "still a brother"


def test_another_body_s_secret_parent_makes_no_sibling(cast, head):
    tied(cast.child, head, is_secret=True)
    tied(cast.far, cast.officer2)
    assert siblings_of(cast.far, fresh(cast.officer2)).hidden == 0
    assert siblings_of(cast.child, fresh(head)).hidden == 1


def test_a_merge_keeps_both_records_of_a_person_and_each_is_corrected_alone(cast, head):
    secret = tied(cast.near, head, kind="OTHER", is_secret=True)
    own = tied(cast.child, cast.officer, kind="OTHER")
    now = timezone.now()
    made = merging.merge(cast.child, absorbed=cast.near, reason="Туу туралы куәлігі бір", by=head, at=now)
    assert Kinship.objects.filter(child=cast.child).count() == 2
    tie = Kinship.objects.get(pk=own.pk)
    version = family.version_of(tie)
    family.correct_relative(tie, data={"phone": "87770000000"}, version=version, by=fresh(cast.officer), at=now)
    merging.undo(made, reason="Бұл екі бөлек бала", by=fresh(head), at=now)
    phones = {tie.child: tie.relative.phone for tie in Kinship.objects.select_related("relative", "child")}
    assert phones == {cast.child: "+77770000000", cast.near: ""}
    assert Kinship.objects.get(pk=secret.pk).is_secret
