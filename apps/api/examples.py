"""Examples for the schema: the worked case of the Law, told and answered. All people are invented."""

from drf_spectacular.utils import OpenApiExample

RULE = {
    "rule": "kz345.a28-2.p10.s7", "version": 1, "title": "Telling of harm to a mentored child within 24 hours",
    "article": "28-2(10)(7)", "basis": "LAW", "term_basis": "LAW",
}  # fmt: skip
OWNER = {"id": 31, "kind": "MENTORING_ORG", "name": "Mentoring organisation “Qamqor”"}

INCIDENT_REQUEST = OpenApiExample(
    "Cruel treatment established on Friday evening",
    request_only=True,
    value={
        "kind": "CRUEL_PHYSICAL",
        "children": [104512],
        "occurred_at": None,
        "established_at": "2026-03-20T23:10:00+05:00",
        "area": "751110000",
        "place": "Children's home, second floor",
        "description": "A carer hit the child in the bedroom.",
        "safety": "SAFE",
        "safety_measures": "Seen by a doctor; the carer was sent home.",
        "reporter": {"name": "Akhmetov T.", "is_confidential": True},
    },
)
INCIDENT_ANSWER = OpenApiExample(
    "Three clocks run",
    response_only=True,
    value={
        "id": 1415,
        "number": "I-26-001415",
        "kind": "CRUEL_PHYSICAL",
        "state": "NOTIFYING",
        "version": 2,
        "agency": OWNER,
        "established_at": "2026-03-20T23:10:00+05:00",
        "duties": [
            {
                "id": 9001, **RULE, "owner": OWNER, "recipient": {"role": role, "id": 40 + n, "name": name},
                "started_at": "2026-03-20T23:10:00+05:00", "due_at": "2026-03-21T23:10:00+05:00", "state": "OPEN",
                "explanation": ["Start: Fri 20 March 2026, 23:10.",
                                "Plus 24 hours; nights, week-ends and holidays count.",
                                "Due: Sat 21 March 2026, 23:10."],
            }
            for n, (role, name) in enumerate([
                ("ORPHAN_ORG", "Children's home No. 1"), ("GUARDIANSHIP", "Guardianship body of the district"),
                ("POLICE", "District police department"),
            ])
        ],
    },
)  # fmt: skip
