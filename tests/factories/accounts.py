"""Areas, agencies and people with posts, as small as a test needs them."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from apps.accounts.actions import grant_membership
from apps.accounts.confirmations import confirm
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, Confirmation, User
from apps.accounts.roles import Role

_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


def make_region(name: str = "") -> Area:
    n = next(_numbers)
    country, _ = Area.objects.get_or_create(
        code="KZ", defaults={"level": Area.Level.COUNTRY, "name_kk": "Қазақстан", "name_ru": "Казахстан"}
    )
    name = name or f"Регион {n}"
    return Area.objects.create(
        code=f"R{n}", level=Area.Level.REGION, parent=country, name_kk=name, name_ru=name, name_en=name
    )


def make_district(region: Area | None = None, name: str = "") -> Area:
    n = next(_numbers)
    name = name or f"Район {n}"
    return Area.objects.create(
        code=f"D{n}", level=Area.Level.DISTRICT, parent=region or make_region(), name_kk=name, name_ru=name,
        name_en=name,
    )  # fmt: skip


def make_agency(kind: str = AgencyKind.GUARDIANSHIP, area: Area | None = None, **fields: Any) -> Agency:
    n = next(_numbers)
    name = fields.pop("name", "") or f"{kind} {n}"
    defaults = {"name_kk": name, "name_ru": name, "name_en": name, "email": f"agency{n}@example.kz"}
    return Agency.objects.create(kind=kind, area=area or make_district(), **{**defaults, **fields})


def make_user(agency: Agency | None = None, role: str = "", **fields: Any) -> User:
    """A person; with `agency` and `role` one who holds that post since long ago."""
    duty = fields.pop("is_duty_officer", False)
    n = next(_numbers)
    defaults = {
        "first_name": "Гүлнар",
        "last_name": f"Оспанова{'аәбвгғд'[n % 7]}",
        "email": f"user{n}@example.kz",
    }
    user = User.objects.create_user(username=fields.pop("username", f"user{n}"), **{**defaults, **fields})
    if agency is not None:
        give_post(user, agency, role, is_duty_officer=duty)
    return fresh(user)


def give_post(user: User, agency: Agency, role: str, **fields: Any):
    return grant_membership(
        user=user, agency=agency, role=role, by=None, at=timezone.now(), **{"starts_on": LONG_AGO, **fields}
    )


def settled(made: Any) -> Any:
    """What was asked for, confirmed by a second administrator of the agency; anything else as it is."""
    if not isinstance(made, Confirmation):
        return made
    confirm(made, by=make_user(made.agency, Role.AGENCY_ADMIN), at=timezone.now())
    return made.person.memberships.order_by("pk").last() if made.kind == Confirmation.Kind.POST else made


def fresh(user: User) -> User:
    """The same person as a new request would load them, without remembered posts and grants."""
    return User.objects.get(pk=user.pk)


def make_officer(agency: Agency | None = None, **fields: Any) -> User:
    """A guardianship officer."""
    return make_user(agency or make_agency(AgencyKind.GUARDIANSHIP), Role.GUARDIANSHIP_OFFICER, **fields)
