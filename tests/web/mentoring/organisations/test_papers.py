"""An agreement as PDF in Kazakh and Russian; row 14: only one that both sides confirmed gives mentors."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.mentoring.acts import agreements
from apps.mentoring.models import Agreement
from tests.factories.accounts import fresh, make_agency
from tests.factories.mentoring import coordinator_of, make_agreement, make_organisation, officer_of, today
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def printed(client, agreement, language: str) -> str:
    answer = client.get(reverse("mentoring:agreement_pdf", args=[agreement.number, language]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{agreement.number}-{language}.pdf"'
    return text_of(answer.content)


def test_the_text_in_both_languages(client):
    held = make_agreement(paper_number="12/2025 #*_", ends_on=today() + timedelta(days=90))
    client.force_login(officer_of(held.body))
    texts = [printed(client, held, language) for language in ("kk", "ru")]
    for text in texts:
        assert "12/2025 #*_" in text
        assert "28-2" in text
        assert held.number in text
        assert held.organisation.agency.bin in text
    assert texts[0] != texts[1]
    assert client.get(reverse("mentoring:agreement_pdf", args=[held.number, "en"])).status_code == 404
    client.force_login(officer_of(make_agency(AgencyKind.GUARDIANSHIP)))
    assert client.get(reverse("mentoring:agreement_pdf", args=[held.number, "kk"])).status_code == 404


def test_one_that_is_not_confirmed_says_so(client):
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    data = {"paper_number": "7", "signed_on": today(), "starts_on": today(), "ends_on": None}
    by = coordinator_of(organisation.agency)
    made = agreements.propose(organisation, body=body, data=data, by=by, at=timezone.now())
    client.force_login(by)
    proposed = printed(client, made, "ru")
    agreements.confirm(made, by=officer_of(body), at=timezone.now())
    confirmed = printed(client, made, "ru")
    agreements.end(made, reason="BOTH", by=by, at=timezone.now())
    assert len({proposed, confirmed, printed(client, made, "ru")}) == 3


def test_row_14_an_agreement_gives_mentors_once_both_sides_confirmed(client):
    make_law()
    scene = make_scene()
    child, candidate = scene.cast.child, scene.candidate
    client.force_login(fresh(scene.cast.officer))

    def refused() -> set:
        answer = client.post(reverse("mentoring:propose", args=[child.number]), {"candidate": candidate.pk})
        if answer.status_code == 302:
            return set()
        found = answer.context["form"].errors.as_data()["candidate"]
        return {(error.params or {}).get("rule") for error in found}

    data = {"reason": "BOTH", "sure": "on", "version": scene.agreement.version, "expected": 0}
    assert client.post(reverse("mentoring:agreement_end", args=[scene.agreement.number]), data).status_code == 302
    assert "kz345.a28-2.p8" in refused()
    day = f"{today():%d.%m.%Y}"
    data = {"organisation": scene.agreement.organisation_id, "paper_number": "2", "signed_on": day, "starts_on": day}
    assert client.post(reverse("mentoring:agreement_new"), data).status_code == 302
    made = Agreement.objects.get(state="PROPOSED")
    assert "kz345.a28-2.p8" in refused()
    client.force_login(coordinator_of(scene.cast.organisation))
    client.post(reverse("mentoring:agreement_confirm", args=[made.number]), {"version": made.version})
    client.force_login(fresh(scene.cast.officer))
    assert "kz345.a28-2.p8" not in refused()
