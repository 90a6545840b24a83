"""What the tests of appeals over the API share."""

from typing import Any

from tests.api.conftest import V1

APPEALS, REQUESTS, CALLS, POSTERS = f"{V1}/appeals/", f"{V1}/requests/", f"{V1}/calls/", f"{V1}/posters/"
LAWS = f"{V1}/law-proposals/"
LETTER = {"channel": "LETTER", "text": "Мектепте баланы күнде ұрады, мұғалім көрмейді.", "language": "kk"}


def one(appeal: Any, *path: str) -> str:
    """The address of an appeal, or of something below it."""
    number = appeal if isinstance(appeal, str) else appeal.number
    return "/".join([f"{APPEALS}{number}", *path]) + "/"


def done(answer: Any, status: int = 200) -> dict[str, Any]:
    """The body of an answer that must be good."""
    assert answer.status_code == status, answer.content
    return answer.json()


def refused(answer: Any, field: str | None, rule: str | None = None) -> dict[str, Any]:
    """The problem of an act that the domain refuses, at its field and by its rule."""
    told = answer.json()
    assert answer.status_code == 422, told
    assert (told["errors"][0]["field"], told["errors"][0]["rule"]) == (field, rule)
    return told
