"""People who wish to become mentors, the persons they live with, and the advice they got."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.fields import Findable, Fingerprint
from apps.core.identifiers import validate_iin
from apps.core.periods import PeriodQuerySet
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.mentoring.states import CANDIDATE_TRANSITIONS, CLOSED, CandidateState
from apps.people.models import Citizenship, Language


class Interest(models.TextChoices):
    """What a mentor does gladly with a child; for matching."""

    SPORT = "SPORT", _("sport")
    MUSIC = "MUSIC", _("music")
    ART = "ART", _("drawing and crafts")
    BOOKS = "BOOKS", _("books")
    SCIENCE = "SCIENCE", _("science and technology")
    COMPUTERS = "COMPUTERS", _("computers")
    NATURE = "NATURE", _("nature and animals")
    COOKING = "COOKING", _("cooking and housekeeping")
    LANGUAGES = "LANGUAGES", _("languages")
    STUDY = "STUDY", _("help with lessons")
    TRADE = "TRADE", _("choice of a trade")
    THEATRE = "THEATRE", _("theatre and cinema")
    OTHER = "OTHER", _("something else")


class CandidateQuerySet(CrossingQuerySet):
    def visible_to(self, user):
        """The own organisation's; the body's from the checks on; and everybody the own."""
        if allows(user, Perm.KEEP_MENTORS):
            return self.filter(organisation__agency=user.agency)
        if allows(user, Perm.CLEAR_MENTORS):
            return self.filter(body=user.agency, checks_since__isnull=False)
        if allows(user, Perm.VIEW_OWN_CHILDREN):
            return self.filter(account=user, organisation__agency=user.agency)
        return self.none()

    def open(self):
        return self.exclude(state__in=CLOSED)


class Candidate(models.Model):
    """An application to be a mentor: one person at one organisation, before one guardianship body.

    `is_married` and `lives_alone` are null until declared. `capacity` is how many children at a time.
    """

    TRANSITIONS = CANDIDATE_TRANSITIONS

    class Source(models.TextChoices):
        OFFICE = "OFFICE", _("at the organisation")
        PUBLIC = "PUBLIC", _("from the public page")

    number = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey("mentoring.Organisation", models.PROTECT, related_name="candidates")
    body = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="candidates", verbose_name=_("guardianship body")
    )
    state = models.CharField(max_length=9, choices=CandidateState, default=CandidateState.APPLIED)
    source = models.CharField(max_length=6, choices=Source, default=Source.OFFICE)
    account = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name=_("account")
    )
    surname = models.CharField(_("surname"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    iin = Findable(_("IIN"), max_length=12, blank=True, validators=[validate_iin])
    birth_date = models.DateField(_("birth date"))
    citizenship = models.CharField(_("citizenship"), max_length=3, choices=Citizenship)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("district"))
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("telephone"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=3, choices=Language), verbose_name=_("languages"), blank=True, default=list
    )
    interests = ArrayField(
        models.CharField(max_length=9, choices=Interest), verbose_name=_("interests"), blank=True, default=list
    )
    is_married = models.BooleanField(_("married"), null=True, blank=True)
    lives_alone = models.BooleanField(_("lives alone"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("how many children at a time"), default=1)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    checks_since = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "-applied_at", "-id"], name="candidate_organisation"),
            models.Index(fields=["body", "state", "-applied_at", "-id"], name="candidate_body"),
            models.Index(fields=["account"], name="candidate_account"),
            models.Index(Fingerprint("iin"), condition=~Q(iin=""), name="candidate_iin"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(source="PUBLIC") | Q(applied_by__isnull=False), name="candidate_by"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="candidate_capacity"),
            models.UniqueConstraint(
                fields=["account", "organisation"], condition=~Q(state__in=["REFUSED", "WITHDRAWN"]),
                name="candidate_one_open_per_account",
            ),
            models.UniqueConstraint(
                "organisation", Fingerprint("iin"), condition=~Q(iin="") & ~Q(state__in=["REFUSED", "WITHDRAWN"]),
                name="candidate_one_open_per_person",
            ),
        ]  # fmt: skip
        triggers = [tracked("mentoring_candidate")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("candidate", self.pk, self.number)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.surname, self.given_name, self.patronymic]))

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    def age(self, on: date) -> int:
        """Full years on a day."""
        return full_years(self.birth_date, on)


def full_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class HouseholdMember(models.Model):
    """The spouse, or a person who lives with the candidate. Six of the grounds reach both (Article 28-2(3))."""

    class Relation(models.TextChoices):
        SPOUSE = "SPOUSE", _("spouse")
        COHABITANT = "COHABITANT", _("person living together")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="household")
    name = models.CharField(_("name"), max_length=250)
    birth_date = models.DateField(_("birth date"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    starts_on = models.DateField(_("lives there since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["birth_date"], name="household_birth_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(relation="SPOUSE", ends_on__isnull=True), name="household_one_spouse"
            )
        ]
        triggers = [tracked("mentoring_householdmember")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.relation}"

    def age(self, on: date) -> int:
        """Full years on a day."""
        return full_years(self.birth_date, on)


class Consultation(models.Model):
    """Advice given to a person who wishes to become a mentor (Article 28-2(10)(1))."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="consultations")
    held_on = models.DateField(_("day"))
    note = models.CharField(_("what was advised"), max_length=2000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [tracked("mentoring_consultation")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.held_on}"
