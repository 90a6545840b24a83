"""Children: one child, one file, and who may open it."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.db import KkKey
from apps.core.fields import Findable, Fingerprint
from apps.core.identifiers import validate_iin
from apps.core.models import AccessRow, live
from apps.core.subjects import Subject


class Ground(models.TextChoices):
    """Why an agency may open a child's file."""

    RESPONSIBLE = "RESPONSIBLE", _("responsible guardianship body")
    PLACEMENT = "PLACEMENT", _("the child lives in the organisation")
    MENTORING = "MENTORING", _("mentoring assignment")
    REFERRAL = "REFERRAL", _("help that the body was asked for")
    EMERGENCY = "EMERGENCY", _("emergency opening")
    APPEAL = "OMBUDSMAN", _("work of an ombudsman for the rights of the child")


IDENTITY_GROUNDS = frozenset({Ground.RESPONSIBLE, Ground.PLACEMENT, Ground.EMERGENCY, Ground.APPEAL})
"""The grounds that show who a child is: IIN, address, family, categories. Those who mentor the child see none."""


class Citizenship(models.TextChoices):
    """By the letters of a passport; XXA is a stateless person, OTH any country not named here."""

    KAZ = "KAZ", _("Kazakhstan")
    RUS = "RUS", _("Russia")
    UZB = "UZB", _("Uzbekistan")
    KGZ = "KGZ", _("Kyrgyzstan")
    TJK = "TJK", _("Tajikistan")
    TKM = "TKM", _("Turkmenistan")
    AZE = "AZE", _("Azerbaijan")
    UKR = "UKR", _("Ukraine")
    BLR = "BLR", _("Belarus")
    CHN = "CHN", _("China")
    MNG = "MNG", _("Mongolia")
    AFG = "AFG", _("Afghanistan")
    TUR = "TUR", _("Türkiye")
    XXA = "XXA", _("stateless")
    OTH = "OTH", _("another country")


class Language(models.TextChoices):
    """A language that a child speaks, by ISO 639."""

    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    UZ = "uz", _("Uzbek")
    UG = "ug", _("Uyghur")
    TG = "tg", _("Tajik")
    KY = "ky", _("Kyrgyz")
    TR = "tr", _("Turkish")
    AZ = "az", _("Azerbaijani")
    UK = "uk", _("Ukrainian")
    DE = "de", _("German")
    KO = "ko", _("Korean")
    ZH = "zh", _("Chinese")
    EN = "en", _("English")
    SGN = "sgn", _("sign language")


class ChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The one place that decides which children a person sees: rows of access in force."""
        held = _held(user)
        return self.filter(pk__in=RawSQL(*_statement(*held))) if held else self.none()  # noqa: S611 - our own SQL


def access_rows(user):
    """Rows of access that the user's present post may use."""
    held = _held(user)
    return _rows(*held) if held else ChildAccess.objects.none()


def _held(user) -> tuple[int, int | None, str | None] | None:
    """Whose rows count: the agency, the one person of it besides or alone, and the only ground of that person's own."""
    if allows(user, Perm.VIEW_CHILDREN):
        own = allows(user, Perm.BREAK_GLASS)  # an emergency opening is one person's own
        return (user.agency.pk, user.pk if own else None, Ground.EMERGENCY if own else None)
    if allows(user, Perm.VIEW_OWN_CHILDREN):
        return (user.agency.pk, user.pk, None)
    return None


def _rows(agency_id: int, user_id: int | None, ground: str | None):
    whose = Q(user=user_id) if user_id and not ground else Q(user__isnull=True)
    if ground:
        whose |= Q(user=user_id, ground=ground)
    return ChildAccess.objects.filter(live(), whose, agency=agency_id)


@lru_cache(maxsize=2048)
def _statement(agency_id: int, user_id: int | None, ground: str | None) -> tuple[str, tuple[Any, ...]]:
    """Ids of the children of these rows as SQL and its parameters: putting it together costs more than asking it."""
    return _rows(agency_id, user_id, ground).values("child_id").query.sql_with_params()


def newest_first(rows):
    """Rows of access (of one agency) as pages of a list read them: each child once, walking the index."""
    return rows.order_by("-sort_at", "-child_id").distinct("sort_at", "child_id")


