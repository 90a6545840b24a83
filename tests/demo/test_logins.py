"""Every login of the contract finds work, and nobody finds the work of others; the command that makes them."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from apps.accounts.models import Agency, User
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.demo.fixture import read
from apps.demo.load import MARK
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.people.models import Child

pytestmark = pytest.mark.django_db
WORK = {  # login: at least this many children, incidents, notices to acknowledge, running duties
    "officer": (20, 20, 5, 5), "head": (20, 20, 5, 5), "orphanage": (14, 10, 3, 3), "coordinator": (10, 10, 0, 5),
    "mentor": (1, 2, 0, 0), "police": (0, 10, 4, 4), "ombudsman": (0, 10, 3, 3), "officer2": (10, 3, 1, 1),
    "coordinator2": (3, 2, 0, 1), "ombudsman2": (0, 3, 1, 1), "commissioner": (0, 1, 1, 1),
    "operator111": (0, 10, 0, 1), "secretary": (5, 0, 0, 0),
}  # fmt: skip


def who(login: str) -> User:
    return User.objects.get(username=login)


@pytest.mark.parametrize("login", WORK)
def test_each_has_work(demo, login):
    user = who(login)
    children, incidents, unanswered, running = WORK[login]
    assert Child.objects.visible_to(user).count() >= children
    assert Incident.objects.visible_to(user).count() >= incidents
    assert Notice.objects.visible_to(user).unacknowledged().count() >= unanswered
    assert Obligation.objects.visible_to(user).open().count() >= running


def test_logins_are_those_of_the_contract(demo):
    named = {person["login"] for person in read("logins")["people"]}
    assert named >= {
        "officer", "officer2", "coordinator", "coordinator2", "mentor", "orphanage", "police", "ombudsman",
        "ombudsman2", "commissioner", "operator111", "inspector", "auditor", "sysadmin",
    }  # fmt: skip
    assert len(read("logins")["password"]) >= 12
    assert who("coordinator").check_password(read("logins")["password"])
    assert len(who("secretary").posts) == 2


def test_others_see_nothing_of_the_coordinators_incidents(demo):
    mine = Incident.objects.filter(agency=who("coordinator").agency)
    assert mine.count() >= 10
    for login in ("officer2", "coordinator2", "ombudsman2", "auditor", "sysadmin", "inspector", "admin"):
        assert not mine.filter(pk__in=Incident.objects.visible_to(who(login))).exists(), login
    for login in ("auditor", "sysadmin", "inspector", "operator111"):
        assert not Child.objects.visible_to(who(login)).exists()


def test_the_mentor_has_one_child_of_thirteen(demo):
    child = Child.objects.visible_to(who("mentor")).get()
    assert child.age(local_day(demo)) == 13
    assert child.placements.get().organisation == who("orphanage").agency


def test_two_terms_run_out_while_a_newcomer_looks(demo):
    drafts = Incident.objects.visible_to(who("coordinator")).filter(state=State.DRAFT)
    assert drafts.count() == 2
    duties = Obligation.objects.filter(subject_kind="incident", subject_id__in=drafts.values("pk"))
    minutes = {round((d.next_step_at - demo).total_seconds() / 60) for d in duties}
    assert minutes == {2, 5}
    assert Obligation.objects.visible_to(who("officer")).overdue(demo).exists()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def trying_out(settings):
    settings.TRYING_OUT = True


@pytest.mark.parametrize("arguments", [[], ["--logins"]])
def test_refused_without_the_mark_of_a_demo(demo, monkeypatch, arguments):
    """Where agencies, people or children are that the demo did not make, it stays out."""
    monkeypatch.setattr("apps.demo.management.commands.demo.is_loaded", lambda: False)
    before = Agency.objects.count()
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert Agency.objects.count() == before


def test_the_known_password_opens_nothing_in_production(demo, settings):
    password = read("logins")["password"]
    assert authenticate(None, username="officer", password=password) == who("officer")
    settings.TRYING_OUT = False
    assert authenticate(None, username="officer", password=password) is None


@pytest.mark.parametrize("arguments", [[], ["--logins"]])
def test_refused_in_production(demo, settings, arguments):
    settings.TRYING_OUT = False
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2


def test_a_second_time_changes_nothing(demo):
    before = Agency.objects.count()
    assert "already" in run()
    assert Agency.objects.count() == before
    assert LedgerEntry.objects.filter(verb=MARK).count() == 1


def test_logins_are_printed_with_role_agency_and_password(demo):
    text = run("--logins")
    for word in ("officer", "coordinator2", "sysadmin", "Кайнар", "qorgan-demo-2026"):
        assert word in text
