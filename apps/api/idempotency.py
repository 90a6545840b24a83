"""Idempotency-Key: a POST sent twice is done once, and answered twice with the same words.

The claim is a unique row in the transaction of the act. A second request with the same key either finds the
kept answer, or, while the first one still runs, is told to come back (409): it never waits and never repeats.
A refused request keeps no answer and may be sent again, mended, with the same key; what it left behind without a key,
such as the row of the ledger that says it was asked, it leaves with one. Requests that only read take no key: an answer
would outlive the right to it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.models import KeptAnswer
from apps.api.problems import Conflict, problem_of
from apps.complaints.models import Appeal
from apps.core.localtime import local_day
from apps.disclosure.models import Consent
from apps.incidents.models import IncidentAccess
from apps.people.models import ChildAccess

KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("ETag", "Location")
_APPEAL = re.compile(r"^/api/v1/appeals/(?P<ref>[0-9A-Za-z-]+)/")
_KEY = re.compile(r"^[\x21-\x7e]{1,200}$")

CLAIM = """
INSERT INTO api_keptanswer (membership_id, key, target, body_hash, status, headers, body, created_at)
SELECT %(post)s, %(key)s, %(target)s, %(hash)s, 0, '{}', '', %(at)s
WHERE pg_try_advisory_xact_lock(hashtextextended(%(lock)s, 0))
ON CONFLICT (membership_id, key) DO NOTHING RETURNING id
"""

Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """The handler of a POST, run at most once per Idempotency-Key of a post."""

    def run(request: Request, *args, **kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None or not request.user.is_authenticated or request.user.post is None:
            return handler(request, *args, **kwargs)
        if not _KEY.match(key):
            raise ValidationError({"Idempotency-Key": [_("1 to 200 visible ASCII characters.")]})
        with transaction.atomic():
            claimed = _claim(request, key, timezone.now())
            if isinstance(claimed, Response):
                return claimed
            outcome = _outcome(handler, request, *args, **kwargs)
            _keep(claimed, outcome)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return run


def _outcome(handler: Handler, *args, **kwargs) -> Response | Exception:
    """The answer, or the refusal: each act has taken back what it did itself, and what was noted before it stays."""
    try:
        return handler(*args, **kwargs)
    except Exception as refusal:
        if problem_of(refusal) is None or connection.needs_rollback:
            raise
        return refusal


def forget_old(at: datetime) -> int:
    """Remove answers older than a day; returns how many."""
    return KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]


def _claim(request: Request, key: str, at: datetime) -> int | Response:
    """The id of the claimed row, or the answer kept for this key."""
    values = {
        "post": request.user.post.pk,
        "key": key,
        "target": f"{request.method} {request.path}"[:300],
        "hash": hashlib.sha256(request.body).hexdigest(),
        "at": at,
        "lock": f"api.once:{request.user.post.pk}:{key}",
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        row = cursor.fetchone()
    if row:
        return row[0]
    kept = KeptAnswer.objects.filter(membership=request.user.post, key=key).first()
    if kept and kept.created_at <= at - KEPT_FOR:
        kept.delete()
        return _claim(request, key, at)
    if kept is None or kept.status == 0:
        raise Conflict("in-progress", _("A request with this Idempotency-Key is still being worked on."))
    if (kept.target, kept.body_hash) != (values["target"], values["hash"]):
        raise Conflict("key-reused", _("This Idempotency-Key was used for another request."))
    return _replay(kept, request, at)


def _replay(kept: KeptAnswer, request: Request, at: datetime) -> Response:
    """The kept answer; once the post lost access to anything since, or the leave to know whom it is about, that it was
    done and where it lies, and no word."""
    since = kept.created_at
    lost = kept.body and (
        _lost_access(request, since, at) or _lost_consent(request, since, at) or _lost_appeal(request)
    )
    body = "" if lost else kept.body
    answer = Response(Kept(body) if body else None, status=kept.status, headers=dict(kept.headers))
    answer["Idempotency-Replayed"] = "true"
    return answer


def _lost_access(request: Request, since: datetime, at: datetime) -> bool:
    own = Q(user=None) | Q(user=request.user.pk)
    ended = Q(agency=request.user.post.agency_id, valid_to__gte=since, valid_to__lte=at) & own
    return ChildAccess.objects.filter(ended).exists() or IncidentAccess.objects.filter(ended).exists()


def _lost_appeal(request: Request) -> bool:
    """The answer is about an appeal that the post reads no more. Only this appeal is asked about: an empty answer to
    anything else would tell a body that somebody complained about it."""
    named = _APPEAL.search(request.path)
    if named is None or named["ref"] == "hand-over":
        return False
    ref = named["ref"]
    which = Q(pk=int(ref)) if ref.isdigit() and len(ref) <= 18 else Q(number=ref.upper())
    return not Appeal.objects.visible_to(request.user).filter(which).exists()


def _lost_consent(request: Request, since: datetime, at: datetime) -> bool:
    """A consent given to the post's organisation was withdrawn or ran out: what was named then is masked by now."""
    withdrawn = Q(withdrawn_at__gte=since, withdrawn_at__lte=at)
    ran_out = Q(withdrawn_at=None, expires_on__gte=local_day(since), expires_on__lt=local_day(at))
    return Consent.objects.filter(withdrawn | ran_out, agency=request.user.post.agency_id).exists()


def _keep(pk: int, response: Response | Exception) -> None:
    if isinstance(response, Exception) or response.status_code >= 400:
        KeptAnswer.objects.filter(pk=pk).delete()
        return
    body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    KeptAnswer.objects.filter(pk=pk).update(status=response.status_code, headers=headers, body=body)
    if body:
        response.data = Kept(body)


class Kept(str):
    """JSON that is rendered already."""
