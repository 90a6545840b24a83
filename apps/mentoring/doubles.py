"""Other open applications of perhaps the same person.

The public page takes a second application without a word, so that nobody learns there who has applied; the
organisation and the body are told on the file and in the list.
"""

from collections.abc import Iterable

from django.db.models import Q

from apps.accounts.models import User
from apps.core.fields import Unreadable
from apps.mentoring.models import Candidate

MOST = 5


def doubles_of(candidates: Iterable[Candidate], reader: User) -> dict[int, list[Candidate]]:
    """By the id of each open candidate: the other open ones the reader may see, of the same IIN, or of the same
    surname, given name and birth date; the oldest first, MOST at most. One query for all."""
    mine = [one for one in candidates if one.is_open]
    if not mine:
        return {}
    near = Q(birth_date__in={one.birth_date for one in mine})
    if iins := {iin for one in mine if (iin := _iin(one))}:
        near |= Q(iin__in=iins)
    seen = list(Candidate.objects.visible_to(reader).open().filter(near).order_by("pk"))
    found = {one.pk: [other for other in seen if other.pk != one.pk and _alike(one, other)][:MOST] for one in mine}
    return {pk: others for pk, others in found.items() if others}


def _alike(one: Candidate, other: Candidate) -> bool:
    return (_iin(one) != "" and _iin(one) == _iin(other)) or _known_as(one) == _known_as(other)


def _known_as(one: Candidate) -> tuple[object, ...]:
    return one.surname.casefold(), one.given_name.casefold(), one.birth_date


def _iin(one: Candidate) -> str:
    return "" if isinstance(one.iin, Unreadable) else one.iin
