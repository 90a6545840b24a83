"""The wall stands for as long as a request, for its reader alone, and a crossing ends with its block."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from apps.accounts.models import User
from apps.api.tokens import create_token
from apps.audit.acting import action
from apps.core import wall
from apps.people.models import Child
from apps.wall.middleware import SecondWall
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh

SYSTEM = ("caseflow", "", "")


def session() -> tuple[str, str, str]:
    """Role, agency and reader as PostgreSQL has them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('caseflow.agency', true), current_setting('caseflow.reader', true)"
        )
        return tuple(value or "" for value in cursor.fetchone())


def as_set_for(person: User) -> tuple[str, str, str]:
    return (wall.ROLE, str(person.post.agency_id), str(person.pk))


def asked(user: User, answer) -> HttpResponse:
    """What a view that calls `answer` gives this person through the middleware."""
    request = RequestFactory().get("/")
    request.user = user
    return SecondWall(lambda request: HttpResponse(repr(answer())))(request)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_each_request_has_its_reader_and_leaves_nothing(cast: Cast) -> None:
    for person in (fresh(cast.officer), fresh(cast.officer2), fresh(cast.officer)):
        assert asked(person, session).content.decode() == repr(as_set_for(person))
        assert session() == SYSTEM


def test_nobody_signed_in_is_behind_the_wall_of_nobody(cast: Cast, client: Client) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert asked(AnonymousUser(), session).content.decode() == repr((wall.ROLE, "", ""))
    assert asked(AnonymousUser(), Child.objects.count).content == b"0"


def test_an_exception_takes_the_wall_down_with_the_request(cast: Cast) -> None:
    def broken() -> None:
        with wall.lifted("a test"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(fresh(cast.officer), broken)
    assert session() == SYSTEM
    assert not wall.stands()


def test_a_page_by_its_reader_and_by_another_on_one_connection(cast: Cast, client: Client) -> None:
    page = f"/children/{cast.child.number}/"
    for person, status in ((cast.officer, 200), (cast.officer2, 404), (cast.officer, 200)):
        client.force_login(person)
        assert client.get(page).status_code == status
        assert session() == SYSTEM


def test_a_bearer_token_names_its_reader_late(cast: Cast) -> None:
    officer = fresh(cast.officer)
    _token, text = create_token(officer, by=officer, at=timezone.now())
    answer = Client().get("/api/v1/children/", headers={"authorization": f"Bearer {text}"})
    assert [row["number"] for row in answer.json()["results"]] == [cast.child.number]
    assert session() == SYSTEM


def test_what_streams_is_read_behind_the_wall(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = fresh(cast.officer2)
    answer = SecondWall(lambda _request: StreamingHttpResponse(str(Child.objects.count()) for _n in range(2)))(request)
    assert Child.objects.count() == 1
    assert list(answer) == [b"0", b"0"]
    assert session() == SYSTEM


def test_lifts_within_lifts_end_with_the_outermost(cast: Cast, django_assert_num_queries) -> None:
    with wall.standing():
        with django_assert_num_queries(3), wall.lifted("one"):
            with wall.lifted("two"), pytest.raises(KeyError), wall.lifted("three"):
                raise KeyError
            assert Child.objects.count() == 1
            assert session()[0] == "caseflow"
        assert Child.objects.count() == 0
        assert session()[0] == wall.ROLE


def test_a_failed_query_leaves_no_lift(cast: Cast) -> None:
    with wall.standing():
        with pytest.raises(DatabaseError), transaction.atomic(), wall.lifted("a test"):
            connection.cursor().execute("SELECT 1 / 0")
        assert session()[0] == wall.ROLE
        with pytest.raises(IntegrityError), wall.lifted("a test"), transaction.atomic():
            Child.objects.filter(pk=cast.child.pk).update(guardianship=None)
        assert session()[0] == wall.ROLE


@action
def _act(*, by: User | None, fail: bool = False) -> tuple[str, int]:
    if fail:
        raise ZeroDivisionError
    return session()[0], Child.objects.count()


def test_an_action_within_a_transaction_has_the_wall_open_for_itself(cast: Cast) -> None:
    with wall.standing():
        assert _act(by=None) == ("caseflow", 1)
        assert (session()[0], Child.objects.count()) == (wall.ROLE, 0)


@pytest.mark.django_db(transaction=True)
def test_the_end_of_an_action_closes_the_wall(django_assert_num_queries) -> None:
    Child.objects.count()
    with wall.standing():
        with django_assert_num_queries(6):  # begin, open the wall, name the actor, two of the test, commit
            assert _act(by=None)[0] == "caseflow"
        assert session()[0] == wall.ROLE
        with pytest.raises(ZeroDivisionError):
            _act(by=None, fail=True)
        assert session()[0] == wall.ROLE
    assert session() == SYSTEM


@pytest.mark.django_db(transaction=True)
def test_requests_in_threads_have_walls_of_their_own() -> None:
    cast = make_cast()
    found = {}

    def ask(name: str, person: User) -> None:
        client = Client()
        client.force_login(person)
        before = asked(fresh(person), Child.objects.count).content
        found[name] = before, client.get(f"/children/{cast.child.number}/").status_code, session()
        connection.close()

    asking = [threading.Thread(target=ask, args=(name, getattr(cast, name))) for name in ("officer", "officer2")]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found == {"officer": (b"1", 200, SYSTEM), "officer2": (b"0", 404, SYSTEM)}


def test_the_web_process_begins_behind_the_wall() -> None:
    """A query outside of any request: in the role of requests, with no reader."""
    code = (
        "import caseflow.wsgi\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('SELECT current_user')\n"
        "    print(cursor.fetchone()[0])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    assert ran.stdout.strip() == wall.ROLE
