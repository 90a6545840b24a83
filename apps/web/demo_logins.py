"""Whom one may sign in as where the demo is loaded: shown on the sign-in page, never while DEBUG=0."""

from typing import Any

import yaml
from django.conf import settings

from apps.accounts.models import Membership

FILE = settings.BASE_DIR / "fixtures" / "demo" / "logins.yaml"


def demo_logins() -> dict[str, Any] | None:
    """The password of the demo and its posts in the order of the file; None without debugging or without a demo."""
    if not settings.TRYING_OUT or not FILE.exists():
        return None
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    order = [person["login"] for person in content["people"]]
    posts = Membership.objects.in_force().filter(user__username__in=order, user__email__endswith="@demo.example")
    found = sorted(posts.select_related("user", "agency"), key=lambda post: order.index(post.user.username))
    return {"password": content["password"], "posts": found} if found else None
