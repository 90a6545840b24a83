"""A few children of the login officer's body who got a second file: for the list of suspected duplicates."""

from datetime import timedelta

from apps.accounts.models import Agency
from apps.core.numbers import next_numbers
from apps.demo.identity import latin
from apps.demo.world import World
from apps.matching.finding import find_pairs
from apps.matching.keeping import everyone, rebuild
from apps.people.access import access_row
from apps.people.checks import name_key
from apps.people.models import Child, Ground

PAIRS = 4


def make_duplicates(world: World) -> int:
    """Keys for every child, second files for some, and the nightly look; how many pairs it found."""
    body = world.logins["officer"].agency
    known = [one.child for one in world.residents if one.child.guardianship_id == body.pk][:PAIRS]
    for number, place in zip(next_numbers("C", len(known), world.now), range(len(known)), strict=True):
        _second(world, known[place], place, number, body)
    world.flush()
    for children in everyone():
        rebuild(children)
    return find_pairs(world.now - timedelta(hours=9))


def _second(world: World, child: Child, place: int, number: str, body: Agency) -> None:
    """The same child as somebody else wrote it down: in Latin letters, names swapped, without a patronymic."""
    at = world.ago(days=3 + place)
    names = [
        {"surname": latin(child.surname), "given_name": latin(child.given_name), "patronymic": ""},
        {"surname": child.given_name, "given_name": child.surname, "patronymic": child.patronymic},
        {"surname": child.surname, "given_name": f"{child.given_name} {child.patronymic}".strip(), "patronymic": ""},
        {"surname": child.surname, "given_name": child.given_name, "patronymic": ""},
    ][place % 4]
    born = child.birth_date
    if place == PAIRS - 1 and born.day <= 12:
        born = born.replace(day=born.month, month=born.day)
    second = Child(
        number=number, **names, no_iin_reason=Child.NoIin.NOT_KNOWN, birth_date=born, sex=child.sex,
        guardianship=body, area=child.area, registered_at=at,
    )  # fmt: skip
    second.name_key = name_key(second)
    world.rows.add(second)
    officer = world.logins["officer"]
    world.rows.add(access_row(second, body, Ground.RESPONSIBLE, valid_from=at, by=officer))
    world.record("child.registered", second.subject, by=officer, at=at)
