"""`./run manage due RULE --from INSTANT`: how a due instant comes about, a line a step, and last the instant."""

import json
import sys
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation

from apps.core.errors import Refused
from apps.obligations.calculator import Answer, NotInForce, UnknownRule, calculate, parse_start
from apps.obligations.explain import LANGUAGES, explain
from apps.obligations.models import Rule

NOT_IN_FORCE = 3


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Compute the due instant of a rule. Exit 3 when no version of it is in force on that day."

    def create_parser(self, prog_name, subcommand, **kwargs):
        """`--version` is here the version of the rule, not of Django."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("rule", help="its code, e.g. kz345.a52.p11")
        parser.add_argument("--from", dest="start", required=True, help="ISO 8601 instant, or a day")
        parser.add_argument("--version", dest="rule_version", type=int, help="this version, if it was in force")
        parser.add_argument("--birth-date", type=date.fromisoformat, help="for terms that end at an age")
        parser.add_argument("--lang", choices=LANGUAGES, default=settings.LANGUAGE_CODE[:2])
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["lang"]):
            self._answer(options)

    def _answer(self, options: dict[str, Any]) -> None:
        try:
            answer = calculate(
                options["rule"],
                parse_start(options["start"]),
                version=options["rule_version"],
                birth_date=options["birth_date"],
                from_files=_is_bare(),
            )
        except NotInForce as reason:
            self.stderr.write(str(reason))
            sys.exit(NOT_IN_FORCE)
        except (UnknownRule, Refused, ValueError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_as_json(answer) if options["json"] else _as_text(answer))


def _is_bare() -> bool:
    """Whether the database has no tables yet, as right after cloning."""
    return Rule._meta.db_table not in connection.introspection.table_names()


def _as_text(answer: Answer) -> str:
    """The steps, and as the last line the due instant; a window of the day has none."""
    due = answer.computation.due_at
    lines = explain(answer.computation)
    return "\n".join([*lines, due.isoformat()] if due else lines)


def _as_json(answer: Answer) -> str:
    rule, computation = answer.rule, answer.computation
    content = computation.as_json()
    for line, text in zip(content["lines"], explain(computation), strict=True):
        line["text"] = text
    head = {"rule": rule.code, "version": rule.version, "basis": rule.basis, "term_basis": rule.term_basis}
    return json.dumps(head | {"article": rule.article} | content, ensure_ascii=False, indent=2)
