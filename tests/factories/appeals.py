"""Appeals for tests: people of an office, and an appeal in every state of its life."""

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.models import Agency, User
from apps.complaints.acts import course, filing, triage, work
from apps.complaints.acts.filing import Filed
from apps.complaints.models import Appeal
from tests.factories.accounts import fresh


def entry(**changes) -> dict:
    """What a child writes, in Kazakh, naming nobody."""
    return {
        "text": "Мектепте мені күнде ұрады. Мұғалім көрсе де ештеңе демейді.", "language": "kk", "by_child": True,
        "safety": "SAFE", **changes,
    }  # fmt: skip


def file_appeal(*, at: datetime, uploads: Sequence = (), **changes) -> Filed:
    """Through the public page."""
    return filing.file_online(entry(**changes), uploads, at=at)


def taken_over(appeal: Appeal, *, by: User, at: datetime, **changes) -> Appeal:
    data = {"kind": "MESSAGE", "right": "BULLYING", **changes}
    return triage.take_over(appeal, data=data, by=fresh(by), at=at)


def under_review(appeal: Appeal, *, by: User, at: datetime, **changes) -> Appeal:
    return work.begin(taken_over(appeal, by=by, at=at, **changes), by=fresh(by), at=at)


def decided(appeal: Appeal, *, by: User, at: datetime, outcome: str = "RESTORED") -> Appeal:
    return course.decide(
        under_review(appeal, by=by, at=at), outcome=outcome, evidence="Мектептің жауабы.", by=fresh(by), at=at
    )


def replied(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    return course.reply(decided(appeal, by=by, at=at), text="Мектепте тексеру болды.", by=fresh(by), at=at)


def against(agency: Agency) -> list[dict]:
    """Respondents of an entry: this body of the register."""
    return [{"agency": agency, "level": "UNKNOWN", "described": ""}]