def full_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Child(models.Model):
    class Sex(models.TextChoices):
        FEMALE = "FEMALE", _("girl")
        MALE = "MALE", _("boy")

    class NoIin(models.TextChoices):
        FOUNDLING = "FOUNDLING", _("found child, identity not established")
        FOREIGNER = "FOREIGNER", _("foreign citizen or stateless")
        NEWBORN = "NEWBORN", _("birth not registered yet")
        NOT_KNOWN = "NOT_KNOWN", _("not known yet")

    class Representative(models.TextChoices):
        """Article 1(6): who may act for a child. Neither a mentor nor a host family is among them."""

        PARENT = "PARENT", _("parent")
        ADOPTER = "ADOPTER", _("adopter")
        OPEKUN = "OPEKUN", _("guardian of a child under 14 (опекун)")
        POPECHITEL = "POPECHITEL", _("guardian of a child of 14 to 18 (попечитель)")
        FOSTER_PARENT = "FOSTER_PARENT", _("foster parent")
        PROFESSIONAL = "PROFESSIONAL", _("professional foster educator")
        PATRONAGE = "PATRONAGE", _("patronage carer")
        ORGANISATION = "ORGANISATION", _("organisation where the child lives")
        OTHER = "OTHER", _("another person replacing them by law")

    class Precision(models.TextChoices):
        """How much of the birth date is known. What is not known counts as late as it may be, so that nobody
        loses the protection of a child for want of a paper."""

        DAY = "DAY", _("the day is known")
        MONTH = "MONTH", _("only the month and the year are known")
        YEAR = "YEAR", _("only the year is known")
        UNKNOWN = "UNKNOWN", _("not known: the year is estimated")

    class Refuge(models.TextChoices):
        SEEKER = "SEEKER", _("asylum seeker")
        REFUGEE = "REFUGEE", _("refugee")
        DISPLACED = "DISPLACED", _("internally displaced")

    number = models.CharField(max_length=16, unique=True)
    surname = models.CharField(_("surname"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    surname_ru = models.CharField(_("surname in Russian"), max_length=100, blank=True, default="")
    given_name_ru = models.CharField(_("given name in Russian"), max_length=100, blank=True, default="")
    patronymic_ru = models.CharField(_("patronymic in Russian"), max_length=100, blank=True, default="")
    surname_latin = models.CharField(_("surname in Latin letters"), max_length=100, blank=True)
    given_name_latin = models.CharField(_("given name in Latin letters"), max_length=100, blank=True)
    name_key = models.CharField(max_length=320, editable=False)
    iin = Findable(_("IIN"), max_length=12, blank=True, validators=[validate_iin])
    no_iin_reason = models.CharField(_("why there is no IIN"), max_length=10, choices=NoIin, blank=True)
    birth_date = models.DateField(_("birth date"))
    birth_date_is_estimated = models.BooleanField(_("the birth date is estimated"), default=False)
    birth_precision = models.CharField(
        _("what is known of the birth date"), max_length=7, choices=Precision, default=Precision.DAY
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    guardianship = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        related_name="children",
        verbose_name=_("responsible guardianship body"),
    )
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("district of residence"))
    address = models.CharField(_("address"), max_length=250, blank=True)
    representative_kind = models.CharField(
        _("legal representative is"), max_length=14, choices=Representative, blank=True
    )
    representative_name = models.CharField(_("legal representative"), max_length=150, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=3, choices=Citizenship, blank=True, default="")
    languages = ArrayField(
        models.CharField(max_length=3, choices=Language), verbose_name=_("languages"), blank=True, default=list
    )
    phone = models.CharField(_("telephone"), max_length=20, blank=True, default="")
    contacts = models.CharField(_("other ways to reach"), max_length=250, blank=True, default="")
    found_on = models.DateField(_("found on"), null=True, blank=True)
    found_place = models.CharField(_("place where the child was found"), max_length=250, blank=True, default="")
    found_circumstances = models.TextField(_("circumstances of finding"), blank=True, default="")
    refuge = models.CharField(_("refugee status"), max_length=9, choices=Refuge, blank=True, default="")
    databank_number = models.CharField(_("number in the republican data bank"), max_length=40, blank=True, default="")
    databank_on = models.DateField(_("entered in the republican data bank on"), null=True, blank=True)
    savings_told_on = models.DateField(_("told of the savings on"), null=True, blank=True)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ChildQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(KkKey("surname"), KkKey("given_name"), "id", name="child_kazakh_order"),
            models.Index(fields=["guardianship", "-registered_at"], name="child_guardianship"),
        ]
        constraints = [
            models.UniqueConstraint(Fingerprint("iin"), condition=~Q(iin=""), name="child_iin_unique"),
            models.CheckConstraint(
                condition=(Q(no_iin_reason="") & ~Q(iin="")) | Q(iin="", no_iin_reason__gt=""),
                name="child_iin_or_reason",
            ),
        ]
        triggers = [tracked("people_child")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("child", self.pk, self.number)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.surname, self.given_name, self.patronymic]))

    def age(self, on: date) -> int:
        """Full years on a day."""
        return full_years(self.birth_date, on)


class ChildAccess(AccessRow):
    child = models.ForeignKey(Child, models.PROTECT, related_name="access")

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-sort_at", "-child"], name="child_access_page"),
            models.Index(fields=["child", "agency"], name="child_access_probe"),
        ]
        triggers = [tracked("people_childaccess")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.agency_id} {self.ground}"
