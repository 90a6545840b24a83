"""Examples for the schema: a letter that an office registers. All people are invented."""

from drf_spectacular.utils import OpenApiExample

OFFICE = {"id": 12, "kind": "REGIONAL_OMBUDSMAN", "name": "Children's ombudsman of Astana"}

APPEAL_REQUEST = OpenApiExample(
    "A mother's letter about a school that is in the register",
    request_only=True,
    value={
        "channel": "LETTER",
        "received_at": "2026-10-03T11:20:00+05:00",
        "text": "My son is beaten by classmates every week; the school does nothing.",
        "language": "ru",
        "kind": "COMPLAINT",
        "right": "BULLYING",
        "safety": "SAFE",
        "area": "711110000",
        "respondents": [{"agency": 57}, {"level": "PERSON", "described": "the class teacher"}],
        "identity": {"name": "Serikova A.", "relation": "mother", "phone": "+77010000000", "way": "PHONE"},
    },
)
TICKET_ANSWER = OpenApiExample(
    "Registered on the next working day",
    response_only=True,
    status_codes=["201"],
    value={
        "number": "E-26-000041",
        "received_at": "2026-10-03T11:20:00+05:00",
        "registered_on": "2026-10-05",
        "received_by": {"id": 310, "name": "Omarova Dana"},
        "office": OFFICE,
        "route": "LOCAL",
        "due_at": "2026-11-02T23:59:59+05:00",
        "is_urgent": False,
        "code": "4821093377150462",
    },
)
