"""The own profile, the language, the present post, and the search box."""

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from tests.factories.accounts import fresh, give_post, make_agency, make_officer, make_user
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


def test_save_language_theme_and_mails(client, officer):
    answer = client.post("/profile/", {"language": "kk", "theme": "dark", "email_notices": "on"})
    saved = fresh(officer)
    assert answer.status_code == 302
    assert (saved.language, saved.theme, saved.email_notices, saved.email_reminders) == ("kk", "dark", True, False)
    assert 'lang="kk"' in client.get("/profile/").content.decode()


def test_a_wrong_language_is_refused(client, officer):
    assert client.post("/profile/", {"language": "xx", "theme": "dark"}).status_code == 422


def test_language_switch_keeps_profile_and_cookie(client, officer):
    answer = client.post("/language/", {"language": "en", "next": "/children/?sort=name"})
    assert (answer["Location"], answer.cookies["django_language"].value) == ("/children/?sort=name", "en")
    assert fresh(officer).language == "en"


def test_language_switch_for_a_visitor(client):
    client.post("/language/", {"language": "kk", "next": "/accounts/login/"})
    assert '<html lang="kk"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_language_switch_goes_nowhere_else(client, address):
    assert client.post("/language/", {"language": "kk", "next": address})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, officer):
    client.post("/language/", {"language": "xx"})
    assert fresh(officer).language == "ru"


def test_switch_of_posts_changes_what_one_sees(client, officer):
    make_child(officer)
    second = give_post(officer, make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER)
    assert len(client.get("/children/").context["page"].items) == 1
    assert client.post("/post/", {"membership": second.pk}).status_code == 302
    assert client.get("/children/").context["page"].items == []


@pytest.mark.parametrize("value", ["x", "", "999999"])
def test_a_post_that_is_not_mine_is_not_found(client, officer, value):
    assert client.post("/post/", {"membership": value}).status_code == 404


def test_a_post_of_another_is_not_found(client, officer):
    other = make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER)
    assert client.post("/post/", {"membership": other.post.pk}).status_code == 404


def test_search_opens_a_whole_number_at_once(client, officer):
    child = make_child(officer)
    for text in (child.number, child.number.lower(), f"С {child.number[2:]}"):
        assert client.post("/search/", {"q": text})["Location"] == f"/children/{child.number}/"


def test_search_groups_what_is_visible(client, officer):
    mine = make_child(officer, surname="Серіков")
    hidden = make_child(make_officer(), surname="Серіков")
    officer.agency.__class__.objects.filter(pk=officer.agency.pk).update(name_ru="Отдел Сериков")
    groups = client.post("/search/", {"q": "сериков"}).context["groups"]
    assert [line.child for line in groups["children"]] == [mine]
    assert [agency.pk for agency in groups["agencies"]] == [officer.agency.pk]
    page = client.post("/search/", {"q": hidden.number})
    assert page.status_code == 200
    assert not page.context["any"]


@pytest.mark.parametrize("text", ["", "%", "a", "I-26-000999", "000999", "'--"])
def test_search_of_nothing_is_calm(client, officer, text):
    assert client.get("/search/", {"q": text}).status_code == 200
