"""The public page on which anybody may apply to become a mentor. It needs no sign-in, and tells nothing of anybody."""

import logging
import secrets
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from redis import RedisError

from apps.accounts.models import Area
from apps.core import wall
from apps.core.localtime import local_day
from apps.mentoring import addressees
from apps.mentoring.acts import applications
from apps.mentoring.checks.candidates import checked_candidate
from apps.mentoring.models import Candidate
from apps.obligations.models import Obligation
from apps.web.limits import Limit
from apps.web.mentoring.candidates.apply_forms import PublicForm, WhereForm
from apps.web.refusals import refuse_besides
from apps.web.shared import now, run_action

SALT = "apply"
STEPS = ((1, _("Where")), (2, _("About you")), (3, _("What happens next")))
LIMIT = Limit("apply", tries=5, window=3600)
"""Applications of one address in an hour: a family or a library, and no robot."""
KEPT = 86_400  # seconds in which a form sent twice is one application
ANYBODY = "anybody may know which organisations take applications"
logger = logging.getLogger(__name__)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """First the district, then who one is and which organisation."""
    area = _area(request.GET.get("area", ""))
    if area is None:
        return _answer(request, {"where": WhereForm(), "stage": 1})
    with wall.lifted(ANYBODY):
        organisations = addressees.organisations_near(area)
    form = PublicForm(
        request.POST if request.method == "POST" else None, organisations=organisations,
        initial={"once": secrets.token_urlsafe(16)},
    )  # fmt: skip
    context = {"form": form, "area": area, "organisations": organisations, "stage": 2}
    if request.method != "POST":
        return _answer(request, context)
    number = _sent_before(form) if form.is_valid() else None
    if number is None and form.is_valid():
        if not LIMIT.take(request):
            return _answer(request, {"exhausted": True, "stage": 2}, status=429)
        number = _applied(request, form, area)
    if number is None:
        refuse_besides(form, lambda: checked_candidate({**form.data_of_candidate, "area": area}, local_day(now())))
        return _answer(request, context, status=422)
    return redirect("apply:received", signing.dumps(number, salt=SALT))


@login_not_required
@require_safe
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The number and what happens next, for whoever was sent here after applying."""
    try:
        number = signing.loads(token, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        raise Http404 from None
    with wall.lifted("whoever applied is told to whom"):
        candidate = Candidate.objects.select_related("organisation__agency", "body").get(number=number)
        held = Obligation.objects.filter(subject_kind="candidate", subject_id=candidate.pk)
        duty = held.select_related("rule").order_by("pk").first()
    return _answer(request, {"candidate": candidate, "duty": duty, "stage": 3, "now": now()})


def _applied(request: HttpRequest, form: PublicForm, area: Area) -> str | None:
    """The number of the new application; None with what is wrong in the form."""
    at = now()

    def act() -> Candidate:
        organisation = form.cleaned_data["organisation"]
        with wall.lifted(ANYBODY):
            body = addressees.body_for(organisation, area, local_day(at))
        data = {**form.data_of_candidate, "area": area}
        return applications.apply(organisation, body=body, data=data, consent=form.version_agreed, by=None, at=at)

    done, made = run_action(form, act)
    if not done:
        LIMIT.give_back(request)
        return None
    _keep(form, made.number)
    return made.number


def _sent_before(form: PublicForm) -> str | None:
    """The number under which this very form came before: a second press is no second application."""
    try:
        return cache.get(_key(form)) if form.mark else None
    except RedisError:
        logger.warning("the cache does not answer: a form sent twice would be two applications")
        return None


def _keep(form: PublicForm, number: str) -> None:
    try:
        if form.mark:
            cache.set(_key(form), number, KEPT)
    except RedisError:
        logger.warning("the cache does not answer: a form sent twice would be two applications")


def _key(form: PublicForm) -> str:
    """Of the form and all that was typed: another person typed into the same form is another application."""
    return f"apply:once:{form.mark}:{form.digest}"


def _area(wanted: str) -> Area | None:
    if not (wanted.isdecimal() and len(wanted) < 19):
        return None
    return Area.objects.select_related("parent").filter(pk=wanted, level=Area.Level.DISTRICT).first()


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "mentoring/candidates/apply.html", {**context, "steps": STEPS}, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    if status == 429:
        response.headers["Retry-After"] = str(LIMIT.window)
    return response
