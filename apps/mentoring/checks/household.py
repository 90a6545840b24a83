"""With whom a candidate lives: six of the grounds reach the spouse and persons living together (Article 28-2(3))."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.core.names import clean_name
from apps.mentoring.checks.candidates import OF_AGE, check_born
from apps.mentoring.checks.common import check_choice, required
from apps.mentoring.models import Candidate, HouseholdMember
from apps.people.checks import check_written

RULE = "kz345.a28-2.p3.pthousehold"
Relation = HouseholdMember.Relation


def checked_member(data: Mapping[str, Any], today: date, refuse: Collector, place: str = "") -> dict[str, Any]:
    """The values of one person of the household; `place` names the person in a list (`members.0.`)."""
    values = {name: data.get(name) for name in ("name", "birth_date", "relation", "starts_on")}
    values["name"] = clean_name(required(values["name"], f"{place}name", 250, refuse))[0]
    check_written(values["name"], f"{place}name", refuse)
    check_born(values["birth_date"], today, refuse, field=f"{place}birth_date")
    check_choice(
        values["relation"], Relation.values, f"{place}relation", refuse, _("Spouse, or person living together?")
    )
    if values["starts_on"] and values["starts_on"] > today:
        refuse(_("This day is in the future."), field=f"{place}starts_on")
    return values


def check_declaration(
    is_married: bool | None, lives_alone: bool | None, relations: Sequence[str], refuse: Collector
) -> None:
    """Declared is “lives alone”, or the list; a married candidate names the spouse (bad input 9)."""
    if is_married is None:
        refuse(_("Say whether the candidate is married."), field="is_married", rule=RULE)
    if lives_alone is None or (not lives_alone and not relations):
        refuse(
            _("Say “lives alone”, or name everybody with whom the candidate lives: an empty list declares nothing."),
            field="lives_alone",
            rule=RULE,
        )
    if is_married and Relation.SPOUSE not in relations:
        refuse(
            _("A married candidate names the spouse, also one who lives elsewhere: the grounds reach the spouse."),
            field="household",
            rule=RULE,
        )
    if is_married is False and Relation.SPOUSE in relations:
        refuse(_("A spouse is named, and the candidate is said not to be married."), field="is_married", rule=RULE)
    if lives_alone and Relation.COHABITANT in relations:
        refuse(_("Persons living together are named, and the candidate is said to live alone."),
               field="lives_alone", rule=RULE)  # fmt: skip
    if list(relations).count(Relation.SPOUSE) > 1:
        refuse(_("One spouse is named twice."), field="household", rule=RULE)


def check_declared(candidate: Candidate, members: Sequence[HouseholdMember], refuse: Collector) -> None:
    """The stored declaration is whole."""
    check_declaration(candidate.is_married, candidate.lives_alone, [one.relation for one in members], refuse)


def is_reached(member: HouseholdMember, on: date) -> bool:
    """Whether the grounds reach this person on a day: the spouse always, who lives there from majority on."""
    return member.relation == Relation.SPOUSE or member.age(on) >= OF_AGE
