"""Lines of the log. An error may quote somebody's words or telephone: only its kind and place are written."""

import copy
import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Writes where something broke and what kind of error it was, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        """Celery puts the error of a task into the line itself: its kind stands there instead."""
        held = record.args
        if isinstance(held, dict) and "exc" in held and record.exc_info:
            record = copy.copy(record)
            record.args = {**held, "exc": _kind(record.exc_info[1])}
            record.exc_text = None
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        lines: list[str] = []
        for one in _chain(ei[1]):
            frames = traceback.StackSummary.from_list(traceback.extract_tb(one.__traceback__))
            lines += [*frames.format(), f"{_kind(one)}\n"]
        return "".join(lines).rstrip()


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and what led to it, oldest first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _kind(error: BaseException | None) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
