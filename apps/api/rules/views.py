"""The law as data, and the calculator of terms."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.articles import article_of
from apps.api.base import Resource
from apps.api.etags import tagged, version_hash
from apps.api.inputs import FIRST_YEAR, LAST_YEAR
from apps.api.paging import Cursor
from apps.api.problems import Conflict
from apps.api.rules.serializers import DueOut, DueQuery, RuleOut, RuleQuery, RuleWhole
from apps.core.localtime import local_day
from apps.obligations.calculator import Answer, NotInForce, UnknownRule, calculate, parse_start
from apps.obligations.explain import explain
from apps.obligations.law import versions
from apps.obligations.models import Rule


class Rules(Resource):
    """Rules are open to everybody who is signed in."""

    scope = "rules"
    pagination_class = Cursor
    lookup_url_kwarg = "code"
    lookup_value_regex = r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}"

    @extend_schema(operation_id="rules_list", parameters=[RuleQuery], responses=RuleOut(many=True))
    def list(self, request: Request) -> Response:
        """Every version of every rule, by code."""
        wanted = self.query(RuleQuery)
        rules = Rule.objects.all()
        if on := wanted.pop("in_force_on", None):
            rules = rules.in_force(on)
        found = self.page(rules.filter(**wanted), "code", "version")
        return self.paged(RuleOut(found, many=True).data)

    @extend_schema(operation_id="rules_retrieve", responses=RuleWhole)
    def retrieve(self, request: Request, code: str) -> Response:
        """A rule with all its versions."""
        known = versions(code)
        if not known:
            raise Http404
        today = local_day(self.at)
        current = next((rule for rule in reversed(known) if _in_force(rule, today)), known[-1])
        current.versions = known
        data = RuleWhole(current).data
        return tagged(request, data, version_hash(data))

    @extend_schema(operation_id="rules_due", parameters=[DueQuery], responses=DueOut)
    @action(detail=True, pagination_class=None)
    def due(self, request: Request, code: str) -> Response:
        """Compute the due instant: the same as the command `due`. 409 when no version is in force then."""
        wanted = self.query(DueQuery)
        start = _start(wanted.pop("from"))
        try:
            answer = calculate(code, start, **wanted)
        except NotInForce as reason:
            raise Conflict("not-in-force", str(reason)) from None
        except UnknownRule:
            raise Http404 from None
        except (OverflowError, ValueError):
            raise _bad_start() from None
        return Response(_told(answer))


def _told(answer: Answer) -> dict[str, Any]:
    rule, computation = answer.rule, answer.computation
    content, texts = computation.as_json(), explain(computation)
    lines = [line | {"text": text} for line, text in zip(content.pop("lines"), texts, strict=True)]
    return {
        "rule": rule.code, "version": rule.version, "basis": rule.basis, "term_basis": rule.term_basis,
        "article": article_of(rule), **content, "lines": lines, "explanation": texts,
    }  # fmt: skip


def _start(text: str) -> datetime:
    try:
        start = parse_start(text)
    except ValueError:
        raise _bad_start() from None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise _bad_start()
    return start


def _bad_start() -> ValidationError:
    return ValidationError({"from": [_("An instant in ISO 8601, like 2026-03-20T23:10:00+05:00, or a day.")]})


def _in_force(rule: Rule, today: Any) -> bool:
    return rule.in_force_from <= today and (rule.in_force_to is None or today <= rule.in_force_to)
