"""What somebody said does not come into a log by way of an error."""

import logging
import logging.config
import sys

import pytest
import yaml
from django.db import connection

from apps.core.logs import WithoutWords

SECRET = "+77011234567 Айгүл"


def logged(**extra: object) -> str:
    """A line of the log about an error that quotes somebody and was caused by another."""
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(f"бұзылды: {SECRET}") from error
    except RuntimeError:
        about = {"msg": "Internal Server Error", "args": None, **extra}
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, exc_info=sys.exc_info(), **about)  # type: ignore[arg-type]
    return WithoutWords("%(levelname)s %(message)s").format(record)


def test_a_line_names_the_kinds_and_places_of_errors_without_their_words():
    line = logged()
    assert line.startswith("ERROR Internal Server Error\n")
    assert line.index("builtins.ValueError") < line.index("builtins.RuntimeError")
    assert "test_logs.py" in line
    assert "77011234567" not in line
    assert "Айгүл" not in line


def test_a_failed_task_says_what_kind_of_error_it_was():
    line = logged(msg="Task %(name)s raised: %(exc)s", args=({"name": "x", "exc": SECRET},))
    assert line.startswith("ERROR Task x raised: builtins.RuntimeError")
    assert SECRET not in line


@pytest.mark.parametrize(("name", "value"), [("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")])
def test_the_database_writes_no_statement_and_no_row_to_its_log(db, settings, name, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        assert cursor.fetchone() == (value,)
    deployed = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
    assert f"{name}={value}" in deployed["services"]["postgres"]["command"]


def test_the_settings_write_logs_that_way(settings):
    made = logging.config.DictConfigurator(settings.LOGGING).configure_formatter(settings.LOGGING["formatters"]["line"])
    assert isinstance(made, WithoutWords)
