"""Mentoring organisations (Article 1, 15-1) and their agreements with guardianship bodies (Article 28-2(8))."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import PeriodQuerySet, in_order, never_two
from apps.core.subjects import Subject
from apps.mentoring.states import AGREEMENT_TRANSITIONS, ORGANISATION_TRANSITIONS, AgreementState, OrganisationState


class LegalForm(models.TextChoices):
    """Forms of legal persons. The commercial ones are here to be refused by name."""

    FOUNDATION = "FOUNDATION", _("foundation")
    ASSOCIATION = "ASSOCIATION", _("public association")
    INSTITUTION = "INSTITUTION", _("private institution")
    UNION = "UNION", _("association of legal persons")
    RELIGIOUS = "RELIGIOUS", _("religious association")
    NONPROFIT_JSC = "NONPROFIT_JSC", _("non-profit joint-stock company")
    OTHER_NONPROFIT = "OTHER_NONPROFIT", _("another non-profit organisation")
    LLP = "LLP", _("limited liability partnership (LLP)")
    JSC = "JSC", _("joint-stock company")
    SOLE_TRADER = "SOLE_TRADER", _("sole trader")
    PARTNERSHIP = "PARTNERSHIP", _("another business partnership")
    COOPERATIVE = "COOPERATIVE", _("production cooperative")
    STATE_ENTERPRISE = "STATE_ENTERPRISE", _("state enterprise")


NONPROFIT = frozenset({
    LegalForm.FOUNDATION, LegalForm.ASSOCIATION, LegalForm.INSTITUTION, LegalForm.UNION, LegalForm.RELIGIOUS,
    LegalForm.NONPROFIT_JSC, LegalForm.OTHER_NONPROFIT,
})  # fmt: skip


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own organisation; bodies that conclude agreements see the whole register."""
        if allows(user, Perm.CLEAR_MENTORS):
            return self.all()
        return self.filter(agency=user.agency) if allows(user, Perm.KEEP_MENTORS) else self.none()


class Organisation(models.Model):
    """What mentoring adds to an agency of kind MENTORING_ORG: form, charter, regions."""

    TRANSITIONS = ORGANISATION_TRANSITIONS

    agency = models.OneToOneField(
        "accounts.Agency", models.PROTECT, related_name="mentoring", verbose_name=_("mentoring organisation")
    )
    legal_form = models.CharField(_("legal form"), max_length=16, choices=LegalForm)
    registered_on = models.DateField(_("registered by the state on"))
    charter = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=OrganisationState, default=OrganisationState.REGISTERED)
    areas = models.ManyToManyField("accounts.Area", through="mentoring.OrganisationArea", related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(legal_form__in=sorted(NONPROFIT)), name="mentoring_org_nonprofit")
        ]
        triggers = [tracked("mentoring_organisation")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people and messages name it."""
        return f"MO-{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("mentoring_org", self.pk, self.number)


class OrganisationArea(models.Model):
    """A region or district in which the organisation works."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="regions")
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "area"], name="mentoring_org_area")]
        triggers = [tracked("mentoring_organisationarea")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.area_id}"


class AgreementQuerySet(PeriodQuerySet):
    def visible_to(self, user):
        """Both sides, and nobody else."""
        if not (allows(user, Perm.KEEP_MENTORS) or allows(user, Perm.CLEAR_MENTORS)):
            return self.none()
        return self.filter(Q(organisation__agency=user.agency) | Q(body=user.agency))

    def in_force(self, on: date):
        """In force on a day: confirmed, begun, and neither ended nor run out."""
        return self.on(on).filter(state=AgreementState.IN_FORCE)

    def in_force_on(self, on: date):
        """In force on a day, today or past: one that ended later was in force then, too."""
        ended_later = Q(state=AgreementState.ENDED, ended_on__gt=on)
        return self.on(on).filter(Q(state=AgreementState.IN_FORCE) | ended_later)


class Agreement(models.Model):
    """A mentoring agreement between a guardianship body and an organisation: one side proposes, the other confirms.

    `ends_on` is the agreed last day, `ended_on` the day on which it really ended.
    """

    TRANSITIONS = AGREEMENT_TRANSITIONS

    class EndReason(models.TextChoices):
        EXPIRED = "EXPIRED", _("its time ran out")
        BOTH = "BOTH", _("both sides agreed to end it")
        BY_BODY = "BY_BODY", _("the guardianship body ended it")
        BY_ORGANISATION = "BY_ORGANISATION", _("the organisation ended it")
        BREACH = "BREACH", _("its terms were broken")
        ORGANISATION_ENDED = "ORGANISATION_ENDED", _("the organisation ended its work")

    number = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    body = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="mentoring_agreements", verbose_name=_("guardianship body")
    )
    paper_number = models.CharField(_("number of the agreement"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    document = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=AgreementState, default=AgreementState.PROPOSED)
    proposed_agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=18, choices=EndReason, blank=True)
    end_text = models.CharField(_("the reason in words"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["body", "state", "-id"], name="agreement_body")]
        constraints = [
            in_order("agreement_period"),
            never_two("agreement_one_in_force", "organisation", "body", condition=Q(state="IN_FORCE")),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "WITHDRAWN"]) | Q(confirmed_at__isnull=False),
                name="agreement_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ENDED") | (Q(ended_at__isnull=False, ended_on__isnull=False) & ~Q(end_reason="")),
                name="agreement_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="agreement_two_persons",
            ),
        ]
        triggers = [tracked("mentoring_agreement")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("mentor_agreement", self.pk, self.number)

    @property
    def other_side_id(self) -> int:
        """The agency that has to confirm."""
        return self.body_id if self.proposed_agency_id != self.body_id else self.organisation.agency_id
