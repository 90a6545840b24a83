"""How often one address may try codes that are wrong. Genuine codes are never counted.

A code has 80 bits, so that this only keeps robots quiet.
"""

from apps.web.limits import Limit

TRIES = 10
WINDOW = 600  # seconds
WRONG = Limit("verify", TRIES, WINDOW)

is_exhausted, count_wrong = WRONG.is_exhausted, WRONG.count
