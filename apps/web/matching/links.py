"""Ways from a file to the page where it was compared with another: there a merge is undone."""

from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.matching.models import SuspectedPair
from apps.people.models import Child


def comparisons(child: Child, reader: User) -> dict[str, str]:
    """Addresses of the child's pairs by the number of the other file; empty for those who settle none."""
    pairs = SuspectedPair.objects.visible_to(reader).filter(Q(one=child) | Q(two=child))
    found = pairs.values_list("pk", "one__number", "two__number")
    return {
        (two if one == child.number else one): reverse("matching:pair", args=[pk]) for pk, one, two in found
    }  # fmt: skip
