"""What is typed into the pages of organisations and agreements, and how they are asked."""

from datetime import timedelta

from django.urls import reverse

from apps.mentoring.models import Agreement, Organisation
from tests.factories.mentoring import make_agreement, make_organisation, today


def held_by(cast) -> Organisation:
    return make_organisation(cast.newcomer)


def mentored(cast) -> Agreement:
    """The agreement under which the cast's child has a mentor."""
    return make_agreement(make_organisation(cast.organisation), cast.body)


def post(client, name, *args, **data):
    return client.post(reverse(f"mentoring:{name}", args=args), data)


def day(ahead: int = 0) -> str:
    return f"{today() + timedelta(days=ahead):%d.%m.%Y}"


def registering(cast, **changes):
    return {
        "agency": cast.newcomer.pk, "legal_form": "FOUNDATION", "registered_on": "04.05.2021",
        "regions": [cast.district.parent.pk], **changes,
    }  # fmt: skip


def agreement(**changes):
    return {"paper_number": "12/2026", "signed_on": day(-1), "starts_on": day(0), **changes}


def refusals(answer) -> dict:
    """What each field of the page's form is refused with: its rules."""
    errors = answer.context["form"].errors.as_data()
    return {field: {(error.params or {}).get("rule", "") for error in found} for field, found in errors.items()}
