"""People with posts: a head and a duty officer at every agency in the system, and those who may sign in."""

import re
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.models import Agency, Membership, User
from apps.accounts.roles import HEAD_ROLES, ROLES, Role
from apps.demo.fixture import read
from apps.demo.identity import invent_name, latin
from apps.demo.world import World

SINCE = date(2022, 9, 1)
PEOPLE = "people.example"
LOGINS = "demo.example"
MENTORS = 3
"""Mentors with an account, at each mentoring organisation."""

GRANTS = """
INSERT INTO accounts_agencyuserpermission (user_id, content_object_id, permission_id)
SELECT DISTINCT m.user_id, m.agency_id, p.id
FROM accounts_membership m
JOIN unnest(%s::text[], %s::text[]) AS may(role, codename) ON may.role = m.role
JOIN auth_permission p ON p.codename = may.codename
JOIN django_content_type t ON t.id = p.content_type_id AND t.app_label = 'accounts' AND t.model = 'agency'
"""
"""What `accounts.actions.sync_user` would grant, for everybody at once."""


def make_people(world: World) -> None:
    """Accounts and posts; call `grant` once they are written."""
    _make_logins(world)
    for agency in world.agencies.values():
        if agency.on_platform:
            _fill(world, agency)


def grant() -> None:
    """Derive guardian's rows from the memberships."""
    pairs = [(str(role), str(perm)) for role, facts in ROLES.items() for perm in facts.permissions]
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [[role for role, _perm in pairs], [perm for _role, perm in pairs]])


def find_agency(world: World, words: str) -> Agency:
    """`KIND CODE [POSITION]`: an agency of a district or region; the code may be "country"."""
    kind, code, position = [*words.split(), "0"][:3]
    if code == "country":
        return world.central(kind)
    area = world.areas[code]
    return (world.local(kind, area) or world.in_region(kind, area))[int(position)]


def _make_logins(world: World) -> None:
    content = read("logins")
    password = make_password(content["password"])
    for person in content["people"]:
        surname, given, patronymic = person["name"]
        user = world.rows.add(
            User(
                username=person["login"], email=f"{person['login']}@{LOGINS}", password=password, last_name=surname,
                first_name=given, patronymic=patronymic, language=person["language"], date_joined=world.ago(days=800),
            )
        )  # fmt: skip
        world.logins[user.username] = user
        _post(world, user, find_agency(world, person["agency"]), person["role"], duty=person.get("duty", False))
        if second := person.get("second"):
            _post(world, user, find_agency(world, second["agency"]), second["role"])


def _fill(world: World, agency: Agency) -> None:
    """A head and somebody on duty, where the logins have not filled the post."""
    roles = roles_for(agency.kind)
    head = sorted(roles & set(HEAD_ROLES))
    staff = sorted(roles - set(HEAD_ROLES) - {Role.AGENCY_ADMIN, Role.MENTOR, Role.AUDITOR, Role.SYSADMIN})
    if agency.kind == AgencyKind.CONTACT_CENTRE:
        staff = [Role.OPERATOR_111]
    if head and not world.heads(agency.pk):
        _invent(world, agency, head[0], "head", duty=not staff)
    if staff and not world.on_duty(agency.pk):
        _invent(world, agency, staff[0], "duty", duty=True)
    if agency.kind == AgencyKind.MENTORING_ORG:
        for number in range(1, MENTORS + 1):
            _invent(world, agency, Role.MENTOR, f"mentor{number}", duty=False)


def _invent(world: World, agency: Agency, role: str, word: str, *, duty: bool) -> None:
    female = world.chance(0.6)
    name = invent_name(world.random, female=female, russian=0.2)
    login = f"{agency.kind.lower().replace('_', '-')}-{agency.pk}-{word}"
    mailbox = re.sub(r"[^a-z]", "", latin(name.surname).lower())
    user = world.rows.add(
        User(
            username=login, email=f"{mailbox}.{agency.pk}.{word}@{PEOPLE}", password=make_password(None),
            last_name=name.surname, first_name=name.given, patronymic=name.patronymic,
            language=world.random.choice(["kk", "ru", "ru"]), date_joined=world.ago(days=800),
        )
    )  # fmt: skip
    _post(world, user, agency, role, duty=duty)


def _post(world: World, user: User, agency: Agency, role: str, *, duty: bool = False) -> Any:
    return world.add_post(Membership(user=user, agency=agency, role=role, starts_on=SINCE, is_duty_officer=duty))
