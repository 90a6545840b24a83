"""Who opens the pages of training, and the number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.mentoring.models import Programme
from tests.factories.accounts import fresh, make_agency, make_officer
from tests.factories.mentoring import (
    certify,
    coordinator_of,
    make_candidate,
    officer_of,
    train,
    trainer_of,
)
from tests.web.mentoring.training.asking import planned

pytestmark = pytest.mark.django_db


def test_who_may_open_training(client, candidate):
    certificate = certify(candidate)
    for person, status in (
        (make_officer(), 403), (officer_of(candidate.body), 403),
        (trainer_of(make_agency(AgencyKind.ORPHAN_ORG)), 200), (coordinator_of(candidate.organisation.agency), 200),
    ):  # fmt: skip
        client.force_login(fresh(person))
        assert client.get(reverse("mentoring:training")).status_code == status
    others = (make_officer(), trainer_of(make_agency(AgencyKind.ORPHAN_ORG)),
              coordinator_of(make_candidate().organisation.agency))  # fmt: skip
    for person in others:
        client.force_login(fresh(person))
        assert client.get(reverse("mentoring:certificate", args=[certificate.number])).status_code == 404


def test_lists_cost_the_same_for_any_size(keeper, candidate):
    organisation = candidate.organisation

    def grow():
        one = make_candidate(organisation)
        certify(one)
        planned(organisation.agency)

    grow()
    first = Programme.objects.order_by("pk")[0]
    pages = [
        (reverse("mentoring:training"), {}), (reverse("mentoring:training"), {"tab": "past"}),
        (reverse("mentoring:certificates"), {}), (reverse("mentoring:programme", args=[first.number]), {}),
    ]  # fmt: skip

    def costs():
        counted = []
        for url, query in pages:
            keeper.get(url, query)
            with CaptureQueriesContext(connection) as held:
                assert keeper.get(url, query).status_code == 200
            counted.append(len(held))
        return counted

    before = costs()
    for _n in range(3):
        grow()
        train(make_candidate(organisation), first)
    assert costs() == before
