"""The frame of every page: menu by post, switches, theme, sign-in pages and pages of errors."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.web.context import menu, phone_menu, shell
from apps.web.demo_logins import demo_logins
from tests.factories.accounts import give_post, make_agency, make_district, make_officer, make_region, make_user

pytestmark = pytest.mark.django_db

PAGE = "rules:index"


def asked(user, name=PAGE):
    request = RequestFactory().get(reverse(name))
    request.user = user
    request.resolver_match = resolve(request.path)
    return request


@pytest.fixture
def district():
    return make_district(make_region("Астана"), "Алматы ауданы")


@pytest.fixture
def sysadmin(district):
    return make_user(make_agency(AgencyKind.OPERATIONS, district), Role.SYSADMIN)


def names(items):
    return [item["name"] for item in items]


def test_the_menu_holds_what_the_post_may_open(sysadmin):
    officer = names(menu(asked(make_officer()), timezone.now()))
    assert "children:index" in officer
    assert "engine:health" not in officer
    system = names(menu(asked(sysadmin), timezone.now()))
    assert "engine:health" in system
    assert "children:index" not in system
    assert "notices:index" not in system


def test_the_place_one_stands_in_is_marked(sysadmin):
    items = phone_menu(asked(sysadmin))
    assert [item["name"] for item in items if item["current"]] == [PAGE]


def test_a_phone_shows_four_places_at_most():
    assert len(phone_menu(asked(make_officer()))) <= 4


def test_a_mentor_has_the_own_child_at_hand_on_a_phone():
    mentor = make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTOR)
    assert [item["name"] for item in phone_menu(asked(mentor))][:3] == [
        "day:index", "mentoring:index", "incidents:new"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("theme", "dark"), [("light", None), ("dark", 'media="screen"'), ("auto", "prefers-color-scheme: dark")]
)
def test_the_theme_is_the_servers_choice(client, theme, dark):
    user = make_officer()
    user.theme = theme
    user.save(update_fields=["theme"])
    client.force_login(user)
    page = client.get(reverse(PAGE)).content.decode()
    assert f'data-theme="{theme}"' in page
    assert ("css/dark.css" in page) == (dark is not None)
    if dark:
        assert dark in page


def test_a_page_speaks_the_language_of_the_profile_and_names_the_post(client):
    user = make_officer(language="kk")
    client.force_login(user)
    page = client.get(reverse(PAGE)).content.decode()
    assert '<html lang="kk"' in page
    assert user.post.agency.name in page
    assert 'name="word-left" content="{} қалды"' in page


def test_one_with_two_posts_may_change_between_them(client, district):
    user = make_officer()
    client.force_login(user)
    assert reverse("post_switch") not in client.get(reverse(PAGE)).content.decode()
    second = give_post(user, make_agency(AgencyKind.MINORS_COMMISSION, district), Role.OFFICIAL)
    page = client.get(reverse(PAGE)).content.decode()
    assert f'name="membership" value="{second.pk}"' in page


def test_a_search_never_puts_names_into_an_address(client):
    client.force_login(make_officer())
    page = client.get(reverse(PAGE)).content.decode()
    form = page[page.index('role="search"') :][:200]
    assert 'method="post"' in form


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_signed_out_pages_open_in_each_language(client, name, language):
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_wrong_password_is_said_and_nothing_else(client):
    user = make_officer()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": "wrong"})
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert 'value="wrong"' not in page


def test_demo_logins_are_not_offered_without_debugging(settings):
    settings.TRYING_OUT = False
    assert demo_logins() is None


def test_demo_logins_name_the_posts_of_a_loaded_demo(settings, district):
    settings.TRYING_OUT = True
    assert demo_logins() is None
    agency = make_agency(AgencyKind.GUARDIANSHIP, district)
    user = make_user(agency, Role.GUARDIANSHIP_OFFICER)
    user.username, user.email = "officer", "officer@demo.example"
    user.save(update_fields=["username", "email"])
    found = demo_logins()
    assert [post.user.username for post in found["posts"]] == ["officer"]
    assert found["password"]


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "429", "500"])
def test_pages_of_errors_need_nothing_but_themselves(code):
    page = render_to_string(f"{code}.html", {})
    assert "<h1>" in page
    assert "tel:111" in page


def test_an_unknown_address_is_a_page_in_words(client):
    client.force_login(make_officer())
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "404" in answer.content.decode()


def test_a_visitor_gets_no_menu():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert not shell(request)["nav"]
    assert not shell(request)["can_log_incident"]


@pytest.mark.parametrize("name", ["account_signup", "account_inactive"])
def test_pages_left_to_the_sign_in_library_stand_in_our_frame(client, name):
    page = client.get(reverse(name)).content.decode()
    assert 'class="gate"' in page
    assert page.count("<h1>") == 1
