"""Quarterly reports as they are asked for."""

from rest_framework import serializers

from apps.api.inputs import AgencyRef, AreaRef, Id, Strict, Text, YesNo
from apps.mentoring.checks.reports import LARGEST, LONGEST
from apps.mentoring.states import ReportState

FIRST_YEAR, LAST_YEAR = 2000, 2200


def year(**options: object) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


def quarter(**options: object) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=4, **options)


class ReportQuery(Strict):
    year = year(required=False)
    quarter = quarter(required=False)
    state = serializers.ChoiceField(ReportState.choices, required=False)
    organisation = Id(required=False, help_text="id of a mentoring organisation")
    body = Id(required=False, help_text="id of a guardianship body")
    late = YesNo(required=False, help_text="handed in late, or not yet though the term is over")


class ReportTextsIn(Strict):
    """What is left out stays as it is."""

    help_given = Text(max_length=LONGEST, required=False)
    problems = Text(max_length=LONGEST, required=False)
    proposals = Text(max_length=LONGEST, required=False)


class ReportFigureIn(Strict):
    """Another number than was counted needs a reason; null goes back to what was counted."""

    value = serializers.IntegerField(min_value=0, max_value=LARGEST, allow_null=True)
    reason = Text(max_length=500, required=False, default="")


class NamedFigureIn(ReportFigureIn):
    code = Text(max_length=24, help_text="as in the answer, like MEETINGS")


class ReportIn(ReportTextsIn):
    """A whole report at once: begun or found, filled, and with `submit` signed and handed in; all of it or nothing.

    The figures are counted from the records; name in `figures` those that your own system counts otherwise.
    """

    body = AgencyRef()
    year = year()
    quarter = quarter()
    figures = serializers.ListField(child=NamedFigureIn(), max_length=50, required=False)
    submit = YesNo(default=False)


class ReportReasonIn(Strict):
    reason = Text(max_length=1000)


class ReportSumsQuery(Strict):
    """Without a quarter the one that ended last; without an area the own region, or the country."""

    year = year(required=False)
    quarter = quarter(required=False)
    area = AreaRef(required=False)
    by = serializers.ChoiceField([("region", "region"), ("body", "body")], required=False)
