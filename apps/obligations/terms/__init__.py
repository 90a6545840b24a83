"""Terms of the Law: pure counting, from a rule's `term` to a due instant and the way there."""

from apps.obligations.terms.compute import compute, in_window
from apps.obligations.terms.ladder import step_times
from apps.obligations.terms.model import Bound, Computation, CountFrom, Kind, Line, Term, TermError

__all__ = [
    "Bound",
    "Computation",
    "CountFrom",
    "Kind",
    "Line",
    "Term",
    "TermError",
    "compute",
    "in_window",
    "step_times",
]
