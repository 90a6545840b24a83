"""Facts of harm or danger to children."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.fields import Encrypted
from apps.core.models import AccessRow, live
from apps.core.subjects import Subject
from apps.incidents.states import TRANSITIONS, VIOLENT, Kind, State
from apps.people.models import Child


class Ground(models.TextChoices):
    """Why an agency, or one person of it, may see an incident."""

    REPORTER = "REPORTER", _("the agency that reported it")
    AUTHOR = "AUTHOR", _("the person who reported it")
    NOTICE = "NOTICE", _("a notice was sent to the agency")
    ESCALATION = "ESCALATION", _("a breached term was escalated to the agency")
    JOINED = "JOINED", _("a report of the same event was joined to it")


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The one place that decides which incidents a person sees: rows of access in force."""
        return self.filter(pk__in=access_rows(user).values("incident_id"))


def access_rows(user):
    """Rows of access that the user's present post may use. A mentor's own reports close with the child's file."""
    if allows(user, Perm.VIEW_INCIDENTS):
        return IncidentAccess.objects.filter(live(), agency=user.agency, user__isnull=True)
    if allows(user, Perm.VIEW_OWN_INCIDENTS):
        closed = IncidentChild.objects.filter(incident=OuterRef("incident"), child__isnull=False).exclude(
            child__in=Child.objects.visible_to(user)
        )
        return IncidentAccess.objects.filter(live(), ~Exists(closed), agency=user.agency, user=user)
    return IncidentAccess.objects.none()


class Incident(models.Model):
    """One incident as one reporter established it.

    `established_at` starts the clock of Article 28-2(10)(7); `occurred_from`/`occurred_to` may be unknown.
    `version` grows with every save and is what If-Match and the forms compare.
    """

    TRANSITIONS = TRANSITIONS

    class Safety(models.TextChoices):
        SAFE = "SAFE", _("the child is safe now")
        IN_DANGER = "IN_DANGER", _("the child is in danger")
        UNKNOWN = "UNKNOWN", _("not known")

    class PublicChannel(models.TextChoices):
        MASS_MEDIA = "MASS_MEDIA", _("mass media")
        TELECOM = "TELECOM", _("telephone or messenger")
        ONLINE = "ONLINE", _("online platform")
        PUBLIC = "PUBLIC", _("in public")

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="incidents")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="incidents")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    occurred_from = models.DateTimeField(_("when it happened"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("until"), null=True, blank=True)
    discovered_at = models.DateTimeField(_("when it became known"), null=True, blank=True)
    established_at = models.DateTimeField(_("when the fact was established"), null=True, blank=True)
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    place = models.CharField(_("place"), max_length=250, blank=True)
    description = models.TextField(_("description"), max_length=8000, blank=True)
    alleged_person = models.CharField(_("alleged person"), max_length=200, blank=True)
    alleged_relation = models.CharField(_("relation to the child"), max_length=100, blank=True)
    safety = models.CharField(_("safety now"), max_length=9, choices=Safety, blank=True)
    safety_measures = models.CharField(_("what was done for safety"), max_length=1000, blank=True)
    reporter_name = Encrypted(_("reporter"), max_length=150, blank=True)
    reporter_contact = Encrypted(_("reporter's contact"), max_length=150, blank=True)
    reporter_is_confidential = models.BooleanField(_("the reporter stays confidential"), default=False)
    episodes = models.PositiveSmallIntegerField(_("number of episodes"), null=True, blank=True)
    public_channel = models.CharField(_("public or online"), max_length=10, choices=PublicChannel, blank=True)
    violence_confirmed_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "state"], name="incident_agency_state"),
            models.Index(fields=["-created_at", "-id"], name="incident_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAFT") | Q(state="DISCARDED")
                | Q(established_at__isnull=False, submitted_at__isnull=False, area__isnull=False) & ~Q(kind=""),
                name="incident_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(occurred_from__isnull=True) | Q(established_at__isnull=True)
                | Q(occurred_from__lte=F("established_at")),
                name="incident_established_after",
            ),
            models.CheckConstraint(
                condition=Q(occurred_to__isnull=True) | Q(occurred_from__lte=F("occurred_to")), name="incident_interval"
            ),
            models.CheckConstraint(condition=Q(joined_to__isnull=True) | Q(state="JOINED"), name="incident_joined"),
        ]  # fmt: skip
        triggers = [tracked("incidents_incident")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("incident", self.pk, self.number)

    @property
    def is_violent(self) -> bool:
        return self.kind in VIOLENT


class IncidentChild(models.Model):
    """A child concerned: a registered one, or one not known yet, described."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="concerned")
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, blank=True, related_name="incidents")
    description = models.CharField(_("who, if not known"), max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "child"], name="incident_child_once"),
            models.CheckConstraint(
                condition=Q(child__isnull=False) | ~Q(description=""), name="incident_child_someone"
            ),
        ]
        triggers = [tracked("incidents_incidentchild")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.child_id}"


class ExtraRecipient(models.Model):
    """A recipient a person named: one the rules could not find, or one more than they ask for.

    `agency` empty: somebody outside the system, told by telephone or letter.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="extra_recipients")
    role = models.CharField(max_length=24, blank=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(agency__isnull=False) | ~Q(name=""), name="extra_recipient_someone")
        ]
        triggers = [tracked("incidents_extrarecipient")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.role}"


class Correction(models.Model):
    """A corrected instant of establishing: the old one stays, with who, when and why."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="corrections")
    old_established_at = models.DateTimeField()
    new_established_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    who: "User | None"
    """`by`, as far as the reader may know it: set by `reading`."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "-id"], name="correction_incident")]
        triggers = [tracked("incidents_correction")]

    def __str__(self) -> str:
        return f"{self.incident_id}"


class FollowUp(models.Model):
    """What was done afterwards; an assistance plan is what Article 36(3) asks for."""

    class Kind(models.TextChoices):
        ASSISTANCE_PLAN = "ASSISTANCE_PLAN", _("assistance plan (Article 36(3))")
        ASSISTANCE_REFUSED = "ASSISTANCE_REFUSED", _("reasoned refusal of assistance")
        MEASURE = "MEASURE", _("measure taken")
        DATABANK = "DATABANK", _("entered in the republic's data bank")
        NO_VIOLENCE = "NO_VIOLENCE", _("violence was not confirmed")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="follow_ups")
    kind = models.CharField(_("kind"), max_length=18, choices=Kind)
    text = models.TextField(_("what was done"), max_length=4000)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    who: "User | None"
    """`by`, as far as the reader may know it: set by `reading`."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "-id"], name="follow_up_incident")]
        triggers = [tracked("incidents_followup")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"


class IncidentAccess(AccessRow):
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="access")

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-sort_at", "-incident"], name="incident_access_page"),
            models.Index(fields=["incident", "agency"], name="incident_access_probe"),
        ]
        triggers = [tracked("incidents_incidentaccess")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.agency_id} {self.ground}"
