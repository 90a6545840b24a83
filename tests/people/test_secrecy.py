"""Whoever is outside the secrecy of adoption learns of no adopter: on no page, over the API, in no file."""

import pytest
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.disclosure.mask import mask
from apps.people.actions import correct_child
from apps.people.acts.family import add_relative, version_of
from apps.people.acts.names import change_name
from apps.people.models import Child, Kinship
from apps.web.children import summary
from apps.web.children.columns import _representative
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.web.forms import as_sent

pytestmark = pytest.mark.django_db
ADOPTER = Child.Representative.ADOPTER


@pytest.fixture
def cast():
    """The head records an adopter: as legal representative, and as a relative without more secrecy."""
    cast = make_cast()
    head, now = fresh(cast.heads["GUARDIANSHIP"]), timezone.now()
    correct_child(
        cast.child, data={"representative_kind": ADOPTER, "representative_name": "Сейітова Алма"}, version=1, by=head,
        at=now,
    )  # fmt: skip
    cast.child.refresh_from_db()
    data = {"kind": "ADOPTER", "surname": "Сейітова", "given_name": "Алма", "sex": "FEMALE"}
    add_relative(cast.child, data=data, by=head, at=now)
    return cast


@pytest.fixture
def at(cast):
    return f"/children/{cast.child.number}/"


WORDS = ("adopter", "ADOPTER", "усыновител", "асырап алуш")


def told(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("page", ["", "family/", "timeline/", "edit/"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_show_a_parent(client, cast, at, page, language):
    User.objects.filter(pk=cast.officer.pk).update(language=language)
    client.force_login(fresh(cast.officer))
    shown = told(client.get(f"{at}{page}"))
    if page == "edit/":
        assert '<option value="PARENT" selected>' in shown
    else:
        assert [word for word in WORDS if word in shown] == []


def test_the_head_sees_the_adopter(client, cast, at):
    client.force_login(cast.heads["GUARDIANSHIP"])
    assert "усыновитель" in told(client.get(at))
    assert "усыновитель" in told(client.get(f"{at}family/")).lower()
    assert '<option value="ADOPTER" selected>' in told(client.get(f"{at}edit/"))


def test_the_printed_summary(cast):
    now = timezone.now()
    for user, expected in ((cast.officer, False), (cast.heads["GUARDIANSHIP"], True)):
        content = str(summary.content(Child.objects.get(pk=cast.child.pk), fresh(user), now))
        assert ("усыновитель" in content) == expected


def test_lists_exports_and_api(cast, client):
    child = Child.objects.get(pk=cast.child.pk)
    mask([child], fresh(cast.officer))

    class Line:
        pass

    Line.child = child
    with translation.override("ru"):
        assert "родитель" in str(_representative(Line, local_day(timezone.now())))
    with pytest.raises(RuntimeError):
        child.save()
    client.force_login(cast.officer)
    answer = client.get(f"/api/v1/children/{cast.child.number}/").json()
    assert answer["representative_kind"] == "PARENT"
    client.force_login(cast.heads["GUARDIANSHIP"])
    assert client.get(f"/api/v1/children/{cast.child.number}/").json()["representative_kind"] == "ADOPTER"


def test_a_correction_by_an_outsider_keeps_the_adopter(client, cast, at):
    client.force_login(cast.officer)
    page = client.get(f"{at}edit/")
    assert client.post(f"{at}edit/", as_sent(page, phone="+77010000001")).status_code == 302
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.representative_kind, child.phone) == (ADOPTER, "+77010000001")
    page = client.get(f"{at}edit/")
    assert client.post(f"{at}edit/", as_sent(page, representative_kind="OPEKUN")).status_code == 302
    assert Child.objects.get(pk=cast.child.pk).representative_kind == "OPEKUN"


def test_an_outsider_corrects_the_relative_and_it_stays_an_adopter(client, cast, at):
    tie = Kinship.objects.get()
    client.force_login(cast.officer)
    url = f"{at}family/{tie.pk}/edit/"
    page = client.get(url)
    assert as_sent(page)["kind"] == ["MOTHER"]
    assert client.post(url, as_sent(page, phone="+77010000001")).status_code == 302
    tie = Kinship.objects.select_related("relative").get()
    assert (tie.kind, tie.relative.phone, version_of(tie)) == ("ADOPTER", "+77010000001", 3)
    assert "усыновитель" not in told(client.get(f"{at}family/{tie.pk}/ground/")).lower()


def test_a_comparison_does_not_reach_back_before_an_adoption(client, cast, at):
    old = cast.child.surname
    new = {name: getattr(cast.child, name) for name in ("given_name", "patronymic")}
    data = {**new, "surname": "Сейітова", "reason": "ADOPTION", "changed_on": local_day(timezone.now()), "paper": None}
    head = fresh(cast.heads["GUARDIANSHIP"])
    change_name(cast.child, data=data, version=cast.child.version, by=head, at=timezone.now())
    for person, shows in ((cast.officer, False), (cast.heads["GUARDIANSHIP"], True)):
        client.force_login(person)
        page = client.get(f"{at}edit/")
        late = client.post(f"{at}edit/", as_sent(page, surname="Басқа", version="1"))
        comparison = late.context["form"].comparison
        assert [one.before for one in comparison.conflicts if one.name == "surname"] == [old if shows else ""]
        assert (old in told(late)) == shows


def test_a_mentoring_organisation_sees_a_parent(cast, client, at):
    client.force_login(cast.coordinator)
    assert client.get(f"/api/v1/children/{cast.child.number}/").json()["representative_kind"] == "PARENT"
