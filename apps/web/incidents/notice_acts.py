"""Acts on one notice of an incident: reminding, telephone and letter, a wrong recipient, its papers."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.incidents import papers
from apps.incidents import policies as incident_policies
from apps.incidents.acts import sending
from apps.incidents.models import Incident
from apps.notices import actions as notices
from apps.notices import policies
from apps.notices.models import Notice
from apps.web.incidents import act_forms, pdf
from apps.web.incidents.acts import act_page, form_act, posted
from apps.web.incidents.detail import fetch
from apps.web.shared import now


@require_POST
def resend(request: HttpRequest, number: str, notice: str) -> HttpResponse:
    """Word of the notice once more, by the same channel."""
    incident, found = _both(request, number, notice)
    try:
        notices.resend(found, by=request.user, at=now())
        messages.success(request, _("Sent again: %(who)s.") % {"who": found.recipient_label})
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("incidents:detail", incident.number)


@act_page
def told(request: HttpRequest, number: str, notice: str) -> HttpResponse:
    """Record a call or letter: who, when, whom, with proof; or bring the proof afterwards."""
    incident, found = _both(request, number, notice)
    policies.check_can_record_told(request.user, found)
    if found.told_at:
        return _add_proof(request, incident, found)
    at = now()
    form = act_forms.ToldForm(
        posted(request), request.FILES or None, now=at, initial={"channel": "PHONE", "told_at": at}
    )

    def act() -> Any:
        values = form.cleaned_data
        return papers.record_told(
            found,
            upload=values["proof"],
            channel=values["channel"],
            person=values["person"],
            told_at=values["told_at"],
            by=request.user,
            at=now(),
        )

    return form_act(
        request,
        incident,
        form,
        act,
        heading=_("Told by telephone or letter: %(who)s") % {"who": found.recipient_label},
        button=_("Record"),
        said=_("Recorded: the duty to tell is met by this."),
        extra=_contact(found),
        text=_("The duty to tell is met at the time you give here."),
    )


@act_page
def replace(request: HttpRequest, number: str, notice: str) -> HttpResponse:
    """The wrong body was told: withdraw its notice and tell the right one; the history keeps both."""
    incident, found = _both(request, number, notice)
    incident_policies.check_can_change_recipients(request.user, incident)
    form = act_forms.ReplaceForm(posted(request), user=request.user, role=found.role)

    def act() -> Any:
        values = form.cleaned_data
        return sending.replace_recipient(
            found,
            incident=incident,
            agency=values["agency"],
            name=values["name"],
            reason=values["reason"],
            by=request.user,
            at=now(),
        )

    return form_act(
        request,
        incident,
        form,
        act,
        heading=_("Wrong recipient: %(who)s") % {"who": found.recipient_label},
        button=_("Withdraw and tell the right one"),
        said=_("The first notice is withdrawn, the right recipient is told."),
        text=_("The first recipient sees the incident no more. The withdrawn notice and the reason stay on record."),
    )


@require_safe
def proof(request: HttpRequest, number: str, notice: str) -> HttpResponse:
    """The uploaded proof, for the agency that told."""
    _incident, found = _both(request, number, notice)
    if found.proof is None:
        raise Http404
    document = papers.open_proof(found, by=request.user, at=now())
    return FileResponse(
        document.file.open("rb"), content_type=document.content_type, as_attachment=True, filename=document.name
    )


@require_safe
def official(request: HttpRequest, number: str, notice: str) -> HttpResponse:
    """The official notice as PDF, in Kazakh and Russian."""
    incident, found = _both(request, number, notice)
    papers.hand_out(found, by=request.user, at=now())
    return pdf.response(incident, found)


def _both(request: HttpRequest, number: str, notice: str) -> tuple[Incident, Notice]:
    """The incident this reader may see and its notice that the reader's agency sent or got, else 404."""
    incident, agency = fetch(request, number), request.user.agency
    found = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk, number=notice)
    found = found.filter(Q(sender=agency) | Q(recipient=agency, withdrawn_at__isnull=True))
    one = found.select_related("recipient", "sender", "proof", "sent_by").first()
    if one is None:
        raise Http404
    return incident, one


def _add_proof(request: HttpRequest, incident: Incident, found: Notice) -> HttpResponse:
    form = act_forms.ProofForm(posted(request), request.FILES or None)
    return form_act(
        request,
        incident,
        form,
        lambda: papers.add_proof(found, upload=form.cleaned_data["proof"], by=request.user, at=now()),
        heading=_("Add the proof: %(who)s") % {"who": found.recipient_label},
        button=_("Add"),
        said=_("The proof is stored."),
    )


def _contact(found: Notice) -> dict[str, Any]:
    """How to reach the recipient."""
    if found.recipient is None:
        return {}
    body = found.recipient
    return {
        "contact": [
            {"label": _("Telephone"), "value": body.phone},
            {"label": _("Address"), "value": body.address},
            {"label": _("Head"), "value": body.head_name},
        ]
    }
