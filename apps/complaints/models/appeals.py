"""Appeals: what is known of one without opening it. Every text lies sealed (`apps.complaints.sealing`)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.complaints.states import OPEN, TRANSITIONS, Channel, Kind, Level, Outcome, Right, Safety, State
from apps.core.fields import Encrypted
from apps.core.models import AccessRow, live
from apps.core.subjects import Subject


class Ground(models.TextChoices):
    """Why an office may see an appeal."""

    OFFICE = "OFFICE", _("the office considers it")
    BREACH = "BREACH", _("its term was breached")


def access_rows(user):
    """Rows of access that the person's present post may use: never to an appeal the person or the body is shut out
    of."""
    if not allows(user, Perm.VIEW_APPEALS):
        return AppealAccess.objects.none()
    shut_out = Exclusion.objects.filter(
        Q(user=user) | Q(agency=user.agency), appeal=OuterRef("appeal"), lifted_at__isnull=True
    )
    return AppealAccess.objects.filter(live(), ~Exists(shut_out), agency=user.agency)


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Appeals of the person's office, without those he or she is shut out of. Nobody else sees any: no
        administrator, no body complained about (ADR 0036)."""
        return self.filter(pk__in=access_rows(user).values("appeal_id"))


class Appeal(models.Model):
    """One appeal or complaint to an ombudsman (Articles 7-1, 7-2, 7-12).

    `registered_on` is the first working day from the receipt (APPC Article 64): the term counts from it. `due_at`
    repeats the running term for lists. `version` grows with every act and is what forms and If-Match compare.
    """

    TRANSITIONS = TRANSITIONS

    class Route(models.TextChoices):
        """Why this office considers it; the rules stand in `apps.complaints.routing`."""

        CENTRAL = "CENTRAL", _("the respondent is a central body: the republic (Articles 7-1 and 7-2)")
        LOCAL = "LOCAL", _("the respondent is local: the region (Article 7-12)")
        OWN_OFFICE = "OWN_OFFICE", _("it is about the regional ombudsman's office: the republic (system rule)")
        REPUBLIC_OFFICE = (
            "REPUBLIC_OFFICE",
            _("it is about the Commissioner's office: the Commissioner for Human Rights (system rule)"),
        )
        ILL_TREATMENT = (
            "ILL_TREATMENT",
            _("ill-treatment told to the preventive mechanism: the Commissioner for Human Rights (Article 47-5(4))"),
        )
        PLACE = "PLACE", _("no body is named: the region where it happened")
        NO_PLACE = "NO_PLACE", _("neither a body nor a place is known: the republic (system rule)")
        CONFLICT = "CONFLICT", _("the office withdrew for a conflict of interest: the republic (system rule)")

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MESSAGE)
    channel = models.CharField(_("received through"), max_length=14, choices=Channel)
    state = models.CharField(max_length=22, choices=State, default=State.RECEIVED)
    language = models.CharField(_("language"), max_length=2)
    office = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="appeals", verbose_name=_("office"))
    officer = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    route = models.CharField(max_length=16, choices=Route)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    registered_on = models.DateField(_("registered"))
    registered_at = models.DateTimeField()
    by_child = models.BooleanField(_("sent by a child"), default=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    safety = models.CharField(_("is the child safe now"), max_length=9, choices=Safety, default=Safety.UNKNOWN)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    is_ill_treatment = models.BooleanField(_("ill-treatment told to the preventive mechanism"), default=False)
    right = models.CharField(_("right"), max_length=10, choices=Right, blank=True)
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("district"))  # fmt: skip
    poster = models.ForeignKey("complaints.Poster", models.PROTECT, null=True, blank=True, related_name="appeals")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    wrote_at = models.DateTimeField(null=True, blank=True, help_text="the sender wrote and nobody has read it yet")
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    shredded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AppealQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state"], name="appeal_office_state"),
            models.Index(fields=["office", "-received_at"], name="appeal_office_received"),
            models.Index(fields=["joined_to"], name="appeal_joined", condition=Q(joined_to__isnull=False)),
            models.Index(fields=["keep_until"], name="appeal_keep", condition=Q(shredded_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(joined_to__isnull=True) | Q(state="JOINED"), name="appeal_joined_state"),
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="appeal_not_joined_to_itself"),
            models.CheckConstraint(
                condition=~Q(state__in=["RESTORED", "NOT_RESTORED", "SETTLED"]) | ~Q(outcome=""),
                name="appeal_outcome_named",
            ),
        ]
        triggers = [tracked("complaints_appeal")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("appeal", self.pk, self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class AppealKey(models.Model):
    """The wrapped data key of one appeal. Without history: deleting it shreds the appeal."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, primary_key=True, related_name="sealed_key")
    wrapped = Encrypted(max_length=64)

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class IndexKey(models.Model):
    """The key of fingerprints of words and receipts, made once. It lies wrapped, so that `FIELD_KEYS` can change while
    what was found by a fingerprint stays found."""

    ONLY = 1

    wrapped = Encrypted(max_length=64)

    def __str__(self) -> str:
        return "key of fingerprints"


class Index(models.Model):
    """Keyed fingerprints of the words of an appeal's texts, for searching what the database cannot read. Deleted when
    the appeal is shredded."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, primary_key=True, related_name="index")
    words = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["words"], name="appeal_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class Respondent(models.Model):
    """Whom the appeal is about: a body of the register, or one that is not in it, described in a sealed text."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="respondents")
    level = models.CharField(_("what kind"), max_length=16, choices=Level)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name=_("body"))  # fmt: skip
    described = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "agency"], name="respondent_once")]
        triggers = [tracked("complaints_respondent")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.level}"


class Exclusion(models.Model):
    """A person or a body that may not see this appeal: an accused official, whoever withdrew for a conflict of
    interest, a body complained about. Lifted only by a head, with the reason on record. What people wrote of why is
    sealed: it may repeat what the appeal tells."""

    class Reason(models.TextChoices):
        ACCUSED = "ACCUSED", _("the appeal is about this person")
        CONFLICT = "CONFLICT", _("withdrew for a conflict of interest")
        RESPONDENT = "RESPONDENT", _("the appeal is about this body")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="exclusions")
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.BinaryField(null=True, blank=True)
    why_lifted = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["appeal", "user"], name="exclusion_probe")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, agency__isnull=True) | Q(user__isnull=True, agency__isnull=False),
                name="exclusion_of_one",
            ),
            models.UniqueConstraint(
                fields=["appeal", "user", "agency"], condition=Q(lifted_at__isnull=True), nulls_distinct=False,
                name="exclusion_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(why_lifted__isnull=False), name="exclusion_lifted_why"
            ),
        ]  # fmt: skip
        triggers = [tracked("complaints_exclusion")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.reason}"


class Round(models.Model):
    """One consideration of an appeal, with its own term. Reopening begins another and keeps the old one as it was."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="rounds")
    no = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    began_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.BinaryField(null=True, blank=True, help_text="why it was opened again; sealed")
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    extended_to = models.DateField(null=True, blank=True)
    extension_reason = models.BinaryField(null=True, blank=True)
    extension_told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    evidence = models.BinaryField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "no"], name="round_no"),
            models.UniqueConstraint(fields=["appeal"], condition=Q(ended_at__isnull=True), name="round_one_open"),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extended_to__isnull=True)
                | Q(extended_at__isnull=False, extended_to__isnull=False, extended_by__isnull=False),
                name="round_extension_whole",
            ),
        ]
        triggers = [tracked("complaints_round")]

    def __str__(self) -> str:
        return f"{self.appeal_id}/{self.no}"

    def subject_in(self, appeal: Appeal) -> Subject:
        """What the clocks of this consideration are about."""
        return Subject("appeal_round", self.pk, appeal.number)


class AppealAccess(AccessRow):
    """Why an office sees an appeal. `rank` and `sort_at` repeat what lists are ordered by: urgent ones, then those at
    work by their term, then what has ended."""

    class Rank(models.IntegerChoices):
        URGENT = 0, _("urgent")
        OPEN = 1, _("open")
        ENDED = 2, _("ended")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="access")
    rank = models.PositiveSmallIntegerField(choices=Rank, default=Rank.OPEN)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "rank", "sort_at", "appeal"], name="appeal_access_page"),
            models.Index(fields=["appeal", "agency"], name="appeal_access_probe"),
        ]
        triggers = [tracked("complaints_appealaccess")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.agency_id} {self.ground}"
