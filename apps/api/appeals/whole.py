"""What a whole appeal is made of, in a fixed number of queries; its texts are opened here and nowhere else."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from apps.accounts.models import User
from apps.complaints import reading
from apps.complaints.models import Appeal, BodyRequest, Round
from apps.complaints.sealing import Vault
from apps.complaints.vaults import vault_of
from apps.incidents.models import Incident
from apps.obligations.models import Obligation
from apps.people.models import Child


def of_acts(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """With what the answer to an act shows of considerations and requests."""
    return appeals.prefetch_related(
        Prefetch("rounds", Round.objects.order_by("no")),
        Prefetch("requests", BodyRequest.objects.select_related("body").order_by("pk")),
    )


def duties_of(appeal: Appeal) -> QuerySet[Obligation]:
    """Every clock of its considerations and of what the sender wrote."""
    rounds = Q(subject_kind="appeal_round", subject_id__in=appeal.rounds.values("pk"))
    posts = Q(subject_kind="appeal_post", subject_id__in=appeal.posts.values("pk"))
    return Obligation.objects.filter(rounds | posts).select_related("rule", "owner", "party").soonest_first()


def opened_context(appeal: Appeal, user: User) -> dict[str, Any]:
    """What the serializer of a whole appeal needs."""
    shut_out = appeal.exclusions.filter(lifted_at__isnull=True).select_related("user", "agency")
    return {
        "duties": duties_of(appeal), "opened": None if appeal.shredded_at else _opened(appeal, vault_of(appeal)),
        "children": _links(appeal.children.order_by("pk"), "child_id", Child.objects.visible_to(user)),
        "incidents": _links(appeal.incidents.order_by("pk"), "incident_id", Incident.objects.visible_to(user)),
        "exclusions": shut_out.order_by("pk"),
        "joined": list(appeal.joined.order_by("pk").values_list("number", flat=True)),
    }  # fmt: skip


def _opened(appeal: Appeal, vault: Vault) -> dict[str, list[Any]]:
    held = appeal.respondents.select_related("agency").order_by("pk")
    return {
        "respondents": [
            {"level": one.level, "agency": one.agency, "described": vault.open(one.described, "respondent")}
            for one in held
        ],
        "conversation": reading.conversation(appeal, vault), "notes": reading.notes_of(appeal, vault),
        "asked": reading.requests_of(appeal, vault),
        "reasons": [{"no": one.no, **reading.reasons_of(one, vault)} for one in appeal.rounds.all()],
    }  # fmt: skip


def _links(links: QuerySet, column: str, visible: QuerySet) -> list[dict[str, Any]]:
    """Each link, with the number of what it leads to where the reader may see that."""
    held = list(links)
    numbers = dict(visible.filter(pk__in=[getattr(one, column) for one in held]).values_list("pk", "number"))
    return [{"id": one.pk, "number": numbers.get(getattr(one, column))} for one in held]
