"""What a page hands out and takes back: sealed, of one purpose, for a time."""

import base64
import time

from apps.core import tickets


def test_a_ticket_gives_back_what_was_said_and_shows_none_of_it():
    ticket = tickets.issue([1450, 7], purpose="ask")
    assert tickets.taken(ticket, purpose="ask", seconds=60) == [1450, 7]
    part = ticket.rpartition(".")[2]
    assert b"1450" not in base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    assert tickets.issue([1450, 7], purpose="ask") != ticket


def test_an_old_foreign_or_altered_ticket_is_none(monkeypatch):
    ticket = tickets.issue([1], purpose="ask")
    assert tickets.taken(ticket, purpose="open", seconds=60) is None
    assert tickets.taken(ticket[:-2], purpose="ask", seconds=60) is None
    assert tickets.taken("", purpose="ask", seconds=60) is None
    later = time.time() + 61
    monkeypatch.setattr(tickets.time, "time", lambda: later)
    assert tickets.taken(ticket, purpose="ask", seconds=60) is None
