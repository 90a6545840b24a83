"""What tests of requests to bodies share."""

from django.urls import reverse
from django.utils import timezone

from apps.complaints.acts import requests
from apps.complaints.models import Appeal, BodyRequest
from apps.complaints.states import RequestKind
from tests.factories.accounts import fresh
from tests.factories.appeals import file_appeal, under_review
from tests.factories.people import make_child

SENDER = "Айгерім Сапарқызы"


def now():
    return timezone.now()


def considered(offices, *, at=None) -> Appeal:
    at = at or now()
    filed = file_appeal(at=at, area=offices.district, text="Мені ұрады", identity={"name": SENDER, "contacts": "мама"})
    return under_review(filed.appeal, by=offices.head, at=at)


def ask(offices, *, kind=RequestKind.INFORMATION, body=None, at=None, appeal=None, **changes) -> BodyRequest:
    at = at or now()
    return requests.ask(
        appeal or considered(offices, at=at), kind=kind, body=body or offices.education, text="Тексеріп, жазыңыз.",
        by=fresh(offices.head), at=at, **changes,
    )  # fmt: skip


def ask_for_file(offices, keeper) -> BodyRequest:
    return ask(offices, kind=RequestKind.FILE, body=keeper.agency, child=make_child(keeper))


def page(client, person, name, *args, **query):
    client.force_login(fresh(person))
    return client.get(reverse(f"requests:{name}", args=args), query)


def send(client, person, name, asked, **data):
    client.force_login(fresh(person))
    return client.post(reverse(f"requests:{name}", args=[asked.number]), data)
