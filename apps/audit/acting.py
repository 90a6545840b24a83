"""What makes a function an action: one transaction, and the actor known to the history triggers."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import transaction

from apps.audit import log

F = TypeVar("F", bound=Callable)


def action(func: F) -> F:
    """Run the function in one transaction as its keyword `by` (None: the system itself)."""

    @wraps(func)
    def wrapper(*args, **kwargs):
        with transaction.atomic():
            log.act_as(kwargs.get("by"))
            return func(*args, **kwargs)

    return wrapper  # type: ignore[return-value]
