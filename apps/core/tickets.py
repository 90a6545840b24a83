"""Tickets: what a page hands out and takes back within a time. Nobody can alter one or read what it stands for."""

import json
import time
from typing import Any

from apps.core.crypto import Undecipherable, decrypt, encrypt


def issue(said: Any, *, purpose: str) -> str:
    """A ticket for anything that JSON holds; `purpose` tells kinds of tickets apart."""
    return encrypt(json.dumps([time.time(), said]), purpose=f"ticket.{purpose}")


def taken(ticket: str, *, purpose: str, seconds: int) -> Any:
    """What a ticket stands for; None for one that is older than `seconds`, of another purpose, or not ours."""
    try:
        issued, said = json.loads(decrypt(ticket, purpose=f"ticket.{purpose}"))
    except (Undecipherable, ValueError):
        return None
    return said if 0 <= time.time() - issued <= seconds else None
