"""What tests of calls to 111 share."""

from django.urls import reverse
from django.utils import timezone

from apps.complaints.acts import calls
from apps.complaints.models import Call, CallReferral
from tests.factories.accounts import fresh

ENTRY = {"safety": "SAFE", "category": "BULLYING", "said": "Мектепте ұрады", "way": "PHONE", "language": "kk",
         "by_child": "on"}  # fmt: skip


def now():
    return timezone.now()


def log(offices, *, at=None, **changes) -> Call:
    data = {**ENTRY, "by_child": True, "area": offices.district, **changes}
    return calls.log_call(data=data, by=fresh(offices.operator), at=at or now())


def post(client, name, call, *args, **data):
    return client.post(reverse(f"calls:{name}", args=[call.number, *args]), data)


def detail(client, call) -> str:
    return client.get(reverse("calls:detail", args=[call.number])).content.decode()


def referred(client, call) -> CallReferral:
    assert post(client, "ombudsman", call, text="Мектепте ұрады").status_code == 200
    return CallReferral.objects.get(call=call)
