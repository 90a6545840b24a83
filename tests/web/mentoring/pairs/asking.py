"""Asking the pages of pairs by their short names."""

from datetime import timedelta

from django.urls import reverse


def day(scene, ahead: int = 0) -> str:
    """As people type it."""
    return f"{scene.today + timedelta(days=ahead):%d.%m.%Y}"


def post(client, name, *args, **data):
    return client.post(reverse(f"mentoring:{name}", args=args), data)


def get(client, name, *args, **data):
    return client.get(reverse(f"mentoring:{name}", args=args), data)


def refused(answer, field: str) -> dict[str, str]:
    """The rules of the errors at a field of the form, with what is said."""
    assert answer.status_code == 422, answer.content.decode()[-2000:]
    return {error.params["rule"]: error.message for error in answer.context["form"].errors.as_data()[field]}
