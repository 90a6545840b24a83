"""Certificates of completed training: list, one certificate, giving, revoking, printing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.core.subjects import SUBJECTS
from apps.mentoring import policies, sifting
from apps.mentoring.acts import training
from apps.mentoring.models import Candidate, Certificate
from apps.web import wording
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations.forms import ReasonForm
from apps.web.mentoring.organisations.shared import form_act, posted
from apps.web.mentoring.training import forms, pdf, words
from apps.web.mentoring.training.programmes import chosen
from apps.web.mentoring.training.shared import RULE, fetch_certificate, fetch_programme, programme_act
from apps.web.shared import capped_count, keyset_page, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Certificates the own organisation gave, and those of candidates one sees; newest first."""
    if not allows(request.user, Perm.CLEAR_MENTORS):
        require(request.user, Perm.TRAIN_MENTORS)
    at = now()
    today = local_day(at)
    form = forms.FilterForm(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = sifting.certificates(Certificate.objects.visible_to(request.user), wanted, today)
    page = keyset_page(
        request, found.select_related("candidate", "programme", "agency"), ["issued_on", "pk"], descending=True,
        count=capped_count(found.values("pk")),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "now": at, "filtered": any(wanted.values()),
        "rows": [{"certificate": one, "look": words.certificate_look(one, today)} for one in page.items],
    }  # fmt: skip
    return render(request, "mentoring/training/certificates.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    certificate, at = fetch_certificate(request, number), now()
    candidate = certificate.candidate
    sees = Candidate.objects.visible_to(request.user).filter(pk=candidate.pk).exists()
    trains = policies.may(policies.check_can_train, request.user, certificate.agency)
    context = {
        "certificate": certificate, "now": at, "look": words.certificate_look(certificate, local_day(at)),
        "candidate_url": SUBJECTS.path("candidate", candidate.number) if sees else "", "trains": trains,
        "may_revoke": trains and certificate.revoked_at is None, "facts": _facts(certificate),
    }  # fmt: skip
    return render(request, "mentoring/training/certificate.html", context)


@act_page
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Give the certificate of a programme. `?candidate=` names to whom."""
    programme, at = fetch_programme(request, number), now()
    initial = {"candidate": chosen(request, programme)}
    form = forms.CertificateForm(posted(request)[0], programme=programme, now=at, initial=initial)

    def act() -> Certificate:
        data = dict(form.cleaned_data)
        return training.certify(data.pop("candidate"), programme=programme, data=data, by=request.user, at=at)

    return programme_act(
        request, programme, form, act, heading=_("Give a certificate"), button=_("Give the certificate"),
        said=_("The certificate is given. Print it from its page."), rule=RULE,
        text=_("To whoever attended the training and passed its test. It costs nothing."),
        fields={"result": "candidate", "programme": "candidate"},
        onward=lambda made: reverse("mentoring:certificate", args=[made.number]),
    )  # fmt: skip


@act_page
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take a certificate back; what rests on it is said first."""
    certificate = fetch_certificate(request, number)
    policies.check_can_train(request.user, certificate.agency)
    form = ReasonForm(*posted(request))
    return form_act(
        request, form, lambda: training.revoke(certificate, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Revoke the certificate"), button=_("Revoke"), said=_("The certificate is revoked."),
        back=reverse("mentoring:certificate", args=[certificate.number]), number=certificate.number,
        up=(reverse("mentoring:certificates"), _("Certificates")),
        danger=[
            _("A clearance that rests on it is opened again at once."),
            _("The mentor is suspended then, and the guardianship body and the child's organisation are told."),
        ],
    )  # fmt: skip


@require_safe
def printed(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The certificate as PDF; noted."""
    if language not in pdf.LANGUAGES:
        raise Http404
    certificate, at = fetch_certificate(request, number), now()
    training.print_certificate(certificate, language=language, by=request.user, at=at)
    answer = HttpResponse(pdf.build(certificate, language, at), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{certificate.number}-{language}.pdf"'
    return answer


def _facts(certificate: Certificate) -> list[dict[str, Any]]:
    result = certificate.result
    test = f"{result.score} %, {result.taken_on:%d.%m.%Y}" if result else ""
    until = f"{certificate.valid_until:%d.%m.%Y}" if certificate.valid_until else _("without an end")
    revoked = f"{certificate.revoked_at:%d.%m.%Y}" if certificate.revoked_at else ""
    return [
        {"label": _("Organisation that trained"), "value": certificate.agency.name},
        {"label": _("Programme"), "value": certificate.programme.title if certificate.programme else ""},
        {"label": _("Hours"), "value": certificate.programme.hours if certificate.programme else ""},
        {"label": _("Test"), "value": test},
        {"label": _("Issued on"), "value": f"{certificate.issued_on:%d.%m.%Y}"},
        {"label": _("Valid until"), "value": until},
        {"label": _("Issued by"), "value": wording.full_name(certificate.issued_by)},
        {"label": _("Revoked"), "value": revoked},
        {"label": _("Why it was revoked"), "value": certificate.revoke_reason},
    ]  # fmt: skip
