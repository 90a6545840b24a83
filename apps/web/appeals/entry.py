"""Registering what came through another door of the office; the ticket, and the code to hand to the sender."""

from datetime import datetime
from typing import Any

from django import forms as fields
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.complaints import policies
from apps.complaints.acts import filing
from apps.complaints.acts.filing import Filed
from apps.complaints.checks import IDENTITY
from apps.complaints.models import Appeal
from apps.complaints.states import Channel, Kind, Right, Safety
from apps.core.localtime import local_day
from apps.web import once
from apps.web.appeals import forms, words
from apps.web.appeals.acting import act_page, fetch
from apps.web.appeals.search import BodiesField
from apps.web.conflicts import save_form
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.shared import now

DOORS = (Channel.LETTER, Channel.VISIT, Channel.EMAIL, Channel.PHONE, Channel.OWN_INITIATIVE, Channel.MEDIA,
         Channel.TRANSFER)  # fmt: skip
WAYS = (
    ("CODE", _("with the code")), ("PHONE", _("by telephone")), ("EMAIL", _("by e-mail")), ("LETTER", _("by letter")),
)  # fmt: skip
FIRST = ("channel", "received_at", "language", "by_child", "kind", "text", "right", "safety", "is_ill_treatment",
         "area", "find_words", "bodies")  # fmt: skip
SENDER = ("name", "relation", "iin", "phone", "email", "address", "safe", "way")
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("How it came"), ("channel", "received_at", "language")),
    (_("What is said"), ("by_child", "kind", "text", "right", "safety", "is_ill_treatment", "area")),
    (_("Whom it is about"), ("find_words", "bodies", "described_0", "level_0")),
    (_("Who sent it, as far as it was told"), SENDER),
    (_("Files"), ("files",)),
)


class EntryForm(InstantsForm, forms.DescribedForm):
    """An appeal as the office took it in. Only the words are needed: what a sender leaves out is left out."""

    channel = fields.ChoiceField(
        label=_("Received through"), choices=[(one.value, one.label) for one in DOORS], widget=fields.RadioSelect
    )
    received_at = WhenField(
        label=_("When it was received"), quick=True, required=False,
        help_text=_("What came on a free day is registered on the next working day."),
    )  # fmt: skip
    language = fields.ChoiceField(label=_("Language of the appeal"), choices=words.LANGUAGES, widget=fields.RadioSelect)
    by_child = fields.BooleanField(label=_("A child sent it"), required=False)
    kind = fields.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=fields.RadioSelect, initial=Kind.MESSAGE)
    text = forms.text(_("The appeal in the sender's words"), rows=9)
    right = fields.ChoiceField(
        label=_("Right that is said to be violated"), required=False, choices=[("", _("not clear yet")), *Right.choices]
    )
    safety = fields.ChoiceField(
        label=_("Is the child safe now"), choices=Safety.choices, widget=fields.RadioSelect, initial=Safety.UNKNOWN
    )
    is_ill_treatment = fields.BooleanField(
        label=_("Torture or ill-treatment, told to the preventive mechanism"), required=False
    )
    bodies = BodiesField(label=_("Bodies of the register"))
    name = fields.CharField(label=_("Name of the sender"), required=False)
    relation = fields.CharField(label=_("Who he or she is to the child"), required=False)
    iin = fields.CharField(label=_("IIN"), required=False)
    phone = fields.CharField(label=_("Telephone"), required=False)
    email = fields.CharField(label=_("E-mail"), required=False)
    address = fields.CharField(label=_("Address"), required=False)
    safe = forms.text(_("How and when it is safe to answer"), 500, required=False, rows=2)
    way = fields.ChoiceField(label=_("How to answer"), choices=WAYS, widget=fields.RadioSelect, initial="CODE")
    files = forms.files_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, near=user.agency.area.region, **kwargs)
        self.fields["area"] = forms.area_field(user, label=_("District where it happened"))
        self.order_fields([*FIRST, "described_0", "level_0", *SENDER, "files"])

    @property
    def entry(self) -> dict[str, Any]:
        """As the domain takes it."""
        names = ("text", "language", "kind", "right", "safety", "by_child", "is_ill_treatment", "area")
        identity = {name: self.cleaned_data[name] for name in (*IDENTITY, "way")}
        held = {name: self.cleaned_data[name] for name in names}
        return held | {"respondents": self.respondents, "identity": identity}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields under their headings, with the questions for hours that happened twice."""
        return [
            {"heading": heading, "fields": [(self[name], self.asked_offsets.get(name)) for name in names]}
            for heading, names in GROUPS
        ]


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Take an appeal in. The answer is the ticket with the sender's code, shown this once and kept nowhere."""
    policies.check_can_register(request.user)
    if made := once.made_before(request):
        return redirect("appeals:ticket", made)
    at = now()
    sent = request.method == "POST"
    form = EntryForm(
        request.POST if sent else None, request.FILES if sent else None, user=request.user, now=at,
        initial={"received_at": at, "language": request.user.language},
    )  # fmt: skip

    def act() -> Filed:
        held = form.cleaned_data
        with once.once(request) as made:
            filed = filing.register(
                form.entry, held["files"], channel=held["channel"], received_at=held["received_at"], by=request.user,
                at=at,
            )  # fmt: skip
            made.append(filed.appeal.number)
        return filed

    done, filed = save_form(request, form, act, fields={"respondents": "bodies"})
    if done:
        answer = render(
            request, "appeals/ticket.html", ticket_of(filed.appeal, request.user, at) | {"code": filed.code}
        )
        answer["Cache-Control"] = "no-store"
        return answer
    context = {"form": form, "now": at, "once": once.token_of(request)}
    return render(request, "appeals/new.html", context, status=422 if form.errors else 200)


@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The proof of receipt once more, without the code: that was shown once."""
    appeal = fetch(request, number)
    return render(request, "appeals/ticket.html", ticket_of(appeal, request.user, now()))


def ticket_of(appeal: Appeal, reader: User, at: datetime) -> dict[str, Any]:
    """Number, day and time, and who received it. An appeal that another office considers is not linked."""
    free = local_day(appeal.received_at) != appeal.registered_on
    seen = Appeal.objects.visible_to(reader).filter(pk=appeal.pk).exists()
    receiver = appeal.received_by.get_full_name() if appeal.received_by else _t("the system")
    return {"appeal": appeal, "now": at, "receiver": receiver, "free": free, "is_seen": seen, "code": ""}
