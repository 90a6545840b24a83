"""A child's file with a record in each part, and everything around it that waits for somebody."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.accounts.roles import Role
from apps.casework import planning, referrals
from apps.casework.models import Referral, Visit
from apps.core.localtime import local_day
from apps.disclosure.actions import break_glass
from apps.disclosure.models import ReadingAlert
from apps.exchange.actions import upload_import
from apps.exchange.work import work
from apps.matching.actions import ask_body, merge
from apps.matching.finding import find_pairs
from apps.matching.models import SuspectedPair
from apps.people.acts import family, names, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.siblings import name_sibling
from apps.people.acts.statuses import STATUS
from apps.retention import actions as retention
from tests.browser.test_main_job import log_at_once
from tests.cast import Cast
from tests.factories.accounts import fresh, make_user
from tests.factories.casework import active, drafted
from tests.factories.papers import make_paper, picture
from tests.factories.people import make_child

TABLE = "Тегі;Аты;ЖСН;ЖСН неге жоқ;Туған күні;Жынысы;Тұратын ауданы\n;Ержан;160412500012;;31.02.2016;ұл;Жоқ ауданы\n"
REASON = "Бала көшеде табылды, туыстарын жедел табу керек."


def fill(cast: Cast) -> dict[str, Any]:
    """Fill the file of the cast's child; returns what stands for the names in addresses."""
    now, head = timezone.now(), fresh(cast.heads["GUARDIANSHIP"])
    made = (
        _parts(cast, head, now)
        | _cases(cast, head, now)
        | _pairs(cast, now)
        | _reading(cast, now)
        | _keeping(cast, now)
    )
    table = SimpleUploadedFile("balalar.csv", TABLE.encode("utf-8-sig"), content_type="text/csv")
    made["import"] = upload_import(table, by=fresh(cast.officer), at=now).pk
    work(timezone.now)
    return {"child": cast.child.number, "incident": log_at_once(cast).number, "body": cast.body.pk, **made}


def _parts(cast: Cast, head: Any, now: Any) -> dict[str, Any]:
    child, day, by = cast.child, local_day(now) - timedelta(days=40), {"by": head, "at": now}
    mother, _ = family.add_relative(child, data={"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сәуле"}, **by)
    parts.add(STATUS, child, data={"kinship": mother, "code": "MISSING", "starts_on": day}, **by)
    category = parts.add(CATEGORY, child, data={"kind": "WITHOUT_CARE", "why": "MISSING", "starts_on": day}, **by)
    parts.add(HEALTH, child, data={"kind": "ALLERGY", "text": "Сүт", "starts_on": day}, **by)
    parts.add(SCHOOLING, child, data={"kind": "HOME", "starts_on": day}, **by)
    notes.write_note(child, data={"kind": "TALK", "confidentiality": "RESPONSIBLE", "text": "Сурет салады."}, **by)
    names.change_name(child, data={"given_name": "Айару", "reason": "COURT", "changed_on": day}, version=1, **by)
    sister = make_child(cast.officer, age=9, given_name="Дана", area=cast.district)
    name_sibling(child, number=sister.number, **by)
    paper = make_paper(child, fresh(cast.officer), content=picture(), expires_on=local_day(now) + timedelta(days=20))
    return {"tie": mother.pk, "category": category[0].pk, "paper": paper.pk}


def _cases(cast: Cast, head: Any, now: Any) -> dict[str, Any]:
    case = active(cast.child, cast.officer, head, at=now)
    on = local_day(now) + timedelta(days=3)
    planning.plan_visit(case, kind=Visit.Kind.HOME, planned_on=on, by=fresh(cast.officer), at=now)
    drafted(case, cast.officer, at=now)
    letter = {"asked": "Туыстарын табу", "reason": "Отбасы көшті.", "by": fresh(cast.officer), "at": now}
    out = referrals.send(cast.child, kind=Referral.Kind.TRANSFER, recipient=cast.officer2.agency, **letter)
    theirs = make_child(cast.officer2)
    letter["by"] = fresh(cast.officer2)
    come = referrals.send(theirs, kind=Referral.Kind.TRANSFER, recipient=cast.body, **letter)
    return {"case": case.number, "out": out.number, "come": come.number}


def _pairs(cast: Cast, now: Any) -> dict[str, Any]:
    same = {"surname": "Оспанова", "given_name": "Дана", "patronymic": ""}
    one, two, three = (make_child(cast.officer, **same) for _ in range(3))
    find_pairs(now)
    merge(one, absorbed=two, reason="Бір бала: құжаттары табылды.", by=fresh(cast.officer), at=now)
    pair = SuspectedPair.objects.visible_to(fresh(cast.officer)).open().first()
    asked = ask_body(cast.child, text="Бұл бала сіздерде ме екен?", by=fresh(cast.officer2), at=now)
    return {"pair": pair.pk if pair else 0, "enquiry": asked.pk, "third": three.number}


def _reading(cast: Cast, now: Any) -> dict[str, Any]:
    opening = break_glass(cast.child, kind="LIFE", reason=REASON, by=fresh(cast.police), at=now)
    reader = make_user(cast.body, Role.GUARDIANSHIP_OFFICER)
    alert = ReadingAlert.objects.create(
        user=reader, agency=cast.body, addressed_to=cast.body, kind="MANY", hour=now, times=61, limit=60, raised_at=now
    )
    return {"opening": opening.number, "alert": alert.number}


def _keeping(cast: Cast, now: Any) -> dict[str, Any]:
    """A file of somebody who has come of age since, proposed for the archive."""
    registered = now - timedelta(days=3000)
    born = local_day(now) - timedelta(days=19 * 366)
    grown = make_child(cast.officer, at=registered, birth_date=born, surname="Жұлдызова", given_name="Ақторғын")
    retention.propose_due(at=now)
    return {"grown": grown.number}
