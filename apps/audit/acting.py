"""What makes a function an action: one transaction, the actor known to the history triggers, the second wall open."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import connection, transaction

from apps.audit import log
from apps.core import wall
from apps.core.errors import Refused

F = TypeVar("F", bound=Callable)


def action(func: F) -> F:
    """Run the function in one transaction as its keyword `by` (None: the system itself).

    An action checks the rights to the record it was given, and its consequences reach other agencies: the second wall
    is open to it, and to nothing else that writes to a child's file. What a refusal notes outlives it.
    """

    @wraps(func)
    def wrapper(*args, **kwargs):
        alone = not connection.in_atomic_block
        try:
            with transaction.atomic(), wall.lifted("an action checks its own rights", until_commit=alone):
                log.act_as(kwargs.get("by"))
                return func(*args, **kwargs)
        except Refused as refused:
            log.outlive(refused)
            raise

    return wrapper  # type: ignore[return-value]
