"""Who looked into a file and why: purposes, emergency openings, consents, alerts of unusual reading."""

from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.people.models import Child


class Purpose(models.Model):
    """Why a person opened a file that is not the person's daily work: once per person, child and local day."""

    class Kind(models.TextChoices):
        INCIDENT = "INCIDENT", _("an incident or a notice about the child")
        HANDOVER = "HANDOVER", _("taking over or handing over the case")
        REQUEST = "REQUEST", _("a request or complaint about the child")
        COURT = "COURT", _("a court or an investigation")
        CHECK = "CHECK", _("checking a decision")
        EMERGENCY = "EMERGENCY", _("an emergency")
        OTHER = "OTHER", _("something else")

    STATED = tuple(kind for kind in Kind if kind.value != "EMERGENCY")
    """What a person may say; the purpose of an emergency comes with its opening alone."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(_("purpose"), max_length=10, choices=Kind)
    text = models.CharField(_("in your words"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "user", "agency", "day"], name="purpose_once_a_day"),
            models.CheckConstraint(condition=~Q(kind="OTHER") | ~Q(text=""), name="purpose_other_in_words"),
        ]
        triggers = [tracked("disclosure_purpose")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.child_id} {self.kind}"


class EmergencyQuerySet(CrossingQuerySet):
    def visible_to(self, user):
        """Those of files of the reviewer's body; and everybody's own."""
        if user.post is None:
            return self.none()
        seen = Q(user=user, agency=user.agency)
        if allows(user, Perm.REVIEW_ACCESS):
            seen |= Q(responsible=user.agency)
        return self.filter(seen).past_the_wall("an opening that has ended still says of which file")

    def in_force(self, at: datetime):
        return self.filter(starts_at__lte=at, ends_at__gt=at, ended_at__isnull=True)

    def unreviewed(self):
        return self.filter(verdict="")


class EmergencyOpening(models.Model):
    """A file opened without a ground, for three hours, with a typed reason; the responsible body reviews it.

    `responsible` is the body at the time of opening: its heads are told at once, and it owes the review.
    """

    class Kind(models.TextChoices):
        LIFE = "LIFE", _("danger to life or health now")
        VIOLENCE = "VIOLENCE", _("violence now, or about to happen")
        MISSING = "MISSING", _("the child is missing or was found")
        HOSPITAL = "HOSPITAL", _("the child was taken to hospital or to the police")
        OTHER = "OTHER", _("another emergency")

    class Verdict(models.TextChoices):
        JUSTIFIED = "JUSTIFIED", _("justified")
        NOT_JUSTIFIED = "NOT_JUSTIFIED", _("not justified")
        ASKED = "ASKED", _("an explanation was asked for")

    child = models.ForeignKey(Child, models.PROTECT, related_name="emergency_openings")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    responsible = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    access = models.OneToOneField("people.ChildAccess", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of emergency"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=1000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=13, choices=Verdict, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["responsible", "-starts_at", "-id"], name="emergency_review"),
            models.Index(fields=["user", "-starts_at"], name="emergency_user"),
            models.Index(fields=["child", "-starts_at"], name="emergency_child"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="emergency_period"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at__isnull=True) | Q(verdict__gt="", reviewed_at__isnull=False),
                name="emergency_verdict_has_instant",
            ),
        ]
        triggers = [tracked("disclosure_emergencyopening")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people and messages name it."""
        return f"E-{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("emergency", self.pk, self.number)

    @property
    def is_judged(self) -> bool:
        """A final verdict is on record; asking for an explanation is none."""
        return self.verdict in (self.Verdict.JUSTIFIED, self.Verdict.NOT_JUSTIFIED)

    def is_in_force(self, at: datetime) -> bool:
        return self.ended_at is None and self.starts_at <= at < self.ends_at


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The responsible body's, and the organisation's it was given for (whose people work with the child)."""
        if user.post is None or not (allows(user, Perm.VIEW_CHILDREN) or allows(user, Perm.VIEW_OWN_CHILDREN)):
            return self.none()
        files = Child.objects.visible_to(user)
        return self.filter(Q(child__guardianship=user.agency) | Q(agency=user.agency), child__in=files)

    def in_force(self, on: date):
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=on), given_on__lte=on, withdrawn_at__isnull=True
        )


class Consent(models.Model):
    """Leave of the legal representative that a mentoring organisation learns who the child is (Article 28-2(9)(1)).

    Both days included. Withdrawing ends it at once; the record stays.
    """

    class Scope(models.TextChoices):
        NAME = "NAME", _("name and birth date")
        PHOTO = "PHOTO", _("photo")
        SCHOOL = "SCHOOL", _("school")
        HEALTH_BASICS = "HEALTH_BASICS", _("what must be known of the health")
        CONTACTS = "CONTACTS", _("address and telephone")
        FAMILY = "FAMILY", _("family")

    class Relation(models.TextChoices):
        PARENT = "PARENT", _("parent")
        GUARDIAN = "GUARDIAN", _("guardian or trustee")
        ORGANISATION = "ORGANISATION", _("organisation where the child lives")
        GUARDIANSHIP = "GUARDIANSHIP", _("guardianship body")
        CHILD = "CHILD", _("the child, with a representative")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="+", verbose_name=_("mentoring organisation")
    )
    scope = ArrayField(models.CharField(max_length=13, choices=Scope), verbose_name=_("what may be seen"))
    given_relation = models.CharField(_("given by"), max_length=12, choices=Relation)
    given_by = models.CharField(_("name of the person who gave it"), max_length=150)
    given_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "agency", "-given_on"], name="consent_child_agency")]
        constraints = [
            models.CheckConstraint(condition=Q(scope__len__gt=0), name="consent_has_scope"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")), name="consent_period"
            ),
            ExclusionConstraint(
                name="consent_no_overlap",
                condition=Q(withdrawn_at__isnull=True),
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (
                        Func(F("given_on"), F("expires_on"), models.Value("[]"), function="daterange",
                             output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]  # fmt: skip
        triggers = [tracked("disclosure_consent")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.agency_id} {self.given_on}"

    def is_in_force(self, on: date) -> bool:
        return self.withdrawn_at is None and self.given_on <= on and (self.expires_on is None or on <= self.expires_on)

    @property
    def scope_words(self) -> list[str]:
        names = dict(Consent.Scope.choices)
        return [str(names[one]) for one in self.scope]


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those addressed to the reviewer's agency; never one's own."""
        if not allows(user, Perm.REVIEW_ACCESS):
            return self.none()
        return self.filter(addressed_to=user.agency).exclude(user=user)

    def unreviewed(self):
        return self.filter(verdict="")


class ReadingAlert(models.Model):
    """Somebody read files in an unusual way: once per person, post's agency, kind and hour."""

    class Kind(models.TextChoices):
        MANY = "MANY", _("many files in an hour")
        SURNAME = "SURNAME", _("files with the surname of the reader or a colleague")
        REFUSED = "REFUSED", _("many files reached for without a ground")

    class Verdict(models.TextChoices):
        EXPLAINED = "EXPLAINED", _("explained by the work")
        MISUSE = "MISUSE", _("misuse")
        ASKED = "ASKED", _("an explanation was asked for")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    addressed_to = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField()
    limit = models.PositiveIntegerField(help_text="what is usual at most; 0 where the kind has no number")
    raised_at = models.DateTimeField()
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["addressed_to", "-raised_at", "-id"], name="alert_review")]
        constraints = [models.UniqueConstraint(fields=["user", "agency", "kind", "hour"], name="alert_once_an_hour")]
        triggers = [tracked("disclosure_readingalert")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people and messages name it."""
        return f"R-{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("reading", self.pk, self.number)
